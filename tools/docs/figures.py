"""Keeps the measured figures of the documentation equal to the result files they come from.

    tools/docs/figures.py [FILE...]           1 when a block differs from its results or prose holds a figure
    tools/docs/figures.py --write [FILE...]   fills the blocks again
    without files: docs/, README.md and the model cards

A measured figure stands in a block only, which is filled from a template in the comment above it:

    <!-- figures: b = bench/results/models/heldout-balanced-class.json; given: 0.96
    | balanced | {b/classes/player/ap50|.3} |
    | gate     | 0.96 |
    -->
    | balanced | 0.963 |
    | gate     | 0.96 |
    <!-- end of figures -->

{NAME/KEY/...|FORM} is one value of one file (~1 is a slash inside a key). FORM: .3 (digits), %1 (a share as a percentage, one digit), k1 (thousands), M1
(millions), or nothing: as the file has it. What else a template says may hold no figure but those that are `given`: gates,
thresholds and sizes, which were set and not measured.

A figure is a number with a decimal point or with a unit of measurement (%, ms, us, ns, px, core-ms, frames/s, MB, MiB). Code,
formulas in code spans and links are not looked at. Outside of blocks only constants may stand, those of the comment before:

    <!-- constants: 0.5 1.5 -->      `any`: a page of formulas; `generated`: a tool wrote the page, and has a test of its own
"""
import decimal
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = r"(?:\s?(?:%|core-ms|ms|us|ns|px|frames/s|MB|MiB)(?![\w/]))"
FIGURE = re.compile(rf"(?<![\w.#-])(\d+\.\d+{UNITS}?|\d+{UNITS})(?![\w.]*\d)")
BLOCK = re.compile(r"<!-- figures: (?P<head>[^\n]*)\n(?P<template>.*?)-->\n(?P<text>.*?)<!-- end of figures -->", re.S)
CONSTANTS = re.compile(r"<!-- constants: (.*?) -->", re.S)
VALUE = re.compile(r"\{([a-z]\w*)/([^{}|]+)(?:\|([.%kM]?\d+))?\}")
HIDDEN = [r"^```.*?^```", r"``[^`].*?``", r"`[^`\n]*`", r"\]\([^)\s]*\)", r"<!--.*?-->", r"<[^>\n]*>"]


def blank(match):
    """Hidden text becomes spaces, so that lines stay where they are."""
    return re.sub(r"[^\n]", " ", match.group())


def figures(text):
    """(place, figure) of every figure that a reader sees."""
    for pattern in HIDDEN:
        text = re.sub(pattern, blank, text, flags=re.S | re.M)
    for match in FIGURE.finditer(text):
        yield match.start(), match.group().strip()


def number(figure):
    return re.match(r"[\d.]+", figure).group()


def shown(value, form):
    """A result as it reads."""
    if not form:
        return str(value)
    kind, digits = (form[0], int(form[1:])) if form[0] in ".%kM" else (".", int(form))
    scale = {".": "1", "%": "100", "k": "0.001", "M": "0.000001"}[kind]
    exact = decimal.Decimal(str(value)) * decimal.Decimal(scale)  # as it is written, not as binary has it
    return str(exact.quantize(decimal.Decimal(1).scaleb(-digits), decimal.ROUND_HALF_UP))


class Head:
    """The first line of a block: names of result files, and what is given."""

    def __init__(self, text):
        files, _, given = text.partition("given:")
        self.given = set(given.split())
        self.records = {}
        for part in filter(None, (p.strip() for p in files.split(";"))):
            name, _, path = (p.strip() for p in part.partition("="))
            if not (ROOT / path).is_file():
                raise SystemExit(f"'{path}' is no file of this repository")
            self.records[name] = json.loads((ROOT / path).read_text())

    def value(self, match):
        name, keys, form = match.groups()
        if name not in self.records:
            raise KeyError(f"no result file is called '{name}'")
        value = self.records[name]
        for key in (key.replace("~1", "/") for key in keys.split("/")):
            value = value[int(key)] if isinstance(value, list) else value[key]
        return shown(value, form)


def fill(block):
    """A block's text from its results, and what is wrong with its template."""
    head, wrong = Head(block["head"]), []
    for _, figure in figures(VALUE.sub("x", block["template"])):
        if number(figure) not in head.given:
            wrong.append(f"{figure}: neither a result nor given")

    def value(match):
        try:
            return head.value(match)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            wrong.append(f"{match.group()}: {error}")
            return match.group()

    return VALUE.sub(value, block["template"]), wrong


def check(path, write):
    text = path.read_text()
    name = path.relative_to(ROOT)
    line = lambda at: text.count("\n", 0, at) + 1
    filled = text
    for block in BLOCK.finditer(text):
        wanted, wrong = fill(block)
        yield from (f"{name}:{line(block.start())}: {what}" for what in wrong)
        if wanted != block["text"] and not wrong:
            if not write:
                yield f"{name}:{line(block.start('text'))}: is not what its results say; tools/docs/figures.py --write"
            old = block.group()
            filled = filled.replace(old, old[:block.start("text") - block.start()] + wanted + "<!-- end of figures -->")
    if write and filled != text:
        path.write_text(filled)
    markers = [(m.start(), set(m.group(1).split())) for m in CONSTANTS.finditer(text)]
    for at, figure in figures(BLOCK.sub(blank, text)):
        above = [constants for start, constants in markers if start < at]
        allowed = above[-1] if above else set()
        if not allowed & {"any", "generated", number(figure)}:
            yield f"{name}:{line(at)}: {figure}: a figure outside of a block, and no constant"


def pages():
    return [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", *sorted((ROOT / "share" / "models").glob("*.md"))]


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if name != "--write"]
    wrong = [w for page in map(pathlib.Path, names or pages()) for w in check(page.resolve(), "--write" in sys.argv[1:])]
    print("\n".join(wrong))
    sys.exit(bool(wrong))
