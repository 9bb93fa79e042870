/*
 * Open sets that can keep their loads: pairs that do not find their least number of cases are closed,
 * then single pairs are opened, closed and exchanged while the cost of service, found anew each
 * time, falls.
 */
#include "site/loc_tree.h"

#include "base/num.h"

static bool may_close(const struct jh_i_tree *t, size_t pair)
{
    const struct jh_i_loc *loc = t->loc;
    size_t kind = pair / loc->n_hosts;
    if (!t->state.open[pair] || t->fix[pair] > 0 || loc->state[pair] != JH_I_MAY)
        return false;
    for (size_t c = loc->kind_start[kind]; c < loc->kind_start[kind + 1]; c++)
        if (t->state.service[c].near == (int32_t)(pair % loc->n_hosts) &&
            t->state.service[c].next < 0)
            return false;
    return true;
}

static bool may_open(const struct jh_i_tree *t, size_t pair)
{
    return !t->state.open[pair] && t->fix[pair] >= 0 && t->loc->state[pair] != JH_I_NO;
}

/* Close what is short of cases as long as that is the trouble. */
static bool close_short(struct jh_i_tree *t)
{
    struct jh_i_move move = t->search->move;
    while (!(jh_i_loader_run(t->loader, &t->state) < JH_INF)) {
        size_t pair = t->loader->failed;
        if (pair == SIZE_MAX || !may_close(t, pair))
            return false;
        move.n_open = 0;
        move.n_close = 1;
        move.close[0] = pair;
        if (!jh_i_state_allows(&t->state, &move))
            return false;
        jh_i_state_apply(&t->state, &move);
    }
    return true;
}

/* Make the move where it saves; kinds other than that of the pairs are not touched by it. */
static bool try_move(struct jh_i_tree *t, struct jh_i_move *move, size_t kind, double eps)
{
    struct jh_i_loader *l = t->loader;
    const size_t n = t->loc->n_kinds;
    struct jh_i_move back = {
        .n_close = move->n_open, .n_open = move->n_close, .close = move->open, .open = move->close};
    if (!jh_i_state_allows(&t->state, move))
        return false;
    double before = 0, after = 0, own = l->kind_cost[kind];
    bool all = t->loc->load.any_beds;
    for (size_t k = 0; k < n && all; k++)
        before += l->kind_cost[k];
    before = all ? before : own;
    jh_i_state_apply(&t->state, move);
    after = jh_i_loader_run_kind(l, &t->state, kind);
    if (after < before - eps)
        return true;
    jh_i_state_apply(&t->state, &back);
    if (all)
        (void)jh_i_loader_run(l, &t->state);
    else
        l->kind_cost[kind] = own;
    return false;
}

/* All that brings this pair in, or takes it out. */
static bool improve(struct jh_i_tree *t, size_t pair, bool swaps, double eps)
{
    const struct jh_i_loc *loc = t->loc;
    struct jh_i_move move = t->search->move;
    size_t kind = pair / loc->n_hosts;
    move.n_open = move.n_close = 0;
    if (t->state.open[pair]) {
        move.close[move.n_close++] = pair;
        return may_close(t, pair) && try_move(t, &move, kind, eps);
    }
    if (!may_open(t, pair))
        return false;
    move.open[move.n_open++] = pair;
    if (try_move(t, &move, kind, eps))
        return true;
    move.n_close = 1;
    for (size_t out = kind * loc->n_hosts; swaps && out < (kind + 1) * loc->n_hosts; out++) {
        move.close[0] = out;
        if (t->state.open[out] && t->fix[out] <= 0 && loc->state[out] == JH_I_MAY &&
            try_move(t, &move, kind, eps))
            return true;
    }
    return false;
}

void jh_i_tree_fit(struct jh_i_tree *t, bool thorough)
{
    const struct jh_i_loc *loc = t->loc;
    size_t n = jh_i_loc_n_pairs(loc), work = t->loader->work;
    bool small = n <= 600;
    if (t->clock->stopped || !close_short(t)) {
        t->search->work += t->loader->work - work;
        return;
    }
    double eps = 1e-10 * fabs(jh_i_loader_run(t->loader, &t->state));
    for (int pass = 0; pass < (thorough ? 6 : 2); pass++) {
        bool any = false;
        for (size_t pair = 0; pair < n && !t->clock->stopped; pair++) {
            bool worth = t->state.open[pair] || small || t->dual.mean[pair] > 0.05;
            if (!worth)
                continue;
            any |= improve(t, pair, small || t->dual.mean[pair] > 0.3, eps);
            (void)jh_i_clock_tick(t->clock);
        }
        if (!any)
            break;
    }
    t->search->work += t->loader->work - work;
}
