#!/bin/sh
# A child program with the libraries of this folder.
here=$(cd "${0%/*}/../.." && pwd)
. "$here/lib/environment.sh"
run_here "${0##*/}" "$@"
