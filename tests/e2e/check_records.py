"""check_records.py [--only=FILE,...] SCHEMAS RUN...: holds every record of each run's folder against its schema, then every
schema against records with one fault each, which it must refuse. 1 when anything is wrong, or a file of RECORDS (of --only) is
in no run."""

import copy
import json
import pathlib
import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # newer versions have another resolver, older ones only this
import jsonschema  # noqa: E402

RECORDS = {
    "tracking.jsonl": "tracking",
    "events.jsonl": "events",
    "calibration.jsonl": "calibration",
    "measures.jsonl": "measures",
    "observations.jsonl": "observations",
    "drawn.jsonl": "drawn",
    "manifest.json": "manifest",
    "run.json": "run",
}

# Only where --only names it.
OF_SOME = {"swings.json": "swings", "sounds.jsonl": "sounds", "play.json": "play", "status.jsonl": "status", "follow.jsonl": "follow"}

# What a record may lack, by key: written only where it says something.
MAY_LACK = {"utc_src", "frames_dropped", "reconnects"}  # of live sources
MAY_LACK |= {"signals", "on_field", "goalkeeper", "sprinting", "seam", "parts", "start", "values", "why_null.evaluation.terms"}
MOST_SHOWN = 20


def schema_of(run, name):
    """The schema of a run's records of that name: what is measured is the sport's."""
    manifest = run / "manifest.json"
    if name != "measures" or not manifest.exists():
        return name
    sport = json.loads(manifest.read_text()).get("config", {}).get("sport", {}).get("value", "soccer")
    return {"soccer": "measures", "golf": "golf", "badminton": "badminton"}.get(pathlib.Path(sport).stem, "people")


class Schemas:
    def __init__(self, folder):
        documents = {path.name: json.loads(path.read_text()) for path in folder.glob("*.schema.json")}
        self.validators = {}
        for name in {*RECORDS.values(), *OF_SOME.values(), "people", "golf", "badminton"}:
            schema = documents[f"{name}.schema.json"]
            jsonschema.Draft202012Validator.check_schema(schema)
            resolver = jsonschema.RefResolver(f"{name}.schema.json", schema, store=documents)
            self.validators[name] = jsonschema.Draft202012Validator(schema, resolver=resolver)

    def errors(self, name, record):
        for error in self.validators[name].iter_errors(record):
            yield f"{error.json_path}: {error.message[:300]}"

    def accepts(self, name, record):
        return self.validators[name].is_valid(record)


def records(path):
    """(line number, record) of a file."""
    if path.suffix == ".json":
        yield 1, json.loads(path.read_text())
        return
    with path.open() as lines:
        for number, line in enumerate(lines, 1):
            yield number, json.loads(line)


def places(record, path=()):
    """The path of every object in a record and of every list's first member."""
    if isinstance(record, dict):
        yield path
        for key, value in record.items():
            yield from places(value, (*path, key))
    elif isinstance(record, list) and record:
        yield from places(record[0], (*path, 0))


def at(record, path):
    for step in path:
        record = record[step]
    return record


def faulty(record):
    """(what is wrong, record with that one fault)."""
    for path in places(record):
        if path == ("people",):
            continue  # its keys are the sport's classes
        where = ".".join(map(str, path)) or "the whole"
        broken = copy.deepcopy(record)
        at(broken, path)["no such key"] = 1
        yield f"an unknown key in {where}", broken
        for key in at(record, path):
            broken = copy.deepcopy(record)
            at(broken, path)[key] = {"no such": ["type"]}
            yield f"{where}: {key} of a wrong type", broken
            given = path == ("config",) or path[:1] == ("match",)  # by the user: nothing has to be there
            if given or key in MAY_LACK or f"{where}.{key}" in MAY_LACK:
                continue
            broken = copy.deepcopy(record)
            del at(broken, path)[key]
            yield f"{where}: no {key}", broken


def telling(kinds, name, record):
    """Of every kind of record the richest."""
    status = record.get("run", {}).get("status")
    kind = (name, record.get("type"), record.get("subtype"), record.get("state"), status, "sources" in record)
    size = len(json.dumps(record))
    if size > kinds.get(kind, (0, None))[0]:
        kinds[kind] = (size, record)


def check(schemas, wanted, runs):
    kinds, seen = {}, dict.fromkeys(wanted, 0)
    for run in runs:
        for file, name in wanted.items():
            if not (run / file).exists():
                continue
            name = schema_of(run, name)
            for number, record in records(run / file):
                seen[file] += 1
                telling(kinds, name, record)
                yield from (f"{file}:{number}: {error}" for error in schemas.errors(name, record))
    yield from (f"{file}: no record of it, so nothing was tested" for file, count in seen.items() if count == 0)
    faults = 0
    for (name, *_), (_, record) in kinds.items():
        for what, broken in faulty(record):
            faults += 1
            if schemas.accepts(name, broken):
                yield f"{name}.schema.json accepts {what}"
    print(", ".join(f"{count} of {file}" for file, count in seen.items()) + f"; {faults} faults were tried")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    wanted = RECORDS
    if arguments[0].startswith("--only="):
        names = arguments.pop(0).removeprefix("--only=").split(",")
        wanted = {name: (RECORDS | OF_SOME)[name] for name in names}
    wrong = list(check(Schemas(pathlib.Path(arguments[0])), wanted, [pathlib.Path(run) for run in arguments[1:]]))
    for one in wrong[:MOST_SHOWN]:
        print(one)
    if len(wrong) > MOST_SHOWN:
        print(f"... and {len(wrong) - MOST_SHOWN} more")
    sys.exit(bool(wrong))
