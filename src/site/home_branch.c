/*
 * Siting by choice: branch and bound.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "site/home_solve.h"

enum {
    NODE_STEPS = 30, /* dual steps of a node */
    NODE_BYTES = 1 << 28
};

static void drop_node(struct jh_i_home_node *node)
{
    jh_i_free(node->fix);
    jh_i_free(node->lambda);
    jh_i_free(node->price);
}

static size_t n_fix(const struct jh_i_home_solving *s)
{
    return s->home.n_pairs + s->loc.n_hosts;
}

static bool push_node(struct jh_i_home_solving *s, const int8_t *fix, double bound)
{
    const size_t n_groups = s->home.n_groups, n_prices = s->dual.n_prices;
    if (s->n_nodes == s->cap_nodes) {
        size_t cap = 2 * s->cap_nodes + 16;
        struct jh_i_home_node *grown = jh_i_realloc(s->node, cap, sizeof *grown);
        if (grown == NULL)
            return false;
        s->node = grown;
        s->cap_nodes = cap;
    }
    struct jh_i_home_node node = {.bound = bound,
        .fix = jh_i_calloc(n_fix(s), 1),
        .lambda = jh_i_calloc(n_groups, sizeof(double)),
        .price = jh_i_calloc(n_prices, sizeof(double))};
    if (node.fix == NULL || node.lambda == NULL || node.price == NULL) {
        drop_node(&node);
        return false;
    }
    memcpy(node.fix, fix, n_fix(s));
    memcpy(node.lambda, s->dual.lambda_best, n_groups * sizeof(double));
    memcpy(node.price, s->dual.price_best, n_prices * sizeof(double));
    s->node[s->n_nodes++] = node;
    return true;
}

/* The node of the greatest bound; the latest where many are open. */
static struct jh_i_home_node pop_node(struct jh_i_home_solving *s)
{
    size_t bytes = s->n_nodes * (s->home.n_pairs + s->home.n_groups * sizeof(double));
    size_t at = s->n_nodes - 1;
    for (size_t i = 0; i < s->n_nodes && bytes < NODE_BYTES; i++)
        if (s->node[i].bound > s->node[at].bound)
            at = i;
    struct jh_i_home_node node = s->node[at];
    s->node[at] = s->node[--s->n_nodes];
    return node;
}

/* Can the host still be decided as a whole: no centre yet, not ruled out? */
static bool host_is_open(const struct jh_i_home_solving *s, size_t host)
{
    bool any = false;
    if (s->fix[s->home.n_pairs + host] != 0 || s->loc.host_must[host])
        return false;
    for (size_t pair = host; pair < s->home.n_pairs; pair += s->loc.n_hosts) {
        if (s->loc.state[pair] >= JH_I_MUST || s->fix[pair] > 0)
            return false;
        any = any || (s->loc.state[pair] == JH_I_MAY && s->fix[pair] == 0);
    }
    return any;
}

/* The host (n_pairs + host) about which the dual is least decided; where it is sure of all hosts,
 * the pair. SIZE_MAX: nothing is open to decision. */
static size_t what_to_branch(const struct jh_i_home_solving *s)
{
    size_t best = SIZE_MAX;
    double least = 0.48;
    for (size_t host = 0; host < s->loc.n_hosts; host++)
        if (host_is_open(s, host) && fabs(s->dual.host_mean[host] - 0.5) < least) {
            least = fabs(s->dual.host_mean[host] - 0.5);
            best = s->home.n_pairs + host;
        }
    if (best != SIZE_MAX)
        return best;
    least = JH_INF;
    for (size_t pair = 0; pair < s->home.n_pairs; pair++) {
        double off = fabs(s->dual.mean[pair] - 0.5);
        if (s->loc.state[pair] == JH_I_MAY && s->fix[pair] == 0 && off < least) {
            least = off;
            best = pair;
        }
    }
    return best;
}

/* A host is in: where its zone can have no second one, the others are out. A pair is in: with one
 * of a kind in each zone, the others of that kind are. */
static void fix_in(const struct jh_i_home_solving *s, size_t what, int8_t *fix)
{
    const struct jh_i_loc *loc = &s->loc;
    const bool whole = what >= s->home.n_pairs;
    size_t host = whole ? what - s->home.n_pairs : what % loc->n_hosts;
    int32_t zone = loc->zone[host], total_min = 0;
    fix[what] = 1;
    for (size_t z = 0; z < loc->n_zones; z++)
        total_min += loc->zone_min[z];
    bool single = zone >= 0 && (loc->rules.zone_max == 1 ||
                                   (loc->zone_min[zone] == 1 && loc->rules.hosts_max <= total_min));
    for (size_t h = 0; h < loc->n_hosts && zone >= 0; h++)
        for (size_t k = 0; k < loc->n_kinds; k++) {
            size_t other = k * loc->n_hosts + h;
            bool same = !whole && k == what / loc->n_hosts && loc->rules.one_per_zone;
            if (loc->zone[h] == zone && h != host && loc->state[other] == JH_I_MAY &&
                (single || same))
                fix[other] = -1;
        }
}

static void fix_out(const struct jh_i_home_solving *s, size_t what, int8_t *fix)
{
    if (what < s->home.n_pairs)
        fix[what] = -1;
    for (size_t pair = what - s->home.n_pairs; what >= s->home.n_pairs && pair < s->home.n_pairs;
         pair += s->loc.n_hosts)
        if (s->loc.state[pair] == JH_I_MAY)
            fix[pair] = -1;
}

static enum jh_status expand(
    struct jh_i_home_solving *s, const struct jh_i_home_node *node, struct jh_error *err)
{
    memcpy(s->fix, node->fix, n_fix(s));
    memcpy(s->dual.lambda_best, node->lambda, s->home.n_groups * sizeof(double));
    memcpy(s->dual.price_best, node->price, s->dual.n_prices * sizeof(double));
    if (s->loads != NULL && !jh_i_home_loads_rule_out(s->loads, s->fix))
        return JH_OK;
    jh_i_home_dual_restart(&s->dual, 0.3);
    if (!jh_i_home_dual_run(&s->dual, NODE_STEPS, jh_i_home_goal(s), jh_i_home_cut(s), &s->clock))
        return JH_OK;
    double bound = fmin(node->bound, s->dual.bound);
    jh_i_home_answer(s, true);
    if (bound <= jh_i_home_cut(s))
        return JH_OK;
    (void)jh_i_home_dual_fix(&s->dual, jh_i_home_cut(s), s->fix);
    size_t what = what_to_branch(s);
    bool ok = true;
    if (what == SIZE_MAX || s->clock.stopped) {
        ok = push_node(s, s->fix, bound);
    } else {
        memcpy(s->other_fix, s->fix, n_fix(s));
        fix_out(s, what, s->other_fix);
        ok = push_node(s, s->other_fix, bound);
        fix_in(s, what, s->fix);
        ok = ok && push_node(s, s->fix, bound);
    }
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Greatest bound of what is still open. */
static double open_bound(const struct jh_i_home_solving *s)
{
    double bound = s->best;
    for (size_t i = 0; i < s->n_nodes; i++)
        bound = fmax(bound, s->node[i].bound);
    return bound;
}

static bool decided(const struct jh_i_home_solving *s, const int8_t *fix)
{
    for (size_t pair = 0; pair < s->home.n_pairs; pair++)
        if (s->loc.state[pair] == JH_I_MAY && fix[pair] == 0)
            return false;
    return true;
}

/* Everything is decided: one answer, if the rules allow it. */
static void try_leaf(struct jh_i_home_solving *s, const int8_t *fix)
{
    uint8_t *open = s->dual.chosen;
    for (size_t pair = 0; pair < s->home.n_pairs; pair++)
        open[pair] = s->loc.state[pair] >= JH_I_MUST || fix[pair] > 0;
    jh_i_state_set(&s->state, open);
    if (jh_i_state_objective(&s->state) < JH_INF && jh_i_state_complete(&s->state))
        jh_i_home_polish(s);
}

enum jh_status jh_i_home_branch(struct jh_i_home_solving *s, struct jh_error *err)
{
    enum jh_status st =
        push_node(s, s->fix, s->bound) ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
    while (st == JH_OK && s->n_nodes > 0 && !s->clock.stopped) {
        struct jh_i_home_node node = pop_node(s);
        if (node.bound > jh_i_home_cut(s)) {
            if (decided(s, node.fix))
                try_leaf(s, node.fix);
            else
                st = expand(s, &node, err);
        }
        drop_node(&node);
        s->bound = fmin(s->bound, open_bound(s));
        jh_i_home_tell(s);
    }
    return st;
}

void jh_i_home_drop_nodes(struct jh_i_home_solving *s)
{
    for (size_t i = 0; i < s->n_nodes; i++)
        drop_node(&s->node[i]);
    jh_i_free(s->node);
}
