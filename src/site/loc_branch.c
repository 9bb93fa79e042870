/*
 * Branch and bound: the open node of lowest bound first, hosts before pairs, the most undecided in
 * the averaged choices of the dual.
 */
#include "site/loc_tree.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static const size_t node_bytes_max = (size_t)256 << 20; /* beyond: deepest node first */

static void start_leave(struct jh_i_tree *t, struct jh_i_start *start)
{
    if (start == NULL || --start->n_users > 0)
        return;
    t->node_bytes -= (t->loc->n_clients + t->dual.n_rows) * sizeof(double);
    jh_i_free(start->v);
    jh_i_free(start->price);
    jh_i_free(start);
}

static struct jh_i_start *start_new(struct jh_i_tree *t)
{
    size_t n = t->loc->n_clients, n_rows = t->dual.n_rows;
    struct jh_i_start *start = jh_i_calloc(1, sizeof *start);
    if (start == NULL)
        return NULL;
    start->n_users = 1;
    t->node_bytes += (n + n_rows) * sizeof(double);
    start->v = jh_i_calloc(n, sizeof *start->v);
    start->price = jh_i_calloc(n_rows, sizeof *start->price);
    if (start->v == NULL || start->price == NULL) {
        start_leave(t, start);
        return NULL;
    }
    memcpy(start->v, t->dual.v_best, n * sizeof *start->v);
    memcpy(start->price, t->dual.price_best, n_rows * sizeof *start->price);
    return start;
}

static void node_release(struct jh_i_tree *t, struct jh_i_node *node)
{
    start_leave(t, node->start);
    jh_i_free(node->decision);
}

void jh_i_tree_release_nodes(struct jh_i_tree *t)
{
    while (t->n_nodes > 0)
        node_release(t, &t->node[--t->n_nodes]);
    jh_i_free(t->node);
    t->node = NULL;
}

/* A child; shares start. */
static bool push(struct jh_i_tree *t, const struct jh_i_node *parent, struct jh_i_start *start,
    struct jh_i_decision decision, double moved, double bound)
{
    if (t->n_nodes == t->cap_nodes) {
        size_t cap = t->cap_nodes * 2 + 16;
        struct jh_i_node *p = jh_i_realloc(t->node, cap, sizeof *p);
        if (p == NULL)
            return false;
        t->node = p;
        t->cap_nodes = cap;
    }
    size_t n = parent->n_decisions;
    struct jh_i_decision *all = jh_i_calloc(n + 1, sizeof *all);
    if (all == NULL)
        return false;
    if (n > 0)
        memcpy(all, parent->decision, n * sizeof *all);
    all[n] = decision;
    start->n_users++;
    t->node[t->n_nodes++] = (struct jh_i_node){
        .bound = bound, .start = start, .decision = all, .n_decisions = n + 1, .moved = moved};
    return true;
}

/* What to branch on and how near to one its averaged choice is. */
struct branching {
    struct jh_i_decision decision; /* the likelier value */
    double mean, score;
};

static bool push_both(
    struct jh_i_tree *t, const struct jh_i_node *parent, const struct branching *b, double bound)
{
    struct jh_i_start *start = start_new(t);
    if (start == NULL)
        return false;
    struct jh_i_decision in = {b->decision.pair, 1}, out = {b->decision.pair, -1};
    bool in_first = b->decision.value < 0; /* the last pushed comes first among equals */
    bool ok = true;
    for (int k = 0; k < 2 && ok; k++)
        ok = (k == 0) == in_first ? push(t, parent, start, in, 1 - b->mean, bound)
                                  : push(t, parent, start, out, b->mean, bound);
    start_leave(t, start);
    return ok;
}

static double expected(const struct jh_i_tree *t, int side, size_t at, double moved)
{
    const struct jh_i_effect *own = &t->effect[side][at], *all = &t->effect_all[side];
    double mean = all->n > 0 ? all->sum / all->n : 1;
    return moved * (own->sum + mean) / (own->n + 1) + 1e-4 * mean;
}

/* Undecided ones by what both decisions are expected to do; others only where there is no such. */
static void consider(const struct jh_i_tree *t, size_t at, double mean, struct branching *best)
{
    mean = fmin(fmax(mean, 0), 1);
    double score = 1e-9 * fmin(mean, 1 - mean);
    if (mean > 0.03 && mean < 0.97)
        score = 1 + expected(t, 0, at, mean) * expected(t, 1, at, 1 - mean);
    if (score > best->score)
        *best = (struct branching){
            .decision = {(int32_t)at, mean > 0.5 ? 1 : -1}, .mean = mean, .score = score};
}

/* False: everything is fixed. */
static bool choose(struct jh_i_tree *t, struct branching *best)
{
    const struct jh_i_loc *loc = t->loc;
    size_t n_pairs = jh_i_loc_n_pairs(loc);
    *best = (struct branching){.score = -1};
    for (size_t host = 0; host < loc->n_hosts && loc->n_kinds > 1; host++) {
        double most = 0;
        for (size_t pair = host; pair < n_pairs; pair += loc->n_hosts)
            most = fmax(most, t->dual.mean[pair]);
        if (t->host_fix[host] == 0 && most > 0.1 && most < 0.9)
            consider(t, n_pairs + host, most, best);
    }
    bool by_host = best->score >= 0;
    for (size_t pair = 0; pair < n_pairs && !by_host; pair++)
        if (t->fix[pair] == 0)
            consider(t, pair, t->dual.mean[pair], best);
    return best->score >= 0;
}

/* The bound has come from the parent's to this by the node's last decision. */
static void learn(struct jh_i_tree *t, const struct jh_i_node *node, double bound)
{
    struct jh_i_decision last = node->decision[node->n_decisions - 1];
    double gain = fmax(bound - node->bound, 0) / fmax(node->moved, 0.02);
    int side = last.value > 0;
    t->effect[side][last.pair].sum += gain;
    t->effect[side][last.pair].n++;
    t->effect_all[side].sum += gain;
    t->effect_all[side].n++;
}

static void load(struct jh_i_tree *t, const struct jh_i_node *node)
{
    const struct jh_i_loc *loc = t->loc;
    size_t n_pairs = jh_i_loc_n_pairs(loc);
    memcpy(t->fix, t->root_fix, n_pairs);
    memset(t->host_fix, 0, loc->n_hosts);
    for (size_t k = 0; k < node->n_decisions; k++) {
        size_t at = (size_t)node->decision[k].pair;
        if (at < n_pairs) {
            t->fix[at] = node->decision[k].value;
            continue;
        }
        t->host_fix[at - n_pairs] = node->decision[k].value;
        if (node->decision[k].value < 0)
            for (size_t pair = at - n_pairs; pair < n_pairs; pair += loc->n_hosts)
                t->fix[pair] = -1;
    }
    jh_i_tree_fix_hosts(t);
    memcpy(t->dual.v_best, node->start->v, loc->n_clients * sizeof *node->start->v);
    memcpy(t->dual.price_best, node->start->price, t->dual.n_rows * sizeof *node->start->price);
}

/* All pairs fixed: the only open set left, if it is one; the bound that its service leaves. */
static enum jh_status leaf(struct jh_i_tree *t, double bound, struct jh_error *err)
{
    jh_i_state_clear(&t->state);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++)
        if (t->fix[pair] > 0)
            jh_i_state_mark(&t->state, pair, true);
    jh_i_state_refresh(&t->state);
    if (t->loader == NULL || !jh_i_state_complete(&t->state)) {
        jh_i_tree_keep(t);
        return JH_OK;
    }
    (void)jh_i_loader_run(t->loader, &t->state);
    struct jh_i_exact exact = {.host_of = t->loader->best};
    enum jh_status st = jh_i_loads_exact(t->loader, t->state.open, t->clock, &exact, err);
    if (st != JH_OK)
        return st;
    jh_i_tree_take(t, exact.cost, exact.host_of);
    t->leaf_bound = fmin(t->leaf_bound, fmax(bound, exact.bound));
    return JH_OK;
}

/* Bound of one node, then its children. */
static enum jh_status expand(
    struct jh_i_tree *t, const struct jh_i_node *node, struct jh_error *err)
{
    struct branching branching;
    load(t, node);
    if (!jh_i_dual_restart(&t->dual, 0.2))
        return JH_OK;
    enum jh_i_dual_end end = jh_i_tree_climb(t, 2, 40);
    learn(t, node, fmin(t->dual.bound, jh_i_tree_cut(t)));
    double bound = fmax(node->bound, t->dual.bound);
    if (end == JH_I_DUAL_CUT || !jh_i_tree_fix(t))
        return JH_OK;
    if (end == JH_I_DUAL_STOP) {
        t->leaf_bound = fmin(t->leaf_bound, bound);
        return JH_OK;
    }
    if (!choose(t, &branching))
        return leaf(t, bound, err);
    return push_both(t, node, &branching, bound) ? JH_OK
                                                 : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* The node to go on with, taken out; those past the cut are dropped. False: none is left. */
static bool pull(struct jh_i_tree *t, struct jh_i_node *out)
{
    bool deep = t->node_bytes > node_bytes_max;
    double cut = jh_i_tree_cut(t);
    size_t at = SIZE_MAX;
    for (size_t k = t->n_nodes; k-- > 0;) {
        struct jh_i_node *node = &t->node[k];
        if (node->bound >= cut) {
            node_release(t, node);
            *node = t->node[--t->n_nodes];
            at = at == t->n_nodes ? k : at;
            continue;
        }
        if (at == SIZE_MAX ||
            (deep ? node->n_decisions > t->node[at].n_decisions : node->bound < t->node[at].bound))
            at = k;
    }
    if (at == SIZE_MAX)
        return false;
    *out = t->node[at];
    t->node[at] = t->node[--t->n_nodes];
    return true;
}

static double lowest(const struct jh_i_tree *t)
{
    double low = fmin(t->best, t->leaf_bound);
    for (size_t k = 0; k < t->n_nodes; k++)
        low = fmin(low, t->node[k].bound);
    return low;
}

enum jh_status jh_i_tree_branch(struct jh_i_tree *t, struct jh_error *err)
{
    struct jh_i_node node = {.bound = t->bound};
    struct branching branching;
    size_t n = jh_i_loc_n_pairs(t->loc) + t->loc->n_hosts;
    memcpy(t->fix, t->root_fix, jh_i_loc_n_pairs(t->loc));
    jh_i_tree_fix_hosts(t);
    for (int side = 0; side < 2; side++)
        if ((t->effect[side] = jh_arena_new(&t->arena, n, struct jh_i_effect)) == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = JH_OK;
    if (!choose(t, &branching)) {
        st = leaf(t, t->bound, err);
        t->bound = fmax(t->bound, fmin(t->best, t->leaf_bound));
        return st;
    }
    if (!push_both(t, &node, &branching, t->bound))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    t->branching = true;
    while (st == JH_OK && pull(t, &node)) {
        t->bound = fmax(t->bound, fmin(node.bound, lowest(t)));
        st = expand(t, &node, err);
        node_release(t, &node);
        if (t->clock->stopped)
            return st;
    }
    t->bound = fmin(t->best, t->leaf_bound);
    return st;
}
