#!/usr/bin/env python3
"""Golf by Touchline against a usual Python pipeline on a CPU, in turn: same clip, same two networks, poses and video of every frame.

  tools/bench/peer_golf.py TOUCHLINE CLIP DETECTOR.yaml [--pose share/models/pose.yaml] [--profile balanced] [--rounds 3]

Python: OpenCV reads in a thread, ONNX Runtime finds the people and the points of the largest one, supervision's ByteTrack follows
and its annotators draw, OpenCV writes an MP4 in another thread. Touchline does golf with its defaults for the profile: also swings,
report and files. Rates are frames over the time from the call to the closed video, starts included, and without them where each
tells its own first frame. `python_ms` says where the time of the Python thread that computes went. Needs opencv-python,
onnxruntime, supervision and pyyaml. One JSON object on stdout.
"""
import argparse
import collections
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
import supervision
import yaml

from peer_network import Network

ROOT = pathlib.Path(__file__).resolve().parents[2]
BONES = [(5, 7), (7, 9), (6, 8), (8, 10), (5, 6), (5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16), (0, 5), (0, 6)]


class Pose:
    """The points of a body in a box, as the manifest of a network of heat maps wants it."""

    def __init__(self, manifest):
        about = yaml.safe_load(manifest.read_text())
        self.session = onnxruntime.InferenceSession(str(manifest.parent / about["file"]), providers=["CPUExecutionProvider"])
        self.name, self.stride = about["input"]["name"], about["strides"][0]
        self.width, self.height = about["input"]["width"], about["input"]["height"]
        self.mean, self.std = np.array(about["input"]["mean"], np.float32), np.array(about["input"]["std"], np.float32)

    def __call__(self, frame, box):
        centre, size = (box[:2] + box[2:]) / 2, (box[2:] - box[:2]) * 1.25
        scale = min(self.width / size[0], self.height / size[1])
        warp = np.array([[scale, 0, self.width / 2 - centre[0] * scale], [0, scale, self.height / 2 - centre[1] * scale]], np.float32)
        crop = cv2.warpAffine(frame, warp, (self.width, self.height), flags=cv2.INTER_LINEAR)
        blob = ((cv2.cvtColor(crop, cv2.COLOR_BGR2RGB) - self.mean) / self.std).transpose(2, 0, 1)[None].astype(np.float32)
        heat = self.session.run(None, {self.name: blob})[0][0]
        flat = heat.reshape(len(heat), -1)
        rows, columns = np.divmod(flat.argmax(1), heat.shape[2])
        cells = np.stack([columns, rows], 1).astype(np.float32)
        for point, (column, row) in enumerate(zip(columns, rows)):
            if 0 < column < heat.shape[2] - 1 and 0 < row < heat.shape[1] - 1:
                cells[point] += 0.25 * np.sign([heat[point, row, column + 1] - heat[point, row, column - 1], heat[point, row + 1, column] - heat[point, row - 1, column]])
        return ((cells + 0.5) * self.stride - warp[:, 2]) / scale, flat.max(1)


class Spent:
    def __init__(self):
        self.seconds = collections.defaultdict(float)
        self.last = time.monotonic()

    def on(self, what):
        now = time.monotonic()
        self.seconds[what] += now - self.last
        self.last = now


def python(clip, detector, pose, folder):
    begin = time.monotonic()
    network, points = Network(detector), Pose(pose)
    session = onnxruntime.InferenceSession(str(network.file), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    video = cv2.VideoCapture(str(clip))
    rate, size = video.get(cv2.CAP_PROP_FPS), (int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    read, done = queue.Queue(8), queue.Queue(8)

    def reader():
        while True:
            good, frame = video.read()
            read.put(frame if good else None)
            if not good:
                return

    def writer():
        out = cv2.VideoWriter(f"{folder}/annotated.mp4", cv2.VideoWriter_fourcc(*"avc1"), rate, size)
        if not out.isOpened():
            out = cv2.VideoWriter(f"{folder}/annotated.mp4", cv2.VideoWriter_fourcc(*"mp4v"), rate, size)
        while (frame := done.get()) is not None:
            out.write(frame)
        out.release()

    threads = [threading.Thread(target=reader), threading.Thread(target=writer)]
    for thread in threads:
        thread.start()
    tracker, boxes, skeleton = supervision.ByteTrack(), supervision.BoxAnnotator(), supervision.EdgeAnnotator(edges=[(a + 1, b + 1) for a, b in BONES])
    frames, found, first, spent = 0, 0, None, Spent()
    while (frame := read.get()) is not None:
        spent.on("wait for the reader")
        blob, fit = network.letterbox(frame)
        spent.on("letterbox")
        outputs = session.run(None, {name: blob})
        spent.on("detect")
        people = network.boxes(outputs, fit)
        people = tracker.update_with_detections(people[people.class_id == 0])
        spent.on("boxes and track")
        if len(people):
            largest = people.xyxy[np.argmax(people.box_area)]
            xy, scores = points(frame, largest)
            spent.on("pose")
            boxes.annotate(frame, people)
            skeleton.annotate(frame, supervision.KeyPoints(xy=xy[None].astype(np.float32), confidence=scores[None]))
            spent.on("draw")
            found += 1
        done.put(frame)
        spent.on("wait for the writer")
        frames, first = frames + 1, first or time.monotonic()
    done.put(None)
    for thread in threads:
        thread.join()
    end = time.monotonic()
    return {"fps": frames / (end - begin), "steady_fps": (frames - 1) / (end - first), "golfer": found / frames, "ms": {what: round(1e3 * took / frames, 2) for what, took in spent.seconds.items()}}


def touchline(program, clip, detector, profile, folder):
    begin = time.monotonic()
    command = [program, "--quiet", "run", clip, "--sport", "golf", "--profile", profile, "--set", f"detect.model={detector}", "--output", f"{folder}/run", "--json"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    took = time.monotonic() - begin
    source, drawn = told["sources"][0], told["drawn"][0]
    rows = [json.loads(line) for line in next(pathlib.Path(folder).rglob("measures.jsonl")).read_text().splitlines()]
    steady = 1 / (1 / source["steady_fps"] + 1 / drawn["fps"])
    return {"fps": source["frames"] / took, "steady_fps": steady, "golfer": sum(row["golfer"] is not None for row in rows) / len(rows), "first_pass_fps": source["steady_fps"], "drawing_fps": drawn["fps"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("touchline")
    parser.add_argument("clip")
    parser.add_argument("detector", type=pathlib.Path)
    parser.add_argument("--pose", type=pathlib.Path, default=ROOT / "share/models/pose.yaml")
    parser.add_argument("--profile", default="balanced")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    samples = {"touchline": [], "python": []}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            samples["touchline"].append(touchline(options.touchline, options.clip, options.detector.resolve(), options.profile, folder))
        with tempfile.TemporaryDirectory() as folder:
            samples["python"].append(python(options.clip, options.detector, options.pose, folder))
    middle = {name: {key: statistics.median(each[key] for each in taken) for key in taken[0] if key != "ms"} for name, taken in samples.items()}
    versions = {"opencv": cv2.__version__, "onnxruntime": onnxruntime.__version__, "supervision": supervision.__version__}
    result = {"clip": pathlib.Path(options.clip).stem, "detector": yaml.safe_load(options.detector.read_text())["name"], "profile": options.profile, "rounds": options.rounds}
    print(json.dumps(result | middle | {"python_ms": samples["python"][-1]["ms"], "faster": middle["touchline"]["fps"] / middle["python"]["fps"], "versions": versions}, indent=2))


if __name__ == "__main__":
    main()
