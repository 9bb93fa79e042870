/*
 * Fictional discharge records of a fictional territory: drawn from its flows, with a stated share of
 * errors, and the cube that a right import must make of them.
 */
#ifndef JH_SAMPLE_RECORDS_H
#define JH_SAMPLE_RECORDS_H

#include "base/buf.h"
#include "base/rng.h"
#include "records/cube.h"
#include "records/field.h"

/* Ways in which a record is wrong; id, whether an import must refuse it. */
#define JH_SAMPLE_ERROR_MAP(X)                                                                     \
    X(NO_DISCHARGE_DATE, "discharge-date-missing", 1)                                              \
    X(BEFORE_ADMISSION, "admission-after-discharge", 1)                                            \
    X(UNKNOWN_HOSPITAL, "hospital-unknown", 1)                                                     \
    X(NO_HOSPITAL, "hospital-missing", 1)                                                          \
    X(SPOILT_NUMBER, "record-no-spoilt", 1)                                                        \
    X(AMBIGUOUS_HOME, "home-ambiguous", 1)                                                         \
    X(UNKNOWN_HOME, "home-unknown", 1)                                                             \
    X(NEGATIVE_COST, "cost-negative", 1)                                                           \
    X(DUPLICATE, "duplicate", 0)                                                                   \
    X(UNLISTED_SEX, "sex-unlisted", 0)                                                             \
    X(WRONG_DAYS, "days-mismatch", 0)                                                              \
    X(NO_MAIN_DX, "main-dx-missing", 0)                                                            \
    X(SELF_PAY_TOO_HIGH, "self-pay-above-cost", 0)
enum jh_sample_error {
    JH_SAMPLE_GOOD = -1,
#define JH_X(name, id, refused) JH_SAMPLE_##name,
    JH_SAMPLE_ERROR_MAP(JH_X)
#undef JH_X
        JH_SAMPLE_N_ERRORS
};
/** The quality rule that the error breaks. */
const char *jh_i_sample_error_id(enum jh_sample_error error);

/** One field of a record, as text in the buffer of the record. */
struct jh_sample_cell {
    uint8_t field, instance;
    uint32_t at, len;
};
#define JH_SAMPLE_CELLS_MAX 160
struct jh_sample_record {
    enum jh_sample_error error;
    size_t n;
    struct jh_sample_cell cell[JH_SAMPLE_CELLS_MAX];
    struct jh_buf text;
};

struct jh_sample_record_options {
    int64_t n_records;
    double error_frac; /* of records that are wrong, 0..1, spread evenly over the kinds */
    uint64_t seed;
};
/** What a right import makes of the records. */
struct jh_sample_record_truth {
    struct jh_cube
        cube; /* sorted; areas, hospitals of the dataset; specialties below; periods: months
                            since January 1990; areas.n + NN: outside:NN */
    size_t n_specialties;
    const char **specialty; /* [n_specialties], of the dataset or static */
    uint64_t n_taken, n_errors[JH_SAMPLE_N_ERRORS];
};
void jh_i_sample_record_truth_release(struct jh_sample_record_truth *truth);

typedef enum jh_status jh_sample_record_fn(
    void *ctx, const struct jh_sample_record *record, struct jh_error *err);
/**
 * Draw records from the flows of source "records" (or, where there is none, of inside hospitals) and
 * pass each to `hand`. Same options, same records.
 *
 * @return JH_OK; JH_E_ARG: nothing to draw from, or options out of range; what `hand` returns; JH_E_NOMEM.
 */
enum jh_status jh_i_sample_records(const struct jh_dataset *dataset,
    const struct jh_sample_record_options *options, jh_sample_record_fn *hand, void *ctx,
    struct jh_sample_record_truth *out_truth, struct jh_error *err) JH_CHECKED;

#endif
