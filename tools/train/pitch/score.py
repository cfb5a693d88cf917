"""How well a pitch network calibrates: its landmarks, and the homography they give, against labelled landmarks.

    score.py --onnx NET.onnx --labels LABELS.json --pictures DIR [--extra] [--threshold 0.3] [--out SCORE.json]

LABELS.json: file -> 32 x (x, y, v) in pixels of a 640x360 frame, v = 2 visible (prepare.py --heldout-pictures).
Every figure is in those pixels. Reprojection: the mean distance of a picture's labelled visible landmarks from the
pitch's landmarks projected by the homography fitted to the predicted ones (RANSAC 8 px, then robust least squares; extra points weigh a fifth).
"""
import argparse
import json
import os

import cv2
import numpy as np

import geometry as G


def letterbox(bgr, w=640, h=384):
    """Picture -> 1 x 3 x h x w in 0..1, centred, grey beside it; and scale, left, top."""
    s = min(w / bgr.shape[1], h / bgr.shape[0])
    nw, nh = round(bgr.shape[1] * s), round(bgr.shape[0] * s)
    out = np.full((h, w, 3), 114, np.uint8)
    x, y = (w - nw) // 2, (h - nh) // 2
    out[y : y + nh, x : x + nw] = cv2.resize(bgr, (nw, nh), interpolation=cv2.INTER_AREA if s < 1 else cv2.INTER_LINEAR)
    return out[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255, s, x, y


def decode(heat):
    """C x 96 x 160 -> C x 3: x, y in input pixels by a parabola through the log of the peak's 3x3, and the peak."""
    c, h, w = heat.shape
    flat = heat.reshape(c, -1).argmax(1)
    py, px = np.clip(flat // w, 1, h - 2), np.clip(flat % w, 1, w - 2)
    k = np.arange(c)
    at = lambda dy, dx: np.log(np.clip(heat[k, py + dy, px + dx], 1e-6, 1))
    win = np.stack([[at(dy, dx) for dx in (-1, 0, 1)] for dy in (-1, 0, 1)])
    row, col = win.mean(0), win.mean(1)  # along x, along y
    top = lambda v: np.clip(0.5 * (v[0] - v[2]) / np.minimum(v[0] - 2 * v[1] + v[2], -1e-6), -1, 1)
    return np.stack([(px + top(row) + 0.5) * 4, (py + top(col) + 0.5) * 4, heat.reshape(c, -1).max(1)], 1)


def judge(found, label, threshold=0.3, extra=False):
    """found: 47 x 3 in frame pixels; label: 32 x 3. One row of figures."""
    see = label[:, 2] == 2
    hit = found[:32, 2] > threshold
    err = np.hypot(*(found[:32, :2] - label[:, :2]).T)
    use = np.array(G.POINT_CHANNELS if extra else range(32))
    use = use[found[use, 2] > threshold]
    pitch = G.points()[np.where(use < 32, use, use - 2)]
    h, inl = G.fit(pitch, found[use, :2], 8.0, weight=np.where(use < 32, 1.0, 0.2))
    row = dict(n=int(see.sum()), errors=err[see & hit].tolist(), missed=int((see & ~hit).sum()), found=len(use))
    if h is not None and see.any():
        row["reprojection"] = float(np.hypot(*(G.project(h, G.points()[:32])[see] - label[see, :2]).T).mean())
        row["metres"] = float(np.hypot(*(G.unproject(h, label[see, :2]) - G.points()[:32][see]).T).mean())
        row["inliers"] = int(inl.sum())
        row["h"] = h
    return row


def summary(rows):
    rows = [r for r in rows if r["n"]]
    e = np.concatenate([r["errors"] for r in rows])
    rep = np.array([r.get("reprojection", np.inf) for r in rows])
    ok = np.isfinite(rep)
    n = sum(r["n"] for r in rows)
    return dict(
        pictures=len(rows), landmark_median=np.median(e), landmark_p95=np.percentile(e, 95), missed_pct=100 * sum(r["missed"] for r in rows) / n,
        reprojection_median=np.median(rep[ok]), reprojection_p95=np.percentile(rep[ok], 95), usable_pct=100 * ok.mean(),
        usable20_pct=100 * (rep <= 20).mean(), within6_pct=100 * (rep <= 6).mean(), metres_median=np.median([r["metres"] for r in rows if "metres" in r]),
    )  # fmt: skip


def text(s):
    return " ".join(f"{k} {v:.4g}" for k, v in s.items())


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--onnx", required=True)
    ap.add_argument("--labels", required=True)
    ap.add_argument("--pictures", required=True)
    ap.add_argument("--threshold", type=float, default=0.3)
    ap.add_argument("--extra", action="store_true", help="fit to the extra points too")
    ap.add_argument("--out")
    a = ap.parse_args()
    import onnxruntime as ort

    net = ort.InferenceSession(a.onnx, providers=["CPUExecutionProvider"])
    labels, rows = json.load(open(a.labels)), {}
    for f, k in labels.items():
        x, s, px, py = letterbox(cv2.resize(cv2.imread(os.path.join(a.pictures, f)), (640, 360), interpolation=cv2.INTER_AREA))
        p = decode(net.run(["heat"], {"image": x})[0][0])
        p[:, :2] = (p[:, :2] - [px, py]) / s
        rows[f] = judge(p, np.array(k), a.threshold, a.extra)
    s = summary(list(rows.values()))
    print(text(s))
    worst = sorted(rows, key=lambda f: -rows[f].get("reprojection", 1e9))[:12]
    print("\n".join(f"{f} labelled {rows[f]['n']} found {rows[f]['found']} reprojection {rows[f].get('reprojection')}" for f in worst))
    if a.out:
        json.dump(dict(summary=s, rows={f: {k: v for k, v in r.items() if k != "h"} for f, r in rows.items()}), open(a.out, "w"))


if __name__ == "__main__":
    main()
