#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

void jh_buf_init(struct jh_buf *buf, size_t max_bytes)
{
    *buf = (struct jh_buf){.max = max_bytes, .status = JH_OK};
}

void jh_buf_release(struct jh_buf *buf)
{
    jh_i_free(buf->data);
    jh_buf_init(buf, buf->max);
}

void jh_buf_reset(struct jh_buf *buf)
{
    buf->len = 0;
    buf->status = JH_OK;
}

/* Room for extra more bytes and a NUL. */
static int reserve(struct jh_buf *buf, size_t extra)
{
    if (buf->status != JH_OK)
        return 0;
    if (extra > buf->max - buf->len) {
        buf->status = JH_E_LIMIT;
        return 0;
    }
    if (buf->len + extra + 1 > buf->cap) {
        size_t cap = buf->cap < 256 ? 256 : buf->cap;
        while (cap < buf->len + extra + 1)
            cap *= 2;
        char *data = jh_i_realloc(buf->data, cap, 1);
        if (data == NULL) {
            buf->status = JH_E_NOMEM;
            return 0;
        }
        buf->data = data;
        buf->cap = cap;
    }
    return 1;
}

void jh_buf_add(struct jh_buf *buf, const void *data, size_t len)
{
    if (!reserve(buf, len))
        return;
    if (len > 0)
        memcpy(buf->data + buf->len, data, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void jh_buf_puts(struct jh_buf *buf, const char *text)
{
    jh_buf_add(buf, text, strlen(text));
}

void jh_buf_printf(struct jh_buf *buf, const char *format, ...)
{
    char small[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) {
        buf->status = JH_E_INTERNAL;
    } else if ((size_t)n < sizeof small) {
        jh_buf_add(buf, small, (size_t)n);
    } else if (reserve(buf, (size_t)n)) {
        va_start(args, format);
        vsnprintf(buf->data + buf->len, (size_t)n + 1, format, args);
        va_end(args);
        buf->len += (size_t)n;
    }
}

enum jh_status jh_buf_status(const struct jh_buf *buf, struct jh_error *err)
{
    if (buf->status == JH_E_LIMIT)
        return jh_fail(err, JH_E_LIMIT, "text longer than %zu bytes", buf->max);
    if (buf->status != JH_OK)
        return jh_fail(err, buf->status, "out of memory");
    return JH_OK;
}
