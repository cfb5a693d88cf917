"""Where the sprites of officials.py are pasted into a sample: people about a court, chairs, boards before them."""
import math

import numpy as np

PERSON, EMPTY, BOARD, REAL = range(4)  # kinds of sprites
PATCH = 192  # pixels: what is pasted is no larger
HEIGHTS = 20, 130  # pixels: of those who stand upright there
HIDES = 0.25  # of somebody's box, that what is pasted may cover
LEAST, SEEN = 10, 0.3  # pixels, and share of somebody's height, under which nobody behind a board has to be found
UPRIGHT = 1.75  # metres
MOST = 7  # people of a sample
PLAYER = 2  # the class of all people: the soccer detector's roles are of no use here


class Paste:
    def __init__(self, cut, width, height):
        self.sizes, self.boxes, self.metres = cut["sizes"], cut["boxes"], cut["metres"]
        self.of = [np.flatnonzero(cut["kinds"] == k) for k in range(4)]
        self.w, self.h = width, height

    def __call__(self, rng, rects, asked, doubtful):
        """Rows of Plan.pasted for a sample of these cells; its people are appended to `asked`, who is hardly seen to `doubtful`."""
        rows, before = [], [a[:4] for a in asked] + [d[:4] for d in doubtful]
        for _ in range(int(rng.integers(1, 4))):
            rect = rects[rng.integers(len(rects))]
            tall = math.exp(rng.uniform(*map(math.log, HEIGHTS)))
            near = [a for a in asked if HEIGHTS[0] < a[3] - a[1] < HEIGHTS[1]]
            if near and rng.random() < 0.5:  # as large as another
                tall = float(np.clip((lambda a: a[3] - a[1])(near[rng.integers(len(near))]) * rng.uniform(0.6, 1.2), *HEIGHTS))
            x, y = self.place(rng, rect)
            board = rng.random() < 0.4
            for k in range(int(rng.integers(1, 4))):  # a row of them
                self.one(rng, x + k * tall * rng.uniform(0.6, 2.5), y, tall, board, rows, before, asked, doubtful)
                if len(rows) >= 2 * MOST:
                    return rows
        return rows

    def place(self, rng, rect):
        """Where somebody stands: anywhere, more often at the sides and where the far end of a court is."""
        u, v = rng.random(), rng.random()
        if rng.random() < 0.5:
            u, v = (u * 0.25 + 0.75 * (rng.random() < 0.5), v) if rng.random() < 0.6 else (u, 0.1 + 0.35 * v)
        return rect[0] + u * (rect[2] - rect[0]), rect[1] + v * (rect[3] - rect[1])

    def one(self, rng, x, y, tall, board, rows, before, asked, doubtful):
        """Somebody, or an empty chair, whose sprite has its middle at x, y; unless that hides one who is asked for."""
        kind = PERSON if rng.random() < 0.9 else EMPTY
        if kind == PERSON and len(self.of[REAL]) and rng.random() < 0.4:
            kind = REAL
        i = self.of[kind][rng.integers(len(self.of[kind]))]
        scale = tall / (UPRIGHT * self.metres[i])
        w, h = self.sizes[i] * scale
        if max(w, h) > PATCH - 4:
            return
        whole = [x - w / 2, y - h / 2, x + w / 2, y + h / 2]
        flip = rng.random() < 0.5
        b = self.boxes[i] * scale
        b = [w - b[2], b[1], w - b[0], b[3]] if flip else b
        body = [whole[0] + b[0], whole[1] + b[1], whole[0] + b[2], whole[1] + b[3]]
        if min(body[0], body[1], self.w - body[2], self.h - body[3]) < 0:
            return
        front = None
        if board:
            j = self.of[BOARD][rng.integers(len(self.of[BOARD]))]
            bw, bh = self.sizes[j]
            across = rng.uniform(1.2, 5) * tall
            zoom = np.array([min(across, PATCH - 4) / bw, min(rng.uniform(0.4, 1) * tall, PATCH - 4) / bh])
            top = body[1] + (body[3] - body[1]) * rng.uniform(0.35, 0.95)
            left = (body[0] + body[2] - bw * zoom[0]) / 2 + rng.uniform(-0.3, 0.3) * bw * zoom[0]
            front = [left, top, left + bw * zoom[0], top + bh * zoom[1]]
        for o in before:
            if hidden(o, whole) > HIDES or hidden(body, o) > HIDES or (front and hidden(o, front) > HIDES):
                return
        gain = math.exp(rng.normal(0, 0.3)) * np.exp(rng.normal(0, 0.06, 3))
        rows.append(row(i, scale, whole, flip, gain))
        if front:
            rows.append(row(j, zoom, front, False, gain * math.exp(rng.normal(0, 0.2))))
            before.append(front)
        before.append(whole)
        if kind == EMPTY:
            return
        if front and front[0] <= body[0] and front[2] >= body[2] and front[3] >= body[3]:  # the board hides all below its top
            full, body[3] = body[3] - body[1], min(body[3], front[1])
            if body[3] - body[1] < max(LEAST, SEEN * full):
                doubtful.append([math.floor(body[0]), math.floor(body[1]), math.ceil(body[2]), math.ceil(body[3])])
                return
        elif front and hidden(body, front) > 0.6:
            doubtful.append([math.floor(body[0]), math.floor(body[1]), math.ceil(body[2]), math.ceil(body[3])])
            return
        asked.append([*map(float, body), PLAYER])


def row(sprite, scale, rect, flip, gain):
    """Of Plan.pasted: a sprite that fills the rectangle at `scale`."""
    sx, sy = np.broadcast_to(scale, 2)
    level = 2 if sy < 0.3 else 1 if sy < 0.6 else 0
    by = 2**level
    a, b = 1 / (sx * by), 1 / (sy * by)
    across = [-a, 0, (rect[2] - 0.5) * a - 0.5] if flip else [a, 0, (0.5 - rect[0]) * a - 0.5]
    return [sprite, level, *across, 0, b, (0.5 - rect[1]) * b - 0.5, math.floor(rect[0]) - 1, math.floor(rect[1]) - 1, *gain]


def hidden(box, by):
    """What of a box another covers."""
    w, h = min(box[2], by[2]) - max(box[0], by[0]), min(box[3], by[3]) - max(box[1], by[1])
    return max(w, 0) * max(h, 0) / max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
