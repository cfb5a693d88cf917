"""A court's place in a picture: a homography from landmarks, then that and a lens's bend from its painted lines.
NumPy and OpenCV.

Stands in for the engine's own calibration, to score a network without it.
"""
import cv2
import numpy as np

import court as C
import geometry as G  # of ../pitch

EXTRA_WEIGHT = 0.2
BEND_SIGMA = 0.03  # what a lens's bend is held to, where lines say nothing of it
TAPS = 24  # places across a line on either side, half a line's half width apart


def from_landmarks(found, scale, threshold=0.3):
    """found: 38 x 3 (x, y, score) in pixels; scale: pixels of the picture a pixel of the network's input. Homography from
    the floor's metres and how many landmarks agree, or None, 0."""
    use = np.array([i for i in range(len(found)) if i + 2 * (i >= C.LANDMARKS) not in C.NET_TOPS and found[i, 2] > threshold], int)
    if len(use) < 4:
        return None, 0
    h, inlier = G.fit(C.points()[use, :2], found[use, :2], 8.0 * scale, weight=np.where(use < C.LANDMARKS, 1.0, EXTRA_WEIGHT))
    return (None, 0) if h is None else (h, int(inlier.sum()))


def samples(step=0.12):
    """Points along the middle of every line, n x 2, and the unit vectors across the line there."""
    at, across = [], []
    for a, b in C.segments():
        n = max(2, int(np.linalg.norm(b - a) / step))
        at.append(a + (np.arange(n)[:, None] + 0.5) / n * (b - a))
        d = (b - a) / np.linalg.norm(b - a)
        across.append(np.tile([-d[1], d[0]], (n, 1)))
    return np.concatenate(at), np.concatenate(across)


def project(h, bend, floor, size):
    """Floor metres -> pixels of a picture of `size`; bend: q -> q (1 + bend r^2) about its middle, r in half widths."""
    middle = np.array(size) / 2
    q = (G.project(h, floor) - middle) / max(middle)
    return middle + max(middle) * q * (1 + bend * np.minimum((q**2).sum(1), 4)[:, None])


def jacobian(h, bend, floor, size):
    """Of project() by h's eight numbers and the bend: n x 2 x 9."""
    middle = np.array(size) / 2
    q = (G.project(h, floor) - middle) / max(middle)
    r2 = (q**2).sum(1)[:, None]
    turn = np.eye(2) * (1 + bend * r2)[..., None] + 2 * bend * q[:, :, None] * q[:, None]
    return np.concatenate([turn @ G._jacobian(h, floor), (max(middle) * q * r2)[..., None]], 2)


def measure(grey, h, bend, reach):
    """Where paint lies across the predicted lines, within `reach` pixels: floor points, pixels, normals, how far along the
    normal, contrast; of those inside the picture."""
    at, across = samples()
    half = C.LINE / 2
    see = lambda q: project(h, bend, q, grey.shape[::-1])
    p, hi, lo = see(at), see(at + half * across), see(at - half * across)
    along = np.c_[-across[:, 1], across[:, 0]]
    t = see(at + 0.05 * along) - see(at - 0.05 * along)
    n = np.c_[-t[:, 1], t[:, 0]] / np.maximum(np.linalg.norm(t, axis=1), 1e-9)[:, None]
    wide = np.abs(((hi - lo) * n).sum(1)) / 2
    ok = (p > 4).all(1) & (p < np.array(grey.shape[::-1]) - 4).all(1) & (wide > 0.25) & (wide < 40)
    at, p, n, step = at[ok], p[ok], n[ok], np.maximum(wide[ok], 0.8) / 2
    if not len(at):  # nothing of the court is in the picture
        return at, p, n, step, step
    k = np.arange(-TAPS - 6, TAPS + 7)
    where = (p[:, None] + n[:, None] * (k * step[:, None])[..., None]).astype(np.float32) - 0.5
    v = cv2.remap(grey, where[..., 0], where[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    box = lambda lo, hi: sum(v[:, 6 + o : 6 + o + 2 * TAPS + 1] for o in range(lo, hi + 1)) / (hi - lo + 1)
    inner = box(-1, 1)
    best, shift = {}, {}
    for sign in (1, -1):  # paint brighter than both sides, or darker than both
        r = sign * inner - np.maximum(sign * box(-6, -4), sign * box(4, 6))
        r = np.where(np.abs(k[6:-6]) * step[:, None] <= reach, r, -1e3)
        i = np.clip(r.argmax(1), 1, r.shape[1] - 2)
        row = np.arange(len(r))
        a, b, c = r[row, i - 1], r[row, i], r[row, i + 1]
        bend = np.minimum(a - 2 * b + c, -1e-6)
        best[sign], shift[sign] = b, (i - TAPS + np.clip(0.5 * (a - c) / bend, -1, 1) * (a > -500) * (c > -500)) * step
    sign = 1 if np.clip(best[1], 0, 60).sum() >= np.clip(best[-1], 0, 60).sum() else -1
    return at, p, n, shift[sign], best[sign]


def refine(bgr, h):
    """`h` moved on to the painted lines, the lens's bend, and the share of the lines' visible length that is found there;
    None, 0, 0 where the lines do not hold it."""
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    size, unit, bend = grey.shape[::-1], max(grey.shape) / 1920, 0.0
    none = None, 0.0, 0.0
    for reach in (14, 10, 7, 5, 4, 3, 3, 3):
        at, p, n, shift, contrast = measure(grey, h, bend, reach * unit)
        good = sure(contrast)
        if good.sum() < 30:
            return none
        j = np.einsum("ni,nij->nj", n[good], jacobian(h, bend, at[good], size))
        weight = 1 / np.maximum(np.abs(shift[good]) / unit, 1) / unit**2
        a, b = np.einsum("ni,nj,n->ij", j, j, weight), np.einsum("ni,n,n->i", j, shift[good], weight)
        a[8, 8] += BEND_SIGMA**-2
        b[8] -= bend * BEND_SIGMA**-2
        try:
            d = np.linalg.solve(a + np.diag(np.diag(a)) * 1e-9, b)
        except np.linalg.LinAlgError:
            return none
        h, bend = h + np.append(d[:8], 0).reshape(3, 3), float(bend + d[8])
        if not np.isfinite(h).all() or abs(bend) > 0.3:
            return none
    at, p, n, shift, contrast = measure(grey, h, bend, 3 * unit)
    good = sure(contrast) & (np.abs(shift) < 1.5 * unit)
    return (h, bend, float(good.mean())) if good.sum() >= 30 else none


def sure(contrast):
    """Which samples show paint: a contrast of some grey levels, and not much less than the rest has."""
    return contrast > max(8.0, 0.3 * np.percentile(contrast, 85)) if len(contrast) else np.zeros(0, bool)
