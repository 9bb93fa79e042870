#!/bin/sh
# Every header compiles alone, as C17; the public ones also as C++. BUILD holds the generated ones.
set -eu
build=${1:?usage: check_headers.sh BUILD_DIR}
cd "$(dirname "$0")/.."
bad=0
for header in $(find include src cli server tests/support -name '*.h' | sort); do
    name=$(echo "$header" | sed -E 's#^(include|src)/##')
    printf '#include "%s"\n' "$name" |
        ${CC:-cc} -std=c17 -fsyntax-only -Wall -Wextra -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude -Isrc $(pkg-config --cflags libxml-2.0) -I. \
            -Icli -Itests/support -I"$build/gen" -x c - || { echo "$header does not compile alone" >&2; bad=1; }
done
for header in include/junheng/*.h; do
    printf '#include "%s"\n' "${header#include/}" |
        ${CXX:-c++} -fsyntax-only -Wall -Iinclude -x c++ - || { echo "$header is no C++" >&2; bad=1; }
done
exit $bad
