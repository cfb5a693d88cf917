"""What other people's readers make of a converted run: read.py FORMAT FOLDER prints it as JSON.

Unknown is null, also where a reader gives NaN. The C++ tests compare the values.
"""
import contextlib
import io
import json
import math
import pathlib
import re
import sys
import warnings


def plain(value):
    """`value` as JSON holds it."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def tracab(meta, raw, coordinates):
    from kloppy import tracab as reader

    data = reader.load(meta_data=str(meta), raw_data=str(raw), only_alive=False, coordinates=coordinates)
    frames = [
        {
            "id": frame.frame_id,
            "seconds": frame.timestamp.total_seconds(),
            "ball": [frame.ball_coordinates.x, frame.ball_coordinates.y, frame.ball_coordinates.z],
            "alive": frame.ball_state.value == "alive",
            "owner": frame.ball_owning_team.team_id,
            "players": {
                player.player_id: [seen.coordinates.x, seen.coordinates.y, seen.speed]
                for player, seen in frame.players_data.items()
            },
        }
        for frame in data.records
    ]
    size = data.metadata.pitch_dimensions
    return {
        "frames": frames,
        "fps": data.metadata.frame_rate,
        "pitch": [size.pitch_length, size.pitch_width],
        "orientation": data.metadata.orientation.value,
        "teams": [
            {"id": team.team_id, "name": str(team.name), "jerseys": [p.jersey_no for p in team.players]}
            for team in data.metadata.teams
        ],
    }


def read_tracab(folder):
    at = folder / "tracab"
    return {
        "dat": tracab(at / "metadata.xml", at / "tracking.dat", "tracab"),
        "dat_in_kloppy_units": tracab(at / "metadata.xml", at / "tracking.dat", None),
        "json": tracab(at / "metadata.json", at / "tracking.json", "tracab"),
        "json_in_kloppy_units": tracab(at / "metadata.json", at / "tracking.json", None),
    }


def read_epts(folder):
    from kloppy import metrica

    at = folder / "epts"
    data = metrica.load_tracking_epts(
        meta_data=str(at / "metadata.xml"), raw_data=str(at / "tracking.txt")
    )
    score = data.metadata.score
    return {
        "frames": [
            {
                "id": frame.frame_id,
                "seconds": frame.timestamp.total_seconds(),
                "ball": [frame.ball_coordinates.x, frame.ball_coordinates.y],
                "players": {
                    player.player_id: [
                        seen.coordinates.x if seen.coordinates else None,
                        seen.coordinates.y if seen.coordinates else None,
                        seen.speed,
                    ]
                    for player, seen in frame.players_data.items()
                },
            }
            for frame in data.records
        ],
        "fps": data.metadata.frame_rate,
        "orientation": data.metadata.orientation.value,
        "score": [str(score.home), str(score.away)]
        if not str(score.home)
        else [int(score.home), int(score.away)],
        "teams": [
            {"id": team.team_id, "name": str(team.name), "jerseys": [p.jersey_no for p in team.players]}
            for team in data.metadata.teams
        ],
    }


def read_databallpy(folder):
    from databallpy import get_game

    at = folder / "tracab"
    out = {}
    for form in ("xml", "json"):
        game = get_game(
            tracking_data_loc=str(at / "tracking.dat"),
            tracking_metadata_loc=str(at / f"metadata.{form}"),
            tracking_data_provider="tracab",
            check_quality=False,
            verbose=False,
        )
        people = [name[:-2] for name in game.tracking_data.columns if name[:5] in ("home_", "away_") and name.endswith("_x")]
        out[form] = {
            "home": game.home_team_name,
            "away": game.away_team_name,
            "fps": game.tracking_data.frame_rate,
            "pitch": [float(side) for side in game.pitch_dimensions],
            "home_shirts": [int(n) for n in game.home_players["shirt_num"]],
            "away_shirts": [int(n) for n in game.away_players["shirt_num"]],
            "frames": [
                {"frame": int(row["frame"])}
                | {name: [float(row[f"{name}_x"]), float(row[f"{name}_y"])] for name in people}
                for _, row in game.tracking_data.iterrows()
            ],
        }
    return out


def read_sportscode(folder):
    from kloppy import sportscode

    return [
        {
            "id": code.code_id,
            "code": code.code,
            "start": code.timestamp.total_seconds(),
            "end": code.end_timestamp.total_seconds(),
            "labels": code.labels,
        }
        for code in sportscode.load(str(folder / "sportscode.xml")).records
    ]


def read_parquet(folder):
    import pyarrow.parquet

    out = {}
    for name in ("tracking", "events"):
        file = pyarrow.parquet.ParquetFile(folder / f"{name}.parquet")
        table = file.read()
        out[name] = {
            "types": {field.name: str(field.type) for field in table.schema},
            "rows": table.to_pylist(),
            "groups": [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)],
        }
    return out


def strict(name, path):
    """What the validator says at its strictest ("extreme"), but for a place that is null where its
    own schema allows that."""
    from cdf import validators

    validator = getattr(validators, f"{name.capitalize()}SchemaValidator")()
    try:
        with warnings.catch_warnings(record=True) as said, contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("always")
            validator.validate_schema(str(path), mode="soft", limit=None)
    except Exception as error:  # what is no file of the format
        return [str(error)]
    return sorted(
        {
            str(warning.message)
            for warning in said
            if not re.match(r"Coordinate '[xy]' must be a number at path", str(warning.message))
        }
    )


def read_cdf(folder):
    """The validator's own schemas of its newest version: every complaint, with its place."""
    from importlib import resources

    import jsonschema
    from cdf.validators import VERSION

    schemas = resources.files("cdf") / "files" / f"v{VERSION}" / "schema"
    out = {"version": VERSION}
    for name in ("meta.json", "match.json", "video.json", "tracking.jsonl", "event.jsonl"):
        schema = json.loads((schemas / f"{name.split('.')[0]}.json").read_text())
        text = (folder / "cdf" / name).read_text()
        rows = [json.loads(line) for line in (text.splitlines() if name.endswith("l") else [text])]
        complaints = set()
        for row in rows:
            for error in jsonschema.Draft7Validator(schema).iter_errors(row):
                place = ".".join(str(p) for p in error.absolute_path if not isinstance(p, int))
                # "Null" is what we write for what is not known; anything else is a fault.
                complaints.add(f"{place}: {'null' if error.instance is None else error.message}")
        said = strict(name.split(".")[0], folder / "cdf" / name)
        out[name] = {"rows": rows, "complaints": sorted(complaints), "strict": said}
    return out


def read_mot(folder):
    """TrackEval scores the file against itself: all of it read, every id in one piece."""
    with contextlib.redirect_stdout(io.StringIO()):
        import trackeval

        result = folder / "mot" / "gt-style.txt"
        lines = [line.split(",") for line in result.read_text().splitlines()]
        truth, trackers = folder / "truth", folder / "trackers"
        (truth / "clip" / "gt").mkdir(parents=True)
        (trackers / "ours" / "data").mkdir(parents=True)
        (trackers / "ours" / "data" / "clip.txt").write_text(result.read_text())
        (truth / "clip" / "gt" / "gt.txt").write_text(
            "".join(",".join(line[:6]) + ",1,1,1\n" for line in lines)
        )
        dataset = trackeval.datasets.MotChallenge2DBox(
            {
                "GT_FOLDER": str(truth),
                "TRACKERS_FOLDER": str(trackers),
                "SEQ_INFO": {"clip": max(int(line[0]) for line in lines)},
                "SKIP_SPLIT_FOL": True,
                "PRINT_CONFIG": False,
            }
        )
        raw = dataset.get_raw_seq_data("ours", "clip")
        data = dataset.get_preprocessed_seq_data(raw, "pedestrian")
        clear = trackeval.metrics.CLEAR().eval_sequence(data)
    return {
        "boxes": int(data["num_tracker_dets"]),
        "ids": int(data["num_tracker_ids"]),
        "mota": float(clear["MOTA"]),
        "raw_ids": [[int(i) for i in ids] for ids in raw["tracker_ids"]],
        "confidences": [[round(float(c), 3) for c in cs] for cs in raw["tracker_confidences"]],
    }


warnings.simplefilter("ignore")
print(json.dumps(plain(globals()[f"read_{sys.argv[1]}"](pathlib.Path(sys.argv[2])))))
