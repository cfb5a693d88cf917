"""check_schemas.py SHARE: validates every YAML file of the share folder against its schema; 1 when one is wrong."""

import json
import pathlib
import sys

import jsonschema
import yaml

FOLDERS = {"models": "model", "sports": "sport", "themes": "theme"}


def documents(share):
    """Every shipped file with the name of its schema."""
    for folder, schema in FOLDERS.items():
        for path in sorted((share / folder).glob("*.yaml")):
            yield path, schema
    for path, schema in (("touchline.yaml", "config"), ("match.example.yaml", "match")):
        if (share / path).exists():
            yield share / path, schema


def errors(share):
    seen = set()
    for path, name in documents(share):
        schema = json.loads((share / "schema" / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        document = yaml.safe_load(path.read_text())
        seen.add(name)
        for error in validator.iter_errors(document):
            yield f"{path}: {error.json_path}: {error.message}"
        if validator.is_valid({**document, "no such key": 1}):
            yield f"{name}.schema.json accepts an unknown key"
    for name in set(FOLDERS.values()) - seen:
        yield f"nothing in {share} uses {name}.schema.json"


found = list(errors(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(bool(found))
