"""Plans of training pictures of people of any size: which frames, where in them, and how they look. pixels.py draws them."""
import json
import math
import os
import sys
from typing import NamedTuple

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from data import MAXBOX, TINY  # noqa: E402

import paste  # noqa: E402
from gather import HELD_OUT  # noqa: E402
from paste import PLAYER  # noqa: E402

SHARES = {"capston2": 0.3, "shuttle": 0.26, "tennis": 0.14, "match": 0.2, "volleyball": 0.03, "football": 0.07}
SMALLEST, LEAST = 14, 8  # pixels: height that is asked for, and under which nobody has to be found
TALL = 0.45, 0.3  # of the picture's height, and the share of samples whose people are taller
VISIBLE = 0.4  # of somebody's box, to be asked for
CELLS = 9  # frames that one sample shows at most
LEVELS = 3  # each half as wide as the one before
REACH = 4  # pixels that a blur reaches to each side
PASTED = 0.6  # of the samples have people pasted into them


class Plan(NamedTuple):
    """B samples, as numbers. Cell 0 is the ground that no frame covers: it looks past the edge of its frame."""

    frame: torch.Tensor  # B x 1+CELLS
    level: torch.Tensor  # B x 1+CELLS
    back: torch.Tensor  # B x 1+CELLS x 2 x 3: a sample's pixel -> a pixel of the level, first pixels 0
    cells: torch.Tensor  # B x CELLS x 4: x0 y0 x1 y1, pixels of the sample; empty ones are not used
    boxes: torch.Tensor  # B x most x 5: x0 y0 x1 y1 class, class -1 where there is none
    ignored: torch.Tensor  # B x most x 4: whole pixels where nobody has to be found, or not
    light: torch.Tensor  # B x 7: vividness, gain of red, green, blue, gamma, contrast, offset
    blurred: torch.Tensor  # which samples
    kernel: torch.Tensor  # of each of them, 1+2 REACH square
    noisy: torch.Tensor  # which samples
    noise: torch.Tensor  # of each of them, levels of 255
    packed: torch.Tensor  # which samples
    step: torch.Tensor  # of each of them, levels of 255: what JPEG rounds a block's mean coefficient to
    pasted: torch.Tensor  # B x most x 13, one over the other: sprite (-1: none), level, 2 x 3 of `back`, x0 y0 of its patch, gain of red, green, blue


def load(folder, held_out=False):
    rows = [r for r in json.load(open(f"{folder}/labels.json")) if (r["source"] in HELD_OUT) == held_out]
    for r in rows:
        r["path"] = f"{folder}/{r['name']}.jpg"
        r["boxes"], r["ignore"] = (np.array(r[k], np.float32).reshape(-1, 4) for k in ("boxes", "ignore"))
    return rows


def chances(sources):
    """Of frames of these sources: as SHARES says of their kinds, evenly within one, but for tournaments, of which each is as likely."""
    kinds = [s.split("-")[0] for s in sources]
    tournaments = len({s for s in sources if s.startswith("match-")})
    p = np.array([SHARES[k] / (tournaments * sources.count(s) if k == "match" else kinds.count(k)) for k, s in zip(kinds, sources)])
    return p / p.sum()


def sprites(folder):
    """What officials.py wrote, or None."""
    path = f"{folder}/sprites.npz"
    return dict(np.load(path)) if os.path.exists(path) else None


class Samples(torch.utils.data.IterableDataset):
    """Endless plans of batches of one size. `tall`: the greatest height asked for, as a share of the picture's."""

    def __init__(self, folder, width, height, batch, seed=0, mosaic=0.3, tall=1.3):
        cut = sprites(folder)
        self.paste = None if cut is None else paste.Paste(cut, width, height)
        self.rows, self.w, self.h, self.batch, self.seed, self.mosaic, self.tall = load(folder), width, height, batch, seed, mosaic, tall
        self.chance = chances([r["source"] for r in self.rows])

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        self.rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            yield self.plan()

    def plan(self):
        n = self.batch
        frame, level = np.zeros((2, n, 1 + CELLS), np.int64)
        back, cells = np.zeros((n, 1 + CELLS, 2, 3), np.float32), np.zeros((n, CELLS, 4), np.float32)
        back[:, 0, :, 2] = -9
        boxes, ignored, pasted = [], [], []
        for b in range(n):
            asked, doubtful = [], []
            rects = self.cells()
            cells[b, : len(rects)] = rects
            for k, (rect, i) in enumerate(zip(rects, self.rng.choice(len(self.rows), len(rects), p=self.chance)), 1):
                m, s = self.place(self.rows[i], rect)
                frame[b, k], level[b, k] = i, 2 if s < 0.3 else 1 if s < 0.6 else 0
                back[b, k] = backwards(m, 2 ** level[b, k])
                label(self.rows[i], m, rect, asked, doubtful)
            pasted.append(self.paste(self.rng, rects, asked, doubtful) if self.paste and self.rng.random() < PASTED else [])
            boxes.append(asked[:MAXBOX])
            ignored.append(doubtful)
        return Plan(*map(torch.from_numpy, (frame, level, back, cells, ragged(boxes, [0, 0, 0, 0, -1]), ragged(ignored, [0, 0, 0, 0]), *self.photo(), ragged(pasted, [-1] + [0] * 12))))

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
            least = TALL[0] * rh if r.random() < TALL[1] else SMALLEST
            tall = math.exp(r.uniform(math.log(least), math.log(self.tall * rh)))
            s = float(np.clip(tall / max(b[3] - b[1], 4), (0.8 if rw == self.w else 0.5) * fit, 2.5))  # who is smaller is seen in a mosaic
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

    def photo(self):
        """Light, colour, blur, noise and compression of a batch."""
        r, n = self.rng, self.batch
        light, blurred, noisy, packed = np.ones((n, 7), np.float32), {}, {}, {}
        for b in range(n):
            if r.random() < 0.5:
                light[b, :4] = 0 if r.random() < 0.08 else math.exp(r.normal(0, 0.3)), *np.exp(r.normal(0, 0.06, 3))
            light[b, 4:] = math.exp(r.normal(0.05, 0.4)), math.exp(r.normal(0, 0.2)), r.normal(0, 14)  # halls are dark beside the court
            if r.random() < 0.3:
                blurred[b] = streak(r.uniform(0.5, 3.5), r.uniform(0, math.pi))
            elif r.random() < 0.25:
                blurred[b] = disc(r.uniform(0.4, 1.6))
            if r.random() < 0.25:
                noisy[b] = r.uniform(1, 9)
            if r.random() < 0.35:
                quality = r.uniform(20, 80)
                packed[b] = 16 * (0.5 / quality * 100 if quality < 50 else 2 - quality / 50)
        side = 1 + 2 * REACH
        listed = lambda d, *shape: (np.array(list(d), np.int64), np.array(list(d.values()), np.float32).reshape(-1, *shape))
        return light, *listed(blurred, side, side), *listed(noisy), *listed(packed)


def label(row, m, rect, asked, doubtful):
    """Append to `asked` the boxes of a frame that lies in the rectangle by `m`, to `doubtful` the whole pixels of those not asked for."""
    whole = lambda x0, y0, x1, y1: [math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1)]
    for b in moved(row["ignore"], m):
        doubtful.append(whole(*clip(b, rect)))
    for b in moved(row["boxes"], m):
        x0, y0, x1, y1 = clip(b, rect)
        if x1 - x0 < 2 or y1 - y0 < 3:
            continue
        if (x1 - x0) * (y1 - y0) < VISIBLE * (b[2] - b[0]) * (b[3] - b[1]):
            doubtful.append(whole(x0, y0, x1, y1))
        else:
            asked.append([x0, y0, x1, y1, TINY if y1 - y0 < LEAST else PLAYER])


def ragged(lists, empty):
    """Lists of rows as one array, filled up with empty rows to the longest."""
    out = np.full((len(lists), max(1, *map(len, lists)), len(empty)), empty, np.float32)
    for to, rows in zip(out, lists):
        if rows:
            to[: len(rows)] = rows
    return out


def backwards(m, by):
    """Of a map of a frame's points: pixels of the sample -> pixels of the frame at a `by`-th of its size. Pixel 0 has its middle at 0.5."""
    a = np.linalg.inv(m[:, :2]) / by
    return np.concatenate([a, (a @ (0.5 - m[:, 2]) - 0.5)[:, None]], 1)


def streak(along, turn):
    kernel = np.zeros((1 + 2 * REACH,) * 2, np.float32)
    for t in np.linspace(-along, along, 15):
        kernel[round(REACH + t * math.sin(turn)), round(REACH + t * math.cos(turn))] += 1
    return kernel / kernel.sum()


def disc(sigma):
    line = np.exp(-((np.arange(-REACH, REACH + 1) / sigma) ** 2) / 2)
    return np.outer(line, line) / line.sum() ** 2


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
