#!/usr/bin/env bash
# Runs the command-line cases and compares what they print; with --update it writes down what they print instead.
#
# A case is a folder Tests/Cases/<command>/<name>/ that holds `cmd`, a shell script, and what it gives: `stdout`,
# `stderr` (absent: not compared) and `status` (absent: 0). Names after the options choose cases: `cases.sh ingest`.
# `cmd` runs in an empty folder that has links to samples/ and schemas/, and to the case's own folder as case/, with
# prefkit first on the PATH and a fixed locale, time zone and width; nothing can be typed into it.
set -euo pipefail
cd "$(dirname "$0")/.."

update=no
if [[ ${1-} == --update ]]; then
  update=yes
  shift
fi
root=$PWD
prefkit=${PREFKIT:-$root/.build/release/prefkit}
[[ -x $prefkit ]] || { echo "cases: no executable at $prefkit; run: make build" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$(readlink -f "$prefkit")" "$scratch/bin/prefkit"

# Runs case folder $1 and leaves stdout, stderr and status in $scratch/got.
run_case() {
  rm -rf "$scratch/work" "$scratch/got"
  mkdir "$scratch/work" "$scratch/got"
  ln -s "$root/samples" "$root/schemas" "$scratch/work/"
  ln -s "$root/$1" "$scratch/work/case"
  local status=0
  (
    cd "$scratch/work"
    env -i PATH="$scratch/bin:$PATH" HOME="$scratch" TMPDIR="$scratch" \
      LC_ALL=C.UTF-8 TZ=UTC COLUMNS=80 NO_COLOR=1 TERM=dumb \
      bash -e -o pipefail case/cmd
  ) </dev/null >"$scratch/got/stdout" 2>"$scratch/got/stderr" || status=$?
  echo "$status" >"$scratch/got/status"
}

# Compares the result of case $1 with what is written down; prints the differences.
compare_case() {
  local same=yes stream
  for stream in stdout stderr status; do
    local want=$1/$stream
    if [[ ! -e $want ]]; then
      case $stream in
        stderr) continue ;;
        status) want=$scratch/zero ;;
        stdout) want=/dev/null ;;
      esac
    fi
    diff -u --label "$1/$stream" --label "$stream now" "$want" "$scratch/got/$stream" || same=no
  done
  [[ $same == yes ]]
}

# Writes the result of case $1 down, leaving out what says nothing. A case that had no stderr written down keeps it so,
# unless it is new.
update_case() {
  local got=$scratch/got new=no
  [[ -e $1/stdout || -e $1/stderr || -e $1/status ]] || new=yes
  if [[ -e $1/stdout || -s $got/stdout ]]; then cp "$got/stdout" "$1/stdout"; fi
  if [[ -e $1/stderr || ($new == yes && -s $got/stderr) ]]; then cp "$got/stderr" "$1/stderr"; fi
  if [[ $(<"$got/status") != 0 ]]; then cp "$got/status" "$1/status"; else rm -f "$1/status"; fi
}

echo 0 >"$scratch/zero"
count=0
failed=()
while IFS= read -r cmd; do
  folder=${cmd%/cmd}
  if (($#)) && [[ " $* " != *" $(cut -d/ -f3 <<<"$folder") "* ]]; then continue; fi
  count=$((count + 1))
  run_case "$folder"
  if [[ $update == yes ]]; then
    update_case "$folder"
  elif ! compare_case "$folder"; then
    failed+=("$folder")
  fi
done < <(find Tests/Cases -mindepth 3 -name cmd 2>/dev/null | LC_ALL=C sort)

((count)) || { echo "cases: none found under Tests/Cases" >&2; exit 1; }
if ((${#failed[@]})); then
  printf 'cases: failed: %s\n' "${failed[@]}" >&2
  echo "cases: ${#failed[@]} of $count failed; make cases-update rewrites them" >&2
  exit 1
fi
if [[ $update == yes ]]; then echo "cases: $count written"; else echo "cases: $count passed"; fi
