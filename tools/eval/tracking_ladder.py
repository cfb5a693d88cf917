#!/usr/bin/env python3
"""Our tracker against plain ByteTrack on the same detections of synthetic matches.

    python3 -m venv /tmp/ladder && /tmp/ladder/bin/pip install supervision==0.26.1
    /tmp/ladder/bin/python tools/eval/tracking_ladder.py --matches track_matches --touchline touchline \\
        > bench/results/cpu/tracking_ladder.json

`track_matches` is tools/eval/track_matches.cpp: it writes truth, detections and our tracks. Both trackers get the same
people's detections, class-blind; scores are of `touchline eval mot` (equal to TrackEval's). ByteTrack is run with the
library's defaults and with its activation threshold and buffer set as ours are (0.5, 1.5 s); only its measured boxes exist.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import supervision

FPS = 25


def read_detections(path):
    frames = {}
    for line in path.read_text().splitlines():
        frame, _, x, y, w, h, score, *_ = map(float, line.split(","))
        frames.setdefault(int(frame), []).append((x, y, x + w, y + h, score))
    return frames


def byte_track(detections, frames, **settings):
    tracker = supervision.ByteTrack(frame_rate=FPS, **settings)
    rows = []
    for frame in range(1, frames + 1):
        boxes = np.array(detections.get(frame, np.zeros((0, 5))), dtype=np.float32).reshape(-1, 5)
        found = tracker.update_with_detections(supervision.Detections(
            xyxy=boxes[:, :4], confidence=boxes[:, 4], class_id=np.zeros(len(boxes), dtype=int)))
        for (x0, y0, x1, y1), number, score in zip(found.xyxy, found.tracker_id, found.confidence):
            rows.append(f"{frame},{number},{x0:.3f},{y0:.3f},{x1 - x0:.3f},{y1 - y0:.3f},{score:.4f},-1,-1,-1\n")
    return "".join(rows)


BYTE_TRACKS = {
    "bytetrack_defaults": {},
    "bytetrack_like_ours": {"track_activation_threshold": 0.5, "lost_track_buffer": 45, "minimum_consecutive_frames": 3},
}


def score(touchline, gt, pred):
    scores = json.loads(subprocess.run([touchline, "eval", "mot", "--gt", gt, "--pred", pred], check=True, text=True,
                                       capture_output=True).stdout)
    return {key: round(scores[group][key], 4) for key, group in KEYS.items()} | {
        "pred_ids": scores["pred_ids"], "gt_ids": scores["gt_ids"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matches", required=True, help="the built track_matches program")
    parser.add_argument("--touchline", required=True)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    table = []
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([options.matches, folder, str(options.seeds)], check=True, text=True, capture_output=True)
        notes = [json.loads(line) for line in run.stdout.splitlines()]
        for gt in sorted(pathlib.Path(folder).glob("*_gt.txt")):
            match = gt.name.removesuffix("_gt.txt")
            detections = read_detections(gt.with_name(f"{match}_det.txt"))
            for name, settings in BYTE_TRACKS.items():
                gt.with_name(f"{match}_{name}.txt").write_text(byte_track(detections, max(detections), **settings))
            for name in [*BYTE_TRACKS, *(n["run"] for n in notes if n["match"] == match)]:
                result = score(options.touchline, gt, gt.with_name(f"{match}_{name}.txt"))
                row = {"match": match, "run": name, **result}
                row.update({k: v for n in notes if n["match"] == match and n["run"] == name
                            for k, v in n.items() if k not in row})
                table.append(row)
    means = {}
    for name in dict.fromkeys(row["run"] for row in table):
        rows = [row for row in table if row["run"] == name]
        means[name] = {key: round(float(np.mean([row[key] for row in rows])), 4) for key in ("HOTA", "DetA", "AssA", "IDF1", "MOTA")}
        means[name]["IDSW"] = sum(row["IDSW"] for row in rows)
    json.dump({"command": "tools/eval/tracking_ladder.py --matches track_matches --touchline touchline --seeds "
               + str(options.seeds), "fps": FPS,
               "bytetrack": f"supervision {supervision.__version__}", "mean": means, "matches": table}, sys.stdout, indent=1)
    print()


KEYS = {"HOTA": "HOTA", "DetA": "HOTA", "AssA": "HOTA", "IDF1": "Identity", "MOTA": "CLEAR", "IDSW": "CLEAR", "Frag": "CLEAR"}

if __name__ == "__main__":
    main()
