#!/usr/bin/env python3
"""Checks the JSON Schemas and what must satisfy them.

usage: validate_schemas.py [REPORT.json ...]

Every schemas/*.schema.json must itself be valid, carry the right $id and describe each property; default-gates.json must
satisfy the gates schema, and each REPORT the schema that its own key "schema" names. Exit status: 0 all valid, 1 not,
2 the package jsonschema is missing.
"""

import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ModuleNotFoundError:
    print("validate_schemas.py needs jsonschema 4 or later: pip install jsonschema", file=sys.stderr)
    sys.exit(2)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "schemas"


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def undescribed(node, path=""):
    """Yields the paths of properties that have neither a description nor a reference to something that has one."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from undescribed(item, f"{path}/{index}")
    if not isinstance(node, dict):
        return
    inside_condition = path.endswith(("/if", "/then", "/else"))
    for name, value in node.get("properties", {}).items() if not inside_condition else ():
        if isinstance(value, dict) and "description" not in value and "$ref" not in value:
            yield f"{path}/properties/{name}"
    for key, value in node.items():
        yield from undescribed(value, f"{path}/{key}")


def faults(schema, instance):
    for error in Draft202012Validator(schema).iter_errors(instance):
        yield "/" + "/".join(map(str, error.absolute_path)) + ": " + error.message


def main(reports):
    bad = []
    schemas = {}
    for path in sorted(FOLDER.glob("*.schema.json")):
        schema = load(path)
        bad += [f"{path.name}: {fault}" for fault in faults(Draft202012Validator.META_SCHEMA, schema)]
        bad += [f"{path.name}: {place} has no description" for place in undescribed(schema)]
        name = path.name.removesuffix(".schema.json")
        if not str(schema.get("$id", "")).startswith(f"prefkit/{name}/"):
            bad.append(f"{path.name}: $id is {schema.get('$id')!r}, expected prefkit/{name}/VERSION")
        schemas[schema.get("$id")] = schema
    for path in [FOLDER / "default-gates.json", *reports]:
        instance = load(path)
        schema = schemas.get(instance.get("schema"))
        if schema is None:
            bad.append(f"{path}: no schema has the $id {instance.get('schema')!r}")
        else:
            bad += [f"{path}: {fault}" for fault in faults(schema, instance)]
    for line in bad:
        print(line, file=sys.stderr)
    print(f"{len(schemas)} schemas, {1 + len(reports)} files, {len(bad)} faults", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
