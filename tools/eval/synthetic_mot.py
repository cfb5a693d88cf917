#!/usr/bin/env python3
"""Small MOTChallenge files that meet every corner of the metrics: python3 synthetic_mot.py FOLDER."""
import pathlib
import random
import sys


def scene(seed, objects, frames, step, swap=0.0, miss=0.0, ghosts=0.0, zero=0.0, jitter=4.0, whole=False):
    """Walkers on a line of boxes; the prediction jitters, misses, invents, swaps and renames."""
    rng = random.Random(seed)
    walkers = [[rng.uniform(0, 600), rng.uniform(0, 300), rng.uniform(-6, 6), rng.uniform(-2, 2), rng.uniform(30, 60)]
               for _ in range(objects)]
    names = list(range(1, objects + 1))
    next_name, gt, pred = objects + 1, [], []
    for frame in range(1, frames + 1, step):
        for number, walker in enumerate(walkers):
            x, y, vx, vy, w = walker
            walker[0], walker[1] = x + vx, y + vy
            if rng.random() < 0.05:
                continue
            h = 2.2 * w
            conf = 0 if rng.random() < zero else 1
            place = [round(v) for v in (x, y, w, h)] if whole else [round(v, 3) for v in (x, y, w, h)]
            gt.append([frame, number + 1, *place, conf, 1, 1.0])
            if rng.random() < miss:
                continue
            if rng.random() < swap:
                other = rng.randrange(objects)
                names[number], names[other] = names[other], names[number]
            if rng.random() < swap / 2:
                names[number], next_name = next_name, next_name + 1
            noisy = [v + rng.gauss(0, jitter) for v in place]
            noisy = [round(v) for v in noisy] if whole else [round(v, 3) for v in noisy]
            pred.append([frame, number, *noisy, round(rng.uniform(0.3, 1), 2), -1, -1, -1])
        for k, row in enumerate(r for r in pred if r[0] == frame):
            row[1] = names[row[1]]
        while rng.random() < ghosts:
            pred.append([frame, next_name, rng.randrange(600), rng.randrange(300), 40, 90, 0.4, -1, -1, -1])
            next_name += 1
    return gt, pred


def write(folder, name, gt, pred, separator=","):
    for kind, rows in (("gt", gt), ("pred", pred)):
        text = "".join(separator.join(str(v) for v in row) + "\n" for row in rows)
        (folder / f"{name}_{kind}.txt").write_text(text)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "crowd", *scene(1, 12, 60, 1, swap=0.02, miss=0.1, ghosts=0.3, zero=0.05))
    write(folder, "sparse", *scene(2, 5, 80, 3, swap=0.05, miss=0.3, ghosts=0.2), separator=" ")
    write(folder, "whole", *scene(3, 10, 40, 1, swap=0.05, miss=0.1, ghosts=0.2, jitter=7.0, whole=True))
    gt, pred = scene(6, 8, 30, 1, swap=0.05, miss=0.2, ghosts=0.2, whole=True)
    # Boxes that come twice under two names: the matching is free to choose, and must choose as the oracle does.
    write(folder, "ties", gt + [[r[0], r[1] + 100, *r[2:]] for r in gt if r[1] % 4 == 0],
          pred + [[r[0], r[1] + 1000, *r[2:]] for r in pred if r[1] % 2])
    gt, pred = scene(4, 4, 40, 1, swap=0.03, miss=0.05)
    # Stretches where one side is silent: the previous frame's pairs outlive them.
    write(folder, "silence", [r for r in gt if not 10 <= r[0] < 14], [r for r in pred if not 20 <= r[0] < 26])
    gt, pred = scene(5, 3, 8, 1)
    write(folder, "no_pred", gt, [])
    write(folder, "no_gt", [[r[0], r[1], *r[2:6], 0, 1, 1.0] for r in gt], pred)
    far = [[r[0], r[1], r[2] + 5000, *r[3:]] for r in pred]
    write(folder, "no_match", gt, far)
    write(folder, "perfect", gt, [[*r[:6], 1, -1, -1, -1] for r in gt])


if __name__ == "__main__":
    main()
