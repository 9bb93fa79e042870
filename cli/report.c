#include "cli/report.h"

#include <stdarg.h>

#include "base/msg.h"

void cli_report_error(
    FILE *out, enum jh_lang lang, const struct cli_command *command, const struct jh_error *err)
{
    fprintf(out, "%s%s%s: %s\n", CLI_PROGRAM, command != NULL ? " " : "",
        command != NULL ? command->name : "", err->message[lang]);
    if (err->where[0] != '\0')
        fprintf(out, "  %s: %s\n", jh_tr(lang, "where"), err->where);
    if (err->hint[lang][0] != '\0')
        fprintf(out, "  %s: %s\n", jh_tr(lang, "hint"), err->hint[lang]);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
void cli_say(struct cli *cli, const char *format, ...)
{
    if (cli->quiet)
        return;
    cli_progress_clear(&cli->progress);
    va_list args;
    va_start(args, format);
    vfprintf(cli->diagnostics, jh_tr(cli->lang, format), args);
    va_end(args);
    fputc('\n', cli->diagnostics);
}
#pragma GCC diagnostic pop

const char *cli_severity_name(enum jh_severity severity)
{
    switch (severity) {
    case JH_SEVERITY_NOTE:
        return "note";
    case JH_SEVERITY_WARNING:
        return "warning";
    case JH_SEVERITY_ERROR:
        return "error";
    }
    return "";
}

static void report_example(FILE *out, enum jh_lang lang, const struct jh_finding_example *example)
{
    fputs("    ", out);
    if (example->file != NULL)
        fputs(example->file, out);
    if (example->line > 0)
        fprintf(out, ":%lld", (long long)example->line);
    if (example->column > 0)
        fprintf(out, ":%lld", (long long)example->column);
    fprintf(out, ": %s", example->text[lang]);
    if (example->found != NULL && example->found[0] != '\0')
        fprintf(out, " (%s \"%s\")", jh_tr(lang, "found"), example->found);
    fputc('\n', out);
}

void cli_report_findings(FILE *out, enum jh_lang lang, const struct jh_findings *findings)
{
    for (int severity = JH_SEVERITY_ERROR; severity >= JH_SEVERITY_NOTE; severity--)
        for (size_t i = 0; i < findings->n; i++) {
            const struct jh_finding *finding = &findings->item[i];
            if ((int)finding->severity != severity)
                continue;
            fprintf(out, "%s: %s: %llu  [%s]\n", jh_tr(lang, cli_severity_name(finding->severity)),
                finding->title[lang], (unsigned long long)finding->count, finding->rule);
            for (size_t e = 0; e < finding->n_examples; e++)
                report_example(out, lang, &finding->example[e]);
            if (finding->count > finding->n_examples && finding->n_examples > 0)
                fprintf(out, "    ...\n");
        }
}
