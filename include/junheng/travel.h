/*
 * Travel time between areas and hospitals: listed pairs, else the distance model, counted apart.
 */
#ifndef JH_TRAVEL_H
#define JH_TRAVEL_H

#include "junheng/model.h"
#include "junheng/run.h"

#ifdef __cplusplus
extern "C" {
#endif

enum jh_travel_mode { JH_TRAVEL_MIXED = 0, JH_TRAVEL_LISTED = 1, JH_TRAVEL_MODEL = 2 };
struct jh_travel_options {
    enum jh_travel_mode mode;
    struct jh_travel_model model;
};
/** Mixed, default model. */
JH_API struct jh_travel_options jh_travel_options_default(void);

/** How many pairs came from where. */
struct jh_travel_counts {
    uint64_t listed, modelled; /* of the pairs returned */
    uint64_t unknown;          /* of all pairs asked for: no route, no place, not listed */
};

/**
 * Minutes from every chosen area to every chosen hospital, dense. A listed pair counts as listed
 * (mixed: the model speaks for the others); a pair without a listed time needs both places.
 *
 * @param n_areas      Number of areas; area [n_areas] their indices.
 * @param n_hospitals  Number of hospitals; hospital [n_hospitals] their indices.
 * @param out_minutes  [n_areas * n_hospitals], row-major by area; INFINITY: no route known.
 * @return JH_OK; JH_E_ARG: an index out of range; JH_E_DOMAIN: the model; JH_E_NOMEM. run: threads only.
 * Cost: O(n_areas * n_hospitals), both cores.
 */
JH_API enum jh_status jh_travel_matrix(const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, const struct jh_run *run, float *out_minutes,
    struct jh_travel_counts *out_counts, struct jh_error *err) JH_CHECKED;

/** Minutes of one pair, the same as in the matrix; INFINITY: unknown. O(log pairs of the area). */
JH_API double jh_travel_minutes(const struct jh_dataset *dataset,
    const struct jh_travel_options *options, int32_t area, int32_t hospital);

/** All pairs within reach, compressed by area (demand-major), positions of hospitals ascending. */
struct jh_travel_pairs {
    size_t n_areas, n;
    size_t *start;     /* [n_areas + 1] */
    int32_t *hospital; /* [n], position in the chosen list of hospitals */
    float *minutes;    /* [n] */
    struct jh_travel_counts counts;
};
/**
 * The pairs of jh_travel_matrix() with minutes <= reach_min, without the matrix: same minutes to the
 * last bit.
 *
 * @param reach_min  Minutes, > 0; INFINITY: every known pair.
 * @param out_pairs  Release with jh_travel_pairs_release().
 * @return as jh_travel_matrix(), and JH_E_CANCELLED. Cost: O(pairs log pairs of an area).
 */
JH_API enum jh_status jh_travel_within(const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, double reach_min, const struct jh_run *run,
    struct jh_travel_pairs *out_pairs, struct jh_error *err) JH_CHECKED;
JH_API void jh_travel_pairs_release(struct jh_travel_pairs *pairs);

#ifdef __cplusplus
}
#endif
#endif
