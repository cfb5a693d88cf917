"""F1 of the ball within 4 pixels of a picture 512 wide, as TrackNet is scored, on what was never trained on.

    score.py --data DIR --net NAME.onnx --size fast --out scores.json [--clip film.mp4 truth.csv] [--drawn 400]

Stills are shown three times (`single`). Clips (truth: columns frame_num, x, y of 0..1, visible) are seen in windows that do not overlap, and
frame by frame (`single` too). `drawn` are drawn flights over held-out films. The ball is the highest peak of a frame.
"""
import argparse
import csv
import json

import cv2
import numpy as np
import torch

import frames as films
import net as N
from windows import MIXES, MOVING, Batcher, Store

NEAR = 4 / 512  # of the picture's width
FLOOR = 0.05  # of a peak's score


def tops(maps, width):
    """Of maps n x h x w, the best peak each, of the picture's width: x y score, score 0 where there is none."""
    out = np.zeros((len(maps), 3))
    for i, m in enumerate(maps):
        best = N.peaks(m, FLOOR, 1)
        if len(best):
            out[i] = best[0] / [width, width, 1]
    return out


def tally(found, truth):
    """found n x 3 (x y score), truth: n lists of x y (both of the picture's width). Best F1 with its threshold, and F1 at some."""
    right = np.array([any(np.hypot(f[0] - t[0], f[1] - t[1]) <= NEAR for t in ts) for f, ts in zip(found, truth)], bool)
    balls = sum(len(ts) > 0 for ts in truth)

    def at(threshold):
        on = found[:, 2] >= threshold
        hit = int((on & right).sum())
        p, r = hit / max(int(on.sum()), 1), hit / max(balls, 1)
        return dict(f1=round(2 * p * r / max(p + r, 1e-9), 4), precision=round(p, 4), recall=round(r, 4))

    grid = [round(0.05 * k, 2) for k in range(1, 19)]
    best = max(grid, key=lambda t: at(t)["f1"])
    return dict(frames=len(found), balls=balls, best=dict(threshold=best, **at(best)), at={str(t): at(t) for t in (0.2, 0.3, 0.4, 0.5)})


def stacked(pictures):
    """Three pictures height x width x 3 bytes, RGB, as one input."""
    return np.concatenate([p.transpose(2, 0, 1) for p in pictures]).astype(np.float32)[None] / 255


def stills(run, data, width, height):
    """Of each kind of ball, the held-out frames, each shown three times."""
    found = {}
    decode = films.Pictures(width, height)
    for film in films.wanted(films.films(data), "held"):
        if film.balls[0] is None:
            continue
        for picture, balls in zip(decode.of(film), film.balls):
            f, t = found.setdefault(film.kind, ([], []))
            f.append(tops(run(stacked([picture] * 3))[0, 1:2], width)[0])
            t.append([(b[0], b[1] * height / width) for b in balls])
    return {kind: tally(np.array(f), t) for kind, (f, t) in found.items()}


def clip(run, path, truth, width, height):
    """window: three frames at once; single: each frame three times; beside them window_every: the middle of each three."""
    fit = films.Pictures(width, height).fit
    pictures = [fit(f) for f in films.video(path)]
    rows = {int(r["frame_num"]): r for r in csv.DictReader(open(truth))}
    truth = [[(float(r["x"]), float(r["y"]) * height / width)] if (r := rows.get(k)) and r["visible"] != "0" else [] for k in range(len(pictures))]
    n = len(pictures) // 3 * 3
    windows = [run(stacked(pictures[k : k + 3]))[0] for k in range(0, n, 3)]
    single = [run(stacked([p] * 3))[0, 1] for p in pictures[:n]]
    return dict(window=tally(tops(np.concatenate(windows), width), truth[:n]), single=tally(tops(single, width), truth[:n]))


def drawn(run, data, sport, count, width, height):
    """Drawn flights over held-out films; frames with a ball that need not be found count as they come."""
    rows = films.wanted(films.films(data), "held")
    mix, kinds = MIXES[sport]
    pictures, starts = films.load(rows, threads=4)
    torch.manual_seed(0)
    feed = Batcher(Store(rows, pictures, starts, "cpu", mix), width, height, 4, kinds, np.zeros((1, 4, 8, 8), np.float32), seed=7, moving=sport in MOVING)
    found, truth = [], []
    for _ in range(count // 4):
        x, _, _, at = feed.next()
        for k in range(len(x)):
            found += list(tops(run(x[k : k + 1].numpy())[0], width))
            truth += [[tuple(p / width) for p in frame if not np.isnan(p[0])] for frame in at[k].numpy()]
    return tally(np.array(found), truth)


def runner(path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    half = session.get_inputs()[0].type == "tensor(float16)"
    return lambda x: session.run(None, {name: x.astype(np.float16) if half else x})[0].astype(np.float32)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data")
    ap.add_argument("--net", required=True)
    ap.add_argument("--size", default="fast", choices=list(N.SIZES))
    ap.add_argument("--sport", default="shuttle", choices=list(MIXES), help="of drawn flights")
    ap.add_argument("--clip", nargs=2, action="append", default=[], metavar=("FILM", "TRUTH"))
    ap.add_argument("--drawn", type=int, default=0)
    ap.add_argument("--out")
    a = ap.parse_args()
    cv2.setNumThreads(1)
    run, (w, h) = runner(a.net), N.SIZES[a.size]
    out = dict(single=stills(run, a.data, w, h)) if a.data else {}
    for path, truth in a.clip:
        out[path.split("/")[-1]] = clip(run, path, truth, w, h)
    if a.drawn:
        out["drawn"] = drawn(run, a.data, a.sport, a.drawn, w, h)
    print(json.dumps(out, indent=1))
    if a.out:
        json.dump(out, open(a.out, "w"), indent=1)


if __name__ == "__main__":
    main()
