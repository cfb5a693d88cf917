"""Drawn halls with badminton courts, made in torch a batch at a time: rays through every pixel meet the floor, the nets
and the boards; lines are filtered over a pixel's footprint; people and lettering are sprites. In drawing order:
`background`, `floor`, `paint`, `light`, `boards`, `people` and `net`.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

import cameras
import court as C
import sprites

FLOORS = ((0.36, 0.6, 0.45), (0.42, 0.65, 0.4), (0.58, 0.7, 0.5), (0.6, 0.45, 0.6), (0.0, 0.75, 0.6), (0.78, 0.5, 0.5), (0.5, 0.5, 0.4), (0.09, 0.3, 0.5))


def stripe(d, g, half):
    """Share of a pixel, g metres wide and d metres from a line's middle, that the line covers."""
    return ((torch.minimum(d + g / 2, half) - torch.maximum(d - g / 2, -half)) / g).clamp(0, 1)


def painted_cover(x, y, gx, gy, half):
    """Share of each pixel that court lines cover; x, y: metres in the court's own frame, gx, gy: metres a pixel spans;
    half: of a line's width, a tensor."""
    ax, ay, end_x, end_y = x.abs(), y.abs(), C.LENGTH / 2, C.WIDTH / 2
    line = lambda d, g, inside: stripe(d, g, half) * inside
    gx, gy = gx.clamp(min=1e-5), gy.clamp(min=1e-5)
    long, wide = ((end_x - ax) / gx + 0.5).clamp(0, 1), ((end_y - ay) / gy + 0.5).clamp(0, 1)
    cover = line(y, gy, long * ((ax - C.ALONG[3] + C.LINE / 2) / gx + 0.5).clamp(0, 1))
    for v in C.ACROSS[:2]:
        cover = torch.maximum(cover, line(ay - v, gy, long))
    for v in C.ALONG[3:]:
        cover = torch.maximum(cover, line(ax - v, gx, wide))
    return cover


def painted_distance(x, y, gx, gy):
    """Pixels to the nearest line of the court at 0, 0, to first order."""
    ax, ay = x.abs(), y.abs()
    past = lambda a, end, g: ((a - end) / g).clamp(min=0)
    long, wide = past(ax, C.LENGTH / 2, gx), past(ay, C.WIDTH / 2, gy)
    out = torch.hypot(y / gy, torch.maximum(long, past(-ax, -C.ALONG[3], gx)))
    for v in C.ACROSS[:2]:
        out = torch.minimum(out, torch.hypot((ay - v) / gy, long))
    for v in C.ALONG[3:]:
        out = torch.minimum(out, torch.hypot((ax - v) / gx, wide))
    return out


class Rays:
    """Where the rays through pixels px, py meet things; every map is n x h x w."""

    def __init__(self, views, px, py, t):
        col = lambda k: t([v[k] for v in views])[:, None, None]
        half = t([cameras.half_side(v) for v in views])[:, None, None]
        mid, self.focal = t([v["middle"] for v in views]), col("focal")
        u, v = px - mid[:, 0, None, None], py - mid[:, 1, None, None]
        s = (1 + col("bend") * (u * u + v * v) / half**2) / self.focal
        turn, self.at = t([v["turn"] for v in views]), t([v["at"] for v in views])
        a = lambda i, j: turn[:, j, i, None, None]
        self.d = [a(i, 0) * u * s + a(i, 1) * v * s + a(i, 2) for i in range(3)]
        self.du, self.dv = ([a(i, j) * s for i in range(3)] for j in (0, 1))

    def meet(self, axis, where):
        """Depth along the camera's axis at which rays meet the plane coordinate `axis` = where; below 0: never."""
        d = self.d[axis]
        d = torch.where(d.abs() < 1e-6, torch.full_like(d, 1e-6), d)
        return (where - self.at[:, axis, None, None]) / d

    def along(self, axis, depth):
        return self.at[:, axis, None, None] + depth * self.d[axis]

    def floor(self):
        """x, y in metres, metres that a pixel spans in x and in y, depth, and where the floor is."""
        depth = self.meet(2, 0.0)
        ground = (depth > 0.05) & (depth < 300)
        depth = depth.clamp(0.05, 300)
        dz = self.d[2].clamp(max=-1e-4)
        x, y = self.along(0, depth), self.along(1, depth)
        span = []
        for i in (0, 1):
            g = [depth * (e[i] - self.d[i] / dz * e[2]) for e in (self.du, self.dv)]
            span.append(torch.hypot(*g).clamp(1e-5, 100))
        return x, y, *span, depth, ground


class Hall:
    def __init__(self, device, size=(640, 384), seed=7, walls=None):
        """walls: n x 3 x h x w uint8, upper parts of real pictures, or None."""
        self.dev, self.r, self.size = device, np.random.default_rng(seed), size
        self.gen = torch.Generator(device=device).manual_seed(seed)
        w, h = size
        grid = lambda n, s: (torch.arange(n, device=device) + 0.5) * s
        self.py, self.px = torch.meshgrid(grid(h, 1.0), grid(w, 1.0), indexing="ij")
        self.cy, self.cx = torch.meshgrid(grid(h // 4, 4.0), grid(w // 4, 4.0), indexing="ij")
        bodies, words = sprites.banks()
        self.bodies, self.words = torch.from_numpy(bodies).to(device), torch.from_numpy(words).to(device)
        self.walls = None if walls is None else torch.as_tensor(walls).to(device)

    def t(self, a):
        return torch.as_tensor(np.asarray(a, np.float32), device=self.dev)

    def u(self, lo, hi, chance=1.0):
        """n x 1 x 1 uniform numbers, 0 but for a share `chance`."""
        on = self.r.random(self.n) < chance
        return self.t(self.r.uniform(lo, hi, self.n) * on)[:, None, None]

    def flag(self, chance):
        return self.t(self.r.random(self.n) < chance)[:, None, None] > 0

    def rgb(self, low=0.0, high=1.0):
        return self.t([sprites.colour(self.r, low, high) for _ in range(self.n)])[:, :, None, None]

    def noise(self, ch, cell, mode="bilinear"):
        w, h = self.size
        x = torch.randn(self.n, ch, max(h // cell, 2), max(w // cell, 2), device=self.dev, generator=self.gen)
        return F.interpolate(x, (h, w), mode=mode, **({} if mode == "nearest" else dict(align_corners=False)))

    def over(self, alpha, colour):
        """Lays a colour (n x 3 x ...) over the picture where alpha (n x h x w) says."""
        a = alpha.clamp(0, 1)[:, None]
        self.img = self.img * (1 - a) + colour * a

    @torch.no_grad()
    def render(self, plans):
        """n x 3 x h x w 0..255 of n plans (crowd.py); 114 beside the pictures' windows."""
        self.n, self.views = len(plans), plans
        self.rays = Rays(self.views, self.px, self.py, self.t)
        self.x, self.y, self.gx, self.gy, self.depth, self.ground = self.rays.floor()
        step = self.t([v["grid"] for v in self.views])[:, :, None, None]
        self.dx, self.dy = step[:, 0], step[:, 1]
        self.limits = step[:, 2:]
        self.ix = torch.minimum(torch.maximum((self.x / self.dx).round(), step[:, 2]), step[:, 3])
        self.iy = torch.minimum(torch.maximum((self.y / self.dy).round(), step[:, 4]), step[:, 5])
        self.lx, self.ly = self.x - self.ix * self.dx, self.y - self.iy * self.dy  # in the nearest court's own frame
        self.background()
        self.floor()
        self.paint()
        self.light()
        self.boards()
        self.people_and_net()
        self.graphics()
        win = self.t([v["window"] for v in self.views])[:, :, None, None]
        inside = (self.px > win[:, 0]) & (self.py > win[:, 1]) & (self.px < win[:, 2]) & (self.py < win[:, 3])
        self.img = torch.where(inside[:, None], self.img.clamp(0, 255), torch.full_like(self.img, 114.0))
        return self.img

    @torch.no_grad()
    def maps(self, views):
        """n x 2 x h/4 x w/4: nearness to the court's paint, and its area."""
        rays = Rays(views, self.cx, self.cy, self.t)
        x, y, gx, gy, _, ground = rays.floor()
        win = self.t([v["window"] for v in views])[:, :, None, None]
        seen = ground & (self.cx > win[:, 0]) & (self.cy > win[:, 1]) & (self.cx < win[:, 2]) & (self.cy < win[:, 3])
        mark = torch.exp(-(painted_distance(x, y, gx, gy) ** 2) / (2 * 3.0**2)) * seen
        return torch.stack([mark, ((x.abs() < C.LENGTH / 2) & (y.abs() < C.WIDTH / 2) & seen).float()], 1)

    def background(self):
        """What is beyond the floor: a real wall or crowd, or a drawn one, with lamps above."""
        w, h = self.size
        seats = self.rgb(0.05, 0.7) + (self.noise(1, 3, "nearest") + 0.5 * self.noise(3, 3, "nearest")) * self.u(5, 50)[:, None] + self.noise(3, 64) * 20
        plain = self.rgb(0.1, 0.95) * (1 + self.u(-0.5, 0.5) * (self.py / h - 0.5) + self.noise(1, 50)[:, 0] * 0.06)[:, None]
        ribs = torch.sin(self.px * self.u(0.02, 0.5)) > self.u(0.3, 1.0)
        plain = plain * (1 - ribs * self.u(0, 0.4))[:, None]
        blocks = (self.noise(1, 28, "nearest")[:, 0] > 1.2) & self.flag(0.6)
        plain = torch.where(blocks[:, None], self.rgb(), plain)
        self.img = torch.where(self.flag(0.35)[:, None], seats, plain)
        far_x = self.t([6.7 + math.exp(self.r.uniform(math.log(1.2), math.log(30))) for _ in self.views])[:, None, None]
        far_x = torch.maximum(far_x, self.dx * self.limits[:, 1] + 7.5)
        side = self.t(np.exp(self.r.uniform(math.log(1.2), math.log(30), (self.n, 2))))[:, :, None, None] + 3.05
        left, right = torch.maximum(side[:, 0], self.dy * self.limits[:, 3] + 3.6), torch.minimum(-side[:, 1], self.dy * self.limits[:, 2] - 3.6)
        eye = self.t([v["at"][1] for v in self.views])[:, None, None]
        left, right = torch.maximum(left, eye + self.u(0.5, 6)), torch.minimum(right, eye - self.u(0.5, 6))  # the camera is indoors
        self.hall = self.ground & (self.x < far_x) & (self.y < left) & (self.y > right)
        self.far_x, self.left, self.right = far_x, left, right
        if self.walls is not None:
            pick = self.walls[self.t(self.r.integers(0, len(self.walls), self.n)).long()].float()
            foot = self.t([np.nan_to_num(cameras.place(v, [[float(f), 0, 0]])[0, 1], nan=h * 0.3) for v, f in zip(self.views, far_x[:, 0, 0])])[:, None, None]
            tall, wide = self.u(0.35, 0.9) * h, self.u(0.7, 1.6) * w
            flip = torch.where(self.flag(0.5), -1.0, 1.0)
            gx = (self.px - w / 2 + self.u(-0.2, 0.2) * w) / wide * 2 * flip
            gy = ((self.py - foot) / tall + 1) * 2 - 1
            real = F.grid_sample(pick, torch.stack([gx.expand_as(gy), gy], -1), mode="bilinear", padding_mode="reflection", align_corners=False)
            self.img = torch.where(self.flag(0.6)[:, None], real, self.img)
        for _ in range(3):
            a, b = self.u(4, 40), self.u(1.5, 8)
            lamp = 1.5 - torch.hypot((self.px - self.u(0, w)) / a, (self.py - self.u(0, 0.25) * h) / b)
            self.over(lamp * self.flag(0.3), self.t([255.0, 255, 245])[None, :, None, None])

    def floor_colour(self):
        out = []
        for _ in range(self.n):
            if self.r.random() < 0.2:
                out.append(sprites.colour(self.r, 0.1, 0.9))
                continue
            import colorsys

            hue, sat, val = FLOORS[self.r.integers(len(FLOORS))]
            jitter = self.r.normal(0, [0.03, 0.12, 0.14])
            out.append([255 * c for c in colorsys.hsv_to_rgb((hue + jitter[0]) % 1, np.clip(sat + jitter[1], 0, 1), np.clip(val + jitter[2], 0.12, 0.95))])
        return self.t(out)[:, :, None, None]

    def floor(self):
        """Floor, wooden or not, and the mats that courts lie on."""
        r = self.r
        wood = self.flag(0.28)
        warm = self.t([[255 * b, 255 * b * r.uniform(0.68, 0.85), 255 * b * r.uniform(0.4, 0.66)] for b in r.uniform(0.35, 0.9, self.n)])[:, :, None, None]
        base = torch.where(wood[:, None], warm, self.floor_colour())
        across = self.flag(0.5)
        plank, length = torch.where(across, self.x, self.y) / self.u(0.06, 0.14), torch.where(across, self.y, self.x) / self.u(0.5, 2.5)
        g = torch.where(across, self.gx, self.gy)
        row = plank.floor()
        grain = torch.sin(row * 127.1 + (length + torch.sin(row * 3.7) * 2).floor() * 311.7) * 43758.5453
        grain = (grain - grain.floor() - 0.5) * self.u(0.05, 0.35) * (0.12 / (g + 0.12)) ** 2
        base = base * (1 + torch.where(wood, grain, torch.zeros_like(grain)))[:, None]
        margin = self.t(np.stack([r.uniform(0.4, 2.5, self.n), r.uniform(0.4, 1.8, self.n)], 1))[:, :, None, None]
        mat = (self.lx.abs() < 6.7 + margin[:, 0]) & (self.ly.abs() < 3.05 + margin[:, 1]) & self.flag(0.5)
        lo, hi, left, right = (self.limits[:, k] for k in range(4))
        near, far = self.x - lo * self.dx + 6.7 + margin[:, 0], hi * self.dx + 6.7 + margin[:, 0] - self.x
        all_of_them = (near > 0) & (far > 0) & (self.y - left * self.dy + 3.05 + margin[:, 1] > 0) & (right * self.dy + 3.05 + margin[:, 1] - self.y > 0)
        mat = torch.where(self.flag(0.35), all_of_them & self.flag(0.7), mat)  # one under all the courts
        base = torch.where(mat[:, None], self.floor_colour(), base)
        roll = self.u(1.2, 2.2)  # metres that a mat's rolls are wide; their seams show
        off, g2 = torch.where(across, near, self.y + 40.0) / roll, torch.where(across, self.gx, self.gy)
        seam = stripe((off - off.round()) * roll, g2, self.u(0.003, 0.012)) * mat * self.flag(0.5) * self.u(0.1, 0.6)
        base = base * (1 - seam)[:, None] + torch.where(self.flag(0.5), 235.0, 30.0)[:, None] * seam[:, None]
        inner = (self.lx.abs() < 6.7) & (self.ly.abs() < 3.05) & self.flag(0.12)  # a court of another colour than its surround
        base = torch.where(inner[:, None], self.floor_colour(), base)
        base = base * (1 + self.noise(1, 40)[:, 0] * 0.04 + self.noise(1, 7)[:, 0] * self.u(0, 0.03))[:, None]
        self.over(self.hall.float(), base)

    def paint(self):
        """Lines of other sports, then lettering, then the courts' own lines."""
        r = self.r
        many = self.flag(0.3)
        for _ in range(9 if many.any() else 0):
            along = self.flag(0.5)
            d, g = torch.where(along, self.y, self.x) - self.u(-8, 8), torch.where(along, self.gy, self.gx)
            e = torch.where(along, self.x, self.y)
            wide = stripe(d, g, self.u(0.02, 0.04))
            self.over(wide * self.hall * many * (e > self.u(-14, 0)) * (e < self.u(0, 14)) * self.flag(0.6) * self.u(0.4, 1), self.rgb(0.1))
        for _ in range(2 if many.any() else 0):
            dx, dy = self.x - self.u(-9, 9), self.y - self.u(-6, 6)
            wide = stripe(torch.hypot(dx, dy) - self.u(1, 6), torch.maximum(self.gx, self.gy), self.u(0.02, 0.04))
            self.over(wide * self.hall * many * self.flag(0.5) * self.u(0.4, 1), self.rgb(0.1))
        for size, across, arcs in (((18, 9), (0, 3), ()), ((28, 15), (0,), ((0, 1.8), (8.2, 1.8), (12.43, 6.75)))):
            self.other_sport(size, across, arcs)
        for where in ("middle", "end", "end", "side"):
            self.lettering(where)
        half = self.u(0.016, 0.024) + self.u(0, 0.006, 0.2)
        cover = painted_cover(self.lx, self.ly, self.gx, self.gy, half) * self.hall * self.u(0.6, 1.0)
        worn = 1 - (self.noise(1, 12)[:, 0] - self.u(0.5, 2.5)).clamp(0, 1) * self.flag(0.3)
        bare = 1 - (2 * (self.noise(1, 48)[:, 0] - self.u(0.7, 2.0))).clamp(0, 1) * self.flag(0.25)  # whole stretches rubbed off
        self.over(cover * worn * bare, self.line_colour()[:, :, None, None])

    def other_sport(self, size, across, arcs):
        """The lines of a volleyball or basketball court: its outline, lines across at +-x, circles (x of the middle, radius)."""
        some = self.flag(0.22)
        if not some.any():
            return
        turned, half = self.flag(0.5), self.u(0.02, 0.035)
        x, y = self.x - self.u(-9, 9), self.y - self.u(-7, 7)
        x, y = torch.where(turned, y, x).abs(), torch.where(turned, x, y).abs()
        gx, gy = torch.where(turned, self.gy, self.gx), torch.where(turned, self.gx, self.gy)
        within = (x < size[0] / 2) & (y < size[1] / 2)
        cover = torch.maximum(stripe(x - size[0] / 2, gx, half) * (y < size[1] / 2), stripe(y - size[1] / 2, gy, half) * (x < size[0] / 2))
        for at in across:
            cover = torch.maximum(cover, stripe(x - at, gx, half) * within)
        for at, radius in arcs:
            cover = torch.maximum(cover, stripe(torch.hypot(x - at, y) - radius, torch.maximum(gx, gy), half) * within)
        if arcs:  # the key
            cover = torch.maximum(cover, stripe(y - 2.45, gy, half) * (x > 8.2) * within)
            cover = torch.maximum(cover, stripe(x - 8.2, gx, half) * (y < 2.45))
        white = self.t([[r] * 3 for r in self.r.uniform(190, 255, self.n)])[:, :, None, None]
        self.over(cover * self.hall * some * self.u(0.5, 1.0), torch.where(self.flag(0.15)[:, None], white, self.rgb(0.1)))

    def line_colour(self):
        """n x 3: white mostly; of whatever colour, one that the courts' floor does not swallow."""
        r = self.r
        tint = self.t([[r.uniform(190, 255)] * 3 if r.random() < 0.8 else sprites.colour(r) for _ in range(self.n)])
        on = self.hall & (self.lx.abs() < 6.7) & (self.ly.abs() < 3.05)
        under = (self.img * on[:, None]).sum((2, 3)) / on.sum((1, 2)).clamp(min=1)[:, None]
        lost = ((tint - under).abs().sum(1) < 110)[:, None]
        other = torch.where(under.mean(1, keepdim=True) > 190, 30.0, 245.0)
        return torch.where(lost, other, tint)

    def word(self, grid):
        """One of the words in each picture, n x h x w 0..1; grid: n x h x w x 2, -1..1 over the word."""
        pick = self.words[self.t(self.r.integers(0, len(self.words), self.n)).long()].float()
        return F.grid_sample(pick, grid, mode="bilinear", padding_mode="zeros", align_corners=False)[:, 0] / 255

    def lettering(self, where):
        """Words on the floor: at the middle of the court or behind its ends, in every court alike, or beside it."""
        r, some = self.r, self.flag(0.45)
        if not some.any():
            return
        spot = {
            "middle": lambda: (r.choice([-1, 1]) * r.uniform(0.9, 1.6) * (r.random() < 0.7), r.normal(0, 0.3)),
            "end": lambda: (r.choice([-1, 1]) * r.uniform(7.1, 7.8), r.uniform(-2.5, 2.5)),
            "side": lambda: (r.uniform(-7, 7), r.choice([-1, 1]) * r.uniform(4.0, 6.5)),
        }[where]
        at = self.t([spot() for _ in range(self.n)])[:, :, None, None]
        beside = where == "side"
        wide = self.u(1.5, 4.5) if beside else self.u(1.0, 3.0)
        tall = wide * self.u(0.15, 0.32)
        dx, dy = (self.x if beside else self.lx) - at[:, 0], (self.y if beside else self.ly) - at[:, 1]
        turned = self.flag(0.5 if beside else 0.0)
        a, b = torch.where(turned, dx, -dy), torch.where(turned, dy, -dx)
        word = self.word(torch.stack([a / wide * 2, b / tall * 2], -1))
        fine = (0.6 / (tall / torch.maximum(self.gx, self.gy) / 10 + 1e-3)).clamp(max=1)  # letters run together far away
        tint = torch.where(self.flag(0.7)[:, None], self.t([245.0, 245, 245])[None, :, None, None], self.rgb())
        self.over(word * (1 - 0.5 * fine) * self.hall * some * self.u(0.5, 1.0), tint)

    def light(self):
        """Reflections of lamps, sun through windows and slits, soft shadows, dim halls."""
        w, h = self.size
        shiny = self.flag(0.5)
        for _ in range(4 if shiny.any() else 0):
            a, b = self.u(4, 40), self.u(10, 90)
            glow = torch.exp(-(((self.px - self.u(0, w)) / a) ** 2) - ((self.py - self.u(0.3, 1.0) * h) / b) ** 2) * self.u(0.05, 0.5)
            self.over(glow * shiny * self.hall, self.t([255.0, 252, 240])[None, :, None, None])
        for sign in (1, 1, -1):
            some = self.flag(0.12 if sign > 0 else 0.3)
            if not some.any():
                continue
            turn = self.u(0, math.pi)
            dx, dy = self.x - self.u(-6, 6), self.y - self.u(-4, 4)
            p, q = (dx * torch.cos(turn) + dy * torch.sin(turn)).abs(), (dy * torch.cos(turn) - dx * torch.sin(turn)).abs()
            soft = self.u(0.02, 0.6)
            spot = ((self.u(0.1, 4) - p) / soft).clamp(0, 1) * ((self.u(0.1, 1.5) - q) / soft).clamp(0, 1) * self.hall * some
            self.img = self.img * (1 + sign * spot * self.u(0.1, 0.5 if sign < 0 else 1.2))[:, None]
        slits = self.flag(0.15)  # sun through slits: strips as bright and as narrow as lines, some way apart
        if slits.any():
            turn = self.u(0, math.pi)
            c, v = torch.cos(turn), torch.sin(turn)
            apart, far = self.u(0.5, 2.5), self.u(1.0, 5.0)
            p, q = (self.x * c + self.y * v + 50) / apart, (self.y * c - self.x * v + self.u(0, 5)) / far
            row = p.floor()
            jag = torch.sin(row * 12.9898 + self.u(0, 6)) * 43758.5453
            jag = jag - jag.floor()
            g = torch.maximum(self.gx, self.gy)
            on = stripe((p - row - 0.5) * apart, g, self.u(0.02, 0.12)) * ((q + jag) - (q + jag).floor() < self.u(0.15, 0.7))
            near = torch.hypot(self.x - self.u(-7, 7), self.y - self.u(-5, 5)) < self.u(1.5, 6)
            self.over(on * near * slits * self.hall * self.u(0.3, 1.0), self.t([255.0, 250, 225])[None, :, None, None])
        dim = self.u(0.15, 0.6, 0.25)  # few lamps, or far ones
        self.img = self.img * (1 - dim * (1 + 0.35 * self.noise(1, 96)[:, 0]).clamp(0.3, 1.4))[:, None]

    def plane(self, axis, where, low, high, tall):
        """Mask of an upright board, its coordinate along and the height over its own."""
        depth = self.rays.meet(axis, where)
        along, z = self.rays.along(1 - axis, depth), self.rays.along(2, depth)
        mask = (depth > 0.3) & (along > low) & (along < high) & (z > 0) & (z < tall) & (depth < torch.where(self.ground, self.depth, torch.full_like(self.depth, 1e3)) + 0.05)
        return mask, along, z / tall

    def boards(self):
        """Advertising boards behind the court and along its sides, where the camera is not beyond them."""
        dress = self.flag(0.5)
        far = torch.minimum(self.far_x, 6.7 + self.u(1.0, 5.0))
        for axis, sign in ((0, 1), (1, 1), (1, -1)):
            some = dress & self.flag(0.7)
            if not some.any():
                continue
            if axis == 0:
                where, low, high, ok = far, self.right, self.left, self.limits[:, 1] == 0
            else:
                where = sign * (3.05 + self.u(1.5, 5.0))
                low, high = -6.7 - self.u(0, 4), far
                eye = self.t([v["at"][1] for v in self.views])[:, None, None]
                ok = (sign * (where - eye) > 0.3) & ((self.limits[:, 3] if sign > 0 else self.limits[:, 2]) == 0)
            mask, along, z = self.plane(axis, where, low, high, self.u(0.6, 1.3))
            seg = self.u(1.2, 4.0)
            piece = (along / seg).floor()
            hue = lambda k: (torch.sin(piece * 12.9898 * k + self.u(0, 6)) * 0.5 + 0.5) * 255
            mixed = torch.stack([hue(1.0), hue(2.3), hue(3.1)], 1)
            colour = torch.where(self.flag(0.5)[:, None], mixed, self.rgb(0.1).expand_as(mixed))
            grid = torch.stack([(along / seg - piece) * 2.4 - 1.2, 1.6 - z * 3.2], -1)
            word = self.word(grid.clamp(-5, 5))[:, None] * 0.9
            colour = colour * (1 - word) + word * torch.where(self.flag(0.7)[:, None], 245.0, 255 - colour)
            self.over((mask & ok & some).float(), colour)

    def people_and_net(self):
        rows = np.stack([v["people"] for v in self.views])
        behind = rows[:, :, 0] > 0
        for some, then in ((behind, self.nets), (~behind, None)):
            for k in range(rows.shape[1]):
                self.person(rows[:, k], some[:, k] & (rows[:, k, 3] > 0))
            if then:
                then()

    def person(self, row, on):
        """One of the people of each plan, with a shadow."""
        if not on.any():
            return
        feet, top = row[:, 4:6], row[:, 6:8]
        tall = np.maximum(np.hypot(*(feet - top).T), 1.0)
        up = (top - feet) / tall[:, None]
        low = np.clip((np.minimum(feet, top) - 0.6 * tall[:, None])[on].min(0), 0, self.size).astype(int)
        high = np.clip((np.maximum(feet, top) + 0.6 * tall[:, None])[on].max(0) + 1, 0, self.size).astype(int)
        if (high <= low).any():
            return
        part = (slice(None), slice(low[1], high[1]), slice(low[0], high[0]))  # all that any of these people takes
        px, py, floor_x, floor_y, hall = self.px[part[1:]], self.py[part[1:]], self.x[part], self.y[part], self.hall[part]
        f, up, tall_t = self.t(feet)[:, :, None, None], self.t(up)[:, :, None, None], self.t(tall)[:, None, None]
        dx, dy = px - f[:, 0], py - f[:, 1]
        flip = torch.where(self.flag(0.5), -1.0, 1.0)
        grid = torch.stack([(dy * up[:, 0] - dx * up[:, 1]) * flip / (tall_t * sprites.BROAD / sprites.TALL / 2), 1 - (dx * up[:, 0] + dy * up[:, 1]) / tall_t * 2], -1)
        shade = torch.exp(-(((floor_x - self.t(row[:, 0])[:, None, None]) / 0.6) ** 2) - ((floor_y - self.t(row[:, 1])[:, None, None]) / 0.45) ** 2)
        live = self.t(on)[:, None, None]
        img = self.img[:, :, part[1], part[2]]
        img = img * (1 - shade * hall * live * self.u(0, 0.5))[:, None]
        s = F.grid_sample(self.bodies[self.t(row[:, 2]).long()].float(), grid, mode="bilinear", padding_mode="zeros", align_corners=False)
        a = (s[:, 3] / 255 * live)[:, None]
        self.img[:, :, part[1], part[2]] = img * (1 - a) + a * s[:, :3] / (s[:, 3:] / 255).clamp(min=0.05) * (1 + self.u(-0.3, 0.3))[:, None]

    def nets(self):
        """Nets and posts of the row of courts in question, and of the next one where there is one."""
        mesh, dark, cloth = self.u(0.08, 0.5), self.rgb(0.0, 0.5), self.t([235.0, 235, 230])[None, :, None, None] * self.u(0.75, 1.05)[:, None]
        pole, out, thick, box = self.rgb(0.05), self.u(0.0, 0.12), self.u(0.018, 0.04), self.u(0.1, 0.4, 0.6)
        strung, posts, tape = self.flag(0.93), self.flag(0.9), self.u(0.03, 0.045)
        for far in (1, 0):
            depth = self.rays.meet(0, far * self.dx)
            y, z = self.rays.along(1, depth), self.rays.along(2, depth)
            there = (depth > 0.2) & (z > -0.02) & strung & (self.limits[:, 1] >= far)
            if far and not there.any():
                continue
            g = (depth / self.rays.focal).clamp(1e-4, 1)
            near = torch.minimum(torch.maximum((y / self.dy).round(), self.limits[:, 2]), self.limits[:, 3])
            y = (y - near * self.dy).abs()
            top = C.TAPE + (C.POST - C.TAPE) * (y / 3.05) ** 2
            wide = ((3.05 + out - y) / g + 0.5).clamp(0, 1)
            span = lambda lo, hi: ((torch.minimum(z + g / 2, hi) - torch.maximum(z - g / 2, lo)) / g).clamp(0, 1)
            self.over(span(top - C.NET, top) * wide * mesh * there, dark)
            self.over(span(top - 2 * tape, top) * wide * there, cloth)
            at = y - 3.07 - out
            self.over(stripe(at, g, thick) * span(torch.zeros_like(z), C.POST + 0 * z) * there * posts, pole)
            self.over(((at > -0.05) & (at < 0.45) & (z > 0) & (z < box) & there & posts).float(), pole * 0.8)

    def graphics(self):
        """A broadcaster's boxes, fixed in the picture."""
        w, h = self.size
        some = self.flag(0.3)
        for _ in range(3 if some.any() else 0):
            x, y = self.u(0.05, 0.95) * w, torch.where(self.flag(0.7), self.u(0.06, 0.15), self.u(0.85, 0.97)) * h
            box = ((self.px - x).abs() < self.u(0.02, 0.18) * w) & ((self.py - y).abs() < self.u(0.01, 0.04) * h)
            self.over((box & some & self.flag(0.7)).float(), self.rgb())
