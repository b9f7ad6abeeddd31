#!/usr/bin/env bash
# Writes the API documentation of every target that has a .docc folder into $1, as static pages.
#
# Uses the toolchain's own docc on the symbol graphs of a debug build, so the package needs no plugin.
# Open it through a server: python3 -m http.server -d build/docs, then http://localhost:8000/documentation/
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-build/docs}
swift=${SWIFT:-swift}
docc=$(dirname "$(readlink -f "$(command -v "$swift")")")/docc
[[ -x $docc ]] || { echo "docs: no docc beside $swift; it comes with the Swift toolchain" >&2; exit 1; }

"$swift" package dump-symbol-graph --minimum-access-level public >/dev/null
graphs=$(find -L .build/debug .build -maxdepth 2 -type d -name symbolgraph -print -quit)
work=build/docs-work
rm -rf "$out" "$work"
mkdir -p "$work"
archives=()
for catalog in Sources/*/*.docc; do
  target=$(basename "$(dirname "$catalog")")
  mkdir "$work/$target"
  cp "$graphs/$target".symbols.json "$graphs/$target"@*.symbols.json "$work/$target/" 2>/dev/null || true
  "$docc" convert "$catalog" --additional-symbol-graph-dir "$work/$target" --fallback-display-name "$target" \
    --fallback-bundle-identifier "prefkit.$target" --output-path "$work/$target.doccarchive"
  archives+=("$work/$target.doccarchive")
done
"$docc" merge "${archives[@]}" --synthesized-landing-page-name prefkit --output-path "$work/prefkit.doccarchive"
"$docc" process-archive transform-for-static-hosting "$work/prefkit.doccarchive" --output-path "$out"
rm -rf "$work"
echo "API documentation: $out"
