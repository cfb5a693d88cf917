#!/usr/bin/env python3
"""The usual Python pipeline on the same clip, model and machine: OpenCV decodes, ONNX Runtime infers, supervision tracks.

  tools/bench/peer.py CLIP MODEL.onnx [--sources 1] [--shape processes|threads] [--provider CUDAExecutionProvider] [--seconds 10]

Detects and tracks every frame and writes nothing. Each source is a process of its own (`processes`, each with a session) or a
thread that shares one session (`threads`); sources start together after their warm-up, and what all of them finished in `--seconds`
is the rate. Needs opencv-python, onnxruntime-gpu and supervision. One JSON object on stdout.
"""
import argparse
import json
import multiprocessing
import threading
import time

import cv2
import numpy as np
import onnxruntime
import supervision

WIDTH, HEIGHT, STRIDE = 960, 544, 4
CLASSES = ["ball", "goalkeeper", "player", "referee"]
THRESHOLDS = np.array([0.35, 0.45, 0.45, 0.5], np.float32)
PAD = 114
WARM_FRAMES = 20


def open_session(model, provider):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=[provider])
    if session.get_providers()[0] != provider:
        raise SystemExit(f"ONNX Runtime has no {provider} here: {session.get_providers()}")
    return session


def letterbox(frame):
    """uint8 BGR of any size to f32 1x3x544x960 RGB; and the scale and offset back."""
    height, width = frame.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height)
    inner = (round(width * scale), round(height * scale))
    left, top = (WIDTH - inner[0]) // 2, (HEIGHT - inner[1]) // 2
    canvas = np.full((HEIGHT, WIDTH, 3), PAD, np.uint8)
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(frame, inner, interpolation=cv2.INTER_LINEAR)
    return cv2.dnn.blobFromImage(canvas, 1 / 255, swapRB=True), scale, left, top


def decode(heat, box, scale, left, top):
    """Peaks of 3x3 above their class's threshold, suppressed at IoU 0.6."""
    peaks = np.stack([cv2.dilate(plane, np.ones((3, 3), np.uint8)) for plane in heat])
    classes, rows, columns = np.nonzero((heat == peaks) & (heat > THRESHOLDS[:, None, None]))
    centre = np.stack([columns, rows], 1).astype(np.float32) * STRIDE + STRIDE / 2
    reach = box[:, rows, columns].T
    corners = np.concatenate([centre - reach[:, :2], centre + reach[:, 2:]], 1)
    corners = (corners - [left, top, left, top]) / scale
    found = supervision.Detections(corners.astype(np.float32), confidence=heat[classes, rows, columns], class_id=classes)
    return found.with_nms(threshold=0.6, class_agnostic=False)


class Source:
    """One camera: a clip that starts again when it ends."""

    def __init__(self, clip, session):
        self.clip, self.session = clip, session
        self.video = cv2.VideoCapture(clip)
        self.tracker = supervision.ByteTrack()
        self.objects = 0

    def step(self):
        good, frame = self.video.read()
        if not good:
            self.video = cv2.VideoCapture(self.clip)
            good, frame = self.video.read()
            if not good:
                raise SystemExit(f"OpenCV does not read {self.clip}")
        blob, scale, left, top = letterbox(frame)
        heat, box = self.session.run(["heat", "box"], {"image": blob})
        self.objects += len(self.tracker.update_with_detections(decode(heat[0], box[0], scale, left, top)))


def work(source, start, seconds, report):
    for _ in range(WARM_FRAMES):
        source.step()
    source.objects = 0
    start.wait()
    frames, begin = 0, time.monotonic()
    while time.monotonic() - begin < seconds:
        source.step()
        frames += 1
    report.put((frames, time.monotonic() - begin, source.objects))


def work_in_process(options, start, report):
    cv2.setNumThreads(1)
    work(Source(options.clip, open_session(options.model, options.provider)), start, options.seconds, report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("clip")
    parser.add_argument("model")
    parser.add_argument("--sources", type=int, default=1)
    parser.add_argument("--shape", choices=["processes", "threads"], default="processes")
    parser.add_argument("--provider", default="CUDAExecutionProvider")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    if options.shape == "processes":
        start, report = spawn.Barrier(options.sources), spawn.Queue()
        workers = [spawn.Process(target=work_in_process, args=(options, start, report)) for _ in range(options.sources)]
    else:
        session = open_session(options.model, options.provider)
        start, report = threading.Barrier(options.sources), spawn.Queue()
        workers = [
            threading.Thread(target=work, args=(Source(options.clip, session), start, options.seconds, report))
            for _ in range(options.sources)
        ]
    for worker in workers:
        worker.start()
    reports = [report.get() for _ in workers]
    for worker in workers:
        worker.join()
    frames = sum(each[0] for each in reports)
    print(
        json.dumps(
            {
                "sources": options.sources,
                "shape": options.shape,
                "provider": options.provider,
                "frames": frames,
                "fps": sum(each[0] / each[1] for each in reports),
                "objects_per_frame": sum(each[2] for each in reports) / max(frames, 1),
                "versions": {"opencv": cv2.__version__, "onnxruntime": onnxruntime.__version__, "supervision": supervision.__version__},
            }
        )
    )


if __name__ == "__main__":
    main()
