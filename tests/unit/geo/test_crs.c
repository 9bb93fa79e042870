#include "geo/crs.h"

#include <math.h>

#include "base/num.h"
#include "testing.h"

/* Known pairs (WGS 84, GCJ-02): the first from the README of wandergis/coordtransform, the others from the
 * tests of googollee/eviltransform (Shanghai, Shenzhen, Beijing). */
static const struct {
    struct jh_point wgs, gcj;
} pairs[] = {
    {{116.404, 39.915}, {116.41024449916938, 39.91640428150164}},
    {{121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}},
    {{113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}},
    {{116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}},
};

START_TEST(shifts_as_published)
{
    const struct jh_point p = jh_i_crs_from_wgs84(JH_CRS_GCJ02, pairs[_i].wgs);
    ck_assert_double_eq_tol(p.lon_deg, pairs[_i].gcj.lon_deg, 1e-6);
    ck_assert_double_eq_tol(p.lat_deg, pairs[_i].gcj.lat_deg, 1e-6);
}
END_TEST

START_TEST(baidu_lies_beyond_gcj)
{
    /* README of wandergis/coordtransform: (116.404, 39.915) of GCJ-02 is (116.41036949371029, 39.92133699351021) of BD-09 */
    const struct jh_point wgs = jh_i_crs_to_wgs84(JH_CRS_GCJ02, (struct jh_point){116.404, 39.915});
    const struct jh_point bd = jh_i_crs_from_wgs84(JH_CRS_BD09, wgs);
    ck_assert_double_eq_tol(bd.lon_deg, 116.41036949371029, 1e-6);
    ck_assert_double_eq_tol(bd.lat_deg, 39.92133699351021, 1e-6);
}
END_TEST

START_TEST(comes_back)
{
    static const enum jh_crs all[] = {JH_CRS_WGS84, JH_CRS_GCJ02, JH_CRS_BD09};
    for (double lon = 75; lon < 135; lon += 3.7)
        for (double lat = 4; lat < 53; lat += 3.1)
            for (int i = 0; i < 3; i++) {
                const struct jh_point p = {lon, lat};
                const struct jh_point q = jh_i_crs_to_wgs84(all[i], jh_i_crs_from_wgs84(all[i], p));
                ck_assert_double_lt(jh_geo_distance_m(p, q), 0.01);
            }
}
END_TEST

START_TEST(leaves_other_countries)
{
    const struct jh_point p = {-46.6, -23.5};
    ck_assert_double_eq(jh_i_crs_to_wgs84(JH_CRS_GCJ02, p).lon_deg, -46.6);
    enum jh_crs crs;
    ck_assert(jh_i_crs_find("GCJ02", &crs) && crs == JH_CRS_GCJ02);
    ck_assert(!jh_i_crs_find("utm", &crs));
    ck_assert(isnan(jh_i_crs_to_wgs84(JH_CRS_BD09, (struct jh_point){JH_NAN, JH_NAN}).lon_deg));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crs");
    TCase *tc = tcase_create("crs");
    tcase_add_loop_test(tc, shifts_as_published, 0, (int)(sizeof pairs / sizeof *pairs));
    tcase_add_test(tc, baidu_lies_beyond_gcj);
    tcase_add_test(tc, comes_back);
    tcase_add_test(tc, leaves_other_countries);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
