/*
 * Backup coverage: among choices of K sites that cover every client, the one that covers most weight
 * at least twice (Hogan & ReVelle 1986, doi:10.1287/mnsc.32.11.1434). Clients with fewer than two
 * sites within reach are never covered twice.
 */
#include "locate/backup.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

enum { PASSES_MAX = 50, IDLE_MAX = 400, WALK_STEPS = 200 };

/* Sites within the radius that may open; how many that are open in any case. */
static enum jh_status reach_of(const struct jh_locate_problem *problem, size_t client, double *row,
    struct jh_i_cover *c, size_t *cap, size_t *used, int32_t *fixed, struct jh_error *err)
{
    size_t m = problem->n_sites;
    if (*used + m > *cap) {
        size_t more = *used + m + *used / 2;
        int32_t *grown = jh_i_realloc(c->row_col, more, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        c->row_col = grown;
        *cap = more;
    }
    *fixed = 0;
    jh_i_locate_row(problem, client, row);
    for (size_t j = 0; j < m; j++) {
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        if (s == JH_LOCATE_NO || !jh_i_locate_within(row[j], problem->radius))
            continue;
        if (s == JH_LOCATE_MAY)
            c->row_col[(*used)++] = (int32_t)j;
        else
            ++*fixed;
    }
    return JH_OK;
}

/* Rows: clients that fixed sites cover fewer than two times. */
static enum jh_status make_rows(const struct jh_locate_problem *problem,
    struct jh_i_backup_core *core, bool *out_integral, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover *c = &core->c;
    struct jh_sum known = {0};
    size_t m = problem->n_sites, used = 0, cap = 0, n = 0;
    double *row = jh_i_calloc(m, sizeof *row);
    c->row_start = jh_i_calloc(problem->n_demand + 1, sizeof *c->row_start);
    c->id = jh_i_calloc(m, sizeof *c->id);
    c->lambda = jh_i_calloc(problem->n_demand, sizeof *c->lambda);
    core->weight = jh_i_calloc(problem->n_demand, sizeof *core->weight);
    core->price = jh_i_calloc(problem->n_demand, sizeof *core->price);
    core->need = jh_i_calloc(problem->n_demand, sizeof *core->need);
    if (row == NULL || c->row_start == NULL || c->id == NULL || c->lambda == NULL ||
        core->weight == NULL || core->price == NULL || core->need == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    c->m = m;
    for (size_t j = 0; j < m; j++)
        c->id[j] = (int32_t)j;
    *out_integral = true;
    for (size_t i = 0; i < problem->n_demand; i++) {
        int32_t fixed = 0;
        double w = jh_i_locate_weight(problem, i);
        size_t first = used;
        JH_TRY(st, reach_of(problem, i, row, c, &cap, &used, &fixed, err));
        *out_integral = *out_integral && w == floor(w);
        if (fixed >= 2) {
            jh_sum_add(&known, w);
            used = first;
            continue;
        }
        core->weight[n] = used - first + (size_t)fixed >= 2 ? w : 0; /* else never twice */
        core->price[n] = 0.5 * core->weight[n];
        core->need[n++] = 2 - fixed;
        c->row_start[n] = used;
    }
    c->n = n;
    core->sure = jh_sum_value(&known);
    st = jh_i_cover_transpose(c, err);
out:
    jh_i_free(row);
    return st;
}

static double value_of(const struct jh_i_backup_core *core, const int32_t *times)
{
    struct jh_sum sum = {0};
    jh_sum_add(&sum, core->sure);
    for (size_t i = 0; i < core->c.n; i++)
        jh_sum_add(&sum, times[i] >= core->need[i] ? core->weight[i] : 0);
    return jh_sum_value(&sum);
}

static void count(const struct jh_i_cover *c, int32_t j, int32_t change, int32_t *times)
{
    for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++)
        times[c->col_row[k]] += change;
}

/* What opening `in` gains on top of the times; -1: it leaves one of `n_left` rows uncovered. */
static double gain_of(
    const struct jh_i_backup_core *core, int32_t in, size_t n_left, const int32_t *times)
{
    const struct jh_i_cover *c = &core->c;
    double gain = 0;
    for (size_t k = c->col_start[in]; k < c->col_start[in + 1]; k++) {
        int32_t i = c->col_row[k];
        n_left -= times[i] == 0 && core->need[i] == 2;
        gain += times[i] + 1 == core->need[i] ? core->weight[i] : 0;
    }
    return n_left == 0 ? gain : -1;
}

/* The best site in the place of `out`, which is closed; true: another one than that. */
static bool replace(const struct jh_i_backup_core *core, int32_t out, const uint8_t *open,
    const int32_t *times, int32_t *best)
{
    const struct jh_i_cover *c = &core->c;
    size_t n_left = 0, row = SIZE_MAX;
    for (size_t k = c->col_start[out]; k < c->col_start[out + 1]; k++) {
        size_t i = (size_t)c->col_row[k];
        if (times[i] > 0 || core->need[i] < 2)
            continue;
        n_left++;
        if (row == SIZE_MAX ||
            c->row_start[i + 1] - c->row_start[i] < c->row_start[row + 1] - c->row_start[row])
            row = i;
    }
    double most = gain_of(core, out, n_left, times);
    size_t first = row != SIZE_MAX ? c->row_start[row] : 0;
    size_t end = row != SIZE_MAX ? c->row_start[row + 1] : c->m;
    *best = out;
    for (size_t k = first; k < end; k++) {
        int32_t in = row != SIZE_MAX ? c->row_col[k] : (int32_t)k;
        double gain = open[in] ? -1 : gain_of(core, in, n_left, times);
        if (gain > most * (1 + 1e-12)) {
            most = gain;
            *best = in;
        }
    }
    return *best != out;
}

enum jh_status jh_i_backup_improve(
    struct jh_i_backup *b, const struct jh_i_backup_core *core, uint8_t *open, struct jh_error *err)
{
    const struct jh_i_cover *c = &core->c;
    int32_t *times = jh_i_calloc(c->n, sizeof *times);
    bool changed = true;
    if (times == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t j = 0; j < c->m; j++) {
        if (open[j])
            count(c, (int32_t)j, 1, times);
    }
    for (int pass = 0; changed && pass < PASSES_MAX; pass++) {
        changed = false;
        for (size_t out = 0; out < c->m && !jh_run_stopped(b->run); out++) {
            int32_t in;
            if (!open[out])
                continue;
            count(c, (int32_t)out, -1, times);
            changed |= replace(core, (int32_t)out, open, times, &in);
            open[out] = 0;
            open[in] = 1;
            count(c, in, 1, times);
        }
    }
    double value = value_of(core, times);
    if (value > b->best) {
        b->best = value;
        memcpy(b->open, b->path, b->n_sites);
        for (size_t j = 0; j < c->m; j++)
            b->open[c->id[j]] |= open[j];
    }
    jh_i_free(times);
    return JH_OK;
}

enum jh_status jh_i_backup_must(
    const struct jh_i_backup_core *core, struct jh_i_cover *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint8_t *none = jh_i_calloc(core->c.m, 1), *idle = jh_i_calloc(core->c.n, 1);
    if (none == NULL || idle == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t i = 0; i < core->c.n; i++)
        idle[i] = core->need[i] < 2;
    st = jh_i_cover_reduce(&core->c, none, none, idle, out, err);
out:
    jh_i_free(none);
    jh_i_free(idle);
    return st;
}

/* The best, without what the core has not and without some columns around one of them. */
static int32_t loosen(
    struct jh_i_backup *b, const struct jh_i_backup_core *core, uint8_t *shut, int32_t *out_start)
{
    const struct jh_i_cover *c = &core->c;
    int32_t n = 0;
    memset(shut, 0, c->m);
    for (uint64_t t = 1 + jh_rng_below(b->rng, 3); c->n > 0 && t > 0; t--) {
        size_t i = (size_t)jh_rng_below(b->rng, c->n);
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++)
            shut[c->row_col[k]] = 1;
    }
    for (size_t j = 0; j < c->m; j++) {
        if (b->open[c->id[j]] && !shut[j])
            out_start[n++] = (int32_t)j;
    }
    return n;
}

enum jh_status jh_i_backup_shake(
    struct jh_i_backup *b, const struct jh_i_backup_core *core, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover must = {.n = 0};
    size_t m = core->c.m;
    int32_t *start = jh_i_calloc(2 * m, sizeof *start), *chosen = start != NULL ? start + m : NULL;
    uint8_t *open = jh_i_calloc(m, 1);
    if (start == NULL || open == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, jh_i_backup_must(core, &must, err));
    for (int idle = 0; idle < IDLE_MAX && !jh_run_stopped(b->run); idle++) {
        int32_t n = 0, n_start = loosen(b, core, open, start);
        double before = b->best;
        bool found = false;
        JH_TRY(st, jh_i_cover_walk(&must, core->k, n_start, start, WALK_STEPS, false, b->rng,
                       b->run, &found, chosen, &n, err));
        if (!found)
            continue;
        memset(open, 0, m);
        for (int32_t k = 0; k < n; k++)
            open[chosen[k]] = 1;
        JH_TRY(st, jh_i_backup_improve(b, core, open, err));
        b->iterations++;
        idle = b->best > before ? -1 : idle;
    }
out:
    jh_i_cover_release(&must);
    jh_i_free(start);
    jh_i_free(open);
    return st;
}

enum jh_status jh_i_locate_backup(const struct jh_locate_problem *problem, const struct jh_run *run,
    bool minimal, struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t m = problem->n_sites;
    struct jh_i_backup_core core = {.k = 0};
    struct jh_rng rng;
    struct jh_i_backup b = {.run = run,
        .rng = &rng,
        .minimal = minimal,
        .n_sites = m,
        .best = -1,
        .path = jh_i_calloc(m, 1),
        .open = jh_i_calloc(m, 1)};
    struct jh_sum all = {0};
    uint8_t *start = jh_i_calloc(m, 1);
    if (start == NULL || b.path == NULL || b.open == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, make_rows(problem, &core, &b.integral, err));
    for (size_t j = 0; j < m; j++) {
        start[j] = found->open[j] && jh_i_locate_state(problem, j) == JH_LOCATE_MAY;
        core.k += start[j];
    }
    JH_TRY(st, jh_i_backup_improve(&b, &core, start, err));
    b.iterations = found->iterations;
    jh_rng_init(&rng, jh_run_seed(run), 6);
    for (size_t i = 0; i < core.c.n; i++)
        jh_sum_add(&all, core.weight[i]);
    JH_TRY(st, jh_i_backup_dive(&b, &core, core.sure + jh_sum_value(&all), 0, err));
    for (size_t j = 0; j < m; j++) {
        if (jh_i_locate_state(problem, j) == JH_LOCATE_MAY)
            found->open[j] = b.open[j];
    }
    found->iterations = b.iterations;
    found->backup_bound = fmax(b.left_bound, b.best);
out:
    jh_i_backup_core_release(&core);
    jh_i_free(start);
    jh_i_free(b.path);
    jh_i_free(b.open);
    return st;
}
