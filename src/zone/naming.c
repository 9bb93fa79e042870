#include "zone/naming.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* An area, later the part of a unit in one zone. */
struct share {
    int32_t zone, unit;
    double beds, treated, people;
};

static int place_cmp(const void *p, const void *q)
{
    const struct share *a = p, *b = q;
    if (a->zone != b->zone)
        return a->zone < b->zone ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static bool is_stronger(const struct share *a, const struct share *b)
{
    if (a->beds != b->beds)
        return a->beds > b->beds;
    if (a->treated != b->treated)
        return a->treated > b->treated;
    return a->people > b->people;
}

static void read_areas(const struct jh_dataset *dataset, const struct jh_zone_units *units,
    const struct jh_zone_flow *flow, const int32_t *zone_of, struct share *share)
{
    const struct jh_hospitals *h = &dataset->hospitals;
    for (size_t a = 0; a < flow->n; a++) {
        share[a].zone = zone_of[a];
        share[a].unit = units->of_area[a];
        share[a].people = dataset->areas.population[a];
        share[a].treated += flow->inflow[a];
        for (size_t e = flow->start[a]; e < flow->start[a + 1]; e++)
            share[flow->to[e]].treated += flow->cases[e];
    }
    for (size_t i = 0; i < h->n_inside; i++)
        if (h->area[i] >= 0 && (size_t)h->area[i] < flow->n && h->beds[i] > 0)
            share[h->area[i]].beds += h->beds[i];
}

/* 成都市 -> 成都片区; 沙市, of which one character would be left, stays whole. */
static const char *zone_name(struct jh_arena *arena, const char *city)
{
    static const char suffix[] = "片区", shi[] = "市";
    size_t n = strlen(city), cut = sizeof shi - 1;
    if (n > 2 * cut && strcmp(city + n - cut, shi) == 0)
        n -= cut;
    char *name = jh_arena_alloc(arena, n + sizeof suffix, 1);
    if (name != NULL) {
        memcpy(name, city, n);
        memcpy(name + n, suffix, sizeof suffix);
    }
    return name;
}

enum jh_status jh_i_zone_names(struct jh_arena *arena, const struct jh_dataset *dataset,
    const struct jh_zone_units *units, const struct jh_zone_flow *flow, struct jh_zones *zones,
    struct jh_error *err)
{
    size_t n = flow->n;
    struct share *share = jh_arena_new(arena, n, struct share);
    struct share *best = jh_arena_new(arena, zones->n, struct share);
    if (share == NULL || best == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t z = 0; z < zones->n; z++)
        best[z].unit = JH_NONE;
    read_areas(dataset, units, flow, zones->of_area, share);
    qsort(share, n, sizeof *share, place_cmp);
    for (size_t i = 0, j; i < n; i = j) {
        struct share sum = share[i];
        for (j = i + 1; j < n && place_cmp(&share[i], &share[j]) == 0; j++) {
            sum.beds += share[j].beds;
            sum.treated += share[j].treated;
            sum.people += share[j].people;
        }
        if (sum.zone >= 0 && (best[sum.zone].unit < 0 || is_stronger(&sum, &best[sum.zone])))
            best[sum.zone] = sum;
    }
    for (size_t z = 0; z < zones->n; z++) {
        if (zones->centre_city[z][0] == '\0' && best[z].unit >= 0)
            zones->centre_city[z] = units->name[best[z].unit];
        if (zones->name[z][0] == '\0' && zones->centre_city[z][0] != '\0')
            zones->name[z] = zone_name(arena, zones->centre_city[z]);
        if (zones->name[z] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}
