#include "io/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <zlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"

enum {
    END_BYTES = 22,
    END_SEARCH = END_BYTES + 65535,
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
    STORED = 0,
    DEFLATED = 8,
    ENCRYPTED = 1,
    NAME_MAX_BYTES = 200,
    BLOCK = 1 << 16
};
static const uint32_t end_mark = 0x06054b50, entry_mark = 0x02014b50, local_mark = 0x04034b50;
static const uint32_t beyond = 0xffffffff; /* zip64 */

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

struct archive {
    const unsigned char *data;
    size_t len, directory, n; /* where the entries begin, and how many */
};

/* One entry of the directory. */
struct entry {
    const char *name; /* not NUL-terminated */
    size_t name_len;
    uint32_t flags, method, crc, packed, size, offset;
};

static enum jh_status fail_damaged(struct jh_error *err)
{
    return jh_fail(err, JH_E_DATA, "the archive is damaged");
}

static enum jh_status open_archive(
    const unsigned char *data, size_t len, struct archive *out, struct jh_error *err)
{
    size_t least = len > END_SEARCH ? len - END_SEARCH : 0;
    if (len >= END_BYTES)
        for (size_t at = len - END_BYTES;; at--) {
            if (u32(data + at) == end_mark) {
                *out = (struct archive){data, len, u32(data + at + 16), u16(data + at + 10)};
                if (out->directory == beyond || out->n == 0xffff || u16(data + at + 4) != 0)
                    return jh_fail(err, JH_E_UNSUPPORTED,
                        "split archives and archives of 4 GB "
                        "and more are not read");
                return JH_OK;
            }
            if (at == least)
                break;
        }
    return jh_fail(err, JH_E_DATA, "this is no zip archive");
}

/* The entry at *at; steps over it. False: damaged. */
static bool next_entry(const struct archive *a, size_t *at, struct entry *out)
{
    if (*at > a->len || a->len - *at < ENTRY_BYTES || u32(a->data + *at) != entry_mark)
        return false;
    const unsigned char *p = a->data + *at;
    size_t name_len = u16(p + 28), rest = name_len + u16(p + 30) + u16(p + 32);
    if (a->len - *at - ENTRY_BYTES < rest)
        return false;
    *out = (struct entry){.name = (const char *)p + ENTRY_BYTES,
        .name_len = name_len,
        .flags = u16(p + 8),
        .method = u16(p + 10),
        .crc = u32(p + 16),
        .packed = u32(p + 20),
        .size = u32(p + 24),
        .offset = u32(p + 42)};
    *at += ENTRY_BYTES + rest;
    return true;
}

/* The name behind the last slash; false where it is a folder, hidden, too long or odd. */
static bool base_name(const struct entry *entry, char out[NAME_MAX_BYTES])
{
    size_t start = 0;
    for (size_t i = 0; i < entry->name_len; i++) {
        unsigned char c = (unsigned char)entry->name[i];
        if (c < 0x20 || c == 0x7f)
            return false;
        if (c == '/' || c == '\\')
            start = i + 1;
    }
    size_t len = entry->name_len - start;
    if (len == 0 || len >= NAME_MAX_BYTES || entry->name[start] == '.')
        return false;
    memcpy(out, entry->name + start, len);
    out[len] = '\0';
    return true;
}

/* Where the entry's bytes are; false: damaged. */
static bool find_bytes(
    const struct archive *a, const struct entry *entry, const unsigned char **out_bytes)
{
    size_t at = entry->offset;
    if (at > a->len || a->len - at < LOCAL_BYTES || u32(a->data + at) != local_mark)
        return false;
    size_t skip = LOCAL_BYTES + u16(a->data + at + 26) + u16(a->data + at + 28);
    if (a->len - at < skip || a->len - at - skip < entry->packed)
        return false;
    *out_bytes = a->data + at + skip;
    return true;
}

static enum jh_status write_all(
    int file, const unsigned char *data, size_t len, struct jh_error *err)
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

static enum jh_status inflate_to(
    int file, const struct entry *entry, const unsigned char *packed, struct jh_error *err)
{
    unsigned char *block = jh_i_calloc(BLOCK, 1), *copy = jh_i_calloc(BLOCK, 1);
    z_stream stream = {0};
    uLong crc = crc32(0, NULL, 0);
    uint64_t left = entry->packed, written = 0;
    enum jh_status st = JH_OK;
    int rc = Z_OK;
    bool ready = block != NULL && copy != NULL && inflateInit2(&stream, -15) == Z_OK;
    if (!ready)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    while (st == JH_OK && rc == Z_OK) {
        if (stream.avail_in == 0 && left > 0) {
            size_t n = left < BLOCK ? (size_t)left : BLOCK;
            memcpy(copy, packed, n);
            packed += n;
            left -= n;
            stream.next_in = copy;
            stream.avail_in = (uInt)n;
        }
        stream.next_out = block;
        stream.avail_out = BLOCK;
        rc = inflate(&stream, Z_NO_FLUSH);
        size_t n = BLOCK - stream.avail_out;
        written += n;
        crc = crc32(crc, block, (uInt)n);
        bool good = (rc == Z_OK || rc == Z_STREAM_END) && written <= entry->size;
        st = good ? write_all(file, block, n, err) : fail_damaged(err);
    }
    if (st == JH_OK && (written != entry->size || crc != entry->crc))
        st = fail_damaged(err);
    if (ready)
        inflateEnd(&stream);
    jh_i_free(block);
    jh_i_free(copy);
    return st;
}

static enum jh_status store_to(
    int file, const struct entry *entry, const unsigned char *bytes, struct jh_error *err)
{
    if (entry->packed != entry->size || crc32(crc32(0, NULL, 0), bytes, entry->size) != entry->crc)
        return fail_damaged(err);
    return write_all(file, bytes, entry->size, err);
}

static enum jh_status unpack_entry(const struct archive *a, const struct entry *entry,
    const char *dir, const char *name, struct jh_error *err)
{
    const unsigned char *bytes = NULL;
    struct jh_buf path;
    enum jh_status st = JH_OK;
    int file = -1;
    if (entry->flags & ENCRYPTED || (entry->method != STORED && entry->method != DEFLATED))
        return jh_fail(err, JH_E_UNSUPPORTED, "%s is encrypted or packed in an unknown way", name);
    if (entry->size == beyond || !find_bytes(a, entry, &bytes))
        return fail_damaged(err);
    jh_buf_init(&path, 1 << 16);
    jh_buf_printf(&path, "%s/%s", dir, name);
    JH_TRY(st, jh_buf_status(&path, err));
    file = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        st = jh_fail(err, JH_E_DATA, "the archive holds two files named %s", name);
    else if (file < 0)
        st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
    else
        st = entry->method == STORED ? store_to(file, entry, bytes, err)
                                     : inflate_to(file, entry, bytes, err);
    if (file >= 0 && close(file) != 0 && st == JH_OK)
        st = jh_fail(err, JH_E_IO, "cannot write: %s", strerror(errno));
    if (file >= 0 && st != JH_OK)
        unlink(path.data);
out:
    jh_buf_release(&path);
    return st;
}

enum jh_status jh_i_zip_unpack(const unsigned char *zip, size_t len, const char *dir,
    struct jh_zip_limits limits, jh_zip_want_fn *want, void *ctx, size_t *out_n,
    struct jh_error *err)
{
    struct archive a;
    struct entry entry;
    uint64_t bytes = 0;
    size_t n = 0, at;
    char name[NAME_MAX_BYTES];
    enum jh_status st = JH_OK;
    JH_TRY(st, open_archive(zip, len, &a, err));
    at = a.directory;
    for (size_t i = 0; i < a.n; i++) {
        if (!next_entry(&a, &at, &entry))
            return fail_damaged(err);
        if (!base_name(&entry, name) || !want(ctx, name))
            continue;
        bytes += entry.size;
        if (++n > limits.max_files || bytes > limits.max_bytes)
            return jh_fail(err, JH_E_LIMIT, "the archive unpacks to more than is taken");
        JH_TRY(st, unpack_entry(&a, &entry, dir, name, err));
    }
    *out_n = n;
out:
    return st;
}

bool jh_i_zip_holds(const unsigned char *zip, size_t len, const char *name)
{
    struct archive a;
    struct entry entry;
    if (open_archive(zip, len, &a, NULL) != JH_OK)
        return false;
    size_t at = a.directory;
    for (size_t i = 0; i < a.n && next_entry(&a, &at, &entry); i++)
        if (entry.name_len == strlen(name) && memcmp(entry.name, name, entry.name_len) == 0)
            return true;
    return false;
}
