/* Groups and their effects by period (Callaway and Sant'Anna 2021, section 2). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/doubly.h"
#include "evaluate/staggered.h"

enum { NEVER = -1, LEFT_OUT = -2 };

void jh_i_groups_release(struct jh_groups *g)
{
    jh_i_free(g->opened);
    jh_i_free(g->share);
    jh_i_free(g->group_of);
    jh_i_free(g->weight);
    jh_i_free(g->cell);
    jh_i_free(g->member);
    jh_i_free(g->x);
    jh_i_free(g->change);
    jh_i_free(g->mass);
    jh_i_free(g->effect);
    jh_i_free(g->treated);
    jh_i_free(g->room);
    *g = (struct jh_groups){0};
}

/* Units by opening: the distinct periods, ascending, and each unit's number. */
static void number_groups(struct jh_groups *g, int32_t *at)
{
    const struct jh_eval_panel *p = g->panel;
    const int32_t first = 1 + g->options.anticipation; /* earlier: no period before it */
    for (size_t i = 0; i < p->n_units; i++)
        if (p->opened[i] >= first && (size_t)p->opened[i] < p->n_periods)
            at[p->opened[i]] = 1;
    for (size_t t = 0; t < p->n_periods; t++)
        if (at[t] != 0) {
            g->opened[g->n_groups] = (int32_t)t;
            at[t] = (int32_t)++g->n_groups;
        }
    double total = 0;
    for (size_t i = 0; i < p->n_units; i++) {
        const int32_t o = p->opened[i];
        g->group_of[i] = o == JH_EVAL_NEVER || (size_t)o >= p->n_periods ? NEVER
                         : o < first                                     ? LEFT_OUT
                                                                         : at[o] - 1;
        g->n_always += g->group_of[i] == LEFT_OUT;
        g->weight[i] = p->weight != NULL ? p->weight[i] : 1;
        total += g->weight[i];
    }
    for (size_t i = 0; i < p->n_units; i++)
        g->weight[i] *= (double)p->n_units / total;
}

/* The period that group and comparison are measured from; -1: none. */
static int32_t base_period(const struct jh_groups *g, size_t group, int32_t period)
{
    const int32_t fixed = g->opened[group] - 1 - g->options.anticipation;
    return period > fixed || g->options.universal_base ? fixed : period - 1;
}

/* 1: of the group, 0: of its comparison, -1: neither. */
static int side(const struct jh_groups *g, size_t i, size_t group, int32_t period, int32_t base)
{
    const int32_t mine = g->group_of[i];
    if (mine == (int32_t)group)
        return 1;
    if (mine == NEVER)
        return 0;
    if (mine == LEFT_OUT || g->options.control == JH_EVAL_CONTROL_NEVER)
        return -1;
    const int32_t last = period > base ? period : base;
    return g->opened[mine] - g->options.anticipation > last ? 0 : -1;
}

/* Mean changes of both sides. */
struct change {
    double mean[2], mass[2];
    size_t n[2];
};

static struct change measure(const struct jh_groups *g, size_t group, int32_t period, int32_t base)
{
    const struct jh_eval_panel *p = g->panel;
    struct change c = {{0, 0}, {0, 0}, {0, 0}};
    for (size_t i = 0; i < p->n_units; i++) {
        const double *y = p->value + i * p->n_periods;
        const double d = y[period] - y[base];
        const int s = isnan(d) ? -1 : side(g, i, group, period, base);
        if (s < 0)
            continue;
        c.mean[s] += g->weight[i] * d;
        c.mass[s] += g->weight[i];
        c.n[s]++;
    }
    for (int s = 0; s < 2; s++)
        c.mean[s] = c.mass[s] > 0 ? c.mean[s] / c.mass[s] : JH_NAN;
    return c;
}

/* The units of one comparison with their covariates, and what comes of them. */
static bool compare_alike(
    struct jh_groups *g, size_t group, int32_t period, int32_t base, double *out_att)
{
    const struct jh_eval_panel *p = g->panel;
    const size_t k = p->n_covariates + 1;
    size_t n = 0;
    for (size_t i = 0; i < p->n_units; i++) {
        const double *y = p->value + i * p->n_periods;
        const double d = y[period] - y[base];
        const int s = isnan(d) ? -1 : side(g, i, group, period, base);
        if (s < 0)
            continue;
        g->member[n] = i;
        g->treated[n] = (uint8_t)s;
        g->change[n] = d;
        g->mass[n] = g->weight[i];
        g->x[n * k] = 1;
        memcpy(
            g->x + n * k + 1, p->covariate + i * p->n_covariates, p->n_covariates * sizeof(double));
        n++;
    }
    g->n_members = n;
    const struct jh_doubly d = {n, k, g->x, g->change, g->mass, g->treated};
    return jh_i_doubly_robust(&d, g->room, out_att, g->effect);
}

void jh_i_groups_cells(struct jh_groups *g)
{
    const double n_units = (double)g->panel->n_units;
    g->n_cells = g->n_no_overlap = 0;
    memset(g->share, 0, g->n_groups * sizeof *g->share);
    for (size_t i = 0; i < g->panel->n_units; i++)
        if (g->group_of[i] >= 0)
            g->share[g->group_of[i]] += g->weight[i] / n_units;
    for (size_t k = 0; k < g->n_groups; k++)
        for (int32_t t = 0; (size_t)t < g->panel->n_periods; t++) {
            const int32_t base = base_period(g, k, t);
            if (base < 0 || base == t)
                continue;
            const struct change c = measure(g, k, t, base);
            double att = c.mean[1] - c.mean[0];
            if (c.n[0] == 0 || c.n[1] == 0)
                continue;
            if (g->panel->n_covariates > 0 && !compare_alike(g, k, t, base, &att)) {
                g->n_no_overlap++;
                continue;
            }
            g->cell[g->n_cells++] = (struct jh_eval_cell){.group = g->opened[k],
                .period = t,
                .att = att,
                .std_error = JH_NAN,
                .n_treated = c.n[1],
                .n_control = c.n[0]};
        }
}

size_t jh_i_groups_of_cell(const struct jh_groups *g, const struct jh_eval_cell *cell)
{
    size_t low = 0, high = g->n_groups;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (g->opened[middle] <= cell->group)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void jh_i_groups_influence(struct jh_groups *g, const struct jh_eval_cell *cell, double *influence)
{
    const struct jh_eval_panel *p = g->panel;
    const size_t group = jh_i_groups_of_cell(g, cell);
    const int32_t base = base_period(g, group, cell->period);
    const struct change c = measure(g, group, cell->period, base);
    const double n = (double)p->n_units;
    double att;
    if (p->n_covariates > 0) {
        memset(influence, 0, p->n_units * sizeof *influence);
        if (compare_alike(g, group, cell->period, base, &att))
            for (size_t m = 0; m < g->n_members; m++)
                influence[g->member[m]] = n / (double)g->n_members * g->effect[m];
        return;
    }
    for (size_t i = 0; i < p->n_units; i++) {
        const double *y = p->value + i * p->n_periods;
        const double d = y[cell->period] - y[base];
        const int s = isnan(d) ? -1 : side(g, i, group, cell->period, base);
        influence[i] = 0;
        if (s >= 0)
            influence[i] = (s == 1 ? 1 : -1) * g->weight[i] * (d - c.mean[s]) * n / c.mass[s];
    }
}

double jh_i_groups_simple(const struct jh_groups *g)
{
    double sum = 0, mass = 0;
    for (size_t k = 0; k < g->n_cells; k++) {
        const struct jh_eval_cell *c = &g->cell[k];
        if (c->period < c->group)
            continue;
        const double share = g->share[jh_i_groups_of_cell(g, c)];
        sum += share * c->att;
        mass += share;
    }
    return mass > 0 ? sum / mass : JH_NAN;
}

static bool make_room(struct jh_groups *g)
{
    const size_t n = g->panel->n_units, k = g->panel->n_covariates + 1;
    g->member = jh_i_calloc(n, sizeof *g->member);
    g->x = jh_i_calloc(n, k * sizeof *g->x);
    g->change = jh_i_calloc(n, sizeof *g->change);
    g->mass = jh_i_calloc(n, sizeof *g->mass);
    g->effect = jh_i_calloc(n, sizeof *g->effect);
    g->treated = jh_i_calloc(n, 1);
    g->room = jh_i_calloc(jh_i_doubly_room(n, k), sizeof *g->room);
    return g->member != NULL && g->x != NULL && g->change != NULL && g->mass != NULL &&
           g->effect != NULL && g->treated != NULL && g->room != NULL;
}

enum jh_status jh_i_groups_make(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, struct jh_groups *out, struct jh_error *err)
{
    const size_t n = panel->n_units, n_t = panel->n_periods;
    *out = (struct jh_groups){.panel = panel, .options = *options};
    int32_t *at = jh_i_calloc(n_t, sizeof *at);
    out->opened = jh_i_calloc(n_t, sizeof *out->opened);
    out->share = jh_i_calloc(n_t, sizeof *out->share);
    out->group_of = jh_i_calloc(n, sizeof *out->group_of);
    out->weight = jh_i_calloc(n, sizeof *out->weight);
    if (at != NULL && out->opened != NULL && out->share != NULL && out->group_of != NULL &&
        out->weight != NULL) {
        number_groups(out, at);
        out->cell = jh_i_calloc(out->n_groups * n_t, sizeof *out->cell);
    }
    jh_i_free(at);
    if (out->cell == NULL || (panel->n_covariates > 0 && !make_room(out)))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_i_groups_cells(out);
    return JH_OK;
}
