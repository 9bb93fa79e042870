/*
 * Answers where a budget or the number of pairs binds: what is over or left of them has a price near that
 * of the dual, dearer above than below, so that the search stays close; what comes out is brought
 * within the rules and searched once more.
 */
#include "site/loc_tree.h"

#include <string.h>

#include "base/num.h"

static const double above = 1.15, below = 0.87; /* shares of the dual's price */

bool jh_i_tree_has_fees(const struct jh_i_tree *t)
{
    const struct jh_i_dual *dual = &t->dual;
    return dual->row_cap[dual->budget_row] < JH_INF ||
           (t->loc->n_kinds > 1 && dual->row_cap[0] < JH_INF);
}

/* A price of nothing would leave the limit without meaning. */
static double price(const struct jh_i_tree *t, size_t row, double unit, double used)
{
    double cap = t->dual.row_cap[row] * unit;
    if (!(cap < JH_INF))
        return 0;
    double least = cap > 0 && t->best < JH_INF ? 0.01 * fabs(t->best) / cap : 0;
    return fmax(t->dual.price_best[row] / unit, least) * (used > cap ? above : below);
}

static struct jh_i_fees fees_of(const struct jh_i_tree *t)
{
    const struct jh_i_dual *dual = &t->dual;
    return (struct jh_i_fees){.budget = price(t, dual->budget_row, dual->cost_unit, t->state.spent),
        .pair = t->loc->n_kinds > 1 ? price(t, 0, 1, t->state.n_open_pairs) : 0};
}

/* Objective with what is over or left at its price. */
static double priced(const struct jh_i_tree *t)
{
    const struct jh_i_loc_rules *rules = &t->loc->rules;
    struct jh_i_fees fees = fees_of(t);
    double value = jh_i_state_objective(&t->state);
    if (fees.budget > 0)
        value += fees.budget * (t->state.spent - rules->budget);
    if (fees.pair > 0)
        value += fees.pair * (t->state.n_open_pairs - rules->pairs_max);
    return value;
}

/* Within the rules again, and what they leave room for. */
static void bring_home(struct jh_i_tree *t)
{
    if (!jh_i_search_shed(t->search) || t->clock->stopped)
        return;
    jh_i_tree_polish(t, false);
}

void jh_i_tree_shake(struct jh_i_tree *t, size_t n_shakes)
{
    size_t n = jh_i_loc_n_pairs(t->loc);
    bool any = n_shakes == 0;
    if (!jh_i_search_priced(t->search, &t->state, fees_of(t), t->clock))
        return;
    double now = priced(t);
    memcpy(t->kept_open, t->state.open, n);
    for (size_t k = 0; k < n_shakes; k++) {
        size_t list = (size_t)jh_rng_below(&t->rng, t->loc->n_lists);
        size_t n_out = 1 + (size_t)jh_rng_below(&t->rng, 3);
        if (!jh_i_search_shake(t->search, fees_of(t), list, n_out, t->clock))
            break;
        double value = priced(t);
        if (value < now) {
            now = value;
            any = true;
            memcpy(t->kept_open, t->state.open, n);
        } else {
            jh_i_search_return(t->search, t->kept_open);
        }
    }
    if (any)
        bring_home(t);
}
