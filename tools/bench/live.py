#!/usr/bin/env python3
"""Measures `touchline live` against real servers on this machine, and leaves the raw samples in bench/results/live/.

  tools/bench/live.py MEASURE CLIP [--bin FILE] [--out DIR] [--times N] [--minutes M] [--kinds rtsp,rtmp,srt] [--set KEY=VALUE]...

  back        servers are killed and come back: how long until rows and pictures go on (20 times each, as sources and as outlets)
  hung        servers that stop without a word: how long beyond the limit until it is noticed (5 times each)
  latency     a 720p25 camera: until its row is written, and until its picture has come out of an outlet (5 minutes each)
  restarts    four cameras, one of them killed 100 times: pictures of the other three that have no row
  reconnects  a camera that ends every time: memory, threads and files after 100 and after 1,000 times
  long        four cameras for 20 minutes: memory, threads and files

CLIP: what the cameras film, football_rubi.mp4 for the published figures. The machine should be quiet; its load is recorded.
"""
import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from live_run import LOST, OUTLET_LOST, Live
from live_servers import QUIET, SENDERS, TAKERS, RtspCamera, Server, make_film, need, wait

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ["--sport", "people", "--no-video"]
CAMERAS, CAMERA_FPS = 4, 5


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def small_film(args, folder, fps=25):
    return make_film(args.clip, folder / "film.mp4", "640x360", fps, 20, fps)


def started(kind, folder, film):
    server = kind(folder, film)
    server.start()
    return server


def side_by_side(tasks):
    """All of them at once; then the first error of any."""
    errors = []

    def guarded(task):
        try:
            task()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def kill_and_start(times, server, told, samples):
    """Away for 0.5 to 12 s, evenly, in any order: the longer a server was away, the longer the wait before the next attempt."""
    downs = [0.5 + 11.5 * i / max(1, times - 1) for i in range(times)]
    random.Random(server.url.split(":")[0]).shuffle(downs)
    for down in downs:
        time.sleep(2)
        gone = time.time()
        server.kill()
        time.sleep(down)
        at = server.start()
        sample = {"down_s": round(at - gone, 3)}
        for name, when in told.items():
            sample[name] = round(wait(lambda: when(gone), f"{name} of {server.url}", 60) - at, 4)
        samples.append(sample)
        say(server.url, sample)


def back(args, folder):
    film, settings, times = small_film(args, folder), ["input.every=12"], args.times or 20
    samples = {role: {kind: [] for kind in args.kinds} for role in ("source", "outlet")}
    senders = [started(SENDERS[kind], folder, film) for kind in args.kinds]
    live = Live(args, folder, [sender.url for sender in senders], DATA, settings)
    for number, sender in enumerate(senders):
        wait(lambda: live.row_after(number, 0), f"rows of {sender.url}", 60)

    def source(number):
        host = senders[number].host
        kill_and_start(times, senders[number], {
            "lost_s": lambda gone: live.said(LOST, host, gone),
            "live_s": lambda gone: live.said(": live", host, gone),
            "row_s": lambda gone: live.row_after(number, gone + 0.25)}, samples["source"][args.kinds[number]])

    side_by_side([lambda n=number: source(n) for number in range(len(senders))])
    ends = {"source": live.stop()}
    for sender in senders:
        sender.kill()

    camera = started(RtspCamera, folder, film)
    takers = [started(TAKERS[kind], folder, film) for kind in args.kinds]
    live = Live(args, folder, [camera.url], ["--sport", "people", *(word for taker in takers for word in ("--out", taker.url))], settings)
    for taker in takers:
        wait(taker.came, f"pictures at {taker.url}", 60)

    def outlet(number):  # the first outlet is the recording
        kill_and_start(times, takers[number], {
            "lost_s": lambda gone: live.said(OUTLET_LOST, takers[number].host, gone),
            "picture_s": lambda gone: takers[number].came(),
            "told_s": lambda gone: live.told_back(number + 1, gone)}, samples["outlet"][args.kinds[number]])

    side_by_side([lambda n=number: outlet(n) for number in range(len(takers))])
    ends["outlet"] = live.stop()
    for server in (camera, *takers):
        server.kill()
    return {"ends": ends, "gate_s": 2.0, "aim_s": 1.0, "settings": settings, "samples": samples}


def hung(args, folder):
    film, limit, samples = small_film(args, folder), 2.0, {kind: [] for kind in args.kinds}
    settings, ends = [f"live.silence_s={limit}", "input.every=12"], {}
    for kind in args.kinds:
        server, at = started(SENDERS[kind], folder, film), 0
        live = Live(args, folder, [server.url], DATA, settings)
        for _ in range(args.times or 5):
            wait(lambda: live.row_after(0, at), f"rows of {server.url}", 60)
            time.sleep(3)
            at = time.time()
            server.stop()
            noticed = wait(lambda: live.said(LOST, server.host, at), f"the loss of {server.url}", 60) - at
            samples[kind].append({"beyond_s": round(noticed - limit, 4)})
            say("hung", kind, samples[kind][-1])
            server.kill()
            at = server.start()
        ends[kind] = live.stop()
        server.kill()
    return {"limit_s": limit, "gate_s": 0.5, "ends": ends, "settings": settings, "samples": samples}


HELD, TINT = 40, 12  # so many pictures are redder, as many are not, so that up to 3.2 s can be told; the step in V


class Watcher(Server):
    """An ffmpeg that is sent pictures by RTSP, and tells the tint of each as it comes."""
    url = RtspCamera.url

    def launch(self):
        self.tints = []
        self.run([*QUIET, "-threads", "1", "-fflags", "nobuffer", "-flags", "low_delay", "-analyzeduration", "0", "-rtsp_flags", "listen", "-i", self.url, "-an", "-fps_mode", "passthrough",
                  "-vf", "extractplanes=v,scale=1:1:flags=area", "-f", "rawvideo", "-flush_packets", "1", "-"], lambda part: self.tints.extend((time.time(), tint) for tint in part))

    def steps(self):
        """(when, whether to red) of every picture whose tint is another than that before."""
        return [(at, tint > before) for (_, before), (at, tint) in zip(self.tints, self.tints[1:]) if abs(tint - before) > TINT / 2]


def row_delays(rows, sent):
    """Of each row: when it was read, how long after its picture was sent (the one nearest to the time it says), how far its clock is off, and what clock it is."""
    delays, number = [], 0
    for at, _, _, utc, clock in rows:
        taken = int(utc) / 1e9
        while number + 1 < len(sent) and abs(sent[number + 1] - taken) <= abs(sent[number] - taken):
            number += 1
        delays.append((at, at - sent[number], taken - sent[number], clock.decode()))
    return delays


def camera_to_row_and_picture(args, folder, film, follow):
    camera, watcher = started(RtspCamera, folder, film), started(Watcher, folder, film)
    words = ["--sport", args.sport, "--device", "cpu", *(["--follow"] if follow else [])]
    live = Live(args, folder, [camera.url], [*words, "--out", watcher.url])
    wait(lambda: len(watcher.tints) > 1 and live.row_after(0, 0), "rows, and pictures that come out", 90)
    time.sleep(5)
    begin, load = time.time(), os.getloadavg()
    time.sleep(60 * (args.minutes or 5))
    end, loaded = time.time(), os.getloadavg()
    status = live.status[-1]["sources"][0]
    live.stop()
    for server in (camera, watcher):
        server.kill()
    sent = camera.sent()
    delays = [delay for delay in row_delays(live.rows[0], [at for _, _, at in sent]) if begin < delay[0] < end]
    changes = [(at, picture % (2 * HELD) == 0) for _, picture, at in sent if picture % HELD == 0]
    pictures = [at - max(when for when, red in changes if red == redder and when < at) for at, redder in watcher.steps() if begin < at < end]
    return {"follow": follow, "words": words, "load_before": load, "load_after": loaded, "pictures_sent": sum(begin < at < end for _, _, at in sent), "dropped_newer_picture": status["dropped"]["newer_picture"],
            "clocks": sorted({clock for *_, clock in delays}), "clock_off_s": [round(off, 4) for _, _, off, _ in delays], "row_s": [round(delay, 4) for _, delay, _, _ in delays],
            "picture_s": [round(delay, 4) for delay in pictures]}


def latency(args, folder):
    film = make_film(args.clip, folder / "film.mp4", "1280x720", 25, 16, 25, f",format=yuv420p,lutyuv=v=val+{TINT}:enable='lt(mod(n\\,{2 * HELD})\\,{HELD})'")
    runs = []
    for follow in (False, True):
        runs.append(camera_to_row_and_picture(args, folder, film, follow))
        for what in ("row_s", "picture_s"):
            values = sorted(runs[-1][what])
            say("follow" if follow else "whole", what, len(values), f"p50 {values[len(values) // 2]:.3f}, p99 {values[int(0.99 * len(values))]:.3f}" if values else "none")
    return {"gate_row_s": 0.15, "gate_picture_s": 0.4, "film": "1280x720, 25 frames/s, a key picture a second", "runs": runs}


# People are looked for now and then only, so that every picture of four cameras has its row on any machine.
SPARSE = ["detect.every_s=2", "calibrate.enabled=false"]


def four_cameras(args, folder):
    film = small_film(args, folder, CAMERA_FPS)
    cameras = [started(RtspCamera, folder, film) for _ in range(CAMERAS)]
    live = Live(args, folder, [camera.url for camera in cameras], DATA, SPARSE)
    for number, camera in enumerate(cameras):
        wait(lambda: live.row_after(number, 0), f"rows of {camera.url}", 90)
    return cameras, live


def restarts(args, folder):
    cameras, live = four_cameras(args, folder)
    time.sleep(8)  # until all of them have told the time
    begin = time.time()
    for _ in range(args.times or 100):
        cameras[0].kill()
        at = cameras[0].start()
        wait(lambda: live.row_after(0, at), "rows of the restarted camera", 60)
        time.sleep(0.5)
    end = time.time()
    time.sleep(5)
    ends, samples = live.stop(), []
    for number, camera in enumerate(cameras):
        camera.kill()
        sent, status = [at for _, _, at in camera.sent()], live.status[-1]["sources"][number]
        # From between two pictures to between two others.
        first, last = (next((before + after) / 2 for before, after in zip(sent, sent[1:]) if before > at) for at in (begin, end))
        taken = [int(row[3]) / 1e9 for row in live.rows[number]]
        samples.append({"restarted": number == 0, "sent": sum(first < at < last for at in sent), "rows": sum(first < at < last for at in taken), "reconnects": status["reconnects"],
                        "dropped_since_start": status["dropped"]["newer_picture"]})
        say("restarts", samples[-1])
    return {"ends": ends, "gate_lost": 0, "cameras": f"640x360, {CAMERA_FPS} frames/s", "times": args.times or 100, "settings": SPARSE, "samples": samples}


def reconnects(args, folder):
    film = small_film(args, folder, fps=10)
    camera = RtspCamera(folder, film)
    camera.pictures = 3
    camera.start()
    settings = [*SPARSE, "detect.streams=1"]  # or what a second one needs shows up whenever it is first busy
    live = Live(args, folder, [camera.url], DATA, settings)
    samples, times, begin = [], args.times or 1000, time.time()

    def count():
        return sum(1 for _, line in list(live.log) if LOST in line)

    while not samples or samples[-1]["reconnects"] < times:
        wait(lambda: count() >= len(samples) * times // 20 + times // 20, "another twentieth of the losses", 600)
        samples.append({"reconnects": count(), "after_s": round(time.time() - begin, 1), **live.resources()})
        say("reconnects", samples[-1])
    ends = live.stop()
    camera.kill()
    return {"ends": ends, "gate_bytes": 1 << 20, "settings": settings, "samples": samples}


def long(args, folder):
    cameras, live = four_cameras(args, folder)
    samples, begin, minutes = [], time.time(), args.minutes or 20
    while time.time() - begin < 60 * minutes:
        time.sleep(min(10, 6 * minutes))
        samples.append({"after_s": round(time.time() - begin, 1), "rows": sum(map(len, live.rows)), **live.resources()})
        say("long", samples[-1])
    status = live.status[-1]["sources"]
    live.stop()
    for camera in cameras:
        camera.kill()
    return {"minutes": minutes, "cameras": f"640x360, {CAMERA_FPS} frames/s", "settings": SPARSE, "reconnects": sum(source["reconnects"] for source in status), "dropped": sum(source["dropped"]["newer_picture"] for source in status), "samples": samples}


MEASURES = {measure.__name__: measure for measure in (back, hung, latency, restarts, reconnects, long)}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("measure", choices=MEASURES)
    options.add_argument("clip")
    options.add_argument("--bin", default=ROOT / "build/release/bin/touchline", help="the program")
    options.add_argument("--out", type=pathlib.Path, default=ROOT / "bench/results/live")
    options.add_argument("--times", type=int)
    options.add_argument("--minutes", type=float)
    options.add_argument("--kinds", type=lambda text: text.split(","), default=list(SENDERS), help="of back and hung")
    options.add_argument("--sport", default="soccer", help="of latency")
    options.add_argument("--set", dest="settings", action="append", default=[], help="KEY=VALUE for every run")
    args = options.parse_args()
    if unknown := set(args.kinds) - set(SENDERS):
        options.error(f"--kinds: {', '.join(unknown)}; expected some of {','.join(SENDERS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    need({"rtsp", *args.kinds} if args.measure in ("back", "hung") else {"rtsp"})
    doctor = json.loads(subprocess.run([args.bin, "--quiet", "doctor"], capture_output=True, text=True, check=True).stdout)
    result = {"machine": {key: doctor[key] for key in ("versions", "cpu")}, "load_before": os.getloadavg(), "set": args.settings}
    with tempfile.TemporaryDirectory() as folder:
        result.update(MEASURES[args.measure](args, pathlib.Path(folder)))
    result["load_after"] = os.getloadavg()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / f"{args.measure}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
