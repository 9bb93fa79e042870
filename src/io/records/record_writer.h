/*
 * Files of fictional records in the two public column schemes, as hospitals upload them.
 */
#ifndef JH_IO_RECORD_WRITER_H
#define JH_IO_RECORD_WRITER_H

#include "records/profile.h"
#include "sample/records.h"

enum jh_record_encoding {
    JH_RECORD_UTF8 = 0,
    JH_RECORD_UTF8_BOM = 1,
    JH_RECORD_GB18030 = 2,
    JH_RECORD_GBK = 3
};

/** Columns of a scheme in the order of its upload, expanded; profile "hqms" (642) or "n041". Release
 *  with the arena. JH_E_ARG: no such scheme. */
enum jh_status jh_i_record_layout(const char *profile, struct jh_arena *arena, size_t *out_n,
    const char ***out_column, struct jh_error *err) JH_CHECKED;

/**
 * Write records of a dataset to a file (whole or not at all), and beside it what a right import makes
 * of them, in the columns of flows.csv.
 *
 * @param out_truth  Release with jh_i_sample_record_truth_release().
 */
enum jh_status jh_i_sample_records_write(const struct jh_dataset *dataset,
    const struct jh_sample_record_options *options, const char *profile,
    enum jh_record_encoding encoding, const char *path, struct jh_sample_record_truth *out_truth,
    struct jh_error *err) JH_CHECKED;
/** The truth as CSV. */
enum jh_status jh_i_sample_truth_write(const struct jh_dataset *dataset,
    const struct jh_sample_record_truth *truth, const char *path, struct jh_error *err) JH_CHECKED;

#endif
