/*
 * Indicators with their numerators and denominators; targets, how they are split, and how far along.
 */
#ifndef JH_MONITOR_H
#define JH_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/model.h"
#include "junheng/run.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Terms: one count over the cube ----------------------------------------------------------- */

enum jh_term_who { JH_WHO_RESIDENTS = 0, JH_WHO_TREATED = 1 };
#define JH_WHERE_MAP(X)                                                                            \
    X(ALL, 0, "all")                                                                               \
    X(LOCAL, 1, "local")           /* in the unit */                                               \
    X(OUT, 2, "out")               /* residents treated outside it */                              \
    X(COUNTY, 3, "county")         /* four-way split: own county */                                \
    X(PREFECTURE, 4, "prefecture") /* elsewhere in the own prefecture */                           \
    X(PROVINCE, 5, "province")     /* elsewhere in the own province */                             \
    X(OUTSIDE, 6, "outside")       /* outside it; of treated: people from outside the territory */ \
    X(INFLOW, 7, "inflow")         /* treated, of people from elsewhere */
enum jh_term_where {
#define JH_X(name, number, text) JH_WHERE_##name = number,
    JH_WHERE_MAP(JH_X)
#undef JH_X
};
enum jh_term_filter {
    JH_FILTER_NONE = 0,
    JH_FILTER_HARD = 1,
    JH_FILTER_NOT_HARD = 2,
    JH_FILTER_NOT_ELSEWHERE = 3 /* without reason resident_elsewhere */
};
/** Up to three places add up (own county + prefecture). */
#define JH_TERM_PLACES 3
enum jh_term_kind {
    JH_TERM_CUBE = 0,
    JH_TERM_POPULATION = 1,
    JH_TERM_ONE = 2 /* 1: a plain amount */
};
struct jh_term {
    enum jh_term_kind kind;
    enum jh_term_who who;
    enum jh_term_filter filter;
    uint32_t measures; /* bits 1 << enum jh_measure: they add up (op3 + op4) */
    uint32_t places;   /* bits 1 << enum jh_term_where */
    int32_t specialty; /* JH_NONE: all */
};

/* ---- Indicators ------------------------------------------------------------------------------- */

#define JH_COMPUTE_MAP(X)                                                                          \
    X(CUBE, 0, "cube")                                                                             \
    X(INDEX, 1, "index")     /* mean by specialty relative to all hospitals, weighted by cases */  \
    X(ENTERED, 2, "entered") /* imported with numerator and denominator */                         \
    X(ALL_OF, 3, "all_of")   /* 1 where all inputs are 1 */                                        \
    X(SHARE_OF, 4, "share_of") /* of the areas of a region, those whose input is 1 */              \
    X(REGISTER, 5, "register") /* of a project: from the register of the programme */
enum jh_compute {
#define JH_X(name, number, text) JH_COMPUTE_##name = number,
    JH_COMPUTE_MAP(JH_X)
#undef JH_X
};
enum jh_direction { JH_DIRECTION_WATCH = 0, JH_DIRECTION_UP = 1, JH_DIRECTION_DOWN = 2 };
enum jh_unit_level {
    JH_UNIT_AREA = 0,
    JH_UNIT_REGION = 1, /* the lowest regions: prefectures */
    JH_UNIT_HOSPITAL = 2,
    JH_UNIT_PROVINCE = 3, /* the regions that have none above them */
    JH_UNIT_PROJECT = 4   /* of the register: not a unit of the dataset */
};
#define JH_N_UNIT_LEVELS    4 /* of the dataset */
#define JH_INDICATOR_INPUTS 4
/** One row of the catalogue. Texts are borrowed. */
struct jh_indicator {
    const char *id, *version;
    const char *name[JH_N_LANGS], *definition[JH_N_LANGS];
    const char *numerator[JH_N_LANGS], *denominator[JH_N_LANGS];
    const char *unit, *period, *basis, *source; /* source: the document */
    const char *mark; /* S seen, S-doc source document, I inferred, B background */
    const char *valid_from, *valid_to;
    enum jh_direction direction;
    uint32_t levels; /* bits 1 << enum jh_unit_level */
    enum jh_compute compute;
    struct jh_term top, bottom;
    double scale;     /* value = scale x numerator / denominator (100 for %, 10,000 a head ...) */
    double min_count; /* denominators below are marked as small */
    const char *input[JH_INDICATOR_INPUTS]; /* ids; NULL: no more */
    bool by_specialty;
};

enum jh_value_flag {
    JH_VALUE_MISSING = 1, /* not collected; never 0 */
    JH_VALUE_SMALL = 2,
    JH_VALUE_PROVISIONAL = 4,
    JH_VALUE_ENTERED = 8,
    JH_VALUE_INCOMPLETE = 16 /* some areas of the region have no value */
};
/** Values of one indicator and period over the units of one level. */
struct jh_value_block {
    double *numerator, *denominator; /* [n_units]; NaN: not collected */
    uint8_t *flags;                  /* [n_units] */
};
/** scale x numerator / denominator; NaN where missing or over 0. */
JH_API double jh_value_of(
    const struct jh_indicator *indicator, double numerator, double denominator);

/** The units of one level: which area and which hospital belongs to which. */
struct jh_units {
    enum jh_unit_level level;
    size_t n;
    const char **id, **name; /* [n], borrowed from the dataset */
    int32_t *of_area;        /* [areas.n], JH_NONE: none */
    int32_t *of_hospital;    /* [hospitals.n] */
    double *population;      /* [n]; NaN where it has no people of its own */
};
JH_API enum jh_status jh_units_make(const struct jh_dataset *dataset, enum jh_unit_level level,
    struct jh_units *out_units, struct jh_error *err) JH_CHECKED;
JH_API void jh_units_release(struct jh_units *units);

struct jh_monitor_options {
    enum jh_basis basis;   /* JH_BASIS_NONE: the first that the data have */
    const uint8_t *period; /* [periods.n] 1 = wanted; NULL: all */
    size_t n_provisional;  /* the last so many periods are marked */
    double min_count;      /* where an indicator states none, 30 */
};
JH_API struct jh_monitor_options jh_monitor_options_default(void);
/**
 * Compute the cube indicators (compute CUBE, INDEX) of one level for the wanted periods: one pass
 * over the cube. Source by period and side: the first covering source that has rows of the period;
 * a figure that needs a side, a measure, hard or reason that nobody collects is missing, never 0.
 *
 * A period's figures do not depend on which other periods are wanted: computing one period anew
 * gives the bits of a full computation.
 *
 * @param indicator  [n]; others than CUBE and INDEX, or not of this level, are left alone.
 * @param block      [n * periods.n], indicator-major, room made by the caller (n_units each).
 * @return JH_OK; JH_E_ARG; JH_E_NOMEM; JH_E_CANCELLED. Cost: O(flows x terms of a row).
 * Tested against: jh_flow_rates_by_unit(), hand computation (tests/unit/monitor/test_indicators.c).
 */
JH_API enum jh_status jh_monitor_compute(const struct jh_dataset *dataset,
    const struct jh_units *units, const struct jh_monitor_options *options, size_t n,
    const struct jh_indicator *indicator, const struct jh_run *run, struct jh_value_block *block,
    struct jh_error *err) JH_CHECKED;
#define JH_MONITOR_KEY_LEN 33
/**
 * A key for each period, of everything its cube indicators depend on: rows of the period, and areas,
 * regions, hospitals, sources. Equal keys: equal values, to the bit; a changed period changes its
 * own key alone.
 *
 * @param out_key  [periods.n] hexadecimal texts.   Cost: O(flows).
 */
JH_API enum jh_status jh_monitor_keys(const struct jh_dataset *dataset,
    char (*out_key)[JH_MONITOR_KEY_LEN], struct jh_error *err) JH_CHECKED;
/** ALL_OF over n_inputs blocks of the same units. */
JH_API void jh_monitor_all_of(size_t n_units, size_t n_inputs, const struct jh_value_block *input,
    struct jh_value_block *out);
/** SHARE_OF: areas -> regions; region_of [n_areas], JH_NONE: none. */
JH_API void jh_monitor_share_of(size_t n_areas, const struct jh_value_block *input,
    const int32_t *region_of, size_t n_regions, struct jh_value_block *out);
/**
 * Probability of dying between 30 and 69 of four kinds of chronic disease, from deaths and mid-year
 * population of the eight five-year bands: 40q30 = 1 - prod(1 - 5q), 5q = 5 m / (1 + 2.5 m) (WHO).
 * NaN where a band has no people.
 */
JH_API double jh_monitor_premature(const double deaths[8], const double population[8]);

/* ---- Targets ---------------------------------------------------------------------------------- */

/**
 * Split a whole into parts that add up to it exactly: by largest remainder (Hamilton), ties to the
 * earlier part. All in steps (1 case, 0.01 %).
 *
 * @param total   In steps, >= 0.   @param weight [n] >= 0; all 0: equal parts.
 * @param fixed   [n] parts set by hand, in steps; -1: by weight. NULL: none.
 * @param out_part [n], in steps; their sum is total.
 * @return JH_OK; JH_E_ARG; JH_E_DATA: a weight is no number; JH_E_INFEASIBLE: the fixed parts exceed
 * the total, or all are fixed and do not make it up; JH_E_LIMIT: total above 2^52; JH_E_NOMEM.
 */
JH_API enum jh_status jh_target_split(int64_t total, size_t n, const double *weight,
    const int64_t *fixed, int64_t *out_part, struct jh_error *err) JH_CHECKED;

/** Year-end forecast of a count: so far / share of the year elapsed, or by last year's course where
 *  known (last_total, last_so_far > 0). NaN where nothing is known. */
JH_API double jh_target_forecast(
    double so_far, double elapsed_frac, double last_so_far, double last_total);
/** Share of the way from the baseline to the target; works in both directions. Without baseline
 *  (NaN): value / target (up) or target / value (down). */
JH_API double jh_target_progress(
    enum jh_direction direction, double baseline, double value, double target);
enum jh_light { JH_LIGHT_NONE = 0, JH_LIGHT_RED = 1, JH_LIGHT_YELLOW = 2, JH_LIGHT_GREEN = 3 };
/** Progress needed by now is `elapsed_frac`; green from green_frac of it, yellow from yellow_frac. */
JH_API enum jh_light jh_target_light(
    double progress, double elapsed_frac, double green_frac, double yellow_frac);

/** Score: sum of weight x points / most, over 100; vetoed: 0 whatever the points. */
struct jh_criterion {
    double weight, most, points; /* points NaN: not scored */
    bool veto;                   /* the veto item applies */
};
struct jh_score {
    double total; /* 0..100 over the criteria scored; NaN: none */
    double scored_weight_frac;
    bool vetoed;
};
JH_API enum jh_status jh_score_sum(size_t n, const struct jh_criterion *criterion,
    struct jh_score *out, struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif

#endif
