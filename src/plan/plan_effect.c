/*
 * What the plan changes: minutes and coverage before and after, accessibility and its equity.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

struct trip {
    double minutes, cases;
};

static int longest_first(const void *a, const void *b)
{
    const struct trip *x = a, *y = b;
    if (x->minutes != y->minutes)
        return x->minutes > y->minutes ? -1 : 1;
    return (x->cases < y->cases) - (x->cases > y->cases);
}

/* Mean minutes of the tenth of cases that travel longest; sorts the trips. */
static double worst_tenth(size_t n, struct trip *trip, double cases)
{
    double left = cases / 10;
    struct jh_sum minutes = {0};
    if (!(left > 0))
        return JH_NAN;
    qsort(trip, n, sizeof *trip, longest_first);
    for (size_t i = 0; i < n && left > 0; i++) {
        double taken = trip[i].cases < left ? trip[i].cases : left;
        jh_sum_add(&minutes, taken * trip[i].minutes);
        left -= taken;
    }
    return jh_sum_value(&minutes) / (cases / 10);
}

/* Trips of today of the demand that the plan assigns. */
static enum jh_status measure_before(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_flow_table *t = &w->plan->flows;
    struct jh_plan_effect *effect = &w->plan->effect;
    struct jh_arena_mark mark = jh_arena_save(&w->scratch);
    struct trip *trip = JH_I_NEW(&w->scratch, t->n, struct trip, err);
    struct jh_sum minutes = {0}, known = {0}, near = {0};
    size_t n = 0;
    if (trip == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->n_areas; a++) {
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
            double min = (double)w->row_minutes[r];
            if (w->plan->assigned[a * w->n_specialties + t->specialty[r]] == JH_NONE ||
                !isfinite(min))
                continue;
            double cases = jh_i_plan_row_cases(w, w->scenario->demand, a, r);
            jh_sum_add(&known, cases);
            jh_sum_add(&minutes, cases * min);
            jh_sum_add(&near, min <= w->scenario->reach_min ? cases : 0);
            trip[n++] = (struct trip){min, cases};
        }
    }
    double cases = jh_sum_value(&known);
    effect->before_known_cases = cases;
    effect->before_mean_min = cases > 0 ? jh_sum_value(&minutes) / cases : JH_NAN;
    effect->before_coverage = cases > 0 ? jh_sum_value(&near) / cases : JH_NAN;
    effect->before_worst_tenth_min = worst_tenth(n, trip, cases);
    jh_arena_rewind(&w->scratch, mark);
    return JH_OK;
}

enum jh_status jh_i_plan_effect(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan_effect *effect = &w->plan->effect;
    const struct jh_site_solution *sol = &w->solution;
    effect->cases = sol->total_cases;
    effect->after_mean_min = sol->travel_case_min / sol->total_cases;
    effect->after_coverage = sol->coverage_cases / sol->total_cases;
    effect->after_worst_tenth_min = sol->worst_tenth_min;
    effect->not_nearest_share = sol->not_nearest_cases / sol->total_cases;
    return measure_before(w, err);
}

/* Beds that count for access: those of its centre specialties where every one states them, else the
 * hospital's. */
static bool specialties_have_beds(const struct jh_i_plan_work *w)
{
    for (size_t i = 0; i < w->plan->n_choices; i++)
        if (isnan(w->plan->choice[i].specialty_beds))
            return false;
    return true;
}

static double centre_beds(const struct jh_i_plan_work *w, int32_t hospital, bool existing_only)
{
    double sum = 0;
    bool any = false;
    for (size_t i = 0; i < w->plan->n_choices; i++) {
        const struct jh_plan_choice *choice = &w->plan->choice[i];
        if (choice->hospital != hospital || (existing_only && !choice->existing))
            continue;
        any = true;
        sum += w->seats_by_specialty ? choice->specialty_beds : 0;
    }
    if (!any)
        return 0;
    return w->seats_by_specialty ? sum : w->dataset->hospitals.beds[hospital];
}

static enum jh_status measure_access(struct jh_i_plan_work *w, const struct jh_travel_pairs *pairs,
    bool existing_only, double **out_access, struct jh_equity *out_equity, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_plan *plan = w->plan;
    const struct jh_areas *areas = &w->dataset->areas;
    struct jh_access_options options = jh_access_options_default();
    options.method = JH_ACCESS_2SFCA;
    options.decay = JH_DECAY_BINARY;
    options.reach_min = w->scenario->reach_min;
    double total = 0;
    double *supply = JH_I_NEW(&w->scratch, plan->n_centres, double, err);
    double *access = JH_I_NEW(&w->scratch, areas->n, double, err);
    *out_access = JH_I_NEW(w->keep, w->n_areas, double, err);
    if (supply == NULL || access == NULL || *out_access == NULL)
        return JH_E_NOMEM;
    for (size_t c = 0; c < plan->n_centres; c++) {
        double beds = centre_beds(w, plan->centre[c].hospital, existing_only);
        supply[c] = beds > 0 ? beds : 0;
        total += supply[c];
    }
    JH_TRY(st, jh_access(pairs, plan->n_centres, supply, areas->population, &options, access, err));
    memcpy(*out_access, access, w->n_areas * sizeof *access);
    *out_equity = (struct jh_equity){JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NAN, 0, 0, JH_NAN, JH_NAN,
        JH_NAN, JH_NAN}; /* of nothing: no equity */
    if (total > 0)
        JH_TRY(st, jh_equity(w->n_areas, *out_access, areas->population, w->n_zones,
                       plan->zoning.zones.of_area, out_equity, err));
out:
    return st;
}

enum jh_status jh_i_plan_access(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    const struct jh_areas *areas = &w->dataset->areas;
    struct jh_travel_pairs pairs = {0};
    double beds = 0;
    w->seats_by_specialty = specialties_have_beds(w);
    for (size_t c = 0; c < plan->n_centres; c++) {
        double mine = centre_beds(w, plan->centre[c].hospital, false);
        beds += mine > 0 ? mine : 0;
    }
    if (!(beds > 0))
        return JH_OK;
    /* People beyond the border compete for the same beds, so all areas take part. */
    int32_t *area = JH_I_NEW(&w->scratch, areas->n, int32_t, err);
    int32_t *site = JH_I_NEW(&w->scratch, plan->n_centres, int32_t, err);
    if (area == NULL || site == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < areas->n; a++)
        area[a] = (int32_t)a;
    for (size_t c = 0; c < plan->n_centres; c++)
        site[c] = plan->centre[c].hospital;
    struct jh_run run = w->run;
    run.should_stop = NULL; /* a search that ran out of time still gets its effect */
    JH_TRY(st, jh_travel_within(w->dataset, &w->scenario->travel, areas->n, area, plan->n_centres,
                   site, w->scenario->reach_min, &run, &pairs, err));
    JH_TRY(st, measure_access(w, &pairs, true, &plan->access_before, &plan->equity_before, err));
    JH_TRY(st, measure_access(w, &pairs, false, &plan->access_after, &plan->equity_after, err));
out:
    jh_travel_pairs_release(&pairs);
    return st;
}
