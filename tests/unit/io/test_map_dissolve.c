/* A 3 x 3 board of squares of side 10; square k at column k % 3, row k / 3. */
#include "io/report/map_dissolve.h"

#include <string.h>

#include "junheng/model.h"
#include "testing.h"

static struct jh_error err;
static size_t ring_start[10], point_start[10];
static struct jh_xy point[9 * 5];
static struct jh_polygons board;

static void setup(void)
{
    for (int k = 0; k < 9; k++) {
        int x = k % 3 * 10, y = k / 3 * 10;
        const struct jh_xy corner[5] = {{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}, {x, y}};
        memcpy(&point[k * 5], corner, sizeof corner);
        ring_start[k + 1] = (size_t)k + 1;
        point_start[k + 1] = (size_t)(k + 1) * 5;
    }
    board = (struct jh_polygons){9, ring_start, point_start, point};
}

static void dissolve(const int32_t *group, struct jh_borders *out)
{
    ck_ok(jh_i_dissolve(&board, group, 0.5, out, &err), &err);
}

static void expect_fill(const struct jh_borders *b, int32_t group, const char *want)
{
    struct jh_buf buf;
    jh_buf_init(&buf, 10000);
    jh_buf_puts(&buf, "");
    ck_ok(jh_i_borders_fill(b, group, &buf, &err), &err);
    ck_assert_str_eq(buf.data, want);
    jh_buf_release(&buf);
}

START_TEST(one_group_is_one_square)
{
    const int32_t group[9] = {0};
    struct jh_borders b;
    dissolve(group, &b);
    ck_assert_uint_eq(b.n, 1);
    ck_assert_int_eq(b.group[0][0], JH_NONE);
    ck_assert_uint_eq(b.start[1], 5); /* corners only: points on the sides are dropped */
    expect_fill(&b, 0, "M0 0l0 30 30 0 0-30-30 0z");
    expect_fill(&b, 7, "");
    jh_i_borders_release(&b);
}
END_TEST

START_TEST(a_hole_is_a_ring)
{
    const int32_t group[9] = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    struct jh_borders b;
    dissolve(group, &b);
    ck_assert_uint_eq(b.n, 2);
    expect_fill(&b, 1, "M10 10l0 10 10 0 0-10-10 0z");
    expect_fill(&b, 0, "M0 0l0 30 30 0 0-30-30 0zM10 10l0 10 10 0 0-10-10 0z");
    struct jh_buf lines;
    jh_buf_init(&lines, 10000);
    jh_i_borders_lines(&b, false, &lines);
    ck_assert_str_eq(lines.data, "M10 10l0 10 10 0 0-10-10 0");
    jh_buf_release(&lines);
    jh_i_borders_release(&b);
}
END_TEST

START_TEST(three_groups_meet)
{
    /* left column, upper right, lower right: 3 outer arcs, 3 inner ones */
    const int32_t group[9] = {0, 1, 1, 0, 1, 1, 0, 2, 2};
    struct jh_borders b;
    dissolve(group, &b);
    ck_assert_uint_eq(b.n, 6);
    size_t inner = 0;
    for (size_t k = 0; k < b.n; k++)
        inner += b.group[k][0] != JH_NONE;
    ck_assert_uint_eq(inner, 3);
    jh_i_borders_release(&b);
}
END_TEST

START_TEST(left_out_polygons_leave_a_gap)
{
    int32_t group[9];
    for (int k = 0; k < 9; k++)
        group[k] = k == 4 ? JH_NONE : 3;
    struct jh_borders b;
    dissolve(group, &b);
    ck_assert_uint_eq(b.n, 2);
    ck_assert_int_eq(b.group[1][0], JH_NONE);
    jh_i_borders_release(&b);
    for (int k = 0; k < 9; k++)
        group[k] = JH_NONE;
    dissolve(group, &b);
    ck_assert_uint_eq(b.n, 0);
    jh_i_borders_release(&b);
}
END_TEST

START_TEST(touching_at_a_point_fills_both)
{
    const int32_t group[9] = {0, 1, 1, 1, 0, 1, 1, 1, 1};
    struct jh_borders b;
    dissolve(group, &b);
    struct jh_buf buf;
    jh_buf_init(&buf, 10000);
    ck_ok(jh_i_borders_fill(&b, 0, &buf, &err), &err);
    size_t rings = 0, length = 0;
    for (const char *p = buf.data; *p != '\0'; p++) {
        rings += *p == 'z';
        length++;
    }
    ck_assert(rings >= 1 && length > 30);
    jh_buf_release(&buf);
    jh_i_borders_release(&b);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map_dissolve");
    TCase *tc = tcase_create("map_dissolve");
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, one_group_is_one_square);
    tcase_add_test(tc, a_hole_is_a_ring);
    tcase_add_test(tc, three_groups_meet);
    tcase_add_test(tc, left_out_polygons_leave_a_gap);
    tcase_add_test(tc, touching_at_a_point_fills_both);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
