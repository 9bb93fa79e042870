/*
 * The same plan in other circumstances: what it would still bring home.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/num.h"

/* Coefficients of quality a tenth lower and higher: an assumption, wider than most standard errors. */
static enum jh_status expect_beta(struct jh_i_plan_work *w, const double *quality, double factor,
    struct jh_plan_robust *out, struct jh_error *err)
{
    struct jh_choice_model *model = &w->plan->prediction.model;
    struct jh_i_plan_expected e;
    for (size_t s = 0; s < model->n_specialties; s++)
        model->specialty[s].estimate[JH_CHOICE_QUALITY] *= factor;
    enum jh_status st = jh_i_plan_expect(w, quality, NULL, NULL, &e, err);
    for (size_t s = 0; s < model->n_specialties; s++)
        model->specialty[s].estimate[JH_CHOICE_QUALITY] /= factor;
    out->zone_home = e.zones[JH_CHOICE_EFFECT_HOME].after;
    out->home = e.territory[JH_CHOICE_EFFECT_HOME].after;
    return st;
}

/* One exporter falls out everywhere: its hosts build up alone. The worst of them. */
static enum jh_status expect_missing(
    struct jh_i_plan_work *w, double *quality, struct jh_plan_robust *out, struct jh_error *err)
{
    const struct jh_plan *plan = w->plan;
    out->zone_home = JH_INF;
    out->exporter = JH_NONE;
    for (size_t i = 0; i < plan->n_choices; i++) {
        int32_t exporter = plan->build[i].pair.exporter;
        bool seen = exporter == JH_NONE;
        for (size_t k = 0; k < i; k++)
            seen = seen || plan->build[k].pair.exporter == exporter;
        if (seen)
            continue;
        struct jh_i_plan_expected e;
        for (size_t k = 0; k < plan->n_choices; k++) {
            struct jh_plan_build b = plan->build[k];
            if (b.pair.exporter == exporter)
                b.mode = JH_PLAN_SELF_BUILT;
            quality[k] = jh_i_plan_quality_after(w, &b, plan->choice[k].specialty,
                w->scenario->uplift, w->scenario->uplift_self_built);
        }
        enum jh_status st = jh_i_plan_expect(w, quality, NULL, NULL, &e, err);
        if (st != JH_OK)
            return st;
        if (e.zones[JH_CHOICE_EFFECT_HOME].after < out->zone_home) {
            out->zone_home = e.zones[JH_CHOICE_EFFECT_HOME].after;
            out->home = e.territory[JH_CHOICE_EFFECT_HOME].after;
            out->exporter = exporter;
        }
    }
    return JH_OK;
}

/* Demand grows alike everywhere, or with the share of people of 65 and more; what comes home grows
 * with the demand of its zone. */
static void expect_growth(const struct jh_i_plan_work *w, bool by_age, struct jh_plan_robust *out)
{
    const struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_areas *areas = &w->dataset->areas;
    const double *old = by_age ? jh_attribute_number(&areas->attributes, "pop_65plus") : NULL;
    const double more = JH_PLAN_GROWTH;
    out->zone_home = by_age && old == NULL ? JH_NAN : 0;
    out->home = JH_NAN;
    for (size_t z = 0; z < w->n_zones && !isnan(out->zone_home); z++) {
        double home = p->zone[z * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_HOME].after;
        double people = 0, aged = 0, all = 0, all_aged = 0;
        for (size_t a = 0; a < w->n_areas && by_age; a++) {
            double n = old[a] > 0 ? old[a] : 0;
            all += areas->population[a];
            all_aged += n;
            if (w->plan->zoning.zones.of_area[a] == (int32_t)z) {
                people += areas->population[a];
                aged += n;
            }
        }
        double lean = by_age && people > 0 && all_aged > 0 ? (aged / people) / (all_aged / all) : 1;
        out->zone_home += home * (1 + more * lean);
    }
}

enum jh_status jh_i_plan_robust(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan_prediction *p = &w->plan->prediction;
    if (!p->done)
        return JH_OK;
    double *quality = JH_I_NEW(&w->scratch, w->plan->n_choices, double, err);
    if (quality == NULL)
        return JH_E_NOMEM;
    for (size_t k = 0; k < JH_N_ROBUST; k++)
        p->robust[k].exporter = JH_NONE;
    for (size_t i = 0; i < w->plan->n_choices; i++)
        quality[i] = w->plan->build[i].quality_after;
    enum jh_status st = expect_beta(w, quality, 0.9, &p->robust[JH_ROBUST_BETA_LOW], err);
    if (st == JH_OK)
        st = expect_beta(w, quality, 1.1, &p->robust[JH_ROBUST_BETA_HIGH], err);
    if (st == JH_OK)
        st = expect_missing(w, quality, &p->robust[JH_ROBUST_EXPORTER], err);
    if (p->robust[JH_ROBUST_EXPORTER].exporter == JH_NONE)
        p->robust[JH_ROBUST_EXPORTER].zone_home = p->robust[JH_ROBUST_EXPORTER].home = JH_NAN;
    expect_growth(w, false, &p->robust[JH_ROBUST_GROWTH]);
    expect_growth(w, true, &p->robust[JH_ROBUST_AGEING]);
    return st;
}
