"""Cameras around a court, in NumPy: who looks from where through what lens, and which courts stand beside it.

A view is a dict: `at` (3), `turn` (3x3, world -> camera: right, down, forward), `focal`, `middle` in pixels of the
network's input, `bend` (undistorted = distorted (1 + bend r^2), r in half long sides of the picture), `window` x0, y0, x1, y1
that the picture fills, `grid` (spacing in x and y, least and greatest index in x, in y; the court itself is 0, 0), `kind`.
"""
import math

import numpy as np

import court as C

KINDS = ("broadcast", "stand", "behind", "corner", "side", "close", "phone")
SHARES = (0.27, 0.1, 0.13, 0.1, 0.06, 0.06, 0.28)
ASPECTS, ASPECT_SHARES = (16 / 9, 4 / 3, 9 / 16, 3 / 4, 1.85, 1.2), (0.64, 0.08, 0.15, 0.05, 0.05, 0.03)
LENSES, LENS_SHARES = ((62, 76), (48, 62), (92, 112)), (0.65, 0.15, 0.2)  # degrees of a phone's long side: its main lens, cropped for a steady video, its wide one


def stand(r, kind):
    """Position, what is looked at, and the angle that the picture's long side spans, in degrees."""
    side = r.choice([-1, 1])
    aim = [r.uniform(-2, 2.5), r.normal(0, 0.6), r.uniform(0, 0.8)]
    if kind == "broadcast":
        away, tilt, across = r.uniform(7, 32), math.radians(r.uniform(12, 42)), r.normal(0, 0.8)
        pos = [-6.7 - away, across, (away + 5) * math.tan(tilt)]
        reach = math.hypot(away, pos[2])
        part = r.uniform(0.3, 0.85)  # of the picture's width that the near base line takes
        fov = 2 * math.degrees(math.atan(C.WIDTH / part / 2 / reach))
        aim = [r.uniform(-2.5, 3), across * 0.3 + r.normal(0, 0.3), r.uniform(0, 1.5)]
    elif kind == "stand":
        turn = r.uniform(-1.45, 1.45)
        away = r.uniform(10, 26)
        pos = [-away * math.cos(turn), away * math.sin(turn), r.uniform(3, 11)]
        fov = 2 * math.degrees(math.atan(r.uniform(4.5, 11) / away))
    elif kind == "behind":
        pos, fov = [-6.7 - r.uniform(0.3, 6), r.uniform(-3.5, 3.5), math.exp(r.uniform(math.log(0.5), math.log(3.5)))], r.uniform(45, 105)
        aim = [r.uniform(-1, 7), pos[1] * r.uniform(0, 0.8) + r.normal(0, 0.6), r.uniform(0, 1.2)]
    elif kind == "corner":
        pos, fov = [r.uniform(-11, -4), side * r.uniform(3, 8), math.exp(r.uniform(math.log(0.8), math.log(4)))], r.uniform(45, 105)
        aim = [r.uniform(-3, 4), side * r.uniform(-3, 2), r.uniform(0, 1.2)]
    elif kind == "side":
        pos, fov = [r.uniform(-4.5, -0.7), side * r.uniform(5, 15), math.exp(r.uniform(math.log(1), math.log(7)))], r.uniform(40, 100)
        aim = [r.uniform(-4, 3), side * r.uniform(-1.5, 1), r.uniform(0, 0.8)]
    elif kind == "phone":
        return phone(r, side)
    else:
        pos, fov = [r.uniform(-6, -0.7), side * r.uniform(3.2, 6), math.exp(r.uniform(math.log(1), math.log(3)))], r.uniform(55, 105)
        aim = [r.choice([-1, 1]) * r.uniform(1, 5), side * r.uniform(-2, 1), r.uniform(0, 1)]
    return np.array(pos), np.array(aim, float), fov


def phone(r, side):
    """In somebody's hand or on a tripod, some steps from a corner: behind the base line or beside the side line, with a part of the court out of the picture."""
    away, round_it = math.exp(r.uniform(math.log(0.3), math.log(6))), r.uniform(-0.7, 2.1)  # 0: straight behind the corner; half pi: beside it
    pos = [min(-6.7 - away * math.cos(round_it), -1.0), side * (3.05 + away * math.sin(round_it)), r.uniform(1.2, 2.5)]
    if r.random() < 0.25:
        pos[2] = math.exp(r.uniform(math.log(0.5), math.log(4)))
    aim = [r.uniform(-4.5, 5), side * r.uniform(-4, 2), r.uniform(0, 1.4)]
    return np.array(pos), np.array(aim, float), r.uniform(*LENSES[r.choice(3, p=LENS_SHARES)])


def towards(pos, aim, roll):
    f = (aim - pos) / np.linalg.norm(aim - pos)
    right = np.cross(f, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    down = np.cross(f, right)
    c, s = math.cos(roll), math.sin(roll)
    return np.stack([c * right + s * down, c * down - s * right, f])


def window(r, size, kind):
    w, h = size
    aspect = 16 / 9 if kind == "broadcast" and r.random() < 0.8 else r.choice(ASPECTS, p=ASPECT_SHARES)
    pw, ph = (w, w / aspect) if w / aspect <= h else (h * aspect, h)
    return np.array([(w - pw) / 2, (h - ph) / 2, (w + pw) / 2, (h + ph) / 2])


def half_side(view):
    x0, y0, x1, y1 = view["window"]
    return max(x1 - x0, y1 - y0) / 2


def place(view, p):
    """n x 3 metres -> n x 2 pixels, nan where a point is behind the camera or past what the lens can bend."""
    q = (np.asarray(p, float) - view["at"]) @ view["turn"].T
    ahead = q[:, 2] > 0.05
    flat = q[:, :2] / np.where(ahead, q[:, 2], 1)[:, None] * view["focal"] / half_side(view)
    want = np.minimum(np.hypot(*flat.T), 50.0)
    k, got = view["bend"], want.copy()
    for _ in range(20):
        got = np.clip(got - (got + k * got**3 - want) / np.maximum(1 + 3 * k * got**2, 0.05), 0, 60)
    good = ahead & (np.abs(got + k * got**3 - want) < 1e-6) & (1 + 3 * k * got**2 > 0.05) & (got < 4)
    out = flat * (got / np.maximum(want, 1e-12))[:, None] * half_side(view) + view["middle"]
    return np.where(good[:, None], out, np.nan)


def floor_map(view):
    """3x3 floor (x, y, 1) -> pixels of an unbent picture."""
    t, f, (cx, cy) = view["turn"], view["focal"], view["middle"]
    k = np.array([[f, 0, cx], [0, f, cy], [0, 0, 1]])
    return k @ np.c_[t[:, :2], -t @ view["at"]]


def is_the_middle_one(view, lead=1.25):
    """Whether this court fills more of the picture's middle than any other beside it."""
    x0, y0, x1, y1 = view["window"]
    u, v = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 25))
    q = np.stack([(x0 + x1) / 2 + u * (x1 - x0) / 2, (y0 + y1) / 2 + v * (y1 - y0) / 2, np.ones_like(u)], -1)
    g = q @ np.linalg.inv(floor_map(view)).T
    sky = g[..., 2] * np.sign(np.linalg.det(floor_map(view))) <= 0
    xy = g[..., :2] / np.where(np.abs(g[..., 2:]) < 1e-9, 1e-9, g[..., 2:])
    ahead = (np.concatenate([xy, np.zeros_like(u)[..., None]], -1) - view["at"]) @ view["turn"][2] > 0
    dx, dy, xl, xh, yl, yh = view["grid"]
    i, j = np.clip(np.round(xy[..., 0] / dx), xl, xh), np.clip(np.round(xy[..., 1] / dy), yl, yh)
    inside = ahead & (np.abs(xy[..., 0] - i * dx) < C.LENGTH / 2) & (np.abs(xy[..., 1] - j * dy) < C.WIDTH / 2)
    weight = np.exp(-1.5 * (u**2 + v**2)) * inside
    own = weight[(i == 0) & (j == 0)].sum()
    others = [weight[(i == a) & (j == b)].sum() for a in range(int(xl), int(xh) + 1) for b in range(int(yl), int(yh) + 1) if a or b]
    return own > 0 and own >= lead * max(others, default=0.0)


def bend(r, kind, fov):
    """Of a lens: none, a little of either sign as zooms have it, or the barrel of a wide one."""
    if kind == "broadcast":
        return r.normal(-0.02, 0.02)
    if kind == "phone":  # straightened by the phone, not wholly
        return r.normal(0, 0.012 if fov < 80 else 0.03)
    lens = r.random()
    return 0.0 if lens < 0.35 else r.normal(0, 0.02) if lens < 0.65 else r.uniform(-0.03, 0.16) * min(1.0, fov / 80)


def view(r, size, kinds=KINDS):
    """A view, of one of these kinds, in which enough of the court's crossings are seen to place it."""
    shares = np.array([SHARES[KINDS.index(k)] for k in kinds])
    while True:
        kind = r.choice(kinds, p=shares / shares.sum())
        pos, aim, fov = stand(r, kind)
        win = window(r, size, kind)
        half = max(win[2] - win[0], win[3] - win[1]) / 2
        shift = r.normal(0, 0.04, 2) * (r.random() < 0.2) * half
        v = dict(at=pos, turn=towards(pos, aim, math.radians(r.normal(0, 0.5 if kind == "broadcast" else 1.8))), focal=half / math.tan(math.radians(fov) / 2))
        v |= dict(middle=(win[:2] + win[2:]) / 2 + shift, bend=bend(r, kind, fov), window=win, kind=kind)
        alone = r.random() < (0.7 if kind == "broadcast" else 0.3)
        reach = np.zeros(4) if alone else r.integers(0, 3, 4) * [-1, 1, -1, 1] * [r.random() < 0.4, r.random() < 0.5, 1, 1]
        v["grid"] = np.array([r.uniform(15, 19), r.uniform(6.9, 9.5), *reach])
        q = place(v, C.points()[: C.LANDMARKS])
        inside = ((q > win[:2] + 2) & (q < win[2:] - 2)).all(1)
        rows = len(set(np.flatnonzero(inside[:30]) // 5))
        if inside.sum() >= (16 if kind == "broadcast" else 5 if r.random() < 0.35 else 9) and rows >= 2 and is_the_middle_one(v):
            return v
