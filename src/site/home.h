/*
 * What the files of siting by choice share.
 */
#ifndef JH_SITE_HOME_H
#define JH_SITE_HOME_H

#include "junheng/home.h"

#include "base/arena.h"
#include "base/rng.h"
#include "site/loc.h"

/** Weights by pair (kind * n_hosts + host), and the groups they fall on. */
struct jh_i_home {
    const struct jh_site_home *in;
    const struct jh_i_loc *loc;
    size_t n_groups, n_pairs;
    size_t *start; /* [n_pairs + 1] */
    int32_t *group;
    double *weight;
    double *
        treated; /* rows: cases there today and by its weight, shared by 1 + u + v; NULL: not known */
    uint8_t *at_home; /* rows: 1: counts as home */
};
bool jh_i_home_init(struct jh_i_home *home, const struct jh_site_home *in,
    const struct jh_i_loc *loc, struct jh_arena *arena);

/** Added weights of an open set, group by group. */
struct jh_i_home_value {
    const struct jh_i_home *home;
    double *u, *v;       /* [n_groups] */
    double *du, *dv;     /* [n_groups] scratch, 0 between calls */
    int32_t *touched;    /* [n_groups] */
    uint8_t *is_touched; /* [n_groups] */
};
bool jh_i_home_value_init(
    struct jh_i_home_value *value, const struct jh_i_home *home, struct jh_arena *arena);
/** Cases brought home by a group. */
double jh_i_home_of_group(const struct jh_i_home *home, size_t group, double u, double v);
void jh_i_home_value_set(struct jh_i_home_value *value, const uint8_t *open);
double jh_i_home_value_sum(const struct jh_i_home_value *value);
/** What a move would add. */
double jh_i_home_value_delta(struct jh_i_home_value *value, const struct jh_i_move *move);
void jh_i_home_value_apply(struct jh_i_home_value *value, const struct jh_i_move *move);

/** Least cases and beds by what patients choose. */
struct jh_i_home_loads {
    const struct jh_i_home *home;
    size_t n_regions;
    double *least, *there, *staying; /* [n_pairs] */
    double *beds;                    /* [n_kinds] */
    double *host_max, *region_max;   /* INFINITY: none */
    int32_t *region;                 /* [n_hosts], -1: none */
    double case_beds;                /* beds that count as one case in what is broken */
    /* of an open set */
    double *load; /* [n_pairs], 0 of those closed */
    double *host_beds, *region_beds;
    double broken; /* cases below the least and beds, as cases, above the most; 0: all rules kept */
    /* whatever opens under the fixings last looked at; 0 of what is out */
    double *low, *high;               /* [n_pairs] */
    double *low_weight, *high_weight; /* [n_groups] */
    double *zone_most;                /* scratch, 0 between calls, as all that follows */
    double *pair_change, *host_change, *region_change, *group_change;
    size_t *pair, n_pair, n_group;
    int32_t *group;
    uint8_t *has_pair, *has_group, *will;
};
/** Has the problem rules on what pairs treat? */
bool jh_i_home_loads_wanted(const struct jh_site_problem *problem);
bool jh_i_home_loads_init(struct jh_i_home_loads *loads, const struct jh_site_problem *problem,
    const struct jh_i_home *home, struct jh_arena *arena);
void jh_i_home_loads_set(
    struct jh_i_home_loads *loads, const uint8_t *open, const struct jh_i_home_value *value);
/** How much more a move would break, after jh_i_home_loads_set(). */
double jh_i_home_loads_delta(struct jh_i_home_loads *loads, const struct jh_i_home_value *value,
    const uint8_t *open, const struct jh_i_move *move);
/** Bounds of all loads under the fixings, and free pairs that break a rule whatever else opens set to
 *  -1; false: no choice keeps the rules. The open set's figures are overwritten. */
bool jh_i_home_loads_rule_out(struct jh_i_home_loads *loads, int8_t *fix);
/** Beds of hosts, then new ones of regions: what a pair needs of them at least. */
size_t jh_i_home_loads_n_rows(const struct jh_i_home_loads *loads);
double jh_i_home_loads_row(const struct jh_i_home_loads *loads, size_t pair, bool of_region);

/** Exchanges on a feasible state. */
struct jh_i_home_search {
    const struct jh_i_home *home;
    struct jh_i_state *state;
    struct jh_i_home_value value;
    struct jh_i_home_loads *loads; /* NULL: no rules on them */
    struct jh_i_move move, back;
    int32_t *zone_start, *zone_host; /* hosts by zone, those of none last */
    const int8_t *fix;               /* [n_pairs] pairs to keep in or out; NULL: none */
};
bool jh_i_home_search_init(struct jh_i_home_search *search, const struct jh_i_home *home,
    struct jh_i_state *state, struct jh_arena *arena);
/** Make moves while any is worth it; the state must serve all and keep all rules but those on loads: of
 *  them as little is broken in the end as exchanges can reach. */
void jh_i_home_search_run(struct jh_i_home_search *search, struct jh_i_clock *clock);
/** The move must be in search->move; done and kept if the rules and the service allow it. */
bool jh_i_home_search_try(struct jh_i_home_search *search);
/** Best replacement of an open pair: alone, else of all pairs of its host; value lost, INFINITY:
 *  none. The state is as before afterwards. */
double jh_i_home_search_next(
    struct jh_i_home_search *search, size_t pair, int32_t *out_host, bool *out_whole);
/** Value lost without the pair; INFINITY: it cannot go. */
double jh_i_home_search_marginal(struct jh_i_home_search *search, size_t pair);

/** The bound. */
struct jh_i_home_dual {
    const struct jh_i_home *home;
    const int8_t *fix; /* [n_pairs + n_hosts] -1 out, 1 in, 0 free; hosts: 1 must be a centre */
    size_t n_blocks;   /* zones, then hosts of no zone one by one */
    size_t *block_start;
    int32_t *block_host;
    double *lambda, *lambda_best; /* [n_groups] price of what others add */
    double *least, *limit;        /* [n_groups] that others can add */
    double *cross, *own;          /* [n_groups] of the choice */
    double *direction;            /* [n_groups] */
    double *peak, *base;          /* [n_groups] by lambda */
    double *pair_value;           /* [n_pairs] */
    double *mean, *host_mean;     /* [n_pairs], [n_hosts] averaged choice */
    uint8_t *chosen;              /* [n_pairs] */
    size_t n_prices;
    double *price, *price_best; /* [n_prices] of kinds, of pairs, of the budget, of serving a kind
                              somewhere, of beds by host and region */
    const uint8_t *wanted;      /* [n_kinds] 1: must be open somewhere; borrowed */
    const struct jh_i_home_loads *loads; /* NULL: none; its bounds are those of the fixings */
    double *price_limit;                 /* what exists taken off; INFINITY: none */
    double *price_used, *price_direction, *price_scale;
    double *block_max;      /* [n_blocks] scratch, 0 between calls */
    double *block_value;    /* [n_blocks * columns] with at most so many hosts */
    double *before, *after; /* [(n_blocks + 1) * (total + 1)] dynamic programming */
    int32_t total;          /* hosts in all that matter */
    uint8_t *needed;        /* [n_zones * n_kinds] 1: must be in the zone itself */
    double bound, factor;
    int n_worse;
    struct jh_i_home_pick *pick;
};
bool jh_i_home_dual_init(struct jh_i_home_dual *dual, const struct jh_i_home *home,
    const uint8_t *needed, const uint8_t *wanted, const struct jh_i_home_loads *loads,
    struct jh_arena *arena);
/** Limits of the priced totals under the fixings. */
void jh_i_home_prices_limit(struct jh_i_home_dual *dual);
/** How far the choice uses them. */
void jh_i_home_prices_use(struct jh_i_home_dual *dual);
/** What a pair pays. */
double jh_i_home_prices_of_pair(const struct jh_i_home_dual *dual, size_t pair);
/** Multipliers from added weights. */
void jh_i_home_dual_start(struct jh_i_home_dual *dual, const struct jh_i_home_value *value);
/** After fixings changed: limits, step history. */
void jh_i_home_dual_restart(struct jh_i_home_dual *dual, double factor);
/** Steps; false: no choice keeps the fixings. Stops at a bound at or below cut. */
bool jh_i_home_dual_run(
    struct jh_i_home_dual *dual, int n_steps, double target, double cut, struct jh_i_clock *clock);
/** Set fix to -1 for hosts whose opening leaves the bound at or below cut. How many. */
size_t jh_i_home_dual_fix(struct jh_i_home_dual *dual, double cut, int8_t *fix);

/** Choices inside one block. */
struct jh_i_home_pick {
    const struct jh_i_home_dual *dual;
    size_t n, n_kinds;
    int32_t *host;   /* [n] candidates */
    double *value;   /* [n * n_kinds], -INFINITY: not allowed */
    double *fee;     /* [n] of the host */
    uint8_t *forced; /* [n] */
    double *best;    /* [n_kinds] scratch */
    int32_t *set, *best_set;
    size_t n_best_set;
};
/** Best value with at most n_hosts hosts of the block (host must: one of them, -1: any); -INFINITY:
 *  none. best_set holds positions. */
double jh_i_home_pick_best(struct jh_i_home_pick *pick, int32_t n_hosts, int32_t must);
/** After the best of fewer: no choice of n_hosts is worth more than this. best_set grows. */
double jh_i_home_pick_more(struct jh_i_home_pick *pick, int32_t n_hosts);
void jh_i_home_pick_load(struct jh_i_home_pick *pick, size_t block);
/** Mark what the last best takes. */
void jh_i_home_pick_mark(const struct jh_i_home_pick *pick, size_t block, uint8_t *chosen);

#endif
