#!/usr/bin/env python3
"""Times `touchline analyse` on an hour of recorded tracks, as a whole process.

    tools/bench/analyse_hour.py OUT.json [--runs 9] [--folder DIR] [--minutes 60] [--fps 25]

The run is synthetic (recorded_hour: 22 players, a referee and the ball in every frame, a cut every 30 s, replays that
are found late). Three things are told apart: the measures alone (the gate: 1 s), the report alone, both. Every repetition
must leave the bytes that the run itself wrote. Medians of the runs; needs some 2 GB of disk.
"""
import argparse, hashlib, json, os, platform, resource, statistics, subprocess, sys, tempfile, time
from pathlib import Path

BIN = Path(__file__).resolve().parents[2] / "build/release/bin"
GATE_S = 1.0


def timed(words):
    """Wall and CPU seconds of a whole process, and what it said."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, said


def spread(values):
    return {"min": round(min(values), 3), "median": round(statistics.median(values), 3), "max": round(max(values), 3)}


def hashes(folder):
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("measures.jsonl", "events.jsonl")]


def measure(folder, runs, extra):
    walls, cpus, inside, report = [], [], [], []
    for i in range(runs + 1):
        wall, cpu, said = timed([str(BIN / "touchline"), "--quiet", "analyse", str(folder), *extra])
        if i == 0:
            continue  # the first one also fills the page cache
        seconds = json.loads(said)["seconds"]
        walls.append(wall), cpus.append(cpu), inside.append(seconds["records"])
        if seconds["report"] is not None:
            report.append(seconds["report"])
    result = {"process_wall_s": spread(walls), "process_cpu_s": spread(cpus), "records_s": spread(inside)}
    if report:
        result["report_s"] = spread(report)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--fps", type=float, default=25)
    parser.add_argument("--note", default="", help="what else the machine did")
    parser.add_argument("--folder", type=Path, help="where to put the run; kept (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "hour"
        if not (folder / "manifest.json").exists():
            subprocess.run([str(BIN / "recorded_hour"), str(folder), str(60 * options.minutes), str(options.fps)], check=True)
        before = hashes(folder)
        (folder / "report.html").unlink(missing_ok=True)
        alone = measure(folder, options.runs, [])
        (folder / "report.html").touch()
        both = measure(folder, max(2, options.runs // 3), [])
        same = hashes(folder) == before
        sizes = {name: (folder / name).stat().st_size for name in ("tracking.jsonl", "measures.jsonl", "report.html")}
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    met = alone["process_wall_s"]["median"] <= GATE_S
    result = {"command": f"tools/bench/analyse_hour.py OUT.json --runs {options.runs} --minutes {options.minutes:g} --fps {options.fps:g}",
              "machine": {"cpu": cpu, "cores": os.cpu_count(), "system": platform.system()},
              "run": {"minutes": options.minutes, "fps": options.fps, "people_per_frame": 23, "ball": True, "bytes": sizes},
              "conditions": options.note, "repetitions": options.runs, "measures_alone": alone, "measures_and_report": both,
              "byte_identical": same, "gate_s": GATE_S, "gate_met": met}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
