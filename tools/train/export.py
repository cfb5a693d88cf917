"""RUN.pt -> ONNX, checked against PyTorch, with its manifest and its f16 file.

    export.py --run RUN.pt --name soccer-balanced --out share/models --thresholds ball=0.25,goalkeeper=0.3,...
    export.py --run RUN.pt --name people --people --input 960x544 --out share/models --thresholds person=0.4
"""
import argparse
import hashlib
import os

import numpy as np
import onnxruntime as ort
import torch

import model as M
from precisions import add_f16

CREDIT = (
    "Trained by the Touchline authors on 'football-players-detection' and, as unlabelled frames, "
    "'soccer-field-localization' (both Roboflow Universe, CC BY 4.0)"
)
PEOPLE_CREDIT = (
    "Trained by the Touchline authors on 'capston2', 'football-players-detection', 'football-ball-detection', 'tennis-ball-spwux', 'tennis-annotations', 'tennis-ball-detection', volleyball balls (Roboflow Universe) and "
    "smashspeed's badminton frames, all CC BY 4.0; labels in part by RTMDet and YOLOX (Apache-2.0)"
)


def load(path, size=None):
    """A run's weights, or those of an exported file of `size`."""
    if path.endswith(".onnx"):
        net = M.Net(size)
        M.load_folded(net, path)
        return net.eval(), M.SIZES[size]
    ck = torch.load(path, map_location="cpu", weights_only=True)
    net = M.Net(ck["size"], ck["head4"])
    net.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck["state"].items()})
    return net.eval(), M.SIZES[ck["size"]]


def to_onnx(net, w, h, path, form, free=False):
    """`free`: the file takes pictures of any height and width that its strides divide; checked at w x h."""
    plain = form(net).eval()
    x = torch.rand(2, 3, h, w)
    with torch.no_grad():
        want = [t.numpy() for t in plain(x)]
        deploy = form(M.fuse(net)).eval()
        axes = {n: {0: "n", 2: f"{n}_h", 3: f"{n}_w"} if free else {0: "n"} for n in ("image", "heat", "box")}
        torch.onnx.export(deploy, (x[:1],), path, opset_version=17, input_names=["image"], output_names=["heat", "box"], dynamic_axes=axes, dynamo=False)
    got = ort.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"image": x.numpy()})
    worst = [float(np.abs(a - b).max()) for a, b in zip(want, got)]
    assert worst[0] < 2e-3, worst
    return worst


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--run", required=True)
    ap.add_argument("--size", help="of a --run that is an exported file")
    ap.add_argument("--name", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--thresholds", default="ball=0.3,goalkeeper=0.3,player=0.3,referee=0.3")
    ap.add_argument("--people", action="store_true", help="one class, person, and no ball; height and width are free")
    ap.add_argument("--input", help="WxH, where not the size's own")
    ap.add_argument("--nms", type=float, default=0.6)
    ap.add_argument("--no-manifest", action="store_true")
    a = ap.parse_args()
    torch.set_num_threads(2)
    net, cfg = load(a.run, a.size)
    w, h = map(int, a.input.split("x")) if a.input else (cfg["width"], cfg["height"])
    net, form = (M.people_alone(net), M.DeployPeople) if a.people else (net, M.Deploy)
    path = os.path.join(a.out, a.name + ".onnx")
    worst = to_onnx(net, w, h, path, form, free=a.people)
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    print(path, os.path.getsize(path), "bytes; largest difference from PyTorch", worst)
    if a.no_manifest:
        return
    thr = ", ".join(f"{k}: {v}" for k, v in (t.split("=") for t in a.thresholds.split(",")))
    open(os.path.join(a.out, a.name + ".yaml"), "w").write(
        f"""schema: 1
name: {a.name}
file: {a.name}.onnx
sha256: {digest}
license: Apache-2.0
credit: "{PEOPLE_CREDIT if a.people else CREDIT}"
task: detect
head: heatmap_box
input: {{ name: image, width: {w}, height: {h}, order: rgb, mean: [0, 0, 0], std: [255, 255, 255], fit: letterbox_center, pad: 114 }}
outputs: [heat, box]
strides: [4]
classes: [{'person' if a.people else 'ball, goalkeeper, player, referee'}]
threshold: {{ {thr} }}
nms_iou: {a.nms}
"""
    )
    add_f16(os.path.join(a.out, a.name + ".yaml"))


if __name__ == "__main__":
    main()
