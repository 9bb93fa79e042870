#include "geo/crs.h"

#include <math.h>
#include <strings.h>

#include "base/num.h"

#define AXIS_M        6378245.0 /* Krasovsky 1940 */
#define ECCENTRICITY2 0.00669342162296594323
#define BD_TURN       (JH_PI * 3000.0 / 180.0)
enum { ROUNDS = 12 };

bool jh_i_crs_find(const char *name, enum jh_crs *out)
{
    static const char *const names[] = {"wgs84", "gcj02", "bd09"};
    for (int i = 0; i < 3; i++)
        if (strcasecmp(name, names[i]) == 0) {
            *out = (enum jh_crs)i;
            return true;
        }
    return false;
}

static bool shifted(struct jh_point p)
{
    return p.lon_deg >= 72.004 && p.lon_deg <= 137.8347 && p.lat_deg >= 0.8293 &&
           p.lat_deg <= 55.8271;
}

static struct jh_point shift(struct jh_point p)
{
    const double x = p.lon_deg - 105, y = p.lat_deg - 35;
    double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));
    double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));
    const double common = (20 * sin(6 * x * JH_PI) + 20 * sin(2 * x * JH_PI)) * 2 / 3;
    north += common + (20 * sin(y * JH_PI) + 40 * sin(y / 3 * JH_PI)) * 2 / 3 +
             (160 * sin(y / 12 * JH_PI) + 320 * sin(y * JH_PI / 30)) * 2 / 3;
    east += common + (20 * sin(x * JH_PI) + 40 * sin(x / 3 * JH_PI)) * 2 / 3 +
            (150 * sin(x / 12 * JH_PI) + 300 * sin(x / 30 * JH_PI)) * 2 / 3;
    const double lat = p.lat_deg / 180 * JH_PI, s = sin(lat);
    const double magic = 1 - ECCENTRICITY2 * s * s, root = sqrt(magic);
    return (struct jh_point){.lon_deg = p.lon_deg + east * 180 / (AXIS_M / root * cos(lat) * JH_PI),
        .lat_deg =
            p.lat_deg + north * 180 / (AXIS_M * (1 - ECCENTRICITY2) / (magic * root) * JH_PI)};
}

static struct jh_point gcj_to_bd(struct jh_point p)
{
    const double z = hypot(p.lon_deg, p.lat_deg) + 0.00002 * sin(p.lat_deg * BD_TURN);
    const double t = atan2(p.lat_deg, p.lon_deg) + 0.000003 * cos(p.lon_deg * BD_TURN);
    return (struct jh_point){z * cos(t) + 0.0065, z * sin(t) + 0.006};
}

struct jh_point jh_i_crs_from_wgs84(enum jh_crs crs, struct jh_point p)
{
    if (crs == JH_CRS_WGS84 || !shifted(p))
        return p;
    const struct jh_point gcj = shift(p);
    return crs == JH_CRS_BD09 ? gcj_to_bd(gcj) : gcj;
}

struct jh_point jh_i_crs_to_wgs84(enum jh_crs crs, struct jh_point p)
{
    struct jh_point guess = p;
    if (crs == JH_CRS_WGS84 || !shifted(p))
        return p;
    for (int i = 0; i < ROUNDS; i++) {
        const struct jh_point there = jh_i_crs_from_wgs84(crs, guess);
        guess.lon_deg -= there.lon_deg - p.lon_deg;
        guess.lat_deg -= there.lat_deg - p.lat_deg;
    }
    return guess;
}
