"""What a network finds in films, for ../../eval/badminton_shuttle/score.py: clip_peaks.py --run RUN.pt|NET.onnx --out peaks.csv FILM.mp4 ...

All peaks of every frame, in pixels of the film (the centre of the first pixel is 0, 0). --windows apart: windows that do not overlap, as a
look with a stride of three has them; every: the mean of all windows that show a frame.
"""
import argparse
import csv
import os

import cv2
import numpy as np
import torch

import frames as films
import net as N
from score import runner, stacked

LEAST = 0.05  # of a peak's score
WIDTH, HEIGHT = N.SIZES["balanced"]


def network(path):
    """A function of windows n x 9 x H x W that gives maps n x 3 x h x w, and its input's width and height."""
    if path.endswith(".onnx"):
        return runner(path), (WIDTH, HEIGHT)
    from train import load  # not for an ONNX file: it wants the whole trainer

    device = "cuda" if torch.cuda.is_available() else "cpu"
    net, size = load(path)
    net = N.Deploy(net).eval().to(device)

    def run(x):
        with torch.no_grad():
            return net(torch.from_numpy(x).to(device)).float().cpu().numpy()

    return run, size


def heats(run, pictures, every):
    """Maps of every frame, each of its own window or the mean of all that show it."""
    n = len(pictures)
    starts = range(n - 2) if every else [min(k, n - 3) for k in range(0, n, 3)]
    total, count = None, np.zeros(n)
    for k in starts:
        maps = run(stacked(pictures[k : k + 3]))[0]
        total = np.zeros((n, *maps.shape[1:]), np.float32) if total is None else total
        for t in range(3):
            if every or not count[k + t]:
                total[k + t] += maps[t]
                count[k + t] += 1
    return total / count[:, None, None]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--run", required=True)
    ap.add_argument("--windows", default="apart", choices=["apart", "every"])
    ap.add_argument("--out", required=True)
    ap.add_argument("films", nargs="+")
    a = ap.parse_args()
    cv2.setNumThreads(1)
    run, (width, height) = network(a.run)
    with open(a.out, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["clip", "frame", "x", "y", "score"])
        for path in a.films:
            raw = films.video(path)
            h, w = raw[0].shape[:2]
            scale = min(width / w, height / h)  # as the engine: letterboxed in the middle
            left, top = (width - w * scale) / 2, (height - h * scale) / 2
            fit = cv2.getAffineTransform(*(np.float32([[0, 0], [v, 0], [0, v]]) for v in (1, scale)))
            fit[:, 2] = left + scale / 2 - 0.5, top + scale / 2 - 0.5
            if left < 0.5 and top < 0.5:
                pictures = [np.ascontiguousarray(cv2.resize(f, (width, height), interpolation=cv2.INTER_AREA)[..., ::-1]) for f in raw]
            else:
                pictures = [np.ascontiguousarray(cv2.warpAffine(f, fit, (width, height), flags=cv2.INTER_LINEAR, borderValue=(114,) * 3)[..., ::-1]) for f in raw]
            for k, heat in enumerate(heats(run, pictures, a.windows == "every")):
                for x, y, score in N.peaks(heat, LEAST):
                    rows.writerow([os.path.basename(path), k, round((x - left) / scale - 0.5, 2), round((y - top) / scale - 0.5, 2), round(float(score), 4)])


if __name__ == "__main__":
    torch.set_num_threads(2)
    main()
