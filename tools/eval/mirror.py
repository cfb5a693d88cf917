"""How like a run on a mirrored clip is to the run on the clip itself (left and right exchanged).

    ffmpeg -i CLIP -vf hflip -c:v libx264 -crf 12 mirrored.mp4
    touchline run CLIP --sport soccer --output a; touchline run mirrored.mp4 --sport soccer --output b
    tools/eval/mirror.py a b [--out RESULT.json]

Frame by frame, people are paired one to one in the picture by their boxes (greedy by overlap, IoU >= 0.5, b's mirrored back);
those that both runs place on the pitch are compared in metres with x negated. Teams are compared up to one exchange of names.
"""
import argparse
import json
import pathlib


def rows(run):
    return [json.loads(line) for line in open(pathlib.Path(run) / "tracking.jsonl")]


def overlap(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    inside = max(w, 0) * max(h, 0)
    return inside / (a[2] * a[3] + b[2] * b[3] - inside)


def people(row, mirror_width=None):
    found = [dict(o) for o in row["objects"] if o["class"] != "ball" and o["src"] == "measured"]
    for o in found if mirror_width else []:
        x, y, w, h = o["box"]
        o["box"] = [mirror_width - x - w, y, w, h]
        if o["field"]:
            o["field"] = [-o["field"][0], o["field"][1]]
    return found


def pairs(first, second):
    scored = sorted(((overlap(a["box"], b["box"]), i, k) for i, a in enumerate(first) for k, b in enumerate(second)), reverse=True)
    left, right = set(), set()
    for iou, i, k in scored:
        if iou >= 0.5 and i not in left and k not in right:
            left.add(i)
            right.add(k)
            yield first[i], second[k]


def share(part, whole):
    return round(part / whole, 4) if whole else None


def quantile(values, q):
    return round(sorted(values)[int(q * (len(values) - 1))], 4) if values else None


def compare(a, b):
    width = json.load(open(pathlib.Path(a) / "manifest.json"))["source"]["width"]
    count = paired = same = other = states = balls = both = 0
    metres = []
    first, second = rows(a), rows(b)
    for one, two in zip(first, second):
        here, there = people(one), people(two, width)
        count += max(len(here), len(there))
        states += one["calibration"] == two["calibration"]
        balls += one["ball"] == two["ball"]
        for p, q in pairs(here, there):
            paired += 1
            if p["field"] and q["field"]:
                metres.append(((p["field"][0] - q["field"][0]) ** 2 + (p["field"][1] - q["field"][1]) ** 2) ** 0.5)
            if p["team"] and q["team"]:
                both += 1
                same += p["team"] == q["team"]
                other += p["team"] != q["team"]
    frames = min(len(first), len(second))
    return {
        "frames": [len(first), len(second)],
        "people_found_in_both": share(paired, count),
        "placed_in_both": len(metres),
        "metres_apart_median": quantile(metres, 0.5),
        "metres_apart_p95": quantile(metres, 0.95),
        "team_the_same": share(max(same, other), both),
        "calibration_state_the_same": share(states, frames),
        "ball_state_the_same": share(balls, frames),
    }


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("run")
    ap.add_argument("mirrored")
    ap.add_argument("--out")
    args = ap.parse_args()
    result = {"command": "tools/eval/mirror.py RUN MIRRORED_RUN", **compare(args.run, args.mirrored)}
    text = json.dumps(result, indent=1)
    print(text)
    if args.out:
        pathlib.Path(args.out).write_text(text + "\n")
