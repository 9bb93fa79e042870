/*
 * Places (areas, regions or zones) ranked as sites of regional centres by the criteria of the
 * national pilot, with every figure behind a score.
 */
#ifndef JH_PLACE_H
#define JH_PLACE_H

#include "junheng/flow.h"
#include "junheng/run.h"
#include "junheng/travel.h"
#include "junheng/zone.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The four criteria of the pilot of 2019, and what a user adds; append only. */
#define JH_PLACE_DIMENSION_MAP(X)                                                                  \
    X(SHORTAGE, 0, "shortage", "shortage of good care")                                            \
    X(PEOPLE, 1, "people", "people and people leaving")                                            \
    X(LOCATION, 2, "location", "location and transport")                                           \
    X(STRATEGY, 3, "strategy", "strategic mark")                                                   \
    X(OTHER, 4, "other", "further attributes")
enum jh_place_dimension {
#define JH_X(name, number, id, en) JH_PLACE_##name = number,
    JH_PLACE_DIMENSION_MAP(JH_X)
#undef JH_X
};
#define JH_N_PLACE_DIMENSIONS 5

/** Indicators made from a dataset; append only. more: +1 where more speaks for the place, -1 where
 *  less does. Units in docs/methods/places.md. */
#define JH_PLACE_INDICATOR_MAP(X)                                                                  \
    X(SUPPLY, 0, SHORTAGE, "supply", -1, "good beds per person")                                   \
    X(NATIONAL, 1, SHORTAGE, "national", -1, "hospitals of national standing")                     \
    X(ACCESS, 2, SHORTAGE, "access", -1, "good beds within reach per person")                      \
    X(POPULATION, 3, PEOPLE, "population", 1, "people")                                            \
    X(LEAVING, 4, PEOPLE, "leaving", 1, "leaving cases a year")                                    \
    X(LEAVING_RATE, 5, PEOPLE, "leaving_rate", 1, "share of cases that leave")                     \
    X(REACH, 6, LOCATION, "reach", 1, "people within reach of its main hospital")                  \
    X(CENTRALITY, 7, LOCATION, "centrality", -1, "mean minutes of all people to it")               \
    X(MARK, 8, STRATEGY, "mark", 1, "strategic mark set by hand")
enum jh_place_indicator_id {
#define JH_X(name, number, dimension, id, more, en) JH_PLACE_IS_##name = number,
    JH_PLACE_INDICATOR_MAP(JH_X)
#undef JH_X
};
#define JH_N_PLACE_INDICATORS 9

/** Command-line name of a dimension; its English title (a message key). "" for none. */
JH_API const char *jh_place_dimension_name(enum jh_place_dimension dimension);
JH_API const char *jh_place_dimension_title(enum jh_place_dimension dimension);

struct jh_place_indicator {
    const char *id, *title; /* title: message key; the column's name for further attributes */
    enum jh_place_dimension dimension;
    int more;      /* +1: more speaks for the place; -1: less does */
    double weight; /* within its dimension, >= 0 */
};

enum jh_place_weighting { JH_PLACE_WEIGHTS_GIVEN = 0, JH_PLACE_WEIGHTS_ENTROPY = 1 };
enum jh_place_scoring { JH_PLACE_SUM = 0, JH_PLACE_TOPSIS = 1 };

struct jh_place_options {
    enum jh_place_weighting weighting;
    enum jh_place_scoring scoring;
    double weight[JH_N_PLACE_DIMENSIONS]; /* of dimensions, >= 0; with entropy unused */
    size_t n_chosen;                      /* places to choose */
    size_t n_draws;                       /* of random weights */
    double spread_frac; /* each weight times a number drawn evenly from 1 -/+ it, 0..1 */
};
/** Weights as given, all 1; sum; one place; 1,000 draws of half the weight up or down. */
JH_API struct jh_place_options jh_place_options_default(void);

/** Arrays of the caller. */
struct jh_place_scores {
    double *score;       /* [n] 0..1, 1 best; NaN: no figure at all */
    double *dimension;   /* [n * JH_N_PLACE_DIMENSIONS] mean of its normal figures by weight */
    double *normal;      /* [n * m] 0..1, 1 speaks most for the place; NaN: no figure */
    double *weight;      /* [m] of all, sum 1; 0 where the figures do not differ */
    double *own_weight;  /* [n * m] the same as each place has figures for; sum: score = sum w z */
    int32_t *rank;       /* [n] 1 = best */
    int32_t *rank_best;  /* [n] best rank in any draw */
    int32_t *rank_worst; /* [n] */
    double *kept_frac;   /* [n] share of draws in which it is among the chosen */
    uint8_t *chosen;     /* [n] 1: rank <= n_chosen and a score */
};
/**
 * Scores of places from their figures.
 *
 * Normal figure z = (x - least) / (most - least), from the other end where less speaks for a place.
 * Sum: score = sum w z. TOPSIS (Hwang and Yoon 1981): r = x / sqrt(sum x^2), D+ and D- the distances
 * of w r from the best and the worst of each indicator, score = D- / (D+ + D-). Entropy weights
 * (Shannon 1948; Zeleny 1982): p = z / sum z, e = -sum p ln p / ln n, w = (1 - e) / sum (1 - e).
 * An indicator whose figures do not differ has no weight. Where a place has no figure, the others of
 * the dimension speak for it, and where it has none of the dimension, the other dimensions.
 *
 * @param n         Places.
 * @param m         Indicators; indicator [m].
 * @param figure    [n * m], place-major; NaN: not collected.
 * @param options   Borrowed.
 * @param run       Seed, threads; NULL: defaults. Threads change nothing.
 * @param out       Every array filled on success only.
 * @return JH_OK; JH_E_ARG: unknown dimension or option; JH_E_DOMAIN: a weight, the spread, an
 * infinite figure; JH_E_NOMEM.
 * Ties rank in the order of the places. Cost: O(draws * n (m + log n)).
 * Source: docs/methods/places.md. Tested against: cases by hand, a published TOPSIS example.
 */
JH_API enum jh_status jh_place_score(size_t n, size_t m, const struct jh_place_indicator *indicator,
    const double *figure, const struct jh_place_options *options, const struct jh_run *run,
    const struct jh_place_scores *out, struct jh_error *err) JH_CHECKED;

enum jh_place_unit { JH_PLACES_BY_AREA = 0, JH_PLACES_BY_REGION = 1, JH_PLACES_BY_ZONE = 2 };
/** A place with a mark, or a column with its weight. */
struct jh_place_item {
    const char *id;
    double value;
};
struct jh_place_request {
    enum jh_place_unit unit;
    const char *level;  /* regions: of that level (regions.csv); NULL: the lowest */
    const char *supply; /* column of hospitals; NULL: beds */
    bool all_hospitals; /* supply of every hospital; false: of grade 三级 where grades are given */
    double reach_min;   /* > 0 */
    double national_quality; /* least quality of a national key specialty; NaN: any */
    const char *mark_column; /* of areas, mean over people; NULL: none */
    size_t n_marks, n_more, n_weights;
    const struct jh_place_item *mark;   /* [n_marks] place id, mark */
    const struct jh_place_item *more;   /* [n_more] column of areas, weight; < 0: less is better */
    const struct jh_place_item *weight; /* [n_weights] dimension or indicator, weight */
    struct jh_travel_options travel;
    struct jh_place_options options; /* n_chosen 0: one per 12.5 million people, at least one */
};
JH_API struct jh_place_request jh_place_request_default(void);

/** Ranked places of a dataset with all figures. */
struct jh_places {
    size_t n, n_indicators, n_chosen;
    enum jh_place_unit unit;
    const char **id, **name;              /* [n] */
    int32_t *of_area;                     /* [areas.n] place or JH_NONE */
    int32_t *of_hospital;                 /* [hospitals.n] */
    int32_t *main_hospital;               /* [n] that travel is to; JH_NONE: its largest area */
    int32_t *order;                       /* [n] places, best first */
    struct jh_place_indicator *indicator; /* [n_indicators] */
    double *figure;                       /* [n * n_indicators] */
    struct jh_place_scores scores;
    struct jh_place_store *store; /* the memory behind it */
};
/**
 * Figures of every place, their scores and ranks; what the figures are in docs/methods/places.md.
 *
 * @param table  Flows for leaving cases.
 * @param zoning Needed for zones; else may be NULL.
 * @return JH_OK; JH_E_DATA: no such places; JH_E_NOT_FOUND: a column, place, level or name of a
 * weight; JH_E_DOMAIN; JH_E_CANCELLED; JH_E_NOMEM.
 * Cost: travel between all areas and one hospital per place, accessibility once.
 */
JH_API enum jh_status jh_places_make(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_zoning *zoning,
    const struct jh_place_request *request, const struct jh_run *run, struct jh_places *out,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_places_release(struct jh_places *places);

#ifdef __cplusplus
}
#endif
#endif
