/*
 * The zones that commands speak of where nothing else is said.
 */
#ifndef JH_CLI_ZONING_H
#define JH_CLI_ZONING_H

#include "junheng/zone.h"

/** Given zones where the dataset has any, else zones from flows; as scenarios do by default. */
static inline struct jh_zone_request cli_zone_request(const struct jh_dataset *dataset)
{
    return (struct jh_zone_request){
        .method = dataset->zones.n > 0 ? JH_ZONE_GIVEN : JH_ZONE_LEIDEN, .unit = JH_ZONE_UNIT_AUTO};
}

#endif
