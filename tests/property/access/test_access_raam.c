/*
 * Rational agents: at the equilibrium everybody is somewhere, nobody is better off elsewhere, and
 * answering once more changes nothing.
 */
#include <math.h>

#include "access/raam.h"
#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

enum { N = 60, M = 9 };

static struct jh_error err;

START_TEST(nobody_is_better_off_elsewhere)
{
    static const double taus[] = {5, 60, 600};
    struct jh_rng rng;
    size_t start[N + 1], n = 0;
    int32_t hospital[N * M];
    float minutes[N * M];
    double supply[M], people[N], flow[N * M], cost[N], demand[M] = {0};
    double all_people = 0, all_supply = 0;
    jh_rng_init(&rng, 3, (uint64_t)_i);
    for (size_t j = 0; j < M; j++) {
        supply[j] = j == 2 ? JH_NAN : 1 + 500 * jh_rng_unit(&rng);
        all_supply += j == 2 ? 0 : supply[j];
    }
    for (size_t i = 0; i < N; i++) {
        people[i] = (double)jh_rng_below(&rng, 4) * 1000;
        all_people += people[i];
        start[i] = n;
        for (size_t j = 0; j < M; j++) {
            hospital[n] = (int32_t)j;
            minutes[n++] = (float)(i == 7 ? 99 : 70 * jh_rng_unit(&rng));
        }
    }
    start[N] = n;
    struct jh_travel_pairs pairs = {
        .n_areas = N, .n = n, .start = start, .hospital = hospital, .minutes = minutes};
    struct jh_i_access_job job = {.pairs = &pairs,
        .n_sites = M,
        .supply = supply,
        .people = people,
        .reach_min = 60,
        .tau_min = taus[_i % 3]};
    ck_ok(jh_i_raam(&job, flow, cost, &err), &err);
    for (size_t k = 0; k < n; k++)
        demand[hospital[k]] += flow[k];
    ck_assert_double_eq(demand[2], 0);
    ck_assert(isinf(cost[7]));
    for (size_t i = 0; i < N; i++) {
        double sum = 0, least = JH_INF, c[M];
        for (size_t j = 0; j < M; j++) {
            c[j] = minutes[i * M + j] > 60 || j == 2
                       ? JH_INF
                       : demand[j] / (supply[j] * all_people / all_supply) +
                             (double)minutes[i * M + j] / job.tau_min;
            least = fmin(least, c[j]);
            sum += flow[i * M + j];
        }
        if (isinf(least))
            continue;
        ck_assert_double_eq_tol(sum, people[i], 1e-9 * (1 + people[i]));
        ck_assert_double_eq_tol(cost[i], least, 1e-5 * least);
        for (size_t j = 0; j < M; j++)
            if (flow[i * M + j] > 1)
                ck_assert_double_eq_tol(c[j], least, 1e-3 * least);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("access_raam");
    TCase *tc = tcase_create("access_raam");
    tcase_add_loop_test(tc, nobody_is_better_off_elsewhere, 0, 30);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
