"""Runs the product on footage and on its own demo, and keeps what the documentation says of them.

    tools/eval/soccer_clips.py CLIPS_DIR OUT_DIR RESULT.json [--seeds 1 2 3]

The runs stay in OUT_DIR to be looked at. What is kept of each: frames, coverage, calibration quality, teams, notes; of each
demo its comparison with the truth (demo.json).
"""
import argparse
import json
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build" / "release" / "bin" / "touchline"
FOOTBALL = ["football_bundesliga_08fd33_848p", "football_rubi", "soccertrack_left_camera", "football_mafeuz_4"]
# Not soccer: nothing may be placed on a pitch there.
OTHERS = ["basketball_sample", "tennis_pro_hardcourt", "volleyball_short_clip", "people_walking_supervision"]


def lines(path):
    return [json.loads(line) for line in open(path)]


def median(values):
    values = [v for v in values if v is not None]
    return round(statistics.median(values), 4) if values else None


def run(clip, out, extra):
    command = [PROGRAM, "--quiet", "run", clip, "--sport", "soccer", "--output", out, "--overwrite", *extra]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 6):
        return {"exit_code": done.returncode, "error": done.stderr.strip()}
    made = json.load(open(out / "manifest.json"))["run"]
    views = lines(out / "calibration.jsonl")
    why = [v["why"] for v in views if v["state"] == "lost"]
    return {
        "frames": made["frames"],
        "size": [json.load(open(out / "manifest.json"))["source"][k] for k in ("width", "height")],
        "coverage": made["coverage"],
        "tracks": made["objects"]["tracks"],
        "sigma_m_median": median(v["sigma_m"] for v in views),
        "held_out_px_median": median(v["rmse_px"] for v in views),
        "held_out_m_median": median(v["rmse_m"] for v in views),
        "lens_k1_last": next((v["lens_k1"] for v in reversed(views) if v["lens_k1"] is not None), None),
        "why_lost_most": max(set(why), key=why.count) if why else None,
        "degraded": made["degraded"],
    }


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("clips", type=pathlib.Path)
    ap.add_argument("out", type=pathlib.Path)
    ap.add_argument("result", type=pathlib.Path)
    ap.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    args = ap.parse_args()
    result = {"command": "tools/eval/soccer_clips.py CLIPS_DIR OUT_DIR RESULT.json", "football": {}, "not_soccer": {}, "demo": {}}
    for name in FOOTBALL:
        result["football"][name] = run(args.clips / f"{name}.mp4", args.out / name, ["--set", "output.observations=true"])
    for name in OTHERS:
        result["not_soccer"][name] = run(args.clips / f"{name}.mp4", args.out / name, ["--max-frames", "100", "--no-video"])
    for seed in args.seeds:
        out = args.out / f"demo_{seed}"
        subprocess.run([PROGRAM, "--quiet", "demo", "--output", out, "--seed", str(seed), "--overwrite"], check=True, capture_output=True)
        result["demo"][str(seed)] = json.load(open(out / "demo.json"))
    args.result.parent.mkdir(parents=True, exist_ok=True)
    args.result.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
