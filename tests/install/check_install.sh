#!/bin/sh
# Install into a scratch prefix, build an example against it through pkg-config, run it.
set -eu
build=${1:?usage: check_install.sh BUILD_DIR}
here=$(cd "$(dirname "$0")" && pwd)
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$build" --prefix "$prefix" >/dev/null
pc=$(find "$prefix" -name junheng.pc)
sed -i "s#^prefix=.*#prefix=$prefix#" "$pc"
export PKG_CONFIG_PATH="${pc%/*}"
# shellcheck disable=SC2046
cc -std=c17 -Wall -Wextra -Werror "$here/example.c" -o "$prefix/example" $(pkg-config --cflags --libs junheng)
LD_LIBRARY_PATH=$(pkg-config --variable=libdir junheng) "$prefix/example"
"$prefix/bin/junheng" --version >/dev/null
