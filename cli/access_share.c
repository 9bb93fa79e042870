/*
 * junheng access --share: who gets how much of a new supply so that accessibility is most equal.
 */
#include "cli/access.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"hospital_id", "hospital", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"supply", "today", NULL, 0, 1},
    {"added", "added", NULL, 0, 1},
    {"supply_after", "after", NULL, 0, 1},
};
static const struct cli_column fig_total = {"total", "shared in all", NULL, 0, 1};
static const struct cli_column fig_variation_before = {
    "variation_before", "coefficient of variation of accessibility, today", NULL, 0, 4};
static const struct cli_column fig_variation = {
    "variation", "coefficient of variation of accessibility, after", NULL, 0, 4};
static const struct cli_column fig_gini_before = {
    "gini_before", "Gini coefficient of accessibility, today", NULL, 0, 4};
static const struct cli_column fig_gini = {
    "gini", "Gini coefficient of accessibility, after", NULL, 0, 4};
static const struct cli_column fig_objective = {"objective", NULL, NULL, 0, 0};
static const struct cli_column fig_bound = {"bound", NULL, NULL, 0, 0};
static const struct cli_column fig_gap = {"gap", "gap", "%", 100, 6};

struct sharing {
    double *most, *added, *after, *access;
    struct jh_share share;
    struct jh_equity before, then;
};

/* Hospitals of the territory get the new supply; those beyond the border keep theirs. */
static enum jh_status share(
    struct cli_access *q, double total, double most, struct sharing *s, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const double *supply = q->supply[0].supply;
    size_t n = q->n_sites, n_inside = q->dataset->hospitals.n_inside;
    uint8_t *judged = jh_arena_new(&q->scratch, areas->n, uint8_t);
    enum jh_status st = JH_OK;
    s->most = jh_arena_new(&q->scratch, n, double);
    s->added = jh_arena_new(&q->scratch, n, double);
    s->after = jh_arena_new(&q->scratch, n, double);
    s->access = jh_arena_new(&q->scratch, areas->n, double);
    if (judged == NULL || s->most == NULL || s->added == NULL || s->after == NULL ||
        s->access == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memset(judged, 1, areas->n_inside);
    for (size_t j = 0; j < n; j++) {
        bool inside = (size_t)q->site[j] < n_inside;
        s->most[j] = inside && most > supply[j] ? most - supply[j] : 0;
    }
    JH_TRY(st, jh_access_share(&q->pairs, n, supply, s->most, q->people, judged, total, &q->options,
                   NULL, s->added, &s->share, err));
    JH_TRY(st, jh_access(&q->pairs, n, supply, q->people, &q->options, s->access, err));
    JH_TRY(st, jh_equity(areas->n_inside, s->access, q->people, 0, NULL, &s->before, err));
    for (size_t j = 0; j < n; j++)
        s->after[j] = supply[j] + s->added[j];
    JH_TRY(st, jh_access(&q->pairs, n, s->after, q->people, &q->options, s->access, err));
    st = jh_equity(areas->n_inside, s->access, q->people, 0, NULL, &s->then, err);
out:
    return st;
}

static enum jh_status print(struct cli *cli, const struct cli_access *q, double total,
    const struct sharing *s, struct jh_error *err)
{
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    struct cli_table table;
    struct jh_buf label;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t j = 0; j < q->n_sites && !cli_table_failed(&table); j++) {
        int32_t h = q->site[j];
        if ((size_t)h >= hospitals->n_inside)
            continue;
        cli_table_text(&table, cli_label(cli, &label, hospitals->id[h], hospitals->name[h]));
        cli_table_text(&table, hospitals->name[h]);
        cli_table_number(&table, q->supply[0].supply[j]);
        cli_table_number(&table, s->added[j]);
        cli_table_number(&table, s->after[j]);
    }
    jh_buf_release(&label);
    cli_summary_number(&table, &fig_total, total);
    cli_summary_number(&table, &fig_variation_before, s->before.variation);
    cli_summary_number(&table, &fig_variation, s->then.variation);
    cli_summary_number(&table, &fig_gini_before, s->before.gini);
    cli_summary_number(&table, &fig_gini, s->then.gini);
    cli_summary_number(&table, &fig_objective, s->share.objective);
    cli_summary_number(&table, &fig_bound, s->share.bound);
    cli_summary_number(&table, &fig_gap, s->share.gap_frac);
    return cli_table_end(&table, err);
}

enum jh_status cli_access_share(
    struct cli *cli, struct cli_access *q, double total, double most, struct jh_error *err)
{
    struct sharing s = {.most = NULL};
    enum jh_status st = JH_OK;
    if (q->streamed)
        return jh_fail(err, JH_E_UNSUPPORTED, "sharing needs the pairs held");
    if (q->n_supplies != 1)
        return jh_fail(err, JH_E_ARG, "one supply can be shared at a time");
    JH_TRY(st, cli_access_prepare(q, &cli->run, err));
    JH_TRY(st, share(q, total, most, &s, err));
    cli_progress_clear(&cli->progress);
    st = print(cli, q, total, &s, err);
out:
    return st;
}
