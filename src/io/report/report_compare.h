/*
 * Plans side by side on one page: figures, maps, what differs.
 */
#ifndef JH_IO_REPORT_COMPARE_H
#define JH_IO_REPORT_COMPARE_H

#include <stdint.h>

#include "io/plan/plan_compare.h"
#include "junheng/io.h"

#define JH_COMPARE_MOST 6 /* plans on a page */

/** A stored plan beside the first one. */
struct jh_i_compared {
    int64_t id;
    const char *name;
    const struct jh_plan_rows *rows;
    /* Against the first plan: its figures, scenario, centre specialties; of the first itself none. */
    size_t n_differences;
    const struct jh_i_plan_difference *difference;
};

/** n plans of one dataset, 2 to JH_COMPARE_MOST; a page that needs nothing but itself. */
enum jh_status jh_i_report_compare(const struct jh_dataset *dataset, size_t n,
    const struct jh_i_compared *plan, enum jh_lang lang, struct jh_buf *out,
    struct jh_error *err) JH_CHECKED;

#endif
