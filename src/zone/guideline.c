/*
 * How many zones where nobody says.
 */
#include "junheng/zone.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"

/* The guideline of 2021 to 2025 asks for one provincial centre per 10 to 15 million people (its period
 * is over; a number of zones given replaces it). */
#define PEOPLE_PER_ZONE 12.5e6

/* Of the mean zone's people each zone must hold this share, so that a strong city does not swallow its
 * neighbours one by one: a choice of this program. */
#define ZONE_SHARE_MIN 0.6

/* At least two zones, at most as many as there are units to join. */
static enum jh_status suggest(const struct jh_dataset *ds, enum jh_zone_unit unit,
    struct jh_zone_options *out_options, struct jh_error *err)
{
    bool whole = ds->regions.given && unit != JH_ZONE_UNIT_AREA;
    uint8_t *seen = jh_i_calloc(ds->regions.n + 1, sizeof *seen);
    double people = 0;
    int64_t n_units = 0;
    if (seen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < ds->areas.n_inside; a++) {
        uint8_t *mine = &seen[ds->areas.region[a] + 1]; /* JH_NONE: an area that is its own unit */
        people += ds->areas.population[a];
        n_units += !whole || ds->areas.region[a] == JH_NONE || *mine == 0;
        *mine = 1;
    }
    double wanted = fmin(fmax(round(people / PEOPLE_PER_ZONE), 2), (double)n_units);
    out_options->n_zones = (size_t)wanted;
    out_options->min_population = floor(ZONE_SHARE_MIN * people / wanted);
    jh_i_free(seen);
    return JH_OK;
}

enum jh_status jh_zoning_by_guideline(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zone_request *wanted,
    const struct jh_run *run, struct jh_zoning *out_zoning, struct jh_error *err)
{
    struct jh_zone_request request = *wanted;
    if (request.referral != NULL) {
        request.options.min_population = JH_REFERRAL_POPULATION;
        request.options.min_localization = JH_REFERRAL_LOCALIZATION;
        return jh_zoning_make(dataset, table, &request, true, run, out_zoning, err);
    }
    enum jh_status st = suggest(dataset, request.unit, &request.options, err);
    if (st != JH_OK)
        return st;
    st = jh_zoning_make(dataset, table, &request, true, run, out_zoning, err);
    if (st != JH_E_INFEASIBLE)
        return st;
    request.options.min_population = 0; /* nobody asked for balance */
    st = jh_zoning_make(dataset, table, &request, true, run, out_zoning, err);
    if (st != JH_E_INFEASIBLE || request.method == JH_ZONE_LEIDEN)
        return st;
    request.options.n_zones = 0; /* fewer hospital towns than zones suggested */
    return jh_zoning_make(dataset, table, &request, true, run, out_zoning, err);
}
