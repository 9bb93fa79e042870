/* Staggered openings: aggregates, their errors, bands and the test before opening. */
#include "evaluate/staggered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "evaluate/dist.h"
#include "evaluate/linear.h"

struct jh_eval_staggered_options jh_eval_staggered_options_default(void)
{
    return (struct jh_eval_staggered_options){
        .control = JH_EVAL_CONTROL_NOT_YET, .level = 0.95, .n_bootstrap = 999};
}

/* Where the aggregates stand among one another. */
struct layout {
    size_t simple, dynamic, by_group, events, groups, periods, n;
    int32_t first_event;
    size_t n_events;
};

/* A computation on its way. */
struct work {
    struct jh_groups groups;
    struct jh_aggregates sums;
    struct layout at;
    double *cell_influence; /* [n_units] */
    double *by_cluster;     /* [n * n_units], sums of influence by cluster */
    size_t n_clusters;
};

static struct layout lay_out(const struct jh_groups *g)
{
    struct layout at = {0};
    int32_t first = 0, last = 0;
    for (size_t k = 0; k < g->n_cells; k++) {
        const int32_t e = g->cell[k].period - g->cell[k].group;
        first = k == 0 || e < first ? e : first;
        last = k == 0 || e > last ? e : last;
    }
    at.first_event = first;
    at.n_events = (size_t)(last - first) + 1;
    at.simple = 0;
    at.dynamic = 1;
    at.by_group = 2;
    at.events = 3;
    at.groups = at.events + at.n_events;
    at.periods = at.groups + g->n_groups;
    at.n = at.periods + g->panel->n_periods;
    return at;
}

/* The aggregates that a cell belongs to; returns their number. */
static size_t belongs(const struct work *w, const struct jh_eval_cell *c, size_t out[4])
{
    const struct layout *at = &w->at;
    size_t n = 0;
    out[n++] = at->events + (size_t)(c->period - c->group - at->first_event);
    if (c->period < c->group)
        return n;
    out[n++] = at->simple;
    out[n++] = at->groups + jh_i_groups_of_cell(&w->groups, c);
    out[n++] = at->periods + (size_t)c->period;
    return n;
}

static double error_of(const struct work *w, const double *influence, double *scratch)
{
    const struct jh_eval_panel *p = w->groups.panel;
    struct jh_sum sum = {0, 0};
    memset(scratch, 0, p->n_units * sizeof *scratch);
    for (size_t i = 0; i < p->n_units; i++)
        scratch[p->cluster != NULL ? (size_t)p->cluster[i] : i] += influence[i];
    for (size_t i = 0; i < p->n_units; i++)
        jh_sum_add(&sum, scratch[i] * scratch[i]);
    return sqrt(jh_sum_value(&sum)) / (double)p->n_units;
}

/* Values and influence of all cells and aggregates. */
static void aggregate(struct work *w)
{
    struct jh_groups *g = &w->groups;
    struct jh_aggregates *a = &w->sums;
    size_t which[4];
    for (size_t k = 0; k < g->n_cells; k++) {
        const size_t n = belongs(w, &g->cell[k], which);
        for (size_t i = 0; i < n; i++)
            jh_i_aggregates_count(a, g, which[i], &g->cell[k]);
    }
    for (size_t k = 0; k < g->n_cells; k++) {
        const size_t n = belongs(w, &g->cell[k], which);
        jh_i_groups_influence(g, &g->cell[k], w->cell_influence);
        g->cell[k].std_error = error_of(w, w->cell_influence, w->by_cluster);
        for (size_t i = 0; i < n; i++)
            jh_i_aggregates_add(a, g, which[i], &g->cell[k], w->cell_influence);
    }
    jh_i_aggregates_finish(a, g);
}

/* An aggregate of aggregates: value and influence are their means with fixed weights. */
static void combine(struct work *w, size_t target, size_t first, size_t n, const double *weight)
{
    struct jh_aggregates *a = &w->sums;
    double *mine = a->influence + target * a->n_units, mass = 0;
    a->value[target] = 0; /* it has no cells of its own */
    for (size_t k = 0; k < n; k++)
        mass += a->n_cells[first + k] > 0 ? (weight != NULL ? weight[k] : 1) : 0;
    for (size_t k = 0; k < n; k++) {
        if (a->n_cells[first + k] == 0)
            continue;
        const double share = (weight != NULL ? weight[k] : 1) / mass;
        a->value[target] += share * a->value[first + k];
        for (size_t i = 0; i < a->n_units; i++)
            mine[i] += share * a->influence[(first + k) * a->n_units + i];
        a->n_cells[target] += a->n_cells[first + k];
    }
    if (a->n_cells[target] == 0)
        a->value[target] = JH_NAN;
}

/* The mean over groups has weights of its own to estimate. */
static void add_weight_influence(struct work *w)
{
    const struct jh_groups *g = &w->groups;
    struct jh_aggregates *a = &w->sums;
    double mass = 0;
    for (size_t k = 0; k < g->n_groups; k++)
        mass += a->n_cells[w->at.groups + k] > 0 ? g->share[k] : 0;
    for (size_t i = 0; i < a->n_units; i++) {
        const int32_t k = g->group_of[i];
        if (k >= 0 && a->n_cells[w->at.groups + (size_t)k] > 0)
            a->influence[w->at.by_group * a->n_units + i] +=
                g->weight[i] * (a->value[w->at.groups + (size_t)k] - a->value[w->at.by_group]) /
                mass;
    }
}

static struct jh_eval_estimate estimate_of(const struct work *w, size_t k, double *scratch)
{
    const struct jh_aggregates *a = &w->sums;
    if (a->n_cells[k] == 0)
        return (struct jh_eval_estimate){JH_NAN, JH_NAN, JH_NAN, JH_NAN, JH_NAN};
    return jh_i_eval_estimate(a->value[k], error_of(w, a->influence + k * a->n_units, scratch), 0,
        w->groups.options.level);
}

/* Room for all results in one block of memory. */
static enum jh_status make_room(
    const struct work *w, struct jh_eval_staggered *out, struct jh_error *err)
{
    const struct jh_groups *g = &w->groups;
    struct jh_arena *arena = jh_i_calloc(1, sizeof *arena);
    if (arena == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_arena_init(arena, 0);
    out->memory = arena;
    out->cell = jh_arena_new(arena, g->n_cells, struct jh_eval_cell);
    out->group = jh_arena_new(arena, g->n_groups, struct jh_eval_event);
    out->period = jh_arena_new(arena, g->panel->n_periods, struct jh_eval_event);
    out->event = jh_arena_new(arena, w->at.n_events, struct jh_eval_event);
    if (out->cell == NULL || out->group == NULL || out->period == NULL || out->event == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

static size_t take_rows(const struct work *w, size_t first, size_t n, int32_t from,
    const int32_t *name, double *scratch, struct jh_eval_event *out)
{
    size_t at = 0;
    for (size_t k = 0; k < n; k++)
        if (w->sums.n_cells[first + k] > 0)
            out[at++] = (struct jh_eval_event){.event = name != NULL ? name[k] : from + (int32_t)k,
                .effect = estimate_of(w, first + k, scratch),
                .band_low = JH_NAN,
                .band_high = JH_NAN,
                .n_cells = w->sums.n_cells[first + k]};
    return at;
}

/* Wald test of the events before opening, all at once. */
static enum jh_status test_before(
    const struct work *w, struct jh_eval_pretrend *out, struct jh_error *err)
{
    const struct jh_aggregates *a = &w->sums;
    const double n_units = (double)a->n_units;
    size_t n = 0;
    const size_t most = w->at.first_event < 0 ? (size_t)-w->at.first_event : 0;
    size_t *which = jh_i_calloc(most, sizeof *which);
    double *v = jh_i_calloc(most * most + most, sizeof *v);
    *out = (struct jh_eval_pretrend){JH_NAN, JH_NAN, 0};
    if (which == NULL || v == NULL) {
        jh_i_free(which);
        jh_i_free(v);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t k = 0; k < most && k < w->at.n_events; k++)
        if (a->n_cells[w->at.events + k] > 0)
            which[n++] = w->at.events + k;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            const double *x = w->by_cluster + which[i] * a->n_units,
                         *y = w->by_cluster + which[j] * a->n_units;
            double sum = 0;
            for (size_t c = 0; c < a->n_units; c++)
                sum += x[c] * y[c];
            v[i * n + j] = v[j * n + i] = sum / n_units / n_units;
        }
    out->df = jh_i_sweep_inverse(n, v, v + n * n, NULL);
    double chi2 = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            chi2 += a->value[which[i]] * v[i * n + j] * a->value[which[j]];
    if (out->df > 0) {
        out->statistic = chi2;
        out->p_value = jh_i_chi2_upper(chi2, (double)out->df);
    }
    jh_i_free(which);
    jh_i_free(v);
    return JH_OK;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sample quantile of n sorted values: the smallest at which the share reaches p. */
static double quantile(const double *sorted, size_t n, double p)
{
    size_t k = (size_t)ceil(p * (double)n);
    return sorted[k > 0 ? k - 1 : 0];
}

/* Sums of influence by cluster, all aggregates. */
static void gather_clusters(struct work *w)
{
    const struct jh_eval_panel *p = w->groups.panel;
    memset(w->by_cluster, 0, w->at.n * p->n_units * sizeof *w->by_cluster);
    for (size_t k = 0; k < w->at.n; k++)
        for (size_t i = 0; i < p->n_units; i++)
            w->by_cluster[k * p->n_units + (p->cluster != NULL ? (size_t)p->cluster[i] : i)] +=
                w->sums.influence[k * p->n_units + i];
}

/* Multiplier bootstrap of the events (sup-t) and of the mean over groups. */
static enum jh_status bootstrap(
    struct work *w, const struct jh_run *run, struct jh_eval_staggered *out, struct jh_error *err)
{
    const size_t n_draws = w->groups.options.n_bootstrap, n = w->groups.panel->n_units;
    const double golden = 1.6180339887498949, up = golden / sqrt(5.0); /* Mammen's two points */
    enum jh_status st = JH_OK;
    double *sup = jh_i_calloc(n_draws, sizeof *sup), *whole = jh_i_calloc(n_draws, sizeof *whole);
    double *v = jh_i_calloc(n, sizeof *v);
    if (sup == NULL || whole == NULL || v == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t b = 0; b < n_draws; b++) {
        struct jh_rng rng;
        if (jh_run_stopped(run)) {
            st = jh_fail(err, JH_E_CANCELLED, "stopped");
            goto out;
        }
        jh_rng_init(&rng, jh_run_seed(run), b);
        for (size_t c = 0; c < n; c++)
            v[c] = jh_rng_unit(&rng) < up ? 1 - golden : golden;
        for (size_t k = 0; k < out->n_events; k++) {
            const size_t which = w->at.events + (size_t)(out->event[k].event - w->at.first_event);
            const double *psi = w->by_cluster + which * n, se = out->event[k].effect.std_error;
            double sum = 0;
            for (size_t c = 0; c < n; c++)
                sum += v[c] * psi[c];
            if (se > 0)
                sup[b] = fmax(sup[b], fabs(sum / (double)n / se));
        }
        for (size_t c = 0; c < n; c++)
            whole[b] += v[c] * w->by_cluster[w->at.by_group * n + c] / (double)n;
    }
    qsort(sup, n_draws, sizeof *sup, by_value);
    qsort(whole, n_draws, sizeof *whole, by_value);
    out->critical = quantile(sup, n_draws, w->groups.options.level);
    /* The spread of the middle half, as robust as the authors' own program. */
    out->bootstrap_error = (quantile(whole, n_draws, 0.75) - quantile(whole, n_draws, 0.25)) /
                           (jh_i_normal_quantile(0.75) - jh_i_normal_quantile(0.25));
    for (size_t k = 0; k < out->n_events; k++) {
        struct jh_eval_event *e = &out->event[k];
        e->band_low = e->effect.estimate - out->critical * e->effect.std_error;
        e->band_high = e->effect.estimate + out->critical * e->effect.std_error;
    }
out:
    jh_i_free(sup);
    jh_i_free(whole);
    jh_i_free(v);
    return st;
}

static enum jh_status check(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *o, struct jh_error *err)
{
    enum jh_status st = jh_i_eval_check_level(o->level, err);
    if (st == JH_OK && (o->anticipation < 0 || (size_t)o->anticipation >= panel->n_periods))
        st = jh_fail(err, JH_E_ARG, "anticipation of %d periods", (int)o->anticipation);
    return st == JH_OK ? jh_i_eval_check_panel(panel, err) : st;
}

static enum jh_status fail_nothing(struct jh_error *err)
{
    enum jh_status st = jh_fail(err, JH_E_DOMAIN, "no group of openings has units to compare with");
    jh_hint(err, "Add units that never open, or that open later.");
    return st;
}

static enum jh_status begin(struct work *w, const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, check(panel, options, err));
    JH_TRY(st, jh_i_groups_make(panel, options, &w->groups, err));
    if (isnan(jh_i_groups_simple(&w->groups))) {
        st = fail_nothing(err);
        goto out;
    }
    w->at = lay_out(&w->groups);
    JH_TRY(st, jh_i_aggregates_init(&w->sums, w->at.n, &w->groups, err));
    w->cell_influence = jh_i_calloc(panel->n_units, sizeof *w->cell_influence);
    w->by_cluster = jh_i_calloc(w->at.n, panel->n_units * sizeof *w->by_cluster);
    if (w->cell_influence == NULL || w->by_cluster == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    else
        w->n_clusters = jh_i_eval_clusters(panel, (uint8_t *)w->cell_influence);
out:
    return st;
}

static void fill(struct work *w, struct jh_eval_staggered *r)
{
    const struct jh_groups *g = &w->groups;
    double *scratch = w->cell_influence;
    r->n_cells = g->n_cells;
    memcpy(r->cell, g->cell, g->n_cells * sizeof *g->cell);
    r->n_events =
        take_rows(w, w->at.events, w->at.n_events, w->at.first_event, NULL, scratch, r->event);
    r->n_groups = take_rows(w, w->at.groups, g->n_groups, 0, g->opened, scratch, r->group);
    r->n_periods = take_rows(w, w->at.periods, g->panel->n_periods, 0, NULL, scratch, r->period);
    r->simple = estimate_of(w, w->at.simple, scratch);
    r->dynamic = estimate_of(w, w->at.dynamic, scratch);
    r->by_group = estimate_of(w, w->at.by_group, scratch);
    r->n_units = g->panel->n_units;
    r->n_always = g->n_always;
    r->n_no_overlap = g->n_no_overlap;
    r->n_clusters = w->n_clusters;
    r->bootstrap_error = r->critical = JH_NAN;
    for (size_t i = 0; i < g->panel->n_units; i++)
        r->n_treated += g->group_of[i] >= 0;
}

enum jh_status jh_eval_staggered(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, const struct jh_run *run,
    struct jh_eval_staggered *out, struct jh_error *err)
{
    struct work w = {0};
    struct jh_eval_staggered r = {0};
    enum jh_status st;
    size_t before;
    JH_TRY(st, begin(&w, panel, options, err));
    JH_TRY(st, make_room(&w, &r, err));
    aggregate(&w);
    before = w.at.first_event < 0 ? (size_t)-w.at.first_event : 0;
    combine(&w, w.at.dynamic, w.at.events + before, w.at.n_events - before, NULL);
    combine(&w, w.at.by_group, w.at.groups, w.groups.n_groups, w.groups.share);
    add_weight_influence(&w);
    fill(&w, &r);
    gather_clusters(&w);
    JH_TRY(st, test_before(&w, &r.pretrend, err));
    if (options->n_bootstrap > 0)
        JH_TRY(st, bootstrap(&w, run, &r, err));
    *out = r;
    r.memory = NULL;
out:
    jh_eval_staggered_release(&r);
    jh_i_aggregates_release(&w.sums);
    jh_i_groups_release(&w.groups);
    jh_i_free(w.cell_influence);
    jh_i_free(w.by_cluster);
    return st;
}

void jh_eval_staggered_release(struct jh_eval_staggered *result)
{
    if (result->memory != NULL)
        jh_arena_release(result->memory);
    jh_i_free(result->memory);
    *result = (struct jh_eval_staggered){0};
}

enum jh_status jh_eval_permute(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, size_t n_draws, const struct jh_run *run,
    double *out_draw, double *out_p_value, struct jh_error *err)
{
    const size_t n = panel->n_units;
    struct jh_groups g = {0};
    size_t n_valid = 0, n_large = 0;
    double observed;
    enum jh_status st;
    int32_t *dealt = NULL;
    JH_TRY(st, check(panel, options, err));
    JH_TRY(st, jh_i_groups_make(panel, options, &g, err));
    observed = jh_i_groups_simple(&g);
    if (isnan(observed)) {
        st = fail_nothing(err);
        goto out;
    }
    dealt = jh_i_calloc(n, sizeof *dealt);
    if (dealt == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    memcpy(dealt, g.group_of, n * sizeof *dealt);
    for (size_t b = 0; b < n_draws; b++) {
        struct jh_rng rng;
        if (jh_run_stopped(run)) {
            st = jh_fail(err, JH_E_CANCELLED, "stopped");
            goto out;
        }
        jh_rng_init(&rng, jh_run_seed(run), b);
        memcpy(g.group_of, dealt, n * sizeof *dealt);
        jh_rng_shuffle(&rng, g.group_of, n);
        jh_i_groups_cells(&g);
        const double drawn = jh_i_groups_simple(&g);
        if (!isnan(drawn))
            n_valid++;
        if (fabs(drawn) >= fabs(observed) * (1 - 1e-12)) /* rounding does not break ties */
            n_large++;
        if (out_draw != NULL)
            out_draw[b] = drawn;
    }
    *out_p_value = (1 + (double)n_large) / (1 + (double)n_valid);
out:
    jh_i_free(dealt);
    jh_i_groups_release(&g);
    return st;
}
