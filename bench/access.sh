#!/bin/sh
# Accessibility against scipy and pandas in one run, asserting equal figures:
#   bench/access.sh [POINTS SITES REACH_KM]
# Needs build/release with -DJH_BENCH=ON; python3-scipy and python3-pandas.
set -eu
cd "$(dirname "$0")/.."
exec /usr/bin/python3 bench/access.py "$@"
