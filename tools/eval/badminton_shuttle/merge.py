#!/usr/bin/env python3
"""Joins two passes of marks made on sheets of crops.py into labels.csv (on standard output).

    merge.py --clips DIR first.txt second.txt [--third third.txt] [--closeup CLIP=0-16] > labels.csv

A file of marks:

    @ CLIP INDEX.csv [SCALE [ORIGIN]]      the sheets that follow; SCALE: how much smaller than saved they were looked at
    FRAME X Y                              a compact ball, pixels of the sheet
    FRAME X Y X Y [| X Y]                  a streak's two ends in the order of its motion; after the bar a second, fainter
                                           image of the ball where the frame is a mixture of two
    FRAME[-FRAME] out|occluded|background  no position: out of the picture, behind something, not to be told from what is behind

ORIGIN tells how the crop's centre was found, `proposal` or `eye`; it is taken from the first pass. Positions are source
pixels, the centre of the first pixel being 0, 0. Where the passes lie within 4 pixels the label is their mean, else the
third look's; a state on which they disagree needs a third look too. The differences are told on standard error. Times
are read with ffprobe.
"""
import argparse
import csv
import math
import pathlib
import subprocess
import sys

AGREE_PX = 4
FIELDS = ["clip", "frame", "pts_ns", "view", "state", "x", "y", "x1", "y1", "x2", "y2", "second_x", "second_y", "agreement_px", "origin"]


def spread(text):
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def read_marks(path):
    """{(clip, frame): {"state", "centre", "ends", "second", "origin"}} in source pixels."""
    marks, here = {}, pathlib.Path(path).parent
    for line in open(path, encoding="utf-8"):
        words = line.replace("|", " | ").split()
        if not words:
            continue
        if words[0] == "@":
            clip = words[1]
            index = {int(row["frame"]): {k: int(v) for k, v in row.items()} for row in csv.DictReader(open(here / words[2], encoding="utf-8"))}
            scale, origin = float((words + ["1"])[3]), (words + ["", ""])[4]
        elif words[1].isalpha():
            for frame in spread(words[0]):
                marks[clip, frame] = {"state": words[1], "centre": None, "ends": None, "second": None, "origin": ""}
        else:
            cell = index[int(words[0])]
            bar = words.index("|") if "|" in words else len(words)
            points = [to_source(cell, words[i:i + 2], scale) for i in range(1, bar, 2)]
            marks[clip, int(words[0])] = {
                "state": "visible", "centre": mean(points), "ends": points if len(points) == 2 else None,
                "second": to_source(cell, words[bar + 1:], scale) if bar < len(words) else None, "origin": origin}
    return marks


def to_source(cell, pair, scale):
    x, y = (float(v) / scale for v in pair)
    half = cell["zoom"] // 2
    return cell["left"] + (x - cell["cell_x"] - half) / cell["zoom"], cell["top"] + (y - cell["cell_y"] - half) / cell["zoom"]


def mean(points):
    return tuple(sum(axis) / len(points) for axis in zip(*points))


def join(first, second, third):
    """The label of one frame, and how far apart the passes lie (None: not both give a position)."""
    if first["state"] != second["state"]:
        return third, None
    if first["centre"] is None:
        return first, None
    apart = math.dist(first["centre"], second["centre"])
    if apart > AGREE_PX:
        return third, apart
    label = {"state": "visible", "centre": mean([first["centre"], second["centre"]])}
    ends = [m["ends"] for m in (first, second) if m["ends"]]
    label["ends"] = [mean(points) for points in zip(*ends)] if ends else None
    seconds = [m["second"] for m in (first, second) if m["second"]]
    label["second"] = mean(seconds) if seconds else None
    return label, apart


def times_of(clip):
    """Presentation times of all frames in the order they are shown, nanoseconds; one packet is one frame here."""
    asked = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts:stream=time_base", "-of", "csv", clip],
                           check=True, capture_output=True, text=True).stdout.split()
    over, under = next(line.split(",")[1].split("/") for line in asked if line.startswith("stream"))
    return sorted(int(line.split(",")[1]) * 1_000_000_000 * int(over) // int(under) for line in asked if line.startswith("packet"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--third")
    parser.add_argument("--clips", type=pathlib.Path, required=True)
    parser.add_argument("--closeup", action="append", default=[])
    args = parser.parse_args()
    first, second, third = read_marks(args.first), read_marks(args.second), read_marks(args.third) if args.third else {}
    closeup = {(clip, frame) for clip, frames in (text.split("=") for text in args.closeup) for frame in spread(frames)}
    if missing := first.keys() ^ second.keys():
        sys.exit(f"marked in one pass only: {sorted(missing)}")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(FIELDS)
    apart_by_view, times = {}, {}
    for clip, frame in sorted(first):
        key = clip, frame
        times.setdefault(clip, times_of(args.clips / clip))
        label, apart = join(first[key], second[key], third.get(key))
        if label is None:
            sys.exit(f"{clip} frame {frame}: the passes disagree, a third look is needed")
        view = "closeup" if key in closeup else "wide"
        if apart is not None:
            apart_by_view.setdefault(view, []).append(apart)
        if key in third:
            print(f"third look: {clip} frame {frame}", file=sys.stderr)
        points = [label["centre"], *(label["ends"] or [None, None]), label["second"]]
        numbers = [f"{v:.1f}" if p else "" for p in points for v in (p or (0, 0))]
        out.writerow([clip, frame, times[clip][frame], view, label["state"], *numbers, "" if apart is None else f"{apart:.1f}", first[key]["origin"]])
    for view, apart in sorted(apart_by_view.items()):
        apart.sort()
        print(f"{view}: {len(apart)} positions, apart by median {apart[len(apart) // 2]:.2f}, p95 {apart[int(0.95 * len(apart))]:.2f}, "
              f"at most {apart[-1]:.2f} pixels, {sum(a > AGREE_PX for a in apart)} over {AGREE_PX}", file=sys.stderr)


if __name__ == "__main__":
    main()
