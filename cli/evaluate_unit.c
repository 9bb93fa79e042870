/* One unit: interrupted series, synthetic control; and many beside a reference. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"

#include "cli/evaluate.h"
#include "cli/table.h"

enum { WORDS_MAX = 1 << 16, ROWS_COURSE = 4 };
static const struct cli_column fig_words = {"words", "in words", NULL, 0, 0};

static void put_words(struct cli_table *table, struct jh_buf *words)
{
    cli_summary_text(table, &fig_words, words->data != NULL ? words->data : "");
    jh_buf_release(words);
}

/* Which unit is looked at (--for, or the only one) and since when (--from, or its opening). */
static enum jh_status find_subject(const struct cli_args *args, const struct jh_panel_table *t,
    size_t *out_unit, size_t *out_from, struct jh_error *err)
{
    const char *unit = cli_get(args, "for")->text, *from = cli_get(args, "from")->text;
    size_t u = 0, f = 0;
    if (unit == NULL && t->panel.n_units > 1)
        return jh_fail(err, JH_E_ARG, "--%s is missing", "for");
    if (unit != NULL)
        u = jh_i_panel_unit(t, unit);
    if (u == SIZE_MAX)
        return jh_fail(err, JH_E_NOT_FOUND, "the data have no unit \"%.60s\"", unit);
    if (from == NULL && t->panel.opened[u] == JH_EVAL_NEVER)
        return jh_fail(err, JH_E_ARG, "%.60s never opens, and --from is missing", t->unit_id[u]);
    f = from != NULL ? jh_i_panel_period(t, from) : (size_t)t->panel.opened[u];
    if (f == SIZE_MAX)
        return jh_fail(err, JH_E_NOT_FOUND, "no period is called \"%.60s\"", from);
    *out_unit = u;
    *out_from = f;
    return JH_OK;
}

static const struct cli_column series_columns[] = {
    {"name", "coefficient", NULL, 0, 0},
    {"estimate", "estimate", NULL, 0, 4},
    {"std_error", "standard error", NULL, 0, 4},
    {"low", "low", NULL, 0, 4},
    {"high", "high", NULL, 0, 4},
    {"p_value", "p value", NULL, 0, 4},
};
static const struct cli_column fig_durbin = {"durbin_watson", "Durbin-Watson", NULL, 0, 3};
static const struct cli_column fig_r2 = {"r_squared", "R squared", NULL, 0, 4};
static const struct cli_column fig_persistence = {
    "persistence", "persistence of errors", NULL, 0, 3};
static const struct cli_column fig_lag = {"lag", "lags of the errors", NULL, 0, 0};

/* The course of one unit: as it came, and without the interruption. */
static enum jh_status put_course(struct cli *cli, const struct jh_panel_table *t, size_t unit,
    const double *with, const double *without, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"period", "period", NULL, 0, 0},
        {"value", "value", NULL, 0, 4},
        {"with", "fitted", NULL, 0, 4},
        {"without", "without opening", NULL, 0, 4},
    };
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t p = 0; p < t->panel.n_periods; p++) {
        cli_table_text(&table, t->period_id[p]);
        cli_table_number(&table, t->panel.value[unit * t->panel.n_periods + p]);
        cli_table_number(&table, with[p]);
        cli_table_number(&table, without[p]);
    }
    return cli_table_end(&table, err);
}

static enum jh_status put_series(struct cli *cli, const struct cli_args *args,
    const struct jh_eval_series *series, struct jh_error *err)
{
    const struct jh_eval_series r = *series;
    const double level = cli_get(args, "level")->real;
    struct cli_table table;
    struct jh_buf words;
    const struct {
        const char *name;
        const struct jh_eval_estimate *e;
    } rows[] = {{"intercept", &r.intercept}, {"slope", &r.slope}, {"level_change", &r.level_change},
        {"slope_change", &r.slope_change}, {"last_effect", &r.last_effect},
        {"mean_effect", &r.mean_effect}};
    cli_table_begin(&table, cli, sizeof series_columns / sizeof *series_columns, series_columns);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        cli_table_text(&table, rows[k].name);
        cli_table_number(&table, rows[k].e->estimate);
        cli_table_number(&table, rows[k].e->std_error);
        cli_table_number(&table, rows[k].e->low);
        cli_table_number(&table, rows[k].e->high);
        cli_table_number(&table, rows[k].e->p_value);
    }
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_series(&r, level, cli->lang, &words);
    cli_summary_number(&table, &fig_durbin, r.durbin_watson);
    cli_summary_number(&table, &fig_r2, r.r_squared);
    if (r.lag < 0)
        cli_summary_number(&table, &fig_persistence, r.persistence);
    else
        cli_summary_integer(&table, &fig_lag, r.lag);
    put_words(&table, &words);
    return cli_table_end(&table, err);
}

enum jh_status cli_evaluate_series(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *t, struct jh_error *err)
{
    struct jh_eval_series_options o = jh_eval_series_options_default();
    struct jh_eval_series r;
    size_t unit, from;
    enum jh_status st = find_subject(args, t, &unit, &from, err);
    o.lag = (int32_t)cli_get(args, "lag")->integer;
    o.season = (size_t)cli_get(args, "season")->integer;
    o.level = cli_get(args, "level")->real;
    o.errors = (enum jh_eval_errors)cli_get(args, "errors")->choice;
    double *course = jh_i_calloc(t->panel.n_periods, 2 * sizeof *course);
    if (st == JH_OK && course == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    if (st == JH_OK)
        st = jh_eval_series(t->panel.n_periods, t->panel.value + unit * t->panel.n_periods, from,
            &o, course, course + t->panel.n_periods, &r, err);
    if (st == JH_OK && cli_get(args, "rows")->choice == ROWS_COURSE)
        st = put_course(cli, t, unit, course, course + t->panel.n_periods, err);
    else if (st == JH_OK)
        st = put_series(cli, args, &r, err);
    jh_i_free(course);
    return st;
}

static const struct cli_column donor_columns[] = {
    {"unit", "unit", NULL, 0, 0},
    {"weight", "weight", NULL, 0, 4},
    {"placebo_ratio", "break of its placebo", NULL, 0, 3},
};
static const struct cli_column fig_effect = {"effect", "mean effect", NULL, 0, 4};
static const struct cli_column fig_before = {"rmspe_before", "misfit before", NULL, 0, 4};
static const struct cli_column fig_after = {"rmspe_after", "misfit after", NULL, 0, 4};
static const struct cli_column fig_ratio = {"ratio", "after / before", NULL, 0, 3};
static const struct cli_column fig_p = {"p_value", "p value among placebos", NULL, 0, 4};
static const struct cli_column fig_gap = {"optimality_gap", "proven gap of the fit", NULL, 0, 6};
static const struct cli_column fig_dropped = {
    "n_incomplete", "units left out: opened, or values missing", NULL, 0, 0};

/* Donors: units that never open, with all values. */
struct donors {
    size_t n, n_dropped;
    size_t *unit;
    double *value, *weight, *ratio;
};

static bool complete(const double *value, size_t n)
{
    for (size_t t = 0; t < n; t++)
        if (isnan(value[t]))
            return false;
    return true;
}

static enum jh_status gather_donors(
    const struct jh_panel_table *t, size_t unit, struct donors *d, struct jh_error *err)
{
    const struct jh_eval_panel *p = &t->panel;
    d->unit = jh_i_calloc(p->n_units, sizeof *d->unit);
    d->value = jh_i_calloc(p->n_units * p->n_periods, sizeof *d->value);
    d->weight = jh_i_calloc(p->n_units, sizeof *d->weight);
    d->ratio = jh_i_calloc(p->n_units, sizeof *d->ratio);
    if (d->unit == NULL || d->value == NULL || d->weight == NULL || d->ratio == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < p->n_units; i++) {
        const double *value = p->value + i * p->n_periods;
        if (i == unit)
            continue;
        if (p->opened[i] != JH_EVAL_NEVER || !complete(value, p->n_periods)) {
            d->n_dropped++;
            continue;
        }
        memcpy(d->value + d->n * p->n_periods, value, p->n_periods * sizeof *value);
        d->unit[d->n++] = i;
    }
    return JH_OK;
}

enum jh_status cli_evaluate_synthetic(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *t, struct jh_error *err)
{
    struct donors d = {0};
    struct jh_eval_synthetic r;
    struct cli_table table;
    struct jh_buf words;
    size_t unit, from;
    const size_t n_t = t->panel.n_periods;
    double *gap = jh_i_calloc(n_t, sizeof *gap);
    enum jh_status st = JH_OK;
    if (gap == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, find_subject(args, t, &unit, &from, err));
    JH_TRY(st, gather_donors(t, unit, &d, err));
    JH_TRY(st, jh_eval_synthetic(d.n, n_t, t->panel.value + unit * n_t, d.value, from,
                   cli_get(args, "max-fit")->real, &cli->run, d.weight, gap,
                   d.n > 1 ? d.ratio : NULL, &r, err));
    cli_progress_clear(&cli->progress);
    if (cli_get(args, "rows")->choice == ROWS_COURSE) {
        for (size_t p = 0; p < n_t; p++)
            gap[p] = t->panel.value[unit * n_t + p] - gap[p];
        st = put_course(cli, t, unit, t->panel.value + unit * n_t, gap, err);
        goto out;
    }
    cli_table_begin(&table, cli, sizeof donor_columns / sizeof *donor_columns, donor_columns);
    for (size_t j = 0; j < d.n && !cli_table_failed(&table); j++) {
        if (cli->format == CLI_FORMAT_TEXT && d.weight[j] < 5e-5)
            continue;
        cli_table_text(&table, t->unit_id[d.unit[j]]);
        cli_table_number(&table, d.weight[j]);
        cli_table_number(&table, d.n > 1 ? d.ratio[j] : JH_NAN);
    }
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_synthetic(&r, cli->lang, &words);
    cli_summary_number(&table, &fig_effect, r.effect);
    cli_summary_number(&table, &fig_before, r.rmspe_before);
    cli_summary_number(&table, &fig_after, r.rmspe_after);
    cli_summary_number(&table, &fig_ratio, r.ratio);
    cli_summary_number(&table, &fig_p, r.p_value);
    cli_summary_number(&table, &fig_gap, r.optimality_gap);
    cli_summary_integer(&table, &fig_dropped, (int64_t)d.n_dropped);
    put_words(&table, &words);
    st = cli_table_end(&table, err);
out:
    jh_i_free(gap);
    jh_i_free(d.unit);
    jh_i_free(d.value);
    jh_i_free(d.weight);
    jh_i_free(d.ratio);
    return st;
}

static const struct cli_column ratio_columns[] = {
    {"unit", "unit", NULL, 0, 0},
    {"observed", "observed", NULL, 0, 1},
    {"expected", "expected", NULL, 0, 1},
    {"ratio", "standardised ratio", NULL, 0, 3},
    {"low", "low", NULL, 0, 3},
    {"high", "high", NULL, 0, 3},
    {"p_value", "p value", NULL, 0, 4},
    {"crude_ratio", "plain ratio", NULL, 0, 3},
    {"funnel_low", "funnel low, 95 of 100", NULL, 0, 3},
    {"funnel_high", "funnel high, 95 of 100", NULL, 0, 3},
    {"funnel_low_998", "funnel low, 998 of 1000", NULL, 0, 3},
    {"funnel_high_998", "funnel high, 998 of 1000", NULL, 0, 3},
    {"gap_closed", "gap closed", "%", 100, 1},
    {"uncovered_cases", "cases without counterpart", NULL, 0, 0},
    {"words", NULL, NULL, 0, 0},
};

static enum jh_status number_of(struct jh_strmap *map, const char *text, size_t *inout_n,
    uint32_t *out, bool *out_new, struct jh_error *err)
{
    enum jh_status st =
        jh_strmap_put(map, text, strlen(text), (uint32_t)*inout_n, out, out_new, err);
    if (st == JH_OK)
        *inout_n += *out_new ? 1 : 0;
    return st;
}

static enum jh_status number_rows(
    struct cli_mix *m, size_t unit_column, size_t stratum_column, struct jh_error *err)
{
    uint32_t number;
    bool fresh;
    enum jh_status st = JH_OK;
    m->unit = jh_arena_new(&m->sheet.arena, m->sheet.n_rows, const char *);
    if (m->unit == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < m->sheet.n_rows; r++) {
        const char *unit = jh_i_sheet_text(&m->sheet, r, unit_column);
        JH_TRY(st, number_of(&m->units, unit, &m->n_units, &number, &fresh, err));
        m->unit[number] = unit;
        JH_TRY(st, number_of(&m->strata, jh_i_sheet_text(&m->sheet, r, stratum_column),
                       &m->n_strata, &number, &fresh, err));
    }
out:
    return st;
}

static enum jh_status fill_mix(struct cli_mix *m, const size_t column[6], struct jh_error *err)
{
    const size_t n = m->n_units * m->n_strata;
    struct jh_arena *arena = &m->sheet.arena;
    enum jh_status st = JH_OK;
    m->cases = jh_arena_new(arena, n, double);
    m->sum = jh_arena_new(arena, n, double);
    m->squares = jh_arena_new(arena, n, double);
    m->baseline = jh_arena_new(arena, m->n_units, double);
    if (m->cases == NULL || m->sum == NULL || m->squares == NULL || m->baseline == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < m->sheet.n_rows; r++) {
        const char *unit = jh_i_sheet_text(&m->sheet, r, column[0]);
        const char *stratum = jh_i_sheet_text(&m->sheet, r, column[1]);
        uint32_t u = 0, g = 0;
        double v[3];
        if (!jh_strmap_get(&m->units, unit, strlen(unit), &u) ||
            !jh_strmap_get(&m->strata, stratum, strlen(stratum), &g))
            return jh_fail(err, JH_E_INTERNAL, "a name that was read is not known");
        for (size_t k = 0; k < 3; k++)
            JH_TRY(st, jh_i_sheet_number(&m->sheet, r, column[2 + k], &v[k], err));
        JH_TRY(st, jh_i_sheet_number(&m->sheet, r, column[5], &m->baseline[u], err));
        m->cases[u * m->n_strata + g] += v[0];
        m->sum[u * m->n_strata + g] += v[1];
        m->squares[u * m->n_strata + g] += v[2];
    }
out:
    return st;
}

static enum jh_status load_mix(
    struct cli *cli, const struct cli_args *args, struct cli_mix *m, struct jh_error *err)
{
    static const char *const names[] = {"unit", "stratum", "cases", "value", "squares", "baseline"};
    const char *reference = cli_get(args, "reference")->text;
    size_t column[6];
    uint32_t found;
    enum jh_status st;
    if (reference == NULL)
        return jh_fail(err, JH_E_ARG, "--%s is missing", "reference");
    JH_TRY(st, jh_i_sheet_read(args->operand[1], NULL, &cli->run, &m->sheet, err));
    for (size_t k = 0; k < 6; k++) {
        const char *name = cli_get(args, names[k])->text;
        column[k] = SIZE_MAX;
        if (name != NULL)
            JH_TRY(st, jh_i_sheet_need(&m->sheet, name, &column[k], err));
    }
    JH_TRY(st, number_rows(m, column[0], column[1], err));
    JH_TRY(st, fill_mix(m, column, err));
    if (!jh_strmap_get(&m->units, reference, strlen(reference), &found)) {
        st = jh_fail(err, JH_E_NOT_FOUND, "the data have no unit \"%.60s\"", reference);
        goto out;
    }
    m->reference = found;
    m->kind = (enum jh_eval_kind)cli_get(args, "kind")->choice;
    if (column[4] == SIZE_MAX)
        m->squares = NULL;
out:
    return st;
}

static enum jh_status put_ratio(struct cli *cli, const struct cli_args *args,
    const struct cli_mix *m, size_t u, struct cli_table *table, struct jh_error *err)
{
    const enum jh_eval_kind kind = m->kind;
    const double level = cli_get(args, "level")->real;
    const size_t mine = u * m->n_strata, theirs = m->reference * m->n_strata;
    double funnel[4] = {JH_NAN, JH_NAN, JH_NAN, JH_NAN};
    struct jh_eval_ratio r;
    struct jh_buf words;
    enum jh_status st = jh_eval_standardise(kind, m->n_strata, m->cases + mine, m->sum + mine,
        m->squares != NULL ? m->squares + mine : NULL, m->cases + theirs, m->sum + theirs, level,
        &r, err);
    for (size_t k = 0; k < 2 && st == JH_OK && kind == JH_EVAL_COUNT; k++)
        st = jh_eval_funnel(
            r.expected, k == 0 ? 0.95 : 0.998, &funnel[2 * k], &funnel[2 * k + 1], err);
    if (st != JH_OK) {
        jh_where(err, "%s: %s", m->sheet.path != NULL ? m->sheet.path : "", m->unit[u]);
        return st;
    }
    const double figures[] = {r.observed, r.expected, r.ratio, r.low, r.high, r.p_value,
        r.crude_ratio, funnel[0], funnel[1], funnel[2], funnel[3],
        jh_eval_gap_closed(m->baseline[u], r.ratio, 1), r.uncovered_cases};
    cli_table_text(table, m->unit[u]);
    for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
        cli_table_number(table, figures[k]);
    jh_buf_init(&words, WORDS_MAX);
    jh_eval_words_ratio(&r, level, cli->lang, &words);
    cli_table_text(table, words.data != NULL ? words.data : "");
    jh_buf_release(&words);
    return JH_OK;
}

enum jh_status cli_evaluate_compare(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_mix m = {0};
    struct cli_table table;
    enum jh_status st, end;
    jh_strmap_init(&m.units);
    jh_strmap_init(&m.strata);
    if (cli_get(args, "profile")->given && args->n_operands > 1)
        JH_TRY(st, cli_evaluate_mix_of_records(cli, args, &m, err));
    else if (args->n_operands > 1)
        JH_TRY(st, load_mix(cli, args, &m, err));
    else
        JH_TRY(st, cli_evaluate_mix_of_dataset(cli, args, &m, err));
    cli_table_begin(&table, cli, sizeof ratio_columns / sizeof *ratio_columns, ratio_columns);
    for (size_t u = 0; u < m.n_units && st == JH_OK; u++)
        if (u != m.reference)
            st = put_ratio(cli, args, &m, u, &table, err);
    end = cli_table_end(&table, st == JH_OK ? err : NULL);
    st = st == JH_OK ? end : st;
out:
    jh_strmap_release(&m.units);
    jh_strmap_release(&m.strata);
    jh_i_sheet_release(&m.sheet);
    return st;
}
