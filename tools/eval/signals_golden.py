#!/usr/bin/env python3
"""Writes tests/analytics/golden/signals.json: what SciPy makes of small signals, for tests/analytics/signals_test.cpp.

    pip install numpy==2.4.6 scipy==1.17.1
    tools/eval/signals_golden.py
"""
import json
import pathlib

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.signal import find_peaks, savgol_filter

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/analytics/golden/signals.json"


def signal(count, seed):
    t = np.arange(count)
    noise = np.random.default_rng(seed).normal(size=count)
    return np.round(3 * np.sin(t / 7) + np.cos(t / 2.3) + 0.4 * noise, 3)


def main():
    samples = signal(80, 1)
    filters = [
        {"window": w, "order": o, "derivative": d, "spacing": h,
         "values": savgol_filter(samples, w, o, deriv=d, delta=h, mode="interp").tolist()}
        for w, o, d, h in [(9, 3, 0, 1), (61, 3, 0, 1), (5, 2, 0, 1), (11, 2, 1, 0.02), (7, 4, 2, 0.5), (3, 0, 0, 1)]]
    steps = np.round(signal(120, 2), 0)  # with flat tops and equal heights
    peaks = []
    for values in (samples, steps):
        for prominence, distance in [(0, 1), (1.5, 1), (0, 9), (1, 15)]:
            at, found = find_peaks(values, prominence=prominence, distance=distance)
            peaks.append({"signal": values.tolist(), "prominence": prominence, "distance": distance,
                          "at": at.tolist(), "prominences": found["prominences"].tolist()})
    times = np.round(np.cumsum(np.random.default_rng(3).uniform(0.01, 0.05, 40)), 4)
    values = signal(40, 4)
    values[10:16] = values[10]
    places = np.linspace(times[0], times[-1], 97)
    curve = {"times": times.tolist(), "samples": values.tolist(),
             "values": PchipInterpolator(times, values)(places).tolist()}
    OUT.write_text(json.dumps({"samples": samples.tolist(), "savgol": filters, "peaks": peaks, "pchip": curve}) + "\n")


if __name__ == "__main__":
    main()
