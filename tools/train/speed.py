"""Frames per second of ONNX detectors on two CPU cores: speed.py MODEL.onnx ..."""
import sys
import time

import numpy as np
import onnxruntime as ort
import openvino as ov


def openvino_fps(path, shape, precision, seconds=5.0):
    core = ov.Core()
    m = core.read_model(path)
    m.reshape(shape)
    hints = {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": "2", "INFERENCE_NUM_THREADS": 2, "INFERENCE_PRECISION_HINT": precision}
    q = ov.AsyncInferQueue(core.compile_model(m, "CPU", hints), 2)
    x = np.random.rand(*shape).astype(np.float32)
    for _ in range(4):
        q.start_async([x])
    q.wait_all()
    n, t = 0, time.time()
    while time.time() - t < seconds:
        q.start_async([x])
        n += 1
    q.wait_all()
    return n / (time.time() - t)


def ort_fps(path, shape, seconds=5.0):
    o = ort.SessionOptions()
    o.intra_op_num_threads = 2
    s = ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])
    x = np.random.rand(*shape).astype(np.float32)
    for _ in range(3):
        s.run(None, {"image": x})
    n, t = 0, time.time()
    while time.time() - t < seconds:
        s.run(None, {"image": x})
        n += 1
    return n / (time.time() - t)


for path in sys.argv[1:]:
    shape = [1, *ort.InferenceSession(path, providers=["CPUExecutionProvider"]).get_inputs()[0].shape[1:]]
    row = {p: max(openvino_fps(path, shape, p) for _ in range(2)) for p in ("bf16", "f32")}
    print(path, {f"openvino_{k}": round(v, 1) for k, v in row.items()}, "onnxruntime_f32", round(ort_fps(path, shape), 1))
