"""The network of small balls: three consecutive frames in, a heat map of each out, at half the input's size.

A U of plain dense 3x3 convolutions with strides 2 to 16. The way back ends at stride 4 and writes 2x2 cells at a time
(depth to space), so that nothing but the stem works at stride 2. Training outputs are logits; `Deploy` ends in
the `heatmap_peak` contract of docs/models.md.
"""
import os
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from model import Block, ConvBN, fuse  # noqa: E402,F401

FRAMES, STRIDE = 3, 2
SIGMA = 1.2  # of a ball's bump, cells: a ball's own size does not matter to where it is
CHANNELS, BLOCKS = (32, 64, 96, 128), (1, 2, 2)  # of stem and strides 4, 8, 16; residual blocks at 4, 8, 16
SIZES = {"fast": (512, 288), "balanced": (768, 432)}  # width, height; the same network, so that one can start from the other


class BallNet(nn.Module):
    def __init__(self):
        super().__init__()
        c, n = CHANNELS, BLOCKS
        self.stem = ConvBN(3 * FRAMES, c[0], 3, 2)
        stages = [nn.Sequential(ConvBN(c[i], c[i + 1], 3, 2), *[Block(c[i + 1]) for _ in range(n[i])]) for i in range(3)]
        self.s4, self.s8, self.s16 = stages
        self.t16, self.l8 = ConvBN(c[3], c[2], 1), ConvBN(c[2], c[2], 1)
        self.t8, self.l4 = nn.Sequential(ConvBN(c[2], c[2]), ConvBN(c[2], c[1], 1)), ConvBN(c[1], c[1], 1)
        self.t4 = nn.Sequential(ConvBN(c[1], c[1]), ConvBN(c[1], c[1]))
        self.out = nn.Conv2d(c[1], FRAMES * 4, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.constant_(self.out.bias, -5.0)

    def forward(self, x):
        x4 = self.s4(self.stem(x))
        x8 = self.s8(x4)
        up = lambda t: F.interpolate(t, scale_factor=2.0, mode="nearest")
        t = self.t8(F.relu(up(self.t16(self.s16(x8))) + self.l8(x8)))
        t = self.t4(F.relu(up(t) + self.l4(x4)))
        return F.pixel_shuffle(self.out(t), 2)


class Deploy(nn.Module):
    """As shipped: `heat`, n x 3 x H/2 x W/2, after sigmoid."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, frames):
        return self.net(frames).sigmoid()


def loss_fn(logit, heat, weight):
    """How far the heat is from gaussian bumps, mostly where it is far (quality focal loss: Li et al. 2020,
    arXiv:2006.04388), per ball. All n x 3 x h x w."""
    logit = logit.float()
    miss = (heat - logit.sigmoid()).abs() ** 2
    cross = F.binary_cross_entropy_with_logits(logit, heat, reduction="none")
    return (miss * cross * (1 + 4 * heat) * weight).sum() / ((heat * weight).amax((2, 3)) > 0.6).sum().clamp(min=1)


def bumps(at, shown, height, width):
    """Heat n x height x width of points at n x k x 2 (input pixels) where shown, n x k."""
    cell = at / STRIDE
    x, y = (torch.arange(n, device=at.device) + 0.5 for n in (width, height))
    ex = torch.exp(-((x - cell[..., 0:1]) ** 2) / (2 * SIGMA**2)) * shown[..., None]
    ey = torch.exp(-((y - cell[..., 1:2]) ** 2) / (2 * SIGMA**2))
    return (ey[:, :, :, None] * ex[:, :, None, :]).amax(1)


def discs(at, radius, height, width):
    """Which cells, n x height x width, lie within a radius n x k of points at n x k x 2 (all input pixels)."""
    x, y = ((torch.arange(n, device=at.device) + 0.5) * STRIDE for n in (width, height))
    dx2, dy2 = (x - at[..., 0:1]) ** 2, (y - at[..., 1:2]) ** 2
    return (dx2[:, :, None, :] + dy2[:, :, :, None] < radius[..., None, None] ** 2).any(1)


def peaks(heat, least, most=8):
    """Of one map h x w (numpy): rows x, y (input pixels), score, best first. Local maxima, of equal neighbours the first, refined as the
    bump's logarithm bends."""
    h, w = heat.shape
    edged = np.pad(heat, 1, constant_values=-1)
    beside = lambda k: edged[k // 3 : k // 3 + h, k % 3 : k % 3 + w]
    top = np.all([heat > beside(k) for k in range(4)], 0) & np.all([heat >= beside(k) for k in range(5, 9)], 0)
    y, x = np.nonzero(top & (heat > least))
    order = np.argsort(-heat[y, x], kind="stable")[:most]
    log = np.log(np.maximum(np.pad(heat, 1, mode="reflect"), 1e-4))

    def offset(before, at, after):
        bend = before - 2 * at + after
        return np.where(bend < -1e-9, np.clip(0.5 * (before - after) / np.minimum(bend, -1e-9), -0.5, 0.5), 0)

    y, x = y[order], x[order]
    at = log[y + 1, x + 1]
    dx, dy = offset(log[y + 1, x], at, log[y + 1, x + 2]), offset(log[y, x + 1], at, log[y + 2, x + 1])
    return np.stack([(x + 0.5 + dx) * STRIDE, (y + 0.5 + dy) * STRIDE, heat[y, x]], 1)
