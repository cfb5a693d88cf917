#!/usr/bin/env python3
"""Golden places of heat map tops, refined as DARK does for unbiased data (arXiv:1910.06278, arXiv:1911.07524): smoothed
by OpenCV, then one Newton step on the logarithm. Prints the table of tests/infer/dark_test.cpp.

    python3 -m venv V && V/bin/pip install numpy opencv-python-headless && V/bin/python tools/eval/dark_golden.py
"""
import cv2
import numpy

WIDE, HIGH = 24, 32
# kernel, then bumps of the map: x, y, sigma, height
CASES = [(11, [(10.3, 15.8, 2, 0.9)]), (3, [(10.3, 15.8, 2, 0.9)]), (11, [(12.45, 9.5, 1.5, 0.7), (15, 11, 2, 0.4)]),
         (3, [(12.45, 9.5, 1.5, 0.7), (15, 11, 2, 0.4)]), (11, [(1.2, 2.3, 2, 0.8)]), (3, [(22.4, 30.2, 2, 1.0)]),
         (11, [(8.7, 20.1, 3, 0.5), (8.0, 26.0, 1, 0.3)]), (5, [(17.6, 12.2, 1.2, 0.6), (17, 15, 1.2, 0.5)])]


def refined(heat, kernel):
    y, x = numpy.unravel_index(numpy.argmax(heat), heat.shape)
    log = numpy.log(numpy.clip(cv2.GaussianBlur(heat, (kernel, kernel), 0), 1e-3, 50))
    at = numpy.pad(log, 1, mode="edge")[y : y + 3, x : x + 3].astype(numpy.float64)
    slope = numpy.array([at[1, 2] - at[1, 0], at[2, 1] - at[0, 1]]) / 2
    xx, yy = at[1, 2] - 2 * at[1, 1] + at[1, 0], at[2, 1] - 2 * at[1, 1] + at[0, 1]
    xy = (at[2, 2] - at[1, 2] - at[2, 1] + 2 * at[1, 1] - at[1, 0] - at[0, 1] + at[0, 0]) / 2
    return numpy.array([x, y]) - numpy.linalg.solve(numpy.array([[xx, xy], [xy, yy]]), slope)


for size, bumps in CASES:
    v, u = numpy.mgrid[0:HIGH, 0:WIDE]
    values = sum(h * numpy.exp(-((u - x) ** 2 + (v - y) ** 2) / (2 * s * s)) for x, y, s, h in bumps).astype(numpy.float32)
    px, py = refined(values, size)
    inside = ", ".join("{" + ", ".join(f"{n:g}" for n in bump) + "}" for bump in bumps)
    print(f"    {{{size}, {{{inside}}}, {px:.6f}, {py:.6f}}},")
