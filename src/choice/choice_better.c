/*
 * Attributes or constants: what tells areas better that took no part in the fit.
 */
#include "base/fail.h"
#include "base/num.h"
#include "junheng/choice.h"

/* Areas times alternatives times specialties, beyond which constants take minutes. */
#define MOST_ROWS 1.5e6

static bool too_large(const struct jh_dataset *d, const struct jh_choice_options *o)
{
    return (double)d->areas.n_inside * (double)o->n_alternatives * (double)d->specialties.n >
           MOST_ROWS;
}

static bool judged(const struct jh_choice_model *m, size_t s)
{
    return m->specialty[s].status == JH_OK && m->specialty[s].held_out.n_areas > 0 &&
           !isnan(m->specialty[s].held_out.rho_squared);
}

/* Over the specialties that both judge. */
static double held_out_rho(const struct jh_choice_model *m, const struct jh_choice_model *other)
{
    double likelihood = 0, null = 0;
    for (size_t s = 0; s < m->n_specialties; s++)
        if (judged(m, s) && judged(other, s)) {
            likelihood += m->specialty[s].held_out.log_likelihood;
            null += m->specialty[s].held_out.null_log_likelihood;
        }
    return null < 0 ? 1 - likelihood / null : JH_NAN;
}

static size_t n_fitted(const struct jh_choice_model *m)
{
    size_t n = 0;
    for (size_t s = 0; s < m->n_specialties; s++)
        n += m->specialty[s].status == JH_OK;
    return n;
}

enum jh_status jh_choice_fit_better(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_options *options,
    const struct jh_run *run, struct jh_choice_model *out_model, double *out_other,
    struct jh_error *err)
{
    struct jh_choice_options o = options != NULL ? *options : jh_choice_options_default();
    struct jh_choice_model model[2] = {{.n_specialties = 0}, {.n_specialties = 0}};
    double other = JH_NAN;
    size_t best = 0;
    enum jh_status st = JH_OK;
    o.hospitals = JH_CHOICE_HOSPITALS_ATTRIBUTES;
    JH_TRY(st, jh_choice_fit(dataset, table, &o, run, &model[0], err));
    if (o.nest_zone_of_area == NULL && o.held_out_frac > 0 && !too_large(dataset, &o)) {
        o.hospitals = JH_CHOICE_HOSPITALS_CONSTANTS;
        JH_TRY(st, jh_choice_fit(dataset, table, &o, run, &model[1], err));
        double rho[2] = {held_out_rho(&model[0], &model[1]), held_out_rho(&model[1], &model[0])};
        best = rho[1] > rho[0] && n_fitted(&model[1]) >= n_fitted(&model[0]);
        other = rho[1 - best];
    }
    *out_model = model[best];
    model[best] = (struct jh_choice_model){.n_specialties = 0};
    if (out_other != NULL)
        *out_other = other;
out:
    jh_choice_model_release(&model[0]);
    jh_choice_model_release(&model[1]);
    return st;
}
