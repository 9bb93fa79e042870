/*
 * Search by exchanges of one open site for another, with losses, gains and corrections kept per
 * open site (Resende & Werneck 2007, doi:10.1016/j.ejor.2005.05.050), over lists of near sites;
 * local minima are left by a few forced exchanges in one neighbourhood.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/pm.h"

struct jh_i_pm_search_undo {
    int32_t *open, *at, *near1, *near2;
    double *cost1, *cost2, *loss, value;
};

enum { ASK_EACH = 64 };                 /* sites looked at between questions whether to stop */
static const double cold_share = 0.2;   /* of the work of a shake, at its end */
static const double least_gain = 1e-11; /* of the value: below it a gain is rounding */

static bool undo_init(struct jh_i_pm_search *search)
{
    size_t n = search->pm->n, m = search->pm->m;
    search->undo = jh_i_calloc(1, sizeof *search->undo);
    if (search->undo == NULL)
        return false;
    *search->undo = (struct jh_i_pm_search_undo){.open = jh_i_calloc(m, sizeof(int32_t)),
        .at = jh_i_calloc(m, sizeof(int32_t)),
        .near1 = jh_i_calloc(n, sizeof(int32_t)),
        .near2 = jh_i_calloc(n, sizeof(int32_t)),
        .cost1 = jh_i_calloc(n, sizeof(double)),
        .cost2 = jh_i_calloc(n, sizeof(double)),
        .loss = jh_i_calloc(m, sizeof(double))};
    const struct jh_i_pm_search_undo *u = search->undo;
    return u->open != NULL && u->at != NULL && u->near1 != NULL && u->near2 != NULL &&
           u->cost1 != NULL && u->cost2 != NULL && u->loss != NULL;
}

enum jh_status jh_i_pm_search_init(struct jh_i_pm_search *search, const struct jh_i_pm *pm,
    const struct jh_i_pm_source *source, const uint8_t *may, struct jh_error *err)
{
    size_t n = pm->n, m = pm->m;
    *search = (struct jh_i_pm_search){.pm = pm,
        .source = source,
        .may = may,
        .open = jh_i_calloc(m, sizeof(int32_t)),
        .at = jh_i_calloc(m, sizeof(int32_t)),
        .near1 = jh_i_calloc(n, sizeof(int32_t)),
        .near2 = jh_i_calloc(n, sizeof(int32_t)),
        .cost1 = jh_i_calloc(n, sizeof(double)),
        .cost2 = jh_i_calloc(n, sizeof(double)),
        .loss = jh_i_calloc(m, sizeof(double)),
        .save = jh_i_calloc(m, sizeof(double)),
        .guide = jh_i_calloc(m, sizeof(double)),
        .best = jh_i_calloc(m, sizeof(int32_t)),
        .touched = jh_i_calloc(m, sizeof(int32_t)),
        .queue = jh_i_calloc(m, sizeof(int32_t)),
        .queued = jh_i_calloc(m, 1)};
    bool good = undo_init(search);
    if (!good || search->open == NULL || search->at == NULL || search->near1 == NULL ||
        search->near2 == NULL || search->cost1 == NULL || search->cost2 == NULL ||
        search->loss == NULL || search->save == NULL || search->guide == NULL ||
        search->touched == NULL || search->best == NULL || search->queue == NULL ||
        search->queued == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

void jh_i_pm_search_release(struct jh_i_pm_search *search)
{
    if (search->undo != NULL) {
        jh_i_free(search->undo->open);
        jh_i_free(search->undo->at);
        jh_i_free(search->undo->near1);
        jh_i_free(search->undo->near2);
        jh_i_free(search->undo->cost1);
        jh_i_free(search->undo->cost2);
        jh_i_free(search->undo->loss);
        jh_i_free(search->undo);
    }
    jh_i_free(search->open);
    jh_i_free(search->at);
    jh_i_free(search->near1);
    jh_i_free(search->near2);
    jh_i_free(search->cost1);
    jh_i_free(search->cost2);
    jh_i_free(search->loss);
    jh_i_free(search->save);
    jh_i_free(search->touched);
    jh_i_free(search->best);
    jh_i_free(search->guide);
    jh_i_free(search->queue);
    jh_i_free(search->queued);
    *search = (struct jh_i_pm_search){0};
}

static void keep(struct jh_i_pm_search *s)
{
    struct jh_i_pm_search_undo *u = s->undo;
    size_t n = s->pm->n, m = s->pm->m;
    memcpy(u->open, s->open, (size_t)s->pm->p * sizeof *u->open);
    memcpy(u->at, s->at, m * sizeof *u->at);
    memcpy(u->near1, s->near1, n * sizeof *u->near1);
    memcpy(u->near2, s->near2, n * sizeof *u->near2);
    memcpy(u->cost1, s->cost1, n * sizeof *u->cost1);
    memcpy(u->cost2, s->cost2, n * sizeof *u->cost2);
    memcpy(u->loss, s->loss, m * sizeof *u->loss);
    u->value = s->value;
}

static void restore(struct jh_i_pm_search *s)
{
    const struct jh_i_pm_search_undo *u = s->undo;
    size_t n = s->pm->n, m = s->pm->m;
    memcpy(s->open, u->open, (size_t)s->pm->p * sizeof *u->open);
    memcpy(s->at, u->at, m * sizeof *u->at);
    memcpy(s->near1, u->near1, n * sizeof *u->near1);
    memcpy(s->near2, u->near2, n * sizeof *u->near2);
    memcpy(s->cost1, u->cost1, n * sizeof *u->cost1);
    memcpy(s->cost2, u->cost2, n * sizeof *u->cost2);
    memcpy(s->loss, u->loss, m * sizeof *u->loss);
    s->value = u->value;
    s->cheapest = -1;
}

static void enqueue(struct jh_i_pm_search *s, int32_t j)
{
    if (s->queued[j] || s->at[j] >= 0 || s->may[j] != JH_I_PM_FREE)
        return;
    size_t to = s->queue_head + s->queue_len++;
    s->queue[to < s->pm->m ? to : to - s->pm->m] = j;
    s->queued[j] = 1;
}

/* The two nearest of all open sites where the list names too few of them. */
static void scan_open(const struct jh_i_pm_search *s, size_t i, int32_t near[2], double cost[2])
{
    near[0] = near[1] = -1;
    cost[0] = cost[1] = s->source->outside[i];
    for (int32_t k = 0; k < s->pm->p; k++) {
        int32_t j = s->open[k];
        double c = jh_i_pm_source_cost(s->source, i, (size_t)j);
        if (c < cost[0]) {
            near[1] = near[0];
            cost[1] = cost[0];
            near[0] = j;
            cost[0] = c;
        } else if (c < cost[1]) {
            near[1] = j;
            cost[1] = c;
        }
    }
}

static void scan_client(struct jh_i_pm_search *s, size_t i)
{
    const struct jh_i_pm *pm = s->pm;
    int32_t near[2] = {-1, -1};
    double cost[2] = {s->source->outside[i], s->source->outside[i]};
    int found = 0;
    size_t k = pm->start[i];
    for (; k < pm->start[i + 1] && found < 2; k++) {
        if (s->at[pm->site[k]] >= 0) {
            near[found] = pm->site[k];
            cost[found++] = pm->cost[k];
        }
    }
    s->work += (int64_t)(k - pm->start[i]);
    if (found < 2 && !s->source->complete[i]) {
        scan_open(s, i, near, cost);
        s->work += pm->p * 4;
    }
    s->near1[i] = near[0];
    s->near2[i] = near[1];
    s->cost1[i] = cost[0];
    s->cost2[i] = cost[1];
}

static void add_loss(struct jh_i_pm_search *s, size_t i, double sign)
{
    if (s->near1[i] >= 0)
        s->loss[s->near1[i]] += sign * (s->cost2[i] - s->cost1[i]);
}

void jh_i_pm_search_set(struct jh_i_pm_search *s, const int32_t *open)
{
    size_t m = s->pm->m;
    for (size_t j = 0; j < m; j++)
        s->at[j] = -1;
    for (int32_t k = 0; k < s->pm->p; k++) {
        s->open[k] = open[k];
        s->at[open[k]] = k;
    }
    memset(s->loss, 0, m * sizeof *s->loss);
    s->cheapest = -1;
    memset(s->queued, 0, m);
    s->queue_head = s->queue_len = 0;
    struct jh_sum sum = {0};
    for (size_t i = 0; i < s->pm->n; i++) {
        scan_client(s, i);
        add_loss(s, i, 1);
        jh_sum_add(&sum, s->cost1[i]);
    }
    s->value = jh_sum_value(&sum);
}

double jh_i_pm_search_value(const struct jh_i_pm_search *s)
{
    struct jh_sum sum = {0};
    for (size_t i = 0; i < s->pm->n; i++)
        jh_sum_add(&sum, s->cost1[i]);
    return jh_sum_value(&sum);
}

/* The open site that loses least by closing, but for those that stay. */
static void find_cheapest(struct jh_i_pm_search *s, const uint8_t *stays)
{
    double least = JH_INF;
    s->cheapest = -1;
    s->work += s->pm->p / 4;
    for (int32_t k = 0; k < s->pm->p; k++) {
        int32_t r = s->open[k];
        if (s->loss[r] < least && s->may[r] != JH_I_PM_OPEN && (stays == NULL || !stays[r])) {
            least = s->loss[r];
            s->cheapest = r;
        }
    }
}

double jh_i_pm_search_exchange_gain(
    struct jh_i_pm_search *s, int32_t j, const uint8_t *stays, int32_t *out_close)
{
    const struct jh_i_pm *pm = s->pm;
    double gain = 0;
    size_t n_touched = 0;
    for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1]; c++) {
        int32_t i = pm->col_client[c];
        double cost = pm->col_cost[c], second = s->cost2[i];
        if (cost >= second)
            continue;
        double first = s->cost1[i];
        int32_t r = s->near1[i];
        if (cost < first)
            gain += first - cost;
        if (r < 0)
            continue;
        double spared = second - (cost > first ? cost : first);
        if (spared > 0 && s->save[r] == 0)
            s->touched[n_touched++] = r;
        s->save[r] += spared;
    }
    s->work += (int64_t)(pm->col_start[j + 1] - pm->col_start[j]) + (stays != NULL ? pm->p / 4 : 0);
    if (s->cheapest < 0 || stays != NULL)
        find_cheapest(s, stays);
    int32_t least_at = s->cheapest;
    double least = least_at >= 0 ? s->loss[least_at] - s->save[least_at] : JH_INF;
    for (size_t t = 0; t < n_touched; t++) { /* others lose as much as before */
        int32_t r = s->touched[t];
        double lost = s->loss[r] - s->save[r];
        if (lost < least && s->may[r] != JH_I_PM_OPEN && (stays == NULL || !stays[r])) {
            least = lost;
            least_at = r;
        }
        s->save[r] = 0;
    }
    if (stays != NULL)
        s->cheapest = -1;
    *out_close = least_at;
    return gain - least;
}

/* Sites that the client might now prefer have to be looked at again. */
static void wake(struct jh_i_pm_search *s, size_t i, double up_to)
{
    const struct jh_i_pm *pm = s->pm;
    size_t k = pm->start[i];
    for (; k < pm->start[i + 1] && pm->cost[k] < up_to; k++)
        enqueue(s, pm->site[k]);
    s->work += (int64_t)(k - pm->start[i]);
}

static void update(struct jh_i_pm_search *s, size_t i)
{
    double before = s->cost1[i], up_to = s->cost2[i];
    add_loss(s, i, -1);
    scan_client(s, i);
    add_loss(s, i, 1);
    s->value += s->cost1[i] - before;
    wake(s, i, s->cost2[i] > up_to ? s->cost2[i] : up_to);
}

void jh_i_pm_search_exchange(struct jh_i_pm_search *s, int32_t j, int32_t r)
{
    const struct jh_i_pm *pm = s->pm;
    s->at[j] = s->at[r];
    s->open[s->at[j]] = j;
    s->at[r] = -1;
    for (size_t i = 0; i < pm->n; i++) {
        if (s->near1[i] == r || s->near2[i] == r)
            update(s, i);
    }
    for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1]; c++) {
        size_t i = (size_t)pm->col_client[c];
        if (pm->col_cost[c] < s->cost2[i] && s->near1[i] != j && s->near2[i] != j)
            update(s, i);
    }
    s->loss[r] = 0;
    s->cheapest = -1;
    s->work += (int64_t)pm->n / 4;
    enqueue(s, r);
}

void jh_i_pm_search_wake(struct jh_i_pm_search *s)
{
    for (size_t j = 0; j < s->pm->m; j++)
        enqueue(s, (int32_t)j);
}

static void forget_queue(struct jh_i_pm_search *s)
{
    s->queue_len = 0;
    memset(s->queued, 0, s->pm->m);
}

void jh_i_pm_search_descend(struct jh_i_pm_search *s)
{
    for (int64_t t = 1; s->queue_len > 0; t++) {
        if (t % ASK_EACH == 0 && jh_run_stopped(s->run)) {
            forget_queue(s);
            break;
        }
        int32_t j = s->queue[s->queue_head], r;
        s->queue_head = s->queue_head + 1 < s->pm->m ? s->queue_head + 1 : 0;
        s->queue_len--;
        s->queued[j] = 0;
        if (s->at[j] >= 0)
            continue;
        double gain = jh_i_pm_search_exchange_gain(s, j, NULL, &r), before = s->value;
        if (r < 0 || gain <= least_gain * fabs(before))
            continue;
        jh_i_pm_search_exchange(s, j, r);
        if (s->value >= before) /* rounding alone: no way to go on */
            forget_queue(s);
    }
}

/* A closed site near a client: one that the dual speaks for, or any; -1: none. */
static int32_t choose_near(const struct jh_i_pm_search *s, size_t i, size_t len, struct jh_rng *rng)
{
    int32_t best = -1;
    double most = -1, noise = jh_rng_below(rng, 3) == 0 ? 100 : 0.3;
    for (size_t k = 0; k < len; k++) {
        int32_t j = s->pm->site[s->pm->start[i] + k];
        if (s->at[j] >= 0 || s->may[j] != JH_I_PM_FREE)
            continue;
        double luck = noise * jh_rng_unit(rng) + s->guide[j];
        if (luck > most) {
            most = luck;
            best = j;
        }
    }
    return best;
}

/* Force a few exchanges near one client. */
static void kick(struct jh_i_pm_search *s, struct jh_rng *rng)
{
    const struct jh_i_pm *pm = s->pm;
    size_t i = jh_rng_below(rng, pm->n), n_kicks = 1 + jh_rng_below(rng, 3);
    size_t len = pm->start[i + 1] - pm->start[i], reach = 4 * pm->m / (size_t)pm->p + 4;
    for (size_t t = 0; t < n_kicks; t++) {
        int32_t j = choose_near(s, i, len < reach ? len : reach, rng), r;
        if (j < 0)
            return;
        jh_i_pm_search_exchange_gain(s, j, NULL, &r);
        if (r < 0)
            return;
        jh_i_pm_search_exchange(s, j, r);
    }
}

void jh_i_pm_search_begin(struct jh_i_pm_search *s, double heat, int64_t length)
{
    s->walk = (struct jh_i_pm_walk){
        .length = length, .most = heat * fabs(s->value) / s->pm->p, .best = s->value};
    memcpy(s->best, s->open, (size_t)s->pm->p * sizeof *s->best);
    keep(s);
}

/* One kick and what follows from it. */
static void stride(struct jh_i_pm_search *s, struct jh_rng *rng)
{
    struct jh_i_pm_walk *walk = &s->walk;
    kick(s, rng);
    jh_i_pm_search_descend(s);
    s->work += (int64_t)(s->pm->n / 2 + s->pm->m / 2) + 1;
    double left = 1 - (double)walk->done / (double)walk->length - cold_share;
    double room = left > 0 ? -walk->most * left * log(1 - jh_rng_unit(rng)) : 0;
    if (s->value > s->undo->value + room) {
        restore(s);
        return;
    }
    keep(s);
    if (s->value < walk->best) {
        walk->best = s->value;
        memcpy(s->best, s->open, (size_t)s->pm->p * sizeof *s->best);
    }
}

bool jh_i_pm_search_shake(
    struct jh_i_pm_search *s, struct jh_rng *rng, int64_t work, const struct jh_run *run)
{
    struct jh_i_pm_walk *walk = &s->walk;
    int64_t until = s->work + work;
    while (s->work < until && walk->done < walk->length && !jh_run_stopped(run)) {
        int64_t before = s->work;
        stride(s, rng);
        walk->done += s->work - before;
    }
    if (walk->done < walk->length)
        return false;
    if (s->value > walk->best)
        jh_i_pm_search_set(s, s->best);
    walk->length = 0;
    return true;
}

void jh_i_pm_search_spread(struct jh_i_pm_search *s, struct jh_rng *rng, int32_t *out_open)
{
    size_t n = 0, m = s->pm->m, p = (size_t)s->pm->p;
    for (size_t j = 0; j < m; j++) {
        if (s->may[j] == JH_I_PM_OPEN)
            out_open[n++] = (int32_t)j;
    }
    size_t n_free = 0;
    for (size_t j = 0; j < m; j++) {
        if (s->may[j] == JH_I_PM_FREE)
            s->touched[n_free++] = (int32_t)j;
    }
    jh_rng_shuffle(rng, s->touched, n_free);
    for (size_t k = 0; k < n_free && n < p; k++)
        out_open[n++] = s->touched[k];
    /* jh_i_pm_search_set() follows, so the scratch needs no cleaning. */
}
