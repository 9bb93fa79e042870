/*
 * What `zones` prints beside its list of areas: indices, comparison, stability.
 */
#ifndef JH_CLI_ZONES_H
#define JH_CLI_ZONES_H

#include "junheng/zone.h"

#include "cli/table.h"

/** A dataset, its flows and what was asked for. */
struct cli_zones {
    struct cli *cli;
    const struct jh_dataset *dataset;
    const struct jh_flow_table *flows;
    struct jh_zone_request request; /* its huff and referral are set by cli_zones_make() */
    struct jh_zone_huff huff;
    struct jh_zone_referral referral;
    bool by_referral;  /* dartmouth: referral regions */
    bool number_given; /* number or a minimum: else the guideline's */
    size_t n_numbers;  /* of zones to compare; 0: one, as asked for */
    const size_t *number;
};

/** What the options of `zones` ask for; borrows all of it, lists live in the arena. */
enum jh_status cli_zones_wanted(struct cli *cli, const struct cli_args *args,
    const struct jh_dataset *dataset, const struct jh_flow_table *flows, struct jh_arena *arena,
    struct cli_zones *out, struct jh_error *err) JH_CHECKED;
/** Zones by the request's method. */
enum jh_status cli_zones_make(const struct cli_zones *zones, enum jh_zone_method method,
    const struct jh_run *run, struct jh_zoning *out, struct jh_error *err) JH_CHECKED;
/** One row per method and number of zones (given zones where there are any), with all indices. */
enum jh_status cli_zones_compare(const struct cli_zones *zones, struct jh_error *err) JH_CHECKED;

/** One row per zone. */
enum jh_status cli_zones_list(
    const struct cli_zones *zones, const struct jh_zoning *zoning, struct jh_error *err) JH_CHECKED;

/** One row per area that changes hands between two zonings. */
enum jh_status cli_zones_changes(const struct cli_zones *zones, const struct jh_zoning *before,
    const struct jh_zoning *after, struct jh_error *err) JH_CHECKED;

/** How stable zones are over seeds, in the summary. */
struct cli_stability {
    double adjusted_rand; /* mean with the first seed's */
    double kept;          /* share of areas that keep their zone with every seed */
};
/** Zones with n_seeds seeds from the run's on, against the first ones. */
enum jh_status cli_zones_stability(const struct cli_zones *zones, const struct jh_zoning *first,
    size_t n_seeds, struct cli_stability *out, struct jh_error *err) JH_CHECKED;

#endif
