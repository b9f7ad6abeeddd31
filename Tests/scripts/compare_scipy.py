#!/usr/bin/env python3
"""Compares `prefkit scores correlate` with scipy on 10,000 random rows with ties: within 1e-12.

usage: compare_scipy.py PREFKIT
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import scipy.stats

random.seed(7)
x = [random.randint(0, 400) / 16 for _ in range(10_000)]
y = [v / 3 + random.randint(0, 300) / 8 for v in x]
with tempfile.TemporaryDirectory() as folder:
    rows, report = Path(folder) / "rows.jsonl", Path(folder) / "report.json"
    with rows.open("w") as file:
        for i, (a, b) in enumerate(zip(x, y)):
            print(json.dumps({"prompt_id": i, "sample_id": 0, "score": a, "metrics": {"m": b}}), file=file)
    command = [sys.argv[1], "scores", "correlate", "--quiet", "--bootstrap", "20", str(rows), "--report", str(report)]
    subprocess.run(command, check=True)
    audit = json.loads(report.read_text())["audits"][0]
found = {f["metric"].rsplit(".", 1)[1]: f["estimate"] for f in audit["findings"] if f["metric"].startswith("correlate.score.m.")}
expected = {
    "pooled": scipy.stats.pearsonr(x, y)[0],
    "spearman": scipy.stats.spearmanr(x, y)[0],
    "kendall_tau_b": scipy.stats.kendalltau(x, y)[0],
}
worst = 0.0
for name, value in expected.items():
    difference = abs(found[name] - value)
    worst = max(worst, difference)
    print(f"{name}: prefkit {found[name]!r} scipy {float(value)!r} difference {difference:.2e}")
sys.exit(0 if worst <= 1e-12 and not numpy.isnan(worst) else 1)
