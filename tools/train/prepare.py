"""Turn the two CC-BY-4.0 image sets into one training folder.

    prepare.py --players football_players --fields soccer_field_keypoints --out DIR

Writes DIR/NAME.jpg (1280x720, un-stretched; the field set stays at 640x360), DIR/NAME.png (a tag for every
pixel, see TAG_*) and DIR/labels.json. Boxes are x1 y1 x2 y2 in pixels of a 1280x720 frame.
The field set has no boxes of people: it enters as unlabelled frames, to be labelled by our own teacher.
"""
import argparse
import glob
import json
import os
from multiprocessing.pool import ThreadPool

import cv2
import numpy as np

W, H = 1280, 720
HELD_OUT = ["121364", "744b27", "54745b", "40cd38"]
# tags: 0 other, 1 grass, 2 and 3 the two teams' shirts, 4 a referee's shirt, 5 a goalkeeper's kit,
# 6 and 7 the two teams' legs; a referee's legs (dark nearly everywhere) are never recoloured
TAG_GRASS, TAG_TEAM, TAG_REFEREE, TAG_KEEPER, TAG_LEGS = 1, 2, 4, 5, 6
CLASSES = ["ball", "goalkeeper", "player", "referee"]


def match_of(name):
    parts = name.split("_")
    return "_".join(parts[:2]) if parts[0] == "video" else parts[0]


def grass_mask(img):
    """Pixels whose chroma is near the pitch's: the most common green-ish chroma of the frame's middle."""
    ycc = cv2.cvtColor(img, cv2.COLOR_BGR2YCrCb).astype(np.int16)
    mid = ycc[H // 3 : H * 4 // 5 : 4, W // 8 : W * 7 // 8 : 4].reshape(-1, 3)
    cr, cb = np.median(mid[:, 1]), np.median(mid[:, 2])
    mask = (np.abs(ycc[..., 1] - cr) < 9) & (np.abs(ycc[..., 2] - cb) < 9)
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return mask


def kit_mask(img, box):
    """Foreground inside a person's box: far in colour from a ring around it. Returns slice and mask."""
    x1, y1, x2, y2 = [int(round(v)) for v in box[:4]]
    x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, W), min(y2, H)
    if x2 - x1 < 3 or y2 - y1 < 6:
        return None
    p = 5
    ox, oy = max(x1 - p, 0), max(y1 - p, 0)
    crop = cv2.cvtColor(img[oy : y2 + p, ox : x2 + p], cv2.COLOR_BGR2LAB).astype(np.float32)
    ring = np.ones(crop.shape[:2], bool)
    ring[y1 - oy : y2 - oy, x1 - ox : x2 - ox] = False
    bg = np.median(crop[ring], axis=0)
    d = np.abs(crop - bg) * np.array([0.5, 1, 1], np.float32)
    m = (d.sum(-1) > 14)[y1 - oy : y2 - oy, x1 - ox : x2 - ox]
    return (slice(y1, y2), slice(x1, x2)), m


def torso_colour(img, box):
    km = kit_mask(img, box)
    if km is None:
        return None
    (ys, xs), m = km
    h = m.shape[0]
    m = m.copy()
    m[: int(0.15 * h)] = False
    m[int(0.55 * h) :] = False
    if m.sum() < 6:
        return None
    lab = cv2.cvtColor(img[ys, xs], cv2.COLOR_BGR2LAB)
    return np.median(lab[m], axis=0)


def two_teams(colours):
    """Indices 0 and 1 by plain two-means over torso colours (chroma counts more than light)."""
    pts = np.array([c * [0.6, 1.2, 1.2] if c is not None else [np.nan] * 3 for c in colours], np.float32)
    ok = ~np.isnan(pts[:, 0])
    out = np.zeros(len(colours), int)
    if ok.sum() < 3:
        return out
    good = pts[ok]
    d = ((good[:, None] - good[None]) ** 2).sum(-1)
    i, j = np.unravel_index(d.argmax(), d.shape)
    c = np.stack([good[i], good[j]])
    for _ in range(10):
        a = ((good[:, None] - c[None]) ** 2).sum(-1).argmin(1)
        for k in (0, 1):
            if (a == k).any():
                c[k] = np.median(good[a == k], axis=0)
    out[ok] = a
    return out


def tag_plane(img, boxes):
    tag = grass_mask(img)
    people = [b for b in boxes if b[4] != 0]
    players = [b for b in people if b[4] == 2]
    team = iter(two_teams([torso_colour(img, b) for b in players])) if players else iter(())
    group = {1: TAG_KEEPER, 3: TAG_REFEREE}
    groups = [TAG_TEAM + int(next(team)) if b[4] == 2 else group[b[4]] for b in people]
    for b, g in sorted(zip(people, groups), key=lambda t: t[0][3]):  # the nearer person is drawn last
        km = kit_mask(img, b)
        if km:
            (ys, xs), m = km
            h = m.shape[0]
            m = m.copy()
            m[: int(0.12 * h)] = False  # leave the head alone
            legs = int(0.48 * h)
            low = g if g == TAG_KEEPER else 0 if g == TAG_REFEREE else g - TAG_TEAM + TAG_LEGS
            tag[ys, xs][:legs][m[:legs]] = g
            tag[ys, xs][legs:][m[legs:]] = low
    return tag


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--players", required=True)
    ap.add_argument("--fields")
    ap.add_argument("--out", required=True)
    ap.add_argument("--quality", type=int, default=92)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    cv2.setNumThreads(1)
    jobs = []
    for folder, kind in ((a.players, "players"), (a.fields, "fields")):
        for split in ("train", "valid") if folder else ():
            for f in sorted(glob.glob(f"{folder}/{split}/images/*.jpg")):
                jobs.append((f, kind, split))

    def work(job):
        f, kind, split = job
        base = os.path.basename(f)
        name = ("f_" if kind == "fields" else "p_") + base.split(".rf.")[0] + "_" + base.split(".rf.")[1][:6]
        img = cv2.imread(f)
        boxes = []
        if kind == "players":
            img = cv2.resize(img, (W, H), interpolation=cv2.INTER_AREA)
            for line in open(f.replace("/images/", "/labels/").replace(".jpg", ".txt")):
                k, x, y, w, h = map(float, line.split()[:5])
                boxes.append([(x - w / 2) * W, (y - h / 2) * H, (x + w / 2) * W, (y + h / 2) * H, int(k)])
            cv2.imwrite(f"{a.out}/{name}.png", tag_plane(img, boxes))
        else:
            img = cv2.resize(img, (640, 360), interpolation=cv2.INTER_AREA)
        cv2.imwrite(f"{a.out}/{name}.jpg", img, [cv2.IMWRITE_JPEG_QUALITY, a.quality])
        boxes = [[round(v, 2) for v in b[:4]] + [b[4]] for b in boxes]
        return dict(name=name, match=match_of(base), kind=kind, split=split, file=base, boxes=boxes)

    with ThreadPool(2) as pool:
        rows = pool.map(work, jobs)
    json.dump(dict(width=W, height=H, classes=CLASSES, images=rows), open(f"{a.out}/labels.json", "w"))
    print(len(rows), "images,", sum(len(r["boxes"]) for r in rows), "boxes")


if __name__ == "__main__":
    main()
