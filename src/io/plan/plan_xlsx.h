/* plan.xlsx: one sheet per table. */
#ifndef JH_IO_PLAN_XLSX_H
#define JH_IO_PLAN_XLSX_H

#include "junheng/plan.h"

#include "io/plan/plan_tables.h"

/** Write the workbook straight to a path; JH_E_IO where that fails. */
enum jh_status jh_i_plan_xlsx(const struct jh_plan *plan, enum jh_lang lang, const char *path,
    struct jh_error *err) JH_CHECKED;

/** The same for any tables, one sheet each. */
enum jh_status jh_i_tables_xlsx(size_t n, const struct jh_i_table *table, enum jh_lang lang,
    const char *path, struct jh_error *err) JH_CHECKED;

#endif
