#!/usr/bin/env python3
"""Writes a large input for the benchmarks: HH-like transcript pairs, the same bytes for the same options.

The sentences are chains of words that follow one another in scripts/samples/, so letters, words and repetitions are
near those of English: gzip -6 packs the result about four times. A row holds 1.57 kB on average; 2 % of the rows repeat
an earlier one exactly. 700,000 rows (1.1 GB) take about a minute.

    python3 Tests/Benchmarks/generate.py --rows 700000 --seed 1 --out build/bench/big.jsonl
"""

import argparse
import json
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCES = 120_000
DUPLICATES = 0.02
# How far back a duplicate may lie, in rows: beyond any window a compressor or a batch could see.
REMEMBERED = 4096
REFUSALS = [
    "I’m sorry, but I can’t help with that.",
    "I’m not able to assist with this request.",
    "As an AI, I cannot give advice on that.",
]


def followers():
    """Which words follow which in the sample texts; a sentence starts after the empty word."""
    chain = {}
    for name in ["answers.txt", "tasks.txt"]:
        text = (ROOT / "scripts/samples" / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line[1:3] != ": ":
                continue
            previous = ""
            for word in line[3:].replace("\\n", " ").split():
                chain.setdefault(previous, []).append(word)
                previous = "" if word[-1] in ".?!" else word
    return chain


def sentences(pick):
    """A store of different sentences, escaped as in JSON; a jump now and then keeps them from quoting the samples."""
    chain = followers()
    words = [word for word in chain if word]
    store = set()
    while len(store) < SENTENCES:
        made, word = [], ""
        while len(made) < 40:
            word = pick.choice(words if pick.random() < 0.22 else chain.get(word) or words)
            made.append(word)
            if word[-1] in ".?!" and len(made) > 3:
                break
        store.add(json.dumps(" ".join(made), ensure_ascii=False)[1:-1])
    return sorted(store)


class Rows:
    """Makes one row after the other."""

    def __init__(self, seed):
        self.pick = random.Random(seed)
        self.store = sentences(self.pick)
        self.recent = []

    def text(self, mean):
        """Some sentences, most often few and now and then many, `mean` of them on average."""
        count = 1 + int(self.pick.expovariate(1 / (mean - 0.5)))
        return " ".join([self.store[int(self.pick.random() * SENTENCES)] for _ in range(count)])

    def reply(self, mean):
        chance = self.pick.random()
        if chance < 0.04:
            return self.pick.choice(REFUSALS)
        return "" if chance < 0.042 else self.text(mean)

    def next(self):
        if self.recent and self.pick.random() < DUPLICATES:
            return self.pick.choice(self.recent)
        row = self.fresh()
        if len(self.recent) < REMEMBERED:
            self.recent.append(row)
        else:
            self.recent[int(self.pick.random() * REMEMBERED)] = row
        return row

    def fresh(self):
        turns = [r"\n\nHuman: " + self.text(1.5)]
        while self.pick.random() < 0.45:
            turns.append(r"\n\nAssistant: " + self.text(2.2) + r"\n\nHuman: " + self.text(1.3))
        prompt = "".join(turns) + r"\n\nAssistant: "
        return f'{{"chosen": "{prompt}{self.reply(3.2)}", "rejected": "{prompt}{self.reply(2.8)}"}}\n'


def main():
    options = argparse.ArgumentParser(description="Writes a large input for the benchmarks.")
    options.add_argument("--rows", type=int, default=700_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=pathlib.Path, required=True)
    given = options.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    rows = Rows(given.seed)
    partial = given.out.with_name(given.out.name + ".part")
    with open(partial, "w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        for _ in range(given.rows):
            file.write(rows.next())
    partial.rename(given.out)


if __name__ == "__main__":
    main()
