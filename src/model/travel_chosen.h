/*
 * What the matrix and the pairs within reach share: chosen hospitals with their places, and the one
 * way to turn a pair of places into minutes.
 */
#ifndef JH_MODEL_TRAVEL_CHOSEN_H
#define JH_MODEL_TRAVEL_CHOSEN_H

#include "geo/vector.h"
#include "junheng/travel.h"

/** Chosen hospitals. A hospital may be chosen more than once: its positions form a chain. */
struct jh_i_chosen {
    size_t n, n_unplaced;
    struct jh_vector *vector; /* [n], NaN without a place */
    int32_t *next;            /* [n], next position of the same hospital or -1 */
    int32_t *first;           /* [hospitals.n], first position or -1 */
};

/** Checks options, areas and hospitals on the way. */
enum jh_status jh_i_chosen_init(struct jh_i_chosen *chosen, const struct jh_dataset *dataset,
    const struct jh_travel_options *options, size_t n_areas, const int32_t *area,
    size_t n_hospitals, const int32_t *hospital, struct jh_error *err) JH_CHECKED;
void jh_i_chosen_release(struct jh_i_chosen *chosen);

/** Minutes by the model; INFINITY where a place is unknown. */
static inline float jh_i_modelled_min(
    const struct jh_travel_model *model, struct jh_vector a, struct jh_vector b)
{
    double chord2 = jh_i_vector_chord2(a, b);
    return chord2 >= 0 ? (float)jh_travel_model_min(model, jh_i_vector_arc_m(chord2))
                       : (float)JH_INF;
}

/** Rows of listed times of the area; none where the mode ignores them. */
static inline void jh_i_listed_rows(const struct jh_dataset *dataset, enum jh_travel_mode mode,
    int32_t area, size_t *out_from, size_t *out_to)
{
    bool any = mode != JH_TRAVEL_MODEL && dataset->travel.n > 0;
    *out_from = any ? dataset->travel.start[area] : 0;
    *out_to = any ? dataset->travel.start[area + 1] : 0;
}

#endif
