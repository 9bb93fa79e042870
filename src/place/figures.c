/*
 * Shortage, people and marks of places.
 */
#include "place/figures.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"

static void *zeroed(struct jh_i_place_work *w, size_t n, size_t size, struct jh_error *err)
{
    void *p = jh_arena_alloc(&w->scratch, n, size);
    if (p == NULL)
        (void)jh_fail(err, JH_E_NOMEM, "out of memory");
    return p;
}

/* People of each place: its figure of them. */
static double *people_of(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_areas *areas = &w->dataset->areas;
    double *people = zeroed(w, w->places->n, sizeof *people, err);
    for (size_t a = 0; people != NULL && a < areas->n_inside; a++)
        if (w->places->of_area[a] != JH_NONE)
            people[w->places->of_area[a]] += areas->population[a];
    return people;
}

/* Mean over people of a column of areas; NaN where nobody has one. */
static enum jh_status mean_over_people(
    struct jh_i_place_work *w, const double *column, size_t indicator, struct jh_error *err)
{
    const struct jh_areas *areas = &w->dataset->areas;
    struct jh_sum *sum = zeroed(w, w->places->n, sizeof *sum, err);
    double *people = zeroed(w, w->places->n, sizeof *people, err);
    if (sum == NULL || people == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < areas->n_inside; a++) {
        int32_t p = w->places->of_area[a];
        if (p == JH_NONE || !isfinite(column[a]))
            continue;
        jh_sum_add(&sum[p], column[a] * areas->population[a]);
        people[p] += areas->population[a];
    }
    for (size_t p = 0; p < w->places->n; p++)
        *jh_i_place_figure(w, p, indicator) =
            people[p] > 0 ? jh_sum_value(&sum[p]) / people[p] : JH_NAN;
    return JH_OK;
}

static enum jh_status fill_supply(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_hospitals *hospitals = &w->dataset->hospitals;
    size_t n = w->places->n;
    double *people = people_of(w, err), *beds = zeroed(w, n, sizeof *beds, err);
    bool *stated = zeroed(w, n, sizeof *stated, err), *any = zeroed(w, n, sizeof *any, err);
    bool anywhere = false;
    if (people == NULL || beds == NULL || stated == NULL || any == NULL)
        return JH_E_NOMEM;
    for (size_t h = 0; h < hospitals->n_inside; h++) {
        int32_t p = w->places->of_hospital[h];
        anywhere |= w->supply[h] > 0;
        if (p == JH_NONE)
            continue;
        any[p] = true;
        stated[p] |= !isnan(w->supply[h]);
        beds[p] += w->supply[h] > 0 ? w->supply[h] : 0;
    }
    for (size_t p = 0; p < n; p++)
        *jh_i_place_figure(w, p, JH_PLACE_IS_SUPPLY) =
            anywhere && people[p] > 0 && (stated[p] || !any[p]) ? beds[p] / people[p] : JH_NAN;
    return JH_OK;
}

/* A hospital of national standing: a specialty of national key level, of at least the quality asked. */
static bool national(const struct jh_i_place_work *w, size_t h)
{
    const struct jh_capabilities *c = &w->dataset->capabilities;
    double least = w->request->national_quality;
    for (size_t r = c->start[h]; r < c->start[h + 1]; r++)
        if (c->key_level[r] == JH_KEY_NATIONAL && (isnan(least) || c->quality[r] >= least))
            return true;
    return false;
}

static void fill_national(struct jh_i_place_work *w)
{
    bool known = w->dataset->capabilities.n > 0;
    for (size_t p = 0; p < w->places->n; p++)
        *jh_i_place_figure(w, p, JH_PLACE_IS_NATIONAL) = known ? 0 : JH_NAN;
    for (size_t h = 0; known && h < w->dataset->hospitals.n_inside; h++)
        if (w->places->of_hospital[h] != JH_NONE)
            *jh_i_place_figure(w, (size_t)w->places->of_hospital[h], JH_PLACE_IS_NATIONAL) +=
                national(w, h);
}

/* Good care within reach, shared with everybody else who reaches it. */
static enum jh_status fill_access(struct jh_i_place_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_areas *areas = &w->dataset->areas;
    const size_t n_hospitals = w->dataset->hospitals.n;
    struct jh_travel_pairs pairs = {0};
    struct jh_access_options options = jh_access_options_default();
    int32_t *site = zeroed(w, n_hospitals, sizeof *site, err);
    int32_t *area = zeroed(w, areas->n, sizeof *area, err);
    double *supply = zeroed(w, n_hospitals, sizeof *supply, err);
    double *access = zeroed(w, areas->n, sizeof *access, err);
    size_t n_sites = 0;
    if (site == NULL || area == NULL || supply == NULL || access == NULL)
        return JH_E_NOMEM;
    for (size_t h = 0; h < n_hospitals; h++)
        if (w->supply[h] > 0) {
            site[n_sites] = (int32_t)h;
            supply[n_sites++] = w->supply[h];
        }
    for (size_t a = 0; a < areas->n; a++)
        area[a] = (int32_t)a;
    options.method = JH_ACCESS_E2SFCA;
    options.reach_min = w->request->reach_min;
    JH_TRY(st, jh_travel_within(w->dataset, &w->request->travel, areas->n, area, n_sites, site,
                   options.reach_min, w->run, &pairs, err));
    JH_TRY(st, jh_access(&pairs, n_sites, supply, areas->population, &options, access, err));
    for (size_t a = 0; n_sites == 0 && a < areas->n; a++)
        access[a] = JH_NAN;
    st = mean_over_people(w, access, JH_PLACE_IS_ACCESS, err);
out:
    jh_travel_pairs_release(&pairs);
    return st;
}

enum jh_status jh_i_place_shortage(struct jh_i_place_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, fill_supply(w, err));
    fill_national(w);
    st = fill_access(w, err);
out:
    return st;
}

enum jh_status jh_i_place_people(struct jh_i_place_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_specialties = w->dataset->specialties.n;
    double *people = people_of(w, err);
    struct jh_flow_rates *rates = zeroed(w, w->places->n * (n_specialties + 1), sizeof *rates, err);
    if (people == NULL || rates == NULL)
        return JH_E_NOMEM;
    JH_TRY(st, jh_flow_rates_by_unit(w->dataset, w->table, w->places->n, w->places->of_area,
                   w->places->of_hospital, NULL, rates, err));
    for (size_t p = 0; p < w->places->n; p++) {
        const struct jh_flow_rates *r = &rates[p * (n_specialties + 1) + n_specialties];
        bool apart = !isnan(r->outflow_excl) && !isnan(r->cases_excl);
        double leaving = apart ? r->outflow_excl : r->outflow_cases;
        double cases = apart ? r->cases_excl : r->cases;
        *jh_i_place_figure(w, p, JH_PLACE_IS_POPULATION) = people[p];
        *jh_i_place_figure(w, p, JH_PLACE_IS_LEAVING) = leaving;
        *jh_i_place_figure(w, p, JH_PLACE_IS_LEAVING_RATE) = cases > 0 ? leaving / cases : JH_NAN;
    }
out:
    return st;
}

static enum jh_status no_column(
    const struct jh_i_place_work *w, const char *name, struct jh_error *err)
{
    (void)w;
    return jh_fail(err, JH_E_NOT_FOUND, "areas have no column of numbers \"%.60s\"", name);
}

/* The mark of a place: that set for it by hand, else the mean of a column, else 0 where marks are set
 * at all. */
enum jh_status jh_i_place_marks(struct jh_i_place_work *w, struct jh_error *err)
{
    const struct jh_place_request *q = w->request;
    const struct jh_places *places = w->places;
    enum jh_status st = JH_OK;
    for (size_t p = 0; p < places->n; p++)
        *jh_i_place_figure(w, p, JH_PLACE_IS_MARK) = q->n_marks > 0 ? 0 : JH_NAN;
    if (q->mark_column != NULL) {
        const double *column = jh_attribute_number(&w->dataset->areas.attributes, q->mark_column);
        if (column == NULL)
            return no_column(w, q->mark_column, err);
        JH_TRY(st, mean_over_people(w, column, JH_PLACE_IS_MARK, err));
    }
    for (size_t k = 0; k < q->n_marks; k++) {
        bool found = false;
        for (size_t p = 0; p < places->n; p++) {
            if (strcmp(places->id[p], q->mark[k].id) != 0 &&
                strcmp(places->name[p], q->mark[k].id) != 0)
                continue;
            *jh_i_place_figure(w, p, JH_PLACE_IS_MARK) = q->mark[k].value;
            found = true;
        }
        if (!found)
            return jh_fail(err, JH_E_NOT_FOUND, "no place has the id %.60s", q->mark[k].id);
    }
out:
    return st;
}

enum jh_status jh_i_place_more(struct jh_i_place_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t k = 0; k < w->request->n_more; k++) {
        const char *name = w->request->more[k].id;
        const double *column = jh_attribute_number(&w->dataset->areas.attributes, name);
        if (column == NULL)
            return no_column(w, name, err);
        JH_TRY(st, mean_over_people(w, column, JH_N_PLACE_INDICATORS + k, err));
    }
out:
    return st;
}
