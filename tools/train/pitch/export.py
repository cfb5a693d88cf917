"""RUN.pt -> ONNX, checked against PyTorch, with its manifest and its f16 file: export.py --run RUN.pt --name soccer-pitch --out DIR"""
import argparse
import hashlib
import os
import sys

import numpy as np
import onnxruntime as ort
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from net import HEIGHT, WIDTH, Deploy, PitchNet, fuse
from precisions import add_f16

CREDIT = "Trained by the Touchline authors on 'soccer-field-localization' and 'football-players-detection' (both Roboflow Universe, CC BY 4.0) and on drawn views"


def load(path):
    ck = torch.load(path, map_location="cpu", weights_only=True)
    net = PitchNet(ck["size"])
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck["state"].items()})
    return net.eval()


def to_onnx(net, path):
    x = torch.rand(2, 3, HEIGHT, WIDTH)
    with torch.no_grad():
        want = Deploy(net)(x).numpy()
        deploy = Deploy(fuse(net)).eval()
        axes = {n: {0: "n"} for n in ("image", "heat")}
        torch.onnx.export(deploy, (x[:1],), path, opset_version=17, input_names=["image"], output_names=["heat"], dynamic_axes=axes, dynamo=False)
    got = ort.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"image": x.numpy()})[0]
    worst = float(np.abs(want - got).max())
    assert worst < 2e-3, worst
    return worst


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--run", required=True)
    ap.add_argument("--name", required=True)
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
    open(os.path.join(a.out, a.name + ".yaml"), "w").write(
        f"""schema: 1
name: {a.name}
file: {a.name}.onnx
sha256: {digest}
license: Apache-2.0
credit: "{CREDIT}"
task: landmarks
head: heatmap_landmark
input: {{ name: image, width: {WIDTH}, height: {HEIGHT}, order: rgb, mean: [0, 0, 0], std: [255, 255, 255], fit: letterbox_center, pad: 114 }}
outputs: [heat]
strides: [4]
landmarks: 32
min_score: {a.threshold}
"""
    )
    add_f16(os.path.join(a.out, a.name + ".yaml"))


if __name__ == "__main__":
    main()
