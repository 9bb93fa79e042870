/* Actions on projects: predicted beside achieved, scores, the capability sheet. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/dist.h"

#include "cli/data.h"
#include "cli/monitor.h"
#include "cli/table.h"

/* Cases a year that a hospital treats of a specialty, from the latest year's periods. */
static double treated(const struct cli_monitor *m, size_t indicator, size_t unit)
{
    const double length = m->dataset->periods.length_years;
    const size_t n_p = m->dataset->periods.n, year = (size_t)llround(1 / length);
    struct jh_sum sum = {0, 0};
    size_t n = 0;
    for (size_t p = n_p > year ? n_p - year : 0; p < n_p; p++) {
        const struct jh_value_block *b = &m->block[indicator * m->n_periods + p];
        if ((b->flags[unit] & JH_VALUE_MISSING) != 0)
            continue;
        jh_sum_add(&sum, b->numerator[unit]);
        n++;
    }
    return n > 0 ? jh_sum_value(&sum) / ((double)n * length) : JH_NAN;
}

static double predicted(const struct jh_entity *project, const char *what, const char *specialty)
{
    char name[200];
    double value = JH_NAN;
    snprintf(name, sizeof name, "predicted_%s:%s", what, specialty);
    const char *text = jh_entity_extra(project, name);
    return jh_num_parse(text, strlen(text), &value) ? value : JH_NAN;
}

/* Sums for what the model may learn, of one project or of all. wanted: as without calibration. */
struct learned {
    double wanted, came;
    int64_t n, n_inside;
};

/* What the plan's prediction reckoned with already. */
static double calibrated_by(const struct jh_entity *project)
{
    const char *text = jh_entity_extra(project, "predicted_calibration");
    double value = 1;
    return jh_num_parse(text, strlen(text), &value) && value > 0 ? value : 1;
}

static void put_prediction(struct cli_table *table, const struct cli_monitor *m,
    const struct jh_entity *project, size_t unit, const char *specialty, struct learned *sum)
{
    char id[200];
    snprintf(
        id, sizeof id, m->dataset->specialties.n > 1 ? "drg.cases@%s" : "drg.cases", specialty);
    const size_t i = jh_i_catalogue_find(&m->catalogue, id);
    const double before = predicted(project, "before", specialty);
    const double after = predicted(project, "after", specialty);
    const double low = predicted(project, "low", specialty),
                 high = predicted(project, "high", specialty);
    if (isnan(after))
        return;
    const double now = i != SIZE_MAX && unit < m->units.n ? treated(m, i, unit) : JH_NAN;
    cli_table_text(table, project->subject);
    cli_table_text(table, specialty);
    cli_table_number(table, before);
    cli_table_number(table, after);
    cli_table_number(table, low);
    cli_table_number(table, high);
    cli_table_number(table, now);
    cli_table_number(table, after != before ? (now - before) / (after - before) : JH_NAN);
    if (isnan(now) || isnan(low) || isnan(high))
        cli_table_none(table);
    else
        cli_table_bool(table, now >= low && now <= high);
    if (isnan(now))
        return;
    sum->n++;
    sum->n_inside += now >= low && now <= high;
    sum->wanted += (after - before) / calibrated_by(project);
    sum->came += now - before;
}

/* By what predicted changes should have been taken times, with its error from one project left out
 * in turn; projects that predict nothing do not count. */
struct calibration {
    double factor, low, high;
};
static struct calibration calibrate(size_t n, const struct learned *each)
{
    struct calibration c = {JH_NAN, JH_NAN, JH_NAN};
    double wanted = 0, came = 0, mean = 0, squares = 0, m = 0;
    for (size_t k = 0; k < n; k++) {
        wanted += each[k].wanted;
        came += each[k].came;
        m += each[k].n > 0;
    }
    if (!(fabs(wanted) > 0))
        return c;
    c.factor = came / wanted;
    for (int pass = 0; pass < 2 && m > 1; pass++)
        for (size_t k = 0; k < n; k++) {
            const double without = (came - each[k].came) / (wanted - each[k].wanted);
            if (each[k].n > 0 && pass == 0)
                mean += without / m;
            else if (each[k].n > 0)
                squares += (without - mean) * (without - mean);
        }
    if (m > 1 && isfinite(squares)) {
        const double half = jh_i_t_critical(0.95, m - 1) * sqrt((m - 1) / m * squares);
        c.low = c.factor - half;
        c.high = c.factor + half;
    }
    return c;
}

enum jh_status cli_monitor_predicted(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"project", "project", NULL, 0, 0},
        {"specialty", "specialty", NULL, 0, 0},
        {"before", "before", NULL, 0, 0},
        {"predicted", "predicted", NULL, 0, 0},
        {"low", "low", NULL, 0, 0},
        {"high", "high", NULL, 0, 0},
        {"achieved", "achieved", NULL, 0, 0},
        {"share", "of the predicted change", "%", 100, 0},
        {"inside", "within the interval", NULL, 0, 0},
    };
    static const struct cli_column fig_factor = {
        "calibration", "predicted changes times this would have been right", NULL, 0, 3};
    static const struct cli_column fig_low = {"calibration_low", "at least", NULL, 0, 3};
    static const struct cli_column fig_high = {"calibration_high", "at most", NULL, 0, 3};
    static const struct cli_column fig_n = {"n", "compared", NULL, 0, 0};
    static const struct cli_column fig_inside = {"n_inside", "within the interval", NULL, 0, 0};
    struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    uint8_t *wanted = NULL;
    struct cli_monitor m = {0};
    struct learned sum = {0, 0, 0, 0}, *each = NULL;
    struct calibration learned;
    struct cli_table table;
    enum jh_status st;
    asked.level = JH_UNIT_HOSPITAL;
    JH_TRY(st, cli_monitor_open(cli, &asked, JH_STORE_READ, &m, err));
    wanted = jh_i_calloc(m.catalogue.n, 1);
    if (wanted == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    each = jh_i_calloc(jh_register_count(m.programme.reg), sizeof *each);
    if (each == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < m.catalogue.n; i++)
        wanted[i] = strncmp(m.catalogue.indicator[i].id, "drg.cases", 9) == 0;
    JH_TRY(st, cli_monitor_take(cli, &m, wanted, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < jh_register_count(m.programme.reg); k++) {
        const struct jh_entity *e = jh_register_at(m.programme.reg, k);
        size_t unit = 0;
        if (e->kind != JH_FACT_PROJECT)
            continue;
        while (unit < m.units.n && strcmp(m.units.id[unit], jh_entity_text(e, "host_id")) != 0)
            unit++;
        for (size_t s = 0; s < m.dataset->specialties.n; s++)
            put_prediction(&table, &m, e, unit, m.dataset->specialties.id[s], &each[k]);
        sum.n += each[k].n;
        sum.n_inside += each[k].n_inside;
    }
    learned = calibrate(jh_register_count(m.programme.reg), each);
    cli_summary_integer(&table, &fig_n, sum.n);
    cli_summary_integer(&table, &fig_inside, sum.n_inside);
    cli_summary_number(&table, &fig_factor, learned.factor);
    cli_summary_number(&table, &fig_low, learned.low);
    cli_summary_number(&table, &fig_high, learned.high);
    st = cli_table_end(&table, err);
out:
    jh_i_free(each);
    jh_i_free(wanted);
    cli_monitor_close(&m);
    return st;
}

/* Numerator and denominator of a project's figure; NaN: not given. */
static void register_figure(const struct jh_register *reg, const struct jh_entity *project,
    const char *id, double *out_top, double *out_bottom)
{
    *out_top = *out_bottom = JH_NAN;
    if (strcmp(id, "project.beds_opened") == 0) {
        *out_top = jh_entity_number(project, "beds_opened");
        *out_bottom = jh_entity_number(project, "beds");
    } else if (strcmp(id, "project.posts_filled") == 0) {
        *out_top = jh_entity_number(project, "posts_filled");
        *out_bottom = jh_entity_number(project, "posts");
    } else if (strcmp(id, "project.money_paid") == 0) {
        struct jh_money money;
        jh_register_money(reg, project->subject, &money);
        *out_top = money.paid_total;
        *out_bottom = money.budget_total;
    } else if (strcmp(id, "project.commitments_kept") == 0) {
        *out_top = *out_bottom = 0;
        for (size_t k = 0; k < jh_register_count(reg); k++) {
            const struct jh_entity *e = jh_register_at(reg, k);
            if (e->kind != JH_FACT_COMMITMENT || strcmp(e->subject, project->subject) != 0 ||
                strcmp(jh_entity_text(e, "state"), "waived") == 0)
                continue;
            *out_bottom += 1;
            *out_top += strcmp(jh_entity_text(e, "state"), "done") == 0 ? 1 : 0;
        }
    }
}

enum jh_status cli_monitor_projects(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"indicator", "id", NULL, 0, 0},
        {"name", "indicator", NULL, 0, 0},
        {"project", "project", NULL, 0, 0},
        {"value", "value", NULL, 0, 1},
        {"unit", "unit of measure", NULL, 0, 0},
        {"numerator", "numerator", NULL, 0, 0},
        {"denominator", "denominator", NULL, 0, 0},
        {"mark", "mark", NULL, 0, 0},
        {"source", NULL, NULL, 0, 0},
        {"as_of", NULL, NULL, 0, 0},
    };
    struct cli_programme p = {0};
    struct jh_catalogue c = {0};
    struct cli_table table;
    enum jh_status st;
    JH_TRY(st, jh_i_catalogue_parse(NULL, NULL, &c, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < c.n; i++)
        for (size_t k = 0; k < jh_register_count(p.reg) && !cli_table_failed(&table); k++) {
            const struct jh_entity *e = jh_register_at(p.reg, k);
            const struct jh_indicator *x = &c.indicator[i];
            double top, bottom;
            if (x->compute != JH_COMPUTE_REGISTER || e->kind != JH_FACT_PROJECT ||
                (args->n_operands > 1 && strcmp(args->operand[1], e->subject) != 0))
                continue;
            register_figure(p.reg, e, x->id, &top, &bottom);
            cli_table_text(&table, x->id);
            cli_table_text(&table, x->name[cli->lang]);
            cli_table_text(&table, e->subject);
            cli_table_number(&table, isnan(top) ? JH_NAN : jh_value_of(x, top, bottom));
            cli_table_text(&table, cli_monitor_said(cli, x->unit));
            cli_table_number(&table, top);
            cli_table_number(&table, bottom);
            cli_table_text(&table, x->mark);
            cli_table_text(&table, cli_monitor_said(cli, x->source));
            cli_table_text(&table, e->last_at);
        }
    st = cli_table_end(&table, err);
out:
    jh_i_catalogue_release(&c);
    cli_programme_close(&p);
    return st;
}

static const struct cli_column score_columns[] = {
    {"criterion", "criterion", NULL, 0, 0},
    {"name", "name", NULL, 0, 0},
    {"weight", "weight", NULL, 0, 0},
    {"points", "points", NULL, 0, 1},
    {"most", "most points", NULL, 0, 0},
    {"veto", "veto", NULL, 0, 0},
    {"evidence", "evidence", NULL, 0, 0},
    {"versions", "versions", NULL, 0, 0},
};
static const struct cli_column fig_total = {"total", "total of 100", NULL, 0, 1};
static const struct cli_column fig_scored = {"scored", "weight scored", "%", 100, 0};
static const struct cli_column fig_vetoed = {"vetoed", "vetoed", NULL, 0, 0};

static enum jh_status put_scores(struct cli *cli, const struct cli_programme *p,
    const char *project, size_t n, const struct jh_score_row *row, struct jh_arena *arena,
    struct jh_error *err)
{
    struct jh_criterion *c = jh_arena_new(arena, n, struct jh_criterion);
    struct jh_score score;
    struct cli_table table;
    if (c == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        const struct jh_entity *e = jh_register_find(p->reg, JH_FACT_SCORE, project, row[k].id);
        c[k] = (struct jh_criterion){.weight = row[k].weight,
            .most = row[k].most,
            .points = e != NULL ? jh_entity_number(e, "points") : JH_NAN,
            .veto = row[k].veto && e != NULL && strcmp(jh_entity_text(e, "veto"), "yes") == 0};
    }
    enum jh_status st = jh_score_sum(n, c, &score, err);
    if (st != JH_OK)
        return st;
    cli_table_begin(&table, cli, sizeof score_columns / sizeof *score_columns, score_columns);
    for (size_t k = 0; k < n; k++) {
        const struct jh_entity *e = jh_register_find(p->reg, JH_FACT_SCORE, project, row[k].id);
        cli_table_text(&table, row[k].id);
        cli_table_text(&table, row[k].name[cli->lang]);
        cli_table_number(&table, c[k].weight);
        cli_table_number(&table, c[k].points);
        cli_table_number(&table, c[k].most);
        cli_table_bool(&table, c[k].veto);
        cli_table_text(&table, e != NULL ? jh_entity_text(e, "evidence") : "");
        cli_table_integer(&table, e != NULL ? (int64_t)e->n_versions : 0);
    }
    cli_summary_number(&table, &fig_total, score.total);
    cli_summary_number(&table, &fig_scored, score.scored_weight_frac);
    cli_summary_bool(&table, &fig_vetoed, score.vetoed);
    return cli_table_end(&table, err);
}

enum jh_status cli_monitor_score(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const char *path = cli_get(args, "scores")->text, *project;
    struct cli_programme p = {0};
    struct jh_score_row *row = NULL;
    struct jh_arena arena;
    struct jh_buf text;
    size_t n = 0;
    enum jh_status st;
    jh_arena_init(&arena, 0);
    jh_buf_init(&text, 1 << 24);
    JH_TRY(st, cli_programme_operand(args, 1, &project, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    if (jh_register_find(p.reg, JH_FACT_PROJECT, project, "") == NULL) {
        st = cli_programme_unknown(JH_FACT_PROJECT, project, err);
        goto out;
    }
    if (path != NULL)
        JH_TRY(st, cli_file_read(path, 1 << 24, &text, err));
    JH_TRY(st, jh_i_scores_parse(path != NULL ? text.data : NULL, cli_get(args, "sheet")->text,
                   &arena, &row, &n, err));
    st = put_scores(cli, &p, project, n, row, &arena, err);
out:
    jh_buf_release(&text);
    jh_arena_release(&arena);
    cli_programme_close(&p);
    return st;
}

/* Periods of a project's capability sheet, earlier first by name. */
enum jh_status cli_monitor_capability(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"figure", "figure", NULL, 0, 0},
        {"period", "period", NULL, 0, 0},
        {"value", "value", NULL, 0, 0},
        {"before", "before", NULL, 0, 0},
        {"growth", "growth", "%", 100, 1},
    };
    const struct jh_form *form = jh_form_of(JH_FACT_CAPABILITY);
    struct cli_programme p = {0};
    struct cli_table table;
    const char *project;
    enum jh_status st;
    JH_TRY(st, cli_programme_operand(args, 1, &project, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t f = 0; f < form->n_fields; f++)
        for (size_t k = 0; k < jh_register_count(p.reg); k++) {
            const struct jh_entity *e = jh_register_at(p.reg, k), *before = NULL;
            if (e->kind != JH_FACT_CAPABILITY || strcmp(e->subject, project) != 0 || f == 0 ||
                e->value[f][0] == '\0')
                continue;
            for (size_t j = 0; j < jh_register_count(p.reg); j++) {
                const struct jh_entity *x = jh_register_at(p.reg, j);
                if (x->kind == e->kind && strcmp(x->subject, project) == 0 &&
                    strcmp(x->item, e->item) < 0 &&
                    (before == NULL || strcmp(x->item, before->item) > 0))
                    before = x;
            }
            const double now = jh_entity_number(e, form->field[f].name);
            const double then =
                before != NULL ? jh_entity_number(before, form->field[f].name) : JH_NAN;
            cli_table_text(&table, cli->format == CLI_FORMAT_TEXT
                                       ? cli_word(cli, form->field[f].label)
                                       : form->field[f].name);
            cli_table_text(&table, e->item);
            if (form->field[f].type == JH_FIELD_NUMBER)
                cli_table_number(&table, now);
            else
                cli_table_text(&table, e->value[f]);
            cli_table_number(&table, then);
            cli_table_number(&table, then > 0 ? now / then - 1 : JH_NAN);
        }
    st = cli_table_end(&table, err);
out:
    cli_programme_close(&p);
    return st;
}
