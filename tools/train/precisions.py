"""A network in fewer bits, beside the f32 one, checked against it, and named in its manifest.

    precisions.py MODEL.yaml --f16
    precisions.py MODEL.yaml --int8 --pictures FOLDER [--floats REGEX] [--accepted]

Writes NAME.f16.onnx and NAME.int8.onnx beside the manifest's NAME.onnx, and the manifest's `files` anew.
f16: the network's numbers, inputs and outputs have 16 bits; what has to stay exact keeps 32 (scales of Resize, the
operators that ONNX Runtime's converter leaves alone). Depthwise convolutions become dense ones, for GPUs.
int8: NNCF's quantisation after training, with bias correction, calibrated on up to 120 pictures, evenly taken, of what the network
will see and was trained on. The last multiplication and all after it stay floats, and so do layers whose names have REGEX.
--accepted says that you scored it and that `detect.precision: auto` may take it.
"""
import argparse
import glob
import hashlib
import os
import re

import numpy as np
import onnx
import onnxruntime as ort
import yaml
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel

LARGEST = 65504  # of f16
MOST_DENSE = 512  # channels of a depthwise convolution that becomes dense: work and memory grow with their square
WORST_INT8_RMS = 0.15  # the same of int8: less than a network that fell apart
WORST_RMS = 0.05  # of an output, as a share of its largest value: more is no rounding


def expand(text):
    """`${NAME:-default}` as the engine reads it."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*))?\}", lambda m: os.environ.get(m[1]) or m[2] or "", text)


def path_of(manifest, file):
    return os.path.join(os.path.dirname(os.path.abspath(manifest)), expand(file))


def constants_as_weights(graph):
    """Constants that are nodes become initializers: of those the converter knows which must stay exact."""
    kept = []
    for node in graph.node:
        value = [a.t for a in node.attribute if a.name == "value"] if node.op_type == "Constant" else []
        if value:
            tensor = graph.initializer.add()
            tensor.CopyFrom(value[0])
            tensor.name = node.output[0]
        else:
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)


def check_weights(graph):
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = np.abs(numpy_helper.to_array(tensor))
        if values.size > 1 and np.isfinite(values).all() and values.max() > LARGEST:
            raise SystemExit(f"tensor '{tensor.name}' has a weight beyond {LARGEST}: this network cannot compute in f16")


def write_dense(graph):
    """Depthwise convolutions of f16 become dense ones with the same answers. cuDNN has no ready kernel of the former in f16 and
    compiles one for each at every start, a third of a second each; of the latter it has, as quick for a few hundred channels.
    The weights are spread over a diagonal by nodes that are computed once, when the file is loaded, so that it does not grow."""
    weights, kept, identities, spread = {t.name: t for t in graph.initializer}, [], set(), set()
    for node in graph.node:
        group = next((a for a in node.attribute if a.name == "group"), None)
        kept.append(node)
        if node.op_type != "Conv" or group is None or node.input[1] not in weights:
            continue
        name, (outputs, per_group), count = node.input[1], weights[node.input[1]].dims[:2], group.i
        if not 1 < count <= MOST_DENSE or (outputs, per_group) != (count, 1):
            continue
        identity = f"identity_{count}"
        if identity not in identities:
            identities.add(identity)
            graph.initializer.append(numpy_helper.from_array(np.eye(count, dtype=np.float32).reshape(count, count, 1, 1), identity))
        if name not in spread:
            spread.add(name)
            kept[-1:] = [
                helper.make_node("Cast", [name], [f"{name}_f32"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}_f32", identity], [f"{name}_dense_f32"]),
                helper.make_node("Cast", [f"{name}_dense_f32"], [f"{name}_dense"], to=TensorProto.FLOAT16),
                node,
            ]
        node.input[1], group.i = f"{name}_dense", 1
    del graph.node[:]
    graph.node.extend(kept)


def to_f16(source, target):
    model = onnx.load(source)
    constants_as_weights(model.graph)
    check_weights(model.graph)
    half = convert_float_to_float16(model, keep_io_types=False)
    del half.graph.value_info[:]  # stated types of inner tensors: whoever loads it works them out
    # The converter puts its casts last, and one of the same name for every reader of a tensor.
    once = {node.output[0]: node for node in half.graph.node}
    del half.graph.node[:]
    half.graph.node.extend(once.values())
    OnnxModel.graph_topological_sort(half.graph, is_deterministic=True)
    write_dense(half.graph)
    onnx.checker.check_model(half)
    onnx.save(half, target)
    return half


def fits_channels_last(model):
    """Whether every normalisation follows a convolution. ONNX Runtime's CUDA provider, computing channels last, takes
    each for one of four dimensions, and ends the process when it has fewer, as after a fully connected layer."""
    convolved = set()
    for node in model.graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            convolved.update(node.output)
        if node.op_type == "BatchNormalization" and node.input[0] not in convolved:
            return False
    return True


def noise(manifest):
    """An input of noise in blocks of a few pixels, as the network is fed."""
    i = manifest["input"]
    small = np.random.default_rng(1).integers(0, 256, (1, 3 * i.get("window", 1), -(-i["height"] // 4), -(-i["width"] // 4)))
    pixels = small.repeat(4, 2).repeat(4, 3)[:, :, : i["height"], : i["width"]].astype(np.float32)
    shape = (1, -1, 1, 1)
    per_channel = lambda key: np.tile(np.array(i[key], np.float32), i.get("window", 1)).reshape(shape)
    return (pixels - per_channel("mean")) / per_channel("std")


def run(path, manifest, x):
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    port = session.get_inputs()[0]
    x = x.astype(np.float16 if port.type == "tensor(float16)" else np.float32)
    outputs = [y.astype(np.float32) for y in session.run(manifest["outputs"], {port.name: x})]
    if manifest.get("head") == "rtmdet_nms":  # rows that the network has sorted: their scores, of which one more moves all
        return [y[..., 4] if y.ndim == 3 else np.zeros(1, np.float32) for y in outputs]
    return outputs


def compare(source, target, manifest, inputs, worst_rms=WORST_RMS):
    """By output: root mean square of the difference as a share of the largest value; None where shapes differ, as
    those of suppressed boxes may. Ends the program when it is more than rounding makes it."""
    worst = {name: 0.0 for name in manifest["outputs"]}
    for x in inputs:
        for name, a, b in zip(manifest["outputs"], run(source, manifest, x), run(target, manifest, x)):
            if not np.isfinite(b).all():
                raise SystemExit(f"{target}: output '{name}' is not finite; keep f32 (precision f32)")
            same = a.shape == b.shape and worst[name] is not None
            worst[name] = max(worst[name], float(np.sqrt(np.mean((a - b) ** 2)) / max(1e-9, np.abs(a).max()))) if same else None
    for name, rms in worst.items():
        print(f"{os.path.basename(target)} {name}: {'rows differ' if rms is None else f'rms of the difference {rms:.2g} of the largest value'}")
        if rms is not None and rms > worst_rms:
            raise SystemExit(f"{target}: output '{name}' is another than in f32")


def read(path):
    with open(path) as file:
        return file.read()


def name_files(manifest_path, files):
    """Writes the manifest's `files` anew, its other lines and comments as they are."""
    lines, inside = [], False
    for line in read(manifest_path).splitlines():
        inside = line.startswith("files:") or (inside and line.startswith((" ", "\t")))
        if not inside:
            lines.append(line)
    at = next(i for i, line in enumerate(lines) if line.startswith("sha256:")) + 1
    entries = ["files:"]
    for precision, entry in files.items():
        entries.append(f"  {precision}: {{ " + ", ".join(f"{k}: {str(v).lower() if isinstance(v, bool) else v}" for k, v in entry.items()) + " }")
    lines[at:at] = entries if files else []
    with open(manifest_path, "w") as file:
        file.write("\n".join(lines) + "\n")


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def beside(file, precision):
    return re.sub(r"(\.onnx)?$", f".{precision}.onnx", file, count=1)


def add_f16(manifest_path):
    manifest = yaml.safe_load(read(manifest_path))
    source = path_of(manifest_path, manifest["file"])
    if sha256(source) != manifest["sha256"]:
        raise SystemExit(f"{source} is not what {manifest_path} says: sha256")
    file = beside(manifest["file"], "f16")
    target = path_of(manifest_path, file)
    half = to_f16(source, target)
    compare(source, target, manifest, [noise(manifest)])
    files = manifest.get("files", {})
    files["f16"] = {"file": file, "sha256": sha256(target), "channels_last": fits_channels_last(half)}
    name_files(manifest_path, files)


def picture(path, manifest):
    """A picture file as the engine feeds it."""
    import cv2

    i = manifest["input"]
    w, h, img = i["width"], i["height"], cv2.imread(path)
    scale = min(w / img.shape[1], h / img.shape[0])
    nw, nh = (w, h) if i["fit"] == "stretch" else (round(img.shape[1] * scale), round(img.shape[0] * scale))
    x, y = ((w - nw) // 2, (h - nh) // 2) if i["fit"] == "letterbox_center" else (0, 0)
    out = np.full((h, w, 3), i.get("pad", 114), np.uint8)
    out[y : y + nh, x : x + nw] = cv2.resize(img, (nw, nh), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = out if i["order"] == "bgr" else out[..., ::-1]
    return ((out.astype(np.float32) - np.float32(i["mean"])) / np.float32(i["std"])).transpose(2, 0, 1)[None].copy()


def head_layers(graph):
    """Names of the last multiplications on the way to each output, and of all after them."""
    multiplies = ("Conv", "ConvTranspose", "MatMul", "Gemm")
    users = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    feeds, head = {}, []  # whether a multiplication follows
    for node in reversed(graph.node):
        after = [user for name in node.output for user in users.get(name, [])]
        feeds[node.name] = any(feeds[user.name] or user.op_type in multiplies for user in after)
        if not feeds[node.name] and node.op_type != "Constant":
            head.append(node.name)
    return head


def to_int8(source, target, manifest, pictures, floats):
    import nncf

    model = onnx.load(source)
    for i, node in enumerate(model.graph.node):
        node.name = node.name or f"{node.op_type}_{i}"
    keep = head_layers(model.graph)
    if floats:
        keep += [n.name for n in model.graph.node if n.op_type != "Constant" and re.search(floats, n.name) and n.name not in keep]
    data = nncf.Dataset(pictures, lambda path: {manifest["input"]["name"]: picture(path, manifest)})
    small = nncf.quantize(
        model, data, preset=nncf.QuantizationPreset.MIXED, target_device=nncf.TargetDevice.CPU, subset_size=len(pictures),
        fast_bias_correction=False, ignored_scope=nncf.IgnoredScope(names=keep),
    )  # fmt: skip
    onnx.checker.check_model(small)
    onnx.save(small, target)


def add_int8(manifest_path, folder, floats, accepted, most=120):
    manifest = yaml.safe_load(read(manifest_path))
    if manifest["input"].get("window", 1) > 1:
        raise SystemExit("int8 of networks that see several frames at once is not made here")
    found = sorted(f for kind in ("jpg", "jpeg", "png", "webp") for f in glob.glob(os.path.join(glob.escape(folder), f"*.{kind}")))
    if len(found) < 30:
        raise SystemExit(f"{folder}: {len(found)} pictures (jpg, png, webp), at least 30 are wanted")
    pictures = found[:: -(-len(found) // most)]
    source, file = path_of(manifest_path, manifest["file"]), beside(manifest["file"], "int8")
    target = path_of(manifest_path, file)
    to_int8(source, target, manifest, pictures, floats)
    compare(source, target, manifest, [picture(path, manifest) for path in pictures[:4]], WORST_INT8_RMS)
    files = manifest.get("files", {})
    files["int8"] = {"file": file, "sha256": sha256(target), "accepted": accepted}
    name_files(manifest_path, files)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("manifest")
    ap.add_argument("--f16", action="store_true", help="for GPUs")
    ap.add_argument("--int8", action="store_true", help="for CPUs with VNNI or AMX")
    ap.add_argument("--pictures", help="of --int8: a folder of pictures to calibrate with")
    ap.add_argument("--floats", help="of --int8: layers that stay floats, by their names")
    ap.add_argument("--accepted", action="store_true", help="of --int8: its scores are good enough for detect.precision: auto")
    a = ap.parse_args()
    if not a.f16 and not a.int8:
        ap.error("nothing to make: --f16, --int8")
    if a.int8 and not a.pictures:
        ap.error("--int8 needs --pictures FOLDER")
    if a.f16:
        add_f16(a.manifest)
    if a.int8:
        add_int8(a.manifest, a.pictures, a.floats, a.accepted)


if __name__ == "__main__":
    main()
