/*
 * Growing text with a mandatory maximum. Appending never fails loudly: the first failure sticks,
 * and jh_buf_status() tells it once at the end.
 */
#ifndef JH_BASE_BUF_H
#define JH_BASE_BUF_H

#include <stddef.h>

#include "junheng/status.h"

struct jh_buf {
    char *data; /* NUL-terminated once anything was appended */
    size_t len, cap, max;
    enum jh_status status;
};

void jh_buf_init(struct jh_buf *buf, size_t max_bytes);
void jh_buf_release(struct jh_buf *buf);
void jh_buf_reset(struct jh_buf *buf); /* empty it, keep the memory, clear the failure */
void jh_buf_add(struct jh_buf *buf, const void *data, size_t len);
void jh_buf_puts(struct jh_buf *buf, const char *text);
void jh_buf_printf(struct jh_buf *buf, const char *format, ...) JH_PRINTF(2, 3);
/** JH_OK, or the first failure (JH_E_NOMEM, JH_E_LIMIT) with err filled. */
enum jh_status jh_buf_status(const struct jh_buf *buf, struct jh_error *err) JH_CHECKED;

#endif
