/*
 * Decay weights for kernels: the default parameter is resolved once, outside the loop.
 */
#ifndef JH_ACCESS_DECAY_H
#define JH_ACCESS_DECAY_H

#include <stdbool.h>

#include "junheng/access.h"

bool jh_i_decay_known(enum jh_decay decay);
/** The parameter itself, or its default for the reach where NaN. */
double jh_i_decay_parameter(enum jh_decay decay, double reach_min, double parameter);
/** As jh_decay_weight() with a parameter from jh_i_decay_parameter(). */
double jh_i_decay_weight(enum jh_decay decay, double minutes, double reach_min, double parameter);

#endif
