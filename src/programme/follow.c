/* What follows from the register on a day: alarms, schedules, money, batches, exporters, years. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "programme/register.h"

void jh_programme_free(void *memory)
{
    jh_i_free(memory);
}

static bool is(const struct jh_entity *e, const char *field, const char *value)
{
    return strcmp(jh_entity_text(e, field), value) == 0;
}

static int64_t day_of(const struct jh_entity *e, const char *field)
{
    int64_t day;
    return jh_day_parse(jh_entity_text(e, field), &day) ? day : JH_NO_DAY;
}

/* ---- Alarms ---------------------------------------------------------------------------------- */

static bool has_due(enum jh_fact_kind kind)
{
    return kind == JH_FACT_COMMITMENT || kind == JH_FACT_TASK || kind == JH_FACT_ACTION ||
           kind == JH_FACT_CYCLE || kind == JH_FACT_MILESTONE;
}

static bool finished(const struct jh_entity *e)
{
    if (e->kind == JH_FACT_MILESTONE)
        return jh_entity_text(e, "actual")[0] != '\0';
    const char *state = jh_entity_text(e, "state");
    return state[0] != '\0' && strcmp(state, "open") != 0;
}

/* False: nothing to say about it. */
static bool alarm_of(
    const struct jh_entity *e, int64_t today, int64_t soon_days, struct jh_alarm *out)
{
    if (!has_due(e->kind))
        return false;
    const int64_t due = day_of(e, e->kind == JH_FACT_MILESTONE ? "planned" : "due");
    if (due == JH_NO_DAY)
        return false;
    *out = (struct jh_alarm){JH_ALARM_OVERDUE, e, due, today - due};
    if (finished(e)) {
        out->kind = JH_ALARM_NO_EVIDENCE;
        return (is(e, "state", "done") || e->kind == JH_FACT_MILESTONE) &&
               jh_entity_text(e, "evidence")[0] == '\0';
    }
    out->kind = today > due ? JH_ALARM_OVERDUE : JH_ALARM_SOON;
    return due - today <= soon_days;
}

static int by_lateness(const void *a, const void *b)
{
    const struct jh_alarm *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->days_late != y->days_late)
        return x->days_late > y->days_late ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

enum jh_status jh_register_alarms(const struct jh_register *reg, int64_t today, int64_t soon_days,
    struct jh_alarm **out_alarms, size_t *out_n, struct jh_error *err)
{
    size_t n = 0;
    struct jh_alarm *alarm = jh_i_calloc(reg->n, sizeof *alarm);
    if (alarm == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < reg->n; i++)
        n += alarm_of(&reg->entity[i], today, soon_days, &alarm[n]) ? 1 : 0;
    qsort(alarm, n, sizeof *alarm, by_lateness);
    *out_alarms = alarm;
    *out_n = n;
    return JH_OK;
}

/* ---- Schedule -------------------------------------------------------------------------------- */

static int by_planned(const void *a, const void *b)
{
    const struct jh_schedule_row *x = a, *y = b;
    if (x->planned != y->planned)
        return x->planned < y->planned ? -1 : 1;
    return strcmp(x->milestone->item, y->milestone->item);
}

static double paid_for(const struct jh_register *reg, const char *project, const char *milestone)
{
    const struct jh_entity *e;
    double sum = 0;
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_MONEY, project, &i, &e);)
        if (is(e, "kind", "paid") && is(e, "milestone", milestone))
            sum += jh_entity_number(e, "amount");
    return sum;
}

static void forecast(struct jh_schedule_row *row, size_t n, int64_t today)
{
    const struct jh_schedule_row *first = NULL, *last = NULL;
    for (size_t k = 0; k < n; k++)
        if (row[k].actual != JH_NO_DAY) {
            first = first == NULL ? &row[k] : first;
            last = &row[k];
        }
    double pace = 1;
    if (last != first && last->planned > first->planned)
        pace = fmax(
            1, (double)(last->actual - first->actual) / (double)(last->planned - first->planned));
    for (size_t k = 0; k < n; k++) {
        struct jh_schedule_row *r = &row[k];
        if (r->actual != JH_NO_DAY) {
            r->delay_days = r->actual - r->planned;
            continue;
        }
        r->forecast = r->planned;
        if (last != NULL && r->planned >= last->planned)
            r->forecast = last->actual + (int64_t)ceil(pace * (double)(r->planned - last->planned));
        r->forecast = r->forecast < today ? today : r->forecast;
        r->delay_days = r->forecast - r->planned;
    }
}

enum jh_status jh_register_schedule(const struct jh_register *reg, const char *project,
    int64_t today, struct jh_schedule_row **out_rows, size_t *out_n, struct jh_error *err)
{
    const struct jh_entity *e;
    size_t n = 0;
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_MILESTONE, project, &i, &e);)
        n++;
    struct jh_schedule_row *row = jh_i_calloc(n, sizeof *row);
    if (row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    n = 0;
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_MILESTONE, project, &i, &e);)
        row[n++] = (struct jh_schedule_row){.milestone = e,
            .planned = day_of(e, "planned"),
            .actual = day_of(e, "actual"),
            .forecast = JH_NO_DAY,
            .money_planned = jh_entity_number(e, "money"),
            .money_paid = paid_for(reg, project, e->item)};
    qsort(row, n, sizeof *row, by_planned);
    forecast(row, n, today);
    *out_rows = row;
    *out_n = n;
    return JH_OK;
}

/* ---- Money ----------------------------------------------------------------------------------- */

static const char *const sources[JH_N_MONEY_SOURCES] = {
#define JH_X(name, text) [JH_MONEY_##name] = text,
    JH_MONEY_SOURCE_MAP(JH_X)
#undef JH_X
};
static const char *const budgets[JH_N_MONEY_SOURCES] = {
#define JH_X(name, text) [JH_MONEY_##name] = "budget_" text,
    JH_MONEY_SOURCE_MAP(JH_X)
#undef JH_X
};

void jh_register_money(const struct jh_register *reg, const char *project, struct jh_money *out)
{
    const struct jh_entity *e = jh_register_find(reg, JH_FACT_PROJECT, project, "");
    struct jh_money m = {.budget_total = JH_NAN};
    for (size_t s = 0; s < JH_N_MONEY_SOURCES; s++) {
        m.budget[s] = e != NULL ? jh_entity_number(e, budgets[s]) : JH_NAN;
        if (!isnan(m.budget[s]))
            m.budget_total = (isnan(m.budget_total) ? 0 : m.budget_total) + m.budget[s];
    }
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_MONEY, project, &i, &e);) {
        const double amount = jh_entity_number(e, "amount");
        size_t s = 0;
        while (s + 1 < JH_N_MONEY_SOURCES && !is(e, "source", sources[s]))
            s++;
        if (is(e, "kind", "paid")) {
            m.paid[s] += amount;
            m.paid_total += amount;
        } else {
            m.received[s] += amount;
            m.received_total += amount;
        }
    }
    *out = m;
}

/* ---- Batches, exporters ---------------------------------------------------------------------- */

static struct jh_batch_row *batch_row(
    struct jh_batch_row *rows, size_t *n, const char *level, const char *batch)
{
    for (size_t k = 0; k < *n; k++)
        if (strcmp(rows[k].level, level) == 0 && strcmp(rows[k].batch, batch) == 0)
            return &rows[k];
    rows[*n] = (struct jh_batch_row){level, batch, 0, JH_NAN};
    return &rows[(*n)++];
}

static int by_batch(const void *a, const void *b)
{
    const struct jh_batch_row *x = a, *y = b;
    const int level = strcmp(x->level, y->level);
    return level != 0 ? level : strcmp(x->batch, y->batch);
}

enum jh_status jh_register_batches(const struct jh_register *reg, struct jh_batch_row **out_rows,
    size_t *out_n, struct jh_error *err)
{
    const struct jh_entity *e;
    size_t n = 0;
    struct jh_batch_row *rows = jh_i_calloc(reg->n, sizeof *rows);
    if (rows == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_BATCH, NULL, &i, &e);)
        batch_row(rows, &n, e->subject, e->item)->announced = jh_entity_number(e, "projects");
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_PROJECT, NULL, &i, &e);)
        batch_row(rows, &n, jh_entity_text(e, "level"), jh_entity_text(e, "batch"))->n_projects++;
    qsort(rows, n, sizeof *rows, by_batch);
    *out_rows = rows;
    *out_n = n;
    return JH_OK;
}

static bool withdrawn(const struct jh_register *reg, const char *project)
{
    for (size_t m = 0; m < reg->n_machines; m++) {
        const int32_t state = jh_register_state(reg, project, m);
        if (state >= 0 && strcmp(reg->machine[m].state[state].id, "withdrawn") == 0)
            return true;
    }
    return false;
}

static int by_load(const void *a, const void *b)
{
    const struct jh_exporter_row *x = a, *y = b;
    if (x->n_projects != y->n_projects)
        return x->n_projects > y->n_projects ? -1 : 1;
    return strcmp(x->exporter, y->exporter);
}

/* The k-th part of "a;b;c", its length; NULL beyond the last. */
static const char *part_of(const char *list, size_t k, size_t *out_len)
{
    for (; k > 0; k--) {
        list += strcspn(list, ";");
        if (*list == '\0')
            return NULL;
        list++;
    }
    *out_len = strcspn(list, ";");
    return *out_len > 0 ? list : NULL;
}

/* Rows with the texts that they point to behind them. */
struct exporter_rows {
    size_t n;
    struct jh_exporter_row *row;
    char *text; /* where the next one goes */
};

static const char *keep_text(struct exporter_rows *x, const char *text, size_t len)
{
    char *at = x->text;
    if (len > 0)
        memcpy(at, text, len);
    at[len] = '\0';
    x->text += len + 1;
    return at;
}

/* Most parts and bytes that the projects' exporters can make. */
static void measure_exporters(const struct jh_register *reg, size_t *out_n, size_t *out_bytes)
{
    static const char *const fields[] = {"exporter", "exporter_id"};
    const struct jh_entity *e;
    *out_n = *out_bytes = 0;
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_PROJECT, NULL, &i, &e);)
        for (size_t f = 0; f < 2; f++) {
            const char *text = jh_entity_text(e, fields[f]);
            *out_bytes += strlen(text) + 2;
            ++*out_n;
            for (; *text != '\0'; text++)
                *out_n += *text == ';';
        }
    *out_bytes += 2 * *out_n;
}

/* The row of an exporter: known by its id, or by its name where one of the two has no id. */
static struct jh_exporter_row *exporter_row(struct exporter_rows *x, const struct jh_register *reg,
    const char *name, const char *id, double default_max)
{
    for (size_t k = 0; k < x->n; k++) {
        struct jh_exporter_row *row = &x->row[k];
        const bool both = row->id[0] != '\0' && id[0] != '\0';
        if (both ? strcmp(row->id, id) == 0 : strcmp(row->exporter, name) == 0) {
            if (row->id[0] == '\0')
                row->id = id;
            return row;
        }
    }
    const struct jh_entity *known = jh_register_find(reg, JH_FACT_EXPORTER, name, "");
    if (known == NULL && id[0] != '\0')
        known = jh_register_find(reg, JH_FACT_EXPORTER, id, "");
    const double stated = known != NULL ? jh_entity_number(known, "max_projects") : JH_NAN;
    x->row[x->n] = (struct jh_exporter_row){.exporter = name,
        .id = id,
        .max_projects = isnan(stated) ? default_max : stated,
        .stated = !isnan(stated)};
    return &x->row[x->n++];
}

enum jh_status jh_register_exporters(const struct jh_register *reg, double default_max,
    struct jh_exporter_row **out_rows, size_t *out_n, struct jh_error *err)
{
    const struct jh_entity *e;
    struct exporter_rows x = {0, NULL, NULL};
    size_t most, bytes;
    measure_exporters(reg, &most, &bytes);
    x.row = jh_i_calloc(1, (most + 1) * sizeof *x.row + bytes);
    if (x.row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    x.text = (char *)(x.row + most + 1);
    for (size_t i = 0; jh_i_register_next(reg, JH_FACT_PROJECT, NULL, &i, &e);) {
        const char *names = jh_entity_text(e, "exporter"), *ids = jh_entity_text(e, "exporter_id");
        for (size_t k = 0; !withdrawn(reg, e->subject); k++) {
            size_t name_len = 0, id_len = 0;
            const char *name = part_of(names, k, &name_len), *id = part_of(ids, k, &id_len);
            if (name == NULL && id == NULL)
                break;
            const char *kept = keep_text(&x, id != NULL ? id : "", id_len);
            struct jh_exporter_row *row = exporter_row(
                &x, reg, name != NULL ? keep_text(&x, name, name_len) : kept, kept, default_max);
            row->n_projects++;
            row->over = (double)row->n_projects > row->max_projects;
        }
    }
    qsort(x.row, x.n, sizeof *x.row, by_load);
    *out_rows = x.row;
    *out_n = x.n;
    return JH_OK;
}

/* ---- A year ---------------------------------------------------------------------------------- */

static bool in_year(const char *date, int year)
{
    int64_t y;
    return strlen(date) >= 4 && jh_num_parse_i64(date, 4, &y) && y == year;
}

static void count_project(
    const struct jh_register *reg, const struct jh_entity *e, struct jh_programme_year *y)
{
    const double planned = jh_entity_number(e, "beds"), opened = jh_entity_number(e, "beds_opened");
    y->n_projects++;
    y->beds_planned += isnan(planned) ? 0 : planned;
    y->beds_opened += isnan(opened) ? 0 : opened;
    for (size_t m = 0; m < reg->n_machines; m++) {
        const int32_t state = jh_register_state(reg, e->subject, m);
        const char *id = state >= 0 ? reg->machine[m].state[state].id : "";
        y->n_named +=
            strcmp(id, "named") == 0 || strcmp(id, "midterm") == 0 || strcmp(id, "evaluated") == 0
                ? 1
                : 0;
        y->n_opened += strcmp(id, "opened") == 0 ? 1 : 0;
        y->n_warned += strcmp(id, "warning") == 0 ? 1 : 0;
        y->n_withdrawn += strcmp(id, "withdrawn") == 0 ? 1 : 0;
    }
}

void jh_register_year(
    const struct jh_register *reg, int year, int64_t today, struct jh_programme_year *out)
{
    struct jh_programme_year y = {0};
    for (size_t i = 0; i < reg->n; i++) {
        const struct jh_entity *e = &reg->entity[i];
        if (e->kind == JH_FACT_PROJECT)
            count_project(reg, e, &y);
        if ((e->kind == JH_FACT_COMMITMENT || e->kind == JH_FACT_TASK) &&
            in_year(jh_entity_text(e, "due"), year)) {
            y.n_due++;
            y.n_kept += finished(e) && !is(e, "state", "waived") && !is(e, "state", "cancelled");
            y.n_overdue += !finished(e) && day_of(e, "due") < today ? 1 : 0;
        }
        if (e->kind == JH_FACT_MONEY && in_year(jh_entity_text(e, "date"), year)) {
            const double amount = jh_entity_number(e, "amount");
            if (is(e, "kind", "paid"))
                y.paid += amount;
            else
                y.received += amount;
        }
    }
    for (size_t k = 0; k < reg->n_moves; k++)
        y.n_moves += in_year(reg->move[k].date, year) ? 1 : 0;
    *out = y;
}
