/*
 * Siting: which hosts to build up in which specialties, with a proven bound beside the answer.
 */
#ifndef JH_SITE_H
#define JH_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** May this (host, specialty) be a centre specialty? */
enum jh_site_state {
    JH_SITE_NO = 0,      /* not eligible or forbidden */
    JH_SITE_MAY = 1,     /* the planner decides */
    JH_SITE_MUST = 2,    /* fixed by the scenario */
    JH_SITE_EXISTING = 3 /* already there: open, free, exempt from one_per_zone */
};
/** Likewise of the host as a whole: MUST = at least one of its specialties. */

/** Counting rules; a negative maximum means none. Existing centres count in all of them but
 *  one_per_zone. */
struct jh_site_rules {
    int32_t centres_max; /* hosts in all */
    int32_t centres_per_zone_min, centres_per_zone_max;
    int32_t specialties_max;      /* centre specialties in all */
    int32_t per_specialty_max;    /* centre specialties of each specialty */
    int32_t host_specialties_max; /* specialties of one host */
    bool one_per_zone;            /* at most one centre specialty per (zone, specialty) */
    bool assign_in_zone;          /* demand stays in its zone (areas in no zone go anywhere) */
    double budget;                /* of new hosts and new centre specialties; negative: none */
};
JH_API struct jh_site_rules jh_site_rules_default(void);

/** Weights of the objective; at least one > 0. Minimised: travel + worst tenth - coverage; told as a
 *  gain where coverage stands alone. */
struct jh_site_objective {
    double travel;   /* per case-minute */
    double coverage; /* per case within reach_min (counts as a gain) */
    double reach_min;
    double
        worst_tenth; /* per minute that the tenth of cases that travel longest travels on average */
};

/**
 * The planner's model. All arrays borrowed. Demand d[i,s] > 0 must be assigned to one open centre
 * specialty (h,s) with a finite time.
 */
struct jh_site_problem {
    size_t n_areas, n_hosts, n_specialties, n_zones;
    const float *minutes;        /* [n_areas * n_hosts], >= 0; INFINITY: no route */
    const double *demand;        /* [n_areas * n_specialties], cases a year, >= 0 */
    const int32_t *zone_of_area; /* [n_areas], -1: none */
    const int32_t *zone_of_host; /* [n_hosts], -1: none */
    const uint8_t *state;        /* [n_hosts * n_specialties], enum jh_site_state */
    const uint8_t *host_must;    /* [n_hosts] 1: must be a centre; NULL: none */
    struct jh_site_rules rules;
    struct jh_site_objective objective;
    /* Costs under the budget, in its unit, finite, >= 0; NULL: 0. What exists costs nothing, nor
     * does a host that has an existing centre specialty. */
    const double *host_cost; /* [n_hosts] once for each new centre */
    const double *pair_cost; /* [n_hosts * n_specialties] for each new centre specialty */
    /* Cases a year that an open centre specialty must get at least, finite, >= 0; NULL: 0. */
    const double *least_cases; /* [n_hosts * n_specialties] */
    /* Beds: a case takes beds_per_case; a host has at most host_beds_max in its centre specialties; a
     * region gets at most region_beds_max new ones, where those that a centre specialty has
     * (beds_there) are not new. NULL: no such rule; INFINITY: no maximum. */
    const double *beds_per_case; /* [n_specialties] */
    const double *host_beds_max; /* [n_hosts] */
    size_t n_regions;
    const int32_t *region_of_host; /* [n_hosts], -1: none */
    const double *region_beds_max; /* [n_regions] */
    const double *beds_there;      /* [n_hosts * n_specialties] */
};

enum jh_site_status { JH_SITE_OPTIMAL = 0, JH_SITE_FEASIBLE = 1, JH_SITE_INFEASIBLE = 2 };

/** One centre specialty of the answer with its evidence. */
struct jh_site_choice {
    int32_t host, specialty, zone;
    double cases;        /* assigned, a year */
    double beds;         /* that these take; 0 without beds_per_case */
    double case_minutes; /* of these */
    /* Objective lost without it and nothing in its place; INFINITY: cannot go. Under least cases or
     * beds the loss with the best service found, and a proven least loss; else both are the same. */
    double marginal, marginal_least;
    /* Best other host in its place, all else kept: of the same zone where one_per_zone or
     * assign_in_zone holds; in this specialty alone or, where no such exchange keeps the rules, in
     * all specialties of the host together. -1: none, or the choice is fixed or existing. */
    int32_t next_host;
    bool next_whole; /* next_host takes over all specialties of the host */
    /* Objective lost with it: that of the best single exchange found, so that doing without this choice
     * costs at most so much; INFINITY: none was found. No single exchange loses less than next_least
     * (proven; the same where it is settled which is best; INFINITY: none is possible). */
    double next_cost, next_least;
};

struct jh_site_solution {
    enum jh_site_status status;
    double objective; /* as weighted, minimised; coverage alone: cases (maximised) */
    double bound;     /* proven: no answer under these rules is better than this */
    double gap_frac;  /* |objective - bound| / |objective|, 0 when optimal */
    int64_t iterations;
    size_t n;                      /* centre specialties, sorted by (zone, specialty, host) */
    struct jh_site_choice *choice; /* [n] */
    int32_t *assigned;             /* [n_areas * n_specialties], host or -1 where no demand */
    size_t n_centres;
    double cost;            /* of the new hosts and centre specialties, as the budget counts it */
    double travel_case_min; /* every objective, whichever was optimised */
    double coverage_cases;
    double worst_tenth_min; /* mean minutes of the tenth of cases that travel longest */
    double total_cases;
    double not_nearest_cases; /* assigned to another than their nearest open centre specialty */
};

/**
 * Solve. Deterministic for a seed and an iteration limit, whatever the number of threads; a time
 * limit lives in run->should_stop and yields the best so far with its bound.
 *
 * @return JH_OK (status optimal or feasible); JH_E_INFEASIBLE: err names a clash (zone, specialty,
 * rule) and what would mend it, zone and specialty by number in `where` ("zone[3]/specialty[1]");
 * JH_E_ARG; JH_E_NOMEM; JH_E_CANCELLED only when stopped before any answer was found.
 */
JH_API enum jh_status jh_site_solve(const struct jh_site_problem *problem, const struct jh_run *run,
    struct jh_site_solution *out_solution, struct jh_error *err) JH_CHECKED;
JH_API void jh_site_solution_release(struct jh_site_solution *solution);

/** What a frontier varies. */
enum jh_site_axis { JH_SITE_BY_CENTRES = 0, JH_SITE_BY_BUDGET = 1 };
/** The best under one limit, with every objective. */
struct jh_site_frontier_point {
    double limit;               /* centres, or budget */
    enum jh_site_status status; /* JH_SITE_INFEASIBLE: proven that there is no answer */
    double objective;           /* NaN: no answer was found */
    double bound, gap_frac;     /* bound: INFINITY (-INFINITY where more is better): infeasible */
    int64_t iterations;         /* of the search under this limit, whatever came of it */
    size_t n_centres, n_centre_specialties;
    double cost;
    double travel_case_min, coverage_cases, worst_tenth_min, total_cases, not_nearest_cases;
};
/** What is known when a frontier begins. */
struct jh_site_frontier_start {
    const struct jh_site_solution
        *known; /* of the problem under known_limit: that point is not solved
                                             again; NULL: none */
    double known_limit;
    /* [n_points] steps of each point's search, such as another trace has made; negative: not known; NULL:
     * none is. The run's limit counts where they are not known. */
    const int64_t *iterations;
};
/**
 * The same problem under rising limits of the number of centres or of the budget: what more of it
 * buys. Each search starts from the answer before; answers hold for larger limits too, bounds for
 * smaller ones, so both fall or rise along the frontier. An iteration limit of the run counts for
 * each point, as does an equal part of its time limit (run->lap).
 *
 * @param limit      [n_points] centres or budget, finite, >= 0, rising.
 * @param start      NULL: nothing is known.
 * @param out_point  [n_points]; written only on success. Every point has a finite bound or is
 *                   infeasible.
 * @param out_clash  [n_points] why a point is infeasible, in the words of jh_site_solve(): a small set
 *                   of rules that clash, their fields in `where`; other points are left alone. NULL: not
 *                   wanted.
 * @return JH_OK; JH_E_ARG; JH_E_NOMEM. Points without an answer are no failure.
 *
 * Ownership: borrows everything, keeps nothing. Cost: n_points times jh_site_solve() at most, and the
 * search for what clashes at the largest infeasible limit, from whose rules those of smaller ones are
 * taken.
 * Invariant: the objective never gets worse with the limit, nor does the bound.
 */
JH_API enum jh_status jh_site_frontier(const struct jh_site_problem *problem,
    enum jh_site_axis axis, size_t n_points, const double *limit,
    const struct jh_site_frontier_start *start, const struct jh_run *run,
    struct jh_site_frontier_point *out_point, struct jh_error *out_clash,
    struct jh_error *err) JH_CHECKED;

/** How many centre specialties of a specialty the demand can carry at most under least_cases (proven:
 *  each needs its own, and demand that stays in its zone counts there alone); as many as are eligible
 *  where nothing limits them. The problem is one that jh_site_solve() takes. */
JH_API size_t jh_site_carries(const struct jh_site_problem *problem, size_t specialty);

/** Objective of an answer recomputed from its choices, under least cases or beds from its assignment
 *  too, by separate code: the checker. JH_E_INFEASIBLE where a rule is broken, err naming it. */
JH_API enum jh_status jh_site_check(const struct jh_site_problem *problem,
    const struct jh_site_solution *solution, double *out_objective,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
