#include "server/page.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"

enum { LIMIT_MAX = 100000, LIMIT_DEFAULT = 100 };

static enum jh_status read_number(const struct srv_target *target, const char *name, int64_t least,
    int64_t most, size_t *out, bool *out_given, struct jh_error *err)
{
    const char *text = srv_parameter(target, name);
    int64_t value = 0;
    if (text == NULL)
        return JH_OK;
    if (!jh_num_parse_i64(text, strlen(text), &value) || value < least || value > most)
        return jh_fail(err, JH_E_ARG, "%s must be a whole number from %lld to %lld, got \"%.60s\"",
            name, (long long)least, (long long)most, text);
    *out = (size_t)value;
    *out_given = true;
    return JH_OK;
}

enum jh_status srv_window_read(
    const struct srv_target *target, struct srv_window *out_window, struct jh_error *err)
{
    struct srv_window window = {.limit = LIMIT_DEFAULT};
    enum jh_status st = JH_OK;
    JH_TRY(st, read_number(target, "limit", 1, LIMIT_MAX, &window.limit, &window.given, err));
    JH_TRY(st, read_number(target, "offset", 0, INT32_MAX, &window.offset, &window.given, err));
    *out_window = window;
out:
    return st;
}

/* Row i begins after the i-th line end; the last of them ends before the line with the bracket. */
static enum jh_status cut_text(const struct srv_window *window, const char *text,
    struct srv_reply *reply, struct jh_error *err)
{
    static const char open[] = "\"rows\":[", close[] = "],\"summary\":";
    const char *rows = strstr(text, open), *tail = rows, *first = NULL, *end = NULL;
    size_t total = 0;
    if (rows == NULL)
        return jh_fail(err, JH_E_INTERNAL, "the answer has no rows");
    rows += sizeof open - 1;
    for (tail = rows; *tail == '\n' && tail[1] == '{'; total++) {
        if (total == window->offset)
            first = tail;
        tail = strchr(tail + 1, '\n');
        if (tail == NULL)
            return jh_fail(err, JH_E_INTERNAL, "the answer has no rows");
        if (first != NULL && total + 1 - window->offset <= window->limit)
            end = tail;
    }
    tail = strstr(tail, close);
    if (tail == NULL)
        return jh_fail(err, JH_E_INTERNAL, "the answer has no rows");
    struct jh_buf cut;
    jh_buf_init(&cut, SRV_MAX_ANSWER);
    jh_buf_add(&cut, text, (size_t)(rows - text) - (sizeof open - 1));
    jh_buf_printf(&cut, "\"page\":{\"offset\":%zu,\"limit\":%zu,\"total\":%zu},%s", window->offset,
        window->limit, total, open);
    if (first != NULL && end != NULL) {
        size_t len = (size_t)(end - first);
        len -= first[len - 1] == ',';
        jh_buf_add(&cut, first, len);
    }
    jh_buf_puts(&cut, tail);
    enum jh_status st = srv_reply_text(reply, 200, SRV_JSON, &cut, err);
    jh_buf_release(&cut);
    return st;
}

enum jh_status srv_window_cut(
    const struct srv_window *window, struct srv_reply *reply, struct jh_error *err)
{
    struct jh_buf text;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    enum jh_status st = srv_blob_text(reply->blob, &text, err);
    if (st == JH_OK)
        st = cut_text(window, text.data, reply, err);
    jh_buf_release(&text);
    return st;
}
