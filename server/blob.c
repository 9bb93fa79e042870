#include "server/blob.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <zlib.h>

#include "base/alloc.h"
#include "base/fail.h"

enum {
    GZIP_WINDOW = 15 + 16,
    GZIP_MEMORY = 8,
    WORTH_BYTES = 1024,
    LARGE_BYTES = 4 << 20, /* from here on speed counts more than size */
    SLIM_BYTES = 1 << 17
};

/* Left out, not failed, where there is no memory or no gain. */
static void compress_blob(struct srv_blob *blob)
{
    z_stream stream = {0};
    if (blob->len < WORTH_BYTES || blob->len > UINT_MAX / 2 ||
        deflateInit2(&stream, blob->len < LARGE_BYTES ? 6 : 2, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
            Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    size_t room = blob->len - blob->len / 8;
    char *gz = jh_i_calloc(room, 1);
    if (gz != NULL) {
        stream.next_in = (unsigned char *)blob->owned;
        stream.avail_in = (uInt)blob->len;
        stream.next_out = (unsigned char *)gz;
        stream.avail_out = (uInt)room;
        if (deflate(&stream, Z_FINISH) == Z_STREAM_END) {
            char *fitted = jh_i_realloc(gz, stream.total_out, 1);
            blob->gz = blob->owned_gz = fitted != NULL ? fitted : gz;
            blob->gz_len = stream.total_out;
        } else {
            jh_i_free(gz);
        }
    }
    deflateEnd(&stream);
}

static struct srv_blob *new_blob(const char *type)
{
    struct srv_blob *blob = jh_i_calloc(1, sizeof *blob);
    if (blob == NULL)
        return NULL;
    atomic_init(&blob->holders, 1);
    blob->type = type;
    return blob;
}

enum jh_status srv_blob_make(
    const char *type, struct jh_buf *text, struct srv_blob **out_blob, struct jh_error *err)
{
    enum jh_status st = jh_buf_status(text, err);
    struct jh_fingerprint fp;
    if (st != JH_OK)
        return st;
    struct srv_blob *blob = new_blob(type);
    if (blob == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    blob->len = text->len;
    blob->owned = text->data;
    blob->data = text->data != NULL ? text->data : "";
    jh_buf_init(text, text->max);
    jh_fingerprint_init(&fp);
    jh_fingerprint_text(&fp, type);
    jh_fingerprint_add(&fp, blob->data, blob->len);
    jh_fingerprint_final(&fp, blob->tag);
    compress_blob(blob);
    *out_blob = blob;
    return JH_OK;
}

enum jh_status srv_blob_borrow(const char *type, const char *tag, const void *data, size_t len,
    const void *gz, size_t gz_len, struct srv_blob **out_blob, struct jh_error *err)
{
    struct srv_blob *blob = new_blob(type);
    if (blob == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    blob->data = data;
    blob->len = len;
    blob->gz = gz;
    blob->gz_len = gz_len;
    memcpy(blob->tag, tag, strnlen(tag, sizeof blob->tag - 1));
    *out_blob = blob;
    return JH_OK;
}

struct srv_blob *srv_blob_slim(struct srv_blob *blob)
{
    if (blob->gz_len == 0 || blob->len < SLIM_BYTES || blob->owned_gz == NULL)
        return srv_blob_share(blob);
    struct srv_blob *slim = new_blob(blob->type);
    char *gz = jh_i_calloc(blob->gz_len, 1);
    if (slim == NULL || gz == NULL) {
        jh_i_free(slim);
        jh_i_free(gz);
        return NULL;
    }
    memcpy(gz, blob->gz, blob->gz_len);
    memcpy(slim->tag, blob->tag, sizeof slim->tag);
    slim->gz = slim->owned_gz = gz;
    slim->gz_len = blob->gz_len;
    slim->len = blob->len;
    return slim;
}

enum jh_status srv_blob_text(const struct srv_blob *blob, struct jh_buf *out, struct jh_error *err)
{
    if (blob->data != NULL) {
        jh_buf_add(out, blob->data, blob->len);
        return jh_buf_status(out, err);
    }
    z_stream stream = {0};
    char *text = jh_i_calloc(blob->len + 1, 1);
    if (text == NULL || inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
        jh_i_free(text);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    stream.next_in = (unsigned char *)blob->owned_gz;
    stream.avail_in = (uInt)blob->gz_len;
    stream.next_out = (unsigned char *)text;
    stream.avail_out = (uInt)blob->len;
    bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == blob->len;
    inflateEnd(&stream);
    enum jh_status st = whole ? JH_OK : jh_fail(err, JH_E_INTERNAL, "a kept answer cannot be read");
    if (whole) {
        jh_buf_add(out, text, blob->len);
        st = jh_buf_status(out, err);
    }
    jh_i_free(text);
    return st;
}

struct srv_blob *srv_blob_share(struct srv_blob *blob)
{
    atomic_fetch_add_explicit(&blob->holders, 1, memory_order_relaxed);
    return blob;
}

void srv_blob_free(struct srv_blob *blob)
{
    if (blob == NULL || atomic_fetch_sub_explicit(&blob->holders, 1, memory_order_acq_rel) > 1)
        return;
    jh_i_free(blob->owned);
    jh_i_free(blob->owned_gz);
    jh_i_free(blob);
}
