#!/bin/sh
# Whole jobs with the release binary: England (where the reference data are), the sample, the nation.
#   bench/plan.sh [--nation]
set -eu
cd "$(dirname "$0")/.."
junheng=$(pwd)/build/release/junheng
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
m() { python3 bench/measure.py "$@"; }

england=../shared/data/england
if [ -d $england ]; then
    echo '{"centres":{"max_total":20,"per_zone_min":0}}' >"$work/scenario.json"
    m england-import "$junheng" --workspace "$work/e.db" import $england
    m england-plan "$junheng" --workspace "$work/e.db" plan --scenario "$work/scenario.json" --out "$work/england"
else
    echo "SKIPPED: England's reference data are not here" >&2
fi
m sample-make "$junheng" sample "$work/sample"
m sample-import "$junheng" --workspace "$work/s.db" import "$work/sample"
m sample-plan "$junheng" --workspace "$work/s.db" plan --out "$work/splan"
if [ "${1:-}" = --nation ]; then
    m nation-make "$junheng" sample "$work/nation" --areas 2900 --hospitals 9000 --specialties 12 --periods 8
    m nation-import "$junheng" --workspace "$work/n.db" import "$work/nation"
    m nation-plan "$junheng" --workspace "$work/n.db" plan --out "$work/nplan"
fi
