/*
 * junheng sample: a fictional territory as a dataset.
 */
#include <stdlib.h>

#include "junheng/io.h"
#include "junheng/sample.h"

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"
#include "cli/sample.h"

static const struct cli_option options[] = {
    {.name = "areas",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 100000,
        .default_text = "158",
        .help = "number of areas"},
    {.name = "hospitals",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 100000,
        .default_text = "420",
        .help = "number of hospitals in the territory"},
    {.name = "specialties",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1000,
        .default_text = "14",
        .help = "number of specialties"},
    {.name = "periods",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 400,
        .default_text = "8",
        .help = "number of quarters"},
    {.name = NULL},
};

struct jh_sample_options cli_sample_wanted(const struct cli *cli, const struct cli_args *args)
{
    struct jh_sample_options wanted = jh_sample_options_default();
    wanted.n_areas = cli_get(args, "areas")->integer;
    wanted.n_hospitals = cli_get(args, "hospitals")->integer;
    wanted.n_specialties = cli_get(args, "specialties")->integer;
    wanted.n_periods = cli_get(args, "periods")->integer;
    if (cli->seed_given)
        wanted.seed = cli->run.seed;
    return wanted;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *dir = args->operand[0];
    const struct jh_sample_options wanted = cli_sample_wanted(cli, args);
    struct jh_dataset *dataset = NULL;
    char *truth = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_sample_make(&wanted, &cli->run, &dataset, &truth, err));
    JH_TRY(st, jh_dataset_write(dataset, dir, err));
    JH_TRY(st, cli_file_write(dir, "truth.json", truth, err));
    cli_say(cli, "fictional territory written to %s", dir);
    st = cli_dataset_print(cli, dataset, err);
out:
    free(truth);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_sample = {
    .name = "sample",
    .summary = "Write a fictional territory as a dataset",
    .details =
        "Areas, hospitals and flows drawn from a stated model of patients' choice. The same "
        "seed gives the same bytes; truth.json holds the parameters of the model.",
    .operands = "DIR",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example = "junheng sample demo --areas 40 --seed 7",
    .run = run,
};
