#!/bin/sh
# The sources are as clang-format 14 writes them.
cd "$(dirname "$0")/.." || exit 1
command -v clang-format-14 >/dev/null || { echo "SKIPPED: clang-format-14 is not installed"; exit 77; }
git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror
