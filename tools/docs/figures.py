"""Checks that every measured figure of the documentation has a source record.

    tools/docs/figures.py [FILE...]        without files: docs/, README.md and the model cards; 1 when a figure has none

A figure is a number with a decimal point or with a unit of measurement (%, ms, us, ns, px, core-ms, frames/s, MB, MiB). Code,
formulas in code spans and links are not looked at. A comment says where the figures below it come from, until the next one:

    <!-- figures: bench/results/models/clips.json, bench/results/cpu/track.json#/context; given: 0.5 1.5 -->

Each figure must be a number of one of these files (below the JSON pointer where one is given) as it reads when rounded to the
figure's digits: as it stands, as a percentage, or a thousand, a million times larger or smaller (units). `given` lists what was
not measured but set: gates, sizes, thresholds. `<!-- figures: none -->`: the text below has constants only;
`<!-- figures: generated -->`: a tool wrote the page from its result files, and has a test of its own.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = r"(?:\s?(?:%|core-ms|ms|us|ns|px|frames/s|MB|MiB)(?![\w/]))"
FIGURE = re.compile(rf"(?<![\w.#-])(\d+\.\d+{UNITS}?|\d+{UNITS})(?![\w.]*\d)")
MARKER = re.compile(r"<!-- figures: (.*?) -->", re.S)
HIDDEN = [r"^```.*?^```", r"``[^`].*?``", r"`[^`\n]*`", r"\]\([^)\s]*\)", r"<!--.*?-->", r"<[^>\n]*>"]
SCALES = (1, 100, 1e3, 1e-3, 1e6, 1e-6)


def blank(match):
    """Hidden text becomes spaces, so that lines stay where they are."""
    return re.sub(r"[^\n]", " ", match.group())


def numbers(value):
    """Every number inside a JSON value."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, str):
        yield from map(float, re.findall(r"-?\d+\.?\d*", value))
    else:
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)


def record(name):
    """The numbers of 'FILE' or 'FILE#/pointer'; FILE may be a pattern."""
    pattern, _, pointer = name.partition("#")
    paths = sorted(ROOT.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"'{pattern}' is no file of this repository")
    for path in paths:
        value = json.loads(path.read_text())
        for key in pointer.split("/")[1:]:
            value = value[int(key)] if isinstance(value, list) else value[key]
        yield from numbers(value)


class Sources:
    """What one marker names."""

    def __init__(self, text):
        files, _, given = text.partition("; given:")
        self.free = files.strip() in ("none", "generated")
        self.values = [] if self.free else [v for name in files.split(",") for v in record(name.strip())]
        self.given = set(given.split())

    def have(self, figure):
        if self.free or figure in self.given:
            return True
        digits = len(figure.partition(".")[2])
        half = 0.5 * 10**-digits * (1 + 1e-9) + 1e-12
        return any(abs(abs(v) * scale - float(figure)) <= half for v in self.values for scale in SCALES)


def check(path):
    text = path.read_text()
    shown = text
    for pattern in HIDDEN:
        shown = re.sub(pattern, blank, shown, flags=re.S | re.M)
    markers = [(m.start(), Sources(m.group(1))) for m in MARKER.finditer(text)]
    for match in FIGURE.finditer(shown):
        line = text.count("\n", 0, match.start()) + 1
        above = [sources for at, sources in markers if at < match.start()]
        figure = re.match(r"[\d.]+", match.group()).group()
        if not above:
            yield f"{path.relative_to(ROOT)}:{line}: {match.group()}: no marker says where figures come from"
        elif not above[-1].have(figure):
            yield f"{path.relative_to(ROOT)}:{line}: {match.group()}: in none of its sources"


def pages():
    return [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", *sorted((ROOT / "share" / "models").glob("*.md"))]


if __name__ == "__main__":
    wrong = [w for page in map(pathlib.Path, sys.argv[1:] or pages()) for w in check(page.resolve())]
    print("\n".join(wrong))
    sys.exit(bool(wrong))
