#include "junheng/site.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"

#include "testing.h"

/* Two zones of two areas and two hosts each on a line; one specialty each in two. */
static float minutes[16] = {0, 10, 40, 50, 10, 0, 30, 40, 40, 30, 0, 10, 50, 40, 10, 0};
static double demand[8] = {5, 1, 1, 1, 1, 0, 4, 0};
static int32_t zone_of[4] = {0, 0, 1, 1};
static uint8_t state[8];

static struct jh_site_problem line(void)
{
    struct jh_site_problem p = {.n_areas = 4,
        .n_hosts = 4,
        .n_specialties = 2,
        .n_zones = 2,
        .minutes = minutes,
        .demand = demand,
        .zone_of_area = zone_of,
        .zone_of_host = zone_of,
        .state = state,
        .rules = jh_site_rules_default(),
        .objective = {.travel = 1}};
    memset(state, JH_SITE_MAY, sizeof state);
    return p;
}

START_TEST(solves_by_hand)
{
    struct jh_site_problem p = line();
    p.rules.centres_max = 2;
    struct jh_site_solution s;
    struct jh_error err = {0};
    ck_ok(jh_site_solve(&p, NULL, &s, &err), &err);
    /* zone 0: host 0 (specialty 0: 1 x 10, specialty 1: 1 x 10); zone 1: host 3 (1 x 10) */
    ck_assert_int_eq(s.status, JH_SITE_OPTIMAL);
    ck_assert_double_eq(s.objective, 30);
    ck_assert_double_eq(s.bound, 30);
    ck_assert_double_eq(s.gap_frac, 0);
    ck_assert_uint_eq(s.n, 3);
    ck_assert_uint_eq(s.n_centres, 2);
    ck_assert_int_eq(s.choice[2].zone, 1);
    ck_assert_int_eq(s.choice[2].host, 3);
    ck_assert_double_eq(s.choice[2].cases, 5);
    ck_assert_double_eq(s.choice[2].case_minutes, 10);
    ck_assert_int_eq(s.choice[2].next_host, 2);
    ck_assert(!s.choice[2].next_whole);
    /* A third host would break centres_max: host 1 must take both specialties, 50 - 10 and 10 - 10. */
    ck_assert_int_eq(s.choice[0].next_host, 1);
    ck_assert(s.choice[0].next_whole && s.choice[1].next_whole);
    ck_assert_double_eq(s.choice[0].next_cost, s.choice[1].next_cost);
    ck_assert_double_eq(s.choice[2].next_cost, 30);
    ck_assert(isinf(s.choice[2].marginal));
    ck_assert_int_eq(s.assigned[2 * 2 + 0], 3);
    ck_assert_int_eq(s.assigned[2 * 2 + 1], -1);
    ck_assert_double_eq(s.total_cases, 13);
    ck_assert_double_eq(s.worst_tenth_min, 10);
    ck_assert_double_eq(s.not_nearest_cases, 0);
    jh_site_solution_release(&s);
}
END_TEST

START_TEST(coverage_is_told_as_a_gain)
{
    struct jh_site_problem p = line();
    p.objective = (struct jh_site_objective){.coverage = 1, .reach_min = 5};
    p.rules.centres_max = 2;
    struct jh_site_solution s;
    struct jh_error err = {0};
    double checked;
    ck_ok(jh_site_solve(&p, NULL, &s, &err), &err);
    ck_assert_double_eq(s.objective, 5 + 1 + 4);
    ck_assert_double_eq(s.coverage_cases, 10);
    ck_ok(jh_site_check(&p, &s, &checked, &err), &err);
    ck_assert_double_eq(checked, s.objective);
    jh_site_solution_release(&s);
}
END_TEST

START_TEST(empty_and_without_demand)
{
    struct jh_site_problem p = line();
    struct jh_site_solution s;
    struct jh_error err = {0};
    p.n_areas = p.n_hosts = p.n_zones = p.n_specialties = 0;
    ck_ok(jh_site_solve(&p, NULL, &s, &err), &err);
    ck_assert_uint_eq(s.n, 0);
    ck_assert_int_eq(s.status, JH_SITE_OPTIMAL);
    jh_site_solution_release(&s);
    double nothing[8] = {0};
    p = line();
    p.demand = nothing;
    p.rules.centres_per_zone_min = 1;
    ck_ok(jh_site_solve(&p, NULL, &s, &err), &err);
    ck_assert_uint_eq(s.n_centres, 2);
    ck_assert_double_eq(s.objective, 0);
    jh_site_solution_release(&s);
}
END_TEST

static const struct refusal {
    const char *what;
    enum jh_status status;
    const char *message, *where;
} refusals[] = {
    {"zones", JH_E_INFEASIBLE, "zones that need a centre each: 2; centres allowed: at most 1", ""},
    {"eligible", JH_E_INFEASIBLE, "no host of the zone is eligible", "zone[1]/specialty[0]"},
    {"none", JH_E_INFEASIBLE, "no host is eligible", "specialty[1]"},
    {"route", JH_E_INFEASIBLE, "the demand reaches no eligible host", "area[3]/specialty[0]"},
    {"fixed", JH_E_INFEASIBLE, "2 centre specialties are fixed in the zone but one is allowed",
        "zone[0]/specialty[0]"},
    {"search", JH_E_INFEASIBLE,
        "these rules clash: assignment within the zone; centres in all: at most 2",
        "assign_in_zone, centres_max"},
    {"nan demand", JH_E_ARG, "demand must be at least 0 and finite, got nan", "demand[3]"},
    {"nan minutes", JH_E_ARG, "minutes must be at least 0, got nan", "minutes[5]"},
    {"zone number", JH_E_ARG, "zone must be between -1 and 2, got 7", "zone_of_area[2]"},
    {"weights", JH_E_ARG,
        "weights of the objective must be at least 0 and one above 0, got travel 0, coverage 0, "
        "worst tenth 0",
        ""},
};

START_TEST(refuses_in_words)
{
    const struct refusal *r = &refusals[_i];
    struct jh_site_problem p = line();
    float own_minutes[16];
    double own_demand[8];
    int32_t own_zone[4];
    memcpy(own_minutes, minutes, sizeof minutes);
    memcpy(own_demand, demand, sizeof demand);
    memcpy(own_zone, zone_of, sizeof zone_of);
    p.minutes = own_minutes;
    p.demand = own_demand;
    p.zone_of_area = own_zone;
    if (strcmp(r->what, "zones") == 0)
        p.rules.centres_max = 1;
    else if (strcmp(r->what, "eligible") == 0)
        state[4] = state[6] = JH_SITE_NO;
    else if (strcmp(r->what, "none") == 0)
        state[1] = state[3] = state[5] = state[7] = JH_SITE_NO;
    else if (strcmp(r->what, "route") == 0)
        own_minutes[14] = own_minutes[15] = INFINITY;
    else if (strcmp(r->what, "fixed") == 0)
        state[0] = state[2] = JH_SITE_MUST;
    else if (strcmp(r->what, "search") == 0) {
        p.rules.centres_max = 2;
        state[0] = state[3] = JH_SITE_NO;
    } else if (strcmp(r->what, "nan demand") == 0)
        own_demand[3] = (double)NAN;
    else if (strcmp(r->what, "nan minutes") == 0)
        own_minutes[5] = NAN;
    else if (strcmp(r->what, "zone number") == 0)
        own_zone[2] = 7;
    else
        p.objective = (struct jh_site_objective){.travel = 0};
    struct jh_site_solution s;
    memset(&s, 0x55, sizeof s);
    struct jh_site_solution before = s;
    struct jh_error err = {0};
    ck_refused(jh_site_solve(&p, NULL, &s, &err), r->status);
    ck_assert_str_eq(err.message[JH_LANG_EN], r->message);
    ck_assert_str_ne(err.message[JH_LANG_ZH], r->message);
    ck_assert_str_eq(err.where, r->where);
    ck_assert(memcmp(&s, &before, sizeof s) == 0);
}
END_TEST

/* 200 areas, 500 hosts, 10 specialties on a square; made anew for each run. */
struct town {
    float minutes[200 * 500];
    double demand[200 * 10];
    int32_t zone_of_area[200], zone_of_host[500];
    uint8_t state[500 * 10];
};

static struct jh_site_problem town(struct town *t)
{
    struct jh_rng rng;
    double x[700], y[700];
    jh_rng_init(&rng, 5, 0);
    for (size_t k = 0; k < 700; k++) {
        x[k] = jh_rng_unit(&rng);
        y[k] = jh_rng_unit(&rng);
    }
    for (size_t i = 0; i < 200; i++) {
        t->zone_of_area[i] = (int32_t)(4 * x[i]);
        for (size_t h = 0; h < 500; h++)
            t->minutes[i * 500 + h] = (float)(100 * hypot(x[i] - x[200 + h], y[i] - y[200 + h]));
        for (size_t s = 0; s < 10; s++)
            t->demand[i * 10 + s] = 1 + 9 * jh_rng_unit(&rng);
    }
    for (size_t h = 0; h < 500; h++)
        t->zone_of_host[h] = (int32_t)(4 * x[200 + h]);
    memset(t->state, JH_SITE_MAY, sizeof t->state);
    struct jh_site_problem p = {.n_areas = 200,
        .n_hosts = 500,
        .n_specialties = 10,
        .n_zones = 4,
        .minutes = t->minutes,
        .demand = t->demand,
        .zone_of_area = t->zone_of_area,
        .zone_of_host = t->zone_of_host,
        .state = t->state,
        .rules = jh_site_rules_default(),
        .objective = {.travel = 1}};
    p.rules.assign_in_zone = false;
    p.rules.centres_max = 12;
    p.rules.host_specialties_max = 4;
    return p;
}

static bool stop_after(void *ctx)
{
    return --*(int *)ctx <= 0;
}

static void ck_same(const struct jh_site_solution *a, const struct jh_site_solution *b)
{
    ck_assert_double_eq(a->objective, b->objective);
    ck_assert_double_eq(a->bound, b->bound);
    ck_assert_int_eq(a->iterations, b->iterations);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert(memcmp(a->choice, b->choice, a->n * sizeof *a->choice) == 0);
}

START_TEST(threads_and_replay_change_nothing)
{
    static struct town t;
    struct jh_site_problem p = town(&t);
    struct jh_error err = {0};
    struct jh_site_solution s[3];
    int left = 71;
    struct jh_run runs[] = {{.iteration_limit = 70, .n_threads = 1},
        {.iteration_limit = 70, .n_threads = 2},
        {.should_stop = stop_after, .ctx = &left, .n_threads = 1}};
    for (size_t k = 0; k < 3; k++)
        ck_ok(jh_site_solve(&p, &runs[k], &s[k], &err), &err);
    ck_same(&s[0], &s[1]);
    ck_same(&s[0], &s[2]);
    ck_assert_int_eq(s[0].status, JH_SITE_FEASIBLE);
    ck_assert(s[0].bound < s[0].objective && s[0].gap_frac > 0);
    for (size_t k = 0; k < 3; k++)
        jh_site_solution_release(&s[k]);
}
END_TEST

START_TEST(check_finds_broken_rules)
{
    struct jh_site_problem p = line();
    struct jh_site_choice choice[] = {{.host = 0, .specialty = 0}, {.host = 0, .specialty = 1},
        {.host = 3, .specialty = 0}, {.host = 2, .specialty = 0}};
    struct jh_site_solution s = {.n = 4, .choice = choice};
    struct jh_error err = {0};
    double objective = -1;
    ck_refused(jh_site_check(&p, &s, &objective, &err), JH_E_INFEASIBLE);
    ck_assert_str_eq(
        err.message[JH_LANG_EN], "answer breaks rule one_per_zone: 2 where the limit is 1");
    s.n = 2;
    ck_refused(jh_site_check(&p, &s, &objective, &err), JH_E_INFEASIBLE);
    ck_assert_str_eq(err.message[JH_LANG_EN], "demand of area 2 in specialty 0 is not served");
    ck_assert_double_eq(objective, -1);
    s.n = 3;
    ck_ok(jh_site_check(&p, &s, &objective, &err), &err);
    ck_assert_double_eq(objective, 30);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site");
    TCase *tc = tcase_create("site");
    tcase_add_test(tc, solves_by_hand);
    tcase_add_test(tc, coverage_is_told_as_a_gain);
    tcase_add_test(tc, empty_and_without_demand);
    tcase_add_loop_test(tc, refuses_in_words, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tc, threads_and_replay_change_nothing);
    tcase_add_test(tc, check_finds_broken_rules);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
