/*
 * p-median and maximal covering: lists, a search and a dual that run side by side, fixing of sites
 * by price, then branch and bound on what is left.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"
#include "locate/pm_root.h"

enum { ROUND_STEPS_MAX = 200, CYCLES_MIN = 4, CYCLES_MAX = 8 };
static const int64_t round_work = 12000000;
/* Keeps clear of the 1e-9 that `optimal` stands for. */
static const double close_to_optimal = 5e-10;
static const double step_end = 2e-3, step_again = 0.2;

void jh_i_pm_root_release(struct jh_i_pm_root *r)
{
    jh_i_pm_source_release(&r->source);
    jh_i_pm_release(&r->pm);
    jh_i_pm_release(&r->core);
    jh_i_pm_dual_release(&r->dual);
    jh_i_pm_search_release(&r->search);
    jh_i_pm_search_release(&r->walker);
    jh_i_pm_pool_release(&r->pool);
    jh_i_free(r->tip);
    jh_i_free(r->incumbent.open);
    jh_i_free(r->may);
    jh_i_free(r->state);
    jh_i_free(r->u);
    jh_i_free(r->room);
}

/* Values from here on are not wanted. Whole numbers: a better answer is better by one. */
static double cutoff_of(const struct jh_i_pm_incumbent *incumbent)
{
    double best = incumbent->value, objective = fabs(best - incumbent->total);
    double cutoff = incumbent->integral ? best - 1 + 1e-6 : best - incumbent->close * objective;
    return fmin(incumbent->ceiling, fmin(cutoff, best - incumbent->gap_frac * objective));
}

bool jh_i_pm_incumbent_offer(
    struct jh_i_pm_incumbent *incumbent, const struct jh_i_pm_search *search)
{
    double value = jh_i_pm_search_value(search);
    if (value >= incumbent->value)
        return false;
    incumbent->value = value;
    incumbent->cutoff = cutoff_of(incumbent);
    memcpy(incumbent->open, search->open, (size_t)search->pm->p * sizeof *search->open);
    return true;
}

static void take_states(struct jh_i_pm_root *r)
{
    r->p = r->problem->p;
    for (size_t j = 0; j < r->problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(r->problem, j);
        r->p += s == JH_LOCATE_EXISTING;
        r->may[j] = s == JH_LOCATE_NO    ? JH_I_PM_CLOSED
                    : s == JH_LOCATE_MAY ? JH_I_PM_FREE
                                         : JH_I_PM_OPEN;
        r->state[j] = r->may[j];
    }
}

/* Longer lists for clients that need them; the search is set anew. */
static enum jh_status grow(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_pm_lists(&r->source, r->run, &r->pm, err));
    r->pm.p = r->p;
    jh_i_pm_search_set(&r->search, r->incumbent.open);
    r->walker.walk.length = 0;
out:
    return st;
}

/* Doubles lists that end before the second nearest open site. */
static bool want_second(struct jh_i_pm_root *r)
{
    bool any = false;
    for (size_t i = 0; i < r->pm.n; i++) {
        size_t end = r->pm.start[i + 1];
        if (r->source.complete[i] || end == r->pm.start[i])
            continue;
        if (r->search.cost2[i] > r->pm.cost[end - 1]) {
            r->source.n_near[i] *= 2;
            any = true;
        }
    }
    return any;
}

/* Doubles lists whose end holds the client's price back. */
static bool want_price(struct jh_i_pm_root *r)
{
    bool any = false;
    for (size_t i = 0; i < r->pm.n; i++) {
        if (!r->source.complete[i] && r->u[i] >= r->pm.limit[i] * (1 - 1e-12)) {
            r->source.n_near[i] *= 2;
            any = true;
        }
    }
    return any;
}

/* Fixed sites and those chosen first, then those of the room, p in all. */
static void take_chosen(struct jh_i_pm_root *r, const int32_t *chosen, int32_t n)
{
    int32_t *spread = r->search.touched, used = 0; /* scratch of the search, not running yet */
    uint8_t *in = r->search.queued;
    memcpy(spread, r->room, (size_t)r->p * sizeof *spread);
    memset(in, 0, r->pm.m);
    for (size_t j = 0; j < r->pm.m; j++) {
        if (r->may[j] == JH_I_PM_OPEN)
            in[r->room[used++] = (int32_t)j] = 1;
    }
    for (int32_t k = 0; k < n; k++)
        in[r->room[used++] = chosen[k]] = 1;
    for (int32_t k = 0; used < r->p; k++) {
        if (!in[spread[k]])
            r->room[used++] = spread[k];
    }
}

/* Pairs are missing: a start that reaches every client, or the proof that there is none. */
static enum jh_status reach_all(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover cover = {.n = 0};
    struct jh_i_cover_effort effort = {.nodes = INT64_MAX,
        .steps = 5000,
        .iterations_max = r->run != NULL ? r->run->iteration_limit : 0};
    enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
    int32_t n = 0, n_fixed = 0;
    int32_t *chosen = jh_i_calloc(r->pm.m, sizeof *chosen);
    JH_TRY(st, jh_i_locate_explain_sites(r->problem, err));
    for (size_t j = 0; j < r->pm.m; j++)
        n_fixed += r->may[j] == JH_I_PM_OPEN;
    if (chosen == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, jh_i_cover_make(r->problem, JH_INF, false, r->run, &cover, err));
    JH_TRY(st, jh_i_cover_decide(
                   &cover, r->p - n_fixed, &r->rng, r->run, &effort, &answer, chosen, &n, err));
    r->iterations += effort.iterations;
    if (answer == JH_I_COVER_NONE) {
        st = jh_fail(err, JH_E_INFEASIBLE, "no choice of that many sites reaches every client");
        jh_hint(err, "Raise p, allow more sites or list more pairs.");
        goto out;
    }
    if (answer == JH_I_COVER_FOUND)
        take_chosen(r, chosen, n);
out:
    jh_i_cover_release(&cover);
    jh_i_free(chosen);
    return st;
}

static enum jh_status first_answer(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    jh_i_pm_search_spread(&r->search, &r->rng, r->room);
    if (r->source.sparse)
        JH_TRY(st, reach_all(r, err));
    jh_i_pm_search_set(&r->search, r->room);
    jh_i_pm_search_wake(&r->search);
    jh_i_pm_search_descend(&r->search);
    (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
    for (int t = 0; t < 6 && !jh_run_stopped(r->run) && want_second(r); t++) {
        JH_TRY(st, grow(r, err));
        jh_i_pm_search_wake(&r->search);
        jh_i_pm_search_descend(&r->search);
        (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
    }
    (void)jh_i_pm_pool_offer(&r->pool, &r->search);
    for (size_t i = 0; i < r->pm.n; i++)
        r->u[i] = r->search.cost1[i] + 0.5 * (r->search.cost2[i] - r->search.cost1[i]);
out:
    return st;
}

/* The core of what is undecided and its dual, from multipliers u on. */
static enum jh_status make_core(struct jh_i_pm_root *r, double step, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    jh_i_pm_dual_release(&r->dual);
    jh_i_pm_release(&r->core);
    JH_TRY(st, jh_i_pm_reduce(&r->pm, r->state, &r->core, err));
    JH_TRY(st, jh_i_pm_dual_init(&r->dual, &r->core, err));
    memcpy(r->dual.u, r->u, r->core.n * sizeof *r->u);
    r->dual.step = step;
out:
    return st;
}

/* Sites decided by price go from the core, in the search they are no longer looked at. Where more must
 * be open than may be, no answer is below the cutoff. */
static void take_fixed(struct jh_i_pm_root *r)
{
    int32_t n_open = 0;
    for (size_t j = 0; j < r->core.m; j++) {
        int32_t site = r->core.id[j];
        if (r->dual.fixed[j] == JH_I_PM_FREE)
            continue;
        r->state[site] = r->dual.fixed[j];
        if (r->dual.fixed[j] == JH_I_PM_CLOSED)
            r->may[site] = JH_I_PM_CLOSED;
    }
    for (size_t j = 0; j < r->pm.m; j++)
        n_open += r->state[j] == JH_I_PM_OPEN;
    if (n_open > r->p)
        r->bound = fmax(r->bound, r->incumbent.cutoff);
}

/* Fixed sites and the dual's picks, filled up with others; false: too few. */
static bool take_picks(const struct jh_i_pm_root *r, int32_t *out_open)
{
    int32_t n = 0;
    for (size_t j = 0; j < r->pm.m; j++) {
        if (r->state[j] == JH_I_PM_OPEN && n < r->p)
            out_open[n++] = (int32_t)j;
    }
    for (int32_t k = 0; n < r->p && k < (int32_t)r->core.m; k++)
        out_open[n++] = r->core.id[r->dual.pick[k]];
    return n == r->p;
}

static void climb(struct jh_i_pm_root *r, int steps, double cutoff, int *out_done)
{
    int done = 0, each = steps / JH_I_PM_TIPS + 1;
    r->n_tips = 0;
    for (; done < steps && r->dual.best < cutoff && r->dual.norm > 0; done++) {
        if (jh_run_stopped(r->run))
            break;
        jh_i_pm_dual_step(&r->dual, cutoff);
        if (done % each == each - 1 && r->n_tips < JH_I_PM_TIPS)
            r->n_tips += take_picks(r, r->tip + (size_t)r->n_tips * (size_t)r->p);
    }
    *out_done = done;
}

/* Dual and search side by side; each has its own state, so their order does not matter. */
static void round_of(struct jh_i_pm_root *r, int steps, int64_t work)
{
    double cutoff = r->incumbent.cutoff;
    int64_t spend = (int64_t)steps * (int64_t)(r->pm.n + 1) * 4;
    spend = spend > work ? spend : work;
    int64_t most = (int64_t)(r->pm.n * r->pm.m) * 8; /* small: the search is done long before */
    spend = spend < most ? spend : most;
    int done = 0, n_tips = r->n_tips;
    memcpy(
        r->tip + JH_I_PM_TIPS * (size_t)r->p, r->tip, JH_I_PM_TIPS * (size_t)r->p * sizeof *r->tip);
#pragma omp parallel sections num_threads(jh_run_threads(r->run) > 1 ? 2 : 1)
    {
#pragma omp section
        climb(r, steps, cutoff, &done);
#pragma omp section
        jh_i_pm_root_seek(r, r->tip + JH_I_PM_TIPS * (size_t)r->p, n_tips, spend);
    }
    r->iterations += done;
    for (size_t j = 0; j < r->core.m; j++)
        r->walker.guide[r->core.id[j]] = r->dual.share[j];
    (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
    r->bound = fmax(r->bound, fmin(r->dual.best, r->incumbent.cutoff));
    memcpy(r->u, r->dual.best_u, r->core.n * sizeof *r->u);
}

bool jh_i_pm_root_spent(const struct jh_i_pm_root *r)
{
    const struct jh_run *run = r->run;
    return jh_run_stopped(run) ||
           (run != NULL && run->iteration_limit > 0 && r->iterations >= run->iteration_limit);
}

/* Once more from larger steps where answers have become better since the last time. */
static bool again(struct jh_i_pm_root *r, double *gap)
{
    double now = r->incumbent.value - r->bound;
    if ((now > 0.95 * *gap && r->turn >= CYCLES_MIN) || ++r->turn > CYCLES_MAX)
        return false;
    *gap = now;
    r->dual.step = step_again;
    return true;
}

static enum jh_status improve(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int steps = 20, n_rounds = 0;
    double gap = JH_INF;
    JH_TRY(st, make_core(r, 1, err));
    while (r->bound < r->incumbent.cutoff && !jh_i_pm_root_spent(r)) {
        int64_t before = r->dual.work;
        int64_t work = r->turn > 0 ? 8 * round_work : round_work;
        round_of(r, steps, work);
        int64_t each = (r->dual.work - before) / steps + 1;
        int most = r->turn > 0 ? 4 * ROUND_STEPS_MAX : ROUND_STEPS_MAX;
        steps = (int)(work / each < 5 ? 5 : work / each);
        steps = steps > most ? most : steps;
        jh_run_progress(
            r->run, "narrowing the gap", fmin(1, log(fmax(r->dual.step, 1e-9)) / log(step_end)));
        n_rounds++;
        if (r->dual.norm == 0 || (r->dual.step < step_end && !again(r, &gap)))
            break;
        if (want_price(r)) {
            take_fixed(r);
            JH_TRY(st, grow(r, err));
            JH_TRY(st, make_core(r, r->dual.step, err));
        } else if (r->dual.n_fixed * 8 > r->core.m) {
            take_fixed(r);
            JH_TRY(st, make_core(r, r->dual.step, err));
        }
    }
    take_fixed(r);
    r->bound = fmin(r->bound, r->incumbent.cutoff);
out:
    return st;
}

static enum jh_status prove(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (r->bound >= r->incumbent.cutoff || jh_i_pm_root_spent(r))
        return JH_OK;
    JH_TRY(st, make_core(r, 1, err));
    if (r->problem != NULL)
        JH_TRY(st, jh_i_pm_groups(r, err));
    if (r->bound < r->incumbent.cutoff && !jh_i_pm_root_spent(r))
        st = jh_i_pm_tree(r, err);
out:
    return st;
}

/* Everything beside source, lists and p. */
static enum jh_status root_rooms(struct jh_i_pm_root *r, double close, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t m = r->pm.m, n = r->pm.n;
    r->u = jh_i_calloc(n, sizeof *r->u);
    r->room = jh_i_calloc(m, sizeof *r->room);
    r->incumbent.open = jh_i_calloc(m, sizeof *r->incumbent.open);
    r->tip = jh_i_calloc(2 * JH_I_PM_TIPS * (size_t)r->p + 1, sizeof *r->tip);
    if (r->u == NULL || r->room == NULL || r->incumbent.open == NULL || r->tip == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    r->pm.p = r->p;
    r->incumbent.value = r->incumbent.cutoff = r->incumbent.ceiling = JH_INF;
    r->incumbent.integral = r->source.integral;
    r->incumbent.close = close;
    JH_TRY(st, jh_i_pm_pool_init(&r->pool, m, r->p, err));
    JH_TRY(st, jh_i_pm_search_init(&r->search, &r->pm, &r->source, r->may, err));
    st = jh_i_pm_search_init(&r->walker, &r->pm, &r->source, r->may, err);
    r->search.run = r->walker.run = r->run;
out:
    return st;
}

static enum jh_status states_init(struct jh_i_pm_root *r, size_t m, struct jh_error *err)
{
    r->may = jh_i_calloc(m, 1);
    r->state = jh_i_calloc(m, 1);
    if (r->may == NULL || r->state == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static enum jh_status root_init(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, states_init(r, r->problem->n_sites, err));
    take_states(r);
    JH_TRY(st, jh_i_pm_source_init(&r->source, r->problem, err));
    JH_TRY(st, jh_i_pm_lists(&r->source, r->run, &r->pm, err));
    JH_TRY(st, root_rooms(r, close_to_optimal, err));
    r->incumbent.gap_frac = r->problem->gap_frac;
    r->incumbent.total = r->source.coverage ? r->source.magnitude : 0;
    jh_rng_init(&r->rng, jh_run_seed(r->run), 1);
out:
    return st;
}

enum jh_status jh_i_pm_root_lists(
    struct jh_i_pm_root *r, uint64_t stream, double ceiling, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    r->p = r->pm.p;
    JH_TRY(st, states_init(r, r->pm.m, err));
    memset(r->may, JH_I_PM_FREE, r->pm.m);
    memset(r->state, JH_I_PM_FREE, r->pm.m);
    JH_TRY(st, root_rooms(r, close_to_optimal / 5, err));
    r->incumbent.ceiling = ceiling;
    jh_rng_init(&r->rng, jh_run_seed(r->run), stream);
    JH_TRY(st, first_answer(r, err));
    JH_TRY(st, improve(r, err));
    st = prove(r, err);
out:
    return st;
}

/* Where pairs are missing a search that was stopped may not have reached every client yet. */
static bool reaches_all(const struct jh_i_pm_root *r)
{
    for (size_t i = 0; r->source.sparse && i < r->problem->n_demand; i++) {
        bool any = jh_i_locate_weight(r->problem, i) <= 0;
        for (int32_t k = 0; k < r->p && !any; k++)
            any = isfinite(jh_i_locate_cost(r->problem, i, (size_t)r->incumbent.open[k]));
        if (!any)
            return false;
    }
    return true;
}

static void report(const struct jh_i_pm_root *r, struct jh_i_locate_found *found)
{
    double bound = r->incumbent.integral ? ceil(r->bound) : r->bound;
    bound = fmin(bound, r->incumbent.value);
    for (int32_t k = 0; k < r->p; k++)
        found->open[r->incumbent.open[k]] = 1;
    found->any = reaches_all(r);
    found->iterations = r->iterations;
    found->bound = bound;
    if (r->source.coverage) /* what is not left out is covered */
        found->bound = bound < r->incumbent.value ? r->incumbent.total - bound : 0;
}

enum jh_status jh_i_locate_pmedian(const struct jh_locate_problem *problem,
    const struct jh_run *run, struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_pm_root r = {.problem = problem, .run = run, .bound = 0};
    JH_TRY(st, root_init(&r, err));
    JH_TRY(st, first_answer(&r, err));
    JH_TRY(st, improve(&r, err));
    JH_TRY(st, prove(&r, err));
    report(&r, found);
out:
    jh_i_pm_root_release(&r);
    return st;
}
