/*
 * Siting by choice: centre specialties that bring most cases home, with the choice model inside.
 */
#ifndef JH_HOME_H
#define JH_HOME_H

#include "junheng/site.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What building up does to choices. A group is an area in a specialty. By the incremental logit a
 * host that is built up gains weight: today's share times (exp(rise of utility) - 1). With u the
 * added weights of open pairs at home and v of those elsewhere, the group's cases brought home are
 *
 *     (leaving * u - kept * v) / (1 + u + v).
 *
 * Home is the territory (every host; v = 0: concave in the open pairs) or the group's own zone.
 */
struct jh_site_home {
    size_t n_groups;
    const double *leaving;    /* [n_groups] cases a year treated away from home today, >= 0 */
    const double *kept;       /* [n_groups] treated at home, >= 0; NULL unless own_zone */
    const int32_t *zone;      /* [n_groups] -1: none (never at home where own_zone) */
    const int32_t *specialty; /* [n_groups] */
    const size_t *start;      /* [n_groups + 1] */
    const int32_t *host;      /* rows, each host once in a group */
    const double *weight;     /* rows, >= 0, finite */
    bool own_zone;            /* home is the own zone, not the territory */
    /* What hosts treat, for the problem's least cases and beds; NULL: not known. Rows of weight 0 count
     * here: those of existing centre specialties and of hosts that gain nothing. */
    const double *cases;   /* [n_groups] a year, all that choose, > 0 */
    const double *today;   /* rows, of these at the host today, >= 0 */
    const double *staying; /* [n_hosts * n_specialties] cases there that do not choose, >= 0 */
};

/**
 * Choose centre specialties that bring most cases home, under the rules of siting; all demand of
 * the problem is assigned to the nearest as in jh_site_solve(). The problem's objective is not
 * looked at, but for reach_min.
 *
 * Least cases and beds speak of the cases that patients bring, not of those assigned: an open centre
 * specialty treats
 *
 *     staying + sum over its rows of (today + cases * weight) / (1 + u + v),
 *
 * less the more is open beside it. Existing centre specialties have no weight.
 *
 * Bound: Lagrangian over zones. What other zones add to a group is a variable of its own, priced;
 * each zone then chooses by itself, with its own part of the concave value kept as it is; numbers
 * of centres by dynamic programming, the other totals and the budget priced. Of what other zones take
 * from a group (own_zone) the bound knows nothing. Least cases: what treats too few even where nothing
 * is open beside it that need not be is ruled out; beds: at least those needed where everything else is
 * open, priced. Answers: building by the dual's values, then exchanges, those that lessen what breaks
 * these rules first. Then fixing and branch and bound, where all this is found anew.
 *
 * @param run          Stop, seed, iteration_limit (0: until proven or stopped): dual steps.
 * @param out_solution objective, bound in cases a year (maximised); marginal and next_* in these;
 *                     the other figures as in jh_site_solve(); beds those of the cases treated.
 * @return As jh_site_solve(), and JH_E_DOMAIN: a figure out of range; JH_E_ARG: least cases or beds
 * without what hosts treat.
 *
 * Cost: O(rows) a step. Tested against: enumeration (tests/property/site/).
 * Source: Guignard & Kim (1987) Math Program 39:215-228 (splitting of variables);
 * Benati & Hansen (2002) Eur J Oper Res 143(3):518-530, doi:10.1016/S0377-2217(01)00340-X (siting
 * with a logit inside is submodular).
 */
JH_API enum jh_status jh_site_solve_home(const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_run *run,
    struct jh_site_solution *out_solution, struct jh_error *err) JH_CHECKED;

/** Cases brought home by an answer, from its choices alone. */
JH_API double jh_site_home_cases(const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_site_solution *solution);

/**
 * Least cases and beds of an answer by separate code, from its choices alone: the checker beside
 * jh_site_check(), which must be given a problem without them.
 *
 * @param out_treated [solution->n] cases a year that each centre specialty treats.
 * @return JH_OK; JH_E_INFEASIBLE where such a rule is broken, err naming it.
 */
JH_API enum jh_status jh_site_home_check(const struct jh_site_problem *problem,
    const struct jh_site_home *home, const struct jh_site_solution *solution, double *out_treated,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
