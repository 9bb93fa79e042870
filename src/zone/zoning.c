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
    int32_t *zone_of; /* [units], out */
    size_t n_zones;   /* out */
};

static enum jh_status find_by_leiden(struct making *m, struct sight *s, struct jh_error *err)
{
    return jh_zone_leiden(&s->flow, &s->graph, m->units.population, m->units.point,
        &m->request->options, m->run, s->zone_of, &s->n_zones, &m->zoning->n_islands, err);
}

static enum jh_status find_by_plurality(struct making *m, struct sight *s, struct jh_error *err)
{
    return jh_zone_plurality(&s->flow, s->use.n > 0 ? &s->use : NULL, &s->graph,
        m->units.population, m->units.point, &m->request->options, s->zone_of, &s->n_zones,
        &m->zoning->n_islands, err);
}

static enum jh_status find_by_huff(struct making *m, struct sight *s, struct jh_error *err)
{
    enum jh_status st =
        jh_i_zone_huff(m->dataset, &m->units, m->request->huff, m->run, &s->use, err);
    return st == JH_OK ? find_by_plurality(m, s, err) : st;
}

/* Methods in the order of enum jh_zone_method; given zones need none. */
static enum jh_status (*const finders[])(
    struct making *m, struct sight *s, struct jh_error *err) = {
    [JH_ZONE_GIVEN] = NULL,
    [JH_ZONE_LEIDEN] = find_by_leiden,
    [JH_ZONE_DARTMOUTH] = find_by_plurality,
    [JH_ZONE_HUFF] = find_by_huff,
};

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
    for (size_t a = 0; a < m->dataset->areas.n_inside; a++)
        m->zoning->zones.of_area[a] = s.zone_of[u->of_area[a]];
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
