/*
 * Far clusters, each with a gap of relaxation, against enumeration: the best of each cluster for
 * each number of sites, and the best split over the clusters.
 */
#include <math.h>
#include <string.h>

#include "junheng/locate.h"

#include "base/num.h"
#include "base/rng.h"

#include "testing.h"

enum { N_CLUSTERS = 5, SIZE = 12, N = N_CLUSTERS * SIZE, N_CASES = 60 };

struct sample {
    double xy[2 * N], weight[N];
    struct jh_locate_problem problem;
};

/* Points of a grid: many equal distances. */
static void make_sample(struct sample *s, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 5);
    double far = jh_rng_below(&rng, 3) == 0 ? 14 : 400; /* the first: clusters that meet */
    for (size_t i = 0; i < N; i++) {
        s->xy[2 * i] = far * (double)(i / SIZE) + (double)jh_rng_below(&rng, 8);
        s->xy[2 * i + 1] = (double)jh_rng_below(&rng, 6) * sqrt(0.75);
        s->weight[i] = 1 + (double)jh_rng_below(&rng, 2);
    }
    s->problem = (struct jh_locate_problem){.model = JH_LOCATE_PMEDIAN,
        .n_demand = N,
        .n_sites = N,
        .p = N_CLUSTERS + 3 + (int32_t)jh_rng_below(&rng, 14),
        .weight = s->weight,
        .demand_xy = s->xy,
        .site_xy = s->xy};
}

static double distance(const struct sample *s, size_t i, size_t j)
{
    double x = s->xy[2 * i] - s->xy[2 * j], y = s->xy[2 * i + 1] - s->xy[2 * j + 1];
    return sqrt(x * x + y * y);
}

/* Least cost of a cluster for each number of its own sites. */
static void enumerate(const struct sample *s, size_t cluster, double *out_cost)
{
    for (size_t k = 0; k <= SIZE; k++)
        out_cost[k] = JH_INF;
    for (unsigned open = 1; open < 1u << SIZE; open++) {
        double sum = 0;
        size_t n = 0;
        for (size_t a = 0; a < SIZE; a++) {
            double least = JH_INF;
            for (size_t b = 0; b < SIZE; b++) {
                if (open >> b & 1)
                    least = fmin(least, distance(s, cluster * SIZE + a, cluster * SIZE + b));
            }
            sum += s->weight[cluster * SIZE + a] * least;
            n += open >> a & 1;
        }
        out_cost[n] = fmin(out_cost[n], sum);
    }
}

static double best_of(const struct sample *s)
{
    double sum[N + 1], cost[SIZE + 1];
    for (size_t q = 0; q <= N; q++)
        sum[q] = q == 0 ? 0 : JH_INF;
    for (size_t c = 0; c < N_CLUSTERS; c++) {
        double next[N + 1];
        enumerate(s, c, cost);
        for (size_t q = 0; q <= N; q++) {
            next[q] = JH_INF;
            for (size_t k = 0; k <= SIZE && k <= q; k++)
                next[q] = fmin(next[q], sum[q - k] + cost[k]);
        }
        memcpy(sum, next, sizeof sum);
    }
    return sum[s->problem.p];
}

START_TEST(far_clusters_equal_enumeration)
{
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        struct sample s;
        make_sample(&s, seed);
        bool far = s.xy[2 * SIZE] > 100;
        struct jh_locate_solution got[2] = {{.n_open = 0}, {.n_open = 0}};
        struct jh_error err = {.status = JH_OK};
        for (int k = 0; k < 2; k++) {
            struct jh_run run = {.seed = seed, .n_threads = 1 + k};
            ck_ok(jh_locate_solve(&s.problem, &run, &got[k], &err), &err);
        }
        ck_assert_msg(got[0].status == JH_LOCATE_OPTIMAL, "case %d: bound %.12g of %.12g",
            (int)seed, got[0].bound, got[0].objective);
        double best = far ? best_of(&s) : got[0].objective;
        ck_assert_msg(fabs(got[0].objective - best) <= 1e-9 * best, "case %d: %.12g, wanted %.12g",
            (int)seed, got[0].objective, best);
        ck_assert_msg(
            got[0].bound <= best * (1 + 1e-12), "case %d: bound past the optimum", (int)seed);
        ck_assert(got[0].objective == got[1].objective && got[0].bound == got[1].bound);
        ck_assert_mem_eq(got[0].open, got[1].open, got[0].n_open * sizeof *got[0].open);
        jh_locate_solution_release(&got[0]);
        jh_locate_solution_release(&got[1]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locate_groups");
    TCase *tc = tcase_create("groups");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, far_clusters_equal_enumeration);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
