"""Labels of people out of what a set gives and what the teachers say.

    label.py --data DIR

Reads DIR/frames.json and DIR/teachers-*.json (teachers.py), writes DIR/labels.json: every frame with `boxes` and with
`ignore`, the regions where nothing is asked either way. Somebody is labelled whom two see (the set's own boxes,
RTMDet, YOLOX), or whom RTMDet alone is very sure of; others whom one of them sees are ignored.
"""
import argparse
import glob
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import score as S  # noqa: E402

SURE, SECOND, ALONE, DOUBT = 0.35, 0.3, 0.65, 0.28
SAME, GIVEN_SAME = 0.5, 0.45  # IoU: a set's own boxes are loose
REFINED = 0.75  # IoU from which RTMDet's box is the better one
TALL, WIDEST = 0.25, 1.2  # of a picture's height, and widths of a height


def best(box, rows, column=4):
    """IoU of the row that covers `box` best, and that row's score."""
    if not len(rows):
        return 0.0, 0.0
    i = S.iou(box, rows)
    return float(i.max()), float(rows[i.argmax(), column])


def agree(rtmdet, yolox):
    """Boxes and ignored regions of a frame whose set labels no people."""
    boxes, doubtful = [], []
    for d in rtmdet:
        if d[4] > ALONE or (d[4] > SURE and best(d, yolox[yolox[:, 4] > SECOND])[0] > SAME):
            boxes.append(d[:4])
        elif d[4] > DOUBT:
            doubtful.append(d[:4])
    for d in yolox:
        if d[4] > SECOND and best(d, np.array(boxes).reshape(-1, 4), 3)[0] <= 0.4:
            doubtful.append(d[:4])
    return drop_parts(boxes), doubtful


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
            (boxes if d[4] > ALONE else doubtful).append(d[:4])
    return boxes, doubtful


def drop_parts(boxes):
    """Without boxes that lie within one of their own and fill a good part of it: legs and trunks that a tile saw."""
    kept = []
    for k, b in enumerate(boxes):
        area = (b[2] - b[0]) * (b[3] - b[1])
        part = False
        for j, o in enumerate(boxes):
            w, h = min(b[2], o[2]) - max(b[0], o[0]), min(b[3], o[3]) - max(b[1], o[1])
            whole = (o[2] - o[0]) * (o[3] - o[1])
            part |= j != k and w > 0 and h > 0 and w * h > 0.9 * area and 0.3 * whole < area < 0.98 * whole and b[2] - b[0] > 0.6 * (o[2] - o[0])
        if not part:
            kept.append(b)
    return kept


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    a = ap.parse_args()
    said = {}
    for f in glob.glob(f"{a.data}/teachers-*.json"):
        said.update(json.load(open(f)))
    rows = [r for r in json.load(open(f"{a.data}/frames.json")) if r["name"] in said]
    people = doubts = 0
    for r in rows:
        array = lambda t: np.array(said[r["name"]].get(t, []), float).reshape(-1, 5)
        labelled = r["given"] is not None
        given = np.array(r.pop("given") or [], float).reshape(-1, 4)
        if r["source"].startswith("football"):
            ours = array("own")
            boxes = list(given) if len(given) else [d[:4] for d in ours if d[4] > 0.45]
            ignore = [d[:4] for d in ours if d[4] > 0.1 and best(d, np.array(boxes).reshape(-1, 4), 3)[0] < 0.4]
        else:
            boxes, ignore = correct(given, array("rtmdet"), r["height"]) if labelled else agree(array("rtmdet"), array("yolox"))
        edge = lambda b: [round(float(np.clip(v, 0, r["width"] if k % 2 == 0 else r["height"])), 1) for k, v in enumerate(b)]
        r["boxes"], r["ignore"] = [edge(b) for b in boxes], [edge(b) for b in ignore]
        people, doubts = people + len(boxes), doubts + len(ignore)
    json.dump(rows, open(f"{a.data}/labels.json", "w"))
    print(len(rows), "frames,", people, "people,", doubts, "doubtful")


if __name__ == "__main__":
    main()
