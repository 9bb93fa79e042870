/*
 * What the plan changes: minutes and coverage before and after, for the demand that is assigned.
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
