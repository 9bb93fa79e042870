/*
 * The zones that commands speak of where nothing else is said.
 */
#ifndef JH_CLI_ZONING_H
#define JH_CLI_ZONING_H

#include "junheng/zone.h"

/** Given zones where the dataset has any, else zones from flows; as scenarios do by default. */
static inline enum jh_status cli_zoning(const struct jh_dataset *dataset,
    const struct jh_flow_table *flows, const struct jh_run *run, struct jh_zoning *out_zoning,
    struct jh_error *err)
{
    const struct jh_zone_request given = {.method = JH_ZONE_GIVEN, .unit = JH_ZONE_UNIT_AUTO};
    const struct jh_zone_request found = {.method = JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_AUTO};
    if (dataset->zones.n > 0)
        return jh_zoning_make(dataset, flows, &given, false, run, out_zoning, err);
    return jh_zoning_by_guideline(dataset, flows, &found, run, out_zoning, err);
}

#endif
