"""Score detectors of people: ours, and RTMDet-nano beside them.

    judge.py badminton --net NET [--threshold 0.4] --truth badminton_players [--models DIR | --witness FILE]
    judge.py heldout   --net NET --data DIR
    judge.py clips     --net NET CLIP.mp4 ...

NET: a manifest of ours, NAME.yaml or NAME.yaml:int8, a run of fit.py, RUN.pt@960x544, or rtmdet@640 (--models says where). badminton: drawn boxes of a match that nobody trained on;
`far` are the smaller half of all labels. heldout: labels of the sources in gather.HELD_OUT, made by the
teachers, so RTMDet is judged by itself there. clips: in how many frames the largest person is found.
Precision leaves out detections of people whom the labels leave out (ignored regions; in badminton whoever
RTMDet sees at 0.35: the stands are not labelled). --witness: whom it sees, read from a file, or written where there is none.
"""
import argparse
import functools
import glob
import json
import os
import sys

import cv2
import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import model as M  # noqa: E402
import score as S  # noqa: E402
import teachers as T  # noqa: E402

import samples  # noqa: E402
from gather import yolo  # noqa: E402

NMS, FLOOR = 0.6, 0.05


class Ours:
    def __init__(self, name):
        import yaml  # not where runs alone are judged

        path, _, precision = name.partition(":")
        with open(path) as f:
            manifest = yaml.safe_load(f)
        file = manifest["files"][precision]["file"] if precision else manifest["file"]
        self.net = T.session(os.path.join(os.path.dirname(path), file))
        self.w, self.h = manifest["input"]["width"], manifest["input"]["height"]

    def maps(self, x):
        return self.net.run(["heat", "box"], {"image": x})

    def __call__(self, img):
        x, s, px, py = S.letterbox(img, self.w, self.h)
        heat, box = self.maps(np.ascontiguousarray(x[None, :, :, ::-1].transpose(0, 3, 1, 2)).astype(np.float32) / 255)
        d = peaks(heat[0, 0], box[0])
        d[:, :4] = (d[:, :4] - [px, py, px, py]) / s
        return d


class Run(Ours):
    """Weights in training, on a GPU where there is one."""

    def __init__(self, name):
        path, _, size = name.partition("@")
        self.w, self.h = map(int, size.split("x"))
        kept = torch.load(path, map_location="cpu", weights_only=True)
        net = M.Net(kept["size"], kept["head4"])
        net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in kept["state"].items()})
        self.dev = "cuda" if torch.cuda.is_available() else "cpu"
        self.net = M.DeployPeople(M.people_alone(net)).eval().to(self.dev)

    @torch.no_grad()
    def maps(self, x):
        return [t.cpu().numpy() for t in self.net(torch.from_numpy(x).to(self.dev))]


def peaks(heat, box, floor=FLOOR, nms=NMS):
    """As the engine decodes a network of one class: 3x3 maxima, then suppression."""
    top = cv2.dilate(heat, np.ones((3, 3)))
    y, x = np.nonzero((heat >= top) & (heat > floor))
    l, t, r, b = box[:, y, x]
    cx, cy = (x + 0.5) * 4, (y + 0.5) * 4
    rows, keep = np.stack([cx - l, cy - t, cx + r, cy + b, heat[y, x]], 1).astype(np.float64), []
    rows = rows[rows[:, 4].argsort()[::-1]]
    while len(rows):
        keep.append(rows[0])
        rows = rows[1:][S.iou(rows[0], rows[1:]) <= nms]
    return np.array(keep).reshape(-1, 5)


def network(name, models):
    if name.startswith("rtmdet@"):
        net, side = T.RtmDet(f"{models}/rtmdet_nano_person.onnx"), int(name.split("@")[1])
        return lambda img: net(img, side)
    return Run(name) if ".pt@" in name else Ours(name)


def matched(truth, found, iou=0.5):
    """Rows of `found`, best first: the index of the label that each takes, -1 for none."""
    used, out = np.zeros(len(truth), bool), []
    for d in found:
        e = np.where(used, -1, S.iou(d, truth)) if len(truth) else np.zeros(0)
        j = int(e.argmax()) if len(e) and e.max() >= iou else -1
        if j >= 0:
            used[j] = True
        out.append(j)
    return out


def covered(d, regions):
    """Whether a region that is not asked for has most of the detection."""
    if not len(regions):
        return False
    w = np.minimum(d[2], regions[:, 2]) - np.maximum(d[0], regions[:, 0])
    h = np.minimum(d[3], regions[:, 3]) - np.maximum(d[1], regions[:, 1])
    return bool((w.clip(0) * h.clip(0)).max() > 0.5 * (d[2] - d[0]) * (d[3] - d[1]))


def tally(frames, threshold):
    """frames of (truth, ignored, found, far): recall, recall of the far, precision, and AP50."""
    hits, labels, at = [], 0, dict(found=0, far=0, far_found=0, right=0, wrong=0)
    for truth, ignored, found, far in frames:
        labels += len(truth)
        at["far"] += int(far.sum())
        for d, j in zip(found, matched(truth, found)):
            if j < 0 and covered(d, ignored):
                continue
            hits.append((d[4], j >= 0))
            if d[4] >= threshold:
                at["right" if j >= 0 else "wrong"] += 1
                at["far_found"] += int(j >= 0 and far[j])
    seen = max(1, at["right"] + at["wrong"])
    row = dict(frames=len(frames), labels=labels, threshold=threshold, recall=at["right"] / max(1, labels), precision=at["right"] / seen, false_a_frame=at["wrong"] / len(frames))
    if at["far"]:
        row.update(far=at["far"], far_recall=at["far_found"] / at["far"])
    row.update(S.curve(sorted(hits, key=lambda t: -t[0]), labels))
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}


HEIGHTS = {"below_130": (0, 130), "130_300": (130, 300), "300_450": (300, 450), "above_450": (450, 999)}  # of 720 rows


def by_height(frames, threshold):
    """Of frames as `tally` takes them: recall of the labels of each height."""
    rows = []
    for truth, _, found, _ in frames:
        took = matched(truth, found[found[:, 4] >= threshold])
        rows += [(b[3] - b[1], j in took) for j, b in enumerate(truth)]
    tall, seen = np.array(rows, float).T
    return {f"recall_{k}": round(float(seen[(tall >= lo) & (tall < hi)].mean()), 4) for k, (lo, hi) in HEIGHTS.items()}


def court_view(folder, frames, threshold):
    """Recall of the players and of others in that match's frames of one camera, the main one: the largest set of frames that look
    alike. Players are those who stand on the court."""
    small = [cv2.GaussianBlur(cv2.resize(cv2.imread(f), (64, 36)), (5, 5), 0).astype(np.float32) for f in sorted(glob.glob(f"{folder}/images/*.jpg"))]
    alike = np.array([[np.abs(a - b).mean() < 10 for b in small] for a in small])
    seen = {"players": [], "others": []}
    for k in np.flatnonzero(alike[alike.sum(1).argmax()]):
        truth, _, found, _ = frames[k]
        took = matched(truth, found[found[:, 4] >= threshold])
        for j, b in enumerate(truth):
            on = 220 < (b[0] + b[2]) / 2 < 1060 and b[3] > 300
            seen["players" if on else "others"].append(j in took)
    return {f"court_{k}": round(float(np.mean(v)), 4) for k, v in seen.items() if v}


def seen_by(witness, folder, path):
    """Boxes of whoever RTMDet sees in each picture, read from `path` if it is there, else written to it."""
    if path and os.path.exists(path):
        return json.load(open(path))
    look = lambda f: [d[:4].tolist() for d in witness()(court(f)) if d[4] > 0.35]
    seen = {os.path.basename(f): look(f) for f in sorted(glob.glob(f"{folder}/images/*.jpg"))}
    if path:
        json.dump(seen, open(path, "w"))
    return seen


def court(path):
    return cv2.resize(cv2.imread(path), (1280, 720), interpolation=cv2.INTER_AREA)


def badminton(net, folder, seen):
    frames = []
    for f in sorted(glob.glob(f"{folder}/images/*.jpg")):
        rows = yolo(f.replace("/images/", "/labels/")[:-3] + "txt", 1280, 720)
        truth = np.array([b for _, b in rows]).reshape(-1, 4)
        frames.append((truth, np.array(seen[os.path.basename(f)]).reshape(-1, 4), net(court(f))))
    return with_far(frames)


def with_far(frames):
    """Beside each frame, who of its labels is of the smaller half of all."""
    tall = [f[0][:, 3] - f[0][:, 1] for f in frames]
    middle = np.median(np.concatenate(tall))
    return [(*f, t < middle) for f, t in zip(frames, tall)]


def heldout(net, folder):
    by = {}
    for r in samples.load(folder, held_out=True):
        by.setdefault(r["source"].split("-")[0], []).append((r["boxes"], r["ignore"], net(cv2.imread(r["path"]))))
    return {k: with_far(v) for k, v in by.items()}


def clip(net, path, threshold):
    """Frames, those with a person as tall as 0.35 of the picture, the lowest of their best scores, and detections a frame."""
    video, rows = cv2.VideoCapture(path), []
    while True:
        ok, img = video.read()
        if not ok:
            break
        d = net(img)
        big = d[(d[:, 3] - d[:, 1]) > 0.35 * img.shape[0]]
        rows.append((big[:, 4].max() if len(big) else 0.0, int((d[:, 4] >= threshold).sum())))
    best = np.array([r[0] for r in rows])
    return dict(frames=len(rows), found=int((best >= threshold).sum()), lowest=round(float(best.min()), 3), people_a_frame=round(float(np.mean([r[1] for r in rows])), 2))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["badminton", "heldout", "clips"])
    ap.add_argument("files", nargs="*")
    ap.add_argument("--net", required=True)
    ap.add_argument("--threshold", type=float, default=0.4)
    ap.add_argument("--models")
    ap.add_argument("--witness")
    ap.add_argument("--truth")
    ap.add_argument("--data")
    ap.add_argument("--out")
    a = ap.parse_intermixed_args()
    cv2.setNumThreads(1)
    net = network(a.net, a.models)
    if a.what == "badminton":
        frames = badminton(net, a.truth, seen_by(functools.cache(lambda: network("rtmdet@1280", a.models)), a.truth, a.witness))
        out = dict(badminton=tally(frames, a.threshold) | by_height(frames, a.threshold) | court_view(a.truth, frames, a.threshold))
    elif a.what == "heldout":
        out = {k: tally(v, a.threshold) for k, v in heldout(net, a.data).items()}
    else:
        out = {os.path.basename(f): clip(net, f, a.threshold) for f in a.files}
    for k, v in out.items():
        print(os.path.basename(a.net), k, json.dumps(v))
    if a.out:
        json.dump(dict(net=os.path.basename(a.net), threshold=a.threshold, **out), open(a.out, "w"), indent=1)


if __name__ == "__main__":
    main()
