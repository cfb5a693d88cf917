"""The part of docs/benchmarks.md about live sources, from what tools/bench/live.py left in bench/results/live/."""
import json
import pathlib
import statistics

from report_gpu import table

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "bench" / "results" / "live"


def load(name):
    return json.loads((RESULTS / f"{name}.json").read_text())


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def row(what, values, unit, gate, highest="worst"):
    scale, digits = {"s": (1, 2), "ms": (1e3, 0)}[unit]
    most = max(values) if highest == "worst" else quantile(values, 0.99)
    told = [f"{round(scale * value, digits) + 0.0:.{digits}f} {unit}" for value in (statistics.median(values), most)]
    return [what, str(len(values)), told[0], told[1] + ("" if highest == "worst" else " (p99)"), gate]


def back():
    data, rows = load("back"), []
    gate = f"{data['gate_s']:.1f} s, aim {data['aim_s']:.1f}"
    for role, sign, what in (("source", "row_s", "first row"), ("outlet", "picture_s", "first picture at the server")):
        for kind, samples in data["samples"][role].items():
            listening = [sample[sign] for sample in samples]
            # A loss that is noticed only after the server is back cannot be made good before.
            both = [sample[sign] - max(0, sample["lost_s"]) for sample in samples]
            rows.append(row(f"{kind.upper()} as {role}, away for {min(s['down_s'] for s in samples):.1f} to {max(s['down_s'] for s in samples):.1f} s: from when it listens to the {what}", listening, "s", gate))
            if both != listening:
                rows.append(row("the same, from when the loss is noticed too", both, "s", ""))
    return rows


def hung():
    data = load("hung")
    return [row(f"{kind.upper()} server stopped: beyond the limit of {data['limit_s']:.0f} s until it is noticed", [sample["beyond_s"] for sample in samples], "s", f"{data['gate_s']:.1f} s") for kind, samples in data["samples"].items()]


def latency():
    data, rows = load("latency"), []
    for run in data["runs"]:
        words = " ".join(run["words"])
        lost = 100 * (1 - len(run["row_s"]) / run["pictures_sent"])
        rows.append(row(f"RTSP camera ({data['film']}) to its row read from the file, `--profile fast {words}`, {lost:.0f} % of pictures left out", run["row_s"], "ms", f"{1e3 * data['gate_row_s']:.0f} ms", "p99"))
        rows.append(row("the same, to its picture decoded at an RTSP outlet", run["picture_s"], "ms", f"{1e3 * data['gate_picture_s']:.0f} ms", "p99"))
    return rows


def grown(before, after):
    return f"{(after - before) / 2**20:+.2f} MB"


def restarts():
    data = load("restarts")
    others = [sample for sample in data["samples"] if not sample["restarted"]]
    sent, rows, dropped = (sum(sample[key] for sample in others) for key in ("sent", "rows", "dropped_since_start"))
    return [[f"four cameras ({data['cameras']}), one killed {data['times']} times: pictures of the other three without a row ({dropped} gave way to newer ones)", str(sent), "", str(sent - rows), str(data["gate_lost"])]]


def reconnects():
    samples = load("reconnects")["samples"]
    last = samples[-1]
    early = next(sample for sample in samples if sample["reconnects"] >= last["reconnects"] / 10)
    told = f"threads {early['threads']} to {last['threads']}, files {early['files']} to {last['files']}"
    return [[f"memory from {early['reconnects']} to {last['reconnects']} reconnects of an RTSP camera ({told})", str(len(samples)), f"{last['rss'] / 2**20:.0f} MB", grown(early["rss"], last["rss"]), "1 MB"]]


def long():
    data = load("long")
    quarter = max(1, len(data["samples"]) // 4)
    first, last = data["samples"][:quarter], data["samples"][-quarter:]
    mean = lambda part, key: statistics.mean(sample[key] for sample in part)
    told = ", ".join(f"{key} {mean(first, key):.1f} to {mean(last, key):.1f}" for key in ("threads", "files"))
    return [[f"four cameras ({data['cameras']}) for {data['minutes']:.0f} minutes: memory, last quarter against first ({told})", str(len(data["samples"])), f"{mean(last, 'rss') / 2**20:.0f} MB", grown(mean(first, "rss"), mean(last, "rss")), ""]]


def live():
    measured = [measure for measure in (back, hung, latency, restarts, reconnects, long) if (RESULTS / f"{measure.__name__}.json").exists()]
    results = {measure.__name__: load(measure.__name__) for measure in measured}
    machine = next(iter(results.values()))["machine"]["cpu"]
    loads = ", ".join(f"{name} {result['load_before'][0]:.1f} to {result['load_after'][0]:.1f}" for name, result in results.items())
    notes = "".join(f"\n\nOf {name}: {result['note']}" for name, result in results.items() if "note" in result)
    return (f"`tools/bench/live.py MEASURE football_rubi.mp4`: servers, cameras and Touchline on one machine ({machine['name']}, {machine['usable_cores']} cores, {', '.join(machine['features'])}); its load then: {loads}. "
            "RTSP is GStreamer's server, RTMP nginx's, SRT ffmpeg; cameras send a key picture a second, and, of RTSP, one at once. A server that is killed says so by TCP, not by SRT, whose silence is noticed after 5 s.\n\n"
            + table(["what", "samples", "median", "highest", "gate"], [line for measure in measured for line in measure()]) + notes)
