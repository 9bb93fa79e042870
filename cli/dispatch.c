#include "cli/dispatch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "base/suggest.h"
#include "version.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/report.h"
#include "cli/table.h"

const struct cli_option cli_global_options[] = {
    {.name = "workspace",
        .letter = 'w',
        .kind = CLI_TEXT,
        .value = "FILE",
        .default_text = "junheng.db",
        .help = "workspace: one file that holds the dataset and the plans"},
    {.name = "format",
        .letter = 'f',
        .kind = CLI_CHOICE,
        .value = "FORMAT",
        .choices = "text|csv|json",
        .default_text = "text",
        .help = "how results are printed"},
    {.name = "lang",
        .kind = CLI_CHOICE,
        .value = "LANGUAGE",
        .choices = "en|zh",
        .default_note = "that of the environment",
        .help = "language of messages and results"},
    {.name = "threads",
        .kind = CLI_INT,
        .value = "N",
        .min = 1,
        .max = 4096,
        .default_note = "all cores",
        .help = "threads to use; never changes a result"},
    {.name = "seed",
        .kind = CLI_INT,
        .value = "N",
        .min = 0,
        .max = JH_INF,
        .default_note = "that of the command or scenario",
        .help = "seed of random choices; the same seed gives the same answer"},
    {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .help = "no progress, no remarks"},
    {.name = "help", .letter = 'h', .kind = CLI_FLAG, .help = "show this help"},
    {.name = "version", .letter = 'V', .kind = CLI_FLAG, .help = "show the version"},
    {.name = NULL},
};

int cli_exit_code(enum jh_status status)
{
    switch (status) {
    case JH_OK:
        return 0;
    case JH_E_ARG:
    case JH_E_DOMAIN:
    case JH_E_UNSUPPORTED:
    case JH_E_NOT_FOUND: /* a name that nothing has; missing files are JH_E_IO */
        return 2;
    case JH_E_INFEASIBLE:
    case JH_E_NO_CONVERGENCE:
    case JH_E_CANCELLED: /* no answer within the time allowed */
        return 3;
    case JH_E_DATA:
        return 65;
    case JH_E_IO:
    case JH_E_STORE:
        return 74;
    case JH_E_NOMEM:
    case JH_E_CONFLICT:
    case JH_E_LIMIT:
    case JH_E_INTERNAL:
        return 1;
    }
    return 1;
}

enum jh_status cli_command_args(const struct cli_command *command, size_t max_operands,
    struct cli_args *out_args, struct jh_error *err)
{
    struct cli_option *more = NULL;
    enum jh_status st = JH_OK;
    if (command != NULL && command->more_options != NULL)
        st = command->more_options(&more, err);
    if (st != JH_OK)
        return st;
    const struct cli_option *tables[] = {
        command != NULL ? command->options : NULL, more, cli_global_options};
    st = cli_args_init(out_args, sizeof tables / sizeof *tables, tables, max_operands, err);
    jh_i_free(more);
    return st;
}

enum jh_status cli_command_find(
    const char *name, const struct cli_command **out_command, struct jh_error *err)
{
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < cli_n_commands; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0) {
            *out_command = cli_commands[i];
            return JH_OK;
        }
        jh_suggest_offer(&suggest, cli_commands[i]->name);
    }
    enum jh_status st = jh_fail(err, JH_E_ARG, "unknown command \"%.60s\"", name);
    if (suggest.best != NULL)
        jh_hint(err, "Did you mean %s?", suggest.best);
    else
        jh_hint(err, "Run junheng --help for the list of commands.");
    return st;
}

/* The language asked for, before anything can go wrong in it. */
static enum jh_lang wanted_language(size_t n_words, const char *const *word, enum jh_lang lang)
{
    for (size_t i = 0; i < n_words && strcmp(word[i], "--") != 0; i++) {
        const char *value = NULL;
        if (strncmp(word[i], "--lang=", 7) == 0)
            value = word[i] + 7;
        else if (strcmp(word[i], "--lang") == 0 && i + 1 < n_words)
            value = word[i + 1];
        if (value != NULL && strcmp(value, "zh") == 0)
            lang = JH_LANG_ZH;
        else if (value != NULL && strcmp(value, "en") == 0)
            lang = JH_LANG_EN;
    }
    return lang;
}

static enum jh_status check_operands(
    const struct cli_command *command, const struct cli_args *args, struct jh_error *err)
{
    if (args->n_operands < command->min_operands)
        return jh_fail(err, JH_E_ARG, "%s is missing", command->operands);
    if (args->n_operands > command->max_operands)
        return jh_fail(
            err, JH_E_ARG, "unexpected argument \"%.60s\"", args->operand[command->max_operands]);
    return JH_OK;
}

/* Options of a command stand after the global ones given before it. */
static enum jh_status parse_command(struct cli_args *args, const struct cli_args *globals,
    const struct cli_command *command, size_t n_words, const char *const *word,
    struct jh_error *err)
{
    size_t consumed = 0;
    enum jh_status st = cli_command_args(command, n_words, args, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < globals->n_options; i++)
        args->value[args->n_options - globals->n_options + i] = globals->value[i];
    st = cli_args_parse(args, n_words, word, false, &consumed, err);
    if (st == JH_OK && !cli_get(args, "help")->given)
        st = check_operands(command, args, err);
    if (st == JH_E_ARG && err->hint[JH_LANG_EN][0] == '\0')
        jh_hint(err, "Run junheng %s --help for its options.", command->name);
    return st;
}

static struct cli make_cli(
    const struct cli_command *command, const struct cli_args *args, enum jh_lang lang)
{
    const struct cli_value *seed = cli_get(args, "seed");
    struct cli cli = {.lang = lang,
        .format = (enum cli_format)cli_get(args, "format")->choice,
        .quiet = cli_get(args, "quiet")->given,
        .seed_given = seed->given,
        .workspace = cli_get(args, "workspace")->text,
        .command = command,
        .out = stdout,
        .diagnostics = stderr,
        .run = {.progress = cli_progress_report,
            .should_stop = cli_progress_should_stop,
            .cut_short = cli_progress_cut_short,
            .lap = cli_progress_lap,
            .seed = (uint64_t)seed->integer,
            .n_threads = (int)cli_get(args, "threads")->integer}};
    cli_progress_init(&cli.progress, !cli.quiet && isatty(STDERR_FILENO) ? stderr : NULL, lang);
    return cli;
}

static enum jh_status run_command(const struct cli_command *command, const struct cli_args *args,
    enum jh_lang lang, struct jh_error *err)
{
    if (cli_get(args, "help")->given)
        return cli_help_command(stdout, lang, command, err);
    struct cli cli = make_cli(command, args, lang);
    cli.run.ctx = &cli.progress;
    if (cli.run.n_threads > 0)
        jh_run_limit_threads(cli.run.n_threads);
    enum jh_status st = command->run(&cli, args, err);
    cli_progress_clear(&cli.progress);
    return st;
}

/* Everything after the language is known. *out_command is set as soon as it is found. */
static enum jh_status dispatch(size_t n_words, const char *const *word, enum jh_lang lang,
    const struct cli_command **out_command, struct jh_error *err)
{
    struct cli_args globals = {0}, args = {0};
    size_t at = 0;
    enum jh_status st = JH_OK;
    JH_TRY(st, cli_command_args(NULL, 0, &globals, err));
    JH_TRY(st, cli_args_parse(&globals, n_words, word, true, &at, err));
    if (cli_get(&globals, "version")->given) {
        fprintf(stdout, "%s %s\n", CLI_PROGRAM, JH_VERSION);
    } else if (cli_get(&globals, "help")->given && at == n_words) {
        JH_TRY(st, cli_help_program(stdout, lang, err));
    } else if (at == n_words) {
        st = jh_fail(err, JH_E_ARG, "a command is missing");
        jh_hint(err, "Run junheng --help for the list of commands.");
    } else {
        JH_TRY(st, cli_command_find(word[at], out_command, err));
        JH_TRY(
            st, parse_command(&args, &globals, *out_command, n_words - at - 1, word + at + 1, err));
        st = run_command(*out_command, &args, lang, err);
    }
    if (st == JH_OK)
        st = cli_flush(stdout, err);
out:
    cli_args_release(&args);
    cli_args_release(&globals);
    return st;
}

int cli_main(size_t n_words, const char *const *word, enum jh_lang lang)
{
    struct jh_error err = {0};
    const struct cli_command *command = NULL;
    lang = wanted_language(n_words, word, lang);
    enum jh_status st = dispatch(n_words, word, lang, &command, &err);
    if (st == JH_E_CANCELLED && cli_interrupted())
        cli_interrupt_resume();
    if (st != JH_OK)
        cli_report_error(stderr, lang, command, &err);
    return cli_exit_code(st);
}
