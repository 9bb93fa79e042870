/*
 * Tables of a plan about today's flows: zones, their specialties, regions, areas.
 */
#include "io/plan/plan_rows.h"

static void fill_zones(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_zones *zones = &plan->zoning.zones;
    const size_t n_specialties = plan->dataset->specialties.n;
    for (size_t z = 0; z < zones->n; z++) {
        double n_areas = 0, population = 0, n_centres = 0;
        for (size_t a = 0; a < plan->dataset->areas.n_inside; a++) {
            n_areas += zones->of_area[a] == (int32_t)z;
            population += zones->of_area[a] == (int32_t)z ? plan->dataset->areas.population[a] : 0;
        }
        for (size_t c = 0; c < plan->n_centres; c++)
            n_centres += plan->centre[c].zone == (int32_t)z;
        jh_i_put_zone(rows, (int32_t)z);
        jh_i_put_text(rows, zones->centre_city[z]);
        jh_i_put_num(rows, n_areas);
        jh_i_put_num(rows, population);
        jh_i_put_num(rows, n_centres);
        jh_i_put_rates(rows, &plan->by_zone[z * (n_specialties + 1) + n_specialties]);
    }
}
static const struct jh_i_column zones_columns[] = {
    JH_I_COLUMN_ZONE,
    {"centre_city", "centre city", "", JH_FORMAT_TEXT},
    {"areas", "areas", "", JH_FORMAT_COUNT},
    {"population", "population", "persons", JH_FORMAT_COUNT},
    {"centres", "centres", "", JH_FORMAT_COUNT},
    JH_I_RATES_COLUMNS,
};
const struct jh_i_table_def jh_i_table_zones = {
    "zones", "Zones", JH_I_COLUMNS(zones_columns), fill_zones};

static void fill_zone_specialties(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const size_t n_specialties = plan->dataset->specialties.n;
    for (size_t z = 0; z < plan->zoning.zones.n; z++) {
        for (size_t s = 0; s < n_specialties; s++) {
            const struct jh_leaving *leaving = &plan->leaving[z * n_specialties + s];
            jh_i_put_zone(rows, (int32_t)z);
            jh_i_put_text(rows, plan->dataset->specialties.id[s]);
            jh_i_put_flag(rows, plan->planned[z * n_specialties + s] != 0);
            for (int r = 0; r < JH_N_RANKINGS; r++) {
                jh_i_put_num(rows, leaving->value[r]);
                jh_i_put_num(rows, leaving->rank[r] > 0 ? leaving->rank[r] : JH_NAN);
            }
            jh_i_put_num(rows, leaving->benchmark_rate);
            jh_i_put_rates(rows, &plan->by_zone[z * (n_specialties + 1) + s]);
        }
    }
}
static const struct jh_i_column zone_specialties_columns[] = {
    JH_I_COLUMN_ZONE,
    JH_I_COLUMN_SPECIALTY,
    {"planned", "planned", "", JH_FORMAT_FLAG},
    {"leaving_cases", "leaving cases", "a year", JH_FORMAT_CASES},
    {"rank_cases", "rank by leaving cases", "", JH_FORMAT_COUNT},
    {"leaving_persons", "leaving persons", "a year", JH_FORMAT_CASES},
    {"rank_persons", "rank by leaving persons", "", JH_FORMAT_COUNT},
    {"leaving_hard_cases", "leaving hard cases", "a year", JH_FORMAT_CASES},
    {"rank_hard", "rank by leaving hard cases", "", JH_FORMAT_COUNT},
    {"excess_cases", "excess leaving cases", "a year", JH_FORMAT_CASES},
    {"rank_excess", "rank by excess leaving cases", "", JH_FORMAT_COUNT},
    {"leaving_cost", "cost of leaving cases", "yuan a year", JH_FORMAT_NUMBER},
    {"rank_cost", "rank by cost of leaving cases", "", JH_FORMAT_COUNT},
    {"beds_per_1000_cases", "beds per 1,000 cases", "", JH_FORMAT_NUMBER},
    {"rank_shortage", "rank by local shortage", "", JH_FORMAT_COUNT},
    {"benchmark_rate", "out-of-area rate of the best tenth of zones", "", JH_FORMAT_SHARE},
    JH_I_RATES_COLUMNS,
};
const struct jh_i_table_def jh_i_table_zone_specialties = {"zone_specialties",
    "Specialties of zones", JH_I_COLUMNS(zone_specialties_columns), fill_zone_specialties};

static void fill_regions(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_regions *regions = &plan->dataset->regions;
    const size_t n_specialties = plan->dataset->specialties.n;
    for (size_t r = 0; r < regions->n; r++) {
        const struct jh_flow_rates *rates = plan->by_region + r * (n_specialties + 1);
        if (!(rates[n_specialties].cases > 0))
            continue; /* a higher level: its figures are sums */
        /* The sum comes first; a single specialty is the sum. */
        for (size_t i = 0; i < (n_specialties > 1 ? n_specialties + 1 : 1); i++) {
            size_t s = i == 0 ? n_specialties : i - 1;
            jh_i_put_text(rows, regions->id[r]);
            jh_i_put_text(rows, regions->name[r]);
            jh_i_put_text(rows, jh_i_specialty_name(plan->dataset, s));
            jh_i_put_rates(rows, &rates[s]);
        }
    }
}
static const struct jh_i_column regions_columns[] = {
    {"region_id", "region id", "", JH_FORMAT_TEXT},
    {"region_name", "region", "", JH_FORMAT_TEXT},
    JH_I_COLUMN_SPECIALTY,
    JH_I_RATES_COLUMNS,
};
const struct jh_i_table_def jh_i_table_regions = {
    "regions", "Regions", JH_I_COLUMNS(regions_columns), fill_regions};

static void fill_areas(struct jh_i_rows *rows)
{
    const struct jh_plan *plan = rows->plan;
    const struct jh_areas *areas = &plan->dataset->areas;
    const size_t n_specialties = plan->dataset->specialties.n;
    for (size_t a = 0; a < areas->n_inside; a++) {
        jh_i_put_text(rows, areas->id[a]);
        jh_i_put_text(rows, areas->name[a]);
        jh_i_put_zone(rows, plan->zoning.zones.of_area[a]);
        jh_i_put_num(rows, areas->population[a]);
        jh_i_put_num(rows, plan->access_before != NULL ? 1000 * plan->access_before[a] : JH_NAN);
        jh_i_put_num(rows, plan->access_after != NULL ? 1000 * plan->access_after[a] : JH_NAN);
        jh_i_put_rates(rows, &plan->by_area[a * (n_specialties + 1) + n_specialties]);
    }
}
static const struct jh_i_column areas_columns[] = {
    {"area_id", "area id", "", JH_FORMAT_TEXT},
    {"area_name", "area", "", JH_FORMAT_TEXT},
    JH_I_COLUMN_ZONE,
    {"population", "population", "persons", JH_FORMAT_COUNT},
    {"access_before", "access before", "centre beds per 1,000", JH_FORMAT_NUMBER},
    {"access_after", "access after", "centre beds per 1,000", JH_FORMAT_NUMBER},
    JH_I_RATES_COLUMNS,
};
const struct jh_i_table_def jh_i_table_areas = {
    "areas", "Areas", JH_I_COLUMNS(areas_columns), fill_areas};
