"""Cut-outs of real people who are small in the frames of tournaments and halls, for officials.py --real.

    cutouts.py --data DIR --out real.npz

Of the labels of label.py, where nobody else is near: what GrabCut takes for the person, kept where it fills its box as a person
does. None of the held-out sources.
"""
import argparse

import cv2
import numpy as np

import officials
import samples
from paste import REAL, UPRIGHT
from score import iou

KINDS = ("match", "shuttle", "tennis", "volleyball")
TALL = 45, 240  # pixels: whose outline can be seen, and who is small
ALONE = 0.1  # IoU with another's box
FILLS = 0.3, 0.85  # of the box
SAME = 0.8  # of width and height, outline to box


def cut(img, b):
    """Picture multiplied by its alpha and box of the person in box b of a frame, or None."""
    edge = np.ceil(0.2 * (b[2:] - b[:2])).astype(int) + 2
    x0, y0 = np.maximum(b[:2].astype(int) - edge, 0)
    x1, y1 = np.minimum(np.ceil(b[2:]).astype(int) + edge, img.shape[1::-1])
    part, mask = img[y0:y1, x0:x1], np.zeros((y1 - y0, x1 - x0), np.uint8)
    at = np.round(b - [x0, y0, x0, y0]).astype(int)
    cv2.grabCut(part, mask, (*at[:2].tolist(), *(at[2:] - at[:2]).tolist()), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_RECT)
    parts, which, stats, _ = cv2.connectedComponentsWithStats(((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8))
    if parts < 2:
        return None
    k = 1 + stats[1:, 4].argmax()
    x, y, w, h, area = stats[k]
    bw, bh = b[2:] - b[:2]
    if not (w > SAME * bw and h > SAME * bh and FILLS[0] < area / (bw * bh) < FILLS[1]):
        return None
    alpha = cv2.GaussianBlur((which == k).astype(np.float32), (0, 0), 0.7)[..., None]
    sprite = np.concatenate([part * alpha, 255 * alpha], 2)[max(y - 1, 0) : y + h + 1, max(x - 1, 0) : x + w + 1]
    left, top = min(x, 1), min(y, 1)
    return np.clip(sprite + 0.5, 0, 255).astype(np.uint8), [float(left), float(top), float(left + w), float(top + h)]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--most", type=int, default=1500)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    cv2.setNumThreads(1)
    cv2.setRNGSeed(0)
    jobs = []
    for r in samples.load(a.data):
        if not r["source"].startswith(KINDS):
            continue
        others = np.concatenate([r["boxes"], r["ignore"]])
        for k, b in enumerate(r["boxes"]):
            inside = b[0] > 2 and b[1] > 2 and b[2] < r["width"] - 2 and b[3] < r["height"] - 2
            near = np.delete(others, k, 0)
            if inside and TALL[0] < b[3] - b[1] < TALL[1] and (not len(near) or iou(b, near).max() < ALONE):
                jobs.append((r["source"].split("-")[0], r["path"], b))
    rng, found = np.random.default_rng(0), {k: [] for k in KINDS}
    for j in rng.permutation(len(jobs)):
        kind, path, b = jobs[j]
        if len(found[kind]) < a.most // 3 and (got := cut(cv2.imread(path), b)):
            found[kind].append((*got, REAL, (b[3] - b[1]) / UPRIGHT))
    officials.save(a.out, [s for some in found.values() for s in some])
    print({k: len(v) for k, v in found.items()}, "of", len(jobs))


if __name__ == "__main__":
    main()
