"""Pictures of training matches to calibrate int8 networks with, as many of each match as the others.

    calibration.py IMAGE_SET --out DIR [--most 120] [--held-out 121364,744b27,...]

IMAGE_SET: football_players or soccer_field_keypoints. Writes them un-stretched to 1280x720; the held-out matches are left out.
"""
import argparse
import glob
import os
import random

import cv2

from prepare import HELD_OUT, match_of

ap = argparse.ArgumentParser()
ap.add_argument("images")
ap.add_argument("--out", required=True)
ap.add_argument("--most", type=int, default=120)
ap.add_argument("--held-out", default=",".join(HELD_OUT))
a = ap.parse_args()

matches = {}
for path in sorted(glob.glob(f"{a.images}/*/images/*.jpg")):
    matches.setdefault(match_of(os.path.basename(path)), []).append(path)
for match in a.held_out.split(","):
    matches.pop(match, None)
chance = random.Random(0)
for paths in matches.values():
    chance.shuffle(paths)
taken = []
while len(taken) < a.most and any(matches.values()):
    taken += [paths.pop() for _, paths in sorted(matches.items()) if paths]
os.makedirs(a.out, exist_ok=True)
for path in taken[: a.most]:
    picture = cv2.resize(cv2.imread(path), (1280, 720), interpolation=cv2.INTER_AREA)
    cv2.imwrite(os.path.join(a.out, os.path.basename(path)[:-4] + ".png"), picture)
print(len(taken[: a.most]), "pictures of", len(matches), "matches")
