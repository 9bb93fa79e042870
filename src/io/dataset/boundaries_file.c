#include "io/dataset/boundaries_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "io/process.h"
#include "io/zip.h"

enum { TIMEOUT_S = 300, MAX_FILES = 100 };
static const uint64_t unpacked_max_bytes = (uint64_t)2 << 30;
static const size_t zip_max_bytes = (size_t)1 << 30;

#define KINDS_HINT                                                                                 \
    "Give GeoJSON, a GeoPackage with one layer, or a shapefile (zipped, or with its .shx, .dbf "   \
    "and .prj beside it)."

/* What can be opened, what such a file begins with, in the order of preference. ogr2ogr opens
 * anything it knows whatever its name, and some kinds name further files: they shall not get there. */
static const struct kind {
    const char *ending, *head;
    size_t head_len;
} kinds[] = {
    {".shp", "\0\0\x27\x0a", 4},
    {".gpkg", "SQLite format 3", 16},
    {".geojson", "", 0},
    {".json", "", 0},
    {".zip", "PK\3\4", 4},
};
enum { GEOJSON = 2, JSON = 3, ZIP = 4, N_KINDS = 5 };

static bool ends_with(const char *path, const char *ending)
{
    size_t len = strlen(path), n = strlen(ending);
    return len > n && strcasecmp(path + len - n, ending) == 0;
}

static size_t kind_of(const char *path)
{
    size_t k = 0;
    while (k < N_KINDS && !ends_with(path, kinds[k].ending))
        k++;
    return k;
}

static enum jh_status fail_kind(const char *path, struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_DATA, "%s is no file of boundaries", path);
    jh_hint(err, KINDS_HINT);
    return st;
}

static enum jh_status copy_text(const char *text, char **out, struct jh_error *err)
{
    size_t len = strlen(text) + 1;
    *out = jh_i_calloc(len, 1);
    if (*out == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(*out, text, len);
    return JH_OK;
}

/* Of the files of a folder the one to open. */
static enum jh_status find_in(const char *folder, char **out, struct jh_error *err)
{
    struct jh_buf path;
    size_t best = N_KINDS;
    enum jh_status st = JH_OK;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", folder, strerror(errno));
    jh_buf_init(&path, 1 << 16);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (kind_of(entry->d_name) < best) {
            best = kind_of(entry->d_name);
            jh_buf_reset(&path);
            jh_buf_printf(&path, "%s/%s", folder, entry->d_name);
        }
    closedir(dir);
    if (best == N_KINDS) {
        st = jh_fail(err, JH_E_DATA, "none of the files holds boundaries");
        jh_hint(err, KINDS_HINT);
    } else {
        st = jh_buf_status(&path, err);
    }
    if (st == JH_OK)
        st = copy_text(path.data, out, err);
    jh_buf_release(&path);
    return st;
}

/* JH_E_DATA where the file is not what its name says. */
static enum jh_status check_head(const char *path, struct jh_error *err)
{
    char head[16] = {0};
    const struct kind *kind;
    struct stat info;
    FILE *f;
    size_t n;
    if (stat(path, &info) != 0)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode) || kind_of(path) == N_KINDS)
        return fail_kind(path, err);
    kind = &kinds[kind_of(path)];
    f = fopen(path, "rb");
    if (f == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    n = fread(head, 1, sizeof head, f);
    fclose(f);
    return n >= kind->head_len && memcmp(head, kind->head, kind->head_len) == 0
               ? JH_OK
               : fail_kind(path, err);
}

static enum jh_status make_folder(struct jh_i_boundaries_file *file, struct jh_error *err)
{
    char dir[] = "/tmp/junheng-boundaries-XXXXXX";
    if (file->folder != NULL)
        return JH_OK;
    if (mkdtemp(dir) == NULL)
        return jh_fail(
            err, JH_E_IO, "cannot make a folder for the boundaries: %s", strerror(errno));
    return copy_text(dir, &file->folder, err);
}

/* ---- Archives ---------------------------------------------------------------------------------- */

static bool is_part(void *ctx, const char *name)
{
    static const char *const endings[] = {
        ".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".geojson", ".json"};
    (void)ctx;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(name, endings[i]))
            return true;
    return false;
}

static enum jh_status unpack(const char *path, const char *folder, struct jh_error *err)
{
    const struct jh_zip_limits limits = {MAX_FILES, unpacked_max_bytes};
    struct stat info = {0};
    size_t n = 0, len;
    enum jh_status st;
    FILE *f = fopen(path, "rb");
    if (f == NULL || fstat(fileno(f), &info) != 0 || info.st_size < 0 ||
        (size_t)info.st_size > zip_max_bytes) {
        if (f != NULL)
            fclose(f);
        return fail_kind(path, err);
    }
    len = (size_t)info.st_size;
    unsigned char *bytes = jh_i_calloc(len, 1);
    if (bytes == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    else if (fread(bytes, 1, len, f) != len)
        st = jh_fail(err, JH_E_IO, "cannot read %s: %s", path, strerror(errno));
    else
        st = jh_i_zip_unpack(bytes, len, folder, limits, is_part, NULL, &n, err);
    fclose(f);
    jh_i_free(bytes);
    return st;
}

/* ---- Other kinds ------------------------------------------------------------------------------- */

static enum jh_status run_tool(const char *source, const char *target, bool to_degrees,
    const struct jh_run *run, int *out_code, struct jh_buf *said, struct jh_error *err)
{
    const char *const degrees[] = {"ogr2ogr", "-f", "GeoJSON", "-dim", "XY", "-t_srs", "EPSG:4326",
        "-lco", "RFC7946=NO", target, source, NULL};
    const char *const as_is[] = {
        "ogr2ogr", "-f", "GeoJSON", "-dim", "XY", "-lco", "RFC7946=NO", target, source, NULL};
    enum jh_status st =
        jh_i_process_run(to_degrees ? degrees : as_is, TIMEOUT_S, run, NULL, said, out_code, err);
    if (st == JH_E_UNSUPPORTED)
        jh_hint(err, "Install the package gdal-bin, or save the boundaries as GeoJSON.");
    return st;
}

/* A file that says nothing of its coordinates is taken to be in degrees. */
static enum jh_status convert(
    const char *source, const char *target, const struct jh_run *run, struct jh_error *err)
{
    struct jh_buf said;
    int code = 0;
    enum jh_status st = JH_OK;
    jh_buf_init(&said, 1 << 16);
    JH_TRY(st, run_tool(source, target, true, run, &code, &said, err));
    if (code != 0) {
        unlink(target);
        JH_TRY(st, run_tool(source, target, false, run, &code, NULL, err));
    }
    if (code != 0) {
        const char *text = said.data != NULL ? said.data : "";
        st = jh_fail(
            err, JH_E_DATA, "the boundaries cannot be read: %.*s", (int)strcspn(text, "\n"), text);
        jh_hint(err, KINDS_HINT);
    }
out:
    jh_buf_release(&said);
    return st;
}

/* ---- All ---------------------------------------------------------------------------------------- */

enum jh_status jh_i_boundaries_file_open(const char *path, const struct jh_run *run,
    struct jh_i_boundaries_file *out, struct jh_error *err)
{
    char target[64], *source = NULL, *real = NULL;
    struct stat info;
    enum jh_status st = JH_OK;
    *out = (struct jh_i_boundaries_file){.path = NULL};
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        JH_TRY(st, find_in(path, &source, err));
    else
        JH_TRY(st, copy_text(path, &source, err));
    JH_TRY(st, check_head(source, err));
    if (kind_of(source) == ZIP) {
        JH_TRY(st, make_folder(out, err));
        JH_TRY(st, unpack(source, out->folder, err));
        jh_i_free(source);
        source = NULL;
        JH_TRY(st, find_in(out->folder, &source, err));
        JH_TRY(st, check_head(source, err));
    }
    if (kind_of(source) == GEOJSON || kind_of(source) == JSON) {
        out->path = source;
        return JH_OK;
    }
    JH_TRY(st, make_folder(out, err));
    real = realpath(source, NULL);
    if (real == NULL)
        JH_TRY(st, jh_fail(err, JH_E_IO, "cannot open %s: %s", source, strerror(errno)));
    snprintf(target, sizeof target, "%.48s/converted.out", out->folder);
    JH_TRY(st, convert(real, target, run, err));
    st = copy_text(target, &out->path, err);
out:
    free(real);
    jh_i_free(source);
    return st;
}

void jh_i_boundaries_file_close(struct jh_i_boundaries_file *file)
{
    DIR *dir = file->folder != NULL ? opendir(file->folder) : NULL;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    if (file->folder != NULL)
        rmdir(file->folder);
    jh_i_free(file->folder);
    jh_i_free(file->path);
    *file = (struct jh_i_boundaries_file){.path = NULL};
}
