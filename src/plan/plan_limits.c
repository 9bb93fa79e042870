/*
 * The quantities behind the rules of siting: what a host and a centre specialty cost.
 */
#include "plan/plan_work.h"

#include <math.h>

#include "base/fail.h"

static double first_given(double own, double scenario)
{
    return own >= 0 && isfinite(own) ? own : scenario;
}

/* Columns centre_cost and specialty_cost of hospitals.csv go before the scenario's figures. */
static enum jh_status set_costs(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_attributes *attributes = &w->dataset->hospitals.attributes;
    const double *centre = jh_attribute_number(attributes, "centre_cost");
    const double *each = jh_attribute_number(attributes, "specialty_cost");
    const struct jh_scenario *sc = w->scenario;
    double sum = 0;
    double *host_cost = JH_I_NEW(&w->scratch, w->n_hosts, double, err);
    double *pair_cost = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, double, err);
    if (host_cost == NULL || pair_cost == NULL)
        return JH_E_NOMEM;
    for (size_t k = 0; k < w->n_hosts; k++) {
        size_t h = (size_t)w->host[k];
        double pair = first_given(each != NULL ? each[h] : -1, sc->budget_per_specialty);
        host_cost[k] = first_given(centre != NULL ? centre[h] : -1, sc->budget_per_host);
        for (size_t s = 0; s < w->n_specialties; s++)
            pair_cost[k * w->n_specialties + s] = pair;
        sum += host_cost[k] + pair;
    }
    if (sum > 0) {
        w->host_cost = host_cost;
        w->pair_cost = pair_cost;
    } else if (!isnan(sc->budget_total)) {
        enum jh_status st = jh_fail(err, JH_E_ARG, "budget.total is set, but nothing has a cost");
        jh_hint(err,
            "Set budget.per_host or budget.per_specialty, or give hospitals.csv the "
            "columns centre_cost or specialty_cost.");
        jh_where(err, "/budget/total");
        return st;
    }
    return JH_OK;
}

enum jh_status jh_i_plan_limits(struct jh_i_plan_work *w, struct jh_error *err)
{
    return set_costs(w, err);
}
