/*
 * junheng export: the dataset of the workspace as a folder, small cells left out where asked.
 */
#include "junheng/io.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/dataset.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"

static const struct cli_option options[] = {
    {.name = "min-cases",
        .kind = CLI_REAL,
        .value = "N",
        .unit = "cases",
        .min = 0,
        .max = JH_INF,
        .default_text = "0",
        .help = "leave out cells of flows with fewer cases"},
    {.name = NULL},
};

static enum jh_status suppress(
    struct cli *cli, struct jh_dataset *dataset, double min_cases, struct jh_error *err)
{
    const struct jh_flows *f = &dataset->flows;
    size_t n_left_out = 0;
    struct jh_sum cases = {0};
    bool *wanted = jh_i_calloc(f->n, sizeof *wanted);
    if (wanted == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < f->n; i++) {
        const double n = jh_flows_value(f, JH_MEASURE_CASES, i);
        wanted[i] = n >= min_cases;
        n_left_out += !wanted[i];
        if (!wanted[i])
            jh_sum_add(&cases, n);
    }
    enum jh_status st = jh_i_dataset_keep_flows(dataset, wanted, err);
    jh_i_free(wanted);
    if (st == JH_OK)
        cli_say(cli, "%zu cells with fewer than %g cases left out, %.0f cases in all", n_left_out,
            min_cases, jh_sum_value(&cases));
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    if (cli_get(args, "min-cases")->real > 0)
        JH_TRY(st, suppress(cli, dataset, cli_get(args, "min-cases")->real, err));
    JH_TRY(st, jh_dataset_write(dataset, args->operand[0], err));
    cli_progress_clear(&cli->progress);
    st = cli_dataset_print(cli, dataset, err);
out:
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_export = {
    .name = "export",
    .summary = "Write the dataset of the workspace as a folder of CSV files",
    .details =
        "The folder can be imported again. With --min-cases small cells are left out, so that "
        "nobody can be told from them; how many is said, and totals are then lower.",
    .operands = "DIR",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng export shared --min-cases 10",
    .run = run,
};
