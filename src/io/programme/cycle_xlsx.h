/*
 * The sheet of a reporting cycle that goes out to a unit and comes back: locked but for the values.
 */
#ifndef JH_IO_CYCLE_XLSX_H
#define JH_IO_CYCLE_XLSX_H

#include "io/programme/facts.h"

/** Write the sheet of one unit: rows cycle, unit, period, figure, value, note, version of what is
 *  asked; the header in the reader's language. */
enum jh_status jh_i_cycle_write(const struct jh_entity *cycle, const char *unit, enum jh_lang lang,
    const char *path, struct jh_error *err) JH_CHECKED;
/**
 * Read one back (xlsx or CSV) as a fact "report" with the figures as extras, notes as "note:FIGURE".
 * Checked: the cycle, the version where the sheet has one, the unit (asked), the period, every figure
 * there once, numbers from 0, a note where a value is missing.
 *
 * @return JH_OK; JH_E_DATA with the place of the first fault.
 */
enum jh_status jh_i_cycle_read(const char *path, const struct jh_entity *cycle,
    const struct jh_run *run, struct jh_facts *out, struct jh_error *err) JH_CHECKED;
/** Lists of figures and units that a cycle can ask for; JH_E_DATA: one stands twice, is too long or
 *  has a name that a report uses itself. */
enum jh_status jh_i_cycle_check(
    const char *fields, const char *units, struct jh_error *err) JH_CHECKED;
/** The k-th text of a list "a;b;c", its length in *out_len; NULL beyond the last. */
const char *jh_i_list_at(const char *list, size_t k, size_t *out_len);
bool jh_i_list_has(const char *list, const char *text);

/** A table as a workbook of one sheet: numbers where they are numbers. For sheets of any action. */
struct jh_text_grid {
    size_t n_rows, n_columns;
    const char **head; /* [n_columns] */
    const char **cell; /* [n_rows * n_columns] texts; "" where empty */
};
enum jh_status jh_i_grid_xlsx(const struct jh_text_grid *grid, const char *sheet, const char *path,
    struct jh_error *err) JH_CHECKED;

#endif
