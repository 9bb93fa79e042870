/*
 * Areas and hospitals grouped the way a question asks: by area, region, zone, hospital, or all in one.
 */
#ifndef JH_CLI_UNITS_H
#define JH_CLI_UNITS_H

#include "junheng/zone.h"

#include "base/arena.h"

enum cli_by { CLI_BY_AREA, CLI_BY_REGION, CLI_BY_ZONE, CLI_BY_HOSPITAL, CLI_BY_SPECIALTY };

/** Units with their members. By hospital: hospitals are units of their own and areas are in none.
 *  By specialty: the territory is the only unit. */
struct cli_units {
    size_t n;
    const char *const *id, *const *name; /* [n], borrowed from dataset or zoning */
    int32_t *of_area;                    /* [areas.n] */
    int32_t *of_hospital;                /* [hospitals.n] */
};
/** @param zoning  Needed by zone only. Memory comes from the arena. */
enum jh_status cli_units_make(const struct jh_dataset *dataset, enum cli_by by,
    const struct jh_zoning *zoning, struct jh_arena *arena, struct cli_units *out_units,
    struct jh_error *err) JH_CHECKED;

#endif
