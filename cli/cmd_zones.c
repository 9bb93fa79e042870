/*
 * junheng zones: contiguous zones, given or from flows, and the indices that judge them.
 */
#include "junheng/flow.h"
#include "junheng/zone.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"
#include "cli/table.h"
#include "cli/zones.h"

static const struct cli_option options[] = {
    {.name = "method",
        .letter = 'm',
        .kind = CLI_CHOICE,
        .value = "METHOD",
        .choices = "given|leiden|dartmouth|huff|seeded",
        .default_note = "given where the dataset has zones, else leiden",
        .help =
            "where zones come from: the dataset, communities of the flows (leiden), the hospital "
            "town used most (dartmouth) or expected to be by beds and travel time (huff), or "
            "around centres or given zones (seeded)"},
    {.name = "centres",
        .kind = CLI_TEXT,
        .value = "PLACE,...",
        .help = "centre city of each zone, areas or regions by id or name: zones grow around them "
                "(leiden with a number or minima, else seeded)"},
    {.name = "keep-given",
        .kind = CLI_FLAG,
        .help = "areas that a given zone holds stay together, the others join (leiden, seeded)"},
    {.name = "changes",
        .kind = CLI_CHOICE,
        .value = "METHOD",
        .choices = "given|leiden|dartmouth|huff",
        .help = "list the areas that change hands against the zones of that method"},
    {.name = "zones",
        .letter = 'k',
        .kind = CLI_INT,
        .value = "K",
        .min = 0,
        .max = JH_INF,
        .default_note = "one per 12.5 million people",
        .help = "number of zones wanted, at least 2 by default; 0: as the flows suggest"},
    {.name = "min-population",
        .kind = CLI_REAL,
        .value = "N",
        .unit = "persons",
        .min = 0,
        .max = JH_INF,
        .default_text = "0",
        .help = "least population of a zone"},
    {.name = "min-localization",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 1,
        .default_text = "0",
        .help = "least share of its residents' cases that a zone keeps"},
    {.name = "alpha",
        .kind = CLI_REAL,
        .value = "A",
        .min = 0,
        .max = 10,
        .default_text = "1",
        .help = "huff: exponent of beds"},
    {.name = "beta",
        .kind = CLI_REAL,
        .value = "B",
        .min = 0,
        .max = 10,
        .default_text = "2",
        .help = "huff: exponent of travel time, by which use falls"},
    {.name = "level",
        .kind = CLI_CHOICE,
        .value = "LEVEL",
        .choices = "service|referral",
        .default_text = "service",
        .help =
            "dartmouth: hospital service areas by all cases, or the referral regions that these "
            "form by where hard cases go, of at least 120,000 people and a localization index of "
            "0.65 unless a number or minima are given"},
    {.name = "referral-specialties",
        .kind = CLI_TEXT,
        .value = "SPECIALTY,...",
        .help = "referral regions by all cases of these specialties in place of hard cases"},
    {.name = "referral-cases",
        .kind = CLI_REAL,
        .value = "N",
        .unit = "cases a year",
        .min = 0,
        .max = JH_INF,
        .default_text = "10",
        .help = "such cases that a service area treats to be the centre of a referral region"},
    {.name = "unit",
        .kind = CLI_CHOICE,
        .value = "UNIT",
        .choices = "auto|region|area",
        .default_text = "auto",
        .help = "what zones are made of: whole regions or single areas; auto: regions where given"},
    {.name = "by",
        .kind = CLI_CHOICE,
        .value = "ROW",
        .choices = "area|zone",
        .default_text = "area",
        .help = "what a row is: an area with its zone, or a zone with its indices"},
    {.name = "compare",
        .kind = CLI_FLAG,
        .help = "one row per method with all indices, changes counted against the first row"},
    {.name = "numbers",
        .kind = CLI_TEXT,
        .value = "K,...",
        .help = "compare several numbers of zones, one row per method and number: 30,42,60 or "
                "30-60:10; 0: as the flows suggest"},
    {.name = "seeds",
        .kind = CLI_INT,
        .value = "S",
        .min = 1,
        .max = 100,
        .default_text = "1",
        .help = "how stable zones are over S seeds, --seed being the first"},
    {.name = NULL},
};

static const struct cli_column columns[] = {
    {"area_id", "area", NULL, 0, 0}, {"zone_id", "zone", NULL, 0, 0},
    {"zone_name", NULL, NULL, 0, 0}, {"centre_city", "centre city", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0}, {"population", "population", NULL, 0, 0},
    {"apart", NULL, NULL, 0, 0},
    {"service_area", "service area", NULL, 0, 0}, /* last: of referral regions only */
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const struct cli_column fig_zones = {"n_zones", "zones", NULL, 0, 0};
static const struct cli_column fig_services = {
    "n_service_areas", "hospital service areas", NULL, 0, 0};
static const struct cli_column fig_parts = {"n_components", "connected parts", NULL, 0, 0};
static const struct cli_column fig_li = {"localization_index", "localization index", "%", 100, 1};
static const struct cli_column fig_lofi = {
    "lofi", "own residents among cases treated", "%", 100, 1};
static const struct cli_column fig_modularity = {"modularity", "modularity", NULL, 0, 3};
static const struct cli_column fig_conductance = {
    "conductance_mean", "conductance, mean over zones", NULL, 0, 3};
static const struct cli_column fig_worst = {
    "conductance_max", "conductance of the worst zone", NULL, 0, 3};
static const struct cli_column fig_compactness = {
    "compactness", "compactness (1: a circle, more: less compact)", NULL, 0, 2};
static const struct cli_column fig_minutes = {
    "inside_minutes", "mean travel time of cases treated in their zone", "min", 0, 1};
static const struct cli_column fig_bare = {
    "n_without_hospital", "zones without a hospital", NULL, 0, 0};
static const struct cli_column fig_rand = {
    "seeds_adjusted_rand", "agreement over seeds (adjusted Rand index)", NULL, 0, 3};
static const struct cli_column fig_kept = {
    "seeds_kept", "areas that keep their zone with every seed", "%", 100, 1};
static const struct cli_column fig_cv = {
    "population_cv", "coefficient of variation of population", NULL, 0, 3};
static const struct cli_column fig_least = {
    "min_population", "population of the smallest zone", NULL, 0, 0};
static const struct cli_column fig_most = {
    "max_population", "population of the largest zone", NULL, 0, 0};
static const struct cli_column fig_contiguity = {"contiguity", "contiguity from", NULL, 0, 0};
static const struct cli_column fig_islands = {"n_islands", "islands", NULL, 0, 0};
static const struct cli_column fig_homeless = {
    "n_areas_without_zone", "areas without a zone", NULL, 0, 0};
static const struct cli_column fig_shared = {
    "coincident_areas", "areas that share their point with another", NULL, 0, 0};

static const struct cli_column fig_island_areas = {
    "island_areas", "areas that touch no other", NULL, 0, 0};
static const struct cli_column fig_exclaves = {
    "exclave_areas", "areas cut off from the rest of their zone", NULL, 0, 0};

static const char *const lies[] = {
    [JH_ZONE_TOGETHER] = "", [JH_ZONE_EXCLAVE] = "exclave", [JH_ZONE_ISLAND] = "island"};

static const char *contiguity_name(enum jh_contiguity contiguity)
{
    switch (contiguity) {
    case JH_CONTIGUITY_NONE:
        return "none";
    case JH_CONTIGUITY_BOUNDARIES:
        return "boundaries";
    case JH_CONTIGUITY_CELLS:
        return "cells";
    }
    return "none";
}

static void put_summary(struct cli *cli, struct cli_table *table, const struct jh_zoning *zoning,
    const struct jh_zone_account *account)
{
    const struct jh_zone_indices *indices = &zoning->indices;
    const char *contiguity = contiguity_name(zoning->contiguity);
    cli_summary_number(table, &fig_li, indices->localization_index);
    cli_summary_number(table, &fig_lofi, indices->lofi);
    cli_summary_number(table, &fig_modularity, indices->modularity);
    cli_summary_number(table, &fig_conductance, account->conductance_mean);
    cli_summary_number(table, &fig_worst, account->conductance_max);
    cli_summary_number(table, &fig_compactness, account->compactness);
    cli_summary_number(table, &fig_minutes, account->inside_minutes);
    cli_summary_number(table, &fig_cv, indices->population_cv);
    cli_summary_number(table, &fig_least, indices->min_population);
    cli_summary_number(table, &fig_most, indices->max_population);
    cli_summary_integer(table, &fig_zones, (int64_t)indices->n_zones);
    if (zoning->service_of != NULL)
        cli_summary_integer(table, &fig_services, (int64_t)zoning->n_services);
    cli_summary_integer(table, &fig_bare, (int64_t)account->n_without_hospital);
    cli_summary_integer(table, &fig_parts, (int64_t)indices->n_components);
    cli_summary_text(table, &fig_contiguity, cli_word(cli, contiguity));
    cli_summary_integer(table, &fig_islands, (int64_t)zoning->n_islands);
    cli_summary_integer(table, &fig_homeless, (int64_t)zoning->n_areas_without_zone);
}

/* The ids of the areas that stand at the point of another; nothing where none does. */
static enum jh_status put_coincident(struct cli_table *table, const struct jh_dataset *dataset,
    const struct jh_zoning *zoning, struct jh_error *err)
{
    size_t n = zoning->n_coincident;
    if (n == 0)
        return JH_OK;
    const char **id = jh_i_calloc(n, sizeof *id);
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        id[i] = dataset->areas.id[zoning->coincident[i]];
    cli_summary_texts(table, &fig_shared, n, id);
    jh_i_free(id);
    return JH_OK;
}

/* The ids of the areas that lie apart in that way; nothing where none does. */
static enum jh_status put_apart(struct cli_table *table, const struct jh_dataset *dataset,
    const struct jh_zoning *zoning, enum jh_zone_lie lie, const struct cli_column *figure,
    struct jh_error *err)
{
    size_t n_inside = dataset->areas.n_inside, n = 0;
    if (zoning->apart == NULL)
        return JH_OK;
    const char **id = jh_i_calloc(n_inside, sizeof *id);
    if (id == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n_inside; a++)
        if (zoning->apart[a] == lie)
            id[n++] = dataset->areas.id[a];
    if (n > 0)
        cli_summary_texts(table, figure, n, id);
    jh_i_free(id);
    return JH_OK;
}

/* "S07": numbered by people, as zones are. */
static void put_service(struct cli_table *table, const struct jh_zoning *zoning, size_t area)
{
    char id[32];
    int digits = zoning->n_services > 9999 ? 6 : zoning->n_services > 999 ? 4 : 3;
    snprintf(id, sizeof id, "S%0*d", zoning->n_services > 99 ? digits : 2,
        (int)zoning->service_of[area] + 1);
    cli_table_text(table, id);
}

static enum jh_status print(const struct cli_zones *c, const struct jh_zoning *zoning,
    const struct cli_stability *stability, struct jh_error *err)
{
    struct cli *cli = c->cli;
    const struct jh_dataset *dataset = c->dataset;
    const struct jh_areas *areas = &dataset->areas;
    const struct jh_zones *zones = &zoning->zones;
    struct jh_zone_account account;
    struct cli_table table;
    struct jh_buf area, zone;
    enum jh_status st = jh_zone_account_make(dataset, c->flows, zoning, NULL, &account, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&area, 1 << 16);
    jh_buf_init(&zone, 1 << 16);
    cli_table_begin(&table, cli, COLUMNS - (zoning->service_of == NULL), columns);
    for (size_t a = 0; a < areas->n_inside && !cli_table_failed(&table); a++) {
        int32_t z = zones->of_area[a];
        cli_table_text(&table, cli_label(cli, &area, areas->id[a], areas->name[a]));
        if (z == JH_NONE) {
            cli_table_none(&table);
            cli_table_none(&table);
            cli_table_none(&table);
        } else {
            cli_table_text(&table, cli_label(cli, &zone, zones->id[z], zones->name[z]));
            cli_table_text(&table, zones->name[z]);
            cli_table_text(&table, zones->centre_city[z]);
        }
        cli_table_text(&table, areas->name[a]);
        cli_table_number(&table, areas->population[a]);
        cli_table_text(&table, zoning->apart != NULL ? lies[zoning->apart[a]] : "");
        if (zoning->service_of != NULL)
            put_service(&table, zoning, a);
    }
    put_summary(cli, &table, zoning, &account);
    if (stability->kept == stability->kept) {
        cli_summary_number(&table, &fig_rand, stability->adjusted_rand);
        cli_summary_number(&table, &fig_kept, stability->kept);
    }
    st = put_coincident(&table, dataset, zoning, err);
    if (st == JH_OK)
        st = put_apart(&table, dataset, zoning, JH_ZONE_ISLAND, &fig_island_areas, err);
    if (st == JH_OK)
        st = put_apart(&table, dataset, zoning, JH_ZONE_EXCLAVE, &fig_exclaves, err);
    enum jh_status end = cli_table_end(&table, st == JH_OK ? err : NULL);
    jh_zone_account_release(&account);
    jh_buf_release(&area);
    jh_buf_release(&zone);
    return st != JH_OK ? st : end;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    struct jh_flow_table flows = {0};
    struct jh_zoning zoning = {0};
    struct cli_stability stability = {JH_NAN, JH_NAN};
    const size_t n_seeds = (size_t)cli_get(args, "seeds")->integer;
    const struct cli_value *changes = cli_get(args, "changes");
    struct jh_zoning before = {0};
    struct jh_arena arena;
    struct cli_zones zones;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    JH_TRY(st, cli_flows_take(cli, dataset, NULL, &flows, err));
    JH_TRY(st, cli_zones_wanted(cli, args, dataset, &flows, &arena, &zones, err));
    if (cli_get(args, "compare")->given || zones.n_numbers > 0) {
        st = cli_zones_compare(&zones, err);
        goto out;
    }
    JH_TRY(st, cli_zones_make(&zones, zones.request.method, &cli->run, &zoning, err));
    if (changes->given) {
        JH_TRY(st,
            cli_zones_make(&zones, (enum jh_zone_method)changes->choice, &cli->run, &before, err));
        cli_progress_clear(&cli->progress);
        st = cli_zones_changes(&zones, &before, &zoning, err);
        goto out;
    }
    if (n_seeds > 1)
        JH_TRY(st, cli_zones_stability(&zones, &zoning, n_seeds, &stability, err));
    cli_progress_clear(&cli->progress);
    if (cli_get(args, "by")->choice == 1)
        st = cli_zones_list(&zones, &zoning, err);
    else
        st = print(&zones, &zoning, &stability, err);
out:
    jh_arena_release(&arena);
    jh_zoning_release(&before);
    jh_zoning_release(&zoning);
    cli_flows_release(cli, &flows);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_zones = {
    .name = "zones",
    .summary = "Divide the territory into contiguous zones",
    .details = "",
    .operands = "",
    .options = options,
    .example = "junheng zones --method leiden --zones 5",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
