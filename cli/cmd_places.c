/*
 * junheng places: which areas, regions or zones to choose for centres, and why.
 */
#include "junheng/place.h"

#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "cli/access.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/items.h"
#include "cli/table.h"
#include "cli/zoning.h"

static const struct cli_option options[] = {
    {.name = "by",
        .kind = CLI_CHOICE,
        .value = "PLACE",
        .choices = "area|region|zone",
        .default_note = "region where there are any, else area",
        .help = "what is ranked"},
    {.name = "level",
        .kind = CLI_TEXT,
        .value = "NAME",
        .help = "regions of that level of regions.csv (province, prefecture), else the lowest"},
    {.name = "choose",
        .letter = 'n',
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 1e6,
        .default_note = "one per 12.5 million people",
        .help = "number of places to choose"},
    {.name = "weights",
        .kind = CLI_TEXT,
        .value = "NAME=W,...",
        .help = "weights of dimensions (shortage, people, location, strategy, other) and, within "
                "them, of indicators; 1 each where nothing is said"},
    {.name = "weighting",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "given|entropy",
        .default_text = "given",
        .help = "weights as given, or by the entropy of the figures"},
    {.name = "score",
        .kind = CLI_CHOICE,
        .value = "HOW",
        .choices = "sum|topsis",
        .default_text = "sum",
        .help = "weighted sum of normal figures, or closeness to the ideal place (TOPSIS)"},
    {.name = "supply",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .default_text = "beds",
        .help = "column of hospitals that holds the supply"},
    {.name = "hospitals",
        .kind = CLI_CHOICE,
        .value = "WHICH",
        .choices = "good|all",
        .default_text = "good",
        .help = "whose supply counts as good care: hospitals of grade 三级 where the data give "
                "grades, or all"},
    {.name = "national-quality",
        .kind = CLI_REAL,
        .value = "Q",
        .min = 0,
        .max = JH_INF,
        .help = "least quality of a national key specialty that makes a hospital one of national "
                "standing"},
    CLI_OPTION_REACH,
    {.name = "mark",
        .kind = CLI_TEXT,
        .value = "PLACE=M,...",
        .help = "strategic marks set by hand, 1 where no number is given"},
    {.name = "mark-column",
        .kind = CLI_TEXT,
        .value = "COLUMN",
        .help = "column of areas with strategic marks, mean over people"},
    {.name = "more",
        .kind = CLI_TEXT,
        .value = "COLUMN=W,...",
        .help = "further columns of areas, mean over people, with weights; below 0: less is "
                "better"},
    {.name = "draws",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = 1e6,
        .default_text = "1000",
        .help = "how often weights are drawn at random to see how firm the ranks are"},
    {.name = "spread",
        .kind = CLI_REAL,
        .value = "SHARE",
        .min = 0,
        .max = 1,
        .default_text = "0.5",
        .help = "how far a drawn weight may lie from its own, as a share of it"},
    {.name = "show",
        .kind = CLI_CHOICE,
        .value = "TABLE",
        .choices = "places|figures",
        .default_text = "places",
        .help = "one row per place, or one per place and indicator: figure, score and weight"},
    {.name = "travel",
        .kind = CLI_CHOICE,
        .value = "MODE",
        .choices = "mixed|listed|model",
        .default_text = "mixed",
        .help = "travel times: listed pairs, the distance model, or listed before model"},
    {.name = NULL},
};

/* Columns before those of the indicators. */
static const struct cli_column of_place[] = {
    {"rank", "rank", NULL, 0, 0},
    {"place_id", "place", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"chosen", "chosen", NULL, 0, 0},
    {"score", "score", NULL, 0, 3},
    {"shortage_score", "shortage", NULL, 0, 2},
    {"people_score", "people", NULL, 0, 2},
    {"location_score", "location", NULL, 0, 2},
    {"strategy_score", "strategy", NULL, 0, 2},
    {"other_score", "other", NULL, 0, 2},
    {"kept", "kept", "%", 100, 0},
    {"rank_best", "best rank", NULL, 0, 0},
    {"rank_worst", "worst rank", NULL, 0, 0},
};
static const struct cli_column of_figure[] = {
    {"rank", "rank", NULL, 0, 0},
    {"place_id", "place", NULL, 0, 0},
    {"name", NULL, NULL, 0, 0},
    {"dimension", "dimension", NULL, 0, 0},
    {"indicator", "indicator", NULL, 0, 0},
    {"figure", "figure", NULL, 0, 5},
    {"normal", "score", NULL, 0, 3},
    {"weight", "weight", NULL, 0, 3},
    {"part", "part of the score", NULL, 0, 3},
};
#define N_OF_PLACE  (sizeof of_place / sizeof *of_place)
#define N_OF_FIGURE (sizeof of_figure / sizeof *of_figure)

static const struct cli_column fig_places = {"n_places", "places", NULL, 0, 0};
static const struct cli_column fig_chosen = {"n_chosen", "chosen", NULL, 0, 0};
static const struct cli_column fig_draws = {"n_draws", "draws of weights", NULL, 0, 0};
static const struct cli_column fig_spread = {"spread", "spread of weights", "%", 100, 0};
static const struct cli_column fig_firm = {"n_firm", "chosen in nine of ten draws", NULL, 0, 0};

struct question {
    struct jh_arena scratch;
    const struct jh_dataset *dataset;
    struct jh_place_request request;
    struct jh_places places;
};

static void summarise(const struct question *q, struct cli_table *table)
{
    const struct jh_places *p = &q->places;
    int64_t n_firm = 0;
    for (size_t i = 0; i < p->n; i++)
        n_firm += p->scores.chosen[i] && p->scores.kept_frac[i] >= 0.9;
    cli_summary_integer(table, &fig_places, (int64_t)p->n);
    cli_summary_integer(table, &fig_chosen, (int64_t)p->n_chosen);
    cli_summary_integer(table, &fig_firm, n_firm);
    cli_summary_integer(table, &fig_draws, (int64_t)q->request.options.n_draws);
    cli_summary_number(table, &fig_spread, q->request.options.spread_frac);
}

static enum jh_status print_places(struct cli *cli, struct question *q, struct jh_error *err)
{
    const struct jh_places *p = &q->places;
    struct cli_table table;
    struct jh_buf label;
    size_t n = N_OF_PLACE + p->n_indicators;
    struct cli_column *column = jh_arena_new(&q->scratch, n, struct cli_column);
    if (column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(column, of_place, sizeof of_place);
    for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS;
         d++) { /* text leaves out what nothing is said of */
        bool any = false;
        for (size_t i = 0; i < p->n; i++)
            any |= !isnan(p->scores.dimension[i * JH_N_PLACE_DIMENSIONS + d]);
        if (!any)
            column[5 + d].head = NULL;
    }
    for (size_t j = 0; j < p->n_indicators; j++)
        column[N_OF_PLACE + j] = (struct cli_column){.name = p->indicator[j].id};
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, cli, n, column);
    for (size_t r = 0; r < p->n && !cli_table_failed(&table); r++) {
        size_t i = (size_t)p->order[r];
        cli_table_integer(&table, p->scores.rank[i]);
        cli_table_text(&table, cli_label(cli, &label, p->id[i], p->name[i]));
        cli_table_text(&table, p->name[i]);
        cli_table_bool(&table, p->scores.chosen[i]);
        cli_table_number(&table, p->scores.score[i]);
        for (size_t d = 0; d < JH_N_PLACE_DIMENSIONS; d++)
            cli_table_number(&table, p->scores.dimension[i * JH_N_PLACE_DIMENSIONS + d]);
        cli_table_number(&table, p->scores.kept_frac[i]);
        cli_table_integer(&table, p->scores.rank_best[i]);
        cli_table_integer(&table, p->scores.rank_worst[i]);
        for (size_t j = 0; j < p->n_indicators; j++)
            cli_table_number(&table, p->figure[i * p->n_indicators + j]);
    }
    jh_buf_release(&label);
    summarise(q, &table);
    return cli_table_end(&table, err);
}

static enum jh_status print_figures(struct cli *cli, struct question *q, struct jh_error *err)
{
    const struct jh_places *p = &q->places;
    struct cli_table table;
    struct jh_buf label;
    jh_buf_init(&label, 1 << 16);
    cli_table_begin(&table, cli, N_OF_FIGURE, of_figure);
    for (size_t k = 0; k < p->n * p->n_indicators && !cli_table_failed(&table); k++) {
        size_t i = (size_t)p->order[k / p->n_indicators], j = k % p->n_indicators;
        size_t at = i * p->n_indicators + j;
        const struct jh_place_indicator *indicator = &p->indicator[j];
        cli_table_integer(&table, p->scores.rank[i]);
        cli_table_text(&table, cli_label(cli, &label, p->id[i], p->name[i]));
        cli_table_text(&table, p->name[i]);
        cli_table_text(&table, cli_word(cli, jh_place_dimension_name(indicator->dimension)));
        cli_table_text(&table,
            cli->format == CLI_FORMAT_TEXT ? cli_word(cli, indicator->title) : indicator->id);
        cli_table_number(&table, p->figure[at]);
        cli_table_number(&table, p->scores.normal[at]);
        cli_table_number(&table, p->scores.own_weight[at]);
        cli_table_number(&table, q->request.options.scoring == JH_PLACE_SUM
                                     ? p->scores.normal[at] * p->scores.own_weight[at]
                                     : JH_NAN);
    }
    jh_buf_release(&label);
    summarise(q, &table);
    return cli_table_end(&table, err);
}

static enum jh_status take_items(struct question *q, const struct cli_args *args,
    const char *option, double standard, size_t *out_n, const struct jh_place_item **out_item,
    struct jh_error *err)
{
    struct cli_item *item;
    enum jh_status st = cli_items_parse(
        &q->scratch, option, cli_get(args, option)->text, standard, out_n, &item, err);
    if (st != JH_OK)
        return st;
    struct jh_place_item *copy = jh_arena_new(&q->scratch, *out_n, struct jh_place_item);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < *out_n; i++)
        copy[i] = (struct jh_place_item){item[i].name, item[i].value};
    *out_item = copy;
    return JH_OK;
}

static enum jh_status take_request(
    struct question *q, const struct cli_args *args, struct jh_error *err)
{
    struct jh_place_request *r = &q->request;
    enum jh_status st = JH_OK;
    *r = jh_place_request_default();
    if (cli_get(args, "by")->given)
        r->unit = (enum jh_place_unit)cli_get(args, "by")->choice;
    else if (q->dataset->regions.n == 0)
        r->unit = JH_PLACES_BY_AREA;
    r->level = cli_get(args, "level")->text;
    r->supply = cli_get(args, "supply")->text;
    r->all_hospitals = cli_get(args, "hospitals")->choice == 1;
    if (cli_get(args, "national-quality")->given)
        r->national_quality = cli_get(args, "national-quality")->real;
    r->reach_min = cli_get(args, "reach")->real;
    r->mark_column = cli_get(args, "mark-column")->text;
    r->travel.mode = (enum jh_travel_mode)cli_get(args, "travel")->choice;
    if (cli_get(args, "choose")->given)
        r->options.n_chosen = (size_t)cli_get(args, "choose")->integer;
    r->options.weighting = (enum jh_place_weighting)cli_get(args, "weighting")->choice;
    r->options.scoring = (enum jh_place_scoring)cli_get(args, "score")->choice;
    r->options.n_draws = (size_t)cli_get(args, "draws")->integer;
    r->options.spread_frac = cli_get(args, "spread")->real;
    JH_TRY(st, take_items(q, args, "mark", 1, &r->n_marks, &r->mark, err));
    JH_TRY(st, take_items(q, args, "more", 1, &r->n_more, &r->more, err));
    JH_TRY(st, take_items(q, args, "weights", JH_NAN, &r->n_weights, &r->weight, err));
out:
    return st;
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct jh_dataset *dataset = NULL;
    struct jh_flow_table flows = {0};
    struct jh_zoning zoning = {0};
    struct question q = {0};
    enum jh_status st = JH_OK;
    jh_arena_init(&q.scratch, 0);
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    q.dataset = dataset;
    JH_TRY(st, take_request(&q, args, err));
    JH_TRY(st, cli_flows_take(cli, dataset, NULL, &flows, err));
    if (q.request.unit == JH_PLACES_BY_ZONE)
        JH_TRY(st, cli_zoning(dataset, &flows, &cli->run, &zoning, err));
    JH_TRY(st, jh_places_make(dataset, &flows, &zoning, &q.request, &cli->run, &q.places, err));
    cli_progress_clear(&cli->progress);
    st = cli_get(args, "show")->choice == 1 ? print_figures(cli, &q, err)
                                            : print_places(cli, &q, err);
out:
    jh_places_release(&q.places);
    jh_zoning_release(&zoning);
    cli_flows_release(cli, &flows);
    jh_arena_release(&q.scratch);
    jh_dataset_free(dataset);
    return st;
}

const struct cli_command cli_cmd_places = {
    .name = "places",
    .summary = "Rank places by the criteria for choosing centres",
    .details =
        "Shortage of good care, people and people leaving, location and transport, a mark set "
        "by hand. Every figure counts by where it lies between the least and the most of all "
        "places; kept is how often a place stays among the chosen when weights vary.",
    .operands = "",
    .options = options,
    .served = CLI_SERVED_DATASET,
    .example = "junheng places --by region --choose 3 --weights people=2",
    .run = run,
};
