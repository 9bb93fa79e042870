/*
 * junheng zones --by zone: one row per zone; and how stable zones are over seeds.
 */
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/zones.h"

static const struct cli_column columns[] = {
    {"zone_id", "zone", NULL, 0, 0},
    {"zone_name", NULL, NULL, 0, 0},
    {"centre_city", "centre city", NULL, 0, 0},
    {"n_areas", "areas", NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
    {"n_hospitals", "hospitals", NULL, 0, 0},
    {"beds", "beds", NULL, 0, 0},
    {"localization_index", "localization", "%", 100, 1},
    {"conductance", "conductance", NULL, 0, 3},
    {"compactness", "compactness", NULL, 0, 2},
    {"inside_minutes", "minutes", NULL, 0, 1},
};

enum jh_status cli_zones_list(
    const struct cli_zones *c, const struct jh_zoning *zoning, struct jh_error *err)
{
    const struct jh_zones *zones = &zoning->zones;
    struct jh_zone_account account = {0};
    struct cli_table table;
    struct jh_buf label;
    enum jh_status st = jh_zone_account_make(c->dataset, c->flows, zoning, NULL, &account, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, c->cli, sizeof columns / sizeof *columns, columns);
    for (size_t z = 0; z < zones->n && !cli_table_failed(&table); z++) {
        const struct jh_zone_fact *f = &account.zone[z];
        const double numbers[] = {
            f->beds, f->localization_index, f->conductance, f->compactness, f->inside_minutes};
        cli_table_text(&table, cli_label(c->cli, &label, zones->id[z], zones->name[z]));
        cli_table_text(&table, zones->name[z]);
        cli_table_text(&table, zones->centre_city[z]);
        cli_table_integer(&table, (int64_t)f->n_areas);
        cli_table_number(&table, f->population);
        cli_table_integer(&table, (int64_t)f->n_hospitals);
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            cli_table_number(&table, numbers[k]);
    }
    jh_buf_release(&label);
    jh_zone_account_release(&account);
    return cli_table_end(&table, err);
}

enum jh_status cli_zones_stability(const struct cli_zones *c, const struct jh_zoning *first,
    size_t n_seeds, struct cli_stability *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_areas *areas = &c->dataset->areas;
    const struct jh_zones *zones = &first->zones;
    size_t n = areas->n_inside, n_kept = 0;
    struct jh_zoning other = {0};
    struct jh_arena arena;
    double sum = 0;
    jh_arena_init(&arena, 0);
    int32_t *match = jh_arena_new(&arena, zones->n, int32_t);
    uint8_t *kept = jh_arena_new(&arena, n, uint8_t), *always = jh_arena_new(&arena, n, uint8_t);
    if (match == NULL || kept == NULL || always == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t a = 0; a < n; a++)
        always[a] = 1;
    for (size_t s = 1; s < n_seeds; s++) {
        struct jh_run run = c->cli->run;
        double rand = JH_NAN;
        run.seed += s;
        JH_TRY(st, cli_zones_make(c, c->request.method, &run, &other, err));
        JH_TRY(st, jh_zone_agree(n, areas->population, zones->n, zones->of_area, other.zones.n,
                       other.zones.of_area, &rand, match, kept, err));
        for (size_t a = 0; a < n; a++)
            always[a] = always[a] && kept[a];
        sum += rand;
        jh_zoning_release(&other);
    }
    for (size_t a = 0; a < n; a++)
        n_kept += always[a];
    out->adjusted_rand = n_seeds > 1 ? sum / (double)(n_seeds - 1) : JH_NAN;
    out->kept = n > 0 && n_seeds > 1 ? (double)n_kept / (double)n : JH_NAN;
out:
    jh_zoning_release(&other);
    jh_arena_release(&arena);
    return st;
}
