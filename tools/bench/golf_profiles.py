#!/usr/bin/env python3
"""Golf's profile fast against balanced: how often the golfer is found, how alike the bodies are, which swings.

  tools/bench/golf_profiles.py TOUCHLINE DETECTOR.yaml CLIP...

Each clip is run by both profiles, and once more by fast with the network for bodies of balanced: what then differs in the bodies
and in the swings' eight moments comes from the boxes alone. How fast each is, touchline bench tells. One JSON object on stdout.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WITHIN = 0.05
MOMENTS = ("address", "toe_up", "mid_backswing", "top", "mid_downswing", "contact", "mid_follow_through", "finish")


def run(program, clip, detector, profile, folder, sport="golf"):
    out = pathlib.Path(folder) / profile
    command = [program, "--quiet", "run", clip, "--sport", sport, "--profile", profile, "--set", f"detect.model={detector}", "--set", "output.observations=true", "--output", str(out), "--overwrite", "--json"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    detected = next(row["frames"] for row in told["sources"][0]["stages"] if row["stage"] == "infer")
    return detected / told["sources"][0]["frames"], out


def bodies(folder):
    """By frame the golfer's points, score 0 where there is none; None: no golfer."""
    seen = [json.loads(line) for line in (folder / "observations.jsonl").read_text().splitlines()]
    rows = {row["frame"]: row for row in map(json.loads, (folder / "tracking.jsonl").read_text().splitlines())}
    golfers = {row["frame"]: row["golfer"] for row in map(json.loads, (folder / "measures.jsonl").read_text().splitlines())}
    found = {}
    for one in seen:
        frame, found[one["frame"]] = one["frame"], None
        tracks = [each for each in rows[frame]["objects"] if each["track_id"] == golfers.get(frame)]
        if not tracks:
            continue
        left, top, width, height = tracks[0]["box"]
        middle = np.array([left + width / 2, top + height / 2])
        best = min(one.get("bodies", []), key=lambda body: np.hypot(*(np.array(one["detections"][body[0]][:2]) + np.array(one["detections"][body[0]][2:4]) / 2 - middle)), default=None)
        if best:
            found[frame] = np.array([[0, 0, 0] if point is None else point for point in best[1:]]), height
    return found


def alike(truth, other):
    near = total = 0
    for frame, one in truth.items():
        if one is None:
            continue
        points, height = one
        wanted = points[:, 2] > 0
        total += wanted.sum()
        if other.get(frame) is not None:
            apart = np.hypot(*(other[frame][0][:, :2] - points[:, :2]).T)
            near += (wanted & (other[frame][0][:, 2] > 0) & (apart <= WITHIN * height)).sum()
    return float(near / total) if total else 0.0


def swings(folder):
    """The times of each swing's moments, seconds; those that were found."""
    return [{name: at for name in MOMENTS if (at := event["values"].get(f"{name}_s")) is not None} for event in map(json.loads, (folder / "events.jsonl").read_text().splitlines()) if event["type"] == "swing"]


def moments_apart(truth, other):
    pairs = [(one, next((each for each in other if abs(each.get("top", 0) - one.get("top", 0)) < 1), {})) for one in truth]
    apart = [abs(one[name] - each[name]) for one, each in pairs for name in one if name in each]
    named = sum(len(one) for one, _ in pairs)
    return {"moments": named, "moments_in_both": len(apart), "median_apart_s": statistics.median(apart) if apart else None, "most_apart_s": max(apart, default=None)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("touchline")
    parser.add_argument("detector", type=pathlib.Path)
    parser.add_argument("clips", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    detector = options.detector.resolve()
    clips = []
    for clip in options.clips:
        with tempfile.TemporaryDirectory() as folder:
            row = {"clip": clip.stem}
            found = {}
            for profile in ("balanced", "fast"):
                detected, out = run(options.touchline, str(clip), detector, profile, folder)
                found[profile] = bodies(out)
                row[profile] = {"detected": detected, "golfer": sum(each is not None for each in found[profile].values()) / len(found[profile]), "swings": len(swings(out))}
                if profile == "balanced":
                    moments = swings(out)
            pack = (ROOT / "share/sports/golf.yaml").read_text().replace("fast: pose-fast", "fast: pose")
            (pathlib.Path(folder) / "same.yaml").write_text(pack)
            _, out = run(options.touchline, str(clip), detector, "fast", folder, f"{folder}/same.yaml")
            row["pck"] = alike(found["balanced"], bodies(out))
            row |= moments_apart(moments, swings(out))
        clips.append(row)
    print(json.dumps({"detector": yaml.safe_load(detector.read_text())["name"], "within": WITHIN, "clips": clips}, indent=2))


if __name__ == "__main__":
    main()
