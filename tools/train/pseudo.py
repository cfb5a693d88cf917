"""Label the field set's frames with a teacher of our own, then settle who is who by kit colour.

    pseudo.py --teacher teacher.onnx --data DIR --out DIR/pseudo.json

A single frame's class is the weak part, so for the eight matches that the detection set does not know, a
table of kits (written by looking at the frames) overrules the teacher. Matches of prepare.HELD_OUT are left
out. Doubtful people become regions to ignore; balls are only ever positives.
"""
import argparse
import collections
import json

import cv2
import numpy as np

import prepare as P
import score as S

KITS = {
    "0a2d9b": dict(referee=["black"], players=["yellow", "red"], keeper=["blue"]),
    "0bfacc": dict(referee=["yellow"], players=["red", "white"], keeper=["green", "yellow"]),
    "d82e7a": dict(referee=["cyan"], players=["red", "white"], keeper=["green", "blue"]),
    "e624c9": dict(referee=["red"], players=["green", "black", "yellow"], keeper=["blue"]),
    "ec783a": dict(referee=["red"], players=["yellow", "white", "black"], keeper=["green", "yellow"]),
    "video_1": dict(referee=["yellow"], players=["red", "blue"], keeper=["green"]),
    "video_3": dict(referee=["black"], players=["red", "white"], keeper=["blue", "cyan"]),
    "worldcup2": dict(referee=["red"], players=["blue", "white", "black"], keeper=["green", "yellow"]),
}
SURE, DOUBT = 0.35, 0.10


def families(hsv):
    h, s, v = hsv[:, 0], hsv[:, 1], hsv[:, 2]
    vivid = (s > 85) & (v > 60)
    return dict(
        black=v <= 75,
        white=(s < 60) & (v > 130),
        red=vivid & ((h < 12) | (h > 165)),
        yellow=vivid & (h >= 19) & (h < 34),
        green=vivid & (h >= 34) & (h < 80),
        cyan=(s > 45) & (v > 90) & (h >= 80) & (h < 103),
        blue=(s > 60) & (v > 45) & (h >= 103) & (h < 135),
    )


def shirt(img, box):
    """The colour family that most of the shirt's pixels belong to, or None."""
    km = P.kit_mask(img, box)
    if km is None:
        return None
    (ys, xs), m = km
    n, m = m.shape[0], m.copy()
    m[: int(0.16 * n)] = False
    m[int(0.48 * n) :] = False
    if m.sum() < 8:
        return None
    f = {k: float(v.mean()) for k, v in families(cv2.cvtColor(img[ys, xs], cv2.COLOR_BGR2HSV)[m]).items()}
    best = max(f, key=f.get)
    return best if f[best] > (0.6 if best == "black" else 0.4) else None


def settle(kits, fam, cls):
    """The referee's colour makes a referee; a colour that a role does not wear unmakes it. Only the teacher
    makes goalkeepers: grass that leaks into a shirt looks like a green kit."""
    if fam is None or (fam == "green" and "green" not in kits["players"]):
        return cls
    mine = [c for c, k in ((1, "keeper"), (2, "players"), (3, "referee")) if fam in kits[k]]
    if mine == [3]:
        return 3
    if cls == 3 and mine and 3 not in mine:
        return 1 if mine == [1] else 2
    return 2 if cls == 1 and mine == [2] else cls


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--teacher", required=True)
    ap.add_argument("--data", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--raw", help="detections already made (pickle of name -> rows), to skip the teacher")
    ap.add_argument("--only-new", action="store_true", help="only the matches of KITS")
    ap.add_argument("--no-balls", action="store_true")
    a = ap.parse_args()
    rows = [r for r in json.load(open(f"{a.data}/labels.json"))["images"] if r["kind"] == "fields"]
    if a.raw:
        import pickle

        raw = dict(pickle.load(open(a.raw, "rb")))
    else:
        run, w, h = S.runner(a.teacher, "openvino")
    out, count, changed = [], collections.Counter(), collections.Counter()
    per_match = collections.Counter(r["match"] for r in rows)
    for r in rows:
        if r["match"] in P.HELD_OUT or (a.only_new and r["match"] not in KITS):
            continue
        img = cv2.resize(cv2.imread(f"{a.data}/{r['name']}.jpg"), (P.W, P.H), interpolation=cv2.INTER_CUBIC)
        if a.raw:
            det = raw[r["file"]]
        else:
            x, s, px, py = S.letterbox(img, w, h)
            heat, box = run(np.ascontiguousarray(x[None, :, :, ::-1].transpose(0, 3, 1, 2)).astype(np.float32) / 255)
            det = S.decode(heat[0], box[0], floor=0.05)
            det[:, :4] = (det[:, :4] - [px, py, px, py]) / s
        boxes, ignore = [], []
        for d in det:
            b = [round(float(v), 1) for v in d[:4]]
            if d[5] == 0:
                if d[4] > 0.5 and not a.no_balls:
                    boxes.append(b + [0])
            elif d[4] >= SURE:
                c = int(d[5])
                if r["match"] in KITS:
                    new = settle(KITS[r["match"]], shirt(img, b), c)
                    changed[(P.CLASSES[c], P.CLASSES[new])] += new != c
                    c = new
                boxes.append(b + [c])
                count[P.CLASSES[c]] += 1
            elif d[4] > DOUBT and all(S.iou(np.array(b), np.array([q[:4]]))[0] < 0.4 for q in boxes if q[4]):
                ignore.append(b)
        tag = P.tag_plane(img, boxes)
        cv2.imwrite(f"{a.data}/{r['name']}.png", tag)
        out.append(dict(r, boxes=boxes, ignore=ignore, weight=round(min(1.0, 20 / per_match[r["match"]]), 3)))
    json.dump(out, open(a.out, "w"))
    print(len(out), "frames", dict(count), "changed by kit", {"->".join(k): v for k, v in changed.items() if v})


if __name__ == "__main__":
    main()
