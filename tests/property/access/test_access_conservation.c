/*
 * What every method of the catchment family keeps, on random territories, and the same bytes from one
 * thread and from two.
 */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "base/run.h"
#include "junheng/access.h"
#include "testing.h"

enum { N = 64, M = 16, N_METHODS = JH_ACCESS_RAAM + 1 };

static struct jh_error err;

/* Random people (some areas empty), supply (one not collected, one 0) and times, with gaps. */
struct territory {
    double supply[M], people[N];
    size_t start[N + 1];
    int32_t hospital[N * M];
    float minutes[N * M];
    struct jh_travel_pairs pairs;
};

static void draw(struct territory *t, uint64_t seed)
{
    struct jh_rng rng;
    size_t n = 0;
    jh_rng_init(&rng, 11, seed);
    for (size_t j = 0; j < M; j++)
        t->supply[j] = j == 3 ? JH_NAN : j == 5 ? 0 : 500 * jh_rng_unit(&rng);
    for (size_t i = 0; i < N; i++) {
        t->people[i] = (double)jh_rng_below(&rng, 5) * 1000;
        t->start[i] = n;
        for (size_t j = 0; j < M; j++) {
            double minutes = 200 * jh_rng_unit(&rng);
            if (minutes > 120)
                continue;
            t->hospital[n] = (int32_t)j;
            t->minutes[n++] = (float)minutes;
        }
    }
    t->start[N] = n;
    t->pairs = (struct jh_travel_pairs){
        .n_areas = N, .n = n, .start = t->start, .hospital = t->hospital, .minutes = t->minutes};
}

static void compute(const struct territory *t, int method, enum jh_decay decay, double out[N])
{
    struct jh_access_options o = jh_access_options_default();
    o.method = (enum jh_access_method)method;
    o.decay = decay;
    ck_ok(jh_access(&t->pairs, M, t->supply, t->people, &o, out, &err), &err);
}

/* Weight of area and site, 0 where there is no pair. */
static double weight(const struct territory *t, enum jh_decay decay, size_t i, size_t j)
{
    for (size_t k = t->start[i]; k < t->start[i + 1]; k++)
        if (t->hospital[k] == (int32_t)j)
            return jh_decay_weight(decay, (double)t->minutes[k], 60, JH_NAN);
    return 0;
}

/* Supply of the sites that somebody reaches; people that reach supply. */
static void totals(
    const struct territory *t, enum jh_decay decay, double *out_supply, double *out_people)
{
    *out_supply = *out_people = 0;
    for (size_t j = 0; j < M; j++) {
        double demand = 0;
        for (size_t i = 0; i < N; i++)
            demand += t->people[i] * weight(t, decay, i, j);
        *out_supply += demand > 0 && t->supply[j] > 0 ? t->supply[j] : 0;
    }
    for (size_t i = 0; i < N; i++) {
        double supply = 0;
        for (size_t j = 0; j < M; j++)
            supply += t->supply[j] > 0 ? weight(t, decay, i, j) : 0;
        *out_people += supply > 0 ? t->people[i] : 0;
    }
}

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(a[i]) || isnan(b[i]) ? 0 : a[i] * b[i];
    return sum;
}

START_TEST(people_times_access_is_supply)
{
    static const int methods[] = {
        JH_ACCESS_2SFCA, JH_ACCESS_E2SFCA, JH_ACCESS_GRAVITY_COMPETITION, JH_ACCESS_3SFCA};
    static const enum jh_decay decays[] = {
        JH_DECAY_STEP, JH_DECAY_LINEAR, JH_DECAY_EXPONENTIAL, JH_DECAY_GAUSSIAN_CUT};
    struct territory t;
    double access[N], supply, people;
    draw(&t, (uint64_t)_i);
    for (size_t d = 0; d < 4; d++) {
        totals(&t, decays[d], &supply, &people);
        for (size_t m = 0; m < 4; m++) {
            compute(&t, methods[m], decays[d], access);
            ck_assert_double_eq_tol(dot(N, access, t.people), supply, 1e-9 * supply);
        }
        compute(&t, JH_ACCESS_M2SFCA, decays[d], access);
        ck_assert_double_lt(dot(N, access, t.people), supply);
        compute(&t, JH_ACCESS_AVAILABILITY, decays[d], access);
        double sum = 0;
        for (size_t i = 0; i < N; i++)
            sum += access[i];
        ck_assert_double_eq_tol(sum, supply, 1e-9 * supply);
        compute(&t, JH_ACCESS_I2SFCA, decays[d], access);
        ck_assert(isnan(access[3]) && isnan(access[5]));
        ck_assert_double_eq_tol(dot(M, access, t.supply), people, 1e-9 * people);
    }
}
END_TEST

/* Balanced: demand adds up to the people and the levels of service to the figures. */
START_TEST(balanced_is_balanced)
{
    struct territory t;
    double access[N], supply, people, levels = 0, figures = 0, demand_of_all = 0;
    draw(&t, (uint64_t)_i);
    totals(&t, JH_DECAY_STEP, &supply, &people);
    compute(&t, JH_ACCESS_BFCA, JH_DECAY_STEP, access);
    for (size_t j = 0; j < M; j++) {
        double demand = 0;
        if (!(t.supply[j] > 0))
            continue;
        for (size_t i = 0; i < N; i++) {
            double row = 0;
            for (size_t l = 0; l < M; l++)
                row += t.supply[l] > 0 ? weight(&t, JH_DECAY_STEP, i, l) : 0;
            demand += row > 0 ? t.people[i] * weight(&t, JH_DECAY_STEP, i, j) / row : 0;
        }
        demand_of_all += demand;
        levels += demand > 0 ? t.supply[j] / demand : 0;
    }
    for (size_t i = 0; i < N; i++)
        figures += access[i];
    ck_assert_double_eq_tol(demand_of_all, people, 1e-9 * people);
    ck_assert_double_eq_tol(figures, levels, 1e-9 * levels);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    struct territory t;
    double one[N] = {0}, two[N] = {0};
    draw(&t, 1);
    jh_run_limit_threads(1);
    compute(&t, _i, JH_DECAY_BINARY, one);
    jh_run_limit_threads(2);
    compute(&t, _i, JH_DECAY_BINARY, two);
    ck_assert_mem_eq(one, two, sizeof one);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("access_conservation");
    TCase *tc = tcase_create("access_conservation");
    tcase_add_loop_test(tc, people_times_access_is_supply, 0, 20);
    tcase_add_loop_test(tc, balanced_is_balanced, 0, 20);
    tcase_add_loop_test(tc, threads_do_not_matter, 0, N_METHODS);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
