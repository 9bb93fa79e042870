#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"

#include "locate/pm.h"

void jh_i_pm_release(struct jh_i_pm *pm)
{
    jh_i_free(pm->start);
    jh_i_free(pm->site);
    jh_i_free(pm->cost);
    jh_i_free(pm->limit);
    jh_i_free(pm->col_start);
    jh_i_free(pm->col_client);
    jh_i_free(pm->col_cost);
    jh_i_free(pm->id);
    *pm = (struct jh_i_pm){0};
}

enum jh_status jh_i_pm_transpose(struct jh_i_pm *pm, struct jh_error *err)
{
    size_t n_pairs = pm->start[pm->n];
    pm->col_start = jh_i_calloc(pm->m + 2, sizeof *pm->col_start);
    pm->col_client = jh_i_calloc(n_pairs, sizeof *pm->col_client);
    pm->col_cost = jh_i_calloc(n_pairs, sizeof *pm->col_cost);
    if (pm->col_start == NULL || pm->col_client == NULL || pm->col_cost == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n_pairs; k++)
        pm->col_start[pm->site[k] + 2]++;
    for (size_t j = 2; j <= pm->m + 1; j++)
        pm->col_start[j] += pm->col_start[j - 1];
    for (size_t i = 0; i < pm->n; i++) {
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            size_t to = pm->col_start[pm->site[k] + 1]++;
            pm->col_client[to] = (int32_t)i;
            pm->col_cost[to] = pm->cost[k];
        }
    }
    return JH_OK;
}

/* Numbers of the free sites, how many are open already. */
static size_t renumber(const struct jh_i_pm *pm, const uint8_t *state, int32_t *to, int32_t *n_open)
{
    size_t m = 0;
    for (size_t j = 0; j < pm->m; j++) {
        to[j] = state[j] == JH_I_PM_FREE ? (int32_t)m++ : state[j] == JH_I_PM_OPEN ? -2 : -1;
        *n_open += state[j] == JH_I_PM_OPEN;
    }
    return m;
}

static void copy_lists(const struct jh_i_pm *pm, const int32_t *to, struct jh_i_pm *out)
{
    size_t n_pairs = 0;
    for (size_t i = 0; i < pm->n; i++) {
        out->limit[i] = pm->limit[i];
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            int32_t j = to[pm->site[k]];
            if (j == -2) { /* nothing beyond an open site is ever used */
                out->limit[i] = pm->cost[k];
                break;
            }
            if (j >= 0) {
                out->site[n_pairs] = j;
                out->cost[n_pairs++] = pm->cost[k];
            }
        }
        while (n_pairs > out->start[i] && out->cost[n_pairs - 1] >= out->limit[i])
            n_pairs--;
        out->start[i + 1] = n_pairs;
    }
}

enum jh_status jh_i_pm_reduce(
    const struct jh_i_pm *pm, const uint8_t *state, struct jh_i_pm *out, struct jh_error *err)
{
    struct jh_i_pm reduced = {.n = pm->n};
    enum jh_status st = JH_OK;
    int32_t n_open = 0;
    int32_t *to = jh_i_calloc(pm->m, sizeof *to);
    if (to != NULL)
        reduced.m = renumber(pm, state, to, &n_open);
    size_t n_pairs = 0;
    if (to != NULL) {
        for (size_t k = 0; k < pm->start[pm->n]; k++)
            n_pairs += to[pm->site[k]] >= 0;
    }
    reduced.start = jh_i_calloc(pm->n + 1, sizeof *reduced.start);
    reduced.site = jh_i_calloc(n_pairs, sizeof *reduced.site);
    reduced.cost = jh_i_calloc(n_pairs, sizeof *reduced.cost);
    reduced.limit = jh_i_calloc(pm->n, sizeof *reduced.limit);
    reduced.id = jh_i_calloc(reduced.m, sizeof *reduced.id);
    if (to == NULL || reduced.start == NULL || reduced.site == NULL || reduced.cost == NULL ||
        reduced.limit == NULL || reduced.id == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < pm->m; j++) {
        if (to[j] >= 0)
            reduced.id[to[j]] = pm->id[j];
    }
    reduced.p = pm->p > n_open ? pm->p - n_open : 0; /* more: no answer below the cutoff is left */
    if (reduced.p > (int32_t)reduced.m)
        reduced.p = (int32_t)reduced.m;
    copy_lists(pm, to, &reduced);
    JH_TRY(st, jh_i_pm_transpose(&reduced, err));
    *out = reduced;
    reduced = (struct jh_i_pm){0};
out:
    jh_i_pm_release(&reduced);
    jh_i_free(to);
    return st;
}
