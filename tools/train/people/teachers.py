"""What two public detectors say of every frame, over scales and tiles.

    teachers.py --models DIR --data DIR [--workers 16]

DIR of models holds rtmdet_nano_person.onnx and yolox_nano.onnx (both Apache-2.0). Writes DIR/teachers.json: name ->
detector -> rows of x1 y1 x2 y2 score, pixels of the frame. RTMDet, alone
at the sets that bring boxes of people, looks at each frame several times: its `views` are a list of such rows.
"""
import argparse
import json
import multiprocessing
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import score as S  # noqa: E402

FLOOR, OVERLAP = 0.1, 0.6


def session(path):
    import onnxruntime as ort  # not where runs alone are judged

    o = ort.SessionOptions()
    o.intra_op_num_threads = 1
    return ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])


def suppress(rows):
    rows = np.array(rows, np.float32).reshape(-1, 5)
    rows, keep = rows[rows[:, 4].argsort()[::-1]], []
    while len(rows):
        keep.append(rows[0])
        rows = rows[1:][S.iou(rows[0], rows[1:]) <= OVERLAP]
    return np.array(keep).reshape(-1, 5)


class RtmDet:
    def __init__(self, path):
        self.net = session(path)

    def __call__(self, img, side):
        """`side`: pixels of the longer side that the network sees."""
        h, w = img.shape[:2]
        s = side / max(h, w)
        x = cv2.resize(img, (round(w * s), round(h * s)), interpolation=cv2.INTER_AREA if s < 1 else cv2.INTER_LINEAR)
        pad = np.full((-(-x.shape[0] // 32) * 32, -(-x.shape[1] // 32) * 32, 3), 114, np.float32)
        pad[: x.shape[0], : x.shape[1]] = x
        pad = (pad - np.float32([103.53, 116.28, 123.675])) / np.float32([57.375, 57.12, 58.395])
        d = self.net.run(["dets"], {"input": pad.transpose(2, 0, 1)[None].copy()})[0][0]
        d = d[d[:, 4] > FLOOR].copy()
        d[:, :4] /= s
        return d


class Yolox:
    def __init__(self, path):
        self.net = session(path)
        grids = [np.stack(np.meshgrid(np.arange(416 // s), np.arange(416 // s)), -1).reshape(-1, 2) for s in (8, 16, 32)]
        self.grid = np.concatenate(grids)
        self.stride = np.repeat([8, 16, 32], [len(g) for g in grids])[:, None]

    def __call__(self, img, _):
        h, w = img.shape[:2]
        s = 416 / max(h, w)
        x = np.full((416, 416, 3), 114, np.float32)
        r = cv2.resize(img, (round(w * s), round(h * s)), interpolation=cv2.INTER_AREA if s < 1 else cv2.INTER_LINEAR)
        x[: r.shape[0], : r.shape[1]] = r
        y = self.net.run(None, {"images": x.transpose(2, 0, 1)[None].copy()})[0][0]
        score = y[:, 4] * y[:, 5]
        on = score > FLOOR
        middle, half = (y[on, :2] + self.grid[on]) * self.stride[on] / s, np.exp(y[on, 2:4]) * self.stride[on] / s / 2
        return np.concatenate([middle - half, middle + half, score[on, None]], 1)


def tiled(net, img, side, across, down):
    """Detections of overlapping windows; those that a window's inner edge cuts are left to its neighbour."""
    h, w = img.shape[:2]
    tw, th = (w if across == 1 else int(w / across * 1.3)), (h if down == 1 else int(h / down * 1.3))
    out = []
    for x0 in np.linspace(0, w - tw, across).astype(int):
        for y0 in np.linspace(0, h - th, down).astype(int):
            for r in net(img[y0 : y0 + th, x0 : x0 + tw], side):
                cut = (x0 > 0 and r[0] < 2, y0 > 0 and r[1] < 2, x0 + tw < w and r[2] > tw - 2, y0 + th < h and r[3] > th - 2)
                if not any(cut):
                    out.append([r[0] + x0, r[1] + y0, r[2] + x0, r[3] + y0, r[4]])
    return out


def views(rtm, img, sides):
    """What RTMDet says of a picture at each size of its longer side, and of its mirror image at the first."""
    mirrored = rtm(np.ascontiguousarray(img[:, ::-1]), sides[0])
    mirrored[:, [0, 2]] = img.shape[1] - mirrored[:, [2, 0]]
    return [mirrored, *(rtm(img, side) for side in sides)]


def look(job):
    """One frame, in a process whose detectors `start` has made."""
    path, source = job
    img, one = cv2.imread(path), {}
    if source.startswith(("capston2", "football")):
        one["views"] = views(TEACHERS["rtmdet"], img, [640])
    else:
        one["views"] = views(TEACHERS["rtmdet"], img, [640, 960])
        one["yolox"] = suppress([*TEACHERS["yolox"](img, 416), *tiled(TEACHERS["yolox"], img, 416, 2, 1)])
    rounded = lambda d: np.round(d, 3).tolist()
    return {t: [rounded(v) for v in d] if t == "views" else rounded(d) for t, d in one.items()}


TEACHERS = {}


def start(models):
    cv2.setNumThreads(1)
    TEACHERS.update(rtmdet=RtmDet(f"{models}/rtmdet_nano_person.onnx"), yolox=Yolox(f"{models}/yolox_nano.onnx"))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--models", required=True)
    ap.add_argument("--data", required=True)
    ap.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    a = ap.parse_args()
    rows = json.load(open(f"{a.data}/frames.json"))
    with multiprocessing.get_context("spawn").Pool(a.workers, start, (a.models,)) as pool:
        said = pool.map(look, [(f"{a.data}/{r['name']}.jpg", r["source"]) for r in rows], chunksize=4)
    json.dump({r["name"]: one for r, one in zip(rows, said)}, open(f"{a.data}/teachers.json", "w"))
    print(len(rows), "frames")


if __name__ == "__main__":
    main()
