/*
 * The methods of junheng evaluate.
 */
#ifndef JH_CLI_EVALUATE_H
#define JH_CLI_EVALUATE_H

#include "base/strmap.h"
#include "io/programme/panel_csv.h"

#include "cli/cli.h"

typedef enum jh_status cli_evaluate_fn(struct cli *cli, const struct cli_args *args,
    const struct jh_panel_table *table, struct jh_error *err);

cli_evaluate_fn cli_evaluate_did, cli_evaluate_event_study, cli_evaluate_staggered,
    cli_evaluate_series, cli_evaluate_synthetic;
enum jh_status cli_evaluate_compare(
    struct cli *cli, const struct cli_args *args, struct jh_error *err) JH_CHECKED;
enum jh_status cli_evaluate_funnel(
    struct cli *cli, const struct cli_args *args, struct jh_error *err) JH_CHECKED;

struct cli_monitor;
/** The workspace by its indicators over --units, and the number of --indicator. Close in every case. */
enum jh_status cli_evaluate_open(struct cli *cli, const struct cli_args *args,
    struct cli_monitor *out, size_t *out_indicator, struct jh_error *err) JH_CHECKED;

/** A panel of --indicator over the units of --units, opened where the register's projects did. */
enum jh_status cli_evaluate_panel_of_workspace(struct cli *cli, const struct cli_args *args,
    struct jh_panel_table *out, struct jh_error *err) JH_CHECKED;

/** Rows of all units by stratum; arrays live in the arena of the sheet. */
struct cli_mix {
    struct jh_sheet sheet;
    struct jh_strmap units, strata;
    size_t n_units, n_strata, reference;
    enum jh_eval_kind kind;
    const char **unit;
    double *cases, *sum, *squares, *baseline; /* [n_units * n_strata]; baseline [n_units] */
};
/** Hospitals of the dataset by specialty and hardness, --measure of the last year; baseline: the
 *  standardised ratio of the first year. The reference is --reference, else all hospitals. */
enum jh_status cli_evaluate_mix_of_dataset(struct cli *cli, const struct cli_args *args,
    struct cli_mix *out, struct jh_error *err) JH_CHECKED;
/** The same by DRG, from the discharge records in the files of the operands. */
enum jh_status cli_evaluate_mix_of_records(struct cli *cli, const struct cli_args *args,
    struct cli_mix *out, struct jh_error *err) JH_CHECKED;
/** Cases and amounts of hospitals by stratum, of the first and the last year. */
struct cli_mix_years {
    const struct jh_dataset *d;
    size_t n_strata;
    double *cases[2], *sum[2]; /* [hospitals.n * n_strata] */
};
enum { CLI_MIX_FIRST = 0, CLI_MIX_LAST = 1 };
/** Measures (bits) and kind of --measure. */
void cli_evaluate_measure(
    const struct cli_args *args, uint32_t *out_measures, enum jh_eval_kind *out_kind);
enum jh_status cli_mix_years_make(const struct jh_dataset *d, size_t n_strata,
    struct cli_mix_years *out, struct jh_error *err) JH_CHECKED;
void cli_mix_years_release(struct cli_mix_years *years);
/** Hospitals with enough cases in the last year beside --reference (all hospitals where not given);
 *  baseline: the ratio of the first year. `out` has its kind. */
enum jh_status cli_mix_years_fill(const struct cli_args *args, const struct cli_mix_years *years,
    struct cli_mix *out, struct jh_error *err) JH_CHECKED;

#endif
