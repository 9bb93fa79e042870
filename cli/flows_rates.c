#include "cli/flows.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "model/codes.h"

#include "cli/data.h"
#include "cli/table.h"

/* The id column is named after the units: area_id, zone_id ... */
#define RATE_COLUMNS(id_name, id_head)                                                             \
    {                                                                                              \
        {id_name, id_head, NULL, 0, 0}, {"specialty", "specialty", NULL, 0, 0},                    \
            {"cases", "cases", NULL, 0, 0}, {"local_cases", "local", NULL, 0, 0},                  \
            {"outflow_cases", "leaving", NULL, 0, 0},                                              \
            {"outflow_rate", "out-of-area rate", "%", 100, 1},                                     \
            {"inflow_cases", "coming in", NULL, 0, 0}, {"inflow_rate", NULL, NULL, 0, 0},          \
            {"localization_index", "localization", "%", 100, 1},                                   \
            {"outflow_rate_excl", "without those living elsewhere", "%", 100, 1},                  \
            {"neighbour_cases", NULL, NULL, 0, 0}, {"own_county_rate", "own county", "%", 100, 1}, \
            {"own_prefecture_rate", "own prefecture", "%", 100, 1},                                \
            {"own_province_rate", "own province", "%", 100, 1},                                    \
            {"outside_rate", "outside", "%", 100, 1}, {"treated_cases", NULL, NULL, 0, 0},         \
            {"hard_cases", NULL, NULL, 0, 0}, {"hard_outflow_cases", NULL, NULL, 0, 0},            \
            {"persons_outflow", NULL, NULL, 0, 0}, {"cost_outflow", NULL, NULL, 0, 0},             \
        {                                                                                          \
            "name", NULL, NULL, 0, 0                                                               \
        }                                                                                          \
    }
enum { N_RATE_COLUMNS = 21 };
static const struct cli_column rate_columns[][N_RATE_COLUMNS] = {
    [CLI_BY_AREA] = RATE_COLUMNS("area_id", "area"),
    [CLI_BY_REGION] = RATE_COLUMNS("region_id", "region"),
    [CLI_BY_ZONE] = RATE_COLUMNS("zone_id", "zone"),
    [CLI_BY_HOSPITAL] = RATE_COLUMNS("hospital_id", "hospital"),
    [CLI_BY_SPECIALTY] = RATE_COLUMNS("territory", NULL),
};

/* A row with the figure that the top ones are picked by. */
struct ranked {
    size_t row;
    double cases;
};

static int by_cases(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->cases != y->cases)
        return x->cases < y->cases ? 1 : -1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* By hospital nobody resides in a unit: what a hospital treats takes the place of residents. */
static struct jh_flow_rates rates_of_hospital(const struct jh_flow_hospital *hospital)
{
    struct jh_flow_rates rates = {.cases = hospital->cases,
        .cases_excl = JH_NAN,
        .local_cases = hospital->local_cases,
        .outflow_cases = JH_NAN,
        .outflow_excl = JH_NAN,
        .neighbour_cases = JH_NAN,
        .inflow_cases = hospital->inflow_cases,
        .treated_cases = hospital->cases,
        .split = {JH_NAN, JH_NAN, JH_NAN, JH_NAN},
        .hard_cases = hospital->hard_cases,
        .hard_outflow = JH_NAN,
        .persons_outflow = JH_NAN,
        .cost_outflow = JH_NAN};
    return rates;
}

static enum jh_status count_hospitals(
    struct cli_flows *flows, struct jh_flow_rates *rates, struct jh_error *err)
{
    const struct jh_dataset *dataset = flows->dataset;
    size_t n = dataset->hospitals.n * (dataset->specialties.n + 1);
    struct cli_units homes;
    enum jh_status st = JH_OK;
    struct jh_flow_hospital *hospital = jh_arena_new(&flows->arena, n, struct jh_flow_hospital);
    if (hospital == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, cli_units_make(dataset, CLI_BY_AREA, NULL, &flows->arena, &homes, err));
    JH_TRY(st, jh_flow_by_hospital(dataset, &flows->table, homes.n, homes.of_area,
                   homes.of_hospital, hospital, err));
    for (size_t i = 0; i < n; i++)
        rates[i] = rates_of_hospital(&hospital[i]);
out:
    return st;
}

static enum jh_status count_units(
    struct cli_flows *flows, struct jh_flow_rates *rates, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint8_t *neighbour = jh_arena_new(&flows->arena, flows->table.n, uint8_t);
    if (neighbour == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_flow_neighbour_mask(flows->dataset, &flows->table, flows->units.of_area,
                   flows->units.of_hospital, NULL, flows->border_reach_min, neighbour, err));
    st = jh_flow_rates_by_unit(flows->dataset, &flows->table, flows->units.n, flows->units.of_area,
        flows->units.of_hospital, neighbour, rates, err);
out:
    return st;
}

static void put_rates(struct cli_table *table, const char *label, const char *specialty,
    const char *name, const struct jh_flow_rates *r)
{
    const double figures[] = {r->cases, r->local_cases, r->outflow_cases,
        r->outflow_cases / r->cases, r->inflow_cases, r->inflow_cases / r->treated_cases,
        isnan(r->outflow_cases) ? JH_NAN : r->local_cases / r->cases,
        r->outflow_excl / r->cases_excl, r->neighbour_cases, r->split[0] / r->cases,
        r->split[1] / r->cases, r->split[2] / r->cases, r->split[3] / r->cases, r->treated_cases,
        r->hard_cases, r->hard_outflow, r->persons_outflow, r->cost_outflow};
    cli_table_text(table, label);
    cli_table_text(table, specialty);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        cli_table_number(table, figures[i]);
    cli_table_text(table, name);
}

/* Data that tell no specialties apart have one, "all": the total says everything. */
static bool tells_specialties(const struct cli_flows *flows)
{
    const struct jh_specialties *specialties = &flows->dataset->specialties;
    return !flows->totals && (specialties->n != 1 || strcmp(specialties->id[0], "all") != 0);
}

/* The rows of one unit: its total first, then its specialties that have any case. */
static void put_unit(const struct cli_flows *flows, struct cli_table *table, struct jh_buf *label,
    size_t unit, const struct jh_flow_rates *rates)
{
    const struct jh_specialties *specialties = &flows->dataset->specialties;
    const struct cli_units *units = &flows->units;
    const char *text = cli_label(flows->cli, label, units->id[unit], units->name[unit]);
    const struct jh_flow_rates *row = &rates[unit * (specialties->n + 1)];
    put_rates(table, text, cli_word(flows->cli, "all"), units->name[unit], &row[specialties->n]);
    for (size_t s = 0; tells_specialties(flows) && s < specialties->n; s++)
        if (row[s].cases > 0 || row[s].treated_cases > 0)
            put_rates(table, text, specialties->id[s], units->name[unit], &row[s]);
}

static void put_sources(const struct cli_flows *flows, struct cli_table *table)
{
    static const struct cli_column basis = {"basis", "basis", NULL, 0, 0};
    static const struct cli_column years = {"years", "years of data", NULL, 0, 2};
    static const struct cli_column inside = {"inside_source", "source inside", NULL, 0, 0};
    static const struct cli_column outside = {"outside_source", "source outside", NULL, 0, 0};
    static const struct cli_column collected = {
        "outside_collected", "stays outside collected", NULL, 0, 0};
    const struct jh_flow_table *t = &flows->table;
    cli_summary_text(table, &basis, cli_word(flows->cli, jh_i_basis_code((uint8_t)t->basis)));
    cli_summary_number(table, &years, t->years);
    cli_summary_text(table, &inside, t->inside_source);
    cli_summary_text(table, &outside, t->outside_source);
    cli_summary_bool(table, &collected, t->outside_collected);
}

/* Of all units together: the share of their residents' cases that stay in the own unit. */
static void put_localization(
    const struct cli_flows *flows, const struct jh_flow_rates *rates, struct cli_table *table)
{
    static const struct cli_column index = {
        "localization_index", "localization index", "%", 100, 1};
    const size_t stride = flows->dataset->specialties.n + 1;
    struct jh_sum local = {0, 0}, cases = {0, 0};
    for (size_t u = 0; u < flows->units.n; u++) {
        jh_sum_add(&local, rates[u * stride + stride - 1].local_cases);
        jh_sum_add(&cases, rates[u * stride + stride - 1].cases);
    }
    cli_summary_number(table, &index, jh_sum_value(&local) / jh_sum_value(&cases));
}

/* The top ones of n rows `stride` apart by leaving (hospitals: treated) cases; all: as they come. */
static enum jh_status order_rows(struct cli_flows *flows, size_t n, size_t stride,
    const struct jh_flow_rates *rates, struct ranked **out_order, size_t *out_n,
    struct jh_error *err)
{
    struct ranked *order = jh_arena_new(&flows->arena, n, struct ranked);
    if (order == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct jh_flow_rates *row = &rates[i * stride];
        double leaving = row->outflow_cases;
        order[i] = (struct ranked){i, isnan(leaving) ? row->treated_cases : leaving};
    }
    if (flows->top > 0 && n > 0)
        qsort(order, n, sizeof *order, by_cases);
    *out_order = order;
    *out_n = flows->top > 0 && flows->top < n ? flows->top : n;
    return JH_OK;
}

/* Columns as text shows them: of hospitals nobody is a resident, so what leaves them is no question. */
static void make_columns(enum cli_by by, struct cli_column columns[N_RATE_COLUMNS])
{
    static const char *const of_residents[] = {"outflow_cases", "outflow_rate",
        "localization_index", "outflow_rate_excl", "own_county_rate", "own_prefecture_rate",
        "own_province_rate", "outside_rate"};
    for (size_t c = 0; c < N_RATE_COLUMNS; c++) {
        columns[c] = rate_columns[by][c];
        for (size_t i = 0; i < sizeof of_residents / sizeof *of_residents; i++)
            if (by == CLI_BY_HOSPITAL && strcmp(columns[c].name, of_residents[i]) == 0)
                columns[c].head = NULL;
    }
}

static enum jh_status print_units(
    struct cli_flows *flows, const struct jh_flow_rates *rates, struct jh_error *err)
{
    const size_t stride = flows->dataset->specialties.n + 1;
    struct cli_column columns[N_RATE_COLUMNS];
    struct cli_table table;
    struct jh_buf label;
    struct ranked *order = NULL;
    size_t n = 0;
    enum jh_status st =
        order_rows(flows, flows->units.n, stride, rates + stride - 1, &order, &n, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&label, 1 << 16);
    make_columns(flows->by, columns);
    cli_table_begin(&table, flows->cli, N_RATE_COLUMNS, columns);
    for (size_t i = 0; i < n && !cli_table_failed(&table); i++)
        put_unit(flows, &table, &label, order[i].row, rates);
    if (flows->by != CLI_BY_HOSPITAL)
        put_localization(flows, rates, &table);
    put_sources(flows, &table);
    jh_buf_release(&label);
    return cli_table_end(&table, err);
}

/* The territory as a whole: its specialties are the rows. */
static enum jh_status print_specialties(
    struct cli_flows *flows, const struct jh_flow_rates *rates, struct jh_error *err)
{
    const struct jh_specialties *specialties = &flows->dataset->specialties;
    const char *territory = flows->units.id[0], *name = flows->units.name[0];
    struct cli_table table;
    struct ranked *order = NULL;
    size_t n = 0;
    enum jh_status st = order_rows(flows, specialties->n, 1, rates, &order, &n, err);
    if (st != JH_OK)
        return st;
    cli_table_begin(&table, flows->cli, N_RATE_COLUMNS, rate_columns[flows->by]);
    put_rates(&table, territory, cli_word(flows->cli, "all"), name, &rates[specialties->n]);
    for (size_t i = 0; tells_specialties(flows) && i < n; i++)
        put_rates(&table, territory, specialties->id[order[i].row], name, &rates[order[i].row]);
    put_sources(flows, &table);
    return cli_table_end(&table, err);
}

enum jh_status cli_flows_rates(struct cli_flows *flows, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n = flows->units.n * (flows->dataset->specialties.n + 1);
    struct jh_flow_rates *rates = jh_arena_new(&flows->arena, n, struct jh_flow_rates);
    if (rates == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (flows->by == CLI_BY_HOSPITAL)
        JH_TRY(st, count_hospitals(flows, rates, err));
    else
        JH_TRY(st, count_units(flows, rates, err));
    if (flows->by == CLI_BY_SPECIALTY)
        st = print_specialties(flows, rates, err);
    else
        st = print_units(flows, rates, err);
out:
    return st;
}
