# Sourced by the launcher and by the child programs, with `here` set: what they must find.
PATH=$here/lib/tools:${PATH:-/usr/bin:/bin}
GCONV_PATH=$here/lib/gconv                  # character sets: GBK, GB18030
FONTCONFIG_FILE=$here/share/fonts/fonts.conf
GDAL_DATA=$here/share/gdal GDAL_DRIVER_PATH=disable
PROJ_DATA=$here/share/proj PROJ_LIB=$here/share/proj
OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive} # else the program would set it and start anew
XDG_CACHE_HOME=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}
export PATH GCONV_PATH FONTCONFIG_FILE GDAL_DATA GDAL_DRIVER_PATH PROJ_DATA PROJ_LIB OMP_WAIT_POLICY XDG_CACHE_HOME

# run_here PROGRAM ARGUMENT...: by the loader carried along; JUNHENG_EMULATOR runs another machine's.
run_here()
{
    program=$1
    shift
    # shellcheck disable=SC2086
    exec ${JUNHENG_EMULATOR:-} "$here/lib/@LOADER@" --library-path "$here/lib" "$here/lib/bin/$program" "$@"
}
