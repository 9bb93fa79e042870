/* The register of a workspace: read from its ledger, facts written to it. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "io/programme/cycle_xlsx.h"
#include "io/programme/entries.h"

#include "cli/programme.h"

enum { BODY_MAX = 1 << 26 };

static enum jh_status replay(struct cli_programme *p, struct jh_error *err)
{
    for (size_t i = 0; i < p->n_entries; i++) {
        const struct jh_store_entry *e = &p->entry[i];
        struct jh_facts facts;
        bool known;
        jh_i_facts_init(&facts);
        enum jh_status st = jh_i_fact_parse(
            &facts, e->id, e->kind, e->subject, e->at, e->actor, e->body, &known, err);
        if (st == JH_OK && known)
            st = jh_register_apply(p->reg, &facts.fact[0], err);
        jh_i_facts_release(&facts);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

enum jh_status cli_programme_read(
    struct jh_store *store, struct cli_programme *out, struct jh_error *err)
{
    enum jh_status st;
    *out = (struct cli_programme){.store = store};
    JH_TRY(st, jh_i_machines_parse(NULL, &out->machines, err));
    JH_TRY(st, jh_register_new(out->machines.n, out->machines.machine, &out->reg, err));
    jh_register_set_targets(out->reg, out->machines.target);
    JH_TRY(st, jh_store_ledger_last(out->store, &out->last, err));
    /* Entered values are many and large, and nothing of the register. */
    JH_TRY(st,
        jh_store_ledger_list_other(out->store, JH_ENTRY_KIND, &out->entry, &out->n_entries, err));
    JH_TRY(st, replay(out, err));
out:
    return st;
}

enum jh_status cli_programme_open(
    struct cli *cli, enum jh_store_mode mode, struct cli_programme *out, struct jh_error *err)
{
    struct jh_store *store = NULL;
    *out = (struct cli_programme){0};
    enum jh_status st = jh_store_open(cli->workspace, mode, &store, err);
    if (st == JH_OK)
        st = cli_programme_read(store, out, err);
    out->cli = cli;
    return st == JH_E_NOT_FOUND ? JH_E_IO : st;
}

void cli_programme_release(struct cli_programme *p)
{
    jh_store_free(p->entry);
    jh_register_free(p->reg);
    jh_i_machines_release(&p->machines);
}

void cli_programme_close(struct cli_programme *p)
{
    cli_programme_release(p);
    jh_store_close(p->store);
}

const char *cli_programme_actor(const struct cli_args *args)
{
    const char *user = getenv("USER");
    if (cli_get(args, "by")->given)
        return cli_get(args, "by")->text;
    return user != NULL && user[0] != '\0' ? user : "?";
}

enum jh_status cli_programme_today(
    const struct cli_args *args, int64_t *out_day, struct jh_error *err)
{
    char now[CLI_TIME_MAX];
    const char *text = cli_get(args, "today")->text;
    cli_time_now(now);
    if (text == NULL) {
        now[10] = '\0';
        text = now;
    }
    if (!jh_day_parse(text, out_day))
        return jh_fail(
            err, JH_E_ARG, "%s must be a date like 2026-03-31, got \"%.60s\"", "--today", text);
    return JH_OK;
}

enum jh_status cli_programme_operand(
    const struct cli_args *args, size_t k, const char **out, struct jh_error *err)
{
    if (args->n_operands <= k)
        return jh_fail(err, JH_E_ARG, "%s needs more operands", args->operand[0]);
    *out = args->operand[k];
    return JH_OK;
}

enum jh_status cli_programme_unknown(enum jh_fact_kind kind, const char *id, struct jh_error *err)
{
    static const char unknown[] = "there is no %s \"%.60s\"";
    enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, unknown, jh_form_of(kind)->id, id);
    jh_reword(err, JH_LANG_ZH, unknown, jh_tr(JH_LANG_ZH, jh_form_of(kind)->label), id);
    return st;
}

enum jh_status cli_fact_rows_make(struct cli_programme *p, const struct jh_facts *facts,
    const char *at, const char *actor, struct cli_fact_rows *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    p->n_applied = facts->n;
    *out = (struct cli_fact_rows){.n = facts->n,
        .entry = jh_i_calloc(facts->n + 1, sizeof *out->entry),
        .body = jh_i_calloc(facts->n + 1, sizeof *out->body)};
    if (out->entry == NULL || out->body == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < facts->n; i++)
        jh_buf_init(&out->body[i], BODY_MAX);
    JH_TRY(st, cli_programme_check_files(p->store, facts, err));
    for (size_t i = 0; i < facts->n; i++) {
        struct jh_fact fact = facts->fact[i];
        fact.id = p->last + (int64_t)i + 1; /* the row that it becomes */
        fact.at = at;
        fact.actor = actor;
        p->n_applied = i;
        JH_TRY(st, cli_programme_check_cycle(p, &fact, err));
        st = jh_register_apply(p->reg, &fact, err);
        /* What the state of a thing does not allow is the answer no. */
        JH_TRY(st, st == JH_E_CONFLICT ? JH_E_INFEASIBLE : st);
        jh_i_fact_write(&fact, &out->body[i]);
        JH_TRY(st, jh_buf_status(&out->body[i], err));
        out->entry[i] = (struct jh_store_entry){
            0, jh_form_of(fact.kind)->id, fact.subject, at, actor, out->body[i].data};
    }
    p->n_applied = facts->n;
out:
    return st;
}

void cli_fact_rows_release(struct cli_fact_rows *rows)
{
    for (size_t i = 0; rows->body != NULL && rows->entry != NULL && i < rows->n; i++)
        jh_buf_release(&rows->body[i]);
    jh_i_free(rows->body);
    jh_i_free(rows->entry);
}

enum jh_status cli_programme_write(const struct cli_args *args, struct cli_programme *p,
    const struct jh_facts *facts, struct jh_error *err)
{
    struct cli_fact_rows rows;
    char now[CLI_TIME_MAX];
    enum jh_status st;
    cli_time_now(now);
    JH_TRY(st, cli_fact_rows_make(p, facts, now, cli_programme_actor(args), &rows, err));
    st = jh_store_ledger_append(p->store, rows.n, rows.entry, p->last, &p->last, err);
    if (p->cli != NULL)
        p->cli->raced = st == JH_E_CONFLICT;
out:
    cli_fact_rows_release(&rows);
    return st;
}
