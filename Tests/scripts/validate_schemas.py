#!/usr/bin/env python3
"""Checks the schemas, and all that must satisfy them.

usage: validate_schemas.py [REPORT.json ...]

Every JSON Schema under schemas/ must itself be valid, carry the right $id and describe each property. The default gates
must satisfy the gates schema, each sample the schema of its format (the dump by xmllint, where there is one), and each
REPORT the schema that its own key "schema" names. Where PREFKIT names the executable, all that it writes from the
samples must satisfy the schemas too. Some things must not: what a schema does not refuse it does not check.
Exit status: 0 all valid, 1 not, 2 the package jsonschema is missing.
"""

import copy
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except (ModuleNotFoundError, ImportError):
    print("validate_schemas.py needs jsonschema 4 or later: pip install jsonschema", file=sys.stderr)
    sys.exit(2)

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemas"
SAMPLES = {
    "hh-style.jsonl": "hh-rlhf",
    "trl-conversational.jsonl": "trl",
    "pandalm-style.json": "pandalm",
    "llamafactory-sharegpt.json": "llamafactory",
    "fields.jsonl": "fields",
}
MAP = ["--format", "fields", "--map", "prompt=question", "--map", "chosen=good", "--map", "rejected=bad"]
# Options that the sample of a format needs to be read; what is not named here is found by its first records.
OPTIONS = {
    "fields": ["--mapping", ROOT / "samples/mapping.json"],
    "votes": ["--join", ROOT / "samples/formats/prefkit.jsonl"],
}
KEYS = ["id", "prompt", "chosen", "rejected", "margin", "tie", "annotations", "scores", "models", "source", "metadata",
        "weight"]


class Checker:
    """Holds documents to schemas and keeps what is wrong."""

    def __init__(self):
        self.bad = []
        self.schemas = {}
        self.checked = 0

    def complain(self, place, fault):
        self.bad.append(f"{place}: {fault}")

    def load_schemas(self):
        for path in sorted(FOLDER.rglob("*.schema.json")):
            schema = load(path)
            place = path.relative_to(FOLDER)
            for fault in faults(Draft202012Validator(Draft202012Validator.META_SCHEMA), schema):
                self.complain(place, fault)
            for property in undescribed(schema):
                self.complain(place, f"{property} has no description")
            name = path.name.removesuffix(".schema.json")
            if not re.fullmatch(rf"prefkit/{re.escape(name)}/[0-9]+", str(schema.get("$id", ""))):
                self.complain(place, f"$id is {schema.get('$id')!r}, expected prefkit/{name}/VERSION")
            self.schemas[name] = Draft202012Validator(schema)

    def check(self, place, instance, name):
        self.checked += 1
        for fault in faults(self.schemas[name], instance):
            self.complain(place, fault)

    def check_named(self, place, instance):
        """Holds a document to the schema that it names itself."""
        for name, validator in self.schemas.items():
            if validator.schema["$id"] == instance.get("schema"):
                return self.check(place, instance, name)
        self.complain(place, f"no schema has the $id {instance.get('schema')!r}")

    def refuse(self, place, instance, name):
        self.checked += 1
        if self.schemas[name].is_valid(instance):
            self.complain(place, f"the {name} schema takes what it must refuse")


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8-sig"))


def rows(path):
    """The records of a JSONL file, of one JSON array, or of a table, whose cells are texts."""
    if pathlib.Path(path).suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as table:
            return list(csv.DictReader(table))
    text = pathlib.Path(path).read_text(encoding="utf-8-sig")
    lines = [line for line in text.split("\n") if line.strip()]
    return json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in lines]


def format_samples():
    """The samples under samples/formats, each with the name of its format."""
    return [(path, path.name.partition(".")[0]) for path in sorted((ROOT / "samples/formats").iterdir())]


def undescribed(node, path=""):
    """Yields the paths of properties that have neither a description nor a reference to something that has one."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from undescribed(item, f"{path}/{index}")
    if not isinstance(node, dict):
        return
    # Alternatives and conditions speak of properties that are described where they are declared.
    is_condition = re.search(r"/(if|then|else|(any|all|one)Of/[0-9]+)$", path)
    for name, value in node.get("properties", {}).items() if not is_condition else ():
        if isinstance(value, dict) and "description" not in value and "$ref" not in value:
            yield f"{path}/properties/{name}"
    for key, value in node.items():
        yield from undescribed(value, f"{path}/{key}")


def faults(validator, instance):
    for error in validator.iter_errors(instance):
        yield "/" + "/".join(map(str, error.absolute_path)) + ": " + error.message[:200]


def check_samples(checker):
    for file, name in SAMPLES.items():
        for number, row in enumerate(rows(ROOT / "samples" / file), 1):
            checker.check(f"samples/{file}, record {number}", row, name)
    for path, name in format_samples():
        if path.suffix == ".xml":
            continue
        for number, row in enumerate(rows(path), 1):
            checker.check(f"samples/formats/{path.name}, record {number}", row, name)
        if name != "fields":
            checker.refuse(f"samples/formats/{path.name}: a record without fields", {}, name)
    checker.check_named("mapping.json", load(ROOT / "samples/mapping.json"))
    checker.refuse("a mapping of one side", {"schema": "prefkit/mapping/1", "map": {"chosen": "a"}}, "mapping")
    checker.refuse("null-chosen.jsonl", rows(ROOT / "samples/broken/null-chosen.jsonl")[1], "trl")
    checker.refuse("boolean-response.json", rows(ROOT / "samples/broken/boolean-response.json")[1], "pandalm")
    checker.refuse("a text that is no transcript", {"chosen": "Hi", "rejected": "\n\nHuman: Hi"}, "hh-rlhf")
    turn = {"from": "narrator", "value": "a"}
    record = {"conversations": [turn], "chosen": turn, "rejected": turn}
    checker.refuse("a role that is none", record, "llamafactory")
    if shutil.which("xmllint"):
        dump = ["samples/stackexchange-style.xml", "samples/formats/stackexchange.xml"]
        command = ["xmllint", "--nonet", "--noout", "--schema", "schemas/stackexchange.xsd", *dump]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        checker.checked += 1
        if done.returncode != 0:
            checker.complain(dump[0], done.stderr[:400])


def check_rows(checker, path):
    """Canonical rows: each by itself, the same keys on all, in order."""
    seen = rows(path)
    for number, row in enumerate(seen, 1):
        place = f"{path.name}, row {number}"
        checker.check(place, row, "record")
        if list(row) != [key for key in KEYS if key in seen[0]]:
            checker.complain(place, f"its keys are {list(row)}")
        json.loads(row.get("metadata", "{}"))
    return seen


def check_mutations(checker, row):
    """What no canonical row may be."""
    changes = {
        "a null": lambda row: row.update(tie=None),
        "an unknown key": lambda row: row.update(note="a"),
        "a third key in a message": lambda row: row["chosen"][0].update(name="a"),
        "an unknown role": lambda row: row["chosen"][0].update(role="bot"),
        "an id in capitals": lambda row: row.update(id="A" * 32),
        "no completion": lambda row: row.update(rejected=[]),
        "an empty list": lambda row: row.update(annotations=[]),
        "metadata that are no text": lambda row: row.update(metadata={}),
    }
    for name, change in changes.items():
        changed = copy.deepcopy(row)
        change(changed)
        checker.refuse(name, changed, "record")


def check_ledger(checker, path):
    ledger = load(path)
    checker.check(path.name, ledger, "ledger")
    if ledger["read"] != ledger["written"] + sum(ledger["dropped"].values()) + sum(ledger["quarantined"].values()):
        checker.complain(path.name, "it does not balance")


def check_outputs(checker, executable, folder):
    def run(*arguments, statuses=(0,)):
        command = [executable, *map(str, arguments), "--quiet"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in statuses:
            checker.complain(" ".join(command[1:]), f"status {done.returncode}: {done.stderr[:400]}")

    canonical = []
    for file in [*SAMPLES, "stackexchange-style.xml"]:
        out = folder / f"{pathlib.Path(file).stem}.jsonl"
        options = MAP if file == "fields.jsonl" else []
        run("ingest", ROOT / "samples" / file, *options, "-o", out, "--ledger", folder / "ingest.json")
        check_ledger(checker, folder / "ingest.json")
        check_mutations(checker, check_rows(checker, out)[0])
        canonical.append(out)
    for path, name in format_samples():
        out = folder / f"format-{name}.jsonl"
        run("ingest", path, *OPTIONS.get(name, []), "-o", out, "--ledger", folder / "ingest.json")
        check_ledger(checker, folder / "ingest.json")
        check_rows(checker, out)
    for file in sorted((ROOT / "samples/broken").glob("*.json*")):
        rejects = folder / f"rejects-{file.stem}.jsonl"
        run("ingest", file, "--rejects", rejects, "-o", folder / "rest.jsonl", "--ledger", folder / "rejects.json")
        check_ledger(checker, folder / "rejects.json")
        for number, row in enumerate(rows(rejects), 1):
            checker.check(f"{rejects.name}, row {number}", row, "rejects")
    for key in ["pair", "prompt", "completion"]:
        unique, removed = folder / f"{key}.jsonl", folder / f"removed-{key}.jsonl"
        run("dedup", "--on", key, *canonical, "-o", unique, "--removed", removed, "--ledger", folder / "dedup.json")
        check_ledger(checker, folder / "dedup.json")
        check_rows(checker, unique)
        for number, row in enumerate(rows(removed), 1):
            checker.check(f"{removed.name}, row {number}", row, "removed")
    pairs = folder / "pair.jsonl"
    check_near(checker, run, canonical, folder)
    for layout in [["--shards", 3, "--split", "train=0.8,test=0.2", "--shuffle"], ["--shard-size", "64K"]]:
        shards = folder / f"shards{layout[0]}"
        run("shard", pairs, "-o", shards, *layout, "--compress", "none", "--ledger", folder / "shard.json")
        check_ledger(checker, folder / "shard.json")
        checker.check_named("manifest.json", load(shards / "manifest.json"))
        for shard in sorted(shards.glob("*.jsonl")):
            check_rows(checker, shard)
        run("validate", shards, "--ledger", folder / "validate.json")
        check_ledger(checker, folder / "validate.json")
    # A gate may fail: its report is looked at all the same.
    for options in [[], ["--gates", FOLDER / "default-gates.json"], ["--bootstrap", 50]]:
        run("audit", pairs, *options, "--report", folder / "report.json", "--ledger", folder / "audit.json",
            statuses=(0, 1))
        check_ledger(checker, folder / "audit.json")
        checker.check_named("report.json", load(folder / "report.json"))


def check_near(checker, run, canonical, folder):
    """Near-duplicates, conflicts and overlaps with evaluation sets."""
    out, removed, ledger = folder / "near.jsonl", folder / "near-removed.jsonl", folder / "near.json"

    def check(schema, *files):
        check_ledger(checker, ledger)
        check_rows(checker, out)
        for file in files:
            for number, row in enumerate(rows(file), 1):
                checker.check(f"{file.name}, row {number}", row, schema)

    for key in ["pair", "prompt", "completion", "chosen", "rejected"]:
        run("dedup", "--near", "--threshold", "0.5", "--on", key, *canonical, "-o", out, "--removed", removed,
            "--conflicts", folder / "odd.jsonl", "--ledger", ledger)
        check("removed", removed, folder / "odd.jsonl")
    for rule in ["drop", "majority", "minimum-feedback"]:
        run("conflicts", "--resolve", rule, "--near", *canonical, "-o", out, "--removed", removed, "--ledger", ledger,
            "--report", folder / "conflicts.json")
        check("removed", removed)
        checker.check_named("conflicts.json", load(folder / "conflicts.json"))
    run("decontaminate", *canonical, "--against", canonical[0], "--by", "either", "--near", "-o", out, "--removed", removed,
        "--ledger", ledger)
    check("overlap", removed)


def main(reports):
    checker = Checker()
    checker.load_schemas()
    for path in [FOLDER / "default-gates.json", *reports]:
        checker.check_named(path, load(path))
    check_samples(checker)
    executable = os.environ.get("PREFKIT")
    if executable:
        with tempfile.TemporaryDirectory() as folder:
            check_outputs(checker, executable, pathlib.Path(folder))
    for line in checker.bad[:50]:
        print(line, file=sys.stderr)
    without = "" if executable else " (no outputs: PREFKIT is not set)"
    print(f"{len(checker.schemas)} schemas, {checker.checked} documents, {len(checker.bad)} faults{without}", file=sys.stderr)
    return 1 if checker.bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
