/*
 * Answers worth keeping and the paths between them (path relinking: Resende & Werneck 2004,
 * doi:10.1023/B:HEUR.0000019986.96257.50).
 */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/pm.h"

enum { POOL_CAP = 12 };

enum jh_status jh_i_pm_pool_init(
    struct jh_i_pm_pool *pool, size_t m, int32_t p, struct jh_error *err)
{
    *pool = (struct jh_i_pm_pool){.p = (size_t)p,
        .m = m,
        .open = jh_i_calloc(POOL_CAP * (size_t)p + 1, sizeof *pool->open),
        .value = jh_i_calloc(POOL_CAP, sizeof *pool->value),
        .in = jh_i_calloc(m, 1),
        .path = jh_i_calloc((size_t)p + 1, sizeof *pool->path),
        .best = jh_i_calloc((size_t)p + 1, sizeof *pool->best)};
    if (pool->open == NULL || pool->value == NULL || pool->in == NULL || pool->path == NULL ||
        pool->best == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

void jh_i_pm_pool_release(struct jh_i_pm_pool *pool)
{
    jh_i_free(pool->open);
    jh_i_free(pool->value);
    jh_i_free(pool->in);
    jh_i_free(pool->path);
    jh_i_free(pool->best);
    *pool = (struct jh_i_pm_pool){0};
}

static int32_t *member(const struct jh_i_pm_pool *pool, size_t k)
{
    return pool->open + k * pool->p;
}

/* Sites of a that b, marked in pool->in, does not open. */
static size_t distance(const struct jh_i_pm_pool *pool, const int32_t *a)
{
    size_t n = 0;
    for (size_t k = 0; k < pool->p; k++)
        n += !pool->in[a[k]];
    return n;
}

/* A member that is no better makes room: the one most alike. */
bool jh_i_pm_pool_offer(struct jh_i_pm_pool *pool, const struct jh_i_pm_search *search)
{
    double value = search->value;
    memset(pool->in, 0, pool->m);
    for (size_t k = 0; k < pool->p; k++)
        pool->in[search->open[k]] = 1;
    size_t out = POOL_CAP, nearest = SIZE_MAX;
    for (size_t k = 0; k < pool->n; k++) {
        size_t d = distance(pool, member(pool, k));
        if (d == 0 || (d <= pool->p / 100 + 1 && pool->value[k] <= value))
            return false;
        if (pool->value[k] >= value && d < nearest) {
            nearest = d;
            out = k;
        }
    }
    if (pool->n < POOL_CAP && nearest > pool->p / 100 + 1)
        out = pool->n++;
    if (out == POOL_CAP)
        return false;
    memcpy(member(pool, out), search->open, pool->p * sizeof *pool->open);
    pool->value[out] = value;
    return true;
}

/* The best exchange of a site of the goal for one that it does not open; false: there is none. */
static bool walk(struct jh_i_pm_pool *pool, struct jh_i_pm_search *search)
{
    int32_t in = -1, out = -1;
    double most = 0;
    for (size_t k = 0; k < pool->n_path; k++) {
        int32_t r;
        double gain = jh_i_pm_search_exchange_gain(search, pool->path[k], pool->in, &r);
        if (r >= 0 && (in < 0 || gain > most)) {
            most = gain;
            in = (int32_t)k;
            out = r;
        }
    }
    if (in < 0)
        return false;
    jh_i_pm_search_exchange(search, pool->path[in], out);
    pool->path[in] = pool->path[--pool->n_path];
    return true;
}

bool jh_i_pm_pool_relink(
    struct jh_i_pm_pool *pool, struct jh_i_pm_search *search, struct jh_rng *rng)
{
    if (pool->n < 2)
        return false;
    size_t from = jh_rng_below(rng, pool->n), to = jh_rng_below(rng, pool->n - 1);
    to += to >= from;
    const int32_t *goal = member(pool, to);
    jh_i_pm_search_set(search, member(pool, from));
    memset(pool->in, 0, pool->m);
    pool->n_path = 0;
    for (size_t k = 0; k < pool->p; k++) {
        pool->in[goal[k]] = 1;
        if (search->at[goal[k]] < 0)
            pool->path[pool->n_path++] = goal[k];
    }
    size_t n = pool->n_path, margin = n / 8 + 1;
    double least = 0;
    bool any = false;
    for (size_t t = 1; t + margin <= n && !jh_run_stopped(search->run) && walk(pool, search); t++) {
        if (t < margin || (any && search->value >= least))
            continue;
        least = search->value;
        any = true;
        memcpy(pool->best, search->open, pool->p * sizeof *pool->best);
    }
    if (!any)
        return false;
    jh_i_pm_search_set(search, pool->best);
    jh_i_pm_search_wake(search);
    jh_i_pm_search_descend(search);
    return jh_i_pm_pool_offer(pool, search);
}

const int32_t *jh_i_pm_pool_best(const struct jh_i_pm_pool *pool, double *out_value)
{
    size_t best = 0;
    for (size_t k = 1; k < pool->n; k++)
        best = pool->value[k] < pool->value[best] ? k : best;
    *out_value = pool->n > 0 ? pool->value[best] : JH_INF;
    return pool->n > 0 ? member(pool, best) : NULL;
}
