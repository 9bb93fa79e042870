/*
 * Local search for the capacitated p-median problem: clients shift, swap or push others on, sites
 * move within their clusters (after Stefanello et al. 2015, doi:10.1016/j.eswa.2014.09.024);
 * local minima are left by closing a site and opening another nearby.
 */
#include "locate/cp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

enum { REFRESH = 5000 };
static const double cold_share = 0.2;   /* of the work of a shake, at its end */
static const double room_slack = 1e-12; /* of a capacity: rounding of sums of loads */

enum jh_status jh_i_cp_search_init(struct jh_i_cp_search *s, const struct jh_i_pm *pm,
    const struct jh_i_pm_source *source, const double *load, const double *capacity,
    const uint8_t *may, struct jh_error *err)
{
    size_t n = pm->n, m = pm->m;
    *s = (struct jh_i_cp_search){.pm = pm,
        .source = source,
        .load = load,
        .capacity = capacity,
        .may = may,
        .open = jh_i_calloc(m, sizeof(int32_t)),
        .at = jh_i_calloc(m, sizeof(int32_t)),
        .to = jh_i_calloc(n, sizeof(int32_t)),
        .cost_to = jh_i_calloc(n, sizeof(double)),
        .used = jh_i_calloc(m, sizeof(double)),
        .head = jh_i_calloc(m, sizeof(int32_t)),
        .next = jh_i_calloc(n, sizeof(int32_t)),
        .prev = jh_i_calloc(n, sizeof(int32_t)),
        .sum = jh_i_calloc(m, sizeof(double)),
        .times = jh_i_calloc(m, sizeof(int32_t)),
        .regret = jh_i_calloc(n, sizeof(double)),
        .order = jh_i_calloc(n, sizeof(int32_t)),
        .best_open = jh_i_calloc(m, sizeof(int32_t)),
        .best_to = jh_i_calloc(n, sizeof(int32_t)),
        .changed = jh_i_calloc(m, sizeof(int64_t)),
        .moved = jh_i_calloc(m, sizeof(int64_t)),
        .checked = jh_i_calloc(n, sizeof(int64_t)),
        .guide = jh_i_calloc(m, sizeof(double)),
        .queue = jh_i_calloc(m, sizeof(int32_t)),
        .queued = jh_i_calloc(m, 1),
        .left = jh_i_calloc(4 * n + 4, sizeof(int32_t)),
        .left_cap = 4 * n + 4,
        .step = jh_i_calloc(8 * n + 64, sizeof(struct jh_i_cp_step)),
        .step_cap = 8 * n + 64,
        .best = JH_INF,
        .kept = JH_INF};
    if (s->open == NULL || s->at == NULL || s->to == NULL || s->cost_to == NULL ||
        s->used == NULL || s->head == NULL || s->next == NULL || s->prev == NULL ||
        s->sum == NULL || s->times == NULL || s->regret == NULL || s->order == NULL ||
        s->best_open == NULL || s->best_to == NULL || s->changed == NULL || s->moved == NULL ||
        s->checked == NULL || s->guide == NULL || s->queue == NULL || s->queued == NULL ||
        s->left == NULL || s->step == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

void jh_i_cp_search_release(struct jh_i_cp_search *s)
{
    jh_i_free(s->open);
    jh_i_free(s->at);
    jh_i_free(s->to);
    jh_i_free(s->cost_to);
    jh_i_free(s->used);
    jh_i_free(s->head);
    jh_i_free(s->next);
    jh_i_free(s->prev);
    jh_i_free(s->sum);
    jh_i_free(s->times);
    jh_i_free(s->regret);
    jh_i_free(s->order);
    jh_i_free(s->best_open);
    jh_i_free(s->best_to);
    jh_i_free(s->changed);
    jh_i_free(s->moved);
    jh_i_free(s->checked);
    jh_i_free(s->guide);
    jh_i_free(s->queue);
    jh_i_free(s->queued);
    jh_i_free(s->left);
    jh_i_free(s->step);
    *s = (struct jh_i_cp_search){.pm = NULL};
}

static void note_step(struct jh_i_cp_search *s, int32_t client, int32_t site, double cost)
{
    if (s->n_steps < s->step_cap)
        s->step[s->n_steps++] = (struct jh_i_cp_step){client, site, cost};
    else
        s->forgets = true;
}

static void enqueue(struct jh_i_cp_search *s, int32_t j)
{
    s->changed[j] = s->clock;
    if (s->queued[j])
        return;
    size_t to = s->queue_head + s->queue_len++;
    s->queue[to < s->pm->m ? to : to - s->pm->m] = j;
    s->queued[j] = 1;
}

static void put(struct jh_i_cp_search *s, size_t i, int32_t j, double cost)
{
    int32_t from = s->to[i];
    note_step(s, (int32_t)i, from, s->cost_to[i]);
    s->value += cost - s->cost_to[i];
    s->clock++;
    if (from >= 0) {
        if (s->prev[i] >= 0)
            s->next[s->prev[i]] = s->next[i];
        else
            s->head[from] = s->next[i];
        if (s->next[i] >= 0)
            s->prev[s->next[i]] = s->prev[i];
        s->used[from] -= s->load[i];
        enqueue(s, from);
    }
    s->to[i] = j;
    s->cost_to[i] = cost;
    if (j >= 0) {
        s->prev[i] = -1;
        s->next[i] = s->head[j];
        if (s->head[j] >= 0)
            s->prev[s->head[j]] = (int32_t)i;
        s->head[j] = (int32_t)i;
        s->used[j] += s->load[i];
        enqueue(s, j);
    }
}

static void leave_out(struct jh_i_cp_search *s, size_t i)
{
    put(s, i, -1, s->source->outside[i]);
    if (s->n_left < s->left_cap)
        s->left[s->n_left++] = (int32_t)i;
}

static bool has_room(const struct jh_i_cp_search *s, int32_t j, double change)
{
    return s->used[j] + change <= s->capacity[j] * (1 + room_slack);
}

static void set_open(struct jh_i_cp_search *s, const int32_t *open)
{
    for (size_t j = 0; j < s->pm->m; j++) {
        s->at[j] = s->head[j] = -1;
        s->used[j] = 0;
    }
    for (int32_t k = 0; k < s->pm->p; k++) {
        s->open[k] = open[k];
        s->at[open[k]] = k;
    }
    s->value = 0;
    s->n_left = s->n_steps = s->queue_len = 0;
    memset(s->queued, 0, s->pm->m);
    for (size_t i = 0; i < s->pm->n; i++) {
        s->to[i] = s->next[i] = s->prev[i] = -1;
        s->cost_to[i] = s->source->outside[i];
        s->value += s->cost_to[i];
        s->left[s->n_left++] = (int32_t)i;
    }
}

struct by_regret {
    double regret;
    int32_t client;
};

/* Clients without a site, those that lose most by the second best first, each to the nearest with
 * room. */
static void assign_left(struct jh_i_cp_search *s)
{
    const struct jh_i_pm *pm = s->pm;
    size_t n = 0;
    if (s->n_left == s->left_cap) { /* some were not noted */
        s->n_left = 0;
        for (size_t i = 0; i < pm->n; i++)
            s->left[s->n_left++] = (int32_t)i;
    }
    for (size_t t = 0; t < s->n_left; t++) {
        size_t i = (size_t)s->left[t];
        double first = JH_INF, second = s->source->outside[i];
        if (s->to[i] >= 0 || s->regret[i] != 0) /* served again, or noted twice */
            continue;
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            if (s->at[pm->site[k]] < 0)
                continue;
            if (!isinf(first)) {
                second = pm->cost[k];
                break;
            }
            first = pm->cost[k];
        }
        s->regret[i] = isinf(first) ? -1 : second - first + 1e-300;
        size_t at = n++; /* insertion keeps the order; few are without a site but at the start */
        s->order[at] = (int32_t)i;
    }
    for (size_t gap = n / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
        for (size_t k = gap; k < n; k++) {
            int32_t i = s->order[k];
            size_t at = k;
            for (; at >= gap && s->regret[s->order[at - gap]] < s->regret[i]; at -= gap)
                s->order[at] = s->order[at - gap];
            s->order[at] = i;
        }
    }
    s->n_left = 0;
    for (size_t t = 0; t < n; t++) {
        size_t i = (size_t)s->order[t];
        s->regret[i] = 0;
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            int32_t j = pm->site[k];
            if (s->at[j] >= 0 && has_room(s, j, s->load[i])) {
                put(s, i, j, pm->cost[k]);
                break;
            }
        }
        if (s->to[i] < 0)
            s->left[s->n_left++] = (int32_t)i; /* place t or before: read already */
    }
    s->work += (int64_t)n * 20;
}

/* Client l leaves j for i's sake: to i's site in exchange, or to a third with room. */
static bool push_on(struct jh_i_cp_search *s, size_t i, int32_t j, double cost, double least)
{
    const struct jh_i_pm *pm = s->pm;
    int32_t from = s->to[i], best_l = -1, best_to = -1;
    double best = s->cost_to[i] - cost - least, best_cost = 0;
    if (best <= 0)
        return false;
    for (int32_t l = s->head[j]; l >= 0; l = s->next[l]) {
        if (!has_room(s, j, s->load[i] - s->load[l]))
            continue;
        for (size_t k = pm->start[l]; k < pm->start[l + 1]; k++) {
            int32_t to = pm->site[k];
            double more = pm->cost[k] - s->cost_to[l];
            s->work++;
            if (more >= best)
                break;
            if (s->at[to] < 0 || to == j)
                continue;
            if (has_room(s, to, to == from ? s->load[l] - s->load[i] : s->load[l])) {
                best = more;
                best_l = l;
                best_to = to;
                best_cost = pm->cost[k];
                break;
            }
        }
    }
    if (best_l < 0)
        return false;
    leave_out(s, i);
    put(s, (size_t)best_l, best_to, best_cost);
    put(s, i, j, cost);
    return true;
}

static bool improve_client(struct jh_i_cp_search *s, size_t i, double least)
{
    const struct jh_i_pm *pm = s->pm;
    int64_t before = s->checked[i];
    bool own = s->to[i] < 0 || s->changed[s->to[i]] > before;
    s->checked[i] = s->clock;
    for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
        int32_t j = pm->site[k];
        s->work++;
        if (pm->cost[k] >= s->cost_to[i] - least)
            return false;
        if (s->at[j] < 0)
            continue;
        if (has_room(s, j, s->load[i])) {
            put(s, i, j, pm->cost[k]);
            return true;
        }
        if ((own || s->changed[j] > before) && push_on(s, i, j, pm->cost[k], least))
            return true;
    }
    return false;
}

/* Site `in` takes the place of `out`. */
static void replace(struct jh_i_cp_search *s, int32_t in, int32_t out)
{
    note_step(s, -1, out, 0);
    s->at[in] = s->at[out];
    s->open[s->at[in]] = in;
    s->at[out] = -1;
    /* Which one took the place is told by the step after. */
    note_step(s, -2, in, 0);
    s->clock++;
    enqueue(s, in);
}

/* The site within reach of all its clients that costs them least takes over. */
static bool move_site(struct jh_i_cp_search *s, int32_t j, double least)
{
    const struct jh_i_pm *pm = s->pm;
    int32_t n = 0, best = -1;
    double now = 0, best_sum;
    if (s->may[j] != JH_I_PM_FREE || s->changed[j] <= s->moved[j])
        return false;
    s->moved[j] = s->clock;
    for (int32_t i = s->head[j]; i >= 0; i = s->next[i]) {
        n++;
        now += s->cost_to[i];
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            s->sum[pm->site[k]] += pm->cost[k];
            s->times[pm->site[k]]++;
        }
        s->work += 2 * (int64_t)(pm->start[i + 1] - pm->start[i]);
    }
    best_sum = now - least;
    for (int32_t i = s->head[j]; i >= 0; i = s->next[i]) {
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            int32_t to = pm->site[k];
            if (s->times[to] == n && s->sum[to] < best_sum && s->at[to] < 0 &&
                s->may[to] == JH_I_PM_FREE && s->used[j] <= s->capacity[to] * (1 + room_slack)) {
                best = to;
                best_sum = s->sum[to];
            }
            s->times[to] = 0;
            s->sum[to] = 0;
        }
    }
    if (best < 0)
        return false;
    replace(s, best, j);
    while (s->head[j] >= 0) {
        size_t i = (size_t)s->head[j];
        for (size_t k = pm->start[i]; k < pm->start[i + 1]; k++) {
            if (pm->site[k] == best) {
                put(s, i, best, pm->cost[k]);
                break;
            }
        }
    }
    return true;
}

/* Clients of a site that has changed and those that would rather be there. */
static void improve_around(struct jh_i_cp_search *s, int32_t j, double least)
{
    const struct jh_i_pm *pm = s->pm;
    for (size_t c = pm->col_start[j]; c < pm->col_start[j + 1] && s->at[j] >= 0; c++) {
        size_t i = (size_t)pm->col_client[c];
        if (pm->col_cost[c] <= s->cost_to[i])
            (void)improve_client(s, i, least);
    }
    s->work += (int64_t)(pm->col_start[j + 1] - pm->col_start[j]);
}

static void descend(struct jh_i_cp_search *s)
{
    double least = 1e-10 * fabs(s->value) / (double)(s->pm->n + 1);
    assign_left(s);
    for (int64_t n = 0, most = 100 * (int64_t)s->pm->m; n < most;) {
        while (s->queue_len > 0 && n++ < most) {
            int32_t j = s->queue[s->queue_head];
            s->queue_head = s->queue_head + 1 < s->pm->m ? s->queue_head + 1 : 0;
            s->queue_len--;
            s->queued[j] = 0;
            improve_around(s, j, least);
        }
        bool changed = false;
        for (int32_t k = 0; k < s->pm->p; k++)
            changed |= move_site(s, s->open[k], least);
        if (!changed)
            break;
    }
    s->work += s->pm->p / 4;
}

static bool keep_better(struct jh_i_cp_search *s)
{
    if (s->value >= s->kept)
        return false;
    struct jh_sum sum = {0};
    bool complete = true;
    for (size_t i = 0; i < s->pm->n; i++) {
        complete = complete && s->to[i] >= 0;
        jh_sum_add(&sum, s->cost_to[i]);
    }
    s->value = jh_sum_value(&sum);
    if (s->value >= s->kept)
        return false;
    s->kept = s->value;
    memcpy(s->best_open, s->open, (size_t)s->pm->p * sizeof *s->open);
    memcpy(s->best_to, s->to, s->pm->n * sizeof *s->to);
    if (complete)
        s->best = s->value;
    return true;
}

void jh_i_cp_search_try(struct jh_i_cp_search *s, const int32_t *open)
{
    set_open(s, open);
    descend(s);
    keep_better(s);
}

static void back_to_kept(struct jh_i_cp_search *s)
{
    const struct jh_i_pm *pm = s->pm;
    set_open(s, s->best_open);
    for (size_t i = 0; i < pm->n; i++) {
        for (size_t k = pm->start[i]; s->best_to[i] >= 0 && k < pm->start[i + 1]; k++) {
            if (pm->site[k] == s->best_to[i]) {
                put(s, i, s->best_to[i], pm->cost[k]);
                break;
            }
        }
    }
    s->n_left = s->n_steps = s->queue_len = 0;
    memset(s->queued, 0, pm->m);
    for (size_t i = 0; i < pm->n; i++)
        if (s->to[i] < 0)
            s->left[s->n_left++] = (int32_t)i;
    s->forgets = false;
    /* It is a local optimum already. */
    for (size_t i = 0; i < pm->n; i++)
        s->checked[i] = s->clock;
    for (int32_t k = 0; k < pm->p; k++)
        s->moved[s->open[k]] = s->clock;
    s->work += (int64_t)pm->n * 4;
}

/* in takes the place of out, whose clients are left out for now. */
static void exchange(struct jh_i_cp_search *s, int32_t in, int32_t out)
{
    while (s->head[out] >= 0)
        leave_out(s, (size_t)s->head[out]);
    replace(s, in, out);
}

/* Somebody is left out: open a site there, close the idlest of a few. */
static bool rescue(struct jh_i_cp_search *s, struct jh_rng *rng)
{
    const struct jh_i_pm *pm = s->pm;
    size_t n_seen = 0, client = 0;
    int32_t in = -1, out = -1;
    for (size_t i = 0; i < pm->n; i++) {
        if (s->to[i] < 0 && jh_rng_below(rng, ++n_seen) == 0)
            client = i;
    }
    if (n_seen == 0)
        return false;
    n_seen = 0;
    for (size_t k = pm->start[client]; k < pm->start[client + 1] && n_seen < 6; k++) {
        int32_t j = pm->site[k];
        if (s->at[j] < 0 && s->may[j] == JH_I_PM_FREE && jh_rng_below(rng, ++n_seen) == 0)
            in = j;
    }
    for (int t = 0; t < 20; t++) {
        int32_t j = s->open[jh_rng_below(rng, (uint64_t)pm->p)];
        if (s->may[j] == JH_I_PM_FREE && (out < 0 || s->used[j] < s->used[out]))
            out = j;
    }
    if (in >= 0 && out >= 0)
        exchange(s, in, out);
    return in >= 0 && out >= 0;
}

/* Close a site near a client, open another there: those that the dual speaks against and for, or
 * any. */
static void kick(struct jh_i_cp_search *s, struct jh_rng *rng)
{
    const struct jh_i_pm *pm = s->pm;
    size_t i = jh_rng_below(rng, pm->n), len = pm->start[i + 1] - pm->start[i];
    size_t reach = 6 * pm->m / (size_t)pm->p + 4;
    len = len < reach ? len : reach;
    if (len == 0)
        return;
    for (uint64_t t = 1 + jh_rng_below(rng, 2); t > 0; t--) {
        int32_t in = -1, out = -1;
        double most_in = -1, most_out = -1, noise = jh_rng_below(rng, 3) == 0 ? 100 : 0.5;
        for (size_t k = 0; k < len; k++) {
            int32_t j = pm->site[pm->start[i] + k];
            double luck = noise * jh_rng_unit(rng);
            if (s->may[j] != JH_I_PM_FREE)
                continue;
            if (s->at[j] >= 0 && luck + 1 - s->guide[j] > most_out) {
                most_out = luck + 1 - s->guide[j];
                out = j;
            } else if (s->at[j] < 0 && luck + s->guide[j] > most_in) {
                most_in = luck + s->guide[j];
                in = j;
            }
        }
        if (out >= 0 && in >= 0)
            exchange(s, in, out);
    }
}

/* Undo all since the last answer taken; false: too much has happened. */
static bool go_back(struct jh_i_cp_search *s, double value)
{
    if (s->forgets)
        return false;
    size_t n = s->n_steps;
    s->forgets = true; /* undoing is not to be undone */
    while (n > 0) {
        struct jh_i_cp_step step = s->step[--n];
        if (step.client >= 0) {
            if (step.site < 0)
                leave_out(s, (size_t)step.client);
            else
                put(s, (size_t)step.client, step.site, step.cost);
            continue;
        }
        int32_t in = step.site, out = s->step[--n].site;
        s->at[out] = s->at[in];
        s->open[s->at[out]] = out;
        s->at[in] = -1;
    }
    while (s->queue_len > 0) { /* it was a local optimum */
        s->queued[s->queue[s->queue_head]] = 0;
        s->queue_head = s->queue_head + 1 < s->pm->m ? s->queue_head + 1 : 0;
        s->queue_len--;
    }
    s->n_steps = 0;
    s->forgets = false;
    s->value = value;
    return true;
}

double jh_i_cp_search_heat(int turn)
{
    static const double heat[] = {0.003, 0.1, 0.03, 0.4};
    return heat[turn % (int)(sizeof heat / sizeof *heat)];
}

void jh_i_cp_search_shake(struct jh_i_cp_search *s, double heat, struct jh_rng *rng, int64_t work,
    const struct jh_run *run)
{
    int64_t from = s->work, until = s->work + work;
    if (s->pm->n == 0 || isinf(s->kept))
        return;
    back_to_kept(s);
    double now = s->value, most = isinf(s->best) ? 0 : heat * fabs(s->best) / s->pm->p;
    for (int64_t turn = 1; s->work < until && !jh_run_stopped(run); turn++) {
        s->work += 100;
        if (jh_rng_below(rng, 4) == 0 || !rescue(s, rng))
            kick(s, rng);
        descend(s);
        double left = 1 - (double)(s->work - from) / (double)work - cold_share;
        double room = left > 0 ? -most * left * log(1 - jh_rng_unit(rng)) : 0;
        if (keep_better(s) || s->value <= now + room) {
            now = s->value;
            s->n_steps = 0;
            s->forgets = false;
        } else if (turn % REFRESH == 0 ||
                   !go_back(s, now)) { /* sums of loads afresh now and then */
            back_to_kept(s);
            now = s->value;
        }
    }
}
