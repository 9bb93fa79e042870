/*
 * Weak zones joined to neighbours until a number and the minima are met; zones in order of size.
 */
#ifndef JH_ZONE_WEAK_H
#define JH_ZONE_WEAK_H

#include "base/arena.h"
#include "junheng/zone.h"

/** Number, minima and resolution make sense for these units. */
enum jh_status jh_i_zone_check_options(const struct jh_zone_options *options,
    const double *population, size_t n, struct jh_error *err) JH_CHECKED;

/**
 * One zone at a time joins a neighbour: first those with too few people, fewest first; then those
 * below the minimum localization index, lowest first; then, while there are more zones than
 * wanted, the one of lowest localization index. Ties: fewer people, then the lower number.
 * It joins the touching zone that it sends most cases to; ties and none: longest common border,
 * then the lower number. A zone that touches none may join any.
 *
 * @param zone_of [flow->n], 0..*n_zones-1, in and out; numbers stay dense.
 * @return JH_E_INFEASIBLE: fewer zones left than wanted, or one zone that is still too weak.
 */
enum jh_status jh_i_zone_merge_weak(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population,
    const struct jh_zone_options *options, size_t *n_zones, int32_t *zone_of,
    struct jh_error *err) JH_CHECKED;

/** Zones numbered by descending population, then by first unit. */
enum jh_status jh_i_zone_by_size(struct jh_arena *arena, size_t n, const double *population,
    size_t n_zones, int32_t *zone_of, struct jh_error *err) JH_CHECKED;

#endif
