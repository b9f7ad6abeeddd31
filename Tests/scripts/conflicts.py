#!/usr/bin/env python3
"""Checks `prefkit conflicts` on random pair graphs against networkx and brute force (needs networkx).

    PREFKIT=.build/release/prefkit conflicts.py [SEED]

Makes prompts with random judgements (complete tournaments, sparse ones, repeated and tied ones), runs the command, and
compares: triples and circles by enumeration, components by networkx, the fewest records to remove by all orders of up to
8 completions, and what each --resolve leaves.
"""

import collections
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import networkx

PREFKIT = os.environ.get("PREFKIT", ".build/release/prefkit")


def turns(role, text):
    return [{"role": role, "content": text}]


def make(rng, prompts):
    """Rows as (prompt, winner, loser, tie)."""
    rows = []
    for prompt in range(prompts):
        count = rng.randint(2, 8)
        kind = rng.choice(["tournament", "sparse", "repeated"])
        for a, b in itertools.combinations(range(count), 2):
            times = 1 if kind == "tournament" else rng.choice([0, 0, 1]) if kind == "sparse" else rng.choice([0, 1, 2, 3])
            for _ in range(times):
                winner, loser = (a, b) if rng.random() < 0.5 else (b, a)
                rows.append((prompt, winner, loser, kind == "repeated" and rng.random() < 0.2))
    rng.shuffle(rows)
    return rows


def expected(rows):
    """The figures of the report, by enumeration."""
    by_prompt = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0]))
    for prompt, winner, loser, tie in rows:
        low, high = min(winner, loser), max(winner, loser)
        by_prompt[prompt][low, high][2 if tie else 0 if winner == low else 1] += 1
    figures = collections.Counter()
    rates = {"disagree": [0, 0], "minority": [0, 0], "tie_against": [0, 0]}
    largest = 0
    for keys in by_prompt.values():
        graph, every = networkx.DiGraph(), networkx.DiGraph()
        for (low, high), (first, second, ties) in keys.items():
            if first != second:
                graph.add_edge(*((low, high) if first > second else (high, low)))
            if first:
                every.add_edge(low, high, weight=first)
            if second:
                every.add_edge(high, low, weight=second)
            figures["opposite_pairs"] += first * second
            figures["repeated"] += sum(max(0, n - 1) for n in (first, second, ties))
            if first + second > 1:
                rates["disagree"][1] += 1
                rates["disagree"][0] += min(first, second) > 0
                rates["minority"][1] += first + second
                rates["minority"][0] += min(first, second)
            if first + second + ties > 1:
                rates["tie_against"][1] += 1
                rates["tie_against"][0] += first + second > 0 and ties > 0
        items = sorted({i for key in keys for i in key})
        for triple in itertools.combinations(items, 3):
            pairs = list(itertools.combinations(triple, 2))
            if not all(pair in keys for pair in pairs):
                continue
            figures["judged"] += 1
            even = sum(keys[pair][0] == keys[pair][1] for pair in pairs)
            figures["weak"] += even == 2
            if even == 0:
                figures["decided"] += 1
                figures["cycles"] += not networkx.is_directed_acyclic_graph(graph.subgraph(triple))
        sizes = [len(c) for c in networkx.strongly_connected_components(graph) if len(c) > 1]
        figures["cyclic"] += len(sizes)
        largest = max([largest, *sizes])
        figures["feedback"] += min((sum(w["weight"] for u, v, w in every.edges(data=True) if o.index(u) > o.index(v))
                                    for o in itertools.permutations(every.nodes)), default=0)
    figures["largest"] = largest
    return figures, rates


def check(seed):
    rng = random.Random(seed)
    rows = make(rng, 60)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        with open(folder / "in.jsonl", "w", encoding="utf-8") as file:
            for number, (prompt, winner, loser, tie) in enumerate(rows, 1):
                source = {"dataset": f"d{number % 3}", "subset": "", "split": "", "file": "in", "row": number}
                row = {"id": "0" * 32, "prompt": turns("user", f"prompt {prompt}"),
                       "chosen": turns("assistant", f"text {winner}"), "rejected": turns("assistant", f"text {loser}"),
                       "tie": tie, "source": source}
                file.write(json.dumps(row) + "\n")

        def run(*arguments):
            subprocess.run([PREFKIT, "conflicts", "in.jsonl", "--quiet", *arguments], cwd=folder, check=True)

        run("--report", "report.json")
        audit = json.loads((folder / "report.json").read_text())["audits"][0]
        found = {finding["metric"]: finding for finding in audit["findings"]}
        figures, rates = expected(rows)
        wanted = {
            "conflicts.rows.repeated": figures["repeated"], "conflicts.rows.opposite_pairs": figures["opposite_pairs"],
            "conflicts.triples.judged": figures["judged"], "conflicts.triples.weak_violations": figures["weak"],
            "conflicts.triples.cycle_rate": figures["cycles"] / figures["decided"],
            "conflicts.components.cyclic": figures["cyclic"], "conflicts.components.largest": figures["largest"],
            "conflicts.rows.feedback": figures["feedback"],
            "conflicts.keys.disagree": rates["disagree"][0] / rates["disagree"][1],
            "conflicts.labels.minority": rates["minority"][0] / rates["minority"][1],
            "conflicts.keys.tie_against": rates["tie_against"][0] / rates["tie_against"][1],
        }
        for metric, value in wanted.items():
            if abs(found[metric]["estimate"] - value) > 1e-12:
                faults.append(f"{metric}: {found[metric]['estimate']}, expected {value}")
        for rule in ["drop", "majority", "minimum-feedback"]:
            run("--resolve", rule, "-o", "out.jsonl", "--removed", "gone.jsonl")
            kept = [json.loads(line)["source"]["row"] for line in open(folder / "out.jsonl")]
            gone = [json.loads(line)["source"]["row"] for line in open(folder / "gone.jsonl")]
            if sorted(kept + gone) != list(range(1, len(rows) + 1)) or kept != sorted(kept):
                faults.append(f"{rule}: rows are lost or out of order")
            left, _ = expected([rows[number - 1] for number in kept])
            if left["opposite_pairs"]:
                faults.append(f"{rule}: {left['opposite_pairs']} opposite pairs are left")
            if rule != "majority" and left["cyclic"]:
                faults.append(f"{rule}: {left['cyclic']} circles are left")
            if rule == "minimum-feedback" and len(gone) != figures["feedback"]:
                faults.append(f"{rule}: {len(gone)} rows went, the fewest are {figures['feedback']}")
    return len(rows), faults


def main():
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    total, faults = 0, []
    for seed in range(first, first + 5):
        count, found = check(seed)
        total += count
        faults += [f"seed {seed}: {fault}" for fault in found]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{total} rows in 5 data sets, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
