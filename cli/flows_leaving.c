#include "cli/flows.h"

#include "base/fail.h"

#include "cli/data.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"zone_id", "zone", NULL, 0, 0},
    {"specialty", "specialty", NULL, 0, 0},
    {"rank", "rank", NULL, 0, 0},
    {"leaving_cases", "leaving cases", NULL, 0, 0},
    {"leaving_rate", "leaving rate", "%", 100, 1},
    {"benchmark_rate", "best tenth", "%", 100, 1},
    {"rank_persons", "by persons", NULL, 0, 0},
    {"rank_hard", "by hard cases", NULL, 0, 0},
    {"rank_excess", "by excess", NULL, 0, 0},
    {"rank_cost", "by cost", NULL, 0, 0},
    {"rank_shortage", "by shortage", NULL, 0, 0},
    {"leaving_persons", NULL, NULL, 0, 0},
    {"leaving_hard_cases", NULL, NULL, 0, 0},
    {"excess_cases", NULL, NULL, 0, 0},
    {"leaving_cost", NULL, NULL, 0, 0},
    {"beds_per_1000_cases", NULL, NULL, 0, 0},
    {"zone_name", NULL, NULL, 0, 0},
};

static void put_rank(struct cli_table *table, int32_t rank)
{
    if (rank > 0)
        cli_table_integer(table, rank);
    else
        cli_table_none(table);
}

static void put_leaving(const struct cli_flows *flows, struct cli_table *table,
    struct jh_buf *label, size_t zone, size_t specialty, const struct jh_leaving *leaving)
{
    const struct jh_zones *zones = &flows->zoning.zones;
    cli_table_text(table, cli_label(flows->cli, label, zones->id[zone], zones->name[zone]));
    cli_table_text(table, flows->dataset->specialties.id[specialty]);
    put_rank(table, leaving->rank[JH_RANKING_CASES]);
    cli_table_number(table, leaving->value[JH_RANKING_CASES]);
    cli_table_number(table, leaving->rate);
    cli_table_number(table, leaving->benchmark_rate);
    for (int ranking = JH_RANKING_PERSONS; ranking < JH_N_RANKINGS; ranking++)
        put_rank(table, leaving->rank[ranking]);
    for (int ranking = JH_RANKING_PERSONS; ranking < JH_N_RANKINGS; ranking++)
        cli_table_number(table, leaving->value[ranking]);
    cli_table_text(table, zones->name[zone]);
}

/* A zone's specialties in the order of their rank; those without one come last. */
static void put_zone(const struct cli_flows *flows, struct cli_table *table, struct jh_buf *label,
    size_t zone, const struct jh_leaving *leaving, int32_t *by_rank)
{
    size_t n = flows->dataset->specialties.n;
    for (size_t i = 0; i < n; i++)
        by_rank[i] = JH_NONE;
    for (size_t s = 0; s < n; s++) {
        int32_t rank = leaving[zone * n + s].rank[JH_RANKING_CASES];
        if (rank > 0)
            by_rank[rank - 1] = (int32_t)s;
    }
    for (size_t i = 0; i < n && (flows->top == 0 || i < flows->top); i++)
        if (by_rank[i] != JH_NONE)
            put_leaving(flows, table, label, zone, (size_t)by_rank[i],
                &leaving[zone * n + (size_t)by_rank[i]]);
}

enum jh_status cli_flows_leaving(struct cli_flows *flows, struct jh_error *err)
{
    size_t n_zones = flows->zoning.zones.n, n_specialties = flows->dataset->specialties.n;
    struct cli_table table;
    struct jh_buf label;
    struct jh_leaving *leaving =
        jh_arena_new(&flows->arena, n_zones * n_specialties, struct jh_leaving);
    int32_t *by_rank = jh_arena_new(&flows->arena, n_specialties, int32_t);
    if (leaving == NULL || by_rank == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = jh_flow_leaving(flows->dataset, &flows->table, &flows->zoning.zones,
        flows->zoning.zone_of_hospital, leaving, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, flows->cli, sizeof columns / sizeof *columns, columns);
    for (size_t z = 0; z < n_zones && !cli_table_failed(&table); z++)
        put_zone(flows, &table, &label, z, leaving, by_rank);
    jh_buf_release(&label);
    return cli_table_end(&table, err);
}
