/*
 * Zones of hospitals from zones of areas.
 */
#ifndef JH_MODEL_ZONE_OF_H
#define JH_MODEL_ZONE_OF_H

#include "junheng/model.h"

/**
 * A hospital's zone is that of its area; outside hospitals have none.
 *
 * @param zone_of_area [areas.n_inside], zone or JH_NONE.
 * @param out_zone     [hospitals.n], zone or JH_NONE.
 */
void jh_i_zone_of_hospitals(
    const struct jh_dataset *dataset, const int32_t *zone_of_area, int32_t *out_zone);

#endif
