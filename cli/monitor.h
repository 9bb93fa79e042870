/*
 * The actions of junheng monitor, and what they share: the catalogue, the values of a level.
 */
#ifndef JH_CLI_MONITOR_H
#define JH_CLI_MONITOR_H

#include "junheng/monitor.h"

#include "io/programme/entries.h"
#include "io/programme/indicators_json.h"

#include "cli/programme.h"

/** A workspace seen by its indicators: dataset, catalogue, register. */
struct cli_monitor {
    struct cli_programme programme;
    struct jh_dataset *dataset;
    struct jh_store_dataset *about;
    struct jh_catalogue catalogue;
    struct jh_units units; /* of --level */
    size_t n_periods;
    const char **period_id;       /* [n_periods] of the dataset, then those only entered */
    struct jh_value_block *block; /* [catalogue.n * n_periods], of units */
    const char **entered_at;      /* [catalogue.n * n_periods] as of; NULL: computed */
    struct jh_arena arena;
};
/** Open and read; close in every case. The catalogue is --catalogue, else the one carried. */
enum jh_status cli_monitor_open(struct cli *cli, const struct cli_args *args,
    enum jh_store_mode mode, struct cli_monitor *out, struct jh_error *err) JH_CHECKED;
void cli_monitor_close(struct cli_monitor *m);
/** Compute all values of the level: cube, entries, and what follows from them. */
enum jh_status cli_monitor_compute(struct cli *cli, const struct cli_args *args,
    struct cli_monitor *m, struct jh_error *err) JH_CHECKED;
/** Value of unit u; NaN: missing. */
double cli_monitor_value(const struct cli_monitor *m, size_t indicator, size_t period, size_t unit);

typedef enum jh_status cli_monitor_fn(
    struct cli *cli, const struct cli_args *args, struct jh_error *err);
cli_monitor_fn cli_monitor_catalogue, cli_monitor_enter, cli_monitor_values, cli_monitor_store,
    cli_monitor_sheet;
cli_monitor_fn cli_monitor_propose, cli_monitor_split, cli_monitor_targets, cli_monitor_actions;
cli_monitor_fn cli_monitor_projects, cli_monitor_predicted, cli_monitor_score,
    cli_monitor_capability;

#endif
