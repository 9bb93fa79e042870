/*
 * A random dataset with everything a dataset can hold, for tests of writing and reading it.
 */
#ifndef JH_RICH_DATASET_H
#define JH_RICH_DATASET_H

#include "model/dataset.h"

/** Finished; regions, zones, boundaries, attributes, outside areas and hospitals, every column of
 *  the cube, with some values not given. The same seed gives the same dataset. Aborts out of
 *  memory. */
struct jh_dataset *rich_dataset(uint64_t seed, size_t n_flows, size_t n_travel);

#endif
