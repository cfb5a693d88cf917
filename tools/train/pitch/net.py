"""The pitch network: the detectors' blocks at stride 4 to 32, deep at stride 32 (which line is which needs the
whole picture), heat written 2x2 cells at a time from stride 8.

Channels: 32 landmarks (order of src/geometry/pitch.h), painted marking, the pitch's area, 13 extra points.
"""
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

import geometry as G

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from model import Block, ConvBN, fuse  # noqa: E402,F401

WIDTH, HEIGHT = 640, 384
SIZES = {
    "shipped": dict(ch=(16, 24, 64, 112, 160), blocks=(0, 1, 2, 3), neck=80),
    "large": dict(ch=(24, 32, 64, 128, 192), blocks=(0, 1, 2, 3), neck=96),
    "small": dict(ch=(16, 24, 64, 112, 160), blocks=(0, 1, 1, 1), neck=80),
}


class PitchNet(nn.Module):
    def __init__(self, size="shipped", channels=G.CHANNELS):
        super().__init__()
        c, n, k = SIZES[size]["ch"], SIZES[size]["blocks"], SIZES[size]["neck"]
        self.stem = ConvBN(3, c[0], 3, 2)
        stages = [nn.Sequential(ConvBN(c[i], c[i + 1], 3, 2), *[Block(c[i + 1]) for _ in range(n[i])]) for i in range(4)]
        self.s4, self.s8, self.s16, self.s32 = stages
        self.ctx = nn.Conv2d(c[4], c[4], 1)
        self.mix = Block(c[4])
        self.t32 = ConvBN(c[4], c[3], 1)
        self.l16, self.t16 = ConvBN(c[3], c[3], 1), nn.Sequential(ConvBN(c[3], c[3]), ConvBN(c[3], k, 1))
        self.l8 = ConvBN(c[2], k, 1)
        self.d4 = ConvBN(c[1], k, 3, 2, act=False)
        self.t8 = nn.Sequential(ConvBN(k, k), ConvBN(k, k))
        self.out = nn.Conv2d(k, channels * 4, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
        nn.init.normal_(self.out.weight, std=0.01)
        bias = torch.full((channels,), -6.0)
        bias[G.MARKING], bias[G.AREA] = -3.0, 0.0
        self.out.bias.data = bias.repeat_interleave(4)

    def neck(self, x):
        x4 = self.s4(self.stem(x))
        x8 = self.s8(x4)
        x16 = self.s16(x8)
        x32 = self.s32(x16)
        x32 = self.mix(x32 + self.ctx(x32.mean((2, 3), keepdim=True)))
        up = lambda t: F.interpolate(t, scale_factor=2.0, mode="nearest")
        t = self.t16(F.relu(up(self.t32(x32)) + self.l16(x16)))
        return self.t8(F.relu(up(t) + self.l8(x8) + self.d4(x4)))

    def forward(self, x):
        return F.pixel_shuffle(self.out(self.neck(x)), 2)


class Deploy(nn.Module):
    """As shipped: `heat` after sigmoid. The last 1x1 convolution is written as a product of matrices: its result is
    then planar, which spares a third of the time on a CPU (reordering 47 full maps)."""

    def __init__(self, net):
        super().__init__()
        self.net, self.channels = net, net.out.out_channels

    def forward(self, image):
        t = self.net.neck(image)
        y = torch.matmul(self.net.out.weight[:, :, 0, 0], t.flatten(2)) + self.net.out.bias[None, :, None]
        return F.pixel_shuffle(y.reshape(-1, self.channels, HEIGHT // 8, WIDTH // 8), 2).sigmoid()
