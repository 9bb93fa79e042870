/*
 * Plurality with a least use of towns: what service areas and referral regions share.
 */
#ifndef JH_ZONE_PLURALITY_H
#define JH_ZONE_PLURALITY_H

#include "base/arena.h"
#include "junheng/zone.h"

/**
 * As jh_zone_plurality(), of checked inputs.
 *
 * @param least_use Of a unit by anybody, for it to be a town; 0: any use.
 * @param zone_of   [flow->n], and n_zones, across ([flow->n], 1: joined a zone across): set on success.
 */
enum jh_status jh_i_zone_plurality(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_zone_flow *use, double least_use, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    int32_t *zone_of, size_t *n_zones, uint8_t *across, struct jh_error *err) JH_CHECKED;

#endif
