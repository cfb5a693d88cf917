"""RUN.pt -> ONNX, checked against PyTorch, with its manifest and its f16 file: ship.py --run RUN.pt --name badminton-court --out DIR"""
import argparse
import hashlib
import os
import sys

import torch

for folder in ("../pitch", ".."):
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), folder))
import court as C  # noqa: E402
from export import to_onnx  # noqa: E402
from net import HEIGHT, WIDTH, PitchNet  # noqa: E402
from precisions import add_f16  # noqa: E402

CREDIT = (
    "Trained by the Touchline authors on drawn halls, from soccer-pitch on ('soccer-field-localization', 'football-players-detection'); walls, crowds and pictures without a court of "
    "smashspeed's badminton recordings, 'badminton-8yfm2', 'tennis-ball-spwux', 'volleyball_ball_object_detection_dataset', 'football-players-detection' and 'football-ball-detection' "
    "(Roboflow Universe and GitHub), all CC BY 4.0"
)


def load(path):
    ck = torch.load(path, map_location="cpu", weights_only=True)
    net = PitchNet(ck["size"], C.CHANNELS)
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck["state"].items()})
    return net.eval()


def manifest(name, digest, threshold):
    return f"""schema: 1
name: {name}
file: {name}.onnx
sha256: {digest}
license: Apache-2.0
credit: "{CREDIT}"
task: landmarks
head: heatmap_landmark
input: {{ name: image, width: {WIDTH}, height: {HEIGHT}, order: rgb, mean: [0, 0, 0], std: [255, 255, 255], fit: letterbox_center, pad: 114 }}
outputs: [heat]
strides: [4]
landmarks: {C.LANDMARKS}
min_score: {threshold}
support_channel: {C.LANDMARKS + 2}
support_points: {C.EXTRA - len(C.NET_TOPS)}
"""


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--run", required=True)
    ap.add_argument("--name", default="badminton-court")
    ap.add_argument("--out", required=True)
    ap.add_argument("--threshold", type=float, default=0.3)
    ap.add_argument("--no-manifest", action="store_true")
    a = ap.parse_args()
    torch.set_num_threads(2)
    path = os.path.join(a.out, a.name + ".onnx")
    worst = to_onnx(load(a.run), path)
    print(path, os.path.getsize(path), "bytes; largest difference from PyTorch", worst)
    if a.no_manifest:
        return
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    yaml = os.path.join(a.out, a.name + ".yaml")
    with open(yaml, "w") as out:
        out.write(manifest(a.name, digest, a.threshold))
    add_f16(yaml)


if __name__ == "__main__":
    main()
