"""Pictures on the GPU and batches made there: warp, mirror, colour, blur, compression; heat made from points."""
import os
import sys
from multiprocessing.pool import ThreadPool

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import geometry as G
from net import HEIGHT, WIDTH

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from data import _DD, _RAMP, jpeg  # noqa: E402

MIRROR_X, MIRROR_Y = G.permutation(-1, 1), G.permutation(1, -1)
# sampling groups and their shares of a batch
GROUPS = ("field", "pseudo", "drawn", "other")


def load(folder, rows):
    one = lambda r: cv2.imread(f"{folder}/{r['name']}.webp")[..., ::-1].transpose(2, 0, 1).copy()
    with ThreadPool(12) as pool:
        return torch.from_numpy(np.stack(pool.map(one, rows)))


def exposures(r, B):
    """What a camera does to each of B pictures: B x 11 numbers for `expose`."""
    return np.stack(
        [
            np.exp(r.normal(0, 0.18, B)),  # gain
            r.normal(0, 14, B),  # offset
            np.exp(r.normal(0, 0.3, B)) * (r.random(B) > 0.04),  # saturation
            np.where(r.random(B) < 0.15, r.normal(0, 0.5, B), r.normal(0, 0.12, B)),  # hue turn, radians
            np.exp(r.normal(0, 0.15, B)),  # gamma
            np.where(r.random(B) < 0.35, r.uniform(0.4, 1.6, B), 0.0),  # blur
            np.where(r.random(B) < 0.3, r.uniform(1, 9, B), 0.0),  # noise
            np.where(r.random(B) < 0.5, np.exp(r.uniform(np.log(2), np.log(26), B)), 0.3),  # coding step
            np.where(r.random(B) < 0.15, r.uniform(0.45, 0.9, B), 1.0),  # a darker side
            r.uniform(0, 6.28, B),
            r.uniform(150, 450, B),
        ],
        1,
    )


def expose(x, col, px, py, dd, ramp):
    """Colour, light, blur, noise and compression: x B x 3 x H x W, 0..255; px, py its pixels' middles; dd, ramp as in ../data.py."""
    B, _, H, W = x.shape
    c = lambda k: col[:, k, None, None, None]
    y = (0.299 * x[:, 0] + 0.587 * x[:, 1] + 0.114 * x[:, 2])[:, None]
    cb, cr = (x[:, 2:3] - y) * 0.564, (x[:, 0:1] - y) * 0.713
    cs, sn = torch.cos(c(3)) * c(2), torch.sin(c(3)) * c(2)
    cb, cr = cs * cb - sn * cr, sn * cb + cs * cr
    dark = 1 - (1 - c(8)) * (((px * torch.cos(c(9)) + py * torch.sin(c(9)) - c(10)) / 6).clamp(-1, 1) * 0.5 + 0.5)
    y = 255 * ((y * c(0) * dark + c(1)).clamp(1, 255) / 255) ** c(4)
    x = torch.cat([y + 1.403 * cr, y - 0.344 * cb - 0.714 * cr, y + 1.773 * cb], 1)
    k = torch.arange(-3, 4, device=x.device).float()
    g = torch.exp(-0.5 * (k / col[:, 5:6].clamp(min=0.05)) ** 2)
    g = (g / g.sum(1, keepdim=True)).repeat_interleave(3, 0)
    x = F.conv2d(x.reshape(1, B * 3, H, W), g[:, None, :, None], padding=(3, 0), groups=B * 3)
    x = F.conv2d(x, g[:, None, None, :], padding=(0, 3), groups=B * 3).reshape(B, 3, H, W)
    x = x + torch.randn_like(x) * c(6)
    return jpeg(x.clamp(0, 255), col[:, 7], dd, ramp)


def bumps(pts, cx, cy, sigma):
    """B x n x h x w: a Gaussian around each of B x n points; cx, cy: the cells' middles in pixels."""
    ex = torch.exp(-((cx - pts[..., 0:1]) ** 2) / (2 * sigma**2))
    ey = torch.exp(-((cy - pts[..., 1:2]) ** 2) / (2 * sigma**2))
    return ey[..., :, None] * ex[..., None, :]


class Batcher:
    def __init__(self, images, rows, batch, device, share, seed=0, sigma=6.0):
        """images: n x 3 x 448 x 640 uint8 on the device; share: group -> part of a batch."""
        self.img, self.b, self.dev, self.sigma, self.rng = images, batch, device, sigma, np.random.default_rng(seed)
        self.pts = np.stack([np.asarray(r["points"], float) for r in rows])
        self.state = np.stack([np.asarray(r["state"]) for r in rows])
        self.h = np.stack([np.asarray(r["h"], float) if r["h"] is not None else np.eye(3) for r in rows])
        self.lines = np.array([2 if r["kind"] == "other" else int(bool(r["lines"])) for r in rows])
        self.behind = np.array([abs(r.get("azimuth", 90)) < 12 for r in rows])
        self.size = np.array([[r.get("length", 105), r.get("width", 68)] for r in rows]) / 2
        kinds = np.array([r["kind"] for r in rows])
        self.pool = {g: np.flatnonzero(kinds == g) for g in GROUPS}
        self.share = {g: s for g, s in share.items() if len(self.pool[g])}
        self.segs = torch.from_numpy(G.segments().astype(np.float32)).to(device)
        ys, xs = torch.meshgrid(torch.arange(HEIGHT, device=device), torch.arange(WIDTH, device=device), indexing="ij")
        self.px, self.py = xs.float() + 0.5, ys.float() + 0.5
        self.dd, self.ramp = _DD.to(device), _RAMP.to(device)
        self.finish = torch.compile(self._finish) if str(device).startswith("cuda") else self._finish

    def _warps(self):
        """Random maps frame (640x360) -> network input, the pictures' windows in it, and which are mirrored."""
        r, B = self.rng, self.b
        u, ww, hh = r.random(B), np.full(B, 640.0), np.full(B, 360.0)  # nearly always 16:9
        hh[u > 0.8] = 384
        ww = np.where((u > 0.9) & (u < 0.96), r.uniform(480, 640, B), ww)
        hh = np.where(u > 0.96, r.uniform(270, 360, B), hh)
        mirror, calm = r.random(B) < 0.5, r.random(B) < 0.2  # calm: nearly as photographed
        zoom = np.where(r.random(B) < 0.75, r.uniform(-0.28, 0.6, B), r.normal(0, 0.12, B))
        s = np.exp(np.where(calm, r.normal(0, 0.03, B), zoom))
        a = np.deg2rad(r.normal(0, np.where(calm, 0.3, 2.5)))
        asp, shear = np.exp(r.normal(0, 0.07, B) * ~calm), r.normal(0, 0.03, B) * ~calm
        persp = r.normal(0, 1, (B, 2)) * (0.10 * (r.random(B) < 0.5) * ~calm)[:, None] / [640, 360]
        c, sn, sx, sy = np.cos(a), np.sin(a), np.where(mirror, -1, 1) * s * asp, s / asp
        m = np.tile(np.eye(3), (B, 1, 1))
        m[:, 0, 0], m[:, 0, 1], m[:, 1, 0], m[:, 1, 1] = c * sx, (c * shear - sn) * sy, sn * sx, (sn * shear + c) * sy
        m[:, 2, :2] = persp
        room, shift = np.maximum(0, 1 - 1 / s), np.where(calm, 0.01, 0.12)
        move = np.tile(np.eye(3), (B, 1, 1))
        move[:, 0, 2] = -320 - 320 * (r.uniform(-1, 1, B) * room + r.normal(0, shift))
        move[:, 1, 2] = -180 - 180 * (r.uniform(-1, 1, B) * room + r.normal(0, shift))
        out = np.tile(np.eye(3), (B, 1, 1))
        out[:, 0, 0], out[:, 1, 1], out[:, 0, 2], out[:, 1, 2] = ww / 640, hh / 360, 320, 192
        return out @ m @ move, np.stack([320 - ww / 2, 192 - hh / 2, 320 + ww / 2, 192 + hh / 2], 1), mirror

    def _numbers(self):
        r, B = self.rng, self.b
        n = {g: int(round(B * s)) for g, s in self.share.items()}
        n["field"] = B - sum(v for g, v in n.items() if g != "field")
        idx = np.concatenate([r.choice(self.pool[g], k) for g, k in n.items()])
        m, win, mirror = self._warps()
        inv, row = np.linalg.inv(m), np.arange(B)[:, None]
        back = self.behind[idx]  # seen along the pitch: mirrored across it, so that the near goal stays the left one
        perm = np.where(mirror[:, None], np.where(back[:, None], MIRROR_Y, MIRROR_X), np.arange(45))
        turn = np.tile(np.eye(3), (B, 1, 1))
        turn[:, 0, 0], turn[:, 1, 1] = np.where(mirror & ~back, -1, 1), np.where(mirror & back, -1, 1)
        hom = m @ self.h[idx] @ turn
        q = np.einsum("bij,bnj->bni", m, np.concatenate([self.pts[idx], np.ones((B, 45, 1))], 2))
        st = np.where((q[..., 2] <= 0.05) & (self.state[idx] == 1), 0, self.state[idx])
        unplaced = (self.pts[idx] == 0).all(2)
        pts, st, unplaced = (q[..., :2] / q[..., 2:])[row, perm], st[row, perm], unplaced[row, perm]
        within = lambda d: (pts > win[:, None, :2] - d).all(2) & (pts < win[:, None, 2:] + d).all(2)
        inside, edge = within(0), within(8)
        # 3: just outside the picture, where neither answer is asked for
        state = np.where(st == 1, np.where(inside, 1, np.where(edge, 3, 0)), np.where((st == 2) & (edge | unplaced), 2, 0))
        col = exposures(r, B)
        # patches that hide parts of the picture
        half = np.exp(r.uniform(np.log(4), np.log(55), (B, 5, 2))) * (r.random((B, 5, 1)) < 0.5)
        mid = r.random((B, 5, 2)) * [640, 384]
        cut = np.concatenate([mid - half, mid + half], 2)
        f = lambda a, t=torch.float32: torch.from_numpy(np.ascontiguousarray(a)).to(t).to(self.dev, non_blocking=True)
        return f(idx, torch.long), f(inv), f(win), f(pts), f(state, torch.long), f(hom), f(col), f(cut), f(self.lines[idx], torch.long), f(self.size[idx])

    @torch.no_grad()
    def next(self):
        """image n x 3 x 384 x 640 in 0..1; target and weight n x 47 x 96 x 160; points, states."""
        args = self._numbers()
        src = self.img[args[0]].float()
        return self.finish(src, *args[1:])

    def _finish(self, src, inv, win, pts, state, hom, col, cut, lines, size):
        B, dev = src.shape[0], self.dev
        m = lambda i, j: inv[:, i, j, None, None]
        den = m(2, 0) * self.px + m(2, 1) * self.py + m(2, 2)
        u = (m(0, 0) * self.px + m(0, 1) * self.py + m(0, 2)) / den / 320 - 1
        v = (m(1, 0) * self.px + m(1, 1) * self.py + m(1, 2)) / den / 180 - 1
        x = F.grid_sample(src, torch.stack([u, v], -1), mode="bilinear", padding_mode="zeros", align_corners=False)
        w4 = lambda k: win[:, k, None, None]
        content = (self.px > w4(0)) & (self.py > w4(1)) & (self.px < w4(2)) & (self.py < w4(3))
        seen = (u.abs() < 1) & (v.abs() < 1) & (den > 0)
        # patches take the colour found elsewhere in the picture
        for k in range(cut.shape[1]):
            q = lambda j: cut[:, k, j, None, None]
            hide = (self.px > q(0)) & (self.py > q(1)) & (self.px < q(2)) & (self.py < q(3))
            x = torch.where(hide[:, None], torch.roll(x, (61 + 29 * k, 97 * (k + 1)), (2, 3)), x)
        x = expose(x, col, self.px, self.py, self.dd, self.ramp)
        x = torch.where(content[:, None], x, torch.full_like(x, 114.0)).clamp(0, 255) / 255

        # heat of points
        cx, cy = torch.arange(WIDTH // 4, device=dev) * 4.0 + 2, torch.arange(HEIGHT // 4, device=dev) * 4.0 + 2
        heat = bumps(pts, cx, cy, self.sigma)
        on = (state == 1)[..., None, None]
        area = (content & seen)[:, 2::4, 2::4]
        tgt = heat * on
        wgt = torch.where((state == 2)[..., None, None], 0.0, 1.0) * torch.where((state == 3)[..., None, None], (heat < 0.05).float(), 1.0)
        # markings: distance in pixels to the nearest painted piece
        shape = lambda p: torch.einsum("bij,bnj->bni", hom, torch.cat([p, torch.ones_like(p[..., :1])], -1))
        off = self.segs.sign() * (size - torch.tensor([52.5, 34.0], device=dev))[:, None, None, :]
        # lines keep their distance from the goal lines and the middle axis when the pitch is not 105x68
        sx = torch.where(self.segs[..., 0].abs() > 20, self.segs[..., 0] + off[..., 0], self.segs[..., 0].expand(B, -1, -1))
        sy = torch.where(self.segs[..., 1].abs() > 30, self.segs[..., 1] + off[..., 1], self.segs[..., 1].expand(B, -1, -1))
        seg = torch.stack([sx, sy], -1)
        a, b = shape(seg[:, :, 0]), shape(seg[:, :, 1])
        sign = hom[:, 2, 2].sign()[:, None, None]
        a, b = a * sign, b * sign
        eps = 1e-3
        wa, wb = a[..., 2:], b[..., 2:]
        a2 = torch.where(wa < eps, a + (b - a) * ((eps - wa) / (wb - wa)).nan_to_num(0, 0, 0), a)
        b2 = torch.where(wb < eps, b + (a - b) * ((eps - wb) / (wa - wb)).nan_to_num(0, 0, 0), b)
        dead = (wa < eps) & (wb < eps)
        pa, pb = a2[..., :2] / a2[..., 2:].clamp(min=eps), b2[..., :2] / b2[..., 2:].clamp(min=eps)
        pa = torch.where(dead, torch.full_like(pa, -1e4), pa)
        pb = torch.where(dead, torch.full_like(pb, -1e4), pb)
        X, Y = cx[None, None, None, :], cy[None, None, :, None]
        e = lambda t, k: t[:, :, k, None, None]
        dx, dy = e(pb, 0) - e(pa, 0), e(pb, 1) - e(pa, 1)
        t = (((X - e(pa, 0)) * dx + (Y - e(pa, 1)) * dy) / (dx * dx + dy * dy).clamp(min=1e-6)).clamp(0, 1)
        d2 = ((X - e(pa, 0) - t * dx) ** 2 + (Y - e(pa, 1) - t * dy) ** 2).amin(1)
        has = (lines == 1)[:, None, None]
        mark = torch.exp(-d2 / (2 * 3.0**2)) * (has & area)
        hi = torch.linalg.inv(hom)
        n = lambda i, j: hi[:, i, j, None, None]
        gX, gY = cx[None, None, :], cy[None, :, None]
        dn = (n(2, 0) * gX + n(2, 1) * gY + n(2, 2)) * hom[:, 2, 2].sign()[:, None, None]
        PX = (n(0, 0) * gX + n(0, 1) * gY + n(0, 2)) / (n(2, 0) * gX + n(2, 1) * gY + n(2, 2))
        PY = (n(1, 0) * gX + n(1, 1) * gY + n(1, 2)) / (n(2, 0) * gX + n(2, 1) * gY + n(2, 2))
        flat = (PX.abs() < size[:, 0, None, None]) & (PY.abs() < size[:, 1, None, None]) & (dn > 0) & area & has
        known = (lines > 0)[:, None, None].expand_as(mark).float()
        tgt = torch.cat([tgt[:, :32], mark[:, None], flat[:, None].float(), tgt[:, 32:]], 1)
        wgt = torch.cat([wgt[:, :32].expand_as(tgt[:, :32]), known[:, None], known[:, None], wgt[:, 32:].expand_as(tgt[:, 34:])], 1)
        return x.contiguous(memory_format=torch.channels_last), tgt, wgt, pts, state
