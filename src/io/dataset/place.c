#include "io/dataset/place.h"

#include <math.h>
#include <stdlib.h>

/* At least this far to each side, in degrees, whatever the deviation; and so many deviations. */
#define HALF_MIN_DEG 3.0
#define DEVIATIONS   8.0
enum { POINTS_MIN = 3 };

static bool possible(struct jh_point p)
{
    return fabs(p.lon_deg) <= 180 && fabs(p.lat_deg) <= 90;
}

static struct jh_point swapped(struct jh_point p)
{
    return (struct jh_point){p.lat_deg, p.lon_deg};
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median and half width of the values; they are overwritten. */
static void spread(size_t n, double *value, double *out_median, double *out_half)
{
    qsort(value, n, sizeof *value, ascending);
    *out_median = value[n / 2];
    for (size_t i = 0; i < n; i++)
        value[i] = fabs(value[i] - *out_median);
    qsort(value, n, sizeof *value, ascending);
    *out_half = fmax(HALF_MIN_DEG, DEVIATIONS * value[n / 2]);
}

struct jh_place_box jh_i_place_box(size_t n, const struct jh_point *point, double *scratch)
{
    struct jh_place_box box = {0};
    size_t n_possible = 0;
    for (size_t i = 0; i < n; i++)
        if (possible(point[i]))
            scratch[n_possible++] = point[i].lon_deg;
    if (n_possible < POINTS_MIN)
        return box;
    spread(n_possible, scratch, &box.lon_deg, &box.lon_half_deg);
    n_possible = 0;
    for (size_t i = 0; i < n; i++)
        if (possible(point[i]))
            scratch[n_possible++] = point[i].lat_deg;
    spread(n_possible, scratch, &box.lat_deg, &box.lat_half_deg);
    box.known = true;
    return box;
}

static bool contains(const struct jh_place_box *box, struct jh_point p)
{
    return fabs(p.lon_deg - box->lon_deg) <= box->lon_half_deg &&
           fabs(p.lat_deg - box->lat_deg) <= box->lat_half_deg;
}

enum jh_place_verdict jh_i_place_judge(const struct jh_place_box *box, struct jh_point point)
{
    if (!possible(point)) {
        struct jh_point turned = swapped(point);
        bool right = possible(turned) && (!box->known || contains(box, turned));
        return right ? JH_PLACE_SWAPPED : JH_PLACE_IMPOSSIBLE;
    }
    if (!box->known || contains(box, point))
        return JH_PLACE_FINE;
    return contains(box, swapped(point)) ? JH_PLACE_SWAPPED : JH_PLACE_FAR;
}
