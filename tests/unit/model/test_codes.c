#include "model/codes.h"

#include <string.h>

#include "testing.h"

struct row {
    const char *text;
    int code; /* -1: refused */
};

static void check(bool (*parse)(const char *, uint8_t *), const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t out = 77;
        bool ok = parse(rows[i].text, &out);
        ck_assert_msg(ok == (rows[i].code >= 0), "%s", rows[i].text);
        ck_assert_msg(out == (ok ? rows[i].code : 77), "%s gives %d", rows[i].text, out);
    }
}
#define CHECK(parse, ...)                                                                          \
    do {                                                                                           \
        static const struct row rows[] = {__VA_ARGS__};                                            \
        check(parse, rows, sizeof rows / sizeof *rows);                                            \
    } while (0)

START_TEST(grades)
{
    CHECK(jh_i_grade_parse, {"", 0}, {"  ", 0}, {"未定级", 0}, {"三级甲等", 33}, {"三级甲", 33},
        {"三甲", 33}, {" 三 甲 ", 33}, {"三甲医院", 33}, {"三级甲等综合医院", 33}, {"３Ａ", 33},
        {"3A", 33}, {"3a", 33}, {"3甲", 33}, {"III甲", 33}, {"Ⅲ级甲等", 33}, {"iiia", 33},
        {"三级特等", 33}, {"tertiary A", 33}, {"Grade 3A", 33}, {"Tertiary Grade B", 32},
        {"三级乙等", 32}, {"三乙", 32}, {"3-B", 32}, {"三级丙等", 31}, {"三级", 30}, {"3", 30},
        {"三级医院", 30}, {"三级未定等", 30}, {"tertiary", 30}, {"二级甲等", 22}, {"二甲", 22},
        {"II A", 22}, {"二级乙等", 21}, {"二级", 20}, {"二级丙等", 20}, {"secondary", 20},
        {"一级", 10}, {"一级甲等", 10}, {"1", 10}, {"四级", -1}, {"甲等", -1}, {"三级丁等", -1},
        {"4A", -1}, {"33", -1}, {"三甲乙", -1}, {"AAA", -1},
        {"三级甲等三级甲等三级甲等三级甲等三级甲等三级甲等", -1});
}
END_TEST

START_TEST(code_lists)
{
    CHECK(jh_i_sponsor_parse, {"", 0}, {"委属", 1}, {"省属", 2}, {"市属", 3}, {"县属", 4},
        {"区属", 4}, {"县（区）属", 4}, {"高校", 5}, {"军队", 6}, {"民营", 7}, {"Private", 7},
        {"其他", 8}, {"某属", -1});
    CHECK(jh_i_kind_parse, {"", 0}, {"综合", 1}, {"中医", 2}, {"Chinese medicine", 2},
        {"中西医结合医院", 2}, {"专科", 3}, {"妇幼", 4}, {"妇幼保健院", 4}, {"其它", 5},
        {"兽医", -1});
    CHECK(jh_i_role_parse, {"", 0}, {"candidate", 0}, {"Centre", 1}, {"center", 1}, {"exporter", 2},
        {"other", 3}, {"boss", -1});
    CHECK(jh_i_basis_parse, {"", 0}, {"residence", 1}, {"常住", 1}, {"户籍", 2}, {"参保", 3},
        {"insurance", 3}, {"x", -1});
    CHECK(jh_i_reason_parse, {"", 0}, {"unknown", 0}, {"transfer", 1}, {"急诊", 2}, {"self", 3},
        {"自行外出", 3}, {"resident_elsewhere", 4}, {"长期居住备案", 4}, {"why", -1});
    CHECK(
        jh_i_key_level_parse, {"", 0}, {"provincial", 1}, {"省级", 1}, {"national", 2}, {"?", -1});
}
END_TEST

START_TEST(texts_read_back)
{
    static const uint8_t codes[] = {0, 10, 20, 21, 22, 30, 31, 32, 33};
    for (size_t i = 0; i < sizeof codes; i++)
        for (int lang = 0; lang < JH_N_LANGS; lang++) {
            uint8_t out = 77;
            ck_assert(jh_i_grade_parse(jh_i_grade_text((enum jh_lang)lang, codes[i]), &out));
            ck_assert_uint_eq(out, codes[i]);
        }
    for (uint8_t code = 0; code <= 8; code++)
        for (int lang = 0; lang < JH_N_LANGS; lang++) {
            uint8_t out = 77;
            ck_assert(jh_i_sponsor_parse(jh_i_sponsor_text((enum jh_lang)lang, code), &out));
            ck_assert_uint_eq(out, code);
            if (code > 5)
                continue;
            ck_assert(jh_i_kind_parse(jh_i_kind_text((enum jh_lang)lang, code), &out));
            ck_assert_uint_eq(out, code);
        }
    for (uint8_t code = 0; code <= 4; code++) {
        uint8_t out = 77;
        ck_assert(jh_i_reason_parse(jh_i_reason_code(code), &out) && out == code);
        ck_assert(jh_i_reason_parse(jh_i_reason_text(JH_LANG_ZH, code), &out) && out == code);
        ck_assert(code > 3 || (jh_i_role_parse(jh_i_role_code(code), &out) && out == code));
        ck_assert(code > 3 || (jh_i_basis_parse(jh_i_basis_code(code), &out) && out == code));
        ck_assert(
            code > 2 || (jh_i_key_level_parse(jh_i_key_level_code(code), &out) && out == code));
    }
    ck_assert_str_eq(jh_i_grade_text(JH_LANG_EN, 99), "");
    ck_assert_str_eq(jh_i_basis_text(JH_LANG_ZH, JH_BASIS_INSURANCE), "参保");
}
END_TEST

START_TEST(periods)
{
    static const struct {
        const char *text;
        int months, order;
    } rows[] = {{"2023", 12, 24276}, {"2023年", 12, 24276}, {"2023Q1", 3, 24276},
        {"2023q4", 3, 24285}, {"2023-Q2", 3, 24279}, {"2023年第一季度", 3, 24276},
        {"2023年2季度", 3, 24279}, {"2023-01", 1, 24276}, {"2023-12", 1, 24287},
        {"2023/3", 1, 24278}, {"2023年11月", 1, 24286}, {"202304", 1, 24279}, {"", 0, 0},
        {"23", 0, 0}, {"20231", 0, 0}, {"2023-13", 0, 0}, {"2023Q5", 0, 0}, {"2023Q", 0, 0},
        {"2023-", 0, 0}, {"2023-00", 0, 0}, {"x2023", 0, 0}, {"2023-01-01", 0, 0}, {"0999", 0, 0},
        {"2023.", 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int months = -5;
        int32_t order = -5;
        bool ok = jh_i_period_parse(rows[i].text, &months, &order);
        ck_assert_msg(ok == (rows[i].months > 0), "%s", rows[i].text);
        ck_assert_msg(months == (ok ? rows[i].months : -5), "%s", rows[i].text);
        ck_assert_msg(order == (ok ? rows[i].order : -5), "%s: %d", rows[i].text, order);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");
    TCase *tc = tcase_create("codes");
    tcase_add_test(tc, grades);
    tcase_add_test(tc, code_lists);
    tcase_add_test(tc, texts_read_back);
    tcase_add_test(tc, periods);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
