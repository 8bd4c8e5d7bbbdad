#!/bin/sh
# Makes launcher.bin from launcher.c, for both kinds of Mac in one file. Needs LLVM 14 (Debian 12: clang lld llvm) and
# nothing of Apple's. The same versions make the same bytes. Run it only after a change of launcher.c.
set -eu
cd "$(dirname "$0")"
out=${1:-launcher.bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
link() {
  clang-14 --target="$1-apple-macos11" -Os -Wall -Wextra -Werror -ffreestanding -fno-builtin -fno-stack-protector \
    -c launcher.c -o "$work/$1.o"
  ld64.lld-14 -arch "$1" -platform_version macos 11.0 11.0 -adhoc_codesign -dead_strip -S \
    -syslibroot /nonexistent "$work/$1.o" libSystem.tbd -o "$work/$1"
}
link x86_64
link arm64
llvm-lipo-14 -create "$work/x86_64" "$work/arm64" -output "$work/both"
cat "$work/both" >"$out"
