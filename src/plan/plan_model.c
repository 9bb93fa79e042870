/*
 * The model of patients' choice that the plan rests on, fitted once.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/fail.h"
#include "base/num.h"

/* The best quality that any hospital states, by specialty. */
static enum jh_status find_best(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_capabilities *c = &w->dataset->capabilities;
    w->best_quality = JH_I_NEW(&w->scratch, w->n_specialties, double, err);
    if (w->best_quality == NULL)
        return JH_E_NOMEM;
    for (size_t s = 0; s < w->n_specialties; s++)
        w->best_quality[s] = JH_NAN;
    for (size_t i = 0; i < c->n; i++) {
        double *best = &w->best_quality[c->specialty[i]];
        if (!isnan(c->quality[i]) && !(*best >= c->quality[i]))
            *best = c->quality[i];
    }
    return JH_OK;
}

static bool any_model_of_quality(const struct jh_choice_model *model)
{
    for (size_t s = 0; s < model->n_specialties; s++)
        if (model->specialty[s].status == JH_OK &&
            !isnan(model->specialty[s].estimate[JH_CHOICE_QUALITY]))
            return true;
    return false;
}

/* Are both kinds of cases known wherever all together are? */
static bool both_known(const struct jh_choice_model *all, const struct jh_choice_model by_class[2])
{
    for (size_t s = 0; s < all->n_specialties; s++)
        for (int c = 0; c < 2; c++) {
            const struct jh_choice_specialty *one = &by_class[c].specialty[s];
            if (all->specialty[s].status == JH_OK &&
                !isnan(all->specialty[s].estimate[JH_CHOICE_QUALITY]) &&
                (one->status != JH_OK || isnan(one->estimate[JH_CHOICE_QUALITY])))
                return false;
        }
    return true;
}

/* Hard cases choose by other tastes than the others: two models where the data allow it. */
static enum jh_status fit_classes(struct jh_i_plan_work *w, struct jh_choice_options options,
    const struct jh_run *run, struct jh_error *err)
{
    struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_flow_table *t = &w->plan->flows;
    if (t->hard == NULL || !t->has_hard[JH_SIDE_INSIDE] ||
        (t->outside_collected && !t->has_hard[JH_SIDE_OUTSIDE]))
        return JH_OK;
    options.held_out_frac = 0;
    for (int c = 0; c < 2; c++) {
        options.cases = c == 0 ? JH_CHOICE_NOT_HARD : JH_CHOICE_HARD;
        enum jh_status st = jh_choice_fit(w->dataset, t, &options, run, &p->by_class[c], err);
        if (st != JH_OK)
            return st;
    }
    p->split = both_known(&p->model, p->by_class);
    return JH_OK;
}

enum jh_status jh_i_plan_model(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_scenario *sc = w->scenario;
    struct jh_choice_options options = jh_choice_options_default();
    struct jh_run run = jh_i_plan_run_on(w);
    struct jh_error why;
    if (w->model_tried)
        return JH_OK;
    w->model_tried = true;
    enum jh_status st = find_best(w, err);
    if (st != JH_OK)
        return st;
    options.time = sc->choice_time;
    options.n_alternatives = (size_t)sc->choice_alternatives;
    options.without_elsewhere = true;
    options.clustered = true; /* real flows vary more than single draws would */
    options.travel = sc->travel;
    run.iteration_limit = 0; /* that of the search */
    if (!w->plan->flows.inside_collected) {
        p->why_not = "stays inside the territory are not collected";
        return JH_OK;
    }
    st = jh_choice_fit(w->dataset, &w->plan->flows, &options, &run, &p->model, &why);
    if (st == JH_OK)
        st = fit_classes(w, options, &run, &why);
    if (st == JH_E_CANCELLED && jh_i_plan_is_cut(w)) {
        p->why_not = JH_I_PLAN_CUT;
        return JH_OK;
    }
    if (st != JH_OK) {
        if (err != NULL)
            *err = why;
        return st;
    }
    if (st == JH_OK && !any_model_of_quality(&p->model))
        p->why_not =
            "no model of choice has a term for quality: the data state none, or too little";
    return st;
}
