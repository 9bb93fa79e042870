/*
 * The workbook of a plan being written: formats, sheets ready to print, columns that later sheets
 * refer to.
 */
#ifndef JH_IO_PLAN_BOOK_H
#define JH_IO_PLAN_BOOK_H

#include <xlsxwriter.h>

#include "base/arena.h"
#include "io/plan/plan_tables.h"

enum { JH_I_N_FORMATS = JH_FORMAT_FLAG + 1, JH_I_BOOK_REFS = 256 };

/** A column of cases or counts that was written: where, and what it adds up to. */
struct jh_i_book_ref {
    const char *table, *column;
    const char *sheet; /* its name */
    lxw_col_t at;
    size_t n_rows; /* from the second row on */
    double sum;    /* of what was collected */
};

struct jh_i_book {
    lxw_workbook *workbook;
    enum jh_lang lang;
    lxw_format *header, *text, *note, *link, *format[JH_I_N_FORMATS], *total[JH_I_N_FORMATS];
    lxw_error bad; /* the first failure sticks */
    struct jh_arena arena;
    bool out_of_memory;
    size_t n_refs;
    struct jh_i_book_ref ref[JH_I_BOOK_REFS];
};

enum jh_status jh_i_book_open(const char *path, enum jh_lang lang, struct jh_i_book *out_book,
    struct jh_error *err) JH_CHECKED;
/** Write and free it. */
enum jh_status jh_i_book_close(
    struct jh_i_book *book, const char *path, struct jh_error *err) JH_CHECKED;

/** A sheet by a message key; NULL after a failure. */
lxw_worksheet *jh_i_book_sheet(struct jh_i_book *book, const char *title, lxw_color_t colour);
/** Titles in the first row, frozen and printed on every page; n_rows below them, n_columns wide. */
void jh_i_book_finish(
    struct jh_i_book *book, lxw_worksheet *sheet, size_t n_columns, size_t n_rows);
void jh_i_book_text(
    struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column, const char *text);
/** Nothing for NaN. */
void jh_i_book_number(struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column,
    enum jh_i_format format, double number);
/** A formula with what it is worth, for those who do not calculate. */
void jh_i_book_formula(struct jh_i_book *book, lxw_worksheet *sheet, size_t row, size_t column,
    lxw_format *format, double value, const char *formula, ...) JH_PRINTF(7, 8);
/** Titles of a sheet that is no table of the plan; widths in characters. */
struct jh_i_book_head {
    const char *title; /* message key */
    double width;
};
void jh_i_book_heads(
    struct jh_i_book *book, lxw_worksheet *sheet, size_t n, const struct jh_i_book_head *head);

/** A table as a sheet, sums below the columns that add up. */
void jh_i_book_table(struct jh_i_book *book, const struct jh_i_table *table, lxw_color_t colour);
/** NULL: no such column was written. */
const struct jh_i_book_ref *jh_i_book_ref(
    const struct jh_i_book *book, const char *table, const char *column);

/* Sheets that are no tables: plan_book_sheets.c. */
void jh_i_book_four_ways(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour);
void jh_i_book_targets(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour);
void jh_i_book_opinions(struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour);
void jh_i_book_reconciliation(
    struct jh_i_book *book, const struct jh_plan *plan, lxw_color_t colour);

#endif
