/*
 * Panels from long data: one row for each unit and period.
 */
#ifndef JH_IO_PANEL_CSV_H
#define JH_IO_PANEL_CSV_H

#include "junheng/evaluate.h"

#include "io/sheet.h"

/** Names of columns; NULL: none. */
struct jh_panel_columns {
    const char *unit, *period, *value, *denominator, *opened, *weight, *cluster;
    const char *covariates; /* names between commas; of the unit, the same in all its rows */
};
/** A panel and what its numbers stand for. */
struct jh_panel_table {
    struct jh_eval_panel panel;
    const char **unit_id;   /* [n_units], in order of first appearance */
    const char **period_id; /* [n_periods], ascending as text */
    struct jh_sheet sheet;  /* holds everything */
};
/**
 * Read it. `opened` names a period of the data, or one beyond (never), or is empty (never); it and
 * weight must be the same in all rows of a unit. With a denominator the value is value /
 * denominator; a missing row, an empty value and a denominator of 0 are "not collected".
 *
 * @return JH_OK; JH_E_DATA with its place: a pair that stands twice, a number that is none ...
 */
enum jh_status jh_i_panel_csv_read(const char *path, const struct jh_panel_columns *columns,
    const struct jh_run *run, struct jh_panel_table *out, struct jh_error *err) JH_CHECKED;
void jh_i_panel_csv_release(struct jh_panel_table *table);
/** Number of a period or unit by its name; SIZE_MAX: none. */
size_t jh_i_panel_period(const struct jh_panel_table *table, const char *id);
size_t jh_i_panel_unit(const struct jh_panel_table *table, const char *id);

#endif
