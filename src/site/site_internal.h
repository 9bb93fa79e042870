/*
 * What the files of siting share around the public model (the core has its own header, loc.h).
 */
#ifndef JH_SITE_INTERNAL_H
#define JH_SITE_INTERNAL_H

#include "junheng/site.h"

#include "site/loc.h"

enum jh_status jh_i_site_check_input(
    const struct jh_site_problem *problem, struct jh_error *err) JH_CHECKED;
/** Cost of one case by its minutes, to be minimised: travel, less coverage within reach, and a tail
 *  per minute from tail_from on for those above tail_above. */
struct jh_i_site_cost {
    double travel, coverage, reach_min;
    double tail, tail_from, tail_above;
    const double *weight; /* [n_areas * n_specialties] that a demand counts with; NULL: its cases */
};
/** Without a tail. */
struct jh_i_site_cost jh_i_site_plain_cost(const struct jh_site_objective *objective);
double jh_i_site_unit_cost(const struct jh_i_site_cost *cost, double minutes);
bool jh_i_site_may_serve(const struct jh_site_problem *problem, size_t area, size_t host);
/** Centres that the zone needs at least: by rule, and to hold the specialties that it must have
 *  itself, needed [n_specialties]. */
int32_t jh_i_site_zone_minimum(const struct jh_site_problem *problem, size_t zone, uint8_t *needed);

/** Into the core's form; loc is initialised here and released by the caller, also on failure. */
enum jh_status jh_i_site_prepare(const struct jh_site_problem *problem,
    const struct jh_i_site_cost *cost, struct jh_i_loc *loc, struct jh_error *err) JH_CHECKED;

/** Room for an answer; freed by the caller, also on failure. */
enum jh_status jh_i_site_room(
    const struct jh_i_loc *loc, struct jh_i_loc_answer *answer, struct jh_error *err) JH_CHECKED;

/** How jh_site_solve() is called from inside. */
struct jh_i_site_call {
    const uint8_t *start; /* open set [n_specialties * n_hosts] to begin with; NULL: none */
    bool bare;            /* without evidence, nor search for what clashes: err may stay empty */
    int64_t iterations;   /* out, also without an answer */
};
enum jh_status jh_i_site_solve(const struct jh_site_problem *problem, const struct jh_run *run,
    struct jh_i_site_call *call, struct jh_site_solution *out_solution,
    struct jh_error *err) JH_CHECKED;

/** Minutes and cases of each demand, to find what the longest trips come to. */
struct jh_i_site_trip {
    double minutes, cases;
};
/** Mean minutes of the tenth of cases that travel longest; the last trip counts in part. Sorts. */
double jh_i_site_worst_tenth(struct jh_i_site_trip *trip, size_t n, double total_cases);
/** Objective of an answer in the sense of the core (minimised), from who is served where; trip:
 *  [n_areas * n_specialties]. */
double jh_i_site_value(const struct jh_site_problem *problem, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_i_site_trip *trip);

/** Nearest open host of an area in a specialty, open [n_specialties * n_hosts]; within_rules: among those
 *  that may serve it. SIZE_MAX: none. */
size_t jh_i_site_nearest(const struct jh_site_problem *problem, const uint8_t *open, size_t area,
    size_t kind, bool within_rules);

/** Every demand at the nearest host that may ever serve it, into trip [n_areas * n_specialties]; how
 *  many. */
size_t jh_i_site_least_trips(const struct jh_site_problem *problem, struct jh_i_site_trip *trip);
/** Objective of these trips at a cost, a little less for rounding: no answer's is below. */
double jh_i_site_floor(const struct jh_site_problem *problem, const struct jh_i_site_cost *cost,
    size_t n, const struct jh_i_site_trip *trip);
/** The objective, in the form of the core, if everything eligible were open: no answer's is below. */
enum jh_status jh_i_site_best_case(
    const struct jh_site_problem *problem, double *out_value, struct jh_error *err) JH_CHECKED;
/** From the form of the core, which minimises, to the problem's: coverage alone is told as a gain. */
double jh_i_site_told(const struct jh_site_problem *problem, double core);

/** Refusal of an answer whose beds break a rule at an index; always JH_E_INFEASIBLE. */
enum jh_status jh_i_site_over_beds(
    struct jh_error *err, const char *rule, size_t index, double found, double allowed) JH_CHECKED;
/** With a weight on the worst tenth; loc is prepared here for the best answer's tail, and released by
 *  the caller. start: [n_pairs] as in struct jh_i_loc, or NULL. answer->open, ->assigned: allocated
 *  here, freed by the caller. */
enum jh_status jh_i_site_solve_tail(const struct jh_site_problem *problem, const struct jh_run *run,
    const uint8_t *start, struct jh_i_loc *loc, struct jh_i_loc_answer *answer,
    struct jh_error *err) JH_CHECKED;
/** Least numbers of cases and beds; pairs that cannot get their least number are ruled out, rules
 *  that cannot bind are dropped. After jh_i_loc_finish(). */
enum jh_status jh_i_site_loads(
    const struct jh_site_problem *problem, struct jh_i_loc *loc, struct jh_error *err) JH_CHECKED;

/** Conditions that show at once that no answer exists: JH_E_INFEASIBLE with the clash in err. */
enum jh_status jh_i_site_clash(
    const struct jh_site_problem *problem, struct jh_error *err) JH_CHECKED;
/** After a proof by search: finds a small set of rules that clash and tells it in err; always returns
 *  JH_E_INFEASIBLE (JH_E_NOMEM). inout_rules: those that clash for sure, one bit each, UINT32_MAX: not
 *  known; out: the set found. err->where: their fields. mend: with a hint at what would do. */
enum jh_status jh_i_site_explain(const struct jh_site_problem *problem, const struct jh_run *run,
    bool mend, uint32_t *inout_rules, struct jh_error *err) JH_CHECKED;
/** Fees of the open pairs and their hosts. */
double jh_i_site_cost(const struct jh_i_loc *loc, const uint8_t *open);

/** Everything of a solution that follows from the open pairs [n_specialties * n_hosts] and, where
 *  loads are on, from the service of the clients. */
enum jh_status jh_i_site_report(const struct jh_site_problem *problem, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_site_solution *solution,
    struct jh_error *err) JH_CHECKED;
/** What each choice of a reported solution is worth, and the next best. */
enum jh_status jh_i_site_evidence(const struct jh_site_problem *problem, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_site_solution *solution,
    struct jh_error *err) JH_CHECKED;

#endif
