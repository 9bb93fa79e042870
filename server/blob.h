/*
 * The bytes of an answer, shared by all who are being sent them, plain and compressed.
 */
#ifndef JH_SERVER_BLOB_H
#define JH_SERVER_BLOB_H

#include <stdatomic.h>
#include <stddef.h>

#include "junheng/status.h"

#include "base/buf.h"
#include "base/fingerprint.h"

struct srv_blob {
    atomic_size_t holders;
    const char *type; /* media type; a literal */
    char tag[JH_FINGERPRINT_LEN];
    size_t len, gz_len;     /* gz_len 0: not worth compressing */
    const char *data, *gz;  /* data NULL: slim, only gz is there; len is that of the text */
    char *owned, *owned_gz; /* NULL: not this blob's to free */
};

/** Takes the text of `text`, which is empty afterwards; compresses where that pays. */
enum jh_status srv_blob_make(const char *type, struct jh_buf *text, struct srv_blob **out_blob,
    struct jh_error *err) JH_CHECKED;
/** Bytes that live as long as the program. */
enum jh_status srv_blob_borrow(const char *type, const char *tag, const void *data, size_t len,
    const void *gz, size_t gz_len, struct srv_blob **out_blob, struct jh_error *err) JH_CHECKED;
/** The same in as little memory as can be: of a large text that was compressed, that alone. Shares or
 *  copies; NULL: out of memory. */
struct srv_blob *srv_blob_slim(struct srv_blob *blob);
/** The plain text of a blob that may be slim, appended to out. */
enum jh_status srv_blob_text(
    const struct srv_blob *blob, struct jh_buf *out, struct jh_error *err) JH_CHECKED;
struct srv_blob *srv_blob_share(struct srv_blob *blob);
void srv_blob_free(struct srv_blob *blob);

#endif
