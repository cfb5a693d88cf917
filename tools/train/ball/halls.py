"""Badminton halls as broadcasts show them, drawn by ../court, as stills to fly shuttles over: halls.py --pictures pictures.npz --out DIR/drawn_halls

pictures.npz: of ../court/pictures.py. Writes DIR/images/*.jpg, 1024x576; nobody plays with a shuttle in them.
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:1] = [os.path.join(HERE, "..", "court")]  # in place of this folder: both have files of some names

import cv2  # noqa: E402
import feed  # noqa: E402,F401, it finds the folders that it needs itself
import numpy as np  # noqa: E402
import pictures as P  # noqa: E402
import torch  # noqa: E402
from crowd import complete  # noqa: E402
from hall import Hall  # noqa: E402

import cameras  # noqa: E402

SIZE = (1024, 576)
KINDS = ("broadcast",) * 4 + ("stand", "behind")


def whole(r):
    """A plan whose picture fills all of SIZE, with no letterbox."""
    while True:
        view = cameras.view(r, SIZE, (KINDS[r.integers(len(KINDS))],))
        x0, y0, x1, y1 = view["window"]
        if x1 - x0 > 0.98 * SIZE[0] and y1 - y0 > 0.98 * SIZE[1]:
            return complete(r, view)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--pictures")
    ap.add_argument("--many", type=int, default=400)
    ap.add_argument("--chunk", type=int, default=8)
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    os.makedirs(a.out + "/images", exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    r = np.random.default_rng(a.seed)
    hall = Hall(device, SIZE, a.seed + 7, P.load(a.pictures)["walls"] if a.pictures else None)
    for first in range(0, a.many, a.chunk):
        made = hall.render([whole(r) for _ in range(min(a.chunk, a.many - first))]).round().byte().permute(0, 2, 3, 1).cpu().numpy()
        for k, picture in enumerate(made):
            cv2.imwrite(f"{a.out}/images/{a.seed}_{first + k:04}.jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
