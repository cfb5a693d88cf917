"""How well a court network finds courts in pictures it was never trained on.

    judge.py clips   --onnx NET.onnx --clips DIR --truth badminton_clip_hits.csv
    judge.py amateur --onnx NET.onnx --truth DIR       DIR: hand_corners_landmarks.csv and the pictures; --clean: without the lines drawn on them
    judge.py drawn   --onnx NET.onnx --truth DIR       DIR: as drawn.py makes it
    (--run RUN.pt --input WxH in place of --onnx)

Pixels are those of a picture 1920 wide. Landmarks give a homography by RANSAC, the painted lines refine it (lines.py). A clip
has a court where some picture's lines hold it (`SUPPORT` of their length); the picture with most of it is the clip's answer.
"""
import argparse
import csv
import glob
import json
import os
import sys

import cv2
import numpy as np

for folder in ("../pitch", ".."):
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), folder))
import court as C  # noqa: E402
import lines as L  # noqa: E402
from score import decode, letterbox  # noqa: E402

SUPPORT, AGREE = 0.5, 6  # of the lines' visible length; landmarks
NEAR = 15.0  # pixels at 1920 wide, 5 of the input: from so near the painted lines still draw a court on to themselves
ORDER = ("ul", "ur", "lr", "ll")  # as court.corners has them


def network(a):
    """A function: picture -> 38 x 3 found points in its pixels, and pixels of the picture a pixel of the input."""
    if a.onnx:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        net = ort.InferenceSession(a.onnx, options, providers=["CPUExecutionProvider"])
        height, width = net.get_inputs()[0].shape[2:]
        number = np.float16 if "float16" in net.get_inputs()[0].type else np.float32
        run = lambda x: net.run(["heat"], {"image": x.astype(number)})[0][0].astype(np.float32)
    else:
        import torch

        from net import PitchNet

        ck = torch.load(a.run, map_location="cpu", weights_only=True)
        model = PitchNet(ck["size"], C.CHANNELS)
        model.load_state_dict({k: v.float() if v.dtype == torch.float16 else v for k, v in ck["state"].items()})
        model.eval()
        width, height = map(int, a.input.split("x"))

        def run(x):
            with torch.no_grad():
                return model(torch.from_numpy(x)).sigmoid()[0].numpy()

    def find(bgr):
        x, s, left, top = letterbox(bgr, width, height)
        heat = run(x)
        p = decode(heat)[[*range(C.LANDMARKS), *range(C.LANDMARKS + 2, C.CHANNELS)]]
        p[:, :2] = (p[:, :2] - [left, top]) / s
        return p, 1 / s

    return find


def locate(find, bgr, threshold):
    """One picture's answer: homography from landmarks, refined, support, how many landmarks agree."""
    found, scale = find(bgr)
    h, agree = L.from_landmarks(found, scale, threshold)
    if h is None:
        return dict(found=found, h=None, refined=None, bend=0.0, support=0.0, agree=0)
    refined, bend, support = L.refine(bgr, h)
    return dict(found=found, h=h, refined=refined, bend=bend, support=support, agree=agree)


def accepted(r):
    return r["refined"] is not None and r["support"] >= SUPPORT and r["agree"] >= AGREE


def errors(h, bend, floor, truth, size):
    return np.hypot(*(L.project(h, bend, floor, size) - truth).T) * 1920 / max(size)


def one_clip(find, path, row, a):
    video, rows = cv2.VideoCapture(path), []
    for k in range(int(video.get(cv2.CAP_PROP_FRAME_COUNT))):
        ok, img = video.read()
        if not ok or k % a.every:
            continue
        r = locate(find, img, a.threshold)
        truth = np.array([[float(row[f"{c}_x"]), float(row[f"{c}_y"])] for c in ORDER])
        for name, bend in (("h", 0.0), ("refined", r["bend"])):
            r[name + "_error"] = None if r[name] is None else errors(r[name], bend, C.corners(), truth, img.shape[1::-1])
        rows.append(r | dict(frame=k, ok=accepted(r)))
        if a.draw:
            draw(img, r, f"{a.draw}/{row['clip']}_{k}.jpg")
    return rows


def draw(img, r, path):
    out = img.copy()
    h = r["refined"] if r["refined"] is not None else r["h"]
    if h is not None:
        for s in C.segments():
            p = L.project(h, r["bend"], s, img.shape[1::-1])
            if (np.abs(p) < 1e4).all():
                cv2.line(out, tuple(map(int, p[0])), tuple(map(int, p[1])), (0, 0, 255), 2, cv2.LINE_AA)
    for x, y, score in r["found"]:
        if score > 0.2:
            cv2.circle(out, (int(x), int(y)), 6, (255, 0, 255), 2, cv2.LINE_AA)
    cv2.imwrite(path, cv2.resize(out, (960, round(960 * out.shape[0] / out.shape[1])), interpolation=cv2.INTER_AREA))


def clips(find, a):
    answers = {}
    for row in csv.DictReader(open(a.truth)):
        files = glob.glob(os.path.join(a.clips, "*" + row["clip"]))
        rows = one_clip(find, files[0], row, a)
        best = max(rows, key=lambda r: (r["ok"], r["support"], r["agree"]))
        good = [r for r in rows if r["ok"]]
        raw = [np.median(r["h_error"]) for r in rows if r["h"] is not None]
        every = [np.median(r["refined_error"]) for r in good]
        answers[row["clip"]] = dict(
            frames=len(rows), accepted=len(good), found=best["ok"], support=round(best["support"], 3), landmarks=best["agree"],
            corners=None if not best["ok"] else [round(float(e), 2) for e in best["refined_error"]],
            frames_median=None if not every else round(float(np.median(every)), 2), unrefined_median=None if not raw else round(float(np.median(raw)), 2),
        )  # fmt: skip
        print(row["clip"], answers[row["clip"]], flush=True)
    off = [e for v in answers.values() if v["found"] for e in v["corners"]]
    total = dict(clips=len(answers), found=sum(v["found"] for v in answers.values()), corner_median=round(float(np.median(off)), 2) if off else None)
    return dict(total=total, clips=answers)


def cleaned(img, at, h):
    """A picture without the coloured lines and circles that its labels are drawn with, filled from around them. Paint beneath them is lost too."""
    unit = max(img.shape) / 1920
    near = np.zeros(img.shape[:2], np.uint8)
    for s in C.segments():
        p = L.project(h, 0.0, s[0] + np.linspace(0, 1, 200)[:, None] * (s[1] - s[0]), img.shape[1::-1])
        cv2.polylines(near, [np.clip(p, -1e4, 1e4).astype(np.int32)], False, 255, round(36 * unit))
    for p in at:
        cv2.circle(near, tuple(map(int, p)), round(20 * unit), 255, -1)
    hue, colour, light = cv2.split(cv2.cvtColor(img, cv2.COLOR_BGR2HSV))
    orange, green, cyan = (hue < 15) & (colour > 130) & (light > 130), (hue > 40) & (hue < 80) & (colour > 45) & (light > 90), (hue > 92) & (hue < 112) & (colour > 90) & (light > 195)
    mask = (orange | green | cyan).astype(np.uint8) & (near > 0)
    mask = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    return cv2.inpaint(img, mask, 4 * unit, cv2.INPAINT_TELEA)


def crossings(found, floor, at, size):
    """How many labelled crossings the network saw at all and how many near their place, and how far off those seen are in the median."""
    which = np.abs(C.points()[None, : C.LANDMARKS, :2] - floor[:, None]).sum(2).argmin(1)
    off = np.hypot(*(found[which, :2] - at).T) * 1920 / max(size)
    seen = found[which, 2] > 0.3
    return dict(seen=int(seen.sum()), near=int((seen & (off < NEAR)).sum()), off=round(float(np.median(off[seen])), 1) if seen.any() else None)


def amateur(find, a):
    answers = {}
    labels = list(csv.DictReader(open(os.path.join(a.truth, "hand_corners_landmarks.csv"))))
    for path in sorted(glob.glob(os.path.join(a.truth, "*.jpg"))):
        name, frame = os.path.basename(path)[:-4].rsplit("_f", 1)
        rows = [q for q in labels if q["video"].startswith(name) and q["frame"] == frame]
        floor = np.array([[C.LENGTH / 2 - float(q["court_y_m"]), C.WIDTH / 2 - float(q["court_x_m"])] for q in rows])
        short = np.abs(np.abs(floor) - 1.98) < 0.05
        floor += np.sign(floor) * C.LINE / 2 * np.where(short, 1, -1) * (np.abs(floor) > 1)  # to the middle of the paint
        at = np.array([[float(q["x_px"]), float(q["y_px"])] for q in rows])
        img = cv2.imread(path)
        if a.clean:
            img = cleaned(img, at, cv2.findHomography(floor, at)[0])
            if a.draw:
                cv2.imwrite(f"{a.draw}/{name}_clean.png", img)
        r = locate(find, img, a.threshold)
        if a.draw:
            draw(img, r, f"{a.draw}/{name}.jpg")
        err = lambda h, bend: None if h is None else round(float(np.median(errors(h, bend, floor, at, img.shape[1::-1]))), 2)
        answers[name] = dict(labelled=len(rows), found=accepted(r), support=round(r["support"], 3), landmarks=r["agree"])
        answers[name] |= crossings(r["found"], floor, at, img.shape[1::-1])
        answers[name] |= dict(refined=err(r["refined"], r["bend"]), unrefined=err(r["h"], 0.0))
        print(name, answers[name], flush=True)
    return answers


def drawn(find, a):
    """By kind of view: pictures, crossings in them, the share of those seen near their place, and how many pictures' landmarks place the crossings so (median)."""
    rows = {}
    for name, t in sorted(json.load(open(os.path.join(a.truth, "truth.json"))).items()):
        img = cv2.imread(os.path.join(a.truth, name))
        (found, unit), scale = find(img), 1920 / img.shape[1]
        h, _ = L.from_landmarks(found, unit, a.threshold)
        at, inside = np.array(t["points"])[: C.LANDMARKS], np.array(t["state"])[: C.LANDMARKS] == 1
        off = np.hypot(*(found[: C.LANDMARKS, :2] - at).T) * scale
        near = inside & (off < NEAR) & (found[: C.LANDMARKS, 2] > a.threshold)
        placed = np.inf if h is None else float(np.median(errors(h, 0.0, C.points()[: C.LANDMARKS, :2], at, img.shape[1::-1])[inside]))
        rows.setdefault(name.split("_")[0], []).append((inside.sum(), near.sum(), placed))
    out = {}
    for kind, v in rows.items():
        n = np.array(v)
        out[kind] = dict(pictures=len(v), crossings=int(n[:, 0].sum()), near=round(float(n[:, 1].sum() / n[:, 0].sum()), 3))
        out[kind] |= dict(placed=int((n[:, 2] < NEAR).sum()), off=round(float(np.median(n[:, 2])), 1))
        print(kind, out[kind], flush=True)
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["clips", "amateur", "drawn"])
    ap.add_argument("--onnx")
    ap.add_argument("--run")
    ap.add_argument("--input", default="640x384")
    ap.add_argument("--clips")
    ap.add_argument("--truth", required=True)
    ap.add_argument("--threshold", type=float, default=0.3)
    ap.add_argument("--every", type=int, default=6, help="look at every so manieth picture of a clip")
    ap.add_argument("--clean", action="store_true", help="take the labels' lines out of amateurs' pictures first")
    ap.add_argument("--draw", help="a folder for pictures of what was found")
    ap.add_argument("--out")
    a = ap.parse_args()
    if a.draw:
        os.makedirs(a.draw, exist_ok=True)
    result = dict(clips=clips, amateur=amateur, drawn=drawn)[a.what](network(a), a)
    print(result.get("total", ""))
    if a.out:
        json.dump(result, open(a.out, "w"), indent=1)


if __name__ == "__main__":
    main()
