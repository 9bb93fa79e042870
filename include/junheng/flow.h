/*
 * Measures over the flow cube: who leaves, from where, for what, to where.
 */
#ifndef JH_FLOW_H
#define JH_FLOW_H

#include "junheng/model.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

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
    const char *inside_source, *outside_source; /* ids of the sources used; borrowed */
    double years;                               /* total length of the chosen periods */
    double total_cases;                         /* sum of cases */
};
JH_API enum jh_status jh_flow_reduce(const struct jh_dataset *dataset,
    const struct jh_flow_query *query, struct jh_flow_table *out_table,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_flow_table_release(struct jh_flow_table *table);

/** Rates of one (unit, specialty). Residents = inside areas only; *_excl: without resident_elsewhere. */
struct jh_flow_rates {
    double cases, cases_excl;           /* of the unit's residents, wherever treated */
    double local_cases;                 /* of these, treated in the unit */
    double outflow_cases, outflow_excl; /* treated outside the unit */
    double neighbour_cases;             /* of outflow, within border_reach_min (毗邻就医) */
    double inflow_cases;                /* of people from elsewhere, treated in the unit */
    double treated_cases;               /* all treated in the unit = local + inflow */
    double split[4]; /* 四分流: own county, own prefecture, own province, outside */
    double hard_cases, hard_outflow;      /* NaN: not collected */
    double persons_outflow, cost_outflow; /* NaN: not collected */
};

/**
 * Group areas and hospitals into units and count. Output rows: unit-major, specialty last, and the
 * sum over specialties at index n_specialties of each unit.
 *
 * @param unit_of_area     [areas.n], unit or JH_NONE (outside: JH_NONE).
 * @param unit_of_hospital [hospitals.n], unit or JH_NONE.
 * @param neighbour        [table.n] 1 where the flow is neighbouring care; NULL: none.
 * @param out_rates        [n_units * (n_specialties + 1)].
 * Invariant: sum over units of cases = all residents' cases of areas in units.
 */
JH_API enum jh_status jh_flow_rates_by_unit(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, const uint8_t *neighbour, struct jh_flow_rates *out_rates,
    struct jh_error *err) JH_CHECKED;

/** One row of an origin-destination table. */
struct jh_flow_od {
    int32_t origin, destination; /* unit indices; JH_NONE: outside */
    int32_t specialty;           /* JH_NONE: all */
    double cases;
    double relevance;  /* cases / all cases of the origin (same specialty) */
    double commitment; /* cases / all cases treated at the destination (same specialty) */
};
/** Rows sorted by (specialty, origin, cases descending); allocated, free with jh_flow_od_free().
 *  top > 0 keeps the top destinations of each origin. */
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

/** Leaving care of one (zone, specialty); rank 1 = most; 0 and NaN: not collected. */
struct jh_leaving {
    double value
        [JH_N_RANKINGS]; /* shortage: specialty beds (else beds) per 1,000 cases, small = short */
    int32_t rank[JH_N_RANKINGS]; /* among the zone's specialties */
    double rate;                 /* leaving / all cases */
    double benchmark_rate;       /* of the best tenth of zones (case-weighted quantile 0.1) */
};
/** @param out_leaving [zones.n * specialties.n], zone-major. Ties rank by specialty index. */
JH_API enum jh_status jh_flow_leaving(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zones *zones,
    const int32_t *zone_of_hospital, struct jh_leaving *out_leaving,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
