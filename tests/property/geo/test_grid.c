#include "geo/grid.h"

#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

enum { N_MAX = 700 };

/* Kinds of point sets: the whole sphere, a province, around a pole, across the date line, one
 * place, all on one meridian. */
static struct jh_point draw(struct jh_rng *rng, int kind)
{
    double u = jh_rng_unit(rng), v = jh_rng_unit(rng);
    switch (kind) {
    case 0:
        return (struct jh_point){360 * u - 180, asin(2 * v - 1) * 180 / JH_PI};
    case 1:
        return (struct jh_point){105 + 6 * u, 30 + 5 * v};
    case 2:
        return (struct jh_point){360 * u - 180, 88 + 2 * v};
    case 3:
        return (struct jh_point){u < 0.5 ? 179 + 2 * u : -181 + 2 * u, 60 + 10 * v};
    case 4:
        return (struct jh_point){100, 30};
    default:
        return (struct jh_point){180, -90 + 180 * v};
    }
}

static size_t brute_within(
    size_t n, const struct jh_point *p, struct jh_point c, double radius_m, int32_t *out)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (jh_point_known(p[i]) && jh_geo_distance_m(p[i], c) <= radius_m)
            out[found++] = (int32_t)i;
    return found;
}

static bool is_even(const void *ctx, int32_t index)
{
    (void)ctx;
    return index % 2 == 0;
}

static void check_nearest(
    const struct jh_grid *grid, size_t n, const struct jh_point *p, struct jh_point c)
{
    double best = JH_INF, dist_m = -1;
    for (size_t i = 0; i < n; i += 2)
        if (jh_point_known(p[i]))
            best = fmin(best, jh_geo_distance_m(p[i], c));
    int32_t found = jh_grid_nearest(grid, c, is_even, NULL, &dist_m);
    if (isinf(best)) {
        ck_assert_int_eq(found, -1);
        return;
    }
    ck_assert(found >= 0 && found % 2 == 0);
    ck_assert_double_eq_tol(dist_m, best, 1e-6 + best * 1e-9 + (best > 1.9e7 ? 1 : 0));
    ck_assert_double_eq_tol(jh_geo_distance_m(p[found], c), best, 1e-6 + best * 1e-9 + 1);
}

START_TEST(equals_brute_force)
{
    struct jh_rng rng;
    jh_rng_init(&rng, (uint64_t)_i, 1);
    static struct jh_point p[N_MAX];
    static int32_t got[N_MAX], wanted[N_MAX];
    int kind = _i % 6;
    size_t n = (size_t)jh_rng_below(&rng, N_MAX);
    for (size_t i = 0; i < n; i++) {
        p[i] = draw(&rng, kind);
        if (jh_rng_below(&rng, 20) == 0)
            p[i] = (struct jh_point){JH_NAN, JH_NAN};
    }
    struct jh_grid *grid = NULL;
    struct jh_error err;
    ck_ok(jh_grid_new(n, p, &grid, &err), &err);
    for (int q = 0; q < 60; q++) {
        struct jh_point c = draw(&rng, q % 3 == 0 ? 0 : kind);
        double radius_m = pow(10, 2 + 5.3 * jh_rng_unit(&rng));
        size_t n_wanted = brute_within(n, p, c, radius_m, wanted);
        ck_assert_uint_eq(jh_grid_within(grid, c, radius_m, got, N_MAX), n_wanted);
        ck_assert_mem_eq(got, wanted, n_wanted * sizeof *got);
        size_t cap = n_wanted / 2;
        ck_assert_uint_eq(jh_grid_within(grid, c, radius_m, got, cap), n_wanted);
        ck_assert_mem_eq(got, wanted, cap * sizeof *got);
        check_nearest(grid, n, p, c);
    }
    jh_grid_free(grid);
}
END_TEST

START_TEST(edges)
{
    struct jh_error err;
    struct jh_grid *grid = NULL;
    struct jh_point p[3] = {{JH_NAN, JH_NAN}, {180, 0}, {-180, 0}};
    double dist_m = 42;
    int32_t out[3] = {-7, -7, -7};
    ck_ok(jh_grid_new(0, NULL, &grid, &err), &err);
    ck_assert_uint_eq(jh_grid_within(grid, p[1], 1e9, out, 3), 0);
    ck_assert_int_eq(jh_grid_nearest(grid, p[1], NULL, NULL, &dist_m), -1);
    jh_grid_free(grid);
    ck_ok(jh_grid_new(3, p, &grid, &err), &err);
    ck_assert_uint_eq(jh_grid_within(grid, (struct jh_point){179.9999, 0}, 100, out, 3), 2);
    ck_assert(out[0] == 1 && out[1] == 2);
    ck_assert_uint_eq(jh_grid_within(grid, p[0], 1e9, out, 3), 0);
    ck_assert_uint_eq(jh_grid_within(grid, p[1], JH_INF, NULL, 0), 2);
    ck_assert_uint_eq(jh_grid_within(grid, p[1], JH_NAN, NULL, 0), 0);
    ck_assert_int_eq(jh_grid_nearest(grid, p[0], NULL, NULL, &dist_m), -1);
    ck_assert_double_eq(dist_m, 42);
    ck_assert_int_eq(jh_grid_nearest(grid, (struct jh_point){0, 0}, NULL, NULL, &dist_m), 1);
    jh_grid_free(grid);
    jh_grid_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid");
    TCase *tc = tcase_create("grid");
    tcase_add_loop_test(tc, equals_brute_force, 0, 60);
    tcase_add_test(tc, edges);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
