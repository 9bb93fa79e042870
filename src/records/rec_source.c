#include "records/rec_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

#include "base/alloc.h"
#include "base/fail.h"

enum { PACKED_BYTES = 1 << 17 };

struct jh_i_rec_source {
    int fd;
    enum jh_i_rec_packing packing;
    uint64_t size, used;
    const char *path;      /* [path_len + 1], own */
    unsigned char *packed; /* [PACKED_BYTES]; bytes [at, end) are still to be unpacked */
    size_t at, end;
    bool ended;  /* the file has no more bytes */
    bool inside; /* a packed stream has begun and not ended */
    z_stream gzip;
    bool gzip_ready;
    ZSTD_DStream *zstd;
};

static enum jh_status cannot_read(
    const struct jh_i_rec_source *source, int number, struct jh_error *err)
{
    return jh_fail(err, JH_E_IO, "cannot read %s: %s", source->path, strerror(number));
}

static enum jh_status damaged(const struct jh_i_rec_source *source, struct jh_error *err)
{
    jh_ignore(jh_fail(err, JH_E_DATA, "the compressed file is damaged"), "returned below");
    jh_where(err, "%s", source->path);
    return JH_E_DATA;
}

static enum jh_status cut_off(const struct jh_i_rec_source *source, struct jh_error *err)
{
    jh_ignore(jh_fail(err, JH_E_DATA, "the compressed file ends too early"), "returned below");
    jh_hint(err, "Copy the file again from where it came; nothing of it was imported.");
    jh_where(err, "%s", source->path);
    return JH_E_DATA;
}

enum jh_status jh_i_rec_source_at(const struct jh_i_rec_source *source, uint64_t offset,
    unsigned char *to, size_t len, struct jh_error *err)
{
    while (len > 0) {
        ssize_t n = pread(source->fd, to, len, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cannot_read(source, errno, err);
        if (n == 0)
            return jh_fail(err, JH_E_IO, "%s became shorter while it was read", source->path);
        to += n;
        offset += (size_t)n;
        len -= (size_t)n;
    }
    return JH_OK;
}

/* More packed bytes behind those left; none at the end of the file. */
static enum jh_status refill(struct jh_i_rec_source *source, struct jh_error *err)
{
    if (source->at < source->end || source->ended)
        return JH_OK;
    uint64_t left = source->size - source->used;
    size_t n = left < PACKED_BYTES ? (size_t)left : PACKED_BYTES;
    enum jh_status st = jh_i_rec_source_at(source, source->used, source->packed, n, err);
    source->at = 0;
    source->end = st == JH_OK ? n : 0;
    source->used += source->end;
    source->ended = n == 0;
    return st;
}

static enum jh_status begin_unpacking(struct jh_i_rec_source *source, struct jh_error *err)
{
    if (source->packing == JH_REC_PLAIN)
        return JH_OK;
    source->packed = jh_i_calloc(PACKED_BYTES, 1);
    if (source->packing == JH_REC_ZSTD)
        source->zstd = ZSTD_createDStream();
    else
        source->gzip_ready = inflateInit2(&source->gzip, 15 + 16) == Z_OK;
    if (source->packed == NULL || (source->zstd == NULL && !source->gzip_ready))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

enum jh_status jh_i_rec_source_open(
    const char *path, struct jh_i_rec_source **out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct stat info;
    unsigned char magic[4] = {0};
    size_t path_len = strlen(path), n_magic;
    struct jh_i_rec_source *source = jh_i_calloc(1, sizeof *source + path_len + 1);
    if (source == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    char *own = (char *)(source + 1);
    memcpy(own, path, path_len);
    source->path = own;
    source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source->fd < 0 || fstat(source->fd, &info) != 0) {
        st = jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(info.st_mode)) {
        st = jh_fail(err, JH_E_IO, "%s is no regular file", path);
        goto out;
    }
    source->size = (uint64_t)info.st_size;
    n_magic = source->size < sizeof magic ? (size_t)source->size : sizeof magic;
    JH_TRY(st, jh_i_rec_source_at(source, 0, magic, n_magic, err));
    if (memcmp(magic, "\x1F\x8B", 2) == 0)
        source->packing = JH_REC_GZIP;
    else if (memcmp(magic, "\x28\xB5\x2F\xFD", 4) == 0)
        source->packing = JH_REC_ZSTD;
    JH_TRY(st, begin_unpacking(source, err));
    *out = source;
    source = NULL;
out:
    jh_i_rec_source_close(source);
    return st;
}

void jh_i_rec_source_close(struct jh_i_rec_source *source)
{
    if (source == NULL)
        return;
    if (source->gzip_ready)
        inflateEnd(&source->gzip);
    ZSTD_freeDStream(source->zstd);
    if (source->fd >= 0)
        close(source->fd);
    jh_i_free(source->packed);
    jh_i_free(source);
}

enum jh_i_rec_packing jh_i_rec_source_packing(const struct jh_i_rec_source *source)
{
    return source->packing;
}

uint64_t jh_i_rec_source_size(const struct jh_i_rec_source *source)
{
    return source->size;
}

uint64_t jh_i_rec_source_used(const struct jh_i_rec_source *source)
{
    return source->used;
}

/* Unpack from the packed bytes at hand; advances both ends. Streams may follow one another. */
static enum jh_status unpack_gzip(
    struct jh_i_rec_source *source, unsigned char *to, size_t room, size_t *out_len)
{
    z_stream *z = &source->gzip;
    z->next_in = source->packed + source->at;
    z->avail_in = (uInt)(source->end - source->at);
    z->next_out = to;
    z->avail_out = (uInt)room;
    int rc = inflate(z, Z_NO_FLUSH);
    source->at = source->end - z->avail_in;
    *out_len = room - z->avail_out;
    source->inside = rc != Z_STREAM_END;
    if (rc == Z_STREAM_END)
        rc = inflateReset(z);
    return rc == Z_OK || rc == Z_BUF_ERROR ? JH_OK : JH_E_DATA;
}

static enum jh_status unpack_zstd(
    struct jh_i_rec_source *source, unsigned char *to, size_t room, size_t *out_len)
{
    ZSTD_inBuffer in = {source->packed, source->end, source->at};
    ZSTD_outBuffer out = {to, room, 0};
    size_t rc = ZSTD_decompressStream(source->zstd, &out, &in);
    source->at = in.pos;
    *out_len = out.pos;
    source->inside = rc != 0;
    return ZSTD_isError(rc) ? JH_E_DATA : JH_OK;
}

enum jh_status jh_i_rec_source_next(struct jh_i_rec_source *source, unsigned char *to, size_t len,
    size_t *out_len, struct jh_error *err)
{
    size_t done = 0;
    if (source->packing == JH_REC_PLAIN) {
        uint64_t left = source->size - source->used;
        done = left < len ? (size_t)left : len;
        enum jh_status st = jh_i_rec_source_at(source, source->used, to, done, err);
        if (st != JH_OK)
            return st;
        source->used += done;
        *out_len = done;
        return JH_OK;
    }
    while (done < len) {
        size_t n = 0, room = len - done < PACKED_BYTES * 8 ? len - done : PACKED_BYTES * 8;
        enum jh_status st = refill(source, err);
        if (st != JH_OK)
            return st;
        bool none_left = source->at == source->end;
        if (none_left && !source->inside)
            break;
        st = source->packing == JH_REC_GZIP ? unpack_gzip(source, to + done, room, &n)
                                            : unpack_zstd(source, to + done, room, &n);
        if (st != JH_OK)
            return damaged(source, err);
        if (none_left && n == 0 && source->inside)
            return cut_off(source, err);
        done += n;
    }
    *out_len = done;
    return JH_OK;
}
