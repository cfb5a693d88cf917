"""RUN.pt -> ONNX, checked against PyTorch, with its manifest and its f16 file: export.py --run RUN.pt --name shuttle-fast --out DIR"""
import argparse
import hashlib
import os

import numpy as np
import onnxruntime as ort
import torch

import net as N
from train import load

from precisions import add_f16  # of the folder above; net.py knows where

SETS = "'badminton-8yfm2', 'football-players-detection', tennis and volleyball balls (Roboflow Universe) and smashspeed's badminton frames and films, all CC BY 4.0"
CREDIT = f"Trained by the Touchline authors on {SETS}, and on drawn flights"


def to_onnx(net, width, height, path):
    """Largest difference from PyTorch. Input `frames` n x 9 x H x W, output `heat` n x 3 x H/2 x W/2; H and W are free, multiples of 16."""
    x = torch.rand(2, 3 * N.FRAMES, height, width)
    net.eval()
    with torch.no_grad():
        want = N.Deploy(net)(x).numpy()
        deploy = N.Deploy(N.fuse(net)).eval()
        axes = {n: {0: "n", 2: f"{n}_h", 3: f"{n}_w"} for n in ("frames", "heat")}
        torch.onnx.export(deploy, (x[:1],), path, opset_version=17, input_names=["frames"], output_names=["heat"], dynamic_axes=axes, dynamo=False)
    got = ort.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"frames": x.numpy()})[0]
    worst = float(np.abs(want - got).max())
    assert worst < 1e-3, worst
    return worst


def manifest(name, digest, width, height, threshold, start):
    return f"""schema: 1
name: {name}
file: {name}.onnx
sha256: {digest}
license: Apache-2.0
credit: "{CREDIT}"
task: peaks
head: heatmap_peak
input: {{ name: frames, width: {width}, height: {height}, order: rgb, mean: [0, 0, 0], std: [255, 255, 255], fit: letterbox_center, pad: 114, window: {N.FRAMES} }}
outputs: [heat]
strides: [{N.STRIDE}]
min_score: {threshold}
start_score: {start}
"""


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--run", required=True)
    ap.add_argument("--name", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--input", help="WxH, where not the run's own")
    ap.add_argument("--threshold", type=float, default=0.3, help="peaks below are not told")
    ap.add_argument("--start", type=float, help="peaks from here start flights (as --threshold where it is not given)")
    ap.add_argument("--no-manifest", action="store_true")
    a = ap.parse_args()
    torch.set_num_threads(2)
    net, (width, height) = load(a.run)
    if a.input:
        width, height = map(int, a.input.split("x"))
    path = os.path.join(a.out, a.name + ".onnx")
    worst = to_onnx(net, width, height, path)
    print(path, os.path.getsize(path), "bytes; largest difference from PyTorch", worst)
    if a.no_manifest:
        return
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    written = os.path.join(a.out, a.name + ".yaml")
    open(written, "w").write(manifest(a.name, digest, width, height, a.threshold, a.threshold if a.start is None else a.start))
    add_f16(written)


if __name__ == "__main__":
    main()
