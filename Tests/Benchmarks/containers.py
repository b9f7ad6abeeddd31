#!/usr/bin/env python3
"""Writes a large input in one of the containers that are not JSONL, the same bytes for the same options.

array, sequence and csv hold HH-like transcript pairs (generate.py), one element over several lines, one object over
several lines, and one row with quoted newlines each; posts is a Stack Exchange dump of questions with up to nine
answers. Texts repeat after some ten thousand rows, which no reader here can tell.

    python3 Tests/Benchmarks/containers.py --kind array --size 1000000000 --out build/bench/big-array.json
"""

import argparse
import itertools
import json
import pathlib
import xml.sax.saxutils

import generate

DISTINCT = 20_000
# Answers a question has, as on a small site: most have one, and there are nine pairs to ten questions.
ANSWERS = [0] * 2 + [1] * 20 + [2] * 6 + [3] * 2 + [4, 5]


def pairs():
    """The distinct rows, parsed, over and over."""
    rows = generate.Rows(1)
    return itertools.cycle([json.loads(rows.next()) for _ in range(DISTINCT)])


def array(write):
    write("[\n")
    for number, row in enumerate(pairs()):
        yield write((",\n" if number else "") + json.dumps(row, indent=2, ensure_ascii=False))


def sequence(write):
    for row in pairs():
        yield write(json.dumps(row, indent=2, ensure_ascii=False) + "\n")


def csv(write):
    write("id,chosen,rejected\r\n")
    for number, row in enumerate(pairs()):
        cells = ['"' + row[key].replace('"', '""') + '"' for key in ("chosen", "rejected")]
        yield write(f"{number},{cells[0]},{cells[1]}\r\n")


def bodies(rows):
    """HTML as posts have it: paragraphs, and now and then code, a list or a link."""
    for _ in range(DISTINCT):
        text = [xml.sax.saxutils.escape(rows.text(2.5).replace("\\n", " ")) for _ in range(3)]
        chance = rows.pick.random()
        middle = (
            f"<pre><code>{text[1]}\n  indented\n</code></pre>"
            if chance < 0.15
            else f"<ul>\n<li>{text[1]}</li>\n<li>more <code>x</code></li>\n</ul>"
            if chance < 0.3
            else f'<p>{text[1]} <a href="https://example.org/{int(chance * 1e6)}" rel="nofollow">there</a></p>'
        )
        html = f"<p>{text[0]}</p>\n\n{middle}\n\n<p>{text[2]}</p>\n"
        yield xml.sax.saxutils.quoteattr(html).replace("\n", "&#xA;")


def posts(write):
    rows = generate.Rows(1)
    texts = itertools.cycle(list(bodies(rows)))
    write('<?xml version="1.0" encoding="utf-8"?>\n<posts>\n')
    number = 0
    while True:
        number += 1
        question, count = number, rows.pick.choice(ANSWERS)
        accepted = f' AcceptedAnswerId="{question + 1}"' if count and rows.pick.random() < 0.5 else ""
        write(
            f'  <row Id="{question}" PostTypeId="1"{accepted} CreationDate="2020-01-01T00:00:00.000"'
            f' Score="{rows.pick.randrange(-3, 40)}" ViewCount="100" Body={next(texts)} OwnerUserId="7"'
            f' Title="How is number {question} made?" Tags="&lt;one&gt;&lt;two&gt;" AnswerCount="{count}" />\n'
        )
        for _ in range(count):
            number += 1
            write(
                f'  <row Id="{number}" PostTypeId="2" ParentId="{question}" CreationDate="2020-01-02T00:00:00.000"'
                f' Score="{rows.pick.randrange(-3, 40)}" Body={next(texts)} OwnerUserId="8" />\n'
            )
        yield


KINDS = {"array": (array, "]\n"), "sequence": (sequence, ""), "csv": (csv, ""), "posts": (posts, "</posts>\n")}


def main():
    options = argparse.ArgumentParser(description="Writes a large input in a container.")
    options.add_argument("--kind", choices=KINDS, required=True)
    options.add_argument("--size", type=int, default=1_000_000_000, help="bytes, about")
    options.add_argument("--out", type=pathlib.Path, required=True)
    given = options.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    kind, end = KINDS[given.kind]
    partial = given.out.with_name(given.out.name + ".part")
    with open(partial, "w", encoding="utf-8", newline="", buffering=1 << 20) as file:
        for number, _ in enumerate(kind(file.write)):
            # The buffer holds a mebibyte at most.
            if number % 64 == 0 and file.buffer.tell() >= given.size:
                break
        file.write(end)
    partial.rename(given.out)


if __name__ == "__main__":
    main()
