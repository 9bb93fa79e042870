/*
 * Set covering with columns of equal cost. Bound: pricing the rows with lambda >= 0 gives
 *   L(lambda) = sum lambda + sum over columns of min(0, 1 - sum of its rows' lambda),
 * at most the number of columns needed.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"

/* ---- Bound ------------------------------------------------------------------------------------ */

enum { PATIENCE = 15 };
static const double deflection = 1.5;

struct prices {
    double *lambda, *best, *gain, *sub, *direction;
    double value, best_value;
};

static double price_columns(const struct jh_i_cover *c, struct prices *x)
{
    double sum = 0, minus = 0;
    for (size_t i = 0; i < c->n; i++)
        sum += x->lambda[i];
    for (size_t j = 0; j < c->m; j++) {
        double g = 1;
        for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++)
            g -= x->lambda[c->col_row[k]];
        x->gain[j] = g;
        minus += g < 0 ? g : 0;
    }
    /* Far below the 1e-6 that decisions keep clear of. */
    return sum + minus - 1e-12 * (double)(c->n + c->m) * (1 + sum - minus);
}

/* One subgradient step towards the target; true where nothing is left to move. */
static bool move(const struct jh_i_cover *c, struct prices *x, double step, double target)
{
    double own = 0, dot = 0, old = 0, norm = 0;
    for (size_t i = 0; i < c->n; i++) {
        double g = 1;
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++)
            g -= x->gain[c->row_col[k]] < 0 ? 1 : 0;
        if (g < 0 && x->lambda[i] <= 0)
            g = 0;
        x->sub[i] = g;
        own += g * g;
        dot += g * x->direction[i];
        old += x->direction[i] * x->direction[i];
    }
    if (own == 0)
        return true;
    double bend = dot < 0 && old > 0 ? -deflection * dot / old : 0;
    for (size_t i = 0; i < c->n; i++) {
        x->direction[i] = x->sub[i] + bend * x->direction[i];
        norm += x->direction[i] * x->direction[i];
    }
    double length = step * fmax(target - x->value, 0.05) / norm;
    for (size_t i = 0; i < c->n; i++)
        x->lambda[i] = fmax(0, x->lambda[i] + length * x->direction[i]);
    return false;
}

static void start_prices(struct jh_i_cover *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (c->lambda[i] > 0)
            return;
    }
    for (size_t i = 0; i < c->n; i++) {
        size_t most = 1;
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++) {
            int32_t j = c->row_col[k];
            size_t len = c->col_start[j + 1] - c->col_start[j];
            most = len > most ? len : most;
        }
        c->lambda[i] = 1 / (double)most;
    }
}

enum jh_status jh_i_cover_price(struct jh_i_cover *c, int32_t p, int steps,
    const struct jh_run *run, uint8_t *drop, uint8_t *take, double *out_bound, int64_t *iterations,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct prices x = {.lambda = jh_i_calloc(c->n, sizeof(double)),
        .best = jh_i_calloc(c->n, sizeof(double)),
        .gain = jh_i_calloc(c->m, sizeof(double)),
        .sub = jh_i_calloc(c->n, sizeof(double)),
        .direction = jh_i_calloc(c->n, sizeof(double)),
        .best_value = -JH_INF};
    double length = 1;
    int since = 0;
    if (x.lambda == NULL || x.best == NULL || x.gain == NULL || x.sub == NULL ||
        x.direction == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    start_prices(c);
    memcpy(x.lambda, c->lambda, c->n * sizeof *x.lambda);
    for (int t = 0; t < steps && length > 0.01 && (t == 0 || !jh_run_stopped(run)); t++) {
        x.value = price_columns(c, &x);
        ++*iterations;
        for (size_t j = 0; j < c->m && x.value <= p; j++) {
            drop[j] |= x.value + x.gain[j] > p + 1e-6;
            take[j] |= x.value - x.gain[j] > p + 1e-6;
        }
        if (x.value > x.best_value + 1e-4)
            since = 0;
        else if (++since > PATIENCE) {
            length *= 0.7;
            since = 0;
        }
        if (x.value > x.best_value) {
            x.best_value = x.value;
            memcpy(x.best, x.lambda, c->n * sizeof *x.best);
        }
        if (x.value > p + 1e-6 || move(c, &x, length, p + 1.1))
            break;
    }
    if (x.best_value > -JH_INF)
        memcpy(c->lambda, x.best, c->n * sizeof *x.best);
    *out_bound = x.best_value;
out:
    jh_i_free(x.lambda);
    jh_i_free(x.best);
    jh_i_free(x.gain);
    jh_i_free(x.sub);
    jh_i_free(x.direction);
    return st;
}

enum jh_status jh_i_cover_bound(
    struct jh_i_cover *cover, const struct jh_run *run, int32_t *out_bound, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double bound = 0;
    int64_t iterations = 0;
    uint8_t *marks = jh_i_calloc(2 * cover->m, 1);
    if (marks == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (int32_t target = 0; cover->n > 0; target = (int32_t)bound + 1) { /* ends where it stalls */
        double before = bound;
        JH_TRY(st, jh_i_cover_price(
                       cover, target, 300, run, marks, marks + cover->m, &bound, &iterations, err));
        if (bound <= before + 0.05 || jh_run_stopped(run))
            break;
    }
    *out_bound = bound > 0 ? (int32_t)ceil(bound - 1e-6) : 0;
out:
    jh_i_free(marks);
    return st;
}

/* ---- Decision --------------------------------------------------------------------------------- */

struct decision {
    struct jh_rng *rng;
    const struct jh_run *run;
    struct jh_i_cover_effort *effort;
    int32_t *chosen; /* [m] path of columns, by id */
    int32_t n;
    bool stopped;
};

static enum jh_status decide(struct jh_i_cover *c, int32_t p, int depth, struct decision *d,
    enum jh_i_cover_answer *out, struct jh_error *err);

/* Found: columns of this instance go on the path. */
static void put(struct decision *d, const struct jh_i_cover *c, const int32_t *col, int32_t n)
{
    for (int32_t k = 0; k < n; k++)
        d->chosen[d->n++] = c->id[col[k]];
}

static size_t shortest_row(const struct jh_i_cover *c)
{
    size_t best = 0;
    for (size_t i = 1; i < c->n; i++) {
        size_t a = c->row_start[i + 1] - c->row_start[i],
               b = c->row_start[best + 1] - c->row_start[best];
        if (a < b || (a == b && c->lambda[i] > c->lambda[best]))
            best = i;
    }
    return best;
}

static double column_price(const struct jh_i_cover *c, int32_t j)
{
    double sum = 0;
    for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++)
        sum += c->lambda[c->col_row[k]];
    return sum;
}

/* One of the columns of the shortest row is in: try each, without those tried before. */
static enum jh_status branch(struct jh_i_cover *c, int32_t p, int depth, struct decision *d,
    uint8_t *drop, uint8_t *take, enum jh_i_cover_answer *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover sub = {.n = 0};
    size_t row = shortest_row(c), len = c->row_start[row + 1] - c->row_start[row];
    const int32_t *col = c->row_col + c->row_start[row];
    bool open = false;
    *out = JH_I_COVER_NONE;
    memset(drop, 0, c->m);
    for (size_t t = 0; t < len && *out != JH_I_COVER_FOUND; t++) {
        int32_t best = -1;
        double most = -1;
        for (size_t k = 0; k < len; k++) {
            double price = drop[col[k]] ? -1 : column_price(c, col[k]);
            if (!drop[col[k]] && price > most) {
                most = price;
                best = col[k];
            }
        }
        memset(take, 0, c->m);
        take[best] = 1;
        JH_TRY(st, jh_i_cover_reduce(c, drop, take, NULL, &sub, err));
        d->chosen[d->n++] = c->id[best];
        enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
        JH_TRY(st, decide(&sub, p - 1, depth + 1, d, &answer, err));
        jh_i_cover_release(&sub);
        if (answer == JH_I_COVER_FOUND)
            *out = JH_I_COVER_FOUND;
        else
            d->n--;
        open |= answer == JH_I_COVER_UNDECIDED;
        drop[best] = 1;
        if (d->stopped)
            break;
    }
    if (*out == JH_I_COVER_NONE && (open || d->stopped))
        *out = JH_I_COVER_UNDECIDED;
out:
    jh_i_cover_release(&sub);
    return st;
}

/* Dominance and forced columns until nothing changes. Leaves the reduced instance in c. */
static enum jh_status reduce_all(
    struct jh_i_cover *c, int32_t *p, struct decision *d, bool *out_feasible, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool changed = true;
    uint8_t *drop = NULL, *take = NULL, *drop_row = NULL;
    *out_feasible = true;
    while (changed && *out_feasible && c->n > 0) {
        struct jh_i_cover next = {.n = 0};
        drop = jh_i_calloc(c->m, 1);
        take = jh_i_calloc(c->m, 1);
        drop_row = jh_i_calloc(c->n, 1);
        if (drop == NULL || take == NULL || drop_row == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        JH_TRY(
            st, jh_i_cover_dominate(c, d->run, drop, take, drop_row, &changed, out_feasible, err));
        if (changed && *out_feasible) {
            for (size_t j = 0; j < c->m; j++) {
                if (take[j]) {
                    d->chosen[d->n++] = c->id[j];
                    --*p;
                }
            }
            JH_TRY(st, jh_i_cover_reduce(c, drop, take, drop_row, &next, err));
            jh_i_cover_release(c);
            *c = next;
        }
        jh_i_free(drop);
        jh_i_free(take);
        jh_i_free(drop_row);
        drop = take = drop_row = NULL;
        if (*p < 0)
            *out_feasible = false;
    }
out:
    jh_i_free(drop);
    jh_i_free(take);
    jh_i_free(drop_row);
    return st;
}

/* Quick answers on a reduced instance; undecided: none of them does. */
static enum jh_status quick(struct jh_i_cover *c, int32_t p, int depth, struct decision *d,
    enum jh_i_cover_answer *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int32_t *chosen = jh_i_calloc(c->m, sizeof *chosen), n = 0;
    bool found = false;
    *out = JH_I_COVER_UNDECIDED;
    if (chosen == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, jh_i_cover_greedy(c, c->lambda, p, &found, chosen, &n, err));
    if (!found && depth == 0)
        JH_TRY(st, jh_i_cover_greedy(c, NULL, p, &found, chosen, &n, err));
    if (!found && depth == 0 && d->effort->steps > 0)
        JH_TRY(st, jh_i_cover_walk(c, p, 0, NULL, d->effort->steps, false, d->rng, d->run, &found,
                       chosen, &n, err));
    if (found) {
        put(d, c, chosen, n);
        *out = JH_I_COVER_FOUND;
    }
out:
    jh_i_free(chosen);
    return st;
}

/* Takes columns that prices force; false: they cannot be. */
static enum jh_status apply_marks(struct jh_i_cover *c, const uint8_t *drop, const uint8_t *take,
    int32_t *p, struct decision *d, struct jh_error *err)
{
    struct jh_i_cover next = {.n = 0};
    enum jh_status st = jh_i_cover_reduce(c, drop, take, NULL, &next, err);
    for (size_t j = 0; st == JH_OK && j < c->m; j++) {
        if (take[j]) {
            d->chosen[d->n++] = c->id[j];
            --*p;
        }
    }
    if (st == JH_OK) {
        jh_i_cover_release(c);
        *c = next;
    }
    return st;
}

static bool is_spent(const struct decision *d)
{
    const struct jh_i_cover_effort *e = d->effort;
    return jh_run_stopped(d->run) || (e->iterations_max > 0 && e->iterations >= e->iterations_max);
}

/* c is used up. The path is as before unless found. */
static enum jh_status decide(struct jh_i_cover *c, int32_t p, int depth, struct decision *d,
    enum jh_i_cover_answer *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int32_t n_before = d->n;
    uint8_t *drop = NULL, *take = NULL;
    size_t marked = 0;
    double bound = 0;
    bool feasible = true;
    *out = JH_I_COVER_NONE;
    if (d->effort->nodes-- <= 0 || is_spent(d)) {
        d->stopped = true;
        *out = JH_I_COVER_UNDECIDED;
        return JH_OK;
    }
    for (int t = 0; t < 4; t++) {
        JH_TRY(st, reduce_all(c, &p, d, &feasible, err));
        if (!feasible || p < 0) /* columns that every answer must have are too many */
            goto out;
        if (c->n == 0) {
            *out = JH_I_COVER_FOUND;
            goto out;
        }
        if (p <= 0)
            goto out;
        jh_i_free(drop);
        jh_i_free(take);
        drop = jh_i_calloc(c->m, 1);
        take = jh_i_calloc(c->m, 1);
        if (drop == NULL || take == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        if (t == 0 && depth == 0) {
            JH_TRY(st, quick(c, p, depth, d, out, err));
            if (*out == JH_I_COVER_FOUND)
                goto out;
        }
        JH_TRY(st, jh_i_cover_price(c, p, depth == 0 ? 400 : 60, d->run, drop, take, &bound,
                       &d->effort->iterations, err));
        *out = JH_I_COVER_NONE;
        if (bound > p + 1e-6)
            goto out;
        marked = 0;
        for (size_t j = 0; j < c->m; j++)
            marked += drop[j] || take[j];
        if (marked * 10 < c->m)
            break;
        JH_TRY(st, apply_marks(c, drop, take, &p, d, err));
    }
    if (c->n == 0 || p <= 0) {
        *out = c->n == 0 && p >= 0 ? JH_I_COVER_FOUND : JH_I_COVER_NONE;
        goto out;
    }
    JH_TRY(st, quick(c, p, depth + 1, d, out, err));
    if (*out == JH_I_COVER_FOUND)
        goto out;
    jh_i_free(drop);
    jh_i_free(take);
    drop = jh_i_calloc(c->m, 1);
    take = jh_i_calloc(c->m, 1);
    if (drop == NULL || take == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, branch(c, p, depth, d, drop, take, out, err));
out:
    if (st != JH_OK || *out != JH_I_COVER_FOUND)
        d->n = n_before;
    jh_i_free(drop);
    jh_i_free(take);
    return st;
}

enum jh_status jh_i_cover_decide(const struct jh_i_cover *cover, int32_t p, struct jh_rng *rng,
    const struct jh_run *run, struct jh_i_cover_effort *effort, enum jh_i_cover_answer *out_answer,
    int32_t *out_chosen, int32_t *out_n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover copy = {.n = 0};
    struct decision d = {.rng = rng, .run = run, .effort = effort, .chosen = out_chosen};
    uint8_t *none = jh_i_calloc(cover->m, 1);
    if (none == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, jh_i_cover_reduce(cover, none, none, NULL, &copy, err));
    JH_TRY(st, decide(&copy, p, 0, &d, out_answer, err));
    *out_n = d.n;
out:
    jh_i_free(none);
    jh_i_cover_release(&copy);
    return st;
}
