/*
 * Files as evidence: which are taken, and how a text names them ("file:HASH" anywhere in it).
 */
#ifndef JH_IO_EVIDENCE_H
#define JH_IO_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/status.h"

#define JH_EVIDENCE_PREFIX   "file:"
#define JH_EVIDENCE_HASH_LEN 33 /* 32 hex digits and NUL */
/** Most bytes of one file. */
#define JH_EVIDENCE_MAX ((size_t)32 << 20)
enum { JH_EVIDENCE_NAME_MAX = 160 };

/**
 * The name as it is kept (the last part of a path, valid UTF-8, no control characters) and the
 * media type, told by the ending and checked against how such files begin.
 *
 * @param out_type  A literal.
 * @return JH_OK; JH_E_DATA: empty, no name, an ending that is not taken, contents of another kind;
 * JH_E_LIMIT: too large.
 */
enum jh_status jh_i_evidence_check(const char *path, const void *data, size_t len,
    char out_name[JH_EVIDENCE_NAME_MAX], const char **out_type, struct jh_error *err) JH_CHECKED;

/** The next reference at or after `text`: where it ends, its hash; NULL: no more. */
const char *jh_i_evidence_next(const char *text, char out_hash[JH_EVIDENCE_HASH_LEN]);

#endif
