"""Trains the network further, on crops of real.py and render.py.

    train.py --init NETWORK.onnx --size 256x192 --real real.npz --drawn drawn.npz --minutes 30 --out pose.onnx

Targets are heat maps with a bump as high as the point's score: the teacher's, averaged over its views, or the truth of
a rendering. What comes out is the average of the last weights, written back into the graph.
"""
import argparse
import time

import cv2
import numpy as np
import torch

from crops import crop, crop_map
from net import MIRROR, STRIDE, TinyPose, normalised

STORED = 1.5625  # a stored crop is so many boxes
HIDDEN = 0.15  # the score of a point behind a pasted patch


def augmented(rng, picture, points, height, width):
    """A stored crop as the network may be shown it, and its points."""
    h, w = picture.shape[:2]
    size = np.clip(rng.normal(1.25, 0.12), 0.95, 1.6) / STORED
    turn = rng.normal(0, 0.35) if rng.random() < 0.6 else 0.0
    centre = np.array([w, h]) / 2 + rng.normal(0, 0.025, 2) * [w, h]
    box = (centre[0] - w * size / 2, centre[1] - h * size / 2, w * size, h * size)
    m = crop_map(box, height, width, 1, np.clip(turn, -0.9, 0.9))
    seen = crop(picture, m, height, width)
    points = points.copy()
    points[:, :2] = points[:, :2] @ m[:, :2].T + m[:, 2]
    if rng.random() < 0.5:
        seen = seen[:, ::-1]
        points = points[MIRROR]
        points[:, 0] = width - points[:, 0]
    return photographed(rng, seen, points), points


def photographed(rng, picture, points):
    """Worse light, lens and coding; at times a patch hides something."""
    height, width = picture.shape[:2]
    x = picture.astype(np.float32)
    if rng.random() < 0.8:
        x = (x - 128) * rng.uniform(0.7, 1.3) + 128 + rng.normal(0, 18)
        x *= 1 + rng.normal(0, 0.06, 3)
    if rng.random() < 0.1:
        x[:] = x.mean(-1, keepdims=True)
    if rng.random() < 0.25:
        length = rng.integers(2, 8)
        kernel = np.zeros((9, 9), np.float32)
        way = rng.normal(0, 1, 2)
        way = np.round(way / np.abs(way).max() * length / 2).astype(int)
        cv2.line(kernel, [int(v) for v in 4 - way], [int(v) for v in 4 + way], 1)
        x = cv2.filter2D(x, -1, kernel / kernel.sum())
    if rng.random() < 0.3:
        small = rng.uniform(0.25, 0.7)
        x = cv2.resize(cv2.resize(x, None, fx=small, fy=small, interpolation=cv2.INTER_AREA), (width, height))
    if rng.random() < 0.25:
        size = rng.uniform(0.08, 0.3, 2) * [width, height]
        x0, y0 = rng.uniform(0, [width, height] - size)
        x[int(y0):int(y0 + size[1]), int(x0):int(x0 + size[0])] = rng.uniform(0, 255, 3)
        hidden = ((points[:, :2] > [x0, y0]) & (points[:, :2] < [x0, y0] + size)).all(1)
        points[hidden, 2] = np.minimum(points[hidden, 2], HIDDEN)
    if rng.random() < 0.4:
        x = x + rng.normal(0, rng.uniform(1, 9), x.shape)
    return np.clip(x, 0, 255).astype(np.uint8)


def heat_maps(points, height, width):
    """n x 17 x H/4 x W/4."""
    h, w = height // STRIDE, width // STRIDE
    sigma = 2 * (height / 256) ** 0.5
    x, y = np.arange(w) + 0.5, np.arange(h) + 0.5
    at = points[..., :2] / STRIDE
    d2 = ((x - at[..., 0, None]) ** 2)[..., None, :] + ((y - at[..., 1, None]) ** 2)[..., :, None]
    bumps = np.exp(-d2 / (2 * sigma ** 2))
    inside = ((at > 0) & (at < [w, h])).all(-1)
    return torch.from_numpy((bumps * (points[..., 2] * inside)[..., None, None]).astype(np.float32))


class Crops:
    """Half of a real batch comes from all sources alike, half as the crops are."""

    def __init__(self, real, drawn, share):
        self.sets = [dict(np.load(p)) for p in (real, drawn)]
        self.share = share
        self.sources = [np.flatnonzero(self.sets[0]["source"] == s) for s in np.unique(self.sets[0]["source"])]

    def batch(self, rng, count, height, width):
        pictures, points = [], []
        for _ in range(count):
            which = int(rng.random() < self.share)
            data = self.sets[which]
            i = rng.integers(len(data["crops"]))
            if which == 0 and rng.random() < 0.5:
                i = rng.choice(self.sources[rng.integers(len(self.sources))])
            picture, where = augmented(rng, data["crops"][i], data["points"][i].astype(np.float64), height, width)
            pictures.append(picture)
            points.append(where)
        return normalised(pictures), heat_maps(np.array(points), height, width)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--init", required=True)
    args.add_argument("--size", default="256x192", help="height x width, multiples of 32")
    args.add_argument("--real", required=True)
    args.add_argument("--drawn", required=True)
    args.add_argument("--share", type=float, default=0.35, help="of rendered bodies")
    args.add_argument("--minutes", type=float, required=True)
    args.add_argument("--frozen", type=float, default=0.0, help="share of the graph, from its start, that does not learn")
    args.add_argument("--batch", type=int, default=8)
    args.add_argument("--part", type=int, default=8, help="of a batch, at once")
    args.add_argument("--lr", type=float, default=3e-4)
    args.add_argument("--average", type=float, default=0.99)
    args.add_argument("--threads", type=int, default=1)
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--out", required=True)
    args = args.parse_args()
    height, width = (int(v) for v in args.size.split("x"))
    torch.set_num_threads(args.threads)
    rng = np.random.default_rng(args.seed)
    crops = Crops(args.real, args.drawn, args.share)
    net = TinyPose(args.init)
    mean = TinyPose(args.init)
    adam = torch.optim.AdamW(net.parameters(), lr=args.lr, weight_decay=1e-4)
    start, step, loss_of = time.time(), 0, []
    while (past := (time.time() - start) / (60 * args.minutes)) < 1:
        for group in adam.param_groups:
            group["lr"] = args.lr * min(1, (step + 1) / 20) * (0.03 + 0.97 * (1 + np.cos(np.pi * past)) / 2)
        for _ in range(args.batch // args.part):
            x, heat = crops.batch(rng, args.part, height, width)
            loss = 500 * (net(x, args.frozen) - heat).square().mean() * args.part / args.batch
            loss.backward()
            loss_of.append(loss.item() * args.batch / args.part)
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        adam.step()
        adam.zero_grad()
        step += 1
        with torch.no_grad():
            for a, b in zip(mean.parameters(), net.parameters()):
                a.lerp_(b, 1 - min(args.average, step / (step + 4)))
        if step % 50 == 0:
            print(step, f"{past:.2f} loss {np.mean(loss_of[-150:]):.3f}", flush=True)
            mean.save(args.out, height, width)
    mean.save(args.out, height, width)
    print(step, "steps of", args.batch)


if __name__ == "__main__":
    main()
