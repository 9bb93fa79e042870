#!/bin/sh
# Every #include of a module header must be granted by docs/layers.txt, every foreign header must stay
# in the files that docs/layers.txt fences it to, and C holds no SQL.
set -eu
cd "$(dirname "$0")/.."
bad=0
complain() { echo "$1" >&2; bad=1; }

files=$(find src cli server -name '*.[ch]' | sort)
# shellcheck disable=SC2086
ungranted=$(awk '
    FNR == NR {
        if ($1 ~ /^[a-z]+:$/)
            for (i = 1; i <= NF; i++)
                granted[$1, $i] = 1
        next
    }
    FNR == 1 {
        split(FILENAME, part, "/")
        module = part[1] == "src" ? part[2] : part[1]
        if (!((module ":", module ":") in granted))
            print FILENAME ": module " module " has no row in docs/layers.txt"
    }
    /^[ \t]*#include "[a-z_]+\// {
        split($2, used, /["\/]/)
        if (used[2] != module && used[2] != "junheng" && !((module ":", used[2]) in granted))
            print FILENAME ": includes " used[2] "/, which " module " may not"
    }' docs/layers.txt $files)
[ -z "$ungranted" ] || complain "$ungranted"

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
