/*
 * The whole step: which places there are, their figures, scores and ranks.
 */
#include "junheng/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "base/suggest.h"
#include "place/figures.h"

/* The guideline of 2021 to 2025: one centre per 10 to 15 million people (docs/methods/zones.md). */
#define PEOPLE_PER_CENTRE 12.5e6

struct jh_place_store {
    struct jh_arena arena;
};

static const struct {
    const char *id, *title;
} dimensions[] = {
#define JH_X(name, number, id, en) {id, en},
    JH_PLACE_DIMENSION_MAP(JH_X)
#undef JH_X
};

static const struct jh_place_indicator standard[] = {
#define JH_X(name, number, dimension, id, more, en) {id, en, JH_PLACE_##dimension, more, 1},
    JH_PLACE_INDICATOR_MAP(JH_X)
#undef JH_X
};

const char *jh_place_dimension_name(enum jh_place_dimension dimension)
{
    return (unsigned)dimension < JH_N_PLACE_DIMENSIONS ? dimensions[dimension].id : "";
}

const char *jh_place_dimension_title(enum jh_place_dimension dimension)
{
    return (unsigned)dimension < JH_N_PLACE_DIMENSIONS ? dimensions[dimension].title : "";
}

struct jh_place_options jh_place_options_default(void)
{
    return (struct jh_place_options){
        JH_PLACE_WEIGHTS_GIVEN, JH_PLACE_SUM, {1, 1, 1, 1, 1}, 1, 1000, 0.5};
}

struct jh_place_request jh_place_request_default(void)
{
    struct jh_place_request request = {.unit = JH_PLACES_BY_REGION,
        .reach_min = 60,
        .national_quality = JH_NAN,
        .travel = jh_travel_options_default(),
        .options = jh_place_options_default()};
    request.options.n_chosen = 0;
    return request;
}

static enum jh_status no_memory(struct jh_error *err)
{
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status allocate_places(struct jh_i_place_work *w, size_t n, struct jh_error *err)
{
    struct jh_places *p = w->places;
    struct jh_arena *arena = &p->store->arena;
    p->n = n;
    p->id = jh_arena_new(arena, n, const char *);
    p->name = jh_arena_new(arena, n, const char *);
    p->main_hospital = jh_arena_new(arena, n, int32_t);
    p->order = jh_arena_new(arena, n, int32_t);
    if (p->id == NULL || p->name == NULL || p->main_hospital == NULL || p->order == NULL)
        return no_memory(err);
    return JH_OK;
}

static enum jh_status name_places(struct jh_i_place_work *w, size_t n, const char *const *id,
    const char *const *name, const int32_t *from, struct jh_error *err)
{
    struct jh_arena *arena = &w->places->store->arena;
    enum jh_status st = allocate_places(w, n, err);
    for (size_t p = 0; st == JH_OK && p < n; p++) {
        size_t at = from != NULL ? (size_t)from[p] : p;
        w->places->id[p] = jh_arena_strdup(arena, id[at]);
        w->places->name[p] = jh_arena_strdup(arena, name[at]);
        if (w->places->id[p] == NULL || w->places->name[p] == NULL)
            st = no_memory(err);
    }
    return st;
}

/* The region of that level at or above a region, or JH_NONE. */
static int32_t at_level(const struct jh_regions *regions, int32_t region, const char *level)
{
    size_t steps = 0;
    while (region != JH_NONE && level != NULL && strcmp(regions->level[region], level) != 0)
        region = steps++ < regions->n ? regions->parent[region] : JH_NONE;
    return region;
}

/* Regions that hold areas, in the order of the data. */
static enum jh_status take_regions(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_regions *regions = &w->dataset->regions;
    const struct jh_areas *areas = &w->dataset->areas;
    const char *level = w->request->level;
    int32_t *number = jh_arena_new(&w->scratch, regions->n, int32_t);
    int32_t *from = jh_arena_new(&w->scratch, regions->n, int32_t);
    size_t n = 0;
    if (number == NULL || from == NULL)
        return no_memory(err);
    for (size_t a = 0; a < areas->n_inside; a++) {
        int32_t r = at_level(regions, areas->region[a], level);
        w->places->of_area[a] = r;
        if (r != JH_NONE)
            number[r] = 1;
    }
    for (size_t r = 0; r < regions->n; r++)
        if (number[r]) {
            number[r] = (int32_t)n;
            from[n++] = (int32_t)r;
        }
    if (n == 0) {
        enum jh_status st =
            level != NULL ? jh_fail(err, JH_E_NOT_FOUND, "no region has the level %.60s", level)
                          : jh_fail(err, JH_E_DATA, "the dataset has no regions");
        jh_hint(err, "Rank areas or zones instead, or add regions.csv.");
        return st;
    }
    for (size_t a = 0; a < areas->n_inside; a++)
        if (w->places->of_area[a] != JH_NONE)
            w->places->of_area[a] = number[w->places->of_area[a]];
    return name_places(w, n, regions->id, regions->name, from, err);
}

static enum jh_status take_areas(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_areas *areas = &w->dataset->areas;
    for (size_t a = 0; a < areas->n_inside; a++)
        w->places->of_area[a] = (int32_t)a;
    return name_places(w, areas->n_inside, areas->id, areas->name, NULL, err);
}

static enum jh_status take_zones(
    struct jh_i_place_work *w, const struct jh_zoning *zoning, struct jh_error *err)
{
    const struct jh_zones *zones = &zoning->zones;
    if (w->dataset->areas.n_inside > 0)
        memcpy(w->places->of_area, zones->of_area,
            w->dataset->areas.n_inside * sizeof *w->places->of_area);
    return name_places(w, zones->n, zones->id, zones->name, NULL, err);
}

static enum jh_status take_places(
    struct jh_i_place_work *w, const struct jh_zoning *zoning, struct jh_error *err)
{
    const struct jh_areas *areas = &w->dataset->areas;
    const struct jh_hospitals *hospitals = &w->dataset->hospitals;
    struct jh_places *places = w->places;
    enum jh_status st = JH_OK;
    places->of_area = jh_arena_new(&places->store->arena, areas->n, int32_t);
    places->of_hospital = jh_arena_new(&places->store->arena, hospitals->n, int32_t);
    if (places->of_area == NULL || places->of_hospital == NULL)
        return no_memory(err);
    for (size_t a = 0; a < areas->n; a++)
        places->of_area[a] = JH_NONE;
    switch (w->request->unit) {
    case JH_PLACES_BY_AREA:
        st = take_areas(w, err);
        break;
    case JH_PLACES_BY_REGION:
        st = take_regions(w, err);
        break;
    case JH_PLACES_BY_ZONE:
        st = zoning != NULL ? take_zones(w, zoning, err)
                            : jh_fail(err, JH_E_ARG, "ranking zones needs zones");
        break;
    }
    for (size_t h = 0; st == JH_OK && h < hospitals->n; h++) {
        bool placed = h < hospitals->n_inside && hospitals->area[h] != JH_NONE;
        places->of_hospital[h] = placed ? places->of_area[hospitals->area[h]] : JH_NONE;
    }
    if (st == JH_OK && places->n == 0)
        st = jh_fail(err, JH_E_DATA, "there are no places to rank");
    return st;
}

static enum jh_status take_supply(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_hospitals *hospitals = &w->dataset->hospitals;
    const char *name = w->request->supply;
    const double *column = hospitals->beds;
    if (name != NULL && strcmp(name, "authorised_beds") == 0)
        column = hospitals->authorised_beds;
    else if (name != NULL && strcmp(name, "beds") != 0)
        column = jh_attribute_number(&hospitals->attributes, name);
    if (column == NULL)
        return jh_fail(err, JH_E_NOT_FOUND, "hospitals have no column of numbers \"%.60s\"", name);
    w->supply = jh_arena_new(&w->scratch, hospitals->n, double);
    if (w->supply == NULL)
        return no_memory(err);
    for (size_t h = 0; h < hospitals->n; h++) {
        bool good = w->request->all_hospitals || !hospitals->has_grades ||
                    hospitals->grade[h] >= JH_GRADE_3;
        w->supply[h] = good ? column[h] : 0;
    }
    return JH_OK;
}

static enum jh_status no_such_weight(
    const struct jh_places *places, const char *name, struct jh_error *err)
{
    struct jh_suggest suggest;
    enum jh_status st =
        jh_fail(err, JH_E_NOT_FOUND, "no dimension or indicator is called %.60s", name);
    jh_suggest_begin(&suggest, name);
    for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
        jh_suggest_offer(&suggest, dimensions[d].id);
    for (size_t j = 0; j < places->n_indicators; j++)
        jh_suggest_offer(&suggest, places->indicator[j].id);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    return st;
}

/* Indicators and the weights asked for. */
static enum jh_status take_indicators(
    struct jh_i_place_work *w, struct jh_place_options *options, struct jh_error *err)
{
    const struct jh_place_request *q = w->request;
    struct jh_places *p = w->places;
    struct jh_arena *arena = &p->store->arena;
    p->n_indicators = JH_N_PLACE_INDICATORS + q->n_more;
    p->indicator = jh_arena_new(arena, p->n_indicators, struct jh_place_indicator);
    p->figure = jh_arena_new(arena, p->n * p->n_indicators, double);
    if (p->indicator == NULL || p->figure == NULL)
        return no_memory(err);
    memcpy(p->indicator, standard, sizeof standard);
    for (size_t k = 0; k < q->n_more; k++) {
        const char *name = jh_arena_strdup(arena, q->more[k].id);
        if (name == NULL)
            return no_memory(err);
        p->indicator[JH_N_PLACE_INDICATORS + k] = (struct jh_place_indicator){
            name, name, JH_PLACE_OTHER, q->more[k].value < 0 ? -1 : 1, fabs(q->more[k].value)};
    }
    for (size_t k = 0; k < q->n_weights; k++) {
        bool found = false;
        for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS && !found; d++)
            if (strcmp(dimensions[d].id, q->weight[k].id) == 0) {
                options->weight[d] = q->weight[k].value;
                found = true;
            }
        for (size_t j = 0; j < p->n_indicators && !found; j++)
            if (strcmp(p->indicator[j].id, q->weight[k].id) == 0) {
                p->indicator[j].weight = q->weight[k].value;
                found = true;
            }
        if (!found)
            return no_such_weight(p, q->weight[k].id, err);
    }
    return JH_OK;
}

static size_t by_guideline(const struct jh_dataset *dataset, size_t n_places)
{
    struct jh_sum people = {0};
    for (size_t a = 0; a < dataset->areas.n_inside; a++)
        jh_sum_add(&people, dataset->areas.population[a]);
    double n = fmax(round(jh_sum_value(&people) / PEOPLE_PER_CENTRE), 1);
    return n < (double)n_places ? (size_t)n : n_places;
}

static enum jh_status score(
    struct jh_i_place_work *w, const struct jh_place_options *options, struct jh_error *err)
{
    struct jh_places *p = w->places;
    struct jh_arena *arena = &p->store->arena;
    struct jh_place_scores *s = &p->scores;
    *s = (struct jh_place_scores){.score = jh_arena_new(arena, p->n, double),
        .dimension = jh_arena_new(arena, p->n * JH_N_PLACE_DIMENSIONS, double),
        .normal = jh_arena_new(arena, p->n * p->n_indicators, double),
        .weight = jh_arena_new(arena, p->n_indicators, double),
        .own_weight = jh_arena_new(arena, p->n * p->n_indicators, double),
        .rank = jh_arena_new(arena, p->n, int32_t),
        .rank_best = jh_arena_new(arena, p->n, int32_t),
        .rank_worst = jh_arena_new(arena, p->n, int32_t),
        .kept_frac = jh_arena_new(arena, p->n, double),
        .chosen = jh_arena_new(arena, p->n, uint8_t)};
    if (s->score == NULL || s->dimension == NULL || s->normal == NULL || s->weight == NULL ||
        s->own_weight == NULL || s->rank == NULL || s->rank_best == NULL || s->rank_worst == NULL ||
        s->kept_frac == NULL || s->chosen == NULL)
        return no_memory(err);
    p->n_chosen = options->n_chosen;
    enum jh_status st =
        jh_place_score(p->n, p->n_indicators, p->indicator, p->figure, options, w->run, s, err);
    for (size_t i = 0; st == JH_OK && i < p->n; i++)
        p->order[s->rank[i] - 1] = (int32_t)i;
    return st;
}

enum jh_status jh_places_make(const struct jh_dataset *dataset, const struct jh_flow_table *table,
    const struct jh_zoning *zoning, const struct jh_place_request *request,
    const struct jh_run *run, struct jh_places *out, struct jh_error *err)
{
    static jh_i_place_figures_fn *const criteria[] = {jh_i_place_shortage, jh_i_place_people,
        jh_i_place_location, jh_i_place_marks, jh_i_place_more};
    enum jh_status st = JH_OK;
    struct jh_places places = {.unit = request->unit};
    struct jh_place_options options = request->options;
    struct jh_i_place_work w = {
        .dataset = dataset, .table = table, .request = request, .run = run, .places = &places};
    jh_arena_init(&w.scratch, 0);
    if (!(request->reach_min > 0 && request->reach_min < JH_INF))
        return jh_fail(err, JH_E_DOMAIN, "reach must be above 0 minutes and finite, got %g",
            request->reach_min);
    places.store = jh_i_calloc(1, sizeof *places.store);
    if (places.store == NULL)
        return no_memory(err);
    jh_arena_init(&places.store->arena, 0);
    jh_run_progress(run, "scoring places", 0);
    JH_TRY(st, take_places(&w, zoning, err));
    JH_TRY(st, take_supply(&w, err));
    JH_TRY(st, take_indicators(&w, &options, err));
    for (size_t k = 0; k < sizeof criteria / sizeof *criteria; k++)
        JH_TRY(st, criteria[k](&w, err));
    if (options.n_chosen == 0)
        options.n_chosen = by_guideline(dataset, places.n);
    JH_TRY(st, score(&w, &options, err));
    *out = places;
    places = (struct jh_places){0};
out:
    jh_arena_release(&w.scratch);
    jh_places_release(&places);
    return st;
}

void jh_places_release(struct jh_places *places)
{
    if (places == NULL || places->store == NULL)
        return;
    jh_arena_release(&places->store->arena);
    jh_i_free(places->store);
    *places = (struct jh_places){0};
}
