/*
 * Shared by the measures: checking groupings of areas and hospitals.
 */
#ifndef JH_FLOW_UNITS_H
#define JH_FLOW_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

/** Every unit must be JH_NONE or 0..n_units-1; `name` says which array in err->where. */
enum jh_status jh_i_flow_check_units(const char *name, size_t n, const int32_t *unit,
    size_t n_units, struct jh_error *err) JH_CHECKED;

#endif
