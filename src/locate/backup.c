/*
 * Backup coverage: among choices of K sites that cover every client, the one that covers most weight
 * at least twice (Hogan & ReVelle 1986, doi:10.1287/mnsc.32.11.1434). Clients with fewer than two
 * sites within reach are never covered twice. Pricing "covered once, and once more to count" with
 * lambda >= 0 bounds the weight from above:
 *   U = sum max(0, w - lambda) - sum lambda r + the K greatest sums of lambda over a site's clients,
 * r = 1 less the fixed sites that cover the client. Depth-first branch and bound on sites.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"

enum { ROOT_STEPS = 600, NODE_STEPS = 60 };

struct backup {
    const struct jh_i_cover *c;
    const struct jh_run *run;
    double *weight;                /* [n] */
    int32_t *need;                 /* [n], times the sites chosen must cover it to count: 1 or 2 */
    double *lambda, *best_lambda;  /* [n] */
    double *sum, *share;           /* [m] */
    int32_t *order, *times;        /* [m], [n] */
    uint8_t *state, *trial, *open; /* [m] of the node, of a set to look at, of the best */
    int32_t k;
    double best, left_bound; /* weight of the best; greatest bound of what was not looked at */
    bool integral, stopped;
    int64_t iterations;
};

/* Weight covered often enough by the trial set; -1: somebody is not covered. */
static double value_of(struct backup *b)
{
    const struct jh_i_cover *c = b->c;
    struct jh_sum sum = {0};
    for (size_t i = 0; i < c->n; i++) {
        int32_t times = 0;
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++)
            times += b->trial[c->row_col[k]];
        if (b->need[i] == 2 && times == 0)
            return -1;
        jh_sum_add(&sum, times >= b->need[i] ? b->weight[i] : 0);
    }
    return jh_sum_value(&sum);
}

static void offer(struct backup *b)
{
    double value = value_of(b);
    if (value > b->best) {
        b->best = value;
        memcpy(b->open, b->trial, b->c->m);
    }
}

/* Exchanges of one site for another while one helps. */
static void improve(struct backup *b)
{
    bool changed = true;
    for (int pass = 0; changed && pass < 50 && !jh_run_stopped(b->run); pass++) {
        changed = false;
        for (size_t out = 0; out < b->c->m; out++) {
            for (size_t in = 0; in < b->c->m && b->open[out]; in++) {
                double before = b->best;
                if (b->open[in])
                    continue;
                memcpy(b->trial, b->open, b->c->m);
                b->trial[out] = 0;
                b->trial[in] = 1;
                offer(b);
                changed |= b->best > before;
            }
        }
    }
}

static bool greater(const struct backup *b, int32_t x, int32_t y)
{
    uint8_t sx = b->state[x], sy = b->state[y]; /* 2: open, 1: free, 0: closed */
    if (sx != sy && (sx != 1 || sy != 1))
        return sx > sy;
    return b->sum[x] > b->sum[y] || (b->sum[x] == b->sum[y] && x < y);
}

/* The k first by state and sum in front of order. */
static void pick(struct backup *b)
{
    size_t lo = 0, hi = b->c->m, k = (size_t)b->k;
    int32_t *a = b->order;
    while (hi - lo > 1 && k > lo && k < hi) {
        int32_t pivot = a[lo + (hi - lo) / 2];
        size_t i = lo, j = hi - 1;
        for (;;) {
            while (greater(b, a[i], pivot))
                i++;
            while (greater(b, pivot, a[j]))
                j--;
            if (i >= j)
                break;
            int32_t t = a[i];
            a[i++] = a[j];
            a[j--] = t;
        }
        if (k <= i)
            hi = i;
        else
            lo = i;
    }
}

/* Upper bound at lambda, what rounding may have taken off added. */
static double bound_at(struct backup *b)
{
    const struct jh_i_cover *c = b->c;
    struct jh_sum sum = {0};
    double size = 0;
    for (size_t j = 0; j < c->m; j++) {
        b->sum[j] = 0;
        for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++)
            b->sum[j] += b->lambda[c->col_row[k]];
    }
    for (size_t i = 0; i < c->n; i++) {
        jh_sum_add(&sum, fmax(0, b->weight[i] - b->lambda[i]));
        jh_sum_add(&sum, b->need[i] == 2 ? -b->lambda[i] : 0);
        size += b->weight[i] + 2 * b->lambda[i];
    }
    pick(b);
    for (int32_t k = 0; k < b->k; k++) {
        jh_sum_add(&sum, b->sum[b->order[k]]);
        size += b->sum[b->order[k]];
    }
    return jh_sum_value(&sum) + (double)(c->n + 8) * DBL_EPSILON * size;
}

static bool worse(const struct backup *b, double bound)
{
    if (b->integral)
        return floor(bound + 1e-9) <= b->best;
    return bound <= b->best * (1 + 5e-10);
}

static double lower(struct backup *b, int steps)
{
    const struct jh_i_cover *c = b->c;
    double best = JH_INF, length = 1;
    int since = 0;
    for (int t = 0; t < steps && length > 0.005; t++) {
        double bound = bound_at(b), norm = 0;
        b->iterations++;
        since++;
        if (bound < best) {
            since = bound < best - 1e-4 * fabs(best) ? 0 : since;
            best = bound;
            memcpy(b->best_lambda, b->lambda, c->n * sizeof *b->lambda);
        }
        if (since > 10) {
            length *= 0.7;
            since = 0;
        }
        if (worse(b, best))
            break;
        memset(b->times, 0, c->n * sizeof *b->times);
        for (size_t j = 0; j < c->m; j++)
            b->share[j] *= 0.95;
        for (int32_t k = 0; k < b->k; k++) {
            int32_t j = b->order[k];
            b->share[j] += 0.05;
            for (size_t e = c->col_start[j]; e < c->col_start[j + 1]; e++)
                b->times[c->col_row[e]]++;
        }
        for (int pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < c->n; i++) {
                double g = (b->need[i] == 2) + (b->lambda[i] < b->weight[i]) - b->times[i];
                g = g < 0 && b->lambda[i] <= 0 ? 0 : g;
                if (pass == 0)
                    norm += g * g;
                else
                    b->lambda[i] =
                        fmax(0, b->lambda[i] + length * (bound - b->best) * 0.5 * g / norm);
            }
            if (norm == 0)
                return best;
        }
    }
    return best;
}

static enum jh_status dive(struct backup *b, double above, int depth, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_open = 0, n_free = 0, branch = SIZE_MAX;
    double most = -1, *lambda = NULL;
    if (jh_run_stopped(b->run) ||
        (b->run != NULL && b->run->iteration_limit > 0 && b->iterations >= b->run->iteration_limit))
        b->stopped = true;
    if (b->stopped) {
        b->left_bound = fmax(b->left_bound, above);
        return JH_OK;
    }
    for (size_t j = 0; j < b->c->m; j++) {
        n_open += b->state[j] == 2;
        n_free += b->state[j] == 1;
    }
    if (n_open > (size_t)b->k || n_open + n_free < (size_t)b->k)
        return JH_OK;
    double bound = fmin(above, lower(b, depth == 0 ? ROOT_STEPS : NODE_STEPS));
    memset(b->trial, 0, b->c->m);
    for (int32_t k = 0; k < b->k; k++)
        b->trial[b->order[k]] = 1;
    offer(b);
    if (worse(b, bound)) {
        b->left_bound = fmax(b->left_bound, fmin(bound, b->integral ? b->best : bound));
        return JH_OK;
    }
    for (size_t j = 0; j < b->c->m; j++) {
        double doubt = fmin(b->share[j], 1 - b->share[j]);
        if (b->state[j] == 1 && doubt > most) {
            most = doubt;
            branch = j;
        }
    }
    if (branch == SIZE_MAX || n_open == (size_t)b->k || n_open + n_free == (size_t)b->k)
        return JH_OK; /* one set is left and it was looked at */
    lambda = jh_i_calloc(b->c->n, sizeof *lambda);
    if (lambda == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(lambda, b->best_lambda, b->c->n * sizeof *lambda);
    for (int t = 0; t < 2; t++) {
        b->state[branch] = t == 0 ? 2 : 0;
        memcpy(b->lambda, lambda, b->c->n * sizeof *lambda);
        JH_TRY(st, dive(b, bound, depth + 1, err));
    }
    b->state[branch] = 1;
out:
    jh_i_free(lambda);
    return st;
}

static void release(struct backup *b)
{
    jh_i_free(b->weight);
    jh_i_free(b->need);
    jh_i_free(b->lambda);
    jh_i_free(b->best_lambda);
    jh_i_free(b->sum);
    jh_i_free(b->share);
    jh_i_free(b->order);
    jh_i_free(b->times);
    jh_i_free(b->state);
    jh_i_free(b->trial);
    jh_i_free(b->open);
}

/* Rows: clients that fixed sites cover fewer than two times; `sure`: weight of the others. */
static enum jh_status make_rows(const struct jh_locate_problem *problem, struct jh_i_cover *c,
    struct backup *b, double *sure, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_sum known = {0};
    size_t m = problem->n_sites, n_pairs = 0, n = 0;
    double *row = jh_i_calloc(m, sizeof *row);
    c->row_start = jh_i_calloc(problem->n_demand + 1, sizeof *c->row_start);
    c->id = jh_i_calloc(m, sizeof *c->id);
    b->weight = jh_i_calloc(problem->n_demand, sizeof *b->weight);
    b->need = jh_i_calloc(problem->n_demand, sizeof *b->need);
    if (row == NULL || c->row_start == NULL || c->id == NULL || b->weight == NULL ||
        b->need == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    c->m = m;
    b->integral = true;
    for (size_t i = 0; i < problem->n_demand; i++) {
        int32_t fixed = 0;
        double w = jh_i_locate_weight(problem, i);
        size_t first = n_pairs;
        jh_i_locate_row(problem, i, row);
        int32_t *grown = jh_i_realloc(c->row_col, n_pairs + m, sizeof *grown);
        if (grown == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        c->row_col = grown;
        for (size_t j = 0; j < m; j++) {
            enum jh_locate_state s = jh_i_locate_state(problem, j);
            if (s == JH_LOCATE_NO || !jh_i_locate_within(row[j], problem->radius))
                continue;
            if (s == JH_LOCATE_MAY)
                c->row_col[n_pairs++] = (int32_t)j;
            else
                fixed++;
        }
        if (fixed >= 2) {
            jh_sum_add(&known, w);
            n_pairs = first;
            continue;
        }
        b->weight[n] = n_pairs - first + (size_t)fixed >= 2 ? w : 0; /* else never twice */
        b->integral = b->integral && w == floor(w);
        b->need[n++] = 2 - fixed;
        c->row_start[n] = n_pairs;
    }
    c->n = n;
    *sure = jh_sum_value(&known);
    st = jh_i_cover_transpose(c, err);
out:
    jh_i_free(row);
    return st;
}

static enum jh_status prepare(const struct jh_locate_problem *problem, struct backup *b,
    const struct jh_i_cover *c, const uint8_t *open, struct jh_error *err)
{
    b->lambda = jh_i_calloc(c->n, sizeof *b->lambda);
    b->best_lambda = jh_i_calloc(c->n, sizeof *b->best_lambda);
    b->sum = jh_i_calloc(c->m, sizeof *b->sum);
    b->share = jh_i_calloc(c->m, sizeof *b->share);
    b->order = jh_i_calloc(c->m, sizeof *b->order);
    b->times = jh_i_calloc(c->n, sizeof *b->times);
    b->state = jh_i_calloc(c->m, 1);
    b->trial = jh_i_calloc(c->m, 1);
    b->open = jh_i_calloc(c->m, 1);
    if (b->lambda == NULL || b->best_lambda == NULL || b->sum == NULL || b->share == NULL ||
        b->order == NULL || b->times == NULL || b->state == NULL || b->trial == NULL ||
        b->open == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t j = 0; j < c->m; j++) {
        bool may = jh_i_locate_state(problem, j) == JH_LOCATE_MAY;
        b->order[j] = (int32_t)j;
        b->state[j] = may;
        b->trial[j] = may && open[j];
        b->k += b->trial[j];
    }
    for (size_t i = 0; i < c->n; i++)
        b->lambda[i] = 0.5 * b->weight[i];
    return JH_OK;
}

enum jh_status jh_i_locate_backup(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover c = {.n = 0};
    struct backup b = {.c = &c, .run = run, .best = -1, .left_bound = 0};
    double sure = 0;
    JH_TRY(st, make_rows(problem, &c, &b, &sure, err));
    JH_TRY(st, prepare(problem, &b, &c, found->open, err));
    offer(&b);
    improve(&b);
    JH_TRY(st, dive(&b, JH_INF, 0, err));
    for (size_t j = 0; j < c.m; j++) {
        if (jh_i_locate_state(problem, j) == JH_LOCATE_MAY)
            found->open[j] = b.open[j];
    }
    found->iterations += b.iterations;
    found->backup_bound = fmax(b.left_bound, b.best) + sure;
out:
    jh_i_cover_release(&c);
    release(&b);
    return st;
}
