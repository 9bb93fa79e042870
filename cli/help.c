#include "cli/help.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"

#include "cli/commands.h"
#include "cli/dispatch.h"
#include "cli/width.h"

enum { HELP_COLUMNS = 79, HELP_MAX_BYTES = 1 << 16 };

const char *const cli_purpose =
    "Plans regional medical centres: from patient flows to zones, centres "
    "and their specialties, with a proven bound beside every answer";

const struct cli_exit_meaning cli_exit_meanings[] = {
    {0, "done"},
    {1, "unexpected fault"},
    {2, "wrong usage"},
    {3, "the answer is no: infeasible; check: the data have errors"},
    {65, "bad data"},
    {74, "a file or the workspace cannot be read or written"},
};
const size_t cli_n_exit_meanings = sizeof cli_exit_meanings / sizeof *cli_exit_meanings;

void cli_synopsis(struct jh_buf *out, const struct cli_command *command)
{
    bool options = command->options != NULL || command->more_options != NULL;
    jh_buf_printf(out, "%s [GLOBAL OPTION...] %s%s%s%s", CLI_PROGRAM, command->name,
        options ? " [OPTION...]" : "", command->operands[0] != '\0' ? " " : "", command->operands);
}

void cli_option_head(struct jh_buf *out, const struct cli_option *option)
{
    const char *gap = option->kind == CLI_FLAG ? "" : " ";
    const char *value = option->kind == CLI_FLAG ? "" : option->value;
    if (option->letter != 0)
        jh_buf_printf(out, "-%c%s%s, ", option->letter, gap, value);
    jh_buf_printf(out, "--%s%s%s", option->name, gap, value);
}

/* Pieces in brackets behind the help: "(minutes; 0 to 600; default 60)". */
struct notes {
    struct jh_buf *out;
    int n;
};

static void note(struct notes *notes, const char *word, const char *text)
{
    jh_buf_puts(notes->out, notes->n++ == 0 ? " (" : "; ");
    jh_buf_puts(notes->out, word);
    if (word[0] != '\0' && text[0] != '\0')
        jh_buf_puts(notes->out, " ");
    jh_buf_puts(notes->out, text);
}

static void note_range(struct notes *notes, enum jh_lang lang, const struct cli_option *option)
{
    char low[JH_NUM_TEXT_MAX], high[JH_NUM_TEXT_MAX], both[2 * JH_NUM_TEXT_MAX + 8];
    bool has_low = isfinite(option->min), has_high = isfinite(option->max) && option->max < 9e15;
    if (option->min == 0 && option->max == 0)
        return;
    jh_num_format(option->min, low);
    jh_num_format(option->max, high);
    snprintf(both, sizeof both, "%s..%s", low, high);
    if (has_low && has_high)
        note(notes, "", both);
    else if (has_low)
        note(notes, jh_tr(lang, "at least"), low);
    else if (has_high)
        note(notes, jh_tr(lang, "at most"), high);
}

void cli_option_text(struct jh_buf *out, enum jh_lang lang, const struct cli_option *option)
{
    struct notes notes = {.out = out};
    jh_buf_puts(out, jh_tr(lang, option->help));
    if (option->unit != NULL && option->unit[0] != '\0')
        note(&notes, "", jh_tr(lang, option->unit));
    if (option->kind == CLI_CHOICE)
        note(&notes, "", option->choices);
    if (option->kind == CLI_INT || option->kind == CLI_REAL)
        note_range(&notes, lang, option);
    if (option->default_text != NULL)
        note(&notes, jh_tr(lang, "default"), option->default_text);
    else if (option->default_note != NULL)
        note(&notes, jh_tr(lang, "default"), jh_tr(lang, option->default_note));
    if (notes.n > 0)
        jh_buf_puts(out, ")");
}

static void print_options(
    FILE *out, enum jh_lang lang, size_t n, const struct cli_option *option, struct jh_buf *scratch)
{
    for (size_t i = 0; i < n; i++) {
        jh_buf_reset(scratch);
        cli_option_head(scratch, &option[i]);
        fprintf(out, "  %s\n", scratch->data);
        jh_buf_reset(scratch);
        cli_option_text(scratch, lang, &option[i]);
        cli_wrap(out, scratch->data, 6, HELP_COLUMNS);
    }
}

static void print_exit_codes(FILE *out, enum jh_lang lang)
{
    fprintf(out, "\n%s\n", jh_tr(lang, "Exit status:"));
    for (size_t i = 0; i < cli_n_exit_meanings; i++)
        fprintf(
            out, "  %2d  %s\n", cli_exit_meanings[i].code, jh_tr(lang, cli_exit_meanings[i].text));
}

enum jh_status cli_help_program(FILE *out, enum jh_lang lang, struct jh_error *err)
{
    struct jh_buf scratch;
    jh_buf_init(&scratch, HELP_MAX_BYTES);
    fprintf(out, "%s %s [GLOBAL OPTION...] COMMAND [OPTION...]\n\n", jh_tr(lang, "usage:"),
        CLI_PROGRAM);
    cli_wrap(out, jh_tr(lang, cli_purpose), 0, HELP_COLUMNS);
    fprintf(out, "\n%s\n", jh_tr(lang, "Commands:"));
    for (size_t i = 0; i < cli_n_commands; i++)
        fprintf(out, "  %-12s%s\n", cli_commands[i]->name, jh_tr(lang, cli_commands[i]->summary));
    fprintf(out, "\n%s\n", jh_tr(lang, "Global options, before or after the command:"));
    print_options(out, lang, cli_options_count(cli_global_options), cli_global_options, &scratch);
    print_exit_codes(out, lang);
    enum jh_status st = jh_buf_status(&scratch, err);
    jh_buf_release(&scratch);
    return st;
}

static void print_command(FILE *out, enum jh_lang lang, const struct cli_command *command,
    const struct cli_args *args, struct jh_buf *scratch)
{
    cli_synopsis(scratch, command);
    fprintf(out, "%s %s\n\n", jh_tr(lang, "usage:"), scratch->data);
    cli_wrap(out, jh_tr(lang, command->summary), 0, HELP_COLUMNS);
    if (command->details[0] != '\0') {
        fputc('\n', out);
        cli_wrap(out, jh_tr(lang, command->details), 0, HELP_COLUMNS);
    }
    size_t n_global = cli_options_count(cli_global_options), n_own = args->n_options - n_global;
    if (n_own > 0)
        fprintf(out, "\n%s\n", jh_tr(lang, "Options:"));
    print_options(out, lang, n_own, args->option, scratch);
    fprintf(out, "\n%s\n", jh_tr(lang, "Global options, before or after the command:"));
    print_options(out, lang, n_global, args->option + n_own, scratch);
    if (command->example[0] != '\0')
        fprintf(out, "\n%s\n  %s\n", jh_tr(lang, "Example:"), command->example);
}

enum jh_status cli_help_command(
    FILE *out, enum jh_lang lang, const struct cli_command *command, struct jh_error *err)
{
    struct cli_args args = {0};
    struct jh_buf scratch;
    enum jh_status st = cli_command_args(command, 0, &args, err);
    if (st != JH_OK)
        return st;
    jh_buf_init(&scratch, HELP_MAX_BYTES);
    print_command(out, lang, command, &args, &scratch);
    st = jh_buf_status(&scratch, err);
    jh_buf_release(&scratch);
    cli_args_release(&args);
    return st;
}
