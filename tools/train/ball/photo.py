"""A window's light, colour, lens, noise and coding, and frames that are mixtures of two: n x 3 x 3 x H x W of 0..255."""
import os
import sys

import torch
import torch.nn.functional as F

from flights import uniform

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from data import _DD, _RAMP, jpeg  # noqa: E402

MIXED = 0.12  # how often a frame mixes two pictures, as in films made from another rate


class Photo:
    def __init__(self, device):
        self.dev, self.dd, self.ramp = device, _DD.to(device), _RAMP.to(device)

    def coded(self, x, q):
        return jpeg(x.reshape(-1, 1, *x.shape[-2:]), q, self.dd, self.ramp).reshape(x.shape)

    def __call__(self, frames):
        """Of a window alike, but for its noise: that is each frame's own, or what a coder repeats in all."""
        n, r = len(frames), torch.rand
        u = lambda low, high, *shape: uniform(low, high, n, *shape, device=self.dev)
        some = lambda p: (r(n, 1, 1, 1, 1, device=self.dev) < p).float()
        x = (frames - 114) * u(0.7, 1.3, 1, 1, 1, 1) + 114 + u(-30, 30, 1, 1, 1, 1) * some(0.7)
        x = x * (1 + 0.06 * torch.randn(n, 1, 3, 1, 1, device=self.dev))
        grey = some(0.05)
        x = x * (1 - grey) + x.mean(2, keepdim=True) * grey
        x = self.soft(x, u(0, 0.8, 1, 1, 1, 1) * some(0.45))
        x = self.tinted(x, u(0.3, 1, 1, 1, 1, 1) * some(0.5))
        noise = torch.randn_like(x)
        same = some(0.5)
        noise = noise * (1 - same) + noise[:, :1] * same
        x = (x + noise * u(0, 7, 1, 1, 1, 1) * some(0.7)).clamp(0, 255)
        q = (torch.exp(u(0, 3.0, 1)) * torch.exp(0.2 * torch.randn(n, 3, device=self.dev))).reshape(-1, 1, 1).expand(-1, 3, 1).reshape(-1)
        coded = self.coded(x.flatten(0, 1), q)
        keep = some(0.4)
        return (x * keep + coded.view_as(x) * (1 - keep)).clamp(0, 255)

    @staticmethod
    def soft(x, much):
        flat = x.flatten(0, 1)
        return x * (1 - much) + F.avg_pool2d(F.pad(flat, (1, 1, 1, 1), mode="replicate"), 3, 1).view_as(x) * much

    @staticmethod
    def tinted(x, much):
        """Colour is coded coarser than light: a small thing takes some of what is around it."""
        light = x.mean(2, keepdim=True)
        colour = x - light
        around = F.avg_pool2d(F.pad(colour.flatten(0, 1), (2, 2, 2, 2), mode="replicate"), 5, 1).view_as(x)
        return light + colour * (1 - much) + around * much

    def mixed(self, frames, at, must):
        """Some frames are shown with the next one through them: its balls are there too, fainter, and need not be found."""
        n = len(frames)
        hit = torch.rand(n, 2, device=self.dev) < MIXED / 2
        share = torch.where(hit, uniform(0.2, 0.5, n, 2, device=self.dev), 0.0)[:, :, None, None, None]
        shown = torch.cat([frames[:, :2] * (1 - share) + frames[:, 1:] * share, frames[:, 2:]], 1)
        second = torch.cat([torch.where(hit[:, :, None] & (must[:, 1:] > 0), 2, 0), torch.zeros_like(must[:, 2:])], 1)
        return shown, torch.cat([at, torch.cat([at[:, 1:], at[:, 2:]], 1)], 2), torch.cat([must, second], 2)
