/*
 * One table as text: a CSV file, or a sheet of a workbook. For small files that do not belong to a
 * dataset: projects, entries, panels.
 */
#ifndef JH_IO_SHEET_H
#define JH_IO_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#include "base/arena.h"

#define JH_SHEET_CELLS_MAX ((size_t)1 << 26)

struct jh_sheet {
    size_t n_rows, n_columns;
    const char **name; /* [n_columns], of the header row */
    const char **cell; /* [n_rows * n_columns], "" where empty; blanks around are cut */
    int64_t *line;     /* [n_rows], 1-based, in the file */
    const char *path;
    bool is_book; /* places are cells: "E3" */
    struct jh_arena arena;
};

/**
 * Read it whole; the first row holds the names; in a workbook the first with two cells or more, below
 * titles. Formulas count by their last results.
 *
 * @param sheet  Of a workbook; NULL: its first that is shown.
 * @param out    Release with jh_i_sheet_release() after success.
 * @return JH_OK; JH_E_IO; JH_E_DATA with its place; JH_E_LIMIT; JH_E_UNSUPPORTED: an .xls without
 * ogr2ogr; JH_E_NOMEM.
 */
enum jh_status jh_i_sheet_read(const char *path, const char *sheet, const struct jh_run *run,
    struct jh_sheet *out, struct jh_error *err) JH_CHECKED;
void jh_i_sheet_release(struct jh_sheet *sheet);

/** Column of that name, or SIZE_MAX. */
size_t jh_i_sheet_find(const struct jh_sheet *sheet, const char *name);
/** The same; JH_E_DATA where there is none. */
enum jh_status jh_i_sheet_need(const struct jh_sheet *sheet, const char *name, size_t *out_column,
    struct jh_error *err) JH_CHECKED;
/** Text of a cell; "" where column is SIZE_MAX. */
const char *jh_i_sheet_text(const struct jh_sheet *sheet, size_t row, size_t column);
/** Number of a cell; NaN where empty or column is SIZE_MAX; JH_E_DATA with its place. */
enum jh_status jh_i_sheet_number(const struct jh_sheet *sheet, size_t row, size_t column,
    double *out, struct jh_error *err) JH_CHECKED;
/** Add the place of a cell to a refusal. */
enum jh_status jh_i_sheet_placed(const struct jh_sheet *sheet, size_t row, size_t column,
    enum jh_status st, struct jh_error *err);

#endif
