/*
 * junheng completion: completion for bash, from the tables of commands and options.
 */
#include <string.h>

#include "base/fail.h"

#include "cli/commands.h"
#include "cli/dispatch.h"

static void put_choices(FILE *out, const char *choices)
{
    size_t len = 0;
    for (size_t i = 0;; i++) {
        const char *choice = cli_choice_at(choices, i, &len);
        if (choice == NULL)
            return;
        fprintf(out, "%s%.*s", i > 0 ? " " : "", (int)len, choice);
    }
}

static void put_names(FILE *out, size_t n, const struct cli_option *option)
{
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s--%s", i > 0 ? " " : "", option[i].name);
}

/* What may follow each option of a command: its choices, files, or a value of the user's own. */
static void put_values(FILE *out, const char *command, size_t n, const struct cli_option *option)
{
    for (size_t i = 0; i < n; i++) {
        if (option[i].kind == CLI_FLAG)
            continue;
        fprintf(out, "    %s:--%s) words=\"", command, option[i].name);
        if (option[i].kind == CLI_CHOICE)
            put_choices(out, option[i].choices);
        fprintf(out, "\"; kind=%s ;;\n",
            option[i].kind == CLI_CHOICE ? "words"
            : option[i].kind == CLI_TEXT ? "files"
                                         : "none");
    }
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    if (args->n_operands > 0 && strcmp(args->operand[0], "bash") != 0)
        return jh_fail(
            err, JH_E_UNSUPPORTED, "no completion for \"%.60s\", only for bash", args->operand[0]);
    FILE *out = cli->out;
    size_t n_global = cli_options_count(cli_global_options);
    fprintf(out,
        "# bash completion for junheng, printed by `junheng completion bash`\n"
        "_junheng() {\n"
        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
        "  local command='' i words='' kind=words\n"
        "  if [[ $cur == = ]]; then cur=''\n"
        "  elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "    case ${COMP_WORDS[i]} in\n"
        "    ");
    for (size_t i = 0; i < cli_n_commands; i++)
        fprintf(out, "%s%s", i > 0 ? "|" : "", cli_commands[i]->name);
    fprintf(out,
        ") command=${COMP_WORDS[i]}; break ;;\n    esac\n  done\n"
        "  case $command:$prev in\n");
    for (size_t i = 0; i < cli_n_commands; i++) {
        struct cli_args known = {0};
        enum jh_status st = cli_command_args(cli_commands[i], 0, &known, err);
        if (st != JH_OK)
            return st;
        put_values(out, cli_commands[i]->name, known.n_options - n_global, known.option);
        cli_args_release(&known);
    }
    put_values(out, "*", n_global, cli_global_options);
    fprintf(out, "    *) case $command in\n    '') words=\"");
    for (size_t i = 0; i < cli_n_commands; i++)
        fprintf(out, "%s ", cli_commands[i]->name);
    put_names(out, n_global, cli_global_options);
    fprintf(out, "\" ;;\n");
    for (size_t i = 0; i < cli_n_commands; i++) {
        struct cli_args known = {0};
        enum jh_status st = cli_command_args(cli_commands[i], 0, &known, err);
        if (st != JH_OK)
            return st;
        fprintf(out, "    %s) words=\"", cli_commands[i]->name);
        put_names(out, known.n_options, known.option);
        fprintf(out, "\"; kind=%s ;;\n", cli_commands[i]->operands[0] != '\0' ? "both" : "words");
        cli_args_release(&known);
    }
    fprintf(out,
        "    esac ;;\n  esac\n"
        "  [[ $kind == both && $cur == -* ]] && kind=words\n"
        "  [[ $kind == both ]] && kind=files\n"
        "  case $kind in\n"
        "    words) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
        "    files) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
        "    *) COMPREPLY=() ;;\n"
        "  esac\n"
        "}\n"
        "complete -o filenames -F _junheng junheng\n");
    return JH_OK;
}

const struct cli_command cli_cmd_completion = {
    .name = "completion",
    .summary = "Print completion for bash",
    .details = "",
    .operands = "[bash]",
    .max_operands = 1,
    .example = "source <(junheng completion bash)",
    .run = run,
};
