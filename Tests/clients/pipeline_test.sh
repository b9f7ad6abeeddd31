#!/usr/bin/env bash
# Proves what samples/pipeline.mk promises: a complete build, no work without a change, work only along the chain that
# changed, and no shards where a gate trips. PREFKIT names the executable.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The executable itself; make is given a stand-in that notes each call first.
export PREFKIT_REAL=${PREFKIT:-$PWD/.build/release/prefkit}
[[ -x $PREFKIT_REAL ]] || { echo "pipeline_test: no executable at $PREFKIT_REAL" >&2; exit 1; }
# A folder of this run alone; make cannot have spaces or colons in its names, and mktemp gives none.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CALLS=$scratch/calls
out=$scratch/out

# Notes each call by its command and its first operand, then does the work.
cat >"$scratch/prefkit" <<'NOTE'
#!/bin/sh
echo "$1 $(basename -- "$2")" >>"$CALLS"
exec "$PREFKIT_REAL" "$@"
NOTE
chmod +x "$scratch/prefkit"
mkdir "$scratch/in"
cp samples/*.jsonl samples/*.json "$scratch/in/"
# Older than anything built, so that only what a test touches is new.
find "$scratch/in" -type f -exec touch -d '2020-01-01' {} +
cp schemas/default-gates.json "$scratch/gates.json"
touch -d '2020-01-01' "$scratch/gates.json"

fail() {
  echo "pipeline_test: $*" >&2
  sed 's/^/  call: /' "$CALLS" >&2
  [[ ! -s $scratch/log ]] || tail -n 20 "$scratch/log" >&2
  exit 1
}

# A clean environment for make: flags of an outer make (jobserver, -n) are not this test's.
build() {
  : >"$CALLS"
  env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -j2 -f samples/pipeline.mk \
    PREFKIT="$scratch/prefkit" OUT="$out" IN="$scratch/in" GATES="$scratch/gates.json" >"$scratch/log" 2>&1
}

calls() { LC_ALL=C sort "$CALLS" | tr '\n' ';'; }

expect_calls() {
  [[ $(calls) == "$2" ]] || fail "$1: expected $2 found $(calls)"
}

rest="audit unique.jsonl.gz;dedup --exact;"
last="shard unique.jsonl.gz;"

build || fail "the first build failed"
expect_calls "first build" \
  "${rest}ingest hh-style.jsonl;ingest pandalm-style.json;ingest trl-conversational.jsonl;$last"
[[ -s $out/shards/manifest.json && -s $out/report.json ]] || fail "no manifest or report after the first build"
(cd "$out/shards" && sha256sum --check --quiet SHA256SUMS) || fail "checksums of the shards do not hold"
[[ -s $out/hh.jsonl.gz.d ]] || fail "no depfile written"
sums=$(cat "$out/shards/SHA256SUMS")

build || fail "the second build failed"
expect_calls "second build" ""

# A time that is certainly later, whatever the file system's clock can tell apart.
touch -d '+1 minute' "$scratch/in/trl-conversational.jsonl"
build || fail "the build after touching a source failed"
expect_calls "one source touched" "${rest}ingest trl-conversational.jsonl;$last"
[[ $(cat "$out/shards/SHA256SUMS") == "$sums" ]] || fail "the same input gave other shards"
touch -d '2020-01-01' "$scratch/in/trl-conversational.jsonl"

touch -d '+2 minutes' "$scratch/gates.json"
build || fail "the build after touching the gates failed"
expect_calls "gates touched" "audit unique.jsonl.gz;$last"
touch -d '2020-01-01' "$scratch/gates.json"

# A set whose longer answer always wins must not reach the shards. 400 prompts are enough for any gate's verdict.
for i in {1..400}; do
  printf '{"prompt":"How far is town number %d?",' "$i"
  printf '"chosen":"It is %d kilometres by the road along the river, and a little less over the hill.",' "$i"
  printf '"rejected":"Far, %d."}\n' "$i"
done >"$scratch/in/trl-conversational.jsonl"
rm -rf "$out"
if build; then fail "a biased set passed the gates"; fi
grep -q '^audit ' "$CALLS" || fail "the build stopped before the audit"
grep -q '^shard ' "$CALLS" && fail "a tripped gate did not stop the build before the shards"
[[ -s $out/report.json ]] || fail "a tripped gate left no report"
[[ ! -e $out/shards && ! -e $out/audit.passed ]] || fail "a tripped gate left shards or a stamp"

# And it stays stopped: the report of the failed audit must not count as a pass.
if build; then fail "the second build passed a tripped gate"; fi
expect_calls "second build with a tripped gate" "audit unique.jsonl.gz;"

echo "pipeline_test: passed"
