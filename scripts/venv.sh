#!/usr/bin/env bash
# Makes build/venv with the pinned Python readers of Tests/clients/requirements.txt; quick where it is up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=Tests/clients/requirements.txt
venv=build/venv
cmp -s "$pins" "$venv/requirements.txt" && exit 0
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  { echo "venv: Python 3.11 or later is needed (PYTHON=path chooses one)" >&2; exit 1; }
rm -rf "$venv"
"$python" -m venv "$venv" || { echo "venv: install python3-venv first" >&2; exit 1; }
"$venv/bin/pip" install --quiet --requirement "$pins"
cp "$pins" "$venv/requirements.txt"
