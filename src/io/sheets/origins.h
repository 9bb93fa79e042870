/* Where the lines of the tables come from, so that a fault in them names the workbook's sheet and cell. */
#ifndef JH_IO_SHEETS_ORIGINS_H
#define JH_IO_SHEETS_ORIGINS_H

#include "junheng/findings.h"

#include "sheet/understand.h"

/** u NULL: a line that no sheet has. column UINT32_MAX: told by the field's name. */
struct jh_origin {
    const struct jh_understood *u;
    uint32_t row, column;
};
struct jh_origin_lines {
    const char *table; /* "areas.csv" */
    size_t n, cap;
    struct jh_origin *line; /* [n], the first is the header's */
};
enum { JH_ORIGIN_TABLES = 12 };
struct jh_origins {
    size_t n;
    struct jh_origin_lines table[JH_ORIGIN_TABLES];
};
void jh_i_origins_release(struct jh_origins *origins);

/** Line `line` (from 1) of the table being written. */
enum jh_status jh_i_origin_add(struct jh_origin_lines *lines, size_t line, struct jh_origin origin,
    struct jh_error *err) JH_CHECKED;
/** The table is written: its lines are taken over and `lines` is empty. */
void jh_i_origins_take(
    struct jh_origins *origins, const char *table, struct jh_origin_lines *lines);

/** "book.xlsx[Sheet1]!B12", without the sheet of a CSV file; what findings are labelled with. */
enum { JH_ORIGIN_LABEL_MAX = 600 };
void jh_i_sheet_label(
    const struct jh_understood *u, size_t row, size_t column, char out[JH_ORIGIN_LABEL_MAX]);
/**
 * What the dataset's reader found in the tables of `dir`, told by the cells they come from, behind what
 * is in `into`; a table that no sheet made keeps its own places.
 */
void jh_i_origins_findings(const struct jh_origins *origins, const char *dir,
    const struct jh_findings *from, struct jh_findings *into);
/** The same of an error's place. */
void jh_i_origins_error(const struct jh_origins *origins, const char *dir, struct jh_error *err);

#endif
