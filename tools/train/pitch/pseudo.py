"""Label further frames with a trained network: pseudo.py --onnx NET.onnx --players football_players --out DIR

Keeps a frame where the found points agree on one homography; DIR is then train.py's --pseudo. Match names stay, so
that a held-out match's frames are left out there.
"""
import argparse
import glob
import json
import os

import cv2
import numpy as np
import onnxruntime as ort

import geometry as G
import score as S
from prepare import STORE, complete, match_of


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--onnx", required=True)
    ap.add_argument("--players", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--quality", type=int, default=80)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    o = ort.SessionOptions()
    o.intra_op_num_threads = 2
    net = ort.InferenceSession(a.onnx, o, providers=["CPUExecutionProvider"])
    rows, seen = [], 0
    for f in sorted(glob.glob(f"{a.players}/*/images/*.jpg")):
        stem = os.path.basename(f)[:-4]
        img = cv2.imread(f)
        seen += 1
        x, s, px, py = S.letterbox(cv2.resize(img, G.FRAME, interpolation=cv2.INTER_AREA))
        p = S.decode(net.run(["heat"], {"image": x})[0][0])
        p[:, :2] = (p[:, :2] - [px, py]) / s
        use = np.array([c for c in G.POINT_CHANNELS if p[c, 2] > 0.4])
        if len(use) < 9:
            continue
        at = G.points()[np.where(use < 32, use, use - 2)]
        h, inl = G.fit(at, p[use, :2], 4.0)
        if h is None or inl.mean() < 0.85 or np.median(np.hypot(*(G.project(h, at) - p[use, :2]).T)) > 1.2:
            continue
        row = complete(p[:32, :2], p[:32, 2] > 0.4, 4.0)
        if row["h"] is None:
            continue
        name = f"p_{stem.split('.rf.')[0]}_{stem[-6:]}"
        cv2.imwrite(f"{a.out}/{name}.webp", cv2.resize(img, STORE, interpolation=cv2.INTER_AREA), [cv2.IMWRITE_WEBP_QUALITY, a.quality])
        rows.append(dict(name=name, match=match_of(stem), split="train", kind="pseudo", **row))
    json.dump(rows, open(f"{a.out}/labels.json", "w"))
    print(len(rows), "of", seen, "frames kept,", sum(r["lines"] for r in rows), "with lines")


if __name__ == "__main__":
    main()
