"""Average two runs of one training line, or two exported files: average.py A.pt B.pt SHARE_OF_B OUT.pt"""
import sys


def average_runs(a, b, share, out):
    import torch

    first = torch.load(a, map_location="cpu", weights_only=True)
    other = torch.load(b, map_location="cpu", weights_only=True)["state"]
    mix = lambda v, w: ((1 - share) * v.float() + share * w.float()).to(v.dtype) if v.dtype.is_floating_point else v
    first["state"] = {k: mix(v, other[k]) for k, v in first["state"].items()}
    torch.save(first, out)


def average_files(a, b, share, out):
    """Of exported files: the weights named alike; the graph is a's."""
    import onnx
    from onnx import numpy_helper as arrays

    first = onnx.load(a)
    other = {t.name: arrays.to_array(t) for t in onnx.load(b).graph.initializer if t.name.startswith("net.")}
    for t in first.graph.initializer:
        if t.name in other:
            mixed = (1 - share) * arrays.to_array(t) + share * other[t.name]
            t.CopyFrom(arrays.from_array(mixed.astype("float32"), t.name))
    onnx.save(first, out)


def main():
    a, b, share, out = sys.argv[1:5]
    (average_files if out.endswith(".onnx") else average_runs)(a, b, float(share), out)


if __name__ == "__main__":
    main()
