/*
 * From the scenario and the flow cube to zones, rates and leaving specialties.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "plan/scenario.h"

static int32_t find_text(size_t n, const char *const *item, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(item[i], text) == 0)
            return (int32_t)i;
    return JH_NONE;
}

static enum jh_status resolve_picks(const struct jh_i_plan_work *w, const char *key, size_t n,
    const struct jh_scenario_pick *pick, struct jh_i_plan_pick *out_pick, struct jh_error *err)
{
    const struct jh_dataset *ds = w->dataset;
    for (size_t i = 0; i < n; i++) {
        enum jh_status st = JH_OK;
        out_pick[i].hospital = find_text(ds->hospitals.n, ds->hospitals.id, pick[i].hospital_id);
        out_pick[i].specialty = JH_NONE;
        bool whole = pick[i].specialty == NULL || pick[i].specialty[0] == '\0';
        if (!whole)
            out_pick[i].specialty =
                find_text(ds->specialties.n, ds->specialties.id, pick[i].specialty);
        if (out_pick[i].hospital == JH_NONE)
            st = jh_fail(err, JH_E_NOT_FOUND, "no hospital has the id %s", pick[i].hospital_id);
        else if ((size_t)out_pick[i].hospital >= ds->hospitals.n_inside)
            st = jh_fail(err, JH_E_ARG,
                "hospital %s is outside the territory and cannot be a centre", pick[i].hospital_id);
        else if (!whole && out_pick[i].specialty == JH_NONE)
            st = jh_fail(err, JH_E_NOT_FOUND, "the data have no specialty %s", pick[i].specialty);
        if (st != JH_OK) {
            jh_where(err, "/%s/%zu", key, i);
            return st;
        }
    }
    return JH_OK;
}

/* chosen: [n_specialties], 1 set where named. */
static enum jh_status name_specialties(const struct jh_i_plan_work *w, const char *key,
    const struct jh_texts *wanted, uint8_t *chosen, struct jh_error *err)
{
    for (size_t i = 0; i < wanted->n; i++) {
        int32_t s = find_text(w->n_specialties, w->dataset->specialties.id, wanted->item[i]);
        if (s == JH_NONE) {
            enum jh_status st =
                jh_fail(err, JH_E_NOT_FOUND, "the data have no specialty %s", wanted->item[i]);
            jh_where(err, "/%s/%zu", key, i);
            return st;
        }
        chosen[s] = 1;
    }
    return JH_OK;
}

static enum jh_status resolve_specialties(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_texts *wanted = &w->scenario->specialties;
    memset(w->chosen_specialty, wanted->n == 0, w->n_specialties);
    return name_specialties(w, "specialties", wanted, w->chosen_specialty, err);
}

enum jh_status jh_i_plan_resolve(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_scenario *sc = w->scenario;
    if (w->n_areas == 0 || w->dataset->hospitals.n_inside == 0 || w->n_specialties == 0)
        return jh_fail(err, JH_E_DATA, "the dataset has no areas, no hospitals or no flows");
    JH_TRY(st, jh_i_scenario_check(sc, err));
    w->chosen_specialty = JH_I_NEW(&w->scratch, w->n_specialties, uint8_t, err);
    w->fixed = JH_I_NEW(&w->scratch, sc->n_fixed, struct jh_i_plan_pick, err);
    w->forbidden = JH_I_NEW(&w->scratch, sc->n_forbidden, struct jh_i_plan_pick, err);
    if (w->chosen_specialty == NULL || w->fixed == NULL || w->forbidden == NULL)
        return JH_E_NOMEM;
    w->n_fixed = sc->n_fixed;
    w->n_forbidden = sc->n_forbidden;
    JH_TRY(st, resolve_specialties(w, err));
    JH_TRY(st, resolve_picks(w, "fixed", sc->n_fixed, sc->fixed, w->fixed, err));
    JH_TRY(st, resolve_picks(w, "forbidden", sc->n_forbidden, sc->forbidden, w->forbidden, err));
out:
    return st;
}

/* Minutes of every flow row; rows of one area and hospital lie side by side. */
static void fill_row_minutes(struct jh_i_plan_work *w)
{
    const struct jh_flow_table *t = &w->plan->flows;
    for (size_t a = 0; a < w->dataset->areas.n; a++) {
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
            if (r > t->start[a] && t->hospital[r] == t->hospital[r - 1])
                w->row_minutes[r] = w->row_minutes[r - 1];
            else
                w->row_minutes[r] = (float)jh_travel_minutes(
                    w->dataset, &w->scenario->travel, (int32_t)a, t->hospital[r]);
        }
    }
}

enum jh_status jh_i_plan_flows(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_flow_query query = {.basis = w->scenario->basis};
    enum jh_status st = jh_flow_reduce(w->dataset, &query, &plan->flows, err);
    if (st != JH_OK)
        return st;
    plan->scenario.basis = plan->flows.basis;
    if (w->scenario->cases == JH_CASES_HARD && plan->flows.hard == NULL)
        return jh_fail(err, JH_E_DATA, "hard cases are not collected: flows have no column hard");
    w->row_minutes = JH_I_NEW(&w->scratch, plan->flows.n, float, err);
    if (w->row_minutes == NULL)
        return JH_E_NOMEM;
    fill_row_minutes(w);
    return JH_OK;
}

/* Centres or parts with a number or minima are for leiden, alone for seeded. */
static void choose_zones_method(struct jh_scenario *sc, bool given)
{
    bool rules =
        sc->zones_count > 0 || sc->zones_min_population > 0 || sc->zones_min_localization > 0;
    bool fixed = sc->zones_centres.n > 0 || sc->zones_keep_given;
    if (fixed && !rules)
        sc->zones_method = JH_SCENARIO_ZONES_SEEDED;
    else if (given && !fixed)
        sc->zones_method = JH_SCENARIO_ZONES_GIVEN;
    else
        sc->zones_method = JH_SCENARIO_ZONES_LEIDEN;
}

/* specialty: [n_specialties], kept by the scratch. */
static enum jh_status take_referral(
    struct jh_i_plan_work *w, struct jh_zone_referral *out, struct jh_error *err)
{
    const struct jh_scenario *sc = &w->plan->scenario;
    const struct jh_texts *wanted = &sc->zones_referral_specialties;
    *out = (struct jh_zone_referral){.min_cases = sc->zones_referral_cases};
    if (wanted->n == 0)
        return JH_OK;
    uint8_t *chosen = JH_I_NEW(&w->scratch, w->n_specialties, uint8_t, err);
    if (chosen == NULL)
        return JH_E_NOMEM;
    out->specialty = chosen;
    return name_specialties(w, "zones/referral_specialties", wanted, chosen, err);
}

enum jh_status jh_i_plan_zoning(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_scenario *sc = &w->plan->scenario;
    bool given = w->dataset->zones.n > 0;
    if (sc->zones_method == JH_SCENARIO_ZONES_AUTO)
        choose_zones_method(sc, given);
    if (sc->zones_method == JH_SCENARIO_ZONES_GIVEN && !given)
        return jh_fail(err, JH_E_DATA, "zones.method is given, but the dataset has no zones");
    if (sc->zones_level == JH_SCENARIO_ZONES_REFERRAL &&
        sc->zones_method != JH_SCENARIO_ZONES_DARTMOUTH)
        return jh_fail(err, JH_E_ARG, "only the method dartmouth makes referral regions");
    struct jh_zone_referral referral;
    enum jh_status st = take_referral(w, &referral, err);
    if (st != JH_OK)
        return st;
    const struct jh_zone_huff huff = {sc->zones_huff_beds, sc->zones_huff_minutes};
    struct jh_zone_request request = {
        .method = (enum jh_zone_method)(sc->zones_method - JH_SCENARIO_ZONES_GIVEN),
        .unit = sc->zones_unit,
        .options = {.n_zones = sc->zones_count > 0 ? (size_t)sc->zones_count : 0,
            .min_population = sc->zones_min_population > 0 ? sc->zones_min_population : 0,
            .min_localization = sc->zones_min_localization},
        .huff = &huff,
        .referral = sc->zones_level == JH_SCENARIO_ZONES_REFERRAL ? &referral : NULL,
        .n_centres = sc->zones_centres.n,
        .centre = sc->zones_centres.item,
        .keep_given = sc->zones_keep_given || sc->zones_method == JH_SCENARIO_ZONES_SEEDED};
    struct jh_run run = w->run;
    run.iteration_limit = 0; /* a replay's limit is that of the siting */
    const bool unruled = request.n_centres == 0 && !request.keep_given &&
                         request.method != JH_ZONE_GIVEN && request.method != JH_ZONE_SEEDED &&
                         sc->zones_count < 0 && request.options.min_population <= 0 &&
                         request.options.min_localization <= 0;
    w->zones_by_guideline = unruled && request.referral == NULL;
    if (unruled)
        st = jh_zoning_by_guideline(
            w->dataset, &w->plan->flows, &request, &run, &w->plan->zoning, err);
    else
        st = jh_zoning_make(
            w->dataset, &w->plan->flows, &request, true, &run, &w->plan->zoning, err);
    if (st != JH_OK)
        goto out;
    w->n_zones = w->plan->zoning.zones.n;
    if (w->n_zones == 0)
        st = jh_fail(err, JH_E_DATA, "no area belongs to a zone");
out:
    return st;
}

/* Units of areas and hospitals at one level of the territory. */
struct units {
    size_t n;
    int32_t *of_area, *of_hospital;
};
enum level { LEVEL_TERRITORY, LEVEL_ZONE, LEVEL_REGION, LEVEL_AREA };

static int32_t unit_of_area(const struct jh_i_plan_work *w, enum level level, size_t area)
{
    switch (level) {
    case LEVEL_TERRITORY:
        return 0;
    case LEVEL_ZONE:
        return w->plan->zoning.zones.of_area[area];
    case LEVEL_REGION:
        return w->dataset->areas.region[area];
    case LEVEL_AREA:
        return (int32_t)area;
    }
    return JH_NONE;
}

static enum jh_status make_units(
    struct jh_i_plan_work *w, enum level level, struct units *out, struct jh_error *err)
{
    const struct jh_hospitals *h = &w->dataset->hospitals;
    const size_t counts[] = {1, w->n_zones, w->dataset->regions.n, w->n_areas};
    out->n = counts[level];
    out->of_area = JH_I_NEW(&w->scratch, w->dataset->areas.n, int32_t, err);
    out->of_hospital = JH_I_NEW(&w->scratch, h->n, int32_t, err);
    if (out->of_area == NULL || out->of_hospital == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->dataset->areas.n; a++)
        out->of_area[a] = a < w->n_areas ? unit_of_area(w, level, a) : JH_NONE;
    for (size_t i = 0; i < h->n; i++) {
        bool placed = i < h->n_inside && h->area[i] != JH_NONE;
        if (level == LEVEL_ZONE)
            out->of_hospital[i] = w->plan->zoning.zone_of_hospital[i];
        else if (level == LEVEL_TERRITORY)
            out->of_hospital[i] = i < h->n_inside ? 0 : JH_NONE;
        else
            out->of_hospital[i] = placed ? unit_of_area(w, level, (size_t)h->area[i]) : JH_NONE;
    }
    return JH_OK;
}

static enum jh_status rates_of(struct jh_i_plan_work *w, enum level level, const uint8_t *neighbour,
    struct jh_flow_rates **out_rates, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena_mark mark = jh_arena_save(&w->scratch);
    struct units units;
    JH_TRY(st, make_units(w, level, &units, err));
    *out_rates = JH_I_NEW(w->keep, units.n * (w->n_specialties + 1), struct jh_flow_rates, err);
    if (*out_rates == NULL) {
        st = JH_E_NOMEM;
        goto out;
    }
    if (units.n > 0)
        JH_TRY(st, jh_flow_rates_by_unit(w->dataset, &w->plan->flows, units.n, units.of_area,
                       units.of_hospital, neighbour, *out_rates, err));
out:
    jh_arena_rewind(&w->scratch, mark);
    return st;
}

enum jh_status jh_i_plan_rates(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    uint8_t *neighbour = JH_I_NEW(&w->scratch, plan->flows.n, uint8_t, err);
    plan->leaving = JH_I_NEW(w->keep, w->n_zones * w->n_specialties, struct jh_leaving, err);
    if (neighbour == NULL || plan->leaving == NULL)
        return JH_E_NOMEM;
    for (size_t r = 0; r < plan->flows.n; r++)
        neighbour[r] = (double)w->row_minutes[r] <= w->scenario->border_reach_min;
    JH_TRY(st, rates_of(w, LEVEL_TERRITORY, neighbour, &plan->territory, err));
    JH_TRY(st, rates_of(w, LEVEL_ZONE, neighbour, &plan->by_zone, err));
    JH_TRY(st, rates_of(w, LEVEL_REGION, neighbour, &plan->by_region, err));
    JH_TRY(st, rates_of(w, LEVEL_AREA, neighbour, &plan->by_area, err));
    JH_TRY(st, jh_flow_leaving(w->dataset, &plan->flows, &plan->zoning.zones,
                   plan->zoning.zone_of_hospital, plan->leaving, err));
out:
    return st;
}
