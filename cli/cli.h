/*
 * The program as its commands see it: what was asked for, where to write, how to run long work.
 */
#ifndef JH_CLI_CLI_H
#define JH_CLI_CLI_H

#include <stdio.h>

#include "junheng/run.h"
#include "junheng/status.h"

#include "cli/options.h"
#include "cli/progress.h"

#define CLI_PROGRAM "junheng"

enum cli_format { CLI_FORMAT_TEXT = 0, CLI_FORMAT_CSV = 1, CLI_FORMAT_JSON = 2 };

struct cli_column;
struct cli_command;
struct jh_dataset;
struct jh_flow_table;

/** One run of the program. Commands borrow it. */
struct cli {
    enum jh_lang lang;
    enum cli_format format;
    bool quiet;
    bool seed_given;
    const char *workspace;
    struct jh_dataset *dataset;        /* its dataset where loaded already, else NULL; borrowed */
    const struct jh_flow_table *flows; /* all of its flows reduced, likewise */
    const struct cli_command *command;
    FILE *out, *diagnostics; /* results; everything else */
    void (*on_columns)(
        void *ctx, size_t n, const struct cli_column *column); /* NULL: nobody asks */
    void *on_columns_ctx;
    bool raced; /* somebody else wrote to the ledger between reading and writing: do it anew */
    const char *columns; /* JSON: these columns alone, "a,b"; NULL: all */
    int digits;          /* JSON: of numbers that are not whole; 0: all that they have */
    struct cli_progress progress;
    struct jh_run run; /* progress, stopping, seed, threads: pass it on */
};

/** Does the work of a command. JH_E_INFEASIBLE: the answer is no. */
typedef enum jh_status cli_run_fn(
    struct cli *cli, const struct cli_args *args, struct jh_error *err);

/** Options that a table elsewhere describes (scenario keys): allocated, free with jh_i_free(). */
typedef enum jh_status cli_more_options_fn(struct cli_option **out_options, struct jh_error *err);

/** Whether the server answers a command too: those that only read and take no operands. */
enum cli_served {
    CLI_SERVED_NO = 0,
    CLI_SERVED_DATASET = 1,  /* its answer depends on the dataset and its options alone */
    CLI_SERVED_WORKSPACE = 2 /* also on the plans kept */
};

/** One row of the command table: drives parsing, help, man page and completion. */
struct cli_command {
    const char *name;
    const char *summary;               /* message key, one line */
    const char *details;               /* message key, a paragraph; "" if the summary says it all */
    const char *operands;              /* "DIR|FILE..."; "" for none */
    size_t min_operands, max_operands; /* SIZE_MAX: any number */
    const struct cli_option *options;  /* ends with a row without name; NULL: none */
    cli_more_options_fn *more_options; /* NULL: none */
    const char *example;               /* one command line; "" for none */
    enum cli_served served;
    cli_run_fn *run;
};

#endif
