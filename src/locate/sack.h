/*
 * Capacities in the dual: what a site gains is the best load of clients that it can carry.
 */
#ifndef JH_LOCATE_SACK_H
#define JH_LOCATE_SACK_H

#include "locate/pm.h"

/** Knapsacks of the sites of one instance. */
struct jh_i_sacks {
    const struct jh_i_pm *pm;
    const double *load;     /* [n] */
    const double *capacity; /* [m] */
    const uint8_t *must;    /* [m], sites that are open in any case */
    int32_t n_must;
    uint8_t *in;                 /* [pairs], by column: the client is in the site's best load */
    uint8_t *exact;              /* [m], the gain is that of `in`; else a bound above it */
    struct jh_i_sack_item *item; /* [n] scratch */
    int32_t *order;              /* [m] scratch */
    double *sorted;              /* [m] scratch */
};
enum jh_status jh_i_sacks_init(struct jh_i_sacks *sacks, const struct jh_i_pm *pm,
    const double *load, const double *capacity, const uint8_t *must,
    struct jh_error *err) JH_CHECKED;
void jh_i_sacks_release(struct jh_i_sacks *sacks);

/** rho [m] for prices u [n]: exact for all sites that may be among the p least, from below for the
 *  others. Returns the pairs looked at. */
int64_t jh_i_sacks_price(struct jh_i_sacks *sacks, const double *u, double *out_rho);

#endif
