/*
 * What the program says about itself, from the tables of commands and options: the pieces that
 * --help, the man page and the completion share, and --help itself.
 */
#ifndef JH_CLI_HELP_H
#define JH_CLI_HELP_H

#include "base/buf.h"

#include "cli/cli.h"

/** "junheng [GLOBAL OPTION...] sample [OPTION...] DIR" */
void cli_synopsis(struct jh_buf *out, const struct cli_command *command);
/** "-w FILE, --workspace FILE" */
void cli_option_head(struct jh_buf *out, const struct cli_option *option);
/** What it is for, with unit, range, choices and default. */
void cli_option_text(struct jh_buf *out, enum jh_lang lang, const struct cli_option *option);

enum jh_status cli_help_program(FILE *out, enum jh_lang lang, struct jh_error *err) JH_CHECKED;
enum jh_status cli_help_command(FILE *out, enum jh_lang lang, const struct cli_command *command,
    struct jh_error *err) JH_CHECKED;

/** Exit codes with their meaning. */
struct cli_exit_meaning {
    int code;
    const char *text; /* message key */
};
extern const struct cli_exit_meaning cli_exit_meanings[];
extern const size_t cli_n_exit_meanings;

/** "Plans, builds, ..." */
extern const char *const cli_purpose; /* message key */

#endif
