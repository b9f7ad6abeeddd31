#!/usr/bin/env python3
"""Writes score files for benchmarks: ROWS responses and ROWS pairs, each scored by five models.

usage: generate_scores.py ROWS FOLDER
"""
import random
import sys
from pathlib import Path

rows, folder = int(sys.argv[1]), Path(sys.argv[2])
random.seed(1)
noise = [random.gauss(0, 1) for _ in range(65_537)]
with (folder / "responses.jsonl").open("w") as file:
    for i in range(rows):
        gold = noise[i % 65_537]
        scores = ",".join(f'"rm-{m}":{gold + noise[(i * 7 + m * 13_001) % 65_537]:.4f}' for m in range(5))
        file.write(f'{{"prompt_id":{i // 4},"sample_id":{i % 4},"scores":{{{scores}}},"gold":{gold:.4f}}}\n')
with (folder / "pairs.jsonl").open("w") as file:
    for i in range(rows):
        scores = ",".join(
            f'{{"name":"rm-{m}","chosen":{0.8 + noise[(i * 11 + m * 7919) % 65_537]:.4f},'
            f'"rejected":{noise[(i * 5 + m * 104_729) % 65_537]:.4f}}}'
            for m in range(5)
        )
        file.write(f'{{"id":{i},"scores":[{scores}]}}\n')
