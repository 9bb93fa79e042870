#include "junheng/access.h"

#include <math.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

static struct jh_error err;

/* Areas with 100 and 300 people. Site 0 is near area 0 only, site 1 near both, site 2 near nobody. */
static size_t start[] = {0, 2, 3};
static int32_t site[] = {0, 1, 1};
static float minutes[] = {10, 20, 30};
static const struct jh_travel_pairs pairs = {2, 3, start, site, minutes, {0, 0, 0}};
static const double people[] = {100, 300};

START_TEST(by_hand)
{
    /* A0 = x0 / 100 + (S1 + x1) / 400, A1 = (S1 + x1) / 400: equal with nothing in site 0. */
    const double none[] = {0, 0, 0}, some[] = {6, 2, 9}, most[] = {JH_INF, 10, 10};
    const struct jh_access_options o = jh_access_options_default();
    struct jh_share share;
    double added[3];
    ck_ok(jh_access_share(&pairs, 3, none, NULL, people, NULL, 40, &o, NULL, added, &share, &err),
        &err);
    ck_assert_double_eq_tol(added[0], 0, 1e-6);
    ck_assert_double_eq_tol(added[1], 40, 1e-6);
    ck_assert_double_eq(added[2], 0);
    ck_assert_double_eq_tol(share.mean, .1, 1e-15);
    ck_assert_double_eq_tol(share.objective, 0, 1e-12);
    /* Site 1 takes 10 at most, so 30 go where area 0 has enough already. */
    ck_ok(jh_access_share(&pairs, 3, some, most, people, NULL, 40, &o, NULL, added, &share, &err),
        &err);
    ck_assert_double_eq_tol(added[0], 30, 1e-9);
    ck_assert_double_eq_tol(added[1], 10, 1e-9);
    double a = 48. / 400, a0 = 36. / 100 + 12. / 400, a1 = 12. / 400;
    ck_assert_double_eq_tol(share.mean, a, 1e-15);
    double want = .25 * (a0 - a) * (a0 - a) + .75 * (a1 - a) * (a1 - a);
    ck_assert_double_eq_tol(share.objective, want, 1e-12);
    ck_assert_double_le(share.bound, share.objective);
    ck_assert_double_le(share.gap_frac, 1e-9);
    double b0 = 6. / 100 + 2. / 400, b1 = 2. / 400, b = .25 * b0 + .75 * b1;
    ck_assert_double_eq_tol(
        share.before, .25 * (b0 - b) * (b0 - b) + .75 * (b1 - b) * (b1 - b), 1e-12);
}
END_TEST

enum { AREAS = 12, SITES = 4 };
struct random_case {
    size_t start[AREAS + 1];
    int32_t site[AREAS * SITES];
    float minutes[AREAS * SITES];
    double people[AREAS], supply[SITES], most[SITES];
    uint8_t judged[AREAS];
    struct jh_travel_pairs pairs;
};

static void make(uint64_t seed, struct random_case *c)
{
    struct jh_rng rng;
    size_t n = 0;
    jh_rng_init(&rng, seed, 0);
    for (size_t i = 0; i < AREAS; i++) {
        c->people[i] = (double)jh_rng_below(&rng, 1000) + 1;
        c->judged[i] = jh_rng_unit(&rng) < .8;
        c->start[i] = n;
        for (int32_t j = 0; j < SITES; j++) {
            if (jh_rng_unit(&rng) < .3)
                continue;
            c->site[n] = j;
            c->minutes[n++] = (float)(jh_rng_unit(&rng) * 70);
        }
    }
    c->judged[0] = 1;
    c->start[AREAS] = n;
    for (size_t j = 0; j < SITES; j++) {
        c->supply[j] = jh_rng_unit(&rng) < .5 ? 0 : jh_rng_unit(&rng) * 50;
        c->most[j] = 40 + jh_rng_unit(&rng) * 60;
    }
    c->pairs = (struct jh_travel_pairs){AREAS, n, c->start, c->site, c->minutes, {0, 0, 0}};
}

static double objective(const struct random_case *c, const struct jh_access_options *o,
    const double *added, double mean)
{
    double supply[SITES], access[AREAS], n_people = 0, sum = 0;
    for (size_t j = 0; j < SITES; j++)
        supply[j] = c->supply[j] + added[j];
    ck_ok(jh_access(&c->pairs, SITES, supply, c->people, o, access, &err), &err);
    for (size_t i = 0; i < AREAS; i++)
        n_people += c->judged[i] ? c->people[i] : 0;
    for (size_t i = 0; i < AREAS; i++)
        sum += c->judged[i] ? c->people[i] / n_people * (access[i] - mean) * (access[i] - mean) : 0;
    return sum;
}

/* No sharing on a grid of eighths of the total is better, and the bound holds. */
START_TEST(best_of_all_sharings)
{
    enum { STEPS = 8 };
    const double total = 100, part = total / STEPS;
    struct jh_access_options o = jh_access_options_default();
    struct random_case c = {.start = {0}};
    struct jh_share share;
    double added[SITES], sum = 0;
    make((uint64_t)_i, &c);
    o.method = _i % 2 ? JH_ACCESS_E2SFCA : JH_ACCESS_GRAVITY_COMPETITION;
    ck_ok(jh_access_share(&c.pairs, SITES, c.supply, c.most, c.people, c.judged, total, &o, NULL,
              added, &share, &err),
        &err);
    for (size_t j = 0; j < SITES; j++) {
        sum += added[j];
        ck_assert(added[j] >= 0 && added[j] <= c.most[j] * (1 + 1e-12));
    }
    ck_assert_double_eq_tol(sum, total, 1e-9);
    ck_assert_double_eq_tol(objective(&c, &o, added, share.mean) / share.objective, 1, 1e-9);
    ck_assert_double_le(share.gap_frac, 1e-9);
    for (int a = 0; a <= STEPS; a++)
        for (int b = 0; a + b <= STEPS; b++)
            for (int d = 0; a + b + d <= STEPS; d++) {
                double other[SITES] = {a * part, b * part, d * part, (STEPS - a - b - d) * part};
                bool fits = true;
                for (size_t j = 0; j < SITES; j++)
                    fits &= other[j] <= c.most[j];
                if (fits)
                    ck_assert_double_ge(
                        objective(&c, &o, other, share.mean), share.bound * (1 - 1e-12));
            }
}
END_TEST

START_TEST(edges)
{
    const double none[] = {0, 0, 0}, most[] = {1, 2, 99}, negative[] = {-1, 0, 0};
    struct jh_access_options o = jh_access_options_default();
    struct jh_share share = {.objective = -9};
    double added[3] = {-9, -9, -9};
    ck_refused(
        jh_access_share(&pairs, 3, none, most, people, NULL, 4, &o, NULL, added, &share, &err),
        JH_E_INFEASIBLE);
    ck_refused(
        jh_access_share(&pairs, 3, none, negative, people, NULL, 4, &o, NULL, added, &share, &err),
        JH_E_DOMAIN);
    ck_refused(
        jh_access_share(&pairs, 3, none, NULL, people, NULL, -4, &o, NULL, added, &share, &err),
        JH_E_DOMAIN);
    ck_refused(
        jh_access_share(&pairs, 3, negative, NULL, people, NULL, 4, &o, NULL, added, &share, &err),
        JH_E_DOMAIN);
    o.method = JH_ACCESS_RAAM;
    ck_refused(
        jh_access_share(&pairs, 3, none, NULL, people, NULL, 4, &o, NULL, added, &share, &err),
        JH_E_UNSUPPORTED);
    ck_assert(added[0] == -9 && share.objective == -9);
    o.method = JH_ACCESS_2SFCA;
    ck_ok(jh_access_share(&pairs, 3, none, most, people, NULL, 0, &o, NULL, added, &share, &err),
        &err);
    ck_assert(added[0] == 0 && added[1] == 0 && share.objective == 0);
}
END_TEST

START_TEST(without_memory)
{
    const struct jh_access_options o = jh_access_options_default();
    const double none[] = {0, 0, 0};
    struct jh_share share = {.objective = -9};
    double added[3];
    long alive = testing_alloc_live();
    for (size_t nth = 1;; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st =
            jh_access_share(&pairs, 3, none, NULL, people, NULL, 40, &o, NULL, added, &share, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(testing_alloc_live(), alive);
        if (!refused)
            break;
        ck_assert_int_eq(st, JH_E_NOMEM);
        ck_assert_double_eq(share.objective, -9);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("share");
    TCase *tc = tcase_create("share");
    tcase_add_test(tc, by_hand);
    tcase_add_loop_test(tc, best_of_all_sharings, 0, 30);
    tcase_add_test(tc, edges);
    tcase_add_test(tc, without_memory);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
