"""The README's picture: one frame of a real run, with the footage itself blurred, because the rights to broadcast
pictures are not ours to give. What Touchline drew stays sharp: it is where the annotated frame differs from the source.

    readme_picture.py SOURCE ANNOTATED.mp4 SECONDS OUT.png        (needs opencv-python-headless)
"""
import sys

import cv2
import numpy as np


def frame_at(path, seconds):
    video = cv2.VideoCapture(path)
    video.set(cv2.CAP_PROP_POS_MSEC, seconds * 1000)
    ok, frame = video.read()
    if not ok:
        sys.exit(f"{path}: no frame at {seconds} s")
    return frame


source, annotated, seconds, out = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
plain, drawn = frame_at(source, seconds), frame_at(annotated, seconds)
changed = (cv2.absdiff(plain, drawn).max(axis=2) > 38).astype(np.uint8)
changed = cv2.morphologyEx(changed, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
changed = cv2.dilate(cv2.morphologyEx(changed, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.ones((3, 3), np.uint8))
mask = cv2.GaussianBlur(changed.astype(np.float32), (0, 0), 0.8)[..., None]
soft = cv2.GaussianBlur(plain, (0, 0), plain.shape[1] / 400)
cv2.imwrite(out, (drawn * mask + soft * (1 - mask)).astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 9])
