"""Pictures and labels for training.

    prepare.py --fields soccer_field_keypoints [--clips CLIPS] --out DIR [--heldout-pictures DIR2]

Writes DIR/NAME.webp (the whole frame at 640x448) and DIR/labels.json: for each picture its match, its 45 points
in pixels of a 640x360 frame with a state (0 not in the picture, 1 known, 2 unknown) and, where the labels give
a sound one, the homography pitch -> frame. Clips of other sports become pictures without a pitch.
"""
import argparse
import glob
import json
import os

import cv2
import numpy as np

import geometry as G

HELD_OUT = ["121364", "d82e7a", "0bfacc", "video_3", "54745b", "744b27"]
STORE = (640, 448)
OTHER_SPORTS = ["badminton", "tennis", "basketball", "people", "golf", "volleyball"]


def match_of(name):
    parts = name.split("_")
    return "_".join(parts[:2]) if parts[0] == "video" else parts[0]


def read_label(path):
    """32 x (x, y, v), pixels of a 640x360 frame; v as in the file (2 visible)."""
    k = np.array(open(path).read().split("\n")[0].split(), float)[5:].reshape(32, 3)
    k[:, :2] *= G.FRAME
    return k


def complete(points, known, tolerance=8.0):
    """Every point the homography of the known ones vouches for. Returns row fields."""
    pitch = G.points()
    state = np.zeros(45, int)
    at = np.zeros((45, 2))
    at[:32][known], state[:32][known] = points[known], 1
    state[32:] = 2
    row = dict(h=None, lines=False)
    idx = np.flatnonzero(known)
    h, m = G.fit(pitch[idx], points[idx], 5.0)
    if h is not None and m.sum() >= 5 and m.mean() >= 0.75:
        pr = G.project(h, pitch)
        sd = G.spread(h, pitch[idx][m], pitch)
        err = np.hypot(*(pr[:32] - points).T)
        inside = (pr > 0).all(1) & (pr < G.FRAME).all(1)
        near = (pr > -30).all(1) & (pr < np.array(G.FRAME) + 30).all(1)
        if np.median(err[idx][m]) < 1.6:
            for i in range(45):
                if i < 32 and known[i]:
                    if err[i] > tolerance and sd[i] < 3:
                        state[i] = 2
                    elif sd[i] < 2:
                        at[i] = (points[i] + pr[i]) / 2
                elif inside[i] or (near[i] and sd[i] > 3):
                    state[i], at[i] = (1, pr[i]) if sd[i] < 2.5 and inside[i] else (2, pr[i])
                else:
                    state[i] = 0
            seg = G.segments()
            mid = np.concatenate([seg[:, 0] * (1 - t) + seg[:, 1] * t for t in np.linspace(0, 1, 9)])
            on = G.project(h, mid)
            seen = (on > 0).all(1) & (on < G.FRAME).all(1)
            row["h"] = h.tolist()
            row["lines"] = bool(seen.any() and np.percentile(G.spread(h, pitch[idx][m], mid[seen]), 95) < 3.0)
    row["points"], row["state"] = at.round(3).tolist(), state.tolist()
    return row


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--fields", required=True)
    ap.add_argument("--clips")
    ap.add_argument("--out", required=True)
    ap.add_argument("--heldout-pictures", help="also the held-out frames as 1280x720 JPEG, and their labels as JSON")
    ap.add_argument("--quality", type=int, default=85)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    rows, held = [], {}
    save = lambda name, img: cv2.imwrite(f"{a.out}/{name}.webp", cv2.resize(img, STORE, interpolation=cv2.INTER_AREA), [cv2.IMWRITE_WEBP_QUALITY, a.quality])
    for split in ("train", "valid"):
        for f in sorted(glob.glob(f"{a.fields}/{split}/images/*.jpg")):
            stem = os.path.basename(f)[:-4]
            name = "f_" + stem.split(".rf.")[0] + "_" + stem[-6:]
            img = cv2.imread(f)
            k = read_label(f"{a.fields}/{split}/labels/{stem}.txt")
            save(name, img)
            rows.append(dict(name=name, match=match_of(stem), split=split, kind="field", label=k.round(3).tolist(), **complete(k[:, :2], k[:, 2] >= 2)))
            if a.heldout_pictures and match_of(stem) in HELD_OUT:
                os.makedirs(a.heldout_pictures, exist_ok=True)
                cv2.imwrite(f"{a.heldout_pictures}/{name}.jpg", cv2.resize(img, (1280, 720), interpolation=cv2.INTER_CUBIC), [cv2.IMWRITE_JPEG_QUALITY, 95])
                held[name + ".jpg"] = k.round(3).tolist()
    if a.heldout_pictures:
        json.dump(held, open(a.heldout_pictures.rstrip("/") + ".json", "w"))
    for f in sorted(glob.glob(f"{a.clips}/*.mp4")) if a.clips else []:
        stem = os.path.basename(f)[:-4]
        if not stem.startswith(tuple(OTHER_SPORTS)):
            continue
        cap = cv2.VideoCapture(f)
        n = max(int(cap.get(cv2.CAP_PROP_FRAME_COUNT)), 1)
        want, i = set(np.linspace(0, n - 1, min(n, 12)).astype(int).tolist()), 0
        while True:
            ok, img = cap.read()
            if not ok:
                break
            if i in want:
                save(f"n_{stem}_{i}", img)
                rows.append(dict(name=f"n_{stem}_{i}", match=stem, split="train", kind="other", h=None, lines=True, points=np.zeros((45, 2)).tolist(), state=[0] * 45))
            i += 1
    json.dump(rows, open(f"{a.out}/labels.json", "w"))
    got = [r for r in rows if r["kind"] == "field"]
    print(len(got), "frames,", sum(r["h"] is not None for r in got), "with a homography,", sum(r["lines"] for r in got), "with lines,", len(rows) - len(got), "of other sports;", len(held), "held out")
    s = np.array([r["state"] for r in got])
    print("landmarks known", (s[:, :32] == 1).sum(), "unknown", (s[:, :32] == 2).sum(), "extra known", (s[:, 32:] == 1).sum())


if __name__ == "__main__":
    main()
