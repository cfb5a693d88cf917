#!/usr/bin/env python3
"""Touchline against the usual Python pipelines on a CPU, in turn: same clip, same network, detection and tracking of every frame, nothing drawn.

  tools/bench/peer_cpu.py TOUCHLINE CLIP MANIFEST.yaml... [--rounds 3]

Two pipelines of Python: `threaded` reads and letterboxes in a thread, keeps OpenVINO's asynchronous queue full (its throughput
hint, its own choice of precision) and tracks in order; `serial` does one thing after the other with ONNX Runtime. Both read with
OpenCV and track with supervision's ByteTrack. Touchline runs with its defaults, but without video, calibration, measures and report.
Each rate counts from the first frame that came out to the last. Needs opencv-python, openvino, onnxruntime, supervision and pyyaml.
One JSON object on stdout.
"""
import argparse
import json
import pathlib
import queue
import statistics
import subprocess
import tempfile
import threading
import time

import cv2
import numpy as np
import onnxruntime
import openvino
import supervision

from peer_network import Network

NOTHING_DRAWN = ["video.enabled=false", "calibrate.enabled=false", "measures.enabled=false", "output.report=false", "output.trace=false"]


class Rate:
    def __init__(self):
        self.frames, self.objects, self.first, self.last = 0, 0, 0.0, 0.0

    def count(self, tracked):
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.frames, self.objects = self.frames + 1, self.objects + len(tracked)

    def result(self):
        return {"fps": (self.frames - 1) / (self.last - self.first), "objects_per_frame": self.objects / self.frames}


def frames_of(clip):
    video = cv2.VideoCapture(str(clip))
    while True:
        good, frame = video.read()
        if not good:
            return
        yield frame


def serial(clip, network):
    session = onnxruntime.InferenceSession(str(network.file), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    tracker, rate = supervision.ByteTrack(), Rate()
    for frame in frames_of(clip):
        blob, fit = network.letterbox(frame)
        rate.count(tracker.update_with_detections(network.boxes(session.run(None, {name: blob}), fit)))
    return rate.result()


def threaded(clip, network):
    compiled = openvino.Core().compile_model(str(network.file), "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})
    jobs = openvino.AsyncInferQueue(compiled)
    read, done = queue.Queue(8), queue.Queue(32)
    tracker, rate = supervision.ByteTrack(), Rate()

    def reader():
        for number, frame in enumerate(frames_of(clip)):
            read.put((number, *network.letterbox(frame)))
        read.put(None)

    def tracking():
        waiting, following = {}, 0
        while (entry := done.get()) is not None:
            waiting[entry[0]] = entry[1:]
            while following in waiting:
                rate.count(tracker.update_with_detections(network.boxes(*waiting.pop(following))))
                following += 1

    jobs.set_callback(lambda request, told: done.put((told[0], [np.array(out.data) for out in request.output_tensors], told[1])))
    threads = [threading.Thread(target=reader), threading.Thread(target=tracking)]
    for thread in threads:
        thread.start()
    while (entry := read.get()) is not None:
        jobs.start_async({0: entry[1]}, (entry[0], entry[2]))
    jobs.wait_all()
    done.put(None)
    for thread in threads:
        thread.join()
    return rate.result()


def touchline(program, clip, manifest):
    with tempfile.TemporaryDirectory() as folder:
        settings = [word for each in NOTHING_DRAWN for word in ("--set", each)]
        command = [program, "--quiet", "run", clip, "--set", f"detect.model={manifest}", *settings, "--output", f"{folder}/run", "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        rows = [json.loads(line) for line in next(pathlib.Path(folder).rglob("tracking.jsonl")).read_text().splitlines()]
    return {"fps": json.loads(done.stdout)["sources"][0]["steady_fps"], "objects_per_frame": statistics.mean(len(row["objects"]) for row in rows)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("touchline")
    parser.add_argument("clip")
    parser.add_argument("manifests", nargs="+", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    results = []
    for manifest in options.manifests:
        network = Network(manifest)
        runs = {"touchline": lambda: touchline(options.touchline, options.clip, manifest.resolve()), "threaded": lambda: threaded(options.clip, network), "serial": lambda: serial(options.clip, network)}
        samples = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, run in runs.items():
                samples[name].append(run())
        middle = {name: {key: statistics.median(each[key] for each in taken) for key in taken[0]} for name, taken in samples.items()}
        results.append({"network": network.about["name"], "rounds": options.rounds, **middle})
    versions = {"opencv": cv2.__version__, "openvino": openvino.__version__, "onnxruntime": onnxruntime.__version__, "supervision": supervision.__version__}
    print(json.dumps({"clip": pathlib.Path(options.clip).stem, "networks": results, "versions": versions}, indent=2))


if __name__ == "__main__":
    main()
