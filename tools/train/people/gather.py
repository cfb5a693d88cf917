"""Turn CC-BY-4.0 picture sets into one training folder of people.

    gather.py --shared DIR --persons CAPSTON2 --tennis TENNIS --strokes STROKES --matches MATCHES --out DIR

DIR holds football_players, shuttle_frames, shuttle_sequences, tennis_ball and volleyball_ball. The others are
sets of Roboflow Universe: CAPSTON2 'capston2' (siwookim, version 11), TENNIS 'Tennis Ball' (tennis-e47pp, version 2), of which
tennis_ball is a part, STROKES 'tennis-annotations' (anshs-playground, version 3), MATCHES 'tennis ball detection' (viren-dhanwani, version 6): tournaments with
umpires, line judges and ball kids. Frames stretched from 16:9 are un-stretched. Writes
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
from concurrent.futures import ProcessPoolExecutor

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


def read(path, given):
    """A picture of a set: its pixels, and its boxes where `given`: boxes(classes and boxes) of its label file, or None."""
    img = cv2.imread(path)
    return img, None if given is None else given(path.replace("/images/", "/labels/")[:-3] + "txt", img)


def players(path, img):
    return [b for k, b in yolo(path, img.shape[1], img.shape[0]) if k > 0]


def everybody(path, img):
    return [b for _, b in yolo(path, img.shape[1], img.shape[0])]


def pictures(folder):
    """One of each picture: exports hold several versions of some."""
    one = {}
    for f in sorted(glob.glob(f"{folder}/**/images/*.jpg", recursive=True)):
        one.setdefault(os.path.basename(f).split(".rf.")[0], f)
    return one.items()


def football(folder):
    for f in sorted(glob.glob(f"{folder}/*/images/*.jpg")):
        yield "football-" + soccer.match_of(os.path.basename(f)), f, players, True


def stills(folder, kind, source):
    for f in sorted(glob.glob(f"{folder}/images/*.jpg")):
        yield f"{kind}-{source(os.path.basename(f))}", f, None, True


def tennis(folder, other):
    """The pictures of `folder` that `other` has not, without those named as a set of other people's photographs names its own."""
    known = {stem for stem, _ in pictures(other)}
    for stem, f in pictures(folder):
        if stem not in known and not re.match(r"[0-9a-f]{16}_", stem):
            yield "tennis-more", f, None, True


def strokes(folder):
    for stem, f in pictures(folder):
        yield "tennis-" + stem.split("_")[1], f, None, True


def matches(folder):
    """Tournaments as they are broadcast, a few of the frames of the one that most are of."""
    found = [(re.match("[a-z]+", stem)[0], f) for stem, f in pictures(folder)]
    for match in sorted({m for m, _ in found}):
        yield from (("match-" + match, f, None, False) for f in spread([f for m, f in found if m == match], 110))


def film(job):
    """Every STEP-th frame from FIRST on of a film, as files."""
    path, source, first, step, out = job
    video, found, n = cv2.VideoCapture(path), [], 0
    while video.grab():
        if n % step == first:
            f = f"{out}/{os.path.basename(path)}.{n}.png"
            cv2.imwrite(f, video.retrieve()[1], [cv2.IMWRITE_PNG_COMPRESSION, 1])
            found.append((source, f, None, True))
        n += 1
    return found


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
        if f"capston2-{source}" in HELD_OUT and random.Random(stem + source).random() > 0.1:
            continue  # too alike
        yield f"capston2-{source}", f, everybody, False


def spread(items, most):
    items = list(items)
    return items if len(items) <= most else random.Random(0).sample(items, most)


def fewer(items, most):
    """Not more than `most` that are trained on, and all others."""
    items = list(items)
    return [i for i in items if i[0] in HELD_OUT] + spread([i for i in items if i[0] not in HELD_OUT], most)


def write(job):
    out, quality, name, (source, path, given, stretched) = job
    img, boxes = read(path, given)
    if stretched:
        h, w = img.shape[:2]
        img = wide(img)
        boxes = boxes and [[b[k] * (img.shape[1] / w if k % 2 == 0 else img.shape[0] / h) for k in range(4)] for b in boxes]
    cv2.imwrite(f"{out}/{name}.jpg", img, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if path.startswith(out):
        os.remove(path)
    boxes = boxes if boxes is None else [[round(v, 1) for v in b] for b in boxes]
    return dict(name=name, source=source, width=img.shape[1], height=img.shape[0], given=boxes)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--shared", required=True)
    ap.add_argument("--persons", required=True)
    ap.add_argument("--tennis", required=True)
    ap.add_argument("--strokes", required=True)
    ap.add_argument("--matches", required=True)
    ap.add_argument("--quality", type=int, default=90, help="of the JPEG files")
    ap.add_argument("--out", required=True)
    ap.add_argument("--every", type=int, default=1, help="take but every N-th picture: a trial")
    ap.add_argument("--list", action="store_true", help="only print the pictures that would be read")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    s = a.shared
    letter = lambda name: "a" if random.Random(name.split(".rf.")[0]).random() < 0.2 else "b"
    clips = [(f, "shuttle-" + os.path.basename(f)[5:-9], 1, 3, a.out) for f in sorted(glob.glob(f"{s}/shuttle_sequences/*.mp4"))]
    pool = ProcessPoolExecutor(len(os.sched_getaffinity(0)))
    films = pool.map(film, [(f"{s}/volleyball_ball/pictures.mp4", "volleyball", 0, 10, a.out), *clips])
    sets = [
        fewer(spread(football(f"{s}/football_players"), 160), 100),
        stills(f"{s}/shuttle_frames", "shuttle", lambda n: n.split("_frame")[0]),
        stills(f"{s}/tennis_ball", "tennis", letter),
        spread(tennis(a.tennis, f"{s}/tennis_ball"), 330),
        spread(strokes(a.strokes), 200),
        matches(a.matches),
        *films,
        fewer(capston(a.persons), 900),
    ]
    items = [i for frames in sets for i in frames][:: a.every]
    if a.list:
        print(*[f for _, f, *_ in items if not f.startswith(a.out)], sep="\n")
        return
    rows = list(pool.map(write, [(a.out, a.quality, f"{k:05d}", i) for k, i in enumerate(items)], chunksize=16))
    json.dump(rows, open(f"{a.out}/frames.json", "w"))
    held = sum(r["source"] in HELD_OUT for r in rows)
    print(len(rows), "frames of", len({r["source"] for r in rows}), "sources,", held, "of them held out")


if __name__ == "__main__":
    main()
