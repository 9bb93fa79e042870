/* The reporting cycle: sheets out, back in, chased, consolidated, published. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/outfile.h"
#include "io/programme/cycle_xlsx.h"

#include "cli/data.h"
#include "cli/programme.h"
#include "cli/report.h"
#include "cli/table.h"

static enum jh_status open_cycle(struct cli *cli, const struct cli_args *args,
    enum jh_store_mode mode, struct cli_programme *p, const struct jh_entity **out,
    struct jh_error *err)
{
    const char *id;
    enum jh_status st;
    JH_TRY(st, cli_programme_operand(args, 1, &id, err));
    JH_TRY(st, cli_programme_open(cli, mode, p, err));
    *out = jh_register_find(p->reg, JH_FACT_CYCLE, id, "");
    if (*out != NULL)
        return JH_OK;
    st = cli_programme_unknown(JH_FACT_CYCLE, id, err);
out:
    return st;
}

/* The k-th unit as text in room; false beyond the last. */
static bool unit_at(const struct jh_entity *cycle, const char *list, size_t k, char room[256])
{
    size_t len;
    const char *at = jh_i_list_at(jh_entity_text(cycle, list), k, &len);
    if (at == NULL)
        return false;
    snprintf(room, 256, "%.*s", (int)(len < 255 ? len : 255), at);
    return true;
}

enum jh_status cli_programme_template(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    const struct jh_entity *cycle;
    const char *dir = cli_get(args, "out")->text;
    const char *only = args->n_operands > 2 ? args->operand[2] : NULL;
    char unit[256];
    enum jh_status st;
    JH_TRY(st, open_cycle(cli, args, JH_STORE_READ, &p, &cycle, err));
    if (dir == NULL) {
        st = jh_fail(err, JH_E_ARG, "--%s is missing", "out");
        goto out;
    }
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        st = jh_fail(err, JH_E_IO, "cannot make %s: %s", dir, strerror(errno));
        goto out;
    }
    for (size_t k = 0; unit_at(cycle, "units", k, unit); k++) {
        char name[300];
        if (only != NULL && strcmp(only, unit) != 0)
            continue;
        for (char *c = unit; *c != '\0'; c++)
            if (*c == '/')
                *c = '_';
        snprintf(name, sizeof name, "%s.xlsx", unit);
        char *path = jh_i_path_join(dir, name);
        unit_at(cycle, "units", k, unit);
        st = path != NULL ? jh_i_cycle_write(cycle, unit, cli->lang, path, err)
                          : jh_fail(err, JH_E_NOMEM, "out of memory");
        if (st == JH_OK)
            cli_say(cli, "wrote %s", path);
        jh_i_free(path);
        if (st != JH_OK)
            goto out;
    }
out:
    cli_programme_close(&p);
    return st;
}

static const char *text_of(const struct jh_fact *fact, const char *field)
{
    const char *text = fact->value[jh_field_find(jh_form_of(fact->kind), field)];
    return text != NULL ? text : "";
}

/* The report last read is not one that a later one has replaced, and its unit has sent no other. */
static enum jh_status check_newer(const struct cli_programme *p, const struct jh_facts *facts,
    const char *path, struct jh_error *err)
{
    const struct jh_fact *fact = &facts->fact[facts->n - 1];
    const char *unit = text_of(fact, "item"), *fingerprint = text_of(fact, "fingerprint");
    const struct jh_entity *now = jh_register_find(p->reg, JH_FACT_REPORT, fact->subject, unit);
    enum jh_status st = JH_OK;
    for (size_t k = 0; k + 1 < facts->n; k++)
        if (strcmp(text_of(&facts->fact[k], "item"), unit) == 0) {
            st = jh_fail(err, JH_E_DATA, "unit \"%.60s\" has sent two sheets at once", unit);
            jh_where(err, "%s", path);
            return st;
        }
    if (now == NULL || strcmp(jh_entity_text(now, "fingerprint"), fingerprint) == 0)
        return JH_OK;
    for (size_t k = 0; k < p->n_entries; k++) {
        const struct jh_store_entry *e = &p->entry[k];
        if (strcmp(e->kind, "report") != 0 || strcmp(e->subject, fact->subject) != 0 ||
            strstr(e->body, fingerprint) == NULL)
            continue;
        st = jh_fail(err, JH_E_DATA, "this sheet was taken in at %s and replaced at %s", e->at,
            now->last_at);
        jh_hint(err, "Send the newest sheet; to go back to this one change a note in it.");
        jh_where(err, "%s", path);
        return st;
    }
    return JH_OK;
}

enum jh_status cli_programme_collect(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    const struct jh_entity *cycle;
    struct jh_facts facts;
    const char *first;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, cli_programme_operand(args, 2, &first, err));
    JH_TRY(st, open_cycle(cli, args, JH_STORE_WRITE, &p, &cycle, err));
    JH_TRY(st, cli_programme_check_open(cycle, err));
    for (size_t k = 2; k < args->n_operands; k++) {
        JH_TRY(st, jh_i_cycle_read(args->operand[k], cycle, &cli->run, &facts, err));
        JH_TRY(st, check_newer(&p, &facts, args->operand[k], err));
    }
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    cli_say(cli, "%zu reports taken in", facts.n);
out:
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return st;
}

static bool reported(const struct jh_entity *report)
{
    return report != NULL && strcmp(jh_entity_text(report, "state"), "accepted") == 0;
}

enum jh_status cli_programme_chase(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"unit", "unit", NULL, 0, 0},
        {"state", "state", NULL, 0, 0},
        {"due", "due", NULL, 0, 0},
        {"days_late", "days late", NULL, 0, 0},
        {"reason", "reason", NULL, 0, 0},
    };
    static const struct cli_column fig_missing = {"n_missing", "not reported", NULL, 0, 0};
    struct cli_programme p = {0};
    const struct jh_entity *cycle;
    struct cli_table table;
    char unit[256];
    int64_t today, due = 0, missing = 0;
    enum jh_status st;
    JH_TRY(st, cli_programme_today(args, &today, err));
    JH_TRY(st, open_cycle(cli, args, JH_STORE_READ, &p, &cycle, err));
    if (!jh_day_parse(jh_entity_text(cycle, "due"), &due))
        due = today;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t k = 0; unit_at(cycle, "units", k, unit); k++) {
        const struct jh_entity *r = jh_register_find(p.reg, JH_FACT_REPORT, cycle->subject, unit);
        if (reported(r))
            continue;
        missing++;
        cli_table_text(&table, unit);
        cli_table_text(&table, cli_word(cli, r != NULL ? "returned" : "not_reported"));
        cli_table_text(&table, jh_entity_text(cycle, "due"));
        cli_table_integer(&table, today - due);
        cli_table_text(&table, r != NULL ? jh_entity_text(r, "reason") : "");
    }
    cli_summary_integer(&table, &fig_missing, missing);
    st = cli_table_end(&table, err);
out:
    cli_programme_close(&p);
    return st;
}

/* Sum of a figure over the units that gave it; NaN: none did. */
static double total_of(
    const struct cli_programme *p, const struct jh_entity *cycle, const char *figure, size_t *out_n)
{
    char unit[256];
    struct jh_sum sum = {0, 0};
    *out_n = 0;
    for (size_t k = 0; unit_at(cycle, "units", k, unit); k++) {
        const struct jh_entity *r = jh_register_find(p->reg, JH_FACT_REPORT, cycle->subject, unit);
        const char *text = reported(r) ? jh_entity_extra(r, figure) : "";
        double value;
        if (text[0] != '\0' && jh_num_parse(text, strlen(text), &value)) {
            jh_sum_add(&sum, value);
            ++*out_n;
        }
    }
    return *out_n > 0 ? jh_sum_value(&sum) : JH_NAN;
}

enum jh_status cli_programme_consolidate(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    static const struct cli_column columns[] = {
        {"figure", "figure", NULL, 0, 0},
        {"unit", "unit", NULL, 0, 0},
        {"value", "value", NULL, 0, 2},
        {"note", "remark", NULL, 0, 0},
        {"at", "at", NULL, 0, 0},
        {"fingerprint", NULL, NULL, 0, 0},
    };
    struct cli_programme p = {0};
    const struct jh_entity *cycle;
    struct cli_table table;
    char unit[256], figure[256], note[300];
    size_t n;
    enum jh_status st;
    JH_TRY(st, open_cycle(cli, args, JH_STORE_READ, &p, &cycle, err));
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t f = 0; unit_at(cycle, "fields", f, figure); f++) {
        for (size_t k = 0; unit_at(cycle, "units", k, unit); k++) {
            const struct jh_entity *r =
                jh_register_find(p.reg, JH_FACT_REPORT, cycle->subject, unit);
            const char *text = reported(r) ? jh_entity_extra(r, figure) : "";
            double value = JH_NAN;
            if (!jh_num_parse(text, strlen(text), &value))
                value = JH_NAN;
            cli_table_text(&table, figure);
            cli_table_text(&table, unit);
            cli_table_number(&table, value);
            snprintf(note, sizeof note, "note:%s", figure);
            cli_table_text(&table, reported(r) ? jh_entity_extra(r, note) : "");
            cli_table_text(&table, r != NULL ? r->last_at : "");
            cli_table_text(&table, r != NULL ? jh_entity_text(r, "fingerprint") : "");
        }
        cli_table_text(&table, figure);
        cli_table_text(&table, cli_word(cli, "all"));
        cli_table_number(&table, total_of(&p, cycle, figure, &n));
        cli_table_none(&table);
        cli_table_none(&table);
        cli_table_none(&table);
    }
    st = cli_table_end(&table, err);
out:
    cli_programme_close(&p);
    return st;
}

enum jh_status cli_programme_publish(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    const struct jh_entity *cycle = NULL;
    struct jh_facts facts;
    char figure[256];
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, open_cycle(cli, args, JH_STORE_WRITE, &p, &cycle, err));
    JH_TRY(st, cli_programme_check_open(cycle, err));
    JH_TRY(st, jh_i_facts_add(&facts, JH_FACT_CYCLE, cycle->subject, NULL, NULL, err));
    JH_TRY(st, jh_i_facts_set(&facts, "state", "done", err));
    for (size_t f = 0; unit_at(cycle, "fields", f, figure); f++) {
        char name[300], text[JH_NUM_TEXT_MAX], count[64];
        size_t n;
        const double total = total_of(&p, cycle, figure, &n);
        jh_num_format(total, text);
        snprintf(name, sizeof name, "total:%s", figure);
        snprintf(count, sizeof count, "%zu", n);
        JH_TRY(st, jh_i_facts_set(&facts, name, text, err));
        snprintf(name, sizeof name, "units:%s", figure);
        JH_TRY(st, jh_i_facts_set(&facts, name, count, err));
    }
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    cli_say(cli, "cycle %s is published", facts.fact[0].subject);
out:
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return st;
}
