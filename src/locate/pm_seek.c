/*
 * Where answers come from: the dual's picks, paths between good answers, and one long shake after
 * the other.
 */
#include <math.h>

#include "base/num.h"
#include "base/run.h"

#include "locate/pm_root.h"

enum { RELINKS_IDLE = 6, LENGTH_FIRST = 2000000, LENGTH_FULL = 600 };

/* The next shake, from the best answer: twice as long as the one before until all lengths that pay
 * off were tried, then longer only after each round of heats. */
static void begin(struct jh_i_pm_root *r)
{
    static const double heat[] = {0.03, 0.1, 0.3};
    static const int n_heats = sizeof heat / sizeof *heat;
    double value;
    const int32_t *open = jh_i_pm_pool_best(&r->pool, &value);
    int64_t full = (int64_t)r->pm.n * r->p * LENGTH_FULL;
    if (r->n_walks == 0)
        r->length = LENGTH_FIRST;
    else if (2 * r->length <= full || r->n_walks % n_heats == 0)
        r->length *= 2;
    jh_i_pm_search_set(&r->walker, open);
    jh_i_pm_search_begin(&r->walker, heat[r->n_walks++ % n_heats], r->length);
    r->from = r->walker.value;
}

static void walk(struct jh_i_pm_root *r, int64_t spend)
{
    struct jh_i_pm_search *walker = &r->walker;
    int64_t until = walker->work + spend;
    while (walker->work < until && !jh_run_stopped(r->run)) {
        if (walker->walk.length == 0)
            begin(r);
        if (!jh_i_pm_search_shake(walker, &r->rng, until - walker->work, r->run))
            continue;
        (void)jh_i_pm_pool_offer(&r->pool, walker);
        r->idle = walker->value < r->from ? 0 : r->idle + 1;
    }
}

/* The search to the best answer so far, also where a shake is not at its end. */
static void go_to_best(struct jh_i_pm_root *r)
{
    double value;
    const int32_t *open = jh_i_pm_pool_best(&r->pool, &value);
    if (open != NULL && value < r->search.value)
        jh_i_pm_search_set(&r->search, open);
    if (r->walker.walk.length > 0 && r->walker.walk.best < r->search.value)
        jh_i_pm_search_set(&r->search, r->walker.best);
}

void jh_i_pm_root_seek(struct jh_i_pm_root *r, const int32_t *tip, int n_tips, int64_t spend)
{
    struct jh_i_pm_search *search = &r->search;
    if (r->p == 0 || r->pm.n == 0 || r->pool.n == 0)
        return;
    int64_t from = search->work, half = from + spend / 2;
    for (int t = 0; t < n_tips && search->work < half; t++) {
        jh_i_pm_search_set(search, tip + (size_t)t * (size_t)r->p);
        jh_i_pm_search_wake(search);
        jh_i_pm_search_descend(search);
        (void)jh_i_pm_pool_offer(&r->pool, search);
    }
    for (int idle = 0; idle < RELINKS_IDLE && search->work < half && !jh_run_stopped(r->run);)
        idle = jh_i_pm_pool_relink(&r->pool, search, &r->rng) ? 0 : idle + 1;
    walk(r, spend - (search->work - from));
    go_to_best(r);
}
