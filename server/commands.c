#include "server/commands.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"

#include "cli/commands.h"
#include "cli/dispatch.h"

const struct cli_command *srv_command_find(const char *name)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        if (cli_commands[i]->served && strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static bool is_global(const char *name)
{
    for (const struct cli_option *option = cli_global_options; option->name != NULL; option++)
        if (strcmp(option->name, name) == 0)
            return true;
    return false;
}

bool srv_option_served(const struct cli_option *option)
{
    if (strcmp(option->name, "seed") == 0)
        return true;
    if (is_global(option->name) || option->writes)
        return false;
    return option->value == NULL ||
           (strcmp(option->value, "FILE") != 0 && strcmp(option->value, "DIR") != 0);
}

const struct cli_option *srv_option_of_body(const struct cli_args *args)
{
    for (size_t i = 0; i < args->n_options; i++)
        if (args->option[i].value != NULL && strcmp(args->option[i].value, "FILE") == 0 &&
            !is_global(args->option[i].name))
            return &args->option[i];
    return NULL;
}

static const char *kind_name(enum cli_kind kind)
{
    switch (kind) {
    case CLI_FLAG:
        return "flag";
    case CLI_TEXT:
        return "text";
    case CLI_INT:
        return "integer";
    case CLI_REAL:
        return "number";
    case CLI_CHOICE:
        return "choice";
    }
    return "text";
}

void srv_choices_put(struct jh_json_writer *w, const char *key, const char *choices)
{
    jh_json_open_array(w, key);
    for (const char *p = choices; p != NULL && *p != '\0';) {
        char word[128];
        size_t len = strcspn(p, "|");
        snprintf(word, sizeof word, "%.*s", (int)len, p);
        jh_json_text(w, NULL, word);
        p += len + (p[len] == '|');
    }
    jh_json_close_array(w);
}

static void put_option(struct jh_json_writer *w, const struct cli_option *option, enum jh_lang lang)
{
    bool number = option->kind == CLI_INT || option->kind == CLI_REAL;
    bool ranged = number && !(option->min == 0 && option->max == 0);
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", option->name);
    jh_json_text(w, "type", kind_name(option->kind));
    jh_json_text(w, "unit", option->unit != NULL ? jh_tr(lang, option->unit) : "");
    jh_json_num(w, "min", ranged ? option->min : (double)NAN);
    jh_json_num(w, "max", ranged ? option->max : (double)NAN);
    if (option->kind == CLI_CHOICE)
        srv_choices_put(w, "choices", option->choices);
    jh_json_text(w, "default", option->default_text);
    if (option->default_note != NULL)
        jh_json_text(w, "default_note", jh_tr(lang, option->default_note));
    jh_json_text(w, "help", jh_tr(lang, option->help));
    jh_json_close_object(w);
}

static enum jh_status put_command(struct jh_json_writer *w, const struct cli_command *command,
    enum jh_lang lang, struct jh_error *err)
{
    struct cli_args args = {0};
    enum jh_status st = cli_command_args(command, 0, &args, err);
    if (st != JH_OK)
        return st;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", command->name);
    jh_json_text(w, "summary", jh_tr(lang, command->summary));
    if (command->details[0] != '\0')
        jh_json_text(w, "details", jh_tr(lang, command->details));
    jh_json_open_array(w, "options");
    for (size_t i = 0; i < args.n_options; i++)
        if (srv_option_served(&args.option[i]))
            put_option(w, &args.option[i], lang);
    jh_json_close_array(w);
    jh_json_close_object(w);
    cli_args_release(&args);
    return JH_OK;
}

enum jh_status srv_commands_put(
    struct jh_json_writer *w, const char *key, enum jh_lang lang, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    jh_json_open_array(w, key);
    for (size_t i = 0; i < cli_n_commands && st == JH_OK; i++)
        if (cli_commands[i]->served)
            st = put_command(w, cli_commands[i], lang, err);
    jh_json_close_array(w);
    return st;
}
