/* Units of one level: areas, the lowest or highest regions above them, hospitals. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "junheng/monitor.h"

void jh_units_release(struct jh_units *units)
{
    jh_i_free(units->id);
    jh_i_free(units->name);
    jh_i_free(units->of_area);
    jh_i_free(units->of_hospital);
    jh_i_free(units->population);
    *units = (struct jh_units){0};
}

/* The region that an area counts for at this level. */
static int32_t region_at(const struct jh_dataset *d, enum jh_unit_level level, size_t area)
{
    int32_t at = d->areas.region[area];
    for (size_t up = 0; level == JH_UNIT_PROVINCE && at != JH_NONE && up < d->regions.n; up++)
        at = d->regions.parent[at] != JH_NONE ? d->regions.parent[at] : at;
    return at;
}

static bool of_regions(enum jh_unit_level level)
{
    return level == JH_UNIT_REGION || level == JH_UNIT_PROVINCE;
}

/* Number the regions that hold areas, in their order; unit_of [regions.n]. */
static size_t number_regions(const struct jh_dataset *d, enum jh_unit_level level, int32_t *unit_of)
{
    size_t n = 0;
    for (size_t k = 0; k < d->regions.n; k++)
        unit_of[k] = JH_NONE;
    for (size_t a = 0; a < d->areas.n_inside; a++)
        if (region_at(d, level, a) != JH_NONE)
            unit_of[region_at(d, level, a)] = 0;
    for (size_t k = 0; k < d->regions.n; k++)
        if (unit_of[k] != JH_NONE)
            unit_of[k] = (int32_t)n++;
    return n;
}

static size_t count(const struct jh_dataset *d, enum jh_unit_level level, int32_t *unit_of)
{
    if (of_regions(level))
        return number_regions(d, level, unit_of);
    return level == JH_UNIT_AREA ? d->areas.n_inside : d->hospitals.n_inside;
}

static void name_units(const struct jh_dataset *d, const int32_t *unit_of, struct jh_units *u)
{
    for (size_t k = 0; k < u->n && !of_regions(u->level); k++) {
        u->id[k] = u->level == JH_UNIT_AREA ? d->areas.id[k] : d->hospitals.id[k];
        u->name[k] = u->level == JH_UNIT_AREA ? d->areas.name[k] : d->hospitals.name[k];
    }
    for (size_t k = 0; k < d->regions.n && of_regions(u->level); k++)
        if (unit_of[k] != JH_NONE) {
            u->id[unit_of[k]] = d->regions.id[k];
            u->name[unit_of[k]] = d->regions.name[k];
        }
    for (size_t k = 0; k < u->n; k++)
        u->population[k] = u->level == JH_UNIT_HOSPITAL ? JH_NAN : 0;
}

static void fill(const struct jh_dataset *d, const int32_t *unit_of, struct jh_units *u)
{
    name_units(d, unit_of, u);
    for (size_t a = 0; a < d->areas.n; a++) {
        const bool inside = a < d->areas.n_inside;
        u->of_area[a] = JH_NONE;
        if (inside && u->level == JH_UNIT_AREA)
            u->of_area[a] = (int32_t)a;
        if (inside && of_regions(u->level) && d->areas.region[a] != JH_NONE)
            u->of_area[a] = unit_of[region_at(d, u->level, a)];
        if (u->of_area[a] != JH_NONE)
            u->population[u->of_area[a]] += d->areas.population[a];
    }
    for (size_t h = 0; h < d->hospitals.n; h++) {
        const int32_t area = h < d->hospitals.n_inside ? d->hospitals.area[h] : JH_NONE;
        u->of_hospital[h] = JH_NONE;
        if (u->level == JH_UNIT_HOSPITAL && h < d->hospitals.n_inside)
            u->of_hospital[h] = (int32_t)h;
        else if (area != JH_NONE)
            u->of_hospital[h] = u->of_area[area];
    }
}

enum jh_status jh_units_make(const struct jh_dataset *dataset, enum jh_unit_level level,
    struct jh_units *out_units, struct jh_error *err)
{
    struct jh_units u = {.level = level};
    int32_t *unit_of = jh_i_calloc(dataset->regions.n, sizeof *unit_of);
    if (unit_of != NULL) {
        u.n = count(dataset, level, unit_of);
        u.id = jh_i_calloc(u.n, sizeof *u.id);
        u.name = jh_i_calloc(u.n, sizeof *u.name);
        u.of_area = jh_i_calloc(dataset->areas.n, sizeof *u.of_area);
        u.of_hospital = jh_i_calloc(dataset->hospitals.n, sizeof *u.of_hospital);
        u.population = jh_i_calloc(u.n, sizeof *u.population);
    }
    if (u.id == NULL || u.name == NULL || u.of_area == NULL || u.of_hospital == NULL ||
        u.population == NULL) {
        jh_i_free(unit_of);
        jh_units_release(&u);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    fill(dataset, unit_of, &u);
    jh_i_free(unit_of);
    *out_units = u;
    return JH_OK;
}
