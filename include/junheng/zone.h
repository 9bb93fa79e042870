/*
 * Zones (片区): contiguous groups of areas, from flows or given, and the indices that judge them.
 */
#ifndef JH_ZONE_H
#define JH_ZONE_H

#include "junheng/flow.h"
#include "junheng/geo.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Flow between units (residents' unit -> hospital's unit), compressed rows, destination ascending. */
struct jh_zone_flow {
    size_t n;        /* units */
    size_t *start;   /* [n + 1] */
    int32_t *to;     /* [start[n]] */
    double *cases;   /* [start[n]] */
    double *outside; /* [n], residents' cases treated outside the territory */
    double *inflow;  /* [n], cases of people from elsewhere treated in the unit; NULL: none */
};
JH_API void jh_zone_flow_release(struct jh_zone_flow *flow);

struct jh_zone_options {
    size_t n_zones;          /* wanted number; 0: let the flows decide */
    double min_population;   /* persons; 0: none */
    double min_localization; /* localization index of each zone, 0 to 1; 0: none */
    double resolution; /* Leiden: of modularity; 0: 1, or with n_zones what serves that number */
    /* Leiden: [units] number of the fixed part a unit belongs to (a named centre, areas of one zone),
     * from 0 without gaps, or JH_NONE. Each part stays together, two are never in one zone; with as
     * many zones wanted each has one. NULL: nothing is fixed. */
    const int32_t *fixed;
};

/**
 * Leiden on the flow graph with contiguity on the map: every zone is connected in `adjacency`.
 *
 * Islands are parts of the map that touch no other and have one unit only, or too few people, or
 * exceed the wanted number: each joins, as a whole, the zone it sends most cases to, else that of
 * the nearest unit. Only where other units cannot hold the wanted number do they become zones.
 *
 * @param adjacency   Which units touch; NULL: communities of the flows alone, anywhere on the map.
 * @param population  [flow->n], persons, finite, >= 0.
 * @param point       [flow->n], for islands; may be unknown.
 * @param options     Number, minima, resolution, fixed parts.
 * @param run         Seed, threads, progress, stop; NULL: defaults. Threads change nothing.
 * @param out_zone_of [flow->n], zones numbered 0.. by descending population.
 * @param out_n_zones   The wanted number exactly, where one is wanted.
 * @param out_n_islands Units on islands.
 * @return JH_OK; JH_E_ARG, JH_E_DOMAIN: inputs that do not fit or are negative; JH_E_INFEASIBLE:
 * wanted number or minimum not met (err says why; not proven beyond counting units and people);
 * JH_E_CANCELLED; JH_E_NOMEM. Outputs are untouched on failure.
 *
 * Cost: some 20 passes over the flows where the flows decide; of many units (10,000) a wanted number is
 * searched with well connected parts in place of units.
 * Source: Traag, Waltman and van Eck (2019), doi:10.1038/s41598-019-41695-z; docs/methods/zones.md.
 * Tested against: all partitions of small maps, tests/property/zone/; Zachary's karate club.
 */
JH_API enum jh_status jh_zone_leiden(const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const struct jh_point *point,
    const struct jh_zone_options *options, const struct jh_run *run, int32_t *out_zone_of,
    size_t *out_n_zones, size_t *out_n_islands, struct jh_error *err) JH_CHECKED;

/**
 * Plurality: each unit to the hospital town (a unit where anybody is treated) that it uses most,
 * of equals the first. A town whose own people use another one most is none. Units that are not
 * connected to their town go to the neighbouring zone they use most. Then weak zones join the
 * neighbour they send most cases to until number and minima are met. Deterministic; the order of
 * all this is part of the method (docs/methods/zones.md).
 *
 * @param flow  Cases; what localization and joining go by.
 * @param use   How much units use towns, same units; NULL: flow.
 * @param out_n_islands Units on parts of the map without a town, which join a zone across.
 * Others, return: as jh_zone_leiden(); JH_E_DATA: nobody is treated in any unit. The number wanted
 * is met exactly or refused. Cost: O(n * towns) and a pass over the flows for each joined zone.
 *
 * Source: Wennberg and Cooper (1996), Dartmouth Atlas of Health Care, appendix A; Wang and Wang
 * (2022), GIS Automated Delineation of Hospital Service Areas.
 * Tested against: cases by hand and invariants, tests/unit/zone/test_plurality.c.
 */
JH_API enum jh_status jh_zone_plurality(const struct jh_zone_flow *flow,
    const struct jh_zone_flow *use, const struct jh_graph *adjacency, const double *population,
    const struct jh_point *point, const struct jh_zone_options *options, int32_t *out_zone_of,
    size_t *out_n_zones, size_t *out_n_islands, struct jh_error *err) JH_CHECKED;

/* Of the Dartmouth Atlas (Wennberg and Cooper 1996), for referral regions of the United States: least
 * population, least share of residents' cases treated within, least hard cases of a centre. The Atlas
 * counted 10 procedures in 1992 and 1993. */
#define JH_REFERRAL_POPULATION   120000.0
#define JH_REFERRAL_LOCALIZATION 0.65
#define JH_REFERRAL_CASES        10.0
/**
 * Hospital service areas, then referral regions: the two steps of the Dartmouth Atlas.
 *
 * Service areas are those of jh_zone_plurality() without number or minima. Each, whole, then goes to
 * the service area where its people are treated most for the hard cases, among those that treat at
 * least min_cases of them; one whose own people go elsewhere most is no centre. Contiguity, islands,
 * number and minima as there, with service areas in place of units; localization is that of all cases.
 *
 * @param flow      All cases.
 * @param referrals The hard ones, same units.
 * @param min_cases Of them in a service area for it to be a centre, >= 0.
 * @param out_service_of [flow->n], service areas numbered 0.. by descending population.
 * @param out_n_islands  Units that joined across, in either step.
 * Others as jh_zone_plurality(). @return As there; JH_E_DATA too: no service area treats min_cases.
 *
 * Source: Wennberg and Cooper (1996), Dartmouth Atlas of Health Care, appendix A.
 * Tested against: cases by hand, a second reading of the rules and invariants on random maps,
 * tests/unit/zone/test_referral.c.
 */
JH_API enum jh_status jh_zone_referral(const struct jh_zone_flow *flow,
    const struct jh_zone_flow *referrals, double min_cases, const struct jh_graph *adjacency,
    const double *population, const struct jh_point *point, const struct jh_zone_options *options,
    int32_t *out_service_of, size_t *out_n_services, int32_t *out_zone_of, size_t *out_n_zones,
    size_t *out_n_islands, struct jh_error *err) JH_CHECKED;

/**
 * Zones around units that are fixed: named centre cities, or parts of zones that stay as they are.
 *
 * In rounds, all of one on the same map, each free unit that touches zones joins the one it shares
 * most cases with (of equals the longer border, then the first). Then units move one at a time to the
 * touching zone with which modularity gains most, while any does and its zone stays in one piece; so
 * no single move betters the result. Parts of the map without a fixed unit join as islands do.
 *
 * @param n_zones  Zones, each with a fixed unit.
 * @param seed_of  [flow->n] zone of a fixed unit, or JH_NONE.
 * @param resolution Of modularity; 0: 1.
 * @param out_n_islands Units that joined across.
 * Others as jh_zone_leiden(). @return JH_OK; JH_E_ARG: a zone without a fixed unit; as jh_zone_leiden().
 * Deterministic. Cost: passes over units, each with the flows and neighbours of it and, for a move, its
 * zone. Source: this project (docs/methods/zones.md).
 * Tested against: single moves of random maps, tests/unit/zone/test_seeded.c.
 */
JH_API enum jh_status jh_zone_seeded(const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, const struct jh_point *point,
    size_t n_zones, const int32_t *seed_of, double resolution, int32_t *out_zone_of,
    size_t *out_n_islands, struct jh_error *err) JH_CHECKED;

/** How a unit lies to its zone. */
enum jh_zone_lie { JH_ZONE_TOGETHER = 0, JH_ZONE_EXCLAVE = 1, JH_ZONE_ISLAND = 2 };
/**
 * Islands (units that touch nothing) and exclaves: units outside the part of their zone that holds most
 * people.
 *
 * @param zone_of   [adjacency->n], 0..n_zones-1 or JH_NONE.
 * @param out_apart [adjacency->n] enum jh_zone_lie.
 * @return JH_OK; JH_E_ARG: a zone out of range; JH_E_NOMEM. Cost: O(units + borders).
 */
JH_API enum jh_status jh_zone_apart(const struct jh_graph *adjacency, const double *population,
    size_t n_zones, const int32_t *zone_of, uint8_t *out_apart, struct jh_error *err) JH_CHECKED;

struct jh_zone_indices {
    double localization_index; /* of all residents' cases in zones; NaN: no cases */
    double lofi;               /* share of cases treated in zones that are of own residents */
    double modularity;
    double population_cv; /* coefficient of variation of zone population */
    double min_population, max_population;
    size_t n_zones, n_components; /* connected parts over all zones; = n_zones when contiguous;
                                     single units that touch nothing count only where alone */
};
/**
 * Indices of given zones, formulas in docs/methods/zones.md.
 *
 * @param adjacency NULL: n_components 0.
 * @param zone_of   [flow->n], 0..n_zones-1 or JH_NONE.
 * @return JH_OK; JH_E_ARG, JH_E_DOMAIN: inputs that do not fit or are negative; JH_E_NOMEM.
 */
JH_API enum jh_status jh_zone_judge(const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population, size_t n_zones,
    const int32_t *zone_of, struct jh_zone_indices *out, struct jh_error *err) JH_CHECKED;

enum jh_zone_method {
    JH_ZONE_GIVEN = 0,
    JH_ZONE_LEIDEN = 1,
    JH_ZONE_DARTMOUTH = 2, /* plurality of cases */
    JH_ZONE_HUFF = 3,      /* plurality of expected residents, from beds and travel time */
    JH_ZONE_SEEDED = 4     /* around centres, or around the zones given */
};
/** Probability that a resident uses a hospital ~ beds^beds * minutes^-minutes (Huff 1964). */
struct jh_zone_huff {
    double beds, minutes; /* exponents, >= 0 */
};
/* Defaults of this project. */
#define JH_HUFF_BEDS    1.0
#define JH_HUFF_MINUTES 2.0
/** Dartmouth: regions by the hard cases, or by all cases of some specialties. */
struct jh_zone_referral {
    const uint8_t *specialty; /* [specialties.n], 1: its cases decide; NULL: hard cases do */
    double min_cases;         /* per year, of a centre */
};
enum jh_zone_unit { JH_ZONE_UNIT_AUTO = 0, JH_ZONE_UNIT_REGION = 1, JH_ZONE_UNIT_AREA = 2 };
/** Where contiguity came from. */
enum jh_contiguity {
    JH_CONTIGUITY_NONE = 0,
    JH_CONTIGUITY_BOUNDARIES = 1,
    JH_CONTIGUITY_CELLS = 2
};

struct jh_zone_request {
    enum jh_zone_method method;
    enum jh_zone_unit unit; /* auto: whole regions where regions.csv is given, else areas */
    struct jh_zone_options options;
    const struct jh_zone_huff *huff;         /* NULL: defaults */
    const struct jh_zone_referral *referral; /* dartmouth: referral regions; NULL: service areas */
    /* leiden, seeded: an area or region for each zone, by id or name. As many zones, if no number is
     * wanted. */
    size_t n_centres;
    const char *const *centre;
    bool keep_given; /* without centres: areas given a zone stay together, the others join */
};

/** Zones of a dataset with everything a report needs to say about them. */
struct jh_zoning {
    struct jh_zones zones;          /* arrays owned by the zoning */
    int32_t *zone_of_hospital;      /* [hospitals.n]; outside hospitals: JH_NONE */
    struct jh_zone_indices indices; /* population, LIFO ... over areas, not over regions */
    enum jh_contiguity contiguity;
    size_t n_islands; /* units that touch nothing */
    uint8_t *apart;   /* [inside areas] enum jh_zone_lie; NULL without contiguity */
    size_t n_services;
    int32_t *service_of; /* [inside areas] hospital service area, of referral regions; else NULL */
    size_t n_areas_without_zone;
    int32_t *coincident; /* [n_coincident] areas that share their point with another, ascending */
    size_t n_coincident;
    struct jh_zone_store *store; /* the memory behind it */
};
/** Contiguity of all inside areas: boundaries where given, else cells of their points; an area
 *  without a boundary among others with one touches what its cell touches.
 *  @param out_coincident  [areas.n_inside] room for all; the first out_n_coincident are areas whose
 *  cell is shared with another, ascending. */
JH_API enum jh_status jh_zone_adjacency(const struct jh_dataset *dataset,
    struct jh_graph *out_graph, enum jh_contiguity *out_source, int32_t *out_coincident,
    size_t *out_n_coincident, struct jh_error *err) JH_CHECKED;
/**
 * The whole step: units, flows between them, contiguity, zones, their names (centre city: that of
 * the unit with most inside beds, else most cases treated, else most people) and indices.
 * For given zones contiguity may be skipped (need_contiguity false; n_components then 0).
 */
JH_API enum jh_status jh_zoning_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zone_request *request, bool need_contiguity,
    const struct jh_run *run, struct jh_zoning *out_zoning, struct jh_error *err) JH_CHECKED;
/**
 * Zones from flows, as many as the guideline of one provincial centre per 10 to 15 million people
 * suggests (one per 12.5 million, at least two), none far smaller than the mean where that can be: what
 * a scenario and every command speak of where nothing else is said. Referral regions: as many as arise
 * with the thresholds of the Atlas. wanted: method, unit, Huff exponents and referral; no number and no
 * minima. Errors as jh_zoning_make().
 */
JH_API enum jh_status jh_zoning_by_guideline(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zone_request *wanted,
    const struct jh_run *run, struct jh_zoning *out_zoning, struct jh_error *err) JH_CHECKED;
JH_API void jh_zoning_release(struct jh_zoning *zoning);

/** What can be said about one zone. NaN: nothing to say it from. */
struct jh_zone_fact {
    size_t n_areas, n_hospitals; /* inside hospitals */
    double population, beds;     /* beds stated; NaN: by none of its hospitals */
    double localization_index;
    double conductance; /* cases across its border / the smaller of both sides' cases */
    double compactness; /* perimeter / (3.54 sqrt(area)): 1 for a circle, more the less compact */
    double inside_minutes; /* mean travel time of cases treated in their own zone */
};
/** Of all zones: plain means over zones; inside_minutes over cases. */
struct jh_zone_account {
    struct jh_zone_fact *zone; /* [zones.n], owned */
    double conductance_mean, conductance_max, compactness, inside_minutes, localization_min;
    size_t n_without_hospital;
};
/**
 * Facts of each zone of a zoning, formulas in docs/methods/zones.md. Shapes are boundaries where
 * every inside area has one, else cells.
 *
 * @param travel NULL: defaults.
 * @return JH_OK; JH_E_NOMEM; what cells fail with. Cost: one pass over the table with a travel time
 * for each pair within a zone, and the borders of all shapes.
 */
JH_API enum jh_status jh_zone_account_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zoning *zoning,
    const struct jh_travel_options *travel, struct jh_zone_account *out,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_zone_account_release(struct jh_zone_account *account);

/**
 * How much two divisions of the same units agree, and who changes hands.
 *
 * Zones are matched one to one, most common people first (of equals the lower numbers).
 *
 * @param population [n]; a [n], 0..n_a-1 or JH_NONE; b [n] likewise.
 * @param out_adjusted_rand Over units in a zone of both; 1: equal, 0: as by chance (Hubert and
 *                          Arabie 1985, doi:10.1007/BF01908075).
 * @param out_match [n_a], zone of b or JH_NONE.
 * @param out_kept  [n], 1 where the unit's zone of b is the match of its zone of a.
 * @return JH_OK; JH_E_ARG: a zone out of range; JH_E_NOMEM. Cost: O(n log n).
 */
JH_API enum jh_status jh_zone_agree(size_t n, const double *population, size_t n_a,
    const int32_t *a, size_t n_b, const int32_t *b, double *out_adjusted_rand, int32_t *out_match,
    uint8_t *out_kept, struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
