/*
 * Root bound, answers and branch and bound.
 */
#include "site/loc.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"

struct decision {
    int32_t pair; /* n_pairs + host: the host as a whole */
    int8_t value;
};

struct node {
    double bound;
    double *v, *price; /* multipliers to start from, own copy */
    struct decision *decision;
    size_t n_decisions;
};

struct tree {
    const struct jh_i_loc *loc;
    struct jh_i_clock *clock;
    struct jh_i_dual dual;
    struct jh_i_state state;
    struct jh_i_builder *builder;
    struct jh_i_search *search;
    int8_t *root_fix, *fix, *host_fix;
    double *pen_in, *pen_out, *score;
    uint8_t *best_open, *core;
    struct jh_rng rng;
    double best;      /* objective of best_open; INFINITY: none */
    double worst;     /* no answer costs more */
    size_t n_answers; /* tried from the dual */
    struct node *stack;
    size_t n_stack, cap_stack;
    struct jh_arena arena;
};

static double cutoff(const struct tree *t)
{
    double best = t->best < JH_INF ? t->best : t->worst;
    if (t->loc->grain > 0)
        return best - t->loc->grain * (1 - 1e-6);
    return best - 5e-10 * fabs(best);
}

/* ---- answers ---- */

static void keep_answer(struct tree *t)
{
    double objective = jh_i_state_objective(&t->state);
    if (objective < t->best && jh_i_state_complete(&t->state)) {
        t->best = objective;
        memcpy(t->best_open, t->state.open, jh_i_loc_n_pairs(t->loc));
    }
}

/* Local search from what is in state, then from the best answer's neighbourhood. */
static void polish(struct tree *t, bool thorough)
{
    keep_answer(t);
    (void)jh_i_search_run(t->search, &t->state, (size_t)t->clock->n, thorough, t->clock);
    keep_answer(t);
}

/* Hosts that the dual or the best answer has some use for. */
static void find_core(struct tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        t->core[host] = 0;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            t->core[host] |= t->dual.mean[pair] > 0.01 || t->best_open[pair];
    }
}

/* An answer guided by the dual: by its averaged choice, by a mixture with the best answer, by its
 * last choice (of use with one kind only); the first in each turn tries all hosts, the others only those of some use. */
static void answer_from_dual(struct tree *t)
{
    size_t turn = t->n_answers++ % 4;
    bool have = t->best < JH_INF;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++) {
        double mean = t->dual.mean[pair];
        if (turn == 2 && t->loc->n_kinds == 1)
            t->score[pair] = t->dual.pick.chosen[pair] ? 1 + fabs(t->dual.net[pair]) : 0;
        else if (turn == 0 || !have)
            t->score[pair] = mean;
        else if (mean > 0.01 || t->best_open[pair])
            t->score[pair] = mean + (t->best_open[pair] ? 0.5 : 0) + 0.7 * jh_rng_unit(&t->rng);
        else
            t->score[pair] = 0;
    }
    if (jh_i_builder_run(t->builder, t->fix, t->score, false, 200, &t->state) != JH_I_BUILT)
        return;
    find_core(t);
    t->search->only = turn == 0 ? NULL : t->core;
    polish(t, false);
    t->search->only = NULL;
}

/* Answers take as much work as the bound, and wait until the dual has found its way. */
static bool wants_answer(const struct tree *t)
{
    return t->best == JH_INF ||
           (t->search->work < t->dual.work && (t->n_stack > 0 || !jh_i_dual_is_far(&t->dual)));
}

/* ---- fixing ---- */

/* Pairs whose other value would push the bound past the cut. Returns how many were fixed;
 * SIZE_MAX: neither value is left for one. */
static size_t fix_by_penalty(struct tree *t)
{
    double cut = cutoff(t);
    size_t n = 0;
    jh_i_dual_penalties(&t->dual, t->pen_in, t->pen_out);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++) {
        if (t->fix[pair] != 0)
            continue;
        bool no_in = t->dual.bound + t->pen_in[pair] >= cut;
        bool no_out = t->dual.bound + t->pen_out[pair] >= cut;
        if (no_in && no_out)
            return SIZE_MAX;
        if (no_in || no_out) {
            t->fix[pair] = no_in ? -1 : 1;
            n++;
        }
    }
    return n;
}

/* host_fix from pairs and from what must be. */
static void fix_hosts(struct tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        bool in = loc->host_must[host] != 0 || t->host_fix[host] > 0, any = false;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts) {
            in = in || t->fix[pair] > 0;
            any = any || t->fix[pair] >= 0;
        }
        t->host_fix[host] = in ? 1 : any ? t->host_fix[host] : -1;
    }
}

/* ---- root ---- */

static bool root_start(struct tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(loc); pair++)
        t->root_fix[pair] = loc->state[pair] == JH_I_NO ? -1 : loc->state[pair] == JH_I_MAY ? 0 : 1;
    memcpy(t->fix, t->root_fix, jh_i_loc_n_pairs(loc));
    fix_hosts(t);
    for (size_t c = 0; c < loc->n_clients; c++) {
        size_t list = (size_t)loc->client_list[c], rank = loc->list_start[list];
        size_t n = loc->list_start[list + 1] - rank;
        size_t want =
            loc->rules.hosts_max > 0 ? 1 + loc->n_hosts / (size_t)loc->rules.hosts_max : 1;
        if (n == 0)
            return false;
        t->dual.v_best[c] = loc->list_cost[rank + (want < n ? want : n - 1)];
        t->worst += loc->client_weight[c] * fabs(loc->list_cost[rank + n - 1]);
    }
    t->worst += 1 + 1e-6 * t->worst;
    return true;
}

/* How far the gap has closed, in orders of magnitude out of nine. */
static double done_frac(const struct tree *t)
{
    double gap = (t->best - t->dual.bound) / fmax(fabs(t->best), 1e-300);
    return !(gap < 1) ? 0 : gap < 1e-9 ? 1 : -log10(gap) / 9;
}

/* Climb; answers now and then; fix. */
static enum jh_i_dual_end climb(struct tree *t, int n_rounds, int n_steps)
{
    enum jh_i_dual_end end = JH_I_DUAL_MORE;
    for (int round = 0; round < n_rounds && end == JH_I_DUAL_MORE; round++) {
        double target = t->best < JH_INF ? t->best : t->worst;
        end = jh_i_dual_run(&t->dual, n_steps, target, cutoff(t), t->clock);
        jh_run_progress(t->clock->run, "searching for the best choice of centres", done_frac(t));
        if (end == JH_I_DUAL_STOP || end == JH_I_DUAL_CUT)
            break;
        double before = t->best;
        if (wants_answer(t))
            answer_from_dual(t);
        if (t->clock->stopped)
            return JH_I_DUAL_STOP;
        if (t->dual.bound >= cutoff(t))
            return JH_I_DUAL_CUT;
        if (round % 4 == 3 || t->best < before || end == JH_I_DUAL_STALL) {
            size_t n = fix_by_penalty(t);
            if (n == SIZE_MAX)
                return JH_I_DUAL_CUT;
            fix_hosts(t);
        }
    }
    return end;
}

/* ---- branching ---- */

static bool push(struct tree *t, const struct node *parent, struct decision decision, double bound)
{
    if (t->n_stack == t->cap_stack) {
        size_t cap = t->cap_stack * 2 + 16;
        struct node *p = jh_i_realloc(t->stack, cap, sizeof *p);
        if (p == NULL)
            return false;
        t->stack = p;
        t->cap_stack = cap;
    }
    const struct jh_i_loc *loc = t->loc;
    struct node node = {.bound = bound,
        .v = jh_i_calloc(loc->n_clients, sizeof *node.v),
        .price = jh_i_calloc(t->dual.n_rows, sizeof *node.price),
        .decision = jh_i_calloc(parent->n_decisions + 1, sizeof *node.decision),
        .n_decisions = parent->n_decisions + 1};
    t->stack[t->n_stack++] = node;
    if (node.v == NULL || node.price == NULL || node.decision == NULL)
        return false;
    memcpy(node.v, t->dual.v_best, loc->n_clients * sizeof *node.v);
    memcpy(node.price, t->dual.price_best, t->dual.n_rows * sizeof *node.price);
    if (parent->n_decisions > 0)
        memcpy(node.decision, parent->decision, parent->n_decisions * sizeof *node.decision);
    node.decision[parent->n_decisions] = decision;
    return true;
}

static void node_release(struct node *node)
{
    jh_i_free(node->v);
    jh_i_free(node->price);
    jh_i_free(node->decision);
}

/* The most undecided host, else the most undecided pair. Returns false when all is fixed. */
static bool choose_branch(struct tree *t, struct decision *out)
{
    const struct jh_i_loc *loc = t->loc;
    double best = -1;
    size_t n_pairs = jh_i_loc_n_pairs(loc);
    for (size_t host = 0; host < loc->n_hosts && loc->n_kinds > 1; host++) {
        if (t->host_fix[host] != 0)
            continue;
        double most = 0;
        for (size_t pair = host; pair < n_pairs; pair += loc->n_hosts)
            most = fmax(most, t->dual.mean[pair]);
        double doubt = fmin(most, 1 - most);
        if (doubt > 0.02 && doubt > best) {
            best = doubt;
            *out = (struct decision){(int32_t)(n_pairs + host), most > 0.5 ? 1 : -1};
        }
    }
    if (best > 0.1)
        return true;
    for (size_t pair = 0; pair < n_pairs; pair++) {
        double mean = t->dual.mean[pair], doubt = fmin(mean, 1 - mean);
        if (t->fix[pair] == 0 && doubt > best) {
            best = doubt;
            *out = (struct decision){(int32_t)pair, mean > 0.5 ? 1 : -1};
        }
    }
    return best >= 0;
}

static void load(struct tree *t, const struct node *node)
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
    fix_hosts(t);
    memcpy(t->dual.v_best, node->v, loc->n_clients * sizeof *node->v);
    memcpy(t->dual.price_best, node->price, t->dual.n_rows * sizeof *node->price);
}

/* All pairs fixed: the only open set left, if it is one. */
static void leaf(struct tree *t)
{
    jh_i_state_clear(&t->state);
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++)
        if (t->fix[pair] > 0)
            jh_i_state_mark(&t->state, pair, true);
    jh_i_state_refresh(&t->state);
    keep_answer(t);
}

/* Work on one node: bound, then children. False: out of memory. */
static bool expand(struct tree *t, struct node *node, bool *stopped)
{
    load(t, node);
    *stopped = false;
    if (!jh_i_dual_restart(&t->dual, 0.2))
        return true;
    enum jh_i_dual_end end = climb(t, 2, 40);
    if (end == JH_I_DUAL_STOP) {
        *stopped = true;
        return true;
    }
    if (end == JH_I_DUAL_CUT)
        return true;
    struct decision decision;
    if (fix_by_penalty(t) == SIZE_MAX)
        return true;
    fix_hosts(t);
    if (!choose_branch(t, &decision)) {
        leaf(t);
        return true;
    }
    double bound = fmax(node->bound, t->dual.bound);
    struct decision other = {decision.pair, (int8_t)-decision.value};
    return push(t, node, other, bound) && push(t, node, decision, bound);
}

static double lowest_open(const struct tree *t)
{
    double low = JH_INF;
    for (size_t k = 0; k < t->n_stack; k++)
        low = fmin(low, t->stack[k].bound);
    return low;
}

static enum jh_status branch(struct tree *t, double *bound, struct jh_error *err)
{
    struct node root = {.bound = *bound};
    bool stopped = false, ok;
    memcpy(t->fix, t->root_fix, jh_i_loc_n_pairs(t->loc));
    struct decision decision;
    fix_hosts(t);
    if (!choose_branch(t, &decision)) {
        leaf(t);
        *bound = t->best;
        return JH_OK;
    }
    struct decision other = {decision.pair, (int8_t)-decision.value};
    ok = push(t, &root, other, *bound) && push(t, &root, decision, *bound);
    while (ok && t->n_stack > 0 && !stopped) {
        struct node node = t->stack[--t->n_stack];
        if (node.bound < cutoff(t)) {
            ok = expand(t, &node, &stopped);
            if (stopped) /* still open */
                *bound = fmin(t->best, fmin(node.bound, lowest_open(t)));
        }
        node_release(&node);
    }
    if (!ok)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (!stopped)
        *bound = t->best;
    return JH_OK;
}

static bool tree_init(struct tree *t, int n_threads)
{
    const struct jh_i_loc *loc = t->loc;
    struct jh_arena *a = &t->arena;
    size_t n = jh_i_loc_n_pairs(loc);
    t->best = JH_INF;
    t->root_fix = jh_arena_new(a, n, int8_t);
    t->fix = jh_arena_new(a, n, int8_t);
    t->host_fix = jh_arena_new(a, loc->n_hosts, int8_t);
    t->pen_in = jh_arena_new(a, n, double);
    t->pen_out = jh_arena_new(a, n, double);
    t->score = jh_arena_new(a, n, double);
    t->core = jh_arena_new(a, loc->n_hosts, uint8_t);
    jh_rng_init(&t->rng, jh_run_seed(t->clock->run), 0);
    t->builder = jh_i_builder_new(loc, a);
    t->search = jh_i_search_new(loc, a);
    if (t->root_fix == NULL || t->fix == NULL || t->host_fix == NULL || t->pen_in == NULL ||
        t->pen_out == NULL || t->score == NULL || t->core == NULL || t->builder == NULL ||
        t->search == NULL || !jh_i_state_init(&t->state, loc, a) ||
        !jh_i_dual_init(&t->dual, loc, n_threads, a))
        return false;
    t->dual.pick.fix = t->fix;
    t->dual.pick.host_fix = t->host_fix;
    return true;
}

/* First answer, root bound, tree. *out_bound: proven; t->best has the answer. */
static enum jh_status search_tree(struct tree *t, double *out_bound, struct jh_error *err)
{
    *out_bound = JH_INF;
    if (!root_start(t))
        return JH_OK;
    enum jh_i_build built = jh_i_builder_run(t->builder, t->fix, NULL, true, 20000, &t->state);
    if (built == JH_I_BUILD_NONE)
        return JH_OK;
    if (built == JH_I_BUILT)
        polish(t, true);
    if (!jh_i_dual_restart(&t->dual, 1))
        return JH_OK;
    enum jh_i_dual_end end = climb(t, 200, 25);
    *out_bound = end == JH_I_DUAL_CUT ? t->best : t->dual.bound;
    memcpy(t->root_fix, t->fix, jh_i_loc_n_pairs(t->loc));
    return end == JH_I_DUAL_CUT || end == JH_I_DUAL_STOP ? JH_OK : branch(t, out_bound, err);
}

enum jh_status jh_i_loc_solve_whole(const struct jh_i_loc *loc, struct jh_i_clock *clock,
    int n_threads, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct tree t = {.loc = loc, .clock = clock, .best_open = answer->open};
    double bound;
    jh_arena_init(&t.arena, 0);
    if (!tree_init(&t, n_threads)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, search_tree(&t, &bound, err));
    answer->objective = t.best;
    answer->bound = fmin(bound, t.best);
    if (t.best < JH_INF)
        answer->status =
            answer->bound >= t.best - 1e-9 * fabs(t.best) ? JH_I_LOC_OPTIMAL : JH_I_LOC_FEASIBLE;
    else
        answer->status = clock->stopped ? JH_I_LOC_UNKNOWN : JH_I_LOC_INFEASIBLE;
out:
    while (t.n_stack > 0)
        node_release(&t.stack[--t.n_stack]);
    jh_i_free(t.stack);
    jh_i_search_release(t.search);
    jh_arena_release(&t.arena);
    return st;
}
