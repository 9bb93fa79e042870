/* plan.xlsx: one sheet per table. */
#ifndef JH_IO_PLAN_XLSX_H
#define JH_IO_PLAN_XLSX_H

#include "junheng/plan.h"

/** Write the workbook straight to a path; JH_E_IO where that fails. */
enum jh_status jh_i_plan_xlsx(const struct jh_plan *plan, enum jh_lang lang, const char *path,
    struct jh_error *err) JH_CHECKED;

#endif
