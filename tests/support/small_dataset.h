/*
 * A small dataset of one's own making for tests: everything allocated, nothing filled but ids.
 */
#ifndef JH_SMALL_DATASET_H
#define JH_SMALL_DATASET_H

#include "model/dataset.h"

struct small_size {
    size_t n_areas, n_areas_inside, n_hospitals, n_hospitals_inside, n_specialties, n_periods,
        n_flows, n_travel;
};

/**
 * Ids are a0.., h0.., s0.., 2021.. (years); names equal ids; all points unknown, populations 1000,
 * numbers NaN, no regions, one source "". Flow rows: zeros in every key column (all of them
 * present), cases 1, persons 1. Travel rows need their areas when sorted. Aborts out of memory.
 */
struct jh_dataset *small_dataset(const struct small_size *size);

#endif
