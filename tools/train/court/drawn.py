"""Drawn pictures with their truth, to judge a network by where labelled ones are few:

    drawn.py --pictures pictures.npz --out DIR --many 24 --views phone broadcast

DIR/KIND_NNN.jpg and DIR/truth.json: name -> points, 38 x (x, y), and states (1: in the picture). Of a seed that no training uses.
"""
import argparse
import json
import os

import cv2
import numpy as np

import cameras
import feed as D
import pictures as P

SEED = 900_001


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--pictures")
    ap.add_argument("--out", required=True)
    ap.add_argument("--many", type=int, default=24, help="of each kind")
    ap.add_argument("--views", nargs="+", default=["phone", "broadcast"], choices=cameras.KINDS)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    real, truth = P.load(a.pictures) if a.pictures else None, {}
    for k, kind in enumerate(a.views):
        feed = D.Feed("cpu", (640, 384), 1, SEED + k, real, 1, pool=1, other=0, chunk=1, kinds=[kind])
        for i in range(a.many):
            img, _, _, pts, state = feed.next()
            name = f"{kind}_{i:03d}.jpg"
            cv2.imwrite(os.path.join(a.out, name), (img[0].permute(1, 2, 0).numpy()[..., ::-1] * 255).round().astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 95])
            truth[name] = dict(points=pts[0].round(decimals=2).tolist(), state=state[0].tolist())
    json.dump(truth, open(os.path.join(a.out, "truth.json"), "w"))


if __name__ == "__main__":
    main()
