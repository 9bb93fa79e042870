#include "junheng/geo.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "geo/vector.h"
#include "testing.h"

static struct jh_point at(double lon, double lat)
{
    return (struct jh_point){lon, lat};
}

/* Hand computation: arcs of known angle on the sphere of radius 6,371,008.8 m. The last row:
 * 36.12 N 86.67 W to 33.94 N 118.40 W is 2887.26 km at R = 6372.8 km (Rosetta Code, "Haversine
 * formula"). */
static const struct {
    double a_lon, a_lat, b_lon, b_lat, radians, tolerance;
} arcs[] = {
    {0, 0, 0, 0, 0, 1e-15},
    {0, 0, 90, 0, JH_PI / 2, 1e-12},
    {0, 0, 180, 0, JH_PI, 1e-7},
    {0, 90, 123, -90, JH_PI, 1e-7},
    {0, 90, 77, 0, JH_PI / 2, 1e-12},
    {179.5, 0, -179.5, 0, JH_PI / 180, 1e-14},
    {10, 60, 190, 60, JH_PI / 3, 1e-12},
    {116, 39, 116, 39.00001, 1e-5 * JH_PI / 180, 1e-15},
    {-86.67, 36.12, -118.40, 33.94, 2887.2599506 / 6372.8, 1e-9},
};

START_TEST(distance_of_known_arcs)
{
    struct jh_point a = at(arcs[_i].a_lon, arcs[_i].a_lat), b = at(arcs[_i].b_lon, arcs[_i].b_lat);
    double wanted = arcs[_i].radians * JH_EARTH_RADIUS_M;
    double tolerance = arcs[_i].tolerance * JH_EARTH_RADIUS_M;
    ck_assert_double_eq_tol(jh_geo_distance_m(a, b), wanted, tolerance);
    ck_assert_double_eq_tol(jh_geo_distance_m(b, a), wanted, tolerance);
    double arc = jh_i_vector_arc_m(jh_i_vector_chord2(jh_i_vector(a), jh_i_vector(b)));
    ck_assert_double_eq_tol(arc, wanted, fmax(tolerance, 1e-8));
}
END_TEST

/* 10 km as the crow flies = 13 km of road at 25 + 70 * 13 / 53 km/h, and 5 minutes. */
START_TEST(travel_model_by_hand)
{
    struct jh_travel_model m = jh_travel_model_default();
    ck_assert_double_eq_tol(
        jh_travel_model_min(&m, 10000), 5 + 60 * 13 / (25 + 70 * 13.0 / 53), 1e-12);
    ck_assert_double_eq(jh_travel_model_min(&m, 0), 5);
}
END_TEST

START_TEST(reach_is_the_inverse_of_the_model)
{
    struct jh_travel_model m = jh_travel_model_default();
    double before = -1;
    for (double minutes = 5.001; minutes < 3000; minutes *= 1.13) {
        double reach = jh_travel_model_reach_m(&m, minutes);
        ck_assert_double_gt(reach, before);
        ck_assert_double_le(jh_travel_model_min(&m, reach), minutes);
        ck_assert_double_gt(jh_travel_model_min(&m, reach * (1 + 1e-9) + 1e-6), minutes);
        before = reach;
    }
    ck_assert_double_eq(jh_travel_model_reach_m(&m, 5), 0);
    ck_assert_double_eq(jh_travel_model_reach_m(&m, 1), 0);
    ck_assert(isinf(jh_travel_model_reach_m(&m, JH_INF)));
}
END_TEST

START_TEST(one_speed_gives_a_straight_line)
{
    struct jh_travel_model m = {1, 60, 60, 10, 0};
    ck_assert_double_eq_tol(jh_travel_model_min(&m, 30000), 30, 1e-12);
    ck_assert_double_eq_tol(jh_travel_model_reach_m(&m, 30), 30000, 1e-6);
}
END_TEST

START_TEST(release_empties)
{
    struct jh_shapes shapes = {.n = 1, .ring_start = jh_i_calloc(2, sizeof(size_t))};
    jh_shapes_release(&shapes);
    ck_assert(shapes.n == 0 && shapes.ring_start == NULL);
    jh_shapes_release(&shapes);
    jh_shapes_release(NULL);
    struct jh_graph graph = {.n = 1, .to = jh_i_calloc(1, sizeof(int32_t))};
    jh_graph_release(&graph);
    ck_assert(graph.n == 0 && graph.to == NULL);
    jh_graph_release(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("geo");
    TCase *tc = tcase_create("geo");
    tcase_add_loop_test(tc, distance_of_known_arcs, 0, (int)(sizeof arcs / sizeof *arcs));
    tcase_add_test(tc, travel_model_by_hand);
    tcase_add_test(tc, reach_is_the_inverse_of_the_model);
    tcase_add_test(tc, one_speed_gives_a_straight_line);
    tcase_add_test(tc, release_empties);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
