/*
 * What the files of location share around the public problem.
 */
#ifndef JH_LOCATE_INTERNAL_H
#define JH_LOCATE_INTERNAL_H

#include "junheng/locate.h"

/** Cost of a pair, not weighted; INFINITY: no such pair. */
double jh_i_locate_cost(const struct jh_locate_problem *problem, size_t client, size_t site);
static inline double jh_i_locate_weight(const struct jh_locate_problem *problem, size_t client)
{
    return problem->weight != NULL ? problem->weight[client] : 1;
}
static inline enum jh_locate_state jh_i_locate_state(
    const struct jh_locate_problem *problem, size_t site)
{
    return problem->state != NULL ? (enum jh_locate_state)problem->state[site] : JH_LOCATE_MAY;
}
/** Costs of a client to all sites, out_cost [n_sites]. */
void jh_i_locate_row(const struct jh_locate_problem *problem, size_t client, double *out_cost);
/** A cost within the radius; what is a hair beyond through rounding counts as beyond. */
static inline bool jh_i_locate_within(double cost, double radius)
{
    return cost <= radius;
}

/** A load within a capacity, but for the rounding of sums. */
static inline bool jh_i_locate_fits(double load, double capacity)
{
    return load <= capacity * (1 + 1e-12);
}

/** JH_E_INFEASIBLE, naming the client, where one has no site that may serve it on its own. */
enum jh_status jh_i_locate_explain_sites(
    const struct jh_locate_problem *problem, struct jh_error *err) JH_CHECKED;
/** JH_E_INFEASIBLE where all loads together are above the greatest capacities that can open. */
enum jh_status jh_i_locate_explain_loads(
    const struct jh_locate_problem *problem, struct jh_error *err) JH_CHECKED;

enum jh_status jh_i_locate_validate(
    const struct jh_locate_problem *problem, struct jh_error *err) JH_CHECKED;

/** How a search reports: what it found and what it proved. */
struct jh_i_locate_found {
    uint8_t *open;       /* [n_sites]; filled by the model */
    int32_t *assignment; /* [n_demand]; filled by CPMP only */
    double bound;        /* proven */
    bool any;            /* an answer was found */
    int64_t iterations;
    double backup_bound;
};

/* The models: fill found; JH_E_INFEASIBLE with the reason. Problems are validated. */
enum jh_status jh_i_locate_pmedian(const struct jh_locate_problem *problem,
    const struct jh_run *run, struct jh_i_locate_found *found, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_locate_pcenter(const struct jh_locate_problem *problem,
    const struct jh_run *run, struct jh_i_locate_found *found, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_locate_lscp(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err) JH_CHECKED;
/** After LSCP: as many sites as `found` opens, all clients covered, the most weight twice.
 *  minimal: fewer are proven not to cover. */
enum jh_status jh_i_locate_backup(const struct jh_locate_problem *problem, const struct jh_run *run,
    bool minimal, struct jh_i_locate_found *found, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_locate_cpmp(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err) JH_CHECKED;

#endif
