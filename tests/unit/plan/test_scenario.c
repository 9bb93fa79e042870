#include "plan/scenario.h"

#include <string.h>

#include "testing.h"

START_TEST(keys_are_complete_and_grouped)
{
    size_t n;
    const struct jh_scenario_key *keys = jh_scenario_keys(&n);
    ck_assert_uint_gt(n, 30);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(keys[i].name[0] != '\0' && keys[i].help[0] != '\0', "key %zu", i);
        ck_assert_msg(
            keys[i].offset + jh_i_scenario_size(keys[i].kind) <= sizeof(struct jh_scenario), "%s",
            keys[i].name);
        ck_assert_msg(
            (keys[i].kind == JH_KEY_CHOICE) <= (keys[i].choices[0] != '\0'), "%s", keys[i].name);
        for (size_t k = 0; k < i; k++) {
            ck_assert_msg(strcmp(keys[i].name, keys[k].name) != 0, "%s twice", keys[i].name);
            ck_assert_msg(
                keys[i].offset != keys[k].offset, "%s and %s", keys[i].name, keys[k].name);
        }
    }
}
END_TEST

/* A scenario whose texts live on the stack. */
static struct jh_scenario borrowed(const char *const *texts, struct jh_scenario_pick *picks)
{
    struct jh_scenario s = jh_scenario_default();
    s.name = texts[0];
    s.specialties = (struct jh_texts){2, texts};
    s.n_fixed = 1;
    s.fixed = picks;
    s.centres_max_total = 7;
    return s;
}

START_TEST(copy_is_deep)
{
    char name[] = "方案", other[] = "b";
    const char *texts[] = {name, other};
    struct jh_scenario_pick pick = {other, ""};
    struct jh_scenario s = borrowed(texts, &pick), copy = {0};
    struct jh_error err = {0};
    ck_ok(jh_scenario_copy(&s, &copy, &err), &err);
    memset(name, 'x', sizeof name - 1);
    other[0] = 'x';
    ck_assert_str_eq(copy.name, "方案");
    ck_assert_uint_eq(copy.specialties.n, 2);
    ck_assert_str_eq(copy.specialties.item[1], "b");
    ck_assert_str_eq(copy.fixed[0].hospital_id, "b");
    ck_assert_str_eq(copy.hosts_grades.item[0], "三级");
    ck_assert_int_eq(copy.centres_max_total, 7);
    jh_scenario_release(&copy);
    ck_assert_int_eq(copy.centres_max_total, -1);
    ck_assert_ptr_null(copy.store);
    jh_scenario_release(&copy);
}
END_TEST

START_TEST(copy_survives_lack_of_memory)
{
    const char *texts[] = {"a", "b"};
    struct jh_scenario_pick pick = {"h", "s"};
    struct jh_scenario s = borrowed(texts, &pick), copy = {.seed = 42};
    const long live = testing_alloc_live();
    enum jh_status st = JH_E_NOMEM;
    for (size_t n = 1; st != JH_OK; n++) {
        struct jh_error err = {0};
        testing_alloc_refuse(n);
        st = jh_scenario_copy(&s, &copy, &err);
        ck_assert(st == JH_OK || st == JH_E_NOMEM);
        ck_assert_int_eq(testing_alloc_refused(), st != JH_OK);
        ck_assert(st == JH_OK || (copy.seed == 42 && testing_alloc_live() == live));
    }
    testing_alloc_refuse(0);
    jh_scenario_release(&copy);
    ck_assert_int_eq(testing_alloc_live(), live);
}
END_TEST

START_TEST(rules_between_keys)
{
    struct jh_error err = {0};
    struct jh_scenario s = jh_scenario_default();
    ck_ok(jh_i_scenario_check(&s, &err), &err);
    s.centres_per_zone_min = 3;
    s.centres_per_zone_max = 2;
    ck_refused(jh_i_scenario_check(&s, &err), JH_E_ARG);
    ck_assert_str_eq(err.where, "/centres/per_zone_max");
    s = jh_scenario_default();
    s.travel.model.speed_min_kmh = 100;
    ck_refused(jh_i_scenario_check(&s, &err), JH_E_ARG);
    ck_assert_str_eq(err.where, "/travel/speed_max_kmh");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tc = tcase_create("scenario");
    tcase_add_test(tc, keys_are_complete_and_grouped);
    tcase_add_test(tc, copy_is_deep);
    tcase_add_test(tc, copy_survives_lack_of_memory);
    tcase_add_test(tc, rules_between_keys);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
