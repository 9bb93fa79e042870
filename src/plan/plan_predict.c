/*
 * What the plan will really change, by the model of choice: before the pairing, with the exporters
 * found, and under other uplifts.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#define N_EFFECTS JH_N_CHOICE_EFFECTS
/* Of the uplift: how far the sensitivity goes to both sides. An assumption. */
#define SENSITIVITY_FRAC 0.5
#define DAYS_PER_YEAR    365
/* Draws times rows of flows: very large territories get fewer draws, never below the least. */
#define DRAWS_WORK  1e8
#define DRAWS_LEAST 40

/* Units of areas and hospitals for every view. */
static enum jh_status make_units(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_dataset *d = w->dataset;
    const size_t n_areas = d->areas.n, n_hospitals = d->hospitals.n;
    int32_t **const lists[] = {&w->unit_of_zone, &w->unit_of_area, &w->unit_of_region,
        &w->unit_of_one, &w->hospital_zone, &w->hospital_area, &w->hospital_region,
        &w->hospital_one};
    for (size_t l = 0; l < 8; l++) {
        *lists[l] = JH_I_NEW(&w->scratch, l < 4 ? n_areas : n_hospitals, int32_t, err);
        if (*lists[l] == NULL)
            return JH_E_NOMEM;
    }
    for (size_t a = 0; a < n_areas; a++) {
        bool inside = a < w->n_areas;
        w->unit_of_zone[a] = inside ? w->plan->zoning.zones.of_area[a] : JH_NONE;
        w->unit_of_area[a] = inside ? (int32_t)a : JH_NONE;
        w->unit_of_region[a] = inside ? d->areas.region[a] : JH_NONE;
        w->unit_of_one[a] = inside ? 0 : JH_NONE;
    }
    for (size_t h = 0; h < n_hospitals; h++) {
        bool inside = h < d->hospitals.n_inside;
        int32_t area = inside ? d->hospitals.area[h] : JH_NONE;
        w->hospital_zone[h] = w->plan->zoning.zone_of_hospital[h];
        w->hospital_area[h] = area;
        w->hospital_region[h] = area != JH_NONE ? d->areas.region[area] : JH_NONE;
        w->hospital_one[h] = inside ? 0 : JH_NONE;
    }
    return JH_OK;
}

size_t jh_i_plan_changes(const struct jh_i_plan_work *w, const double *quality, const double *rise,
    struct jh_choice_change *out_change)
{
    const struct jh_plan *plan = w->plan;
    size_t n = 0;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *c = &plan->choice[i];
        const struct jh_choice_specialty *model = &plan->prediction.model.specialty[c->specialty];
        const double today = plan->build[i].quality;
        if (plan->build[i].mode == JH_PLAN_EXISTING || isnan(today) || isnan(quality[i]) ||
            model->status != JH_OK || isnan(model->estimate[JH_CHOICE_QUALITY]))
            continue;
        out_change[n] = jh_choice_change_none(c->hospital, c->specialty);
        out_change[n].opens = !(c->present_cases > 0);
        out_change[n].quality = today + (rise != NULL ? rise[i] : 1) * (quality[i] - today);
        n++;
    }
    return n;
}

static enum jh_status predict(struct jh_i_plan_work *w, const double *quality, const double *rise,
    size_t n_views, const struct jh_choice_view *view, size_t n_draws, struct jh_error *err)
{
    struct jh_arena_mark mark = jh_arena_save(&w->scratch);
    struct jh_choice_change *change =
        JH_I_NEW(&w->scratch, w->plan->n_choices, struct jh_choice_change, err);
    struct jh_run run = jh_i_plan_run_on(w);
    if (change == NULL)
        return JH_E_NOMEM;
    size_t n = jh_i_plan_changes(w, quality, rise, change);
    const struct jh_plan_prediction *p = &w->plan->prediction;
    enum jh_status st =
        jh_choice_predict_views(w->dataset, &w->plan->flows, p->split ? &p->by_class[0] : &p->model,
            p->split ? &p->by_class[1] : NULL, n, change, n_views, view, n_draws, &run, err);
    jh_arena_rewind(&w->scratch, mark);
    return st;
}

enum jh_status jh_i_plan_expect(struct jh_i_plan_work *w, const double *quality, const double *rise,
    struct jh_choice_effect *out_area, struct jh_i_plan_expected *out, struct jh_error *err)
{
    struct jh_arena_mark mark = jh_arena_save(&w->scratch);
    struct jh_choice_effect *zones =
        JH_I_NEW(&w->scratch, (w->n_zones + 1) * N_EFFECTS, struct jh_choice_effect, err);
    if (zones == NULL)
        return JH_E_NOMEM;
    const struct jh_choice_view views[] = {
        {.n_units = w->n_zones,
            .unit_of_area = w->unit_of_zone,
            .unit_of_hospital = w->hospital_zone,
            .total = true,
            .out_effects = zones},
        {.n_units = 1,
            .unit_of_area = w->unit_of_one,
            .unit_of_hospital = w->hospital_one,
            .out_effects = out->territory},
        {.n_units = w->n_areas,
            .unit_of_area = w->unit_of_area,
            .unit_of_hospital = w->hospital_area,
            .out_effects = out_area},
    };
    enum jh_status st = predict(w, quality, rise, out_area != NULL ? 3 : 2, views, 0, err);
    memcpy(out->zones, zones + w->n_zones * N_EFFECTS, sizeof out->zones);
    jh_arena_rewind(&w->scratch, mark);
    return st;
}

/* Hosts as units of a view by specialty; [hospitals.n]. */
struct host_view {
    size_t n;
    int32_t *unit_of_hospital, *nowhere;
    struct jh_choice_effect *effect; /* [n * n_specialties * N_EFFECTS] */
};

static enum jh_status make_host_view(
    struct jh_i_plan_work *w, struct host_view *v, struct jh_error *err)
{
    const struct jh_plan *plan = w->plan;
    v->unit_of_hospital = JH_I_NEW(&w->scratch, w->n_hospitals, int32_t, err);
    v->nowhere = JH_I_NEW(&w->scratch, w->dataset->areas.n, int32_t, err);
    v->n = plan->n_centres;
    v->effect =
        JH_I_NEW(&w->scratch, v->n * w->n_specialties * N_EFFECTS, struct jh_choice_effect, err);
    if (v->unit_of_hospital == NULL || v->nowhere == NULL || v->effect == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->dataset->areas.n; a++)
        v->nowhere[a] = JH_NONE;
    for (size_t h = 0; h < w->n_hospitals; h++)
        v->unit_of_hospital[h] = JH_NONE;
    for (size_t c = 0; c < v->n; c++)
        v->unit_of_hospital[plan->centre[c].hospital] = (int32_t)c;
    return JH_OK;
}

static const struct jh_choice_effect *treated_at(
    const struct jh_i_plan_work *w, const struct host_view *v, size_t choice)
{
    const struct jh_plan_choice *c = &w->plan->choice[choice];
    size_t slot =
        (size_t)v->unit_of_hospital[c->hospital] * w->n_specialties + (size_t)c->specialty;
    return &v->effect[slot * N_EFFECTS + JH_CHOICE_EFFECT_TREATED];
}

static struct jh_choice_effect *keep_effects(
    struct jh_i_plan_work *w, size_t n_units, struct jh_error *err)
{
    return JH_I_NEW(w->keep, n_units * N_EFFECTS, struct jh_choice_effect, err);
}

/* Beds that cases need at the hospital's mean stay and bed use of today. */
static double beds_for(const struct jh_i_plan_work *w, int32_t hospital, double cases)
{
    const struct jh_hospitals *h = &w->dataset->hospitals;
    double use = h->bed_use_frac[hospital];
    return use > 0 ? cases * h->mean_stay_days[hospital] / (DAYS_PER_YEAR * use) : JH_NAN;
}

/* Every view of the plan's effect with the exporters found. */
static enum jh_status predict_found(
    struct jh_i_plan_work *w, const double *quality, struct host_view *hosts, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan_prediction *p = &w->plan->prediction;
    const size_t n_regions = w->dataset->regions.n;
    struct jh_choice_effect *zone = keep_effects(w, w->n_zones + 1, err);
    p->territory = keep_effects(w, 1, err);
    p->zone_specialty = keep_effects(w, w->n_zones * w->n_specialties, err);
    p->region = keep_effects(w, n_regions, err);
    p->area = keep_effects(w, w->n_areas, err);
    int32_t *own = JH_I_NEW(&w->scratch, w->n_hospitals, int32_t, err);
    struct jh_choice_effect *hospital =
        JH_I_NEW(&w->scratch, w->n_hospitals * N_EFFECTS, struct jh_choice_effect, err);
    p->treated_before = JH_I_NEW(w->keep, w->n_hospitals, double, err);
    p->treated_after = JH_I_NEW(w->keep, w->n_hospitals, double, err);
    if (zone == NULL || p->territory == NULL || p->zone_specialty == NULL || p->region == NULL ||
        p->area == NULL || own == NULL || hospital == NULL || p->treated_before == NULL ||
        p->treated_after == NULL)
        return JH_E_NOMEM;
    for (size_t h = 0; h < w->n_hospitals; h++)
        own[h] = (int32_t)h;
    const struct jh_choice_view views[] = {
        {w->n_zones, w->unit_of_zone, w->hospital_zone, false, true, true, zone},
        {w->n_zones, w->unit_of_zone, w->hospital_zone, true, false, true, p->zone_specialty},
        {1, w->unit_of_one, w->hospital_one, false, false, true, p->territory},
        {n_regions, w->unit_of_region, w->hospital_region, false, false, true, p->region},
        {w->n_areas, w->unit_of_area, w->hospital_area, false, false, true, p->area},
        {hosts->n, hosts->nowhere, hosts->unit_of_hospital, true, false, true, hosts->effect},
        {w->n_hospitals, hosts->nowhere, own, false, false, false, hospital},
    };
    JH_TRY(st, predict(w, quality, NULL, sizeof views / sizeof *views, views, p->n_draws, err));
    p->zone = zone;
    p->zones = zone + w->n_zones * N_EFFECTS;
    for (size_t h = 0; h < w->n_hospitals; h++) {
        p->treated_before[h] = hospital[h * N_EFFECTS + JH_CHOICE_EFFECT_TREATED].before;
        p->treated_after[h] = hospital[h * N_EFFECTS + JH_CHOICE_EFFECT_TREATED].after;
    }
    for (size_t i = 0; i < w->plan->n_choices; i++) {
        struct jh_plan_build *b = &w->plan->build[i];
        b->treated = *treated_at(w, hosts, i);
        b->beds_before = beds_for(w, w->plan->choice[i].hospital, b->treated.before);
        b->beds_after = beds_for(w, w->plan->choice[i].hospital, b->treated.after);
    }
out:
    return st;
}

/* As siting reckons: each with its best exporter. */
static enum jh_status predict_assumed(
    struct jh_i_plan_work *w, const double *quality, struct host_view *hosts, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan_prediction *p = &w->plan->prediction;
    struct jh_i_plan_expected expected;
    const struct jh_choice_view view = {
        hosts->n, hosts->nowhere, hosts->unit_of_hospital, true, false, false, hosts->effect};
    JH_TRY(st, jh_i_plan_expect(w, quality, NULL, NULL, &expected, err));
    p->before_pairing_home = expected.territory[JH_CHOICE_EFFECT_HOME].after;
    p->before_pairing_zone_home = expected.zones[JH_CHOICE_EFFECT_HOME].after;
    JH_TRY(st, predict(w, quality, NULL, 1, &view, 0, err));
    for (size_t i = 0; i < w->plan->n_choices; i++)
        w->plan->build[i].treated_assumed = treated_at(w, hosts, i)->after;
out:
    return st;
}

static enum jh_status predict_sensitivity(
    struct jh_i_plan_work *w, double *quality, struct jh_error *err)
{
    const double factor[JH_PLAN_N_SENSITIVITIES] = {1 - SENSITIVITY_FRAC, 1, 1 + SENSITIVITY_FRAC};
    for (size_t k = 0; k < JH_PLAN_N_SENSITIVITIES; k++) {
        struct jh_i_plan_expected e;
        double uplift = fmin(1, factor[k] * w->scenario->uplift);
        double alone = fmin(1, factor[k] * w->scenario->uplift_self_built);
        for (size_t i = 0; i < w->plan->n_choices; i++)
            quality[i] = jh_i_plan_quality_after(
                w, &w->plan->build[i], w->plan->choice[i].specialty, uplift, alone);
        enum jh_status st = jh_i_plan_expect(w, quality, NULL, NULL, &e, err);
        if (st != JH_OK)
            return st;
        w->plan->prediction.sensitivity[k] = (struct jh_plan_sensitivity){uplift,
            e.zones[JH_CHOICE_EFFECT_HOME].after, e.territory[JH_CHOICE_EFFECT_HOME].after,
            e.zones[JH_CHOICE_EFFECT_SAVED].after, e.zones[JH_CHOICE_EFFECT_RATE].after};
    }
    return JH_OK;
}

static size_t draws_for(const struct jh_i_plan_work *w)
{
    double most = fmax(DRAWS_WORK / ((double)w->plan->flows.n + 1), DRAWS_LEAST);
    return (size_t)fmin((double)w->scenario->choice_draws, floor(most));
}

enum jh_status jh_i_plan_predict(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_plan_prediction *p = &plan->prediction;
    struct host_view hosts;
    if (p->why_not != NULL)
        return JH_OK;
    double *quality = JH_I_NEW(&w->scratch, plan->n_choices, double, err);
    struct jh_choice_change *change =
        JH_I_NEW(&w->scratch, plan->n_choices, struct jh_choice_change, err);
    if (quality == NULL || change == NULL)
        return JH_E_NOMEM;
    p->n_draws = draws_for(w);
    for (size_t i = 0; i < plan->n_choices; i++) {
        quality[i] = plan->build[i].quality_after;
        p->n_unknown += plan->build[i].mode != JH_PLAN_EXISTING;
    }
    p->n_changes = jh_i_plan_changes(w, quality, NULL, change);
    p->n_unknown -= p->n_changes;
    if (p->n_changes == 0) {
        p->why_not = "no centre specialty is built up whose quality is known";
        return JH_OK;
    }
    JH_TRY(st, make_units(w, err));
    JH_TRY(st, make_host_view(w, &hosts, err));
    JH_TRY(st, predict_found(w, quality, &hosts, err));
    for (size_t i = 0; i < plan->n_choices; i++)
        quality[i] = plan->build[i].quality_assumed;
    JH_TRY(st, predict_assumed(w, quality, &hosts, err));
    JH_TRY(st, predict_sensitivity(w, quality, err));
    p->done = true;
out:
    return st;
}
