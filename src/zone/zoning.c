/*
 * The whole step: units, contiguity, flows, zones by one of the methods, names, indices.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "model/zone_of.h"
#include "zone/huff.h"
#include "zone/naming.h"
#include "zone/units.h"

struct jh_zone_store {
    struct jh_arena arena;
};

/* What the methods work on; they set zoning->zones and zoning->n_islands. */
struct making {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const struct jh_zone_request *request;
    const struct jh_run *run;
    struct jh_arena *arena;
    struct jh_zone_units units;
    struct jh_graph areas; /* contiguity; n = 0: not made */
    size_t n_fixed;
    int32_t *fixed; /* [units] fixed part or JH_NONE; NULL: nothing is */
    struct jh_zoning *zoning;
};

static enum jh_status alloc_zones(struct making *m, size_t n, struct jh_error *err)
{
    struct jh_zones *z = &m->zoning->zones;
    size_t n_areas = m->dataset->areas.n_inside;
    *z = (struct jh_zones){.n = n,
        .id = jh_arena_new(m->arena, n, const char *),
        .name = jh_arena_new(m->arena, n, const char *),
        .centre_city = jh_arena_new(m->arena, n, const char *),
        .of_area = jh_arena_new(m->arena, n_areas, int32_t)};
    if (z->id == NULL || z->name == NULL || z->centre_city == NULL || z->of_area == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static enum jh_status copy_text(
    struct jh_arena *arena, const char *text, const char **out, struct jh_error *err)
{
    *out = jh_arena_strdup(arena, text);
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_given(struct making *m, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_zones *given = &m->dataset->zones;
    struct jh_zones *z = &m->zoning->zones;
    size_t n = m->dataset->areas.n_inside;
    if (given->n == 0) {
        st = jh_fail(err, JH_E_DATA, "no zones are given");
        jh_hint(err, "Add zones.csv to the dataset, or have zones found from the flows.");
        return st;
    }
    JH_TRY(st, alloc_zones(m, given->n, err));
    memcpy(z->of_area, given->of_area, n * sizeof *z->of_area);
    for (size_t i = 0; i < given->n; i++) {
        JH_TRY(st, copy_text(m->arena, given->id[i], &z->id[i], err));
        JH_TRY(st, copy_text(m->arena, given->name[i], &z->name[i], err));
        JH_TRY(st, copy_text(m->arena, given->centre_city[i], &z->centre_city[i], err));
    }
    for (size_t a = 0; a < m->areas.n; a++)
        m->zoning->n_islands += n > 1 && m->areas.start[a] == m->areas.start[a + 1];
out:
    return st;
}

static enum jh_status number_zones(struct making *m, size_t n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zones *z = &m->zoning->zones;
    int digits = n > 9999 ? 6 : n > 999 ? 4 : n > 99 ? 3 : 2;
    JH_TRY(st, alloc_zones(m, n, err));
    for (size_t i = 0; i < n; i++) {
        char id[32];
        snprintf(id, sizeof id, "Z%0*zu", digits, i + 1);
        z->name[i] = z->centre_city[i] = "";
        JH_TRY(st, copy_text(m->arena, id, &z->id[i], err));
    }
out:
    return st;
}

/* What the methods on units see. */
struct sight {
    struct jh_zone_flow flow, use;
    struct jh_graph graph;
    int32_t *zone_of;    /* [units], out */
    size_t n_zones;      /* out */
    int32_t *service_of; /* [units], out, of referral regions; NULL: none */
};

static enum jh_status fix(
    struct making *m, size_t area, int32_t zone, int32_t *seed_of, struct jh_error *err)
{
    int32_t *seed = &seed_of[m->units.of_area[area]];
    if (*seed != JH_NONE && *seed != zone)
        return jh_fail(err, JH_E_DATA, "%s would be in two zones: what is fixed cuts a unit",
            m->units.name[m->units.of_area[area]]);
    *seed = zone;
    return JH_OK;
}

/* The area of that id or name, else all areas of that region. */
static enum jh_status fix_centre(
    struct making *m, const char *centre, int32_t zone, int32_t *seed_of, struct jh_error *err)
{
    const struct jh_areas *areas = &m->dataset->areas;
    const struct jh_regions *regions = &m->dataset->regions;
    enum jh_status st = JH_OK;
    bool found = false;
    for (size_t a = 0; a < areas->n_inside && !found; a++)
        if (strcmp(areas->id[a], centre) == 0 || strcmp(areas->name[a], centre) == 0) {
            JH_TRY(st, fix(m, a, zone, seed_of, err));
            found = true;
        }
    for (size_t r = 0; r < regions->n && !found; r++) {
        if (strcmp(regions->id[r], centre) != 0 && strcmp(regions->name[r], centre) != 0)
            continue;
        for (size_t a = 0; a < areas->n_inside; a++)
            if (areas->region[a] == (int32_t)r) {
                JH_TRY(st, fix(m, a, zone, seed_of, err));
                found = true;
            }
    }
    if (!found)
        st = jh_fail(err, JH_E_NOT_FOUND, "no area or region is called %.60s", centre);
out:
    return st;
}

/* What is fixed, by unit: named centres, else the areas of each given zone. n_fixed 0: nothing. */
static enum jh_status make_fixed(struct making *m, struct jh_error *err)
{
    const struct jh_zone_request *q = m->request;
    const struct jh_zones *given = &m->dataset->zones;
    enum jh_status st = JH_OK;
    m->n_fixed = q->n_centres > 0 ? q->n_centres : q->keep_given ? given->n : 0;
    m->fixed = jh_arena_new(m->arena, m->units.n, int32_t);
    if (m->fixed == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < m->units.n; u++)
        m->fixed[u] = JH_NONE;
    for (size_t k = 0; k < q->n_centres; k++)
        JH_TRY(st, fix_centre(m, q->centre[k], (int32_t)k, m->fixed, err));
    for (size_t a = 0; q->n_centres == 0 && m->n_fixed > 0 && a < m->dataset->areas.n_inside; a++)
        if (given->of_area[a] != JH_NONE)
            JH_TRY(st, fix(m, a, given->of_area[a], m->fixed, err));
out:
    return st;
}

static enum jh_status find_by_leiden(struct making *m, struct sight *s, struct jh_error *err)
{
    struct jh_zone_options options = m->request->options;
    enum jh_status st = make_fixed(m, err);
    if (st != JH_OK)
        return st;
    if (m->n_fixed > 0) {
        options.fixed = m->fixed;
        options.n_zones = options.n_zones > 0 ? options.n_zones : m->n_fixed;
    }
    return jh_zone_leiden(&s->flow, &s->graph, m->units.population, m->units.point, &options,
        m->run, s->zone_of, &s->n_zones, &m->zoning->n_islands, err);
}

static enum jh_status find_by_plurality(struct making *m, struct sight *s, struct jh_error *err)
{
    return jh_zone_plurality(&s->flow, s->use.n > 0 ? &s->use : NULL, &s->graph,
        m->units.population, m->units.point, &m->request->options, s->zone_of, &s->n_zones,
        &m->zoning->n_islands, err);
}

/* The cases that referral regions go by, between units. */
static enum jh_status gather_referrals(struct making *m, struct sight *s, struct jh_error *err)
{
    const struct jh_zone_referral *referral = m->request->referral;
    const struct jh_flow_table *t = m->table;
    struct jh_flow_table picked = {0};
    enum jh_status st = JH_OK;
    if (referral->specialty == NULL) {
        if (t->hard == NULL || !t->has_hard[JH_SIDE_INSIDE]) {
            st = jh_fail(err, JH_E_DATA, "the flows do not tell which cases are hard");
            jh_hint(err, "Name the specialties whose cases decide about referral regions.");
            return st;
        }
        picked = *t;
        picked.cases = t->hard; /* all else is borrowed and not read */
        return jh_i_zone_flow(m->dataset, &picked, m->units.n, m->units.of_area, &s->use, err);
    }
    JH_TRY(st, jh_flow_pick(m->dataset, t, referral->specialty, &picked, err));
    st = jh_i_zone_flow(m->dataset, &picked, m->units.n, m->units.of_area, &s->use, err);
out:
    jh_flow_table_release(&picked);
    return st;
}

static enum jh_status find_by_referral(struct making *m, struct sight *s, struct jh_error *err)
{
    if (m->request->referral == NULL)
        return find_by_plurality(m, s, err);
    enum jh_status st = gather_referrals(m, s, err);
    if (st != JH_OK)
        return st;
    s->service_of = jh_arena_new(m->arena, m->units.n, int32_t);
    if (s->service_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return jh_zone_referral(&s->flow, &s->use, m->request->referral->min_cases, &s->graph,
        m->units.population, m->units.point, &m->request->options, s->service_of,
        &m->zoning->n_services, s->zone_of, &s->n_zones, &m->zoning->n_islands, err);
}

static enum jh_status find_by_huff(struct making *m, struct sight *s, struct jh_error *err)
{
    enum jh_status st =
        jh_i_zone_huff(m->dataset, &m->units, m->request->huff, m->run, &s->use, err);
    return st == JH_OK ? find_by_plurality(m, s, err) : st;
}

static enum jh_status find_by_seeds(struct making *m, struct sight *s, struct jh_error *err)
{
    const struct jh_zone_options *o = &m->request->options;
    enum jh_status st = make_fixed(m, err);
    if (st != JH_OK)
        return st;
    if (o->min_population > 0 || o->min_localization > 0) {
        st = jh_fail(err, JH_E_UNSUPPORTED, "the method seeded meets no minima");
        jh_hint(err, "Take leiden: it keeps named centres and fixed parts too.");
        return st;
    }
    if (o->n_zones > 0 && o->n_zones != m->n_fixed)
        return jh_fail(err, JH_E_UNSUPPORTED,
            "the method seeded makes as many zones as are fixed, %zu", m->n_fixed);
    if (m->n_fixed == 0)
        return jh_fail(err, JH_E_DATA, "neither centres nor zones are given to grow zones around");
    s->n_zones = m->n_fixed;
    return jh_zone_seeded(&s->flow, &s->graph, m->units.population, m->units.point, s->n_zones,
        m->fixed, o->resolution, s->zone_of, &m->zoning->n_islands, err);
}

static const char *centre_name(const struct making *m, size_t centre)
{
    const struct jh_areas *areas = &m->dataset->areas;
    const struct jh_regions *regions = &m->dataset->regions;
    const char *city = m->request->centre[centre];
    for (size_t a = 0; a < areas->n_inside; a++)
        if (strcmp(areas->id[a], city) == 0 || strcmp(areas->name[a], city) == 0)
            return areas->name[a];
    for (size_t r = 0; r < regions->n; r++)
        if (strcmp(regions->id[r], city) == 0)
            return regions->name[r];
    return city;
}

/* Zones around centres are called after them; given ones keep what they are called. */
static enum jh_status name_fixed(struct making *m, const int32_t *zone_of, struct jh_error *err)
{
    const struct jh_zones *given = &m->dataset->zones;
    const struct jh_zone_request *q = m->request;
    struct jh_zones *z = &m->zoning->zones;
    enum jh_status st = JH_OK;
    for (size_t u = 0; m->n_fixed > 0 && u < m->units.n; u++) {
        if (m->fixed[u] == JH_NONE || z->centre_city[zone_of[u]][0] != '\0')
            continue;
        size_t f = (size_t)m->fixed[u];
        int32_t k = zone_of[u];
        const char *city = q->n_centres > 0 ? centre_name(m, f) : given->centre_city[f];
        JH_TRY(st, copy_text(m->arena, city, &z->centre_city[k], err));
        if (q->n_centres > 0)
            continue;
        JH_TRY(st, copy_text(m->arena, given->id[f], &z->id[k], err));
        JH_TRY(st, copy_text(m->arena, given->name[f], &z->name[k], err));
    }
out:
    return st;
}

/* Methods in the order of enum jh_zone_method; given zones need none. */
static enum jh_status (*const finders[])(
    struct making *m, struct sight *s, struct jh_error *err) = {
    [JH_ZONE_GIVEN] = NULL,
    [JH_ZONE_LEIDEN] = find_by_leiden,
    [JH_ZONE_DARTMOUTH] = find_by_referral,
    [JH_ZONE_HUFF] = find_by_huff,
    [JH_ZONE_SEEDED] = find_by_seeds,
};

static enum jh_status tell_services(struct making *m, const struct sight *s, struct jh_error *err)
{
    size_t n = m->dataset->areas.n_inside;
    if (s->service_of == NULL)
        return JH_OK;
    int32_t *of = m->zoning->service_of = jh_arena_new(m->arena, n, int32_t);
    if (of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n; a++)
        of[a] = s->service_of[m->units.of_area[a]];
    return JH_OK;
}

static enum jh_status find_zones(struct making *m, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_zone_units *u = &m->units;
    struct sight s = {.zone_of = jh_arena_new(m->arena, u->n, int32_t)};
    if (s.zone_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_zone_flow(m->dataset, m->table, u->n, u->of_area, &s.flow, err));
    JH_TRY(st, jh_i_zone_group_graph(&m->areas, u->n, u->of_area, &s.graph, err));
    JH_TRY(st, finders[m->request->method](m, &s, err));
    JH_TRY(st, number_zones(m, s.n_zones, err));
    JH_TRY(st, name_fixed(m, s.zone_of, err));
    for (size_t a = 0; a < m->dataset->areas.n_inside; a++)
        m->zoning->zones.of_area[a] = s.zone_of[u->of_area[a]];
    JH_TRY(st, tell_services(m, &s, err));
out:
    jh_zone_flow_release(&s.flow);
    jh_zone_flow_release(&s.use);
    jh_graph_release(&s.graph);
    return st;
}

/* Indices are always over areas, so that zones of regions and of areas compare. */
static enum jh_status judge(struct making *m, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_areas *areas = &m->dataset->areas;
    struct jh_zones *z = &m->zoning->zones;
    struct jh_zone_flow flow = {0};
    int32_t *self = jh_arena_new(m->arena, areas->n_inside, int32_t);
    if (self == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < areas->n_inside; a++) {
        self[a] = (int32_t)a;
        m->zoning->n_areas_without_zone += z->of_area[a] == JH_NONE;
    }
    JH_TRY(st, jh_i_zone_flow(m->dataset, m->table, areas->n_inside, self, &flow, err));
    JH_TRY(st, jh_zone_judge(&flow, m->zoning->contiguity != JH_CONTIGUITY_NONE ? &m->areas : NULL,
                   areas->population, z->n, z->of_area, &m->zoning->indices, err));
    if (m->zoning->contiguity != JH_CONTIGUITY_NONE) {
        m->zoning->apart = jh_arena_new(m->arena, areas->n_inside, uint8_t);
        if (m->zoning->apart == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
        JH_TRY(st,
            jh_zone_apart(&m->areas, areas->population, z->n, z->of_area, m->zoning->apart, err));
    }
    JH_TRY(st, jh_i_zone_names(m->arena, m->dataset, &m->units, &flow, z, err));
out:
    jh_zone_flow_release(&flow);
    return st;
}

static enum jh_status find_contiguity(struct making *m, struct jh_error *err)
{
    struct jh_zoning *zoning = m->zoning;
    zoning->coincident = jh_arena_new(m->arena, m->dataset->areas.n_inside, int32_t);
    if (zoning->coincident == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return jh_zone_adjacency(
        m->dataset, &m->areas, &zoning->contiguity, zoning->coincident, &zoning->n_coincident, err);
}

enum jh_status jh_zoning_make(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_zone_request *request, bool need_contiguity, const struct jh_run *run,
    struct jh_zoning *out_zoning, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_zoning zoning = {0};
    struct making m = {
        .dataset = dataset, .table = table, .request = request, .run = run, .zoning = &zoning};
    bool found = request->method != JH_ZONE_GIVEN;
    if ((size_t)request->method >= sizeof finders / sizeof *finders)
        return jh_fail(err, JH_E_ARG, "no method of delineation has number %d", request->method);
    if (request->referral != NULL && request->method != JH_ZONE_DARTMOUTH)
        return jh_fail(err, JH_E_ARG, "only the method dartmouth makes referral regions");
    zoning.store = jh_i_calloc(1, sizeof *zoning.store);
    if (zoning.store == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    m.arena = &zoning.store->arena;
    jh_arena_init(m.arena, 0);
    zoning.zone_of_hospital = jh_arena_new(m.arena, dataset->hospitals.n, int32_t);
    if (zoning.zone_of_hospital == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    jh_run_progress(run, "delineating zones", 0);
    JH_TRY(st, jh_i_zone_units(m.arena, dataset, request->unit, &m.units, err));
    if (need_contiguity || found)
        JH_TRY(st, find_contiguity(&m, err));
    JH_TRY(st, found ? find_zones(&m, err) : take_given(&m, err));
    jh_i_zone_of_hospitals(dataset, zoning.zones.of_area, zoning.zone_of_hospital);
    JH_TRY(st, judge(&m, err));
    *out_zoning = zoning;
    zoning = (struct jh_zoning){0};
out:
    jh_graph_release(&m.areas);
    jh_zoning_release(&zoning);
    return st;
}

void jh_zoning_release(struct jh_zoning *zoning)
{
    if (zoning == NULL || zoning->store == NULL)
        return;
    jh_arena_release(&zoning->store->arena);
    jh_i_free(zoning->store);
    *zoning = (struct jh_zoning){0};
}
