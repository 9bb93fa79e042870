#!/bin/sh
# Every header compiles alone, as C17; the public ones also as C++. BUILD holds the generated ones.
set -eu
build=${1:?usage: check_headers.sh BUILD_DIR}
cd "$(dirname "$0")/.."
# Several at a time: one compiler for each processor.
jobs=$(nproc)
find include src cli server tests/support -name '*.h' | sort | sed -E 's#^(include|src)/##' |
    xargs -P "$jobs" -I{} sh -c 'printf "#include \"%s\"\n" "$1" | ${CC:-cc} -std=c17 -fsyntax-only \
        -Wall -Wextra -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude -Isrc $2 -I. -Icli \
        -Itests/support -I"$3/gen" -x c - || { echo "$1 does not compile alone" >&2; exit 1; }' \
    sh {} "$(pkg-config --cflags libxml-2.0)" "$build"
find include/junheng -name '*.h' | sort | sed 's#^include/##' |
    xargs -P "$jobs" -I{} sh -c 'printf "#include \"%s\"\n" "$1" |
        ${CXX:-c++} -fsyntax-only -Wall -Iinclude -x c++ - || { echo "$1 is no C++" >&2; exit 1; }' sh {}
