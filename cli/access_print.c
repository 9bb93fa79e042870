/*
 * junheng access: its tables.
 */
#include "cli/access.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/table.h"

/* The figure of each method. */
static const struct cli_column per_person = {
    "access", "accessibility", "per 1,000 people", 1000, 2};
static const struct cli_column as_minutes = {"access", "to the nearest", "minutes", 0, 1};
static const struct cli_column as_supply = {"access", "supply within reach", NULL, 0, 1};
static const struct cli_column as_available = {
    "access", "supply available to the area", NULL, 0, 1};
static const struct cli_column as_cost = {"access", "cost of travel and crowding", NULL, 0, 2};
static const struct cli_column as_crowding = {
    "crowding", "crowding", "people per unit of supply", 0, 1};
static const struct cli_column *const figure_of[] = {
    [JH_ACCESS_NEAREST] = &as_minutes,
    [JH_ACCESS_CUMULATIVE] = &as_supply,
    [JH_ACCESS_2SFCA] = &per_person,
    [JH_ACCESS_E2SFCA] = &per_person,
    [JH_ACCESS_K_NEAREST] = &as_minutes,
    [JH_ACCESS_INTERVAL] = &as_supply,
    [JH_ACCESS_GRAVITY] = &as_supply,
    [JH_ACCESS_GRAVITY_COMPETITION] = &per_person,
    [JH_ACCESS_3SFCA] = &per_person,
    [JH_ACCESS_M2SFCA] = &per_person,
    [JH_ACCESS_I2SFCA] = &as_crowding,
    [JH_ACCESS_BFCA] = &per_person,
    [JH_ACCESS_AVAILABILITY] = &as_available,
    [JH_ACCESS_RAAM] = &as_cost,
};
static const struct cli_column of_area[] = {
    {"area_id", "area", NULL, 0, 0}, {"population", "population", NULL, 0, 0}};
static const struct cli_column of_site[] = {
    {"hospital_id", "hospital", NULL, 0, 0}, {"supply", "supply", NULL, 0, 0}};
static const struct cli_column of_supply = {"supply_name", "supply", NULL, 0, 0};
static const struct cli_column of_name = {"name", NULL, NULL, 0, 0};

/* Figures of one supply; with several each name gets that of the supply behind it. */
static const struct cli_column fig_mean = {"mean", NULL, NULL, 0, 0};
static const struct cli_column fig_gini = {"gini", "Gini coefficient", NULL, 0, 3};
static const struct cli_column fig_theil = {"theil", "Theil index", NULL, 0, 3};
static const struct cli_column fig_between = {"theil_between", "of it between regions", NULL, 0, 3};
static const struct cli_column fig_within = {"theil_within", "of it within regions", NULL, 0, 3};
static const struct cli_column fig_variation = {
    "variation", "coefficient of variation", NULL, 0, 3};
static const struct cli_column fig_tenths = {
    "tenths_ratio", "highest tenth of people to lowest", NULL, 0, 2};
static const struct cli_column fig_palma = {"palma", "Palma ratio", NULL, 0, 2};
static const struct cli_column fig_concentration = {
    "concentration", "concentration index", NULL, 0, 3};
static const struct cli_column fig_erreygers = {"erreygers", "by Erreygers", NULL, 0, 3};
static const struct cli_column fig_wagstaff = {"wagstaff", "by Wagstaff", NULL, 0, 3};
static const struct cli_column fig_no_income = {
    "people_without_income", "people without figure or income", NULL, 0, 0};
static const struct cli_column fig_fgt[] = {
    {"fgt0", "share below the line", NULL, 0, 3},
    {"fgt1", "mean shortfall", NULL, 0, 3},
    {"fgt2", "severity of shortfall", NULL, 0, 3},
};
static const struct cli_column lorenz_columns[] = {
    {"people_frac", "share of people", NULL, 0, 4},
    {"figure_frac", "share of the figure", NULL, 0, 4},
    {"supply_name", "supply", NULL, 0, 0},
};
static const struct cli_column zone_columns[] = {
    {"zone_id", "zone", NULL, 0, 0},
    {"zone_name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
    {"mean", "mean", NULL, 0, 4},
    {"gini", "Gini coefficient", NULL, 0, 3},
    {"theil", "Theil index", NULL, 0, 3},
    {"variation", "coefficient of variation", NULL, 0, 3},
    {"lowest_tenth", "lowest tenth", NULL, 0, 4},
    {"highest_tenth", "highest tenth", NULL, 0, 4},
    {"people_left_out", "without a figure", NULL, 0, 0},
    {"supply_name", "supply", NULL, 0, 0},
};
static const struct cli_column fig_left_out = {
    "people_left_out", "people without a figure", NULL, 0, 0};
static const struct cli_column fig_sites = {"n_sites", "hospitals counted", NULL, 0, 0};
static const struct cli_column fig_listed = {
    "pairs_listed", "pairs with a listed travel time", NULL, 0, 0};
static const struct cli_column fig_modelled = {
    "pairs_modelled", "pairs by the distance model", NULL, 0, 0};
static const struct cli_column fig_unknown = {
    "pairs_unknown", "pairs without a travel time", NULL, 0, 0};

static void put_units(struct cli *cli, const struct cli_access *q,
    const struct cli_access_supply *s, struct cli_table *table)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    bool by_site = jh_access_by_site(q->options.method);
    const double *mass = by_site ? s->supply : q->people;
    struct jh_buf label;
    jh_buf_init(&label, 1 << 16);
    for (size_t i = 0; i < q->n_judged && !cli_table_failed(table); i++) {
        size_t at = by_site ? (size_t)q->site[i] : i;
        const char *name = by_site ? hospitals->name[at] : areas->name[at];
        if (by_site && !(s->supply[i] > 0))
            continue;
        cli_table_text(
            table, cli_label(cli, &label, by_site ? hospitals->id[at] : areas->id[at], name));
        cli_table_number(table, s->access[i]);
        cli_table_text(table, name);
        cli_table_number(table, mass[i]);
        if (q->n_supplies > 1)
            cli_table_text(table, s->name);
    }
    jh_buf_release(&label);
}

static enum jh_status print_units(
    struct cli *cli, struct cli_access *q, struct cli_table *table, struct jh_error *err)
{
    bool by_site = jh_access_by_site(q->options.method);
    const struct cli_column *ends = by_site ? of_site : of_area;
    struct cli_column *column = jh_arena_new(&q->scratch, 5, struct cli_column);
    if (column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    column[0] = ends[0];
    column[1] = *figure_of[q->options.method];
    column[2] = of_name;
    column[3] = ends[1];
    column[4] = of_supply;
    cli_table_begin(table, cli, q->n_supplies > 1 ? 5 : 4, column);
    for (size_t k = 0; k < q->n_supplies; k++)
        put_units(cli, q, &q->supply[k], table);
    return JH_OK;
}

/* A figure of the summary; with several supplies named after its own. */
static void put_figure(struct cli_access *q, const struct cli_access_supply *s,
    struct cli_table *table, const struct cli_column *figure, double value)
{
    struct jh_buf name, head;
    struct cli_column mine = *figure;
    if (q->n_supplies == 1) {
        cli_summary_number(table, figure, value);
        return;
    }
    jh_buf_init(&name, 1 << 12);
    jh_buf_init(&head, 1 << 12);
    jh_buf_printf(&name, "%s_%s", figure->name, s->name);
    if (figure->head != NULL)
        jh_buf_printf(&head, "%s, %s", jh_tr(table->cli->lang, figure->head), s->name);
    if (name.status == JH_OK && head.status == JH_OK) {
        mine.name = name.data;
        mine.head = figure->head != NULL ? head.data : NULL;
        cli_summary_number(table, &mine, value);
    }
    jh_buf_release(&name);
    jh_buf_release(&head);
}

static void put_equity(
    struct cli_access *q, const struct cli_access_supply *s, struct cli_table *table)
{
    put_figure(q, s, table, &fig_gini, s->equity.gini);
    put_figure(q, s, table, &fig_theil, s->equity.theil);
    put_figure(q, s, table, &fig_between, s->equity.theil_between);
    put_figure(q, s, table, &fig_within, s->equity.theil_within);
    put_figure(q, s, table, &fig_variation, s->equity.variation);
    put_figure(q, s, table, &fig_tenths, s->equity.tenths_ratio);
    if (q->income_name != NULL) {
        put_figure(q, s, table, &fig_palma, s->by_income.palma);
        put_figure(q, s, table, &fig_concentration, s->by_income.concentration);
        put_figure(q, s, table, &fig_erreygers, s->by_income.erreygers);
        put_figure(q, s, table, &fig_wagstaff, s->by_income.wagstaff);
        put_figure(q, s, table, &fig_no_income, s->by_income.people_left_out);
    }
    for (size_t a = 0; a < 3 && !isnan(q->line); a++)
        put_figure(q, s, table, &fig_fgt[a], s->fgt[a]);
    put_figure(q, s, table, &fig_mean, s->equity.mean);
    put_figure(q, s, table, &fig_left_out, s->equity.people_left_out);
}

static void put_summary(struct cli_access *q, struct cli_table *table)
{
    for (size_t k = 0; k < q->n_supplies; k++)
        put_equity(q, &q->supply[k], table);
    cli_summary_integer(table, &fig_sites, (int64_t)q->n_sites);
    cli_summary_integer(table, &fig_listed, (int64_t)q->pairs.counts.listed);
    cli_summary_integer(table, &fig_modelled, (int64_t)q->pairs.counts.modelled);
    cli_summary_integer(table, &fig_unknown, (int64_t)q->pairs.counts.unknown);
}

static enum jh_status print_lorenz(
    struct cli *cli, struct cli_access *q, struct cli_table *table, struct jh_error *err)
{
    double *people = jh_arena_new(&q->scratch, q->n_judged + 1, double);
    double *figure = jh_arena_new(&q->scratch, q->n_judged + 1, double);
    if (people == NULL || figure == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    cli_table_begin(table, cli, q->n_supplies > 1 ? 3 : 2, lorenz_columns);
    for (size_t k = 0; k < q->n_supplies; k++) {
        const struct cli_access_supply *s = &q->supply[k];
        bool by_site = jh_access_by_site(q->options.method);
        size_t n = 0;
        enum jh_status st = jh_equity_lorenz(
            q->n_judged, s->figure, by_site ? s->supply : q->people, &n, people, figure, err);
        if (st != JH_OK)
            return st;
        for (size_t i = 0; i < n && !cli_table_failed(table); i++) {
            cli_table_number(table, people[i]);
            cli_table_number(table, figure[i]);
            if (q->n_supplies > 1)
                cli_table_text(table, s->name);
        }
    }
    return JH_OK;
}

/* Equity over the people of each zone alone. */
static enum jh_status print_zones(struct cli *cli, struct cli_access *q,
    const struct jh_zoning *zoning, struct cli_table *table, struct jh_error *err)
{
    const struct jh_zones *zones = &zoning->zones;
    size_t n = q->dataset->areas.n_inside;
    double *mine = jh_arena_new(&q->scratch, n, double);
    struct jh_buf label;
    enum jh_status st = JH_OK;
    if (mine == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (jh_access_by_site(q->options.method))
        return jh_fail(err, JH_E_ARG, "crowding is by hospital, not by people of zones");
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(table, cli, q->n_supplies > 1 ? 11 : 10, zone_columns);
    for (size_t k = 0; k < q->n_supplies * zones->n && st == JH_OK; k++) {
        const struct cli_access_supply *s = &q->supply[k / zones->n];
        size_t z = k % zones->n;
        struct jh_equity e;
        double people = 0;
        for (size_t a = 0; a < n; a++) {
            bool here = zones->of_area[a] == (int32_t)z;
            mine[a] = here ? s->figure[a] : JH_NAN;
            people += here ? q->people[a] : 0;
        }
        st = jh_equity(n, mine, q->people, 0, NULL, &e, err);
        double left_out = 0;
        for (size_t a = 0; a < n; a++)
            left_out += zones->of_area[a] == (int32_t)z && !isfinite(mine[a]) ? q->people[a] : 0;
        if (st != JH_OK)
            break;
        cli_table_text(table, cli_label(cli, &label, zones->id[z], zones->name[z]));
        cli_table_text(table, zones->name[z]);
        const double numbers[] = {people, e.mean, e.gini, e.theil, e.variation, e.lowest_tenth,
            e.highest_tenth, left_out};
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            cli_table_number(table, numbers[i]);
        if (q->n_supplies > 1)
            cli_table_text(table, s->name);
    }
    jh_buf_release(&label);
    return st;
}

enum jh_status cli_access_print(struct cli *cli, struct cli_access *q, enum cli_access_show show,
    const struct jh_zoning *zoning, struct jh_error *err)
{
    struct cli_table table;
    enum jh_status st = JH_OK;
    switch (show) {
    case CLI_ACCESS_UNITS:
        st = print_units(cli, q, &table, err);
        break;
    case CLI_ACCESS_LORENZ:
        st = print_lorenz(cli, q, &table, err);
        break;
    case CLI_ACCESS_ZONES:
        st = print_zones(cli, q, zoning, &table, err);
        break;
    }
    if (st != JH_OK)
        return st;
    put_summary(q, &table);
    return cli_table_end(&table, err);
}
