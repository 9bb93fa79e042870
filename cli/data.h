/*
 * What several commands do with datasets: load the stored one, list what is in one.
 */
#ifndef JH_CLI_DATA_H
#define JH_CLI_DATA_H

#include "junheng/findings.h"
#include "junheng/flow.h"
#include "junheng/model.h"

#include "base/buf.h"

#include "cli/cli.h"

/** The dataset of the workspace; free it whether or not it was loaded already. JH_E_IO where there is no workspace or nothing in it yet. */
enum jh_status cli_dataset_load(
    struct cli *cli, struct jh_dataset **out_dataset, struct jh_error *err) JH_CHECKED;
/** Its flows, reduced: shared where those of all periods and specialties were reduced already.
 *  Release with cli_flows_release(). query NULL: all, first basis present. */
enum jh_status cli_flows_take(const struct cli *cli, const struct jh_dataset *dataset,
    const struct jh_flow_query *query, struct jh_flow_table *out_flows,
    struct jh_error *err) JH_CHECKED;
void cli_flows_release(const struct cli *cli, struct jh_flow_table *flows);
/** Keep it in the workspace, with the data report of its import. */
enum jh_status cli_dataset_save(struct cli *cli, const struct jh_dataset *dataset,
    const char *imported_from, const struct jh_findings *findings, struct jh_error *err) JH_CHECKED;
/** A data report as JSON: {"rows":[{severity, rule, count, title, examples}], "errors", "warnings"}. */
void cli_findings_json(const struct jh_findings *findings, enum jh_lang lang, struct jh_buf *out);
/** Print its tables with their row counts, then the summary of the dataset. */
enum jh_status cli_dataset_print(
    struct cli *cli, const struct jh_dataset *dataset, struct jh_error *err) JH_CHECKED;

/** What a row is about: its id; in text for people with its name behind it. The text lives in
 *  scratch until the next call. */
const char *cli_label(
    const struct cli *cli, struct jh_buf *scratch, const char *id, const char *name);

/** A word that CSV and JSON keep as it is and text translates; a message key. */
const char *cli_word(const struct cli *cli, const char *word);

/** A whole file of at most max_bytes. */
enum jh_status cli_file_read(
    const char *path, size_t max_bytes, struct jh_buf *out, struct jh_error *err) JH_CHECKED;
enum jh_status cli_file_write(
    const char *dir, const char *name, const char *text, struct jh_error *err) JH_CHECKED;

#endif
