/*
 * One table as a workbook with one sheet.
 */
#ifndef JH_IO_XLSX_TABLE_H
#define JH_IO_XLSX_TABLE_H

#include <stddef.h>

#include "junheng/status.h"

struct jh_xlsx_column {
    const char *title;  /* as shown */
    const char *format; /* of numbers, "#,##0.0" */
    double scale;       /* numbers are shown times this */
};

/**
 * Write a CSV text as a workbook. Its first row is left out for the titles; a field that is a number
 * becomes one, an empty one stays empty, any other is text (never a formula).
 *
 * @param title    Of the sheet; at most 31 characters count.
 * @param column   [n_columns]; fields beyond are left out.
 * @param csv      [len], valid UTF-8 as this program writes it.
 * @return JH_OK; JH_E_LIMIT: more rows than a sheet has; JH_E_IO; JH_E_NOMEM.
 */
enum jh_status jh_i_xlsx_write(const char *title, size_t n_columns,
    const struct jh_xlsx_column *column, const char *csv, size_t len, const char *path,
    struct jh_error *err) JH_CHECKED;

#endif
