#!/usr/bin/env bash
# Checks what the Markdown files claim: relative links lead somewhere, make targets and `prefkit` commands exist.
#
# Needs nothing but awk and grep; the commands are checked only where the executable has been built.
set -euo pipefail
cd "$(dirname "$0")/.."

prefkit=${PREFKIT:-.build/release/prefkit}
wrong=0
complain() {
  echo "$*" >&2
  wrong=$((wrong + 1))
}
skipped=(-name '.build*' -o -name build -o -name demo-output -o -name .git -o -name Cases)
files=()
while IFS= read -r file; do files+=("${file#./}"); done < <(
  find . \( "${skipped[@]}" \) -prune -o -name '*.md' -print | LC_ALL=C sort
)

# Anchors of a Markdown file as GitHub makes them from its headings.
anchors() {
  grep -E '^#+ ' "$1" | sed -E 's/^#+ +//' | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# Lines of file $1 that a reader takes for prose, or (with $2 = code) for shell: fenced lines and inline code. The other
# lines stay, but empty, so that line numbers hold.
part() {
  awk -v want="$2" '
    /^ *```/ { fenced = !fenced; print ""; next }
    want == "prose" { if (fenced) print ""; else { gsub(/`[^`]*`/, ""); print } next }
    fenced { print; next }
    {
      line = ""
      while (match($0, /`[^`]*`/)) {
        line = line " ; " substr($0, RSTART + 1, RLENGTH - 2)
        $0 = substr($0, RSTART + RLENGTH)
      }
      print line
    }
  ' "$1"
}

# Prints "line:match" for every match of $3 in the $2 (prose or code) of file $1.
matches() {
  part "$1" "$2" | grep -noE "$3" || true
}

check_links() {
  local line match target path anchor
  while IFS=: read -r line match; do
    target=${match#*](}
    target=${target%)}
    target=${target%% \"*}
    case $target in http://* | https://* | mailto:*) continue ;; esac
    path=${target%%#*}
    anchor=
    [[ $target == *#* ]] && anchor=${target#*#}
    if [[ -z $path ]]; then path=$1; else path=$(dirname "$1")/$path; fi
    if [[ ! -e $path ]]; then
      complain "$1:$line: link to a missing file: $target"
    elif [[ -n $anchor && $path == *.md ]] && ! anchors "$path" | grep -qxF -- "$anchor"; then
      complain "$1:$line: link to a missing heading: $target"
    fi
  done < <(matches "$1" prose '\]\([^)]+\)')
}

check_make_targets() {
  local line match target
  while IFS=: read -r line match; do
    target=${match##* }
    grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile || complain "$1:$line: no such target: make $target"
  done < <(matches "$1" code '(^|[$;|&] *)make [a-z][a-z-]+')
}

check_commands() {
  local line match name
  while IFS=: read -r line match; do
    name=${match##* }
    grep -qxF -- "$name" <<<"$commands" || complain "$1:$line: no such command: prefkit $name"
  done < <(matches "$1" code '(^|[$;|&] *)prefkit [a-z][a-z-]+')
}

commands=
if [[ -x $prefkit ]]; then
  commands=$("$prefkit" --help | awk '/^SUBCOMMANDS:/ { on = 1; next } on && /^  [a-z]/ { print $1 }')$'\nhelp'
fi
for file in "${files[@]}"; do
  check_links "$file"
  check_make_targets "$file"
  [[ -z $commands ]] || check_commands "$file"
done
for script in scripts/*.sh .ci/run; do
  [[ -x $script ]] || complain "$script: not executable"
done
((wrong == 0)) || { echo "check-docs: $wrong wrong" >&2; exit 1; }
echo "check-docs: ${#files[@]} Markdown files are right"
