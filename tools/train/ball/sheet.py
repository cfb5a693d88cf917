"""What training sees, to be looked at: sheet.py --data DIR --sport shuttle --out sheet.png. A row is a window: its frames with rings
round the balls that are to be found, what of the last one does not count (dark), and the balls closer."""
import argparse

import cv2
import numpy as np
import torch

import frames as films
import net
from sprites import cutouts
from windows import MIXES, MOVING, Batcher, Store


def picture(batch, rows):
    x, _, weight, truth = (t[:rows].cpu().numpy() for t in batch)
    out = []
    for k in range(len(x)):
        line, close = [], []
        for t in range(3):
            img = np.ascontiguousarray(x[k, 3 * t : 3 * t + 3].transpose(1, 2, 0)[..., ::-1] * 255).astype(np.uint8)
            last = img * (0.3 + 0.7 * cv2.resize(weight[k, t], img.shape[1::-1], interpolation=cv2.INTER_NEAREST)[..., None])
            close.append(closer(img, truth[k, t]))
            for at in truth[k, t]:
                if not np.isnan(at[0]):
                    cv2.circle(img, [int(v) for v in at], 12, (0, 255, 0), 1)
            line.append(img)
        out.append(np.hstack([*line, last.astype(np.uint8), np.vstack(close)]))
    return np.vstack(out)


def closer(img, truth, times=3):
    """What is around the last ball that is to be found."""
    side = img.shape[0] // 9
    at = [p for p in truth if not np.isnan(p[0])]
    if not at:
        return np.zeros((side * times, side * times, 3), np.uint8)
    x, y = (int(np.clip(v, side // 2, n - side // 2)) - side // 2 for v, n in zip(at[-1], img.shape[1::-1]))
    return cv2.resize(img[y : y + side, x : x + side], None, fx=times, fy=times, interpolation=cv2.INTER_NEAREST)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--sport", choices=list(MIXES), required=True)
    ap.add_argument("--size", default="fast", choices=list(net.SIZES))
    ap.add_argument("--rows", type=int, default=6)
    ap.add_argument("--every", type=int, default=1, help="only each so-manyth film: quicker")
    ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    mix, kinds = MIXES[a.sport]
    rows = films.wanted(films.films(a.data), "train")[:: a.every]
    pictures, starts = films.load(rows, threads=2)
    store = Store(rows, pictures, starts, "cpu", mix)
    sprites = cutouts(rows, pictures, starts, "shuttle")
    print(len(rows), "films,", len(pictures), "frames,", len(sprites), "cut-outs")
    feed = Batcher(store, *net.SIZES[a.size], a.rows, kinds, sprites, a.seed, moving=a.sport in MOVING)
    cv2.imwrite(a.out, picture(feed.next(), a.rows))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
