#include "cli/flows.h"

#include "base/fail.h"

#include "cli/data.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"origin_id", "from", NULL, 0, 0},
    {"destination_id", "to", NULL, 0, 0},
    {"specialty", "specialty", NULL, 0, 0},
    {"cases", "cases", NULL, 0, 0},
    {"relevance", "relevance index", "%", 100, 1},
    {"commitment", "commitment index", "%", 100, 1},
    {"origin_name", NULL, NULL, 0, 0},
    {"destination_name", NULL, NULL, 0, 0},
};

/* What rows lie between: units of one kind; by hospital areas and hospitals; by specialty the whole
 * territory and hospitals. */
static enum jh_status make_ends(struct cli_flows *flows, struct cli_units *origins,
    struct cli_units *destinations, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    *origins = flows->units;
    *destinations = flows->units;
    if (flows->by == CLI_BY_HOSPITAL)
        JH_TRY(st, cli_units_make(flows->dataset, CLI_BY_AREA, NULL, &flows->arena, origins, err));
    if (flows->by == CLI_BY_SPECIALTY)
        JH_TRY(st, cli_units_make(
                       flows->dataset, CLI_BY_HOSPITAL, NULL, &flows->arena, destinations, err));
out:
    return st;
}

static const char *end_id(const struct cli *cli, const struct cli_units *units, int32_t unit)
{
    return unit == JH_NONE ? cli_word(cli, "outside") : units->id[unit];
}

static const char *end_name(const struct cli_units *units, int32_t unit)
{
    return unit == JH_NONE ? "" : units->name[unit];
}

enum jh_status cli_flows_destinations(struct cli_flows *flows, struct jh_error *err)
{
    struct cli_units from, to;
    struct jh_flow_od *rows = NULL;
    struct jh_buf from_label, to_label;
    struct cli_table table;
    size_t n = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, make_ends(flows, &from, &to, err));
    JH_TRY(st,
        jh_flow_od_table(flows->dataset, &flows->table, from.n, from.of_area, to.n, to.of_hospital,
            flows->each_specialty || flows->by == CLI_BY_SPECIALTY, flows->top, &rows, &n, err));
    jh_buf_init(&from_label, 1 << 16);
    jh_buf_init(&to_label, 1 << 16);
    cli_table_begin(&table, flows->cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < n && !cli_table_failed(&table); i++) {
        const struct jh_flow_od *row = &rows[i];
        const char *from_name = end_name(&from, row->origin);
        const char *to_name = end_name(&to, row->destination);
        cli_table_text(&table,
            cli_label(flows->cli, &from_label, end_id(flows->cli, &from, row->origin), from_name));
        cli_table_text(&table,
            cli_label(flows->cli, &to_label, end_id(flows->cli, &to, row->destination), to_name));
        cli_table_text(&table, row->specialty == JH_NONE
                                   ? cli_word(flows->cli, "all")
                                   : flows->dataset->specialties.id[row->specialty]);
        cli_table_number(&table, row->cases);
        cli_table_number(&table, row->relevance);
        cli_table_number(&table, row->commitment);
        cli_table_text(&table, from_name);
        cli_table_text(&table, to_name);
    }
    jh_buf_release(&from_label);
    jh_buf_release(&to_label);
    st = cli_table_end(&table, err);
out:
    jh_flow_od_free(rows);
    return st;
}
