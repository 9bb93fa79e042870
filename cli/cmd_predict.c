/*
 * junheng predict: where patients would go if hospitals changed.
 */
#include <math.h>
#include <string.h>

#include "junheng/choice.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/problems/changes_csv.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"
#include "cli/table.h"
#include "cli/units.h"
#include "cli/zoning.h"

static const struct cli_option options[] = {
    {.name = "change",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "CSV file of changes: hospital_id, specialty (* every one that it treats) and any "
                "of quality, quality_added, beds, minutes_added, open (1 opens, 0 closes), lon and "
                "lat (it moves there)"},
    {.name = "minutes",
        .kind = CLI_TEXT,
        .value = "FILE",
        .help = "CSV file of changed travel times, pair by pair: area_id, hospital_id, minutes"},
    {.name = "calibration",
        .kind = CLI_REAL,
        .value = "X",
        .min = 0,
        .max = 10,
        .default_text = "1",
        .help = "changes of quality are taken times this, as monitor predicted tells"},
    {.name = "by",
        .kind = CLI_CHOICE,
        .value = "UNIT",
        .choices = "zone|area|hospital|total",
        .default_text = "zone",
        .help = "what a row is about"},
    {.name = "draws",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 100000,
        .default_text = "200",
        .help = "random draws behind the intervals; 0: none"},
    {.name = "all-specialties",
        .kind = CLI_FLAG,
        .help = "figures of all specialties, not only of those that change"},
    {.name = "time",
        .kind = CLI_CHOICE,
        .value = "FORM",
        .choices = "log|linear|spline",
        .default_text = "log",
        .help = "how travel time enters the utility"},
    {.name = "alternatives",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = JH_INF,
        .default_text = "100",
        .help = "fill choice sets with all exporters and the nearest hospitals up to this number; "
                "0: only hospitals "
                "that treat anybody of the area"},
    {.name = "clustered", .kind = CLI_FLAG, .help = "standard errors clustered by area"},
    {.name = NULL},
};

static const enum cli_by units_of[] = {CLI_BY_ZONE, CLI_BY_AREA, CLI_BY_HOSPITAL, CLI_BY_SPECIALTY};

static const struct cli_column columns[] = {
    {"unit_id", "unit", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"figure", "figure", NULL, 0, 0},
    {"before", "before", NULL, 0, 3},
    {"after", "after", NULL, 0, 3},
    {"low", "low", NULL, 0, 3},
    {"high", "high", NULL, 0, 3},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };
static const struct cli_column fig_changes = {"n_changes", "changes", NULL, 0, 0};
static const struct cli_column fig_draws = {"n_draws", "draws", NULL, 0, 0};
static const struct cli_column fig_specialties = {"specialties", "specialties", NULL, 0, 0};

/* One question and what answers it. */
struct asking {
    struct cli *cli;
    enum cli_by by;
    size_t n_draws, n_changes;
    struct jh_dataset *dataset;
    struct jh_choice_change *change;
    float **minutes; /* that changes borrow */
    uint8_t *chosen; /* [specialties.n] */
    struct jh_flow_table all, table;
    struct jh_choice_model model;
    struct jh_zoning zoning;
    struct jh_arena arena;
    struct cli_units units;
    struct jh_choice_effect *effect;
};

static void put_unit(
    const struct asking *a, struct cli_table *table, struct jh_buf *label, size_t u)
{
    const struct cli_units *units = &a->units;
    for (int k = 0; k < JH_N_CHOICE_EFFECTS; k++) {
        const struct jh_choice_effect *e = &a->effect[u * JH_N_CHOICE_EFFECTS + (size_t)k];
        enum jh_choice_effect_kind kind = (enum jh_choice_effect_kind)k;
        if (a->by == CLI_BY_HOSPITAL && kind != JH_CHOICE_EFFECT_TREATED)
            continue;
        cli_table_text(table, cli_label(a->cli, label, units->id[u], units->name[u]));
        cli_table_text(table, units->name[u]);
        cli_table_text(table, a->cli->format == CLI_FORMAT_TEXT
                                  ? cli_word(a->cli, jh_choice_effect_text(kind))
                                  : jh_choice_effect_id(kind));
        cli_table_number(table, e->before);
        cli_table_number(table, e->after);
        cli_table_number(table, e->low);
        cli_table_number(table, e->high);
    }
}

/* Hospitals that treat nobody, before and after, have no row. */
static bool is_shown(const struct asking *a, size_t u)
{
    const struct jh_choice_effect *e =
        &a->effect[u * JH_N_CHOICE_EFFECTS + JH_CHOICE_EFFECT_TREATED];
    return a->by != CLI_BY_HOSPITAL || e->before > 0 || e->after > 0;
}

static enum jh_status print(struct asking *a, struct jh_error *err)
{
    const struct jh_specialties *specialties = &a->dataset->specialties;
    const char **name = jh_arena_new(&a->arena, specialties->n, const char *);
    struct cli_table table;
    struct jh_buf label;
    size_t n = 0;
    if (name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t s = 0; s < specialties->n; s++)
        if (a->chosen[s])
            name[n++] = specialties->id[s];
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, a->cli, N_COLUMNS, columns);
    for (size_t u = 0; u < a->units.n && !cli_table_failed(&table); u++)
        if (is_shown(a, u))
            put_unit(a, &table, &label, u);
    cli_summary_integer(&table, &fig_changes, (int64_t)a->n_changes);
    cli_summary_integer(&table, &fig_draws, (int64_t)a->n_draws);
    cli_summary_texts(&table, &fig_specialties, n, name);
    jh_buf_release(&label);
    return cli_table_end(&table, err);
}

/* The model is of all flows, the figures of the specialties asked about. */
static enum jh_status prepare(
    struct asking *a, const struct jh_choice_options *o, bool all_specialties, struct jh_error *err)
{
    const struct jh_run *run = &a->cli->run;
    enum jh_status st = JH_OK;
    a->chosen = jh_arena_new(&a->arena, a->dataset->specialties.n, uint8_t);
    if (a->chosen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t s = 0; s < a->dataset->specialties.n; s++)
        a->chosen[s] = all_specialties;
    for (size_t i = 0; i < a->n_changes; i++)
        a->chosen[a->change[i].specialty] = 1;
    const struct jh_flow_query query = {.specialty = a->chosen};
    JH_TRY(st, jh_flow_reduce(a->dataset, NULL, &a->all, err));
    JH_TRY(st, jh_flow_reduce(a->dataset, &query, &a->table, err));
    JH_TRY(st, jh_choice_fit(a->dataset, &a->all, o, run, &a->model, err));
    if (a->by == CLI_BY_ZONE)
        JH_TRY(st, cli_zoning(a->dataset, &a->all, run, &a->zoning, err));
    JH_TRY(st, cli_units_make(a->dataset, a->by, &a->zoning, &a->arena, &a->units, err));
    a->effect = jh_arena_new(&a->arena, a->units.n * JH_N_CHOICE_EFFECTS, struct jh_choice_effect);
    if (a->effect == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    return st;
}

/* What was achieved tells how much of a stated rise comes; a quality stated where none is known today
 * stays as it is. */
static void calibrate(struct asking *a, double factor)
{
    const struct jh_capabilities *c = &a->dataset->capabilities;
    for (size_t i = 0; i < a->n_changes; i++) {
        struct jh_choice_change *change = &a->change[i];
        const int64_t at = jh_capability_find(c, change->hospital, change->specialty);
        const double now = at != JH_NONE ? c->quality[at] : JH_NAN;
        change->quality_added *= factor;
        if (!isnan(now))
            change->quality = now + factor * (change->quality - now);
    }
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_choice_options o = jh_choice_options_default();
    struct asking a = {.cli = cli,
        .by = units_of[cli_get(args, "by")->choice],
        .n_draws = (size_t)cli_get(args, "draws")->integer};
    enum jh_status st = JH_OK;
    if (!cli_get(args, "change")->given && !cli_get(args, "minutes")->given)
        return jh_fail(err, JH_E_ARG, "--change is missing");
    o.time = (enum jh_choice_time)cli_get(args, "time")->choice;
    o.n_alternatives = (size_t)cli_get(args, "alternatives")->integer;
    o.clustered = cli_get(args, "clustered")->given;
    o.held_out_frac = 0;
    o.without_elsewhere = true;
    jh_arena_init(&a.arena, 0);
    JH_TRY(st, cli_dataset_load(cli, &a.dataset, err));
    if (cli_get(args, "change")->given)
        JH_TRY(st, jh_i_changes_csv_read(
                       a.dataset, cli_get(args, "change")->text, &a.change, &a.n_changes, err));
    if (cli_get(args, "minutes")->given)
        JH_TRY(st, jh_i_minutes_csv_read(a.dataset, cli_get(args, "minutes")->text, &a.change,
                       &a.n_changes, &a.minutes, err));
    calibrate(&a, cli_get(args, "calibration")->real);
    JH_TRY(st, prepare(&a, &o, cli_get(args, "all-specialties")->given, err));
    JH_TRY(st, jh_choice_predict(a.dataset, &a.table, &a.model, a.n_changes, a.change, a.units.n,
                   a.units.of_area, a.units.of_hospital, a.n_draws, &cli->run, a.effect, err));
    cli_progress_clear(&cli->progress);
    if (!a.table.outside_collected)
        cli_say(cli,
            "stays outside the territory are not collected: leaving counts only "
            "stays elsewhere inside it");
    st = print(&a, err);
out:
    jh_zoning_release(&a.zoning);
    jh_choice_model_release(&a.model);
    jh_flow_table_release(&a.table);
    jh_flow_table_release(&a.all);
    jh_i_free(a.change);
    jh_i_minutes_free(a.dataset != NULL ? a.dataset->hospitals.n : 0, a.minutes);
    jh_arena_release(&a.arena);
    jh_dataset_free(a.dataset);
    return st;
}

const struct cli_command cli_cmd_predict = {
    .name = "predict",
    .summary = "Predict where patients would go if hospitals changed",
    .details =
        "Today's flows moved by the fitted choice model (incremental logit): cases of an area and "
        "specialty stay the same, their hospitals change. Low and high enclose 19 of 20 random "
        "draws of the model, of today's shares and of a year's cases.",
    .operands = "",
    .options = options,
    .example = "junheng predict --change changes.csv --by zone",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
