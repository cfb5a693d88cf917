"""The picture sets as films: runs of consecutive frames of one source, with the balls that are labelled in them.

DIR holds any of shuttle_frames, shuttle_sequences, badminton_players, tennis_ball, volleyball_ball, soccer_ball and football_players,
as published (stretched from 16:9), and drawn_halls (halls.py). Frames are un-stretched to one size.
"""
import csv
import glob
import os
import random
import sys
from multiprocessing.pool import ThreadPool

import cv2
import numpy as np

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from prepare import HELD_OUT as MATCHES  # noqa: E402
from prepare import match_of  # noqa: E402

WIDTH, HEIGHT = 1024, 576  # of a stored frame
MOST = 4  # balls labelled in one frame
LARGEST = 0.05  # of a picture's width: a frame with a larger ball is left out
# Never trained on: what scores are taken from. Of the volleyball match, the last pictures.
HELD_OUT = ["shuttle-raw_china_20240717_04", "shuttle-raw_pmss_20250523_01", "tennis-a", "volleyball-end", *("soccer-" + m for m in MATCHES)]
VOLLEYBALL_END = 448
ALIKE = 12  # levels that two pictures of one scene differ by at most


class Film:
    """frames: paths of pictures, (video, index) each, or one video for all; balls: of each frame rows x y w h (of 0..1), None where nobody looked."""

    def __init__(self, kind, source, frames, balls, fps=25.0):
        self.kind, self.source, self.frames, self.balls, self.fps = kind, f"{kind}-{source}", frames, balls, fps

    def __len__(self):
        return len(self.balls)


def boxes(path, classes=None):
    """Rows x y w h of a YOLO label file, boxes or outlines; none where there is no file."""
    rows = []
    for line in open(path) if os.path.exists(path) else []:
        k, *v = map(float, line.split())
        if classes is None or k in classes:
            x, y = (v[0::2], v[1::2]) if len(v) > 4 else ([v[0] - v[2] / 2, v[0] + v[2] / 2], [v[1] - v[3] / 2, v[1] + v[3] / 2])
            rows.append([(min(x) + max(x)) / 2, (min(y) + max(y)) / 2, max(x) - min(x), max(y) - min(y)])
    return np.array(rows, np.float32).reshape(-1, 4)[:MOST]


def stills(folder, kind, source, pattern="images/*", classes=None):
    """Single frames, each a film of its own."""
    for f in sorted(glob.glob(f"{folder}/{pattern}")):
        label = os.path.splitext(f.replace("/images/", "/labels/"))[0] + ".txt"
        balls = boxes(label, classes)
        if not len(balls) or balls[:, 2].max() < LARGEST:
            yield Film(kind, source(os.path.basename(f)), [f], [balls])


def sequences(folder):
    for f in sorted(glob.glob(f"{folder}/*.mp4")):
        reader = cv2.VideoCapture(f)
        n, fps = int(reader.get(cv2.CAP_PROP_FRAME_COUNT)), reader.get(cv2.CAP_PROP_FPS)
        yield Film("shuttle", os.path.basename(f)[5:-9], f, [None] * n, fps or 25.0)


def video(path):
    reader, out = cv2.VideoCapture(path), []
    while True:
        ok, frame = reader.read()
        if not ok:
            return out
        out.append(frame)


def linked(thumbs, number):
    """Runs of pictures that show one scene at consecutive numbers: lists of indices. Pictures of several films are in one order of numbers;
    those of another scene differ by far more than ALIKE."""
    runs = {}  # by the last index
    for i, thumb in enumerate(thumbs):
        near = [(np.abs(thumb - thumbs[j]).mean(), j) for j in runs if number[j] == number[i] - 1]
        away, before = min(near, default=(ALIKE, None))
        runs[i] = [*(runs.pop(before) if away < ALIKE else []), i]
    return sorted(runs.values())


def volleyball(folder):
    """Pictures of one match, several of its films at once, with gaps."""
    path = f"{folder}/pictures.mp4"
    if not os.path.exists(path):
        return
    number, found = {}, {}
    for r in csv.DictReader(open(f"{folder}/labels.csv")):
        k = int(r["picture"])
        number[k] = int(r["source_frame"])
        found.setdefault(k, []).extend([[float(r[c]) for c in "xywh"]] if r["w"] else [])
    thumbs = [cv2.resize(cv2.cvtColor(p, cv2.COLOR_BGR2GRAY), (160, 90), interpolation=cv2.INTER_AREA).astype(np.float32) for p in video(path)]
    for run in linked(thumbs, number):
        balls = [np.array(found[k], np.float32).reshape(-1, 4)[:MOST] for k in run]
        yield Film("volleyball", "match" if run[0] < VOLLEYBALL_END else "end", [(path, k) for k in run], balls)


def films(folder):
    letter = lambda name: "a" if random.Random(name.split(".rf.")[0]).random() < 0.2 else "b"
    return [
        *stills(f"{folder}/shuttle_frames", "shuttle", lambda n: n.split("_frame")[0]),
        *sequences(f"{folder}/shuttle_sequences"),
        *stills(f"{folder}/badminton_players", "hall", lambda n: "doubles", classes=[]),  # a shuttle in them rests as all of a still does
        *stills(f"{folder}/drawn_halls", "drawn", lambda n: "halls", classes=[]),
        *stills(f"{folder}/tennis_ball", "tennis", letter),
        *volleyball(f"{folder}/volleyball_ball"),
        *stills(f"{folder}/soccer_ball", "soccer", match_of),
        *stills(f"{folder}/football_players", "soccer", match_of, "*/images/*", [0]),
    ]


def wanted(rows, split):
    """train: without what is held out; held: that alone; all."""
    return [f for f in rows if split == "all" or (f.source in HELD_OUT) == (split == "held")]


class Pictures:
    """Decodes films' frames at one size, RGB bytes."""

    def __init__(self, width=WIDTH, height=HEIGHT):
        self.size = (width, height)
        self.videos = {}

    def fit(self, frame):
        shrinks = frame.shape[0] > self.size[1]
        return np.ascontiguousarray(cv2.resize(frame, self.size, interpolation=cv2.INTER_AREA if shrinks and frame.shape[1] > self.size[0] else cv2.INTER_CUBIC)[..., ::-1])

    def of(self, film):
        """n x height x width x 3."""
        if isinstance(film.frames, str):
            raw = video(film.frames)
            del film.balls[len(raw):]
        elif isinstance(film.frames[0], tuple):
            path = film.frames[0][0]
            if path not in self.videos:
                self.videos[path] = video(path)
            raw = [self.videos[path][k] for _, k in film.frames]
        else:
            raw = [cv2.imread(f) for f in film.frames]
            if film.kind == "hall":  # its publisher strewed it with white and black pixels
                raw = [cv2.medianBlur(f, 3) for f in raw]
        return np.stack([self.fit(f) for f in raw])


def load(rows, width=WIDTH, height=HEIGHT, threads=12):
    """Of films: their frames one after the other, n x height x width x 3 bytes, and where each begins."""
    pictures = Pictures(width, height)
    for film in rows:  # what many films share is read once, before the threads start
        if isinstance(film.frames[0], tuple):
            pictures.of(film)
            break
    with ThreadPool(threads) as pool:
        parts = pool.map(pictures.of, rows)
    starts = np.cumsum([0] + [len(p) for p in parts])[:-1]
    return np.concatenate(parts), starts
