#!/bin/sh
# Discharge records read and counted by home area, hospital and ICD-10 chapter, side by side with DuckDB
# (npm @duckdb/node-api), two threads each, in turns, equal answers asserted:
#   bench/records.sh FOLDER [WIDE_ROWS [NARROW_ROWS [REPEATS]]]
# First by the reader with a small loop that counts, then by the import's own way to the cube.
# The files are made in FOLDER unless they are there: 2.2 KB a wide row, 180 bytes a narrow one. The page
# cache should hold the larger one. Needs build/release with -DJH_BENCH=ON; node and npm.
set -eu
folder=${1:?usage: bench/records.sh FOLDER [WIDE_ROWS [NARROW_ROWS [REPEATS]]]}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$(dirname "$0")/.."
wide=${2:-1900000} narrow=${3:-20000000} repeats=${4:-5}
bench=$PWD/build/release/bench
make_file() { # SHAPE CHARSET ROWS FILE
    [ -e "$4" ] || { "$bench/bench_records_make" "$1" "$2" "$3" >"$4.part" && mv "$4.part" "$4"; }
}
make_file wide utf8 "$wide" "$folder/wide.csv"
make_file wide gb18030 "$wide" "$folder/wide_gb18030.csv"
make_file narrow utf8 "$narrow" "$folder/narrow.csv"
cp bench/records/compare.mjs bench/records/package.json "$folder"
[ -d "$folder/node_modules" ] || (cd "$folder" && npm install --ignore-scripts --no-package-lock --no-fund --no-audit >/dev/null)
mkdir -p "$folder/dataset"
"$bench/bench_records_make" areas >"$folder/dataset/areas.csv"
"$bench/bench_records_make" hospitals >"$folder/dataset/hospitals.csv"
here=$PWD/bench/records
for shape in wide narrow; do
    file=$folder/$shape.csv
    node "$folder/compare.mjs" $shape "$file" "$repeats" "$bench/bench_records" $shape
    node "$folder/compare.mjs" $shape "$file" "$repeats" "$bench/bench_intake" "$folder/dataset" "$here/$shape.json" \
        "$here/chapters.json"
done
echo "home area from the address text: UTF-8, then GB18030 (kernel bytes 1 wall_ns processor_ns rows checksum)"
for file in wide wide_gb18030; do
    cat "$folder/$file.csv" >/dev/null
    "$bench/bench_records" -t 2 -r "$repeats" -a wide "$folder/$file.csv"
done
