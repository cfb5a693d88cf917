#!/usr/bin/env python3
"""The usual Python pipeline on the same clip, model and machine: OpenCV decodes, ONNX Runtime infers, supervision tracks.

  tools/bench/peer.py CLIP MANIFEST.yaml [--sources 1] [--shape processes|threads] [--provider CUDAExecutionProvider] [--seconds 10]

Detects and tracks every frame and writes nothing. Each source is a process of its own (`processes`, each with a session) or a
thread that shares one session (`threads`); sources start together after their warm-up, and what all of them finished in `--seconds`
is the rate. Needs opencv-python, onnxruntime-gpu, supervision and pyyaml. One JSON object on stdout.
"""
import argparse
import json
import multiprocessing
import pathlib
import threading
import time

import cv2
import onnxruntime
import supervision

from peer_network import Network

WARM_FRAMES = 20


def open_session(network, provider):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(network.file), options, providers=[provider])
    if session.get_providers()[0] != provider:
        raise SystemExit(f"ONNX Runtime has no {provider} here: {session.get_providers()}")
    return session


class Source:
    """One camera: a clip that starts again when it ends."""

    def __init__(self, clip, network, session):
        self.clip, self.network, self.session = clip, network, session
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
        blob, fit = self.network.letterbox(frame)
        outputs = self.session.run(self.network.about["outputs"], {self.network.about["input"]["name"]: blob})
        self.objects += len(self.tracker.update_with_detections(self.network.boxes(outputs, fit)))


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
    network = Network(options.manifest)
    work(Source(options.clip, network, open_session(network, options.provider)), start, options.seconds, report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("clip")
    parser.add_argument("manifest", type=pathlib.Path)
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
        network = Network(options.manifest)
        session = open_session(network, options.provider)
        start, report = threading.Barrier(options.sources), spawn.Queue()
        workers = [
            threading.Thread(target=work, args=(Source(options.clip, network, session), start, options.seconds, report))
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
