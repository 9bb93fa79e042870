/* What new rows of the ledger must keep beside the rules of the register. */
#include <string.h>

#include "base/fail.h"
#include "io/programme/cycle_xlsx.h"
#include "io/programme/evidence.h"

#include "cli/programme.h"

const struct jh_store_file *cli_evidence_find(
    size_t n, const struct jh_store_file *file, const char *hash)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(file[i].hash, hash) == 0)
            return &file[i];
    return NULL;
}

/* Every file that a text names is there. */
static enum jh_status check_text(
    size_t n, const struct jh_store_file *file, const char *text, struct jh_error *err)
{
    char hash[JH_EVIDENCE_HASH_LEN];
    while ((text = jh_i_evidence_next(text, hash)) != NULL)
        if (cli_evidence_find(n, file, hash) == NULL) {
            enum jh_status st =
                jh_fail(err, JH_E_NOT_FOUND, "there is no file with the hash %.60s", hash);
            jh_hint(err, "Attach it first: junheng programme attach FILE.");
            return st;
        }
    return JH_OK;
}

enum jh_status cli_programme_check_files(
    struct jh_store *store, const struct jh_facts *facts, struct jh_error *err)
{
    struct jh_store_file *file = NULL;
    size_t n = 0;
    enum jh_status st = jh_store_file_list(store, &file, &n, err);
    for (size_t i = 0; i < facts->n && st == JH_OK; i++) {
        const struct jh_fact *fact = &facts->fact[i];
        for (size_t f = 0; f < jh_form_of(fact->kind)->n_fields && st == JH_OK; f++)
            st = check_text(n, file, fact->value[f], err);
        for (size_t k = 0; k < fact->n_extras && st == JH_OK; k++)
            st = check_text(n, file, fact->extra[k].value, err);
    }
    jh_store_free(file);
    return st;
}

enum jh_status cli_programme_check_open(const struct jh_entity *cycle, struct jh_error *err)
{
    if (strcmp(jh_entity_text(cycle, "state"), "done") != 0)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_INFEASIBLE, "cycle %s is closed", cycle->subject);
    jh_hint(err,
        "What was published stays; to take more in, open it again: junheng programme add "
        "cycle %s state=open.",
        cycle->subject);
    return st;
}

enum jh_status cli_programme_check_seen(const struct cli_args *args, const struct cli_programme *p,
    const struct jh_fact *fact, struct jh_error *err)
{
    const struct cli_value *seen = cli_get(args, "seen");
    const struct jh_form *form = jh_form_of(fact->kind);
    struct jh_last_move last = {0, "", ""};
    if (!seen->given)
        return JH_OK;
    if (fact->kind == JH_FACT_MOVE) {
        if (!jh_register_last_move(p->reg, fact->subject, fact->value[0], &last))
            return JH_OK;
    } else {
        const struct jh_entity *e = jh_register_find(p->reg, fact->kind, fact->subject,
            form->has_item && fact->value[0] != NULL ? fact->value[0] : "");
        if (e != NULL)
            last = (struct jh_last_move){e->last_row, e->last_at, e->last_actor};
    }
    if (last.row <= seen->integer)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_CONFLICT,
        "%s was written by %s at %s, which you have not seen", fact->subject, last.actor, last.at);
    if (seen->integer == 0 && fact->kind != JH_FACT_MOVE)
        jh_hint(err, "Take another id or number, or open what is there to change it.");
    else
        jh_hint(err, "Look at the new state and try again.");
    return st;
}

enum jh_status cli_programme_check_cycle(
    const struct cli_programme *p, const struct jh_fact *fact, struct jh_error *err)
{
    const struct jh_entity *cycle = jh_register_find(p->reg, JH_FACT_CYCLE, fact->subject, "");
    if (fact->kind == JH_FACT_REPORT && cycle != NULL)
        return cli_programme_check_open(cycle, err);
    if (fact->kind != JH_FACT_CYCLE)
        return JH_OK;
    const struct jh_form *form = jh_form_of(JH_FACT_CYCLE);
    const char *fields = fact->value[jh_field_find(form, "fields")];
    const char *units = fact->value[jh_field_find(form, "units")];
    enum jh_status st =
        jh_i_cycle_check(fields != NULL ? fields : "", units != NULL ? units : "", err);
    if (st != JH_OK)
        jh_where(err, "%s", fact->subject);
    return st;
}
