#include "cli/units.h"

#include "testing.h"

enum { N_AREAS = 4, N_HOSPITALS = 4 };

/* Areas 0..2 inside (regions 0, 0, none), 3 outside; hospitals 0..2 inside (areas 2, 0, none), 3 outside. */
static const char *area_id[] = {"a0", "a1", "a2", "outside"};
static const char *hospital_id[] = {"h0", "h1", "h2", "x"};
static int32_t area_region[] = {0, 0, JH_NONE, JH_NONE};
static int32_t hospital_area[] = {2, 0, JH_NONE, JH_NONE};
static int32_t area_zone[] = {1, 0, 1};
static int32_t hospital_zone[] = {1, 1, JH_NONE, JH_NONE};

static const struct {
    enum cli_by by;
    size_t n;
    int32_t of_area[N_AREAS], of_hospital[N_HOSPITALS];
} expected[] = {
    {CLI_BY_AREA, 3, {0, 1, 2, -1}, {2, 0, -1, -1}},
    {CLI_BY_REGION, 1, {0, 0, -1, -1}, {-1, 0, -1, -1}},
    {CLI_BY_ZONE, 2, {1, 0, 1, -1}, {1, 1, -1, -1}},
    {CLI_BY_HOSPITAL, 4, {-1, -1, -1, -1}, {0, 1, 2, 3}},
    {CLI_BY_SPECIALTY, 1, {0, 0, 0, -1}, {0, 0, 0, -1}},
};

START_TEST(outside_is_in_no_unit)
{
    struct jh_dataset dataset = {.areas = {.n = N_AREAS,
                                     .n_inside = 3,
                                     .id = area_id,
                                     .name = area_id,
                                     .region = area_region},
        .regions = {.n = 1, .id = area_id, .name = area_id},
        .hospitals = {.n = N_HOSPITALS,
            .n_inside = 3,
            .id = hospital_id,
            .name = hospital_id,
            .area = hospital_area}};
    struct jh_zoning zoning = {
        .zones = {.n = 2, .of_area = area_zone, .id = area_id, .name = area_id},
        .zone_of_hospital = hospital_zone};
    struct jh_arena arena;
    struct jh_error err = {0};
    struct cli_units units;
    jh_arena_init(&arena, 0);
    ck_ok(cli_units_make(&dataset, expected[_i].by, &zoning, &arena, &units, &err), &err);
    ck_assert_uint_eq(units.n, expected[_i].n);
    for (size_t i = 0; i < N_AREAS; i++)
        ck_assert_int_eq(units.of_area[i], expected[_i].of_area[i]);
    for (size_t i = 0; i < N_HOSPITALS; i++)
        ck_assert_int_eq(units.of_hospital[i], expected[_i].of_hospital[i]);
    jh_arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_units");
    TCase *tc = tcase_create("cli_units");
    tcase_add_loop_test(tc, outside_is_in_no_unit, 0, sizeof expected / sizeof *expected);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
