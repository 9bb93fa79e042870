/*
 * junheng zones --changes: which areas change hands against the zones of another method.
 */
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/table.h"
#include "cli/zones.h"

static const struct cli_column columns[] = {
    {"area_id", "area", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"population", "population", NULL, 0, 0},
    {"zone_before", "from zone", NULL, 0, 0},
    {"zone_after", "to zone", NULL, 0, 0},
    {"cases", "cases of its people", NULL, 0, 0},
};
static const struct cli_column fig_changed = {"n_changed", "areas changed", NULL, 0, 0};
static const struct cli_column fig_people = {"people_changed", "people changed", NULL, 0, 0};
static const struct cli_column fig_rand = {"adjusted_rand", "agreement", NULL, 0, 3};

static void put_zone(
    struct cli *cli, struct cli_table *table, const struct jh_zones *zones, int32_t zone)
{
    struct jh_buf label;
    if (zone == JH_NONE) {
        cli_table_none(table);
        return;
    }
    jh_buf_init(&label, 1 << 16);
    cli_table_text(table, cli_label(cli, &label, zones->id[zone], zones->name[zone]));
    jh_buf_release(&label);
}

enum jh_status cli_zones_changes(const struct cli_zones *c, const struct jh_zoning *before,
    const struct jh_zoning *after, struct jh_error *err)
{
    const struct jh_areas *areas = &c->dataset->areas;
    const struct jh_zones *b = &before->zones, *a = &after->zones;
    size_t n = areas->n_inside;
    int64_t n_changed = 0;
    double adjusted_rand = 0, people = 0;
    struct jh_arena arena;
    struct jh_buf label;
    struct cli_table table;
    jh_arena_init(&arena, 0);
    jh_buf_init(&label, 1 << 16);
    int32_t *match = jh_arena_new(&arena, b->n, int32_t);
    uint8_t *kept = jh_arena_new(&arena, n, uint8_t);
    enum jh_status st = JH_OK;
    if (match == NULL || kept == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_zone_agree(n, areas->population, b->n, b->of_area, a->n, a->of_area,
                   &adjusted_rand, match, kept, err));
    cli_table_begin(&table, c->cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < n && !cli_table_failed(&table); i++) {
        double cases = 0;
        if (kept[i])
            continue;
        for (size_t r = c->flows->start[i]; r < c->flows->start[i + 1]; r++)
            cases += c->flows->cases[r];
        cli_table_text(&table, cli_label(c->cli, &label, areas->id[i], areas->name[i]));
        cli_table_text(&table, areas->name[i]);
        cli_table_number(&table, areas->population[i]);
        put_zone(c->cli, &table, b, b->of_area[i]);
        put_zone(c->cli, &table, a, a->of_area[i]);
        cli_table_number(&table, cases);
        n_changed++;
        people += areas->population[i];
    }
    cli_summary_integer(&table, &fig_changed, n_changed);
    cli_summary_number(&table, &fig_people, people);
    cli_summary_number(&table, &fig_rand, adjusted_rand);
    st = cli_table_end(&table, err);
out:
    jh_buf_release(&label);
    jh_arena_release(&arena);
    return st;
}
