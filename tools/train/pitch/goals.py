"""Where the goals are in ../prepare.py's pictures: goals.py --onnx soccer-pitch.onnx --data DIR

Writes DIR/goals.json, name -> boxes x1 y1 x2 y2 around posts, bar and net, in pixels of a 1280x720 frame: ../train.py
--goals looks there more often, since posts and nets are taken for people.
"""
import argparse
import json

import cv2
import numpy as np
import onnxruntime as ort

import geometry as G
import score as S

W, H = 1280, 720
HALF, HEIGHT = 3.66, 2.44  # of a goal, metres


def mouth(h, side):
    """Box of the goal at x = side * 52.5 m, by a homography to pixels of a 640x360 frame; None out of the picture."""
    x = side * 52.5
    ground = G.project(h, np.array([[x, -HALF], [x, HALF], [x + side * 2, 0], [x, 0], [x, 1], [x + 1, 0]])) * 2
    metre = np.abs(ground[4:] - ground[3]).max()  # the axis that the camera foreshortens least
    x1, x2 = ground[:3, 0].min(), ground[:3, 0].max()
    y2 = ground[:3, 1].max()
    y1 = ground[:3, 1].min() - HEIGHT * metre
    box = np.array([max(x1, 0), max(y1, 0), min(x2, W), min(y2, H)])
    shown = np.prod((box[2:] - box[:2]).clip(0)) / max((x2 - x1) * (y2 - y1), 1)
    return [round(float(v), 1) for v in box] if shown > 0.4 and 8 < metre < 200 else None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--onnx", required=True)
    ap.add_argument("--data", required=True)
    a = ap.parse_args()
    net = ort.InferenceSession(a.onnx, providers=["CPUExecutionProvider"])
    out = {}
    for row in json.load(open(f"{a.data}/labels.json"))["images"]:
        img = cv2.imread(f"{a.data}/{row['name']}.jpg")
        x, s, px, py = S.letterbox(img)
        p = S.decode(net.run(["heat"], {"image": x})[0][0])
        p[:, :2] = (p[:, :2] - [px, py]) / s * 640 / img.shape[1]
        use = np.array([c for c in G.POINT_CHANNELS if p[c, 2] > 0.4])
        if len(use) < 7:
            continue
        at = G.points()[np.where(use < 32, use, use - 2)]
        h, inl = G.fit(at, p[use, :2], 4.0)
        if h is None or inl.mean() < 0.8:
            continue
        boxes = [b for b in (mouth(h, -1), mouth(h, 1)) if b]
        if boxes:
            out[row["name"]] = boxes
    json.dump(out, open(f"{a.data}/goals.json", "w"))
    print(len(out), "pictures with a goal")


if __name__ == "__main__":
    main()
