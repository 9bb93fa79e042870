/*
 * Depth-first branch and bound on the sites of a backup cover. Pricing "covered once, and once more
 * to count" with lambda >= 0 bounds the weight from above:
 *   U = sum max(0, w - lambda) - sum lambda r + the k greatest sums of lambda over a site's clients,
 * r = 1 where the client must still be covered. Before that, what cannot be in a cover of k columns
 * goes by the prices of covering alone; where k is the least that covers, so do columns that another
 * one holds: it can always stand in their place, and never beside them.
 */
#include "locate/backup.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

enum { ROOT_STEPS = 1500, NODE_STEPS = 60, COVER_STEPS = 60, PATIENCE = 15 };
static const double deflection = 1.5;

void jh_i_backup_core_release(struct jh_i_backup_core *core)
{
    jh_i_cover_release(&core->c);
    jh_i_free(core->weight);
    jh_i_free(core->price);
    jh_i_free(core->need);
    *core = (struct jh_i_backup_core){.k = 0};
}

/* Columns taken count, those dropped go; so do rows that nothing can change any more. */
static enum jh_status shrink(struct jh_i_backup *b, const struct jh_i_backup_core *core,
    const uint8_t *drop, const uint8_t *take, struct jh_i_backup_core *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_cover *c = &core->c;
    struct jh_i_backup_core made = {.k = core->k};
    struct jh_sum sure = {0};
    size_t n = 0, m = 0, used = 0;
    int32_t *to = jh_i_calloc(c->m, sizeof *to);
    made.c.row_start = jh_i_calloc(c->n + 1, sizeof *made.c.row_start);
    made.c.row_col = jh_i_calloc(c->row_start[c->n], sizeof *made.c.row_col);
    made.c.id = jh_i_calloc(c->m, sizeof *made.c.id);
    made.c.lambda = jh_i_calloc(c->n, sizeof *made.c.lambda);
    made.weight = jh_i_calloc(c->n, sizeof *made.weight);
    made.price = jh_i_calloc(c->n, sizeof *made.price);
    made.need = jh_i_calloc(c->n, sizeof *made.need);
    if (to == NULL || made.c.row_start == NULL || made.c.row_col == NULL || made.c.id == NULL ||
        made.c.lambda == NULL || made.weight == NULL || made.price == NULL || made.need == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < c->m; j++) {
        to[j] = -1;
        if (take[j]) {
            b->path[c->id[j]] = 1;
            made.k--;
        } else if (!drop[j]) {
            made.c.id[m] = c->id[j];
            to[j] = (int32_t)m++;
        }
    }
    jh_sum_add(&sure, core->sure);
    for (size_t i = 0; i < c->n; i++) {
        int32_t need = core->need[i];
        size_t first = used;
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++) {
            need -= take[c->row_col[k]];
            if (to[c->row_col[k]] >= 0)
                made.c.row_col[used++] = to[c->row_col[k]];
        }
        double weight = (int32_t)(used - first) >= need ? core->weight[i] : 0;
        if (need <= 0)
            jh_sum_add(&sure, weight);
        if (need <= 0 || (need == 1 && weight == 0)) {
            used = first;
            continue;
        }
        made.weight[n] = weight;
        made.price[n] = core->price[i];
        made.c.lambda[n] = c->lambda[i];
        made.need[n++] = need;
        made.c.row_start[n] = used;
    }
    made.c.n = n;
    made.c.m = m;
    made.sure = jh_sum_value(&sure);
    JH_TRY(st, jh_i_cover_transpose(&made.c, err));
    *out = made;
    made = (struct jh_i_backup_core){.k = 0};
out:
    jh_i_backup_core_release(&made);
    jh_i_free(to);
    return st;
}

/* What covering alone says of the columns; false: no k of them cover. Prices of rows are kept. */
static enum jh_status price_cover(struct jh_i_backup *b, struct jh_i_backup_core *core,
    uint8_t *drop, uint8_t *take, bool *out_feasible, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_cover *c = &core->c;
    struct jh_i_cover must = {.n = 0};
    double bound = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t len = c->row_start[i + 1] - c->row_start[i];
        *out_feasible = *out_feasible && (core->need[i] < 2 || len > 0);
        if (core->need[i] == 2 && len == 1)
            take[c->row_col[c->row_start[i]]] = 1;
    }
    if (!*out_feasible)
        return JH_OK;
    JH_TRY(st, jh_i_backup_must(core, &must, err));
    JH_TRY(st, jh_i_cover_price(
                   &must, core->k, COVER_STEPS, b->run, drop, take, &bound, &b->iterations, err));
    *out_feasible = bound <= core->k + 1e-6;
    for (size_t i = 0, row = 0; i < c->n; i++) {
        if (core->need[i] == 2)
            core->c.lambda[i] = must.lambda[row++];
    }
out:
    jh_i_cover_release(&must);
    return st;
}

/* Columns that only cover what need not be covered. */
static void drop_idle(const struct jh_i_backup_core *core, uint8_t *drop)
{
    const struct jh_i_cover *c = &core->c;
    for (size_t j = 0; j < c->m; j++) {
        bool any = false;
        for (size_t k = c->col_start[j]; k < c->col_start[j + 1] && !any; k++)
            any = core->need[c->col_row[k]] == 2;
        drop[j] |= !any;
    }
}

/* Reductions until nothing changes; false: no answer is left. */
static enum jh_status reduce(
    struct jh_i_backup *b, struct jh_i_backup_core *core, bool *out_feasible, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint8_t *drop = NULL, *take = NULL;
    size_t changed = 1;
    *out_feasible = true;
    while (changed > 0 && *out_feasible && core->k > 0 && !jh_run_stopped(b->run)) {
        size_t m = core->c.m;
        drop = jh_i_calloc(m, 1);
        take = jh_i_calloc(m, 1);
        if (drop == NULL || take == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        JH_TRY(st, price_cover(b, core, drop, take, out_feasible, err));
        if (*out_feasible && b->minimal) {
            drop_idle(core, drop);
            JH_TRY(st, jh_i_cover_held(&core->c, b->run, drop, err));
        }
        changed = 0;
        for (size_t j = 0; j < m; j++) {
            drop[j] = drop[j] && !take[j];
            changed += drop[j] || take[j];
        }
        if (changed > 0 && *out_feasible) {
            struct jh_i_backup_core next = {.k = 0};
            JH_TRY(st, shrink(b, core, drop, take, &next, err));
            jh_i_backup_core_release(core);
            *core = next;
        }
        jh_i_free(drop);
        jh_i_free(take);
        drop = take = NULL;
    }
    *out_feasible = *out_feasible && core->k >= 0 && (size_t)core->k <= core->c.m;
out:
    jh_i_free(drop);
    jh_i_free(take);
    return st;
}

/* Room for the bound of one node. */
struct prices {
    double *lambda, *sub, *direction; /* [n] */
    double *sum, *share;              /* [m] */
    int32_t *order, *times;           /* [m], [n] */
};

static void prices_release(struct prices *x)
{
    jh_i_free(x->lambda);
    jh_i_free(x->sub);
    jh_i_free(x->direction);
    jh_i_free(x->sum);
    jh_i_free(x->share);
    jh_i_free(x->order);
    jh_i_free(x->times);
}

static bool prices_init(struct prices *x, const struct jh_i_backup_core *core)
{
    size_t n = core->c.n, m = core->c.m;
    *x = (struct prices){.lambda = jh_i_calloc(n, sizeof(double)),
        .sub = jh_i_calloc(n, sizeof(double)),
        .direction = jh_i_calloc(n, sizeof(double)),
        .sum = jh_i_calloc(m, sizeof(double)),
        .share = jh_i_calloc(m, sizeof(double)),
        .order = jh_i_calloc(m, sizeof(int32_t)),
        .times = jh_i_calloc(n, sizeof(int32_t))};
    if (x->lambda == NULL || x->sub == NULL || x->direction == NULL || x->sum == NULL ||
        x->share == NULL || x->order == NULL || x->times == NULL)
        return false;
    for (size_t j = 0; j < m; j++)
        x->order[j] = (int32_t)j;
    for (size_t i = 0; i < n; i++)
        x->lambda[i] = core->price[i];
    return true;
}

static bool greater(const double *sum, int32_t a, int32_t b)
{
    return sum[a] > sum[b] || (sum[a] == sum[b] && a < b);
}

/* The k greatest sums in front of order. */
static void pick(const double *sum, int32_t *a, size_t m, size_t k)
{
    size_t lo = 0, hi = m;
    while (hi - lo > 1 && k > lo && k < hi) {
        int32_t pivot = a[lo + (hi - lo) / 2];
        size_t i = lo, j = hi - 1;
        for (;;) {
            while (greater(sum, a[i], pivot))
                i++;
            while (greater(sum, pivot, a[j]))
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
static double bound_at(const struct jh_i_backup_core *core, struct prices *x)
{
    const struct jh_i_cover *c = &core->c;
    struct jh_sum sum = {0};
    double size = core->sure;
    jh_sum_add(&sum, core->sure);
    for (size_t j = 0; j < c->m; j++) {
        x->sum[j] = 0;
        for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++)
            x->sum[j] += x->lambda[c->col_row[k]];
    }
    for (size_t i = 0; i < c->n; i++) {
        jh_sum_add(&sum, fmax(0, core->weight[i] - x->lambda[i]));
        jh_sum_add(&sum, core->need[i] == 2 ? -x->lambda[i] : 0);
        size += core->weight[i] + 2 * x->lambda[i];
    }
    pick(x->sum, x->order, c->m, (size_t)core->k);
    for (int32_t k = 0; k < core->k; k++) {
        jh_sum_add(&sum, x->sum[x->order[k]]);
        size += x->sum[x->order[k]];
    }
    return jh_sum_value(&sum) + (double)(c->n + 8) * DBL_EPSILON * size;
}

static bool is_worse(const struct jh_i_backup *b, double bound)
{
    if (b->integral)
        return floor(bound + 1e-9) <= b->best;
    return bound <= b->best * (1 + 5e-10);
}

/* A step along the subgradient; false: there is none. */
static bool move(const struct jh_i_backup_core *core, struct prices *x, double length, double far)
{
    const struct jh_i_cover *c = &core->c;
    double own = 0, dot = 0, old = 0, norm = 0;
    memset(x->times, 0, c->n * sizeof *x->times);
    for (size_t j = 0; j < c->m; j++)
        x->share[j] *= 0.95;
    for (int32_t k = 0; k < core->k; k++) {
        int32_t j = x->order[k];
        x->share[j] += 0.05;
        for (size_t e = c->col_start[j]; e < c->col_start[j + 1]; e++)
            x->times[c->col_row[e]]++;
    }
    for (size_t i = 0; i < c->n; i++) {
        double g = (core->need[i] == 2) + (x->lambda[i] < core->weight[i]) - x->times[i];
        x->sub[i] = g < 0 && x->lambda[i] <= 0 ? 0 : g;
        own += x->sub[i] * x->sub[i];
        dot += x->sub[i] * x->direction[i];
        old += x->direction[i] * x->direction[i];
    }
    if (own == 0)
        return false;
    double bend = dot < 0 && old > 0 ? -deflection * dot / old : 0;
    for (size_t i = 0; i < c->n; i++) {
        x->direction[i] = x->sub[i] + bend * x->direction[i];
        norm += x->direction[i] * x->direction[i];
    }
    for (size_t i = 0; i < c->n; i++)
        x->lambda[i] = fmax(0, x->lambda[i] + length * far * x->direction[i] / norm);
    return true;
}

/* Least bound found; its prices stay in the core. */
static double lower(
    struct jh_i_backup *b, struct jh_i_backup_core *core, struct prices *x, int steps)
{
    double best = JH_INF, length = 1;
    int since = 0;
    for (int t = 0; t < steps && length > 0.005 && (t == 0 || !jh_run_stopped(b->run)); t++) {
        double bound = bound_at(core, x);
        b->iterations++;
        since++;
        if (bound < best) {
            since = bound < best - 1e-4 * fabs(best - b->best) ? 0 : since;
            best = bound;
            memcpy(core->price, x->lambda, core->c.n * sizeof *core->price);
        }
        if (since > PATIENCE) {
            length *= 0.7;
            since = 0;
        }
        if (is_worse(b, best) || !move(core, x, length, 0.5 * fmax(0, bound - b->best)))
            break;
    }
    return best;
}

/* The first k columns as an answer. */
static void offer(struct jh_i_backup *b, const struct jh_i_backup_core *core, struct prices *x)
{
    const struct jh_i_cover *c = &core->c;
    struct jh_sum sum = {0};
    memset(x->times, 0, c->n * sizeof *x->times);
    for (int32_t k = 0; k < core->k; k++) {
        int32_t j = x->order[k];
        for (size_t e = c->col_start[j]; e < c->col_start[j + 1]; e++)
            x->times[c->col_row[e]]++;
    }
    jh_sum_add(&sum, core->sure);
    for (size_t i = 0; i < c->n; i++) {
        if (core->need[i] == 2 && x->times[i] == 0)
            return;
        jh_sum_add(&sum, x->times[i] >= core->need[i] ? core->weight[i] : 0);
    }
    if (jh_sum_value(&sum) <= b->best)
        return;
    b->best = jh_sum_value(&sum);
    memcpy(b->open, b->path, b->n_sites);
    for (int32_t k = 0; k < core->k; k++)
        b->open[c->id[x->order[k]]] = 1;
}

static bool is_spent(const struct jh_i_backup *b)
{
    const struct jh_run *run = b->run;
    return jh_run_stopped(run) ||
           (run != NULL && run->iteration_limit > 0 && b->iterations >= run->iteration_limit);
}

/* The column in doubt; m: none is left. */
static size_t choose(const struct jh_i_backup_core *core, const struct prices *x)
{
    size_t best = core->c.m;
    double most = -1;
    for (size_t j = 0; j < core->c.m; j++) {
        double doubt = fmin(x->share[j], 1 - x->share[j]);
        if (doubt > most) {
            most = doubt;
            best = j;
        }
    }
    return best;
}

/* With one column taken, then without it. */
static enum jh_status branch(struct jh_i_backup *b, const struct jh_i_backup_core *core,
    size_t column, double bound, int depth, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_backup_core child = {.k = 0};
    uint8_t *mark = jh_i_calloc(2 * core->c.m, 1);
    if (mark == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (int taken = 1; taken >= 0; taken--) {
        uint8_t *drop = mark, *take = mark + core->c.m;
        drop[column] = !taken;
        take[column] = (uint8_t)taken;
        JH_TRY(st, shrink(b, core, drop, take, &child, err));
        JH_TRY(st, jh_i_backup_dive(b, &child, bound, depth + 1, err));
        b->path[core->c.id[column]] = 0;
    }
out:
    jh_i_backup_core_release(&child);
    jh_i_free(mark);
    return st;
}

static enum jh_status explore(struct jh_i_backup *b, struct jh_i_backup_core *core, double above,
    int depth, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct prices x = {.lambda = NULL};
    bool feasible = true;
    double bound = above;
    JH_TRY(st, reduce(b, core, &feasible, err));
    if (!feasible)
        goto out;
    if (!prices_init(&x, core))
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    bound = fmin(above, lower(b, core, &x, depth == 0 ? ROOT_STEPS : NODE_STEPS));
    offer(b, core, &x);
    if (core->k == 0 || (size_t)core->k == core->c.m)
        goto out; /* one set is left and it was looked at */
    if (is_worse(b, bound)) {
        b->left_bound = fmax(b->left_bound, b->integral ? fmin(bound, b->best) : bound);
        goto out;
    }
    if (depth == 0)
        JH_TRY(st, jh_i_backup_shake(b, core, err));
    st = branch(b, core, choose(core, &x), bound, depth, err);
out:
    prices_release(&x);
    return st;
}

enum jh_status jh_i_backup_dive(struct jh_i_backup *b, struct jh_i_backup_core *core, double above,
    int depth, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    b->stopped = b->stopped || is_spent(b);
    if (b->stopped) {
        b->left_bound = fmax(b->left_bound, above);
        jh_i_backup_core_release(core);
        return JH_OK;
    }
    uint8_t *path = jh_i_calloc(b->n_sites, 1);
    if (path == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    } else {
        memcpy(path, b->path, b->n_sites);
        st = explore(b, core, above, depth, err);
        memcpy(b->path, path, b->n_sites);
    }
    jh_i_free(path);
    jh_i_backup_core_release(core);
    return st;
}
