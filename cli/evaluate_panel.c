/* Effects of openings over many units: did, event-study, staggered. */
#include <math.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/evaluate.h"
#include "cli/table.h"

enum { WORDS_MAX = 1 << 16 };

static const struct cli_column columns[] = {
    {"name", "effect", NULL, 0, 0},
    {"estimate", "estimate", NULL, 0, 4},
    {"std_error", "standard error", NULL, 0, 4},
    {"low", "low", NULL, 0, 4},
    {"high", "high", NULL, 0, 4},
    {"p_value", "p value", NULL, 0, 4},
    {"band_low", "band low", NULL, 0, 4},
    {"band_high", "band high", NULL, 0, 4},
    {"n_cells", "comparisons", NULL, 0, 0},
};
static const struct cli_column cell_columns[] = {
    {"group", "opened", NULL, 0, 0},
    {"period", "period", NULL, 0, 0},
    {"estimate", "estimate", NULL, 0, 4},
    {"std_error", "standard error", NULL, 0, 4},
    {"n_treated", "opened units", NULL, 0, 0},
    {"n_control", "compared with", NULL, 0, 0},
};
static const struct cli_column fig_words = {"words", "in words", NULL, 0, 0};
static const struct cli_column fig_units = {"n_units", "units", NULL, 0, 0};
static const struct cli_column fig_treated = {"n_treated", "opened units", NULL, 0, 0};
static const struct cli_column fig_clusters = {"n_clusters", "clusters", NULL, 0, 0};
static const struct cli_column fig_obs = {"n_obs", "values", NULL, 0, 0};
static const struct cli_column fig_always = {
    "n_always", "open from the start, left out", NULL, 0, 0};
static const struct cli_column fig_no_overlap = {
    "n_no_overlap", "comparisons without overlap, left out", NULL, 0, 0};
static const struct cli_column fig_pretrend = {
    "pretrend_p", "p value of a difference before opening", NULL, 0, 4};
static const struct cli_column fig_df = {"pretrend_df", NULL, NULL, 0, 0};
static const struct cli_column fig_critical = {
    "band_critical", "critical value of the band", NULL, 0, 3};
static const struct cli_column fig_bootstrap = {
    "bootstrap_error", "standard error by bootstrap", NULL, 0, 4};
static const struct cli_column fig_permuted = {
    "permutation_p", "p value by permutation", NULL, 0, 4};

static void put_estimate(struct cli_table *table, const char *name,
    const struct jh_eval_estimate *e, double band_low, double band_high, size_t n)
{
    cli_table_text(table, name);
    cli_table_number(table, e->estimate);
    cli_table_number(table, e->std_error);
    cli_table_number(table, e->low);
    cli_table_number(table, e->high);
    cli_table_number(table, e->p_value);
    cli_table_number(table, band_low);
    cli_table_number(table, band_high);
    cli_table_integer(table, (int64_t)n);
}

/* Rows named by their number, or by the period they stand for. */
static void put_events(struct cli_table *table, const struct jh_panel_table *panel, size_t n,
    const struct jh_eval_event *event, bool named)
{
    struct jh_buf name;
    jh_buf_init(&name, 1 << 16);
    for (size_t k = 0; k < n && !cli_table_failed(table); k++) {
        const struct jh_eval_event *e = &event[k];
        jh_buf_reset(&name);
        if (named)
            jh_buf_puts(&name, panel->period_id[e->event]);
        else
            jh_buf_printf(&name, "%+d", (int)e->event);
        put_estimate(table, name.data != NULL ? name.data : "", &e->effect, e->band_low,
            e->band_high, e->n_cells);
    }
    jh_buf_release(&name);
}

static void put_words(struct cli_table *table, struct jh_buf *words)
{
    cli_summary_text(table, &fig_words, words->data != NULL ? words->data : "");
    jh_buf_release(words);
}

static void put_counts(struct cli_table *table, const struct jh_eval_did *did)
{
    cli_summary_integer(table, &fig_obs, (int64_t)did->n_obs);
    cli_summary_integer(table, &fig_units, (int64_t)did->n_units);
    cli_summary_integer(table, &fig_treated, (int64_t)did->n_treated);
    cli_summary_integer(table, &fig_clusters, (int64_t)did->n_clusters);
}

enum jh_status cli_evaluate_did(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *panel, struct jh_error *err)
{
    struct jh_eval_did did;
    struct cli_table table;
    struct jh_buf words;
    const double level = cli_get(args, "level")->real;
    enum jh_status st = jh_eval_twfe(&panel->panel, true, level, &did, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_effect(&did.effect, level, cli->lang, &words);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    put_estimate(&table, "opened", &did.effect, JH_NAN, JH_NAN, did.n_obs);
    put_counts(&table, &did);
    put_words(&table, &words);
    return cli_table_end(&table, err);
}

enum jh_status cli_evaluate_event_study(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *panel, struct jh_error *err)
{
    const size_t leads = (size_t)cli_get(args, "leads")->integer,
                 lags = (size_t)cli_get(args, "lags")->integer;
    struct jh_eval_event *event = jh_i_calloc(leads + lags + 1, sizeof *event);
    struct jh_eval_pretrend before;
    struct jh_eval_did did;
    struct cli_table table;
    struct jh_buf words;
    enum jh_status st;
    if (event == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_eval_event_study(&panel->panel, leads, lags, true, cli_get(args, "level")->real,
                   event, &before, &did, err));
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_pretrend(&before, cli->lang, &words);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    put_events(&table, panel, leads + lags + 1, event, false);
    cli_summary_number(&table, &fig_pretrend, before.p_value);
    cli_summary_integer(&table, &fig_df, (int64_t)before.df);
    put_counts(&table, &did);
    put_words(&table, &words);
    st = cli_table_end(&table, err);
out:
    jh_i_free(event);
    return st;
}

enum { ROWS_EVENT, ROWS_GROUP, ROWS_PERIOD, ROWS_CELL };

static void put_cells(
    struct cli_table *table, const struct jh_panel_table *panel, const struct jh_eval_staggered *r)
{
    for (size_t k = 0; k < r->n_cells && !cli_table_failed(table); k++) {
        const struct jh_eval_cell *c = &r->cell[k];
        cli_table_text(table, panel->period_id[c->group]);
        cli_table_text(table, panel->period_id[c->period]);
        cli_table_number(table, c->att);
        cli_table_number(table, c->std_error);
        cli_table_integer(table, (int64_t)c->n_treated);
        cli_table_integer(table, (int64_t)c->n_control);
    }
}

static void put_aggregates(struct cli_table *table, const struct jh_panel_table *panel,
    const struct jh_eval_staggered *r, size_t rows)
{
    if (rows == ROWS_EVENT)
        put_events(table, panel, r->n_events, r->event, false);
    else if (rows == ROWS_GROUP)
        put_events(table, panel, r->n_groups, r->group, true);
    else
        put_events(table, panel, r->n_periods, r->period, true);
    put_estimate(table, "mean_of_groups", &r->by_group, JH_NAN, JH_NAN, r->n_groups);
    put_estimate(table, "mean_of_events", &r->dynamic, JH_NAN, JH_NAN, r->n_events);
    put_estimate(table, "mean_of_cells", &r->simple, JH_NAN, JH_NAN, r->n_cells);
}

static void put_staggered(struct cli *cli, struct cli_table *table,
    const struct jh_eval_staggered *r, double permuted, double level)
{
    struct jh_buf words;
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_effect(&r->by_group, level, cli->lang, &words);
    jh_eval_words_pretrend(&r->pretrend, cli->lang, &words);
    cli_summary_number(table, &fig_pretrend, r->pretrend.p_value);
    cli_summary_integer(table, &fig_df, (int64_t)r->pretrend.df);
    cli_summary_number(table, &fig_critical, r->critical);
    cli_summary_number(table, &fig_bootstrap, r->bootstrap_error);
    if (!isnan(permuted))
        cli_summary_number(table, &fig_permuted, permuted);
    cli_summary_integer(table, &fig_units, (int64_t)r->n_units);
    cli_summary_integer(table, &fig_treated, (int64_t)r->n_treated);
    cli_summary_integer(table, &fig_clusters, (int64_t)r->n_clusters);
    cli_summary_integer(table, &fig_always, (int64_t)r->n_always);
    if (r->n_no_overlap > 0)
        cli_summary_integer(table, &fig_no_overlap, (int64_t)r->n_no_overlap);
    put_words(table, &words);
}

enum jh_status cli_evaluate_staggered(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *panel, struct jh_error *err)
{
    struct jh_eval_staggered_options o = jh_eval_staggered_options_default();
    struct jh_eval_staggered r = {0};
    struct cli_table table;
    const size_t rows = cli_get(args, "rows")->choice;
    const size_t n_permute = (size_t)cli_get(args, "permute")->integer;
    double permuted = JH_NAN;
    enum jh_status st;
    o.control = (enum jh_eval_control)cli_get(args, "control")->choice;
    o.universal_base = cli_get(args, "universal")->given;
    o.anticipation = (int32_t)cli_get(args, "anticipation")->integer;
    o.level = cli_get(args, "level")->real;
    o.n_bootstrap = (size_t)cli_get(args, "bootstrap")->integer;
    JH_TRY(st, jh_eval_staggered(&panel->panel, &o, &cli->run, &r, err));
    if (n_permute > 0)
        JH_TRY(st, jh_eval_permute(&panel->panel, &o, n_permute, &cli->run, NULL, &permuted, err));
    if (rows == ROWS_CELL) {
        cli_table_begin(&table, cli, sizeof cell_columns / sizeof *cell_columns, cell_columns);
        put_cells(&table, panel, &r);
    } else {
        cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
        put_aggregates(&table, panel, &r, rows);
    }
    put_staggered(cli, &table, &r, permuted, o.level);
    st = cli_table_end(&table, err);
out:
    jh_eval_staggered_release(&r);
    return st;
}
