/*
 * Decay weights for kernels: the default parameter is resolved once, outside the loop.
 */
#ifndef JH_ACCESS_DECAY_H
#define JH_ACCESS_DECAY_H

#include <stdbool.h>

#include "junheng/access.h"

/* Most steps of its own that a decay may have. */
enum { JH_I_DECAY_STEPS = 16 };

struct jh_i_decay {
    enum jh_decay shape;
    double reach_min, parameter, middle_min; /* nothing left open */
    size_t n_steps;
    const double *step_min, *step_weight;
};

bool jh_i_decay_known(enum jh_decay decay);
/** The shape with its defaults for the reach where NaN is given. */
struct jh_i_decay jh_i_decay_make(
    enum jh_decay shape, double reach_min, double parameter, double middle_min);
double jh_i_decay_weight(const struct jh_i_decay *decay, double minutes);

#endif
