/*
 * Commands of the program as questions to the server: which ones, and running one.
 */
#ifndef JH_SERVER_COMMANDS_H
#define JH_SERVER_COMMANDS_H

#include "cli/cli.h"
#include "io/json.h"

#include "server/serve.h"

/** The served commands with their options, as an array. */
enum jh_status srv_commands_put(
    struct jh_json_writer *w, const char *key, enum jh_lang lang, struct jh_error *err) JH_CHECKED;
/** The served command of that name, or NULL. */
const struct cli_command *srv_command_find(const char *name);
/** Whether an option of a command may be given from afar: no files, nothing of the process. */
bool srv_option_served(const struct cli_option *option);

#endif
