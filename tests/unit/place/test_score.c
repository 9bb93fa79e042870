#include "junheng/place.h"

#include <math.h>
#include <string.h>

#include "base/num.h"
#include "testing.h"

enum { MOST_PLACES = 60, MOST_INDICATORS = 9 };

static struct jh_error err;

struct answer {
    double score[MOST_PLACES], dimension[MOST_PLACES * JH_N_PLACE_DIMENSIONS];
    double normal[MOST_PLACES * MOST_INDICATORS], own_weight[MOST_PLACES * MOST_INDICATORS];
    double weight[MOST_INDICATORS], kept_frac[MOST_PLACES];
    int32_t rank[MOST_PLACES], rank_best[MOST_PLACES], rank_worst[MOST_PLACES];
    uint8_t chosen[MOST_PLACES];
};

static struct jh_place_scores arrays(struct answer *a)
{
    return (struct jh_place_scores){a->score, a->dimension, a->normal, a->weight, a->own_weight,
        a->rank, a->rank_best, a->rank_worst, a->kept_frac, a->chosen};
}

static enum jh_status score(size_t n, size_t m, const struct jh_place_indicator *indicator,
    const double *figure, const struct jh_place_options *options, const struct jh_run *run,
    struct answer *out)
{
    const struct jh_place_scores scores = arrays(out);
    return jh_place_score(n, m, indicator, figure, options, run, &scores, &err);
}

/* Two indicators of shortage, one of people. Places 0 and 1 have everything, place 2 lacks one figure
 * of shortage, place 3 has no figure at all. */
static const struct jh_place_indicator three[] = {{"a", "a", JH_PLACE_SHORTAGE, -1, 1},
    {"b", "b", JH_PLACE_SHORTAGE, 1, 3}, {"c", "c", JH_PLACE_PEOPLE, 1, 1}};

START_TEST(sum_by_hand)
{
    const double figure[] = {4, 10, 200, 2, 30, 100, 3, JH_NAN, 160, JH_NAN, JH_NAN, JH_NAN};
    struct jh_place_options o = jh_place_options_default();
    struct answer a = {0};
    o.weight[JH_PLACE_PEOPLE] = 3;
    o.n_chosen = 2;
    ck_ok(score(4, 3, three, figure, &o, NULL, &a), &err);
    /* Weights: shortage 1/4 parted 1 to 3, people 3/4. Normal figures: 0, 0, 1; 1, 1, 0; .5, -, .6. */
    const double weight[] = {1. / 16, 3. / 16, 3. / 4}, want[] = {.75, .25, .125 + .45};
    for (int j = 0; j < 3; j++)
        ck_assert_double_eq_tol(a.weight[j], weight[j], 1e-15);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(a.score[i], want[i], 1e-15);
    const double own[] = {.25, 0, .75};
    for (int j = 0; j < 3; j++)
        ck_assert_double_eq_tol(a.own_weight[2 * 3 + j], own[j], 1e-15);
    ck_assert(isnan(a.score[3]) && isnan(a.dimension[3 * JH_N_PLACE_DIMENSIONS]));
    ck_assert_double_eq_tol(a.dimension[2 * JH_N_PLACE_DIMENSIONS + JH_PLACE_SHORTAGE], .5, 1e-15);
    ck_assert(isnan(a.dimension[JH_PLACE_LOCATION]));
    ck_assert_int_eq(a.rank[0], 1);
    ck_assert_int_eq(a.rank[1], 3);
    ck_assert_int_eq(a.rank[2], 2);
    ck_assert_int_eq(a.rank[3], 4);
    ck_assert(a.chosen[0] && !a.chosen[1] && a.chosen[2] && !a.chosen[3]);
}
END_TEST

/* Yoon and Hwang's choice of a car (style, reliability, fuel, cost), as worked in many lectures: rounded
 * there to two digits. */
START_TEST(topsis_published)
{
    const struct jh_place_indicator cars[] = {{"style", "", JH_PLACE_OTHER, 1, .1},
        {"reliability", "", JH_PLACE_OTHER, 1, .4}, {"fuel", "", JH_PLACE_OTHER, 1, .3},
        {"cost", "", JH_PLACE_OTHER, -1, .2}};
    const double figure[] = {7, 9, 9, 8, 8, 7, 8, 7, 9, 6, 8, 9, 6, 7, 8, 6};
    const double want[] = {.74, .41, .18, .45};
    struct jh_place_options o = jh_place_options_default();
    struct answer a = {0};
    o.scoring = JH_PLACE_TOPSIS;
    ck_ok(score(4, 4, cars, figure, &o, NULL, &a), &err);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(a.score[i], want[i], .012);
    ck_assert_int_eq(a.rank[0], 1);
    ck_assert_int_eq(a.rank[3], 2);
}
END_TEST

START_TEST(entropy_by_hand)
{
    /* z: 0, 1, 1 and 0, 0, 1: entropies ln 2 / ln 3 and 0; and one that does not differ. */
    const double figure[] = {5, 5, 7, 9, 5, 7, 9, 9, 7};
    struct jh_place_indicator indicator[3];
    struct jh_place_options o = jh_place_options_default();
    struct answer a = {0};
    memcpy(indicator, three, sizeof three);
    indicator[0].more = 1;
    o.weighting = JH_PLACE_WEIGHTS_ENTROPY;
    ck_ok(score(3, 3, indicator, figure, &o, NULL, &a), &err);
    double first = 1 - log(2) / log(3);
    ck_assert_double_eq_tol(a.weight[0], first / (first + 1), 1e-15);
    ck_assert_double_eq_tol(a.weight[1], 1 / (first + 1), 1e-15);
    ck_assert_double_eq(a.weight[2], 0);
    ck_assert_double_eq_tol(a.score[2], 1, 1e-15);
}
END_TEST

/* However weights vary, a place that is best in everything stays first, and one draw decides nothing
 * by itself: the same seed, the same shares, whatever the threads. */
START_TEST(draws_are_firm_and_repeatable)
{
    double figure[MOST_PLACES * 3];
    struct jh_place_options o = jh_place_options_default();
    struct answer a = {0}, b = {0}, c = {0};
    const struct jh_run one = {.seed = 7, .n_threads = 1}, two = {.seed = 7, .n_threads = 2},
                        other = {.seed = 8, .n_threads = 2};
    double sum = 0;
    for (int i = 0; i < MOST_PLACES; i++)
        for (int j = 0; j < 3; j++)
            figure[i * 3 + j] = i == 0 ? (j == 0 ? -1 : 100) : (i * 37 + j * 11 + i * j * 5) % 29;
    o.n_chosen = 5;
    ck_ok(score(MOST_PLACES, 3, three, figure, &o, &one, &a), &err);
    ck_ok(score(MOST_PLACES, 3, three, figure, &o, &two, &b), &err);
    ck_ok(score(MOST_PLACES, 3, three, figure, &o, &other, &c), &err);
    ck_assert_mem_eq(&a, &b, sizeof a);
    ck_assert_mem_ne(&a, &c, sizeof a);
    ck_assert_double_eq(a.kept_frac[0], 1);
    ck_assert_int_eq(a.rank_worst[0], 1);
    for (int i = 0; i < MOST_PLACES; i++) {
        sum += a.kept_frac[i];
        ck_assert(a.rank_best[i] <= a.rank[i] && a.rank[i] <= a.rank_worst[i]);
    }
    ck_assert_double_eq_tol(sum, 5, 1e-9);
    o.spread_frac = 0;
    ck_ok(score(MOST_PLACES, 3, three, figure, &o, &one, &a), &err);
    for (int i = 0; i < MOST_PLACES; i++)
        ck_assert_double_eq(a.kept_frac[i], a.chosen[i]);
}
END_TEST

START_TEST(edges)
{
    const double figure[] = {1, 2, 3}, infinite[] = {1, JH_INF, 3};
    struct jh_place_options o = jh_place_options_default();
    struct jh_place_indicator wrong[3];
    struct answer a = {.score = {-9}};
    ck_ok(score(0, 3, three, NULL, &o, NULL, &a), &err);
    ck_refused(score(1, 3, three, infinite, &o, NULL, &a), JH_E_DOMAIN);
    memcpy(wrong, three, sizeof three);
    wrong[1].weight = -1;
    ck_refused(score(1, 3, wrong, figure, &o, NULL, &a), JH_E_DOMAIN);
    wrong[1] = three[1];
    wrong[1].dimension = (enum jh_place_dimension)9;
    ck_refused(score(1, 3, wrong, figure, &o, NULL, &a), JH_E_ARG);
    o.spread_frac = 1.5;
    ck_refused(score(1, 3, three, figure, &o, NULL, &a), JH_E_DOMAIN);
    o.spread_frac = .5;
    o.weight[0] = JH_NAN;
    ck_refused(score(1, 3, three, figure, &o, NULL, &a), JH_E_DOMAIN);
    ck_assert_double_eq(a.score[0], -9);
    o.weight[0] = 1;
    ck_ok(score(1, 3, three, figure, &o, NULL, &a), &err); /* one place: nothing differs */
    ck_assert(isnan(a.score[0]) && a.rank[0] == 1 && !a.chosen[0]);
}
END_TEST

START_TEST(without_memory)
{
    const double figure[] = {1, 2, 3, 2, 3, 4};
    struct jh_place_options o = jh_place_options_default();
    const struct jh_run run = {.n_threads = 1};
    struct answer a = {.score = {-9}};
    long alive = testing_alloc_live();
    for (size_t nth = 1;; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = score(2, 3, three, figure, &o, &run, &a);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(testing_alloc_live(), alive);
        if (!refused)
            break;
        ck_assert_int_eq(st, JH_E_NOMEM);
        ck_assert_double_eq(a.score[0], -9);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("score");
    TCase *tc = tcase_create("score");
    tcase_add_test(tc, sum_by_hand);
    tcase_add_test(tc, topsis_published);
    tcase_add_test(tc, entropy_by_hand);
    tcase_add_test(tc, draws_are_firm_and_repeatable);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, without_memory);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
