/*
 * Small tables that a planner brings along with records: postcodes, the yearbook's discharges. And the
 * fingerprint by which a file of records is known again.
 */
#ifndef JH_IO_RECORD_TABLES_H
#define JH_IO_RECORD_TABLES_H

#include "base/fingerprint.h"
#include "records/intake.h"

/** Postcodes and the texts behind them. */
struct jh_postcode_table {
    struct jh_postcodes codes;
    struct jh_arena arena;
};
/** CSV `postcode,area_id`. JH_E_DATA: a column is missing, an area unknown, a postcode in two areas. */
enum jh_status jh_i_postcodes_read(const char *path, const struct jh_dataset *dataset,
    struct jh_postcode_table *out_table, struct jh_error *err) JH_CHECKED;
void jh_i_postcodes_release(struct jh_postcode_table *table);

/** Discharges of a hospital in a year. */
struct jh_yearbook_row {
    int32_t hospital;
    int year;
    double discharges;
};
struct jh_yearbook {
    size_t n;
    struct jh_yearbook_row *row; /* by hospital, year */
};
/** CSV `hospital_id,year,discharges`; hospitals that the dataset does not have are skipped. */
enum jh_status jh_i_yearbook_read(const char *path, const struct jh_dataset *dataset,
    struct jh_yearbook *out_yearbook, struct jh_error *err) JH_CHECKED;
void jh_i_yearbook_release(struct jh_yearbook *yearbook);

/** One hospital-year of the reconciliation (对账表). */
struct jh_reconciled {
    int32_t hospital;
    int year;
    double records, yearbook; /* NaN: the yearbook has no figure */
    double coverage;          /* records / yearbook; NaN */
    bool low;                 /* below JH_COVERAGE_MIN */
};
#define JH_COVERAGE_MIN 0.95
/** Records (duplicates left out) per hospital and year, and hospital-years that only the yearbook has,
 *  by hospital and year. Rows: free with jh_i_free(). */
enum jh_status jh_i_reconcile(const struct jh_tally *tally, const struct jh_yearbook *yearbook,
    struct jh_reconciled **out_row, size_t *out_n, struct jh_error *err) JH_CHECKED;

/** Of the whole file up to 64 MiB, else of its size, both ends and 256 pieces between them. */
enum jh_status jh_i_record_fingerprint(
    const char *path, char out[JH_FINGERPRINT_LEN], struct jh_error *err) JH_CHECKED;

#endif
