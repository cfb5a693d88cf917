"""CPU milliseconds of a crop, one core, network alone (OpenVINO): speed.py [--out speed.json] NETWORK.onnx..."""
import argparse
import json
import os
import time

import numpy as np
import openvino as ov

BATCH = 8


def core_ms(path, precision, rounds=5, seconds=0.6):
    core = ov.Core()
    model = core.read_model(path)
    shape = [BATCH, *(d.get_length() for d in list(model.input(0).partial_shape)[1:])]
    model.reshape(shape)
    hints = {"NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(model, "CPU", hints).create_infer_request()
    x = np.random.default_rng(0).normal(0, 1, shape).astype(np.float32)
    request.infer([x])
    found = []
    for _ in range(rounds):
        n, start, wall = 0, time.process_time(), time.time()
        while time.time() - wall < seconds:
            request.infer([x])
            n += BATCH
        found.append(1000 * (time.process_time() - start) / n)
    return round(float(np.median(found)), 2)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--out")
    args.add_argument("networks", nargs="+")
    args = args.parse_args()
    rows = {os.path.basename(p): {f"core_ms_{r}": core_ms(p, r) for r in ("f32", "bf16")} for p in args.networks}
    print(json.dumps(rows, indent=1))
    if args.out:
        with open(args.out, "w") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
