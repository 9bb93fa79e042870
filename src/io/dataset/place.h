/*
 * Whether coordinates make sense, alone and beside the others.
 */
#ifndef JH_IO_PLACE_H
#define JH_IO_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "junheng/geo.h"

/** Where most places lie: median and half width, from the median absolute deviation. */
struct jh_place_box {
    bool known; /* false: too few places to tell */
    double lon_deg, lat_deg, lon_half_deg, lat_half_deg;
};

enum jh_place_verdict {
    JH_PLACE_FINE,
    JH_PLACE_IMPOSSIBLE, /* not on Earth, either way round */
    JH_PLACE_SWAPPED,    /* right once longitude and latitude change places */
    JH_PLACE_FAR         /* possible, but far from all others */
};

/** point [n]: unknown and impossible ones do not count; scratch [n] is overwritten. */
struct jh_place_box jh_i_place_box(size_t n, const struct jh_point *point, double *scratch);
enum jh_place_verdict jh_i_place_judge(const struct jh_place_box *box, struct jh_point point);

#endif
