#include <math.h>

#include "base/num.h"
#include "flow_case.h"
#include "testing.h"

/* Areas and hospitals lie 0.5 degrees of longitude apart (46 km).
 * The zone is {0, 1}; hospital 2 is one such step from area 1, two from area 0. */
static const struct flow_row rows[] = {
    {.area = 0, .hospital = 1, .cases = 1},
    {.area = 0, .hospital = 2, .cases = 1},
    {.area = 1, .hospital = 0, .cases = 1},
    {.area = 1, .hospital = 2, .specialty = 0, .cases = 7},
    {.area = 1, .hospital = 2, .specialty = 1, .cases = 5},
    {.area = 2, .hospital = 3, .cases = 4},
    {.area = 3, .hospital = 2, .cases = 1},
};
static const int32_t of_area[] = {0, 0, JH_NONE, JH_NONE}, of_hospital[] = {0, 0, 1, JH_NONE};
static struct flow_case c;
static struct jh_error err;

START_TEST(near_and_outside_the_unit)
{
    struct jh_flow_table t;
    uint8_t near[8];
    struct jh_flow_rates r[2 * 3];
    flow_case_init(&c, sizeof rows / sizeof *rows, rows);
    ck_ok(jh_flow_reduce(&c.d, NULL, &t, &err), &err);
    double minutes = jh_travel_minutes(&c.d,
        &(struct jh_travel_options){.mode = JH_TRAVEL_MODEL, .model = jh_travel_model_default()}, 1,
        2);
    ck_ok(jh_flow_neighbour_mask(&c.d, &t, of_area, of_hospital, NULL, minutes, near, &err), &err);
    const uint8_t want[] = {0, 0, 0, 1, 1, 0, 0};
    for (size_t k = 0; k < 7; k++)
        ck_assert_uint_eq(near[k], want[k]);
    ck_ok(jh_flow_rates_by_unit(&c.d, &t, 2, of_area, of_hospital, near, r, &err), &err);
    ck_assert_double_eq(r[2].neighbour_cases, 12);
    ck_assert_double_eq(r[2].outflow_cases, 13);
    ck_ok(jh_flow_neighbour_mask(&c.d, &t, of_area, of_hospital, NULL, minutes - 1, near, &err),
        &err);
    for (size_t k = 0; k < 7; k++)
        ck_assert_uint_eq(near[k], 0);
    near[0] = 9;
    ck_refused(jh_flow_neighbour_mask(&c.d, &t, of_area, of_hospital, NULL, JH_NAN, near, &err),
        JH_E_DOMAIN);
    ck_assert_uint_eq(near[0], 9);
    jh_flow_table_release(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow_neighbour");
    TCase *tc = tcase_create("flow_neighbour");
    tcase_add_test(tc, near_and_outside_the_unit);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
