/*
 * Measures over the flow cube: who leaves, from where, for what, to where.
 */
#ifndef JH_FLOW_H
#define JH_FLOW_H

#include "junheng/model.h"
#include "junheng/run.h"
#include "junheng/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where a stay was: in a hospital of the territory, or elsewhere. */
enum jh_side { JH_SIDE_INSIDE = 0, JH_SIDE_OUTSIDE = 1 };
#define JH_N_SIDES 2

/** Which cells count. */
struct jh_flow_query {
    enum jh_basis
        basis; /* JH_BASIS_NONE: the first present of residence, insurance, registration */
    const uint8_t *period;    /* [periods.n] 1 = chosen; NULL: all */
    const uint8_t *specialty; /* [specialties.n] 1 = chosen; NULL: all */
};

/**
 * Flows reduced to one row per (area, hospital, specialty): annual means over the chosen periods,
 * taken side by side (inside, outside) from the first covering source. Sorted by (area, hospital,
 * specialty); rows of area a: start[a]..start[a+1]-1. What the measures and all models work on.
 *
 * A measure that neither side collects is NULL. Where only one side collects it (has_*), its values
 * on the other side's rows are 0 and must be read as "not collected"; a cell without the flag or
 * measure on a side that collects it counts as none.
 */
struct jh_flow_table {
    size_t n;
    size_t *start;       /* [n_areas + 1] */
    int32_t *hospital;   /* [n] */
    uint16_t *specialty; /* [n] */
    double *cases;       /* [n], per year, all reasons */
    double
        *elsewhere; /* [n], of these with reason resident_elsewhere; NULL: reason not collected */
    double *hard;   /* [n], of cases hard ones; NULL: not collected */
    double *hard_elsewhere;        /* [n] or NULL */
    double *persons, *cost, *days; /* [n] or NULL */
    enum jh_basis basis;           /* the one used; JH_BASIS_NONE: the data state none */
    bool outside_collected;        /* false: stays outside are not collected (never 0) */
    bool inside_collected;
    bool has_reason[JH_N_SIDES], has_hard[JH_N_SIDES], has_persons[JH_N_SIDES],
        has_cost[JH_N_SIDES], has_days[JH_N_SIDES];
    char *inside_source, *outside_source; /* ids of the sources used, "a+b" where periods differ; ""
                                             where unnamed or none; owned by the table */
    double years;                         /* total length of the chosen periods */
    double side_years[JH_N_SIDES];  /* of these, those that the side is collected in: its divisor */
    uint64_t n_rows_unstated_basis; /* cells left out because only other cells state a basis */
    double total_cases;             /* sum of cases */
    uint16_t *stated; /* [specialties.n] what the rows of each state, in bits of its own; private */
};

/**
 * Reduce the cube to what one question needs.
 *
 * Basis: one, never mixed. Source: for each side and period the first source in order speaks that
 * covers the side and holds any row of that period (and basis); others are ignored there, so nothing
 * is added twice. Annual mean: the sum over the side's collected periods, divided by their length;
 * a side without any is not collected. Rows of outside residents are kept.
 *
 * @param query  Which cells; NULL: all, first basis present.
 * @return JH_OK; JH_E_ARG: no period chosen; JH_E_DATA: no flow has the wanted basis; JH_E_NOMEM.
 *
 * Ownership: release the table with jh_flow_table_release(). Threads: parallel over areas, the
 * result does not depend on their number. Cost: three passes over the cube, no scratch beyond it.
 */
JH_API enum jh_status jh_flow_reduce(const struct jh_dataset *dataset,
    const struct jh_flow_query *query, struct jh_flow_table *out_table,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_flow_table_release(struct jh_flow_table *table);
/**
 * The table of some specialties from that of all: the same, to the bit, as reducing with this query.
 *
 * @param whole      Of all specialties; its basis and periods are those of the answer.
 * @param specialty  [specialties.n] 1 = chosen.
 * @return JH_OK; JH_E_NOMEM. Release likewise. Cost: one pass over the rows of `whole`.
 */
JH_API enum jh_status jh_flow_pick(const struct jh_dataset *dataset,
    const struct jh_flow_table *whole, const uint8_t *specialty, struct jh_flow_table *out_table,
    struct jh_error *err) JH_CHECKED;

/**
 * Rates of one (unit, specialty). Residents = inside areas only; *_excl: without resident_elsewhere.
 *
 * NaN = not collected, never 0:
 * - split[3] where stays outside are not collected. cases and outflow_* then count stays inside the
 *   territory only, and all outflow fields of a unit that holds every inside hospital are NaN: its
 *   out-of-area rate is not collected. jh_flow_outside_known() tells.
 * - split[1] where the data have no regions.
 * - *_excl where no side collects reasons, or outside stays come without.
 * - hard_*, persons_*, cost_* where a side that contributes does not collect them.
 */
struct jh_flow_rates {
    double cases, cases_excl;           /* of the unit's residents, wherever treated */
    double local_cases;                 /* of these, treated in the unit */
    double outflow_cases, outflow_excl; /* treated outside the unit */
    double neighbour_cases;             /* of outflow, within border_reach_min (毗邻就医) */
    double inflow_cases;                /* of people from elsewhere, treated in the unit */
    double treated_cases;               /* all treated in the unit = local + inflow */
    double split[4]; /* 四分流: own county, own prefecture, own province, outside; sum = cases */
    double hard_cases, hard_outflow;
    double persons_outflow, cost_outflow;
};
/** False: stays outside the territory are not in these rates. */
static inline bool jh_flow_outside_known(const struct jh_flow_rates *rates)
{
    return rates->split[3] == rates->split[3];
}

/**
 * Group areas and hospitals into units and count. Output rows: unit-major, specialty last, and the
 * sum over specialties at index n_specialties of each unit.
 *
 * Four-way split: own county = the hospital's area is the resident's; own prefecture = same lowest
 * region; own province = elsewhere in the territory, or, where the regions form several provinces
 * (two levels or more, several roots), under the same root; outside = all else.
 *
 * @param unit_of_area     [areas.n], unit or JH_NONE (outside: JH_NONE).
 * @param unit_of_hospital [hospitals.n], unit or JH_NONE.
 * @param neighbour        [table.n] 1 where the flow is neighbouring care; NULL: none.
 * @param out_rates        [n_units * (n_specialties + 1)]; written only on success.
 * @return JH_OK; JH_E_ARG: a unit out of range; JH_E_NOMEM.
 * Invariants: sum over units of cases = all residents' cases of areas in units; cases = local +
 * outflow; treated = local + inflow. Cost: one pass over the table.
 * Tested against: tests/unit/flow/test_flow_rates.c (by hand), England's health regions.
 */
JH_API enum jh_status jh_flow_rates_by_unit(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, const uint8_t *neighbour, struct jh_flow_rates *out_rates,
    struct jh_error *err) JH_CHECKED;

/**
 * Mark neighbouring care: flows of residents of a unit to a hospital outside the unit that is at
 * most border_reach_min minutes from their area.
 *
 * @param unit_of_area     [areas.n]; flows of areas in no unit are never marked.
 * @param unit_of_hospital [hospitals.n].
 * @param travel           NULL: defaults.
 * @param border_reach_min Minutes, >= 0.
 * @param out_neighbour    [table.n], 0 or 1.
 * @return JH_OK; JH_E_DOMAIN: border_reach_min negative or NaN.
 */
JH_API enum jh_status jh_flow_neighbour_mask(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const int32_t *unit_of_area, const int32_t *unit_of_hospital,
    const struct jh_travel_options *travel, double border_reach_min, uint8_t *out_neighbour,
    struct jh_error *err) JH_CHECKED;

/** What one hospital treats of a specialty. NaN: not collected. */
struct jh_flow_hospital {
    double cases;         /* treated, of anybody */
    double local_cases;   /* of residents of the hospital's own unit */
    double inflow_cases;  /* of anybody else; cases = local + inflow */
    double outside_cases; /* of inflow: of people from outside the territory */
    double hard_cases;
    double relevance; /* local cases / all cases of its unit's residents (share of its home) */
};
/**
 * Count by hospital; the sum over specialties stands at index n_specialties of each. Hospitals in
 * no unit (outside ones) have no local cases. The units are those of the question: the hospital's
 * zone where zones are asked about, else its area.
 *
 * @param out_hospital [hospitals.n * (n_specialties + 1)], hospital-major.
 */
JH_API enum jh_status jh_flow_by_hospital(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, struct jh_flow_hospital *out_hospital,
    struct jh_error *err) JH_CHECKED;

/** One row of an origin-destination table. */
struct jh_flow_od {
    int32_t origin, destination; /* unit indices; JH_NONE: outside */
    int32_t specialty;           /* JH_NONE: all */
    double cases;
    double relevance;  /* cases / all cases of the origin (same specialty) */
    double commitment; /* cases / all cases treated at the destination (same specialty) */
};
/**
 * Origin-destination table.
 *
 * Relevance and commitment index after Griffith (1972): T_ij / O_i and T_ij / D_j, totals over all
 * destinations and origins, kept or not. Stays outside of people from outside are left out.
 *
 * @param origin_of_area          [areas.n], 0..n_origins-1 or JH_NONE.
 * @param destination_of_hospital [hospitals.n], 0..n_destinations-1 or JH_NONE.
 * @param top      > 0: keeps that many destinations of each origin and specialty.
 * @param out_rows Sorted by (specialty, origin, cases descending, destination), JH_NONE first;
 *                 allocated, free with jh_flow_od_free().
 * @return JH_OK; JH_E_ARG: an index out of range; JH_E_LIMIT: 2^24 origins or destinations or more;
 * JH_E_NOMEM. Cost: O(n log n) in the rows of the table.
 */
JH_API enum jh_status jh_flow_od_table(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_origins, const int32_t *origin_of_area,
    size_t n_destinations, const int32_t *destination_of_hospital, bool by_specialty, size_t top,
    struct jh_flow_od **out_rows, size_t *out_n, struct jh_error *err) JH_CHECKED;
JH_API void jh_flow_od_free(struct jh_flow_od *rows);

/** Rankings of leaving specialties; append only. */
#define JH_RANKING_MAP(X)                                                                          \
    X(CASES, 0, "leaving cases", "转外例数")                                                       \
    X(PERSONS, 1, "leaving persons", "转外人数")                                                   \
    X(HARD, 2, "leaving hard cases", "转外疑难危重例数")                                           \
    X(EXCESS, 3, "excess leaving cases", "超额转外例数")                                           \
    X(COST, 4, "cost of leaving cases", "转外费用")                                                \
    X(SHORTAGE, 5, "local shortage", "本地供给不足")
enum jh_ranking {
#define JH_X(name, number, en, zh) JH_RANKING_##name = number,
    JH_RANKING_MAP(JH_X)
#undef JH_X
};
#define JH_N_RANKINGS 6

/**
 * Leaving care of one (zone, specialty); rank 1 = most; 0 and NaN: not collected.
 *
 * Benchmark of a specialty: zones in ascending order of leaving rate; the rate of the first zone at
 * which they hold a tenth of all cases of the specialty. Excess = max(0, leaving cases - benchmark *
 * cases): what the zone loses above what it would lose at the rate of the best tenth.
 */
struct jh_leaving {
    double value
        [JH_N_RANKINGS]; /* shortage: specialty beds (else beds) per 1,000 cases, small = short */
    int32_t rank[JH_N_RANKINGS]; /* among the zone's specialties */
    double rate;                 /* leaving / all cases */
    double benchmark_rate;       /* of the best tenth of zones (case-weighted quantile 0.1) */
};
/**
 * Leaving specialties of every zone under all rankings (docs/methods/flows.md). Leaving = outflow
 * of jh_flow_rates_by_unit() over zones: where stays outside are not collected it counts those to
 * other zones only (table.outside_collected).
 *
 * @param zone_of_hospital [hospitals.n], zone or JH_NONE.
 * @param out_leaving [zones.n * specialties.n], zone-major. Ties rank by specialty index.
 */
JH_API enum jh_status jh_flow_leaving(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zones *zones,
    const int32_t *zone_of_hospital, struct jh_leaving *out_leaving,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
