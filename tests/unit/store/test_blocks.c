#include "store/sqlite/blocks.h"

#include <string.h>

#include "base/num.h"
#include "base/rng.h"

#include "testing.h"

static unsigned char scratch[JH_BLOCK_MAX_BYTES];

/* Encodes, decodes elsewhere, compares bytes (NaN by being NaN); returns the block. */
static struct jh_block round_trip(enum jh_cell cell, const void *values, size_t n)
{
    static unsigned char back[JH_BLOCK_MAX_BYTES + 16];
    size_t width = jh_i_cell_width(cell);
    struct jh_block block = jh_i_block_encode(cell, values, 0, n, scratch);
    ck_assert_uint_eq(block.n_rows, n);
    memset(back, 0xaa, sizeof back);
    ck_assert(jh_i_block_decode(&block, cell, back, 1));
    ck_assert_mem_eq(back + width, values, n * width);
    ck_assert_uint_eq(back[0], 0xaa);
    ck_assert_uint_eq(back[width * (n + 1)], 0xaa);
    return block;
}

START_TEST(reals_take_the_narrowest_type)
{
    const struct {
        double value[3];
        enum jh_block_type type;
        size_t len;
        int64_t base;
    } cases[] = {
        {{1, 2, 256}, JH_BLOCK_U8, 3, 1},
        {{7, 7, 7}, JH_BLOCK_U8, 1, 7},
        {{0, 1, 256}, JH_BLOCK_U16, 6, 0},
        {{-5, 0, 70000}, JH_BLOCK_U32, 12, -5},
        {{0, 1, 4294967296.0}, JH_BLOCK_F32, 12, 0},
        {{9007199254740990.0, 9007199254740991.0, 9007199254740992.0}, JH_BLOCK_U8, 3,
            9007199254740990},
        {{0.5, 1, 2}, JH_BLOCK_F32, 12, 0},
        {{0.1, 1, 2}, JH_BLOCK_F64, 24, 0},
        {{0.1, 0.1, 0.1}, JH_BLOCK_F64, 8, 0},
        {{-0.0, 1, 2}, JH_BLOCK_F32, 12, 0},
        {{JH_NAN, 1, 2}, JH_BLOCK_F32, 12, 0},
        {{JH_NAN, JH_NAN, JH_NAN}, JH_BLOCK_F32, 4, 0},
        {{JH_INF, -JH_INF, 0}, JH_BLOCK_F32, 12, 0},
        {{1e300, 1, 2}, JH_BLOCK_F64, 24, 0},
        {{5e-324, 1, 2}, JH_BLOCK_F64, 24, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jh_block block = round_trip(JH_CELL_F64, cases[i].value, 3);
        ck_assert_msg(
            block.type == cases[i].type, "case %zu: %s", i, jh_i_block_type_name(block.type));
        ck_assert_msg(block.len == cases[i].len, "case %zu", i);
        ck_assert_msg(block.base == cases[i].base, "case %zu", i);
    }
}
END_TEST

START_TEST(bytes_are_little_endian)
{
    const int32_t values[] = {10, 10 + 0x1234};
    struct jh_block block = round_trip(JH_CELL_I32, values, 2);
    const unsigned char wanted[] = {0, 0, 0x34, 0x12};
    ck_assert_uint_eq(block.len, sizeof wanted);
    ck_assert_mem_eq(block.data, wanted, sizeof wanted);
    ck_assert_int_eq(block.base, 10);
}
END_TEST

START_TEST(integers_at_their_limits)
{
    const int32_t i32[] = {INT32_MIN, INT32_MAX, 0, -1};
    const uint16_t u16[] = {0, UINT16_MAX};
    const uint8_t u8[] = {255, 0};
    const float f32[] = {0.1F, -0.0F, 3.4e38F};
    ck_assert_int_eq(round_trip(JH_CELL_I32, i32, 4).type, JH_BLOCK_U32);
    ck_assert_int_eq(round_trip(JH_CELL_U16, u16, 2).type, JH_BLOCK_U16);
    ck_assert_int_eq(round_trip(JH_CELL_U8, u8, 2).type, JH_BLOCK_U8);
    ck_assert_int_eq(round_trip(JH_CELL_F32, f32, 3).type, JH_BLOCK_F32);
    round_trip(JH_CELL_I32, i32, 1);
}
END_TEST

START_TEST(random_columns_come_back)
{
    static double f64[JH_BLOCK_ROWS];
    static int32_t i32[JH_BLOCK_ROWS];
    struct jh_rng rng;
    jh_rng_init(&rng, 7, (uint64_t)_i);
    const size_t sizes[] = {1, 1023, 1024, 1025, JH_BLOCK_ROWS};
    size_t n = sizes[_i % 5];
    for (size_t i = 0; i < n; i++) {
        f64[i] = _i % 2 == 0 ? (double)jh_rng_below(&rng, 1ULL << (2 * _i)) : jh_rng_normal(&rng);
        i32[i] = (int32_t)jh_rng_below(&rng, 1ULL << (2 * _i)) - 17;
    }
    round_trip(JH_CELL_F64, f64, n);
    round_trip(JH_CELL_I32, i32, n);
}
END_TEST

START_TEST(wrong_blocks_are_refused)
{
    uint8_t out[4] = {9, 9, 9, 9};
    const unsigned char data[8] = {1, 2, 3, 4};
    const struct jh_block good = {2, 2, JH_BLOCK_U8, 0, data};
    ck_assert(jh_i_block_decode(&good, JH_CELL_U8, out, 0));
    ck_assert(out[0] == 1 && out[1] == 2 && out[2] == 9);
    struct jh_block bad[] = {good, good, good, good, good, good};
    bad[0].len = 3;
    bad[1].n_rows = 0;
    bad[2].base = 255;
    bad[3].base = INT64_MAX;
    bad[4].type = JH_BLOCK_F32;
    bad[4].len = 8;
    bad[5].base = -2;
    for (size_t i = 0; i < 6; i++)
        ck_assert_msg(!jh_i_block_decode(&bad[i], JH_CELL_U8, out, 0), "%zu", i);
    enum jh_block_type type = JH_BLOCK_F64;
    ck_assert(jh_i_block_type_parse("u16", &type) && type == JH_BLOCK_U16);
    ck_assert(!jh_i_block_type_parse("u64", &type) && type == JH_BLOCK_U16);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("blocks");
    TCase *tc = tcase_create("blocks");
    tcase_add_test(tc, reals_take_the_narrowest_type);
    tcase_add_test(tc, bytes_are_little_endian);
    tcase_add_test(tc, integers_at_their_limits);
    tcase_add_loop_test(tc, random_columns_come_back, 0, 16);
    tcase_add_test(tc, wrong_blocks_are_refused);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
