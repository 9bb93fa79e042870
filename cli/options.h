/*
 * Options of the command line: described by tables, checked by type, unit and range in one place.
 */
#ifndef JH_CLI_OPTIONS_H
#define JH_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_INT, CLI_REAL, CLI_CHOICE };

/** One option. `value` and below are for options that take a value. */
struct cli_option {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* 0: none */
    enum cli_kind kind;
    const char *value;        /* placeholder, "MINUTES" */
    const char *unit;         /* message key; NULL or "": none */
    double min, max;          /* numbers: NaN or infinite: open; both 0: open on both sides */
    const char *choices;      /* "given|leiden" */
    const char *default_text; /* parsed like the option itself; NULL: none */
    const char *default_note; /* shown where the default is no value; message key or NULL */
    const char *help;         /* message key, one sentence without a full stop */
    bool writes;              /* makes a reading command record something */
};

/** What was given, or the default. */
struct cli_value {
    bool given;
    const char *text; /* as written; NULL: neither given nor a default */
    double real;
    int64_t integer;
    size_t choice; /* position in choices */
};

/** Options of a command with the values given and what stands beside them. */
struct cli_args {
    size_t n_options;
    struct cli_option *option; /* [n_options] */
    struct cli_value *value;   /* [n_options] */
    size_t n_operands;
    const char **operand; /* [n_operands] */
};

/** Number of rows of a table before its end; 0 for NULL. */
size_t cli_options_count(const struct cli_option *table);
/** Join tables (each ends with a row without name, NULL allowed) and set all defaults. Room for
 *  max_operands operands. JH_E_ARG: a default that its own row refuses. */
enum jh_status cli_args_init(struct cli_args *args, size_t n_tables,
    const struct cli_option *const *table, size_t max_operands, struct jh_error *err) JH_CHECKED;
void cli_args_release(struct cli_args *args);

/**
 * Parse words: `--name value`, `--name=value`, `-x value`, `-xvalue`, flags, operands; after `--`
 * only operands. Later values replace earlier ones.
 *
 * @param first_only    Stop before the first operand (it is the command).
 * @param out_consumed  Number of words read.
 * @return JH_OK; JH_E_ARG with a message that names the option, a hint where a name is close.
 */
enum jh_status cli_args_parse(struct cli_args *args, size_t n_words, const char *const *word,
    bool first_only, size_t *out_consumed, struct jh_error *err) JH_CHECKED;

/** The value of an option that the command's table has. */
const struct cli_value *cli_get(const struct cli_args *args, const char *name);
/** Position of an option, or n_options. */
size_t cli_args_find(const struct cli_args *args, const char *name);

/** Length of the i-th choice of "a|b|c" and where it starts; NULL past the last. */
const char *cli_choice_at(const char *choices, size_t i, size_t *out_len);
/** Whether a word is one of "a|b|c". */
bool cli_choice_has(const char *choices, const char *word);

#endif
