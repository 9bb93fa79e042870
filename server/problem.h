/*
 * Errors as answers: application/problem+json (RFC 9457) in the caller's language.
 */
#ifndef JH_SERVER_PROBLEM_H
#define JH_SERVER_PROBLEM_H

#include "io/json.h"
#include "junheng/status.h"

/** The HTTP status of a status: the only place that knows it. */
int srv_http_status(enum jh_status status);
/** The members of a problem, as an object named key (NULL: at the top). */
void srv_problem_put(struct jh_json_writer *w, const char *key, int http_status,
    const struct jh_error *err, enum jh_lang lang);

#endif
