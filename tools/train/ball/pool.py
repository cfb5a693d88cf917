"""Flights and their paint made ahead for many batches at once, so that a batch only takes its share of them."""
import numpy as np
import torch

import draw
from flights import KINDS, flights, uniform

SMALLEST = 1.6  # pixels of 512: a drawn ball
TELEVISION, FAR, NEAR = 0.55, 1.8, 4.6  # how often a shuttle is seen as broadcasts show it, and how large then, pixels of 512
AHEAD = 64  # so many calls' worth are made at once
LONG = 3.0  # sizes of a streak that may be faint


class Pool:
    """take(n): rows of kind n (of KINDS), path n x 3 x EXPOSURES x 2 and size n x 3 (pixels), way and side n x 3, paint n x ..., and on the
    host moves n (pixels from first to last frame), streak n (of its size) and shuttle n."""

    def __init__(self, kinds, width, device, rng):
        self.kinds, self.w, self.dev, self.rng = kinds, width, device, rng
        self.rows, self.used, self.count = {}, 0, 0

    def take(self, n):
        if self.used + n > self.count:
            self.fill(n * AHEAD)
        part = slice(self.used, self.used + n)
        self.used += n
        return {k: v[part] for k, v in self.rows.items()}

    def fill(self, n):
        names = list(KINDS)
        share = np.array([self.kinds.get(k, 0.0) for k in names])
        kind = torch.from_numpy(self.rng.choice(len(names), n, p=share / share.sum())).to(self.dev)
        large = torch.tensor([18.0 if KINDS[k]["diameter"] > 0.1 else 11.0 for k in names], device=self.dev)[kind]
        television = (kind == names.index("shuttle")) & (torch.rand(n, device=self.dev) < TELEVISION)
        least, most = torch.where(television, FAR, SMALLEST), torch.where(television, NEAR, large)
        f = flights(kind, least * (most / least) ** torch.rand(n, device=self.dev) / 512, television=television)
        path = f["at"] * self.w
        middle = path.mean(2, keepdim=True)
        reach = (path - middle).norm(dim=-1).amax(2)[:, :, None, None]
        path = middle + (path - middle) * (draw.side_of(self.w) * 0.36 / reach.clamp(min=1e-6)).clamp(max=1)
        size = (f["size"] * self.w).clamp(0.8, self.w / 20)
        streak = ((path[:, :, -1] - path[:, :, 0]).norm(dim=-1) / size).amax(1)
        paint = draw.colours(kind)
        u = lambda low: uniform(low, 1.0, n, device=self.dev)
        paint["faint"] = torch.where(streak > LONG, u(0.35), torch.where(television, u(0.55), u(0.85)))
        moves = (path[:, 2] - path[:, 0]).mean(1).norm(dim=-1)
        host = dict(moves=moves, streak=streak, shuttle=kind == names.index("shuttle"))
        self.rows = dict(kind=kind, path=path, size=size, way=f["way"], side=f["side"], **paint, **{k: v.cpu().numpy() for k, v in host.items()})
        self.used, self.count = 0, n
