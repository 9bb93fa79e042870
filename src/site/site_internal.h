/*
 * What the files of siting share around the public model (the core has its own header, loc.h).
 */
#ifndef JH_SITE_INTERNAL_H
#define JH_SITE_INTERNAL_H

#include "junheng/site.h"

#include "site/loc.h"

enum jh_status jh_i_site_check_input(
    const struct jh_site_problem *problem, struct jh_error *err) JH_CHECKED;
/** Objective of one case at a distance: travel minus coverage, to be minimised. */
double jh_i_site_unit_cost(const struct jh_site_objective *objective, double minutes);
bool jh_i_site_may_serve(const struct jh_site_problem *problem, size_t area, size_t host);
/** Centres that the zone needs at least: by rule, and to hold the specialties that it must have
 *  itself, needed [n_specialties]. */
int32_t jh_i_site_zone_minimum(const struct jh_site_problem *problem, size_t zone, uint8_t *needed);

/** Into the core's form; loc is initialised here and released by the caller, also on failure. */
enum jh_status jh_i_site_prepare(
    const struct jh_site_problem *problem, struct jh_i_loc *loc, struct jh_error *err) JH_CHECKED;
/** Least numbers of cases and beds; pairs that cannot get their least number are ruled out, rules
 *  that cannot bind are dropped. After jh_i_loc_finish(). */
enum jh_status jh_i_site_loads(
    const struct jh_site_problem *problem, struct jh_i_loc *loc, struct jh_error *err) JH_CHECKED;

/** Conditions that show at once that no answer exists: JH_E_INFEASIBLE with the clash in err. */
enum jh_status jh_i_site_clash(
    const struct jh_site_problem *problem, struct jh_error *err) JH_CHECKED;
/** After a proof by search: finds a small set of rules that clash and tells it in err; always returns
 *  JH_E_INFEASIBLE (JH_E_NOMEM). */
enum jh_status jh_i_site_explain(const struct jh_site_problem *problem, const struct jh_run *run,
    struct jh_error *err) JH_CHECKED;
/** Fees of the open pairs and their hosts. */
double jh_i_site_cost(const struct jh_i_loc *loc, const uint8_t *open);

/** Everything of a solution that follows from the open pairs [n_specialties * n_hosts] and, where
 *  loads are on, from the service of the clients. */
enum jh_status jh_i_site_report(const struct jh_site_problem *problem, const struct jh_i_loc *loc,
    const struct jh_i_loc_answer *answer, struct jh_site_solution *solution,
    struct jh_error *err) JH_CHECKED;

#endif
