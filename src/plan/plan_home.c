/*
 * Siting by choice: what building up a host would do to today's choices, and siting by travel alone
 * beside it.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "junheng/home.h"

enum { TRAVEL_ITERATIONS = 500 }; /* of the comparison with siting by travel */

/* Rise of utility of every host in every specialty when it is built up with the best exporter;
 * 0: none, or not known. [n_hosts * n_specialties] */
static enum jh_status find_rises(struct jh_i_plan_work *w, const struct jh_choice_model *model,
    double *rise, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_capabilities *c = &w->dataset->capabilities;
    struct jh_pair_inputs in = {0};
    JH_TRY(st, jh_pair_gather(w->dataset, &w->plan->flows, w->plan->zoning.zones.of_area, 0, NULL,
                   NULL, NULL, NULL, w->scenario->exporters_from,
                   (double)w->scenario->exporters_max_projects, &w->scenario->travel, &in, err));
    for (size_t k = 0; k < w->n_hosts; k++)
        for (size_t s = 0; s < w->n_specialties; s++) {
            int64_t at = c->n > 0 ? jh_capability_find(c, w->host[k], (int32_t)s) : JH_NONE;
            const double beta = model->specialty[s].estimate[JH_CHOICE_QUALITY];
            struct jh_plan_build build = {.mode = JH_PLAN_SELF_BUILT,
                .quality = at != JH_NONE ? c->quality[at] : JH_NAN,
                .exporter_quality = JH_NAN};
            rise[k * w->n_specialties + s] = 0;
            if (isnan(build.quality) || model->specialty[s].status != JH_OK || isnan(beta))
                continue;
            for (size_t x = 0; x < in.n_exporters; x++)
                if (in.exporter[x].specialty == (int32_t)s && in.exporter[x].capacity > 0 &&
                    in.exporter[x].hospital != w->host[k] &&
                    !(build.exporter_quality >= in.exporter[x].quality)) {
                    build.exporter_quality = in.exporter[x].quality;
                    build.mode = JH_PLAN_PAIRED;
                }
            double after = jh_i_plan_quality_after(
                w, &build, (int32_t)s, w->scenario->uplift, w->scenario->uplift_self_built);
            rise[k * w->n_specialties + s] = beta * (after - build.quality);
        }
out:
    jh_pair_inputs_release(&in);
    return st;
}

enum kind { ALL_CASES, OTHER_CASES, HARD_CASES };

/* Cases of a flow row that choose: of the kind, without people who live elsewhere. */
static double choosing(const struct jh_i_plan_work *w, enum kind kind, size_t row)
{
    const struct jh_flow_table *t = &w->plan->flows;
    double cases = t->cases[row] - (t->elsewhere != NULL ? t->elsewhere[row] : 0), hard = 0;
    if (kind != ALL_CASES)
        hard = t->hard[row] - (t->hard_elsewhere != NULL ? t->hard_elsewhere[row] : 0);
    cases = kind == HARD_CASES ? hard : cases - hard;
    return cases > 0 ? cases : 0;
}

/* The rows of one area and specialty. */
static void add_group(struct jh_i_plan_work *w, enum kind kind, size_t area, size_t specialty,
    const double *rise, struct jh_i_plan_home *h)
{
    const struct jh_flow_table *t = &w->plan->flows;
    double all = 0, kept = 0;
    int32_t zone = w->plan->zoning.zones.of_area[area];
    const size_t first = h->start[h->n];
    size_t n = first;
    for (size_t r = t->start[area]; r < t->start[area + 1]; r++) {
        if (t->specialty[r] != specialty)
            continue;
        double cases = choosing(w, kind, r);
        size_t hospital = (size_t)t->hospital[r];
        int32_t host = w->host_of[hospital];
        bool home = h->own_zone
                        ? zone != JH_NONE && w->plan->zoning.zone_of_hospital[hospital] == zone
                        : hospital < w->dataset->hospitals.n_inside;
        all += cases;
        kept += home ? cases : 0;
        if (host == JH_NONE || !(cases > 0))
            continue;
        size_t at = (size_t)host * w->n_specialties + specialty;
        if ((w->state[at] != JH_SITE_MAY && w->state[at] != JH_SITE_MUST) || !(rise[at] > 0))
            continue;
        h->host[n] = host;
        h->weight[n++] = cases * expm1(rise[at]);
    }
    if (n == first)
        return;
    for (size_t i = first; i < n; i++)
        h->weight[i] /= all;
    h->leaving[h->n] = fmax(all - kept, 0);
    h->kept[h->n] = kept;
    h->zone[h->n] = zone;
    h->specialty[h->n] = (int32_t)specialty;
    h->start[++h->n] = n;
}

static enum jh_status gather(
    struct jh_i_plan_work *w, struct jh_i_plan_home *h, struct jh_error *err)
{
    const size_t n_groups = 2 * w->n_areas * w->n_specialties, n_rows = 2 * w->plan->flows.n;
    double *rise = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, double, err);
    h->leaving = JH_I_NEW(&w->scratch, n_groups, double, err);
    h->kept = JH_I_NEW(&w->scratch, n_groups, double, err);
    h->zone = JH_I_NEW(&w->scratch, n_groups, int32_t, err);
    h->specialty = JH_I_NEW(&w->scratch, n_groups, int32_t, err);
    h->start = JH_I_NEW(&w->scratch, n_groups + 1, size_t, err);
    h->host = JH_I_NEW(&w->scratch, n_rows, int32_t, err);
    h->weight = JH_I_NEW(&w->scratch, n_rows, double, err);
    if (rise == NULL || h->leaving == NULL || h->kept == NULL || h->zone == NULL ||
        h->specialty == NULL || h->start == NULL || h->host == NULL || h->weight == NULL)
        return JH_E_NOMEM;
    h->own_zone = w->scenario->home_scope == JH_HOME_ZONE ||
                  (w->scenario->home_scope == JH_HOME_AUTO && !w->plan->flows.outside_collected);
    const struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_choice_model *const models[] = {&p->model, &p->by_class[0], &p->by_class[1]};
    const bool only_hard = w->scenario->cases == JH_CASES_HARD;
    enum jh_status st = JH_OK;
    for (int kind = ALL_CASES; kind <= HARD_CASES && st == JH_OK; kind++) {
        /* hard cases alone by their own model, where there is one */
        bool wanted = p->split ? kind == HARD_CASES || (kind == OTHER_CASES && !only_hard)
                               : kind == (only_hard ? HARD_CASES : ALL_CASES);
        if (!wanted)
            continue;
        st = find_rises(w, p->split ? models[kind] : &p->model, rise, err);
        for (size_t a = 0; a < w->n_areas && st == JH_OK; a++)
            for (size_t s = 0; s < w->n_specialties; s++)
                add_group(w, (enum kind)kind, a, s, rise, h);
    }
    return st;
}

static struct jh_site_home problem_of(const struct jh_i_plan_home *h)
{
    return (struct jh_site_home){.n_groups = h->n,
        .leaving = h->leaving,
        .kept = h->kept,
        .zone = h->zone,
        .specialty = h->specialty,
        .start = h->start,
        .host = h->host,
        .weight = h->weight,
        .own_zone = h->own_zone};
}

/* The same rules with travel as the goal: how many come home then. */
static enum jh_status compare_travel(struct jh_i_plan_work *w,
    const struct jh_site_problem *problem, const struct jh_site_home *home, struct jh_error *err)
{
    struct jh_site_solution other = {0};
    struct jh_run run = w->run;
    run.should_stop = NULL;
    run.bounds = NULL;
    run.iteration_limit = TRAVEL_ITERATIONS;
    enum jh_status st = jh_site_solve(problem, &run, &other, err);
    if (st == JH_E_CANCELLED)
        return JH_OK; /* no answer within its iterations: not compared */
    if (st != JH_OK)
        return st;
    w->plan->home_by_travel = jh_site_home_cases(problem, home, &other);
    w->plan->home_travel_mean_min = other.travel_case_min / other.total_cases;
    jh_site_solution_release(&other);
    return JH_OK;
}

enum jh_status jh_i_plan_solve_home(
    struct jh_i_plan_work *w, const struct jh_site_problem *problem, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_i_plan_home h = {.n = 0};
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        if (i != JH_OBJECTIVE_HOME && w->scenario->objective[i] > 0)
            return jh_fail(err, JH_E_UNSUPPORTED,
                "objective home cannot be weighed against another objective");
    struct jh_site_home home;
    JH_TRY(st, jh_i_plan_model(w, err));
    if (plan->prediction.why_not != NULL) {
        st = jh_fail(
            err, JH_E_DATA, "objective home needs a model of patients' choice with quality");
        jh_hint(err, "Give quality in capabilities.csv, or choose another objective.");
        goto out;
    }
    JH_TRY(st, gather(w, &h, err));
    home = problem_of(&h);
    JH_TRY(st, jh_site_solve_home(problem, &home, &w->run, &w->solution, err));
    plan->home_own_zone = h.own_zone;
    st = compare_travel(w, problem, &home, err);
out:
    return st;
}
