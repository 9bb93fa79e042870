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
/**
 * Weight of a trip of `minutes`, 0 beyond the reach and where there is no route; shapes, parameters
 * and their defaults in docs/methods/decay.md.
 *
 * @param minutes   >= 0; INFINITY: no route.
 * @param reach_min > 0, finite.
 * @param parameter > 0 (step: 0..1), or NaN: the default for the reach; unused by binary, linear,
 *                  gaussian-cut.
 */
JH_API double jh_decay_weight(
    enum jh_decay decay, double minutes, double reach_min, double parameter);
/** The method or decay of that command-line name; false: unknown, *out untouched. */
JH_API bool jh_access_method_parse(const char *name, enum jh_access_method *out);
JH_API bool jh_decay_parse(const char *name, enum jh_decay *out);
/** Command-line name of a method or decay; unit of a method's figure as an English message key. */
JH_API const char *jh_access_method_name(enum jh_access_method method);
JH_API const char *jh_access_method_unit(enum jh_access_method method);
JH_API const char *jh_decay_name(enum jh_decay decay);

struct jh_access_options {
    enum jh_access_method method;
    enum jh_decay decay; /* nearest: none; e2sfca: binary means step */
    double reach_min;
    double parameter; /* of the decay; NaN: its default for the reach */
};
/** 2sfca, binary, 60 minutes. */
JH_API struct jh_access_options jh_access_options_default(void);

/**
 * Accessibility on pairs within reach.
 *
 * nearest: least minutes to any site, whatever its supply. cumulative: sum_j S_j w(t_ij). 2sfca and
 * e2sfca: R_j = S_j / sum_k P_k w(t_kj), A_i = sum_j R_j w(t_ij), the same times and weights in both
 * steps (residents travel to care in both).
 *
 * @param pairs      hospital = index into supply; pairs beyond options->reach_min do not count.
 * @param n_sites    Number of sites.
 * @param supply     [n_sites], >= 0; NaN counts as 0.
 * @param people     [pairs->n_areas], persons, >= 0, finite.
 * @param options    Borrowed.
 * @param out_access [pairs->n_areas]; ratios per person (not per 1,000); nearest: minutes, INFINITY
 *                   beyond reach; otherwise 0 for an area without a site in reach.
 * @return JH_OK; JH_E_ARG: unknown method or decay, site out of range; JH_E_DOMAIN: negative or
 * infinite supply, people, reach, parameter; JH_E_NOMEM. Outputs untouched on failure.
 *
 * Threads: parallel, the result does not depend on their number. Cost: O(pairs).
 * Invariant (2sfca, e2sfca): sum(people * access) = supply of sites with people in reach.
 * Source: Luo & Wang (2003) Environ Plann B 30(6):865-884, doi:10.1068/b29120; Luo & Qi (2009)
 * Health & Place 15(4):1100-1107, doi:10.1016/j.healthplace.2009.06.002.
 * Tested against: PySAL access's three-node example with asymmetric costs; cases by hand.
 */
JH_API enum jh_status jh_access(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *people, const struct jh_access_options *options,
    double *out_access, struct jh_error *err) JH_CHECKED;

/**
 * Equity of a figure over people; infinite and NaN values are left out and counted. NaN where it is
 * not defined: nobody counted, or (gini, theil) a mean of 0.
 */
struct jh_equity {
    double mean, gini, theil, theil_between, theil_within;
    size_t n_left_out;
    double people_left_out;
};
/**
 * Population-weighted Gini (trapezoids under the Lorenz curve) and Theil-T with its parts between
 * and within groups (docs/methods/equity.md).
 *
 * @param n          Number of areas.
 * @param value      [n], >= 0; INFINITY and NaN are left out.
 * @param people     [n], persons, >= 0, finite.
 * @param n_groups   Number of groups.
 * @param group      [n] group of each area (zone); JH_NONE: areas in none form one more group; NULL:
 *                   no decomposition (between, within = NaN).
 * @param out_equity Written only on success.
 * @return JH_OK; JH_E_DOMAIN: negative value or people; JH_E_ARG: group out of range; JH_E_NOMEM.
 * Invariant: theil = between + within. Cost: O(n log n).
 * Source: Gini (1912); Theil (1967) Economics and Information Theory, ch. 4.
 */
JH_API enum jh_status jh_equity(size_t n, const double *value, const double *people,
    size_t n_groups, const int32_t *group, struct jh_equity *out_equity,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
