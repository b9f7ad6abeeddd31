#!/usr/bin/env bash
# Runs the main job on the inputs under samples/: three dialects in, one deduplicated, audited and sharded set out.
#
# Each command is shown before it runs. PREFKIT names the executable (`make demo` sets it). Everything goes to
# demo-output/, which is removed first. The status is that of the first command that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

prefkit=${PREFKIT:-.build/release/prefkit}
out=demo-output
command -v "$prefkit" >/dev/null || { echo "demo: no executable at $prefkit; run: make build" >&2; exit 1; }

# Runs prefkit and shows the command as a user would type it.
run() {
  printf '\n$ prefkit %s\n' "$*" >&2
  "$prefkit" "$@"
}

rm -rf "$out"
mkdir -p "$out"

run ingest samples/hh-style.jsonl -o $out/hh.jsonl.gz
run ingest samples/trl-conversational.jsonl -o $out/trl.jsonl.zst
run ingest samples/pandalm-style.json -o $out/pandalm.jsonl.gz
run dedup --exact $out/hh.jsonl.gz $out/trl.jsonl.zst $out/pandalm.jsonl.gz \
  -o $out/unique.jsonl.gz --removed $out/removed.jsonl
run audit $out/unique.jsonl.gz --report $out/report.json --report $out/report.html --report $out/report.md \
  --report $out/report.xml --gates schemas/default-gates.json
run shard $out/unique.jsonl.gz -o $out/shards --shards 4 --split train=0.9,test=0.1 --shuffle --seed 7
printf '\n$ (cd %s/shards && sha256sum -c --quiet SHA256SUMS)\n' "$out" >&2
if command -v sha256sum >/dev/null; then sums=(sha256sum); else sums=(shasum -a 256); fi
(cd "$out/shards" && "${sums[@]}" -c --quiet SHA256SUMS)
run validate $out/shards

rows() { gzip -dc "$@" | wc -l | tr -d ' '; }
cat <<SUMMARY

Made in $out/:
  hh.jsonl.gz, trl.jsonl.zst, pandalm.jsonl.gz   the three sources in canonical form
  unique.jsonl.gz   $(rows $out/unique.jsonl.gz) distinct comparisons
  removed.jsonl     $(wc -l <$out/removed.jsonl | tr -d ' ') duplicates, each with the row that stays
  report.html       the audit to look at; .md to read, .json for programs, .xml (JUnit) for CI
  shards/           $(rows $out/shards/train-*.gz) training and $(rows $out/shards/test-*.gz) test rows
                    with manifest.json and SHA256SUMS
Next: open $out/report.html, or look at one row: gzip -dc $out/unique.jsonl.gz | head -n 1
SUMMARY
