"""Scores of networks: on labelled people, and against the teacher on clips of sources not trained on.

    score.py [--people pose_people] [--held held.npz] [--drawn drawn-test.npz] [--out scores.json] NETWORK.onnx...

OKS12: object keypoint similarity of the twelve joints of the limbs (COCO's constants; the area is that of the box),
mean over people. PCK: the share of the teacher's sure joints found within 5 % of the longer side of the person's box.
OKS with one pass and with the mirrored picture averaged in.
Renderings tell whether elbows and wrists that are hidden get lower scores than those that are seen.
"""
import argparse
import json
import os

import cv2
import numpy as np
import onnxruntime as ort

from crops import MARGIN, crop, crop_map, to_frame, tops
from net import MEAN, MIRROR, STD

SIGMAS = np.array([.026, .025, .025, .035, .035, .079, .079, .072, .072, .062, .062, .107, .107, .087, .087, .089, .089])
LIMBS, ARMS = slice(5, 17), slice(7, 11)
STORED = 1.5625  # a stored crop of a rendering is so many boxes
TAKEN = 0.3  # a point with a higher score counts as found
AREA = 0.53  # of a box: what a person fills of it, as is usual where no outline is labelled
SURE = 0.5  # of the teacher
NEAR = 0.05  # of the longer side of a box


class Network:
    def __init__(self, path, threads=1):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.name = self.session.get_inputs()[0].name
        self.height, self.width = self.session.get_inputs()[0].shape[2:]

    def heat(self, crops, average=False):
        """Of n x h x w x 3 bytes, RGB."""
        x = ((np.asarray(crops, np.float32) - MEAN) / STD).transpose(0, 3, 1, 2)
        half = self.session.get_inputs()[0].type == "tensor(float16)"
        x = np.ascontiguousarray(x, np.float16 if half else np.float32)
        found = self.session.run(None, {self.name: x})[0].astype(np.float32)
        if average:
            mirrored = self.session.run(None, {self.name: np.ascontiguousarray(x[..., ::-1])})[0].astype(np.float32)
            found = (found + mirrored[:, MIRROR, :, ::-1]) / 2
        return found

    def points(self, picture, boxes, average=False):
        """17 x 3 of each box: x, y in the picture and the score."""
        maps = [crop_map(b, self.height, self.width) for b in boxes]
        crops = [crop(picture, m, self.height, self.width) for m in maps]
        found = np.concatenate([tops(self.heat(crops[i:i + 16], average)) for i in range(0, len(crops), 16)])
        for person, m in zip(found, maps):
            person[:, :2] = to_frame(person[:, :2], m)
        return found


def oks(found, truth, box, which=LIMBS):
    seen = truth[which, 2] > 0
    d2 = ((found[which, :2] - truth[which, :2]) ** 2).sum(-1)[seen]
    return np.exp(-d2 / (2 * AREA * box[2] * box[3] * (2 * SIGMAS[which][seen]) ** 2)).mean()


def people_of(folder):
    """(picture RGB, box, 17x3 truth) of each labelled person with a labelled limb."""
    for p in json.load(open(os.path.join(folder, "people.json")))["people"]:
        truth = np.array(p["keypoints"], float)
        if (truth[LIMBS, 2] > 0).any():
            path = os.path.join(folder, p["image"])
            if not os.path.exists(path):
                path = os.path.join(folder, "images", p["image"])
            yield cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB), p["bbox"], truth


def score_people(network, folder):
    plain, mirrored, right, wrong = [], [], [], []
    for picture, box, truth in people_of(folder):
        found = network.points(picture, [box])[0]
        plain.append(oks(found, truth, box))
        mirrored.append(oks(network.points(picture, [box], True)[0], truth, box))
        near = np.hypot(*(found[LIMBS, :2] - truth[LIMBS, :2]).T) < NEAR * max(box[2:])
        seen = truth[LIMBS, 2] > 0
        right += list(found[LIMBS, 2][near & seen])
        wrong += list(found[LIMBS, 2][~near & seen])
    return {"people": len(plain), "oks12": float(np.mean(plain)), "oks12_mirrored": float(np.mean(mirrored)),
            "score_tells": auc(right, wrong)}


def auc(right, wrong):
    """How often a right joint has a higher score than a wrong one."""
    right, wrong = np.array(right)[:, None], np.array(wrong)[None]
    return float(((right > wrong) + 0.5 * (right == wrong)).mean()) if right.size and wrong.size else None


def score_held(network, held):
    """held: pictures of the network's teacher, `crops` n x 320 x 240 x 3, `points` 17 x 3, `source`; see held.py."""
    size = held["crops"].shape[1:3]
    m = np.array([[network.width / size[1], 0, 0], [0, network.height / size[0], 0]], float)
    crops = [cv2.resize(c, (network.width, network.height), interpolation=cv2.INTER_LINEAR) for c in held["crops"]]
    found = np.concatenate([tops(network.heat(crops[i:i + 16])) for i in range(0, len(crops), 16)])
    found[..., :2] = to_frame(found[..., :2], m)
    sure = held["points"][:, LIMBS, 2] >= SURE
    near = np.hypot(*np.moveaxis(found[:, LIMBS, :2] - held["points"][:, LIMBS, :2], -1, 0)) < NEAR * held["side"][:, None]
    share = lambda which: float(near[which][sure[which]].mean())
    sport = np.array([str(s).split("_")[0] for s in held["source"]])
    return {"people": len(found), "joints": int(sure.sum()), "pck": float(near[sure].mean()),
            "pck_of_sport": {str(s): share(sport == s) for s in np.unique(sport)},
            "pck_of_clip": {str(s): share(held["source"] == s) for s in np.unique(held["source"])}}


def score_drawn(network, drawn):
    """Renderings with exact truth: arms' scores where the arm is seen and where it is hidden."""
    size = drawn["crops"].shape[1:3]
    m = crop_map((0, 0, size[1] / STORED, size[0] / STORED), network.height, network.width, MARGIN)
    m[:, 2] = [network.width / 2, network.height / 2] - m[:, :2] @ [size[1] / 2, size[0] / 2]
    crops = [crop(c, m, network.height, network.width) for c in drawn["crops"]]
    found = np.concatenate([tops(network.heat(crops[i:i + 16])) for i in range(0, len(crops), 16)])
    found[..., :2] = to_frame(found[..., :2], m)
    arms = found[:, ARMS, 2]
    seen = drawn["points"][:, ARMS, 2] > 0.5
    near = np.hypot(*np.moveaxis(found[..., :2] - drawn["points"][..., :2], -1, 0)) < NEAR * size[0] / STORED
    return {"bodies": len(crops), "arm_seen_auc": auc(arms[seen], arms[~seen]),
            "seen_arms_sure_pct": float(100 * (arms[seen] >= TAKEN).mean()),
            "hidden_arms_sure_pct": float(100 * (arms[~seen] >= TAKEN).mean()),
            "pck_seen_limbs": float(near[:, LIMBS][drawn["points"][:, LIMBS, 2] > 0.5].mean())}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--people")
    args.add_argument("--held")
    args.add_argument("--drawn", help="renderings of other bodies and backgrounds than those trained on")
    args.add_argument("--out")
    args.add_argument("networks", nargs="+")
    args = args.parse_args()
    results = {}
    for path in args.networks:
        network, result = Network(path), {}
        if args.people:
            result["people"] = score_people(network, args.people)
        if args.held:
            result["held"] = score_held(network, dict(np.load(args.held)))
        if args.drawn:
            result["drawn"] = score_drawn(network, dict(np.load(args.drawn)))
        results[os.path.basename(path)] = result
        print(os.path.basename(path), json.dumps(result))
    if args.out:
        json.dump(results, open(args.out, "w"), indent=1)


if __name__ == "__main__":
    main()
