"""The GPU's part of docs/benchmarks.md, and its two pictures, from bench/results/gpu/."""
import json
import pathlib
import statistics

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "gpu"
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 390, 80, 34, 20, 50
COLOURS = {"decode": "#2b7bba", "infer": "#d95f02", "calibrate": "#7570b3", "track": "#1b9e77", "write": "#666666"}


def load(name):
    return json.loads((RESULTS / f"{name}.json").read_text())


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def kernels():
    """The kernels, with what each is judged by."""
    data = load("kernels")
    device, board, r = data["device"], data["board_after"], data["results"]
    box, letter = (r[k] for k in ("boxes_16x4x136x240_f16", "letterbox_16x1080p_to_960x544_f16"))
    spread = lambda part: f"{part['median_us']:.1f} ({part['lowest_us']:.1f} to {part['highest_us']:.1f})"
    rows = [
        ["device copy", f"{r['device_copy']['bytes_per_second'] / 1e12:.2f} TB/s read and written", ""],
        ["letterbox, 16 x 1080p to 960x544 in f16", f"{spread(letter)} us", f"{letter['share_of_copy_rate']:.2f} of the copy rate (gate 0.6, aim 0.85)"],
        ["boxes and suppression, 16 heat maps of 4x136x240", f"{spread(box)} us", f"{box['from_call_to_results']['median_us']:.0f} us from call to results"],
    ]
    for name, what, aim in (("overlay_50_boxes_and_labels_1080p_nv12", "overlay, 50 boxes with labels on 1080p NV12", "gate 25, aim 10"),
                            ("overlay_tactical_25_people_1080p_nv12", "overlay, tactical view, 25 people", "")):
        part = r[name]
        rows.append([what, f"{spread(part)} us", f"{aim}{'; ' if aim else ''}host {part['host']['median_us']:.0f} us a frame"])
    checked = load("sanitizer")
    clean = ", ".join(f"{tool} {found['errors']}" for tool, found in checked.items())
    where = f"{device['name']}, driver {board['driver_version']}, {board['clocks.sm']}, memory {board['clocks.mem']}"
    return (f"`gpu_bench` on one {where}; median (least to most), each result checked against the CPU's before it was timed.\n\n" + table(["what", "time", "judged by"], rows)
            + f"\n\nErrors that compute-sanitizer finds in the {checked['memcheck']['tests']} kernel tests: {clean}.")


def median(rung, kind, of):
    return statistics.median(of(run) for run in rung["runs"][kind])


def fps(rung, kind):
    return median(rung, kind, lambda run: run["fps"])


def bound(rung):
    return min(rung["parts"]["decode_alone"]["fps"], rung["parts"]["infer_alone"]["fps"])


def host_ms(rung, kind):
    """CPU of the whole process beyond that of a run of 30 frames a source, over the frames beyond those."""
    start = rung["runs"]["start"][0]
    return median(rung, kind, lambda run: (run["host_cpu_s"] - start["host_cpu_s"]) / (run["frames"] - start["frames"]) * 1e3)


def memory(rung):
    return median(rung, "track", lambda run: run["device"]["memory_used_bytes"])


def runs():
    """The gates of whole runs, the ladder of sources, cameras."""
    data, peer, f16 = load("runs"), load("peer")["runs"], load("f16")
    rungs = {rung["sources"]: rung for rung in data["ladder"]}
    one, many, cameras = rungs[1], rungs[16], {camera["sources"]: camera["run"] for camera in data["cameras"]}
    best = {(run["sources"], run["shape"]): run["fps"] for run in peer}
    copies = max(run["device"]["host_frame_copies"] for rung in data["ladder"] for kind in ("track", "jpeg") for run in rung["runs"][kind])
    mean = lambda model, precision: statistics.mean(row["ap50_95"] for row in f16[model][precision]["classes"].values()) * 100
    drops = ", ".join(f"{model} {mean(model, 'f32') - mean(model, 'f16'):.2f}" for model in f16)
    worst = max(row["ap50_95"] - f16[model]["f16"]["classes"][name]["ap50_95"] for model in f16 for name, row in f16[model]["f32"]["classes"].items()) * 100
    verified = sum(run.get("pictures_verified", 0) for rung in data["ladder"] for run in rung["runs"]["jpeg"])
    card = many["card_after"]
    rows = [
        ["16 sources, detect and track every frame, data out: end to end / min(decode alone, network alone)", f"{fps(many, 'track') / bound(many):.2f}", "0.90", "0.97"],
        ["the same with 32 and 64 sources", f"{fps(rungs[32], 'track') / bound(rungs[32]):.2f}, {fps(rungs[64], 'track') / bound(rungs[64]):.2f}", "", ""],
        ["frames/s, 16 sources, data out", f"{fps(many, 'track'):.0f}", "2000", "4000"],
        ["with overlay and JPEG out", f"{fps(many, 'jpeg'):.0f}", "800", "2000"],
        ["cameras at 25/s, calibration and measures off, slowest camera's p99 from due to row <= 40 ms", ", ".join(f"{n}: {run['latency_p99_ms']:.1f} ms" for n, run in cameras.items() if n > 1), "32", "64"],
        ["one camera, calibration and measures off, p99", f"{cameras[1]['latency_p99_ms']:.1f} ms", "40", "15"],
        ["against Python, 16 sources: in one process; in 16 processes", f"{fps(many, 'track') / best[16, 'threads']:.1f}x; {fps(many, 'track') / best[16, 'processes']:.1f}x", "10x", "40x"],
        ["against Python, 1 source", f"{fps(one, 'track') / best[1, 'processes']:.1f}x", "", ""],
        ["pictures copied to the host, data out and JPEG out", f"{copies}", "0", "0"],
        ["GPU memory per further source", f"{(memory(many) - memory(one)) / 15 / 1e6:.0f} MB", "150", "64"],
        ["host CPU a frame, 16 sources, data out", f"{host_ms(many, 'track'):.2f} ms", "1", "0.25"],
        ["start to the first row, one source", f"{min(run['first_frame_ms'] for run in one['runs']['track']) / 1e3:.1f} to {max(run['first_frame_ms'] for run in one['runs']['track']) / 1e3:.1f} s", "2.5", "1"],
        ["AP that f16 costs against f32 (COCO, 0 to 100, mean of the classes)", f"{drops}; worst class {worst:.2f}", "0.3", ""],
    ]
    ladder = [[str(n), *(f"{x:.0f}" for x in (rung["parts"]["decode_alone"]["fps"], rung["parts"]["infer_alone"]["fps"], fps(rung, "track"))), f"{fps(rung, 'track') / bound(rung):.2f}",
               f"{fps(rung, 'jpeg'):.0f}", f"{fps(rung, 'soccer'):.0f}" if "soccer" in rung["runs"] else "", f"{host_ms(rung, 'track'):.2f}", f"{memory(rung) / 1e6:.0f}"] for n, rung in sorted(rungs.items())]
    return (f"`tools/bench/gpu.py` on one {card['name']} with {data['cores']} virtual cores, driver {card['driver_version']}, {card['clocks.sm']}; 1080p H.264 of {data['clip_bits_per_second'] / 1e6:.1f} Mbit/s, {one['parts']['clip_frames_each']} frames a source, `soccer-balanced` "
            f"in f16, batches of 16 in two streams. Rungs 1 and 16: medians of three; the others ran once. Frames/s from when all sources start, networks warm, to the last closed file. {verified} JPEG pictures "
            f"(each hundredth) were decoded and looked into. Python is `tools/bench/peer.py` on the same clip, some hours earlier on a machine of the same kind; AP is that of `tools/train/score.py --split given --backend cuda` on {f16['soccer-balanced']['f32']['images']} "
            f"pictures, with the shipped file and in f16.\n\n"
            + table(["what", "measured", "gate", "aim"], rows)
            + "\n\n" + turns("turns") + "\n\n" + turns("turns_soccer") + "\n\n" + sessions() + "\n\n" + golf() + "\n\n" + paced_cameras()
            + "\n\n![frames/s by sources](images/gpu_ladder.svg)\n\n"
            + table(["sources", "decode alone", "network alone", "data out", "of the lower", "JPEG out", "all of soccer", "host ms a frame", "GPU MB"], ladder)
            + "\n\n" + bindings(rungs) + "\n\n![a source's stages in a run of 16](images/gpu_trace.svg)\n\n" + tuning())


def paced_cameras():
    """What a user's settings give with cameras at their own pace; several runs of one kind as least to most."""
    data = load("cameras")
    groups = {}
    for row in data["rows"]:
        groups.setdefault((row["camera"], row["program"], row["cameras"]), []).append(row)
    span = lambda rows, key, form: " to ".join(dict.fromkeys(format(edge(row[key] for row in rows), form) for edge in (min, max)))
    seconds = lambda rows: format(rows[0]["frames"] / rows[0]["cameras"] / 25, ".0f")
    settled = lambda rows: span(rows, "p99_after_1s_ms", ".0f") if "p99_after_1s_ms" in rows[0] else ""
    label = {"before": ", two programs ago", "between": ", the program before", "now": ""}
    rows = [[camera + label[program], str(n), seconds(rows), span(rows, "p50_ms", ".1f"), span(rows, "p99_ms", ".0f"), settled(rows), span(rows, "max_ms", ".0f"),
             span(rows, "cpu_ms_per_frame", ".1f")] for (camera, program, n), rows in groups.items()]
    return (f"Cameras at 25/s with default settings ({data['settings']}), the slowest camera's time from due to row, on one {data['gpu']} with {data['cores']} virtual cores. "
            f"Resting: {data['clips']['resting']}. Panning: {data['clips']['panning']}. The longest times are those of the first frames, when all sources start together.\n\n"
            + table(["camera", "cameras", "seconds", "p50 ms", "p99 ms", "p99 after the first second", "longest ms", "host ms a frame, start included"], rows))


def turns(name):
    """A program before and one after, in turn on one machine."""
    data = load(name)
    alone = {part["title"]: min(part["decode_alone"], part["infer_alone"]) for part in data["parts"]}
    titled = lambda title, program: [run for run in data["runs"] if (run["title"], run["program"]) == (title, program)]

    def middle(title, key):
        """Of both programs, where they ran."""
        return [statistics.median(values) if (values := [run[key] for run in titled(title, program) if run.get(key) is not None]) else None for program in ("base", "new")]

    def host(program):
        """CPU of the process beyond that of a run of 30 frames a source."""
        starts, whole = titled("start 16 track", program), titled("h264 track", program)
        if not starts:
            return None
        start = starts[0]
        return statistics.median((run["cpu_s"] - start["cpu_s"]) / (run["frames"] - start["frames"]) * 1e3 for run in whole)

    rows = []
    add = lambda what, values, form, gate="": rows.append([what, *("" if value is None else format(value, form) for value in values), gate]) if any(values) else None
    for codec in ("h264", "hevc"):
        rates = middle(f"{codec} track", "fps")
        name = {"h264": "H.264", "hevc": "HEVC"}[codec]
        add(f"16 sources of {name}, data out, frames/s", rates, ".0f")
        add("the same / min(decode alone, network alone)", [rate and alone.get(codec) and rate / alone[codec] for rate in rates], ".2f", {"h264": "0.97", "hevc": "0.95"}[codec])
    add("host CPU a frame, 16 sources of H.264, data out, ms", [host("base"), host("new")], ".2f", "0.5")
    add("16 sources, JPEG out, frames/s", middle("16 jpeg", "fps"), ".0f")
    for n, gate in ((1, "400"), (16, "4000"), (64, "4000")):
        add(f"all of soccer, {n} source{'s' * (n > 1)}, frames/s", middle(f"{n} soccer", "fps"), ".0f", gate)
    encoded = [next((late for late in data["late"] if (late["program"], late["stage"]) == (program, "encode")), {}) for program in ("base", "new")]
    add("64 cameras with JPEG out, slowest camera's p99 from due to encoded, start included, ms", [late.get("p99") for late in encoded], ".0f")
    add("the same after the first second", [late.get("p99_after_1s") for late in encoded], ".0f")
    for title, what, key, gate in (("start track", "from exec to the first row, one source, data out, s", "first_row_s", "1.0"), ("start soccer", "from exec to the first row, one source, all of soccer, s", "first_row_s", ""), ("start jpeg", "from exec to the first row, one source, JPEG out, s", "first_row_s", ""),
                                   ("start 16 track", "from exec to the first row of all, 16 sources, data out, s", "all_rows_s", ""), ("start 64 track", "from exec to the first row of all, 64 sources, data out, s", "all_rows_s", ""), ("start 64 jpeg", "from exec to the first row of all, 64 sources, JPEG out, s", "all_rows_s", "3")):
        add(what, middle(title, key), ".2f", gate)
    clips, parts = data["clips"], data["parts"]
    limits = "; ".join(f"{part['decode_alone']:.0f} and {part['infer_alone']:.0f} frames/s with {clips[part['title']]}" for part in parts)
    where = f" {data['where']}," if "where" in data else ""
    return (f"Two programs in turn on one {data['gpu']},{where} {data['cores']} virtual cores, driver {data['driver']}: {data['programs']['base']}, and {data['programs']['new']}. Medians where there were several runs. "
            f"Decode and network alone give {limits}.\n\n" + table(["what", "before", "now", "gate"], rows) + (calls(data["calls"]) if "calls" in data else ""))


def golf():
    """Golf on a GPU: short runs of one and of many sources, and five minutes from call to result."""
    data = load("golf")
    rows = [[run["profile"], str(run["sources"]), f"{run['frames'] // run['sources']}", run["what"], f"{run['fps']:.0f}", f"{max(run['first_frame_ms']) / 1e3:.1f}", f"{run['wall_s']:.1f}", run["bottleneck"]] for run in data["runs"]]
    return (f"`--sport golf` on one {data['gpu']} with {data['cores']} virtual cores, program {data['program']}: {data['clip']}; detector {data['detector']} ({data['detectors']['runs'][0]['detector'].split(', ')[1]}), body by `pose` or `pose-fast`; {data['settings']}, but where a video is told: "
            "drawn from a second decoding and encoded by x264, as this GPU has no encoder. Depthwise convolutions as trained have no ready kernel in f16 (cuDNN compiles each at every start, 36 to 46 s), so f16 files hold them written dense, with the same answers.\n\n"
            + table(["profile", "sources", "frames a source", "out", "frames/s", "first row of all, s from the run's start", "whole run, s", "bottleneck"], rows)
            + "\n\n" + golf_detectors(data["detectors"]))


def golf_detectors(data):
    """What a detector's size and threshold cost: whoever it gives is looked at by the network for bodies."""
    rows = [[run["detector"], f"{run['detections_a_source'] / 600:.2f}", f"{min(run['fps']):.0f} to {max(run['fps']):.0f}" if len(run["fps"]) > 1 else f"{run['fps'][0]:.0f}"] for run in data["runs"]]
    return f"The same with other detectors ({data['what']}; program {data['program']}):\n\n" + table(["detector", "boxes a frame", "frames/s"], rows)


def sessions():
    """NVDEC's sessions made alone, and what a limit on those made at once gives."""
    data = load("nvdec")
    alone = [run for run in data["runs"] if run["what"] == "session" and run["count"] == 64]
    each = [run["ms_each_of_all"] for run in alone]
    small = min(run["ms_each_of_all"] for run in data["runs"] if run["what"] == "session" and run["surfaces"] < 14)
    by_limit = {}
    for run in data["opening"]:
        by_limit.setdefault((run["at_once"], run["waits"]), []).append(run)
    limit = lambda n: "any number" if n > 64 else str(n)
    rows = [[limit(n), waits, f"{statistics.median(run['all_rows_s'] for run in runs):.2f}", f"{statistics.median(run['cpu_ms_per_frame'] for run in runs):.1f}"] for (n, waits), runs in sorted(by_limit.items())]
    return (f"Sessions of NVDEC, 64 of them made with nothing else running: {min(each):.0f} to {max(each):.0f} ms each, {min(run['wall_s'] for run in alone):.1f} to {max(run['wall_s'] for run in alone):.1f} s in all, by {min(run['at_once'] for run in alone)} to {max(run['at_once'] for run in alone)} threads: "
            f"the driver makes one after the other, and fewer surfaces hardly help ({small:.0f} ms). So 64 sources cannot start in less than that and the time to the context; a limit on those made at once saves CPU. 64 sources, 30 frames each, JPEG out:\n\n"
            + table(["sessions made at once", "waits", "from exec to the first row of all, s", "host ms a frame, start included"], rows))


def calls(programs):
    """What the driver was asked for, before and now."""
    before, now = programs["base"], programs["new"]
    pair = lambda key: f"{before[key]['a_frame']:.1f} to {now[key]['a_frame']:.1f}"
    return (f"\n\nWhat made the difference, by the driver's calls a frame in a run of 16 sources of HEVC: copies of rows went from {pair('copies_of_rows')}, waits from {pair('waits')}, launches from {pair('launches')}; the kernel of kits, {before['kit_kernel']['us']:.0f} us for every frame, "
            f"takes {now['kit_kernel']['us']:.0f} us for a batch of 16. What binds now: data out of H.264, NVDEC; of HEVC, the network; JPEG, nvJPEG's many calls a picture, for which all threads share one lock of the driver; the start of 64 sources, NVDEC's sessions, which the driver "
            f"makes one after the other.")


def bindings(rungs):
    """What each number that misses its aim is bound by, from profile.json."""
    parts, many, profile = rungs[64]["parts"], rungs[16], load("profile")
    cores = host_ms(many, "soccer") * fps(many, "soccer") / 1e3
    span = lambda run, of: f"{min(profile[run][of])} to {max(profile[run][of])} %"
    jpeg, letter = profile["jpeg_picture"], profile["letterbox"]
    network = 1e6 / many["parts"]["infer_alone"]["fps"]
    session = many["parts"]["decode_alone"]["gpu_bytes_per_source"] / 1e6
    return (f"What binds (raw numbers and how they were taken: `bench/results/gpu/profile.json`):\n\n"
            f"- **Data out: NVDEC.** Its engines give {parts['decode_alone']['fps']:.0f} frames/s together, {parts['decode_one']['fps']:.0f} to a single session; in a run of 16 they are {span('data_out', 'decoder_percent')} busy, and in the trace below, one source of "
            f"16, the decoder works without a gap while the other stages wait.\n"
            f"- **JPEG out: the multiprocessors**, busy {span('jpeg_out', 'sm_percent')} of the time, NVDEC {span('jpeg_out', 'decoder_percent')}: nvJPEG takes {jpeg['kernels']} kernels and {jpeg['us']:.0f} us a picture, the network {network:.0f} us.\n"
            f"- **All of soccer: the CPU**, which calibrates and measures the camera's motion: {host_ms(many, 'soccer'):.1f} ms a frame, {cores:.1f} of the {load('runs')['cores']} virtual cores.\n"
            f"- **Memory: NVDEC's sessions** as FFmpeg opens them: one and eight frames of ours (25 MB) take {session:.0f} MB.\n"
            f"- **Host CPU: FFmpeg and the driver**: {many['runs']['track'][0]['host_us_per_frame']['decode']:.0f} of the microseconds a frame are the decoder's thread, which hands packets to NVDEC.\n"
            f"- **Letterbox: the L2 cache**, at {letter['l2_percent']:.0f} % of its peak with DRAM at {letter['dram_percent']:.0f} %; {letter['limited_by']} keep occupancy at {letter['achieved_occupancy_percent']:.0f} %.")


def tuning():
    rows = []
    for row in load("tuning")["table"]:
        words = [word for word, on in (("CUDA graph", row["graph"]), ("channels last", row["channels_last"]), ("fused bias", row["fused_bias"])) if on]
        rows.append([str(row["batch"]), ", ".join(words) or "none", f"{row['milliseconds']:.2f}", f"{row['pictures_per_second']}"])
    return ("The network alone, one stream (`CudaTuningTable` in `tests/parity`). Fused bias is off by default: it doubles the time to the first frame, for kernels that are compiled at start-up, "
            "and NVDEC is the bound without it.\n\n" + table(["batch", "with", "ms a batch", "pictures/s"], rows))


def svg(body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n' + "\n".join(body) + "\n</svg>\n")


def text(x, y, words, anchor="middle", colour="#333"):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def ladder_picture():
    """Frames/s over sources, both on scales of powers of two."""
    rungs = sorted(load("runs")["ladder"], key=lambda rung: rung["sources"])
    low, high = 9, 13  # powers of two of the frame rate
    x_of = lambda i: LEFT + i * (WIDTH - LEFT - RIGHT - 130) / (len(rungs) - 1)
    exponent = lambda rate: len(bin(int(rate))) - 3 + (rate / 2 ** (len(bin(int(rate))) - 3) - 1)
    y_of = lambda rate: HEIGHT - BOTTOM - (exponent(rate) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
    body = []
    for power in range(low, high + 1):
        body += [f'<line x1="{LEFT}" x2="{WIDTH - RIGHT - 130}" y1="{y_of(2**power):.1f}" y2="{y_of(2**power):.1f}" stroke="#ddd"/>', text(LEFT - 8, y_of(2**power) + 4, 2**power, "end")]
    body += [text(x_of(i), HEIGHT - BOTTOM + 20, rung["sources"]) for i, rung in enumerate(rungs)]
    body += [text(x_of(3), HEIGHT - 10, "sources"), text(LEFT - 8, TOP - 18, "frames/s", "end")]
    lines = (("network alone", "#bbb", lambda r: r["parts"]["infer_alone"]["fps"], -8), ("decode alone", "#2b7bba", lambda r: r["parts"]["decode_alone"]["fps"], 2),
             ("data out", "#d95f02", lambda r: fps(r, "track"), 14), ("JPEG out", "#1b9e77", lambda r: fps(r, "jpeg"), 4))
    for name, colour, of, shift in lines:
        points = [(x_of(i), y_of(of(rung))) for i, rung in enumerate(rungs)]
        body.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        body.append(text(points[-1][0] + 8, points[-1][1] + shift, name, "start", "#777" if colour == "#bbb" else colour))
    return svg(body)


def trace_picture():
    """Which stage of one source was busy when: rows of spans with the frames' numbers."""
    trace = load("trace")
    stages, length = list(COLOURS), 60000
    row = (HEIGHT - TOP - BOTTOM) / len(stages)
    x_of = lambda us: LEFT + us / length * (WIDTH - LEFT - RIGHT)
    body = []
    for i, stage in enumerate(stages):
        y = TOP + i * row
        body += [f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y + row - 3:.1f}" y2="{y + row - 3:.1f}" stroke="#eee"/>', text(LEFT - 8, y + row / 2 + 4, stage, "end")]
        for span in trace["spans"]:
            if span["stage"] != stage:
                continue
            x, width = x_of(span["start_us"]), max(1.0, x_of(min(span["us"], length - span["start_us"])) - LEFT)
            body.append(f'<rect x="{x:.1f}" y="{y + 6:.1f}" width="{width:.1f}" height="{row - 16:.1f}" fill="{COLOURS[stage]}"><title>frame {span["frame"]}: {span["us"]} us</title></rect>')
            if width > 24:
                body.append(text(x + width / 2, y + row / 2 + 3, span["frame"], colour="white"))
    body += [text(x_of(ms * 1000), HEIGHT - BOTTOM + 20, ms) for ms in range(0, 61, 10)]
    body.append(text(WIDTH / 2, HEIGHT - 10, f"ms; numbers are frames of source {trace['source']} of {trace['sources']}"))
    return svg(body)


def pictures():
    """File under docs/images -> its text."""
    return {"gpu_ladder.svg": ladder_picture(), "gpu_trace.svg": trace_picture()}
