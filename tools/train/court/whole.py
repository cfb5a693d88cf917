"""Whole real frames to calibrate int8 numbers with, un-stretched: whole.py --shared DIR --out FOLDER

Of no labelled clip. Courts in them are seen by nothing but the calibration.
"""
import argparse
import os

import cv2

from pictures import frames

TAKEN = [("shuttle_frames", 50), ("shuttle_sequences", 40), ("badminton_players", 20), ("tennis_ball", 10)]
SIZE = (1280, 720)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--shared", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for folder, most in TAKEN:
        for k, img in enumerate(frames(os.path.join(a.shared, folder), most)):
            cv2.imwrite(os.path.join(a.out, f"{folder}_{k:03d}.png"), cv2.resize(img, SIZE, interpolation=cv2.INTER_AREA))


if __name__ == "__main__":
    main()
