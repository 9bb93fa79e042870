#include "junheng/site.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"

#include "site/site_internal.h"

double jh_i_site_told(const struct jh_site_problem *p, double core)
{
    return p->objective.travel > 0 || p->objective.worst_tenth > 0 ? core : -core;
}

/* A run whose bounds are told in the form of the problem. */
struct teller {
    const struct jh_run *whole;
    const struct jh_site_problem *problem;
};

static void teller_progress(void *ctx, const char *stage, double done_frac)
{
    jh_run_progress(((const struct teller *)ctx)->whole, stage, done_frac);
}

static void teller_bounds(void *ctx, double objective, double bound)
{
    const struct teller *teller = ctx;
    jh_run_bounds(teller->whole, jh_i_site_told(teller->problem, objective),
        jh_i_site_told(teller->problem, bound));
}

static bool teller_stop(void *ctx)
{
    return jh_run_stopped(((const struct teller *)ctx)->whole);
}

static void tell_bound(const struct jh_site_problem *p, const struct jh_i_loc_answer *answer,
    struct jh_site_solution *s)
{
    s->status = answer->status == JH_I_LOC_OPTIMAL ? JH_SITE_OPTIMAL : JH_SITE_FEASIBLE;
    s->iterations = answer->iterations;
    s->objective = jh_i_site_told(p, answer->objective);
    s->bound = s->status == JH_SITE_OPTIMAL ? s->objective : jh_i_site_told(p, answer->bound);
    double difference = fabs(s->objective - s->bound);
    s->gap_frac = difference == 0 ? 0 : difference / fabs(s->objective);
}

enum jh_status jh_i_site_room(
    const struct jh_i_loc *loc, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    answer->open = jh_i_calloc(jh_i_loc_n_pairs(loc), sizeof *answer->open);
    answer->assigned = jh_i_calloc(loc->n_clients, sizeof *answer->assigned);
    return answer->open != NULL && answer->assigned != NULL
               ? JH_OK
               : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status solve_plain(const struct jh_site_problem *problem, const struct jh_run *run,
    const uint8_t *start, struct jh_i_loc *loc, struct jh_i_loc_answer *answer,
    struct jh_error *err)
{
    const struct jh_i_site_cost cost = jh_i_site_plain_cost(&problem->objective);
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_site_prepare(problem, &cost, loc, err));
    JH_TRY(st, jh_i_site_room(loc, answer, err));
    loc->start = start;
    JH_TRY(st, jh_i_loc_solve(loc, run, answer, err));
out:
    return st;
}

/* Nothing is better than everything open: where a search was stopped early it may not know better. */
static enum jh_status strengthen(
    const struct jh_site_problem *p, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    double best;
    enum jh_status st = JH_OK;
    if (answer->status != JH_I_LOC_FEASIBLE)
        return JH_OK;
    JH_TRY(st, jh_i_site_best_case(p, &best, err));
    answer->bound = fmin(fmax(answer->bound, best), answer->objective);
out:
    return st;
}

enum jh_status jh_i_site_solve(const struct jh_site_problem *problem, const struct jh_run *run,
    struct jh_i_site_call *call, struct jh_site_solution *out_solution, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_loc loc;
    struct jh_i_loc_answer answer = {0};
    struct jh_site_solution solution = {0};
    struct teller teller = {run, problem};
    struct jh_run telling = run != NULL ? *run : (struct jh_run){0};
    if (telling.bounds != NULL) {
        telling.ctx = &teller;
        telling.progress = teller_progress;
        telling.should_stop = teller_stop;
        telling.bounds = teller_bounds;
        telling.lap = NULL;
        telling.cut_short = NULL;
        run = &telling;
    }
    jh_i_loc_init(&loc);
    JH_TRY(st, jh_i_site_check_input(problem, err));
    JH_TRY(st, jh_i_site_clash(problem, err));
    if (problem->objective.worst_tenth > 0)
        JH_TRY(st, jh_i_site_solve_tail(problem, run, call->start, &loc, &answer, err));
    else
        JH_TRY(st, solve_plain(problem, run, call->start, &loc, &answer, err));
    JH_TRY(st, strengthen(problem, &answer, err));
    call->iterations = answer.iterations;
    if (answer.status == JH_I_LOC_INFEASIBLE) {
        uint32_t rules = UINT32_MAX;
        st = call->bare ? JH_E_INFEASIBLE : jh_i_site_explain(problem, run, true, &rules, err);
        goto out;
    }
    if (answer.status == JH_I_LOC_UNKNOWN) {
        st = jh_fail(err, JH_E_CANCELLED, "stopped before any answer was found");
        goto out;
    }
    tell_bound(problem, &answer, &solution);
    JH_TRY(st, jh_i_site_report(problem, &loc, &answer, &solution, err));
    if (!call->bare)
        JH_TRY(st, jh_i_site_evidence(problem, &loc, &answer, &solution, err));
    *out_solution = solution;
out:
    if (st != JH_OK)
        jh_site_solution_release(&solution);
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    jh_i_loc_release(&loc);
    return st;
}

enum jh_status jh_site_solve(const struct jh_site_problem *problem, const struct jh_run *run,
    struct jh_site_solution *out_solution, struct jh_error *err)
{
    struct jh_i_site_call call = {.start = NULL};
    return jh_i_site_solve(problem, run, &call, out_solution, err);
}

void jh_site_solution_release(struct jh_site_solution *solution)
{
    if (solution == NULL)
        return;
    jh_i_free(solution->choice);
    jh_i_free(solution->assigned);
    *solution = (struct jh_site_solution){0};
}
