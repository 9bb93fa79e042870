/* Rates of many units around one target, with the limits of chance. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/evaluate.h"
#include "cli/monitor.h"
#include "cli/table.h"

/* Units with what happened and to how many. Arrays live in the arena. */
struct rates {
    size_t n;
    const char **unit, *period;
    double *numerator, *denominator, scale; /* scale: of the indicator, 100 for percent */
    struct jh_arena arena;
    struct jh_sheet sheet;
};

static enum jh_status make_room(struct rates *r, size_t n, struct jh_error *err)
{
    r->unit = jh_arena_new(&r->arena, n + 1, const char *);
    r->numerator = jh_arena_new(&r->arena, n + 1, double);
    r->denominator = jh_arena_new(&r->arena, n + 1, double);
    return r->unit != NULL && r->numerator != NULL && r->denominator != NULL
               ? JH_OK
               : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status take_file(
    struct cli *cli, const struct cli_args *args, struct rates *r, struct jh_error *err)
{
    const char *names[] = {cli_get(args, "unit")->text, cli_get(args, "value")->text,
        cli_get(args, "denominator")->text};
    size_t column[3];
    enum jh_status st;
    if (names[2] == NULL)
        return jh_fail(err, JH_E_ARG, "--%s is missing", "denominator");
    JH_TRY(st, jh_i_sheet_read(args->operand[1], NULL, &cli->run, &r->sheet, err));
    for (size_t k = 0; k < 3; k++)
        JH_TRY(st, jh_i_sheet_need(&r->sheet, names[k], &column[k], err));
    JH_TRY(st, make_room(r, r->sheet.n_rows, err));
    for (size_t row = 0; row < r->sheet.n_rows; row++) {
        JH_TRY(st, jh_i_sheet_number(&r->sheet, row, column[1], &r->numerator[r->n], err));
        JH_TRY(st, jh_i_sheet_number(&r->sheet, row, column[2], &r->denominator[r->n], err));
        r->unit[r->n++] = jh_i_sheet_text(&r->sheet, row, column[0]);
    }
    r->scale = 1;
out:
    return st;
}

/* The last period of the indicator in which any unit has a value. */
static size_t last_period(const struct cli_monitor *m, size_t i)
{
    size_t found = SIZE_MAX;
    for (size_t p = 0; p < m->n_periods; p++)
        for (size_t u = 0; u < m->units.n; u++)
            if (!isnan(cli_monitor_value(m, i, p, u)) &&
                (found == SIZE_MAX || strcmp(m->period_id[p], m->period_id[found]) > 0)) {
                found = p;
                break;
            }
    return found;
}

static enum jh_status copy_block(
    const struct cli_monitor *m, size_t i, size_t p, struct rates *r, struct jh_error *err)
{
    const struct jh_value_block *b = &m->block[i * m->n_periods + p];
    enum jh_status st;
    JH_TRY(st, make_room(r, m->units.n, err));
    r->period = jh_arena_strdup(&r->arena, m->period_id[p]);
    r->scale = m->catalogue.indicator[i].scale;
    for (size_t u = 0; u < m->units.n; u++) {
        const bool missing = (b->flags[u] & JH_VALUE_MISSING) != 0;
        r->unit[r->n] = jh_arena_strdup(&r->arena, m->units.id[u]);
        r->numerator[r->n] = missing ? JH_NAN : b->numerator[u];
        r->denominator[r->n] = missing ? JH_NAN : b->denominator[u];
        if (r->unit[r->n++] == NULL || r->period == NULL) {
            st = jh_fail(err, JH_E_NOMEM, "out of memory");
            goto out;
        }
    }
out:
    return st;
}

static enum jh_status take_workspace(
    struct cli *cli, const struct cli_args *args, struct rates *r, struct jh_error *err)
{
    struct cli_monitor m = {0};
    uint8_t *wanted = NULL;
    size_t i, p;
    enum jh_status st;
    JH_TRY(st, cli_evaluate_open(cli, args, &m, &i, err));
    wanted = jh_i_calloc(m.catalogue.n, 1);
    if (wanted == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (m.catalogue.indicator[i].bottom.kind == JH_TERM_ONE) {
        st = jh_fail(err, JH_E_ARG, "%.60s is an amount, no rate", m.catalogue.indicator[i].id);
        goto out;
    }
    wanted[i] = 1;
    JH_TRY(st, cli_monitor_take(cli, &m, wanted, err));
    p = last_period(&m, i);
    if (p == SIZE_MAX) {
        st = jh_fail(err, JH_E_INFEASIBLE, "%.60s has no values", m.catalogue.indicator[i].id);
        goto out;
    }
    st = copy_block(&m, i, p, r, err);
out:
    jh_i_free(wanted);
    cli_monitor_close(&m);
    return st;
}

static const struct cli_column columns[] = {
    {"unit", "unit", NULL, 0, 0},
    {"numerator", "numerator", NULL, 0, 0},
    {"denominator", "denominator", NULL, 0, 0},
    {"rate", "rate", NULL, 0, 4},
    {"funnel_low", "funnel low, 95 of 100", NULL, 0, 4},
    {"funnel_high", "funnel high, 95 of 100", NULL, 0, 4},
    {"funnel_low_998", "funnel low, 998 of 1000", NULL, 0, 4},
    {"funnel_high_998", "funnel high, 998 of 1000", NULL, 0, 4},
    {"wide_low_998", "the same with the scatter seen, low", NULL, 0, 4},
    {"wide_high_998", "the same with the scatter seen, high", NULL, 0, 4},
    {"mark", "mark", NULL, 0, 0},
};
static const struct cli_column fig_target = {"target", "rate in the middle", NULL, 0, 4};
static const struct cli_column fig_dispersion = {
    "dispersion", "scatter, times that of chance", NULL, 0, 2};
static const struct cli_column fig_limits = {"limits", "limits", NULL, 0, 0};
static const struct cli_column fig_period = {"period", "period", NULL, 0, 0};
static const struct cli_column fig_beyond = {"n_beyond", "beyond 998 of 1000", NULL, 0, 0};
static const struct cli_column fig_wide = {
    "n_beyond_wide", "beyond with the scatter seen", NULL, 0, 0};

static enum jh_status put_rates(struct cli *cli, const struct rates *r, enum jh_eval_rate kind,
    double target, struct jh_error *err)
{
    const double scatter = jh_eval_dispersion(kind, target, r->n, r->numerator, r->denominator);
    const double widen = scatter > 1 ? sqrt(scatter) : 1;
    int64_t n_beyond = 0, n_wide = 0;
    struct cli_table table;
    enum jh_status st = JH_OK, end;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < r->n && st == JH_OK; i++) {
        const double n = r->denominator[i], rate = r->numerator[i] / n;
        double limit[6];
        if (!(n > 0) || !(r->numerator[i] >= 0))
            continue; /* not collected */
        for (size_t k = 0; k < 2 && st == JH_OK; k++)
            st = jh_eval_funnel_rate(
                kind, target, n, k == 0 ? 0.95 : 0.998, &limit[2 * k], &limit[2 * k + 1], err);
        if (st != JH_OK)
            break;
        limit[4] = fmax(0, target - widen * (target - limit[2]));
        limit[5] = target + widen * (limit[3] - target);
        const bool beyond = rate < limit[2] || rate > limit[3];
        const bool wide = rate < limit[4] || rate > limit[5];
        n_beyond += beyond;
        n_wide += wide;
        cli_table_text(&table, r->unit[i]);
        cli_table_number(&table, r->numerator[i]);
        cli_table_number(&table, n);
        cli_table_number(&table, r->scale * rate);
        for (size_t k = 0; k < 6; k++)
            cli_table_number(&table, r->scale * limit[k]);
        cli_table_text(&table, !beyond ? "" : rate > target ? "above" : "below");
    }
    cli_summary_number(&table, &fig_target, r->scale * target);
    cli_summary_number(&table, &fig_dispersion, scatter);
    cli_summary_text(&table, &fig_limits, kind == JH_EVAL_BINOMIAL ? "binomial" : "poisson");
    if (r->period != NULL)
        cli_summary_text(&table, &fig_period, r->period);
    cli_summary_integer(&table, &fig_beyond, n_beyond);
    cli_summary_integer(&table, &fig_wide, n_wide);
    end = cli_table_end(&table, st == JH_OK ? err : NULL);
    return st == JH_OK ? end : st;
}

enum { LIMITS_AUTO };

enum jh_status cli_evaluate_funnel(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const struct cli_value *limits = cli_get(args, "limits"), *around = cli_get(args, "around");
    struct rates r = {.n = 0};
    struct jh_sum top = {0, 0}, bottom = {0, 0};
    bool share = true; /* nowhere more events than cases */
    double target;
    enum jh_eval_rate kind;
    enum jh_status st;
    jh_arena_init(&r.arena, 0);
    if (args->n_operands > 1)
        JH_TRY(st, take_file(cli, args, &r, err));
    else
        JH_TRY(st, take_workspace(cli, args, &r, err));
    for (size_t i = 0; i < r.n; i++) {
        if (!(r.denominator[i] > 0) || isnan(r.numerator[i]))
            continue;
        jh_sum_add(&top, r.numerator[i]);
        jh_sum_add(&bottom, r.denominator[i]);
        share = share && r.numerator[i] <= r.denominator[i];
    }
    kind = limits->choice == LIMITS_AUTO ? (share ? JH_EVAL_BINOMIAL : JH_EVAL_POISSON)
                                         : (enum jh_eval_rate)(limits->choice - 1);
    target = around->given ? around->real / r.scale : jh_sum_value(&top) / jh_sum_value(&bottom);
    if (!(target > 0) || (kind == JH_EVAL_BINOMIAL && target >= 1)) {
        st = jh_fail(err, JH_E_INFEASIBLE, "no funnel stands around a rate of %g", target);
        goto out;
    }
    st = put_rates(cli, &r, kind, target, err);
out:
    jh_arena_release(&r.arena);
    jh_i_sheet_release(&r.sheet);
    return st;
}
