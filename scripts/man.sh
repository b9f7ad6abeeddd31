#!/usr/bin/env bash
# Writes one man page per command into the folder $1, from the options the executable declares.
#
# Builds swift-argument-parser's manual tool and runs it on the executable. Its package plugin would do the same after a
# second release build that links the executable anew, without the static Swift runtime; hence not the plugin.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-build/man}
swift=${SWIFT:-swift}
options=(-c release)
[[ $(uname -s) == Linux ]] && options+=(--static-swift-stdlib)

"$swift" build "${options[@]}" --product generate-manual
# The date of the last commit, so that one commit always gives the same pages.
date=$(git log -1 --format=%cs 2>/dev/null) || date=$(date +%F)
rm -rf "$out"
mkdir -p "$out"
.build/release/generate-manual --multi-page --date "$date" --output-directory "$out" .build/release/prefkit
echo "man pages: $out"
