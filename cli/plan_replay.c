#include "cli/plan_replay.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "io/json.h"
#include "junheng/io.h"

/* Where a stored plan's search stopped, and of which data it is. */
static enum jh_status read_stored(
    const char *plan_json, struct jh_run *run, char fingerprint[40], struct jh_error *err)
{
    const struct jh_json_limits limits = {(size_t)1 << 31, 32};
    struct jh_json *root = NULL;
    enum jh_status st = jh_json_parse(plan_json, strlen(plan_json), limits, &root, err);
    if (st != JH_OK)
        return st;
    const struct jh_json *result = jh_json_get(root, "result");
    const char *of = jh_json_as_text(jh_json_get(jh_json_get(root, "dataset"), "fingerprint"));
    jh_json_as_int(jh_json_get(result, "iterations"), &run->iteration_limit);
    snprintf(fingerprint, 40, "%s", of != NULL ? of : "");
    jh_json_free(root);
    return JH_OK;
}

enum jh_status cli_plan_replay(const struct jh_dataset *dataset, int64_t plan_id,
    const char *scenario_json, const char *plan_json, const struct jh_run *run,
    struct jh_scenario *out_scenario, struct jh_plan **out_plan, struct jh_error *err)
{
    struct jh_run again = *run;
    char fingerprint[40];
    enum jh_status st = read_stored(plan_json, &again, fingerprint, err);
    if (st != JH_OK)
        return st;
    if (strcmp(dataset->fingerprint, fingerprint) != 0) {
        st = jh_fail(err, JH_E_CONFLICT, "plan %lld was made from other data", (long long)plan_id);
        jh_hint(err, "Import those data again, or make the plan anew from the present ones.");
        return st;
    }
    st = jh_scenario_parse(scenario_json, strlen(scenario_json), out_scenario, err);
    again.seed = (uint64_t)out_scenario->seed;
    return st == JH_OK ? jh_plan_make(dataset, out_scenario, &again, out_plan, err) : st;
}

/* The message of a decision as the ledger has it. */
static const char *outcome_text(const char *decision)
{
    return strcmp(decision, "adopted") == 0  ? "adopted in full"
           : strcmp(decision, "partly") == 0 ? "adopted in part"
           : strcmp(decision, "not") == 0    ? "not adopted"
                                             : "";
}

enum jh_status cli_plan_lend_opinions(struct cli_plan_ledger *ledger, int64_t plan_id,
    struct jh_plan *inout_plan, struct jh_error *err)
{
    struct jh_plan_opinion *rows =
        jh_arena_new(&ledger->arena, ledger->n_opinions + 1, struct jh_plan_opinion);
    if (rows == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < ledger->n_opinions; i++) {
        const struct cli_plan_opinion *o = &ledger->opinion[i];
        if (o->plan == plan_id)
            rows[inout_plan->n_opinions++] = (struct jh_plan_opinion){
                o->unit, o->opinion, outcome_text(o->decision), o->reason, o->effect};
    }
    inout_plan->opinion = rows;
    return JH_OK;
}
