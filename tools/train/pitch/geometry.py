"""The pitch in numbers, as src/geometry/pitch.h has it, and homographies fitted to it.

Image points are continuous: a picture 640 wide spans 0..640, its first pixel's centre lies at 0.5.
"""
import cv2
import numpy as np

LANDMARKS, EXTRA = 32, 13
MARKING, AREA = 32, 33  # channels between the landmarks and the extra points
CHANNELS = LANDMARKS + 2 + EXTRA
POINT_CHANNELS = list(range(32)) + list(range(34, CHANNELS))
FRAME = (640, 360)


def lines_of(length=105.0, width=68.0):
    x0, y0 = length / 2, width / 2
    return dict(x0=x0, y0=y0, pa=20.16, ga=9.16, px=x0 - 16.5, gx=x0 - 5.5, spot=x0 - 11, r=9.15, arc=float(np.sqrt(9.15**2 - 5.5**2)))


def points(length=105.0, width=68.0):
    """45 x 2 metres: the 32 landmarks of pitch.h, then 13 extra points that only geometry defines:
    centre mark, the circle at 45 degrees, the arcs' tops, the middle of the areas' lines, those lines
    drawn on to the touchlines."""
    q = lines_of(length, width)
    x0, y0, pa, ga, px, gx, s, r, arc = (q[k] for k in ("x0", "y0", "pa", "ga", "px", "gx", "spot", "r", "arc"))
    d, top = r * np.sqrt(0.5), s - r
    own = [(-x0, y0), (-x0, pa), (-x0, ga), (-x0, -ga), (-x0, -pa), (-x0, -y0), (-gx, ga), (-gx, -ga), (-s, 0), (-px, pa)]
    own += [(-px, arc), (-px, -arc), (-px, -pa), (0, y0), (0, r), (0, -r), (0, -y0), (px, pa), (px, arc), (px, -arc), (px, -pa)]
    own += [(s, 0), (gx, ga), (gx, -ga), (x0, y0), (x0, pa), (x0, ga), (x0, -ga), (x0, -pa), (x0, -y0), (-r, 0), (r, 0)]
    own += [(0, 0), (-d, d), (-d, -d), (d, d), (d, -d), (-top, 0), (top, 0), (-px, 0), (px, 0), (-px, y0), (-px, -y0), (px, y0), (px, -y0)]
    return np.array(own, np.float64)


def permutation(sx, sy):
    """point -> the point it becomes under (x, y) -> (sx x, sy y)."""
    p = points()
    d = np.abs(p[:, None] * [sx, sy] - p[None]).sum(-1)
    assert d.min(1).max() < 1e-9
    return d.argmin(1)


def segments(length=105.0, width=68.0):
    """Every painted line as straight pieces, n x 2 x 2 metres; circles as chords."""
    q = lines_of(length, width)
    x0, y0 = q["x0"], q["y0"]
    out = [((-x0, y0), (x0, y0)), ((-x0, -y0), (x0, -y0)), ((0, -y0), (0, y0))]
    out += [((s * x0, -y0), (s * x0, y0)) for s in (-1, 1)]
    for s in (-1, 1):
        for x, y in ((q["px"], q["pa"]), (q["gx"], q["ga"])):
            out += [((s * x0, y), (s * x, y)), ((s * x, y), (s * x, -y)), ((s * x, -y), (s * x0, -y))]
    half = np.arctan2(q["arc"], 5.5)
    for cx, a, b, n in ((0, 0, 2 * np.pi, 40), (-q["spot"], -half, half, 10), (q["spot"], np.pi - half, np.pi + half, 10)):
        t = np.linspace(a, b, n + 1)
        c = np.stack([cx + q["r"] * np.cos(t), q["r"] * np.sin(t)], 1)
        out += [(tuple(c[i]), tuple(c[i + 1])) for i in range(n)]
    return np.array(out, np.float64)


def project(h, p):
    q = np.c_[p, np.ones(len(p))] @ np.asarray(h, float).T
    w = np.where(np.abs(q[:, 2:]) < 1e-12, 1e-12, q[:, 2:])
    return np.where(q[:, 2:] * np.sign(h[2, 2] or 1) > 0, q[:, :2] / w, -1e6)


def unproject(h, image):
    """Pixels -> metres on the ground."""
    q = np.c_[image, np.ones(len(image))] @ np.linalg.inv(h).T
    return q[:, :2] / q[:, 2:]


def _jacobian(h, p):
    q = np.c_[p, np.ones(len(p))]
    u, v, w = (q @ h.T).T
    z = np.zeros_like(q)
    jx = np.c_[q / w[:, None], z, -q[:, :2] * (u / w**2)[:, None]]
    jy = np.c_[z, q / w[:, None], -q[:, :2] * (v / w**2)[:, None]]
    return np.stack([jx, jy], 1)


def fit(pitch, image, inlier_px=5.0, seed=0, weight=None):
    """RANSAC over four-point samples, then Gauss-Newton on the inliers with a Huber weight.
    Returns (3x3 with h22 = 1, inlier mask) or (None, None)."""
    n = len(pitch)
    if n < 4:
        return None, None
    cv2.setRNGSeed(seed)
    h, m = cv2.findHomography(pitch, image, cv2.RANSAC, inlier_px, maxIters=3000, confidence=0.9999)
    if h is None:
        return None, None
    w0 = np.ones(n) if weight is None else np.asarray(weight, float)
    m = m.ravel() > 0
    for _ in range(4):
        if m.sum() < 4:
            return None, None
        for _ in range(4):
            r = image[m] - project(h, pitch[m])
            e = np.hypot(*r.T)
            w = w0[m] * np.minimum(1, 2.0 / np.maximum(e, 1e-9))
            j = _jacobian(h, pitch[m])
            a = np.einsum("nij,nik,n->jk", j, j, w)
            b = np.einsum("nij,ni,n->j", j, r, w)
            try:
                d = np.linalg.solve(a + np.diag(np.diag(a)) * 1e-9, b)
            except np.linalg.LinAlgError:
                return None, None
            h = h + np.append(d, 0).reshape(3, 3)
        new = np.hypot(*(image - project(h, pitch)).T) < inlier_px
        if (new == m).all():
            break
        m = new
    return (h, m) if m.sum() >= 4 and np.isfinite(h).all() else (None, None)


def spread(h, pitch, at, sigma=1.5):
    """Standard deviation in pixels of the projection of `at` when `pitch` were measured to `sigma` pixels."""
    j = _jacobian(h, pitch)
    a = np.einsum("nij,nik->jk", j, j)
    s = 1 / np.sqrt(np.maximum(np.diag(a), 1e-30))
    try:
        cov = np.linalg.inv(a * s[:, None] * s[None]) * s[:, None] * s[None] * sigma**2
    except np.linalg.LinAlgError:
        return np.full(len(at), 1e9)
    g = _jacobian(h, at)
    c = np.einsum("nij,jk,nik->n", g, cov, g)
    return np.sqrt(np.where(np.isfinite(c) & (c >= 0), c, 1e18))
