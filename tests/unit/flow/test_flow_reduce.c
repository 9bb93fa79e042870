#include <math.h>

#include "base/num.h"
#include "flow_case.h"
#include "testing.h"

static struct flow_case c;
static struct jh_flow_table t;
static struct jh_error err;

static void reduce(const struct jh_flow_query *query)
{
    ck_ok(jh_flow_reduce(&c.d, query, &t, &err), &err);
}

START_TEST(empty_cube_collects_nothing)
{
    flow_case_init(&c, 0, NULL);
    reduce(NULL);
    ck_assert_uint_eq(t.n, 0);
    ck_assert(!t.inside_collected && !t.outside_collected);
    ck_assert_uint_eq(t.start[4], 0);
    jh_flow_table_release(&t);
    c.d.flows.start = NULL; /* a dataset without flows need not have an index */
    reduce(NULL);
    ck_assert_uint_eq(t.n, 0);
    jh_flow_table_release(&t);
}
END_TEST

START_TEST(annual_mean_over_chosen_quarters)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .period = 0, .cases = 10},
        {.area = 0, .hospital = 0, .period = 1, .cases = 30},
        {.area = 0, .hospital = 0, .specialty = 1, .period = 1, .cases = 5},
        {.area = 1, .hospital = 3, .period = 0, .cases = 8},
        {.area = 1, .hospital = 3, .period = 1, .cases = 0.5},
    };
    flow_case_init(&c, 5, row);
    c.d.periods.n = 2;
    c.d.periods.length_years = 0.25;
    reduce(NULL);
    ck_assert_uint_eq(t.n, 3);
    ck_assert_double_eq(t.cases[0], 80); /* 40 in half a year */
    ck_assert_double_eq(t.cases[1], 10);
    ck_assert_double_eq(t.cases[2], 17);
    ck_assert_double_eq(t.years, 0.5);
    ck_assert_double_eq(t.total_cases, 107);
    ck_assert_uint_eq(t.start[1], 2);
    jh_flow_table_release(&t);
    const uint8_t second[] = {0, 1}, only[] = {1, 0};
    reduce(&(struct jh_flow_query){.period = second, .specialty = only});
    ck_assert_uint_eq(t.n, 2);
    ck_assert_double_eq(t.cases[0], 120);
    ck_assert_double_eq(t.cases[1], 2);
    jh_flow_table_release(&t);
}
END_TEST

/* Own records (source 0) see inside stays only, insurance (1) both: per side one voice, no sum. */
START_TEST(first_covering_source_speaks)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .source = 0, .cases = 100},
        {.area = 0, .hospital = 0, .source = 1, .cases = 60},
        {.area = 0, .hospital = 1, .source = 1, .cases = 7},
        {.area = 0, .hospital = 3, .source = 1, .cases = 20},
    };
    flow_case_init(&c, 4, row);
    c.d.sources.n = 2;
    c.source_id[0] = "records";
    c.source_id[1] = "insurance";
    c.covers_outside[0] = false;
    c.covers_inside[1] = c.covers_outside[1] = true;
    reduce(NULL);
    ck_assert_uint_eq(t.n, 2);
    ck_assert_double_eq(t.cases[0], 100);
    ck_assert_double_eq(t.cases[1], 20);
    ck_assert_str_eq(t.inside_source, "records");
    ck_assert_str_eq(t.outside_source, "insurance");
    jh_flow_table_release(&t);
    c.covers_outside[1] = false;
    reduce(NULL);
    ck_assert_uint_eq(t.n, 1);
    ck_assert(!t.outside_collected && t.inside_collected);
    ck_assert_str_eq(t.outside_source, "");
    jh_flow_table_release(&t);
}
END_TEST

/* Insurance was delivered for the second year only: the outside mean is over that year. */
START_TEST(a_side_is_divided_by_its_own_periods)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .period = 0, .source = 0, .cases = 100},
        {.area = 0, .hospital = 0, .period = 1, .source = 0, .cases = 120},
        {.area = 0, .hospital = 3, .period = 1, .source = 1, .cases = 20},
    };
    flow_case_init(&c, 3, row);
    c.d.sources.n = c.d.periods.n = 2;
    c.covers_outside[0] = false;
    c.covers_outside[1] = true;
    reduce(NULL);
    ck_assert_double_eq(t.cases[0], 110);
    ck_assert_double_eq(t.cases[1], 20);
    ck_assert_double_eq(t.side_years[JH_SIDE_INSIDE], 2);
    ck_assert_double_eq(t.side_years[JH_SIDE_OUTSIDE], 1);
    jh_flow_table_release(&t);
    const uint8_t first[] = {1, 0};
    reduce(&(struct jh_flow_query){.period = first});
    ck_assert(!t.outside_collected);
    jh_flow_table_release(&t);
}
END_TEST

START_TEST(where_sources_change_by_period_both_are_named)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .period = 0, .source = 1, .cases = 1},
        {.area = 0, .hospital = 0, .period = 1, .source = 0, .cases = 2},
        {.area = 0, .hospital = 0, .period = 1, .source = 1, .cases = 4},
    };
    flow_case_init(&c, 3, row);
    c.d.sources.n = c.d.periods.n = 2;
    c.source_id[0] = "a";
    c.source_id[1] = "b";
    c.covers_inside[1] = true;
    reduce(NULL);
    ck_assert_double_eq(t.cases[0], 1.5);
    ck_assert_str_eq(t.inside_source, "a+b");
    jh_flow_table_release(&t);
}
END_TEST

START_TEST(bases_are_never_mixed)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .basis = JH_BASIS_NONE, .cases = 1},
        {.area = 0, .hospital = 0, .basis = JH_BASIS_REGISTRATION, .cases = 2},
        {.area = 0, .hospital = 0, .basis = JH_BASIS_INSURANCE, .cases = 4},
    };
    flow_case_init(&c, 3, row);
    c.d.flows.basis = c.basis;
    reduce(NULL);
    ck_assert_int_eq(t.basis, JH_BASIS_INSURANCE);
    ck_assert_double_eq(t.cases[0], 4);
    ck_assert_uint_eq(t.n_rows_unstated_basis, 1);
    jh_flow_table_release(&t);
    reduce(&(struct jh_flow_query){.basis = JH_BASIS_REGISTRATION});
    ck_assert_double_eq(t.cases[0], 2);
    jh_flow_table_release(&t);
    struct jh_flow_table untouched = {.n = 77};
    ck_refused(jh_flow_reduce(
                   &c.d, &(struct jh_flow_query){.basis = JH_BASIS_RESIDENCE}, &untouched, &err),
        JH_E_DATA);
    ck_assert_uint_eq(untouched.n, 77);
    const uint8_t none[] = {0};
    ck_refused(
        jh_flow_reduce(&c.d, &(struct jh_flow_query){.period = none}, &untouched, NULL), JH_E_ARG);
    ck_assert_uint_eq(untouched.n, 77);
}
END_TEST

START_TEST(flags_count_by_side)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .hard = JH_HARD_NO, .cases = 10},
        {.area = 0, .hospital = 0, .hard = JH_HARD_YES, .cases = 3},
        {.area = 0, .hospital = 0, .hard = JH_HARD_UNKNOWN, .cases = 2},
        {.area = 0,
            .hospital = 3,
            .hard = JH_HARD_UNKNOWN,
            .reason = JH_REASON_UNKNOWN,
            .cases = 4},
        {.area = 0,
            .hospital = 3,
            .hard = JH_HARD_UNKNOWN,
            .reason = JH_REASON_RESIDENT_ELSEWHERE,
            .cases = 6},
    };
    flow_case_init(&c, 5, row);
    c.d.flows.hard = c.hard;
    c.d.flows.reason = c.reason;
    reduce(NULL);
    ck_assert_double_eq(t.hard[0], 3);
    ck_assert_double_eq(t.elsewhere[1], 6);
    ck_assert_double_eq(t.hard_elsewhere[1], 0);
    ck_assert(t.has_hard[JH_SIDE_INSIDE] && !t.has_hard[JH_SIDE_OUTSIDE]);
    ck_assert(!t.has_reason[JH_SIDE_INSIDE] && t.has_reason[JH_SIDE_OUTSIDE]);
    ck_assert_ptr_null(t.persons);
    jh_flow_table_release(&t);
    memset(c.hard, JH_HARD_UNKNOWN, sizeof c.hard);
    memset(c.reason, JH_REASON_UNKNOWN, sizeof c.reason);
    c.d.flows.measure[JH_MEASURE_PERSONS] = c.persons;
    for (size_t i = 0; i < 5; i++)
        c.persons[i] = i == 1 ? 5 : JH_NAN;
    reduce(NULL);
    ck_assert_ptr_null(t.hard);
    ck_assert_ptr_null(t.elsewhere);
    ck_assert_ptr_null(t.hard_elsewhere);
    ck_assert_double_eq(t.persons[0], 5);
    ck_assert(t.has_persons[JH_SIDE_INSIDE] && !t.has_persons[JH_SIDE_OUTSIDE]);
    jh_flow_table_release(&t);
}
END_TEST

static void ck_same(size_t n, const double *a, const double *b)
{
    ck_assert((a == NULL) == (b == NULL));
    for (size_t i = 0; i < n && a != NULL; i++)
        ck_assert(a[i] == b[i]);
}

/* Picked from the whole or reduced with the query: no difference, not even in what is stated. */
START_TEST(a_part_picked_is_a_part_reduced)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .hard = JH_HARD_YES, .cases = 10},
        {.area = 0, .hospital = 0, .specialty = 1, .cases = 0.1},
        {.area = 1, .hospital = 3, .specialty = 1, .cases = 8},
        {.area = 1, .hospital = 3, .cases = 0.5},
        {.area = 2, .hospital = 1, .hard = JH_HARD_NO, .cases = 3},
    };
    flow_case_init(&c, 5, row);
    for (unsigned which = 0; which < 4; which++) {
        const uint8_t chosen[] = {which & 1u, which >> 1 & 1u};
        struct jh_flow_table part;
        reduce(NULL);
        ck_ok(jh_flow_pick(&c.d, &t, chosen, &part, &err), &err);
        jh_flow_table_release(&t);
        reduce(&(struct jh_flow_query){.specialty = chosen});
        ck_assert_uint_eq(part.n, t.n);
        ck_assert_double_eq(part.total_cases, t.total_cases);
        ck_same(t.n, part.cases, t.cases);
        ck_same(t.n, part.hard, t.hard);
        for (size_t i = 0; i < t.n; i++)
            ck_assert(part.hospital[i] == t.hospital[i] && part.specialty[i] == t.specialty[i]);
        ck_assert_mem_eq(part.start, t.start, (c.d.areas.n + 1) * sizeof *t.start);
        ck_assert_mem_eq(part.stated, t.stated, c.d.specialties.n * sizeof *t.stated);
        ck_assert_mem_eq(part.has_hard, t.has_hard, sizeof t.has_hard);
        ck_assert_str_eq(part.inside_source, t.inside_source);
        jh_flow_table_release(&part);
        jh_flow_table_release(&t);
    }
}
END_TEST

START_TEST(survives_every_failed_allocation)
{
    const struct flow_row row[] = {
        {.area = 0, .hospital = 0, .hard = 1, .reason = 4, .cases = 10},
        {.area = 1, .hospital = 3, .cases = 5},
    };
    flow_case_init(&c, 2, row);
    c.d.flows.hard = c.hard;
    c.d.flows.reason = c.reason;
    for (size_t nth = 1;; nth++) {
        struct jh_flow_table out = {.n = 77};
        long live = testing_alloc_live();
        testing_alloc_refuse(nth);
        enum jh_status st = jh_flow_reduce(&c.d, NULL, &out, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        if (st == JH_OK) {
            ck_assert(!refused);
            jh_flow_table_release(&out);
            break;
        }
        ck_assert_int_eq(st, JH_E_NOMEM);
        ck_assert_uint_eq(out.n, 77);
        ck_assert_int_eq(testing_alloc_live(), live);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_reduce");
    TCase *tc = tcase_create("flow_reduce");
    tcase_add_test(tc, empty_cube_collects_nothing);
    tcase_add_test(tc, annual_mean_over_chosen_quarters);
    tcase_add_test(tc, first_covering_source_speaks);
    tcase_add_test(tc, a_side_is_divided_by_its_own_periods);
    tcase_add_test(tc, where_sources_change_by_period_both_are_named);
    tcase_add_test(tc, bases_are_never_mixed);
    tcase_add_test(tc, flags_count_by_side);
    tcase_add_test(tc, a_part_picked_is_a_part_reduced);
    tcase_add_test(tc, survives_every_failed_allocation);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
