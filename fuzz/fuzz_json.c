/* JSON reader and writer: whatever is read can be written, and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "io/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct jh_json_limits limits = {1 << 20, JH_JSON_DEPTH_MAX};

static void write_value(struct jh_json_writer *w, const char *key, const struct jh_json *value)
{
    struct jh_json_member m = {0};
    double number = 0;
    int64_t whole = 0;
    bool truth = false;
    switch (jh_json_kind(value)) {
    case JH_JSON_NULL:
        jh_json_null(w, key);
        break;
    case JH_JSON_BOOL:
        if (!jh_json_as_bool(value, &truth))
            abort();
        jh_json_bool(w, key, truth);
        break;
    case JH_JSON_NUMBER:
        if (!jh_json_as_num(value, &number))
            abort();
        if (jh_json_as_int(value, &whole))
            jh_json_int(w, key, whole);
        else
            jh_json_num(w, key, number);
        break;
    case JH_JSON_TEXT:
        jh_json_text(w, key, jh_json_as_text(value));
        break;
    case JH_JSON_ARRAY:
        jh_json_open_array(w, key);
        for (size_t i = 0; i < jh_json_length(value); i++)
            write_value(w, NULL, jh_json_item(value, i));
        jh_json_close_array(w);
        break;
    case JH_JSON_OBJECT:
        jh_json_open_object(w, key);
        while (jh_json_next(value, &m))
            write_value(w, m.key, m.value);
        jh_json_close_object(w);
        break;
    }
}

static void write_root(struct jh_buf *buf, const struct jh_json *root)
{
    struct jh_json_writer w;
    struct jh_error err;
    jh_buf_init(buf, 1 << 24);
    jh_json_begin(&w, buf, false);
    write_value(&w, NULL, root);
    if (jh_buf_status(buf, &err) != JH_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_json *root = NULL, *again = NULL;
    struct jh_buf first, second;
    struct jh_error err;
    if (jh_json_parse((const char *)data, size, limits, &root, &err) != JH_OK)
        return 0;
    write_root(&first, root);
    const struct jh_json_limits wide = {1 << 24, JH_JSON_DEPTH_MAX};
    if (jh_json_parse(first.data, first.len, wide, &again, &err) != JH_OK)
        abort();
    write_root(&second, again);
    if (first.len != second.len || memcmp(first.data, second.data, first.len) != 0)
        abort();
    jh_buf_release(&first);
    jh_buf_release(&second);
    jh_json_free(root);
    jh_json_free(again);
    return 0;
}
