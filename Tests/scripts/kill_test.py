#!/usr/bin/env python3
"""Kills a data build at random moments and shows that the next one ends as if nothing had happened.

A makefile ingests, deduplicates, shards with --resume and exports, two jobs at a time. The build is killed with SIGKILL at
random moments; after each kill every file under a final name must be that of a clean build, whole. At the end the build
runs through and must equal the clean one byte for byte. PREFKIT names the executable; KILLS and SEED may be set.
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PREFKIT = os.path.abspath(os.environ.get("PREFKIT", ".build/release/prefkit"))
KILLS = int(os.environ.get("KILLS", "50"))
SEED = int(os.environ.get("SEED", str(time.time_ns() % 100_000)))

MAKEFILE = f"""
all: set/manifest.json rm.jsonl.gz pairs.csv
pairs.jsonl.gz: raw.jsonl
\t{PREFKIT} ingest -q --dataset toy $< -o $@
unique.jsonl.gz: pairs.jsonl.gz
\t{PREFKIT} dedup -q --exact $< -o $@ --removed removed.jsonl
set/manifest.json: unique.jsonl.gz
\t{PREFKIT} shard -q $< -o set --shard-size 1M --shuffle --seed 5 --split train=0.9,test=0.1 --resume --force
rm.jsonl.gz: unique.jsonl.gz
\t{PREFKIT} export -q $< --to trl-reward -o $@
pairs.csv: pairs.jsonl.gz
\t{PREFKIT} export -q $< --to csv -o $@
"""


def prepare(folder):
    folder.mkdir()
    chance = random.Random(1)
    words = [f"word{number}" for number in range(5000)]
    with open(folder / "raw.jsonl", "w", encoding="utf-8") as file:
        for number in range(40_000):
            text = [" ".join(chance.choices(words, k=chance.randint(5, 60))) for _ in range(2)]
            prompt = f"question {number % 30_000}"
            file.write(f'{{"prompt":"{prompt}","chosen":"{text[0]}","rejected":"{text[1]}"}}\n')
    os.utime(folder / "raw.jsonl", (1e9, 1e9))
    (folder / "Makefile").write_text(MAKEFILE)


def finals(folder):
    """All files but those under the names that runs in progress use."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def start(folder):
    return subprocess.Popen(["make", "-s", "-j2"], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def main():
    chance = random.Random(SEED)
    print(f"kill test: {KILLS} kills, seed {SEED}")
    with tempfile.TemporaryDirectory() as scratch:
        clean, killed = pathlib.Path(scratch, "clean"), pathlib.Path(scratch, "killed")
        prepare(clean)
        begin = time.monotonic()
        assert start(clean).wait() == 0, "the clean build failed"
        seconds = time.monotonic() - begin
        want = finals(clean)
        assert "set/manifest.json" in want and len(want) > 10, sorted(want)
        prepare(killed)
        resumed = 0
        for kill in range(KILLS):
            build = start(killed)
            time.sleep(chance.uniform(0, seconds * 0.9))
            ended = build.poll() is not None
            try:
                os.killpg(build.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            build.wait()
            # Make's children are in its session; each must be gone before files are looked at.
            time.sleep(0.05)
            journal = killed / ".set.resume" / ".journal"
            if journal.exists() and journal.read_bytes().count(b"\n") > 1:
                resumed += 1
            for name, content in finals(killed).items():
                assert want.get(name) == content, f"kill {kill}: {name} is under its final name and not whole"
            if ended or chance.random() < 0.3:
                # Begin again somewhere, so that not all kills fall into the last step.
                for name in chance.sample(["pairs.jsonl.gz", "unique.jsonl.gz", "rm.jsonl.gz", "set"], 2):
                    if (killed / name).is_dir():
                        shutil.rmtree(killed / name)
                    (killed / name).unlink(missing_ok=True)
        assert start(killed).wait() == 0, "the last build failed"
        got = finals(killed)
        different = sorted(name for name in want.keys() | got.keys() if want.get(name) != got.get(name))
        assert not different, f"different from a clean build: {different}"
        print(f"kill test: passed; {resumed} kills left finished shards behind")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as fault:
        print(f"kill test: {fault}", file=sys.stderr)
        sys.exit(1)
