/* Pictures with an index of colours: the same picture, smaller; what is of another kind is left alone. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "io/office/png.h"

#include "testing.h"

enum { W = 61, H = 40, N = 4, STRIDE = W * N };
static struct jh_error err;
static struct jh_buf png, small;
static uint8_t pixel[H][STRIDE];

static void setup(void)
{
    jh_buf_init(&png, 1 << 20);
    jh_buf_init(&small, 1 << 20);
}
static void teardown(void)
{
    jh_buf_release(&png);
    jh_buf_release(&small);
}

static void put_u32(uint8_t *p, uint32_t x)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(x >> (24 - 8 * i));
}

static void chunk(const char *type, const uint8_t *data, size_t len)
{
    uint8_t word[4];
    put_u32(word, (uint32_t)len);
    jh_buf_add(&png, (const char *)word, 4);
    jh_buf_add(&png, type, 4);
    jh_buf_add(&png, (const char *)data, len);
    jh_buf_add(&png, "crc?", 4);
}

static uint8_t told(int y, int x, int filter) /* PNG 1.2, section 6 */
{
    const int a = x >= N ? pixel[y][x - N] : 0, b = y > 0 ? pixel[y - 1][x] : 0,
              c = x >= N && y > 0 ? pixel[y - 1][x - N] : 0, p = a + b - c;
    const int pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    const int by[] = {0, a, b, (a + b) / 2, pa <= pb && pa <= pc ? a : pb <= pc ? b : c};
    return (uint8_t)(pixel[y][x] - by[filter]);
}

/* Every filter in turn, the packed bytes in two pieces. */
static void encode(uint8_t depth)
{
    static uint8_t line[H * (STRIDE + 1)], packed[2 * sizeof line];
    uint8_t head[13] = {0};
    uLongf len = sizeof packed;
    for (int y = 0; y < H; y++) {
        line[y * (STRIDE + 1)] = (uint8_t)(y % 5);
        for (int x = 0; x < STRIDE; x++)
            line[y * (STRIDE + 1) + 1 + x] = told(y, x, y % 5);
    }
    ck_assert_int_eq(compress2(packed, &len, line, sizeof line, 0), Z_OK);
    put_u32(head, W);
    put_u32(head + 4, H);
    head[8] = depth;
    head[9] = 6;
    jh_buf_reset(&png);
    jh_buf_add(&png, "\x89PNG\r\n\x1a\n", 8);
    chunk("IHDR", head, sizeof head);
    chunk("IDAT", packed, len / 2);
    chunk("IDAT", packed + len / 2, len - len / 2);
    chunk("IEND", head, 0);
}

static void paint(int y, int x, uint8_t r, uint8_t g, uint8_t b, uint8_t a)
{
    const uint8_t c[N] = {r, g, b, a};
    memcpy(&pixel[y][x * N], c, N);
}

static const uint8_t *find(const char *type, size_t *out_len)
{
    for (size_t at = 8; at + 12 <= small.len;) {
        const uint8_t *p = (const uint8_t *)small.data + at;
        const size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        if (memcmp(p + 4, type, 4) == 0) {
            *out_len = len;
            return p + 8;
        }
        at += len + 12;
    }
    *out_len = 0;
    return NULL;
}

/* The largest difference of a channel, over pixels that are seen. */
static int worst(void)
{
    static uint8_t index[H * (W + 1)];
    uLongf size = sizeof index;
    size_t n_palette, n_alpha, n_packed;
    const uint8_t *palette = find("PLTE", &n_palette), *alpha = find("tRNS", &n_alpha),
                  *packed = find("IDAT", &n_packed);
    int most = 0;
    ck_assert_ptr_nonnull(palette);
    ck_assert_int_eq(uncompress(index, &size, packed, n_packed), Z_OK);
    ck_assert_uint_eq(size, sizeof index);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            const uint8_t k = index[y * (W + 1) + 1 + x], *was = &pixel[y][x * N];
            const int a = k < n_alpha ? alpha[k] : 255;
            ck_assert_uint_lt(3u * k, n_palette);
            for (int i = 0; i < 3 && was[3] > 0; i++)
                most = abs(palette[3 * k + i] - was[i]) > most ? abs(palette[3 * k + i] - was[i])
                                                               : most;
            most = abs(a - was[3]) > most ? abs(a - was[3]) : most;
        }
    return most;
}

START_TEST(few_colours_stay_exact)
{
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            paint(y, x, (uint8_t)(x / 10 * 30), (uint8_t)(y / 8 * 40), 77,
                y < 5    ? 0
                : y < 10 ? 128
                         : 255);
    encode(8);
    ck_ok(jh_i_png_smaller(&png, &small, &err), &err);
    ck_assert_uint_gt(small.len, 0);
    ck_assert_uint_lt(small.len, png.len);
    ck_assert_int_eq(worst(), 0);
}
END_TEST

START_TEST(many_colours_move_little_and_frequent_ones_not)
{
    size_t n;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            if (x < 30)
                paint(y, x, 31, 95, 139, 255);
            else /* edges between two colours, as letters have them */
                paint(y, x, (uint8_t)(31 + 3 * x), (uint8_t)(95 + y), (uint8_t)(139 + x + y), 255);
    encode(8);
    ck_ok(jh_i_png_smaller(&png, &small, &err), &err);
    ck_assert_uint_gt(small.len, 0);
    ck_assert_int_le(worst(), JH_PNG_ERROR_MAX);
    ck_assert_int_eq(memcmp(find("PLTE", &n), "\x1f\x5f\x8b", 3), 0);
}
END_TEST

START_TEST(other_pictures_are_left_alone)
{
    uint32_t x = 1;
    for (size_t i = 0; i < sizeof pixel; i++) {
        x = x * 1664525 + 1013904223;
        pixel[i / STRIDE][i % STRIDE] = (uint8_t)(x >> 24);
    }
    encode(8);
    ck_ok(jh_i_png_smaller(&png, &small, &err), &err);
    ck_assert_uint_eq(small.len, 0); /* a photograph */
    memset(pixel, 9, sizeof pixel);
    encode(16);
    ck_ok(jh_i_png_smaller(&png, &small, &err), &err);
    ck_assert_uint_eq(small.len, 0);
    encode(8);
    for (size_t len = 0; len < png.len; len += 97) { /* cut short anywhere */
        struct jh_buf cut = png;
        cut.len = len;
        ck_ok(jh_i_png_smaller(&cut, &small, &err), &err);
        ck_assert_uint_eq(small.len, 0);
    }
    png.data[8 + 8 + 13 + 4 + 8 + 40] ^= 0x55; /* and damaged inside */
    ck_ok(jh_i_png_smaller(&png, &small, &err), &err);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("png");
    TCase *c = tcase_create("png");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, few_colours_stay_exact);
    tcase_add_test(c, many_colours_move_little_and_frequent_ones_not);
    tcase_add_test(c, other_pictures_are_left_alone);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return testing_main(suite());
}
