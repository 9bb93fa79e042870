#include "junheng/access.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

enum { POINTS = 250, SITES = 120 };

static struct jh_error err;

struct world {
    struct jh_point point[POINTS], site[SITES];
    double people[POINTS], supply[SITES];
};

/* A province; the whole globe with both poles and the date line; everything in one spot. */
static void draw(int kind, uint64_t seed, struct world *w)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, (uint64_t)kind);
    for (size_t i = 0; i < POINTS + SITES; i++) {
        double u = jh_rng_unit(&rng), v = jh_rng_unit(&rng);
        struct jh_point p = {102 + 6 * u, 28 + 5 * v};
        if (kind == 1)
            p = (struct jh_point){360 * u - 180, asin(2 * v - 1) * 180 / JH_PI};
        if (kind == 2)
            p = (struct jh_point){104, 30};
        if (i < POINTS)
            w->point[i] = p;
        else
            w->site[i - POINTS] = p;
    }
    for (size_t i = 0; i < POINTS; i++)
        w->people[i] = (double)jh_rng_below(&rng, 1000);
    for (size_t j = 0; j < SITES; j++)
        w->supply[j] = jh_rng_unit(&rng) < .1 ? 0 : (double)jh_rng_below(&rng, 500);
}

/* The same through pairs held. */
static size_t by_pairs(const struct world *w, const struct jh_travel_model *model,
    const struct jh_access_options *o, double *out)
{
    static size_t start[POINTS + 1];
    static int32_t site[POINTS * SITES];
    static float minutes[POINTS * SITES];
    size_t n = 0;
    for (size_t i = 0; i < POINTS; i++) {
        start[i] = n;
        for (int32_t j = 0; j < SITES; j++) {
            double m = jh_travel_model_min(model, jh_geo_distance_m(w->point[i], w->site[j]));
            if (m > o->reach_min)
                continue;
            site[n] = j;
            minutes[n++] = (float)m;
        }
    }
    start[POINTS] = n;
    const struct jh_travel_pairs pairs = {POINTS, n, start, site, minutes, {0, 0, 0}};
    ck_ok(jh_access(&pairs, SITES, w->supply, w->people, o, out, &err), &err);
    return n;
}

static const enum jh_access_method methods[] = {JH_ACCESS_CUMULATIVE, JH_ACCESS_GRAVITY,
    JH_ACCESS_2SFCA, JH_ACCESS_E2SFCA, JH_ACCESS_GRAVITY_COMPETITION, JH_ACCESS_M2SFCA,
    JH_ACCESS_AVAILABILITY};
enum { METHODS = sizeof methods / sizeof *methods, DECAYS = 9, KINDS = 3 };

START_TEST(as_with_pairs_held)
{
    struct world w;
    static double want[POINTS], got[POINTS];
    struct jh_travel_model model = jh_travel_model_default();
    struct jh_access_options o = jh_access_options_default();
    struct jh_access_stream stream;
    int kind = _i % KINDS;
    draw(kind, (uint64_t)_i, &w);
    o.method = methods[_i / KINDS % METHODS];
    o.decay = (enum jh_decay)(_i / KINDS / METHODS);
    o.reach_min = kind == 1 ? 2000 : 70;
    size_t n = by_pairs(&w, &model, &o, want);
    ck_ok(jh_access_points(POINTS, w.point, w.people, SITES, w.site, w.supply, &model, &o, NULL,
              got, &stream, &err),
        &err);
    double most = 0;
    for (size_t i = 0; i < POINTS; i++)
        most = fmax(most, want[i]);
    ck_assert_uint_eq(stream.n_pairs, n);
    ck_assert_uint_gt(n, POINTS);
    /* Power bends sharply at one minute. */
    double loose = o.decay == JH_DECAY_POWER ? 100 : 1;
    ck_assert_double_le(stream.weight_error, 1e-6 * loose);
    for (size_t i = 0; i < POINTS; i++)
        ck_assert_double_eq_tol(got[i], want[i], 3e-5 * loose * most);
}
END_TEST

START_TEST(steps_of_its_own)
{
    struct world w;
    static double want[POINTS], got[POINTS];
    struct jh_travel_model model = jh_travel_model_default();
    struct jh_access_options o = jh_access_options_default();
    const double minutes[] = {7, 25, 40, 300}, weight[] = {1, 0.8, 0.3, 0.1};
    draw(0, 5, &w);
    o.decay = JH_DECAY_STEP;
    o.reach_min = 60;
    o.n_steps = 4;
    o.step_min = minutes;
    o.step_weight = weight;
    by_pairs(&w, &model, &o, want);
    ck_ok(jh_access_points(POINTS, w.point, w.people, SITES, w.site, w.supply, &model, &o, NULL,
              got, NULL, &err),
        &err);
    for (size_t i = 0; i < POINTS; i++)
        ck_assert_double_eq_tol(got[i], want[i], 1e-6 * fmax(want[i], 1e-3));
}
END_TEST

START_TEST(threads_change_nothing)
{
    struct world w;
    static double one[POINTS], two[POINTS];
    struct jh_access_options o = jh_access_options_default();
    const struct jh_run single = {.n_threads = 1}, both = {.n_threads = 2};
    draw(0, 1, &w);
    o.decay = JH_DECAY_GAUSSIAN;
    ck_ok(jh_access_points(POINTS, w.point, w.people, SITES, w.site, w.supply, NULL, &o, &single,
              one, NULL, &err),
        &err);
    ck_ok(jh_access_points(
              POINTS, w.point, w.people, SITES, w.site, w.supply, NULL, &o, &both, two, NULL, &err),
        &err);
    ck_assert_mem_eq(one, two, sizeof one);
}
END_TEST

START_TEST(edges)
{
    struct world w;
    struct jh_access_options o = jh_access_options_default();
    double access[2] = {-9, -9};
    const struct jh_point nowhere = {JH_NAN, JH_NAN};
    draw(2, 1, &w);
    ck_refused(jh_access_points(1, &nowhere, w.people, SITES, w.site, w.supply, NULL, &o, NULL,
                   access, NULL, &err),
        JH_E_DATA);
    o.method = JH_ACCESS_RAAM;
    ck_refused(jh_access_points(1, w.point, w.people, SITES, w.site, w.supply, NULL, &o, NULL,
                   access, NULL, &err),
        JH_E_UNSUPPORTED);
    ck_assert_double_eq(access[0], -9);
    o.method = JH_ACCESS_2SFCA;
    o.reach_min = 4; /* below the terminal minutes: nothing is in reach */
    ck_ok(jh_access_points(
              2, w.point, w.people, SITES, w.site, w.supply, NULL, &o, NULL, access, NULL, &err),
        &err);
    ck_assert(access[0] == 0 && access[1] == 0);
    o.reach_min = 60;
    ck_ok(jh_access_points(2, w.point, w.people, 0, NULL, NULL, NULL, &o, NULL, access, NULL, &err),
        &err);
    ck_ok(
        jh_access_points(0, NULL, NULL, SITES, w.site, w.supply, NULL, &o, NULL, NULL, NULL, &err),
        &err);
    ck_assert(access[0] == 0 && access[1] == 0);
}
END_TEST

START_TEST(without_memory)
{
    struct world w;
    struct jh_access_options o = jh_access_options_default();
    double access[2];
    long alive = testing_alloc_live();
    draw(0, 1, &w);
    o.decay = JH_DECAY_LINEAR;
    for (size_t nth = 1;; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = jh_access_points(
            2, w.point, w.people, SITES, w.site, w.supply, NULL, &o, NULL, access, NULL, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(testing_alloc_live(), alive);
        if (!refused)
            break;
        ck_assert_int_eq(st, JH_E_NOMEM);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("points");
    TCase *tc = tcase_create("points");
    tcase_add_loop_test(tc, as_with_pairs_held, 0, KINDS * METHODS * DECAYS);
    tcase_add_test(tc, steps_of_its_own);
    tcase_add_test(tc, threads_change_nothing);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, without_memory);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
