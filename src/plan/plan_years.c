/*
 * The plan year by year: when centre specialties open, and how far their quality has risen.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

static bool needs_building(const struct jh_i_plan_work *w, int32_t hospital)
{
    const struct jh_texts *list = &w->scenario->years_new_buildings;
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->item[i], w->dataset->hospitals.id[hospital]) == 0)
            return true;
    return false;
}

static enum jh_status check_buildings(const struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_texts *list = &w->scenario->years_new_buildings;
    for (size_t i = 0; i < list->n; i++) {
        bool found = false;
        for (size_t h = 0; h < w->dataset->hospitals.n_inside && !found; h++)
            found = strcmp(list->item[i], w->dataset->hospitals.id[h]) == 0;
        if (!found) {
            enum jh_status st =
                jh_fail(err, JH_E_NOT_FOUND, "no hospital has the id %s", list->item[i]);
            jh_where(err, "/years/new_buildings/%zu", i);
            return st;
        }
    }
    return JH_OK;
}

/* Share of the rise that a centre specialty has reached by a year: nothing in the year it opens,
 * all of it `ramp` years later. */
static double rise_by(const struct jh_i_plan_work *w, const struct jh_plan_build *b, int32_t year)
{
    double since = (double)(year - b->open_year);
    return fmin(1, fmax(0, since / (double)w->scenario->years_ramp));
}

static enum jh_status predict_year(struct jh_i_plan_work *w, int32_t number, const double *quality,
    double *rise, struct jh_choice_effect *area, struct jh_plan_year *out, struct jh_error *err)
{
    const struct jh_plan *plan = w->plan;
    struct jh_i_plan_expected e;
    double sum = 0, n_built = 0;
    struct jh_plan_year year = {.year = number};
    for (size_t i = 0; i < plan->n_choices; i++) {
        bool built = plan->build[i].mode != JH_PLAN_EXISTING;
        rise[i] = rise_by(w, &plan->build[i], number);
        sum += built ? rise[i] : 0;
        n_built += built;
        year.opened += built && number >= plan->build[i].open_year;
    }
    enum jh_status st = jh_i_plan_expect(w, quality, rise, area, &e, err);
    year.area_outflow_rate = JH_I_NEW(w->keep, w->n_areas, double, err);
    if (year.area_outflow_rate == NULL)
        st = JH_E_NOMEM;
    if (st != JH_OK)
        return st;
    year.full_frac = n_built > 0 ? sum / n_built : 0;
    year.zone_home = e.zones[JH_CHOICE_EFFECT_HOME].after;
    year.home = e.territory[JH_CHOICE_EFFECT_HOME].after;
    year.hours_saved = e.zones[JH_CHOICE_EFFECT_SAVED].after;
    year.zone_outflow_rate = e.zones[JH_CHOICE_EFFECT_RATE].after;
    for (size_t a = 0; a < w->n_areas; a++)
        year.area_outflow_rate[a] = area[a * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_RATE].after;
    *out = year;
    return JH_OK;
}

enum jh_status jh_i_plan_years(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_plan_prediction *p = &plan->prediction;
    const size_t n = (size_t)w->scenario->years_horizon;
    double *quality = NULL, *rise = NULL;
    struct jh_choice_effect *area = NULL;
    JH_TRY(st, check_buildings(w, err));
    for (size_t i = 0; i < plan->n_choices; i++)
        if (plan->build[i].mode != JH_PLAN_EXISTING)
            plan->build[i].open_year = (int32_t)(needs_building(w, plan->choice[i].hospital)
                                                     ? w->scenario->years_open_new
                                                     : w->scenario->years_open_existing);
    if (!p->done)
        return JH_OK;
    p->year = JH_I_NEW(w->keep, n, struct jh_plan_year, err);
    quality = JH_I_NEW(&w->scratch, plan->n_choices, double, err);
    rise = JH_I_NEW(&w->scratch, plan->n_choices, double, err);
    area = JH_I_NEW(&w->scratch, w->n_areas * JH_N_CHOICE_EFFECTS, struct jh_choice_effect, err);
    if (p->year == NULL || quality == NULL || rise == NULL || area == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < plan->n_choices; i++)
        quality[i] = plan->build[i].quality_after;
    for (; p->n_years < n; p->n_years++)
        JH_TRY(st, predict_year(
                       w, (int32_t)p->n_years + 1, quality, rise, area, &p->year[p->n_years], err));
out:
    return st;
}
