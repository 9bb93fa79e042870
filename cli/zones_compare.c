/*
 * junheng zones --compare: one row per method and number of zones, all indices.
 */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "cli/data.h"
#include "cli/zones.h"

static const struct kind {
    enum jh_zone_method method;
    bool referral;
    const char *name, *level;
} kinds[] = {
    {JH_ZONE_GIVEN, false, "given", NULL},
    {JH_ZONE_LEIDEN, false, "leiden", NULL},
    {JH_ZONE_DARTMOUTH, false, "dartmouth", "service"},
    {JH_ZONE_DARTMOUTH, true, "dartmouth", "referral"},
    {JH_ZONE_HUFF, false, "huff", NULL},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct cli_column columns[] = {
    {"method", "method", NULL, 0, 0},
    {"level", "level", NULL, 0, 0},
    {"wanted", "wanted", NULL, 0, 0},
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
enum { HEAD = 3, COLUMNS = sizeof columns / sizeof *columns };

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

/* What a row is about; wanted NULL: as many as there are. */
static void put_head(const struct cli_zones *c, struct cli_table *table, const struct kind *kind,
    const size_t *wanted)
{
    cli_table_text(table, kind->name);
    if (kind->level != NULL)
        cli_table_text(table, cli_word(c->cli, kind->level));
    else
        cli_table_none(table);
    if (wanted != NULL)
        cli_table_integer(table, (int64_t)*wanted);
    else
        cli_table_none(table);
}

static void put_refusal(struct cli *cli, struct cli_table *table, const struct jh_error *err)
{
    for (int k = HEAD + 1; k < COLUMNS; k++)
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

static enum jh_status put_row(const struct cli_zones *c, struct cli_table *table,
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

/* The table under way: each row is a step of the run. */
struct comparing {
    const struct cli_zones *asked;
    struct cli_table table;
    struct first first;
    struct jh_arena arena;
    struct jh_run run; /* of one row: what it tells is a part of the whole */
    size_t n_done, n_rows;
};

static void tell(void *ctx, const char *stage, double done_frac)
{
    const struct comparing *g = ctx;
    (void)stage;
    jh_run_progress(&g->asked->cli->run, "comparing zones",
        ((double)g->n_done + done_frac) / (double)g->n_rows);
}

static bool stopped(void *ctx)
{
    const struct comparing *g = ctx;
    return jh_run_stopped(&g->asked->cli->run);
}

/* wanted NULL: as many as asked for, or as the guideline says. */
static enum jh_status compare_one(
    struct comparing *g, const struct kind *kind, const size_t *wanted, struct jh_error *err)
{
    struct cli_zones c = *g->asked;
    struct jh_zoning zoning = {0};
    struct jh_error why = {0};
    enum jh_status st;
    if (jh_run_stopped(&c.cli->run))
        return jh_fail(err, JH_E_CANCELLED, "stopped before all zones were compared");
    tell(g, "", 0);
    if (wanted != NULL) {
        c.request.options.n_zones = *wanted;
        c.number_given = true;
    }
    c.by_referral = kind->referral;
    st = cli_zones_make(&c, kind->method, &g->run, &zoning, &why);
    cli_progress_clear(&c.cli->progress);
    if (st == JH_OK) {
        put_head(&c, &g->table, kind, wanted);
        st = put_row(&c, &g->table, &zoning, &g->first, &g->arena, err);
    } else if (st == JH_E_INFEASIBLE || st == JH_E_DATA) {
        put_head(&c, &g->table, kind, wanted);
        put_refusal(c.cli, &g->table, &why);
        st = JH_OK;
    } else if (err != NULL) {
        *err = why;
    }
    jh_zoning_release(&zoning);
    g->n_done++;
    return st;
}

/* Given zones where there are any; referral regions where something says what cases are referred. */
static bool applies(const struct cli_zones *c, const struct kind *kind)
{
    if (kind->method == JH_ZONE_GIVEN)
        return c->dataset->zones.n > 0;
    return !kind->referral || c->referral.specialty != NULL ||
           (c->flows->hard != NULL && c->flows->has_hard[JH_SIDE_INSIDE]);
}

enum jh_status cli_zones_compare(const struct cli_zones *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const size_t n_numbers = c->n_numbers > 0 ? c->n_numbers : 1;
    struct comparing g = {.asked = c, .run = c->cli->run};
    g.run.progress = tell;
    g.run.should_stop = stopped;
    g.run.bounds = NULL;
    g.run.ctx = &g;
    for (size_t k = 0; k < KINDS; k++)
        if (applies(c, &kinds[k]))
            g.n_rows += kinds[k].method == JH_ZONE_GIVEN ? 1 : n_numbers;
    jh_arena_init(&g.arena, 0);
    cli_table_begin(&g.table, c->cli, COLUMNS, columns);
    for (size_t i = 0; i < n_numbers && st == JH_OK; i++)
        for (size_t k = 0; k < KINDS && st == JH_OK; k++) {
            bool given = kinds[k].method == JH_ZONE_GIVEN;
            const size_t *wanted = c->n_numbers > 0                 ? &c->number[i]
                                   : c->request.options.n_zones > 0 ? &c->request.options.n_zones
                                                                    : NULL;
            if (applies(c, &kinds[k]) && !(given && i > 0))
                st = compare_one(&g, &kinds[k], given ? NULL : wanted, err);
        }
    cli_progress_clear(&c->cli->progress);
    jh_arena_release(&g.arena);
    enum jh_status end = cli_table_end(&g.table, st == JH_OK ? err : NULL);
    return st != JH_OK ? st : end;
}
