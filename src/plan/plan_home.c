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

/* Cases brought home count for the kinds wanted; what hosts treat, for all. */
struct gathering {
    struct jh_i_plan_work *w;
    struct jh_i_plan_home *h;
    enum kind kind;
    bool counts; /* the kind's cases are to come home */
    const double *rise;
};

/* A row of an area: does its host gain, or does what it treats matter? */
static double weight_of(const struct gathering *g, size_t row, bool *out_matters)
{
    const struct jh_i_plan_work *w = g->w;
    int32_t host = w->host_of[w->plan->flows.hospital[row]];
    *out_matters = false;
    if (host == JH_NONE)
        return 0;
    size_t at = (size_t)host * w->n_specialties + w->plan->flows.specialty[row];
    bool builds = w->state[at] == JH_SITE_MAY || w->state[at] == JH_SITE_MUST;
    double rise = builds ? g->rise[at] : 0;
    *out_matters = rise > 0 || (g->h->loads && w->state[at] != JH_SITE_NO);
    return rise > 0 ? expm1(rise) : 0;
}

static bool is_home(const struct gathering *g, int32_t zone, size_t hospital)
{
    return g->h->own_zone ? zone != JH_NONE && g->w->plan->zoning.zone_of_hospital[hospital] == zone
                          : hospital < g->w->dataset->hospitals.n_inside;
}

/* Where nobody gains, everybody goes on as today. */
static void keep_as_today(const struct gathering *g, size_t specialty, size_t n)
{
    for (size_t i = g->h->start[g->h->n]; i < n && g->h->loads; i++)
        g->h->staying[(size_t)g->h->host[i] * g->w->n_specialties + specialty] += g->h->today[i];
}

/* The rows of one area and specialty. */
static void add_group(const struct gathering *g, size_t area, size_t specialty)
{
    struct jh_i_plan_home *h = g->h;
    const struct jh_i_plan_work *w = g->w;
    const struct jh_flow_table *t = &w->plan->flows;
    const bool inside = area < w->n_areas;
    double all = 0, kept = 0, most = 0;
    int32_t zone = inside ? w->plan->zoning.zones.of_area[area] : JH_NONE;
    size_t n = h->start[h->n];
    for (size_t r = t->start[area]; r < t->start[area + 1]; r++) {
        bool matters;
        if (t->specialty[r] != specialty)
            continue;
        double cases = choosing(w, g->kind, r), weight = weight_of(g, r, &matters);
        all += cases;
        kept += is_home(g, zone, (size_t)t->hospital[r]) ? cases : 0;
        if (!(cases > 0) || !matters)
            continue;
        most = fmax(most, weight);
        h->host[n] = w->host_of[t->hospital[r]];
        h->today[n] = cases;
        h->weight[n++] = cases * weight;
    }
    if (!(most > 0)) {
        keep_as_today(g, specialty, n);
        return;
    }
    for (size_t i = h->start[h->n]; i < n; i++)
        h->weight[i] /= all;
    h->cases[h->n] = all;
    h->leaving[h->n] = inside && g->counts ? fmax(all - kept, 0) : 0;
    h->kept[h->n] = inside && g->counts ? kept : 0;
    h->zone[h->n] = zone;
    h->specialty[h->n] = (int32_t)specialty;
    h->start[++h->n] = n;
}

static enum jh_status make_room(
    struct jh_i_plan_work *w, struct jh_i_plan_home *h, struct jh_error *err)
{
    const size_t n_groups = 2 * w->dataset->areas.n * w->n_specialties;
    const size_t n_rows = 2 * w->plan->flows.n, n_pairs = w->n_hosts * w->n_specialties;
    h->leaving = JH_I_NEW(&w->scratch, n_groups, double, err);
    h->kept = JH_I_NEW(&w->scratch, n_groups, double, err);
    h->cases = JH_I_NEW(&w->scratch, n_groups, double, err);
    h->zone = JH_I_NEW(&w->scratch, n_groups, int32_t, err);
    h->specialty = JH_I_NEW(&w->scratch, n_groups, int32_t, err);
    h->start = JH_I_NEW(&w->scratch, n_groups + 1, size_t, err);
    h->host = JH_I_NEW(&w->scratch, n_rows, int32_t, err);
    h->weight = JH_I_NEW(&w->scratch, n_rows, double, err);
    h->today = JH_I_NEW(&w->scratch, n_rows, double, err);
    h->staying = JH_I_NEW(&w->scratch, n_pairs, double, err);
    return h->leaving != NULL && h->kept != NULL && h->cases != NULL && h->zone != NULL &&
                   h->specialty != NULL && h->start != NULL && h->host != NULL &&
                   h->weight != NULL && h->today != NULL && h->staying != NULL
               ? JH_OK
               : JH_E_NOMEM;
}

/* People who live elsewhere go where they go. */
static void add_staying(const struct jh_i_plan_work *w, struct jh_i_plan_home *h)
{
    const struct jh_flow_table *t = &w->plan->flows;
    for (size_t r = 0; r < t->n; r++) {
        int32_t host = w->host_of[t->hospital[r]];
        if (host != JH_NONE)
            h->staying[(size_t)host * w->n_specialties + t->specialty[r]] +=
                t->cases[r] - choosing(w, ALL_CASES, r);
    }
}

static enum jh_status gather(
    struct jh_i_plan_work *w, struct jh_i_plan_home *h, struct jh_error *err)
{
    double *rise = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, double, err);
    if (rise == NULL || make_room(w, h, err) != JH_OK)
        return JH_E_NOMEM;
    h->own_zone = w->scenario->home_scope == JH_HOME_ZONE ||
                  (w->scenario->home_scope == JH_HOME_AUTO && !w->plan->flows.outside_collected);
    const struct jh_plan_prediction *p = &w->plan->prediction;
    const struct jh_choice_model *const models[] = {&p->model, &p->by_class[0], &p->by_class[1]};
    const bool only_hard = w->scenario->cases == JH_CASES_HARD;
    if (h->loads)
        add_staying(w, h);
    for (int kind = ALL_CASES; kind <= HARD_CASES; kind++) {
        /* hard cases alone by their own model, where there is one */
        const bool apart = p->split || only_hard;
        const struct gathering g = {w, h, (enum kind)kind, !only_hard || kind == HARD_CASES, rise};
        if ((kind == ALL_CASES) == apart || (!g.counts && !h->loads))
            continue;
        enum jh_status st = find_rises(w, p->split ? models[kind] : &p->model, rise, err);
        if (st != JH_OK)
            return st;
        for (size_t a = 0; a < (h->loads ? w->dataset->areas.n : w->n_areas); a++)
            for (size_t s = 0; s < w->n_specialties; s++)
                add_group(&g, a, s);
    }
    return JH_OK;
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
        .own_zone = h->own_zone,
        .cases = h->cases,
        .today = h->today,
        .staying = h->staying};
}

/* What a host treats today in a specialty, all cases. */
static enum jh_status count_today(
    struct jh_i_plan_work *w, double **out_today, struct jh_error *err)
{
    const struct jh_flow_table *t = &w->plan->flows;
    double *today = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, double, err);
    if (today == NULL)
        return JH_E_NOMEM;
    for (size_t r = 0; r < t->n; r++) {
        int32_t host = w->host_of[t->hospital[r]];
        if (host != JH_NONE)
            today[(size_t)host * w->n_specialties + t->specialty[r]] += t->cases[r];
    }
    *out_today = today;
    return JH_OK;
}

/* Volumes and beds are those that patients bring. What exists is held to no more than it has today:
 * its figures are not the plan's doing. */
static enum jh_status limit_by_choice(
    struct jh_i_plan_work *w, struct jh_site_problem *p, struct jh_error *err)
{
    const size_t n = w->n_specialties, n_pairs = w->n_hosts * n;
    double *today;
    enum jh_status st = count_today(w, &today, err);
    double *least = JH_I_NEW(&w->scratch, n_pairs, double, err);
    double *there = JH_I_NEW(&w->scratch, n_pairs, double, err);
    double *host_max = JH_I_NEW(&w->scratch, w->n_hosts, double, err);
    if (st != JH_OK || least == NULL || there == NULL || host_max == NULL)
        return JH_E_NOMEM;
    for (size_t i = 0; i < n_pairs; i++) {
        bool exists = w->state[i] == JH_SITE_EXISTING;
        double need = p->beds_per_case != NULL ? today[i] * p->beds_per_case[i % n] : 0;
        least[i] = w->state[i] == JH_SITE_NO ? 0 : w->scenario->cs_min_volume;
        least[i] = exists ? fmin(least[i], today[i]) : least[i];
        there[i] = p->beds_there != NULL ? p->beds_there[i] : 0;
        there[i] = exists ? fmax(there[i], need) : there[i];
        host_max[i / n] += exists ? need : 0;
    }
    for (size_t k = 0; k < w->n_hosts && p->host_beds_max != NULL; k++)
        host_max[k] = fmax(host_max[k], p->host_beds_max[k]);
    p->least_cases = p->least_cases != NULL ? least : NULL;
    p->beds_there = p->beds_there != NULL ? there : NULL;
    p->host_beds_max = p->host_beds_max != NULL ? host_max : NULL;
    return JH_OK;
}

/* The same rules with travel as the goal: how many come home then. */
static enum jh_status compare_travel(
    struct jh_i_plan_work *w, const struct jh_site_problem *problem, struct jh_error *err)
{
    const struct jh_site_home home = problem_of(&w->home);
    struct jh_site_solution other = {0};
    const struct jh_run run = jh_i_plan_search_on(w, 0.25, TRAVEL_ITERATIONS, w->again.travel);
    struct jh_error why = {.status = JH_OK};
    enum jh_status st = jh_site_solve(problem, &run, &other, &why);
    w->plan->steps.travel = st == JH_OK ? other.iterations : 0;
    if (st == JH_E_CANCELLED || st == JH_E_INFEASIBLE)
        return JH_OK; /* no answer, or none within its iterations: not compared */
    if (st != JH_OK)
        return jh_fail(err, st, "out of memory");
    w->plan->home_by_travel = jh_site_home_cases(problem, &home, &other);
    w->plan->home_travel_mean_min = other.travel_case_min / other.total_cases;
    jh_site_solution_release(&other);
    return JH_OK;
}

enum jh_status jh_i_plan_solve_home(
    struct jh_i_plan_work *w, const struct jh_site_problem *problem, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_i_plan_home *h = &w->home;
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        if (i != JH_OBJECTIVE_HOME && w->scenario->objective[i] > 0)
            return jh_fail(err, JH_E_UNSUPPORTED,
                "objective home cannot be weighed against another objective");
    JH_TRY(st, jh_i_plan_model(w, err));
    if (jh_i_plan_is_cut(w))
        return jh_fail(err, JH_E_CANCELLED, "stopped before any answer was found");
    if (plan->prediction.why_not != NULL) {
        st = jh_fail(
            err, JH_E_DATA, "objective home needs a model of patients' choice with quality");
        jh_hint(err, "Give quality in capabilities.csv, or choose another objective.");
        goto out;
    }
    h->problem = *problem;
    h->loads = problem->least_cases != NULL || problem->beds_per_case != NULL;
    JH_TRY(st, gather(w, h, err));
    if (h->loads)
        JH_TRY(st, limit_by_choice(w, &h->problem, err));
    JH_TRY(st, jh_i_plan_home_again(w, &problem->rules, &w->run, &w->solution, err));
    plan->home_own_zone = h->own_zone;
    st = compare_travel(w, problem, err);
out:
    return st;
}

enum jh_status jh_i_plan_home_again(struct jh_i_plan_work *w, const struct jh_site_rules *rules,
    const struct jh_run *run, struct jh_site_solution *out_solution, struct jh_error *err)
{
    const struct jh_site_home home = problem_of(&w->home);
    struct jh_site_problem problem = w->home.problem;
    problem.rules = *rules;
    return jh_site_solve_home(&problem, &home, run, out_solution, err);
}
