#include <math.h>
#include <string.h>

#include "base/num.h"
#include "junheng/pair.h"
#include "small_dataset.h"
#include "testing.h"

static struct jh_error err;

/* Hosts 0 and 1, exporters 10 (0.9, one project) and 11 (0.8, two); 1000 and 500 cases; host 0 is
 * as good as 0.6, host 1 as 0.5. Worth with uplift 0.5, ties and distance 0:
 *   host 0: 0.5 * 1000 * 0.3 = 150 with 10, 0.5 * 1000 * 0.2 = 100 with 11;
 *   host 1: 0.5 * 500 * 0.4 = 100 with 10, 0.5 * 500 * 0.3 = 75 with 11.
 * Best: 0-10 and 1-11, 225. Without 0-10: 0-11 and 1-10, 200, costs 25; without 1-11: 1 has none
 * (150) or 0-11, 1-10 (200), costs 25. Host 2 is better than both; specialty 1 has no exporter. */
static const struct jh_pair_centre centre[] = {
    {0, 0, 0.6, 1000}, {1, 0, 0.5, 500}, {2, 0, 0.95, 800}, {2, 1, 0.5, 10}, {3, 0, JH_NAN, 9}};
static const struct jh_pair_exporter exporter[] = {{10, 0, 0.9, 1}, {11, 0, 0.8, 2}};
enum { N_C = 5, N_X = 2 };

static enum jh_status match(size_t n_rules, const struct jh_pair_rule *rule, const double *minutes,
    const uint8_t *consent, struct jh_pair *pair, struct jh_pair_result *result)
{
    const struct jh_pair_options o = jh_pair_options_default();
    return jh_pair_match(N_C, centre, N_X, exporter, NULL, minutes, consent, n_rules, rule, &o,
        NULL, pair, result, &err);
}

START_TEST(by_hand)
{
    struct jh_pair pair[N_C];
    struct jh_pair_result r;
    const double minutes[N_C * N_X] = {0};
    ck_ok(match(0, NULL, minutes, NULL, pair, &r), &err);
    ck_assert_int_eq(pair[0].exporter, 10);
    ck_assert_int_eq(pair[1].exporter, 11);
    ck_assert_double_eq_tol(r.value, 225, 1e-9);
    ck_assert(r.proven && r.n_paired == 2 && r.bound == r.value);
    ck_assert_int_eq(pair[0].next_exporter, 11);
    ck_assert_double_eq_tol(pair[0].next_cost, 25, 1e-6);
    ck_assert_int_eq(pair[1].next_exporter, 10);
    ck_assert_double_eq_tol(pair[1].next_cost, 25, 1e-6);
    ck_assert_double_eq_tol(pair[0].gain, 0.3, 1e-12);
    ck_assert_double_eq_tol(pair[0].gain_value, 150, 1e-9);
    ck_assert_int_eq(pair[2].reason, JH_PAIR_NO_GAIN);
    ck_assert_int_eq(pair[3].reason, JH_PAIR_NO_EXPORTER);
    ck_assert_int_eq(pair[4].reason, JH_PAIR_NO_QUALITY);
    ck_assert(pair[2].exporter == JH_NONE && isnan(pair[2].value));
}
END_TEST

START_TEST(rules_and_distance)
{
    struct jh_pair pair[N_C];
    struct jh_pair_result r;
    const struct jh_pair_rule rule[] = {{2, JH_NONE, 10, true}, {1, 0, 11, false}};
    ck_ok(match(2, rule, NULL, NULL, pair, &r), &err);
    ck_assert_int_eq(pair[2].exporter, 10); /* locked in spite of its loss */
    ck_assert_int_eq(pair[2].reason, JH_PAIR_LOCKED);
    ck_assert_double_lt(pair[2].value, 0);
    ck_assert_int_eq(pair[0].exporter, 11);
    ck_assert_int_eq(pair[1].reason, JH_PAIR_FULL);
    /* An unknown way counts as 600 minutes: 0.1 a case. 0-10 keeps 150 - 100, 0-11 nothing. */
    const double far[N_C * N_X] = {JH_INF, JH_INF, JH_INF, JH_INF, 0, 0, 0, 0, 0, 0};
    const uint8_t refused[N_C * N_X] = {0, 0, JH_PAIR_CONSENT_REFUSED, JH_PAIR_CONSENT_REFUSED};
    ck_ok(match(0, NULL, far, refused, pair, &r), &err);
    ck_assert_int_eq(pair[0].exporter, 10);
    ck_assert_double_eq_tol(pair[0].value, 50, 1e-9);
    ck_assert(isinf(pair[0].minutes));
    ck_assert_int_eq(pair[0].next_exporter, JH_NONE);
    ck_assert_double_eq_tol(pair[0].next_cost, 50, 1e-6);
    ck_assert_int_eq(pair[1].reason, JH_PAIR_REFUSED);
}
END_TEST

START_TEST(refused_and_empty)
{
    struct jh_pair pair[N_C], before[N_C];
    struct jh_pair_result r = {.value = 7};
    struct jh_pair_options o = jh_pair_options_default();
    memset(pair, 3, sizeof pair);
    memcpy(before, pair, sizeof pair);
    const struct jh_pair_rule both[] = {{0, 0, 10, true}, {0, 0, 10, false}};
    const struct jh_pair_rule two[] = {{0, 0, 10, true}, {1, 0, 10, true}};
    const struct jh_pair_rule none[] = {{0, 1, 10, true}};
    ck_refused(match(2, both, NULL, NULL, pair, &r), JH_E_INFEASIBLE);
    ck_refused(match(2, two, NULL, NULL, pair, &r), JH_E_INFEASIBLE);
    ck_refused(match(1, none, NULL, NULL, pair, &r), JH_E_INFEASIBLE);
    const struct jh_pair_centre twice[] = {{0, 0, 1, 1}, {0, 0, 1, 1}}, bad[] = {{0, 0, 1, -1}};
    ck_refused(
        jh_pair_match(2, twice, 0, NULL, NULL, NULL, NULL, 0, NULL, &o, NULL, pair, &r, &err),
        JH_E_ARG);
    ck_refused(jh_pair_match(1, bad, 0, NULL, NULL, NULL, NULL, 0, NULL, &o, NULL, pair, &r, &err),
        JH_E_DOMAIN);
    o.uplift = 1.5;
    ck_refused(jh_pair_match(0, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, &o, NULL, pair, &r, &err),
        JH_E_DOMAIN);
    ck_assert(memcmp(before, pair, sizeof pair) == 0 && r.value == 7);
    o.uplift = 1;
    for (int i = 0; i < 2; i++) {
        o.one_per_host = i == 1;
        ck_ok(jh_pair_match(
                  0, NULL, N_X, exporter, NULL, NULL, NULL, 0, NULL, &o, NULL, pair, &r, &err),
            &err);
        ck_assert(r.n_paired == 0 && r.value == 0 && r.proven);
        ck_ok(jh_pair_match(
                  N_C, centre, 0, NULL, NULL, NULL, NULL, 0, NULL, &o, NULL, pair, &r, &err),
            &err);
        ck_assert_int_eq(pair[0].reason, JH_PAIR_NO_EXPORTER);
    }
}
END_TEST

/* h0 and h1 in areas a0, a1 (zones 0, 1); h2 elsewhere exports s0, h1 exports s1. 30 of a0's cases
 * of s0 leave for h2 (6 of them live there), 10 for h1, 60 stay. */
static struct jh_dataset *territory(void)
{
    struct jh_dataset *d = small_dataset(&(struct small_size){.n_areas = 2,
        .n_areas_inside = 2,
        .n_hospitals = 3,
        .n_hospitals_inside = 2,
        .n_specialties = 2,
        .n_periods = 1,
        .n_flows = 4});
    struct jh_arena *arena = jh_i_dataset_arena(d);
    const int32_t to[] = {0, 1, 2, 2};
    const double cases[] = {60, 10, 24, 6};
    for (size_t i = 0; i < 4; i++) {
        d->flows.hospital[i] = to[i];
        d->flows.measure[JH_MEASURE_CASES][i] = cases[i];
        d->flows.reason[i] = i == 3 ? JH_REASON_RESIDENT_ELSEWHERE : JH_REASON_SELF;
    }
    d->hospitals.area[0] = 0;
    d->hospitals.area[1] = 1;
    d->hospitals.role[1] = d->hospitals.role[2] = JH_ROLE_EXPORTER;
    struct jh_capabilities *c = &d->capabilities;
    c->n = 3;
    c->start = jh_arena_new(arena, 4, size_t);
    c->hospital = jh_arena_new(arena, 3, int32_t);
    c->specialty = jh_arena_new(arena, 3, int32_t);
    c->quality = jh_arena_new(arena, 3, double);
    c->beds = jh_arena_new(arena, 3, double);
    c->max_projects = jh_arena_new(arena, 3, double);
    c->projects = jh_arena_new(arena, 3, double);
    c->key_level = jh_arena_new(arena, 3, uint8_t);
    c->centre = jh_arena_new(arena, 3, uint8_t);
    for (int32_t i = 0; i < 3; i++) {
        c->hospital[i] = i;
        c->specialty[i] = i == 1;
        c->quality[i] = 0.5 + 0.1 * i;
        c->beds[i] = c->projects[i] = JH_NAN;
        c->max_projects[i] = i == 2 ? JH_NAN : 4;
    }
    c->projects[1] = 1.5;
    ck_ok(jh_i_dataset_sort_flows(d, &err), &err);
    ck_ok(jh_i_dataset_sort_capabilities(d, &err), &err);
    ck_ok(jh_i_dataset_finish(d, &err), &err);
    return d;
}

static enum jh_status gather(const struct jh_dataset *d, const struct jh_flow_table *table,
    enum jh_pair_from from, struct jh_pair_inputs *in)
{
    static const int32_t zones[] = {0, 1}, host[] = {0, 0}, specialty[] = {0, 1};
    static const int32_t zone[] = {0, JH_NONE};
    static const double cases[] = {100, 50};
    return jh_pair_gather(d, table, zones, 2, host, specialty, zone, cases, from,
        JH_PAIR_DEFAULT_PROJECTS, NULL, in, &err);
}

START_TEST(gathers)
{
    struct jh_dataset *d = territory();
    struct jh_flow_table table;
    struct jh_pair_inputs in;
    ck_ok(jh_flow_reduce(d, NULL, &table, &err), &err);
    ck_ok(gather(d, &table, JH_PAIR_FROM_ANY, &in), &err);
    ck_assert_uint_eq(in.n_exporters, 2);
    ck_assert_int_eq(in.exporter[0].capacity, 2); /* 4 - 1.5, rounded down */
    ck_assert_int_eq(in.exporter[1].capacity, 3);
    ck_assert_double_eq_tol(in.tie[0 * 2 + 1], 24.0 / 34, 1e-12);
    ck_assert_double_eq(in.tie[1 * 2 + 0], 0);
    ck_assert_double_eq(in.centre[0].quality, 0.5);
    ck_assert(isnan(in.centre[1].quality));
    jh_pair_inputs_release(&in);
    ck_ok(gather(d, &table, JH_PAIR_FROM_OUTSIDE, &in), &err);
    ck_assert(in.n_exporters == 1 && in.exporter[0].hospital == 2);
    jh_pair_inputs_release(&in);
    ck_ok(gather(d, &table, JH_PAIR_FROM_INSIDE, &in), &err);
    ck_assert(in.n_exporters == 1 && in.exporter[0].hospital == 1);
    jh_pair_inputs_release(&in);
    jh_flow_table_release(&table);
    jh_dataset_free(d);
}
END_TEST

START_TEST(out_of_memory)
{
    struct jh_dataset *d = territory();
    struct jh_flow_table table;
    struct jh_pair pair[N_C];
    struct jh_pair_result r;
    struct jh_pair_inputs in;
    ck_ok(jh_flow_reduce(d, NULL, &table, &err), &err);
    long live = testing_alloc_live();
    bool refused = true;
    for (size_t nth = 1; refused; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = gather(d, &table, JH_PAIR_FROM_ANY, &in);
        refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        if (st == JH_OK)
            jh_pair_inputs_release(&in);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
    refused = true;
    for (size_t nth = 1; refused; nth++) {
        testing_alloc_refuse(nth);
        enum jh_status st = match(0, NULL, NULL, NULL, pair, &r);
        refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
    jh_flow_table_release(&table);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pair");
    TCase *tcase = tcase_create("pair");
    tcase_add_test(tcase, by_hand);
    tcase_add_test(tcase, rules_and_distance);
    tcase_add_test(tcase, refused_and_empty);
    tcase_add_test(tcase, gathers);
    tcase_add_test(tcase, out_of_memory);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
