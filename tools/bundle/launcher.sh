#!/bin/sh
# Starts the Junheng of this folder with its own libraries, whatever the system has. Needs a shell.
self=$0
while [ -h "$self" ]; do
    to=$(readlink "$self")
    case $to in /*) self=$to ;; *) self=${self%/*}/$to ;; esac
done
case $self in */*) here=${self%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd)
. "$here/lib/environment.sh"
run_here junheng "$@"
