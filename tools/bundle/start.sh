#!/bin/sh
# First start: the fictional sample province is loaded and planned, then the workbench is served.
#   ./start            http://127.0.0.1:8080
#   ./start --port N   another port
#   ./start --empty    a workspace without the sample, for your own data
set -eu
self=${0%/*}
cd "$self"
port=8080 sample=1
while [ $# -gt 0 ]; do
    case $1 in
    --port)
        [ $# -ge 2 ] || { echo "start: --port wants a number" >&2; exit 2; }
        port=$2
        shift
        ;;
    --empty) sample= ;;
    *) echo "start: unknown option $1" >&2; exit 2 ;;
    esac
    shift
done
: "${JUNHENG_WORKSPACE:=$PWD/junheng.db}"
if [ -n "$sample" ] && [ ! -e "$JUNHENG_WORKSPACE" ]; then
    ./junheng --workspace "$JUNHENG_WORKSPACE" import sample
    ./junheng --workspace "$JUNHENG_WORKSPACE" plan --cases hard --out plan
    echo "The plan / 规划文件: $PWD/plan"
fi
echo "The workbench, until Ctrl-C / 工作台（按 Ctrl-C 结束）:"
exec ./junheng --quiet --workspace "$JUNHENG_WORKSPACE" serve --listen "127.0.0.1:$port"
