/*
 * Answers on the way: the dual says which pairs are worth something, local search does the rest.
 */
#include "site/loc_tree.h"

#include <string.h>

#include "base/num.h"

void jh_i_tree_take(struct jh_i_tree *t, double cost, const int32_t *assigned)
{
    if (!(cost < t->best))
        return;
    t->best = cost;
    memcpy(t->best_open, t->state.open, jh_i_loc_n_pairs(t->loc));
    if (assigned != NULL && t->loc->n_clients > 0)
        memcpy(t->best_assigned, assigned, t->loc->n_clients * sizeof *assigned);
}

void jh_i_tree_keep(struct jh_i_tree *t)
{
    if (!jh_i_state_complete(&t->state))
        return;
    if (t->loader == NULL)
        jh_i_tree_take(t, jh_i_state_objective(&t->state), NULL);
    else
        jh_i_tree_take(t, jh_i_loader_run(t->loader, &t->state), t->loader->host_of);
}

void jh_i_tree_polish(struct jh_i_tree *t, bool thorough)
{
    jh_i_tree_keep(t);
    (void)jh_i_search_run(t->search, &t->state, (size_t)t->clock->n, thorough, t->clock);
    if (t->loader != NULL)
        jh_i_tree_fit(t, thorough);
    jh_i_tree_keep(t);
}

/* Hosts that the dual or the best answer has some use for. */
static void find_core(struct jh_i_tree *t)
{
    const struct jh_i_loc *loc = t->loc;
    for (size_t host = 0; host < loc->n_hosts; host++) {
        t->core[host] = 0;
        for (size_t pair = host; pair < jh_i_loc_n_pairs(loc); pair += loc->n_hosts)
            t->core[host] |= t->dual.mean[pair] > 0.01 || t->best_open[pair] || t->kept_open[pair];
    }
}

/* By the averaged choice of the dual; by a mixture of it with the best answer and chance; by the
 * last choice, which is of use with one kind only. */
static void guide(struct jh_i_tree *t, size_t turn)
{
    bool have = t->best < JH_INF;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(t->loc); pair++) {
        double mean = t->dual.mean[pair], best = t->best_open[pair] ? 0.5 : 0;
        if (turn == 0 || !have)
            t->score[pair] = mean;
        else if (turn == 2 && t->loc->n_kinds == 1)
            t->score[pair] = t->dual.pick.chosen[pair] ? 1 + fabs(t->dual.net[pair]) : 0;
        else
            t->score[pair] = mean > 0.01 || best > 0 ? mean + best + 0.7 * jh_rng_unit(&t->rng) : 0;
    }
}

bool jh_i_tree_may_answer(const struct jh_i_tree *t, size_t work)
{
    return t->search->work + work < t->answers_share * t->dual.work;
}

void jh_i_tree_answer(struct jh_i_tree *t)
{
    bool far = t->n_nodes == 0 && jh_i_dual_is_far(&t->dual);
    if (t->best < JH_INF && (far || !jh_i_tree_may_answer(t, 0)))
        return;
    size_t turn = t->n_answers++ % 4;
    if (jh_i_tree_has_fees(t) && t->has_kept) {
        find_core(t);
        jh_i_tree_shake(t);
        return;
    }
    guide(t, turn);
    if (jh_i_builder_run(t->builder, t->fix, t->score, false, 200, &t->state) != JH_I_BUILT)
        return;
    find_core(t);
    t->search->only = turn == 0 ? NULL : t->core;
    jh_i_tree_polish(t, false);
    t->search->only = NULL;
}
