#!/bin/sh
# Communities of flows against igraph and leidenalg in one run:
#   bench/zones.sh [AREAS FLOWS ZONES SEEDS]
# Needs build/release with -DJH_BENCH=ON; python3-igraph and python3-leidenalg.
set -eu
cd "$(dirname "$0")/.."
exec /usr/bin/python3 bench/zones.py "$@"
