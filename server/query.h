/*
 * The request line taken apart: a path of clean segments and decoded parameters.
 */
#ifndef JH_SERVER_QUERY_H
#define JH_SERVER_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/status.h"

#include "base/buf.h"

#define SRV_MAX_PARAMETERS 200
#define SRV_MAX_TARGET     16384

struct srv_parameter {
    const char *name, *value; /* decoded; value "" where there is none */
};

/** A parsed target: release with srv_target_release(). */
struct srv_target {
    char *path; /* decoded, starts with "/", no empty, "." or ".." segments inside */
    size_t n;
    struct srv_parameter *parameter; /* [n], in the order given */
    char *memory;
};

/**
 * Parse "/path?name=value&...". UTF-8 after percent-decoding; no NUL, no control characters.
 *
 * @return JH_OK; JH_E_ARG: malformed; JH_E_LIMIT: too long, too many parameters; JH_E_NOMEM.
 */
enum jh_status srv_target_parse(
    const char *raw, struct srv_target *out_target, struct jh_error *err) JH_CHECKED;
void srv_target_release(struct srv_target *target);

/** The value of the last parameter of that name, or NULL. */
const char *srv_parameter(const struct srv_target *target, const char *name);

/** One text for all ways to write the same question: path, then parameters sorted by name, but those
 *  of `skip` (ends with NULL). Of equal names the last one given counts. */
void srv_target_canonical(
    const struct srv_target *target, const char *const *skip, struct jh_buf *out);

#endif
