#include "base/suggest.h"

#include "testing.h"

static const char *nearest(const char *text)
{
    static const char *const names[] = {
        "seed", "zones.count", "zones.unit", "centres.max_total", "top_specialties", "specialties"};
    struct jh_suggest suggest;
    jh_suggest_begin(&suggest, text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        jh_suggest_offer(&suggest, names[i]);
    return suggest.best;
}

START_TEST(finds_the_nearest_name)
{
    ck_assert_str_eq(nearest("sead"), "seed");
    ck_assert_str_eq(nearest("sede"), "seed");
    ck_assert_str_eq(nearest("Seed"), "seed");
    ck_assert_str_eq(nearest("centers.max_total"), "centres.max_total");
    ck_assert_str_eq(nearest("max_total"), "centres.max_total");
    ck_assert_str_eq(nearest("top-specialities"), "top_specialties");
    ck_assert_str_eq(nearest("zone.count"), "zones.count");
}
END_TEST

START_TEST(says_nothing_where_nothing_is_near)
{
    const char *far[] = {"", "x", "se", "banana", "budget.total",
        "a text that is much longer than any name could ever be, and then some more of it"};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        ck_assert_msg(nearest(far[i]) == NULL, "%s: %s", far[i], nearest(far[i]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suggest");
    TCase *tc = tcase_create("suggest");
    tcase_add_test(tc, finds_the_nearest_name);
    tcase_add_test(tc, says_nothing_where_nothing_is_near);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
