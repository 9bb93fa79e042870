/*
 * The report of a plan as one HTML file.
 */
#ifndef JH_IO_REPORT_H
#define JH_IO_REPORT_H

#include "junheng/plan.h"

struct jh_buf;

/** A page that needs nothing but itself: no script, no request. */
enum jh_status jh_i_report_html(const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out,
    struct jh_error *err) JH_CHECKED;

#endif
