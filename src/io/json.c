#include "io/json.h"

#include <limits.h>
#include <string.h>

#include <json-c/json.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "base/utf8.h"

/* ---- Writing ---------------------------------------------------------------------------------- */

void jh_json_begin(struct jh_json_writer *w, struct jh_buf *out, bool indented)
{
    *w = (struct jh_json_writer){.out = out, .indented = indented};
}

static void put_escape(struct jh_buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char text[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};
    switch (c) {
    case '"':
    case '\\':
        text[1] = (char)c;
        text[2] = '\0';
        break;
    case '\n':
        memcpy(text, "\\n", 3);
        break;
    case '\t':
        memcpy(text, "\\t", 3);
        break;
    case '\r':
        memcpy(text, "\\r", 3);
        break;
    default:
        break;
    }
    jh_buf_puts(out, text);
}

static void put_text(struct jh_buf *out, const char *text)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text), *plain = p;
    jh_buf_add(out, "\"", 1);
    while (p < end) {
        size_t len = jh_i_utf8_len(p, (size_t)(end - p));
        if (len > 0 && *p >= 0x20 && *p != '"' && *p != '\\') {
            p += len;
            continue;
        }
        jh_buf_add(out, plain, (size_t)(p - plain));
        if (len == 0)
            jh_buf_puts(out, "\xef\xbf\xbd");
        else
            put_escape(out, *p);
        plain = ++p;
    }
    jh_buf_add(out, plain, (size_t)(p - plain));
    jh_buf_add(out, "\"", 1);
}

static void new_line(struct jh_json_writer *w)
{
    if (!w->indented)
        return;
    jh_buf_add(w->out, "\n", 1);
    for (int i = 0; i < w->depth; i++)
        jh_buf_add(w->out, "  ", 2);
}

/* Comma, line break and name: everything that stands before a value. */
static void start_value(struct jh_json_writer *w, const char *key)
{
    if (w->depth > 0) {
        if (w->has_items[w->depth - 1])
            jh_buf_add(w->out, ",", 1);
        w->has_items[w->depth - 1] = true;
        new_line(w);
    }
    if (key != NULL) {
        put_text(w->out, key);
        jh_buf_add(w->out, ": ", w->indented ? 2 : 1);
    }
}

static void open_nested(struct jh_json_writer *w, const char *key, const char *bracket)
{
    start_value(w, key);
    jh_buf_puts(w->out, bracket);
    if (w->depth == JH_JSON_DEPTH_MAX) {
        w->out->status = JH_E_INTERNAL;
        return;
    }
    w->has_items[w->depth++] = false;
}

static void close_nested(struct jh_json_writer *w, const char *bracket)
{
    if (w->depth == 0) {
        w->out->status = JH_E_INTERNAL;
        return;
    }
    w->depth--;
    if (w->has_items[w->depth])
        new_line(w);
    jh_buf_puts(w->out, bracket);
    if (w->depth == 0 && w->indented)
        jh_buf_add(w->out, "\n", 1);
}

void jh_json_open_object(struct jh_json_writer *w, const char *key)
{
    open_nested(w, key, "{");
}

void jh_json_close_object(struct jh_json_writer *w)
{
    close_nested(w, "}");
}

void jh_json_open_array(struct jh_json_writer *w, const char *key)
{
    open_nested(w, key, "[");
}

void jh_json_close_array(struct jh_json_writer *w)
{
    close_nested(w, "]");
}

void jh_json_text(struct jh_json_writer *w, const char *key, const char *text)
{
    start_value(w, key);
    if (text == NULL)
        jh_buf_puts(w->out, "null");
    else
        put_text(w->out, text);
}

void jh_json_num(struct jh_json_writer *w, const char *key, double value)
{
    char text[JH_NUM_TEXT_MAX];
    start_value(w, key);
    if (isfinite(value))
        jh_buf_add(w->out, text, jh_num_format(value, text));
    else
        jh_buf_puts(w->out, "null");
}

void jh_json_fixed(struct jh_json_writer *w, const char *key, double value, int n_decimals)
{
    char text[JH_NUM_TEXT_MAX];
    start_value(w, key);
    if (isfinite(value))
        jh_buf_add(w->out, text, jh_num_format_fixed(value, n_decimals, text));
    else
        jh_buf_puts(w->out, "null");
}

void jh_json_int(struct jh_json_writer *w, const char *key, int64_t value)
{
    start_value(w, key);
    jh_buf_printf(w->out, "%lld", (long long)value);
}

void jh_json_bool(struct jh_json_writer *w, const char *key, bool value)
{
    start_value(w, key);
    jh_buf_puts(w->out, value ? "true" : "false");
}

void jh_json_null(struct jh_json_writer *w, const char *key)
{
    start_value(w, key);
    jh_buf_puts(w->out, "null");
}

void jh_json_raw(struct jh_json_writer *w, const char *key, const char *json)
{
    start_value(w, key);
    jh_buf_puts(w->out, json);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static void set_position(struct jh_error *err, const char *text, size_t at)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    jh_where(err, "%zu:%zu", line, column);
}

/* Length of the number token at text[0..len). */
static size_t number_len(const char *text, size_t len)
{
    size_t n = 0;
    while (n < len && text[n] != '\0' && strchr("+-.0123456789eE", text[n]) != NULL)
        n++;
    return n;
}

/* json-c lets "1." pass and silently brings integers into the range of 64 bits. */
static enum jh_status check_number(const char *text, size_t len, struct jh_error *err)
{
    const char *point = memchr(text, '.', len);
    if (point != NULL && (point + 1 == text + len || point[1] < '0' || point[1] > '9'))
        return jh_fail(err, JH_E_DATA, "not valid JSON: unexpected character");
    int64_t fits;
    if (point == NULL && memchr(text, 'e', len) == NULL && memchr(text, 'E', len) == NULL &&
        len >= 19 && !jh_num_parse_i64(text, len, &fits))
        return jh_fail(err, JH_E_DATA, "not valid JSON: number out of range");
    return JH_OK;
}

/* What json-c accepts beyond RFC 8259, and NUL, which C strings cannot carry. */
static enum jh_status refuse_extensions(const char *text, size_t len, struct jh_error *err)
{
    static const char outside[] = "{}[]:,-+.0123456789eEtrufalsn \t\r\n";
    bool in_text = false;
    enum jh_status st = JH_OK;
    size_t i = 0;
    for (; i < len && st == JH_OK; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"') {
            in_text = !in_text;
        } else if (!in_text) {
            size_t n = number_len(text + i, len - i);
            if (c == '\0' || strchr(outside, c) == NULL) {
                st = jh_fail(err, JH_E_DATA, "not valid JSON: unexpected character");
            } else if (n > 0) {
                st = check_number(text + i, n, err);
                i += n - 1;
            }
        } else if (c < 0x20) {
            st = jh_fail(err, JH_E_DATA, "not valid JSON: control character in a text");
        } else if (c == '\\') {
            if (len - i >= 6 && memcmp(text + i + 1, "u0000", 5) == 0)
                st = jh_fail(err, JH_E_DATA, "not valid JSON: NUL character in a text");
            else
                i++;
        }
    }
    if (st != JH_OK)
        set_position(err, text, i - 1);
    return st;
}

/* Members of the whole tree; a key that stood twice counts once. */
static size_t count_members(struct json_object *value)
{
    size_t n = 0;
    if (json_object_is_type(value, json_type_array))
        for (size_t i = 0; i < json_object_array_length(value); i++)
            n += count_members(json_object_array_get_idx(value, i));
    if (json_object_is_type(value, json_type_object)) {
        json_object_object_foreach(value, key, member)
        {
            (void)key;
            n += 1 + count_members(member);
        }
    }
    return n;
}

/* End of the text that opens at text[at]: one past its closing quote. */
static size_t text_end(const char *text, size_t at)
{
    for (at++; text[at] != '"'; at++)
        at += text[at] == '\\';
    return at + 1;
}

/* Is the text that ends at `end` a name, that is: does a colon come next? */
static bool is_name(const char *text, size_t len, size_t end)
{
    while (end < len && strchr(" \t\r\n", text[end]) != NULL)
        end++;
    return end < len && text[end] == ':';
}

/* Where a name stands for the second time in its object: names keep company with the number of
 * their object in one map. The text is valid and nested at most max_depth deep. */
static enum jh_status find_duplicate(
    const char *text, size_t len, int max_depth, size_t *out_at, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_strmap seen;
    struct jh_arena names;
    size_t depth = 0;
    uint32_t n_objects = 0, *object;
    jh_strmap_init(&seen);
    jh_arena_init(&names, 0);
    object = jh_arena_new(&names, (size_t)max_depth + 2, uint32_t);
    if (object == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0, end; i < len && st == JH_OK; i = end) {
        end = i + 1;
        if (text[i] == '{' || text[i] == '[')
            object[++depth] = ++n_objects;
        depth -= text[i] == '}' || text[i] == ']';
        if (text[i] != '"')
            continue;
        end = text_end(text, i);
        if (!is_name(text, len, end))
            continue;
        size_t key_len = end - i + sizeof *object;
        char *key = jh_arena_alloc(&names, key_len, 1);
        uint32_t value;
        bool is_new = false;
        if (key == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            break;
        }
        memcpy(key, &object[depth], sizeof *object);
        memcpy(key + sizeof *object, text + i, end - i);
        st = jh_strmap_put(&seen, key, key_len, 0, &value, &is_new, err);
        *out_at = i;
        if (!is_new)
            break;
    }
    jh_strmap_release(&seen);
    jh_arena_release(&names);
    return st;
}

/* json-c keeps the last of two members of one name. Valid text has one colon outside of texts for
 * each member: more colons than members, and a name stood twice. */
static enum jh_status refuse_duplicates(
    const char *text, size_t len, int max_depth, struct json_object *root, struct jh_error *err)
{
    size_t n_colons = 0, at = 0;
    for (size_t i = 0, end; i < len; i = end) {
        end = text[i] == '"' ? text_end(text, i) : i + 1;
        n_colons += text[i] == ':';
    }
    if (n_colons == count_members(root))
        return JH_OK;
    enum jh_status st = find_duplicate(text, len, max_depth, &at, err);
    if (st != JH_OK)
        return st;
    st = jh_fail(err, JH_E_DATA, "not valid JSON: a name stands twice in one object");
    jh_hint(err, "Remove one of the two; which of them is meant cannot be known.");
    set_position(err, text, at);
    return st;
}

/* json-c's nan and inf in lower case, and numbers beyond the range of a double. */
static bool all_finite(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_double:
        return isfinite(json_object_get_double(value));
    case json_type_array:
        for (size_t i = 0; i < json_object_array_length(value); i++)
            if (!all_finite(json_object_array_get_idx(value, i)))
                return false;
        return true;
    case json_type_object: {
        json_object_object_foreach(value, key, member)
        {
            (void)key;
            if (!all_finite(member))
                return false;
        }
        return true;
    }
    case json_type_null:
    case json_type_boolean:
    case json_type_int:
    case json_type_string:
        break;
    }
    return true;
}

static enum jh_status fail_tokener(struct json_tokener *tokener, const char *text, size_t len,
    bool ended, int max_depth, struct jh_error *err)
{
    enum json_tokener_error why = json_tokener_get_error(tokener);
    if (why == json_tokener_error_depth)
        return jh_fail(err, JH_E_LIMIT, "JSON nested deeper than %d levels", max_depth);
    size_t at = ended ? len : json_tokener_get_parse_end(tokener);
    enum jh_status st;
    if (at >= len)
        st = jh_fail(err, JH_E_DATA, "not valid JSON: the text ends too early");
    else if (why == json_tokener_error_parse_utf8_string)
        st = jh_fail(err, JH_E_DATA, "not valid JSON: not UTF-8 text");
    else
        st = jh_fail(err, JH_E_DATA, "not valid JSON");
    set_position(err, text, at);
    return st;
}

enum jh_status jh_json_parse(const char *text, size_t len, struct jh_json_limits limits,
    struct jh_json **out_root, struct jh_error *err)
{
    if (len > limits.max_bytes || len >= INT_MAX)
        return jh_fail(err, JH_E_LIMIT, "JSON longer than %zu bytes", limits.max_bytes);
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    enum jh_status st = refuse_extensions(text, len, err);
    if (st != JH_OK)
        return st;
    /* One level for json-c's own root. */
    struct json_tokener *tokener = json_tokener_new_ex(limits.max_depth + 1);
    if (tokener == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *root = json_tokener_parse_ex(tokener, text, (int)len);
    /* A number at the top ends only with the text; the NUL says so without reading past `len`. */
    bool ended = json_tokener_get_error(tokener) == json_tokener_continue;
    if (ended)
        root = json_tokener_parse_ex(tokener, "", 1);
    if (json_tokener_get_error(tokener) != json_tokener_success) {
        st = fail_tokener(tokener, text, len, ended, limits.max_depth, err);
    } else if (!all_finite(root)) {
        json_object_put(root);
        st = jh_fail(err, JH_E_DATA, "not valid JSON: number out of range");
    } else {
        st = refuse_duplicates(text, len, limits.max_depth, root, err);
        if (st == JH_OK)
            *out_root = (struct jh_json *)root;
        else
            json_object_put(root);
    }
    json_tokener_free(tokener);
    return st;
}

void jh_json_free(struct jh_json *root)
{
    json_object_put((struct json_object *)root);
}

/* json-c's readers take no const; none of those used here changes the value. */
static struct json_object *raw(const struct jh_json *value)
{
    union {
        const struct jh_json *in;
        struct json_object *out;
    } u = {.in = value};
    return u.out;
}

enum jh_json_kind jh_json_kind(const struct jh_json *value)
{
    switch (json_object_get_type(raw(value))) {
    case json_type_boolean:
        return JH_JSON_BOOL;
    case json_type_double:
    case json_type_int:
        return JH_JSON_NUMBER;
    case json_type_string:
        return JH_JSON_TEXT;
    case json_type_array:
        return JH_JSON_ARRAY;
    case json_type_object:
        return JH_JSON_OBJECT;
    case json_type_null:
        break;
    }
    return JH_JSON_NULL;
}

const char *jh_json_kind_text(enum jh_json_kind kind)
{
    static const char *const text[] = {
        "null", "true or false", "a number", "a text", "a list", "an object"};
    return text[kind];
}

size_t jh_json_length(const struct jh_json *value)
{
    switch (jh_json_kind(value)) {
    case JH_JSON_ARRAY:
        return json_object_array_length(raw(value));
    case JH_JSON_OBJECT:
        return (size_t)json_object_object_length(raw(value));
    case JH_JSON_NULL:
    case JH_JSON_BOOL:
    case JH_JSON_NUMBER:
    case JH_JSON_TEXT:
        break;
    }
    return 0;
}

const struct jh_json *jh_json_item(const struct jh_json *array, size_t i)
{
    if (jh_json_kind(array) != JH_JSON_ARRAY)
        return NULL;
    return (const struct jh_json *)json_object_array_get_idx(raw(array), i);
}

const struct jh_json *jh_json_get(const struct jh_json *object, const char *key)
{
    struct json_object *member = NULL;
    if (jh_json_kind(object) == JH_JSON_OBJECT)
        json_object_object_get_ex(raw(object), key, &member);
    return (const struct jh_json *)member;
}

bool jh_json_next(const struct jh_json *object, struct jh_json_member *member)
{
    if (jh_json_kind(object) != JH_JSON_OBJECT)
        return false;
    const struct lh_entry *entry = member->entry;
    entry = member->key == NULL ? lh_table_head(json_object_get_object(raw(object)))
                                : lh_entry_next(entry);
    if (entry == NULL)
        return false;
    member->entry = entry;
    member->key = lh_entry_k(entry);
    member->value = lh_entry_v(entry);
    return true;
}

bool jh_json_as_num(const struct jh_json *value, double *out)
{
    if (jh_json_kind(value) != JH_JSON_NUMBER)
        return false;
    *out = json_object_get_double(raw(value));
    return true;
}

bool jh_json_as_int(const struct jh_json *value, int64_t *out)
{
    if (jh_json_kind(value) != JH_JSON_NUMBER)
        return false;
    if (json_object_get_type(raw(value)) == json_type_int) {
        *out = json_object_get_int64(raw(value));
        return true;
    }
    double x = json_object_get_double(raw(value));
    if (!(x >= -9007199254740992.0 && x <= 9007199254740992.0) || x != floor(x))
        return false;
    *out = (int64_t)x;
    return true;
}

bool jh_json_as_bool(const struct jh_json *value, bool *out)
{
    if (jh_json_kind(value) != JH_JSON_BOOL)
        return false;
    *out = json_object_get_boolean(raw(value)) != 0;
    return true;
}

const char *jh_json_as_text(const struct jh_json *value)
{
    return jh_json_kind(value) == JH_JSON_TEXT ? json_object_get_string(raw(value)) : NULL;
}
