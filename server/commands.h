/*
 * Commands of the program as questions to the server: which ones, and running one.
 */
#ifndef JH_SERVER_COMMANDS_H
#define JH_SERVER_COMMANDS_H

#include "base/arena.h"
#include "cli/cli.h"
#include "io/json.h"

#include "server/serve.h"

/** The served commands with their options, as an array. */
enum jh_status srv_commands_put(
    struct jh_json_writer *w, const char *key, enum jh_lang lang, struct jh_error *err) JH_CHECKED;
/** The served command of that name, or NULL. */
const struct cli_command *srv_command_find(const char *name);
/** A command with its options as a request gives them; not to be moved. */
struct srv_asked {
    struct srv *srv;
    struct cli cli;
    struct cli_args args;
    struct jh_arena arena; /* texts of the options */
    char *folder;          /* holds the body as a file; NULL: none */
};
/** Parse the parameters as the command line parses options; what the server keeps to itself is not
 *  among them. JH_E_ARG as there. Released on failure, too. */
enum jh_status srv_asked_init(struct srv_asked *asked, struct srv *srv,
    const struct srv_request *request, const struct cli_command *command,
    struct jh_error *err) JH_CHECKED;
/** The same for a command with operands: words [n_words] stand after the parameters ("--", then the
 *  operands); parameters called "operand" are left to the caller. The dataset may be missing. */
enum jh_status srv_asked_action(struct srv_asked *asked, struct srv *srv,
    const struct srv_request *request, const struct cli_command *command, size_t n_words,
    const char *const *words, struct jh_error *err) JH_CHECKED;
void srv_asked_release(struct srv_asked *asked);
/** How the answer is wanted (json, csv, xlsx), and the answer so. */
enum jh_status srv_form_wanted(
    const struct srv_request *request, size_t *out_form, struct jh_error *err) JH_CHECKED;
enum jh_status srv_asked_answer(struct srv *srv, struct srv_asked *asked, size_t form,
    struct srv_reply *reply, struct jh_error *err) JH_CHECKED;
/** Take our folder out of an error's place: "/.../body:2:1" becomes "body:2:1". */
void srv_asked_tidy(const struct srv_asked *asked, struct jh_error *err);
/** The option whose file is the body of a request, or NULL. */
const struct cli_option *srv_option_of_body(const struct cli_args *args);
/** Whether an option of a command may be given from afar: no files, nothing of the process,
 *  nothing that records. */
bool srv_option_served(const struct cli_option *option);

#endif
