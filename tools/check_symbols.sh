#!/bin/sh
# The library computes and the programs talk: it neither prints, exits, reads the clock nor the environment, nor
# writes a global of the C library (lgamma: signgam).
# (io/ and store/ may open files; the process exits nowhere.)
set -eu
library=${1:?usage: check_symbols.sh LIBRARY}
bad=$(nm -A -u "$library" 2>/dev/null |
    grep -E ' U (exit|_exit|abort|printf|puts|perror|time|gettimeofday|rand|srand|random|getenv|setenv|setlocale|system|lgamma)(@.*)?$' || true)
[ -z "$bad" ] || { echo "$bad" >&2; exit 1; }
