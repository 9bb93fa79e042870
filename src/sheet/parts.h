/* The steps of understanding, in their order; each reads what the ones before it found. */
#ifndef JH_SHEET_PARTS_H
#define JH_SHEET_PARTS_H

#include "sheet/understand.h"

/** Text kept in the arena; "" and u->no_memory where there is none. */
const char *jh_i_keep(struct jh_understood *u, const char *text, size_t len);
/** row, column SIZE_MAX: none in particular. */
void jh_i_mark(struct jh_understood *u, enum jh_mark_rule rule, size_t row, size_t column,
    const char *found, const char *format, ...) JH_PRINTF(6, 7);
bool jh_i_row_empty(const struct jh_understood *u, size_t row);
/** Cells filled, and the first of them. */
size_t jh_i_row_filled(const struct jh_understood *u, size_t row, size_t *out_first);
/** Folded without blanks, in the arena; "" without memory. */
const char *jh_i_tight(struct jh_understood *u, const char *text);

void jh_i_find_header(struct jh_understood *u);
void jh_i_head_columns(struct jh_understood *u); /* header texts and units */
void jh_i_map_columns(struct jh_understood *u);  /* fields, pivots, kind */
void jh_i_class_rows(struct jh_understood *u);
void jh_i_choose_units(struct jh_understood *u); /* needs the rows of data */
void jh_i_resolve_names(struct jh_understood *u);
void jh_i_check_values(struct jh_understood *u);
void jh_i_check_totals(struct jh_understood *u);

/** What stands in a column's data rows, looked at once. */
struct jh_content {
    size_t n, numbers, places, cities, hospitals, codes, grades, keys, sequence, periods, titles;
};
struct jh_content jh_i_content(const struct jh_understood *u, size_t column);
/** "甲 乙 1 2 3" below a header. */
bool jh_i_is_column_numbers(const struct jh_understood *u, size_t row);
/** The text of a key cell; what is merged or left blank below its first row is that row's. */
const char *jh_i_key_text(const struct jh_understood *u, size_t row, size_t column);
/** Rows of the sheet's body: what stands below the header. */
size_t jh_i_body(const struct jh_understood *u);

#endif
