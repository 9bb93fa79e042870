/*
 * One exporter a host: a bound that keeps hosts whole and pays a price for what exporters can carry.
 */
#ifndef JH_PAIR_HOST_PRICE_H
#define JH_PAIR_HOST_PRICE_H

#include "pair/problem.h"

/** Lagrangian multipliers of what exporters can carry, in worth; hosts in the order of by_host. */
struct jh_i_pair_prices {
    const struct jh_i_pair_problem *p;
    size_t n_groups;
    size_t *group;     /* [n_exporters] by sorted place: the same for one hospital */
    int32_t *hospital; /* [n_groups] */
    int64_t *price;    /* [n_exporters], >= 0 */
    int64_t *sum;      /* [n_groups] scratch, all 0 between calls */
    int32_t *choice;   /* [n_centres] by the host's first place of by_host: its best exporter */
    int32_t *used;     /* [n_exporters] places that the choices give to the exporter's row */
};

/**
 * Prices by subgradient steps at the problem as it stands.
 *
 * @return JH_OK; JH_E_NOMEM. Memory comes from the arena. Cost: 200 passes over all cells.
 */
enum jh_status jh_i_pair_prices_make(struct jh_i_pair_prices *prices,
    const struct jh_i_pair_problem *p, struct jh_arena *arena, struct jh_error *err) JH_CHECKED;

/** No assignment with one exporter a host and what is barred now is worth more; sets `choice`. */
int64_t jh_i_pair_prices_bound(struct jh_i_pair_prices *prices);

#endif
