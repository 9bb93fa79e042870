/* What is evaluated where no file is given: indicators of the workspace, openings of its register. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/evaluate.h"
#include "cli/monitor.h"

/* The periods that have any value, in their order. */
struct course {
    size_t n;
    const char **id;
    size_t *period; /* of the monitor */
};

static enum jh_status list_course(struct jh_arena *arena, const struct cli_monitor *m, size_t i,
    struct course *out, struct jh_error *err)
{
    out->id = jh_arena_new(arena, m->n_periods, const char *);
    out->period = jh_arena_new(arena, m->n_periods, size_t);
    if (out->id == NULL || out->period == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t p = 0; p < m->n_periods; p++) {
        bool any = false;
        for (size_t u = 0; u < m->units.n && !any; u++)
            any = !isnan(cli_monitor_value(m, i, p, u));
        if (!any)
            continue;
        size_t at = out->n++;
        for (; at > 0 && strcmp(m->period_id[out->period[at - 1]], m->period_id[p]) > 0; at--)
            out->period[at] = out->period[at - 1];
        out->period[at] = p;
    }
    for (size_t k = 0; k < out->n; k++) {
        out->id[k] = jh_arena_strdup(arena, m->period_id[out->period[k]]);
        if (out->id[k] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

/* The period of a day among "2024", "2024Q3", "2024-07"; before all of them 0, after all never. */
static int32_t period_of(const struct course *c, int64_t day)
{
    char date[16], name[3][16];
    jh_day_format(day, date);
    const int month = (date[5] - '0') * 10 + (date[6] - '0');
    snprintf(name[0], sizeof name[0], "%.4s", date);
    snprintf(name[1], sizeof name[1], "%.4sQ%d", date, (month + 2) / 3);
    snprintf(name[2], sizeof name[2], "%.7s", date);
    for (size_t k = 0; k < c->n; k++)
        for (size_t f = 0; f < 3; f++)
            if (strcmp(c->id[k], name[f]) == 0)
                return (int32_t)k;
    return c->n > 0 && strncmp(date, c->id[0], 4) < 0 ? 0 : JH_EVAL_NEVER;
}

static size_t hospital_of(const struct jh_dataset *d, const struct jh_entity *project)
{
    const char *id = jh_entity_text(project, "host_id"), *name = jh_entity_text(project, "host");
    for (size_t h = 0; h < d->hospitals.n_inside; h++)
        if (strcmp(d->hospitals.id[h], id) == 0 ||
            (id[0] == '\0' && name[0] != '\0' && strcmp(d->hospitals.name[h], name) == 0))
            return h;
    return SIZE_MAX;
}

/* Does a project's opening reach the unit: the host itself, its prefecture, or the areas of it. */
static bool reaches(const struct cli_monitor *m, size_t hospital, size_t unit)
{
    const struct jh_dataset *d = m->dataset;
    const int32_t area = d->hospitals.area[hospital];
    if (m->units.level != JH_UNIT_AREA)
        return m->units.of_hospital[hospital] == (int32_t)unit;
    if (area == JH_NONE || d->areas.region[area] == JH_NONE)
        return area == (int32_t)unit;
    return d->areas.region[unit] == d->areas.region[area];
}

static size_t take_openings(const struct cli_monitor *m, const struct course *c, int32_t *opened)
{
    const struct jh_register *reg = m->programme.reg;
    size_t n = 0;
    for (size_t u = 0; u < m->units.n; u++)
        opened[u] = JH_EVAL_NEVER;
    for (size_t k = 0; k < jh_register_count(reg); k++) {
        const struct jh_entity *e = jh_register_at(reg, k);
        int64_t day;
        if (e->kind != JH_FACT_PROJECT ||
            !jh_register_reached(reg, e->subject, "building", "opened", &day))
            continue;
        const size_t h = hospital_of(m->dataset, e);
        const int32_t when = period_of(c, day);
        n += h != SIZE_MAX && when != JH_EVAL_NEVER ? 1 : 0;
        for (size_t u = 0; h != SIZE_MAX && when != JH_EVAL_NEVER && u < m->units.n; u++)
            if (reaches(m, h, u) && (opened[u] == JH_EVAL_NEVER || when < opened[u]))
                opened[u] = when;
    }
    return n;
}

/* Areas of one prefecture get their centre together: they are one cluster. */
static void take_clusters(const struct cli_monitor *m, int32_t *cluster)
{
    const int32_t *region = m->dataset->areas.region;
    for (size_t u = 0; u < m->units.n; u++) {
        size_t first = u;
        for (size_t v = 0; m->units.level == JH_UNIT_AREA && region[u] != JH_NONE && v < u; v++)
            if (region[v] == region[u]) {
                first = v;
                break;
            }
        cluster[u] = (int32_t)first;
    }
}

static enum jh_status make_panel(
    const struct cli_monitor *m, size_t i, struct jh_panel_table *t, struct jh_error *err)
{
    struct jh_arena *arena = &t->sheet.arena;
    struct course c = {0};
    enum jh_status st = list_course(arena, m, i, &c, err);
    if (st != JH_OK)
        return st;
    double *value = jh_arena_new(arena, m->units.n * c.n, double);
    int32_t *opened = jh_arena_new(arena, m->units.n, int32_t);
    int32_t *cluster = jh_arena_new(arena, m->units.n, int32_t);
    t->unit_id = jh_arena_new(arena, m->units.n, const char *);
    if (value == NULL || opened == NULL || cluster == NULL || t->unit_id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t u = 0; u < m->units.n; u++) {
        t->unit_id[u] = jh_arena_strdup(arena, m->units.id[u]);
        if (t->unit_id[u] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t k = 0; k < c.n; k++)
            value[u * c.n + k] = cli_monitor_value(m, i, c.period[k], u);
    }
    take_clusters(m, cluster);
    t->period_id = c.id;
    t->panel = (struct jh_eval_panel){.n_units = m->units.n,
        .n_periods = c.n,
        .value = value,
        .opened = opened,
        .cluster = cluster};
    if (take_openings(m, &c, opened) == 0) {
        st = jh_fail(err, JH_E_DOMAIN, "no project of the register has opened in these periods");
        jh_hint(err, "Move projects to \"opened\" with the date of their opening.");
    }
    return st;
}

enum jh_status cli_evaluate_open(struct cli *cli, const struct cli_args *args,
    struct cli_monitor *out, size_t *out_indicator, struct jh_error *err)
{
    const char *id = cli_get(args, "indicator")->text;
    const struct cli_monitor_asked asked = {
        .level = (enum jh_unit_level)cli_get(args, "units")->choice, .min_count = 30};
    enum jh_status st;
    if (id == NULL) {
        st = jh_fail(err, JH_E_ARG, "--%s is missing", "indicator");
        jh_hint(err, "Name a file, or an indicator of the workspace with --indicator.");
        return st;
    }
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_READ, out, err));
    *out_indicator = jh_i_catalogue_find(&out->catalogue, id);
    if (*out_indicator == SIZE_MAX ||
        !cli_monitor_has_level(out, &out->catalogue.indicator[*out_indicator]))
        st = jh_fail(err, JH_E_ARG, "there is no indicator \"%.60s\"", id);
out:
    return st;
}

enum jh_status cli_evaluate_panel_of_workspace(
    struct cli *cli, const struct cli_args *args, struct jh_panel_table *out, struct jh_error *err)
{
    struct cli_monitor m = {0};
    uint8_t *wanted = NULL;
    size_t i;
    enum jh_status st;
    jh_arena_init(&out->sheet.arena, 0);
    JH_TRY(st, cli_evaluate_open(cli, args, &m, &i, err));
    wanted = jh_i_calloc(m.catalogue.n, 1);
    if (wanted == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    wanted[i] = 1;
    JH_TRY(st, cli_monitor_take(cli, &m, wanted, err));
    st = make_panel(&m, i, out, err);
out:
    jh_i_free(wanted);
    cli_monitor_close(&m);
    return st == JH_E_DOMAIN ? JH_E_INFEASIBLE : st;
}
