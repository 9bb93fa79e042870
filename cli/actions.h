/*
 * Commands that do several things: the first operand names the action.
 */
#ifndef JH_CLI_ACTIONS_H
#define JH_CLI_ACTIONS_H

#include <stddef.h>

#include "junheng/status.h"

struct cli;
struct cli_args;

typedef enum jh_status cli_action_fn(
    struct cli *cli, const struct cli_args *args, struct jh_error *err);
struct cli_action {
    const char *name;
    cli_action_fn *run;
};
/** Run the action that the first operand names. JH_E_ARG: there is none; the hint tells which are. */
enum jh_status cli_action_run(size_t n, const struct cli_action *action, struct cli *cli,
    const struct cli_args *args, struct jh_error *err) JH_CHECKED;

#endif
