/*
 * junheng fit-logit: a multinomial or nested logit on a public format.
 */
#include <math.h>
#include <string.h>

#include "junheng/choice.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/suggest.h"
#include "io/problems/logit_csv.h"

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/table.h"

static const struct cli_option options[] = {
    {.name = "case", .kind = CLI_TEXT, .value = "COL", .help = "column that names the case"},
    {.name = "alternative",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "column that names the alternative"},
    {.name = "chosen",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "column that is 1 for the alternative chosen, else 0"},
    {.name = "vars",
        .kind = CLI_TEXT,
        .value = "COL,COL...",
        .help = "columns of the variables, separated by commas"},
    {.name = "constants",
        .kind = CLI_TEXT,
        .value = "ALTERNATIVE",
        .help = "estimate a constant for every alternative but this one"},
    {.name = "weights",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "column of the weight of the case"},
    {.name = "nests",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "nested logit: CSV file alternative,nest"},
    {.name = "common-nest", .kind = CLI_FLAG, .help = "one dissimilarity parameter for all nests"},
    {.name = "cluster",
        .kind = CLI_TEXT,
        .value = "COL",
        .help = "standard errors clustered by this column"},
    {.name = "shares",
        .kind = CLI_FLAG,
        .help = "print observed and predicted shares of the alternatives instead"},
    {.name = NULL},
};

/* One estimation. */
struct work {
    struct jh_arena arena;
    struct jh_logit_columns columns;
    struct jh_logit_table table;
    struct jh_logit_options options;
    struct jh_logit_fit fit;
};

static enum jh_status required(
    const struct cli_args *args, const char *name, const char **out, struct jh_error *err)
{
    const struct cli_value *value = cli_get(args, name);
    if (!value->given)
        return jh_fail(err, JH_E_ARG, "--%s is missing", name);
    *out = value->text;
    return JH_OK;
}

/* Names between commas. */
static enum jh_status split(
    struct jh_arena *arena, const char *text, struct jh_logit_columns *out, struct jh_error *err)
{
    size_t n = 1;
    for (const char *p = text; *p != '\0'; p++)
        n += *p == ',';
    const char **name = jh_arena_new(arena, n, const char *);
    if (name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(text, ",");
        if (len == 0)
            return jh_fail(err, JH_E_ARG, "--%s has an empty name", "vars");
        name[i] = jh_arena_strndup(arena, text, len);
        if (name[i] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        text += len + (text[len] == ',');
    }
    out->n_variables = n;
    out->variable = name;
    return JH_OK;
}

static enum jh_status find_reference(struct work *w, const char *name, struct jh_error *err)
{
    const struct jh_logit_data *data = &w->table.data;
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, name);
    for (size_t a = 0; a < data->n_alternatives; a++) {
        if (strcmp(data->alternative_name[a], name) == 0) {
            w->options.reference = (int32_t)a;
            return JH_OK;
        }
        jh_suggest_offer(&suggest, data->alternative_name[a]);
    }
    enum jh_status st =
        jh_fail(err, JH_E_NOT_FOUND, "the data have no alternative \"%.60s\"", name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    return st;
}

static enum jh_status load(struct work *w, const struct cli_args *args, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const char *vars = NULL;
    JH_TRY(st, required(args, "case", &w->columns.case_id, err));
    JH_TRY(st, required(args, "alternative", &w->columns.alternative, err));
    JH_TRY(st, required(args, "chosen", &w->columns.chosen, err));
    if (!cli_get(args, "constants")->given)
        JH_TRY(st, required(args, "vars", &vars, err));
    if (cli_get(args, "vars")->given)
        JH_TRY(st, split(&w->arena, cli_get(args, "vars")->text, &w->columns, err));
    if (cli_get(args, "common-nest")->given && !cli_get(args, "nests")->given)
        JH_TRY(st, jh_fail(err, JH_E_ARG, "--common-nest needs --nests"));
    w->columns.weight = cli_get(args, "weights")->text;
    w->columns.cluster = cli_get(args, "cluster")->text;
    JH_TRY(st, jh_i_logit_csv_read(args->operand[0], &w->columns, &w->table, err));
    if (cli_get(args, "constants")->given)
        JH_TRY(st, find_reference(w, cli_get(args, "constants")->text, err));
    w->options.common_nest = cli_get(args, "common-nest")->given;
    if (cli_get(args, "nests")->given)
        JH_TRY(
            st, jh_i_logit_nests_read(cli_get(args, "nests")->text, &w->table, &w->options, err));
out:
    return st;
}

static const struct cli_column columns[] = {
    {"name", "parameter", NULL, 0, 0},
    {"estimate", "estimate", NULL, 0, 6},
    {"std_error", "standard error", NULL, 0, 6},
    {"z", "z value", NULL, 0, 2},
    {"p_value", "p value", NULL, 0, 4},
};
static const struct cli_column share_columns[] = {
    {"alternative", "alternative", NULL, 0, 0},
    {"observed_share", "observed share", "%", 100, 2},
    {"predicted_share", "predicted share", "%", 100, 2},
};
static const struct cli_column fig_likelihood = {"log_likelihood", "log-likelihood", NULL, 0, 4};
static const struct cli_column fig_null = {
    "null_log_likelihood", "log-likelihood of equal shares", NULL, 0, 4};
static const struct cli_column fig_rho = {"rho_squared", "rho squared", NULL, 0, 4};
static const struct cli_column fig_cases = {"n_cases", "cases", NULL, 0, 0};
static const struct cli_column fig_iterations = {"iterations", "iterations", NULL, 0, 0};
static const struct cli_column fig_clusters = {"n_clusters", "clusters", NULL, 0, 0};
static const struct cli_column fig_consistent = {"utility_consistent", NULL, NULL, 0, 0};

/* "ic", "constant:gc", "dissimilarity:cooling". */
static const char *parameter_name(const struct work *w, size_t k, struct jh_buf *room)
{
    const struct jh_logit_data *data = &w->table.data;
    int32_t index = w->fit.index[k];
    jh_buf_reset(room);
    if (w->fit.kind[k] == JH_LOGIT_VARIABLE)
        jh_buf_puts(room, data->variable_name[index]);
    else if (w->fit.kind[k] == JH_LOGIT_CONSTANT)
        jh_buf_printf(room, "constant:%s", data->alternative_name[index]);
    else if (index == JH_NONE)
        jh_buf_puts(room, "dissimilarity");
    else
        jh_buf_printf(room, "dissimilarity:%s", w->options.nest_name[index]);
    return room->data != NULL ? room->data : "";
}

static void print_parameters(struct cli_table *table, const struct work *w)
{
    struct jh_buf room;
    jh_buf_init(&room, 1 << 21);
    for (size_t k = 0; k < w->fit.n_parameters && !cli_table_failed(table); k++) {
        double z = w->fit.estimate[k] / w->fit.std_error[k];
        cli_table_text(table, parameter_name(w, k, &room));
        cli_table_number(table, w->fit.estimate[k]);
        cli_table_number(table, w->fit.std_error[k]);
        cli_table_number(table, z);
        cli_table_number(table, erfc(fabs(z) / sqrt(2.0)));
    }
    jh_buf_release(&room);
}

static enum jh_status print_shares(struct cli_table *table, struct work *w, struct jh_error *err)
{
    const struct jh_logit_data *data = &w->table.data;
    enum jh_status st = JH_OK;
    double *p = jh_arena_new(&w->arena, data->start[data->n_cases], double);
    double *share = jh_arena_new(&w->arena, 2 * data->n_alternatives, double), all = 0;
    if (p == NULL || share == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_logit_predict(data, &w->options, &w->fit, p, err));
    for (size_t i = 0; i < data->n_cases; i++) {
        double weight = data->weight != NULL ? data->weight[i] : 1;
        all += weight;
        for (size_t r = data->start[i]; r < data->start[i + 1]; r++) {
            share[2 * data->alternative[r]] += weight * data->chosen[r];
            share[2 * data->alternative[r] + 1] += weight * p[r];
        }
    }
    for (size_t a = 0; a < data->n_alternatives; a++) {
        cli_table_text(table, data->alternative_name[a]);
        cli_table_number(table, share[2 * a] / all);
        cli_table_number(table, share[2 * a + 1] / all);
    }
out:
    return st;
}

static enum jh_status print(struct cli *cli, struct work *w, bool shares, struct jh_error *err)
{
    struct cli_table table;
    const struct jh_logit_fit *fit = &w->fit;
    enum jh_status st = JH_OK;
    if (shares)
        cli_table_begin(&table, cli, 3, share_columns);
    else
        cli_table_begin(&table, cli, 5, columns);
    if (shares)
        st = print_shares(&table, w, err);
    else
        print_parameters(&table, w);
    cli_summary_number(&table, &fig_likelihood, fit->log_likelihood);
    cli_summary_number(&table, &fig_null, fit->null_log_likelihood);
    cli_summary_number(&table, &fig_rho, 1 - fit->log_likelihood / fit->null_log_likelihood);
    cli_summary_integer(&table, &fig_cases, (int64_t)fit->n_cases);
    cli_summary_integer(&table, &fig_iterations, (int64_t)fit->n_iterations);
    if (fit->n_clusters > 0)
        cli_summary_integer(&table, &fig_clusters, (int64_t)fit->n_clusters);
    if (fit->n_dissimilarities > 0)
        cli_summary_bool(&table, &fig_consistent, fit->utility_consistent);
    enum jh_status end = cli_table_end(&table, st == JH_OK ? err : NULL);
    return st == JH_OK ? end : st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct work w = {.options = jh_logit_options_default()};
    enum jh_status st = JH_OK;
    jh_arena_init(&w.arena, 0);
    JH_TRY(st, load(&w, args, err));
    JH_TRY(st, jh_logit_estimate(&w.table.data, &w.options, &cli->run, &w.fit, err));
    cli_progress_clear(&cli->progress);
    if (!w.fit.utility_consistent)
        cli_say(cli,
            "a dissimilarity above 1 does not follow from maximising utility: other nests "
            "would fit better");
    st = print(cli, &w, cli_get(args, "shares")->given, err);
out:
    jh_logit_fit_release(&w.fit);
    jh_i_logit_table_release(&w.table);
    jh_arena_release(&w.arena);
    return st;
}

const struct cli_command cli_cmd_fit_logit = {
    .name = "fit-logit",
    .summary = "Estimate a multinomial or nested logit",
    .details =
        "On long data: one row for each case and alternative open to it. Standard errors are those "
        "of maximum likelihood, or clustered; z and p compare with 0.",
    .operands = "FILE.csv",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .example =
        "junheng fit-logit heating.csv --case id --alternative system --chosen chosen "
        "--vars ic,oc --constants hp",
    .run = run,
};
