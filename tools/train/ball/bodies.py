"""Parts of a still that move by themselves, as limbs, shoes, rackets and heads do: so that what moves is not yet a ball.

A window's parts are soft discs that go, turn and bend; one field for all of them, n x H x W x 2 pixels a frame, and one for how it bends.
"""
import math

import torch
import torch.nn.functional as F

from flights import uniform

PARTS = 14
SMALL, LARGE = 5 / 768, 46 / 768  # radii, of the picture's width
SLOW, FAST = 0.4 / 768, 11 / 768  # a frame
BLUR = 3  # instants of an exposure


class Bodies:
    def __init__(self, centres, width, height):
        """centres: n x PARTS x 2, pixels."""
        n, device = len(centres), centres.device
        self.c, self.w, self.h = centres, width, height
        some = lambda low, high: torch.exp(uniform(math.log(low), math.log(high), n, PARTS, device=device)) * width
        self.r = some(SMALL, LARGE)
        speed = torch.minimum(some(SLOW, FAST), 0.7 * self.r)  # faster, the picture would fold
        way = uniform(0, 2 * math.pi, n, PARTS, device=device)
        self.v = speed[..., None] * torch.stack([way.cos(), way.sin()], -1)
        self.bend = 0.3 * speed[..., None] * torch.randn(n, PARTS, 2, device=device)
        self.spin = 0.1 * torch.randn(n, PARTS, device=device)
        self.shutter = uniform(0.1, 0.6, n, 1, 1, 1, device=device)

    def fields(self, points):
        """points n x m x 2: how they go and how that bends, n x m x 2 each."""
        away = points[:, :, None] - self.c[:, None]
        near = torch.exp(-(away**2).sum(-1) / (2 * self.r[:, None] ** 2))[..., None]
        turned = torch.stack([-away[..., 1], away[..., 0]], -1) * self.spin[:, None, :, None]
        return (near * (self.v[:, None] + turned)).sum(2), (near * self.bend[:, None]).sum(2)

    def went(self, points, frame):
        """Where the content at points n x m x 2 is in a frame (-1, 0, 1)."""
        go, bend = self.fields(points)
        return points - go * frame - bend * frame**2 / 2

    def show(self, frames):
        """Frames n x 3 x 3 x H x W with the parts moved, smeared over the exposure."""
        n, device, coarse = len(frames), frames.device, 4
        h, w = self.h // coarse, self.w // coarse
        y, x = torch.meshgrid(torch.arange(h, device=device) + 0.5, torch.arange(w, device=device) + 0.5, indexing="ij")
        points = (torch.stack([x, y], -1) * coarse).reshape(1, h * w, 2).expand(n, -1, -1)
        both = torch.cat([f.reshape(n, h, w, 2).permute(0, 3, 1, 2) for f in self.fields(points)], 1)
        both = F.interpolate(both, (self.h, self.w), mode="bilinear").permute(0, 2, 3, 1)
        size = torch.tensor([self.w, self.h], device=device)
        y, x = torch.meshgrid(torch.arange(self.h, device=device) + 0.5, torch.arange(self.w, device=device) + 0.5, indexing="ij")
        rest = torch.stack([x, y], -1) / size * 2 - 1
        go, bend = both[..., :2] * 2 / size, both[..., 2:] * 2 / size
        out = torch.zeros_like(frames)
        for frame in range(3):
            for k in range(BLUR):
                t = frame - 1 + (k / (BLUR - 1) - 0.5) * self.shutter
                at = rest + go * t + bend * t**2 / 2
                out[:, frame] += F.grid_sample(frames[:, frame], at, align_corners=False, padding_mode="border") / BLUR
        return out
