/*
 * Covering decisions against enumeration: an answer is never longer than asked for, "none" never
 * said where there is one.
 */
#include "base/rng.h"

#include "locate/cover.h"

#include "testing.h"

enum { N_CASES = 5000, N_MAX = 60, M_MAX = 16 };

struct sample {
    double cost[N_MAX * M_MAX];
    struct jh_locate_problem problem;
};

static void make_sample(struct sample *s, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 5);
    s->problem = (struct jh_locate_problem){.model = JH_LOCATE_LSCP,
        .n_demand = 1 + jh_rng_below(&rng, N_MAX),
        .n_sites = 1 + jh_rng_below(&rng, M_MAX),
        .radius = 1,
        .cost = s->cost};
    uint64_t rare = 2 + jh_rng_below(&rng, 6);
    for (size_t k = 0; k < s->problem.n_demand * s->problem.n_sites; k++)
        s->cost[k] = jh_rng_below(&rng, rare) == 0 ? 0 : 2;
}

static bool covers(const struct jh_locate_problem *p, unsigned open)
{
    uint64_t all = 0;
    for (size_t j = 0; j < p->n_sites; j++) {
        for (size_t i = 0; (open >> j & 1) && i < p->n_demand; i++)
            all |= (uint64_t)(p->cost[i * p->n_sites + j] <= p->radius) << i;
    }
    return all == ((uint64_t)1 << p->n_demand) - 1;
}

/* Fewest columns, M_MAX + 1: none do. */
static int fewest(const struct jh_locate_problem *p)
{
    static uint64_t rows[1 << M_MAX]; /* of each set of columns */
    int best = M_MAX + 1;
    for (size_t j = 0; j < p->n_sites; j++) {
        uint64_t own = 0;
        for (size_t i = 0; i < p->n_demand; i++)
            own |= (uint64_t)(p->cost[i * p->n_sites + j] <= p->radius) << i;
        for (size_t set = 0; set < (size_t)1 << j; set++)
            rows[set | (size_t)1 << j] = rows[set] | own;
    }
    for (unsigned set = 0; set < 1u << p->n_sites; set++) {
        int n = __builtin_popcount(set);
        if (n < best && rows[set] == ((uint64_t)1 << p->n_demand) - 1)
            best = n;
    }
    return best;
}

START_TEST(equals_enumeration)
{
    static struct sample s;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        struct jh_i_cover cover = {.n = 0};
        struct jh_error err = {.status = JH_OK};
        struct jh_rng rng;
        make_sample(&s, seed);
        jh_rng_init(&rng, seed, 6);
        int best = fewest(&s.problem);
        ck_ok(jh_i_cover_make(&s.problem, 1, true, NULL, &cover, &err), &err);
        for (int32_t p = 0; p <= (int32_t)s.problem.n_sites; p++) {
            struct jh_i_cover_effort effort = {.nodes = 1000, .steps = (int64_t)(seed % 3) * 50};
            enum jh_i_cover_answer answer;
            int32_t chosen[M_MAX], n = 0;
            unsigned open = 0;
            ck_ok(
                jh_i_cover_decide(&cover, p, &rng, NULL, &effort, &answer, chosen, &n, &err), &err);
            ck_assert_msg(answer == (best <= p ? JH_I_COVER_FOUND : JH_I_COVER_NONE),
                "case %d: answer %d to %d columns, %d are needed", (int)seed, answer, p, best);
            for (int32_t k = 0; answer == JH_I_COVER_FOUND && k < n; k++)
                open |= 1u << chosen[k];
            ck_assert(answer != JH_I_COVER_FOUND || (n <= p && covers(&s.problem, open)));
        }
        jh_i_cover_release(&cover);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cover");
    TCase *tc = tcase_create("brute");
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, equals_enumeration);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
