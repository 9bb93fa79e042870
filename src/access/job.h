/*
 * One call of a method of accessibility, its defaults resolved, and what the methods share.
 */
#ifndef JH_ACCESS_JOB_H
#define JH_ACCESS_JOB_H

#include "access/decay.h"

struct jh_i_access_job {
    const struct jh_travel_pairs *pairs;
    size_t n_sites;
    const double *supply, *people;
    struct jh_i_decay decay;
    double reach_min, from_min, tau_min;
    size_t k;
};
/** Check everything and resolve defaults. */
enum jh_status jh_i_access_job_make(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *people, const struct jh_access_options *options,
    struct jh_i_access_job *out_job, struct jh_error *err) JH_CHECKED;

/** out: [areas] or, by site, [sites]; untouched on failure. */
typedef enum jh_status jh_i_access_fn(
    const struct jh_i_access_job *job, double *out, struct jh_error *err);

/** Weight of a pair, to the power of 1 or 2. */
double jh_i_access_weight(const struct jh_i_access_job *job, size_t pair, int power);
/** out[i] = sum over sites in reach of value * weight^power; NaN values count as 0. */
void jh_i_access_gather(
    const struct jh_i_access_job *job, const double *value, int power, double *out);

jh_i_access_fn jh_i_access_nearest, jh_i_access_k_nearest, jh_i_access_cumulative,
    jh_i_access_interval;
jh_i_access_fn jh_i_access_two_step, jh_i_access_three_step, jh_i_access_modified,
    jh_i_access_inverted, jh_i_access_balanced, jh_i_access_availability, jh_i_access_raam;

#endif
