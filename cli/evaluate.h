/*
 * The methods of junheng evaluate.
 */
#ifndef JH_CLI_EVALUATE_H
#define JH_CLI_EVALUATE_H

#include "io/programme/panel_csv.h"

#include "cli/cli.h"

typedef enum jh_status cli_evaluate_fn(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *table, struct jh_error *err);

cli_evaluate_fn cli_evaluate_did, cli_evaluate_event_study, cli_evaluate_staggered,
    cli_evaluate_series, cli_evaluate_synthetic;
enum jh_status cli_evaluate_compare(
    struct cli *cli, const struct cli_args *args, struct jh_error *err) JH_CHECKED;

#endif
