/*
 * What the options of `sample` ask for.
 */
#ifndef JH_CLI_SAMPLE_H
#define JH_CLI_SAMPLE_H

#include "junheng/sample.h"

#include "cli/cli.h"

struct jh_sample_options cli_sample_wanted(const struct cli *cli, const struct cli_args *args);

#endif
