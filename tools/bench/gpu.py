#!/usr/bin/env python3
"""Measures whole runs on a GPU against their parts alone, and leaves the raw samples.

  tools/bench/gpu.py CLIP OUT_FILE [--bin DIR] [--sources 1,2,4,8,16,32,64] [--closely 1,16] [--rounds 3]
                     [--cameras CLIP] [--camera-sources 1,32,64,96] [--set KEY=VALUE]...

For each number of sources: `gpu_parts` (decoding alone, the detector alone), then in turn runs that write data only and runs
that draw and write JPEG pictures, all of the same clip. The ratio is judged as end to end / min(decode alone, inference alone).
Numbers of sources under --closely are run --rounds times, also with everything of soccer; the others once.
With --cameras, that clip is then read at its own pace by so many sources: what is judged is the slowest source's latency, from the time
a picture was due to its written row.
Needs a GPU; says so and stops without one.
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = ["video.enabled=false", "output.report=false", "output.trace=false"]
TRACK = ["calibrate.enabled=false", "measures.enabled=false"]
JPEG = ["video.codec=mjpeg", "overlay.view=tracking", "output.report=false", "output.trace=false"]


def smi():
    """What the card says of itself, or nothing where nvidia-smi is not."""
    query = "name,driver_version,clocks.sm,clocks.mem,temperature.gpu,power.draw,utilization.gpu,utilization.decoder"
    try:
        out = subprocess.run(["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return dict(zip(query.split(","), (word.strip() for word in out.strip().splitlines()[0].split(","))))


def verify(video, frames):
    """Decodes every 100th picture of a video: how many came out and are no plain surface."""
    stamps = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", video], capture_output=True, text=True, check=True)
    stamps = [line.strip(",") for line in stamps.stdout.split()]
    if len(stamps) != frames:
        sys.exit(f"{video} has {len(stamps)} pictures, must have {frames}")
    good = 0
    for stamp in stamps[::100]:
        picture = ["ffmpeg", "-v", "error", "-xerror", "-ss", stamp, "-i", video, "-frames:v", "1", "-pix_fmt", "gray", "-s", "64x36", "-f", "rawvideo", "-"]
        pixels = subprocess.run(picture, capture_output=True, check=True).stdout
        good += len(pixels) == 64 * 36 and max(pixels) - min(pixels) > 64
    if good != len(stamps[::100]):
        sys.exit(f"{video}: only {good} of {len(stamps[::100])} pictures are good")
    return good


def run(binary, clip, sources, settings, verified=0):
    """One `touchline run` of `sources` copies of the clip: what its summary and manifests say. `verified`: videos looked into."""
    folder = tempfile.mkdtemp(prefix="touchline_gpu_")
    command = [binary / "touchline", "run", *[clip] * sources, "--device", "cuda:0", "--output", folder]
    for setting in settings:
        command += ["--set", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stderr[-2000:]}")
    summary = json.loads(done.stdout)
    one = sorted(Path(folder).rglob("manifest.json"), key=lambda path: len(path.parts))[-1]
    manifest = json.loads(one.read_text())
    parts = summary["sources"]
    result = {
        "fps": summary["frames"] / max(part["frames"] / part["steady_fps"] for part in parts),
        "fps_with_start": summary["fps"],
        "frames": summary["frames"],
        "latency_p50_ms": max(part["latency_ms"]["p50"] for part in parts),
        "latency_p99_ms": max(part["latency_ms"]["p99"] for part in parts),
        "latency_p99_ms_each": sorted(part["latency_ms"]["p99"] for part in parts),
        "frames_each": [part["frames"] for part in parts],
        "seconds": summary["seconds"],
        "host_cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "first_frame_ms": min(part["first_frame_ms"] for part in parts),
        "mean_batch": manifest["inference"]["mean_batch"],
        "device": manifest["device"],
        "decoder": manifest["source"]["decoder"],
        "encoder": manifest["run"].get("encoder"),
        "host_us_per_frame": {stage["stage"]: stage["cpu_us_per_frame"] for stage in parts[0]["stages"]},
    }
    videos = sorted(Path(folder).rglob("annotated.mp4"))[:verified]
    if videos:
        result["pictures_verified"] = sum(verify(video, parts[0]["frames"]) for video in videos)
    shutil.rmtree(folder)
    return result


def main():
    options = argparse.ArgumentParser()
    options.add_argument("clip")
    options.add_argument("out")
    options.add_argument("--bin", type=Path, default=Path(__file__).resolve().parents[2] / "build/release/bin")
    options.add_argument("--sources", default="1,2,4,8,16,32,64")
    options.add_argument("--closely", default="1,16")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--cameras", help="a clip to be read at its own pace")
    options.add_argument("--camera-sources", default="1,32,64,96")
    options.add_argument("--set", dest="settings", action="append", default=[], help="KEY=VALUE for every run")
    args = options.parse_args()
    # `start` is all of a run but most of its frames: what the others spend beyond it, they spend on frames.
    kinds = {"start": DATA + TRACK + ["input.max_frames=30"], "track": DATA + TRACK, "soccer": DATA, "jpeg": JPEG + TRACK}
    probed = ["ffprobe", "-v", "error", "-show_entries", "format=bit_rate", "-of", "csv=p=0", args.clip]
    rate = int(subprocess.run(probed, capture_output=True, text=True, check=True).stdout)
    closely = args.closely.split(",")
    ladder = []
    for sources in map(int, filter(None, args.sources.split(","))):
        parts = subprocess.run([args.bin / "gpu_parts", args.clip, str(sources), *args.settings], capture_output=True, text=True)
        if parts.returncode:
            sys.exit(parts.stderr)
        is_close = str(sources) in closely
        rung = {"sources": sources, "parts": json.loads(parts.stdout), "card": smi(), "runs": {kind: [] for kind in kinds if is_close or kind != "soccer"}}
        for round in range(args.rounds if is_close else 1):
            for kind in rung["runs"]:
                settings = kinds[kind]
                rung["runs"][kind].append(run(args.bin, args.clip, sources, settings + args.settings, 16 if round == 0 else 0))
        rung["card_after"] = smi()
        bound = min(rung["parts"]["decode_alone"]["fps"], rung["parts"]["infer_alone"]["fps"])
        for kind, runs in rung["runs"].items():
            if kind == "start":
                continue
            fps = statistics.median(one["fps"] for one in runs)
            print(f"{sources:3} sources {kind:6} {fps:8.0f} frames/s  {fps / bound:5.2f} of {bound:.0f}", file=sys.stderr)
        ladder.append(rung)
    cameras = []
    for sources in map(int, args.camera_sources.split(",")) if args.cameras else []:
        cameras.append({"sources": sources, "card": smi()})
        cameras[-1]["run"] = run(args.bin, args.cameras, sources, DATA + TRACK + ["input.realtime=true"] + args.settings)
        print(f"{sources:3} cameras: slowest p99 {cameras[-1]['run']['latency_p99_ms']:.1f} ms", file=sys.stderr)
    result = {"clip": Path(args.clip).name, "clip_bits_per_second": rate, "cores": os.cpu_count(), "settings": args.settings, "ladder": ladder, "cameras": cameras}
    Path(args.out).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
