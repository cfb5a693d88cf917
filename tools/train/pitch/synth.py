"""Drawn views of drawn pitches, made on the GPU: broadcast, wide, tactical, half-pitch and behind-goal cameras over
pitches of many sizes; mown grass, boards, crowd, players, goals, shadow."""
import math

import numpy as np
import torch
import torch.nn.functional as F

import geometry as G


def camera(r):
    """Position and target in metres, horizontal field of view in degrees."""
    kind = r.choice(["broadcast", "wide", "tactical", "half", "behind", "corner"], p=[0.42, 0.14, 0.16, 0.08, 0.12, 0.08])
    if kind == "broadcast":
        pos = [r.normal(0, 6), -34 - r.uniform(15, 60), r.uniform(9, 32)]
        at, fov = [r.uniform(-48, 48), r.uniform(-22, 22), 0], math.exp(r.uniform(math.log(14), math.log(60)))
    elif kind == "wide":
        pos = [r.normal(0, 10), -34 - r.uniform(8, 40), r.uniform(7, 30)]
        at, fov = [r.normal(0, 10), r.uniform(-12, 12), 0], r.uniform(55, 100)
    elif kind == "tactical":
        pos = [r.normal(0, 4), -34 - r.uniform(20, 70), r.uniform(18, 45)]
        at, fov = [r.uniform(-30, 30), r.uniform(-12, 10), 0], r.uniform(30, 75)
    elif kind == "half":
        pos = [r.uniform(-40, 40), -34 - r.uniform(5, 25), r.uniform(6, 22)]
        at, fov = [pos[0] + r.normal(0, 8), r.uniform(-10, 15), 0], r.uniform(50, 95)
    elif kind == "behind":  # the near goal is the left one
        pos = [-52 - r.uniform(6, 45), r.normal(0, 7), r.uniform(6, 30)]
        at, fov = [r.uniform(-30, 30), r.normal(0, 8), 0], r.uniform(30, 85)
    else:
        s = r.choice([-1, 1])
        pos = [s * (40 + r.uniform(0, 30)), -34 - r.uniform(5, 30), r.uniform(7, 30)]
        at, fov = [s * r.uniform(-10, 40), r.uniform(-15, 15), 0], r.uniform(30, 85)
    return np.array(pos), np.array(at, float), fov, kind


def matrices(pos, at, fov, roll):
    """3x4 world (metres) -> 640x360 frame."""
    f = at - pos
    f /= np.linalg.norm(f)
    right = np.cross(f, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    down = np.cross(f, right)
    c, s = math.cos(roll), math.sin(roll)
    right, down = c * right + s * down, c * down - s * right
    rot = np.stack([right, down, f])
    k = np.array([[320 / math.tan(math.radians(fov) / 2), 0, 320], [0, 320 / math.tan(math.radians(fov) / 2), 180], [0, 0, 1]])
    return k @ np.c_[rot, -rot @ pos]


def draw(r):
    while True:
        pos, at, fov, kind = camera(r)
        p = matrices(pos, at, fov, math.radians(r.normal(0, 1.0)))
        length, width = (105, 68) if r.random() < 0.4 else (r.uniform(99, 110), r.uniform(62, 72))
        h = p[:, [0, 1, 3]]
        if h[2, 2] <= 0:  # the centre mark lies behind the camera
            continue
        h = h / h[2, 2]
        q = G.project(h, G.points(length, width)[:32])
        inside = (q > 2).all(1) & (q < np.array(G.FRAME) - 2).all(1)
        if inside.sum() >= 4 or (inside.sum() and r.random() < 0.05):
            d = at - pos
            return p, h, length, width, math.degrees(math.atan2(d[1], d[0])), kind


def colour(r, *hsv):
    import colorsys

    h, s, v = (r.uniform(*c) if isinstance(c, tuple) else c for c in hsv)
    return [255 * c for c in colorsys.hsv_to_rgb(h % 1, s, v)]


class Synth:
    def __init__(self, device, seed=7, store=(640, 448)):
        self.dev, self.r, self.size = device, np.random.default_rng(seed), store
        w, h = store
        ys, xs = torch.meshgrid(torch.arange(h, device=device), torch.arange(w, device=device), indexing="ij")
        self.px, self.py = xs.float() + 0.5, (ys.float() + 0.5) * G.FRAME[1] / h

    def t(self, a):
        return torch.as_tensor(np.asarray(a, np.float32), device=self.dev)

    def noise(self, n, ch, cell, mode="bilinear"):
        w, h = self.size
        x = torch.randn(n, ch, max(h // cell, 2), max(w // cell, 2), device=self.dev)
        return F.interpolate(x, (h, w), mode=mode, **({} if mode == "nearest" else dict(align_corners=False)))

    def capsule(self, a, b, ra):
        """Distance in pixels to the piece a-b minus ra; a, b: n x 2, ra: n."""
        a, b = a[:, :, None, None], b[:, :, None, None]
        dx, dy = b[:, 0] - a[:, 0], b[:, 1] - a[:, 1]
        t = (((self.px - a[:, 0]) * dx + (self.py - a[:, 1]) * dy) / (dx * dx + dy * dy).clamp(min=1e-6)).clamp(0, 1)
        return torch.hypot(self.px - a[:, 0] - t * dx, self.py - a[:, 1] - t * dy) - ra[:, None, None], t

    @torch.no_grad()
    def views(self, n):
        """n x 3 x 448 x 640 uint8 RGB, and a row for each."""
        r = self.r
        V = [draw(r) for _ in range(n)]
        hinv = self.t(np.stack([np.linalg.inv(v[1]) for v in V]))
        L, Wd = self.t([v[2] for v in V])[:, None, None] / 2, self.t([v[3] for v in V])[:, None, None] / 2
        m = lambda i, j: hinv[:, i, j, None, None]
        den = m(2, 0) * self.px + m(2, 1) * self.py + m(2, 2)
        X, Y = ((m(i, 0) * self.px + m(i, 1) * self.py + m(i, 2)) / den for i in (0, 1))
        ground = den > 1e-6
        X, Y = X.clamp(-500, 500), Y.clamp(-500, 500)
        # metres per pixel along both image axes, for box-filtered lines
        xu, xv = (m(0, 0) - X * m(2, 0)) / den, (m(0, 1) - X * m(2, 1)) / den
        yu, yv = (m(1, 0) - Y * m(2, 0)) / den, (m(1, 1) - Y * m(2, 1)) / den
        gx, gy = torch.hypot(xu, xv), torch.hypot(yu, yv)

        def col(*a):
            return self.t([colour(r, *a) for _ in range(n)])[:, :, None, None]

        grass = col((0.2, 0.38), (0.35, 0.95), (0.25, 0.75))
        per = self.t(r.uniform(4, 12, n))[:, None, None]
        kind = self.t(r.integers(0, 4, n))[:, None, None]
        sx, sy = torch.sin(math.pi * X / per) * (1 - gx / per).clamp(0, 1), torch.sin(math.pi * Y / per) * (1 - gy / per).clamp(0, 1)
        stripe = torch.where(kind == 0, sx, torch.where(kind == 1, sy, torch.where(kind == 2, sx * sy, sx * 0)))
        stripe = (stripe * 3).clamp(-1, 1) * self.t(r.uniform(0, 0.14, n))[:, None, None]
        patch = self.noise(n, 1, 40)[:, 0] * 0.04 + self.noise(n, 1, 9)[:, 0] * 0.02
        img = grass * (1 + stripe + patch)[:, None]
        # beyond the touchlines: apron, boards, crowd or track
        out = torch.maximum(X.abs() - L, Y.abs() - Wd)
        apron = self.t(r.uniform(1.5, 9, n))[:, None, None]
        other = torch.where(self.t(r.random(n))[:, None, None, None] < 0.35, col((0, 1), (0, 0.8), (0.15, 0.7)), grass)
        img = torch.where((out > apron * 0.5)[:, None], other.expand_as(img), img)
        seats = self.noise(n, 3, 3, "nearest") * self.t(r.uniform(5, 60, n))[:, None, None, None] + col((0, 1), (0, 0.6), (0.05, 0.7))
        seats = seats + self.noise(n, 3, 64) * 15
        far = (out > apron) | ~ground
        img = torch.where(far[:, None], seats.expand_as(img), img)
        along = torch.where(Y.abs() - Wd > X.abs() - L, X, Y)
        ads = torch.sin(along * self.t(r.uniform(0.2, 2.0, n))[:, None, None] + 3 * self.noise(n, 1, 30, "nearest")[:, 0])[:, None] * 60
        band = far & ground & (out < apron + self.t(r.uniform(0.5, 6, n))[:, None, None])
        img = torch.where(band[:, None], col((0, 1), (0, 1), (0.2, 1)) + ads, img)
        # lines
        lw = self.t(r.uniform(0.09, 0.15, n))[:, None, None]
        cover = torch.zeros_like(X)

        def box(d, g):
            return ((torch.minimum(d + g / 2, lw / 2) - torch.maximum(d - g / 2, -lw / 2)) / g.clamp(min=1e-6)).clamp(0, 1)

        def hline(y, x1, x2):  # along x
            nonlocal cover
            cover = torch.maximum(cover, box(Y - y, gy) * ((X > x1 - 0.06) & (X < x2 + 0.06)))

        def vline(x, y1, y2):
            nonlocal cover
            cover = torch.maximum(cover, box(X - x, gx) * ((Y > y1 - 0.06) & (Y < y2 + 0.06)))

        for s in (-1, 1):
            hline(s * Wd, -L, L)
            vline(s * L, -Wd, Wd)
            for dep, half in ((16.5, 20.16), (5.5, 9.16)):
                x = s * (L - dep)
                vline(x, -half, half)
                lo, hi = torch.minimum(x, s * L), torch.maximum(x, s * L)
                hline(half, lo, hi)
                hline(-half, lo, hi)
        vline(0.0, -Wd, Wd)
        for cx, s in ((torch.zeros_like(L), 0), (-(L - 11), -1), (L - 11, 1)):
            dx = X - cx
            rad = torch.hypot(dx, Y).clamp(min=1e-3)
            g = torch.hypot(dx * xu + Y * yu, dx * xv + Y * yv) / rad
            c = box(rad - 9.15, g)
            if s:
                c = c * (X * s < L - 16.5)
            cover = torch.maximum(cover, c)
            cover = torch.maximum(cover, (((0.16 + torch.maximum(gx, gy) / 2 - rad) / torch.maximum(gx, gy)).clamp(0, 1) * 0.9))
        white = self.t(r.uniform(190, 255, n))[:, None, None, None]
        cover = (cover * self.t(r.uniform(0.55, 1.0, n))[:, None, None] * ground * (1 + 0.15 * self.noise(n, 1, 4)[:, 0])).clamp(0, 1)[:, None]
        img = img * (1 - cover) + white * cover
        # goals and people, far ones first
        P = self.t(np.stack([v[0] for v in V]))

        def at(x, y, z):
            q = torch.einsum("nij,nj->ni", P, torch.stack([x, y, z, torch.ones_like(x)], 1))
            return q[:, :2] / q[:, 2:].clamp(min=0.1), q[:, 2]

        foc = torch.linalg.norm(P[:, 0, :3], dim=1).clamp(max=3000)

        def paint(a, b, w, ra, rgb, lower=None):
            nonlocal img
            d, t = self.capsule(a, b, ra)
            al = ((0.5 - d).clamp(0, 1) * (w > 1)[:, None, None])[:, None]
            c = rgb if lower is None else torch.where(t[:, None] < 0.5, lower, rgb)
            img = img * (1 - al) + c * al

        full, one = L[:, 0, 0], torch.ones(n, device=self.dev)
        for s in (-1, 1):
            for (y1, z1), (y2, z2) in (((-3.66, 0), (-3.66, 2.44)), ((-3.66, 2.44), (3.66, 2.44)), ((3.66, 2.44), (3.66, 0))):
                a, w = at(s * full, one * y1, one * z1)
                b, wb = at(s * full, one * y2, one * z2)
                paint(a, b, torch.minimum(w, wb), (0.06 * foc / w.clamp(min=1)).clamp(min=0.4), white)
        teams = [col((0, 1), (0, 1), (0.1, 1)) for _ in range(5)]
        lowers = [col((0, 1), (0, 1), (0.05, 1)) for _ in range(5)]
        count = 24
        xs = self.t(r.normal(0, 1, (count, n))) * 22 + self.t(r.uniform(-25, 25, n))
        ys = self.t(r.uniform(-36, 36, (count, n)))
        ys = ys.sort(0, descending=True)[0]
        on = self.t(r.random((count, n)) < r.uniform(0.2, 1, n))
        for i in range(count):
            a, w = at(xs[i], ys[i], one * 0.1)
            b, _ = at(xs[i], ys[i], one * float(r.uniform(1.5, 1.8)))
            kit = i % 2 if i % 8 else 2 + i // 8
            paint(a, b, w * on[i], (0.24 * foc / w.clamp(min=1)).clamp(min=0.5), teams[kit], lowers[kit])
        # a shadow's edge, light, haze
        ang, off = self.t(r.uniform(0, 6.28, n))[:, None, None], self.t(r.normal(0, 25, n))[:, None, None]
        shade = ((X * torch.cos(ang) + Y * torch.sin(ang) - off) * 4).clamp(0, 1) * ground
        k = self.t(np.where(r.random(n) < 0.25, r.uniform(0.35, 0.75, n), 1.0))[:, None, None]
        img = img * (1 - shade * (1 - k))[:, None]
        img = img + torch.randn_like(img[:, :1]) * self.t(r.uniform(0, 5, n))[:, None, None, None]
        rows = []
        for p, h, length, width, az, kd in V:
            q = G.project(h, G.points(length, width))
            inside = (q > 0).all(1) & (q < G.FRAME).all(1)
            rows.append(dict(h=h, points=q, state=inside.astype(int), lines=True, azimuth=az, length=length, width=width, kind="drawn", view=kd))
        return img.clamp(0, 255).to(torch.uint8), rows
