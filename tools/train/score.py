"""Score an ONNX detector with pycocotools, decoding as the engine does.

    score.py --onnx FILE --players football_players --split heldout|given [--backend openvino|onnxruntime|cuda] --out RESULT.json

heldout: every image of the four matches of prepare.HELD_OUT; given: the data set's own validation split.
AP is COCOeval's (boxes in pixels of the network input, maxDets 100); --suppress says whether people of different
classes suppress each other first. The ball is also scored by centre: within 5 pixels of the network input.
An f16 file (precisions.py makes it) is scored on a GPU, with --backend cuda.
"""
import argparse
import contextlib
import glob
import io
import json
import os

import cv2
import numpy as np
from prepare import CLASSES, HELD_OUT, match_of

PEOPLE_NMS, BALL_NMS, BALL_PX = 0.6, 0.6, 5.0


def runner(path, backend, precision="f32"):
    if backend == "openvino":
        import openvino as ov

        model = ov.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": precision})
        shape = [d.get_length() if d.is_static else 1 for d in model.input(0).partial_shape]
        return lambda x: [model(x)["heat"], model(x)["box"]], shape[3], shape[2]
    import onnxruntime as ort

    o = ort.SessionOptions()
    o.intra_op_num_threads = 2
    provider = "CUDAExecutionProvider" if backend == "cuda" else "CPUExecutionProvider"
    s = ort.InferenceSession(path, o, providers=[(provider, {"use_tf32": int(precision == "f16")} if backend == "cuda" else {})])
    if s.get_providers()[0] != provider:
        raise SystemExit(f"ONNX Runtime has no {provider} here")
    image = s.get_inputs()[0]
    number = np.float16 if "float16" in image.type else np.float32
    return lambda x: [y.astype(np.float32) for y in s.run(["heat", "box"], {"image": x.astype(number)})], image.shape[3], image.shape[2]


def letterbox(img, w, h):
    ih, iw = img.shape[:2]
    s = min(w / iw, h / ih)
    nw, nh = round(iw * s), round(ih * s)
    if (nw, nh) != (iw, ih):
        img = cv2.resize(img, (nw, nh), interpolation=cv2.INTER_AREA if s < 1 else cv2.INTER_LINEAR)
    px, py = (w - nw) // 2, (h - nh) // 2
    out = np.full((h, w, 3), 114, np.uint8)
    out[py : py + nh, px : px + nw] = img
    return out, s, px, py


def iou(a, b):
    iw = np.minimum(a[2], b[:, 2]) - np.maximum(a[0], b[:, 0])
    ih = np.minimum(a[3], b[:, 3]) - np.maximum(a[1], b[:, 1])
    i = iw.clip(0) * ih.clip(0)
    return i / ((a[2] - a[0]) * (a[3] - a[1]) + (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) - i + 1e-9)


def decode(heat, box, floor=0.01, nms=PEOPLE_NMS, suppress="people"):
    """One frame's maps -> rows x1 y1 x2 y2 score class, best first.

    suppress="class": boxes suppress only boxes of their own class, each class scored by itself as is usual for AP;
    "people": goalkeepers, players and referees suppress each other, as in the engine, which wants one box a person."""
    rows = []
    for c in range(4):
        m = heat[c]
        p = np.pad(m, 1, constant_values=-1)
        top = np.max([p[1 + dy : p.shape[0] - 1 + dy, 1 + dx : p.shape[1] - 1 + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)
        for y, x in np.argwhere((m >= top) & (m > floor)):
            l, t, r, b = box[:, y, x]
            cx, cy = (x + 0.5) * 4, (y + 0.5) * 4
            rows.append([cx - l, cy - t, cx + r, cy + b, m[y, x], c])
    rows = np.array(sorted(rows, key=lambda r: -r[4]), np.float64).reshape(-1, 6)
    keep = []
    people = [rows[:, 5] > 0] if suppress == "people" else [rows[:, 5] == c for c in (1, 2, 3)]
    for group, thr in [(rows[:, 5] == 0, BALL_NMS)] + [(g, nms) for g in people]:
        rest = rows[group]
        while len(rest):
            keep.append(rest[0])
            rest = rest[1:][iou(rest[0], rest[1:]) <= thr]
    return np.array(keep).reshape(-1, 6)


def frames(folder, split):
    for part in ("train", "valid"):
        for f in sorted(glob.glob(f"{folder}/{part}/images/*.jpg")):
            name = os.path.basename(f)
            if (split == "heldout" and match_of(name) not in HELD_OUT) or (split == "given" and part != "valid"):
                continue
            img = cv2.resize(cv2.imread(f), (1280, 720), interpolation=cv2.INTER_AREA)
            gt = []
            for line in open(f.replace("/images/", "/labels/").replace(".jpg", ".txt")):
                k, x, y, w, h = map(float, line.split()[:5])
                gt.append([(x - w / 2) * 1280, (y - h / 2) * 720, (x + w / 2) * 1280, (y + h / 2) * 720, k])
            yield name, img, np.array(gt).reshape(-1, 5)


def match_centres(gts, dets, px):
    """Greedy by score: a ball is found when a detection's centre lies within px of it."""
    flat = sorted(((d[4], i, d) for i, ds in enumerate(dets) for d in ds), key=lambda t: -t[0])
    used = [np.zeros(len(g), bool) for g in gts]
    hits = []
    for s, i, d in flat:
        g = gts[i]
        hit = False
        if len(g):
            e = np.hypot((g[:, 0] + g[:, 2] - d[0] - d[2]) / 2, (g[:, 1] + g[:, 3] - d[1] - d[3]) / 2)
            e = np.where(used[i], 1e9, e)
            j = e.argmin()
            hit = bool(e[j] <= px)
            used[i][j] |= hit
        hits.append((s, hit))
    return hits


def match_boxes(gts, dets, thr=0.5):
    flat = sorted(((d[4], i, d) for i, ds in enumerate(dets) for d in ds), key=lambda t: -t[0])
    used = [np.zeros(len(g), bool) for g in gts]
    hits = []
    for s, i, d in flat:
        hit = False
        if len(gts[i]):
            e = np.where(used[i], -1, iou(d, gts[i]))
            j = e.argmax()
            hit = bool(e[j] >= thr)
            used[i][j] |= hit
        hits.append((s, hit))
    return hits


def curve(hits, n):
    """AP (101 points), and the operating point of best F1: threshold, precision, recall."""
    if not hits or not n:
        return dict(ap=0.0)
    s = np.array([h[0] for h in hits])
    tp = np.cumsum([h[1] for h in hits])
    p, r = tp / np.arange(1, len(tp) + 1), tp / n
    env = np.maximum.accumulate(p[::-1])[::-1]
    ap = np.mean([env[r >= t][0] if (r >= t).any() else 0 for t in np.linspace(0, 1, 101)])
    f1 = 2 * p * r / (p + r + 1e-9)
    k = int(f1.argmax())
    at = {}
    for t in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        m = int((s >= t).sum())
        at[str(t)] = [round(float(p[m - 1]), 3), round(float(r[m - 1]), 3)] if m else [1.0, 0.0]
    return dict(ap=round(float(ap), 4), best=dict(threshold=round(float(s[k]), 3), precision=round(float(p[k]), 4), recall=round(float(r[k]), 4)), precision_recall_at=at)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--onnx", required=True)
    ap.add_argument("--players", required=True)
    ap.add_argument("--split", default="heldout", choices=["heldout", "given"])
    ap.add_argument("--backend", default="openvino", choices=["openvino", "onnxruntime", "cuda"])
    ap.add_argument("--precision", default="f32", choices=["f32", "bf16", "f16"], help="bf16: OpenVINO's; f16: of a 16-bit file on a GPU")
    ap.add_argument("--suppress", default="class", choices=["class", "people"])
    ap.add_argument("--nms", type=float, default=PEOPLE_NMS)
    ap.add_argument("--out")
    ap.add_argument("--dump", help="detections as a pickle, for a closer look")
    a = ap.parse_args()
    run, w, h = runner(a.onnx, a.backend, a.precision)
    gts, dets, names = [], [], []
    for name, img, gt in frames(a.players, a.split):
        x, s, px, py = letterbox(img, w, h)
        x = np.ascontiguousarray(x[None, :, :, ::-1].transpose(0, 3, 1, 2)).astype(np.float32) / 255
        heat, box = run(x)
        gt[:, :4] = gt[:, :4] * s + [px, py, px, py]
        gts.append(gt)
        dets.append(decode(heat[0], box[0], nms=a.nms, suppress=a.suppress))
        names.append(name)
    from pycocotools.coco import COCO  # not where only the decoding is wanted
    from pycocotools.cocoeval import COCOeval

    coco = COCO()
    anns = []
    for i, g in enumerate(gts):
        for b in g:
            bw, bh = b[2] - b[0], b[3] - b[1]
            anns.append(dict(id=len(anns) + 1, image_id=i + 1, category_id=int(b[4]) + 1, bbox=[b[0], b[1], bw, bh], area=bw * bh, iscrowd=0))
    coco.dataset = dict(images=[dict(id=i + 1) for i in range(len(gts))], annotations=anns, categories=[dict(id=c + 1, name=n) for c, n in enumerate(CLASSES)])
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
        res = [dict(image_id=i + 1, category_id=int(d[5]) + 1, bbox=[d[0], d[1], d[2] - d[0], d[3] - d[1]], score=float(d[4])) for i, ds in enumerate(dets) for d in ds]
        ev = COCOeval(coco, coco.loadRes(res), "bbox")
        ev.evaluate()
        ev.accumulate()
    prec = ev.eval["precision"]  # IoU, recall, class, area, maxDets
    out = dict(model=os.path.basename(a.onnx), split=a.split, images=len(gts), input=[w, h], nms=a.nms, suppress=a.suppress, classes={})
    for c, n in enumerate(CLASSES):
        g = [x[x[:, 4] == c] for x in gts]
        d = [x[x[:, 5] == c] for x in dets]
        row = curve(match_boxes(g, d), sum(map(len, g)))
        row.pop("ap")
        p50, pall = prec[0, :, c, 0, 2], prec[:, :, c, 0, 2]
        out["classes"][n] = dict(labels=sum(map(len, g)), ap50=round(float(p50.mean()), 4), ap50_95=round(float(pall.mean()), 4), **row)
    g = [x[x[:, 4] == 0] for x in gts]
    out["ball_centre_5px"] = curve(match_centres(g, [x[x[:, 5] == 0] for x in dets], BALL_PX), sum(map(len, g)))
    g = [x[x[:, 4] > 0] for x in gts]
    out["person"] = curve(match_boxes(g, [x[x[:, 5] > 0] for x in dets]), sum(map(len, g)))
    if a.out:
        json.dump(out, open(a.out, "w"), indent=1)
    if a.dump:
        import pickle

        pickle.dump((names, gts, dets), open(a.dump, "wb"))
    print(os.path.basename(a.onnx), a.split, {n: r["ap50"] for n, r in out["classes"].items()}, "ball by centre", out["ball_centre_5px"]["ap"], "person", out["person"]["ap"])
    print("  best F1:", {n: list(r["best"].values()) for n, r in out["classes"].items() if "best" in r}, "centre", list(out["ball_centre_5px"].get("best", {}).values()))


if __name__ == "__main__":
    main()
