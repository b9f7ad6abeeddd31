#!/usr/bin/env python3
"""Measures prefkit on a large input and prints a table, with gzip and wc measured in the same rounds to compare by.

Makes the input under build/bench/ where it is missing (generate.py; 5 GB of disk in all), then runs every command once
a round, one after the other, so that a slow spell of the machine touches all of them. Times are medians over the
rounds; MB are 10^6 bytes of uncompressed input. CPU time and peak memory come from wait4(2), small peaks from /proc.

    python3 Tests/Benchmarks/run.py [--input FILE.jsonl] [--rounds 3] [--rows 700000]
"""

import argparse
import gzip
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PREFKIT = os.environ.get("PREFKIT", str(ROOT / ".build/release/prefkit"))
GENERATE = ROOT / "Tests/Benchmarks/generate.py"
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class PeakWatch(threading.Thread):
    """Reads the peak memory of a process every few milliseconds while it lives.

    Linux counts the memory of whoever starts a program into what wait4 reports for it, so a peak below this script's
    own can only be seen from /proc. It may miss what happens in the last milliseconds.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.peak, self.over = f"/proc/{pid}/status", 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            try:
                with open(self.path, encoding="utf-8") as file:
                    found = [line.split()[1] for line in file if line.startswith("VmHWM:")]
            except OSError:
                return
            self.peak = int(found[0]) * 1024 if found else self.peak
            self.over.wait(0.004)


def run(command, log):
    """Runs a command to its end; returns wall seconds, CPU seconds and peak bytes. Output goes nowhere."""
    with open(log, "wb") as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        watch = PeakWatch(child.pid)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        watch.over.set()
        watch.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        tail = pathlib.Path(log).read_text(errors="replace")[-2000:]
        sys.exit(f"bench: status {child.returncode} from: {' '.join(command)}\n{tail}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = usage.ru_maxrss * PEAK_UNIT
    return wall, usage.ru_utime + usage.ru_stime, seen if usage.ru_maxrss > own or not watch.peak else watch.peak


def made(path, recipe):
    """Makes a file by `recipe(temporary path)` where it is missing."""
    if path.exists():
        return path
    print(f"making {path} …", file=sys.stderr, flush=True)
    partial = path.with_name("part-" + path.name)
    recipe(partial)
    partial.rename(path)
    return path


def gzip_6(source):
    def recipe(out):
        with open(out, "wb") as file:
            subprocess.run(["gzip", "-6", "-n", "-c", str(source)], stdout=file, check=True)

    return recipe


def ingested(source):
    def recipe(out):
        command = [PREFKIT, "ingest", "--format", "hh-rlhf", str(source), "-o", str(out), "--quiet"]
        subprocess.run(command, check=True)

    return recipe


def first(source, count):
    """The first rows of a file, plain."""

    def recipe(out):
        opener = gzip.open if source.suffix == ".gz" else open
        with opener(source, "rb") as file, open(out, "wb") as part:
            for _ in range(count):
                part.write(file.readline())

    return recipe


def size(path):
    """Bytes, after decompression where the name ends in .gz."""
    if path.suffix != ".gz":
        return path.stat().st_size
    total = 0
    with gzip.open(path) as file:
        while chunk := file.read(1 << 16):
            total += len(chunk)
    return total


CONTAINERS = {"array": "json", "sequence": "json", "csv": "csv", "posts": "xml"}


def containers(options, work):
    """A file in each container that is not JSONL, made once and kept, and the empty parse that the dump is held to."""
    files = {}
    for kind, suffix in CONTAINERS.items():
        size = options.size // 2 if kind == "posts" else options.size
        script = [sys.executable, str(GENERATE.with_name("containers.py"))]
        files[kind] = made(
            work / f"big-{size}-{kind}.{suffix}",
            lambda out: subprocess.run(
                [*script, "--kind", kind, "--size", str(size), "--out", str(out)], check=True
            ),
        )
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libxml-2.0"], capture_output=True, text=True, check=True
    ).stdout.split()
    source = GENERATE.with_name("empty_sax.c")
    files["empty"] = made(
        work / "empty_sax",
        lambda out: subprocess.run(["cc", "-O2", str(source), "-o", str(out), *flags], check=True),
    )
    return files


def container_commands(files, out):
    """Rows of the table for containers."""
    kit = [PREFKIT, "ingest", "--quiet", "-o", out / "c.jsonl"]
    sizes = {kind: files[kind].stat().st_size for kind in CONTAINERS}
    rows = [
        (f"ingest {label} → plain", [*kit, "--format", "hh-rlhf", files[kind]], sizes[kind])
        for kind, label in [("array", "JSON array"), ("sequence", "JSON objects"), ("csv", "CSV")]
    ]
    return rows + [
        ("libxml2 alone, Posts.xml", [files["empty"], files["posts"]], sizes["posts"]),
        ("ingest Posts.xml → plain", [*kit, files["posts"]], sizes["posts"]),
    ]


def prepare(options, work):
    """The files the commands read, made once and kept: {name: path}, and the raw and the canonical size."""
    raw = options.input or made(
        work / f"big-{options.rows}.jsonl",
        lambda out: subprocess.run(
            [sys.executable, str(GENERATE), "--rows", str(options.rows), "--out", str(out)], check=True
        ),
    )
    # Canonical files belong to one executable: another may write them otherwise.
    for old in work.glob("canonical*"):
        if old.stat().st_mtime < os.stat(PREFKIT).st_mtime or old.stat().st_mtime < raw.stat().st_mtime:
            old.unlink()
    stem = raw.name.removesuffix(".gz").removesuffix(".jsonl")
    if raw.suffix == ".gz":
        packed = raw
    else:
        packed = made(work / f"{stem}.gzip6.jsonl.gz", gzip_6(raw))
    canonical = made(work / f"canonical-{stem}.jsonl", ingested(raw))
    ordinary = made(work / f"canonical-{stem}.gzip6.jsonl.gz", gzip_6(canonical))
    blocked = made(work / f"canonical-{stem}.blocked.jsonl.gz", ingested(raw))
    parts = {}
    for count in (50_000, 200_000):
        part = made(work / f"{stem}.first-{count}.jsonl", first(raw, count))
        parts[f"first-{count}"] = made(work / f"{stem}.first-{count}.gzip6.jsonl.gz", gzip_6(part))
    files = {**parts, "raw": raw, "packed": packed, "canonical": canonical, "ordinary": ordinary, "blocked": blocked}
    return files, size(raw), size(canonical)


def commands(files, raw_bytes, canonical_bytes, out):
    """Rows of the table: what it is called, the command, bytes of uncompressed input."""
    kit, hh = [PREFKIT], ["--format", "hh-rlhf"]
    shards = str(out / "shards")
    length = ["--only", "length,refusal", "--report", str(out / "report.json"), "--quiet"]
    return [
        ("gzip -dc raw.gz", ["gzip", "-dc", files["packed"]], raw_bytes),
        ("wc -l canonical", ["wc", "-l", files["canonical"]], canonical_bytes),
        (
            "ingest gz → gz --level 1",
            [*kit, "ingest", *hh, files["packed"], "-o", out / "a.jsonl.gz", "--level", "1", "--quiet"],
            raw_bytes,
        ),
        ("audit length,refusal, gzip -6", [*kit, "audit", files["ordinary"], *length], canonical_bytes),
        ("audit length,refusal, our gzip", [*kit, "audit", files["blocked"], *length], canonical_bytes),
        (
            "dedup --exact plain → plain",
            [*kit, "dedup", "--exact", files["canonical"], "-o", out / "b.jsonl", "--quiet"],
            canonical_bytes,
        ),
        # Word 5-grams, 128 permutations at most, threshold 0.8, both sides of the pair; near-linear in the rows.
        *(
            (
                f"dedup --near gz → gz, {name}",
                [*kit, "dedup", "--near", *hh, files[file], "-o", out / "n.jsonl.gz", "--quiet"],
                raw_bytes if file == "packed" else size(files[file]),
            )
            for name, file in [("50,000", "first-50000"), ("200,000", "first-200000"), ("all rows", "packed")]
        ),
        (
            "shard our gzip → 8 shards",
            [*kit, "shard", files["blocked"], "-o", shards, "--shards", "8", "--force", "--quiet"],
            canonical_bytes,
        ),
        ("validate 8 shards", [*kit, "validate", shards, "--quiet"], canonical_bytes),
        ("--help", [*kit, "--help"], 0),
    ]


def measure(table, rounds, out):
    """Runs all commands once a round; {name: [(wall, CPU, peak)]}."""
    results = {name: [] for name, *_ in table}
    for number in range(rounds):
        for name, command, _ in table:
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
            results[name].append(run([str(word) for word in command], out / "stderr"))
    return results


def processor():
    try:
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def print_table(table, results, rounds):
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    version = subprocess.run([PREFKIT, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"\nprefkit {version}; {cores} cores, {processor()}, {platform.system()} {platform.release()}")
    print(f"medians of {rounds} interleaved rounds, highest peaks")
    print("× is wall time over that of gzip -dc and of wc -l in the same round\n")
    print("| command | wall s | CPU s | MB/s | peak MB | × gzip -dc | × wc -l |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    gzip_walls = [wall for wall, *_ in results[table[0][0]]]
    wc_walls = [wall for wall, *_ in results[table[1][0]]]
    for name, _, count in table:
        walls, cpus, peaks = zip(*results[name])
        wall = statistics.median(walls)
        against = [statistics.median(a / b for a, b in zip(walls, base)) for base in (gzip_walls, wc_walls)]
        speed = f"{count / wall / 1e6:.0f}" if count else "–"
        print(
            f"| {name} | {wall:.3f} | {statistics.median(cpus):.3f} | {speed} | {max(peaks) / 1e6:.1f}"
            f" | {against[0]:.2f} | {against[1]:.2f} |"
        )


def main():
    parser = argparse.ArgumentParser(description="Measures prefkit on a large input.")
    parser.add_argument("--input", type=pathlib.Path, help="HH-like .jsonl or .jsonl.gz to use instead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=700_000)
    parser.add_argument("--size", type=int, default=1_000_000_000, help="bytes of the inputs that are not JSONL")
    options = parser.parse_args()
    work = ROOT / "build/bench"
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    files, raw_bytes, canonical_bytes = prepare(options, work)
    table = commands(files, raw_bytes, canonical_bytes, out) + container_commands(containers(options, work), out)
    results = measure(table, options.rounds, out)
    print_table(table, results, options.rounds)
    (work / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    shutil.rmtree(out)


if __name__ == "__main__":
    main()
