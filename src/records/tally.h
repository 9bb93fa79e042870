/*
 * Counts beside the cube: broken rules by hospital and month, codes by hospital.
 */
#ifndef JH_RECORDS_TALLY_H
#define JH_RECORDS_TALLY_H

#include "records/quality.h"

#define JH_MONTH_NONE UINT16_MAX /* the month of a record whose date cannot be read */

/** Records of one hospital and month, and how many of them break each rule. */
struct jh_tally_row {
    int32_t hospital; /* n_hospitals: none of the dataset's */
    uint16_t month;   /* since January 1990, or JH_MONTH_NONE */
    uint32_t n_records, n_taken;
    uint32_t *broken; /* [n_rules] */
};

/* Values of a coded field: empty, unlisted, code 1..15. */
#define JH_DIST_EMPTY    0
#define JH_DIST_UNLISTED 16
#define JH_DIST_N        17

struct jh_tally {
    size_t n_hospitals, n_rules;
    size_t n, cap; /* rows by hash of (hospital, month) */
    struct jh_tally_row *row;
    int32_t last; /* row used last */
    size_t n_coded;
    uint8_t coded[JH_N_FIELDS]; /* [n_coded], fields with a code list */
    uint32_t *dist;             /* [(n_hospitals + 1) * n_coded * JH_DIST_N]; NULL: not wanted */
};
static inline size_t jh_i_tally_home(const struct jh_tally *tally, int32_t hospital, uint16_t month)
{
    return ((uint32_t)hospital * 0x9E3779B1u ^ month * 0x85EBCA77u) & (tally->cap - 1);
}
/** Begin to fetch a row. */
static inline void jh_i_tally_fetch(const struct jh_tally *tally, int32_t hospital, uint16_t month)
{
    if (tally->cap > 0)
        __builtin_prefetch(&tally->row[jh_i_tally_home(tally, hospital, month)], 1);
}
/** Fields with a code list, in order; returns how many. */
size_t jh_i_coded_fields(uint8_t out_field[JH_N_FIELDS]);

enum jh_status jh_i_tally_init(
    struct jh_tally *tally, size_t n_hospitals, bool with_dist, struct jh_error *err) JH_CHECKED;
void jh_i_tally_release(struct jh_tally *tally);
/** The row of (hospital, month), made where it is not there; valid until the next call. */
enum jh_status jh_i_tally_row(struct jh_tally *tally, int32_t hospital, uint16_t month,
    struct jh_tally_row **out_row, struct jh_error *err) JH_CHECKED;
/** Count the codes of a record. */
void jh_i_tally_codes(
    struct jh_tally *tally, int32_t hospital, const struct jh_record_values *record);
enum jh_status jh_i_tally_merge(
    struct jh_tally *tally, const struct jh_tally *other, struct jh_error *err) JH_CHECKED;
/** Records that break a rule, over all hospitals and months. */
uint64_t jh_i_rule_count(const struct jh_tally *tally, size_t rule);
/** Rows to the front, by hospital and month; afterwards it can only be read or released. */
void jh_i_tally_sort(struct jh_tally *tally);

#endif
