#!/usr/bin/env python3
"""Golden scores for `touchline eval mot`: what TrackEval 1.3.0 says about a pair of MOTChallenge files.

    python3 -m venv /tmp/trackeval && /tmp/trackeval/bin/pip install trackeval==1.3.0
    /tmp/trackeval/bin/python tools/eval/synthetic_mot.py tests/analytics/golden
    /tmp/trackeval/bin/python tools/eval/trackeval_golden.py --gt G.txt --pred P.txt > NAME.json
    /tmp/trackeval/bin/python tools/eval/trackeval_golden.py --all tests/analytics/golden   # every NAME_gt.txt

Evaluated as MotChallenge2DBox with DO_PREPROC False; the sequence lasts to the last frame of either file.
"""
import argparse
import contextlib
import io
import json
import pathlib
import re
import shutil
import tempfile

import numpy as np
import trackeval


def last_frame(*files):
    numbers = [0]
    for file in files:
        for line in pathlib.Path(file).read_text().splitlines():
            if line.strip():
                numbers.append(int(float(re.split(r"[,\s]+", line.strip())[0])))
    return max(numbers)


def evaluate(gt, pred):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "gt/seq/gt").mkdir(parents=True)
        (root / "trackers/ours/data").mkdir(parents=True)
        shutil.copyfile(gt, root / "gt/seq/gt/gt.txt")
        shutil.copyfile(pred, root / "trackers/ours/data/seq.txt")
        data = trackeval.datasets.MotChallenge2DBox({
            "GT_FOLDER": str(root / "gt"), "TRACKERS_FOLDER": str(root / "trackers"), "TRACKERS_TO_EVAL": ["ours"],
            "SEQ_INFO": {"seq": last_frame(gt, pred)}, "SKIP_SPLIT_FOL": True, "DO_PREPROC": False, "PRINT_CONFIG": False})
        raw = data.get_raw_seq_data("ours", "seq")
        prepared = data.get_preprocessed_seq_data(raw, "pedestrian")
        scores = {}
        for metric in (trackeval.metrics.CLEAR({"PRINT_CONFIG": False}),
                       trackeval.metrics.Identity({"PRINT_CONFIG": False}), trackeval.metrics.HOTA()):
            for name, value in metric.eval_sequence(prepared).items():
                value = np.asarray(value, dtype=float)
                scores[name] = value.tolist() if value.ndim else float(value)
        return scores


def golden(gt, pred):
    with contextlib.redirect_stdout(io.StringIO()):
        scores = evaluate(gt, pred)
    return json.dumps({"oracle": "trackeval 1.3.0", "gt": pathlib.Path(gt).name, "pred": pathlib.Path(pred).name,
                       "scores": scores}, indent=1) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gt")
    parser.add_argument("--pred")
    parser.add_argument("--all", type=pathlib.Path, help="folder of NAME_gt.txt and NAME_pred.txt; writes NAME.json beside them")
    options = parser.parse_args()
    if options.all:
        for gt in sorted(options.all.glob("*_gt.txt")):
            name = gt.name.removesuffix("_gt.txt")
            (options.all / f"{name}.json").write_text(golden(gt, options.all / f"{name}_pred.txt"))
    else:
        print(golden(options.gt, options.pred), end="")


if __name__ == "__main__":
    main()
