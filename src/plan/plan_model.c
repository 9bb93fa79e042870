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

enum jh_status jh_i_plan_model(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_scenario *sc = w->scenario;
    struct jh_choice_options options = jh_choice_options_default();
    struct jh_run run = w->run;
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
    run.should_stop = NULL;  /* a search that ran out of time still gets its effect */
    run.iteration_limit = 0; /* that of the search */
    if (!w->plan->flows.inside_collected) {
        p->why_not = "stays inside the territory are not collected";
        return JH_OK;
    }
    st = jh_choice_fit(w->dataset, &w->plan->flows, &options, &run, &p->model, &why);
    if (st != JH_OK) {
        if (err != NULL)
            *err = why;
        return st;
    }
    if (!any_model_of_quality(&p->model))
        p->why_not =
            "no model of choice has a term for quality: the data state none, or too little";
    return JH_OK;
}
