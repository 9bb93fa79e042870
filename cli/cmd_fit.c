/*
 * junheng fit: how patients choose hospitals, specialty by specialty.
 */
#include <math.h>
#include <string.h>

#include "junheng/choice.h"

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/words.h"
#include "io/choice_map.h"

#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"
#include "cli/table.h"
#include "cli/zoning.h"

enum show { SHOW_PARAMETERS, SHOW_QUALITY, SHOW_HOSPITALS, SHOW_AREAS };

static const struct cli_option options[] = {
    {.name = "show",
        .kind = CLI_CHOICE,
        .value = "TABLE",
        .choices = "parameters|quality|hospitals|areas",
        .default_text = "parameters",
        .help = "parameters with their meaning in words; how well the model of each specialty "
                "fits; what draws patients to each hospital; residuals by area"},
    {.name = "hospitals",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "better|attributes|constants",
        .default_text = "better",
        .help = "what tells a hospital: its attributes alone, a constant of its own drawn towards "
                "what they tell, or whichever tells the areas held out better"},
    {.name = "nests",
        .kind = CLI_FLAG,
        .help = "nested logit: own zone, rest of the territory, outside"},
    {.name = "time",
        .kind = CLI_CHOICE,
        .value = "FORM",
        .choices = "log|linear|spline",
        .default_text = "log",
        .help = "how travel time enters the utility"},
    {.name = "cases",
        .kind = CLI_CHOICE,
        .value = "CASES",
        .choices = "all|hard|not-hard",
        .default_text = "all",
        .help = "whose choices are looked at"},
    {.name = "alternatives",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = JH_INF,
        .default_text = "100",
        .help = "fill choice sets with all exporters and the nearest hospitals up to this number; "
                "0: only hospitals "
                "that treat anybody of the area"},
    {.name = "held-out",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 0.9,
        .default_text = "0.2",
        .help = "share of areas held out to try the model on"},
    {.name = "without",
        .kind = CLI_TEXT,
        .value = "TERM,TERM...",
        .help = "terms to leave out of the utility"},
    {.name = "without-elsewhere",
        .kind = CLI_FLAG,
        .help = "leave out stays of people registered as living elsewhere"},
    {.name = "clustered", .kind = CLI_FLAG, .help = "standard errors clustered by area"},
    {.name = "basis",
        .kind = CLI_CHOICE,
        .value = "BASIS",
        .choices = "residence|registration|insurance",
        .default_note = "the first that the data state",
        .help = "what makes an area a patient's home"},
    {.name = "travel",
        .kind = CLI_CHOICE,
        .value = "MODE",
        .choices = "mixed|listed|model",
        .default_text = "mixed",
        .help = "travel times: listed pairs, the distance model, or listed before model"},
    {.name = "out",
        .kind = CLI_TEXT,
        .value = "DIR",
        .help = "write residuals.geojson, the residuals by area on the map, into this folder"},
    {.name = NULL},
};

/* Bits of the terms named between commas. */
static enum jh_status parse_terms(const char *text, uint32_t *out, struct jh_error *err)
{
    while (text != NULL && *text != '\0') {
        size_t len = strcspn(text, ",");
        int found = -1;
        for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
            const char *id = jh_choice_term_id((enum jh_choice_term)t);
            if (strlen(id) == len && memcmp(id, text, len) == 0)
                found = t;
        }
        if (found < 0)
            return jh_fail(
                err, JH_E_ARG, "no term is named \"%.*s\"", (int)(len > 60 ? 60 : len), text);
        *out |= 1u << found;
        text += len + (text[len] == ',');
    }
    return JH_OK;
}

static const struct cli_column parameter_columns[] = {
    {"specialty", "specialty", NULL, 0, 0},
    {"name", "parameter", NULL, 0, 0},
    {"estimate", "estimate", NULL, 0, 4},
    {"std_error", "standard error", NULL, 0, 4},
    {"z", "z value", NULL, 0, 2},
    {"p_value", "p value", NULL, 0, 4},
    {"meaning", "in words", NULL, 0, 0},
};
static const struct cli_column hospital_columns[] = {
    {"specialty", "specialty", NULL, 0, 0},
    {"hospital_id", "hospital", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"cases", "cases", NULL, 0, 0},
    {"constant", "constant", NULL, 0, 3},
    {"expected", "told by attributes", NULL, 0, 3},
    {"shrunk", "shrunk", NULL, 0, 3},
    {"std_error", "standard error", NULL, 0, 3},
    {"quality", "quality given", NULL, 0, 3},
    {"quality_estimated", "quality estimated", NULL, 0, 3},
};
static const struct cli_column area_columns[] = {
    {"area_id", "area", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"cases", "cases", NULL, 0, 0},
    {"stayed_frac", "stay in the own prefecture", "%", 100, 1},
    {"predicted_frac", "predicted", "%", 100, 1},
    {"residual", "residual", "%", 100, 1},
    {"matched_frac", "predicted to the right hospital", "%", 100, 1},
};
static const struct cli_column quality_columns[] = {
    {"specialty", "specialty", NULL, 0, 0},
    {"cases", "cases", NULL, 0, 0},
    {"rho_squared", "rho squared", NULL, 0, 3},
    {"srmse", "SRMSE", NULL, 0, 2},
    {"ssi", "SSI", NULL, 0, 3},
    {"right_prefecture_frac", "to the right prefecture", "%", 100, 1},
    {"held_out_cases", NULL, NULL, 0, 0},
    {"held_out_rho_squared", "rho squared, held out", NULL, 0, 3},
    {"held_out_srmse", "SRMSE, held out", NULL, 0, 2},
    {"held_out_ssi", "SSI, held out", NULL, 0, 3},
    {"held_out_right_prefecture_frac", "to the right prefecture, held out", "%", 100, 1},
    {"cases_left_out", NULL, NULL, 0, 0},
    {"log_likelihood", NULL, NULL, 0, 0},
    {"null_log_likelihood", NULL, NULL, 0, 0},
    {"n_areas", NULL, NULL, 0, 0},
    {"n_alternatives", NULL, NULL, 0, 0},
    {"iterations", NULL, NULL, 0, 0},
    {"spread", "spread of hospitals", NULL, 0, 3},
};
static const struct cli_column fig_specialties = {"n_specialties", "specialties", NULL, 0, 0};
static const struct cli_column fig_fitted = {"n_fitted", "specialties with a model", NULL, 0, 0};
static const struct cli_column fig_rho = {"rho_squared", "rho squared", NULL, 0, 3};
static const struct cli_column fig_held = {
    "held_out_rho_squared", "rho squared, held out", NULL, 0, 3};
static const struct cli_column fig_hospitals = {"hospitals", "hospitals by", NULL, 0, 0};
static const struct cli_column fig_other = {
    "held_out_rho_squared_other", "rho squared, held out, the other way", NULL, 0, 3};
static const struct cli_column fig_left_out = {
    "cases_left_out", "cases at hospitals without a travel time", NULL, 0, 0};

static void print_nests(
    struct cli_table *table, const char *specialty, const struct jh_choice_specialty *one)
{
    for (int m = 0; m < JH_N_CHOICE_NESTS; m++) {
        enum jh_choice_nest nest = (enum jh_choice_nest)m;
        double z = (one->dissimilarity[m] - 1) / one->dissimilarity_error[m];
        if (isnan(one->dissimilarity[m]))
            continue;
        cli_table_text(table, specialty);
        cli_table_text(table, table->cli->format == CLI_FORMAT_TEXT
                                  ? cli_word(table->cli, jh_choice_nest_text(nest))
                                  : jh_choice_nest_id(nest));
        cli_table_number(table, one->dissimilarity[m]);
        cli_table_number(table, one->dissimilarity_error[m]);
        cli_table_number(table, z);
        cli_table_number(table, erfc(fabs(z) / sqrt(2.0)));
        cli_table_text(table, jh_i_choice_nest_words(one->dissimilarity[m],
                                  one->dissimilarity_error[m], table->cli->lang));
    }
}

static void print_parameters(
    struct cli_table *table, const char *specialty, const struct jh_choice_specialty *one)
{
    struct jh_buf words;
    jh_buf_init(&words, 4096);
    for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
        if (isnan(one->estimate[t]))
            continue;
        double z = one->estimate[t] / one->std_error[t];
        cli_table_text(table, specialty);
        cli_table_text(
            table, table->cli->format == CLI_FORMAT_TEXT
                       ? cli_word(table->cli, jh_choice_term_text((enum jh_choice_term)t))
                       : jh_choice_term_id((enum jh_choice_term)t));
        cli_table_number(table, one->estimate[t]);
        cli_table_number(table, one->std_error[t]);
        cli_table_number(table, z);
        cli_table_number(table, erfc(fabs(z) / sqrt(2.0)));
        jh_buf_reset(&words);
        jh_i_choice_words((enum jh_choice_term)t, one->estimate[t], table->cli->lang, &words);
        cli_table_text(table, words.len > 0 ? words.data : "");
    }
    print_nests(table, specialty, one);
    jh_buf_release(&words);
}

static void print_hospitals(
    struct cli_table *table, const struct jh_dataset *dataset, const struct jh_choice_model *model)
{
    struct jh_buf label;
    jh_buf_init(&label, 4096);
    for (size_t i = 0; i < model->n_hospitals && !cli_table_failed(table); i++) {
        const struct jh_choice_hospital *h = &model->hospital[i];
        const char *id = dataset->hospitals.id[h->hospital];
        const char *name = dataset->hospitals.name[h->hospital];
        cli_table_text(table, dataset->specialties.id[h->specialty]);
        cli_table_text(table, cli_label(table->cli, &label, id, name));
        cli_table_text(table, name);
        cli_table_number(table, h->cases);
        cli_table_number(table, h->constant);
        cli_table_number(table, h->expected);
        cli_table_number(table, h->shrunk);
        cli_table_number(table, h->std_error);
        cli_table_number(table, h->quality);
        cli_table_number(table, h->revealed);
    }
    jh_buf_release(&label);
}

static void print_areas(
    struct cli_table *table, const struct jh_dataset *dataset, const struct jh_choice_model *model)
{
    struct jh_buf label;
    jh_buf_init(&label, 4096);
    for (size_t a = 0; a < model->n_areas && !cli_table_failed(table); a++) {
        const struct jh_choice_area *area = &model->area[a];
        cli_table_text(
            table, cli_label(table->cli, &label, dataset->areas.id[a], dataset->areas.name[a]));
        cli_table_text(table, dataset->areas.name[a]);
        cli_table_number(table, area->cases);
        cli_table_number(table, area->stayed);
        cli_table_number(table, area->told);
        cli_table_number(table, area->stayed - area->told);
        cli_table_number(table, area->matched_frac);
    }
    jh_buf_release(&label);
}

static void print_quality(
    struct cli_table *table, const char *specialty, const struct jh_choice_specialty *one)
{
    const struct jh_choice_indices *all = &one->all, *held = &one->held_out;
    cli_table_text(table, specialty);
    cli_table_number(table, all->cases);
    cli_table_number(table, all->rho_squared);
    cli_table_number(table, all->srmse);
    cli_table_number(table, all->ssi);
    cli_table_number(table, all->right_prefecture_frac);
    cli_table_number(table, held->cases);
    cli_table_number(table, held->rho_squared);
    cli_table_number(table, held->srmse);
    cli_table_number(table, held->ssi);
    cli_table_number(table, held->right_prefecture_frac);
    cli_table_number(table, one->cases_left_out);
    cli_table_number(table, all->log_likelihood);
    cli_table_number(table, all->null_log_likelihood);
    cli_table_integer(table, (int64_t)all->n_areas);
    cli_table_integer(table, (int64_t)all->n_rows);
    cli_table_integer(table, (int64_t)one->n_iterations);
    cli_table_number(table, one->spread);
}

static double rho(double likelihood, double null)
{
    return null < 0 ? 1 - likelihood / null : JH_NAN;
}

static enum jh_status print(struct cli *cli, const struct jh_dataset *dataset,
    const struct jh_choice_model *model, enum show show, double other, struct jh_error *err)
{
    static const struct {
        const struct cli_column *column;
        size_t n;
    } shapes[] = {
        [SHOW_PARAMETERS] = {parameter_columns,
            sizeof parameter_columns / sizeof(struct cli_column)},
        [SHOW_QUALITY] = {quality_columns, sizeof quality_columns / sizeof(struct cli_column)},
        [SHOW_HOSPITALS] = {hospital_columns, sizeof hospital_columns / sizeof(struct cli_column)},
        [SHOW_AREAS] = {area_columns, sizeof area_columns / sizeof(struct cli_column)},
    };
    struct cli_table table;
    double all = 0, all_null = 0, held = 0, held_null = 0, left_out = 0;
    int64_t n_fitted = 0;
    cli_table_begin(&table, cli, shapes[show].n, shapes[show].column);
    if (show == SHOW_HOSPITALS)
        print_hospitals(&table, dataset, model);
    if (show == SHOW_AREAS)
        print_areas(&table, dataset, model);
    for (size_t s = 0; s < model->n_specialties && !cli_table_failed(&table); s++) {
        const struct jh_choice_specialty *one = &model->specialty[s];
        left_out += one->cases_left_out;
        if (one->status != JH_OK)
            continue;
        n_fitted++;
        all += one->all.log_likelihood;
        all_null += one->all.null_log_likelihood;
        if (!isnan(one->held_out.rho_squared)) {
            held += one->held_out.log_likelihood;
            held_null += one->held_out.null_log_likelihood;
        }
        if (show == SHOW_QUALITY)
            print_quality(&table, dataset->specialties.id[s], one);
        if (show == SHOW_PARAMETERS)
            print_parameters(&table, dataset->specialties.id[s], one);
    }
    cli_summary_integer(&table, &fig_specialties, (int64_t)model->n_specialties);
    cli_summary_integer(&table, &fig_fitted, n_fitted);
    cli_summary_number(&table, &fig_rho, rho(all, all_null));
    cli_summary_number(&table, &fig_held, rho(held, held_null));
    cli_summary_text(&table, &fig_hospitals,
        model->options.hospitals == JH_CHOICE_HOSPITALS_CONSTANTS ? "constants" : "attributes");
    cli_summary_number(&table, &fig_other, other);
    cli_summary_number(&table, &fig_left_out, left_out);
    return cli_table_end(&table, err);
}

/* Specialties without a model, and why. */
static void explain(
    struct cli *cli, const struct jh_dataset *dataset, const struct jh_choice_model *model)
{
    for (size_t s = 0; s < model->n_specialties; s++)
        if (model->specialty[s].status != JH_OK)
            cli_say(cli, "%s has no model: %s", dataset->specialties.id[s],
                model->specialty[s].why.message[cli->lang]);
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    struct jh_flow_table table = {0};
    struct jh_choice_model model = {0};
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_flow_query query = {.basis = JH_BASIS_NONE};
    struct jh_zoning zoning = {0};
    const bool nests = cli_get(args, "nests")->given;
    enum jh_status st = JH_OK;
    const size_t how = cli_get(args, "hospitals")->choice;
    double other = JH_NAN;
    o.hospitals = how == 2 ? JH_CHOICE_HOSPITALS_CONSTANTS : JH_CHOICE_HOSPITALS_ATTRIBUTES;
    o.time = (enum jh_choice_time)cli_get(args, "time")->choice;
    o.cases = (enum jh_choice_cases)cli_get(args, "cases")->choice;
    o.n_alternatives = (size_t)cli_get(args, "alternatives")->integer;
    o.held_out_frac = cli_get(args, "held-out")->real;
    o.without_elsewhere = cli_get(args, "without-elsewhere")->given;
    o.clustered = cli_get(args, "clustered")->given;
    o.travel.mode = (enum jh_travel_mode)cli_get(args, "travel")->choice;
    JH_TRY(st, parse_terms(cli_get(args, "without")->text, &o.left_out_terms, err));
    if (cli_get(args, "basis")->given)
        query.basis = (enum jh_basis)(cli_get(args, "basis")->choice + 1);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    JH_TRY(st, jh_flow_reduce(dataset, &query, &table, err));
    if (nests) {
        JH_TRY(st, cli_zoning(dataset, &table, &cli->run, &zoning, err));
        o.nest_zone_of_area = zoning.zones.of_area;
        o.nest_zone_of_hospital = zoning.zone_of_hospital;
    }
    if (how == 0)
        JH_TRY(st, jh_choice_fit_better(dataset, &table, &o, &cli->run, &model, &other, err));
    else
        JH_TRY(st, jh_choice_fit(dataset, &table, &o, &cli->run, &model, err));
    if (cli_get(args, "out")->given)
        JH_TRY(st, jh_i_choice_map_write(dataset, &model, cli_get(args, "out")->text, err));
    cli_progress_clear(&cli->progress);
    explain(cli, dataset, &model);
    st = print(cli, dataset, &model, (enum show)cli_get(args, "show")->choice, other, err);
out:
    jh_zoning_release(&zoning);
    jh_choice_model_release(&model);
    jh_flow_table_release(&table);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_fit = {
    .name = "fit",
    .summary = "Estimate how patients choose hospitals",
    .details =
        "A multinomial logit for each specialty on the flows of the workspace: travel time, beds, "
        "quality, key level, grade, own prefecture, other province, insurance paid. Every hospital "
        "has a constant, found by balancing and drawn towards what its attributes tell, so that "
        "quality is estimated where it is not given; or attributes alone, with nests if wanted. "
        "Terms that the data do not state or that do not differ are left out.",
    .operands = "",
    .options = options,
    .example = "junheng fit --show quality --time spline",
    .served = CLI_SERVED_DATASET,
    .run = run,
};
