#include "cli/units.h"

#include "base/fail.h"

static const char *const territory_id[] = {"all"};
static const char *const territory_name[] = {""};

static int32_t unit_of_area(
    const struct jh_dataset *dataset, enum cli_by by, const struct jh_zoning *zoning, int32_t area)
{
    if (area == JH_NONE || (size_t)area >= dataset->areas.n_inside)
        return JH_NONE;
    switch (by) {
    case CLI_BY_AREA:
        return area;
    case CLI_BY_REGION:
        return dataset->areas.region[area];
    case CLI_BY_ZONE:
        return zoning->zones.of_area[area];
    case CLI_BY_HOSPITAL:
        return JH_NONE;
    case CLI_BY_SPECIALTY:
        return 0;
    }
    return JH_NONE;
}

static int32_t unit_of_hospital(const struct jh_dataset *dataset, enum cli_by by,
    const struct jh_zoning *zoning, int32_t hospital)
{
    if (by == CLI_BY_HOSPITAL)
        return hospital;
    if ((size_t)hospital >= dataset->hospitals.n_inside)
        return JH_NONE;
    if (by == CLI_BY_SPECIALTY)
        return 0;
    if (by == CLI_BY_ZONE)
        return zoning->zone_of_hospital[hospital];
    return unit_of_area(dataset, by, zoning, dataset->hospitals.area[hospital]);
}

static struct cli_units unit_names(
    const struct jh_dataset *dataset, enum cli_by by, const struct jh_zoning *zoning)
{
    switch (by) {
    case CLI_BY_AREA:
        return (struct cli_units){
            .n = dataset->areas.n_inside, .id = dataset->areas.id, .name = dataset->areas.name};
    case CLI_BY_REGION:
        return (struct cli_units){
            .n = dataset->regions.n, .id = dataset->regions.id, .name = dataset->regions.name};
    case CLI_BY_ZONE:
        return (struct cli_units){
            .n = zoning->zones.n, .id = zoning->zones.id, .name = zoning->zones.name};
    case CLI_BY_HOSPITAL:
        return (struct cli_units){.n = dataset->hospitals.n,
            .id = dataset->hospitals.id,
            .name = dataset->hospitals.name};
    case CLI_BY_SPECIALTY:
        break;
    }
    return (struct cli_units){.n = 1, .id = territory_id, .name = territory_name};
}

enum jh_status cli_units_make(const struct jh_dataset *dataset, enum cli_by by,
    const struct jh_zoning *zoning, struct jh_arena *arena, struct cli_units *out_units,
    struct jh_error *err)
{
    struct cli_units units = unit_names(dataset, by, zoning);
    units.of_area = jh_arena_new(arena, dataset->areas.n, int32_t);
    units.of_hospital = jh_arena_new(arena, dataset->hospitals.n, int32_t);
    if (units.of_area == NULL || units.of_hospital == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < dataset->areas.n; a++)
        units.of_area[a] = unit_of_area(dataset, by, zoning, (int32_t)a);
    for (size_t h = 0; h < dataset->hospitals.n; h++)
        units.of_hospital[h] = unit_of_hospital(dataset, by, zoning, (int32_t)h);
    *out_units = units;
    return JH_OK;
}
