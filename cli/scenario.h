/*
 * The scenario of a run: its file, its keys as options, the seed and the time limit.
 */
#ifndef JH_CLI_SCENARIO_H
#define JH_CLI_SCENARIO_H

#include "junheng/plan.h"

#include "cli/cli.h"

/** Every scenario key as an option of the same name; the seed is the global --seed. */
cli_more_options_fn cli_scenario_options;

/** From --scenario (where given), then the keys given as options, then --seed. */
enum jh_status cli_scenario_make(
    const struct cli_args *args, struct jh_scenario *out_scenario, struct jh_error *err) JH_CHECKED;

/** Load the dataset and run the chain, or its part up to siting; both outputs are the caller's to
 *  free. */
enum jh_status cli_plan_make(struct cli *cli, const struct cli_args *args, bool siting_only,
    struct jh_dataset **out_dataset, struct jh_plan **out_plan, struct jh_error *err) JH_CHECKED;

/** Run the chain, or its siting alone, with the scenario's time limit and seed. */
enum jh_status cli_plan_run(struct cli *cli, const struct jh_scenario *scenario,
    const struct jh_dataset *dataset, bool siting_only, struct jh_plan **out_plan,
    struct jh_error *err) JH_CHECKED;
/** Keep the plan in the workspace. */
enum jh_status cli_plan_save(
    struct cli *cli, const struct jh_plan *plan, int64_t *out_id, struct jh_error *err) JH_CHECKED;

/** Print the centre specialties and what the plan achieves. plan_id 0: not stored. */
enum jh_status cli_plan_print(
    struct cli *cli, const struct jh_plan *plan, int64_t plan_id, struct jh_error *err) JH_CHECKED;
/** Print the trade-off traced beside the plan. */
enum jh_status cli_frontier_print(
    struct cli *cli, const struct jh_plan *plan, struct jh_error *err) JH_CHECKED;

#endif
