/*
 * One run of junheng access: who offers how much to whom, and what comes out.
 */
#ifndef JH_CLI_ACCESS_H
#define JH_CLI_ACCESS_H

#include "junheng/access.h"
#include "junheng/model.h"
#include "junheng/travel.h"
#include "junheng/zone.h"

#include "base/arena.h"

#include "cli/cli.h"

/** The row of the reach, of every command that counts what is within one. */
#define CLI_OPTION_REACH                                                                           \
    {                                                                                              \
        .name = "reach", .letter = 'r', .kind = CLI_REAL, .value = "MINUTES", .unit = "minutes",   \
        .min = 1, .max = 1440, .default_text = "60",                                               \
        .help = "travel time within which care counts"                                             \
    }

/** One kind of supply and what was found for it. */
struct cli_access_supply {
    const char *name;
    double *amount; /* [hospitals.n], NaN: not stated */
    double *supply; /* [n_sites] */
    double *access; /* [areas.n] or [n_sites], by the method */
    double *figure; /* the same, per person: what equity is of */
    size_t n_sites; /* with some of it */
    struct jh_equity equity;
    struct jh_equity_income by_income;
    double fgt[3];
};
struct cli_access {
    const struct jh_dataset *dataset;
    struct jh_access_options options;
    struct jh_travel_options travel;
    bool any_site;       /* nearest hospital, whatever it offers */
    bool ignore_outside; /* hospitals beyond the border */
    bool streamed;       /* pairs are not held */
    struct jh_arena scratch;
    size_t n_supplies;
    struct cli_access_supply *supply;
    const char *people_name; /* NULL: population */
    double *people;          /* [areas.n] */
    size_t n_sites;
    int32_t *site; /* [n_sites], hospitals */
    struct jh_travel_pairs pairs;
    const char *income_name; /* NULL: not asked */
    double line, low, high;  /* NaN: not asked */
    size_t n_judged;         /* units that equity is over */
    size_t n_groups;         /* of areas, for Theil's parts */
    const int32_t *group;    /* [n_judged] or NULL */
};

/** The supplies that the words ask for: columns of hospitals, or of capabilities by specialty. */
enum jh_status cli_access_supplies(struct cli_access *q, const char *columns,
    const char *specialties, struct jh_error *err) JH_CHECKED;
/** Sites, people, travel, accessibility and equity of all supplies. */
enum jh_status cli_access_answer(
    struct cli_access *q, const struct jh_run *run, struct jh_error *err) JH_CHECKED;
/** Sites, people and travel alone. */
enum jh_status cli_access_prepare(
    struct cli_access *q, const struct jh_run *run, struct jh_error *err) JH_CHECKED;

enum cli_access_show { CLI_ACCESS_UNITS, CLI_ACCESS_LORENZ, CLI_ACCESS_ZONES };
enum jh_status cli_access_print(struct cli *cli, struct cli_access *q, enum cli_access_show show,
    const struct jh_zoning *zoning, struct jh_error *err) JH_CHECKED;
/** Share new supply, print who gets how much. most: of one hospital's supply in all; INFINITY: any. */
enum jh_status cli_access_share(struct cli *cli, struct cli_access *q, double total, double most,
    struct jh_error *err) JH_CHECKED;

#endif
