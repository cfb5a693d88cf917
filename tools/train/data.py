"""Frames and labels on the GPU, and batches made there: warp, mosaic, kit and pitch recolouring, pasted
balls, colour, blur and compression. One 32-bit word holds a pixel's RGB and its tag."""
import colorsys
import json
import math
from multiprocessing.pool import ThreadPool

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import small

W, H, LEVELS = 1280, 720, 4
IGNORE_PERSON, IGNORE_BALL = 64, 128  # tag bits on top of the group number
MAXBOX = 240  # of a frame and of a sample; train.targets counts to 255
TINY = 4  # class of people too small to be asked for: no penalty there, either way


class Frames:
    """All frames as one flat int32 buffer of halving levels each; `sheets` more of many shrunk ones, drawn in
    `small_share` of cases. goals: name -> boxes where posts and nets are."""

    def __init__(self, folder, rows, device, sheets=0, small_share=0.0, goals=None):
        def read(r):
            img = cv2.imread(f"{folder}/{r['name']}.jpg")
            if img.shape[1] != W:
                img = cv2.resize(img, (W, H), interpolation=cv2.INTER_CUBIC)
            tag = cv2.imread(f"{folder}/{r['name']}.png", cv2.IMREAD_UNCHANGED)
            if tag is None:
                tag = np.zeros((H, W), np.uint8)
            if r["kind"] == "fields":
                tag = tag | IGNORE_BALL
            for b in r.get("ignore", []):
                x1, y1, x2, y2 = [int(v) for v in b]
                tag[max(y1, 0) : y2, max(x1, 0) : x2] |= IGNORE_PERSON
            return img, tag, r["boxes"]

        def load(r):
            img, tag, bs = read(r) if isinstance(r, dict) else small.sheet(read, rows, np.random.default_rng(r), MAXBOX - 4, IGNORE_PERSON, IGNORE_BALL)
            kit = np.full((8, 3), np.nan, np.float32)  # mean Y Cb Cr of every group of pixels
            ycc = cv2.cvtColor(img, cv2.COLOR_BGR2YCrCb)
            for g in range(1, 8):
                px = ycc[(tag & 7) == g]
                if len(px) > 20:
                    kit[g] = px.mean(0)[[0, 2, 1]] - [0, 128, 128]
            out = []
            for lv in range(LEVELS):
                f = 1 << lv
                im = cv2.resize(img, (W // f, H // f), interpolation=cv2.INTER_AREA)[..., ::-1].astype(np.int32)
                t = tag[f // 2 :: f, f // 2 :: f].astype(np.int32)
                out.append((im[..., 0] | im[..., 1] << 8 | im[..., 2] << 16 | t << 24).ravel())
            return np.concatenate(out), kit, bs

        with ThreadPool(12) as pool:
            packed = pool.map(load, rows + list(range(sheets)))
        labels = [p[2] for p in packed]
        self.kits = np.stack([p[1] for p in packed])
        packed = [p[0] for p in packed]
        self.words = torch.from_numpy(np.concatenate(packed)).to(device)
        self.stride = len(packed[0])
        sizes = [(W >> k) * (H >> k) for k in range(LEVELS)]
        self.offset = torch.tensor(np.cumsum([0] + sizes[:-1]), device=device)
        boxes = np.zeros((len(labels), MAXBOX, 5), np.float32)
        boxes[..., 4] = -1
        balls = []
        for i, bs in enumerate(labels):
            if len(bs):
                boxes[i, : len(bs)] = np.array([b[:5] for b in bs], np.float32)
            balls += [(i, *b[:4]) for b in bs if b[4] == 0]
        self.boxes_np = boxes
        self.boxes = torch.from_numpy(boxes).to(device)
        self.balls = torch.tensor(balls, device=device, dtype=torch.float32).reshape(-1, 5)
        # decoys: patches as small as a ball that hold none: boots, heads, lines, the crowd
        rng, decoys = np.random.default_rng(1), []
        for i, r in enumerate(rows):
            people = [b for b in r["boxes"] if b[4] > 0]
            own = np.array([b[:4] for b in r["boxes"] if b[4] == 0]).reshape(-1, 4)
            for _ in range(24):
                if people and rng.random() < 0.6:
                    b = people[rng.integers(len(people))]
                    x, y = rng.uniform(b[0] - 4, b[2] + 4), rng.uniform(b[1] - 4, b[3] + 4)
                else:
                    x, y = rng.uniform(20, W - 20), rng.uniform(20, H - 20)
                d = rng.uniform(5, 12) / 2
                if not len(own) or np.hypot((own[:, 0] + own[:, 2]) / 2 - x, (own[:, 1] + own[:, 3]) / 2 - y).min() > 25:
                    decoys.append((i, x - d, y - d, x + d, y + d))
        self.decoys = torch.tensor(decoys, device=device, dtype=torch.float32)
        goals = goals or {}
        self.goals = [goals.get(r["name"], []) for r in rows] + [[]] * sheets
        self.weight = np.array([r.get("weight", 1.0) * (1.5 if r["name"] in goals else 1.0) for r in rows])
        self.weight *= (1 - small_share) / self.weight.sum()
        self.weight = np.concatenate([self.weight, np.full(sheets, small_share / max(sheets, 1))])

    def sample(self, img, level, x, y):
        """Bilinear RGB (0..255) and nearest tag at full-resolution positions; outside: grey, ignored tag 0."""
        s = (1 << level).float()
        w, h = W >> level, H >> level
        u, v = (x + 0.5) / s - 0.5, (y + 0.5) / s - 0.5
        inside = (x > -1) & (y > -1) & (x < W) & (y < H)
        base = img * self.stride + self.offset[level]
        u0, v0 = u.floor(), v.floor()
        fu, fv = (u - u0).unsqueeze(1), (v - v0).unsqueeze(1)

        def tap(du, dv):
            uu = torch.minimum((u0 + du).long().clamp(min=0), w - 1)
            vv = torch.minimum((v0 + dv).long().clamp(min=0), h - 1)
            word = self.words[base + vv * w + uu]
            return word, torch.stack([word & 255, word >> 8 & 255, word >> 16 & 255], 1).float()

        w00, c00 = tap(0, 0)
        _, c10 = tap(1, 0)
        _, c01 = tap(0, 1)
        _, c11 = tap(1, 1)
        rgb = (c00 * (1 - fu) + c10 * fu) * (1 - fv) + (c01 * (1 - fu) + c11 * fu) * fv
        near = torch.where(fu[:, 0] > 0.5, torch.where(fv[:, 0] > 0.5, tap(1, 1)[0], tap(1, 0)[0]), torch.where(fv[:, 0] > 0.5, tap(0, 1)[0], w00))
        tag = torch.where(inside, near >> 24 & 255, torch.zeros_like(near))
        return torch.where(inside.unsqueeze(1), rgb, torch.full_like(rgb, 114.0)), tag


def rgb2ycc(x):
    r, g, b = x[:, 0], x[:, 1], x[:, 2]
    y = 0.299 * r + 0.587 * g + 0.114 * b
    return y, (b - y) * 0.564, (r - y) * 0.713


def ycc2rgb(y, cb, cr):
    r = y + 1.403 * cr
    b = y + 1.773 * cb
    g = (y - 0.299 * r - 0.114 * b) / 0.587
    return torch.stack([r, g, b], 1)


_D = torch.tensor([[math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * (2 * n + 1) * k / 16) for n in range(8)] for k in range(8)])
_DD = torch.kron(_D, _D)  # 8x8 block, flattened -> its cosine coefficients
_RAMP = (1 + (torch.arange(8)[:, None] + torch.arange(8)[None]).float() * 0.8).reshape(64)


def jpeg(x, q, dd, ramp):
    """8x8 cosine blocks rounded to a step that grows with frequency; q is the step at frequency zero."""
    b, c, h, w = x.shape
    t = x.reshape(b, c, h // 8, 8, w // 8, 8).permute(0, 1, 2, 4, 3, 5).reshape(b, -1, 64) - 128
    step = q.view(b, 1, 1) * ramp
    t = ((t @ dd.T / step).round() * step) @ dd + 128
    return t.reshape(b, c, h // 8, w // 8, 8, 8).permute(0, 1, 2, 4, 3, 5).reshape(b, c, h, w)


def kit_colour(r, group):
    """A kit's Y, Cb, Cr: white, black or a hue; referees lean to the colours they wear."""
    u = r.random()
    if group == 4:  # referee
        hue = r.choice([0.14, 0.15, 0.52, 0.55, 0.0, 0.97, 0.08, 0.3, 0.9]) + r.normal(0, 0.02)
        hsv = (0.0, 0.1, r.uniform(0.05, 0.25)) if u < 0.25 else (hue, r.uniform(0.5, 1.0), r.uniform(0.6, 1.0))
    elif u < 0.22 and group != 5:
        hsv = (r.random(), r.uniform(0, 0.12), r.uniform(0.75, 1.0))
    elif u < 0.34:
        hsv = (r.random(), r.uniform(0, 0.3), r.uniform(0.05, 0.25))
    else:
        hsv = (r.random(), r.uniform(0.4, 1.0), r.uniform(0.3, 1.0))
    red, green, blue = (255 * c for c in colorsys.hsv_to_rgb(hsv[0] % 1.0, hsv[1], hsv[2]))
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.array([y, (blue - y) * 0.564, (red - y) * 0.713], np.float32)


def recolour(mean, want, r):
    gain, sat = r.uniform(0.6, 1.0), r.uniform(0.3, 0.8)
    return [gain, want[0] - gain * mean[0], sat, want[1] - sat * mean[1], want[2] - sat * mean[2]]


class Batcher:
    def __init__(self, frames, width, height, batch, device, recolour=True, seed=0, wide=0.4, mosaic=0.35, compiled=False, decoys=True, drawn_goals=0.0):
        self.drawn_goals = drawn_goals
        self.f, self.w, self.h, self.b, self.dev = frames, width, height, batch, device
        self.recolour, self.wide, self.decoys = recolour, wide, decoys
        self.mosaics = int(round(batch * mosaic))  # the first samples of a batch are mosaics of four
        self.rng = np.random.default_rng(seed)
        ys, xs = torch.meshgrid(torch.arange(height, device=device), torch.arange(width, device=device), indexing="ij")
        self.px, self.py = xs.float() + 0.5, ys.float() + 0.5
        self.dd, self.ramp = _DD.to(device), _RAMP.to(device)
        self.render = torch.compile(self._render) if compiled else self._render

    def _warps(self, idx, split):
        """3x3 maps output -> source for every (sample, quadrant), and their output scale."""
        r, n = self.rng, idx.size
        unit = min(self.w / W, self.h / H)
        wide = r.random(n) < self.wide
        s = unit * np.where(wide, np.exp(r.uniform(math.log(0.45), math.log(5.0), n)), np.exp(r.normal(0, 0.25, n)))
        s = s.reshape(idx.shape)
        flip = np.where(r.random(idx.shape) < 0.5, -1.0, 1.0)
        sd = np.where(r.random(idx.shape) < 0.15, 12.0, 3.0)
        th = np.deg2rad(r.normal(0, 1, idx.shape) * sd).clip(-0.5, 0.5)
        asp = np.exp(r.normal(0, 0.08, idx.shape))
        shear = r.normal(0, 0.04, idx.shape)
        persp = r.normal(0, 1, (*idx.shape, 2)) * 0.15 * (r.random((*idx.shape, 1)) < 0.3)
        m = np.zeros((*idx.shape, 3, 3))
        m[:] = np.eye(3)
        for k in np.ndindex(idx.shape):
            if k[1] and k[0] >= self.mosaics:
                continue
            sc = s[k]
            # where the output's middle looks: near a labelled box, or a window inside the frame
            bx = self.f.boxes_np[idx[k]]
            bx = bx[bx[:, 4] >= 0]
            goals = self.f.goals[idx[k]]
            if len(bx) and r.random() < 0.7:
                b = goals[r.integers(len(goals))] if goals and r.random() < 0.35 else bx[r.integers(len(bx))]
                fx, fy = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
            else:
                fx, fy = r.uniform(0, W), r.uniform(0, H)
            hw, hh = self.w / 2 / sc, self.h / 2 / sc
            fx = np.clip(fx, min(hw, W - hw), max(hw, W - hw)) + r.normal(0, 0.1) * hw
            fy = np.clip(fy, min(hh, H - hh), max(hh, H - hh)) + r.normal(0, 0.1) * hh
            cx, cy = split[k[0], k[1]]
            c, sn = math.cos(th[k]), math.sin(th[k])
            a = np.array([[c, -sn], [sn, c]]) @ np.array([[1, shear[k]], [0, 1]]) @ np.diag([flip[k] * sc * asp[k], sc / asp[k]])
            p = persp[k] / np.array([W, H]) * min(1.0, 0.75 / sc)
            fwd = np.array([[1, 0, cx], [0, 1, cy], [0, 0, 1.0]]) @ np.block([[a, np.zeros((2, 1))], [p[None], np.ones((1, 1))]]) @ np.array([[1, 0, -fx], [0, 1, -fy], [0, 0, 1.0]])
            m[k] = fwd
        return m, s

    def _kit_table(self, idx):
        """Colour maps (light gain, offset, chroma gain, Cb, Cr offset) for the 8 groups of every quadrant.
        A kit moves from its own mean to a drawn colour, away from the other kits of its frame."""
        r, n = self.rng, idx.size
        t = np.zeros((n, 8, 5), np.float32)
        t[..., 0], t[..., 2] = 1, 1
        kits = self.f.kits[idx.ravel()].copy()
        for i in range(n if self.recolour else 0):
            if i % 4 and i // 4 >= self.mosaics:
                continue
            kit, mean = kits[i], self.f.kits[idx.ravel()[i]]
            for g, prob in ((2, 0.3), (3, 0.3), (4, 0.4), (5, 0.35)):
                if np.isnan(mean[g, 0]) or r.random() > prob:
                    continue
                for _ in range(6):
                    want = kit_colour(r, g)
                    away = min((np.abs(want - kit[k]).sum() for k in (2, 3, 4, 5) if k != g and not np.isnan(kit[k, 0])), default=999)
                    if away > 60:
                        break
                else:
                    continue
                kit[g] = want
                t[i, g] = recolour(mean[g], want, r)
                if g < 4 and not np.isnan(mean[g + 4, 0]):
                    u = r.random()
                    if u < 0.65:
                        t[i, g + 4] = recolour(mean[g + 4], want if u < 0.35 else kit_colour(r, g), r)
            if r.random() < 0.25 and not np.isnan(mean[1, 0]):
                gain = r.uniform(0.6, 1.2)
                sat = r.uniform(0.3, 1.4)
                off = r.normal(0, 14, 2)
                t[i, 1] = [gain, r.uniform(-25, 35), sat, off[0], off[1]]
        return torch.from_numpy(t).to(self.dev)

    @torch.no_grad()
    def next(self):
        r, B, w, h, dev = self.rng, self.b, self.w, self.h, self.dev
        nm, nq = self.mosaics, 4
        idx = r.choice(len(self.f.weight), (B, nq), p=self.f.weight)
        cut = np.stack([r.uniform(0.3, 0.7, B) * w, r.uniform(0.3, 0.7, B) * h], 1)
        cut[nm:] = [w + 1, h + 1]
        split = np.zeros((B, nq, 2))
        rect = np.zeros((B, nq, 4), np.float32)
        for q in range(4):
            x0, x1 = (np.zeros(B), cut[:, 0]) if q % 2 == 0 else (cut[:, 0], np.full(B, w))
            y0, y1 = (np.zeros(B), cut[:, 1]) if q < 2 else (cut[:, 1], np.full(B, h))
            x1, y1 = np.minimum(x1, w), np.minimum(y1, h)
            rect[:, q] = np.stack([x0, y0, x1, y1], 1)
            split[:, q] = np.stack([(x0 + x1) / 2, (y0 + y1) / 2], 1)
        fwd, s = self._warps(idx, split)
        inv = torch.from_numpy(np.linalg.inv(fwd).astype(np.float32)).to(dev)
        fwd = torch.from_numpy(fwd.astype(np.float32)).to(dev)
        level = np.clip(np.round(np.log2(0.75 / s) + r.uniform(-0.6, 0.4, s.shape)), 0, LEVELS - 1)
        level = torch.from_numpy(level.astype(np.int64)).to(dev)
        idx_t = torch.from_numpy(idx).to(dev)
        rect_t = torch.from_numpy(rect).to(dev)
        cut_t = torch.from_numpy(cut.astype(np.float32)).to(dev)
        return self.render(idx_t, level, fwd, inv, rect_t, cut_t, self._kit_table(idx))

    def _render(self, idx_t, level, fwd, inv, rect_t, cut_t, tab):
        B, dev, nm, nq = self.b, self.dev, self.mosaics, 4
        # pixels
        q = (self.px[None] >= cut_t[:, 0, None, None]).long() + 2 * (self.py[None] >= cut_t[:, 1, None, None]).long()
        bi = torch.arange(B, device=dev)[:, None, None]
        m = inv.reshape(B * nq, 9)[(bi * nq + q)]
        den = m[..., 6] * self.px + m[..., 7] * self.py + m[..., 8]
        x = (m[..., 0] * self.px + m[..., 1] * self.py + m[..., 2]) / den - 0.5
        y = (m[..., 3] * self.px + m[..., 4] * self.py + m[..., 5]) / den - 0.5
        bad = den <= 0.05
        x = torch.where(bad, torch.full_like(x, -9.0), x)
        flat = bi * nq + q
        rgb, tag = self.f.sample(idx_t.reshape(-1)[flat], level.reshape(-1)[flat], x, y)
        p = tab.reshape(-1, 5)[flat * 8 + (tag & 7)]
        yy, cb, cr = rgb2ycc(rgb)
        new = ycc2rgb(yy * p[..., 0] + p[..., 1], cb * p[..., 2] + p[..., 3], cr * p[..., 2] + p[..., 4])
        img = torch.where(((tag & 7) > 0).unsqueeze(1), new.clamp(0, 255), rgb)

        # boxes: ten points of an octagon-like outline, through the warp
        src = self.f.boxes[idx_t]  # B nq N 5
        cx, cy = (src[..., 0] + src[..., 2]) / 2, (src[..., 1] + src[..., 3]) / 2
        hw, hh = (src[..., 2] - src[..., 0]) / 2, (src[..., 3] - src[..., 1]) / 2
        o = torch.tensor([[1, 0], [-1, 0], [0, 1], [0, -1], [0.75, 0.9], [-0.75, 0.9], [0.75, -0.9], [-0.75, -0.9]], device=dev)
        pts = torch.stack([cx[..., None] + hw[..., None] * o[:, 0], cy[..., None] + hh[..., None] * o[:, 1], torch.ones_like(cx)[..., None].expand(*cx.shape, 8)], -1)
        pr = torch.einsum("bqij,bqnkj->bqnki", fwd, pts)
        front = (pr[..., 2] > 0.05).all(-1)
        pr = pr[..., :2] / pr[..., 2:].clamp(min=0.05)
        lo, hi = pr.amin(3), pr.amax(3)
        area = (hi - lo).prod(-1)
        rc = rect_t[:, :, None]
        lo2, hi2 = torch.maximum(lo, rc[..., :2]), torch.minimum(hi, rc[..., 2:])
        vis = (hi2 - lo2).clamp(min=0).prod(-1) / area.clamp(min=1e-3)
        cls = src[..., 4]
        size = (hi2 - lo2).amin(-1)
        ok = (cls >= 0) & front & (vis > 0.35) & (size > torch.where(cls == 0, 2.0, 0.8))
        tiny = (cls > 0) & ((size < 1.6) | ((hi2 - lo2)[..., 1] < 5.5))
        cls = torch.where(tiny, torch.full_like(cls, TINY), cls)
        boxes = torch.cat([lo2, hi2, torch.where(ok, cls, torch.full_like(cls, -1.0))[..., None]], -1)
        boxes[nm:, 1:, :, 4] = -1
        boxes = boxes.reshape(B, -1, 5)
        if self.drawn_goals:
            img = small.draw_goal(img, self.px, self.py, self.drawn_goals)
        img, pasted = self._paste(img)
        boxes = torch.cat([boxes, pasted], 1)
        boxes = boxes.gather(1, boxes[..., 4].argsort(1, descending=True)[:, :MAXBOX, None].expand(-1, -1, 5))
        return self._photo(img), boxes, tag

    def _paste(self, img):
        """Two balls a frame at most, cut from other frames or drawn (with motion blur), and up to three
        decoys pasted in the same way but not labelled, so that the seam of a paste says nothing."""
        B, dev, P = self.b, self.dev, 64
        g = torch.arange(P, device=dev).float() + 0.5 - P / 2
        gy, gx = g[None, :, None], g[None, None, :]
        out = []
        u = lambda a, b, *s: torch.rand(*s, device=dev) * (b - a) + a
        for k in range(5 if self.decoys else 2):
            pool = self.f.balls if k < 2 else self.f.decoys
            ball = pool[torch.randint(len(pool), (B,), device=dev)]
            bw = (ball[:, 3:5] - ball[:, 1:3]).amax(1)
            drawn = torch.rand(B, device=dev) < (0.35 if k < 2 else 0.0)
            unit = min(self.w / W, self.h / H)
            real_d = bw * unit * torch.exp(torch.randn(B, device=dev) * 0.3)
            draw_d = torch.exp(u(math.log(3.0), math.log(34.0), B))
            d = torch.where(drawn, draw_d, real_d).clamp(2.5, 40)
            cx = u(8, self.w - 8, B)
            cy = self.h * u(0.15, 0.98, B)
            ox, oy = (cx - P / 2).floor(), (cy - P / 2).floor()
            dx, dy = gx + (ox + P / 2 - cx)[:, None, None], gy + (oy + P / 2 - cy)[:, None, None]
            # drawn: a capsule along the motion, shaded from above
            ang = u(0, math.pi, B)[:, None, None]
            streak = (torch.where(torch.rand(B, device=dev) < 0.4, u(0, 1.2, B), torch.zeros(B, device=dev)) * d / 2)[:, None, None]
            rad = (d / 2)[:, None, None]
            streak = torch.where(drawn[:, None, None], streak, torch.zeros_like(streak))
            al = dx * ang.cos() + dy * ang.sin()
            ac = -dx * ang.sin() + dy * ang.cos()
            dist = ((al.abs() - streak).clamp(min=0) ** 2 + ac**2).sqrt()
            soft = u(0.6, 1.6, B)[:, None, None]
            alpha = ((rad * torch.where(drawn, 1.0, 1.15)[:, None, None] - dist) / soft + 0.5).clamp(0, 1) * torch.where(drawn, u(0.6, 1.0, B), torch.ones(B, device=dev))[:, None, None]
            base = u(150, 255, B, 1) * torch.where(torch.rand(B, 1, device=dev) < 0.75, u(0.92, 1, B, 3), u(0.35, 1, B, 3))
            shade = (1 - 0.35 * (dy / rad.clamp(min=1)).clamp(-1, 1) * u(0, 1, B)[:, None, None]).unsqueeze(1)
            spots = (torch.sin(dx / rad * u(2, 5, B)[:, None, None] + u(0, 6, B)[:, None, None]) * torch.sin(dy / rad * u(2, 5, B)[:, None, None] + u(0, 6, B)[:, None, None]) > 0.45).float()
            spots = (1 - 0.7 * spots * (torch.rand(B, device=dev) < 0.4).float()[:, None, None]).unsqueeze(1)
            drawn_rgb = base[:, :, None, None] * shade * spots
            scale = (d / bw.clamp(min=2))[:, None, None]
            level = torch.zeros(B, dtype=torch.long, device=dev)[:, None, None].expand(B, P, P)
            real_rgb, _ = self.f.sample(ball[:, 0].long()[:, None, None].expand(B, P, P), level, (ball[:, 1] + ball[:, 3])[:, None, None] / 2 + dx / scale - 0.5, (ball[:, 2] + ball[:, 4])[:, None, None] / 2 + dy / scale - 0.5)
            # half of the cut ones bring their contrast to the new ground instead of their pixels
            ring = ((dist > rad * 1.4 + 0.5) & (dist < rad * 2.4 + 2)).float()
            ground = (real_rgb * ring.unsqueeze(1)).sum((2, 3), keepdim=True) / ring.sum((1, 2)).clamp(min=1)[:, None, None, None]
            lift = (~drawn & (torch.rand(B, device=dev) < (0.5 if self.decoys else 0.0))).float()[:, None, None, None]
            rgb = torch.where(drawn[:, None, None, None], drawn_rgb, real_rgb * u(0.85, 1.15, B)[:, None, None, None]).clamp(0, 255)
            use = torch.rand(B, device=dev) < (0.55, 0.25, 0.5, 0.5, 0.3)[k]
            alpha = alpha * use[:, None, None]
            ix = (ox[:, None, None] + P / 2 + gx - 0.5).long().expand(B, P, P)
            iy = (oy[:, None, None] + P / 2 + gy - 0.5).long().expand(B, P, P)
            alpha = alpha * ((ix >= 0) & (iy >= 0) & (ix < self.w) & (iy < self.h))
            pos = iy.clamp(0, self.h - 1) * self.w + ix.clamp(0, self.w - 1)
            flat = img.reshape(B, 3, -1)
            pos3 = pos.reshape(B, 1, -1).expand(B, 3, -1)
            under = flat.gather(2, pos3).reshape(B, 3, P, P)
            delta = ((real_rgb - ground) * lift + (rgb - under) * (1 - lift)) * alpha.unsqueeze(1)
            img = flat.scatter_add(2, pos3, delta.reshape(B, 3, -1)).reshape(B, 3, self.h, self.w)
            ex = rad[:, 0, 0] + streak[:, 0, 0] * ang[:, 0, 0].cos().abs()
            ey = rad[:, 0, 0] + streak[:, 0, 0] * ang[:, 0, 0].sin().abs()
            if k >= 2:
                continue
            c = torch.where(use, 0.0, -1.0)
            out.append(torch.stack([(cx - ex).clamp(0), (cy - ey).clamp(0), (cx + ex).clamp(max=self.w), (cy + ey).clamp(max=self.h), c], 1))
        return img, torch.stack(out, 1)

    def _photo(self, x):
        B, dev = self.b, self.dev
        u = lambda a, b: torch.rand(B, 1, 1, 1, device=dev) * (b - a) + a
        flag = lambda p: (torch.rand(B, 1, 1, 1, device=dev) < p).float()
        n = lambda s: torch.randn(B, 1, 1, 1, device=dev) * s
        y, cb, cr = rgb2ycc(x)
        th = (n(0.12) + flag(0.12) * n(1.2))[:, 0]
        sat = (torch.exp(n(0.25)) * (1 - flag(0.04)))[:, 0]
        ox, oy = n(5)[:, 0], n(5)[:, 0]
        x = ycc2rgb(y, (cb * th.cos() - cr * th.sin()) * sat + ox, (cb * th.sin() + cr * th.cos()) * sat + oy)
        x = (x / 255).clamp(0, 1) ** torch.exp(n(0.25))
        x = ((x - 0.5) * torch.exp(n(0.18)) + 0.5) * torch.exp(n(0.18)) * 255
        # light falling across the pitch
        ramp = (torch.linspace(-1, 1, self.w, device=dev) * n(1) + torch.linspace(-1, 1, self.h, device=dev)[:, None] * n(1)) * 0.15 * flag(0.3)
        x = x * (1 + ramp)
        for dim, f in ((3, flag(0.3)), (2, flag(0.3))):
            sig = u(0.3, 1.4) * f + 0.05
            pad = F.pad(x, (3, 3, 0, 0) if dim == 3 else (0, 0, 3, 3), mode="replicate")
            n_ = x.shape[dim]
            taps = [torch.exp(-((k / sig) ** 2) / 2) for k in range(-3, 4)]
            total = sum(taps)
            x = sum(pad.narrow(dim, k, n_) * (taps[k] / total) for k in range(7))
        x = x + torch.randn_like(x) * u(0, 8) * flag(0.4)
        x = torch.where(flag(0.4) > 0, jpeg(x, torch.exp(u(math.log(2.0), math.log(16.0))), self.dd, self.ramp), x)
        return (x.clamp(0, 255) / 255).contiguous(memory_format=torch.channels_last)


def read_labels(folder):
    return json.load(open(f"{folder}/labels.json"))["images"]
