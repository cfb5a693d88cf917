"""Keeps the tables of fields in the documentation equal to the schemas they come from.

    tools/docs/fields.py [FILE...]           1 when a table differs from its schema
    tools/docs/fields.py --write [FILE...]   fills the tables again
    without files: docs/

A table stands between two comments, the first of which names a schema, or a part of one:

    <!-- fields: share/schema/tracking.schema.json -->
    <!-- end of fields -->

Every field has a row: its path, what it holds, and its description. One that a record may lack must say so there: "Not there
where ...", "Written only ...", "Only ...".
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- fields: (?P<schema>\S+) -->\n(?P<text>.*?)<!-- end of fields -->", re.S)
HEAD = "| field | holds | what it is |\n|---|---|---|\n"
PLURAL = {"number": "numbers", "integer": "whole numbers", "string": "texts", "object": "objects"}
WORDS = {"number": "number", "integer": "whole number", "string": "text", "boolean": "true or false", "object": "object", "null": "null"}


class Schema:
    """A schema file and what it refers to."""

    def __init__(self, path):
        self.path = path
        self.document = json.loads((ROOT / path).read_text())

    def part(self, pointer):
        node = self.document
        for key in filter(None, pointer.split("/")):
            node = node[key]
        return node

    def resolved(self, node):
        """(schema, node) with its reference followed; what stands beside the reference wins."""
        schema = self
        while "$ref" in node:
            file, _, pointer = node["$ref"].partition("#")
            schema = Schema(str(pathlib.Path(schema.path).parent / file)) if file else schema
            node = {**schema.part(pointer), **{key: value for key, value in node.items() if key != "$ref"}}
        return schema, node


def listed(values):
    return ", ".join("null" if value is None else f"`{json.dumps(value) if not isinstance(value, str) else value}`" for value in values)


def holds(schema, node):
    """What may stand in a field, in words."""
    if "const" in node:
        return listed([node["const"]])
    if "enum" in node:
        return listed(node["enum"])
    if "oneOf" in node:
        return " or ".join(sorted((holds(*schema.resolved(one)) for one in node["oneOf"]), key="null".__eq__))
    types = node.get("type", "object")
    types = types if isinstance(types, list) else [types]
    return " or ".join(many(schema, node) if kind == "array" else WORDS[kind] for kind in types)


def many(schema, node):
    count = node.get("minItems") if "prefixItems" in node or node.get("minItems") == node.get("maxItems") else None
    member = node["prefixItems"][0] if "prefixItems" in node else schema.resolved(node.get("items", {}))[1]
    kind = member.get("type", "object")
    if node.get("maxItems") == 0:
        return "empty list"
    if count and kind in PLURAL:
        return f"{count} {PLURAL[kind]}"
    if kind == "array":
        return f"lists of {many(schema, member)}"
    return f"list of {PLURAL[kind]}"


def rows(schema, node, path=""):
    required = set(node.get("required", ()))
    for key, child in node.get("properties", {}).items():
        owner, child = schema.resolved(child)
        name, text = f"{path}{key}", child.get("description", "")
        if not text or (key not in required and not re.search(r"\b(Not there|[Oo]nly)\b", text)):
            raise SystemExit(f"{schema.path}: {name} does not say what it is, or when it is missing")
        yield name, holds(owner, child), text
        yield from below(owner, child, name)
    for one in node.get("allOf", ()):  # figures that only some kinds of record have
        kind = one.get("if", {}).get("properties", {}).get("type", {}).get("const")
        figures = one.get("then", {}).get("properties", {}).get("values", {}).get("properties", {})
        for key, child in figures.items() if kind else ():
            yield f"{path}values.{key}", holds(schema, child), f"Of `{kind}`: {child['description']}"


def below(schema, node, name):
    """The fields of what a field holds."""
    if name == "why_null":
        return  # its keys are those of the fields that may be null
    for one in node.get("oneOf", ()):
        owner, one = schema.resolved(one)
        if owner is schema:  # what another file describes stands there
            yield from below(owner, one, name)
    if "properties" in node:
        yield from rows(schema, node, f"{name}.")
    elif isinstance(node.get("additionalProperties"), dict) and "properties" in node["additionalProperties"]:
        yield from rows(schema, node["additionalProperties"], f"{name}.KEY.")
    elif "items" in node and isinstance(node["items"], dict):
        owner, member = schema.resolved(node["items"])
        if "properties" in member:
            yield from rows(owner, member, f"{name}[].")


def table(name):
    file, _, pointer = name.partition("#")
    schema = Schema(file)
    return HEAD + "".join(f"| `{path}` | {what} | {text} |\n" for path, what, text in rows(schema, schema.part(pointer)))


def check(path, write):
    text = path.read_text()
    filled = BLOCK.sub(lambda block: f"<!-- fields: {block['schema']} -->\n{table(block['schema'])}<!-- end of fields -->", text)
    if filled == text:
        return
    if write:
        path.write_text(filled)
    else:
        yield f"{path}: a table of fields is not what its schema says; tools/docs/fields.py --write"


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if name != "--write"]
    pages = [pathlib.Path(name).resolve() for name in names] or sorted((ROOT / "docs").glob("*.md"))
    wrong = [w for page in pages for w in check(page, "--write" in sys.argv[1:])]
    for one in wrong:
        print(one)
    sys.exit(bool(wrong))
