/* The cube against plain sums, whole and in parts. */
#include "base/rng.h"
#include "records/cube.h"
#include "testing.h"

enum { AREAS = 7, HOSPITALS = 5, SPECIALTIES = 3, N_KEYS = AREAS * HOSPITALS * SPECIALTIES };

static struct jh_error err;

static struct jh_cell_key key_of(unsigned k)
{
    return (struct jh_cell_key){.area = (int32_t)(k % AREAS),
        .hospital = (int32_t)(k / AREAS % HOSPITALS),
        .specialty = (uint16_t)(k / AREAS / HOSPITALS),
        .period = (uint16_t)(k % 3 * 12),
        .hard = (uint8_t)(k % 3),
        .reason = (uint8_t)(k % 5),
        .basis = (uint8_t)(k % 4)};
}

static struct jh_cube_cell draw(struct jh_rng *rng, unsigned *out_k)
{
    *out_k = (unsigned)jh_rng_below(rng, N_KEYS);
    const struct jh_cell_key key = key_of(*out_k);
    struct jh_cube_cell cell = {.key = jh_i_cell_pack(&key), .told = JH_TOLD(JH_MEASURE_DAYS)};
    cell.measure[JH_MEASURE_CASES] = (int64_t)jh_rng_below(rng, 3);
    cell.measure[JH_MEASURE_DAYS] = (int64_t)jh_rng_below(rng, 30);
    if (jh_rng_below(rng, 2) == 0 && *out_k != 4) {
        cell.told |= JH_TOLD(JH_MEASURE_COST);
        cell.measure[JH_MEASURE_COST] = (int64_t)jh_rng_below(rng, 1000000000);
    }
    return cell;
}

START_TEST(sums)
{
    const int n_parts = _i + 1;
    struct jh_cube whole = {0}, part[3] = {{0}, {0}, {0}};
    int64_t sum[N_KEYS][3] = {{0}};
    unsigned told[N_KEYS] = {0}, k;
    struct jh_rng rng;
    jh_rng_init(&rng, 5, (uint64_t)_i);
    for (int p = 0; p < n_parts; p++)
        jh_i_cube_init(&part[p], JH_TOLD(JH_MEASURE_DAYS) | JH_TOLD(JH_MEASURE_COST));
    for (int i = 0; i < 5000; i++) {
        const struct jh_cube_cell cell = draw(&rng, &k);
        ck_ok(jh_i_cube_add(&part[i % n_parts], &cell, &err), &err);
        sum[k][0] += cell.measure[JH_MEASURE_CASES];
        sum[k][1] += cell.measure[JH_MEASURE_DAYS];
        sum[k][2] += cell.measure[JH_MEASURE_COST];
        told[k] |= cell.told | JH_TOLD(JH_MEASURE_CASES);
    }
    jh_i_cube_init(&whole, JH_TOLD(JH_MEASURE_DAYS) | JH_TOLD(JH_MEASURE_COST));
    for (int p = 0; p < n_parts; p++) {
        ck_ok(jh_i_cube_sort(&part[p], &err), &err);
        ck_ok(jh_i_cube_join(&whole, &part[p], &err), &err);
        jh_i_cube_release(&part[p]);
    }
    ck_assert_uint_eq(whole.n, N_KEYS);
    for (k = 0; k < N_KEYS; k++) {
        const struct jh_cell_key key = key_of(k);
        size_t i = 0;
        while (i < whole.n && jh_i_cube_key(&whole, i) != jh_i_cell_pack(&key))
            i++;
        ck_assert_uint_lt(i, whole.n);
        const struct jh_cube_cell cell = jh_i_cube_at(&whole, i);
        ck_assert_int_eq(cell.measure[JH_MEASURE_CASES], sum[k][0]);
        ck_assert_int_eq(cell.measure[JH_MEASURE_DAYS], sum[k][1]);
        ck_assert_int_eq(cell.measure[JH_MEASURE_COST], sum[k][2]);
        ck_assert_int_eq(cell.measure[JH_MEASURE_DEATHS], 0);
        ck_assert_uint_eq(cell.told, told[k]);
        ck_assert(i == 0 || jh_i_cube_key(&whole, i - 1) < cell.key);
    }
    ck_assert_uint_eq(told[4] & JH_TOLD(JH_MEASURE_COST), 0);
    jh_i_cube_release(&whole);
}
END_TEST

START_TEST(keys_come_back)
{
    const struct jh_cell_key key = {.area = JH_CELL_AREAS_MAX - 1,
        .hospital = JH_CELL_HOSPITALS_MAX - 1,
        .specialty = JH_CELL_SPECIALTIES_MAX - 1,
        .period = JH_CELL_PERIODS_MAX - 1,
        .hard = JH_HARD_UNKNOWN,
        .reason = JH_REASON_RESIDENT_ELSEWHERE,
        .basis = JH_BASIS_INSURANCE};
    const struct jh_cell_key back = jh_i_cell_unpack(jh_i_cell_pack(&key));
    ck_assert_int_eq(back.area, key.area);
    ck_assert_int_eq(back.hospital, key.hospital);
    ck_assert_uint_eq(back.specialty, key.specialty);
    ck_assert_uint_eq(back.period, key.period);
    ck_assert_uint_eq(back.hard, key.hard);
    ck_assert_uint_eq(back.reason, key.reason);
    ck_assert_uint_eq(back.basis, key.basis);
}
END_TEST

START_TEST(empty)
{
    struct jh_cube none = {0}, all;
    jh_i_cube_init(&all, JH_TOLD_ALL);
    jh_i_cube_init(&none, JH_TOLD_ALL);
    ck_ok(jh_i_cube_sort(&none, &err), &err);
    ck_ok(jh_i_cube_join(&all, &none, &err), &err);
    ck_assert_uint_eq(all.n, 0);
    jh_i_cube_release(&none);
    jh_i_cube_release(&all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cube");
    TCase *tc = tcase_create("cube");
    tcase_add_loop_test(tc, sums, 0, 3);
    tcase_add_test(tc, keys_come_back);
    tcase_add_test(tc, empty);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
