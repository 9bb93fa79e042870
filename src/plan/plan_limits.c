/*
 * The quantities behind the rules of siting: what a host and a centre specialty cost, the least
 * number of cases, the beds that cases take and those that may be.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* ---- costs ---- */

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

/* ---- volumes ---- */

/* What existing centre specialties treat today of the demand that may be assigned to them. */
static void count_present(const struct jh_i_plan_work *w, double *present)
{
    const struct jh_flow_table *t = &w->plan->flows;
    for (size_t a = 0; a < w->n_areas; a++)
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
            size_t s = t->specialty[r];
            int32_t host = w->host_of[t->hospital[r]];
            if (host != JH_NONE && w->demand[a * w->n_specialties + s] > 0 &&
                jh_i_plan_serves(w, a, s, (size_t)host))
                present[(size_t)host * w->n_specialties + s] +=
                    jh_i_plan_row_cases(w, w->scenario->demand, a, r);
        }
}

static enum jh_status set_volumes(struct jh_i_plan_work *w, struct jh_error *err)
{
    const double least = w->scenario->cs_min_volume;
    const size_t n = w->n_hosts * w->n_specialties;
    if (!(least > 0))
        return JH_OK;
    w->least_cases = JH_I_NEW(&w->scratch, n, double, err);
    double *present = JH_I_NEW(&w->scratch, n, double, err);
    if (w->least_cases == NULL || present == NULL)
        return JH_E_NOMEM;
    count_present(w, present);
    for (size_t i = 0; i < n; i++)
        if (w->state[i] != JH_SITE_NO)
            w->least_cases[i] = w->state[i] == JH_SITE_EXISTING ? fmin(least, present[i]) : least;
    return JH_OK;
}

/* ---- beds ---- */

/* Days over cases by specialty: from the flows, else the mean stay of the hospitals where the cases
 * are treated. NaN: neither is known. */
static enum jh_status find_stays(struct jh_i_plan_work *w, double *out_days, struct jh_error *err)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    double *sum = JH_I_NEW(&w->scratch, 4 * w->n_specialties, double, err);
    if (sum == NULL)
        return JH_E_NOMEM;
    for (size_t r = 0; r < t->n; r++) {
        size_t h = (size_t)t->hospital[r];
        double *at = sum + 4 * (size_t)t->specialty[r];
        enum jh_side side = h < hs->n_inside ? JH_SIDE_INSIDE : JH_SIDE_OUTSIDE;
        if (t->days != NULL && t->has_days[side] && t->days[r] > 0) {
            at[0] += t->days[r];
            at[1] += t->cases[r];
        }
        if (hs->mean_stay_days[h] > 0) {
            at[2] += hs->mean_stay_days[h] * t->cases[r];
            at[3] += t->cases[r];
        }
    }
    for (size_t s = 0; s < w->n_specialties; s++) {
        const double *at = sum + 4 * s;
        out_days[s] = at[1] > 0 ? at[0] / at[1] : at[3] > 0 ? at[2] / at[3] : JH_NAN;
        if (!isnan(w->scenario->beds_mean_stay))
            out_days[s] = w->scenario->beds_mean_stay;
    }
    return JH_OK;
}

static enum jh_status set_beds_per_case(struct jh_i_plan_work *w, struct jh_error *err)
{
    w->beds_per_case = JH_I_NEW(&w->scratch, w->n_specialties, double, err);
    if (w->beds_per_case == NULL)
        return JH_E_NOMEM;
    enum jh_status st = find_stays(w, w->beds_per_case, err);
    for (size_t s = 0; s < w->n_specialties && st == JH_OK; s++) {
        double demand = 0;
        for (size_t a = 0; a < w->n_areas; a++)
            demand += w->demand[a * w->n_specialties + s];
        if (isnan(w->beds_per_case[s]) && demand > 0) {
            st = jh_fail(err, JH_E_DATA, "the length of stay in %s is not known",
                w->dataset->specialties.id[s]);
            jh_hint(err,
                "Give days in flows.csv or mean_stay in hospitals.csv, or set "
                "beds.mean_stay.");
        }
        w->beds_per_case[s] =
            isnan(w->beds_per_case[s]) ? 0 : w->beds_per_case[s] / (365 * w->scenario->beds_use);
    }
    return st;
}

/* Beds that a host has in a specialty: as stated, else what its cases of today need. */
static enum jh_status set_beds_there(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_capabilities *c = &w->dataset->capabilities;
    const size_t n = w->n_specialties;
    w->beds_there = JH_I_NEW(&w->scratch, w->n_hosts * n, double, err);
    if (w->beds_there == NULL)
        return JH_E_NOMEM;
    for (size_t r = 0; r < t->n; r++) {
        int32_t host = w->host_of[t->hospital[r]];
        if (host != JH_NONE)
            w->beds_there[(size_t)host * n + t->specialty[r]] +=
                t->cases[r] * w->beds_per_case[t->specialty[r]];
    }
    for (size_t k = 0; k < w->n_hosts; k++)
        for (size_t s = 0; s < n; s++) {
            int64_t row = c->n > 0 ? jh_capability_find(c, w->host[k], (int32_t)s) : JH_NONE;
            if (row != JH_NONE && c->beds[row] >= 0)
                w->beds_there[k * n + s] = c->beds[row];
        }
    return JH_OK;
}

/* Lowest regions, zones where the data have none. */
static int32_t region_of(const struct jh_i_plan_work *w, size_t area)
{
    return w->dataset->regions.n > 0 ? w->dataset->areas.region[area]
                                     : w->plan->zoning.zones.of_area[area];
}

/* Beds that may be added in each region: the ceiling less what stands there, never below 0. */
static enum jh_status set_region_beds(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    w->n_bed_regions = w->dataset->regions.n > 0 ? w->dataset->regions.n : w->n_zones;
    w->region_beds_max = JH_I_NEW(&w->scratch, w->n_bed_regions, double, err);
    w->region_of_host = JH_I_NEW(&w->scratch, w->n_hosts, int32_t, err);
    if (w->region_beds_max == NULL || w->region_of_host == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->n_areas; a++)
        if (region_of(w, a) != JH_NONE)
            w->region_beds_max[region_of(w, a)] +=
                w->scenario->beds_ceiling_per_1000 * w->dataset->areas.population[a] / 1000;
    for (size_t h = 0; h < hs->n_inside; h++) {
        int32_t region = hs->area[h] != JH_NONE ? region_of(w, (size_t)hs->area[h]) : JH_NONE;
        if (w->host_of[h] != JH_NONE)
            w->region_of_host[w->host_of[h]] = region;
        if (region != JH_NONE && hs->beds[h] > 0)
            w->region_beds_max[region] -= hs->beds[h];
    }
    for (size_t r = 0; r < w->n_bed_regions; r++)
        w->region_beds_max[r] = fmax(0, w->region_beds_max[r]);
    return set_beds_there(w, err);
}

static enum jh_status set_beds(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    enum jh_status st = JH_OK;
    if (isnan(sc->beds_ceiling_per_1000) && isnan(sc->beds_site_max))
        return JH_OK;
    JH_TRY(st, set_beds_per_case(w, err));
    if (!isnan(sc->beds_ceiling_per_1000))
        JH_TRY(st, set_region_beds(w, err));
    if (!isnan(sc->beds_site_max)) {
        w->host_beds_max = JH_I_NEW(&w->scratch, w->n_hosts, double, err);
        if (w->host_beds_max == NULL)
            return JH_E_NOMEM;
        for (size_t k = 0; k < w->n_hosts; k++)
            w->host_beds_max[k] = sc->beds_site_max;
    }
out:
    return st;
}

enum jh_status jh_i_plan_limits(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, set_costs(w, err));
    JH_TRY(st, set_volumes(w, err));
    JH_TRY(st, set_beds(w, err));
out:
    return st;
}
