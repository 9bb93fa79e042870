/* Actions on targets: split, targets, actions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/monitor.h"
#include "cli/plan_ledger.h"
#include "cli/table.h"

enum { RULE_EQUAL, RULE_POPULATION, RULE_GAP, RULE_LAST, RULE_HAND };

/* Last period of a year that has the indicator: "2024", "2024Q3", "2024-07"; SIZE_MAX: none. */
static size_t last_period(const struct cli_monitor *m, size_t i, const char *year)
{
    size_t found = SIZE_MAX;
    for (size_t p = 0; p < m->n_periods; p++) {
        bool any = false;
        for (size_t u = 0; u < m->units.n && !any; u++)
            any = (m->block[i * m->n_periods + p].flags[u] & JH_VALUE_MISSING) == 0;
        if (any && (year == NULL || strncmp(m->period_id[p], year, strlen(year)) == 0) &&
            (found == SIZE_MAX || strcmp(m->period_id[p], m->period_id[found]) > 0))
            found = p;
    }
    return found;
}

static size_t periods_a_year(const struct cli_monitor *m)
{
    const double length = m->dataset->periods.length_years;
    return length > 0 && length < 1 ? (size_t)(1 / length + 0.5) : 1;
}

/* Value of a year: numerators and denominators of its periods together. NaN: none. *out_n: periods of
 * the data's length that it covers. */
static double year_value(
    const struct cli_monitor *m, size_t i, const char *year, size_t u, size_t *out_n)
{
    struct jh_sum top = {0, 0}, bottom = {0, 0};
    const struct jh_indicator *x = &m->catalogue.indicator[i];
    *out_n = 0;
    for (size_t p = 0; p < m->n_periods; p++) {
        const struct jh_value_block *b = &m->block[i * m->n_periods + p];
        if (strncmp(m->period_id[p], year, strlen(year)) != 0 ||
            (b->flags[u] & JH_VALUE_MISSING) != 0)
            continue;
        jh_sum_add(&top, b->numerator[u]);
        jh_sum_add(&bottom, b->denominator[u]);
        *out_n += strcmp(m->period_id[p], year) == 0 ? periods_a_year(m) : 1;
    }
    /* Plain amounts (over 1) add up over the year; rates are pooled. */
    if (*out_n == 0)
        return JH_NAN;
    return x->bottom.kind == JH_TERM_ONE && x->compute == JH_COMPUTE_CUBE
               ? x->scale * jh_sum_value(&top)
               : jh_value_of(x, jh_sum_value(&top), jh_sum_value(&bottom));
}

/* Weight of each unit by the rule. */
static void weigh(const struct cli_monitor *m, size_t i, size_t rule, double *weight)
{
    const size_t p = last_period(m, i, NULL);
    const enum jh_direction d = m->catalogue.indicator[i].direction;
    double best = JH_NAN;
    for (size_t u = 0; u < m->units.n && p != SIZE_MAX; u++) {
        const double v = cli_monitor_value(m, i, p, u);
        if (!isnan(v) && (isnan(best) || (d == JH_DIRECTION_DOWN ? v < best : v > best)))
            best = v;
    }
    for (size_t u = 0; u < m->units.n; u++) {
        const double v = p != SIZE_MAX ? cli_monitor_value(m, i, p, u) : JH_NAN;
        const double people = isnan(m->units.population[u]) ? 0 : m->units.population[u];
        const double count = p != SIZE_MAX ? m->block[i * m->n_periods + p].numerator[u] : JH_NAN;
        weight[u] = rule == RULE_POPULATION ? people
                    : rule == RULE_GAP      ? fabs(v - best)
                    : rule == RULE_LAST     ? count
                                            : 1;
        if (isnan(weight[u]))
            weight[u] = 0; /* not collected: no share by this rule */
    }
}

/* "unit=value" operands from the fourth on, in steps. */
static enum jh_status take_fixed(const struct cli_args *args, const struct cli_monitor *m,
    double step, int64_t *fixed, struct jh_error *err)
{
    for (size_t u = 0; u < m->units.n; u++)
        fixed[u] = -1;
    for (size_t k = 4; k < args->n_operands; k++) {
        const char *text = args->operand[k], *equals = strchr(text, '=');
        double value;
        size_t u = 0;
        if (equals == NULL || !jh_num_parse(equals + 1, strlen(equals + 1), &value) || value < 0)
            return jh_fail(err, JH_E_ARG, "\"%.60s\" is not of the form unit=value", text);
        while (u < m->units.n && (strlen(m->units.id[u]) != (size_t)(equals - text) ||
                                     memcmp(m->units.id[u], text, (size_t)(equals - text)) != 0))
            u++;
        if (u == m->units.n)
            return jh_fail(err, JH_E_NOT_FOUND, "the data have no unit \"%.60s\"", text);
        fixed[u] = llround(value / step);
    }
    return JH_OK;
}

static enum jh_status write_parts(const struct cli_args *args, struct cli_monitor *m, size_t i,
    const char *year, double step, const int64_t *part, struct jh_error *err)
{
    static const char *const rules[] = {"equal", "population", "gap", "last", "hand"};
    const char *id = m->catalogue.indicator[i].id;
    struct jh_facts facts;
    enum jh_status st = JH_OK;
    char subject[300], text[JH_NUM_TEXT_MAX], before[32] = "";
    int64_t number;
    jh_i_facts_init(&facts);
    snprintf(subject, sizeof subject, "%.200s@%.20s", id, year);
    if (jh_num_parse_i64(year, strlen(year), &number))
        snprintf(before, sizeof before, "%lld", (long long)number - 1);
    for (size_t u = 0; u < m->units.n; u++) {
        size_t n = 0;
        JH_TRY(st, jh_i_facts_add(&facts, JH_FACT_TARGET, subject, NULL, NULL, err));
        JH_TRY(st, jh_i_facts_set(&facts, "item", m->units.id[u], err));
        JH_TRY(st, jh_i_facts_set(&facts, "indicator", id, err));
        JH_TRY(st, jh_i_facts_set(&facts, "year", year, err));
        jh_num_format((double)part[u] * step, text);
        JH_TRY(st, jh_i_facts_set(&facts, "value", text, err));
        jh_num_format(year_value(m, i, before, u, &n), text);
        JH_TRY(st, jh_i_facts_set(&facts, "baseline", text, err));
        JH_TRY(st, jh_i_facts_set(&facts, "state", "proposed", err));
        JH_TRY(st, jh_i_facts_set(&facts, "rule", rules[cli_get(args, "rule")->choice], err));
        if (cli_get(args, "reason")->given)
            JH_TRY(st, jh_i_facts_set(&facts, "reason", cli_get(args, "reason")->text, err));
    }
    st = cli_programme_write(args, &m->programme, &facts, err);
out:
    jh_i_facts_release(&facts);
    return st;
}

static enum jh_status put_parts(struct cli *cli, const struct cli_monitor *m, double step,
    const double *weight, const int64_t *part, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"unit_id", "unit", NULL, 0, 0},
        {"name", "name", NULL, 0, 0},
        {"weight", "weight", NULL, 0, 2},
        {"target", "target", NULL, 0, 2},
    };
    static const struct cli_column fig_sum = {"sum", "sum", NULL, 0, 2};
    struct cli_table table;
    int64_t sum = 0;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t u = 0; u < m->units.n; u++) {
        cli_table_text(&table, m->units.id[u]);
        cli_table_text(&table, m->units.name[u]);
        cli_table_number(&table, weight[u]);
        cli_table_number(&table, (double)part[u] * step);
        sum += part[u];
    }
    cli_summary_number(&table, &fig_sum, (double)sum * step);
    return cli_table_end(&table, err);
}

/* Open with the values of one indicator, or of all that have targets (NULL). */
static enum jh_status open_for(struct cli *cli, const struct cli_args *args,
    enum jh_store_mode mode, const char *indicator, struct cli_monitor *m, struct jh_error *err)
{
    const struct cli_monitor_asked asked = cli_monitor_asked_of(args);
    uint8_t *wanted = NULL;
    size_t i;
    enum jh_status st;
    JH_TRY(st, cli_monitor_open(cli, &asked, mode, m, err));
    wanted = jh_i_calloc(m->catalogue.n, 1);
    if (wanted == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t k = 0; k < jh_register_count(m->programme.reg); k++) {
        const struct jh_entity *e = jh_register_at(m->programme.reg, k);
        i = e->kind == JH_FACT_TARGET && indicator == NULL
                ? jh_i_catalogue_find(&m->catalogue, jh_entity_text(e, "indicator"))
                : SIZE_MAX;
        if (i != SIZE_MAX)
            wanted[i] = 1;
    }
    i = indicator != NULL ? jh_i_catalogue_find(&m->catalogue, indicator) : SIZE_MAX;
    if (i == SIZE_MAX && indicator != NULL) {
        st = jh_fail(err, JH_E_ARG, "there is no indicator \"%.60s\"", indicator);
        goto out;
    }
    if (i != SIZE_MAX)
        wanted[i] = 1;
    st = cli_monitor_take(cli, m, wanted, err);
out:
    jh_i_free(wanted);
    return st;
}

/* Parts of a rate do not add up to it. */
static enum jh_status check_amount(const struct jh_indicator *x, struct jh_error *err)
{
    const bool amount = x->compute == JH_COMPUTE_CUBE      ? x->bottom.kind == JH_TERM_ONE
                        : x->compute == JH_COMPUTE_ENTERED ? x->unit[0] == '\0' && x->scale <= 1
                                                           : false;
    if (amount)
        return JH_OK;
    enum jh_status st = jh_fail(
        err, JH_E_ARG, "indicator %.60s is a rate: its parts do not add up to a whole", x->id);
    jh_hint(
        err, "Split amounts (cases), or set the rate of each unit: junheng programme add target.");
    return st;
}

enum jh_status cli_monitor_split(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    const double step = cli_get(args, "step")->real;
    struct cli_monitor m = {0};
    double *weight = NULL, total;
    int64_t *part = NULL, *fixed = NULL, year;
    const char *text;
    size_t i;
    enum jh_status st;
    JH_TRY(st, cli_programme_operand(args, 3, &text, err));
    if (!jh_num_parse(text, strlen(text), &total) || !(total >= 0) || !(total / step < 4e15)) {
        st = jh_fail(err, JH_E_ARG, "\"%.60s\" is no amount to split", text);
        goto out;
    }
    if (!jh_num_parse_i64(args->operand[2], strlen(args->operand[2]), &year) || year < 1900 ||
        year > 9000) {
        st = jh_fail(err, JH_E_ARG, "\"%.60s\" is no year", args->operand[2]);
        goto out;
    }
    if (fabs(total / step - (double)llround(total / step)) > 1e-6) {
        st = jh_fail(err, JH_E_ARG, "%g is no multiple of the step %g", total, step);
        jh_hint(err, "Give a finer --step, or a whole that it makes up exactly.");
        goto out;
    }
    JH_TRY(st, open_for(cli, args, JH_STORE_WRITE, args->operand[1], &m, err));
    i = jh_i_catalogue_find(&m.catalogue, args->operand[1]);
    JH_TRY(st, check_amount(&m.catalogue.indicator[i], err));
    weight = jh_i_calloc(m.units.n, sizeof *weight);
    part = jh_i_calloc(m.units.n, sizeof *part);
    fixed = jh_i_calloc(m.units.n, sizeof *fixed);
    if (weight == NULL || part == NULL || fixed == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    weigh(&m, i, cli_get(args, "rule")->choice, weight);
    JH_TRY(st, take_fixed(args, &m, step, fixed, err));
    JH_TRY(st, jh_target_split(llround(total / step), m.units.n, weight, fixed, part, err));
    JH_TRY(st, write_parts(args, &m, i, args->operand[2], step, part, err));
    st = put_parts(cli, &m, step, weight, part, err);
out:
    jh_i_free(weight);
    jh_i_free(part);
    jh_i_free(fixed);
    cli_monitor_close(&m);
    return st == JH_E_CONFLICT ? JH_E_INFEASIBLE : st;
}

/* One target beside what came. */
struct cell {
    const struct jh_entity *target;
    double value, baseline, wanted, progress, forecast, elapsed;
    enum jh_light light;
    size_t rank;
};

/* Share of a year that periods of this length make up. */
static double elapsed_of(const struct cli_monitor *m, size_t n_periods)
{
    const double share = (double)n_periods * m->dataset->periods.length_years;
    return share > 1 ? 1 : share;
}

/* Value of last year over the same periods as this year has, and of the whole of it. */
static void last_year(const struct cli_monitor *m, size_t i, size_t u, const char *year,
    double *out_same, double *out_whole)
{
    char before[32];
    int64_t number;
    size_t n_same = 0, n = 0;
    struct jh_sum top = {0, 0}, bottom = {0, 0};
    const struct jh_indicator *x = &m->catalogue.indicator[i];
    const bool amount = x->bottom.kind == JH_TERM_ONE && x->compute == JH_COMPUTE_CUBE;
    *out_same = *out_whole = JH_NAN;
    if (!jh_num_parse_i64(year, strlen(year), &number))
        return;
    snprintf(before, sizeof before, "%lld", (long long)number - 1);
    for (size_t p = 0; p < m->n_periods; p++) {
        const struct jh_value_block *b = &m->block[i * m->n_periods + p];
        char same[64];
        size_t q = 0;
        if (strncmp(m->period_id[p], year, strlen(year)) != 0 ||
            (b->flags[u] & JH_VALUE_MISSING) != 0)
            continue;
        snprintf(same, sizeof same, "%s%s", before, m->period_id[p] + strlen(year));
        while (q < m->n_periods && strcmp(m->period_id[q], same) != 0)
            q++;
        if (q == m->n_periods || (m->block[i * m->n_periods + q].flags[u] & JH_VALUE_MISSING) != 0)
            return;
        jh_sum_add(&top, m->block[i * m->n_periods + q].numerator[u]);
        jh_sum_add(&bottom, m->block[i * m->n_periods + q].denominator[u]);
        n_same++;
    }
    *out_whole = year_value(m, i, before, u, &n);
    if (elapsed_of(m, n) < 1 || n_same == 0) {
        *out_whole = JH_NAN;
        return;
    }
    *out_same = amount ? x->scale * jh_sum_value(&top)
                       : jh_value_of(x, jh_sum_value(&top), jh_sum_value(&bottom));
}

static void forecast(
    const struct cli_monitor *m, size_t i, size_t u, const char *year, bool amount, struct cell *c)
{
    double same, whole;
    last_year(m, i, u, year, &same, &whole);
    if (amount)
        c->forecast = jh_target_forecast(c->value, c->elapsed, same, whole);
    else
        c->forecast = c->elapsed < 1 && same > 0 ? c->value * whole / same : c->value;
}

/* A whole of entered amounts: what its units have entered, which may not be all of them yet. */
static double sum_of_units(const struct cli_monitor *m, size_t i, const char *year, size_t *out_n)
{
    struct jh_sum sum = {0, 0};
    *out_n = 0;
    for (size_t u = 0; u < m->units.n; u++) {
        size_t n = 0;
        const double value = year_value(m, i, year, u, &n);
        if (n > 0)
            jh_sum_add(&sum, value);
        *out_n = n > *out_n ? n : *out_n;
    }
    return *out_n > 0 ? jh_sum_value(&sum) : JH_NAN;
}

static struct cell judge(
    const struct cli_monitor *m, const struct jh_entity *t, const struct jh_lights *lights)
{
    const char *indicator = jh_entity_text(t, "indicator"), *year = jh_entity_text(t, "year");
    const size_t i = jh_i_catalogue_find(&m->catalogue, indicator);
    struct cell c = {.target = t,
        .value = JH_NAN,
        .baseline = jh_entity_number(t, "baseline"),
        .wanted = jh_entity_number(t, "value"),
        .progress = JH_NAN,
        .forecast = JH_NAN,
        .elapsed = JH_NAN};
    size_t u = 0, n = 0;
    while (u < m->units.n && strcmp(m->units.id[u], t->item) != 0)
        u++;
    const bool whole = u == m->units.n && strcmp(t->item, JH_TARGET_TERRITORY) == 0;
    if (i == SIZE_MAX || (u == m->units.n && !whole))
        return c;
    const struct jh_indicator *x = &m->catalogue.indicator[i];
    const bool amount = x->bottom.kind == JH_TERM_ONE && x->compute == JH_COMPUTE_CUBE;
    c.value = whole ? sum_of_units(m, i, year, &n) : year_value(m, i, year, u, &n);
    if (n == 0)
        return c;
    c.elapsed = elapsed_of(m, n);
    /* An amount grows over the year, by last year's course where it is known; a rate ends by the
     * ratio of last year's whole to its same periods, else as it is; what is entered stands. */
    c.forecast = c.value;
    if (!whole)
        forecast(m, i, u, year, amount, &c);
    c.progress =
        jh_target_progress(x->direction, amount ? JH_NAN : c.baseline, c.forecast, c.wanted);
    c.light = jh_target_light(c.progress, 1, lights->green_frac, lights->yellow_frac);
    return c;
}

static int by_progress(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    const int subject = strcmp(x->target->subject, y->target->subject);
    if (subject != 0)
        return subject;
    if (isnan(x->progress) != isnan(y->progress))
        return isnan(x->progress) ? 1 : -1;
    if (!isnan(x->progress) && x->progress != y->progress)
        return x->progress > y->progress ? -1 : 1;
    return strcmp(x->target->item, y->target->item);
}

static enum jh_status judge_all(
    struct cli_monitor *m, struct cell **out, size_t *out_n, struct jh_error *err)
{
    const struct jh_register *reg = m->programme.reg;
    struct jh_lights lights;
    enum jh_status st = jh_i_lights_parse(&lights, err);
    if (st != JH_OK)
        return st;
    struct cell *cells = jh_arena_new(&m->arena, jh_register_count(reg), struct cell);
    if (cells == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out_n = 0;
    for (size_t k = 0; k < jh_register_count(reg); k++)
        if (jh_register_at(reg, k)->kind == JH_FACT_TARGET)
            cells[(*out_n)++] = judge(m, jh_register_at(reg, k), &lights);
    qsort(cells, *out_n, sizeof *cells, by_progress);
    for (size_t k = 0; k < *out_n; k++)
        cells[k].rank = k > 0 && strcmp(cells[k].target->subject, cells[k - 1].target->subject) == 0
                            ? cells[k - 1].rank + 1
                            : 1;
    *out = cells;
    return JH_OK;
}

static const char *name_of(const struct cli_monitor *m, const char *unit)
{
    for (size_t u = 0; u < m->units.n; u++)
        if (strcmp(m->units.id[u], unit) == 0)
            return m->units.name[u];
    return "";
}

static const char *const light_words[] = {"no data", "red", "yellow", "green"};

enum jh_status cli_monitor_targets(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"indicator", "indicator", NULL, 0, 0},
        {"year", "year", NULL, 0, 0},
        {"unit_id", "unit", NULL, 0, 0},
        {"name", NULL, NULL, 0, 0},
        {"rank", "rank", NULL, 0, 0},
        {"baseline", "baseline", NULL, 0, 2},
        {"target", "target", NULL, 0, 2},
        {"low", NULL, NULL, 0, 2},
        {"high", NULL, NULL, 0, 2},
        {"value", "so far", NULL, 0, 2},
        {"forecast", "year end", NULL, 0, 2},
        {"progress", "progress", "%", 100, 0},
        {"elapsed", "of the year", "%", 100, 0},
        {"light", "light", NULL, 0, 0},
        {"state", "state", NULL, 0, 0},
        {"versions", "versions", NULL, 0, 0},
        {"ledger_row", NULL, NULL, 0, 0},
    };
    struct cli_monitor m = {0};
    struct cli_table table;
    struct cell *cells = NULL;
    size_t n = 0;
    enum jh_status st;
    JH_TRY(st, open_for(cli, args, JH_STORE_READ, NULL, &m, err));
    JH_TRY(st, judge_all(&m, &cells, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n && !cli_table_failed(&table); k++) {
        const struct cell *c = &cells[k];
        cli_table_text(&table, jh_entity_text(c->target, "indicator"));
        cli_table_text(&table, jh_entity_text(c->target, "year"));
        cli_table_text(&table, c->target->item);
        cli_table_text(&table, name_of(&m, c->target->item));
        cli_table_integer(&table, (int64_t)c->rank);
        cli_table_number(&table, c->baseline);
        cli_table_number(&table, c->wanted);
        cli_table_number(&table, jh_entity_number(c->target, "low"));
        cli_table_number(&table, jh_entity_number(c->target, "high"));
        cli_table_number(&table, c->value);
        cli_table_number(&table, c->forecast);
        cli_table_number(&table, c->progress);
        cli_table_number(&table, c->elapsed);
        cli_table_text(&table, cli_word(cli, light_words[c->light]));
        cli_table_text(&table, cli_word(cli, jh_entity_text(c->target, "state")));
        cli_table_integer(&table, (int64_t)c->target->n_versions);
        cli_table_integer(&table, c->target->last_row);
    }
    st = cli_table_end(&table, err);
out:
    cli_monitor_close(&m);
    return st;
}

enum jh_status cli_monitor_actions(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"indicator", "indicator", NULL, 0, 0},
        {"year", "year", NULL, 0, 0},
        {"unit_id", "unit", NULL, 0, 0},
        {"name", NULL, NULL, 0, 0},
        {"action", "action", NULL, 0, 0},
        {"owner", "owner", NULL, 0, 0},
        {"due", "due", NULL, 0, 0},
        {"state", "state", NULL, 0, 0},
        {"result", "result", NULL, 0, 0},
        {"ledger_row", NULL, NULL, 0, 0},
    };
    static const struct cli_column fig_without = {"n_without", "red without an action", NULL, 0, 0};
    struct cli_monitor m = {0};
    struct cli_table table;
    struct cell *cells = NULL;
    size_t n = 0;
    int64_t n_without = 0;
    enum jh_status st;
    JH_TRY(st, open_for(cli, args, JH_STORE_READ, NULL, &m, err));
    JH_TRY(st, judge_all(&m, &cells, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n && !cli_table_failed(&table); k++) {
        const struct jh_entity *t = cells[k].target;
        if (cells[k].light != JH_LIGHT_RED)
            continue;
        /* An action is bound to a cell: subject the target, item the unit. */
        const struct jh_entity *a =
            jh_register_find(m.programme.reg, JH_FACT_ACTION, t->subject, t->item);
        const char *const fields[] = {"text", "owner", "due", "state", "result"};
        cli_table_text(&table, jh_entity_text(t, "indicator"));
        cli_table_text(&table, jh_entity_text(t, "year"));
        cli_table_text(&table, t->item);
        cli_table_text(&table, name_of(&m, t->item));
        for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
            cli_table_text(&table, a != NULL ? jh_entity_text(a, fields[f]) : "");
        cli_table_integer(&table, a != NULL ? a->last_row : 0);
        n_without += a == NULL ? 1 : 0;
    }
    cli_summary_integer(&table, &fig_without, n_without);
    st = cli_table_end(&table, err);
out:
    cli_monitor_close(&m);
    return st;
}

enum jh_status cli_monitor_propose(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"indicator", "indicator", NULL, 0, 0},
        {"year", "year", NULL, 0, 0},
        {"unit_id", "unit", NULL, 0, 0},
        {"baseline", "baseline", NULL, 0, 2},
        {"target", "target", NULL, 0, 2},
        {"low", "low", NULL, 0, 2},
        {"high", "high", NULL, 0, 2},
        {"rule", "rule", NULL, 0, 0},
    };
    struct cli_programme p = {0};
    struct jh_facts facts;
    struct cli_table table;
    char *scenario = NULL, *plan = NULL;
    const char *text;
    int64_t id = cli_get(args, "plan")->integer, first;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, cli_programme_operand(args, 1, &text, err));
    if (!jh_num_parse_i64(text, strlen(text), &first) || first < 1900 || first > 9000) {
        st = jh_fail(err, JH_E_ARG, "\"%.60s\" is no year", text);
        goto out;
    }
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, cli_plan_issued(p.store, &id, err));
    JH_TRY(st, jh_store_plan_load(p.store, id, &scenario, &plan, err));
    JH_TRY(st, jh_i_facts_of_plan_years(plan, id, first, &facts, err));
    if (facts.n == 0) {
        st = jh_fail(err, JH_E_DATA, "plan %lld has no yearly predictions", (long long)id);
        goto out;
    }
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < facts.n; k++) {
        const struct jh_fact *f = &facts.fact[k];
        const struct jh_entity *e =
            jh_register_find(p.reg, JH_FACT_TARGET, f->subject, f->value[0]);
        const char *const numbers[] = {"baseline", "value", "low", "high"};
        cli_table_text(&table, jh_entity_text(e, "indicator"));
        cli_table_text(&table, jh_entity_text(e, "year"));
        cli_table_text(&table, e->item);
        for (size_t c = 0; c < sizeof numbers / sizeof *numbers; c++)
            cli_table_number(&table, jh_entity_number(e, numbers[c]));
        cli_table_text(&table, jh_entity_text(e, "rule"));
    }
    st = cli_table_end(&table, err);
out:
    jh_store_free(scenario);
    jh_store_free(plan);
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st == JH_E_CONFLICT ? JH_E_INFEASIBLE : st;
}
