/*
 * Capacitated p-median with one site per client: the dual of the p-median engine with a knapsack
 * for each site (as Pirkul 1987, doi:10.1016/0305-0548(87)90022-9, prices them), a local search,
 * and best-first branch and bound, first on sites, then on pairs.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cp.h"
#include "locate/cp_nodes.h"

enum { BATCH = 4, ROOT_STEPS = 3000, NODE_STEPS = 120, IDLE_MAX = 10 };
static const int64_t round_work = 6000000;
enum { SWEEPS = 400 };                 /* over all pairs in one shake, while */
static const double far_share = 0.003; /* the gap is more than this */
static const size_t pairs_max = 16000000, memory_max = (size_t)1 << 30;

struct outcome {
    enum jh_status st;
    struct jh_error err;
    double bound;
    bool settled;             /* no answer below the cutoff, or the best one is in `to` */
    bool complete;            /* `to` holds an answer of the node that meets its bound */
    bool *wants;              /* [n], clients whose list is too short to say more */
    bool wanting;             /* any of them */
    int32_t site;             /* to branch on; -1: */
    struct jh_i_cp_ruling on; /* this pair instead */
    uint8_t *state;
    double *u, *share; /* [n], [m] */
    int32_t *open, *to;
    int64_t iterations, work;
};

struct cpmp {
    const struct jh_locate_problem *problem;
    const struct jh_run *run;
    struct jh_i_pm_source source;
    struct jh_i_pm pm;
    double *load;
    uint8_t *may;
    struct jh_i_cp_search search, probe;
    struct jh_rng rng;
    int32_t p;
    double value, cutoff, bound, pruned;
    int32_t *open, *to;
    struct jh_i_cp_nodes nodes; /* those to be looked at */
    int64_t iterations, work;
    int turn; /* batches worked on */
    int idle; /* batches since the search found anything */
};

static void offer(struct cpmp *c, double value, const int32_t *open, const int32_t *to)
{
    if (!(value < c->value))
        return;
    c->value = value;
    memcpy(c->open, open, (size_t)c->p * sizeof *open);
    memcpy(c->to, to, c->pm.n * sizeof *to);
    double cutoff = c->source.integral ? value - 1 + 1e-6 : value - 5e-10 * fabs(value);
    c->cutoff = fmin(cutoff, value - c->problem->gap_frac * fabs(value));
}

/* Pairs of the root that a node leaves: closed sites and ruled out pairs go. */
static enum jh_status make_core(const struct cpmp *c, const struct jh_i_cp_node *node,
    struct jh_i_pm *out, uint8_t **out_must, double **out_capacity, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_pm *pm = &c->pm;
    size_t m = 0, used = 0, n_pairs = pm->start[pm->n];
    int32_t *to = jh_i_calloc(pm->m, sizeof *to);
    size_t *first = jh_i_calloc(pm->n + 1, sizeof *first); /* rulings by client, chained */
    size_t *next = jh_i_calloc(node->n_rulings + 1, sizeof *next);
    struct jh_i_pm core = {.n = pm->n,
        .p = pm->p,
        .start = jh_i_calloc(pm->n + 1, sizeof *core.start),
        .site = jh_i_calloc(n_pairs, sizeof *core.site),
        .cost = jh_i_calloc(n_pairs, sizeof *core.cost),
        .limit = jh_i_calloc(pm->n, sizeof *core.limit),
        .id = jh_i_calloc(pm->m, sizeof *core.id)};
    *out_must = jh_i_calloc(pm->m, 1);
    *out_capacity = jh_i_calloc(pm->m, sizeof **out_capacity);
    if (to == NULL || first == NULL || next == NULL || core.start == NULL || core.site == NULL ||
        core.cost == NULL || core.limit == NULL || core.id == NULL || *out_must == NULL ||
        *out_capacity == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < pm->m; j++) {
        to[j] = -1;
        if (node->state[j] == JH_I_PM_CLOSED)
            continue;
        (*out_must)[m] = node->state[j] == JH_I_PM_OPEN;
        (*out_capacity)[m] = c->problem->capacity[j] * (1 + 1e-12);
        core.id[m] = (int32_t)j;
        to[j] = (int32_t)m++;
    }
    core.m = m;
    for (size_t r = 0; r < node->n_rulings; r++) {
        next[r] = first[node->ruling[r].client];
        first[node->ruling[r].client] = r + 1;
    }
    for (size_t i = 0; i < pm->n; i++) {
        core.limit[i] = pm->limit[i];
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            bool good = to[pm->site[k]] >= 0;
            for (size_t r = first[i]; r > 0 && good; r = next[r - 1])
                good = (node->ruling[r - 1].site == pm->site[k]) == node->ruling[r - 1].demanded;
            if (good) {
                core.site[used] = to[pm->site[k]];
                core.cost[used++] = pm->cost[k];
            }
        }
        core.start[i + 1] = used;
    }
    JH_TRY(st, jh_i_pm_transpose(&core, err));
    *out = core;
    core = (struct jh_i_pm){0};
out:
    jh_i_pm_release(&core);
    jh_i_free(to);
    jh_i_free(first);
    jh_i_free(next);
    return st;
}

/* Where the picks serve everybody exactly once, they are an answer. */
static bool read_picks(const struct jh_i_pm_dual *dual, int32_t *open, int32_t *to)
{
    const struct jh_i_pm *pm = dual->pm;
    bool good = true;
    for (size_t i = 0; i < pm->n; i++)
        to[i] = -1;
    for (int32_t k = 0; k < pm->p; k++) {
        int32_t j = dual->pick[k];
        open[k] = pm->id[j];
        good = good && dual->sacks->exact[j];
        for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1]; c++) {
            if (!dual->sacks->in[c])
                continue;
            good = good && to[pm->col_client[c]] < 0;
            to[pm->col_client[c]] = pm->id[j];
        }
    }
    for (size_t i = 0; i < pm->n && good; i++)
        good = to[i] >= 0;
    return good;
}

/* A site in doubt, else a pair in doubt. */
static void choose_branch(const struct jh_i_pm_dual *dual, const int32_t *to, struct outcome *out)
{
    const struct jh_i_pm *pm = dual->pm;
    double most = 0.03;
    out->site = -1;
    out->on = (struct jh_i_cp_ruling){.client = -1};
    for (size_t j = 0; j < pm->m; j++) {
        double doubt = fmin(dual->share[j], 1 - dual->share[j]);
        if (!dual->sacks->must[j] && dual->fixed[j] == JH_I_PM_FREE && doubt > most) {
            most = doubt;
            out->site = pm->id[j];
        }
    }
    if (out->site >= 0)
        return;
    double dearest = -1; /* the client left out or served twice whose price is highest */
    for (size_t i = 0; i < pm->n; i++) {
        if (pm->start[i + 1] - pm->start[i] < 2 || dual->u[i] <= dearest ||
            (dual->served[i] == 0 && to[i] >= 0))
            continue;
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            if (!dual->picked[pm->site[k]])
                continue;
            dearest = dual->u[i];
            out->on = (struct jh_i_cp_ruling){.client = (int32_t)i, .site = pm->id[pm->site[k]]};
            break;
        }
    }
    for (size_t j = 0; j < pm->m && out->on.client < 0; j++) {
        if (!dual->sacks->must[j] && pm->p < (int32_t)pm->m)
            out->site = pm->id[j];
        if (out->site >= 0)
            return;
    }
    for (size_t i = 0; i < pm->n && out->on.client < 0; i++) {
        if (pm->start[i + 1] - pm->start[i] >= 2)
            out->on = (struct jh_i_cp_ruling){
                .client = (int32_t)i, .site = pm->id[pm->site[pm->start[i]]]};
    }
}

/* Every client has one site at most: either that is an answer or there is none. */
static void read_forced(
    const struct cpmp *c, const struct jh_i_pm *core, const double *capacity, struct outcome *out)
{
    struct jh_sum sum = {0};
    if (out->wanting)
        return;
    memset(out->share, 0, core->m * sizeof *out->share); /* scratch: loads */
    for (size_t i = 0; i < core->n; i++) {
        out->to[i] = core->id[core->site[core->start[i]]];
        out->share[core->site[core->start[i]]] += c->load[i];
        jh_sum_add(&sum, core->cost[core->start[i]]);
    }
    out->complete = true;
    for (size_t j = 0; j < core->m; j++) {
        out->open[j] = core->id[j];
        out->complete = out->complete && out->share[j] <= capacity[j];
    }
    out->bound = out->complete ? jh_sum_value(&sum) : JH_INF;
}

/* Prices that the end of a list holds back, and clients whose listed sites are all gone. */
static void note_wants(const struct cpmp *c, const struct jh_i_pm *core, struct outcome *out)
{
    out->wanting = false;
    for (size_t i = 0; i < core->n; i++) {
        out->wants[i] = !c->source.complete[i] && (core->start[i] == core->start[i + 1] ||
                                                      out->u[i] >= core->limit[i] * (1 - 1e-12));
        out->wanting = out->wanting || out->wants[i];
    }
}

static enum jh_status work_on(const struct cpmp *c, const struct jh_i_cp_node *node, int steps,
    struct outcome *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_pm core = {0};
    struct jh_i_pm_dual dual = {.pm = NULL};
    struct jh_i_sacks sacks = {.pm = NULL};
    uint8_t *must = NULL;
    double *capacity = NULL;
    int32_t n_must = 0;
    out->iterations = out->work = 0;
    out->complete = false;
    JH_TRY(st, make_core(c, node, &core, &must, &capacity, err));
    memcpy(out->state, node->state, c->pm.m);
    for (size_t j = 0; j < core.m; j++)
        n_must += must[j];
    out->settled = (int32_t)core.m < core.p || n_must > core.p;
    for (size_t i = 0; i < core.n; i++) /* a list cut short may leave other sites */
        out->settled =
            out->settled || (core.start[i] == core.start[i + 1] && c->source.complete[i]);
    out->bound = out->settled ? JH_INF : node->bound;
    if (out->settled)
        goto out;
    JH_TRY(st, jh_i_pm_dual_init(&dual, &core, err));
    JH_TRY(st, jh_i_sacks_init(&sacks, &core, c->load, capacity, must, err));
    dual.sacks = &sacks;
    dual.step = node->number == 0 ? 1 : 0.5;
    dual.patience = 15;
    dual.shrink = 0.7;
    memcpy(dual.u, node->u, core.n * sizeof *dual.u);
    for (int t = 0; t < steps && dual.best < c->cutoff && dual.step > 2e-3; t++) {
        jh_i_pm_dual_step(&dual, c->cutoff);
        out->iterations++;
        if (dual.norm == 0) {
            out->complete = read_picks(&dual, out->open, out->to);
            break;
        }
        if (jh_run_stopped(c->run))
            break;
    }
    out->bound = fmax(out->bound, dual.best);
    memset(out->share, 0, c->pm.m * sizeof *out->share);
    for (size_t j = 0; j < core.m; j++)
        out->share[core.id[j]] = dual.share[j];
    out->settled = out->bound >= c->cutoff || out->complete;
    memcpy(out->u, dual.best_u, core.n * sizeof *out->u);
    note_wants(c, &core, out);
    if (!out->complete)
        (void)read_picks(&dual, out->open, out->to);
    if (!out->settled) {
        choose_branch(&dual, out->to, out);
        for (size_t j = 0; j < core.m; j++) {
            if (dual.fixed[j] != JH_I_PM_FREE)
                out->state[core.id[j]] = dual.fixed[j];
        }
        if (out->site < 0 && out->on.client < 0) { /* nothing left to decide */
            out->settled = true;
            read_forced(c, &core, capacity, out);
        }
    }
    out->work = dual.work;
out:
    jh_i_pm_dual_release(&dual);
    jh_i_sacks_release(&sacks);
    jh_i_pm_release(&core);
    jh_i_free(must);
    jh_i_free(capacity);
    return st;
}

/* on NULL: as the state says. */
static enum jh_status add_node(struct cpmp *c, double bound, const uint8_t *state, const double *u,
    const struct jh_i_cp_node *parent, const struct jh_i_cp_ruling *on, struct jh_error *err)
{
    return jh_i_cp_nodes_add(&c->nodes, bound, c->pm.m, state, c->pm.n, u, parent, on, err);
}

/* Doubles lists, all of them where nobody found an answer yet; false: as long as they may be. */
static bool want_longer(struct cpmp *c, const struct outcome *out)
{
    bool any = false;
    for (size_t i = 0; i < c->pm.n; i++) {
        if (c->source.complete[i] || !(isinf(c->value) || (out->wanting && out->wants[i])) ||
            c->pm.start[c->pm.n] > pairs_max)
            continue;
        c->source.n_near[i] *= 2;
        any = true;
    }
    return any;
}

static enum jh_status grow(struct cpmp *c, struct jh_error *err)
{
    enum jh_status st = jh_i_pm_lists(&c->source, c->run, &c->pm, err);
    c->pm.p = c->p;
    return st;
}

static enum jh_status split(
    struct cpmp *c, const struct jh_i_cp_node *node, struct outcome *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (out->settled && out->bound < c->cutoff && !out->complete && want_longer(c, out)) {
        JH_TRY(st, grow(c, err));
        st = add_node(c, out->bound, node->state, out->u, node, NULL, err);
        goto out;
    }
    if (out->settled) {
        c->pruned = fmin(c->pruned, out->bound);
        return JH_OK;
    }
    if (out->site >= 0) {
        out->state[out->site] = JH_I_PM_CLOSED;
        JH_TRY(st, add_node(c, out->bound, out->state, out->u, node, NULL, err));
        out->state[out->site] = JH_I_PM_OPEN;
        st = add_node(c, out->bound, out->state, out->u, node, NULL, err);
        goto out;
    }
    JH_TRY(st, add_node(c, out->bound, out->state, out->u, node, &out->on, err));
    out->on.demanded = true;
    /* Serving a client needs the site. */
    out->state[out->on.site] = JH_I_PM_OPEN;
    st = add_node(c, out->bound, out->state, out->u, node, &out->on, err);
out:
    return st;
}

static bool spent(const struct cpmp *c)
{
    const struct jh_run *run = c->run;
    return jh_run_stopped(run) ||
           (run != NULL && run->iteration_limit > 0 && c->iterations >= run->iteration_limit);
}

static double least_bound(const struct cpmp *c)
{
    double least = fmin(c->pruned, c->cutoff);
    return c->nodes.n > 0 ? fmin(least, c->nodes.node[0].bound) : least;
}

static void after(struct cpmp *c, const struct outcome *out)
{
    c->iterations += out->iterations;
    c->work += out->work;
    if (out->complete) {
        struct jh_sum sum = {0};
        for (size_t i = 0; i < c->pm.n; i++)
            jh_sum_add(&sum, jh_i_pm_source_cost(&c->source, i, (size_t)out->to[i]));
        offer(c, jh_sum_value(&sum), out->open, out->to);
    } else if (!out->settled) {
        jh_i_cp_search_try(&c->probe, out->open);
        offer(c, c->probe.best, c->probe.best_open, c->probe.best_to);
        if (c->probe.kept < c->search.kept)
            jh_i_cp_search_try(&c->search, c->probe.best_open);
    }
    offer(c, c->search.best, c->search.best_open, c->search.best_to);
}

static enum jh_status tree(struct cpmp *c, struct outcome *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cp_node batch[BATCH] = {{0}};
    int n = 0;
    while (c->nodes.n > 0 && !spent(c) && c->nodes.n * c->nodes.bytes < memory_max) {
        n = 0;
        while (n < BATCH && c->nodes.n > 0) {
            batch[n] = jh_i_cp_nodes_take(&c->nodes);
            if (batch[n].bound < c->cutoff) {
                n++;
                continue;
            }
            c->pruned = fmin(c->pruned, batch[n].bound);
            jh_i_cp_node_release(&batch[n]);
        }
        int64_t work = (c->idle < IDLE_MAX ? c->work : c->work / 8) + 100000;
        int64_t pairs = (int64_t)c->pm.start[c->pm.n];
        if (c->idle < IDLE_MAX && c->cutoff - least_bound(c) > far_share * c->cutoff)
            work = work > SWEEPS * pairs ? work : SWEEPS * pairs;
        double before = c->search.kept;
        c->work = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(c->run))
        for (int b = -1; b < n; b++) {
            if (b < 0)
                jh_i_cp_search_shake(
                    &c->search, jh_i_cp_search_heat(c->turn), &c->rng, work, c->run);
            else
                out[b].st = work_on(c, &batch[b], NODE_STEPS, &out[b], &out[b].err);
        }
        c->idle = c->search.kept < before ? 0 : c->idle + 1;
        c->turn++;
        for (int b = 0; b < n; b++) {
            if (out[b].st != JH_OK) {
                if (err != NULL)
                    *err = out[b].err;
                st = out[b].st;
                goto out;
            }
            after(c, &out[b]);
            JH_TRY(st, split(c, &batch[b], &out[b], err));
            jh_i_cp_node_release(&batch[b]);
        }
        jh_run_progress(c->run, "proving the answer", least_bound(c) / c->cutoff);
    }
out:
    for (int b = 0; b < BATCH; b++)
        jh_i_cp_node_release(&batch[b]);
    return st;
}

static enum jh_status root_outcome(struct outcome *out, const struct cpmp *c, struct jh_error *err)
{
    *out = (struct outcome){.state = jh_i_calloc(c->pm.m, 1),
        .u = jh_i_calloc(c->pm.n, sizeof(double)),
        .share = jh_i_calloc(c->pm.m, sizeof(double)),
        .open = jh_i_calloc(c->pm.m, sizeof(int32_t)),
        .to = jh_i_calloc(c->pm.n, sizeof(int32_t)),
        .wants = jh_i_calloc(c->pm.n, sizeof(bool))};
    if (out->wants == NULL || out->state == NULL || out->u == NULL || out->share == NULL ||
        out->open == NULL || out->to == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

/* First prices: the second nearest of sites as far apart as p sites would be. */
static void first_prices(const struct cpmp *c, double *u)
{
    const struct jh_i_pm *pm = &c->pm;
    size_t k = pm->m / (size_t)pm->p;
    for (size_t i = 0; i < pm->n; i++) {
        size_t len = pm->start[i + 1] - pm->start[i];
        u[i] = len > 0 ? pm->cost[pm->start[i] + (k < len ? k : len - 1)] : 0;
    }
}

/* The root in rounds: its dual goes on where it stopped while the search shakes. */
static enum jh_status root(struct cpmp *c, struct outcome *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double *u = jh_i_calloc(c->pm.n, sizeof *u);
    if (u == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    first_prices(c, u);
    JH_TRY(st, add_node(c, 0, c->may, u, NULL, NULL, err));
    for (int round = 0; round < 12 && !spent(c); round++) {
        struct jh_i_cp_node node = jh_i_cp_nodes_take(&c->nodes);
        int64_t work = c->work + round_work;
        c->work = 0;
        out->err = (struct jh_error){.status = JH_OK};
#pragma omp parallel sections num_threads(jh_run_threads(c->run) > 1 ? 2 : 1)
        {
#pragma omp section
            out->st = work_on(c, &node, round == 0 ? 100 : ROOT_STEPS / 10, out, &out->err);
#pragma omp section
            jh_i_cp_search_shake(&c->search, 0.003, &c->rng, work / 4, c->run);
        }
        st = out->st;
        double before = node.bound;
        if (st == JH_OK) {
            memcpy(c->search.guide, out->share, c->pm.m * sizeof *out->share);
            after(c, out);
        } else if (err != NULL)
            *err = out->err;
        bool last =
            st == JH_OK &&
            (out->settled || (round > 3 && out->bound - before < 0.02 * (c->cutoff - out->bound)));
        bool longer = st == JH_OK && out->bound < c->cutoff && want_longer(c, out);
        last = last && !longer;
        if (longer)
            st = grow(c, err);
        if (st == JH_OK && last)
            st = split(c, &node, out, err);
        else if (st == JH_OK)
            st = add_node(c, out->bound, out->state, out->u, &node, NULL, err);
        jh_i_cp_node_release(&node);
        JH_TRY(st, st);
        jh_run_progress(c->run, "narrowing the gap", round / 12.0);
        if (last)
            break;
    }
out:
    jh_i_free(u);
    return st;
}

static enum jh_status prepare(struct cpmp *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_locate_problem *problem = c->problem;
    JH_TRY(st, jh_i_pm_source_init(&c->source, problem, err));
    c->load = jh_i_calloc(c->source.n, sizeof *c->load);
    c->may = jh_i_calloc(problem->n_sites, 1);
    c->open = jh_i_calloc(problem->n_sites, sizeof *c->open);
    c->to = jh_i_calloc(problem->n_demand, sizeof *c->to);
    if (c->load == NULL || c->may == NULL || c->open == NULL || c->to == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    c->p = problem->p;
    for (size_t j = 0; j < problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        c->p += s == JH_LOCATE_EXISTING;
        c->may[j] = s == JH_LOCATE_NO    ? JH_I_PM_CLOSED
                    : s == JH_LOCATE_MAY ? JH_I_PM_FREE
                                         : JH_I_PM_OPEN;
    }
    for (size_t i = 0; i < c->source.n; i++)
        c->load[i] = problem->load[i];
    JH_TRY(st, jh_i_pm_lists(&c->source, c->run, &c->pm, err));
    c->pm.p = c->p;
    c->cutoff = c->source.magnitude; /* above any answer */
    JH_TRY(st, jh_i_cp_search_init(
                   &c->search, &c->pm, &c->source, c->load, problem->capacity, c->may, err));
    st =
        jh_i_cp_search_init(&c->probe, &c->pm, &c->source, c->load, problem->capacity, c->may, err);
out:
    return st;
}

/* Open sites where they would be without capacities. */
static enum jh_status spread(struct cpmp *c, struct jh_error *err)
{
    struct jh_i_pm_search search = {.pm = NULL};
    enum jh_status st = jh_i_pm_search_init(&search, &c->pm, &c->source, c->may, err);
    if (st == JH_OK) {
        search.run = c->run;
        jh_i_pm_search_set(&search, c->open);
        jh_i_pm_search_wake(&search);
        jh_i_pm_search_descend(&search);
        memcpy(c->open, search.open, (size_t)c->p * sizeof *c->open);
    }
    jh_i_pm_search_release(&search);
    return st;
}

/* A start: fixed sites, then others at random. */
static enum jh_status first_answer(struct cpmp *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int32_t n = 0, n_free = 0;
    for (size_t j = 0; j < c->pm.m; j++) {
        if (c->may[j] == JH_I_PM_OPEN)
            c->open[n++] = (int32_t)j;
        else if (c->may[j] == JH_I_PM_FREE)
            c->search.times[n_free++] = (int32_t)j;
    }
    jh_rng_shuffle(&c->rng, c->search.times, (size_t)n_free);
    for (int32_t k = 0; k < n_free && n < c->p; k++)
        c->open[n++] = c->search.times[k];
    memset(c->search.times, 0, c->pm.m * sizeof *c->search.times);
    JH_TRY(st, spread(c, err));
    jh_i_cp_search_try(&c->search, c->open);
    offer(c, c->search.best, c->search.best_open, c->search.best_to);
out:
    return st;
}

static enum jh_status no_answer(struct jh_error *err)
{
    jh_ignore(jh_fail(err, JH_E_INFEASIBLE,
                  "no choice of that many sites has room for all clients at one site each"),
        "below");
    jh_hint(err, "Raise p or capacities, or allow more sites.");
    return JH_E_INFEASIBLE;
}

static void report(const struct cpmp *c, struct jh_i_locate_found *found)
{
    double bound = fmax(c->bound, least_bound(c));
    found->any = !isinf(c->value);
    found->bound = c->source.integral ? ceil(bound) : bound;
    found->iterations = c->iterations;
    for (int32_t k = 0; found->any && k < c->p; k++)
        found->open[c->open[k]] = 1;
    for (size_t i = 0; found->any && i < c->source.n; i++)
        found->assignment[c->source.client[i]] = c->to[i];
}

static void release(struct cpmp *c)
{
    jh_i_cp_nodes_release(&c->nodes);
    jh_i_pm_source_release(&c->source);
    jh_i_pm_release(&c->pm);
    jh_i_cp_search_release(&c->search);
    jh_i_cp_search_release(&c->probe);
    jh_i_free(c->load);
    jh_i_free(c->may);
    jh_i_free(c->open);
    jh_i_free(c->to);
}

enum jh_status jh_i_locate_cpmp(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct cpmp c = {.problem = problem, .run = run, .value = JH_INF, .pruned = JH_INF};
    struct outcome out[BATCH] = {{.st = JH_OK}};
    jh_rng_init(&c.rng, jh_run_seed(run), 4);
    JH_TRY(st, jh_i_locate_explain_sites(problem, err));
    JH_TRY(st, jh_i_locate_explain_loads(problem, err));
    JH_TRY(st, prepare(&c, err));
    for (int b = 0; b < BATCH; b++)
        JH_TRY(st, root_outcome(&out[b], &c, err));
    JH_TRY(st, first_answer(&c, err));
    JH_TRY(st, root(&c, &out[0], err));
    JH_TRY(st, tree(&c, out, err));
    if (isinf(c.value) && c.nodes.n == 0 && c.pruned >= c.cutoff)
        JH_TRY(st, no_answer(err));
    report(&c, found);
out:
    for (int b = 0; b < BATCH; b++) {
        jh_i_free(out[b].state);
        jh_i_free(out[b].u);
        jh_i_free(out[b].share);
        jh_i_free(out[b].open);
        jh_i_free(out[b].to);
        jh_i_free(out[b].wants);
    }
    release(&c);
    return st;
}
