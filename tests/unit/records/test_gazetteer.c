#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "model/dataset.h"
#include "records/division.h"
#include "records/gazetteer.h"
#include "testing.h"

static struct jh_error err;

/* Zhejiang as a territory: three counties by their national codes, two regions; and a county of
 * Anhui as a neighbour. */
static struct jh_dataset *territory(void)
{
    static const char *const area_id[] = {"330106", "330109", "330782", "341881"};
    static const char *const area_name[] = {"西湖区", "萧山区", "义乌市", "宁国市"};
    static const char *const region_id[] = {"33", "3301", "3307"};
    static const char *const region_name[] = {"浙江省", "杭州市", "金华市"};
    struct jh_dataset *d;
    struct jh_arena *arena;
    ck_ok(jh_i_dataset_new(&d, &arena, &err), &err);
    d->areas.n = 4;
    d->areas.n_inside = 3;
    d->areas.id = jh_arena_new(arena, 4, const char *);
    d->areas.name = jh_arena_new(arena, 4, const char *);
    d->areas.region = jh_arena_new(arena, 4, int32_t);
    memcpy(d->areas.id, area_id, sizeof area_id);
    memcpy(d->areas.name, area_name, sizeof area_name);
    d->areas.region[0] = d->areas.region[1] = 1;
    d->areas.region[2] = 2;
    d->areas.region[3] = JH_NONE;
    d->regions.n = 3;
    d->regions.id = jh_arena_new(arena, 3, const char *);
    d->regions.name = jh_arena_new(arena, 3, const char *);
    d->regions.parent = jh_arena_new(arena, 3, int32_t);
    memcpy(d->regions.id, region_id, sizeof region_id);
    memcpy(d->regions.name, region_name, sizeof region_name);
    d->regions.parent[0] = JH_NONE;
    d->regions.parent[1] = d->regions.parent[2] = 0;
    return d;
}

struct row {
    const char *text;
    enum jh_home_status status;
    int area, province; /* JH_NONE, 0: not told */
};

static const struct row addresses[] = {
    {"浙江省杭州市西湖区文三路1号", JH_HOME_FOUND, 0, 0},
    {"浙江杭州西湖区文三路", JH_HOME_FOUND, 0, 0},
    {"杭州市萧山区", JH_HOME_FOUND, 1, 0},
    {"浙江省义乌市北苑街道", JH_HOME_FOUND, 2, 0},
    {"中国浙江省金华市义乌市", JH_HOME_FOUND, 2, 0},
    {"义乌市稠城街道", JH_HOME_FOUND, 2, 0},
    {"安徽省宣城市宁国市", JH_HOME_FOUND, 3, 0},
    {"安徽省宣城市宣州区", JH_HOME_FOUND, JH_NONE, 34},
    {"北京市朝阳区建国路", JH_HOME_FOUND, JH_NONE, 11},
    {"朝阳区建国路", JH_HOME_AMBIGUOUS, JH_NONE, 0},    /* Beijing, Changchun */
    {"西湖区", JH_HOME_AMBIGUOUS, 0, 0},                /* Hangzhou, Nanchang */
    {"北京市崇文区", JH_HOME_FOUND, JH_NONE, 11},       /* now Dongcheng */
    {"湖北省襄樊市襄城区", JH_HOME_FOUND, JH_NONE, 42}, /* the city is now called Xiangyang */
    {"延边州延吉市", JH_HOME_FOUND, JH_NONE, 22},
    {"内蒙古呼和浩特市新城区", JH_HOME_FOUND, JH_NONE, 15},
    {"浙江省杭州市", JH_HOME_INCOMPLETE, JH_NONE, 0},
    {"浙江省", JH_HOME_INCOMPLETE, JH_NONE, 0},
    {"浙江省温州市鹿城区", JH_HOME_FOUND, JH_NONE, 33},    /* a county the dataset does not have */
    {"浙江省杭州市江干区", JH_HOME_ABOLISHED, JH_NONE, 0}, /* split in 2021 */
    {"广东省", JH_HOME_FOUND, JH_NONE, 44},
    {"某某路3号", JH_HOME_UNKNOWN, JH_NONE, 0},
    {"", JH_HOME_EMPTY, JH_NONE, 0},
    {"杭州路西湖区", JH_HOME_INCOMPLETE, JH_NONE, 0},
};

START_TEST(addresses_by_name)
{
    struct jh_dataset *d = territory();
    struct jh_gazetteer *g;
    ck_ok(jh_i_gazetteer_new(d, &g, &err), &err);
    const struct row *r = &addresses[_i];
    const char *text = r->text;
    size_t len = strlen(text);
    struct jh_home home = jh_i_home_by_address(g, 1, &text, &len);
    ck_assert_msg(home.status == r->status, "%s: %s, area %d", r->text,
        jh_i_home_status_name(home.status), home.area);
    if (home.status == JH_HOME_FOUND) {
        ck_assert_msg(home.area == r->area, "%s: area %d", r->text, home.area);
        if (home.area < 0)
            ck_assert_int_eq(home.province, r->province);
    }
    jh_i_gazetteer_free(g);
    jh_dataset_free(d);
}
END_TEST

START_TEST(parts_of_an_address)
{
    struct jh_dataset *d = territory();
    struct jh_gazetteer *g;
    const char *part[4] = {"浙江省", "杭州市", "西湖区", NULL};
    const size_t len[4] = {9, 9, 9, 0};
    ck_ok(jh_i_gazetteer_new(d, &g, &err), &err);
    struct jh_home home = jh_i_home_by_address(g, 4, part, len);
    ck_assert_int_eq(home.status, JH_HOME_FOUND);
    ck_assert_int_eq(home.area, 0);
    jh_i_gazetteer_free(g);
    jh_dataset_free(d);
}
END_TEST

START_TEST(codes)
{
    static const struct row rows[] = {{"330106", JH_HOME_FOUND, 0, 0},
        {"330106001", JH_HOME_FOUND, 0, 0}, {"330782000000", JH_HOME_FOUND, 2, 0},
        {"341881", JH_HOME_FOUND, 3, 0}, {"110103", JH_HOME_FOUND, JH_NONE, 11},
        {"330181", JH_HOME_FOUND, 1, 0}, /* 萧山市, a district since 2001 */
        {"440000", JH_HOME_FOUND, JH_NONE, 44}, {"330100", JH_HOME_INCOMPLETE, JH_NONE, 0},
        {"999999", JH_HOME_UNKNOWN, JH_NONE, 0}, {"3301", JH_HOME_UNKNOWN, JH_NONE, 0},
        {"33010a", JH_HOME_UNKNOWN, JH_NONE, 0}, {"", JH_HOME_EMPTY, JH_NONE, 0}};
    struct jh_dataset *d = territory();
    struct jh_gazetteer *g;
    ck_ok(jh_i_gazetteer_new(d, &g, &err), &err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jh_home home = jh_i_home_by_code(g, rows[i].text, strlen(rows[i].text));
        ck_assert_msg(home.status == rows[i].status, "%s: %s", rows[i].text,
            jh_i_home_status_name(home.status));
        if (home.status == JH_HOME_FOUND)
            ck_assert_msg(
                home.area == rows[i].area && (home.area >= 0 || home.province == rows[i].province),
                "%s: %d", rows[i].text, home.area);
    }
    jh_i_gazetteer_free(g);
    jh_dataset_free(d);
}
END_TEST

START_TEST(divisions_are_sorted)
{
    ck_assert_uint_gt(jh_i_n_divisions, 4000);
    for (size_t i = 1; i < jh_i_n_divisions; i++)
        ck_assert_uint_le(jh_i_divisions[i - 1].code, jh_i_divisions[i].code);
    for (size_t i = 0; i < jh_i_n_divisions; i++)
        if (jh_i_divisions[i].successor != 0)
            ck_assert_ptr_nonnull(jh_i_division_find(jh_i_divisions[i].successor));
    ck_assert_str_eq(jh_i_division_find(110101)->name, "东城区");
    ck_assert_ptr_null(jh_i_division_find(110199));
}
END_TEST

START_TEST(memory_runs_out)
{
    struct jh_dataset *d = territory();
    const long before = testing_alloc_live();
    for (size_t n = 1;; n++) {
        struct jh_gazetteer *g = NULL;
        testing_alloc_refuse(n);
        enum jh_status st = jh_i_gazetteer_new(d, &g, &err);
        testing_alloc_refuse(0);
        if (st == JH_OK) {
            jh_i_gazetteer_free(g);
            break;
        }
        ck_refused(st, JH_E_NOMEM);
        ck_assert_ptr_null(g);
    }
    ck_assert_int_eq(testing_alloc_live(), before);
    jh_dataset_free(d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gazetteer");
    TCase *tc = tcase_create("gazetteer");
    tcase_add_loop_test(tc, addresses_by_name, 0, sizeof addresses / sizeof *addresses);
    tcase_add_test(tc, parts_of_an_address);
    tcase_add_test(tc, codes);
    tcase_add_test(tc, divisions_are_sorted);
    tcase_add_test(tc, memory_runs_out);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
