/*
 * Best-first branch and bound over the sites that the root left open to doubt. A node is the sites
 * fixed in it and multipliers to start from; a batch of nodes of fixed size is worked on at a time,
 * so the answer does not depend on the number of threads.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/pm_root.h"

enum { BATCH = JH_I_PM_TIPS, NODE_STEPS = 80, NODE_STEPS_MORE = 240, IDLE_MAX = 8 };
static const size_t memory_max = (size_t)1 << 30;

struct node {
    double bound;
    int64_t number;
    uint8_t *state; /* [m of the core] */
    double *u;      /* [n of the core] */
};

struct tree {
    const struct jh_i_pm *core;
    struct node *heap;
    size_t n, cap;
    int64_t n_made;
};

/* What became of a node. */
struct outcome {
    enum jh_status st;
    double bound;
    bool leaf;
    int32_t branch; /* site of the core; -1: pruned or a leaf */
    uint8_t *state; /* [m] */
    double *u;      /* [n] */
    int32_t *open;  /* [p of the core] a set worth trying */
    bool has_open;
    int64_t iterations, work;
    struct jh_error err;
};

static bool less(const struct node *a, const struct node *b)
{
    return a->bound < b->bound || (a->bound == b->bound && a->number < b->number);
}

static void node_release(struct node *node)
{
    jh_i_free(node->state);
    jh_i_free(node->u);
    *node = (struct node){0};
}

/* Takes the node, also on failure. */
static enum jh_status push(struct tree *tree, struct node node, struct jh_error *err)
{
    if (tree->n == tree->cap) {
        size_t cap = tree->cap * 2 + 64;
        struct node *heap = jh_i_realloc(tree->heap, cap, sizeof *heap);
        if (heap == NULL) {
            node_release(&node);
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
        tree->heap = heap;
        tree->cap = cap;
    }
    size_t at = tree->n++;
    while (at > 0 && less(&node, &tree->heap[(at - 1) / 2])) {
        tree->heap[at] = tree->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    tree->heap[at] = node;
    return JH_OK;
}

static struct node pop(struct tree *tree)
{
    struct node top = tree->heap[0], last = tree->heap[--tree->n];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= tree->n)
            break;
        if (child + 1 < tree->n && less(&tree->heap[child + 1], &tree->heap[child]))
            child++;
        if (!less(&tree->heap[child], &last))
            break;
        tree->heap[at] = tree->heap[child];
        at = child;
    }
    tree->heap[at] = last;
    return top;
}

static enum jh_status add_node(struct tree *tree, double bound, const uint8_t *state, int32_t site,
    uint8_t value, const double *u, struct jh_error *err)
{
    struct node node = {.bound = bound,
        .number = tree->n_made++,
        .state = jh_i_calloc(tree->core->m, 1),
        .u = jh_i_calloc(tree->core->n, sizeof(double))};
    if (node.state == NULL || node.u == NULL) {
        node_release(&node);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    memcpy(node.state, state, tree->core->m);
    memcpy(node.u, u, tree->core->n * sizeof *u);
    if (site >= 0)
        node.state[site] = value;
    return push(tree, node, err);
}

/* The most doubtful site, or -1 where the picks never change. */
static int32_t choose_branch(const struct jh_i_pm_dual *dual)
{
    int32_t best = -1;
    double most = -1, dearest = -JH_INF;
    const struct jh_i_pm *pm = dual->pm;
    for (int32_t k = 0; k < pm->p; k++)
        dearest = fmax(dearest, dual->rho[dual->pick[k]]);
    for (size_t j = 0; j < pm->m; j++) {
        if (dual->fixed[j] != JH_I_PM_FREE)
            continue;
        double y = dual->share[j], doubt = y < 1 - y ? y : 1 - y;
        if (doubt < 1e-3) /* then the one whose price is nearest to the margin */
            doubt = -fabs(dual->rho[j] - dearest) / (1 + fabs(dearest)) * 1e-6;
        if (best < 0 || doubt > most) {
            most = doubt;
            best = (int32_t)j;
        }
    }
    return best;
}

static void take_fixed(const struct jh_i_pm_dual *dual, const int32_t *core_site, uint8_t *state)
{
    for (size_t j = 0; j < dual->pm->m; j++) {
        if (dual->fixed[j] != JH_I_PM_FREE)
            state[core_site[j]] = dual->fixed[j];
    }
}

/* Open sites of the state and the picks of the dual. */
static void take_open(const struct jh_i_pm *core, const struct jh_i_pm_dual *dual,
    const int32_t *core_site, const uint8_t *state, int32_t *open)
{
    int32_t n = 0;
    for (size_t j = 0; j < core->m; j++) {
        if (state[j] == JH_I_PM_OPEN && n < core->p)
            open[n++] = (int32_t)j;
    }
    for (int32_t k = 0; k < dual->pm->p && n < core->p; k++)
        open[n++] = core_site[dual->pick[k]];
    for (size_t j = 0; j < core->m && n < core->p; j++) {
        bool in = false;
        for (int32_t k = 0; k < n && !in; k++)
            in = open[k] == (int32_t)j;
        if (!in)
            open[n++] = (int32_t)j;
    }
}

/* A node's own dual; its core is what the node leaves undecided. */
static enum jh_status work_on(const struct jh_i_pm *core, const struct node *node, double cutoff,
    struct outcome *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_pm sub = {0};
    struct jh_i_pm_dual dual = {0};
    bool decided = false;
    double before = -JH_INF;
    int32_t *core_site = jh_i_calloc(core->m, sizeof *core_site);
    if (core_site == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t m = 0;
    int32_t n_open = 0;
    for (size_t j = 0; j < core->m; j++) {
        n_open += node->state[j] == JH_I_PM_OPEN;
        if (node->state[j] == JH_I_PM_FREE)
            core_site[m++] = (int32_t)j;
    }
    memcpy(out->state, node->state, core->m);
    JH_TRY(st, jh_i_pm_reduce(core, node->state, &sub, err));
    JH_TRY(st, jh_i_pm_dual_init(&dual, &sub, err));
    memcpy(dual.u, node->u, core->n * sizeof *dual.u);
    dual.step = 0.5;
    dual.patience = 15;
    dual.shrink = 0.7;
    decided = sub.p <= 0 || (size_t)sub.p >= sub.m;
    for (int t = 0; t < (decided ? 1 : NODE_STEPS_MORE); t++) {
        jh_i_pm_dual_step(&dual, cutoff);
        out->iterations++;
        if (dual.best >= cutoff || dual.norm == 0)
            break;
        if (t == NODE_STEPS) { /* go on only where the cutoff is in sight */
            if (cutoff - dual.best > 0.35 * (cutoff - node->bound))
                break;
            before = dual.best;
        } else if (t == 2 * NODE_STEPS && cutoff - dual.best > 0.7 * (cutoff - before)) {
            break;
        }
    }
    out->bound = fmax(node->bound, dual.best);
    if (decided) { /* every site left opens: costs are what they are */
        struct jh_sum sum = {0};
        for (size_t i = 0; i < sub.n; i++) {
            bool any = sub.p > 0 && sub.start[i] < sub.start[i + 1];
            jh_sum_add(&sum, any ? fmin(sub.cost[sub.start[i]], sub.limit[i]) : sub.limit[i]);
        }
        out->bound = fmax(out->bound, jh_sum_value(&sum));
    }
    if (n_open > core->p) /* more than may be open: nothing is below the cutoff */
        out->bound = fmax(out->bound, cutoff);
    out->leaf = decided;
    out->branch = -1;
    out->has_open = out->bound < cutoff;
    memcpy(out->u, dual.best_u, core->n * sizeof *out->u);
    if (out->has_open)
        take_open(core, &dual, core_site, node->state, out->open);
    if (out->has_open && !decided) {
        take_fixed(&dual, core_site, out->state);
        int32_t j = choose_branch(&dual);
        if (j >= 0)
            out->branch = core_site[j];
    }
out:
    out->work = dual.work;
    jh_i_pm_dual_release(&dual);
    jh_i_pm_release(&sub);
    jh_i_free(core_site);
    return st;
}

/* The node's set on the root's lists, kept as a start of the search. */
static void try_open(struct jh_i_pm_root *r, const struct outcome *out, int32_t *tip)
{
    int32_t n = 0;
    for (size_t j = 0; j < r->pm.m; j++) {
        if (r->state[j] == JH_I_PM_OPEN)
            tip[n++] = (int32_t)j;
    }
    if (n + r->core.p != r->p)
        return;
    for (int32_t k = 0; k < r->core.p; k++)
        tip[n++] = r->core.id[out->open[k]];
    jh_i_pm_search_set(&r->search, tip);
    (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
    r->n_tips++;
}

static enum jh_status settle(struct tree *tree, const struct outcome *out, double cutoff,
    double *pruned, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (out->bound >= cutoff || (out->leaf && out->branch < 0)) {
        *pruned = fmin(*pruned, fmin(out->bound, cutoff));
        return JH_OK;
    }
    if (out->branch < 0) { /* all is fixed by price, which hides only answers from the cutoff on */
        *pruned = fmin(*pruned, cutoff);
        return add_node(tree, out->bound, out->state, -1, 0, out->u, err);
    }
    JH_TRY(st, add_node(tree, out->bound, out->state, out->branch, JH_I_PM_OPEN, out->u, err));
    st = add_node(tree, out->bound, out->state, out->branch, JH_I_PM_CLOSED, out->u, err);
out:
    return st;
}

static enum jh_status outcomes_init(
    const struct jh_i_pm *core, struct outcome *out, struct jh_error *err)
{
    for (int b = 0; b < BATCH; b++) {
        out[b] = (struct outcome){.state = jh_i_calloc(core->m, 1),
            .u = jh_i_calloc(core->n, sizeof(double)),
            .open = jh_i_calloc((size_t)core->p, sizeof(int32_t))};
        if (out[b].state == NULL || out[b].u == NULL || out[b].open == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

/* A batch of nodes and the search side by side. */
static void round_of(struct jh_i_pm_root *r, int n, const struct node *batch, int64_t work,
    struct outcome *out, struct jh_error *error)
{
    double cutoff = r->incumbent.cutoff;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(r->run))
    for (int b = -1; b < n; b++) {
        if (b < 0) {
            jh_i_pm_root_seek(r, r->tip, r->n_tips, r->idle < IDLE_MAX ? 2 * work : work / 4);
        } else {
            out[b].iterations = out[b].work = 0;
            out[b].st = work_on(&r->core, &batch[b], cutoff, &out[b], &error[b]);
        }
    }
    (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
}

/* What the nodes of a batch found; returns the work they took. */
static enum jh_status take_batch(struct jh_i_pm_root *r, struct tree *tree, int n,
    const struct outcome *out, double cutoff, double *pruned, int64_t *work, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *work = 0;
    r->n_tips = 0;
    for (int b = 0; b < n; b++) {
        r->iterations += out[b].iterations;
        *work += out[b].work;
        if (out[b].has_open)
            try_open(r, &out[b], r->tip + (size_t)r->n_tips * (size_t)r->p);
        JH_TRY(st, settle(tree, &out[b], cutoff, pruned, err));
    }
out:
    return st;
}

enum jh_status jh_i_pm_tree(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_pm *core = &r->core;
    struct tree tree = {.core = core};
    struct outcome out[BATCH] = {{0}};
    struct node batch[BATCH] = {{0}};
    const struct jh_i_pm_incumbent *incumbent = &r->incumbent;
    size_t node_bytes = core->m + core->n * sizeof(double) + 64;
    double pruned = JH_INF, from = r->bound;
    int64_t work = 0;
    uint8_t *state = jh_i_calloc(core->m, 1);
    if (state == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    memset(state, JH_I_PM_FREE, core->m);
    JH_TRY(st, outcomes_init(core, out, err));
    JH_TRY(st, add_node(&tree, r->bound, state, -1, 0, r->u, err));
    while (tree.n > 0 && tree.heap[0].bound < incumbent->cutoff && !jh_i_pm_root_spent(r)) {
        if (tree.n > memory_max / node_bytes)
            break;
        int n = 0;
        while (n < BATCH && tree.n > 0 && tree.heap[0].bound < incumbent->cutoff)
            batch[n++] = pop(&tree);
        double cutoff = incumbent->cutoff;
        struct jh_error error[BATCH] = {{0}};
        round_of(r, n, batch, work, out, error);
        for (int b = 0; b < n; b++) {
            node_release(&batch[b]);
            st = st != JH_OK ? st : out[b].st;
            if (out[b].st != JH_OK && err != NULL)
                *err = error[b];
        }
        JH_TRY(st, st);
        JH_TRY(st, take_batch(r, &tree, n, out, cutoff, &pruned, &work, err));
        jh_run_progress(r->run, "proving the answer",
            tree.n > 0 ? 1 - (incumbent->value - tree.heap[0].bound) /
                                 fmax(incumbent->value - from, 1e-300)
                       : 1);
    }
    pruned = fmin(pruned, incumbent->cutoff);
    if (tree.n > 0)
        pruned = fmin(pruned, tree.heap[0].bound);
    r->bound = fmax(r->bound, pruned);
out:
    for (size_t k = 0; k < tree.n; k++)
        node_release(&tree.heap[k]);
    for (int b = 0; b < BATCH; b++) {
        node_release(&batch[b]);
        jh_i_free(out[b].state);
        jh_i_free(out[b].u);
        jh_i_free(out[b].open);
    }
    jh_i_free(tree.heap);
    jh_i_free(state);
    return st;
}
