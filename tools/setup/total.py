"""Adds up the results of a test run: every skipped test with its reason, every failed one, then one line of totals."""

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
    for report in sorted(folder.glob("*.xml")):
        for case in xml.etree.ElementTree.parse(report).iter("testcase"):
            name = f"{report.stem}: {case.get('name')}"
            if case.find("skipped") is not None:
                counts["skipped"] += 1
                print(f"SKIPPED {name}: {reason(case)}")
            elif case.find("failure") is not None or case.get("status") != "run":
                counts["failed"] += 1
                print(f"FAILED {name}")
            else:
                counts["passed"] += 1
    others = folder / "other.txt"
    if others.exists():
        counts.update(others.read_text().split())
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")


main(pathlib.Path(sys.argv[1]))
