#!/usr/bin/env python3
"""How many people on real frames are in the right team and class, against labels made by eye.

    tools/eval/teams_by_hand.py --labels bench/results/soccer/teams_by_hand.json \\
        football_rubi=runs/rubi soccertrack_left_camera=runs/left ...

A run folder holds tracking.jsonl. People are matched by frame and place, so the labels outlive the product that drew
the boxes. Which of the product's teams wears which kit is chosen per clip, to the product's favour. Without folders the
answers stored beside the labels are scored. `right`: a player in his team, a referee or somebody in neither kit in none,
a goalkeeper called one (his team is not asked for). `undecided`: a player without a team.
"""
import argparse
import collections
import json
import pathlib


def answer(person, objects):
    """What a run says of the labelled person: the nearest box within half his height, or nothing."""
    x, y = person["centre"]
    best, reach = None, 0.5 * person["height"]
    for o in objects:
        bx, by, w, h = o["box"]
        off = ((bx + w / 2 - x) ** 2 + (by + h / 2 - y) ** 2) ** 0.5
        if off < reach:
            best, reach = o, off
    return best and {"class": best["class"], "team": best["team"]}


def judge(seen, said, teams):
    if said is None:
        return "missed"
    if seen in teams:
        return "right" if said["team"] == teams[seen] else "undecided" if said["team"] is None else "wrong"
    if seen == "keeper":
        return "right" if said["class"] == "goalkeeper" else "wrong"
    return "right" if said["team"] is None else "wrong"


def score(clip, rows):
    pairs = []
    for frame in clip["frames"]:
        objects = rows and [o for o in rows[frame["pts_ns"]] if o["class"] != "ball" and o["src"] == "measured"]
        pairs += [(p["seen"], answer(p, objects) if rows else p["said"]) for p in frame["people"] if p["seen"] != "unclear"]
    tallies = []
    for a, b in (("a", "b"), ("b", "a")):
        tally = collections.defaultdict(collections.Counter)
        for seen, said in pairs:
            tally["player" if seen in "12" else seen][judge(seen, said, {"1": a, "2": b})] += 1
            tally["all"][judge(seen, said, {"1": a, "2": b})] += 1
        tallies.append(tally)
    tally = max(tallies, key=lambda t: (t["all"]["right"], -t["all"]["wrong"]))
    # Everybody's class is asked apart: an official who is called a player may well be in no team.
    tally["referee's class"].update("right" if said["class"] == "referee" else "wrong"
                                    for seen, said in pairs if seen == "referee" and said)
    return tally


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", required=True)
    parser.add_argument("runs", nargs="*", metavar="CLIP=FOLDER")
    options = parser.parse_args()
    labels = json.loads(pathlib.Path(options.labels).read_text())
    runs = dict(r.split("=", 1) for r in options.runs)
    total, clips = collections.defaultdict(collections.Counter), {}
    for clip in labels["clips"]:
        rows = None
        if runs:
            if clip["clip"] not in runs:
                continue
            lines = (pathlib.Path(runs[clip["clip"]]) / "tracking.jsonl").read_text().splitlines()
            rows = {row["pts_ns"]: row["objects"] for row in map(json.loads, lines)}
        clips[clip["clip"]] = score(clip, rows)
        for kind, counts in clips[clip["clip"]].items():
            total[kind].update(counts)
    report = {}
    for name, tally in [*clips.items(), ("all", total)]:
        report[name] = {kind: {**counts, "share_right": round(counts["right"] / max(1, sum(counts.values())), 4)}
                        for kind, counts in tally.items() if counts}
    print("\n".join(["{"] + [f' {json.dumps(n)}: {json.dumps(r)}{"," if n != "all" else ""}' for n, r in report.items()] + ["}"]))


if __name__ == "__main__":
    main()
