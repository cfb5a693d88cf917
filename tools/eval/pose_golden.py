#!/usr/bin/env python3
"""Golden cases of `touchline eval pose`: synthetic people in COCO's format, scored by pycocotools 2.0.11.

    python3 -m venv V && V/bin/pip install pycocotools==2.0.11 numpy && V/bin/python tools/eval/pose_golden.py tests/analytics/golden
"""
import contextlib
import io
import json
import pathlib
import random
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

NAMES = ("AP", "AP50", "AP75", "AP_medium", "AP_large", "AR", "AR50", "AR75", "AR_medium", "AR_large")
CASES = {  # seed, pictures, most people in one, noise in shares of the body, share that is missed, false ones a picture
    "some": (1, 12, 4, 0.05, 0.1, 1), "exact": (2, 4, 3, 0.0, 0.0, 0), "crowded": (3, 3, 30, 0.08, 0.0, 4),
    "none": (4, 4, 3, 0.05, 1.0, 0)}


def person(rng, image, number):
    height = rng.uniform(20, 400)
    width = height * rng.uniform(0.3, 0.8)
    left, top = rng.uniform(0, 900), rng.uniform(0, 500)
    points, labelled = [], 0
    bare = rng.random() < 0.1  # a box without a point
    for _ in range(17):
        seen = 0 if bare or rng.random() < 0.2 else rng.choice((1, 2))
        labelled += seen > 0
        points += [round(left + rng.random() * width), round(top + rng.random() * height), seen] if seen else [0, 0, 0]
    return {"id": number, "image_id": image, "category_id": 1, "bbox": [round(v, 1) for v in (left, top, width, height)],
            "area": round(width * height * rng.uniform(0.4, 0.9), 2), "iscrowd": int(rng.random() < 0.07),
            "num_keypoints": labelled, "keypoints": points}


def seen(rng, truth, noise):
    size = truth["bbox"][3] * noise
    points = []
    for i in range(0, 51, 3):
        x, y = truth["keypoints"][i : i + 2] if truth["keypoints"][i + 2] else truth["bbox"][:2]
        points += [round(x + rng.gauss(0, size), 2), round(y + rng.gauss(0, size), 2), round(rng.random(), 3)]
    return {"image_id": truth["image_id"], "category_id": 1, "keypoints": points, "score": round(rng.random(), 2)}


def make(seed, pictures, most, noise, missed, false_ones):
    rng = random.Random(seed)
    images = [{"id": 10 * i + 3, "width": 1280, "height": 720, "file_name": f"{i}.jpg"} for i in range(pictures)]
    truth, found = [], []
    for image in images:
        for _ in range(rng.randint(0, most)):
            truth.append(person(rng, image["id"], len(truth) + 1))
            if rng.random() >= missed:
                found.append(seen(rng, truth[-1], noise * rng.uniform(0, 2)))
        found += [seen(rng, person(rng, image["id"], 0), 0.1) for _ in range(false_ones)]
    rng.shuffle(found)
    category = {"id": 1, "name": "person", "keypoints": [f"p{i}" for i in range(17)], "skeleton": []}
    return {"images": images, "annotations": truth, "categories": [category]}, found


def score(truth, found):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = truth
        coco.createIndex()
        results = coco.loadRes(found) if found else COCO()
        if not found:
            results.dataset = dict(truth, annotations=[])
            results.createIndex()
        evaluation = COCOeval(coco, results, "keypoints")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return {"scores": dict(zip(NAMES, (float(v) for v in evaluation.stats)))}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    for name, case in CASES.items():
        labels, results = make(*case)
        write = lambda what, value: (folder / f"poses_{name}{what}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")
        write("_truth", labels)
        write("_found", results)
        write("", {"oracle": "pycocotools 2.0.11", **score(labels, results)})
