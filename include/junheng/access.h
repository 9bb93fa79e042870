/*
 * Accessibility of care by area, and its equity over people.
 */
#ifndef JH_ACCESS_H
#define JH_ACCESS_H

#include "junheng/run.h"
#include "junheng/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append only. id is the command-line name. */
#define JH_ACCESS_METHOD_MAP(X)                                                                    \
    X(NEAREST, 0, "nearest", "minutes")                                                            \
    X(CUMULATIVE, 1, "cumulative", "supply within reach")                                          \
    X(2SFCA, 2, "2sfca", "supply per 1,000 people")                                                \
    X(E2SFCA, 3, "e2sfca", "supply per 1,000 people")
enum jh_access_method {
#define JH_X(name, number, id, unit) JH_ACCESS_##name = number,
    JH_ACCESS_METHOD_MAP(JH_X)
#undef JH_X
};
#define JH_DECAY_MAP(X)                                                                            \
    X(BINARY, 0, "binary")                                                                         \
    X(STEP, 1, "step")                                                                             \
    X(LINEAR, 2, "linear")                                                                         \
    X(EXPONENTIAL, 3, "exponential")                                                               \
    X(POWER, 4, "power")                                                                           \
    X(GAUSSIAN, 5, "gaussian")                                                                     \
    X(GAUSSIAN_CUT, 6, "gaussian-cut")                                                             \
    X(LOGISTIC, 7, "logistic")
enum jh_decay {
#define JH_X(name, number, id) JH_DECAY_##name = number,
    JH_DECAY_MAP(JH_X)
#undef JH_X
};
/** Weight of a trip of `minutes`, 0 beyond the reach; shapes in docs/methods/decay.md. */
JH_API double jh_decay_weight(
    enum jh_decay decay, double minutes, double reach_min, double parameter);

struct jh_access_options {
    enum jh_access_method method;
    enum jh_decay decay;
    double reach_min;
    double parameter; /* of the decay; NaN: its default for the reach */
};
JH_API struct jh_access_options jh_access_options_default(void);

/**
 * Accessibility on pairs within reach.
 *
 * @param people     [pairs->n_areas], persons, >= 0.
 * @param supply     [n_sites], >= 0; NaN counts as 0.
 * @param out_access [pairs->n_areas]; ratios per person (not per 1,000); nearest: minutes, INFINITY
 *                   beyond reach.
 * Invariant (2sfca, e2sfca): sum(people * access) = supply of sites with people in reach.
 */
JH_API enum jh_status jh_access(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *people, const struct jh_access_options *options,
    double *out_access, struct jh_error *err) JH_CHECKED;

/** Equity of a figure over people; infinite and NaN values are left out and counted. */
struct jh_equity {
    double mean, gini, theil, theil_between, theil_within;
    size_t n_left_out;
    double people_left_out;
};
/** @param group [n] group of each area (zone) or NULL: no decomposition (between = NaN). */
JH_API enum jh_status jh_equity(size_t n, const double *value, const double *people,
    size_t n_groups, const int32_t *group, struct jh_equity *out_equity,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
