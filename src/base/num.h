/*
 * Numbers: constants, text to number and back, compensated sums. Independent of the locale.
 */
#ifndef JH_BASE_NUM_H
#define JH_BASE_NUM_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JH_PI  3.14159265358979323846
#define JH_NAN ((double)NAN)
#define JH_INF ((double)INFINITY)

/** The whole of text[0..len) must be one decimal number (sign, digits, point, exponent; ASCII
 *  spaces around it allowed); no hex, no "nan", no "inf". False: *out untouched. */
bool jh_num_parse(const char *text, size_t len, double *out);
bool jh_num_parse_i64(const char *text, size_t len, int64_t *out);

#define JH_NUM_TEXT_MAX 32
/** Shortest text that reads back to the same double ("0.1", "1e-07", "-0" becomes "0"); NaN gives
 *  "". Returns the length; out is NUL-terminated. */
size_t jh_num_format(double value, char out[JH_NUM_TEXT_MAX]);
/** Fixed number of decimals, '.' as point. */
size_t jh_num_format_fixed(double value, int n_decimals, char out[JH_NUM_TEXT_MAX]);

/** ln |gamma(x)|; lgamma() would write the global signgam. */
double jh_log_gamma(double x);

/** Neumaier sum: add in a fixed order, read with jh_sum_value(). */
struct jh_sum {
    double sum, comp;
};
static inline void jh_sum_add(struct jh_sum *s, double x)
{
    double t = s->sum + x;
    s->comp += fabs(s->sum) >= fabs(x) ? (s->sum - t) + x : (x - t) + s->sum;
    s->sum = t;
}
static inline double jh_sum_value(const struct jh_sum *s)
{
    return s->sum + s->comp;
}

#endif
