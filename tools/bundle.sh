#!/bin/sh
# Makes the archive that needs nothing: program, libraries down to the C library, child programs, fonts,
# sample, templates, documentation. See docs/decisions/0030-bundle.md.
#   tools/bundle.sh [--arch x86_64|arm64] [--program FILE] [--tree DIR]
#     --program FILE   this binary; default: the release preset is built (arm64: cross-built)
#     --tree DIR       only the unpacked tree, there; no archive and no .deb
# Writes out/junheng-VERSION-linux-ARCH.tar.xz and out/junheng_VERSION_ARCH.deb.
set -eu
cd "$(dirname "$0")/.."
. tools/packages.sh
limit_bytes=60000000

arch=$(uname -m) program= tree=
while [ $# -gt 0 ]; do
    case $1 in
    --arch) arch=$2 && shift ;;
    --program) program=$2 && shift ;;
    --tree) tree=$2 && shift ;;
    *) echo "bundle: unknown option $1" >&2; exit 2 ;;
    esac
    shift
done
version=$(sed -n 's/^project(junheng VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
case $arch in
x86_64) xz_filters="--x86 --lzma2=preset=9" triplet=x86_64-linux-gnu loader=ld-linux-x86-64.so.2 debian=amd64 root= emulator= ;;
arm64 | aarch64)
    arch=arm64 xz_filters=-9 triplet=aarch64-linux-gnu loader=ld-linux-aarch64.so.1 debian=arm64
    root=$PWD/build/arm64/root emulator="qemu-aarch64-static"
    [ "$(uname -m)" != aarch64 ] || root='' emulator=''
    ;;
*) echo "bundle: unknown machine $arch" >&2; exit 2 ;;
esac

# ---- What the archive is made from -------------------------------------------------------------

# A root of Debian packages of another machine: downloaded by apt under settings of its own, unpacked,
# never installed, so that this machine's packages stay as they are.
foreign_root()
{
    # shellcheck disable=SC2086
    install_packages $packages_arm64
    wanted=$(echo $packages_build $packages_run $packages_bundle_run | tr ' ' '\n' |
        grep -Ev '^(build-essential|ca-certificates|cmake|ninja-build|pkg-config)$')
    [ "$(cat "$root.packages" 2>/dev/null)" != "$wanted" ] || return 0
    echo "Fetching packages of $debian ..."
    state=${root%/root}/apt
    rm -rf "$root"
    mkdir -p "$root" "$state/lists/partial" "$state/cache/archives/partial"
    : >"$state/status"
    set -- -qq -o APT::Architecture=$debian -o APT::Architectures=$debian -o Dir::State="$state" \
        -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root \
        -o Debug::NoLocking=1
    apt-get "$@" update
    # shellcheck disable=SC2086
    apt-get "$@" install -y --no-install-recommends --download-only $wanted libc6-dev libgomp1 >/dev/null
    mkdir -p "$root/var/lib/dpkg/info"
    for deb in "$state"/cache/archives/*.deb; do
        dpkg-deb -x "$deb" "$root"
        name=${deb##*/}
        dpkg-deb --fsys-tarfile "$deb" | tar -t | sed 's/^\.//' >"$root/var/lib/dpkg/info/${name%%_*}.list"
    done
    # Links by absolute paths lead out of the root.
    find "$root" -type l -lname '/*' | while read -r link; do
        ln -sfnr "$root$(readlink "$link")" "$link"
    done
    printf '%s\n' "$wanted" >"$root.packages"
}

build_program()
{
    preset=release
    if [ -n "$emulator" ]; then
        preset=release-arm64
        export JH_ROOT="$root" PKG_CONFIG_SYSROOT_DIR="$root" \
            PKG_CONFIG_LIBDIR="$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig"
    fi
    [ -f build/$preset/build.ninja ] || cmake --preset $preset >/dev/null
    cmake --build build/$preset --target junheng -- --quiet
    program=build/$preset/junheng
}

# ---- The tree ----------------------------------------------------------------------------------

find_library() # NAME: its path, where Debian keeps libraries
{
    for folder in usr/lib/$triplet lib/$triplet usr/lib/$triplet/blas usr/lib/$triplet/lapack usr/lib/$triplet/gconv usr/lib lib; do
        if [ -e "$root/$folder/$1" ]; then
            echo "$root/$folder/$1"
            return 0
        fi
    done
    echo "bundle: no library $1 for $arch" >&2
    return 1
}

needs() # FILE: names of the libraries it is linked with
{
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

copy_libraries() # what the programs need, and what that needs
{
    todo=$(for file in "$tree"/lib/bin/* "$tree"/lib/gconv/*.so; do needs "$file"; done | sort -u)
    while [ -n "$todo" ]; do
        next=
        for name in $todo; do
            [ ! -e "$tree/lib/$name" ] || continue
            path=$(find_library "$name")
            cp -L "$path" "$tree/lib/$name"
            chmod u+w "$tree/lib/$name"
            echo "$path" >>"$tree/lib/sources"
            next="$next $(needs "$path")"
        done
        todo=$(echo "$next" | tr ' ' '\n' | sort -u)
    done
    cp -L "$(find_library $loader)" "$tree/lib/$loader"
    chmod 755 "$tree/lib/$loader"
}

copy_licences() # of the packages that the libraries and programs are from
{
    mkdir -p "$tree/doc/licences"
    cp LICENSE NOTICE "$tree/doc/licences/"
    while read -r path; do
        inside=${path#"$root"}
        echo "$inside"
        readlink -f "$path" | sed "s|^$root||"
    done <"$tree/lib/sources" | sed 's|^/usr/lib/|/lib/|; s|^/lib/|/lib/|' | sort -u >"$tree/lib/wanted"
    for list in "$root"/var/lib/dpkg/info/*.list; do
        if sed 's|^/usr/lib/|/lib/|' "$list" | grep -Fxqf "$tree/lib/wanted"; then
            name=${list##*/}
            name=${name%.list}
            name=${name%%:*}
            cp -L "$root/usr/share/doc/$name/copyright" "$tree/doc/licences/$name" 2>/dev/null || true
        fi
    done
    rm -f "$tree/lib/sources" "$tree/lib/wanted"
}

copy_programs()
{
    mkdir -p "$tree/lib/bin" "$tree/lib/tools" "$tree/lib/gconv"
    cp "$program" "$tree/lib/bin/junheng"
    for name in $bundle_tools; do
        cp -L "$root/usr/bin/$name" "$tree/lib/bin/$name"
        echo "$root/usr/bin/$name" >>"$tree/lib/sources"
        cp tools/bundle/tool.sh "$tree/lib/tools/$name"
    done
    for name in GBK GB18030 UTF-16 EUC-CN; do
        cp -L "$root/usr/lib/$triplet/gconv/$name.so" "$tree/lib/gconv/"
    done
    grep -E '^(alias|module)[[:space:]].*(GBK|GB18030|UTF-16|EUC-CN|CP936|GB2312)' \
        "$root/usr/lib/$triplet/gconv/gconv-modules" \
        "$root/usr/lib/$triplet/gconv/gconv-modules.d/gconv-modules-extra.conf" -h >"$tree/lib/gconv/gconv-modules"
    chmod -R u+w "$tree/lib"
    command -v strip >/dev/null && [ -z "$emulator" ] && strip "$tree/lib/bin/junheng"
    [ -z "$emulator" ] || aarch64-linux-gnu-strip "$tree/lib/bin/junheng"
}

copy_data()
{
    mkdir -p "$tree/share/gdal" "$tree/share/proj" "$tree/share/fonts" "$tree/systemd"
    cp "$root/usr/share/proj/proj.db" "$root/usr/share/proj/proj.ini" "$tree/share/proj/"
    cp "$root"/usr/share/gdal/*.csv "$root"/usr/share/gdal/*.wkt "$tree/share/gdal/"
    cp "$root/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf" \
        "$root/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf" \
        "$root/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf" "$tree/share/fonts/"
    for path in usr/share/proj/proj.db usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf \
        usr/share/fonts/truetype/dejavu/DejaVuSans.ttf; do
        echo "$root/$path" >>"$tree/lib/sources"
    done
    cp tools/bundle/fonts.conf "$tree/share/fonts/"
    cp data/systemd/* "$tree/systemd/"
    cp -R docs/. "$tree/doc/"
    rm -rf "$tree/doc/handbook/images" # the program holds them: /help
    cp README.md README.zh-CN.md CHANGELOG.md "$tree/doc/"
}

make_tree()
{
    rm -rf "$tree"
    mkdir -p "$tree/doc"
    copy_programs
    copy_libraries
    copy_data
    copy_licences
    sed "s/@LOADER@/$loader/" tools/bundle/environment.sh >"$tree/lib/environment.sh"
    cp tools/bundle/launcher.sh "$tree/junheng"
    cp tools/bundle/start.sh "$tree/start"
    cpu_zh='' cpu_en=''
    [ $arch != x86_64 ] || cpu_zh='，2009 年以后的处理器' cpu_en=', a processor of 2009 or later'
    sed "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@CPU_ZH@/$cpu_zh/; s/@CPU_EN@/$cpu_en/" \
        tools/bundle/README.txt >"$tree/README.txt"
    chmod 755 "$tree/junheng" "$tree/start" "$tree"/lib/bin/* "$tree"/lib/tools/*
    JUNHENG_EMULATOR=$emulator "$tree/junheng" --quiet sample "$tree/sample" >/dev/null
    JUNHENG_EMULATOR=$emulator "$tree/junheng" --lang zh templates "$tree/templates" >/dev/null
    JUNHENG_EMULATOR=$emulator "$tree/junheng" --lang en templates "$tree/templates" >/dev/null
}

# ---- Archive and package -----------------------------------------------------------------------

make_archive() # the same tree gives the same bytes
{
    archive=out/$stem.tar.xz
    echo "Packing $archive (a minute or two) ..."
    # shellcheck disable=SC2086
    tar -C "${tree%/*}" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -cf - "$stem" |
        xz $xz_filters >"$archive.part"
    mv "$archive.part" "$archive"
    size=$(wc -c <"$archive")
    echo "$(pwd)/$archive: $((size / 1000000)) MB"
    [ "$size" -le $limit_bytes ] || { echo "bundle: $archive is over $limit_bytes bytes" >&2; exit 1; }
}

make_deb() # the tree under /opt, no dependencies: installs wherever dpkg is
{
    deb=out/junheng_${version}_$debian.deb stage=build/bundle/deb-$debian
    echo "Packing $deb ..."
    rm -rf "$stage"
    mkdir -p "$stage/DEBIAN" "$stage/opt" "$stage/usr/bin" "$stage/lib/systemd/system" "$stage/etc/default"
    cp -R "$tree" "$stage/opt/junheng"
    ln -s /opt/junheng/junheng "$stage/usr/bin/junheng"
    cp data/systemd/* "$stage/lib/systemd/system/"
    cp tools/bundle/deb/default "$stage/etc/default/junheng"
    echo /etc/default/junheng >"$stage/DEBIAN/conffiles"
    for script in postinst prerm postrm; do
        install -m 755 tools/bundle/deb/$script "$stage/DEBIAN/"
    done
    cat >"$stage/DEBIAN/control" <<EOF
Package: junheng
Version: $version
Architecture: $debian
Maintainer: Junheng <junheng@localhost>
Installed-Size: $(du -sk "$stage/opt" | cut -f1)
Section: science
Priority: optional
Description: plans, builds, runs and evaluates regional medical centres
 Carries every library it needs under /opt/junheng. Start the server with
 "systemctl enable --now junheng".
EOF
    SOURCE_DATE_EPOCH=$stamp dpkg-deb --root-owner-group -Zxz --build "$stage" "$deb" >/dev/null
    rm -rf "$stage"
    size=$(wc -c <"$deb")
    echo "$(pwd)/$deb: $((size / 1000000)) MB"
}

bundle_tools="rsvg-convert ogr2ogr ogrinfo"
# shellcheck disable=SC2086
install_packages $packages_build $packages_run $packages_bundle $packages_bundle_run
[ -z "$emulator" ] || foreign_root
[ -n "$program" ] || build_program
stem=junheng-$version-linux-$arch
if [ -n "$tree" ]; then
    make_tree
    exit 0
fi
tree=$PWD/build/bundle/$stem
mkdir -p out
stamp=$(git log -1 --format=%ct 2>/dev/null || date +%s)
make_tree
make_archive
make_deb
