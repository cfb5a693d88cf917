"""Labels of people out of what a set gives and what the teachers say.

    label.py --data DIR

Reads DIR/frames.json and DIR/teachers.json (teachers.py), writes DIR/labels.json: every frame with `boxes` and with
`ignore`, the regions where nothing is asked either way. Somebody is labelled whom RTMDet is sure of in two of its views, or
whom two see (the set's own boxes, RTMDet, YOLOX); others whom one of them sees are ignored.
"""
import argparse
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import score as S  # noqa: E402

SURE, SECOND, DOUBT = 0.35, 0.3, 0.28
STANDS = 0.12  # DOUBT of tournaments: whoever sits in their stands looks like a judge
VIEW, VIEWS, ONE = 0.45, 2, 0.55  # sure in one view, the views that must be, and the IoU of one person in two of them
SAME, GIVEN_SAME = 0.5, 0.45  # IoU: a set's own boxes are loose
REFINED = 0.75  # IoU from which RTMDet's box is the better one
TALL, WIDEST = 0.25, 1.2  # of a picture's height, and widths of a height


def best(box, rows, column=4):
    """IoU of the row that covers `box` best, and that row's score."""
    if not len(rows):
        return 0.0, 0.0
    i = S.iou(box, rows)
    return float(i.max()), float(rows[i.argmax(), column])


def fuse(views):
    """Rows of x1 y1 x2 y2 score votes: people whom any view sees, each box the mean of the views' weighted by their scores, its
    score the best of them, and how many of them are sure."""
    rows = np.concatenate([np.c_[np.reshape(v, (-1, 5)), np.full(len(v), k)] for k, v in enumerate(views)])
    rows, out = rows[rows[:, 4].argsort()[::-1]], []
    while len(rows):
        same = S.iou(rows[0], rows) > ONE
        one = rows[same]
        first = one[[k == list(one[:, 5]).index(v) for k, v in enumerate(one[:, 5])]]  # each view's best
        out.append([*np.average(first[:, :4], axis=0, weights=first[:, 4]), first[0, 4], (first[:, 4] >= VIEW).sum()])
        rows = rows[~same]
    return np.array(out).reshape(-1, 6)


def agree(rtmdet, yolox, doubt=DOUBT):
    """Boxes and ignored regions of a frame whose set labels no people."""
    boxes, doubtful = [], []
    for d in rtmdet:
        if d[5] >= VIEWS or (d[4] > SURE and best(d, yolox[yolox[:, 4] > SECOND])[0] > SAME):
            boxes.append(d[:4])
        elif d[4] > doubt:
            doubtful.append(d[:4])
    for d in yolox:
        if d[4] > SECOND and best(d, np.array(boxes).reshape(-1, 4), 3)[0] <= 0.4:
            doubtful.append(d[:4])
    boxes = drop_parts(boxes)
    return boxes, [d for d in doubtful if not part_of(d, boxes)]


def correct(given, rtmdet, height):
    """The same of a frame whose set labels people, loosely, and not all: whoever is tall and upright is believed, whoever is
    small where RTMDet sees the same. RTMDet sees but a part of some who fill the picture."""
    boxes, doubtful = [], []
    for g in given:
        i, s = best(g, rtmdet)
        if i > GIVEN_SAME and s > SECOND:
            boxes.append(rtmdet[S.iou(g, rtmdet).argmax(), :4] if i > REFINED else g)
        else:
            tall = g[3] - g[1] > TALL * height and g[2] - g[0] < WIDEST * (g[3] - g[1])
            (boxes if tall else doubtful).append(g)
    for d in rtmdet:
        w = np.minimum(d[2], given[:, 2]) - np.maximum(d[0], given[:, 0])
        h = np.minimum(d[3], given[:, 3]) - np.maximum(d[1], given[:, 1])
        if len(given) and (w.clip(0) * h.clip(0)).max() > 0.7 * (d[2] - d[0]) * (d[3] - d[1]):
            continue
        if d[4] > DOUBT:
            (boxes if d[5] >= VIEWS else doubtful).append(d[:4])
    return boxes, doubtful


def part_of(b, boxes):
    """Whether a box lies within another and fills a good part of it: legs or trunk of one whom another view saw whole."""
    area = (b[2] - b[0]) * (b[3] - b[1])
    for o in boxes:
        w, h = min(b[2], o[2]) - max(b[0], o[0]), min(b[3], o[3]) - max(b[1], o[1])
        whole = (o[2] - o[0]) * (o[3] - o[1])
        if w > 0 and h > 0 and w * h > 0.9 * area and 0.3 * whole < area < 0.98 * whole and b[2] - b[0] > 0.6 * (o[2] - o[0]):
            return True
    return False


def drop_parts(boxes):
    return [b for k, b in enumerate(boxes) if not part_of(b, boxes[:k] + boxes[k + 1 :])]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    a = ap.parse_args()
    said = json.load(open(f"{a.data}/teachers.json"))
    rows = [r for r in json.load(open(f"{a.data}/frames.json")) if r["name"] in said]
    people = doubts = 0
    for r in rows:
        array = lambda t: np.array(said[r["name"]].get(t, []), float).reshape(-1, 5)
        rtmdet = fuse(said[r["name"]].get("views", [[]]))
        labelled = r["given"] is not None
        given = np.array(r.pop("given") or [], float).reshape(-1, 4)
        if r["source"].startswith("football"):
            boxes = list(given)
            ignore = [d[:4] for d in rtmdet if d[4] > DOUBT and best(d, given, 3)[0] < 0.4]
        else:
            boxes, ignore = correct(given, rtmdet, r["height"]) if labelled else agree(rtmdet, array("yolox"), STANDS if r["source"].startswith("match") else DOUBT)
        edge = lambda b: [round(float(np.clip(v, 0, r["width"] if k % 2 == 0 else r["height"])), 1) for k, v in enumerate(b)]
        r["boxes"], r["ignore"] = [edge(b) for b in boxes], [edge(b) for b in ignore]
        people, doubts = people + len(boxes), doubts + len(ignore)
    json.dump(rows, open(f"{a.data}/labels.json", "w"))
    print(len(rows), "frames,", people, "people,", doubts, "doubtful")


if __name__ == "__main__":
    main()
