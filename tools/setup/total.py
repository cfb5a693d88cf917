"""Adds up the results of a test run: the skipped tests by their reasons, then every failure, then one line of totals."""

import collections
import pathlib
import re
import sys
import xml.etree.ElementTree


def reason(case):
    """What a skipped GoogleTest said: the text between the place and the verdict."""
    text = case.findtext("system-out") or ""
    said = re.search(r"Skipped\n(.*?)\n+\[  SKIPPED \]", text, re.DOTALL)
    return said.group(1).strip() if said else "no reason given"


def main(folder):
    counts = collections.Counter()
    skipped, failed = collections.defaultdict(list), []
    for report in sorted(folder.glob("*.xml")):
        for case in xml.etree.ElementTree.parse(report).iter("testcase"):
            name = f"{report.stem}: {case.get('name').partition('  #')[0]}"
            if case.find("skipped") is not None:
                counts["skipped"] += 1
                skipped[reason(case)].append(name)
            elif case.find("failure") is not None or case.get("status") != "run":
                counts["failed"] += 1
                failed.append(name)
            else:
                counts["passed"] += 1
    others = folder / "other.txt"
    if others.exists():
        for line in others.read_text().splitlines():
            verdict, _, what = line.partition(" ")
            counts[verdict] += 1
            if verdict == "failed":
                failed.append(what)
    for why, names in sorted(skipped.items()):
        print(f"SKIPPED, {why}:")
        for name in names:
            print(f"  {name}")
    for name in failed:
        print(f"FAILED {name}")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")


main(pathlib.Path(sys.argv[1]))
