/*
 * Diagnostics for people: errors, warnings, the data report.
 */
#ifndef JH_CLI_REPORT_H
#define JH_CLI_REPORT_H

#include "junheng/findings.h"

#include "cli/cli.h"

/** "junheng plan: message", where it is, what to do. command NULL: the program itself. */
void cli_report_error(
    FILE *out, enum jh_lang lang, const struct cli_command *command, const struct jh_error *err);
/** A line of diagnostics unless --quiet; the format is a message key. */
void cli_say(struct cli *cli, const char *format, ...) JH_PRINTF(2, 3);
/** "error", "warning", "note": stable, and message keys. */
const char *cli_severity_name(enum jh_severity severity);
/** The data report as text, grouped by rule, errors first. */
void cli_report_findings(FILE *out, enum jh_lang lang, const struct jh_findings *findings);

#endif
