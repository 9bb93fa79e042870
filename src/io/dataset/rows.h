/*
 * Rows of one table of a dataset: its header is matched with the description of the table, each
 * row's cells are trimmed and parsed by it, and what is wrong is reported with its place.
 */
#ifndef JH_IO_ROWS_H
#define JH_IO_ROWS_H

#include "io/csv.h"
#include "io/dataset/import.h"
#include "io/dataset/tables.h"
#include "io/text.h"

struct jh_cell {
    const char *text; /* [len], trimmed; valid until the next row */
    size_t len;       /* 0: empty, or no such column */
    double number;    /* numbers; NaN where empty */
    uint8_t code;     /* codes; 0 where empty */
};

/** Where a row stands, to come back to it. */
struct jh_row_mark {
    const char *row;
    int64_t line, n_rows;
};

struct jh_extra_column {
    const char *name; /* lives in the import's scratch arena */
    size_t field;
};

struct jh_code_memo;
struct jh_rows {
    bool usable; /* false: the table is absent or was refused as a whole */
    struct jh_import *import;
    const struct jh_table_info *info;
    const struct jh_input *input;
    struct jh_cell cell[JH_COLUMNS_MAX]; /* by column of the table */
    bool has[JH_COLUMNS_MAX];            /* the column is there */
    size_t n_extra;
    struct jh_extra_column *extra;  /* columns that the table does not name */
    bool rejected;                  /* the row at hand has an error */
    bool muted;                     /* reports are dropped, rejection stays */
    struct jh_strmap *rejected_ids; /* takes the first cell of rejected rows; NULL: not kept */

    /* private */
    struct jh_text text;
    struct jh_csv csv;
    struct jh_row_mark first; /* the one after the header */
    size_t field_of[JH_COLUMNS_MAX], n_fields;
    struct jh_code_memo *memo; /* [JH_COLUMNS_MAX] */
};

/** Open a table and match its header. An absent table and one refused with findings are no failure:
 *  `usable` tells. */
enum jh_status jh_i_rows_open(struct jh_import *import, enum jh_table table, struct jh_rows *rows,
    struct jh_error *err) JH_CHECKED;
void jh_i_rows_close(struct jh_rows *rows);
/** The next row without errors; *out_more false at the end. Rows with errors are reported. */
enum jh_status jh_i_rows_next(
    struct jh_rows *rows, bool *out_more, struct jh_error *err) JH_CHECKED;
/** Remember the id of the row at hand among the rejected ones; jh_i_rows_next() does so itself. */
enum jh_status jh_i_rows_keep_rejected(struct jh_rows *rows, struct jh_error *err) JH_CHECKED;
/** Back to the first row. */
void jh_i_rows_rewind(struct jh_rows *rows);

/** Report the row at hand; an error rejects it. `column` of the table, or -1 for the whole row. */
void jh_i_rows_report(struct jh_rows *rows, enum jh_rule_id rule, int column, const char *format,
    ...) JH_PRINTF(4, 5);

struct jh_row_mark jh_i_rows_mark(const struct jh_rows *rows);
/** Go back to a row that was read before: its cells are there again, nothing is reported anew. */
enum jh_status jh_i_rows_seek(
    struct jh_rows *rows, struct jh_row_mark mark, struct jh_error *err) JH_CHECKED;
/** Line of the row at hand, or of another one, as shown to the user. */
int64_t jh_i_rows_line(const struct jh_rows *rows);
int64_t jh_i_rows_mark_line(const struct jh_rows *rows, struct jh_row_mark mark);

/** Trimmed value of an unnamed column. */
struct jh_cell jh_i_rows_extra(const struct jh_rows *rows, size_t i);
/** The cell's text kept in an arena; NULL: out of memory. */
const char *jh_i_cell_keep(struct jh_arena *arena, const struct jh_cell *cell);

#endif
