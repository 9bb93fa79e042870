/*
 * junheng zones --compare: one row per method, all indices.
 */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/zones.h"

static const struct {
    enum jh_zone_method method;
    const char *name;
} methods[] = {
    {JH_ZONE_GIVEN, "given"},
    {JH_ZONE_LEIDEN, "leiden"},
    {JH_ZONE_DARTMOUTH, "dartmouth"},
    {JH_ZONE_HUFF, "huff"},
};

static const struct cli_column columns[] = {
    {"method", "method", NULL, 0, 0},
    {"n_zones", "zones", NULL, 0, 0},
    {"n_components", "parts", NULL, 0, 0},
    {"localization_index", "localization", "%", 100, 1},
    {"localization_min", "weakest", "%", 100, 1},
    {"lofi", "LOFI", "%", 100, 1},
    {"modularity", "modularity", NULL, 0, 3},
    {"conductance_mean", "conductance", NULL, 0, 3},
    {"conductance_max", "worst", NULL, 0, 3},
    {"compactness", "compactness", NULL, 0, 2},
    {"inside_minutes", "minutes", NULL, 0, 1},
    {"population_cv", "population CV", NULL, 0, 3},
    {"min_population", "smallest", NULL, 0, 0},
    {"max_population", "largest", NULL, 0, 0},
    {"n_without_hospital", "without hospital", NULL, 0, 0},
    {"adjusted_rand", "agreement", NULL, 0, 3},
    {"n_changed", "areas changed", NULL, 0, 0},
    {"why_not", "why not", NULL, 0, 0},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* The first row's zones, with which the others are compared. */
struct first {
    size_t n_zones;
    int32_t *of_area; /* [n_inside]; NULL: none yet */
};

static enum jh_status agree(const struct cli_zones *c, const struct jh_zoning *zoning,
    struct first *first, struct jh_arena *arena, double *out_rand, size_t *out_changed,
    struct jh_error *err)
{
    const struct jh_areas *areas = &c->dataset->areas;
    const struct jh_zones *zones = &zoning->zones;
    size_t n = areas->n_inside;
    *out_rand = 1;
    *out_changed = 0;
    if (first->of_area == NULL) {
        first->n_zones = zones->n;
        first->of_area = jh_arena_new(arena, n, int32_t);
        if (first->of_area == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        memcpy(first->of_area, zones->of_area, n * sizeof *first->of_area);
        return JH_OK;
    }
    int32_t *match = jh_arena_new(arena, first->n_zones, int32_t);
    uint8_t *kept = jh_arena_new(arena, n, uint8_t);
    if (match == NULL || kept == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = jh_zone_agree(n, areas->population, first->n_zones, first->of_area,
        zones->n, zones->of_area, out_rand, match, kept, err);
    for (size_t a = 0; st == JH_OK && a < n; a++)
        *out_changed += !kept[a];
    return st;
}

static void put_refusal(
    struct cli *cli, struct cli_table *table, const char *name, const struct jh_error *err)
{
    cli_table_text(table, name);
    for (int k = 2; k < COLUMNS; k++)
        cli_table_none(table);
    cli_table_text(table, err->message[cli->lang]);
}

static void put_numbers(
    struct cli_table *table, const struct jh_zone_indices *x, const struct jh_zone_account *account)
{
    const double numbers[] = {x->localization_index, account->localization_min, x->lofi,
        x->modularity, account->conductance_mean, account->conductance_max, account->compactness,
        account->inside_minutes, x->population_cv, x->min_population, x->max_population};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        cli_table_number(table, numbers[k]);
}

static enum jh_status put_row(const struct cli_zones *c, struct cli_table *table, const char *name,
    const struct jh_zoning *zoning, struct first *first, struct jh_arena *arena,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_zone_indices *x = &zoning->indices;
    struct jh_zone_account account = {0};
    double rand = JH_NAN;
    size_t n_changed = 0;
    JH_TRY(st, jh_zone_account_make(c->dataset, c->flows, zoning, NULL, &account, err));
    JH_TRY(st, agree(c, zoning, first, arena, &rand, &n_changed, err));
    cli_table_text(table, name);
    cli_table_integer(table, (int64_t)x->n_zones);
    cli_table_integer(table, (int64_t)x->n_components);
    put_numbers(table, x, &account);
    cli_table_integer(table, (int64_t)account.n_without_hospital);
    cli_table_number(table, rand);
    cli_table_integer(table, (int64_t)n_changed);
    cli_table_none(table);
out:
    jh_zone_account_release(&account);
    return st;
}

enum jh_status cli_zones_compare(const struct cli_zones *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct first first = {0};
    struct cli_table table;
    jh_arena_init(&arena, 0);
    cli_table_begin(&table, c->cli, COLUMNS, columns);
    for (size_t k = 0; k < sizeof methods / sizeof *methods && st == JH_OK; k++) {
        struct jh_zoning zoning = {0};
        struct jh_error why = {0};
        if (methods[k].method == JH_ZONE_GIVEN && c->dataset->zones.n == 0)
            continue;
        st = cli_zones_make(c, methods[k].method, &c->cli->run, &zoning, &why);
        cli_progress_clear(&c->cli->progress);
        if (st == JH_OK) {
            st = put_row(c, &table, methods[k].name, &zoning, &first, &arena, err);
        } else if (st == JH_E_INFEASIBLE || st == JH_E_DATA) {
            put_refusal(c->cli, &table, methods[k].name, &why);
            st = JH_OK;
        } else if (err != NULL) {
            *err = why;
        }
        jh_zoning_release(&zoning);
    }
    jh_arena_release(&arena);
    enum jh_status end = cli_table_end(&table, st == JH_OK ? err : NULL);
    return st != JH_OK ? st : end;
}
