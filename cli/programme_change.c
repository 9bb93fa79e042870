/* Actions that write: import, add, move, from-plan, announced. */
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"

#include "cli/data.h"
#include "cli/plan_ledger.h"
#include "cli/programme.h"
#include "cli/table.h"

static const struct cli_column fig_written = {"n_written", "rows written", NULL, 0, 0};
static const struct cli_column columns[] = {
    {"kind", "kind", NULL, 0, 0},
    {"id", "id", NULL, 0, 0},
    {"name", "name", NULL, 0, 0},
};

static enum jh_status tell(struct cli *cli, const struct jh_facts *facts, struct jh_error *err)
{
    struct cli_table table;
    cli_table_begin(&table, cli, sizeof columns / sizeof *columns, columns);
    for (size_t i = 0; i < facts->n && !cli_table_failed(&table); i++) {
        const struct jh_fact *f = &facts->fact[i];
        const struct jh_form *form = jh_form_of(f->kind);
        const size_t name = jh_field_find(form, f->kind == JH_FACT_MOVE ? "move" : "name");
        const char *text = name != SIZE_MAX ? f->value[name] : f->value[0];
        cli_table_text(&table, cli_word(cli, form->id));
        cli_table_text(&table, f->subject);
        cli_table_text(&table, text != NULL ? text : "");
    }
    cli_summary_integer(&table, &fig_written, (int64_t)facts->n);
    return cli_table_end(&table, err);
}

static enum jh_status kind_named(const char *name, enum jh_fact_kind *out, struct jh_error *err)
{
    *out = jh_form_find(name);
    if (*out != JH_N_FACT_KINDS)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_ARG, "there is no kind of fact \"%.60s\"", name);
    jh_hint(err, "Run junheng programme kinds for all of them.");
    return st;
}

/* "key=value" operands from the first-th on. */
static enum jh_status take_pairs(
    const struct cli_args *args, size_t first, struct jh_facts *facts, struct jh_error *err)
{
    struct jh_buf key;
    enum jh_status st = JH_OK;
    jh_buf_init(&key, 4096);
    for (size_t k = first; k < args->n_operands && st == JH_OK; k++) {
        const char *pair = args->operand[k], *equals = strchr(pair, '=');
        if (equals == NULL || equals == pair) {
            st = jh_fail(err, JH_E_ARG, "\"%.60s\" is not of the form field=value", pair);
            break;
        }
        jh_buf_reset(&key);
        jh_buf_add(&key, pair, (size_t)(equals - pair));
        st = jh_buf_status(&key, err);
        if (st == JH_OK)
            st = jh_i_facts_say(facts, key.data, equals + 1, err);
    }
    jh_buf_release(&key);
    return st;
}

enum jh_status cli_programme_import(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_sheet sheet = {0};
    struct jh_facts facts, common;
    const char *path;
    enum jh_fact_kind kind;
    enum jh_status st;
    jh_i_facts_init(&facts);
    jh_i_facts_init(&common);
    JH_TRY(st, cli_programme_operand(args, 1, &path, err));
    JH_TRY(st, kind_named(cli_get(args, "kind")->text, &kind, err));
    JH_TRY(st, jh_i_facts_add(&common, kind, "common", NULL, NULL, err));
    JH_TRY(st, take_pairs(args, 2, &common, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, jh_i_sheet_read(path, cli_get(args, "sheet")->text, &cli->run, &sheet, err));
    JH_TRY(st, jh_i_facts_of_sheet(&sheet, kind, p.reg, &facts, err));
    jh_i_facts_fill(&facts, &common.fact[0]);
    st = cli_programme_write(args, &p, &facts, err);
    if (st != JH_OK && p.n_applied < facts.n && facts.fact[p.n_applied].id > 0)
        jh_where(err, "%s:%lld", path, (long long)facts.fact[p.n_applied].id);
    if (st == JH_OK)
        st = tell(cli, &facts, err);
out:
    jh_i_facts_release(&facts);
    jh_i_facts_release(&common);
    jh_i_sheet_release(&sheet);
    cli_programme_close(&p);
    return st;
}

/* A bad field of the command line is a wrong use, not bad data. */
static enum jh_status as_usage(enum jh_status st)
{
    return st == JH_E_DATA ? JH_E_ARG : st;
}

enum jh_status cli_programme_add(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_facts facts;
    const char *name, *subject;
    enum jh_fact_kind kind;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, cli_programme_operand(args, 2, &subject, err));
    name = args->operand[1];
    JH_TRY(st, kind_named(name, &kind, err));
    JH_TRY(st, jh_i_facts_add(&facts, kind, subject, NULL, NULL, err));
    JH_TRY(st, take_pairs(args, 3, &facts, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, cli_programme_check_seen(args, &p, &facts.fact[0], err));
    JH_TRY(st, cli_programme_attach_to(args, &p, &facts, err));
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    st = tell(cli, &facts, err);
out:
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return as_usage(st);
}

enum jh_status cli_programme_move(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_facts facts;
    const char *move;
    char today[16];
    int64_t day;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, cli_programme_operand(args, 3, &move, err));
    JH_TRY(st, cli_programme_today(args, &day, err));
    jh_day_format(day, today);
    JH_TRY(st, jh_i_facts_add(&facts, JH_FACT_MOVE, args->operand[1], NULL, NULL, err));
    JH_TRY(st, jh_i_facts_set(&facts, "machine", args->operand[2], err));
    JH_TRY(st, jh_i_facts_set(&facts, "move", move, err));
    JH_TRY(st, jh_i_facts_set(&facts, "date", today, err));
    JH_TRY(st, take_pairs(args, 4, &facts, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, cli_programme_check_seen(args, &p, &facts.fact[0], err));
    JH_TRY(st, cli_programme_attach_to(args, &p, &facts, err));
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    st = tell(cli, &facts, err);
out:
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return as_usage(st);
}

enum jh_status cli_programme_from_plan(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_facts facts;
    struct jh_dataset *dataset = NULL;
    char *scenario = NULL, *plan = NULL;
    int64_t id = cli_get(args, "plan")->integer;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, cli_plan_issued(p.store, &id, err));
    JH_TRY(st, jh_store_plan_load(p.store, id, &scenario, &plan, err));
    JH_TRY(st, cli_dataset_load(cli, &dataset, err));
    JH_TRY(st, jh_i_facts_of_plan(plan, id, dataset, cli_get(args, "level")->text, &facts, err));
    if (jh_register_find(p.reg, JH_FACT_PROJECT, facts.fact[0].subject, "") != NULL) {
        st = jh_fail(err, JH_E_CONFLICT, "plan %lld has its projects already", (long long)id);
        goto out;
    }
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    st = tell(cli, &facts, err);
out:
    jh_store_free(scenario);
    jh_store_free(plan);
    jh_dataset_free(dataset);
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return st == JH_E_NOT_FOUND ? JH_E_IO : st == JH_E_CONFLICT ? JH_E_INFEASIBLE : st;
}

enum jh_status cli_programme_announced(
    struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    struct cli_programme p = {0};
    struct jh_facts facts;
    enum jh_status st;
    jh_i_facts_init(&facts);
    JH_TRY(st, jh_i_facts_of_batches(&facts, err));
    JH_TRY(st, cli_programme_open(cli, JH_STORE_WRITE, &p, err));
    JH_TRY(st, cli_programme_write(args, &p, &facts, err));
    st = tell(cli, &facts, err);
out:
    jh_i_facts_release(&facts);
    cli_programme_close(&p);
    return st;
}
