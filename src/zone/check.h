/*
 * What every public function of this module asks of its inputs.
 */
#ifndef JH_ZONE_CHECK_H
#define JH_ZONE_CHECK_H

#include "junheng/zone.h"

/** Flows, contiguity (NULL: none) and people fit together; numbers are finite and >= 0. */
enum jh_status jh_i_zone_check(const struct jh_zone_flow *flow, const struct jh_graph *adjacency,
    const double *population, struct jh_error *err) JH_CHECKED;

#endif
