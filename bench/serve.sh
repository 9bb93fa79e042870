#!/bin/sh
# The server at the size of the nation (2,900 areas, 9,000 hospitals, 12 specialties, 8 quarters): how soon map
# layers come when nobody asked before, and how long requests wait at 300 a second; h2load keeps the rate.
#   bench/serve.sh [FOLDER]     FOLDER keeps the workspace between runs (default: a new one, removed)
# Needs nghttp2-client and the release binary; JUNHENG names another one.
set -eu
cd "$(dirname "$0")/.."
junheng=${JUNHENG:-build/release/junheng}
folder=${1:-$(mktemp -d)}
rate=${RATE:-300} seconds=${SECONDS_LONG:-30} clients=30
command -v h2load >/dev/null || { echo "install nghttp2-client" >&2; exit 1; }
mkdir -p "$folder"
if [ ! -f "$folder/nation.db" ]; then
    $junheng -q sample "$folder/nation" --areas 2900 --hospitals 9000 --specialties 12 --periods 8 >/dev/null
    $junheng -q -w "$folder/nation.db" import "$folder/nation" >/dev/null
fi
rm -f "$folder/port"
$junheng -q -w "$folder/nation.db" serve --listen 127.0.0.1:0 --port-file "$folder/port" >/dev/null 2>"$folder/log" &
server=$!
trap 'kill $server 2>/dev/null; wait $server || true; [ -n "${1:-}" ] || rm -rf "$folder"' EXIT
while [ ! -s "$folder/port" ]; do sleep 0.05; done
base=http://127.0.0.1:$(cat "$folder/port")
python3 bench/serve.py "$base" "$folder" "$server" "$clients" "$((rate / clients))" "$seconds"
