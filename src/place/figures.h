/*
 * Figures of places from a dataset, one function per criterion.
 */
#ifndef JH_PLACE_FIGURES_H
#define JH_PLACE_FIGURES_H

#include "junheng/place.h"

#include "junheng/access.h"

#include "base/arena.h"

/* What the figures are made from and written to. */
struct jh_i_place_work {
    const struct jh_dataset *dataset;
    const struct jh_flow_table *table;
    const struct jh_place_request *request;
    const struct jh_run *run;
    struct jh_arena scratch;
    struct jh_places *places;
    double *supply; /* [hospitals.n] that counts as good care; NaN: not stated */
};

typedef enum jh_status jh_i_place_figures_fn(struct jh_i_place_work *w, struct jh_error *err);
/** Each fills its columns of places->figure; places and supply are there. */
jh_i_place_figures_fn jh_i_place_shortage, jh_i_place_people, jh_i_place_location, jh_i_place_marks,
    jh_i_place_more;

static inline double *jh_i_place_figure(struct jh_i_place_work *w, size_t place, size_t indicator)
{
    return &w->places->figure[place * w->places->n_indicators + indicator];
}

#endif
