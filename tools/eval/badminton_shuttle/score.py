#!/usr/bin/env python3
"""Recall and precision of a shuttle detector against labels.csv.

    score.py found.csv                                 clip,frame,x,y and, if there are several a frame, score
    score.py CLIP.mp4=RUN/tracking.jsonl ...           records of touchline: the object of class --class where the ball is visible
    [--labels labels.csv] [--within 6]
    found.csv of a network's peaks: [--least 0.5] [--still BEFORE AFTER TIMES]

Positions are pixels of the source, the centre of the first pixel being 0, 0. One position a frame counts, that of the
best score. It is right within --within pixels of the label (6 at a height of 1080), or of the second image where the
frame is a mixture of two. Recall: of the frames where the shuttle is visible, how many have a right position. Precision:
of the positions in frames where it is visible or out of the picture, how many are right. Frames where it is hidden, and
close-ups, count for neither; clips of which nothing is given do not count at all.

--still leaves out positions that rest: those within 8 pixels of positions (of any score) in TIMES or more of the frames from
BEFORE to AFTER seconds away, the nearest two on either side apart. `--still -1 0 1` looks at the past alone.
"""
import argparse
import csv
import json
import math
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
FPS = 25  # of all five clips
STILL = 8  # pixels: what is seen again within them has not moved
JUST = 2  # frames: so near in time a slow ball has not moved either


def read_labels(path):
    with open(path, encoding="utf-8") as text:
        return [row for row in csv.DictReader(text) if row["view"] == "wide"]


def read_peaks(path):
    """{clip: {frame: [(score, (x, y))]}}"""
    peaks = {}
    with open(path, encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if row["x"]:
                frames = peaks.setdefault(row["clip"], {})
                frames.setdefault(int(row["frame"]), []).append((float(row.get("score") or 0), (float(row["x"]), float(row["y"]))))
    return peaks


def rests(frames, frame, place, before, after, times):
    """Whether there are positions near a place in so many of the frames from `before` to `after` (seconds away)."""
    away = [k for k in range(round(before * FPS), round(after * FPS) + 1) if abs(k) > JUST]
    return sum(any(math.dist(place, other) < STILL for _, other in frames.get(frame + k, [])) for k in away) >= times


def read_found(argument, name, least=0.0, still=None, wide=None):
    """{clip: {frame: (x, y)}}. still: of rests(), before, after, times; wide: {clip: frames that may be looked at} for it."""
    clip, equals, path = argument.rpartition("=")
    if not equals:
        found = {}
        for clip, frames in read_peaks(path).items():
            seen = frames if wide is None else {k: v for k, v in frames.items() if k in wide.get(clip, ())}
            for frame, peaks in seen.items():
                kept = [p for p in peaks if p[0] >= least and not (still and rests(seen, frame, p[1], *still))]
                if kept:
                    found.setdefault(clip, {})[frame] = max(kept, key=lambda p: p[0])[1]
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
    parser.add_argument("--least", type=float, default=0.0)
    parser.add_argument("--still", type=float, nargs=3, metavar=("BEFORE", "AFTER", "TIMES"))
    parser.add_argument("--skip", type=float, default=0.0, help="seconds at the beginning of a clip's view that do not count")
    args = parser.parse_args()
    labels = read_labels(args.labels)
    wide = {}
    for row in labels:
        wide.setdefault(row["clip"], []).append(int(row["frame"]))
    labels = [row for row in labels if int(row["frame"]) >= wide[row["clip"]][0] + args.skip * FPS]
    found = {}
    for argument in args.found:
        found.update(read_found(argument, args.name, args.least, args.still, wide))
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
