/*
 * From words to a finished run: global options, the command, its options, its exit code.
 */
#ifndef JH_CLI_DISPATCH_H
#define JH_CLI_DISPATCH_H

#include "cli/cli.h"

/** Options that every command takes, before or after its name. */
extern const struct cli_option cli_global_options[];

/** Parsed options of a command: its own, the scenario's where it takes them, the global ones. */
enum jh_status cli_command_args(const struct cli_command *command, size_t max_operands,
    struct cli_args *out_args, struct jh_error *err) JH_CHECKED;

/** The command of that name. JH_E_ARG where there is none; the hint names the nearest. */
enum jh_status cli_command_find(
    const char *name, const struct cli_command **out_command, struct jh_error *err) JH_CHECKED;

/** The whole program. lang: from the environment, unless --lang says otherwise. */
int cli_main(size_t n_words, const char *const *word, enum jh_lang lang);

/** The exit code of a status: the only place that knows it. */
int cli_exit_code(enum jh_status status);

#endif
