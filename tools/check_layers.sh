#!/bin/sh
# Every #include of a module header must be granted by docs/layers.txt, every foreign header must stay
# in the files that docs/layers.txt fences it to, and C holds no SQL.
set -eu
cd "$(dirname "$0")/.."
bad=0
complain() { echo "$1" >&2; bad=1; }

for file in $(find src cli server -name '*.[ch]' | sort); do
    module=$(echo "$file" | sed -E 's#^src/([^/]+)/.*#\1#; s#^(cli|server)/.*#\1#')
    granted=$(sed -n "s/^$module://p" docs/layers.txt)
    grep -q "^$module:" docs/layers.txt || complain "$file: module $module has no row in docs/layers.txt"
    for used in $(sed -nE 's#^[[:space:]]*\#include "([a-z_]+)/.*"#\1#p' "$file" | sort -u); do
        case " $granted $module junheng " in
        *" $used "*) ;;
        *) complain "$file: includes $used/, which $module may not" ;;
        esac
    done
done

fenced=$(sed -n 's/^ext //p' docs/layers.txt | while IFS=: read -r header places; do
    for file in $(grep -rlE "#include <$header" src cli server || true); do
        allowed=
        for place in $places; do
            case $file in "$place"*) allowed=1 ;; esac
        done
        [ -n "$allowed" ] || echo "$file: includes <$header>, fenced to$places"
    done
done)
[ -z "$fenced" ] || complain "$fenced"

grep -rnE '"(SELECT|INSERT|UPDATE|DELETE|CREATE TABLE) ' src cli server && complain "SQL text in C"
exit $bad
