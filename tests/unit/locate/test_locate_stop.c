/*
 * Searches that are stopped or limited: the best answer so far with a bound, the same answer
 * whatever the number of threads.
 */
#include <stdatomic.h>
#include <string.h>

#include "junheng/locate.h"

#include "base/rng.h"

#include "testing.h"

enum { N = 400, P = 25 };

struct sample {
    double xy[2 * N], load[N], capacity[N];
    struct jh_locate_problem problem;
};

static void make_sample(struct sample *s, enum jh_locate_model model)
{
    struct jh_rng rng;
    jh_rng_init(&rng, 7, 1);
    for (size_t i = 0; i < 2 * N; i++)
        s->xy[i] = 1000 * jh_rng_unit(&rng);
    for (size_t i = 0; i < N; i++) {
        s->load[i] = 1 + (double)jh_rng_below(&rng, 20);
        s->capacity[i] = 240;
    }
    s->problem = (struct jh_locate_problem){.model = model,
        .n_demand = N,
        .n_sites = N,
        .p = P,
        .load = s->load,
        .capacity = s->capacity,
        .demand_xy = s->xy,
        .site_xy = s->xy};
}

/* Asked from any thread. */
static bool stop_later(void *ctx)
{
    atomic_int *left = ctx;
    return atomic_fetch_sub(left, 1) <= 0;
}

START_TEST(stopped_search_gives_its_best_with_a_bound)
{
    static struct sample s;
    static const enum jh_locate_model models[] = {JH_LOCATE_PMEDIAN, JH_LOCATE_CPMP};
    atomic_int left = 30 + 500 * (_i / 2);
    struct jh_run run = {.should_stop = stop_later, .ctx = &left, .n_threads = 2};
    struct jh_locate_solution found = {.n_open = 0};
    struct jh_error err = {.status = JH_OK};
    double objective = 0;
    make_sample(&s, models[_i % 2]);
    ck_ok(jh_locate_solve(&s.problem, &run, &found, &err), &err);
    ck_ok(jh_locate_check(
              &s.problem, found.n_open, found.open, found.assignment, &objective, NULL, &err),
        &err);
    ck_assert_uint_eq(found.n_open, P);
    ck_assert_double_eq_tol(found.objective, objective, 1e-9 * objective);
    ck_assert_double_ge(found.bound, 0);
    ck_assert_double_le(found.bound, found.objective * (1 + 1e-12));
    jh_locate_solution_release(&found);
}
END_TEST

START_TEST(threads_do_not_change_the_answer)
{
    static struct sample s;
    static const enum jh_locate_model models[] = {JH_LOCATE_PMEDIAN, JH_LOCATE_CPMP};
    struct jh_locate_solution found[2] = {{.n_open = 0}, {.n_open = 0}};
    struct jh_error err = {.status = JH_OK};
    make_sample(&s, models[_i]);
    for (int k = 0; k < 2; k++) {
        struct jh_run run = {.seed = 3, .iteration_limit = 600, .n_threads = 1 + k};
        ck_ok(jh_locate_solve(&s.problem, &run, &found[k], &err), &err);
    }
    ck_assert_double_eq(found[0].objective, found[1].objective);
    ck_assert_double_eq(found[0].bound, found[1].bound);
    ck_assert_int_eq(found[0].iterations, found[1].iterations);
    ck_assert_int_eq(memcmp(found[0].open, found[1].open, P * sizeof *found[0].open), 0);
    jh_locate_solution_release(&found[0]);
    jh_locate_solution_release(&found[1]);
}
END_TEST

/* More sites than lists hold, and room only far from most clients. */
START_TEST(far_room_is_found)
{
    enum { MANY = 1100, ROOMY = 60, OPEN = 30 };
    static double xy[2 * MANY], load[MANY], capacity[MANY];
    struct jh_locate_solution found = {.n_open = 0};
    struct jh_error err = {.status = JH_OK};
    struct jh_run run = {.iteration_limit = 30, .n_threads = 2};
    struct jh_rng rng;
    jh_rng_init(&rng, 11, 1);
    for (size_t i = 0; i < MANY; i++) {
        xy[2 * i] = 1000 * jh_rng_unit(&rng) + (i < ROOMY ? 5000 : 0);
        xy[2 * i + 1] = 1000 * jh_rng_unit(&rng);
        load[i] = 1;
        capacity[i] = i < ROOMY ? 40 : 0;
    }
    struct jh_locate_problem problem = {.model = JH_LOCATE_CPMP,
        .n_demand = MANY,
        .n_sites = MANY,
        .p = OPEN,
        .load = load,
        .capacity = capacity,
        .demand_xy = xy,
        .site_xy = xy};
    ck_ok(jh_locate_solve(&problem, &run, &found, &err), &err);
    for (size_t k = 0; k < found.n_open; k++)
        ck_assert_int_lt(found.open[k], ROOMY);
    ck_assert_double_le(found.bound, found.objective * (1 + 1e-12));
    ck_assert_double_ge(found.bound, 0.5 * found.objective);
    jh_locate_solution_release(&found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locate_stop");
    TCase *tc = tcase_create("stop");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, stopped_search_gives_its_best_with_a_bound, 0, 4);
    tcase_add_loop_test(tc, threads_do_not_change_the_answer, 0, 2);
    tcase_add_test(tc, far_room_is_found);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
