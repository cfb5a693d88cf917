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
import yaml

NOTHING_DRAWN = ["video.enabled=false", "calibrate.enabled=false", "measures.enabled=false", "output.report=false", "output.trace=false"]


class Network:
    """What a manifest says of a network's input and output; both heads give boxes in pixels of the picture."""

    def __init__(self, manifest):
        self.about = yaml.safe_load(manifest.read_text())
        self.file = (manifest.parent / self.about["file"].replace("${TOUCHLINE_SHARED_MODELS:-", "").replace("}", "")).resolve()
        given = self.about["input"]
        self.width, self.height, self.pad = given["width"], given["height"], given["pad"]
        self.scale = 1 / given["std"][0]
        self.centred, self.swap = given["fit"] == "letterbox_center", given["order"] == "rgb"
        wanted = self.about["threshold"]
        self.thresholds = np.array([wanted.get(name, np.inf) for name in self.about["classes"]], np.float32)
        self.read = {"heatmap_box": self.heatmap, "yolox": self.yolox}[self.about["head"]]

    def letterbox(self, frame):
        height, width = frame.shape[:2]
        scale = min(self.width / width, self.height / height)
        inner = (round(width * scale), round(height * scale))
        left, top = ((self.width - inner[0]) // 2, (self.height - inner[1]) // 2) if self.centred else (0, 0)
        canvas = np.full((self.height, self.width, 3), self.pad, np.uint8)
        canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(frame, inner, interpolation=cv2.INTER_LINEAR)
        return cv2.dnn.blobFromImage(canvas, self.scale, swapRB=self.swap), (scale, left, top)

    def heatmap(self, outputs):
        heat, reach = outputs[0][0], outputs[1][0]
        stride = self.about["strides"][0]
        peaks = np.stack([cv2.dilate(plane, np.ones((3, 3), np.uint8)) for plane in heat])
        classes, rows, columns = np.nonzero((heat == peaks) & (heat > self.thresholds[:, None, None]))
        centre = np.stack([columns, rows], 1).astype(np.float32) * stride + stride / 2
        reach = reach[:, rows, columns].T
        return np.concatenate([centre - reach[:, :2], centre + reach[:, 2:]], 1), heat[classes, rows, columns], classes

    def yolox(self, outputs):
        raw = outputs[0][0]
        cells, strides = [], []
        for stride in self.about["strides"]:
            rows, columns = np.mgrid[0 : self.height // stride, 0 : self.width // stride]
            cells.append(np.stack([columns, rows], 2).reshape(-1, 2))
            strides.append(np.full((rows.size, 1), stride))
        cells, strides = np.concatenate(cells), np.concatenate(strides)
        scores = raw[:, 4:5] * raw[:, 5:]
        classes = scores.argmax(1)
        best = scores[np.arange(len(scores)), classes]
        kept = best > self.thresholds[classes]
        centre, size = (raw[kept, :2] + cells[kept]) * strides[kept], np.exp(raw[kept, 2:4]) * strides[kept]
        return np.concatenate([centre - size / 2, centre + size / 2], 1), best[kept], classes[kept]

    def boxes(self, outputs, fit):
        corners, scores, classes = self.read(outputs)
        scale, left, top = fit
        corners = (corners - [left, top, left, top]) / scale
        found = supervision.Detections(corners.astype(np.float32), confidence=scores, class_id=classes)
        return found.with_nms(threshold=self.about["nms_iou"], class_agnostic=False)


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
