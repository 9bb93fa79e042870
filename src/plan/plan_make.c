/*
 * The chain, and the life of a plan.
 */
#include "junheng/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "plan/plan_work.h"
#include "version.h"

/* One link of the chain. The stages are message keys; done is the share after the link. */
struct step {
    const char *stage;
    enum jh_status (*run)(struct jh_i_plan_work *, struct jh_error *);
    double done_frac;
    bool beyond_siting;
    bool predicts; /* may be left out */
};
static const struct step steps[] = {
    {"reading the scenario", jh_i_plan_resolve, 0.01, false, false},
    {"summing up flows", jh_i_plan_flows, 0.10, false, false},
    {"drawing zones", jh_i_plan_zoning, 0.20, false, false},
    {"counting who leaves", jh_i_plan_rates, 0.25, false, false},
    {"scoring places", jh_i_plan_places, 0.255, false, false},
    {"finding eligible hosts", jh_i_plan_eligible, 0.26, false, false},
    {"choosing specialties", jh_i_plan_specialties, 0.27, false, false},
    {"finding eligible hosts", jh_i_plan_hosts, 0.32, false, false},
    {"counting demand", jh_i_plan_needs, 0.34, false, false},
    {"checking the rules", jh_i_plan_limits, 0.345, false, false},
    {"checking the rules", jh_i_plan_rules, 0.35, false, false},
    {"siting centres", jh_i_plan_solve, 0.60, false, false},
    {"gathering evidence", jh_i_plan_choices, 0.62, false, false},
    {"gathering evidence", jh_i_plan_centres, 0.64, false, false},
    {"comparing before and after", jh_i_plan_effect, 0.65, false, false},
    {"comparing before and after", jh_i_plan_access, 0.67, false, false},
    {"siting for leaving cases alone", jh_i_plan_compare, 0.75, false, false},
    {"tracing the trade-off", jh_i_plan_frontier, 0.77, false, false},
    {"fitting patients' choice", jh_i_plan_model, 0.82, true, false},
    {"pairing hosts with exporters", jh_i_plan_pairs, 0.84, true, false},
    {"predicting patients' choice", jh_i_plan_predict, 0.95, true, true},
    {"predicting patients' choice", jh_i_plan_years, 0.99, true, true},
    {"trying other circumstances", jh_i_plan_robust, 0.992, true, true},
    {"comparing cities", jh_i_plan_cities, 0.993, true, false},
    {"counting money", jh_i_plan_money, 0.995, true, false},
    {"noting what to know", jh_i_plan_notes, 1.0, false, false},
};

void *jh_i_plan_new(struct jh_arena *arena, size_t n, size_t size, struct jh_error *err)
{
    void *p = jh_arena_alloc(arena, n, size);
    if (p == NULL)
        jh_ignore(jh_fail(err, JH_E_NOMEM, "out of memory"), "NULL tells the caller");
    return p;
}

void jh_i_name_list_add(struct jh_i_name_list *list, const char *name)
{
    enum { MOST = 5 };
    size_t len = strlen(list->text), more = strlen(name) + sizeof ", ...";
    if (list->n++ == MOST || (list->n <= MOST && len + more >= sizeof list->text))
        snprintf(list->text + len, sizeof list->text - len, " ...");
    if (list->n > MOST || len + more >= sizeof list->text) {
        list->n = MOST + 1;
        return;
    }
    snprintf(list->text + len, sizeof list->text - len, "%s%s", len > 0 ? "; " : "", name);
}

/* A link sees a run of its own whose progress is a part of the chain's. */
struct span {
    const struct jh_run *whole;
    const struct jh_i_plan_work *work;
    double from_frac, to_frac;
};

static void span_progress(void *ctx, const char *stage, double done_frac)
{
    const struct span *span = ctx;
    jh_run_progress(
        span->whole, stage, span->from_frac + done_frac * (span->to_frac - span->from_frac));
}

static void span_bounds(void *ctx, double objective, double bound)
{
    const struct span *span = ctx;
    const double offset = span->work->objective_offset;
    jh_run_bounds(span->whole, objective + offset, bound + offset);
}

static bool span_stop(void *ctx)
{
    return jh_run_stopped(((const struct span *)ctx)->whole);
}

struct jh_run jh_i_plan_run_on(const struct jh_i_plan_work *w)
{
    struct jh_run run = w->run;
    run.should_stop = run.cut_short;
    return run;
}

struct jh_run jh_i_plan_search_on(
    const struct jh_i_plan_work *w, double share_frac, int64_t own_steps, int64_t steps_made)
{
    struct jh_run run = w->run;
    run.bounds = NULL;
    run.iteration_limit = steps_made < 0 ? own_steps : steps_made > 0 ? steps_made : -1;
    jh_run_lap(&w->run, share_frac);
    return run;
}

bool jh_i_plan_is_cut(const struct jh_i_plan_work *w)
{
    return w->run.cut_short != NULL && w->run.cut_short(w->run.ctx);
}

static bool span_cut(void *ctx)
{
    const struct jh_run *whole = ((const struct span *)ctx)->whole;
    return whole != NULL && whole->cut_short != NULL && whole->cut_short(whole->ctx);
}

static void span_lap(void *ctx, double share_frac)
{
    jh_run_lap(((const struct span *)ctx)->whole, share_frac);
}

/* One link; a prediction that somebody ended is left out and said to be. */
static enum jh_status run_step(
    struct jh_i_plan_work *w, const struct step *step, struct jh_error *err)
{
    struct jh_plan_prediction *p = &w->plan->prediction;
    enum jh_status st = step->run(w, err);
    if (st != JH_E_CANCELLED || !step->predicts || !jh_i_plan_is_cut(w))
        return st;
    p->done = false;
    p->n_years = 0;
    p->why_not = JH_I_PLAN_CUT;
    return JH_OK;
}

static enum jh_status run_steps(
    struct jh_i_plan_work *w, const struct jh_run *whole, bool siting_only, struct jh_error *err)
{
    struct span span = {.whole = whole, .work = w};
    w->run.ctx = &span;
    w->run.progress = span_progress;
    w->run.should_stop = span_stop;
    w->run.cut_short = span_cut;
    w->run.lap = span_lap;
    w->run.bounds = whole != NULL && whole->bounds != NULL ? span_bounds : NULL;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (siting_only && steps[i].beyond_siting)
            continue;
        span.from_frac = span.to_frac;
        span.to_frac = steps[i].done_frac;
        jh_run_progress(&w->run, steps[i].stage, 0);
        enum jh_status st = run_step(w, &steps[i], err);
        if (st != JH_OK)
            return st;
    }
    jh_run_progress(&w->run, steps[sizeof steps / sizeof *steps - 1].stage, 1);
    return JH_OK;
}

static enum jh_status make(const struct jh_dataset *dataset, const struct jh_scenario *scenario,
    const struct jh_plan_steps *again, const struct jh_run *run, bool siting_only,
    struct jh_plan **out_plan, struct jh_error *err)
{
    static const struct jh_plan_steps unknown = {
        .siting = -1, .leaving = -1, .travel = -1, .unlimited = -1};
    enum jh_status st = JH_OK;
    struct jh_i_plan_work w = {.dataset = dataset,
        .run = run != NULL ? *run : (struct jh_run){0},
        .again = again != NULL ? *again : unknown};
    jh_arena_init(&w.scratch, 0);
    struct jh_plan *plan = jh_i_calloc(1, sizeof *plan);
    if (plan == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    plan->store = jh_i_calloc(1, sizeof *plan->store);
    if (plan->store == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    jh_arena_init(&plan->store->arena, 0);
    JH_TRY(st, jh_scenario_copy(scenario, &plan->scenario, err));
    plan->dataset = dataset;
    plan->version = JH_VERSION;
    plan->steps = unknown;
    if (w.again.siting >= 0)
        w.run.iteration_limit = w.again.siting > 0 ? w.again.siting : -1;
    w.plan = plan;
    w.keep = &plan->store->arena;
    w.scenario = &plan->scenario;
    w.run.seed = (uint64_t)scenario->seed;
    w.n_areas = dataset->areas.n_inside;
    w.n_hospitals = dataset->hospitals.n;
    w.n_specialties = dataset->specialties.n;
    JH_TRY(st, run_steps(&w, run, siting_only, err));
    *out_plan = plan;
    plan = NULL;
out:
    if (st == JH_E_CANCELLED && err != NULL && err->hint[JH_LANG_EN][0] == '\0')
        jh_hint(err, "Allow more time with time_limit_s.");
    jh_site_solution_release(&w.solution);
    jh_arena_release(&w.scratch);
    jh_plan_free(plan);
    return st;
}

enum jh_status jh_plan_make(const struct jh_dataset *dataset, const struct jh_scenario *scenario,
    const struct jh_run *run, struct jh_plan **out_plan, struct jh_error *err)
{
    return make(dataset, scenario, NULL, run, false, out_plan, err);
}

enum jh_status jh_plan_make_again(const struct jh_dataset *dataset,
    const struct jh_scenario *scenario, const struct jh_plan_steps *made, const struct jh_run *run,
    struct jh_plan **out_plan, struct jh_error *err)
{
    return make(dataset, scenario, made, run, false, out_plan, err);
}

enum jh_status jh_plan_site(const struct jh_dataset *dataset, const struct jh_scenario *scenario,
    const struct jh_run *run, struct jh_plan **out_plan, struct jh_error *err)
{
    return make(dataset, scenario, NULL, run, true, out_plan, err);
}

int jh_plan_objective_decimals(const struct jh_plan *plan)
{
    return strcmp(plan->objective_unit, "score points") == 0 ? 4
           : strcmp(plan->objective_unit, "minutes") == 0    ? 1
                                                             : 0;
}

void jh_plan_free(struct jh_plan *plan)
{
    if (plan == NULL)
        return;
    jh_flow_table_release(&plan->flows);
    jh_zoning_release(&plan->zoning);
    jh_places_release(&plan->places);
    jh_choice_model_release(&plan->prediction.model);
    jh_choice_model_release(&plan->prediction.by_class[0]);
    jh_choice_model_release(&plan->prediction.by_class[1]);
    jh_scenario_release(&plan->scenario);
    if (plan->store != NULL)
        jh_arena_release(&plan->store->arena);
    jh_i_free(plan->store);
    jh_i_free(plan);
}
