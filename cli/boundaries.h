/*
 * Boundaries of the user for the dataset of the workspace.
 */
#ifndef JH_CLI_BOUNDARIES_H
#define JH_CLI_BOUNDARIES_H

#include "base/fingerprint.h"
#include "junheng/io.h"

#include "cli/cli.h"

/** Read them into the dataset of the workspace and keep it; path NULL: drop what is there.
 *  out_fingerprint, that of the dataset with them, may be NULL. */
enum jh_status cli_boundaries_change(struct cli *cli, const char *path,
    const struct jh_boundaries_options *options, struct jh_boundaries_report *out_report,
    char out_fingerprint[JH_FINGERPRINT_LEN], struct jh_error *err) JH_CHECKED;

#endif
