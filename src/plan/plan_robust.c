/*
 * The same plan in other circumstances: what it would still bring home.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/num.h"

/* Every coefficient of quality times the factor, in the place of what was estimated. */
static void scale_quality(struct jh_choice_model *model, double factor, double *out_estimate)
{
    for (size_t s = 0; s < model->n_specialties; s++) {
        double *estimate = &model->specialty[s].estimate[JH_CHOICE_QUALITY];
        out_estimate[s] = *estimate;
        *estimate *= factor;
    }
}

static void restore_quality(struct jh_choice_model *model, const double *estimate)
{
    for (size_t s = 0; s < model->n_specialties; s++)
        model->specialty[s].estimate[JH_CHOICE_QUALITY] = estimate[s];
}

/* Coefficients of quality a tenth lower and higher: an assumption, wider than most standard errors. */
static enum jh_status expect_beta(struct jh_i_plan_work *w, const double *quality, double factor,
    struct jh_plan_robust *out, struct jh_error *err)
{
    enum { N_MODELS = 3 };
    struct jh_plan_prediction *p = &w->plan->prediction;
    struct jh_choice_model *const models[N_MODELS] = {&p->model, &p->by_class[0], &p->by_class[1]};
    struct jh_i_plan_expected e;
    double *estimate = JH_I_NEW(&w->scratch, N_MODELS * w->n_specialties, double, err);
    if (estimate == NULL)
        return JH_E_NOMEM;
    for (size_t m = 0; m < N_MODELS; m++)
        scale_quality(models[m], factor, &estimate[m * w->n_specialties]);
    enum jh_status st = jh_i_plan_expect(w, quality, NULL, NULL, &e, err);
    for (size_t m = 0; m < N_MODELS; m++)
        restore_quality(models[m], &estimate[m * w->n_specialties]);
    if (st != JH_OK)
        return st;
    out->zone_home = e.zones[JH_CHOICE_EFFECT_HOME].after;
    out->home = e.territory[JH_CHOICE_EFFECT_HOME].after;
    return JH_OK;
}

enum { EXPORTERS_TRIED = 3 };

static double worth_of(const struct jh_plan *plan, int32_t exporter)
{
    double sum = 0;
    for (size_t i = 0; i < plan->n_choices; i++)
        sum += plan->build[i].pair.exporter == exporter ? plan->build[i].pair.value : 0;
    return sum;
}

/* The exporter whose pairs are worth most among those worth less than `below`. */
static int32_t next_exporter(const struct jh_plan *plan, double below, double *out_worth)
{
    int32_t best = JH_NONE;
    *out_worth = 0;
    for (size_t i = 0; i < plan->n_choices; i++) {
        int32_t exporter = plan->build[i].pair.exporter;
        double worth = exporter != JH_NONE ? worth_of(plan, exporter) : 0;
        if (exporter != JH_NONE && worth < below && (best == JH_NONE || worth > *out_worth)) {
            best = exporter;
            *out_worth = worth;
        }
    }
    return best;
}

/* One exporter falls out everywhere and its hosts build up alone: the worst of the few whose pairs
 * are worth most. */
static enum jh_status expect_missing(
    struct jh_i_plan_work *w, double *quality, struct jh_plan_robust *out, struct jh_error *err)
{
    const struct jh_plan *plan = w->plan;
    double worth = JH_INF;
    out->zone_home = JH_INF;
    for (int tried = 0; tried < EXPORTERS_TRIED; tried++) {
        struct jh_i_plan_expected e;
        int32_t exporter = next_exporter(plan, worth, &worth);
        if (exporter == JH_NONE)
            break;
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
