#!/bin/sh
# The archives and packages of both machines: made, measured, and each tried in a bare root. Takes many minutes.
set -eu
cd "$(dirname "$0")/.."
. tools/packages.sh
# shellcheck disable=SC2086
install_packages $packages_test
for arch in x86_64 arm64; do
    ./run --bundle $arch
    emulator=
    [ $arch = x86_64 ] || emulator="--emulator qemu-aarch64-static"
    # shellcheck disable=SC2086
    python3 tests/bundle/bare_root.py --archive out/junheng-*-linux-$arch.tar.xz $emulator
done
python3 tests/bundle/bare_root.py --deb out/junheng_*_amd64.deb
python3 tests/bundle/bare_root.py --deb out/junheng_*_arm64.deb --emulator qemu-aarch64-static
systemd-analyze verify data/systemd/*.service data/systemd/*.timer || true # names paths of an installation
