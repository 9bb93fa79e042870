/*
 * junheng access: accessibility by area and its equity over people.
 */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "cli/access.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/items.h"
#include "cli/zoning.h"

/* The library's table as choices. */
#define JH_X(name, number, id, unit) "|" id
static const char all_methods[] = JH_ACCESS_METHOD_MAP(JH_X);
#undef JH_X
static const struct cli_option options[] = {
    {.name = "method",
        .letter = 'm',
        .kind = CLI_CHOICE,
        .value = "METHOD",
        .choices = all_methods + 1,
        .default_text = "2sfca",
        .help = "what is measured: minutes to the nearest, supply within reach, supply per person "
                "by floating catchments, or crowding by hospital (i2sfca)"},
    CLI_OPTION_REACH,
    {.name = "decay",
        .kind = CLI_CHOICE,
        .value = "DECAY",
        .choices = "binary|step|linear|exponential|power|gaussian|gaussian-cut|logistic|auto",
        .default_text = "auto",
        .help = "how a trip counts less the longer it is; auto: step for e2sfca, 3sfca, m2sfca and "
                "bfca, exponential for the gravity methods, else binary"},
    {.name = "parameter",
        .kind = CLI_REAL,
        .value = "P",
        .min = 1e-6,
        .max = 10000,
        .default_note = "by the decay and the reach",
        .help = "of the decay: rate of exponential (per minute), exponent of power, standard "
                "deviation of gaussian and logistic (minutes), second weight of step"},
    {.name = "middle",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0,
        .max = 1440,
        .default_note = "half the reach",
        .help = "logistic: travel time at which a trip counts one half"},
    {.name = "steps",
        .kind = CLI_TEXT,
        .value = "MINUTES=WEIGHT,...",
        .help =
            "step: weights of your own, each up to that travel time; the last time is the reach "
            "unless --reach is given"},
    {.name = "k",
        .kind = CLI_INT,
        .value = "NUMBER",
        .min = 1,
        .max = 1000,
        .default_text = "3",
        .help = "k-nearest: number of hospitals over which minutes are averaged"},
    {.name = "from",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0,
        .max = 1440,
        .default_note = "half the reach",
        .help = "cumulative-interval: least reach of the average"},
    {.name = "tau",
        .kind = CLI_REAL,
        .value = "MINUTES",
        .unit = "minutes",
        .min = 0.1,
        .max = 10000,
        .default_text = "60",
        .help = "raam: travel time that weighs as much as mean crowding"},
    {.name = "income",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .help =
            "column of areas with income per person: Palma ratio and concentration index by it"},
    {.name = "low",
        .kind = CLI_REAL,
        .value = "FIGURE",
        .default_note = "least figure",
        .help = "lower bound of the figure, for the corrections by Erreygers and Wagstaff"},
    {.name = "high",
        .kind = CLI_REAL,
        .value = "FIGURE",
        .default_note = "greatest figure",
        .help = "upper bound of the figure, for the corrections by Erreygers and Wagstaff"},
    {.name = "line",
        .kind = CLI_REAL,
        .value = "FIGURE",
        .min = 0,
        .max = (double)INFINITY,
        .help = "share of people below that figure (as CSV gives it), mean shortfall and severity"},
    {.name = "show",
        .kind = CLI_CHOICE,
        .value = "TABLE",
        .choices = "units|lorenz|zones",
        .default_text = "units",
        .help = "figures of areas (i2sfca: hospitals), the points of the Lorenz curve, or equity "
                "within each zone"},
    {.name = "outside",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "count|ignore",
        .default_text = "count",
        .help = "hospitals beyond the border: count their supply or ignore them"},
    {.name = "supply",
        .kind = CLI_TEXT,
        .value = "COLUMN,...",
        .default_text = "beds",
        .help = "columns of hospitals that hold the supply, one after the other"},
    {.name = "specialty",
        .kind = CLI_TEXT,
        .value = "NAME,...",
        .help = "supply of these specialties by capabilities.csv (beds or quality); all: each one"},
    {.name = "people",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .default_text = "population",
        .help = "column of areas with the people who need it (children, over 65)"},
    {.name = "share",
        .kind = CLI_REAL,
        .value = "N",
        .min = 0,
        .max = (double)INFINITY,
        .help = "share N of new supply among the hospitals so that accessibility is most equal"},
    {.name = "share-most",
        .kind = CLI_REAL,
        .value = "N",
        .min = 0,
        .max = (double)INFINITY,
        .default_note = "no limit",
        .help = "share: most that one hospital may have in all"},
    {.name = "travel",
        .kind = CLI_CHOICE,
        .value = "MODE",
        .choices = "mixed|listed|model|streamed",
        .default_text = "mixed",
        .help = "travel times: listed pairs, the distance model, listed before model, or the model "
                "without holding any pair (streamed)"},
    {.name = NULL},
};

static double real_or_nan(const struct cli_args *args, const char *name)
{
    const struct cli_value *value = cli_get(args, name);
    return value->given ? value->real : JH_NAN;
}

static void take_options(struct cli_access *q, const struct cli_args *args)
{
    bool nearest;
    q->options = jh_access_options_default();
    q->travel = jh_travel_options_default();
    q->options.method = (enum jh_access_method)cli_get(args, "method")->choice;
    q->options.decay = (enum jh_decay)cli_get(args, "decay")->choice;
    q->options.reach_min = cli_get(args, "reach")->real;
    q->streamed = cli_get(args, "travel")->choice == 3;
    q->travel.mode =
        q->streamed ? JH_TRAVEL_MODEL : (enum jh_travel_mode)cli_get(args, "travel")->choice;
    q->options.parameter = real_or_nan(args, "parameter");
    q->options.middle_min = real_or_nan(args, "middle");
    q->options.k = (int32_t)cli_get(args, "k")->integer;
    q->options.from_min = real_or_nan(args, "from");
    q->options.tau_min = cli_get(args, "tau")->real;
    q->people_name = cli_get(args, "people")->text;
    q->income_name = cli_get(args, "income")->text;
    q->line = real_or_nan(args, "line");
    q->low = real_or_nan(args, "low");
    q->high = real_or_nan(args, "high");
    q->ignore_outside = cli_get(args, "outside")->choice == 1;
    nearest = q->options.method == JH_ACCESS_NEAREST || q->options.method == JH_ACCESS_K_NEAREST;
    q->any_site = nearest && !cli_get(args, "supply")->given && !cli_get(args, "specialty")->given;
}

/* "10=1,20=.68,30=.22": the decay step with weights of its own. */
static enum jh_status take_steps(
    struct cli_access *q, const struct cli_args *args, struct jh_error *err)
{
    struct cli_item *item;
    size_t n;
    enum jh_status st =
        cli_items_parse(&q->scratch, "steps", cli_get(args, "steps")->text, JH_NAN, &n, &item, err);
    if (st != JH_OK || n == 0)
        return st;
    double *minutes = jh_arena_new(&q->scratch, n, double);
    double *weight = jh_arena_new(&q->scratch, n, double);
    if (minutes == NULL || weight == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        if (!jh_num_parse(item[k].name, strlen(item[k].name), &minutes[k]))
            return jh_fail(err, JH_E_ARG, "--steps: %.60s is no number of minutes", item[k].name);
        weight[k] = item[k].value;
    }
    q->options.n_steps = n;
    q->options.step_min = minutes;
    q->options.step_weight = weight;
    if (!cli_get(args, "decay")->given)
        q->options.decay = JH_DECAY_STEP;
    if (!cli_get(args, "reach")->given)
        q->options.reach_min = minutes[n - 1];
    return JH_OK;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const enum cli_access_show show = (enum cli_access_show)cli_get(args, "show")->choice;
    const struct cli_value *share = cli_get(args, "share"), *most = cli_get(args, "share-most");
    struct jh_dataset *dataset = NULL;
    struct jh_flow_table flows = {0};
    struct jh_zoning zoning = {0};
    struct cli_access q = {.n_supplies = 0};
    enum jh_status st = JH_OK;
    jh_arena_init(&q.scratch, 0);
    take_options(&q, args);
    JH_TRY(st, take_steps(&q, args, err));
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    q.dataset = dataset;
    JH_TRY(st, cli_access_supplies(
                   &q, cli_get(args, "supply")->text, cli_get(args, "specialty")->text, err));
    if (share->given) {
        st = cli_access_share(cli, &q, share->real, most->given ? most->real : JH_INF, err);
        goto out;
    }
    if (show == CLI_ACCESS_ZONES) {
        JH_TRY(st, cli_flows_take(cli, dataset, NULL, &flows, err));
        JH_TRY(st, cli_zoning(dataset, &flows, &cli->run, &zoning, err));
    }
    JH_TRY(st, cli_access_answer(&q, &cli->run, err));
    cli_progress_clear(&cli->progress);
    st = cli_access_print(cli, &q, show, &zoning, err);
out:
    jh_travel_pairs_release(&q.pairs);
    jh_arena_release(&q.scratch);
    jh_zoning_release(&zoning);
    cli_flows_release(cli, &flows);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_access = {
    .name = "access",
    .summary = "Compute how well each area reaches care",
    .details =
        "People beyond the border count as users and hospitals beyond it as supply. CSV and "
        "JSON give the supply per person, text per 1,000 people.",
    .operands = "",
    .options = options,
    .example = "junheng access --method e2sfca --reach 90 --format csv",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
