/*
 * A stored plan once more, for documents that were not written with it: the same data, scenario, seed and
 * number of iterations give the same bytes.
 */
#ifndef JH_CLI_PLAN_REPLAY_H
#define JH_CLI_PLAN_REPLAY_H

#include "junheng/plan.h"

#include "cli/plan_ledger.h"

/**
 * Make the plan anew as it is stored.
 *
 * @param run           Who may stop it; seed and iterations are the plan's own.
 * @param out_scenario  Of the plan: release it after the plan.
 * @return JH_OK; JH_E_CONFLICT: it was made from other data; what the chain returns.
 */
enum jh_status cli_plan_replay(const struct jh_dataset *dataset, int64_t plan_id,
    const char *scenario_json, const char *plan_json, const struct jh_run *run,
    struct jh_scenario *out_scenario, struct jh_plan **out_plan, struct jh_error *err) JH_CHECKED;
/** Opinions on the plan for its workbook; they live as long as the ledger: take them back with NULL. */
enum jh_status cli_plan_lend_opinions(struct cli_plan_ledger *ledger, int64_t plan_id,
    struct jh_plan *inout_plan, struct jh_error *err) JH_CHECKED;

#endif
