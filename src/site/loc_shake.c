/*
 * Answers where a budget or the number of pairs binds: what is over or left of them has a price near that
 * of the dual, dearer above than below, so that the search stays close; what comes out is brought
 * within the rules and searched once more.
 */
#include "site/loc_tree.h"

#include <string.h>

#include "base/num.h"

static const size_t shakes_min = 40, shakes_max = 200; /* at a time */
static const double near_limit = 0.004;                /* share of it */
static const double above = 1.15, below = 0.87;        /* shares of the dual's price */

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
    return t->fee_scale * fmax(t->dual.price_best[row] / unit, least) *
           (used > cap ? above : below);
}

static struct jh_i_fees fees_at(const struct jh_i_tree *t, double spent, int32_t n_pairs)
{
    const struct jh_i_dual *dual = &t->dual;
    return (struct jh_i_fees){.budget = price(t, dual->budget_row, dual->cost_unit, spent),
        .pair = t->loc->n_kinds > 1 ? price(t, 0, 1, n_pairs) : 0};
}

static struct jh_i_fees fees_of(const struct jh_i_tree *t, const struct jh_i_state *state)
{
    return fees_at(t, state->spent, state->n_open_pairs);
}

/* What the rules that are priced leave an open set with. */
struct result {
    double objective, spent;
    int32_t n_pairs;
};

static struct result result_of(const struct jh_i_state *state)
{
    return (struct result){jh_i_state_objective(state), state->spent, state->n_open_pairs};
}

/* Objective with what is over or left at its price. */
static double priced(const struct jh_i_tree *t, struct result r)
{
    const struct jh_i_loc_rules *rules = &t->loc->rules;
    struct jh_i_fees fees = fees_at(t, r.spent, r.n_pairs);
    double value = r.objective;
    if (fees.budget > 0)
        value += fees.budget * (r.spent - rules->budget);
    if (fees.pair > 0)
        value += fees.pair * (r.n_pairs - rules->pairs_max);
    return value;
}

/* Dearer while the search stays above a limit, cheaper while it stays below. */
static void adapt(struct jh_i_tree *t, struct result r)
{
    const struct jh_i_loc_rules *rules = &t->loc->rules;
    bool over = r.spent > rules->budget * (1 + near_limit) ||
                r.n_pairs > rules->pairs_max * (1 + near_limit);
    bool left = r.spent < rules->budget * (1 - near_limit) &&
                r.n_pairs < rules->pairs_max * (1 - near_limit);
    double scale = t->fee_scale * (over ? 1.02 : left ? 0.98 : 1);
    t->fee_scale = fmin(fmax(scale, 0.25), 4);
}

/* ---- among the hosts of the core ---- */

struct core {
    struct jh_i_loc loc;
    int32_t *host_of;
    struct jh_i_state state;
    struct jh_i_search *search;
    uint8_t *open; /* [pairs] */
};

static size_t outer(const struct jh_i_tree *t, const struct core *core, size_t pair)
{
    return pair / core->loc.n_hosts * t->loc->n_hosts +
           (size_t)core->host_of[pair % core->loc.n_hosts];
}

/* At kept_open. False: out of memory. */
static bool core_init(const struct jh_i_tree *t, struct core *core)
{
    struct jh_arena *arena = &core->loc.arena;
    if (jh_i_loc_host_part(t->loc, t->core, &core->loc, &core->host_of, NULL) != JH_OK)
        return false;
    core->open = jh_arena_new(arena, jh_i_loc_n_pairs(&core->loc), uint8_t);
    core->search = jh_i_search_new(&core->loc, arena);
    if (core->open == NULL || core->search == NULL ||
        !jh_i_state_init(&core->state, &core->loc, arena))
        return false;
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(&core->loc); pair++)
        core->open[pair] = t->kept_open[outer(t, core, pair)];
    jh_i_state_set(&core->state, core->open);
    return true;
}

static void take_over(
    const struct core *core, const uint8_t *open, struct jh_i_tree *t, uint8_t *to)
{
    memset(to, 0, jh_i_loc_n_pairs(t->loc));
    for (size_t pair = 0; pair < jh_i_loc_n_pairs(&core->loc); pair++)
        if (open[pair])
            to[outer(t, core, pair)] = 1;
}

/* From what is in the core's state; false: nothing better was found. */
static bool shake(struct jh_i_tree *t, struct core *core)
{
    size_t n = jh_i_loc_n_pairs(&core->loc);
    bool any = false;
    if (!jh_i_search_priced(core->search, &core->state, fees_of(t, &core->state), t->clock))
        return false;
    struct result now = result_of(&core->state);
    memcpy(core->open, core->state.open, n);
    for (size_t k = 0;
         k < shakes_min || (k < shakes_max && jh_i_tree_may_answer(t, core->search->work)); k++) {
        size_t list = (size_t)jh_rng_below(&t->rng, t->loc->n_lists);
        size_t n_out = 1 + (size_t)jh_rng_below(&t->rng, 3);
        if (!jh_i_search_shake(core->search, fees_of(t, &core->state), list, n_out, t->clock))
            break;
        struct result next = result_of(&core->state);
        if (priced(t, next) < priced(t, now)) {
            now = next;
            any = true;
            memcpy(core->open, core->state.open, n);
        } else {
            jh_i_search_return(core->search, core->open);
        }
        adapt(t, now);
    }
    return any;
}

/* Within the rules again, and what they leave room for. */
static void bring_home(struct jh_i_tree *t, struct core *core)
{
    jh_i_search_return(core->search, core->open);
    if (!jh_i_search_shed(core->search))
        return;
    (void)jh_i_search_run(core->search, &core->state, (size_t)t->clock->n, false, t->clock);
    take_over(core, core->state.open, t, t->try_open);
    jh_i_state_set(&t->state, t->try_open);
    jh_i_tree_keep(t);
    if (t->loader != NULL)
        jh_i_tree_fit(t, false);
    jh_i_tree_keep(t);
}

void jh_i_tree_shake(struct jh_i_tree *t)
{
    struct core core = {.search = NULL};
    double before = t->best;
    if (!core_init(t, &core)) {
        t->lost = true;
    } else if (shake(t, &core)) {
        take_over(&core, core.open, t, t->kept_open);
        if (!t->clock->stopped)
            bring_home(t, &core);
    }
    if (!(t->best < before)) /* what is kept has gone astray */
        memcpy(t->kept_open, t->best_open, jh_i_loc_n_pairs(t->loc));
    t->search->work += core.search != NULL ? core.search->work : 0;
    jh_i_search_release(core.search);
    jh_i_loc_release(&core.loc);
}

void jh_i_tree_trade(struct jh_i_tree *t)
{
    if (!jh_i_search_priced(t->search, &t->state, fees_of(t, &t->state), t->clock))
        return;
    memcpy(t->kept_open, t->state.open, jh_i_loc_n_pairs(t->loc));
    if (jh_i_search_shed(t->search) && !t->clock->stopped)
        jh_i_tree_polish(t, false);
}
