/* The report of a year as a Word document. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/office/report_docx.h"
#include "io/outfile.h"
#include "io/report/svg.h"

#include "cli/programme.h"
#include "cli/report.h"

enum { PAGE_MAX = 1 << 26 };

/* A page being written in one language. */
struct page {
    enum jh_lang lang;
    struct jh_buf out;
};

static void put_cell(struct page *p, const char *tag, const char *class, const char *text)
{
    jh_buf_printf(&p->out, "<%s%s>", tag, class);
    jh_i_xml(&p->out, text);
    jh_buf_printf(&p->out, "</%s>", tag);
}

static void put_text(struct page *p, const char *text)
{
    put_cell(p, "td", "", text[0] != '\0' ? text : "–");
}

static void put_number(struct page *p, double value)
{
    char text[JH_NUM_TEXT_MAX] = "–";
    if (!isnan(value))
        snprintf(text, sizeof text, "%.0f", value);
    put_cell(p, "td", " class=\"n\"", text);
}

static void begin_table(struct page *p, const char *title, size_t n, const char *const *head)
{
    jh_buf_puts(&p->out, "<h2>");
    jh_i_xml(&p->out, jh_tr(p->lang, title));
    jh_buf_puts(&p->out, "</h2><table><thead><tr>");
    for (size_t k = 0; k < n; k++)
        put_cell(p, "th", "", jh_tr(p->lang, head[k]));
    jh_buf_puts(&p->out, "</tr></thead><tbody>");
}

static void end_table(struct page *p)
{
    jh_buf_puts(&p->out, "</tbody></table>");
}

static void put_figures(struct page *p, const struct jh_programme_year *year)
{
    static const char *const head[] = {"figure", "value"};
    struct cli_year_figure figure[CLI_N_YEAR_FIGURES];
    cli_programme_year_figures(year, figure);
    begin_table(p, "figures of the year", 2, head);
    for (size_t k = 0; k < CLI_N_YEAR_FIGURES; k++) {
        jh_buf_puts(&p->out, "<tr>");
        put_text(p, jh_tr(p->lang, figure[k].name));
        put_number(p, figure[k].value);
        jh_buf_puts(&p->out, "</tr>");
    }
    end_table(p);
}

static void put_projects(struct page *p, const struct cli_programme *programme)
{
    static const char *const head[] = {"project", "batch", "exporter", "programme", "building",
        "beds planned", "beds opened", "paid in all (yuan)"};
    begin_table(p, "projects", sizeof head / sizeof *head, head);
    for (size_t i = 0; i < jh_register_count(programme->reg); i++) {
        const struct jh_entity *e = jh_register_at(programme->reg, i);
        struct jh_money money;
        if (e->kind != JH_FACT_PROJECT)
            continue;
        jh_buf_puts(&p->out, "<tr>");
        put_text(p, jh_entity_text(e, "name"));
        put_text(p, jh_entity_text(e, "batch"));
        put_text(p, jh_entity_text(e, "exporter"));
        for (size_t m = 0; m < 2 && m < programme->machines.n; m++) {
            const int32_t state = jh_register_state(programme->reg, e->subject, m);
            put_text(
                p, state >= 0 ? programme->machines.machine[m].state[state].name[p->lang] : "");
        }
        jh_register_money(programme->reg, e->subject, &money);
        put_number(p, jh_entity_number(e, "beds"));
        put_number(p, jh_entity_number(e, "beds_opened"));
        put_number(p, money.paid_total);
        jh_buf_puts(&p->out, "</tr>");
    }
    end_table(p);
}

static enum jh_status put_batches(
    struct page *p, const struct cli_programme *programme, struct jh_error *err)
{
    static const char *const head[] = {"level", "batch", "in the register", "announced"};
    struct jh_batch_row *row = NULL;
    size_t n = 0;
    enum jh_status st = jh_register_batches(programme->reg, &row, &n, err);
    begin_table(p, "batches", 4, head);
    for (size_t k = 0; k < n && st == JH_OK; k++) {
        jh_buf_puts(&p->out, "<tr>");
        put_text(p, row[k].level[0] != '\0' ? jh_tr(p->lang, row[k].level) : "");
        put_text(p, row[k].batch);
        put_number(p, (double)row[k].n_projects);
        put_number(p, row[k].announced);
        jh_buf_puts(&p->out, "</tr>");
    }
    end_table(p);
    jh_programme_free(row);
    return st;
}

static enum jh_status put_overdue(
    struct page *p, const struct cli_programme *programme, int64_t today, struct jh_error *err)
{
    static const char *const head[] = {"kind", "id", "number", "due", "days late", "what"};
    struct jh_alarm *alarm = NULL;
    size_t n = 0;
    enum jh_status st = jh_register_alarms(programme->reg, today, 0, &alarm, &n, err);
    begin_table(p, "overdue", sizeof head / sizeof *head, head);
    for (size_t k = 0; k < n && st == JH_OK; k++) {
        const struct jh_entity *e = alarm[k].entity;
        const char *what = jh_entity_text(e, "text");
        if (alarm[k].kind != JH_ALARM_OVERDUE)
            continue;
        what = what[0] != '\0' ? what : jh_entity_text(e, "title");
        what = what[0] != '\0' ? what : jh_entity_text(e, "name");
        char day[16];
        jh_day_format(alarm[k].due_day, day);
        jh_buf_puts(&p->out, "<tr>");
        put_text(p, jh_tr(p->lang, jh_form_of(e->kind)->label));
        put_text(p, e->subject);
        put_text(p, e->item);
        put_text(p, day);
        put_number(p, (double)alarm[k].days_late);
        put_text(p, what);
        jh_buf_puts(&p->out, "</tr>");
    }
    end_table(p);
    jh_programme_free(alarm);
    return st;
}

enum jh_status cli_programme_year_docx(struct cli *cli, const struct cli_programme *programme,
    const struct jh_programme_year *figures, const char *year, int64_t today, const char *dir,
    struct jh_error *err)
{
    struct page p = {.lang = cli->lang};
    char title[200], day[16], name[64];
    char *path = NULL;
    enum jh_status st;
    jh_buf_init(&p.out, PAGE_MAX);
    jh_day_format(today, day);
    snprintf(title, sizeof title, "%s %.8s",
        jh_tr(cli->lang, "Regional medical centres: report of the year"), year);
    snprintf(name, sizeof name, "year-%.8s.docx", year);
    path = jh_i_path_join(dir, name);
    if (path == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    jh_buf_puts(&p.out, "<main><section id=\"page\">");
    put_figures(&p, figures);
    JH_TRY(st, put_batches(&p, programme, err));
    put_projects(&p, programme);
    JH_TRY(st, put_overdue(&p, programme, today, err));
    jh_buf_puts(&p.out, "</section></main>");
    JH_TRY(st, jh_i_make_dir(dir, err));
    JH_TRY(st, jh_i_report_docx_write(title, day, &p.out, cli->lang, path, &cli->run, err));
    cli_say(cli, "wrote %s", path);
out:
    jh_i_free(path);
    jh_buf_release(&p.out);
    return st;
}
