/*
 * 0/1 knapsacks with real profits by depth-first branch and bound (Horowitz & Sahni 1974,
 * doi:10.1145/321812.321823) under the bound of Dantzig (1957, doi:10.1287/opre.5.2.266).
 */
#include "locate/sack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

struct jh_i_sack_item {
    double profit, load;
    size_t pair; /* in the columns */
    uint8_t now, best;
};

struct knapsack {
    struct jh_i_sack_item *item;
    size_t n;
    double best;
    int64_t nodes;
};

enum { NODES_MAX = 20000 };

enum jh_status jh_i_sacks_init(struct jh_i_sacks *sacks, const struct jh_i_pm *pm,
    const double *load, const double *capacity, const uint8_t *must, struct jh_error *err)
{
    *sacks = (struct jh_i_sacks){.pm = pm,
        .load = load,
        .capacity = capacity,
        .must = must,
        .in = jh_i_calloc(pm->start[pm->n], 1),
        .exact = jh_i_calloc(pm->m, 1),
        .item = jh_i_calloc(pm->n, sizeof *sacks->item),
        .order = jh_i_calloc(pm->m, sizeof *sacks->order),
        .sorted = jh_i_calloc(pm->m, sizeof *sacks->sorted)};
    for (size_t j = 0; j < pm->m; j++)
        sacks->n_must += must[j];
    if (sacks->in == NULL || sacks->exact == NULL || sacks->item == NULL || sacks->order == NULL ||
        sacks->sorted == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

void jh_i_sacks_release(struct jh_i_sacks *sacks)
{
    jh_i_free(sacks->in);
    jh_i_free(sacks->exact);
    jh_i_free(sacks->item);
    jh_i_free(sacks->order);
    jh_i_free(sacks->sorted);
    *sacks = (struct jh_i_sacks){0};
}

static int by_ratio(const void *a, const void *b)
{
    const struct jh_i_sack_item *x = a, *y = b;
    double l = x->profit * y->load, r = y->profit * x->load;
    if (l != r)
        return l > r ? -1 : 1;
    return (x->pair > y->pair) - (x->pair < y->pair);
}

static double dantzig(const struct jh_i_sack_item *item, size_t k, size_t n, double room)
{
    double sum = 0;
    for (; k < n && item[k].load <= room; k++) {
        sum += item[k].profit;
        room -= item[k].load;
    }
    return k < n ? sum + item[k].profit * (room / item[k].load) : sum;
}

static void dive(struct knapsack *s, size_t k, double value, double room)
{
    for (; k < s->n; k++) {
        if (s->nodes-- <= 0 || value + dantzig(s->item, k, s->n, room) <= s->best)
            return;
        if (s->item[k].load > room)
            continue;
        s->item[k].now = 1;
        dive(s, k + 1, value + s->item[k].profit, room - s->item[k].load);
        s->item[k].now = 0;
    }
    if (value > s->best) {
        s->best = value;
        for (size_t i = 0; i < s->n; i++)
            s->item[i].best = s->item[i].now;
    }
}

/* Clients worth their price at a site, in the order of profit per load; all fit: *fits. */
static size_t gather(const struct jh_i_sacks *sacks, size_t j, const double *u, bool *fits)
{
    const struct jh_i_pm *pm = sacks->pm;
    double sum = 0;
    size_t n = 0;
    for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1]; c++) {
        int32_t i = pm->col_client[c];
        double profit = u[i] - pm->col_cost[c];
        if (profit <= 0 || sacks->load[i] > sacks->capacity[j])
            continue;
        sacks->item[n++] =
            (struct jh_i_sack_item){.profit = profit, .load = sacks->load[i], .pair = c};
        sum += sacks->load[i];
    }
    *fits = sum <= sacks->capacity[j];
    if (!*fits)
        qsort(sacks->item, n, sizeof *sacks->item, by_ratio);
    return n;
}

static double bound_of(struct jh_i_sacks *sacks, size_t j, const double *u)
{
    bool fits;
    size_t n = gather(sacks, j, u, &fits);
    return dantzig(sacks->item, 0, n, fits ? JH_INF : sacks->capacity[j]);
}

/* The best load; where the search is cut short, `exact` says so and the bound stays. */
static double fill(struct jh_i_sacks *sacks, size_t j, const double *u, double bound)
{
    bool fits;
    size_t n = gather(sacks, j, u, &fits);
    const struct jh_i_pm *pm = sacks->pm;
    struct knapsack s = {.item = sacks->item, .n = n, .best = -1, .nodes = NODES_MAX};
    memset(sacks->in + pm->col_start[j], 0, pm->col_start[j + 1] - pm->col_start[j]);
    if (fits) {
        s.best = bound;
        for (size_t k = 0; k < n; k++)
            s.item[k].best = 1;
    } else {
        dive(&s, 0, 0, sacks->capacity[j]);
    }
    for (size_t k = 0; k < n; k++)
        sacks->in[s.item[k].pair] = s.item[k].best;
    sacks->exact[j] = s.nodes > 0;
    return s.nodes > 0 ? s.best : bound;
}

/* Sinks a value into the least-first heap of the q greatest. */
static void heap_replace(double *heap, size_t q, double x)
{
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= q)
            break;
        if (child + 1 < q && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= x)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = x;
}

/* Sites by gain, greatest first (shell sort: m is small and nearly in order from call to call). */
static void sort_sites(const double *rho, int32_t *order, size_t m)
{
    static const size_t steps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        for (size_t k = steps[s]; k < m; k++) {
            int32_t j = order[k];
            size_t at = k;
            for (; at >= steps[s] && rho[order[at - steps[s]]] > rho[j]; at -= steps[s])
                order[at] = order[at - steps[s]];
            order[at] = j;
        }
    }
}

int64_t jh_i_sacks_price(struct jh_i_sacks *sacks, const double *u, double *out_rho)
{
    const struct jh_i_pm *pm = sacks->pm;
    size_t q = (size_t)(pm->p - sacks->n_must), n = 0;
    for (size_t j = 0; j < pm->m; j++) {
        out_rho[j] = -bound_of(sacks, j, u);
        sacks->exact[j] = 0;
        sacks->order[j] = (int32_t)j;
    }
    sort_sites(out_rho, sacks->order, pm->m);
    for (size_t k = 0; k < q; k++)
        sacks->sorted[k] = -1;
    for (size_t k = 0; k < pm->m; k++) {
        size_t j = (size_t)sacks->order[k];
        bool in_play = q > 0 && -out_rho[j] > sacks->sorted[0];
        if (!sacks->must[j] && !in_play)
            continue;
        out_rho[j] = -fill(sacks, j, u, -out_rho[j]);
        n++;
        if (!sacks->must[j] && -out_rho[j] > sacks->sorted[0])
            heap_replace(sacks->sorted, q, -out_rho[j]);
    }
    return (int64_t)(pm->start[pm->n] * 4 + n * 50);
}
