/*
 * junheng plans: the plans that the workspace holds.
 */
#include "junheng/store.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/table.h"

static const struct cli_column columns[] = {
    {"plan_id", "plan", NULL, 0, 0},
    {"name", "name", NULL, 0, 0},
    {"created_at", "made at", NULL, 0, 0},
    {"data_fingerprint", "data fingerprint", NULL, 0, 0},
    {"version", "program version", NULL, 0, 0},
};

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    (void)args;
    struct jh_store *store = NULL;
    struct jh_store_plan *plans = NULL;
    struct cli_table table;
    size_t n = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_list(store, &plans, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < n; i++) {
        cli_table_integer(&table, plans[i].id);
        cli_table_text(&table, plans[i].name);
        cli_table_text(&table, plans[i].created_at);
        cli_table_text(&table, plans[i].fingerprint);
        cli_table_text(&table, plans[i].version);
    }
    st = cli_table_end(&table, err);
out:
    jh_store_free(plans);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

const struct cli_command cli_cmd_plans = {
    .name = "plans",
    .summary = "List the plans of the workspace",
    .details = "",
    .operands = "",
    .example = "",
    .served = CLI_SERVED_WORKSPACE,
    .run = run,
};
