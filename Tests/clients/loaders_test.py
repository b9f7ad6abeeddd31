#!/usr/bin/env python3
"""Loads shards with the readers trainers use and compares what they see with the JSON text itself.

Builds two shard sets from samples/ with the executable that PREFKIT names: one of three merged dialects, one with
margins. Each must load without any option, give every row, the same types from every shard taken alone, and the text
unchanged. Run it by `make test-clients`, which makes the pinned environment first.
"""

import glob
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# No reader may look anything up, and none may leave a cache behind in the user's home.
scratch = tempfile.TemporaryDirectory()
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": scratch.name, "HF_DATASETS_CACHE": scratch.name}

import datasets
import duckdb
import pandas
import polars

ROOT = pathlib.Path(__file__).resolve().parents[2]
PREFKIT = os.environ.get("PREFKIT", str(ROOT / ".build/release/prefkit"))
STRINGS = ["id", "metadata"]
MESSAGES = ["prompt", "chosen", "rejected"]


def prefkit(*arguments):
    subprocess.run([PREFKIT, *map(str, arguments)], check=True, stdin=subprocess.DEVNULL)


def build(name, inputs):
    """Ingests, deduplicates and shards some samples; returns the shard files in order."""
    folder = pathlib.Path(scratch.name) / name
    folder.mkdir()
    canonical = []
    for each in inputs:
        canonical.append(folder / (pathlib.Path(each).stem + ".jsonl.gz"))
        prefkit("ingest", ROOT / "samples" / each, "-o", canonical[-1], "--quiet")
    prefkit("dedup", "--exact", *canonical, "-o", folder / "unique.jsonl.gz", "--quiet")
    shards = folder / "shards"
    prefkit("shard", folder / "unique.jsonl.gz", "-o", shards, "--shards", "4", "--split", "train=0.8,test=0.2",
            "--shuffle", "--seed", "7", "--quiet")
    return sorted(glob.glob(f"{shards}/*.jsonl.gz"))


def expect(condition, *message):
    if not condition:
        raise AssertionError(" ".join(map(str, message)))


def plain_rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def texts(row):
    """What a reader must not change: the id and every turn."""
    turns = [(key, turn["role"], turn["content"]) for key in MESSAGES for turn in row[key]]
    return [row["id"], *turns]


def same_rows(reader, rows, truth):
    rows = list(rows)
    expect(len(rows) == len(truth), reader, "sees", len(rows), "rows of", len(truth))
    for seen, real in zip(rows, truth):
        expect(texts(seen) == texts(real), reader, "changed row", real["id"])


def one_schema(reader, schemas):
    """Every shard alone must give the types of all shards together."""
    first = next(iter(schemas.values()))
    for path, schema in schemas.items():
        expect(schema == first, f"{reader} sees other types in {path}:\n{schema}\nthan in the first:\n{first}")
    return first


def check_json(files, truth):
    """The rows themselves: one list of keys, no null, floats with a point, messages of role and content only."""
    keys = list(truth[0])
    for row in truth:
        expect(list(row) == keys, "keys differ on row", row["id"])
        expect(None not in row.values(), "null on row", row["id"])
        expect(isinstance(row.get("margin", 0.0), float), "margin without a point on row", row["id"])
        for key in MESSAGES:
            for turn in row[key]:
                expect(list(turn) == ["role", "content"], "message keys on row", row["id"], list(turn))
    expect(len({row["id"] for row in truth}) == len(truth), "ids repeat")


def check_datasets(files, truth):
    schemas = {}
    for path in files:
        schemas[path] = datasets.load_dataset("json", data_files=path, split="train").features
    features = one_schema("datasets", schemas)
    for key in STRINGS:
        expect(features[key] == datasets.Value("string"), "datasets:", key, "is", features[key])
    if "margin" in features:
        expect(features["margin"] == datasets.Value("float64"), "datasets: margin is", features["margin"])
    message = {"role": datasets.Value("string"), "content": datasets.Value("string")}
    for key in MESSAGES:
        expect(features[key] == datasets.List(message), "datasets:", key, "is", features[key])
    whole = datasets.load_dataset("json", data_files=files, split="train")
    expect(whole.features == features, "datasets: all files together give", whole.features)
    same_rows("datasets", whole, truth)
    streamed = datasets.load_dataset("json", data_files=files, split="train", streaming=True)
    same_rows("datasets streaming", streamed, truth)


def check_polars(files, truth):
    schemas, rows = {}, []
    for path in files:
        plain = path.removesuffix(".gz")
        with gzip.open(path) as packed, open(plain, "wb") as out:
            out.write(packed.read())
        frame = polars.read_ndjson(plain)
        schemas[path] = frame.schema
        expect(polars.scan_ndjson(plain).collect().equals(frame), "polars: scan and read differ on", path)
        rows += frame.to_dicts()
    schema = one_schema("polars", schemas)
    message = polars.List(polars.Struct({"role": polars.String, "content": polars.String}))
    for key in MESSAGES:
        expect(schema[key] == message, "polars:", key, "is", schema[key])
    for key in STRINGS:
        expect(schema[key] == polars.String, "polars:", key, "is", schema[key])
    if "margin" in schema:
        expect(schema["margin"] == polars.Float64, "polars: margin is", schema["margin"])
    same_rows("polars", rows, truth)


def check_duckdb(files, truth):
    session = duckdb.connect()

    def types(source):
        described = session.execute(f"DESCRIBE SELECT * FROM read_json_auto({source})").fetchall()
        return {name: kind for name, kind, *_ in described}

    schema = one_schema("DuckDB", {path: types(f"'{path}'") for path in files})
    expect(types(repr(files)) == schema, "DuckDB: all files together give", types(repr(files)))
    # 32 hex digits also read as a UUID there; its text is another one, so the id is compared without the hyphens.
    expect(schema["id"] in ("VARCHAR", "UUID"), "DuckDB: id is", schema["id"])
    expect(schema.get("margin", "DOUBLE") == "DOUBLE", "DuckDB: margin is", schema.get("margin"))
    for key in MESSAGES:
        kind = schema[key].replace('"', "")
        expect(kind == "STRUCT(role VARCHAR, content VARCHAR)[]", "DuckDB:", key, "is", kind)
    rows = []
    for path in files:
        answer = session.execute(f"SELECT id, prompt, chosen, rejected FROM read_json_auto('{path}')")
        for row in answer.fetchall():
            rows.append(dict(zip(["id", *MESSAGES], [str(row[0]).replace("-", ""), *row[1:]])))
    same_rows("DuckDB", rows, truth)


def check_pandas(files, truth):
    frames = {path: pandas.read_json(path, lines=True) for path in files}
    one_schema("pandas", {path: frame.dtypes.to_dict() for path, frame in frames.items()})
    same_rows("pandas", [row for frame in frames.values() for row in frame.to_dict("records")], truth)


def main():
    datasets.disable_progress_bars()
    sets = {
        "merged": ["hh-style.jsonl", "trl-conversational.jsonl", "pandalm-style.json"],
        "margins": ["trl-conversational.jsonl"],
    }
    failures = 0
    for name, inputs in sets.items():
        files = build(name, inputs)
        truth = [row for path in files for row in plain_rows(path)]
        for check in [check_json, check_datasets, check_polars, check_duckdb, check_pandas]:
            reader = check.__name__.removeprefix("check_")
            try:
                check(files, truth)
                print(f"{name}: {reader}: {len(truth)} rows in {len(files)} shards, ok")
            except Exception as error:
                failures += 1
                print(f"{name}: {reader}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
