/*
 * What ogr2ogr does not tell of an .xls workbook: hidden sheets and rows, merged cells, pictures, cells
 * shown as shares, failed formulas, macros, links. Source: [MS-CFB], [MS-XLS] (BIFF8).
 */
#ifndef JH_IO_SHEETS_BOOK_XLS_H
#define JH_IO_SHEETS_BOOK_XLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

/** A cell whose text must be another: a share (fault NULL), or a failed formula. 0-based. */
struct jh_xls_cell {
    uint16_t row, column;
    const char *fault; /* "#REF!" */
};
struct jh_xls_merge {
    uint16_t row_first, row_last, column_first, column_last;
};
struct jh_xls_sheet {
    char *name; /* UTF-8 */
    bool hidden, is_table;
    uint32_t at; /* in the stream */
    size_t n_hidden_rows, n_pictures;
    size_t n_cells, cap_cells, n_merges, cap_merges;
    struct jh_xls_cell *cell;
    struct jh_xls_merge *merge;
};
struct jh_xls {
    bool encrypted, has_macros, has_links;
    size_t n_sheets, cap_sheets, n_styles, cap_styles, n_formats, cap_formats;
    struct jh_xls_sheet *sheet;
    uint16_t *style; /* [n_styles] number format */
    struct jh_xls_format {
        uint16_t id;
        bool percent;
    } * format;
};

/**
 * Read the notes of a file in memory. A file that is damaged, or of a version before Excel 97, gives as
 * much as is found: the values are ogr2ogr's anyway.
 *
 * @return JH_OK; JH_E_NOMEM. Release with jh_i_xls_release() in any case.
 */
enum jh_status jh_i_xls_read(
    const unsigned char *bytes, size_t len, struct jh_xls *out, struct jh_error *err) JH_CHECKED;
void jh_i_xls_release(struct jh_xls *xls);

#endif
