/*
 * CSV (RFC 4180, and what is found in the wild) row by row over a text in memory, without copies.
 *
 * Rows end with LF, CRLF or CR; empty lines are skipped. A field that begins with a quote may hold
 * separators, line ends and doubled quotes; a quote inside a bare field stands for itself.
 */
#ifndef JH_IO_CSV_H
#define JH_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

#include "base/buf.h"

#define JH_CSV_FIELD_MAX  ((size_t)1 << 20) /* bytes of one field */
#define JH_CSV_FIELDS_MAX 4096              /* fields of one row */

struct jh_csv_field {
    const char *text; /* [len]; valid until the next row; stable where it lies in the text itself */
    size_t len;
    const char *raw; /* where it begins in the text, its quote included */
    bool escaped;    /* holds doubled quotes: text is a copy */
};

enum jh_csv_event {
    JH_CSV_ROW,            /* field[0..n_fields) */
    JH_CSV_END,            /* no more rows */
    JH_CSV_NUL,            /* a NUL byte */
    JH_CSV_UNCLOSED,       /* a quote that opens and never closes */
    JH_CSV_AFTER_QUOTE,    /* text between a closing quote and the separator */
    JH_CSV_FIELD_LONG,     /* a field longer than JH_CSV_FIELD_MAX */
    JH_CSV_TOO_MANY_FIELDS /* more than JH_CSV_FIELDS_MAX */
};

struct jh_csv {
    size_t n_fields;
    struct jh_csv_field *field; /* [n_fields] of the row last read */
    const char *row;            /* [row_len], the row as it stands, without its line end */
    size_t row_len;
    char separator;    /* a comma; may be set after jh_i_csv_init() */
    int64_t line;      /* 1-based, where the row begins */
    int64_t n_rows;    /* read so far, with the empty ones */
    const char *fault; /* where the fault is: the opening quote, the NUL, the long field */

    /* private */
    const char *at, *begin, *end;
    int64_t next_line;
    size_t cap;
    struct jh_buf copies;
};

/** `text` is borrowed, valid UTF-8 without a mark. */
void jh_i_csv_init(struct jh_csv *csv, const char *text, size_t len);
void jh_i_csv_release(struct jh_csv *csv);
/**
 * Read the next row. After a fault the row is given up and reading goes on with the line after the
 * one in which the row begins.
 *
 * @return JH_OK; JH_E_NOMEM.
 */
enum jh_status jh_i_csv_next(
    struct jh_csv *csv, enum jh_csv_event *out_event, struct jh_error *err) JH_CHECKED;
/** Line and column (in characters) of a place inside the row last read; both 1-based. */
void jh_i_csv_position(
    const struct jh_csv *csv, const char *at, int64_t *out_line, int64_t *out_column);
/** Go back to a row: its `row`, `line` and `n_rows` as they were when it was read. */
void jh_i_csv_seek(struct jh_csv *csv, const char *row, int64_t line, int64_t n_rows);

#endif
