# Debian packages, by what needs them. Sourced by run and test; names of Debian 12.
packages_build="build-essential ca-certificates cmake ninja-build pkg-config libsqlite3-dev libjson-c-dev
    libsodium-dev libxlsxwriter-dev libxml2-dev libzip-dev libgeos-dev
    libmicrohttpd-dev zlib1g-dev libzstd-dev"
packages_web="nodejs npm" # only where npm is missing: any version from 18 on will do (pages, table of divisions)
packages_run="gdal-bin librsvg2-bin"
packages_bundle="binutils xz-utils"
packages_bundle_run="fonts-droid-fallback fonts-dejavu-core" # carried inside the archive
packages_arm64="gcc-aarch64-linux-gnu qemu-user-static"
packages_bench="python3-scipy python3-pandas python3-igraph python3-leidenalg" # peers of bench/*.sh
packages_test="busybox-static libreoffice-writer libreoffice-impress libreoffice-calc poppler-utils check clang clang-format-14 libclang-rt-14-dev python3 unzip chromium fonts-noto-cjk"

# install_packages NAME...: install those that are missing; root or sudo.
install_packages()
{
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "These packages are missing and neither root nor sudo is at hand:$missing" >&2
            return 1
        }
        as_root=sudo
    fi
    echo "Installing:$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
