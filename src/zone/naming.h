/*
 * Names of zones: after the region or area in them with most beds, cases treated, people.
 */
#ifndef JH_ZONE_NAMING_H
#define JH_ZONE_NAMING_H

#include "zone/units.h"

/**
 * Fill what is "" among zones->name and zones->centre_city: the centre city is the name of the unit
 * (of its part in the zone) with most beds of inside hospitals, else most cases treated, else most
 * people; the name is the centre city, without its 市, and 片区.
 *
 * @param flow Between areas.
 */
enum jh_status jh_i_zone_names(struct jh_arena *arena, const struct jh_dataset *dataset,
    const struct jh_zone_units *units, const struct jh_zone_flow *flow, struct jh_zones *zones,
    struct jh_error *err) JH_CHECKED;

#endif
