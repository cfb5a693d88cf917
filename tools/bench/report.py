"""Writes docs/benchmarks.md and its pictures from the result files of measure.sh, gpu.py and live.py: no figure is typed by hand.

    tools/bench/report.py [--check]        --check: only says (exit 1) when the page is not what the results give
"""
import json
import pathlib
import sys

import report_gpu
import report_live
from report_gpu import table

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "cpu"
PAGE = ROOT / "docs" / "benchmarks.md"


def load(name):
    return json.loads((RESULTS / f"{name}.json").read_text())


def medians(name):
    """Google Benchmark's medians: name -> row. Times are the CPU's, in the row's unit."""
    return {r["run_name"]: r for r in load(name)["benchmarks"] if r.get("aggregate_name") == "median"}


def machine():
    m = load("machine")
    v = m["versions"]
    return (f"{m['cpu']['name']}, {m['cpu']['usable_cores']} cores ({', '.join(m['cpu']['features'])}), a shared virtual machine; "
            f"{v['media']}, {v['openvino']}, ONNX Runtime {v['onnxruntime'].split()[-1]}.")


ETA_GATES = {"balanced": 0.94, "fast": 0.92}


def whole(profile):
    b = load(f"whole-{profile}")
    stages = b["alone_core_ms_per_frame"]
    rows = [[n, f"{s['median']:.3f}", f"{s['min']:.3f} to {s['max']:.3f}"] for n, s in stages.items()]
    rows.append(["sum", f"{sum(s['median'] for s in stages.values()):.3f}", ""])
    eta, fps, first = b["eta"], b["end_to_end_fps"], b["first_frame_ms"]
    return (f"`{b['model']}`, {b['precision']}, {b['frames']} frames of `{b['source']}`, {b['rounds']} rounds, x264 {b['video_preset']}.\n\n"
            + table(["stage alone", "core-ms a frame, median", "spread"], rows)
            + f"\n\nEnd to end **{fps['median']:.1f} frames/s** ({fps['min']:.1f} to {fps['max']:.1f}), "
            f"**eta {eta['median']:.3f}** ({eta['min']:.3f} to {eta['max']:.3f}; gate {ETA_GATES[profile]:.2f}). "
            f"Start of the process's run to the first written frame {first['median']:.0f} ms "
            f"({first['min']:.0f} to {first['max']:.0f}). {from_exec(b)}Bottleneck: {b['bottleneck']['stage']}; {b['bottleneck']['why']}.")


def from_exec(page):
    """From the call of the program to its first row and picture; empty where no starts were measured."""
    if not (starts := page.get("starts")):
        return ""
    told = [f"{starts[kind]['sum_ms']:.0f} ms to the first row and {starts[kind]['to_first_picture_ms']:.0f} to the first drawn picture {when}"
            for kind, when in (("warm", "where the networks are in the cache"), ("first", "where they are not"))]
    return f"From the call of the program: {'; '.join(told)} (medians of {starts['repeats']}; gate 250). "


def golf_whole():
    pages = {profile: load(f"golf-{profile}") for profile in ("balanced", "fast")}
    one = pages["balanced"]
    names = list(dict.fromkeys(name for page in pages.values() for name in page["whole_core_ms_per_frame"]))
    rows = [[name, *(f"{page['whole_core_ms_per_frame'].get(name, 0):.2f}" for page in pages.values())] for name in names]
    speed = [["frames/s", *(f"{page['end_to_end_fps']['median']:.1f}" for page in pages.values())],
             ["eta", *(f"{page['eta']['median']:.2f}" for page in pages.values())]]
    parts = [[page["profile"], part["network"], *(f"{part[key]:.2f}" for key in ("prepare_ms_per_frame", "network_ms_per_frame", "decode_ms_per_frame"))]
             for page in pages.values() for part in page["networks"]]
    return (f"`touchline bench CLIP --sport golf`, detector `{one['model']}`, {one['frames']} frames of `{one['source']}` (portrait 1080p at 60 frames/s), {one['rounds']} rounds on {one['cores']} cores. "
            "Both passes: what is drawn is drawn last, from a second decoding.\n\n"
            + table(["core-ms a frame, together", "balanced", "fast"], rows + speed)
            + "\n\n" + "\n".join(f"- {name}: {page['bottleneck']['why']}." for name, page in pages.items())
            + "\n\n" + table(["profile", "network", "prepare, ms a frame", "network", "decode"], parts))


def golf_roofline():
    page = load("golf-roofline")
    peaks = page["roofline"]["one_core"]
    told = ", ".join(f"{precision} {rate / 1e9:.0f}" for precision, rate in peaks["operations_per_s"].items() if rate)
    sets = peaks["memory"]
    rows, verdicts = [], []
    for network in page["roofline"]["networks"]:
        for batch in network["batches"]:
            share = batch["share_of_roof"]
            rows.append([network["network"], network["precision"], str(batch["batch"]), f"{batch['operations'] / 1e6:.0f}", f"{batch['operations_per_byte']:.0f}", f"{batch['ms']:.2f}",
                         "" if batch["roof_ms"] is None else f"{batch['roof_ms']:.2f}", "" if share is None else f"{100 * share:.0f} %"])
        estimates = "; ".join(f"{e['change']} {e['speedup']:.2f}x" for e in network["estimates"] if e["speedup"] is not None)
        verdicts.append(f"- **{network['network']}** is bound by {network['verdict']['bound_by']}: {network['verdict']['why']}. Estimates: {estimates or 'none'}.")
    return (f"`touchline bench CLIP --sport golf --roofline`, one core: {told} thousand million operations/s; {sets[0]['bytes_per_s'] / 1e9:.0f} GB/s of {sets[0]['working_set_bytes'] / 1024:.0f} KiB, "
            f"{sets[-1]['bytes_per_s'] / 1e9:.0f} GB/s of {sets[-1]['working_set_bytes'] / 2**20:.0f} MiB.\n\n"
            + table(["network", "in", "batch", "million operations", "a byte", "ms", "roof, ms", "of the roof"], rows) + "\n\n" + "\n".join(verdicts))


def golf_starts():
    starts = load("golf-roofline")["starts"]
    rows = [[step.removesuffix("_ms").replace("_", " "), f"{took:.0f}", f"{starts['warm'][step]:.0f}"] for step, took in starts["first"].items() if step.endswith("_ms")]
    return (f"`--starts {starts['repeats']}`, medians; first: nothing is in the cache of networks; later: it holds them.\n\n" + table(["start, ms", "first", "later"], rows))


def golf_fast():
    data = load("golf-profiles")
    rows = [[row["clip"], f"{100 * row['fast']['detected']:.0f} %", *(f"{100 * row[profile]['golfer']:.1f} %" for profile in ("balanced", "fast")), *(str(row[profile]["swings"]) for profile in ("balanced", "fast")),
             f"{100 * row['pck']:.1f} %", f"{row['moments_in_both']} of {row['moments']}", "" if row["most_apart_s"] is None else f"{row['median_apart_s']:.2f} ({row['most_apart_s']:.2f})"]
            for row in data["clips"]]
    return (f"`tools/bench/golf_profiles.py`, detector `{data['detector']}`. The last three columns are of `fast` with the network for bodies of `balanced`, so that only the boxes differ: of the golfer's points of `balanced` the share that lies within "
            f"{100 * data['within']:.0f} % of the body's height, how many of the moments of its swings are found, and how far these are apart in seconds, median (most).\n\n"
            + table(["clip", "frames detected by `fast`", "golfer, `balanced`", "golfer, `fast`", "swings, `balanced`", "swings, `fast`", "points alike", "moments", "apart, s"], rows))


def golf_peer():
    p = load("golf-peer")
    t, y = p["touchline"], p["python"]
    spent = ", ".join(f"{what} {ms:.1f}" for what, ms in p["python_ms"].items())
    return (f"`tools/bench/peer_golf.py`: `{p['clip']}`, `{p['profile']}`, detector `{p['detector']}`, medians of {p['rounds']} rounds in turn; both read, find people, see the body, draw and write a video. Python: OpenCV {p['versions']['opencv']}, "
            f"ONNX Runtime {p['versions']['onnxruntime']}, supervision {p['versions']['supervision']}, reading and writing in threads of their own; its video is MPEG-4, because its OpenCV has no H.264 encoder, Touchline's H.264.\n\n"
            + table(["", "Touchline", "Python"], [["frames/s, from call to closed file", f"{t['fps']:.1f}", f"{y['fps']:.1f}"], ["frames/s without the start", f"{t['steady_fps']:.1f}", f"{y['steady_fps']:.1f}"],
                                                 ["frames with a golfer", f"{100 * t['golfer']:.1f} %", f"{100 * y['golfer']:.1f} %"]])
            + f"\n\nTouchline is {p['faster']:.1f} times as fast. Of it the first pass does {t['first_pass_fps']:.1f} frames/s, drawing {t['drawing_fps']:.1f}. The Python thread that computes takes, in ms a frame: {spent}.")


def letterbox():
    m = medians("letterbox")
    rows = []
    for size in ("1920/1080/640/640", "1920/1080/960/544", "1280/720/640/384", "3840/2160/960/544"):
        w, h, nw, nh = size.split("/")
        copy = m[f"memcpy_of_frame/{w}/{h}"]["cpu_time"]
        row = [f"{w}x{h} to {nw}x{nh}", f"{copy:.0f}"]
        for kind in ("letterbox_nv12", "letterbox_i420", "avx2_nv12"):
            t = m[f"{kind}/{size}"]["cpu_time"]
            row.append(f"{t:.0f} ({t / copy:.2f})")
        rows.append(row)
    portable = m["portable_nv12/1920/1080/640/640"]["cpu_time"]
    return (table(["frame to network", "memcpy of the NV12 frame, us", "NV12, us (ratio)", "I420, us (ratio)", "NV12 with AVX2 only, us (ratio)"], rows)
            + f"\n\nThe plain functor, which defines the result bit for bit, takes {portable:.0f} us for the first row.")


def small_parts():
    t, o, p = medians("track"), medians("overlay"), medians("pipeline")
    draw = {k: v for k, v in o.items() if k.startswith("draw_overlay")}
    rows = [["tracker, 25 tracks x 25 detections and the ball", f"{t['tracker_update/25']['cpu_time']:.2f}", "15"],
            ["tracker, 50 x 50", f"{t['tracker_update/50']['cpu_time']:.2f}", ""]]
    for height, view, what, aim in ((1080, -1, "", "50"), (720, -1, "", ""), (2160, -1, "", ""),
                                    (1080, 1, ", tactical view with radar and bar", ""), (1080, 3, ", passes view", "")):
        row = draw[f"draw_overlay/people:25/height:{height}/nv12:0/boxes:0/view:{view}"]
        rows.append([f"overlay, 25 people with labels, ball, trail, {height}p I420{what}", f"{row['cpu_time']:.1f}", aim])
    for n in (1, 4):
        row = next(v for k, v in p.items() if k.startswith(f"runtime_cost/{n}/"))
        rows.append([f"the schedule with shot detection and grass of small pictures, CPU a frame, {n} source{'s' if n > 1 else ''}", f"{row['cpu_us_per_frame']:.2f}", "5"])
    return table(["part", "us, median", "aim"], rows)


def measures():
    context, m = load("measures")["context"], medians("measures")
    spread = {r["run_name"]: r for r in load("measures")["benchmarks"] if r.get("aggregate_name") == "stddev"}
    names = [("control_32x20", "soft control, 32 x 20 cells, and its mean", ""), ("threat_48", "48 look-ups of expected threat", ""),
             ("pitch_control_22/0", "pitch control by time to intercept, 22 players", "3000"),
             ("pitch_control_22/1", "the same with the uncertainty of its share", "")]
    rows = [[text, f"{m[n]['cpu_time']:.0f}", f"{spread[n]['cpu_time']:.1f}", f"{m[n]['repetitions']}", aim] for n, text, aim in names]
    errors = ", ".join(f"{kernel} {context['largest_error_' + kernel]}" for kernel in ("control", "threat"))
    return (table(["kernel", "ns, median", "standard deviation", "repetitions", "aim"], rows)
            + f"\n\n{context['cpu']} at {context['clock_ghz_measured']} GHz (measured), {context['way']}. Every result is held against float64 before "
            f"anything is measured; largest errors (share, threat): {errors}.")


def encoder():
    rows = []
    for key, row in medians("encode").items():
        preset, threads = key.split("/")[1].rsplit("_", 1)
        rows.append([preset, threads, f"{row['core_ms_per_frame']:.2f}", f"{row['kbit_per_s']:.0f}", f"{row['psnr_y_db']:.1f}"])
    return table(["x264 preset, crf 23", "threads", "core-ms a frame", "kbit/s", "luma PSNR, dB"], rows)


def python_peers():
    data = load("peer")
    name = {"yolox-nano": "YOLOX-nano (a network of others, no int8)"}
    rows = []
    for run in data["networks"]:
        ours, both = run["touchline"], [run["threaded"], run["serial"]]
        rows.append([name.get(run["network"], run["network"]), f"{ours['fps']:.0f}", *(f"{each['fps']:.0f}" for each in both), *(f"{ours['fps'] / each['fps']:.1f}x" for each in both)])
    v = data["versions"]
    return (f"`tools/bench/peer_cpu.py`: `{data['clip']}`, medians of {data['networks'][0]['rounds']} rounds in turn, every frame detected and tracked; of Touchline video, calibration, measures and "
            f"report are off. Threaded: OpenVINO {v['openvino'].split('-')[0]}, its asynchronous queue kept full, reading and tracking in threads of their own; serial: ONNX Runtime {v['onnxruntime']}, one "
            f"thing after the other; both with OpenCV {v['opencv']} and supervision {v['supervision']}, and with the same network file, of which Touchline takes the int8 variant where there is one.\n\n"
            + table(["network", "Touchline, frames/s", "Python threaded", "Python serial", "against threaded", "against serial"], rows))


def page():
    return f"""# Benchmarks

<!-- constants: generated -->
Generated by `tools/bench/report.py` from the raw results in `bench/results/cpu/`, which
`tools/bench/measure.sh football_rubi.mp4 bench/results/cpu` and, for golf, `tools/bench/measure_golf.sh` leave, and in `bench/results/gpu/` and `bench/results/live/`. Machine of the former: {machine()}
Absolute times belong to that machine; the ratios were measured side by side in one run. Accuracy and the networks' own
speed are in [models.md](models.md).

## The whole, and each stage alone

`touchline bench CLIP --profile NAME --rounds 3 --frames 840`, the whole clip: each round runs every stage alone (CPU time of the whole process over
the frames), then the whole with its files. eta = frames/s x sum of the stages alone / cores: 1 means that
running the stages together costs nothing. Frames/s count from the first decoded frame to the last closed file.

### balanced

{whole('balanced')}

### fast

{whole('fast')}

## Against Python on a CPU

{python_peers()}

## Golf

{golf_whole()}

### Profiles

{golf_fast()}

### Networks against the machine

{golf_roofline()}

### Starts

{golf_starts()}

### Against Python

{golf_peer()}

## Letterbox: YUV planes to network input, one core

`letterbox_bench`. Aim: at or below the memcpy.

{letterbox()}

## Small parts, one core

`track_bench`, `overlay_bench`, `pipeline_bench`.

{small_parts()}

## Kernels of the measures, one core

`measures_bench`, one frame each time, float32.

{measures()}

## Kernels on a GPU

{report_gpu.kernels()}

## Whole runs on a GPU

{report_gpu.runs()}

## Live, against real servers

{report_live.live()}

## Encoder

`TOUCHLINE_BENCH_CLIP=football_rubi.mp4 encode_bench`; the writer's own settings (no B-frames, ten frames of look-ahead).

{encoder()}
"""


if __name__ == "__main__":
    texts = {PAGE: page(), **{PAGE.parent / "images" / name: picture for name, picture in report_gpu.pictures().items()}}
    for path, text in texts.items():
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            sys.exit(f"{path.relative_to(ROOT)} is not what bench/results gives: run tools/bench/report.py")
