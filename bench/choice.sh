#!/bin/sh
# fit-logit against R survival's clogit in one run, whole processes and the fit alone, asserting
# equal estimates:
#   bench/choice.sh
# Needs build/release/junheng; R with survival (r-base-core, r-cran-survival) where installed.
set -eu
cd "$(dirname "$0")/.."
exec python3 bench/choice.py
