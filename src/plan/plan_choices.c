/*
 * The answer with its evidence: centre specialties, centres, who is assigned where.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

/* Areas of each zone, side by side. */
struct zone_areas {
    size_t *start; /* [n_zones + 1] */
    int32_t *area;
};

static enum jh_status make_zone_areas(
    struct jh_i_plan_work *w, struct zone_areas *out, struct jh_error *err)
{
    const int32_t *zone_of = w->plan->zoning.zones.of_area;
    out->start = JH_I_NEW(&w->scratch, w->n_zones + 2, size_t, err);
    out->area = JH_I_NEW(&w->scratch, w->n_areas, int32_t, err);
    if (out->start == NULL || out->area == NULL)
        return JH_E_NOMEM;
    for (size_t a = 0; a < w->n_areas; a++)
        if (zone_of[a] != JH_NONE)
            out->start[zone_of[a] + 2]++;
    for (size_t z = 0; z < w->n_zones; z++)
        out->start[z + 2] += out->start[z + 1];
    for (size_t a = 0; a < w->n_areas; a++)
        if (zone_of[a] != JH_NONE)
            out->area[out->start[zone_of[a] + 1]++] = (int32_t)a;
    return JH_OK;
}

/* Where the leaving cases of a zone and specialty go: the most visited hospitals. */
static void find_destinations(const struct jh_i_plan_work *w, const struct zone_areas *areas,
    struct jh_plan_choice *choice, double *cases_of)
{
    const struct jh_flow_table *t = &w->plan->flows;
    memset(cases_of, 0, w->n_hospitals * sizeof *cases_of);
    for (size_t i = areas->start[choice->zone]; i < areas->start[choice->zone + 1]; i++) {
        size_t a = (size_t)areas->area[i];
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++)
            if (t->specialty[r] == choice->specialty &&
                w->plan->zoning.zone_of_hospital[t->hospital[r]] != choice->zone)
                cases_of[t->hospital[r]] += t->cases[r];
    }
    for (size_t d = 0; d < JH_PLAN_N_DESTINATIONS; d++) {
        size_t best = w->n_hospitals;
        for (size_t h = 0; h < w->n_hospitals; h++)
            if (cases_of[h] > 0 && (best == w->n_hospitals || cases_of[h] > cases_of[best]))
                best = h;
        if (best == w->n_hospitals)
            return;
        choice->destination[d] = (struct jh_plan_destination){(int32_t)best, cases_of[best]};
        cases_of[best] = 0;
    }
}

static bool is_fixed(const struct jh_i_plan_work *w, const struct jh_plan_choice *choice)
{
    for (size_t i = 0; i < w->n_fixed; i++)
        if (w->fixed[i].hospital == choice->hospital &&
            (w->fixed[i].specialty == JH_NONE || w->fixed[i].specialty == choice->specialty))
            return true;
    return false;
}

static void fill_choice(
    const struct jh_i_plan_work *w, const struct jh_site_choice *from, struct jh_plan_choice *out)
{
    const struct jh_capabilities *c = &w->dataset->capabilities;
    size_t s = (size_t)from->specialty, host = (size_t)from->host;
    *out = (struct jh_plan_choice){.hospital = w->host[host],
        .specialty = from->specialty,
        .zone = from->zone,
        .existing = w->state[host * w->n_specialties + s] == JH_SITE_EXISTING,
        .cases = from->cases,
        .mean_min = from->cases > 0 ? from->case_minutes / from->cases : JH_NAN,
        .before_mean_min = JH_NAN,
        .leaving_cases = JH_NAN,
        .leaving_rate = JH_NAN,
        .marginal = from->marginal,
        .marginal_least = from->marginal_least,
        .next_hospital = from->next_host >= 0 ? w->host[from->next_host] : JH_NONE,
        .next_whole = from->next_whole,
        .next_cost = from->next_cost,
        .next_least = from->next_least,
        .quality = JH_NAN,
        .specialty_beds = JH_NAN,
        .beds_needed = w->beds_per_case != NULL ? from->beds : JH_NAN,
        .same_under_leaving = w->scenario->demand == JH_DEMAND_LEAVING,
        .leaving_hospital = JH_NONE};
    out->fixed = is_fixed(w, out);
    for (size_t d = 0; d < JH_PLAN_N_DESTINATIONS; d++)
        out->destination[d] = (struct jh_plan_destination){JH_NONE, 0};
    if (from->zone != JH_NONE) {
        const struct jh_leaving *leaving =
            &w->plan->leaving[(size_t)from->zone * w->n_specialties + s];
        out->leaving_cases = leaving->value[JH_RANKING_CASES];
        out->leaving_rate = leaving->rate;
    }
    int64_t row = c->n > 0 ? jh_capability_find(c, out->hospital, out->specialty) : JH_NONE;
    if (row != JH_NONE) {
        out->quality = c->quality[row];
        out->specialty_beds = c->beds[row];
    }
}

/* One pass over the flows: what each centre specialty treats today, and how long those now assigned
 * to it travel today. */
static enum jh_status fill_today(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_flow_table *t = &plan->flows;
    const size_t n_pairs = w->n_hosts * w->n_specialties;
    int32_t *choice_of = JH_I_NEW(&w->scratch, n_pairs, int32_t, err);
    struct jh_sum *minutes = JH_I_NEW(&w->scratch, plan->n_choices, struct jh_sum, err);
    double *known = JH_I_NEW(&w->scratch, plan->n_choices, double, err);
    if (choice_of == NULL || minutes == NULL || known == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < n_pairs; i++)
        choice_of[i] = JH_NONE;
    for (size_t i = 0; i < plan->n_choices; i++)
        choice_of[(size_t)w->host_of[plan->choice[i].hospital] * w->n_specialties +
                  (size_t)plan->choice[i].specialty] = (int32_t)i;
    for (size_t a = 0; a < w->dataset->areas.n; a++) {
        for (size_t r = t->start[a]; r < t->start[a + 1]; r++) {
            size_t s = t->specialty[r];
            int32_t host = w->host_of[t->hospital[r]];
            int32_t i = host != JH_NONE ? choice_of[(size_t)host * w->n_specialties + s] : JH_NONE;
            if (i != JH_NONE)
                plan->choice[i].present_cases += t->cases[r];
            int32_t to = a < w->n_areas ? plan->assigned[a * w->n_specialties + s] : JH_NONE;
            if (to == JH_NONE || !isfinite(w->row_minutes[r]))
                continue;
            i = choice_of[(size_t)w->host_of[to] * w->n_specialties + s];
            double cases = jh_i_plan_row_cases(w, w->scenario->demand, a, r);
            jh_sum_add(&minutes[i], cases * (double)w->row_minutes[r]);
            known[i] += cases;
        }
    }
    for (size_t i = 0; i < plan->n_choices; i++)
        if (known[i] > 0)
            plan->choice[i].before_mean_min = jh_sum_value(&minutes[i]) / known[i];
    return JH_OK;
}

enum jh_status jh_i_plan_choices(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    const struct jh_site_solution *sol = &w->solution;
    const size_t n_demands = w->n_areas * w->n_specialties;
    struct jh_arena_mark mark = jh_arena_save(&w->scratch);
    struct zone_areas areas;
    plan->choice = JH_I_NEW(w->keep, sol->n, struct jh_plan_choice, err);
    plan->assigned = JH_I_NEW(w->keep, n_demands, int32_t, err);
    double *cases_of = JH_I_NEW(&w->scratch, w->n_hospitals, double, err);
    if (plan->choice == NULL || plan->assigned == NULL || cases_of == NULL)
        return JH_E_NOMEM;
    plan->n_choices = sol->n;
    for (size_t i = 0; i < n_demands; i++)
        plan->assigned[i] = sol->assigned[i] >= 0 ? w->host[sol->assigned[i]] : JH_NONE;
    JH_TRY(st, make_zone_areas(w, &areas, err));
    for (size_t i = 0; i < sol->n; i++) {
        fill_choice(w, &sol->choice[i], &plan->choice[i]);
        if (plan->choice[i].zone != JH_NONE)
            find_destinations(w, &areas, &plan->choice[i], cases_of);
    }
    JH_TRY(st, fill_today(w, err));
out:
    jh_arena_rewind(&w->scratch, mark);
    return st;
}

static int by_zone_hospital(const void *a, const void *b)
{
    const struct jh_plan_centre *x = a, *y = b;
    if (x->zone != y->zone)
        return x->zone < y->zone ? -1 : 1;
    return (x->hospital > y->hospital) - (x->hospital < y->hospital);
}

static void fill_reach(const struct jh_i_plan_work *w, struct jh_plan_centre *centre)
{
    const struct jh_areas *areas = &w->dataset->areas;
    const double reach = w->scenario->reach_min;
    size_t host = (size_t)w->host_of[centre->hospital];
    struct jh_sum inside = {0}, outside = {0};
    for (size_t a = 0; a < w->n_areas; a++)
        if ((double)w->minutes[a * w->n_hosts + host] <= reach)
            jh_sum_add(&inside, areas->population[a]);
    for (size_t a = w->n_areas; a < areas->n; a++)
        if (areas->population[a] > 0 && jh_travel_minutes(w->dataset, &w->scenario->travel,
                                            (int32_t)a, centre->hospital) <= reach)
            jh_sum_add(&outside, areas->population[a]);
    centre->reach_population = jh_sum_value(&inside);
    centre->reach_population_outside = jh_sum_value(&outside);
}

enum jh_status jh_i_plan_centres(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    plan->centre = JH_I_NEW(w->keep, plan->n_choices, struct jh_plan_centre, err);
    if (plan->centre == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < plan->n_choices; i++) {
        const struct jh_plan_choice *choice = &plan->choice[i];
        size_t c = 0;
        while (c < plan->n_centres && plan->centre[c].hospital != choice->hospital)
            c++;
        if (c == plan->n_centres)
            plan->centre[plan->n_centres++] =
                (struct jh_plan_centre){.hospital = choice->hospital, .zone = choice->zone};
        plan->centre[c].n_specialties++;
        plan->centre[c].cases += choice->cases;
    }
    if (plan->n_centres > 1)
        qsort(plan->centre, plan->n_centres, sizeof *plan->centre, by_zone_hospital);
    for (size_t c = 0; c < plan->n_centres; c++)
        fill_reach(w, &plan->centre[c]);
    return JH_OK;
}
