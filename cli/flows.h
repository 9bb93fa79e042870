/*
 * The tables of the command flows.
 */
#ifndef JH_CLI_FLOWS_H
#define JH_CLI_FLOWS_H

#include "junheng/flow.h"
#include "junheng/zone.h"

#include "base/arena.h"

#include "cli/cli.h"
#include "cli/units.h"

/** One question about flows and what answers need. */
struct cli_flows {
    struct cli *cli;
    const struct jh_dataset *dataset;
    enum cli_by by;
    size_t top; /* 0: all */
    bool each_specialty, totals;
    double border_reach_min;
    struct jh_flow_table table;
    struct jh_zoning zoning; /* made where zones are asked about */
    struct cli_units units;
    struct jh_arena arena;
};

/** Out-of-area rates, four-way split, inflow, localization by unit and specialty. */
enum jh_status cli_flows_rates(struct cli_flows *flows, struct jh_error *err) JH_CHECKED;
/** Leaving specialties of each zone with all rankings. */
enum jh_status cli_flows_leaving(struct cli_flows *flows, struct jh_error *err) JH_CHECKED;
/** Who goes where: origin-destination table with relevance and commitment index. */
enum jh_status cli_flows_destinations(struct cli_flows *flows, struct jh_error *err) JH_CHECKED;

#endif
