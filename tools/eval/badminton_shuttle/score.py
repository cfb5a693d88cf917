#!/usr/bin/env python3
"""Recall and precision of a shuttle detector against labels.csv.

    score.py found.csv                                 clip,frame,x,y and, if there are several a frame, score
    score.py CLIP.mp4=RUN/tracking.jsonl ...           records of touchline: the object of class --class where the ball is visible
    [--labels labels.csv] [--within 6]

Positions are pixels of the source, the centre of the first pixel being 0, 0. One position a frame counts, that of the
best score. It is right within --within pixels of the label (6 at a height of 1080), or of the second image where the
frame is a mixture of two. Recall: of the frames where the shuttle is visible, how many have a right position. Precision:
of the positions in frames where it is visible or out of the picture, how many are right. Frames where it is hidden, and
close-ups, count for neither; clips of which nothing is given do not count at all.
"""
import argparse
import csv
import json
import math
import pathlib

HERE = pathlib.Path(__file__).resolve().parent


def read_labels(path):
    with open(path, encoding="utf-8") as text:
        return [row for row in csv.DictReader(text) if row["view"] == "wide"]


def read_found(argument, name):
    """{clip: {frame: (x, y)}}"""
    clip, equals, path = argument.rpartition("=")
    if not equals:
        best = {}
        with open(path, encoding="utf-8") as text:
            for row in csv.DictReader(text):
                score = float(row.get("score") or 0)
                key = row["clip"], int(row["frame"])
                if row["x"] and (key not in best or score > best[key][0]):
                    best[key] = score, (float(row["x"]), float(row["y"]))
        found = {}
        for (clip, frame), (_, place) in best.items():
            found.setdefault(clip, {})[frame] = place
        return found
    places = {}
    with open(path, encoding="utf-8") as text:
        for record in map(json.loads, text):
            for one in record["objects"] if record["ball"] == "visible" else []:
                if one["class"] == name:
                    x, y, w, h = one["box"]
                    places[record["frame"]] = x + w / 2 - 0.5, y + h / 2 - 0.5  # a box's edges count from the first pixel's corner
    return {clip: places}


def score(labels, places, within):
    """Counts of one clip: visible, found (positions that count), right, and of sharp frames visible and right; the errors."""
    counts = {"visible": 0, "found": 0, "right": 0, "sharp": 0, "sharp_right": 0}
    errors = []
    for row in labels:
        place = places.get(int(row["frame"]))
        if row["state"] not in ("visible", "out"):
            continue
        counts["found"] += place is not None
        if row["state"] == "out":
            continue
        truths = [(float(row[x]), float(row[y])) for x, y in (("x", "y"), ("second_x", "second_y")) if row[x]]
        error = min(math.dist(place, truth) for truth in truths) if place else math.inf
        right, sharp = error <= within, len(truths) == 1
        counts["visible"] += 1
        counts["right"] += right
        counts["sharp"] += sharp
        counts["sharp_right"] += right and sharp
        if right:
            errors.append(error)
    return counts, errors


def share(part, whole):
    return f"{part / whole:.3f}" if whole else "-"


def line(name, counts, errors):
    middle = f"{sorted(errors)[len(errors) // 2]:.2f}" if errors else "-"
    return (f"{name:58} recall {share(counts['right'], counts['visible'])} ({counts['right']}/{counts['visible']}), sharp "
            f"{share(counts['sharp_right'], counts['sharp'])}, precision {share(counts['right'], counts['found'])} "
            f"({counts['right']}/{counts['found']}), median error {middle} px")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("found", nargs="+")
    parser.add_argument("--labels", default=HERE / "labels.csv")
    parser.add_argument("--within", type=float, default=6)
    parser.add_argument("--class", dest="name", default="ball")
    args = parser.parse_args()
    found = {}
    for argument in args.found:
        found.update(read_found(argument, args.name))
    labels = read_labels(args.labels)
    total, all_errors = None, []
    for clip in sorted({row["clip"] for row in labels} & found.keys()):
        counts, errors = score([row for row in labels if row["clip"] == clip], found[clip], args.within)
        print(line(clip, counts, errors))
        total = counts if total is None else {k: total[k] + counts[k] for k in counts}
        all_errors += errors
    if total is None:
        raise SystemExit("no clip of the labels is among what was found")
    print(line("all", total, all_errors))


if __name__ == "__main__":
    main()
