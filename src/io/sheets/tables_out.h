/*
 * What was understood as a dataset: a folder of CSV files as docs/dataset.md has them.
 */
#ifndef JH_IO_SHEETS_TABLES_OUT_H
#define JH_IO_SHEETS_TABLES_OUT_H

#include "base/buf.h"
#include "geo/crs.h"
#include "io/sheets/origins.h"
#include "io/sheets/place_file.h"

/**
 * Write the tables that the sheets hold into dir, which is there; files of the same names are replaced.
 *
 * Open questions are none: the caller has asked. @param places NULL: none. @param crs of longitudes and
 * latitudes in the sheets. @param findings gets what was derived (places, destinations).
 * @param origins gets the cells that lines come from; NULL: not wanted.
 * @return JH_OK; JH_E_IO; JH_E_NOMEM.
 */
enum jh_status jh_i_sheets_write(const struct jh_sheets *sheets, const struct jh_place_file *places,
    enum jh_crs crs, const char *dir, struct jh_findings *findings, struct jh_origins *origins,
    struct jh_error *err) JH_CHECKED;

/* ---- For the parts of the writer ---------------------------------------------------------------- */

struct jh_tables_out {
    const struct jh_sheets *s;
    const struct jh_place_file *places;
    enum jh_crs crs;
    const char *dir;
    struct jh_findings *findings;
    struct jh_arena arena;
    struct jh_buf text; /* of the table being written */
    struct jh_origins *origins;
    struct jh_origin_lines lines; /* of that table */
    size_t n_lines, counted;      /* line ends in the first bytes of text */
};
/** The line that begins here is made from a row of a sheet; column SIZE_MAX: from several cells. */
void jh_i_out_from(
    struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column);
/** A field, quoted where it must be, and a comma or line end behind it. */
void jh_i_out_text(struct jh_tables_out *t, const char *text, bool last);
void jh_i_out_number(struct jh_tables_out *t, double value, bool last);
/** The table is whole: write it and begin the next. */
enum jh_status jh_i_out_file(
    struct jh_tables_out *t, const char *name, struct jh_error *err) JH_CHECKED;
/** The sheet's text of a field in a row; "" without the column, or for signs of "not known". */
const char *jh_i_out_cell(
    const struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column);
/** Id of the name in a key column's row; NULL: none, or left out. */
const char *jh_i_out_id(const struct jh_understood *u, size_t row, size_t column);
bool jh_i_out_used(const struct jh_sheets_one *one, enum jh_sheet_kind kind);

/** Attributes of lists: one name for each column, over all sheets of a kind. */
struct jh_attributes_out {
    size_t n, cap;
    const char **name;
};
enum jh_status jh_i_out_attributes(struct jh_tables_out *t, enum jh_sheet_kind kind,
    struct jh_attributes_out *out, struct jh_error *err) JH_CHECKED;
/** The column of this sheet that bears the attribute, or SIZE_MAX. */
size_t jh_i_out_attribute(struct jh_tables_out *t, const struct jh_understood *u, const char *name);
/** Its value in a row: a plain number, a date, a text. */
const char *jh_i_out_attribute_text(
    struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column);

enum jh_status jh_i_out_areas(struct jh_tables_out *t, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_out_hospitals(struct jh_tables_out *t, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_out_flows(struct jh_tables_out *t, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_out_rest(struct jh_tables_out *t, struct jh_error *err) JH_CHECKED;

#endif
