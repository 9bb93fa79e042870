#include "io/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <zip.h>

#include "base/buf.h"
#include "base/fail.h"

enum { NAME_MAX_BYTES = 200, BLOCK = 1 << 14 };

/* The archive in memory, which stays the caller's. */
static enum jh_status open_archive(
    const unsigned char *bytes, size_t len, zip_t **out_zip, struct jh_error *err)
{
    zip_error_t error;
    if (len == 0) /* to libzip an archive of nothing */
        return jh_fail(err, JH_E_DATA, "this is no zip archive");
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, len, 0, &error);
    zip_t *zip =
        source != NULL ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    int code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (zip != NULL) {
        *out_zip = zip;
        return JH_OK;
    }
    zip_source_free(source);
    if (code == ZIP_ER_MEMORY)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return code == ZIP_ER_NOZIP ? jh_fail(err, JH_E_DATA, "this is no zip archive")
                                : jh_fail(err, JH_E_DATA, "the archive is damaged");
}

/* The name behind the last slash; false where it is a folder, hidden, too long or odd. */
static bool base_name(const char *path, char out[NAME_MAX_BYTES])
{
    const char *start = path;
    for (const char *p = path; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7f)
            return false;
        if (c == '/' || c == '\\')
            start = p + 1;
    }
    size_t len = strlen(start);
    if (len == 0 || len >= NAME_MAX_BYTES || start[0] == '.')
        return false;
    memcpy(out, start, len + 1);
    return true;
}

static enum jh_status write_all(int file, const char *data, size_t len, struct jh_error *err)
{
    while (len > 0) {
        ssize_t n = write(file, data, len);
        if (n < 0 && errno != EINTR)
            return jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
    return JH_OK;
}

/* Its bytes, which must be as many as said and pass the checksum; libzip looks at that. */
static enum jh_status copy_entry(zip_file_t *entry, uint64_t size, int file, struct jh_error *err)
{
    char block[BLOCK];
    uint64_t written = 0;
    zip_int64_t n = 0;
    enum jh_status st = JH_OK;
    while (st == JH_OK && written <= size && (n = zip_fread(entry, block, sizeof block)) > 0) {
        written += (uint64_t)n;
        st = write_all(file, block, (size_t)n, err);
    }
    if (st == JH_OK && (n < 0 || written != size))
        st = jh_fail(err, JH_E_DATA, "the archive is damaged");
    return st;
}

static enum jh_status unpack_entry(zip_t *zip, zip_uint64_t index, uint64_t size, const char *dir,
    const char *name, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf path;
    int file = -1;
    zip_file_t *entry = zip_fopen_index(zip, index, 0);
    if (entry == NULL)
        return jh_fail(err, JH_E_UNSUPPORTED, "%s is encrypted or packed in an unknown way", name);
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s", dir, name);
    JH_TRY(st, jh_buf_status(&path, err));
    file = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        st = jh_fail(err, JH_E_DATA, "the archive holds two files named %s", name);
    else if (file < 0)
        st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
    else
        st = copy_entry(entry, size, file, err);
    if (file >= 0 && close(file) != 0 && st == JH_OK)
        st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
    if (file >= 0 && st != JH_OK)
        unlink(path.data);
out:
    zip_fclose(entry);
    jh_buf_release(&path);
    return st;
}

enum jh_status jh_i_zip_unpack(const unsigned char *bytes, size_t len, const char *dir,
    struct jh_zip_limits limits, jh_zip_want_fn *want, void *ctx, size_t *out_n,
    struct jh_error *err)
{
    zip_t *zip = NULL;
    uint64_t total = 0;
    size_t n = 0;
    enum jh_status st = open_archive(bytes, len, &zip, err);
    if (st != JH_OK)
        return st;
    zip_int64_t n_entries = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < n_entries && st == JH_OK; i++) {
        char name[NAME_MAX_BYTES];
        zip_stat_t info;
        if (zip_stat_index(zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW, &info) != 0 ||
            (info.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE)) != (ZIP_STAT_NAME | ZIP_STAT_SIZE))
            st = jh_fail(err, JH_E_DATA, "the archive is damaged");
        else if (!base_name(info.name, name) || !want(ctx, name))
            continue;
        else if (++n > limits.max_files || info.size > limits.max_bytes - total)
            st = jh_fail(err, JH_E_LIMIT, "the archive unpacks to more than is taken");
        else
            st = unpack_entry(zip, (zip_uint64_t)i, info.size, dir, name, err);
        total += info.size;
    }
    zip_discard(zip);
    if (st == JH_OK)
        *out_n = n;
    return st;
}

bool jh_i_zip_holds(const unsigned char *bytes, size_t len, const char *name)
{
    zip_t *zip = NULL;
    if (open_archive(bytes, len, &zip, NULL) != JH_OK)
        return false;
    bool found = zip_name_locate(zip, name, 0) >= 0;
    zip_discard(zip);
    return found;
}
