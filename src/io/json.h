/*
 * JSON text in and out. The only file that sees json-c is json.c: a writer on struct jh_buf, and a
 * reader that hands out values as pointers into one parsed document.
 */
#ifndef JH_IO_JSON_H
#define JH_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

struct jh_buf;

/* ---- Writing ---------------------------------------------------------------------------------- */

#define JH_JSON_DEPTH_MAX 32

/** State of a text being written; failures stick in the buffer (jh_buf_status()). */
struct jh_json_writer {
    struct jh_buf *out;
    bool indented; /* one member a line, two spaces a level; else one line */
    int depth;
    bool has_items[JH_JSON_DEPTH_MAX];
};
/** `out` is borrowed; the text is appended to it. */
void jh_json_begin(struct jh_json_writer *w, struct jh_buf *out, bool indented);
/*
 * Every call writes one value; key is the member's name inside an object, NULL inside an array and
 * at the top. Text is escaped; bytes that are no UTF-8 become U+FFFD, so the result is always JSON.
 */
void jh_json_open_object(struct jh_json_writer *w, const char *key);
void jh_json_close_object(struct jh_json_writer *w);
void jh_json_open_array(struct jh_json_writer *w, const char *key);
void jh_json_close_array(struct jh_json_writer *w);
/** NULL text is written as null. */
void jh_json_text(struct jh_json_writer *w, const char *key, const char *text);
/** Shortest text that reads back to the same double; NaN and infinity are written as null. */
void jh_json_num(struct jh_json_writer *w, const char *key, double value);
/** Fixed number of decimals (coordinates, report figures). */
void jh_json_fixed(struct jh_json_writer *w, const char *key, double value, int n_decimals);
void jh_json_int(struct jh_json_writer *w, const char *key, int64_t value);
void jh_json_bool(struct jh_json_writer *w, const char *key, bool value);
void jh_json_null(struct jh_json_writer *w, const char *key);
/** A text that is JSON already, such as a stored scenario; copied as it is. */
void jh_json_raw(struct jh_json_writer *w, const char *key, const char *json);

/* ---- Reading ---------------------------------------------------------------------------------- */

/** A value of a parsed document. The null pointer is JSON's null: every function below takes it. */
struct jh_json;

enum jh_json_kind {
    JH_JSON_NULL,
    JH_JSON_BOOL,
    JH_JSON_NUMBER,
    JH_JSON_TEXT,
    JH_JSON_ARRAY,
    JH_JSON_OBJECT
};

struct jh_json_limits {
    size_t max_bytes; /* of the text */
    int max_depth;    /* of nesting */
};

/**
 * Parse a whole text (RFC 8259, UTF-8, a byte order mark is skipped, nothing after the value). No
 * NaN, no comments, no NUL in texts. Of members with the same name the last one counts.
 *
 * @param out_root  Free with jh_json_free(); may be NULL on success: the text was "null".
 * @return JH_OK; JH_E_DATA: no JSON, `where` is "line:column" (1-based, in characters); JH_E_LIMIT:
 * too long or too deep; JH_E_NOMEM.
 */
enum jh_status jh_json_parse(const char *text, size_t len, struct jh_json_limits limits,
    struct jh_json **out_root, struct jh_error *err) JH_CHECKED;
void jh_json_free(struct jh_json *root);

enum jh_json_kind jh_json_kind(const struct jh_json *value);
/** "a number", "an object" ...: message keys. */
const char *jh_json_kind_text(enum jh_json_kind kind);

/** Items of an array or members of an object; 0 for other kinds. */
size_t jh_json_length(const struct jh_json *value);
/** Item i of an array; NULL beyond its end and for other kinds. */
const struct jh_json *jh_json_item(const struct jh_json *array, size_t i);
/** Member of an object; NULL where absent, null, or not an object. */
const struct jh_json *jh_json_get(const struct jh_json *object, const char *key);

/** Walks the members of an object in the order of the text:
 *  `struct jh_json_member m = {0}; while (jh_json_next(object, &m)) ... m.key, m.value`. */
struct jh_json_member {
    const char *key;
    const struct jh_json *value;
    const void *entry; /* private */
};
bool jh_json_next(const struct jh_json *object, struct jh_json_member *member);

/** The value in C; false (NULL for texts) and *out untouched where it is of another kind or, for
 *  numbers, does not fit. 3.0 and 3e2 are integers too. Texts live as long as the document. */
bool jh_json_as_num(const struct jh_json *value, double *out);
bool jh_json_as_int(const struct jh_json *value, int64_t *out);
bool jh_json_as_bool(const struct jh_json *value, bool *out);
const char *jh_json_as_text(const struct jh_json *value);

#endif
