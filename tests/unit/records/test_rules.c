#include <string.h>

#include "io/records/rules_json.h"
#include "testing.h"

static struct jh_error err;

struct row {
    const char *icd, *other; /* main diagnosis, one other */
    int age;
    const char *department;
    const char *main, *second; /* NULL: other, none */
};
static const struct row rows[] = {
    {"C50.900x001", NULL, 50, "A19", "肿瘤", NULL},
    {"C91.000", NULL, 6, "A03.05", "血液", "儿童肿瘤"},
    {"C91.000", NULL, 60, "A03.05", "血液", "血液肿瘤"},
    {"C71.9", NULL, 9, "", "肿瘤", "儿童肿瘤"},
    {"Z51.100", "C34.1", 60, "", "肿瘤", NULL},
    {"Z51.100", "E11.9", 60, "", NULL, NULL},
    {"Z51.100", "E11.9", 6, "", "儿科", NULL},
    {"I63.9", NULL, 70, "A03.03", "神经", NULL},
    {"I21.0", NULL, 70, "", "心血管", NULL},
    {"J18.9", NULL, 3, "", "儿科", NULL},
    {"J18.9", NULL, 17, "", "儿科", NULL},
    {"J18.9", NULL, 18, "", "呼吸", NULL},
    {"J18.9", NULL, -1, "", "呼吸", NULL},
    {"J18.9", NULL, 80, "A03.10", "老年", NULL},
    {"S72.0", NULL, 80, "04.03", "创伤", "骨折"},
    {"S72.0", NULL, 80, "A50.10", "中医骨伤", "骨折"},
    {"M51.2", NULL, 50, "A50.01", "中医", NULL},
    {"M51.2", NULL, 50, "403", "骨科", NULL},
    {"S02.5", NULL, 30, "", "口腔", "骨折"},
    {"O80.0", NULL, 16, "", "妇产", NULL},
    {"H25.9", NULL, 66, "", "眼科", NULL},
    {"F20.9", NULL, 30, "", "精神", NULL},
    {"A16.2", NULL, 30, "", "传染病", NULL},
    {"K35.8", NULL, 30, "", NULL, NULL},
    {"", NULL, 30, "A50.10", "中医骨伤", NULL},
    {"", NULL, 30, "", NULL, NULL},
};

static const char *name(const struct jh_rules *rules, int specialty)
{
    return specialty < 0 ? NULL : rules->specialty[specialty];
}

static bool same(const char *a, const char *b)
{
    return (a == NULL && b == NULL) || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

START_TEST(defaults)
{
    struct jh_rules rules;
    ck_ok(jh_i_rules_load(NULL, &rules, &err), &err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        int32_t other = r->other != NULL ? jh_i_icd_key(r->other, strlen(r->other)) : -1;
        const struct jh_rule_case c = {.icd = jh_i_icd_key(r->icd, strlen(r->icd)),
            .age = r->age,
            .department = jh_i_department(r->department, strlen(r->department)),
            .n_other = r->other != NULL,
            .other = &other};
        const char *main = name(&rules, jh_i_rules_classify(&rules.main, &c));
        const char *second = name(&rules, jh_i_rules_classify(&rules.second, &c));
        ck_assert_msg(
            same(main, r->main), "%s at %d: %s", r->icd, r->age, main != NULL ? main : "-");
        ck_assert_msg(same(second, r->second), "%s at %d: second %s", r->icd, r->age,
            second != NULL ? second : "-");
    }
    ck_assert_str_eq(rules.specialty[rules.other], "其他");
    ck_assert_int_eq(rules.hard_weight, 20000);
    ck_assert_int_eq(rules.hard_op_level, 4);
    jh_i_rules_release(&rules);
}
END_TEST

/* The table agrees with a walk through the rules for every code, some ages and departments. */
START_TEST(table_is_the_rules)
{
    static const int ages[] = {-1, 0, 17, 18, 90};
    static const int departments[] = {-1, 310, 701, 5010, 5001, 403};
    struct jh_rules rules;
    ck_ok(jh_i_rules_load(NULL, &rules, &err), &err);
    for (int32_t icd = 0; icd < JH_ICD_KEYS; icd += 13)
        for (size_t a = 0; a < 5; a++)
            for (size_t d = 0; d < 6; d++) {
                const struct jh_rule_case c = {
                    .icd = icd, .age = ages[a], .department = departments[d]};
                int wanted = -1;
                for (size_t r = 0; r < rules.main.n && wanted < 0; r++) {
                    const struct jh_specialty_rule *rule = &rules.main.rule[r];
                    bool fits = rule->n_icd == 0 && rule->n_with == 0;
                    for (size_t i = 0; i < rule->n_icd; i++)
                        fits |=
                            icd >= rule->icd[i].from && icd <= rule->icd[i].to && rule->n_with == 0;
                    if (rule->min_age >= 0)
                        fits &= c.age >= rule->min_age;
                    if (rule->max_age >= 0)
                        fits &= c.age >= 0 && c.age <= rule->max_age;
                    bool here = rule->n_departments == 0;
                    for (size_t i = 0; i < rule->n_departments; i++)
                        here |= c.department >= rule->department[i][0] &&
                                c.department <= rule->department[i][1];
                    wanted = fits && here ? rule->specialty : -1;
                }
                if (jh_i_rules_classify(&rules.main, &c) != wanted)
                    ck_abort_msg("key %d", icd); /* ck_assert is slow */
            }
    jh_i_rules_release(&rules);
}
END_TEST

START_TEST(refused)
{
    static const char *const bad[] = {"", "[]", "{}", "{\"main\":[]}", "{\"main\":[{}]}",
        "{\"main\":[{\"specialty\":\"a\",\"icd\":[\"C9\"]}]}",
        "{\"main\":[{\"specialty\":\"a\",\"icd\":[\"D00-C97\"]}]}",
        "{\"main\":[{\"specialty\":\"a\",\"icd\":\"C00\"}]}",
        "{\"main\":[{\"specialty\":\"a\",\"age\":3}]}",
        "{\"main\":[{\"specialty\":\"a\",\"max_age\":-1}]}",
        "{\"main\":[{\"specialty\":\"a\",\"department\":[\"x\"]}]}",
        "{\"main\":[{\"specialty\":\"a\"}],\"hard\":{\"drg_weight\":\"x\"}}",
        "{\"main\":[{\"specialty\":\"a\"}],\"hard\":{\"operation_level\":5}}"};
    struct jh_rules rules;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(
            jh_i_rules_parse(bad[i], strlen(bad[i]), &rules, &err) == JH_E_DATA, "%s", bad[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rules");
    TCase *tc = tcase_create("rules");
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, table_is_the_rules);
    tcase_add_test(tc, refused);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
