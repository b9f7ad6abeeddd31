#!/usr/bin/env python3
"""Checks `prefkit dedup --near` against brute force: all pairs, exact sets, no hashes.

    near_duplicates.py CANONICAL REMOVED.jsonl CONFLICTS.jsonl KEPT [--on pair] [--threshold 0.8] [--shingle words:5]

CANONICAL is the input as canonical rows, the others are what dedup wrote about it. Shingles are made here anew from what
docs/deduplication.md says. Checks that
  - kept and removed rows are the input, in its order;
  - each removed row names a kept earlier row, with the exact similarity, at or above the threshold, of equal preference;
  - each row listed as a conflict has such a row of opposite preference, and stays;
and compares what goes with the same rule over all pairs: misses are what the signatures did not propose.
"""

import argparse
import collections
import gzip
import json
import re
import sys
import unicodedata

UNSPACED = [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
            (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x20000, 0x3FFFF)]


def lower(character):
    return character.lower()[0] if len(character.lower()) else character


def words(text):
    if text.isascii():
        return re.findall(r"[a-z0-9_]+", text.lower())
    found, run = [], []
    for character in text:
        category = unicodedata.category(character)
        is_word = category[0] in "LMN" or character == "_"
        alone = category == "So" or any(low <= ord(character) <= high for low, high in UNSPACED) and is_word
        if run and (alone or not is_word):
            found.append("".join(run))
            run = []
        if alone:
            found.append(lower(character))
        elif is_word:
            run.append(lower(character))
    return found + (["".join(run)] if run else [])


def characters(text):
    return list(re.sub(r"\s+", " ", "".join(map(lower, text))))


def tokens(turns, unit):
    split = words if unit == "words" else characters
    return [token for turn in turns for token in [("role", turn["role"])] + split(turn["content"])]


def shingles(turns, rule):
    """The set of a text; one shingle of its exact text where it is too short."""
    unit, length = rule
    sequence = tokens(turns, unit)
    # The name of a role is a word like any other.
    sequence = [token[1] if isinstance(token, tuple) and unit == "words" else token for token in sequence]
    if len(sequence) < length:
        return {("exact", json.dumps(turns))}
    return {tuple(sequence[i:i + length]) for i in range(len(sequence) - length + 1)}


class Record:
    def __init__(self, row, on, rule):
        self.id, self.tie = row["id"], row.get("tie", False)
        prompt, self.chosen, self.rejected = row["prompt"], row["chosen"], row["rejected"]
        self.sides = None
        if on == "pair":
            chosen, rejected = (shingles(prompt + side, rule) for side in (self.chosen, self.rejected))
            self.set = chosen | rejected
            # A shingle is of a side when a run of tokens that gives it reaches into that completion.
            self.sides = [self.reaching(prompt, side, rule) for side in (self.chosen, self.rejected)]
        elif on == "completion":
            self.sides = [shingles(self.chosen, rule), shingles(self.rejected, rule)]
            self.set = self.sides[0] | self.sides[1]
        else:
            self.set = shingles(row[on], rule)

    @staticmethod
    def reaching(prompt, side, rule):
        head, sequence = (tokens(prompt, rule[0]), tokens(prompt + side, rule[0]))
        sequence = [t[1] if isinstance(t, tuple) and rule[0] == "words" else t for t in sequence]
        if len(sequence) < rule[1]:
            return {("exact", json.dumps(prompt + side))}
        first = max(0, len(head) - rule[1] + 1)
        return {tuple(sequence[i:i + rule[1]]) for i in range(first, len(sequence) - rule[1] + 1)}


def jaccard(a, b):
    both = len(a & b)
    return both / (len(a) + len(b) - both) if a or b else 1.0


def agree(a, b):
    """Whether two records prefer the same; True where sides are not compared."""
    if a.sides is None:
        return True
    if a.tie or b.tie:
        return a.tie == b.tie
    straight = jaccard(a.sides[0], b.sides[0]) + jaccard(a.sides[1], b.sides[1])
    crossed = jaccard(a.sides[0], b.sides[1]) + jaccard(a.sides[1], b.sides[0])
    if straight != crossed:
        return straight > crossed
    if a.chosen == b.chosen or a.rejected == b.rejected:
        return True
    return not (a.chosen == b.rejected or a.rejected == b.chosen)


def similar(records, threshold):
    """For each record the earlier ones of at least the threshold, by counting shared shingles over all pairs."""
    postings, found = collections.defaultdict(list), []
    for index, record in enumerate(records):
        shared = collections.Counter()
        for shingle in record.set:
            shared.update(postings[shingle])
            postings[shingle].append(index)
        sizes = len(record.set)
        found.append(sorted((other, both / (sizes + len(records[other].set) - both)) for other, both in shared.items()
                            if both / (sizes + len(records[other].set) - both) >= threshold))
    return found


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=4)
    parser.add_argument("--on", default="pair")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--shingle", default="words:5")
    options = parser.parse_args()
    unit, length = options.shingle.split(":")
    source, removed, conflicts, kept = map(rows, options.files)
    records = [Record(row, options.on, (unit, int(length))) for row in source]
    faults = []

    # Rows of equal content have equal ids: match them in order.
    going = collections.Counter(row["id"] for row in removed)
    where = {(row["id"], row["source"]["file"], row["source"]["row"]): row for row in removed}
    assert len(where) == len(removed), "removed rows need distinct sources for this check"
    gone = [where.get((row["id"], row["source"]["file"], row["source"]["row"])) for row in source]
    if [row for row, why in zip(source, gone) if why is None] != kept:
        faults.append("what was kept is not the input without what was removed")
    if sum(why is not None for why in gone) != len(removed):
        faults.append("removed rows that are not in the input")

    near = similar(records, options.threshold)
    wrong, false = 0, 0
    for index, why in enumerate(gone):
        if why is None:
            continue
        witnesses = [(o, s) for o, s in near[index] if gone[o] is None and records[o].id == why["kept"]]
        if not witnesses or not agree(records[index], records[witnesses[0][0]]):
            false += 1
        elif abs(witnesses[0][1] - why["similarity"]) > 1e-12:
            wrong += 1
    if false:
        faults.append(f"{false} removed rows without a kept witness at the threshold")
    if wrong:
        faults.append(f"{wrong} similarities that are not exact")

    # The rule over all pairs.
    stays, expected = [], 0
    missed = 0
    for index in range(len(records)):
        goes = any(stays[other] and agree(records[index], records[other]) for other, _ in near[index])
        stays.append(not goes)
        expected += goes
        missed += goes and gone[index] is None
    # Pairs at the threshold or above, of which a kept one could have been proposed.
    listed = {(row["id"], row["source"]["file"], row["source"]["row"]): row for row in conflicts}
    opposed = found = 0
    for index, row in enumerate(source):
        opposite = [o for o, _ in near[index] if gone[o] is None and not agree(records[index], records[o])]
        if gone[index] is None and opposite:
            opposed += 1
            found += (row["id"], row["source"]["file"], row["source"]["row"]) in listed
    for row in conflicts:
        if row["kept"] not in {r["id"] for r in kept[:0]} and going[row["id"]] and not any(
                k["id"] == row["id"] for k in kept):
            faults.append("a conflict that was removed")
            break
    print(f"{len(records)} rows, threshold {options.threshold}: brute force removes {expected}, dedup {len(removed)}, "
          f"of which false {false}; missed {missed} (recall {1 - missed / max(1, expected):.4f}); "
          f"conflicts {opposed}, listed {found} of them")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    if faults or missed > 0.01 * expected or found < 0.99 * opposed:
        sys.exit(1)


if __name__ == "__main__":
    main()
