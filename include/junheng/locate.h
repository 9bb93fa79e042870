/*
 * Bare location problems on plain arrays: p-median, p-center, maximal and full covering, and the
 * capacitated p-median, each with a proven bound beside the answer.
 */
#ifndef JH_LOCATE_H
#define JH_LOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum jh_locate_model {
    JH_LOCATE_PMEDIAN = 0, /* least sum of weight x cost to the nearest of p open sites */
    JH_LOCATE_PCENTER =
        1,              /* least greatest cost to the nearest of p open sites; weight 0: ignored */
    JH_LOCATE_MCLP = 2, /* greatest weight within `radius` of p open sites */
    JH_LOCATE_LSCP = 3, /* fewest open sites with every client within `radius` */
    JH_LOCATE_CPMP = 4  /* p-median, every client at one site, loads within capacities */
};

/** How cost follows from points: the real distance, or that rounded down. */
enum jh_locate_metric { JH_LOCATE_EUCLID = 0, JH_LOCATE_FLOOR = 1 };

/** What may be done with a site. */
enum jh_locate_state {
    JH_LOCATE_NO = 0,      /* forbidden */
    JH_LOCATE_MAY = 1,     /* to be decided */
    JH_LOCATE_MUST = 2,    /* fixed open, one of the p */
    JH_LOCATE_EXISTING = 3 /* there already: open beside the p */
};

/**
 * A problem; all arrays borrowed. Costs come in one of three forms, the others stay NULL: a matrix,
 * lists of pairs (what is not listed cannot be assigned), or points.
 */
struct jh_locate_problem {
    enum jh_locate_model model;
    size_t n_demand, n_sites;
    int32_t p;              /* sites to open; not used by LSCP */
    double radius;          /* MCLP, LSCP: cost up to which a client is covered; >= 0 */
    bool backup;            /* LSCP: among the smallest answers cover the most weight twice */
    const double *weight;   /* [n_demand], finite, >= 0; NULL: 1 each */
    const double *load;     /* [n_demand], CPMP: finite, >= 0 */
    const double *capacity; /* [n_sites], CPMP: finite, >= 0 */
    const uint8_t *state;   /* [n_sites], enum jh_locate_state; NULL: all may */
    const char *const *client_name; /* [n_demand], for messages; NULL: numbers from 1 */

    const double *cost; /* [n_demand * n_sites], row-major by client, >= 0; INFINITY: no pair */
    const size_t *pair_start; /* [n_demand + 1] */
    const int32_t *pair_site; /* [pair_start[n_demand]], ascending within a client */
    const double *pair_cost;  /* alike, finite, >= 0 */
    const double *demand_xy;  /* [n_demand * 2], finite */
    const double *site_xy;    /* [n_sites * 2], finite */
    enum jh_locate_metric metric;

    double gap_frac; /* good enough: stop once the proven gap is at most this; 0: optimal */
};

enum jh_locate_status { JH_LOCATE_OPTIMAL = 0, JH_LOCATE_FEASIBLE = 1 };

struct jh_locate_solution {
    enum jh_locate_status status;
    double objective; /* as jh_locate_check() finds it */
    double bound;     /* proven: no answer is better than this */
    double gap_frac;  /* |objective - bound| / |objective| */
    int64_t iterations;
    size_t n_open;
    int32_t *open;       /* [n_open], ascending, existing ones included */
    int32_t *assignment; /* [n_demand], site that serves the client; -1: none within the radius */
    double backup;       /* weight covered twice; NaN unless asked for */
    double backup_bound; /* proven likewise */
};

/**
 * Solve. Deterministic for a seed and an iteration limit, whatever the number of threads; a time
 * limit lives in run->should_stop and yields the best answer so far with its bound.
 *
 * p sites are opened in all models but LSCP, even where fewer would do. Clients with weight 0 ask
 * for nothing in any model but LSCP and CPMP.
 *
 * @return JH_OK (status optimal or feasible); JH_E_INFEASIBLE: err says why; JH_E_ARG and
 * JH_E_DOMAIN: `where` names the array and index; JH_E_NOMEM; JH_E_CANCELLED only when stopped
 * before any answer was found.
 *
 * Ownership: borrows the problem during the call. Release the solution.
 * Cost: matrices are never built from points; memory follows lists of near sites.
 */
JH_API enum jh_status jh_locate_solve(const struct jh_locate_problem *problem,
    const struct jh_run *run, struct jh_locate_solution *out_solution,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_locate_solution_release(struct jh_locate_solution *solution);

/**
 * Objective recomputed from `open` and, for CPMP, `assignment` alone, by code that the search does
 * not use.
 *
 * @param out_backup  Weight covered at least twice within `radius`; NULL: not wanted.
 * @return JH_OK; JH_E_INFEASIBLE where a rule is broken, err naming it.
 */
JH_API enum jh_status jh_locate_check(const struct jh_locate_problem *problem, size_t n_open,
    const int32_t *open, const int32_t *assignment, double *out_objective, double *out_backup,
    struct jh_error *err) JH_CHECKED;

/**
 * Costs of all pairs of nodes along the edges of an undirected graph.
 *
 * Of several edges between the same two nodes the last counts.
 *
 * @param tail, head  [n_edges], nodes 0..n_nodes-1.
 * @param length      [n_edges], finite, >= 0.
 * @param out_cost    [n_nodes * n_nodes]; INFINITY: no way.
 * @return JH_OK; JH_E_DOMAIN; JH_E_NOMEM.
 *
 * Cost: O(n_nodes * n_edges log n_nodes). Source: Dijkstra (1959), doi:10.1007/BF01386390.
 */
JH_API enum jh_status jh_locate_paths(size_t n_nodes, size_t n_edges, const int32_t *tail,
    const int32_t *head, const double *length, const struct jh_run *run, double *out_cost,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
