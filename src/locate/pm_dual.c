/*
 * Lagrangian dual of the p-median problem. Pricing "each client is served once" with u gives
 *   L(u) = sum u + the p least rho,   rho[j] = sum over clients of min(0, cost[i, j] - u[i]),
 * a lower bound for every u up to the limits. Maximised by subgradients with deflected directions
 * (Camerini, Fratta & Maffioli 1975, doi:10.1007/BFb0120697) and steps towards the best known
 * answer (Held, Wolfe & Crowder 1974, doi:10.1007/BF01580223).
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "locate/sack.h"

static const double deflection = 1.5;
static const double step_start = 1.0;
static const double share_memory = 0.97;

enum jh_status jh_i_pm_dual_init(
    struct jh_i_pm_dual *dual, const struct jh_i_pm *pm, struct jh_error *err)
{
    size_t n = pm->n, m = pm->m;
    *dual = (struct jh_i_pm_dual){.pm = pm,
        .u = jh_i_calloc(n, sizeof(double)),
        .best_u = jh_i_calloc(n, sizeof(double)),
        .direction = jh_i_calloc(n, sizeof(double)),
        .served = jh_i_calloc(n, sizeof(double)),
        .rho = jh_i_calloc(m, sizeof(double)),
        .share = jh_i_calloc(m, sizeof(double)),
        .pick = jh_i_calloc(m, sizeof(int32_t)),
        .picked = jh_i_calloc(m, 1),
        .fixed = jh_i_calloc(m, 1),
        .value = -JH_INF,
        .best = -JH_INF,
        .step = step_start,
        .patience = 30,
        .shrink = 0.8,
        .norm = 1};
    if (dual->u == NULL || dual->best_u == NULL || dual->direction == NULL ||
        dual->served == NULL || dual->rho == NULL || dual->share == NULL || dual->pick == NULL ||
        dual->picked == NULL || dual->fixed == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t j = 0; j < m; j++) {
        dual->pick[j] = (int32_t)j;
        dual->fixed[j] = JH_I_PM_FREE;
    }
    return JH_OK;
}

void jh_i_pm_dual_release(struct jh_i_pm_dual *dual)
{
    jh_i_free(dual->u);
    jh_i_free(dual->best_u);
    jh_i_free(dual->direction);
    jh_i_free(dual->served);
    jh_i_free(dual->rho);
    jh_i_free(dual->share);
    jh_i_free(dual->pick);
    jh_i_free(dual->picked);
    jh_i_free(dual->fixed);
    *dual = (struct jh_i_pm_dual){0};
}

static bool before(const double *rho, int32_t a, int32_t b)
{
    return rho[a] < rho[b] || (rho[a] == rho[b] && a < b);
}

/* The p least of rho in front of pick. */
static void pick_least(const double *rho, int32_t *pick, size_t m, size_t p)
{
    size_t lo = 0, hi = m;
    while (hi - lo > 1 && p > lo && p < hi) {
        int32_t pivot = pick[lo + (hi - lo) / 2];
        size_t i = lo, j = hi - 1;
        for (;;) {
            while (before(rho, pick[i], pivot))
                i++;
            while (before(rho, pivot, pick[j]))
                j--;
            if (i >= j)
                break;
            int32_t t = pick[i];
            pick[i++] = pick[j];
            pick[j--] = t;
        }
        /* Before i nothing is above the pivot, from i on nothing below. */
        if (p <= i)
            hi = i;
        else
            lo = i;
    }
}

static void price(struct jh_i_pm_dual *dual, struct jh_sum *total)
{
    const struct jh_i_pm *pm = dual->pm;
    int64_t work = (int64_t)(pm->n * 3 + pm->m);
    if (dual->sacks != NULL) {
        for (size_t i = 0; i < pm->n; i++)
            jh_sum_add(total, dual->u[i]);
        dual->work += work + jh_i_sacks_price(dual->sacks, dual->u, dual->rho);
        return;
    }
    memset(dual->rho, 0, pm->m * sizeof *dual->rho);
    for (size_t i = 0; i < pm->n; i++) {
        double u = dual->u[i];
        jh_sum_add(total, u);
        size_t k = pm->start[i];
        for (size_t end = pm->start[i + 1]; k < end && pm->cost[k] < u; k++)
            dual->rho[pm->site[k]] += pm->cost[k] - u;
        work += (int64_t)(k - pm->start[i]);
    }
    dual->work += work;
}

static bool is_must(const struct jh_i_pm_dual *dual, int32_t j)
{
    return dual->sacks != NULL && dual->sacks->must[j];
}

/*
 * What no answer below the cutoff does: opening a site outside the pick costs the difference to the
 * dearest picked one, closing a picked one that to the cheapest left out.
 */
static void fix_sites(struct jh_i_pm_dual *dual, double cutoff, double margin)
{
    size_t m = dual->pm->m, p = (size_t)dual->pm->p;
    if (p == 0 || p >= m)
        return;
    double dearest = -JH_INF, cheapest = JH_INF;
    for (size_t k = 0; k < p; k++) {
        if (!is_must(dual, dual->pick[k]))
            dearest = fmax(dearest, dual->rho[dual->pick[k]]);
    }
    for (size_t k = p; k < m; k++)
        cheapest = fmin(cheapest, dual->rho[dual->pick[k]]);
    double slack = cutoff - dual->value + margin;
    for (size_t j = 0; j < m; j++) {
        bool closed = !dual->picked[j] && dearest > -JH_INF && dual->rho[j] - dearest > slack;
        bool open =
            dual->picked[j] && !is_must(dual, (int32_t)j) && cheapest - dual->rho[j] > slack;
        if (dual->fixed[j] == JH_I_PM_FREE && (closed || open)) {
            dual->fixed[j] = open ? JH_I_PM_OPEN : JH_I_PM_CLOSED;
            dual->n_fixed++;
        }
    }
}

/* Sites that are open in any case first, then the least. */
static void pick_sites(struct jh_i_pm_dual *dual)
{
    size_t m = dual->pm->m, p = (size_t)dual->pm->p, n = 0;
    if (dual->sacks != NULL) {
        for (size_t k = 0; k < m; k++) {
            int32_t j = dual->pick[k];
            if (dual->sacks->must[j]) {
                dual->pick[k] = dual->pick[n];
                dual->pick[n++] = j;
            }
        }
    }
    pick_least(dual->rho, dual->pick + n, m - n, p - n);
}

/* L(u) less what rounding may have added: n additions a site, p sites, compensated sums above. */
static void evaluate(struct jh_i_pm_dual *dual, double cutoff)
{
    const struct jh_i_pm *pm = dual->pm;
    size_t p = (size_t)pm->p;
    struct jh_sum total = {0};
    price(dual, &total);
    double plus = jh_sum_value(&total), minus = 0;
    pick_sites(dual);
    memset(dual->picked, 0, pm->m);
    for (size_t k = 0; k < p; k++) {
        dual->picked[dual->pick[k]] = 1;
        jh_sum_add(&total, dual->rho[dual->pick[k]]);
        minus -= dual->rho[dual->pick[k]];
    }
    double margin = 2 * (double)(pm->n + p + 8) * DBL_EPSILON * (plus + minus);
    dual->value = jh_sum_value(&total) - margin;
    if (dual->value > dual->best - 0.3 * fabs(cutoff - dual->best))
        fix_sites(dual, cutoff, margin);
}

/* Does the picked site of a pair serve its client? */
static inline bool is_in(const struct jh_i_pm_dual *dual, size_t pair)
{
    if (dual->sacks != NULL)
        return dual->sacks->in[pair];
    return dual->pm->col_cost[pair] < dual->u[dual->pm->col_client[pair]];
}

/* Into direction: 1 - times served, bent by the direction before; its square norm. */
static double point(struct jh_i_pm_dual *dual, double *served)
{
    const struct jh_i_pm *pm = dual->pm;
    memset(served, 0, pm->n * sizeof *served);
    for (size_t k = 0; k < (size_t)pm->p; k++) {
        int32_t j = dual->pick[k];
        for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1]; c++)
            served[pm->col_client[c]] += is_in(dual, c) ? 1 : 0;
    }
    double dot = 0, old = 0, own = 0;
    for (size_t i = 0; i < pm->n; i++) {
        double g = 1 - served[i];
        if (g > 0 && dual->u[i] >= pm->limit[i])
            g = 0;
        served[i] = g;
        dot += g * dual->direction[i];
        old += dual->direction[i] * dual->direction[i];
        own += g * g;
    }
    dual->norm = own;
    double bend = dot < 0 && old > 0 ? -deflection * dot / old : 0;
    double norm = 0;
    for (size_t i = 0; i < pm->n; i++) {
        dual->direction[i] = served[i] + bend * dual->direction[i];
        norm += dual->direction[i] * dual->direction[i];
    }
    return norm;
}

static void move(struct jh_i_pm_dual *dual, double length)
{
    const struct jh_i_pm *pm = dual->pm;
    for (size_t i = 0; i < pm->n; i++) {
        double u = dual->u[i] + length * dual->direction[i];
        double least = pm->start[i] < pm->start[i + 1] ? pm->cost[pm->start[i]] : pm->limit[i];
        u = u < least ? least : u;
        dual->u[i] = u > pm->limit[i] ? pm->limit[i] : u;
    }
}

void jh_i_pm_dual_step(struct jh_i_pm_dual *dual, double cutoff)
{
    const struct jh_i_pm *pm = dual->pm;
    move(dual, 0); /* within the limits */
    evaluate(dual, cutoff);
    for (size_t j = 0; j < pm->m; j++)
        dual->share[j] = share_memory * dual->share[j] + (1 - share_memory) * dual->picked[j];
    double gained = dual->value - dual->best;
    if (gained > 0) {
        dual->best = dual->value;
        memcpy(dual->best_u, dual->u, pm->n * sizeof *dual->u);
    }
    if (gained > 1e-3 * (cutoff - dual->best)) {
        dual->since = 0;
    } else if (++dual->since >= dual->patience) {
        dual->step *= dual->shrink;
        dual->since = 0;
    }
    double norm = point(dual, dual->served);
    if (norm > 0)
        move(dual, dual->step * fmax(cutoff - dual->value, 1e-9 * fabs(cutoff)) / norm);
}
