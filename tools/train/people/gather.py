"""Turn CC-BY-4.0 picture sets into one training folder of people.

    gather.py --shared DIR --persons CAPSTON2 --out DIR

DIR holds football_players, soccer_ball, shuttle_frames, shuttle_sequences, tennis_ball and volleyball_ball;
CAPSTON2 is the set 'capston2' (Roboflow Universe, version 11). Frames stretched from 16:9 are un-stretched. Writes
DIR/NAME.jpg and DIR/frames.json: of every frame its name, source (what a split must not divide), kind, and the boxes
that its set gives (x1 y1 x2 y2, pixels of the frame; null where the set labels no people).
"""
import argparse
import glob
import json
import os
import random
import re
import sys

import cv2

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import prepare as soccer  # noqa: E402

# Never trained on: the recordings that scores of other sources are taken from.
HELD_OUT = ["football-121364", "football-54745b", "shuttle-raw_china_20240717_04", "shuttle-raw_pmss_20250523_01", "tennis-a", "capston2-opencv", "capston2-lobby", "capston2-a"]
TALL = 640  # pixels: rows of an un-stretched frame


def yolo(path, w, h):
    """Boxes, or the boxes around outlines, of a label file."""
    rows = []
    for line in open(path):
        k, *v = map(float, line.split())
        xs, ys = ([v[0] - v[2] / 2, v[0] + v[2] / 2], [v[1] - v[3] / 2, v[1] + v[3] / 2]) if len(v) == 4 else (v[0::2], v[1::2])
        rows.append((int(k), [min(xs) * w, min(ys) * h, max(xs) * w, max(ys) * h]))
    return rows


def wide(img):
    return cv2.resize(img, (TALL * 16 // 9 // 2 * 2, TALL), interpolation=cv2.INTER_AREA if img.shape[0] > TALL else cv2.INTER_CUBIC)


def football(folder):
    for f in sorted(glob.glob(f"{folder}/*/images/*.jpg")):
        img = wide(cv2.imread(f))
        rows = yolo(f.replace("/images/", "/labels/")[:-3] + "txt", img.shape[1], img.shape[0])
        yield "football-" + soccer.match_of(os.path.basename(f)), img, [b for k, b in rows if k > 0]


def stills(folder, kind, source):
    for f in sorted(glob.glob(f"{folder}/images/*.jpg")):
        yield f"{kind}-{source(os.path.basename(f))}", wide(cv2.imread(f)), None


def film(path, source, take):
    video, n = cv2.VideoCapture(path), 0
    while True:
        ok, img = video.read()
        if not ok:
            return
        if take(n):
            yield source, wide(img), None
        n += 1


def capston(folder):
    """Of its pictures all but those named as COCO names its own. Its frames keep their stretch, which is not known."""
    for f in sorted(glob.glob(f"{folder}/*/images/*.jpg")):
        name = os.path.basename(f)
        if re.match(r"\d{12}_", name):
            continue
        stem = name.split(".rf.")[0]
        known = [k for k in ("opencv", "lobby", "output", "clip", "standing", "youtube", "frame", "img") if k in name]
        source = known[0] if known else "other"
        if source in ("standing", "youtube", "other", "img") and random.Random(stem).random() < 0.1:
            source = "a"
        img = cv2.imread(f)
        boxes = [b for _, b in yolo(f.replace("/images/", "/labels/")[:-3] + "txt", img.shape[1], img.shape[0])]
        yield f"capston2-{source}", img, boxes


def spread(items, most):
    items = list(items)
    return items if len(items) <= most else random.Random(0).sample(items, most)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--shared", required=True)
    ap.add_argument("--persons", required=True)
    ap.add_argument("--quality", type=int, default=90, help="of the JPEG files")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    s = a.shared
    letter = lambda name: "a" if random.Random(name.split(".rf.")[0]).random() < 0.2 else "b"
    sets = [
        spread(football(f"{s}/football_players"), 160),
        spread(stills(f"{s}/soccer_ball", "football", soccer.match_of), 120),
        stills(f"{s}/shuttle_frames", "shuttle", lambda n: n.split("_frame")[0]),
        stills(f"{s}/tennis_ball", "tennis", letter),
        film(f"{s}/volleyball_ball/pictures.mp4", "volleyball", lambda n: n % 10 == 0),
        *[film(f, "shuttle-" + os.path.basename(f)[5:-9], lambda n: n in (1, 6, 11)) for f in sorted(glob.glob(f"{s}/shuttle_sequences/*.mp4"))],
        spread(capston(a.persons), 3000),
    ]
    rows = []
    for frames in sets:
        for source, img, boxes in frames:
            name = f"{len(rows):05d}"
            cv2.imwrite(f"{a.out}/{name}.jpg", img, [cv2.IMWRITE_JPEG_QUALITY, a.quality])
            boxes = boxes if boxes is None else [[round(v, 1) for v in b] for b in boxes]
            rows.append(dict(name=name, source=source, width=img.shape[1], height=img.shape[0], given=boxes))
    json.dump(rows, open(f"{a.out}/frames.json", "w"))
    held = sum(r["source"] in HELD_OUT for r in rows)
    print(len(rows), "frames of", len({r["source"] for r in rows}), "sources,", held, "of them held out")


if __name__ == "__main__":
    main()
