#include "io/office/package.h"

#include <string.h>

#include <zip.h>

#include "base/alloc.h"
#include "base/embedded.h"
#include "base/fail.h"

enum { PARTS_MAX = 4000, PART_MAX_BYTES = 64 << 20, ALL_MAX_BYTES = 256 << 20 };

void jh_i_package_init(struct jh_i_package *package, struct jh_arena *arena)
{
    *package = (struct jh_i_package){.arena = arena};
}

const struct jh_i_part *jh_i_package_find(const struct jh_i_package *package, const char *name)
{
    for (size_t i = 0; i < package->n; i++)
        if (strcmp(package->part[i].name, name) == 0)
            return &package->part[i];
    return NULL;
}

enum jh_status jh_i_package_put(struct jh_i_package *package, const char *name, const char *data,
    size_t len, struct jh_error *err)
{
    for (size_t i = 0; i < package->n; i++)
        if (strcmp(package->part[i].name, name) == 0) {
            package->part[i].data = data;
            package->part[i].len = len;
            return JH_OK;
        }
    const char *copy = jh_arena_strdup(package->arena, name);
    if (package->n == package->cap) {
        size_t cap = package->cap > 0 ? 2 * package->cap : 32;
        struct jh_i_part *grown = jh_arena_new(package->arena, cap, struct jh_i_part);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        if (package->n > 0)
            memcpy(grown, package->part, package->n * sizeof *grown);
        package->part = grown;
        package->cap = cap;
    }
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    package->part[package->n++] = (struct jh_i_part){copy, data, len};
    return JH_OK;
}

enum jh_status jh_i_package_embedded(
    struct jh_i_package *package, const char *folder, struct jh_error *err)
{
    size_t len = strlen(folder);
    for (size_t i = 0; i < jh_i_n_embedded; i++) {
        const struct jh_embedded *file = &jh_i_embedded[i];
        if (strncmp(file->path, folder, len) != 0)
            continue;
        const char *name = file->path + len;
        if (strcmp(name, "Content_Types.xml") == 0)
            name = "[Content_Types].xml"; /* which build files could not bear */
        enum jh_status st = jh_i_package_put(package, name, file->data, file->len, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static enum jh_status fail_zip(
    const char *path, enum jh_status status, const char *why, struct jh_error *err)
{
    return jh_fail(err, status, "%s cannot be read as an Office file: %s", path, why);
}

/* One entry of the archive, read whole; its claimed size is not trusted. */
static enum jh_status read_entry(struct jh_i_package *package, zip_t *zip, zip_uint64_t index,
    const char *path, size_t *inout_total, struct jh_error *err)
{
    zip_stat_t info;
    if (zip_stat_index(zip, index, 0, &info) != 0 || (info.valid & ZIP_STAT_NAME) == 0 ||
        (info.valid & ZIP_STAT_SIZE) == 0)
        return fail_zip(path, JH_E_DATA, zip_strerror(zip), err);
    size_t name_len = strlen(info.name), n = 0;
    if (name_len == 0 || info.name[name_len - 1] == '/')
        return JH_OK;
    if (info.size > PART_MAX_BYTES || *inout_total + info.size > ALL_MAX_BYTES)
        return jh_fail(
            err, JH_E_LIMIT, "%s holds more than this program reads: %s", path, info.name);
    char *data = jh_arena_alloc(package->arena, (size_t)info.size + 1, 1);
    zip_file_t *file = data != NULL ? zip_fopen_index(zip, index, 0) : NULL;
    if (data == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (file == NULL)
        return fail_zip(path, JH_E_DATA, zip_strerror(zip), err);
    while (n < info.size) {
        zip_int64_t got = zip_fread(file, data + n, info.size - n);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    zip_fclose(file);
    if (n != info.size)
        return fail_zip(path, JH_E_DATA, "damaged", err);
    *inout_total += n;
    return jh_i_package_put(package, info.name, data, n, err);
}

enum jh_status jh_i_package_read(
    struct jh_i_package *package, const char *path, struct jh_error *err)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    enum jh_status st = JH_OK;
    size_t total = 0;
    if (zip == NULL) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        st = fail_zip(path, code == ZIP_ER_NOZIP || code == ZIP_ER_INCONS ? JH_E_DATA : JH_E_IO,
            zip_error_strerror(&error), err);
        zip_error_fini(&error);
        return st;
    }
    zip_int64_t n = zip_get_num_entries(zip, 0);
    if (n > PARTS_MAX)
        st = jh_fail(
            err, JH_E_LIMIT, "%s holds %lld parts, more than %d", path, (long long)n, PARTS_MAX);
    for (zip_int64_t i = 0; i < n && st == JH_OK; i++)
        st = read_entry(package, zip, (zip_uint64_t)i, path, &total, err);
    zip_discard(zip);
    return st;
}

static enum jh_status fail_archive(zip_t *zip, struct jh_error *err)
{
    return jh_fail(err, JH_E_IO, "cannot make an archive: %s", zip_strerror(zip));
}

static enum jh_status add_parts(
    const struct jh_i_package *package, zip_t *zip, struct jh_error *err)
{
    for (size_t i = 0; i < package->n; i++) {
        const struct jh_i_part *part = &package->part[i];
        zip_source_t *source = zip_source_buffer(zip, part->data, part->len, 0);
        zip_int64_t index =
            source != NULL ? zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) {
            zip_source_free(source);
            return fail_archive(zip, err);
        }
        /* 1 January 1980: the time of day has no place in a replayed plan */
        if (zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 0x21, 0) != 0)
            return fail_archive(zip, err);
    }
    return JH_OK;
}

/* The finished archive, out of the source that it was written to. */
static enum jh_status take_bytes(zip_source_t *source, struct jh_buf *out, struct jh_error *err)
{
    char piece[1 << 14];
    if (zip_source_open(source) != 0)
        return jh_fail(err, JH_E_IO, "cannot make an archive: %s",
            zip_error_strerror(zip_source_error(source)));
    for (zip_int64_t n; (n = zip_source_read(source, piece, sizeof piece)) > 0;)
        jh_buf_add(out, piece, (size_t)n);
    zip_source_close(source);
    return jh_buf_status(out, err);
}

enum jh_status jh_i_package_zip(
    const struct jh_i_package *package, struct jh_buf *out, struct jh_error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    enum jh_status st;
    if (zip == NULL) {
        st = jh_fail(err, JH_E_IO, "cannot make an archive: %s", zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return st;
    }
    zip_error_fini(&error);
    zip_source_keep(source); /* closing the archive gives up its own hold */
    st = add_parts(package, zip, err);
    if (st == JH_OK && zip_close(zip) != 0)
        st = fail_archive(zip, err);
    else if (st == JH_OK)
        zip = NULL;
    if (st == JH_OK)
        st = take_bytes(source, out, err);
    if (zip != NULL)
        zip_discard(zip);
    zip_source_free(source);
    return st;
}
