/*
 * junheng access: accessibility by area and its equity over people.
 */
#include <math.h>
#include <string.h>

#include "junheng/access.h"

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/table.h"

/* The library's table as choices. */
#define JH_X(name, number, id, unit) "|" id
static const char all_methods[] = JH_ACCESS_METHOD_MAP(JH_X);
#undef JH_X
static const struct cli_option options[] = {
    {.name = "method",
        .letter = 'm',
        .kind = CLI_CHOICE,
        .value = "METHOD",
        .choices = all_methods + 1,
        .default_text = "2sfca",
        .help = "what is measured: minutes to the nearest, supply within reach, supply per person "
                "by floating catchments, or crowding by hospital (i2sfca)"},
    {.name = "reach",
        .letter = 'r',
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 1,
        .max = 1440,
        .default_text = "60",
        .help = "travel time within which care counts"},
    {.name = "decay",
        .kind = CLI_CHOICE,
        .value = "DECAY",
        .choices = "binary|step|linear|exponential|power|gaussian|gaussian-cut|logistic",
        .default_text = "binary",
        .help = "how a trip counts less the longer it is; e2sfca, 3sfca, m2sfca and bfca take "
                "binary as step, the gravity methods as exponential"},
    {.name = "k",
        .kind = CLI_INT,
        .value = "NUMBER",
        .min = 1,
        .max = 1000,
        .default_text = "3",
        .help = "k-nearest: number of hospitals over which minutes are averaged"},
    {.name = "from",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0,
        .max = 1440,
        .default_note = "half the reach",
        .help = "cumulative-interval: least reach of the average"},
    {.name = "tau",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0.1,
        .max = 10000,
        .default_text = "60",
        .help = "raam: travel time that weighs as much as mean crowding"},
    {.name = "income",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .help =
            "column of areas with income per person: Palma ratio and concentration index by it"},
    {.name = "line",
        .kind = CLI_REAL,
        .value = "FIGURE",
        .min = 0,
        .max = (double)INFINITY,
        .help = "share of people below that figure (as CSV gives it), mean shortfall and severity"},
    {.name = "show",
        .kind = CLI_CHOICE,
        .value = "TABLE",
        .choices = "units|lorenz",
        .default_text = "units",
        .help = "figures of areas (i2sfca: hospitals), or the points of the Lorenz curve"},
    {.name = "outside",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "count|ignore",
        .default_text = "count",
        .help = "hospitals beyond the border: count their supply or ignore them"},
    {.name = "supply",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .default_text = "beds",
        .help = "column of hospitals that holds the supply"},
    {.name = "travel",
        .kind = CLI_CHOICE,
        .value = "MODE",
        .choices = "mixed|listed|model",
        .default_text = "mixed",
        .help = "travel times: listed pairs, the distance model, or listed before model"},
    {.name = NULL},
};

/* One question: who offers how much to whom. */
struct question {
    const struct jh_dataset *dataset;
    struct jh_access_options options;
    struct jh_travel_options travel;
    const char *supply_name;
    bool any_site;       /* nearest hospital, whatever it offers */
    bool ignore_outside; /* hospitals beyond the border */
    struct jh_arena scratch;
    size_t n_sites;
    int32_t *site;  /* [n_sites], hospitals */
    double *supply; /* [n_sites] */
    int32_t *area;  /* [areas.n], all: people beyond the border compete too */
    double *access; /* [areas.n] or [n_sites], by the method */
    double *figure; /* the same, per person: what equity is of */
    struct jh_travel_pairs pairs;
    const char *income_name; /* NULL: not asked */
    double line;             /* NaN: not asked */
    size_t n_judged;         /* units that equity is over */
    const double *mass;      /* [n_judged] their people or supply */
    struct jh_equity equity;
    struct jh_equity_income by_income;
    double fgt[3];
};

static const double *supply_column(const struct jh_dataset *dataset, const char *name)
{
    if (strcmp(name, "beds") == 0)
        return dataset->hospitals.beds;
    if (strcmp(name, "authorised_beds") == 0)
        return dataset->hospitals.authorised_beds;
    return jh_attribute_number(&dataset->hospitals.attributes, name);
}

/* Hint at the column of numbers with the nearest name. */
static void suggest_column(const char *name, const struct jh_attributes *attributes, size_t n_known,
    const char *const *known, struct jh_error *err)
{
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < n_known; i++)
        jh_suggest_offer(&suggest, known[i]);
    for (size_t i = 0; i < attributes->n; i++)
        if (attributes->item[i].number != NULL)
            jh_suggest_offer(&suggest, attributes->item[i].name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
}

static enum jh_status no_supply(const struct question *q, struct jh_error *err)
{
    static const char *const known[] = {"beds", "authorised_beds"};
    enum jh_status st = jh_fail(
        err, JH_E_NOT_FOUND, "hospitals have no column of numbers \"%.60s\"", q->supply_name);
    suggest_column(q->supply_name, &q->dataset->hospitals.attributes, 2, known, err);
    return st;
}

static enum jh_status no_income(const struct question *q, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_NOT_FOUND, "areas have no column of numbers \"%.60s\"", q->income_name);
    suggest_column(q->income_name, &q->dataset->areas.attributes, 0, NULL, err);
    return st;
}

static enum jh_status choose_sites(struct question *q, struct jh_error *err)
{
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    const double *column = supply_column(q->dataset, q->supply_name);
    if (column == NULL)
        return no_supply(q, err);
    size_t n = q->ignore_outside ? hospitals->n_inside : hospitals->n;
    for (size_t h = 0; h < n; h++) {
        if (!(q->any_site || column[h] > 0))
            continue;
        q->site[q->n_sites] = (int32_t)h;
        q->supply[q->n_sites++] = column[h] > 0 ? column[h] : 0;
    }
    if (q->n_sites > 0)
        return JH_OK;
    enum jh_status st = jh_fail(
        err, JH_E_DATA, "no hospital has a figure above 0 in column \"%.60s\"", q->supply_name);
    jh_hint(err, "Name another column with --supply.");
    return st;
}

static enum jh_status allocate(struct question *q, struct jh_error *err)
{
    size_t n_areas = q->dataset->areas.n, n_hospitals = q->dataset->hospitals.n;
    q->site = jh_arena_new(&q->scratch, n_hospitals, int32_t);
    q->supply = jh_arena_new(&q->scratch, n_hospitals, double);
    q->area = jh_arena_new(&q->scratch, n_areas, int32_t);
    q->access = jh_arena_new(&q->scratch, n_areas + n_hospitals, double);
    q->figure = jh_arena_new(&q->scratch, n_areas + n_hospitals, double);
    if (q->figure == NULL || q->site == NULL || q->supply == NULL || q->area == NULL ||
        q->access == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n_areas; a++)
        q->area[a] = (int32_t)a;
    return JH_OK;
}

static enum jh_status judge_by_income(struct question *q, struct jh_error *err)
{
    const struct jh_attributes *attributes = &q->dataset->areas.attributes;
    if (q->income_name == NULL)
        return JH_OK;
    if (jh_access_by_site(q->options.method))
        return jh_fail(err, JH_E_ARG, "crowding is by hospital and has no income");
    const double *income = jh_attribute_number(attributes, q->income_name);
    if (income == NULL)
        return no_income(q, err);
    return jh_equity_income(
        q->n_judged, q->figure, q->mass, income, JH_NAN, JH_NAN, &q->by_income, err);
}

/* Equity of areas over their people; of hospitals over their supply. */
static enum jh_status judge(struct question *q, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const struct jh_regions *regions = &q->dataset->regions;
    bool by_site = jh_access_by_site(q->options.method);
    bool grouped = regions->n > 0 && !by_site;
    bool totals = q->options.method == JH_ACCESS_AVAILABILITY;
    enum jh_status st = JH_OK;
    q->n_judged = by_site ? q->n_sites : areas->n_inside;
    q->mass = by_site ? q->supply : areas->population;
    for (size_t i = 0; i < q->n_judged; i++) {
        q->figure[i] = q->access[i];
        if (totals)
            q->figure[i] = q->mass[i] > 0 ? q->access[i] / q->mass[i] : 0;
    }
    JH_TRY(st, jh_equity(q->n_judged, q->figure, q->mass, grouped ? regions->n : 0,
                   grouped ? areas->region : NULL, &q->equity, err));
    JH_TRY(st, judge_by_income(q, err));
    if (!isnan(q->line))
        st = jh_equity_shortfall(q->n_judged, q->figure, q->mass, q->line, q->fgt, err);
out:
    return st;
}

static enum jh_status answer(struct question *q, const struct jh_run *run, struct jh_error *err)
{
    const struct jh_areas *areas = &q->dataset->areas;
    enum jh_status st = JH_OK;
    JH_TRY(st, allocate(q, err));
    JH_TRY(st, choose_sites(q, err));
    JH_TRY(st, jh_travel_within(q->dataset, &q->travel, areas->n, q->area, q->n_sites, q->site,
                   q->options.reach_min, run, &q->pairs, err));
    JH_TRY(st, jh_access(&q->pairs, q->n_sites, q->supply, areas->population, &q->options,
                   q->access, err));
    st = judge(q, err);
out:
    return st;
}

static const struct cli_column per_person[] = {
    {"area_id", "area", NULL, 0, 0},
    {"access", "accessibility", "per 1,000 people", 1000, 2},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
};
static const struct cli_column as_minutes[] = {
    {"area_id", "area", NULL, 0, 0},
    {"access", "to the nearest", "minutes", 0, 1},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
};
static const struct cli_column as_supply[] = {
    {"area_id", "area", NULL, 0, 0},
    {"access", "supply within reach", NULL, 0, 1},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
};
static const struct cli_column as_available[] = {
    {"area_id", "area", NULL, 0, 0},
    {"access", "supply available to the area", NULL, 0, 1},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
};
static const struct cli_column as_cost[] = {
    {"area_id", "area", NULL, 0, 0},
    {"access", "cost of travel and crowding", NULL, 0, 2},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
};
static const struct cli_column as_crowding[] = {
    {"hospital_id", "hospital", NULL, 0, 0},
    {"crowding", "crowding", "people per unit of supply", 0, 1},
    {"name", NULL, NULL, 0, 0},
    {"supply", "supply", NULL, 0, 0},
};
static const struct cli_column *const columns_of[] = {
    [JH_ACCESS_NEAREST] = as_minutes,
    [JH_ACCESS_CUMULATIVE] = as_supply,
    [JH_ACCESS_2SFCA] = per_person,
    [JH_ACCESS_E2SFCA] = per_person,
    [JH_ACCESS_K_NEAREST] = as_minutes,
    [JH_ACCESS_INTERVAL] = as_supply,
    [JH_ACCESS_GRAVITY] = as_supply,
    [JH_ACCESS_GRAVITY_COMPETITION] = per_person,
    [JH_ACCESS_3SFCA] = per_person,
    [JH_ACCESS_M2SFCA] = per_person,
    [JH_ACCESS_I2SFCA] = as_crowding,
    [JH_ACCESS_BFCA] = per_person,
    [JH_ACCESS_AVAILABILITY] = as_available,
    [JH_ACCESS_RAAM] = as_cost,
};

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

static void print_units(struct cli *cli, const struct question *q, struct cli_table *table)
{
    const struct jh_areas *areas = &q->dataset->areas;
    const struct jh_hospitals *hospitals = &q->dataset->hospitals;
    bool by_site = jh_access_by_site(q->options.method);
    struct jh_buf label;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(table, cli, 4, columns_of[q->options.method]);
    for (size_t i = 0; i < q->n_judged && !cli_table_failed(table); i++) {
        size_t at = by_site ? (size_t)q->site[i] : i;
        const char *name = by_site ? hospitals->name[at] : areas->name[at];
        cli_table_text(
            table, cli_label(cli, &label, by_site ? hospitals->id[at] : areas->id[at], name));
        cli_table_number(table, q->access[i]);
        cli_table_text(table, name);
        cli_table_number(table, q->mass[i]);
    }
    jh_buf_release(&label);
}

static void print_equity(const struct question *q, struct cli_table *table)
{
    cli_summary_number(table, &fig_gini, q->equity.gini);
    cli_summary_number(table, &fig_theil, q->equity.theil);
    cli_summary_number(table, &fig_between, q->equity.theil_between);
    cli_summary_number(table, &fig_within, q->equity.theil_within);
    cli_summary_number(table, &fig_variation, q->equity.variation);
    cli_summary_number(table, &fig_tenths, q->equity.tenths_ratio);
    if (q->income_name != NULL) {
        cli_summary_number(table, &fig_palma, q->by_income.palma);
        cli_summary_number(table, &fig_concentration, q->by_income.concentration);
        cli_summary_number(table, &fig_erreygers, q->by_income.erreygers);
        cli_summary_number(table, &fig_wagstaff, q->by_income.wagstaff);
        cli_summary_number(table, &fig_no_income, q->by_income.people_left_out);
    }
    for (size_t a = 0; a < 3 && !isnan(q->line); a++)
        cli_summary_number(table, &fig_fgt[a], q->fgt[a]);
    cli_summary_number(table, &fig_mean, q->equity.mean);
    cli_summary_number(table, &fig_left_out, q->equity.people_left_out);
    cli_summary_integer(table, &fig_sites, (int64_t)q->n_sites);
    cli_summary_integer(table, &fig_listed, (int64_t)q->pairs.counts.listed);
    cli_summary_integer(table, &fig_modelled, (int64_t)q->pairs.counts.modelled);
    cli_summary_integer(table, &fig_unknown, (int64_t)q->pairs.counts.unknown);
}

static enum jh_status print(
    struct cli *cli, struct question *q, bool as_curve, struct jh_error *err)
{
    struct cli_table table;
    size_t n = 0;
    enum jh_status st = JH_OK;
    if (!as_curve) {
        print_units(cli, q, &table);
        print_equity(q, &table);
        return cli_table_end(&table, err);
    }
    double *people = jh_arena_new(&q->scratch, q->n_judged + 1, double);
    double *figure = jh_arena_new(&q->scratch, q->n_judged + 1, double);
    if (people == NULL || figure == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_equity_lorenz(q->n_judged, q->figure, q->mass, &n, people, figure, err));
    cli_table_begin(&table, cli, 2, lorenz_columns);
    for (size_t i = 0; i < n && !cli_table_failed(&table); i++) {
        cli_table_number(&table, people[i]);
        cli_table_number(&table, figure[i]);
    }
    print_equity(q, &table);
    st = cli_table_end(&table, err);
out:
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    struct question q = {.supply_name = cli_get(args, "supply")->text,
        .options = jh_access_options_default(),
        .travel = jh_travel_options_default()};
    enum jh_status st = JH_OK;
    jh_arena_init(&q.scratch, 0);
    q.options.method = (enum jh_access_method)cli_get(args, "method")->choice;
    q.options.decay = (enum jh_decay)cli_get(args, "decay")->choice;
    q.options.reach_min = cli_get(args, "reach")->real;
    q.travel.mode = (enum jh_travel_mode)cli_get(args, "travel")->choice;
    q.options.k = (int32_t)cli_get(args, "k")->integer;
    if (cli_get(args, "from")->given)
        q.options.from_min = cli_get(args, "from")->real;
    q.options.tau_min = cli_get(args, "tau")->real;
    q.income_name = cli_get(args, "income")->text;
    q.line = cli_get(args, "line")->given ? cli_get(args, "line")->real : JH_NAN;
    q.ignore_outside = cli_get(args, "outside")->choice == 1;
    q.any_site =
        (q.options.method == JH_ACCESS_NEAREST || q.options.method == JH_ACCESS_K_NEAREST) &&
        !cli_get(args, "supply")->given;
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    q.dataset = dataset;
    JH_TRY(st, answer(&q, &cli->run, err));
    cli_progress_clear(&cli->progress);
    st = print(cli, &q, cli_get(args, "show")->choice == 1, err);
out:
    jh_travel_pairs_release(&q.pairs);
    jh_arena_release(&q.scratch);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_access = {
    .name = "access",
    .summary = "Compute how well each area reaches care",
    .details =
        "People beyond the border count as users and hospitals beyond it as supply. CSV and "
        "JSON give the supply per person, text per 1,000 people.",
    .operands = "",
    .options = options,
    .example = "junheng access --method e2sfca --reach 90 --format csv",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
