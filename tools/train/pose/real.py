"""People of real pictures with their teacher's points: training crops, or the clips that networks are scored on.

    real.py --data TRAIN --models MODELS --out real.npz
    real.py --clips CLIP... --models MODELS --out held.npz

The teacher is PP-TinyPose. Of training crops it sees eight views (turned, smaller and larger, each with its mirror)
whose heat maps are averaged in the crop: where they disagree the average is low, and so is the score that the student
learns. Of the clips to score on it sees the crop and its mirror, no more.
Crops are 320x240: of training people 1.5625 times the box, of clips what a network is shown (1.25 times).
"""
import argparse
import glob
import os

import cv2
import numpy as np

from crops import MARGIN, crop, crop_map, tops
from people import People
from score import Network

SHAPE = (320, 240)
VIEWS = ((0, 1), (0.3, 1), (-0.3, 1), (0, 0.85))  # turn in radians, size


def pictures_of(folder):
    """(source, RGB picture, boxes or None) of the CC-BY sets."""
    def read(path, stretched):
        picture = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
        return cv2.resize(picture, (1280, 720), interpolation=cv2.INTER_AREA) if stretched else picture

    def labelled(path, classes):
        rows = np.loadtxt(path.replace("/images/", "/labels/")[:-4] + ".txt", ndmin=2)
        rows = rows[np.isin(rows[:, 0], classes)] if rows.size else rows.reshape(0, 5)
        centre, size = rows[:, 1:3] * [1280, 720], rows[:, 3:5] * [1280, 720]
        return np.concatenate([centre - size / 2, size], 1)

    def all_of(pattern):
        return sorted(glob.glob(os.path.join(folder, pattern)))

    for path in all_of("badminton_players/images/*"):
        yield "badminton_players", read(path, True), labelled(path, [0, 1])
    for path in all_of("tennis_ball/images/*"):
        yield "tennis_ball", read(path, False), None
    for path in all_of("shuttle_frames/images/*"):
        yield "shuttle_frames", read(path, True), None
    for path in all_of("football_players/*/images/*")[::3]:
        yield "football_players", read(path, True), labelled(path, [1, 2, 3])
    for path in all_of("shuttle_sequences/*.mp4"):
        yield from (("shuttle_sequences", p, None) for p in frames(path, 12))
    for path in all_of("volleyball_ball/*.mp4"):
        yield from (("volleyball_ball", p, None) for p in frames(path, 8))


def frames(path, step, most=10 ** 9):
    video, i = cv2.VideoCapture(path), 0
    while i < step * most and video.grab():
        if i % step == 0:
            yield cv2.cvtColor(video.retrieve()[1], cv2.COLOR_BGR2RGB)
        i += 1


def teach(network, crops):
    """17 x 3 of each crop: of the heat maps of all views, averaged in the crop's own place."""
    total = 0
    for turn, size in VIEWS:
        box = (SHAPE[1] * 0.1, SHAPE[0] * 0.1, SHAPE[1] * 0.8, SHAPE[0] * 0.8)
        seen = crop_map(box, 256, 192, 1 / size, turn)
        heat = network.heat([crop(c, seen, 256, 192) for c in crops], True)
        # From the heat map of the view to a quarter of the crop.
        back = np.linalg.inv(np.vstack([seen, [0, 0, 1]]))[:2].copy()
        back[:, 2] /= 4
        back[:, 2] += back[:, :2] @ [0.5, 0.5] - 0.5
        total = total + np.array([[cv2.warpAffine(h, back, (SHAPE[1] // 4, SHAPE[0] // 4)) for h in one] for one in heat])
    return tops(total / len(VIEWS))


def held(network, people, paths):
    for path in paths:
        step = max(1, int(cv2.VideoCapture(path).get(cv2.CAP_PROP_FRAME_COUNT)) // 40)
        for picture in frames(path, step):
            for box in people.boxes(picture, 0.6, 80, 2):
                m = crop_map(box, *SHAPE)
                found = tops(network.heat([crop(picture, crop_map(box, 256, 192), 256, 192)], True))[0]
                found[:, :2] *= SHAPE[0] / 256
                yield os.path.basename(path)[:-4], crop(picture, m, *SHAPE), found, max(box[2:]) * np.hypot(*m[:, 0])


def train(network, people, folder, most):
    waiting = []
    for source, picture, boxes in pictures_of(folder):
        if boxes is None:
            boxes = people.boxes(picture, 0.5, 48, 4)
        boxes = boxes[boxes[:, 3] >= 40] if len(boxes) else boxes
        for box in sorted(boxes, key=lambda b: -b[3])[:most]:
            waiting.append((source, crop(picture, crop_map(box, *SHAPE, margin=MARGIN ** 2), *SHAPE)))
        while len(waiting) >= 16:
            batch, waiting = waiting[:16], waiting[16:]
            for (name, picture_), points in zip(batch, teach(network, [c for _, c in batch])):
                yield name, picture_, points, 0.0


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--data")
    args.add_argument("--clips", nargs="*")
    args.add_argument("--models", required=True)
    args.add_argument("--most", type=int, default=4, help="people of a picture, the largest")
    args.add_argument("--out", required=True)
    args = args.parse_args()
    network = Network(os.path.join(args.models, "tinypose_256x192.onnx"))
    people = People(os.path.join(args.models, "rtmdet_nano_person.onnx"))
    rows = list(held(network, people, args.clips) if args.clips else train(network, people, args.data, args.most))
    source, crops, points, side = zip(*rows)
    np.savez(args.out, source=np.array(source), crops=np.stack(crops), points=np.float32(points), side=np.float32(side))
    names, counts = np.unique(source, return_counts=True)
    print(dict(zip(names.tolist(), counts.tolist())))


if __name__ == "__main__":
    main()
