#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/access.h"
#include "testing.h"

static struct jh_error err;

/* A dense little matrix as pairs; JH_INF is left out. */
struct matrix {
    size_t start[64 + 1];
    int32_t hospital[64 * 16];
    float minutes[64 * 16];
    struct jh_travel_pairs pairs;
};

static void fill(struct matrix *m, size_t n_areas, size_t n_sites, const double *minutes)
{
    size_t n = 0;
    for (size_t i = 0; i < n_areas; i++) {
        m->start[i] = n;
        for (size_t j = 0; j < n_sites; j++)
            if (!isinf(minutes[i * n_sites + j])) {
                m->hospital[n] = (int32_t)j;
                m->minutes[n++] = (float)minutes[i * n_sites + j];
            }
    }
    m->start[n_areas] = n;
    m->pairs = (struct jh_travel_pairs){.n_areas = n_areas,
        .n = n,
        .start = m->start,
        .hospital = m->hospital,
        .minutes = m->minutes};
}

static struct jh_access_options with(
    enum jh_access_method method, enum jh_decay decay, double reach, double parameter)
{
    struct jh_access_options o = jh_access_options_default();
    o.method = method;
    o.decay = decay;
    o.reach_min = reach;
    o.parameter = parameter;
    o.k = 2;
    return o;
}

/* PySAL access, "hospital example": suburbs 1 and 2, city 3; population 100, 50, 10; supply 15, 20,
 * 100; cost 1 to oneself; weight 1 / cost for cost <= 61. Its asymmetric costs (scenarios 1 and 2)
 * catch swapped origins and destinations. pysal_access_hospital_example_expected.json. */
static const struct {
    double to_city, from_city, between, expect[3];
} pysal[] = {
    {40, 40, 80, {0.3314441169802766, 0.5798281320669381, 7.286418169862544}},
    {20, 40, 80, {0.43534022087638047, 0.683724235963042, 5.727976611420986}},
    {40, 20, 80, {0.3310719131614654, 0.5778577857785778, 7.299991939492457}},
    {20, 20, 40, {0.44256839539858406, 0.6667582799658271, 5.7405246461850234}},
};

START_TEST(two_step_matches_pysal)
{
    double to = pysal[_i].to_city, from = pysal[_i].from_city, between = pysal[_i].between;
    const double minutes[] = {1, between, to, between, 1, to, from, from, 1};
    const double supply[] = {15, 20, 100}, people[] = {100, 50, 10};
    struct matrix m;
    double access[3];
    fill(&m, 3, 3, minutes);
    struct jh_access_options o = with(JH_ACCESS_2SFCA, JH_DECAY_POWER, 61, 1);
    ck_ok(jh_access(&m.pairs, 3, supply, people, &o, access, &err), &err);
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq_tol(access[i], pysal[_i].expect[i], 1e-14);
}
END_TEST

/* Two areas, two sites: t = 10 50 / 30 -; P 100 200; S 6 4. By hand. */
static const double hand_minutes[] = {10, 50, 30, JH_INF};
static const double hand_supply[] = {6, 4}, hand_people[] = {100, 200};
static const struct {
    enum jh_access_method method;
    enum jh_decay decay;
    double reach, expect[2];
} hand[] = {
    {JH_ACCESS_NEAREST, JH_DECAY_BINARY, 60, {10, 30}},
    {JH_ACCESS_NEAREST, JH_DECAY_BINARY, 20, {10, JH_INF}},
    {JH_ACCESS_CUMULATIVE, JH_DECAY_BINARY, 60, {10, 6}},
    {JH_ACCESS_CUMULATIVE, JH_DECAY_BINARY, 40, {6, 6}},
    {JH_ACCESS_CUMULATIVE, JH_DECAY_LINEAR, 60, {6 * 50.0 / 60 + 4 * 10.0 / 60, 3}},
    {JH_ACCESS_2SFCA, JH_DECAY_BINARY, 60, {6.0 / 300 + 4.0 / 100, 6.0 / 300}},
    {JH_ACCESS_2SFCA, JH_DECAY_BINARY, 20, {6.0 / 100, 0}},
    {JH_ACCESS_K_NEAREST, JH_DECAY_BINARY, 60, {30, JH_INF}},
    /* reaches 30..60: 50 minutes are within a third of them, 30 within all */
    {JH_ACCESS_INTERVAL, JH_DECAY_BINARY, 60, {6 + 4 / 3.0, 6}},
    {JH_ACCESS_GRAVITY, JH_DECAY_LINEAR, 60, {6 * 50.0 / 60 + 4 * 10.0 / 60, 3}},
    /* weights 5/6 and 1/6, 1/2: site 0: 6 / (250/3 + 100), site 1: 4 / (100/6) */
    {JH_ACCESS_GRAVITY_COMPETITION, JH_DECAY_LINEAR, 60,
        {6 / (550.0 / 3) * 5 / 6 + 0.24 / 6, 6 / (550.0 / 3) / 2}},
    /* weights 1, .22 and .68; W = 1.22, .68. G w = 1/1.22, .0484/1.22; .68.
     * R0 = 6 / (100/1.22 + 136), R1 = 4 * 1.22 / 4.84 */
    {JH_ACCESS_3SFCA, JH_DECAY_STEP, 60,
        {6 / (100 / 1.22 + 136) / 1.22 + 0.04, 6 / (100 / 1.22 + 136) * 0.68}},
    {JH_ACCESS_M2SFCA, JH_DECAY_STEP, 60, {6.0 / 236 + 0.0484 * 4 / 22, 0.68 * 0.68 * 6 / 236}},
    /* by site: sum S w = 6.88 and 4.08 */
    {JH_ACCESS_I2SFCA, JH_DECAY_STEP, 60, {100 / 6.88 + 200 * 0.68 / 4.08, 100 * 0.22 / 6.88}},
    /* L0 = 6 / (100/1.22 + 200), L1 = 4 / (22/1.22); columns 1/1.68, .68/1.68; 1 */
    {JH_ACCESS_BFCA, JH_DECAY_STEP, 60,
        {6 / (100 / 1.22 + 200) / 1.68 + 4 * 1.22 / 22, 6 / (100 / 1.22 + 200) * 0.68 / 1.68}},
    {JH_ACCESS_AVAILABILITY, JH_DECAY_BINARY, 60, {6, 4}},
    /* rho = 30, room 180 and 120; 28 of area 0 go to site 0, 72 to site 1:
     * 228/180 + 10/60 = 72/120 + 50/60 = 43/30; area 1: 228/180 + 30/60 */
    {JH_ACCESS_RAAM, JH_DECAY_BINARY, 60, {43 / 30.0, 53 / 30.0}},
    {JH_ACCESS_RAAM, JH_DECAY_BINARY, 20, {100 / 180.0 + 10 / 60.0, JH_INF}},
    /* site 0: 6 / (100 + .68 * 200) = 6 / 236; site 1: 4 / 22 */
    {JH_ACCESS_E2SFCA, JH_DECAY_AUTO, 60, {6.0 / 236 + 0.22 * 4 / 22, 0.68 * 6 / 236}},
    {JH_ACCESS_E2SFCA, JH_DECAY_BINARY, 60, {6.0 / 300 + 4.0 / 100, 6.0 / 300}},
    {JH_ACCESS_BFCA, JH_DECAY_BINARY, 60, {6 / 250.0 / 2 + 4 / 50.0, 6 / 250.0 / 2}},
    {JH_ACCESS_E2SFCA, JH_DECAY_STEP, 60, {6.0 / 236 + 0.22 * 4 / 22, 0.68 * 6 / 236}},
};

/* Weights of its own: Luo and Qi (2009) with thirds of 30 minutes are their default at that reach. */
START_TEST(steps_of_its_own)
{
    struct matrix m;
    double thirds[2], own[2];
    const double minutes[] = {20, 40, 60}, slow[] = {1, 0.68, 0.22};
    fill(&m, 2, 2, hand_minutes);
    struct jh_access_options o = with(JH_ACCESS_E2SFCA, JH_DECAY_AUTO, 60, JH_NAN);
    ck_ok(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, thirds, &err), &err);
    o.n_steps = 3;
    o.step_min = minutes;
    o.step_weight = slow;
    ck_ok(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, own, &err), &err);
    ck_assert_mem_eq(thirds, own, sizeof own);
    /* 50 minutes are beyond 45: site 1 is out of reach of area 0 */
    const double short_of[] = {20, 45}, weight[] = {1, 0.5};
    o.n_steps = 2;
    o.step_min = short_of;
    o.step_weight = weight;
    ck_ok(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, own, &err), &err);
    ck_assert_double_eq_tol(own[0], 6.0 / 200, 1e-15);
    ck_assert_double_eq_tol(own[1], 0.5 * 6 / 200, 1e-15);
    const double rising[] = {0.5, 1};
    o.step_weight = rising;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, own, &err), JH_E_DOMAIN);
    o.step_weight = weight;
    o.decay = JH_DECAY_LINEAR;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, own, &err), JH_E_DOMAIN);
    /* logistic with its middle at 50 minutes: half of site 1 */
    o = with(JH_ACCESS_CUMULATIVE, JH_DECAY_LOGISTIC, 60, 1e-3);
    o.middle_min = 50;
    ck_ok(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, own, &err), &err);
    ck_assert_double_eq_tol(own[0], 8, 1e-12);
}
END_TEST

START_TEST(cases_by_hand)
{
    struct matrix m;
    double access[2];
    fill(&m, 2, 2, hand_minutes);
    struct jh_access_options o = with(hand[_i].method, hand[_i].decay, hand[_i].reach, JH_NAN);
    ck_ok(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), &err);
    for (size_t i = 0; i < 2; i++)
        if (isinf(hand[_i].expect[i]))
            ck_assert(isinf(access[i]));
        else
            ck_assert_double_eq_tol(access[i], hand[_i].expect[i], 1e-12);
}
END_TEST

/* Soukhov et al. (2023), the toy example of three centres A, B, C and employment 1, 2, 3, decay
 * exp(-.1 t); printed there to the unit: 66,833, 133,203, 9,963. */
START_TEST(availability_of_the_paper)
{
    const double minutes[] = {15, 30, 100, 30, 15, 100, 100, 100, 15};
    const double supply[] = {100000, 100000, 10000}, people[] = {50000, 150000, 10000};
    const double expect[] = {66833, 133203, 9963};
    struct matrix m;
    double access[3];
    fill(&m, 3, 3, minutes);
    struct jh_access_options o = with(JH_ACCESS_AVAILABILITY, JH_DECAY_EXPONENTIAL, 100, 0.1);
    ck_ok(jh_access(&m.pairs, 3, supply, people, &o, access, &err), &err);
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq_tol(access[i], expect[i], 0.5);
}
END_TEST

START_TEST(conserves_supply)
{
    struct jh_rng rng;
    jh_rng_init(&rng, 7, (uint64_t)_i);
    double minutes[64 * 16], supply[16], people[64], access[64];
    for (size_t k = 0; k < 64 * 16; k++)
        minutes[k] = 90 * jh_rng_unit(&rng);
    for (size_t j = 0; j < 16; j++)
        supply[j] = j == 3 ? JH_NAN : 500 * jh_rng_unit(&rng);
    for (size_t i = 0; i < 64; i++)
        people[i] = (double)jh_rng_below(&rng, 5) * 1000;
    struct matrix m;
    fill(&m, 64, 16, minutes);
    struct jh_access_options o = with(JH_ACCESS_2SFCA, (enum jh_decay)_i, 60, JH_NAN);
    ck_ok(jh_access(&m.pairs, 16, supply, people, &o, access, &err), &err);
    double given = 0, used = 0;
    for (size_t j = 0; j < 16; j++)
        given += isnan(supply[j]) ? 0 : supply[j];
    for (size_t i = 0; i < 64; i++)
        used += people[i] * access[i];
    ck_assert_double_eq_tol(given, used, 1e-9 * given);
}
END_TEST

START_TEST(empty_and_refused)
{
    struct matrix m;
    double access[2] = {-1, -1}, bad[2] = {1, -1};
    struct jh_access_options o = jh_access_options_default();
    fill(&m, 0, 0, NULL);
    ck_ok(jh_access(&m.pairs, 0, NULL, NULL, &o, access, &err), &err);
    fill(&m, 2, 2, hand_minutes);
    ck_refused(jh_access(&m.pairs, 2, bad, hand_people, &o, access, &err), JH_E_DOMAIN);
    ck_assert_str_eq(err.where, "supply[1]");
    ck_refused(jh_access(&m.pairs, 2, hand_supply, bad, &o, access, &err), JH_E_DOMAIN);
    ck_refused(jh_access(&m.pairs, 1, hand_supply, hand_people, &o, access, &err), JH_E_ARG);
    o.reach_min = 0;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_DOMAIN);
    o = with(JH_ACCESS_K_NEAREST, JH_DECAY_BINARY, 60, JH_NAN);
    o.k = 0;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_DOMAIN);
    o = with(JH_ACCESS_INTERVAL, JH_DECAY_BINARY, 60, JH_NAN);
    o.from_min = 60;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_DOMAIN);
    o.from_min = JH_NAN;
    o.tau_min = 0;
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_DOMAIN);
    o = with((enum jh_access_method)99, JH_DECAY_BINARY, 60, JH_NAN);
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_ARG);
    o = with(JH_ACCESS_2SFCA, JH_DECAY_STEP, 60, 1.5);
    ck_refused(jh_access(&m.pairs, 2, hand_supply, hand_people, &o, access, &err), JH_E_DOMAIN);
    ck_assert_double_eq(access[0], -1);
    enum jh_access_method method = JH_ACCESS_NEAREST;
    ck_assert(jh_access_method_parse("e2sfca", &method) && method == JH_ACCESS_E2SFCA);
    ck_assert(!jh_access_method_parse("", &method));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("access");
    TCase *tc = tcase_create("access");
    tcase_add_loop_test(tc, two_step_matches_pysal, 0, 4);
    tcase_add_test(tc, steps_of_its_own);
    tcase_add_loop_test(tc, cases_by_hand, 0, (int)(sizeof hand / sizeof *hand));
    tcase_add_test(tc, availability_of_the_paper);
    tcase_add_loop_test(tc, conserves_supply, JH_DECAY_BINARY, JH_DECAY_LOGISTIC + 1);
    tcase_add_test(tc, empty_and_refused);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
