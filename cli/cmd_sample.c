/*
 * junheng sample: a fictional territory as a dataset.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "junheng/io.h"
#include "junheng/sample.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "io/outfile.h"
#include "io/records/record_writer.h"
#include "model/dataset.h"

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
    {.name = "records",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1e9,
        .help = "also write so many discharge records, which the flows then leave out"},
    {.name = "profile",
        .kind = CLI_CHOICE,
        .value = "NAME",
        .choices = "hqms|n041",
        .default_text = "hqms",
        .help = "columns of the records"},
    {.name = "encoding",
        .kind = CLI_CHOICE,
        .value = "NAME",
        .choices = "utf-8|utf-8-bom|gb18030|gbk",
        .default_text = "utf-8",
        .help = "character set of the records"},
    {.name = "errors",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 1,
        .default_text = "0",
        .help = "share of records that are wrong, spread over all kinds of errors"},
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

/* The records of the territory's own hospitals come as a file: flows.csv has the others. */
static enum jh_status leave_out_records(struct jh_dataset *dataset, struct jh_error *err)
{
    const struct jh_flows *f = &dataset->flows;
    bool *wanted = jh_i_calloc(f->n, sizeof *wanted);
    if (wanted == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < f->n; i++)
        wanted[i] = strcmp(dataset->sources.id[f->source[i]], "records") != 0;
    enum jh_status st = jh_i_dataset_keep_flows(dataset, wanted, err);
    jh_i_free(wanted);
    return st;
}

static enum jh_status write_errors(
    const struct jh_sample_record_truth *truth, const char *dir, struct jh_error *err)
{
    struct jh_buf text;
    jh_buf_init(&text, 1 << 16);
    jh_buf_puts(&text, "rule,records\n");
    for (int i = 0; i < JH_SAMPLE_N_ERRORS; i++)
        jh_buf_printf(&text, "%s,%llu\n", jh_i_sample_error_id((enum jh_sample_error)i),
            (unsigned long long)truth->n_errors[i]);
    enum jh_status st = jh_buf_status(&text, err);
    if (st == JH_OK)
        st = cli_file_write(dir, "records_errors.csv", text.data, err);
    jh_buf_release(&text);
    return st;
}

static enum jh_status write_records(struct cli *cli, const struct cli_args *args,
    struct jh_dataset *dataset, uint64_t seed, struct jh_error *err)
{
    const char *dir = args->operand[0];
    const struct jh_sample_record_options wanted = {.n_records = cli_get(args, "records")->integer,
        .error_frac = cli_get(args, "errors")->real,
        .seed = seed};
    struct jh_sample_record_truth truth = {0};
    enum jh_status st = JH_OK;
    char *folder = jh_i_path_join(dir, "records"), *path = NULL, *flows = NULL;
    if (folder != NULL) {
        path = jh_i_path_join(folder, "records.csv");
        flows = jh_i_path_join(dir, "records_truth.csv");
    }
    if (path == NULL || flows == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if ((mkdir(dir, 0777) != 0 && errno != EEXIST) ||
        (mkdir(folder, 0777) != 0 && errno != EEXIST)) {
        st = jh_fail(err, JH_E_IO, "cannot make the folder %s: %s", folder, strerror(errno));
        goto out;
    }
    JH_TRY(st, jh_i_sample_records_write(dataset, &wanted, cli_get(args, "profile")->text,
                   (enum jh_record_encoding)cli_get(args, "encoding")->choice, path, &truth, err));
    JH_TRY(st, jh_i_sample_truth_write(dataset, &truth, flows, err));
    JH_TRY(st, write_errors(&truth, dir, err));
    JH_TRY(st, leave_out_records(dataset, err));
    cli_say(cli, "%lld fictional records written to %s", (long long)wanted.n_records, path);
out:
    jh_i_sample_record_truth_release(&truth);
    jh_i_free(folder);
    jh_i_free(path);
    jh_i_free(flows);
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *dir = args->operand[0];
    const struct jh_sample_options wanted = cli_sample_wanted(cli, args);
    struct jh_dataset *dataset = NULL;
    char *truth = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_sample_make(&wanted, &cli->run, &dataset, &truth, err));
    if (cli_get(args, "records")->given)
        JH_TRY(st, write_records(cli, args, dataset, wanted.seed, err));
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
