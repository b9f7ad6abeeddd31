#!/usr/bin/env bash
# Fuzzes what is named, or every container and format: FUZZ_SECONDS each, from the seeds in Tests/Fuzz/corpus/ and
# samples/. New inputs and what fails stay in build/fuzz/<target>/; a failure ends the script with its file named.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
swift=${SWIFT:-swift}

PREFKIT_FUZZ=1 "$swift" build -c release --sanitize fuzzer --product prefkit-fuzz --scratch-path build/fuzz/build
binary=build/fuzz/build/release/prefkit-fuzz

if (($#)); then
  targets=("$@")
else
  mapfile -t formats < <(sed -n 's/.*static let name = "\(.*\)"$/\1/p' Sources/PrefFormats/*.swift | LC_ALL=C sort)
  targets=(lines array sequence table xml auto "${formats[@]}")
fi

for target in "${targets[@]}"; do
  found=build/fuzz/$target
  mkdir -p "$found/corpus" "$found/seeds"
  # The first rows of a sample are seed enough, and keep inputs small.
  for sample in samples/formats/"$target".* samples/broken/*; do
    [[ -f $sample ]] && head -c 4096 "$sample" >"$found/seeds/$(basename "$sample")"
  done
  seeds=("$found/seeds")
  [[ -d Tests/Fuzz/corpus/$target ]] && seeds+=("Tests/Fuzz/corpus/$target")
  echo "fuzz: $target for $seconds s"
  log=$found/log
  if ! PREFKIT_FUZZ_TARGET=$target "$binary" -max_total_time="$seconds" -max_len=16384 -rss_limit_mb=1024 -timeout=10 \
    -artifact_prefix="$found/" "$found/corpus" "${seeds[@]}" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "fuzz: $target failed; the input is in $found/" >&2
    exit 1
  fi
  grep -E '^Done|stat::number_of_executed_units' "$log" || true
done
