#include "cli/plan_replay.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/json.h"
#include "junheng/io.h"

/* What a replay takes from a stored plan. */
struct stored {
    char fingerprint[40]; /* of its data */
    struct jh_plan_steps steps;
    int64_t *frontier; /* behind steps.frontier */
};

static int64_t steps_in(const struct jh_json *object, const char *name)
{
    int64_t steps = -1; /* not known, or not made */
    return jh_json_as_int(jh_json_get(object, name), &steps) ? steps : -1;
}

/* Where its searches stopped, and of which data it is. */
static enum jh_status read_stored(
    const char *plan_json, struct stored *stored, struct jh_error *err)
{
    const struct jh_json_limits limits = {(size_t)1 << 31, 32};
    struct jh_json *root = NULL;
    enum jh_status st = jh_json_parse(plan_json, strlen(plan_json), limits, &root, err);
    if (st != JH_OK)
        return st;
    const struct jh_json *result = jh_json_get(root, "result"), *points;
    const struct jh_json *steps = jh_json_get(result, "steps");
    const char *of = jh_json_as_text(jh_json_get(jh_json_get(root, "dataset"), "fingerprint"));
    snprintf(stored->fingerprint, sizeof stored->fingerprint, "%s", of != NULL ? of : "");
    points = jh_json_get(root, "frontier");
    stored->steps = (struct jh_plan_steps){.siting = steps_in(result, "iterations"),
        .leaving = steps_in(steps, "leaving"),
        .travel = steps_in(steps, "travel"),
        .unlimited = steps_in(steps, "unlimited"),
        .n_frontier = jh_json_length(points)};
    stored->frontier = jh_i_calloc(stored->steps.n_frontier, sizeof *stored->frontier);
    if (stored->frontier == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t k = 0; k < stored->steps.n_frontier; k++)
        stored->frontier[k] = steps_in(jh_json_item(points, k), "iterations");
    stored->steps.frontier = stored->frontier;
out:
    jh_json_free(root);
    return st;
}

enum jh_status cli_plan_replay(const struct jh_dataset *dataset, int64_t plan_id,
    const char *scenario_json, const char *plan_json, const struct jh_run *run,
    struct jh_scenario *out_scenario, struct jh_plan **out_plan, struct jh_error *err)
{
    struct jh_run again = *run;
    struct stored stored = {.frontier = NULL};
    enum jh_status st = JH_OK;
    JH_TRY(st, read_stored(plan_json, &stored, err));
    if (strcmp(dataset->fingerprint, stored.fingerprint) != 0) {
        st = jh_fail(err, JH_E_CONFLICT, "plan %lld was made from other data", (long long)plan_id);
        jh_hint(err, "Import those data again, or make the plan anew from the present ones.");
        goto out;
    }
    JH_TRY(st, jh_scenario_parse(scenario_json, strlen(scenario_json), out_scenario, err));
    again.seed = (uint64_t)out_scenario->seed;
    st = jh_plan_make_again(dataset, out_scenario, &stored.steps, &again, out_plan, err);
out:
    jh_i_free(stored.frontier);
    return st;
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
