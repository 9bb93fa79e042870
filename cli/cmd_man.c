/*
 * junheng man: the man page, from the same tables as --help.
 */
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "version.h"

#include "cli/commands.h"
#include "cli/dispatch.h"
#include "cli/help.h"
#include "cli/width.h"

static void put_roff_char(FILE *out, char c)
{
    if (c == '\\')
        fputs("\\e", out);
    else if (c == '-')
        fputs("\\-", out);
    else
        fputc(c, out);
    if (c == '|')
        fputs("\\:", out);
}

/* Text with what roff would take for its own made harmless, and with the places where a line of
 * Chinese or of choices may break. */
static void put_roff(FILE *out, const char *text)
{
    size_t len = strlen(text);
    if (text[0] == '.' || text[0] == '\'')
        fputs("\\&", out);
    for (size_t i = 0; i < len;) {
        size_t n = cli_width_piece(text + i, len - i);
        for (size_t k = 0; k < n || k == 0; k++)
            put_roff_char(out, text[i + k]);
        i += n > 0 ? n : 1;
        if (n > 0 && i < len && text[i] != ' ')
            fputs("\\:", out);
    }
}

static void put_heading(FILE *out, enum jh_lang lang, const char *english)
{
    fprintf(out, ".SH \"%s\"\n", jh_tr(lang, english));
}

static void put_paragraph(FILE *out, const char *text)
{
    put_roff(out, text);
    fputc('\n', out);
}

static void put_options(
    FILE *out, enum jh_lang lang, size_t n, const struct cli_option *option, struct jh_buf *scratch)
{
    for (size_t i = 0; i < n; i++) {
        jh_buf_reset(scratch);
        cli_option_head(scratch, &option[i]);
        fputs(".TP\n.B ", out);
        put_paragraph(out, scratch->data);
        jh_buf_reset(scratch);
        cli_option_text(scratch, lang, &option[i]);
        put_paragraph(out, scratch->data);
    }
}

static enum jh_status put_command(FILE *out, enum jh_lang lang, const struct cli_command *command,
    struct jh_buf *scratch, struct jh_error *err)
{
    struct cli_args args = {0};
    enum jh_status st = cli_command_args(command, 0, &args, err);
    if (st != JH_OK)
        return st;
    fprintf(out, ".SS %s\n.nf\n", command->name);
    jh_buf_reset(scratch);
    cli_synopsis(scratch, command);
    put_paragraph(out, scratch->data);
    fputs(".fi\n.PP\n", out);
    put_paragraph(out, jh_tr(lang, command->summary));
    if (command->details[0] != '\0') {
        fputs(".PP\n", out);
        put_paragraph(out, jh_tr(lang, command->details));
    }
    put_options(
        out, lang, args.n_options - cli_options_count(cli_global_options), args.option, scratch);
    cli_args_release(&args);
    return JH_OK;
}

static void put_ending(FILE *out, enum jh_lang lang)
{
    put_heading(out, lang, "OUTPUT");
    put_paragraph(out, jh_tr(lang,
                           "Results go to standard output, everything else to standard error. "
                           "A figure that was not collected is empty in CSV, null in JSON and "
                           "a dash in text, never 0; one that cannot be reached is inf in CSV, "
                           "null in JSON. CSV has no summary. Shares are fractions in CSV and "
                           "JSON, percentages in text"));
    put_heading(out, lang, "EXIT STATUS");
    for (size_t i = 0; i < cli_n_exit_meanings; i++) {
        fprintf(out, ".TP\n.B %d\n", cli_exit_meanings[i].code);
        put_paragraph(out, jh_tr(lang, cli_exit_meanings[i].text));
    }
    put_heading(out, lang, "ENVIRONMENT");
    fputs(".TP\n.B LC_ALL, LC_MESSAGES, LANG\n", out);
    put_paragraph(out, jh_tr(lang,
                           "The first that is set gives the language unless --lang does: "
                           "Chinese where it begins with zh, else English"));
    put_heading(out, lang, "EXAMPLES");
    for (size_t i = 0; i < cli_n_commands; i++)
        if (cli_commands[i]->example[0] != '\0') {
            fputs(".TP\n", out);
            put_paragraph(out, jh_tr(lang, cli_commands[i]->summary));
            fputs(".B ", out);
            put_paragraph(out, cli_commands[i]->example);
        }
}

static enum jh_status run(struct cli *cli, const struct cli_args *args, struct jh_error *err)
{
    (void)args;
    FILE *out = cli->out;
    struct jh_buf scratch;
    enum jh_status st = JH_OK;
    jh_buf_init(&scratch, 1 << 16);
    /* Not justified: lines of Chinese have no blanks to stretch. */
    fprintf(out, ".TH JUNHENG 1 \"\" \"%s %s\"\n.ad l\n.nh\n", CLI_PROGRAM, JH_VERSION);
    put_heading(out, cli->lang, "NAME");
    fprintf(out, "%s \\- ", CLI_PROGRAM);
    put_paragraph(out, jh_tr(cli->lang, cli_purpose));
    put_heading(out, cli->lang, "SYNOPSIS");
    fputs(".nf\n", out);
    for (size_t i = 0; i < cli_n_commands; i++) {
        jh_buf_reset(&scratch);
        cli_synopsis(&scratch, cli_commands[i]);
        put_paragraph(out, scratch.data);
    }
    fputs(".fi\n", out);
    put_heading(out, cli->lang, "GLOBAL OPTIONS");
    put_options(
        out, cli->lang, cli_options_count(cli_global_options), cli_global_options, &scratch);
    put_heading(out, cli->lang, "COMMANDS");
    for (size_t i = 0; i < cli_n_commands; i++)
        JH_TRY(st, put_command(out, cli->lang, cli_commands[i], &scratch, err));
    put_ending(out, cli->lang);
    st = jh_buf_status(&scratch, err);
out:
    jh_buf_release(&scratch);
    return st;
}

const struct cli_command cli_cmd_man = {
    .name = "man",
    .summary = "Print the manual page",
    .details = "",
    .operands = "",
    .example = "junheng man | man -l -",
    .run = run,
};
