/* Actions that compute: alarms, schedule, money, batches, exporters, year. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/programme.h"
#include "cli/table.h"

static void put_day(struct cli_table *table, int64_t day)
{
    char text[16];
    if (day == JH_NO_DAY) {
        cli_table_none(table);
        return;
    }
    jh_day_format(day, text);
    cli_table_text(table, text);
}

static const char *title(const struct jh_entity *e)
{
    static const char *const fields[] = {"text", "title", "name"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (jh_entity_text(e, fields[k])[0] != '\0')
            return jh_entity_text(e, fields[k]);
    return "";
}

/* Who has to act. */
static const char *owner(struct cli *cli, const struct jh_entity *e)
{
    static const char *const fields[] = {"owner", "lead", "party"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (jh_entity_text(e, fields[k])[0] != '\0')
            return cli_word(cli, jh_entity_text(e, fields[k]));
    return "";
}

enum jh_status cli_programme_alarms(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"alarm", "alarm", NULL, 0, 0},
        {"days_late", "days late", NULL, 0, 0},
        {"due", "due", NULL, 0, 0},
        {"kind", "kind", NULL, 0, 0},
        {"id", "id", NULL, 0, 0},
        {"item", "number", NULL, 0, 0},
        {"owner", "owner", NULL, 0, 0},
        {"text", "what", NULL, 0, 0},
    };
    static const struct cli_column fig_overdue = {"n_overdue", "overdue", NULL, 0, 0};
    static const char *const names[] = {"overdue", "soon", "no_evidence"};
    struct cli_programme p = {0};
    struct jh_alarm *alarm = NULL;
    struct cli_table table;
    size_t n = 0;
    int64_t today, n_overdue = 0;
    enum jh_status st;
    JH_TRY(st, cli_programme_today(args, &today, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, jh_register_alarms(p.reg, today, cli_get(args, "soon")->integer, &alarm, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n && !cli_table_failed(&table); k++) {
        n_overdue += alarm[k].kind == JH_ALARM_OVERDUE;
        cli_table_text(&table, cli_word(cli, names[alarm[k].kind]));
        cli_table_integer(&table, alarm[k].days_late);
        put_day(&table, alarm[k].due_day);
        cli_table_text(&table, cli_word(cli, jh_form_of(alarm[k].entity->kind)->id));
        cli_table_text(&table, alarm[k].entity->subject);
        cli_table_text(&table, alarm[k].entity->item);
        cli_table_text(&table, owner(cli, alarm[k].entity));
        cli_table_text(&table, title(alarm[k].entity));
    }
    cli_summary_integer(&table, &fig_overdue, n_overdue);
    st = cli_table_end(&table, err);
out:
    jh_programme_free(alarm);
    cli_programme_close(&p);
    return st;
}

static enum jh_status put_schedule(struct cli_programme *p, const char *project, int64_t today,
    struct cli_table *table, struct jh_error *err)
{
    struct jh_schedule_row *row = NULL;
    size_t n = 0;
    enum jh_status st = jh_register_schedule(p->reg, project, today, &row, &n, err);
    for (size_t k = 0; st == JH_OK && k < n && !cli_table_failed(table); k++) {
        cli_table_text(table, project);
        cli_table_text(table, row[k].milestone->item);
        cli_table_text(table, jh_entity_text(row[k].milestone, "name"));
        put_day(table, row[k].planned);
        put_day(table, row[k].actual);
        put_day(table, row[k].forecast);
        cli_table_integer(table, row[k].delay_days);
        cli_table_number(table, row[k].money_planned);
        cli_table_number(table, row[k].money_paid);
    }
    jh_programme_free(row);
    return st;
}

enum jh_status cli_programme_schedule(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"project", "project", NULL, 0, 0},
        {"item", "number", NULL, 0, 0},
        {"name", "milestone", NULL, 0, 0},
        {"planned", "date planned", NULL, 0, 0},
        {"actual", "date reached", NULL, 0, 0},
        {"forecast", "forecast", NULL, 0, 0},
        {"delay_days", "delay", "days", 0, 0},
        {"money_planned", "money planned", "yuan", 0, 0},
        {"money_paid", "paid", "yuan", 0, 0},
    };
    struct cli_programme p = {0};
    struct cli_table table;
    int64_t today;
    enum jh_status st, end;
    JH_TRY(st, cli_programme_today(args, &today, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < jh_register_count(p.reg) && st == JH_OK; i++) {
        const struct jh_entity *e = jh_register_at(p.reg, i);
        if (e->kind == JH_FACT_PROJECT &&
            (args->n_operands < 2 || strcmp(args->operand[1], e->subject) == 0))
            st = put_schedule(&p, e->subject, today, &table, err);
    }
    end = cli_table_end(&table, st == JH_OK ? err : NULL);
    st = st == JH_OK ? end : st;
out:
    cli_programme_close(&p);
    return st;
}

enum jh_status cli_programme_money(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"project", "project", NULL, 0, 0},
        {"source", "source", NULL, 0, 0},
        {"budget", "budget", "yuan", 0, 0},
        {"received", "received", "yuan", 0, 0},
        {"paid", "paid", "yuan", 0, 0},
        {"paid_share", "paid of budget", "%", 100, 1},
    };
    static const char *const sources[] = {
#define JH_X(name, text) text,
        JH_MONEY_SOURCE_MAP(JH_X)
#undef JH_X
    };
    struct cli_programme p = {0};
    struct cli_table table;
    enum jh_status st;
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < jh_register_count(p.reg) && !cli_table_failed(&table); i++) {
        const struct jh_entity *e = jh_register_at(p.reg, i);
        struct jh_money m;
        if (e->kind != JH_FACT_PROJECT ||
            (args->n_operands > 1 && strcmp(args->operand[1], e->subject) != 0))
            continue;
        jh_register_money(p.reg, e->subject, &m);
        for (size_t s = 0; s <= JH_N_MONEY_SOURCES; s++) {
            const bool all = s == JH_N_MONEY_SOURCES;
            const double budget = all ? m.budget_total : m.budget[s];
            const double received = all ? m.received_total : m.received[s];
            const double paid = all ? m.paid_total : m.paid[s];
            if (isnan(budget) && received == 0 && paid == 0)
                continue;
            cli_table_text(&table, e->subject);
            cli_table_text(&table, cli_word(cli, all ? "all" : sources[s]));
            cli_table_number(&table, budget);
            cli_table_number(&table, received);
            cli_table_number(&table, paid);
            cli_table_number(&table, budget > 0 ? paid / budget : JH_NAN);
        }
    }
    st = cli_table_end(&table, err);
out:
    cli_programme_close(&p);
    return st;
}

enum jh_status cli_programme_batches(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"level", "level", NULL, 0, 0},
        {"batch", "batch", NULL, 0, 0},
        {"projects", "in the register", NULL, 0, 0},
        {"announced", "announced", NULL, 0, 0},
    };
    static const struct cli_column fig_announced = {"announced", "announced", NULL, 0, 0};
    static const struct cli_column fig_projects = {"projects", "in the register", NULL, 0, 0};
    struct cli_programme p = {0};
    struct jh_batch_row *row = NULL;
    struct cli_table table;
    size_t n = 0;
    int64_t projects = 0;
    double announced = 0;
    enum jh_status st;
    (void)args;
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, jh_register_batches(p.reg, &row, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n; k++) {
        cli_table_text(&table, row[k].level[0] != '\0' ? cli_word(cli, row[k].level) : "");
        cli_table_text(&table, row[k].batch);
        cli_table_integer(&table, (int64_t)row[k].n_projects);
        cli_table_number(&table, row[k].announced);
        projects += (int64_t)row[k].n_projects;
        announced += isnan(row[k].announced) ? 0 : row[k].announced;
    }
    cli_summary_integer(&table, &fig_projects, projects);
    cli_summary_number(&table, &fig_announced, announced);
    st = cli_table_end(&table, err);
out:
    jh_programme_free(row);
    cli_programme_close(&p);
    return st;
}

enum jh_status cli_programme_exporters(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"exporter", "exporter", NULL, 0, 0},
        {"projects", "projects", NULL, 0, 0},
        {"max_projects", "can carry", NULL, 0, 0},
        {"stated", "stated", NULL, 0, 0},
        {"conflict", "too many", NULL, 0, 0},
        {"exporter_id", NULL, NULL, 0, 0},
    };
    static const struct cli_column fig_over = {
        "n_conflicts", "exporters with too many", NULL, 0, 0};
    struct cli_programme p = {0};
    struct jh_exporter_row *row = NULL;
    struct cli_table table;
    size_t n = 0;
    int64_t over = 0;
    enum jh_status st;
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    JH_TRY(st, jh_register_exporters(p.reg, cli_get(args, "max-projects")->real, &row, &n, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < n; k++) {
        cli_table_text(&table, row[k].exporter);
        cli_table_integer(&table, (int64_t)row[k].n_projects);
        cli_table_number(&table, row[k].max_projects);
        cli_table_bool(&table, row[k].stated);
        cli_table_bool(&table, row[k].over);
        cli_table_text(&table, row[k].id);
        over += row[k].over;
    }
    cli_summary_integer(&table, &fig_over, over);
    st = cli_table_end(&table, err);
out:
    jh_programme_free(row);
    cli_programme_close(&p);
    return st;
}

void cli_programme_year_figures(
    const struct jh_programme_year *y, struct cli_year_figure out[CLI_N_YEAR_FIGURES])
{
    const struct cli_year_figure figures[CLI_N_YEAR_FIGURES] = {{"projects", (double)y->n_projects},
        {"projects named", (double)y->n_named}, {"projects open", (double)y->n_opened},
        {"on the warning list", (double)y->n_warned}, {"withdrawn", (double)y->n_withdrawn},
        {"moves in the year", (double)y->n_moves},
        {"commitments and tasks due in the year", (double)y->n_due},
        {"of these done", (double)y->n_kept}, {"of these overdue", (double)y->n_overdue},
        {"received in the year (yuan)", y->received}, {"paid in the year (yuan)", y->paid},
        {"beds planned", y->beds_planned}, {"beds opened", y->beds_opened}};
    memcpy(out, figures, sizeof figures);
}

static enum jh_status put_year(
    struct cli *cli, const struct jh_programme_year *y, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"figure", "figure", NULL, 0, 0},
        {"value", "value", NULL, 0, 0},
    };
    struct cli_year_figure figure[CLI_N_YEAR_FIGURES];
    struct cli_table table;
    cli_programme_year_figures(y, figure);
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; k < CLI_N_YEAR_FIGURES; k++) {
        cli_table_text(&table, cli_word(cli, figure[k].name));
        cli_table_number(&table, figure[k].value);
    }
    return cli_table_end(&table, err);
}

enum jh_status cli_programme_year(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_programme_year y;
    const char *text;
    int64_t year, today;
    enum jh_status st;
    st = cli_programme_operand(args, 1, &text, err);
    if (st != JH_OK)
        return st;
    if (!jh_num_parse_i64(text, strlen(text), &year) || year < 1900 || year > 9999)
        return jh_fail(err, JH_E_ARG, "\"%.60s\" is no year", text);
    JH_TRY(st, cli_programme_today(args, &today, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_READ, &p, err));
    jh_register_year(p.reg, (int)year, today, &y);
    if (cli_get(args, "out")->given)
        JH_TRY(
            st, cli_programme_year_docx(cli, &p, &y, text, today, cli_get(args, "out")->text, err));
    st = put_year(cli, &y, err);
out:
    cli_programme_close(&p);
    return st;
}
