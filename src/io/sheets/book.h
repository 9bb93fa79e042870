/*
 * Workbooks and CSV files as grids of text, the way a person would see them; and what is in them that
 * cannot be read, in words.
 */
#ifndef JH_IO_SHEETS_BOOK_H
#define JH_IO_SHEETS_BOOK_H

#include "junheng/findings.h"
#include "junheng/run.h"

#include "base/arena.h"
#include "sheet/grid.h"

struct jh_book_sheet {
    bool hidden;
    size_t n_pictures, n_hidden_rows;
    struct jh_grid grid;
};
struct jh_book {
    struct jh_arena arena;
    const char *path, *file; /* file: its last part */
    size_t n_sheets;
    struct jh_book_sheet *sheet;
    bool has_macros, has_links; /* to other workbooks: values are those last saved */
};

#define JH_BOOK_CELLS_MAX ((size_t)12 << 20)

/**
 * Read a file whole: .xlsx, .xlsm and .ods by this program, .xls by ogr2ogr as text, anything else
 * as CSV with commas, tabs or semicolons. Dates come as 2023-06-30, shares as 92.3%, formulas as
 * their last values. Nothing is executed, nothing outside the file is opened.
 *
 * @return JH_OK; JH_E_IO; JH_E_DATA: encrypted, damaged, a web page, no table, more cells than
 * JH_BOOK_CELLS_MAX, parts that unpack to too much; JH_E_UNSUPPORTED: no ogr2ogr; JH_E_NOMEM;
 * JH_E_CANCELLED. `out` untouched on failure.
 */
enum jh_status jh_i_book_read(const char *path, const struct jh_run *run, struct jh_book *out,
    struct jh_error *err) JH_CHECKED;
void jh_i_book_release(struct jh_book *book);

#endif
