/* One table as CSV, for machines and for spreadsheets. */
#ifndef JH_IO_PLAN_CSV_H
#define JH_IO_PLAN_CSV_H

#include <stdio.h>

#include "io/plan/plan_tables.h"

/** Header and rows with a byte order mark; numbers in full, texts that look like formulas made
 *  harmless. Failures stick in the stream. */
void jh_i_table_csv(FILE *out, const struct jh_i_table *table);

#endif
