/*
 * Making and passing on errors. The English format string is the message's id: its Chinese
 * rendering is looked up in data/messages/ (see msg.h), so both languages are always filled.
 */
#ifndef JH_BASE_FAIL_H
#define JH_BASE_FAIL_H

#include "junheng/status.h"

/** Fill err (may be NULL) and return status: `return jh_fail(err, JH_E_NOMEM, "out of memory");` */
#define jh_fail(err, status, ...) jh_fail_at((err), (status), __FILE__, __LINE__, __VA_ARGS__)
enum jh_status jh_fail_at(struct jh_error *err, enum jh_status status, const char *file, int line,
    const char *format, ...) JH_PRINTF(5, 6);

/** Add what to do about it; the format must be in the message table like jh_fail's. */
void jh_hint(struct jh_error *err, const char *format, ...) JH_PRINTF(2, 3);
/** Say the message or hint of one language anew, where the words named in it differ by language. */
void jh_reword(struct jh_error *err, enum jh_lang lang, const char *format, ...) JH_PRINTF(3, 4);
void jh_rehint(struct jh_error *err, enum jh_lang lang, const char *format, ...) JH_PRINTF(3, 4);
/** Say where: "areas.csv:12:4". Not translated. */
void jh_where(struct jh_error *err, const char *format, ...) JH_PRINTF(2, 3);

/** Run an expression of type jh_status; on failure keep it in st and go to out. */
#define JH_TRY(st, expr)                                                                           \
    do {                                                                                           \
        (st) = (expr);                                                                             \
        if ((st) != JH_OK)                                                                         \
            goto out;                                                                              \
    } while (0)

/** Deliberately drop a status; the reason is for the reader. */
static inline void jh_ignore(enum jh_status status, const char *why)
{
    (void)status;
    (void)why;
}

#endif
