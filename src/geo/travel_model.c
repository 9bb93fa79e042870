#include "junheng/geo.h"

#include <math.h>

#include "base/num.h"

struct jh_travel_model jh_travel_model_default(void)
{
    return (struct jh_travel_model){.detour = 1.3,
        .speed_min_kmh = 25,
        .speed_max_kmh = 95,
        .speed_half_km = 40,
        .terminal_min = 5};
}

/* 60 r / speed(r) with speed(r) = (max r + min half) / (r + half). */
double jh_travel_model_min(const struct jh_travel_model *m, double dist_m)
{
    double road_km = dist_m * m->detour / 1000, half = m->speed_half_km;
    return m->terminal_min +
           60 * road_km * (road_km + half) / (m->speed_max_kmh * road_km + m->speed_min_kmh * half);
}

/* The positive root of 60 r^2 + (60 half - t max) r - t min half = 0, in the form that does not
 * cancel; rounding is then walked back until the distance is truly within the minutes. */
double jh_travel_model_reach_m(const struct jh_travel_model *m, double minutes)
{
    double t = minutes - m->terminal_min, half = m->speed_half_km;
    if (!(t > 0))
        return 0;
    if (isinf(t))
        return JH_INF;
    double b = 60 * half - t * m->speed_max_kmh, c = t * m->speed_min_kmh * half;
    double root = sqrt(b * b + 240 * c);
    double road_km = b > 0 ? 2 * c / (root + b) : (root - b) / 120;
    double dist_m = road_km * 1000 / m->detour;
    while (dist_m > 0 && jh_travel_model_min(m, dist_m) > minutes)
        dist_m = nextafter(dist_m, 0);
    return dist_m;
}
