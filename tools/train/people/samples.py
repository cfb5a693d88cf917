"""Training pictures of people of any size: windows of frames, shrunk, grown, put together, recoloured and blurred."""
import json
import math
import os
import sys

import cv2
import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from data import IGNORE_BALL, IGNORE_PERSON, MAXBOX, TINY  # noqa: E402

from gather import HELD_OUT  # noqa: E402

SHARES = {"capston2": 0.5, "shuttle": 0.2, "tennis": 0.13, "volleyball": 0.05, "football": 0.12}
SMALLEST, LEAST = 14, 8  # pixels: height that is asked for, and under which nobody has to be found
VISIBLE = 0.4  # of somebody's box, to be asked for
PLAYER = 2  # the class of all people: the soccer detector's roles are of no use here


def load(folder, held_out=False):
    rows = [r for r in json.load(open(f"{folder}/labels.json")) if (r["source"] in HELD_OUT) == held_out]
    for r in rows:
        r["path"] = f"{folder}/{r['name']}.jpg"
        r["boxes"], r["ignore"] = (np.array(r[k], np.float32).reshape(-1, 4) for k in ("boxes", "ignore"))
    return rows


class Samples(torch.utils.data.IterableDataset):
    """Endless (picture, boxes, tag) of one size. `tall`: the greatest height asked for, as a share of the picture's."""

    def __init__(self, folder, width, height, seed=0, mosaic=0.4, tall=1.05):
        self.rows, self.w, self.h, self.seed, self.mosaic, self.tall = load(folder), width, height, seed, mosaic, tall
        kind = [r["source"].split("-")[0] for r in self.rows]
        self.chance = np.array([SHARES[k] / kind.count(k) for k in kind])
        self.chance /= self.chance.sum()

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        self.rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        cv2.setNumThreads(0)
        while True:
            yield self.sample()

    def sample(self):
        r = self.rng
        img = np.full((self.h, self.w, 3), 114, np.uint8)
        tag = np.full((self.h, self.w), IGNORE_BALL, np.uint8)
        boxes = []
        for rect in self.cells():
            self.draw(img, tag, boxes, rect, r.choice(len(self.rows), p=self.chance))
        img = self.photo(img)
        out = np.zeros((MAXBOX, 5), np.float32)
        out[:, 4] = -1
        boxes = boxes[:MAXBOX]
        if boxes:
            out[: len(boxes)] = boxes
        return torch.from_numpy(np.ascontiguousarray(img[..., ::-1])), torch.from_numpy(out), torch.from_numpy(tag)

    def cells(self):
        """Rectangles that one frame each fills: all, a portrait letterbox, or 2x2 to 3x3."""
        r, w, h = self.rng, self.w, self.h
        u = r.random()
        if u < self.mosaic:
            n = 2 if r.random() < 0.75 else 3
            cut = lambda size: [0, *(int(size * (k + r.uniform(-0.25, 0.25)) / n) for k in range(1, n)), size]
            xs, ys = cut(w), cut(h)
            return [(xs[i], ys[j], xs[i + 1], ys[j + 1]) for i in range(n) for j in range(n)]
        if u < self.mosaic + 0.15:
            half = int(h * r.uniform(0.5, 0.8) / 2)
            return [(w // 2 - half, 0, w // 2 + half, h)]
        return [(0, 0, w, h)]

    def place(self, row, rect):
        """Map of a frame into a rectangle of the sample, two by three."""
        r = self.rng
        rw, rh = rect[2] - rect[0], rect[3] - rect[1]
        w, h, people = row["width"], row["height"], row["boxes"]
        stretch = math.exp(r.uniform(-0.2, 0.55)) if row["source"].startswith("capston2") else math.exp(r.normal(0, 0.06))
        fit = min(rw / (w * stretch), rh / h)
        if len(people) and r.random() < 0.65:
            b = people[r.integers(len(people))]
            tall = math.exp(r.uniform(math.log(SMALLEST), math.log(self.tall * rh)))
            s = float(np.clip(tall / max(b[3] - b[1], 4), 0.5 * fit, 2.5))
            fx, fy = b[0] + (b[2] - b[0]) * r.uniform(0, 1), b[1] + (b[3] - b[1]) * r.uniform(0.2, 0.8)
            if tall < 0.6 * rh:
                fx, fy = fx + r.normal(0, 0.2) * rw / s, fy + r.normal(0, 0.2) * rh / s
        else:
            s = fit * math.exp(r.normal(0.1, 0.2))
            fx, fy = w * r.uniform(0.4, 0.6), h * r.uniform(0.4, 0.6)
        room = lambda at, size, seen: min(max(at, min(seen, size - seen)), max(seen, size - seen))
        fx, fy = room(fx, w, rw / (2 * s * stretch)), room(fy, h, rh / (2 * s))
        turn = math.radians(float(np.clip(r.normal(0, 4), -12, 12)))
        flip = -1 if r.random() < 0.5 else 1
        c, n = math.cos(turn), math.sin(turn)
        a = np.array([[c, -n], [n, c]]) @ np.diag([flip * s * stretch, s])
        middle = np.array([(rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2])
        return np.concatenate([a, (middle - a @ [fx, fy])[:, None]], 1), s

    def draw(self, img, tag, boxes, rect, index):
        row = self.rows[index]
        m, s = self.place(row, rect)
        halved = 2 if s < 0.3 else 1 if s < 0.6 else 0
        frame = cv2.imread(row["path"], (cv2.IMREAD_COLOR, cv2.IMREAD_REDUCED_COLOR_2, cv2.IMREAD_REDUCED_COLOR_4)[halved])
        img[rect[1] : rect[3], rect[0] : rect[2]] = warp(frame, m, 2**halved, rect)
        for b in moved(row["ignore"], m):
            x0, y0, x1, y1 = clip(b, rect)
            tag[int(y0) : math.ceil(y1), int(x0) : math.ceil(x1)] |= IGNORE_PERSON
        for b in moved(row["boxes"], m):
            x0, y0, x1, y1 = clip(b, rect)
            if x1 - x0 < 2 or y1 - y0 < 3:
                continue
            share = (x1 - x0) * (y1 - y0) / ((b[2] - b[0]) * (b[3] - b[1]))
            if share < VISIBLE:
                tag[int(y0) : math.ceil(y1), int(x0) : math.ceil(x1)] |= IGNORE_PERSON
            else:
                boxes.append([x0, y0, x1, y1, TINY if y1 - y0 < LEAST else PLAYER])

    def photo(self, img):
        """Light, colour, blur, noise and compression."""
        r = self.rng
        x = img
        if r.random() < 0.5:
            vivid = 0 if r.random() < 0.08 else math.exp(r.normal(0, 0.3))
            mix = (vivid * np.eye(3) + (1 - vivid) / 3) * np.exp(r.normal(0, 0.06, (3, 1)))
            x = cv2.transform(x, mix.astype(np.float32))
        table = 255 * (np.arange(256) / 255) ** math.exp(r.normal(0, 0.3))
        table = (table - 128) * math.exp(r.normal(0, 0.2)) + 128 + r.normal(0, 14)
        x = cv2.LUT(x, table.clip(0, 255).astype(np.uint8))
        if r.random() < 0.3:
            kernel = np.zeros((9, 9), np.float32)
            along, turn = r.uniform(0.5, 3.5), r.uniform(0, math.pi)
            for t in np.linspace(-along, along, 15):
                kernel[round(4 + t * math.sin(turn)), round(4 + t * math.cos(turn))] += 1
            x = cv2.filter2D(x, -1, kernel / kernel.sum())
        elif r.random() < 0.25:
            x = cv2.GaussianBlur(x, (0, 0), r.uniform(0.4, 1.6))
        if r.random() < 0.25:
            noise = cv2.randn(np.zeros((self.h, self.w), np.int16), 0, r.uniform(1, 9))
            x = cv2.add(x, cv2.merge([noise] * 3), dtype=cv2.CV_8U)
        if r.random() < 0.35:
            x = cv2.imdecode(cv2.imencode(".jpg", x, [cv2.IMWRITE_JPEG_QUALITY, int(r.uniform(20, 80))])[1], 1)
        return x


def warp(frame, m, by, rect):
    """The rectangle's pixels, of a frame read `by` times smaller, so that a frame that shrinks is not skipped through."""
    m = np.concatenate([m[:, :2] * by, m[:, 2:] - np.reshape(rect[:2], (2, 1))], 1)
    return cv2.warpAffine(frame, m, (rect[2] - rect[0], rect[3] - rect[1]), flags=cv2.INTER_LINEAR, borderValue=(114, 114, 114))


def moved(boxes, m):
    """Boxes around the moved boxes' inscribed octagons, which turn with less slack than their corners."""
    if not len(boxes):
        return boxes
    o = np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [0.75, 0.9], [-0.75, 0.9], [0.75, -0.9], [-0.75, -0.9]])
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    p = (middle[:, None] + half[:, None] * o) @ m[:, :2].T + m[:, 2]
    return np.concatenate([p.min(1), p.max(1)], 1)


def clip(b, rect):
    return max(b[0], rect[0]), max(b[1], rect[1]), min(b[2], rect[2]), min(b[3], rect[3])
