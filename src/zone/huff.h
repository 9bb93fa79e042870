/*
 * How likely residents use each hospital town by its beds and the way there.
 */
#ifndef JH_ZONE_HUFF_H
#define JH_ZONE_HUFF_H

#include "zone/units.h"

/**
 * Expected residents of each unit at each unit with beds: sum over its areas of population times
 * the Huff probability of the unit's hospitals. Release with jh_zone_flow_release().
 *
 * @param huff NULL: defaults.
 */
enum jh_status jh_i_zone_huff(const struct jh_dataset *dataset, const struct jh_zone_units *units,
    const struct jh_zone_huff *huff, const struct jh_run *run, struct jh_zone_flow *out,
    struct jh_error *err) JH_CHECKED;

#endif
