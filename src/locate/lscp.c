/*
 * Location set covering: fewest sites with every client within the radius (Toregas et al. 1971,
 * doi:10.1287/opre.19.6.1363).
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"

struct lscp {
    const struct jh_locate_problem *problem;
    const struct jh_run *run;
    struct jh_i_cover cover;
    struct jh_rng rng;
    int32_t *chosen, *trial; /* [m] */
    int32_t n, bound, n_must;
    int64_t iterations;
};

static bool is_done(const struct lscp *l)
{
    int64_t limit = l->run != NULL ? l->run->iteration_limit : 0;
    return l->n - l->bound <= l->problem->gap_frac * (l->n + l->n_must) || jh_run_stopped(l->run) ||
           (limit > 0 && l->iterations >= limit);
}

static void take_trial(struct lscp *l, int32_t n)
{
    l->n = n;
    memcpy(l->chosen, l->trial, (size_t)n * sizeof *l->chosen);
}

/* Fewer columns by exchanges. */
static enum jh_status walk(struct lscp *l, int64_t steps, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool found = false;
    int32_t n = 0;
    if (l->n == 0)
        return JH_OK;
    JH_TRY(st, jh_i_cover_walk(&l->cover, l->n, l->n, l->chosen, steps, true, &l->rng, l->run,
                   &found, l->trial, &n, err));
    if (found)
        take_trial(l, n);
out:
    return st;
}

/* Fewer and fewer columns until it is proven that no fewer will do. */
static enum jh_status shrink(struct lscp *l, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int64_t nodes = 40, steps = 4000;
    JH_TRY(st, walk(l, steps, err));
    JH_TRY(st, jh_i_cover_bound(&l->cover, l->run, &l->bound, err));
    while (l->bound < l->n && !is_done(l)) {
        enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
        int32_t n = 0;
        struct jh_i_cover_effort effort = {.nodes = nodes, .steps = steps / 4};
        effort.iterations_max = l->run != NULL ? l->run->iteration_limit : 0;
        JH_TRY(st, jh_i_cover_decide(
                       &l->cover, l->n - 1, &l->rng, l->run, &effort, &answer, l->trial, &n, err));
        l->iterations += effort.iterations;
        if (answer == JH_I_COVER_FOUND) {
            take_trial(l, n);
        } else if (answer == JH_I_COVER_NONE) {
            l->bound = l->n;
        } else {
            nodes *= 4;
            steps *= 2;
            JH_TRY(st, walk(l, steps, err));
        }
    }
out:
    return st;
}

enum jh_status jh_i_locate_lscp(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct lscp l = {.problem = problem, .run = run};
    bool any = false;
    jh_rng_init(&l.rng, jh_run_seed(run), 3);
    JH_TRY(st, jh_i_locate_explain_sites(problem, err));
    JH_TRY(st, jh_i_cover_make(problem, problem->radius, true, run, &l.cover, err));
    l.chosen = jh_i_calloc(l.cover.m, sizeof *l.chosen);
    l.trial = jh_i_calloc(l.cover.m, sizeof *l.trial);
    if (l.chosen == NULL || l.trial == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        found->open[j] = s == JH_LOCATE_MUST || s == JH_LOCATE_EXISTING;
        l.n_must += s == JH_LOCATE_MUST;
    }
    /* Every client has a site, so that enough of them cover all. */
    JH_TRY(st, jh_i_cover_greedy(&l.cover, NULL, (int32_t)l.cover.m, &any, l.chosen, &l.n, err));
    JH_TRY(st, shrink(&l, err));
    for (int32_t k = 0; k < l.n; k++)
        found->open[l.chosen[k]] = 1;
    found->any = any;
    found->bound = l.bound + l.n_must;
    found->iterations = l.iterations;
    if (problem->backup)
        st = jh_i_locate_backup(problem, run, l.bound >= l.n, found, err);
out:
    jh_i_cover_release(&l.cover);
    jh_i_free(l.chosen);
    jh_i_free(l.trial);
    return st;
}
