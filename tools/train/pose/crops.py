"""One person's picture as the engine shows it to the network, and the way back.

The box is grown by a quarter and then to the input's shape; bilinear; grey 114 beyond the frame.
"""
import cv2
import numpy as np

MARGIN = 1.25


def crop_map(box, height, width, margin=MARGIN, turn=0.0):
    """2x3: from the frame to the crop, pixel centres at +0.5. box: x, y, w, h; turn in radians."""
    x, y, w, h = box
    scale = 1 / max(w * margin / width, h * margin / height)
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    centre = np.array([x + w / 2, y + h / 2])
    m = np.array([[c, -s], [s, c]])
    return np.column_stack([m, np.array([width / 2, height / 2]) - m @ centre])


def crop(picture, m, height, width):
    """`picture` seen through crop_map()'s matrix."""
    centred = m.copy()  # OpenCV's pixel centres are whole numbers
    centred[:, 2] += m[:, :2] @ [0.5, 0.5] - 0.5
    return cv2.warpAffine(picture, centred, (width, height), flags=cv2.INTER_LINEAR, borderValue=(114, 114, 114))


def to_frame(points, m):
    """n x 2 points of the crop, in the frame."""
    return (points - m[:, 2]) @ np.linalg.inv(m[:, :2]).T


def tops(heat, stride=4):
    """Points of n x k x h x w heat maps as the engine decodes them: n x k x 3, pixels of the crop and the score."""
    n, k, h, w = heat.shape
    flat = heat.reshape(n * k, h, w).astype(np.float64)
    best = flat.reshape(n * k, -1).argmax(1)
    y, x = np.divmod(best, w)
    i = np.arange(n * k)

    def offset(before, after):
        a, b, c = (np.log(np.maximum(v, 1e-4)) for v in (before, flat[i, y, x], after))
        bend = a - 2 * b + c
        return np.where(bend < -1e-9, np.clip(0.5 * (a - c) / np.minimum(bend, -1e-9), -0.5, 0.5), 0)

    def at(yy, xx):  # beyond the edge stands what is on the other side
        inside = (xx >= 0) & (xx < w) & (yy >= 0) & (yy < h)
        return np.where(inside, flat[i, yy % h, xx % w], flat[i, (2 * y - yy) % h, (2 * x - xx) % w])

    px = (x + 0.5 + offset(at(y, x - 1), at(y, x + 1))) * stride
    py = (y + 0.5 + offset(at(y - 1, x), at(y + 1, x))) * stride
    return np.stack([px, py, flat[i, y, x]], -1).reshape(n, k, 3)
