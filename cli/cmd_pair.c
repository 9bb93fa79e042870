/*
 * junheng pair: which exporting hospital stands behind which centre specialty of a stored plan.
 */
#include "junheng/io.h"
#include "junheng/pair.h"
#include "junheng/store.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/items.h"
#include "cli/table.h"

static const struct cli_option options[] = {
    {.name = "plan",
        .kind = CLI_INT,
        .value = "PLAN",
        .min = 1,
        .max = JH_INF,
        .default_note = "the latest",
        .help = "stored plan, by its number"},
    {.name = "exporters",
        .kind = CLI_CHOICE,
        .value = "WHERE",
        .choices = "any|inside|outside",
        .default_text = "any",
        .help = "where exporting hospitals may be: the territory, elsewhere, both"},
    {.name = "one-per-host",
        .kind = CLI_FLAG,
        .help = "one exporter for all specialties of a host"},
    {.name = "max-projects",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 1e6,
        .default_note = "as in the plan",
        .help = "projects of a specialty that an exporter can carry where the data state none"},
    {.name = "locked",
        .kind = CLI_TEXT,
        .value = "PAIR,PAIR...",
        .default_note = "as in the plan",
        .help = "pairs that must be made: EXPORTER:HOST or EXPORTER:HOST:SPECIALTY"},
    {.name = "forbidden",
        .kind = CLI_TEXT,
        .value = "PAIR,PAIR...",
        .default_note = "as in the plan",
        .help = "pairs that must not be made"},
    {.name = "agreed",
        .kind = CLI_TEXT,
        .value = "PAIR,PAIR...",
        .default_note = "as in the plan",
        .help = "pairs that both sides agreed to"},
    {.name = "refused",
        .kind = CLI_TEXT,
        .value = "PAIR,PAIR...",
        .default_note = "as in the plan",
        .help = "pairs that a side refused"},
    {.name = "uplift",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 1,
        .default_text = "0.5",
        .help = "share of the gap in quality that a pair closes"},
    {.name = "tie-weight",
        .kind = CLI_REAL,
        .value = "QUALITY",
        .min = 0,
        .max = JH_INF,
        .default_text = "0.1",
        .help = "quality that a case counts where all leaving cases go to the exporter already"},
    {.name = "hour-weight",
        .kind = CLI_REAL,
        .value = "QUALITY",
        .min = 0,
        .max = JH_INF,
        .default_text = "0.01",
        .help = "quality that a case loses with each hour between exporter and host"},
    {.name = NULL},
};

static const struct cli_column columns[] = {
    {"hospital_id", "hospital", NULL, 0, 0},
    {"specialty", "specialty", NULL, 0, 0},
    {"zone_id", "zone", NULL, 0, 0},
    {"exporter_id", "exporter", NULL, 0, 0},
    {"mode", "mode", NULL, 0, 0},
    {"reason", "why", NULL, 0, 0},
    {"gain", "gain in quality", NULL, 0, 3},
    {"tie_share", "leaving cases that go there", "%", 100, 1},
    {"minutes", "distance", "minutes", 0, 0},
    {"value", "value", NULL, 0, 1},
    {"next_exporter_id", "next exporter", NULL, 0, 0},
    {"next_cost", "what it would cost", NULL, 0, 1},
    {"consent", "consent", NULL, 0, 0},
};

static const struct cli_column fig_value = {"value", "value of all pairs", NULL, 0, 1};
static const struct cli_column fig_bound = {"bound", "proven bound", NULL, 0, 1};
static const struct cli_column fig_proven = {"proven", "proven", NULL, 0, 0};
static const struct cli_column fig_paired = {"n_paired", "paired", NULL, 0, 0};
static const struct cli_column fig_alone = {"n_self_built", "built up alone", NULL, 0, 0};

/* A plan, what it is about, and the answer. */
struct job {
    struct jh_dataset *dataset;
    struct jh_scenario scenario;
    struct jh_plan_rows rows;
    struct jh_flow_table table;
    struct jh_pair_inputs inputs;
    struct jh_pair_said said;
    struct jh_arena arena;
    struct jh_pair *pair;
    struct jh_pair_result result;
};

static enum jh_status load(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    struct jh_store *store = NULL;
    char *scenario = NULL, *body = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_dataset_load(cli, &job->dataset, err));
    JH_TRY(st, jh_store_open(cli->workspace, JH_STORE_READ, &store, err));
    JH_TRY(st, jh_store_plan_load(store, cli_get(args, "plan")->integer, &scenario, &body, err));
    JH_TRY(st, jh_scenario_parse(scenario, strlen(scenario), &job->scenario, err));
    JH_TRY(st, jh_plan_rows_parse(body, strlen(body), job->dataset, &job->rows, err));
out:
    jh_store_free(scenario);
    jh_store_free(body);
    jh_store_close(store);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

/* Lists of the command line in place of those of the plan's scenario. */
static enum jh_status read_said(const struct cli_args *args, struct job *job, struct jh_error *err)
{
    static const char *const names[JH_N_PAIR_SAYINGS] = {
        "locked", "forbidden", "agreed", "refused"};
    const struct jh_scenario *sc = &job->scenario;
    const struct jh_texts *const planned[JH_N_PAIR_SAYINGS] = {&sc->exporters_locked,
        &sc->exporters_forbidden, &sc->exporters_agreed, &sc->exporters_refused};
    struct jh_pair_texts texts[JH_N_PAIR_SAYINGS];
    for (int l = 0; l < JH_N_PAIR_SAYINGS; l++) {
        struct cli_item *item = NULL;
        const struct cli_value *value = cli_get(args, names[l]);
        texts[l] = (struct jh_pair_texts){planned[l]->n, planned[l]->item};
        if (!value->given)
            continue;
        enum jh_status st =
            cli_items_parse(&job->arena, names[l], value->text, 1, &texts[l].n, &item, err);
        const char **list =
            st == JH_OK ? jh_arena_new(&job->arena, texts[l].n + 1, const char *) : NULL;
        if (st != JH_OK)
            return st;
        if (list == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        for (size_t i = 0; i < texts[l].n; i++)
            list[i] = item[i].name;
        texts[l].item = list;
    }
    return jh_pair_said_read(job->dataset, &job->inputs, texts, &job->said, err);
}

static enum jh_status solve(
    struct cli *cli, const struct cli_args *args, struct job *job, struct jh_error *err)
{
    const struct jh_flow_query query = {.basis = job->scenario.basis};
    const struct jh_plan_rows *rows = &job->rows;
    struct jh_pair_inputs *in = &job->inputs;
    struct jh_pair_options o = jh_pair_options_default();
    enum jh_status st = JH_OK;
    o.uplift = cli_get(args, "uplift")->real;
    o.tie_weight = cli_get(args, "tie-weight")->real;
    o.hour_weight = cli_get(args, "hour-weight")->real;
    o.one_per_host = cli_get(args, "one-per-host")->given || job->scenario.exporters_one_per_host;
    const struct cli_value *projects = cli_get(args, "max-projects");
    const double most =
        projects->given ? (double)projects->integer : (double)job->scenario.exporters_max_projects;
    JH_TRY(st, jh_flow_reduce(job->dataset, &query, &job->table, err));
    JH_TRY(st, jh_pair_gather(job->dataset, &job->table, rows->zone_of_area, rows->n,
                   rows->hospital, rows->specialty, rows->zone, rows->cases,
                   (enum jh_pair_from)cli_get(args, "exporters")->choice, most,
                   &job->scenario.travel, in, err));
    JH_TRY(st, read_said(args, job, err));
    job->pair = jh_i_calloc(rows->n, sizeof *job->pair);
    if (job->pair == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    st = jh_pair_match(in->n_centres, in->centre, in->n_exporters, in->exporter, in->tie,
        in->minutes, job->said.consent, job->said.n_rules, job->said.rule, &o, &cli->run, job->pair,
        &job->result, err);
out:
    return st;
}

static void put_hospital(struct cli *cli, struct cli_table *table, const struct jh_hospitals *h,
    int32_t hospital, struct jh_buf *label)
{
    if (hospital == JH_NONE)
        cli_table_none(table);
    else
        cli_table_text(table, cli_label(cli, label, h->id[hospital], h->name[hospital]));
}

/* What is said of the pair that is made. */
static void put_consent(struct cli_table *table, const struct job *job, size_t i)
{
    const struct jh_pair_inputs *in = &job->inputs;
    for (size_t x = 0; x < in->n_exporters; x++)
        if (in->exporter[x].hospital == job->pair[i].exporter &&
            in->exporter[x].specialty == in->centre[i].specialty) {
            bool agreed = job->said.consent[i * in->n_exporters + x] == JH_PAIR_CONSENT_AGREED;
            const char *state = agreed ? "agreed" : "unknown";
            cli_table_text(
                table, table->cli->format == CLI_FORMAT_TEXT ? cli_word(table->cli, state) : state);
            return;
        }
    cli_table_none(table);
}

static void put_row(
    struct cli *cli, struct cli_table *table, const struct job *job, size_t i, struct jh_buf *label)
{
    const struct jh_hospitals *h = &job->dataset->hospitals;
    const struct jh_pair *pair = &job->pair[i];
    const bool text = cli->format == CLI_FORMAT_TEXT;
    put_hospital(cli, table, h, job->rows.hospital[i], label);
    cli_table_text(table, job->dataset->specialties.id[job->rows.specialty[i]]);
    if (job->rows.zone[i] == JH_NONE)
        cli_table_none(table);
    else
        cli_table_text(table, job->rows.zone_id[job->rows.zone[i]]);
    put_hospital(cli, table, h, pair->exporter, label);
    cli_table_text(table, cli_word(cli, pair->exporter != JH_NONE ? "paired" : "self_built"));
    cli_table_text(table, text ? jh_tr(cli->lang, jh_pair_reason_text(pair->reason))
                               : jh_pair_reason_code(pair->reason));
    cli_table_number(table, pair->gain);
    cli_table_number(table, pair->tie_share);
    cli_table_number(table, pair->minutes);
    cli_table_number(table, pair->value);
    put_hospital(cli, table, h, pair->next_exporter, label);
    cli_table_number(table, pair->next_cost);
    put_consent(table, job, i);
}

static enum jh_status print(struct cli *cli, const struct job *job, struct jh_error *err)
{
    struct cli_table table;
    struct jh_buf label;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < job->rows.n && !cli_table_failed(&table); i++)
        put_row(cli, &table, job, i, &label);
    jh_buf_release(&label);
    cli_summary_number(&table, &fig_value, job->result.value);
    cli_summary_number(&table, &fig_bound, job->result.bound);
    cli_summary_bool(&table, &fig_proven, job->result.proven);
    cli_summary_integer(&table, &fig_paired, (int64_t)job->result.n_paired);
    cli_summary_integer(&table, &fig_alone, (int64_t)(job->rows.n - job->result.n_paired));
    return cli_table_end(&table, err);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct job job = {.scenario = jh_scenario_default()};
    enum jh_status st = JH_OK;
    jh_arena_init(&job.arena, 0);
    JH_TRY(st, load(cli, args, &job, err));
    JH_TRY(st, solve(cli, args, &job, err));
    cli_progress_clear(&cli->progress);
    st = print(cli, &job, err);
out:
    jh_pair_said_release(&job.said);
    jh_arena_release(&job.arena);
    jh_i_free(job.pair);
    jh_pair_inputs_release(&job.inputs);
    jh_flow_table_release(&job.table);
    jh_plan_rows_release(&job.rows);
    jh_scenario_release(&job.scenario);
    jh_dataset_free(job.dataset);
    return st;
}

const struct cli_command cli_cmd_pair = {
    .name = "pair",
    .summary = "Find exporting hospitals for the centre specialties of a plan",
    .details =
        "Pairs of the greatest value together: gain in quality times cases, existing "
        "co-operation, distance; no exporter carries more projects than it can. Where no pair "
        "gains anything the host builds up alone. Beside each pair stands the next exporter "
        "and what all pairs together would lose with it.",
    .operands = "",
    .options = options,
    .example = "junheng pair --exporters outside",
    .served = CLI_SERVED_WORKSPACE,
    .run = run,
};
