/*
 * The actions of junheng programme, and what they share: the register read from the ledger, facts
 * written to it.
 */
#ifndef JH_CLI_PROGRAMME_H
#define JH_CLI_PROGRAMME_H

#include "junheng/programme.h"
#include "junheng/store.h"

#include "io/programme/facts.h"
#include "io/programme/machines_json.h"

#include "cli/actions.h"
#include "cli/cli.h"

/** Options of all commands that write to the ledger. */
#define CLI_LEDGER_OPTIONS                                                                         \
    {.name = "by",                                                                                 \
        .kind = CLI_TEXT,                                                                          \
        .value = "NAME",                                                                           \
        .help = "who writes",                                                                      \
        .default_note = "the user"},                                                               \
    {                                                                                              \
        .name = "today", .kind = CLI_TEXT, .value = "DATE", .default_note = "the clock's",         \
        .help = "the day that counts as today"                                                     \
    }

enum { CLI_SOON_DAYS = 30 };

/** The programme of a workspace, open. */
struct cli_programme {
    struct cli *cli; /* of the command that opened it; NULL: none */
    struct jh_store *store;
    struct jh_machines machines;
    struct jh_register *reg;
    struct jh_store_entry *entry; /* the ledger as read */
    size_t n_entries;
    int64_t last;     /* id of its last row */
    size_t n_applied; /* facts that cli_programme_write() found fit before it ended */
};
/** Open and read; with writing a workspace is made where there is none. Close in every case. */
enum jh_status cli_programme_open(struct cli *cli, enum jh_store_mode mode,
    struct cli_programme *out, struct jh_error *err) JH_CHECKED;
void cli_programme_close(struct cli_programme *p);
/** The same of a store that is open and stays the caller's. Release in every case. */
enum jh_status cli_programme_read(
    struct jh_store *store, struct cli_programme *out, struct jh_error *err) JH_CHECKED;
void cli_programme_release(struct cli_programme *p);

/** Facts as rows of the ledger; they point into the facts, `at` and `actor`. There is room for one
 *  row more. */
struct cli_fact_rows {
    size_t n;
    struct jh_store_entry *entry;
    struct jh_buf *body;
};
/** Check facts against the register, which takes them, and make their rows. Release in every case. */
enum jh_status cli_fact_rows_make(struct cli_programme *p, const struct jh_facts *facts,
    const char *at, const char *actor, struct cli_fact_rows *out, struct jh_error *err) JH_CHECKED;
void cli_fact_rows_release(struct cli_fact_rows *rows);
/** Append facts, all or none, by --by. */
enum jh_status cli_programme_write(const struct cli_args *args, struct cli_programme *p,
    const struct jh_facts *facts, struct jh_error *err) JH_CHECKED;
/** JH_E_CONFLICT: what the fact changes was written after the row of --seen. */
enum jh_status cli_programme_check_seen(const struct cli_args *args, const struct cli_programme *p,
    const struct jh_fact *fact, struct jh_error *err) JH_CHECKED;
/** JH_E_NOT_FOUND: there is no thing of that kind and id. */
enum jh_status cli_programme_unknown(enum jh_fact_kind kind, const char *id, struct jh_error *err);
/** What only new rows must keep of a cycle and its reports: older ledgers may say otherwise and are read
 *  all the same. */
enum jh_status cli_programme_check_cycle(
    const struct cli_programme *p, const struct jh_fact *fact, struct jh_error *err) JH_CHECKED;
/** The file with that hash; NULL. */
const struct jh_store_file *cli_evidence_find(
    size_t n, const struct jh_store_file *file, const char *hash);
/** A reporting cycle that still takes something in; JH_E_INFEASIBLE: it is closed. */
enum jh_status cli_programme_check_open(
    const struct jh_entity *cycle, struct jh_error *err) JH_CHECKED;
/** --today, else the clock's day. */
enum jh_status cli_programme_today(
    const struct cli_args *args, int64_t *out_day, struct jh_error *err) JH_CHECKED;
/** Who writes: --by, else the user's name. */
const char *cli_programme_actor(const struct cli_args *args);
/** Operand k (after the action), required. */
enum jh_status cli_programme_operand(
    const struct cli_args *args, size_t k, const char **out, struct jh_error *err) JH_CHECKED;

/** Keep the file of --attach, where given, and name it in the evidence of the last fact. */
enum jh_status cli_programme_attach_to(const struct cli_args *args, const struct cli_programme *p,
    struct jh_facts *facts, struct jh_error *err) JH_CHECKED;
/** Every file that the facts name is in the workspace; JH_E_NOT_FOUND. */
enum jh_status cli_programme_check_files(
    struct jh_store *store, const struct jh_facts *facts, struct jh_error *err) JH_CHECKED;

enum { CLI_N_YEAR_FIGURES = 13 };
struct cli_year_figure {
    const char *name; /* message key */
    double value;
};
void cli_programme_year_figures(
    const struct jh_programme_year *year, struct cli_year_figure out[CLI_N_YEAR_FIGURES]);
/** The report of a year as a Word document in the folder: year-YEAR.docx. */
enum jh_status cli_programme_year_docx(struct cli *cli, const struct cli_programme *programme,
    const struct jh_programme_year *figures, const char *year, int64_t today, const char *dir,
    struct jh_error *err) JH_CHECKED;

cli_action_fn cli_programme_attach, cli_programme_files, cli_programme_file;
cli_action_fn cli_programme_import, cli_programme_add, cli_programme_move, cli_programme_from_plan,
    cli_programme_announced;
cli_action_fn cli_programme_list, cli_programme_show, cli_programme_history, cli_programme_machines,
    cli_programme_kinds;
cli_action_fn cli_programme_alarms, cli_programme_schedule, cli_programme_money,
    cli_programme_batches, cli_programme_exporters, cli_programme_year;
cli_action_fn cli_programme_template, cli_programme_collect, cli_programme_chase,
    cli_programme_consolidate, cli_programme_publish;

#endif
