"""Batches from renders: a pool of halls, some of it new every few steps; mirrored, exposed, and with heat made of points."""
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F

import cameras
import court as C
import crowd
from hall import Hall

for folder in ("../pitch", ".."):
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), folder))
from data import _DD, _RAMP  # noqa: E402
from frames import bumps, expose, exposures  # noqa: E402

EDGE = 8  # pixels: just outside the picture neither answer is asked for


def letterboxed(pictures, size):
    """n x 3 x h x w uint8 -> the same in the middle of grey pictures of `size`."""
    w, h = size
    s = min(w / pictures.shape[3], h / pictures.shape[2])
    nw, nh = round(pictures.shape[3] * s), round(pictures.shape[2] * s)
    out = torch.full((len(pictures), 3, h, w), 114, dtype=torch.uint8, device=pictures.device)
    x, y = (w - nw) // 2, (h - nh) // 2
    out[:, :, y : y + nh, x : x + nw] = F.interpolate(pictures.float(), (nh, nw), mode="bilinear", antialias=True, align_corners=False).clamp(0, 255).to(torch.uint8)
    return out, (x, y, x + nw, y + nh)


class Feed:
    def __init__(self, device, size, batch, seed=0, pictures=None, reuse=2, pool=16, sigma=4.0, other=0.06, chunk=None, kinds=cameras.KINDS, workers=0):
        """pictures: as pictures.load gives them, or None. A render serves about `reuse` times; the pool holds pool x batch."""
        walls = None if pictures is None else pictures["walls"]
        self.hall = Hall(device, size, seed + 7, walls)
        self.dev, self.size, self.b, self.sigma, self.reuse = device, size, batch, sigma, reuse
        self.plans, self.chunk = crowd.plans(size, chunk or batch, kinds, seed, workers), chunk or batch
        self.rng, self.steps = np.random.default_rng(seed), 0
        self.others = None
        if pictures is not None and other > 0:
            self.others, self.other_window = letterboxed(torch.from_numpy(pictures["others"]).to(device), size)
        self.other = other
        self.mirror, self.channels = C.mirror(), torch.tensor(C.mirror_channels(), device=device)
        self.dd, self.ramp = _DD.to(device), _RAMP.to(device)
        n, (w, h) = pool * batch, size
        self.img = torch.empty(n, 3, h, w, dtype=torch.uint8, device=device)
        self.map = torch.empty(n, 2, h // 4, w // 4, device=device)
        self.points, self.window = np.zeros((n, len(self.mirror), 2)), np.zeros((n, 4))
        for i in range(0, n, batch):
            self.fill(i)

    def fill(self, start):
        """Renders anew the batch of the pool that begins at `start`."""
        for i in range(start, start + self.b, self.chunk):
            plans = next(self.plans)[: start + self.b - i]
            part = slice(i, i + len(plans))
            self.img[part] = self.hall.render(plans).to(torch.uint8)
            self.map[part] = self.hall.maps(plans)
            self.points[part] = [np.nan_to_num(p["points"], nan=-1e4) for p in plans]
            self.window[part] = [p["window"] for p in plans]

    @torch.no_grad()
    def next(self):
        """image n x 3 x h x w 0..1; target and weight n x 40 x h/4 x w/4; points n x 38 x 2 and their states (1: in the
        picture, 3: just outside, 0: not)."""
        r, (w, h) = self.rng, self.size
        if self.steps and self.steps % self.reuse == 0:
            self.fill(self.steps // self.reuse * self.b % len(self.points))
        self.steps += 1
        pick = r.choice(len(self.points), self.b, replace=False)
        turned = r.random(self.b) < 0.5
        none = (r.random(self.b) < self.other) if self.others is not None else np.zeros(self.b, bool)
        pts, win = self.points[pick].copy(), self.window[pick].copy()
        pts[turned] = pts[turned][:, self.mirror] * [-1, 1] + [w, 0]
        inside = lambda d: ((pts > win[:, None, :2] - d) & (pts < win[:, None, 2:] + d)).all(2)
        state = np.where(inside(0), 1, np.where(inside(EDGE), 3, 0)) * ~none[:, None]
        t = lambda a, kind=torch.float32: torch.as_tensor(np.ascontiguousarray(a), device=self.dev).to(kind)
        at = t(pick, torch.long)
        img, maps = self.img[at].float(), self.map[at]
        for i in np.flatnonzero(none):
            img[i], maps[i] = self.others[r.integers(len(self.others))].float(), 0
            win[i] = self.other_window
        flip = t(turned, torch.bool)[:, None, None, None]
        img, maps = torch.where(flip, img.flip(3), img), torch.where(flip, maps.flip(3), maps)
        img = expose(img, t(exposures(r, self.b)), self.hall.px, self.hall.py, self.dd, self.ramp)
        q = t(win)[:, :, None, None]
        content = (self.hall.px > q[:, 0]) & (self.hall.py > q[:, 1]) & (self.hall.px < q[:, 2]) & (self.hall.py < q[:, 3])
        img = torch.where(content[:, None], img, torch.full_like(img, 114.0)).clamp(0, 255) / 255
        pts, state = t(pts.clip(-1e4, 1e4)), t(state, torch.long)
        heat = bumps(pts, self.hall.cx[0], self.hall.cy[:, 0], self.sigma)
        on, near = (state == 1)[..., None, None], (state == 3)[..., None, None]
        target = heat * on
        weight = torch.where(near, (heat < 0.05).float(), torch.ones_like(heat))
        n = C.LANDMARKS
        target = torch.cat([target[:, :n], maps, target[:, n:]], 1)
        weight = torch.cat([weight[:, :n], torch.ones_like(maps), weight[:, n:]], 1)
        return img.contiguous(memory_format=torch.channels_last), target, weight, pts, state
