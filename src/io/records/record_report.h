/*
 * The quality report of an import of records: what was read, refused and doubted, where; codes;
 * reconciliation. One HTML page, one workbook, one CSV file a table.
 */
#ifndef JH_IO_RECORD_REPORT_H
#define JH_IO_RECORD_REPORT_H

#include "io/records/record_tables.h"
#include "records/intake.h"

struct jh_record_report {
    const struct jh_dataset *dataset;
    const struct jh_profile *profile;
    const struct jh_rules *rules;
    const struct jh_intake_result *result;
    size_t n_reconciled;
    const struct jh_reconciled *reconciled;
    const char *source;
};
/** Write report.html, report.xlsx and *.csv into dir (made if missing). No patient's data stand in
 *  them. */
enum jh_status jh_i_record_report_write(const struct jh_record_report *report, const char *dir,
    enum jh_lang lang, struct jh_error *err) JH_CHECKED;

#endif
