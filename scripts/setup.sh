#!/usr/bin/env bash
# Finds the C libraries prefkit is built on and installs the missing ones; quick and silent where all are there.
#
# Looks for headers through the compiler, so libraries under any prefix count. Installs by itself with apt-get only
# (Debian, Ubuntu); elsewhere it prints the one command to run and fails. Status: 0 all there, 1 something is missing.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

check_swift() {
  local version
  command -v swift >/dev/null || die "no swift found; get Swift 6.2 or later at https://www.swift.org/install/"
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  [[ -n $version ]] || die "cannot tell the version of $(command -v swift); Swift 6.2 or later is needed"
  local major=${version%%.*} minor=${version#*.}
  if ((major < 6 || (major == 6 && minor < 2))); then
    die "Swift $version is too old: prefkit needs 6.2 or later, see https://www.swift.org/install/"
  fi
}

# The compiler that will see the headers: the one beside swift, or else the system's.
find_compiler() {
  local beside
  beside=$(dirname "$(readlink -f "$(command -v swift)")")/clang
  for compiler in "$beside" clang cc gcc; do
    if command -v "$compiler" >/dev/null; then
      printf '%s\n' "$compiler"
      return
    fi
  done
  die "no C compiler found; the Swift toolchain brings clang, is it complete? https://www.swift.org/install/"
}

# Whether the C++ preprocessor finds header $1; $2 is the pkg-config name that may know more folders.
has_header() {
  local flags=()
  if [[ -n ${2-} ]] && command -v pkg-config >/dev/null; then
    read -r -a flags <<<"$(pkg-config --cflags "$2" 2>/dev/null || true)"
  fi
  printf '#if !__has_include(<%s>)\n#error\n#endif\n' "$1" |
    "$compiler" -x c++ "${flags[@]+"${flags[@]}"}" -I/usr/include/libxml2 -E - >/dev/null 2>&1
}

# Names of the packages that are missing, in Debian's spelling.
missing_packages() {
  has_header zlib.h zlib || echo zlib1g-dev
  [[ -n ${PREFKIT_WITHOUT_ISAL-} ]] || has_header isa-l/igzip_lib.h libisal || echo libisal-dev
  has_header libdeflate.h libdeflate || echo libdeflate-dev
  has_header zstd.h libzstd || echo libzstd-dev
  has_header simdjson.h simdjson || echo libsimdjson-dev
  has_header libxml/parser.h libxml-2.0 || echo libxml2-dev
  has_header string || echo g++
  command -v pkg-config >/dev/null || echo pkg-config
}

# Rewrites Debian's names on standard input with "debian=other" rules.
renamed() {
  local rules=() rule
  for rule in "$@"; do rules+=(-e "s/^${rule%%=*}\$/${rule#*=}/"); done
  sed "${rules[@]}" | tr '\n' ' '
}

command_elsewhere() {
  if command -v dnf >/dev/null; then
    echo "sudo dnf install $(renamed zlib1g-dev=zlib-devel libisal-dev=isa-l-devel libdeflate-dev=libdeflate-devel libzstd-dev=libzstd-devel \
      libsimdjson-dev=simdjson-devel libxml2-dev=libxml2-devel 'g++=gcc-c++' pkg-config=pkgconf-pkg-config)"
  elif command -v pacman >/dev/null; then
    echo "sudo pacman -S --needed $(renamed zlib1g-dev=zlib libisal-dev=isa-l libdeflate-dev=libdeflate libzstd-dev=zstd \
      libsimdjson-dev=simdjson libxml2-dev=libxml2 'g++=gcc' pkg-config=pkgconf)"
  elif [[ $(uname -s) == Darwin ]]; then
    echo "brew install $(renamed zlib1g-dev=zlib libisal-dev=isa-l libdeflate-dev=libdeflate libzstd-dev=zstd \
      libsimdjson-dev=simdjson libxml2-dev=libxml2 'g++=gcc' pkg-config=pkgconf)"
  fi
}

# A program that makes the one after it run as root, or nothing for root itself.
find_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null || die "neither root nor sudo here; as root, run: apt-get install $*"
  if [[ -t 0 ]]; then
    echo sudo
  elif sudo -n true 2>/dev/null; then
    echo "sudo -n"
  else
    die "sudo asks for a password and there is no terminal; run: sudo apt-get install $*"
  fi
}

install_with_apt() {
  local root
  root=$(find_root "$@") || exit 1
  say "running: ${root:+$root }apt-get install -y $*"
  # A fresh machine has no package lists, so they are fetched first; an unreachable mirror need not be fatal.
  # shellcheck disable=SC2086 # $root is one word, two words or none
  $root apt-get update -qq >&2 || say "apt-get update failed; trying with the lists at hand"
  # shellcheck disable=SC2086
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 </dev/null ||
    die "apt-get could not install: $*"
}

check_swift
compiler=$(find_compiler)
# Words of a string, not an array from mapfile: the bash of macOS has none.
missing=$(missing_packages | tr '\n' ' ')
[[ -n $missing ]] || exit 0

say "missing: $missing"
if command -v apt-get >/dev/null; then
  # shellcheck disable=SC2086
  install_with_apt $missing
else
  # shellcheck disable=SC2086
  advice=$(printf '%s\n' $missing | command_elsewhere)
  die "install them with: ${advice:-your package manager; they are named here as Debian names them}"
fi

missing=$(missing_packages | tr '\n' ' ')
[[ -z $missing ]] || die "still not found by $compiler after installing: $missing"
say "all libraries are there"
