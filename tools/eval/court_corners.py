"""How far, in runs of badminton clips, the court's outer corners lie from where they were labelled.

    court_corners.py --runs DIR --truth badminton_clip_hits.csv [--out corners.json]

DIR holds a run's folder for each clip, CLIP (without .mp4): `touchline run CLIP.mp4 --sport badminton --output DIR/CLIP`.
Pixels are those of a picture 1920 wide, over all corners of all frames that have a view.
"""
import argparse
import csv
import json
import math
import os
import statistics

CORNERS = dict(ul=(6.70, 3.05), ur=(6.70, -3.05), lr=(-6.70, -3.05), ll=(-6.70, 3.05))  # x away from the camera, y to the left


def seen(row, metres):
    """Where a line of calibration.jsonl has a place of the court."""
    h, (x, y) = row["image_from_field"], metres
    u, v, w = (h[3 * i] * x + h[3 * i + 1] * y + h[3 * i + 2] for i in range(3))
    cx, cy = (s / 2 for s in row["size"])
    dx, dy = u / w - cx, v / w - cy
    bend = 1 + row["lens_k1"] * (dx * dx + dy * dy) / (cx * cx + cy * cy)
    return cx + bend * dx, cy + bend * dy


def errors(row, truth):
    scale = 1920 / max(row["size"])
    for name, metres in CORNERS.items():
        u, v = seen(row, metres)
        yield scale * math.hypot(u - float(truth[name + "_x"]), v - float(truth[name + "_y"]))


def score(rows, truth):
    placed = [r for r in rows if r["state"] != "lost"]
    off = sorted(e for r in placed for e in errors(r, truth))
    last = list(errors(placed[-1], truth)) if placed else []
    return dict(
        frames=len(rows), with_view=len(placed), first=placed[0]["frame"] if placed else None,
        median_px=round(statistics.median(off), 2) if off else None, p95_px=round(off[int(0.95 * (len(off) - 1))], 2) if off else None,
        last_px=[round(e, 2) for e in last], lens_k1=placed[-1]["lens_k1"] if placed else None,
    ), off  # fmt: skip


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--runs", required=True)
    ap.add_argument("--truth", required=True)
    ap.add_argument("--out")
    a = ap.parse_args()
    clips, every = {}, []
    for truth in csv.DictReader(open(a.truth)):
        name = truth["clip"].removesuffix(".mp4")
        path = next((os.path.join(a.runs, d, "calibration.jsonl") for d in sorted(os.listdir(a.runs)) if d.endswith(name)), None)
        if not path:
            continue
        with open(path) as lines:
            clips[name], off = score([json.loads(line) for line in lines], truth)
        every += off
        print(name, clips[name])
    total = dict(clips=len(clips), found=sum(c["with_view"] > 0 for c in clips.values()), corner_median=round(statistics.median(every), 2) if every else None)
    print(total)
    if a.out:
        json.dump(dict(total=total, clips=clips), open(a.out, "w"), indent=1)


if __name__ == "__main__":
    main()
