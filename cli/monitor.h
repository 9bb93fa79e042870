/*
 * The actions of junheng monitor, and what they share: the catalogue, the values of a level.
 */
#ifndef JH_CLI_MONITOR_H
#define JH_CLI_MONITOR_H

#include "junheng/monitor.h"

#include "io/programme/entries.h"
#include "io/programme/indicators_json.h"

#include "cli/actions.h"
#include "cli/programme.h"

/** What is asked of the values: whose, by which catalogue, what is marked. */
struct cli_monitor_asked {
    enum jh_unit_level level;
    const char *catalogue; /* file; NULL: the one carried */
    size_t n_provisional;
    double min_count;
};
/** From --level, --catalogue, --provisional, --min-count. */
struct cli_monitor_asked cli_monitor_asked_of(const struct cli_args *args);

/** A key of a block: of everything its values follow from. */
typedef char cli_monitor_key[JH_MONITOR_KEY_LEN];

/** A workspace seen by its indicators: dataset, catalogue, register. */
struct cli_monitor {
    struct cli_monitor_asked asked;
    enum jh_store_mode mode;
    struct cli_programme programme;
    struct jh_dataset *dataset;
    struct jh_store_dataset *about;
    struct jh_catalogue catalogue;
    struct jh_units units; /* of the level */
    struct jh_store_entry *head;
    size_t n_heads;              /* entries of values, by indicator */
    cli_monitor_key *period_key; /* [dataset periods] */
    /* After cli_monitor_take(). */
    size_t n_periods;
    const char **period_id;       /* [n_periods] of the dataset, then those only entered */
    struct jh_value_block *block; /* [catalogue.n * n_periods]; numerator NULL: not taken */
    const char **as_of;           /* [catalogue.n * n_periods] NULL: as the dataset */
    cli_monitor_key *key;         /* [catalogue.n * n_periods] "" where there is no value */
    size_t n_computed;            /* blocks that were not kept already */
    struct jh_arena arena;
};
/** Open and read; close in every case. */
enum jh_status cli_monitor_open(struct cli *cli, const struct cli_monitor_asked *asked,
    enum jh_store_mode mode, struct cli_monitor *out, struct jh_error *err) JH_CHECKED;
void cli_monitor_close(struct cli_monitor *m);
/**
 * Have the blocks of the wanted indicators (and of those they follow from) at hand: kept ones where
 * nothing has changed that they follow from, else computed, and kept. Once for each monitor.
 *
 * @param wanted  [catalogue.n] 1: this one; NULL: all of the level.
 */
enum jh_status cli_monitor_take(
    struct cli *cli, struct cli_monitor *m, const uint8_t *wanted, struct jh_error *err) JH_CHECKED;
/** Value of unit u; NaN: missing. */
double cli_monitor_value(const struct cli_monitor *m, size_t indicator, size_t period, size_t unit);
/** A unit, basis, period or source of the catalogue in the reader's language; "" for NULL. */
const char *cli_monitor_said(const struct cli *cli, const char *text);
/** Is the indicator one of the monitor's level? */
bool cli_monitor_has_level(const struct cli_monitor *m, const struct jh_indicator *x);

/** Number of DRGs and deaths in low-risk groups of hospitals from the records in the operands. */
enum jh_status cli_monitor_enter_records(struct cli *cli, const struct cli_args *args,
    struct cli_monitor *m, struct jh_error *err) JH_CHECKED;

cli_action_fn cli_monitor_catalogue, cli_monitor_enter, cli_monitor_values, cli_monitor_store,
    cli_monitor_sheet;
cli_action_fn cli_monitor_propose, cli_monitor_split, cli_monitor_targets, cli_monitor_actions;
cli_action_fn cli_monitor_projects, cli_monitor_predicted, cli_monitor_score,
    cli_monitor_capability;

#endif
