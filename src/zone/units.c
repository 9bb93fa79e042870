#include "zone/units.h"

#include "base/fail.h"

enum jh_status jh_i_zone_units(struct jh_arena *arena, const struct jh_dataset *dataset,
    enum jh_zone_unit unit, struct jh_zone_units *out, struct jh_error *err)
{
    const struct jh_areas *areas = &dataset->areas;
    const struct jh_regions *regions = &dataset->regions;
    size_t n = areas->n_inside;
    bool by_region = unit == JH_ZONE_UNIT_REGION || (unit == JH_ZONE_UNIT_AUTO && regions->given);
    int32_t *of_region = jh_arena_new(arena, regions->n, int32_t);
    double *most = jh_arena_new(arena, n, double);
    struct jh_zone_units u = {.of_area = jh_arena_new(arena, n, int32_t),
        .name = jh_arena_new(arena, n, const char *),
        .population = jh_arena_new(arena, n, double),
        .point = jh_arena_new(arena, n, struct jh_point)};
    if (of_region == NULL || most == NULL || u.of_area == NULL || u.name == NULL ||
        u.population == NULL || u.point == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < regions->n; r++)
        of_region[r] = JH_NONE;
    for (size_t a = 0; a < n; a++) {
        int32_t r = by_region ? areas->region[a] : JH_NONE;
        int32_t k = r >= 0 ? of_region[r] : JH_NONE;
        if (k < 0) {
            k = (int32_t)u.n++;
            u.name[k] = r >= 0 ? regions->name[r] : areas->name[a];
            u.point[k] = areas->point[a];
            most[k] = areas->population[a];
            if (r >= 0)
                of_region[r] = k;
        }
        u.of_area[a] = k;
        u.population[k] += areas->population[a];
        if (jh_point_known(areas->point[a]) &&
            (areas->population[a] > most[k] || !jh_point_known(u.point[k]))) {
            u.point[k] = areas->point[a];
            most[k] = areas->population[a];
        }
    }
    *out = u;
    return JH_OK;
}
