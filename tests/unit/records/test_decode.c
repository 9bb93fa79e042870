#include <string.h>

#include "records/decode.h"
#include "testing.h"

static int32_t day_of(const char *text)
{
    int32_t day = INT32_MIN;
    return jh_i_decode_date(text, strlen(text), &day) ? day : INT32_MIN;
}

START_TEST(dates_in_many_styles)
{
    static const char *const same[] = {"2023-01-02", "2023/1/2", "2023.1.2", "20230102",
        "2023年1月2日", "2023年01月02日", "44928", "2023-01-02 10:20:30", "2023-01-02T10:20:30.000",
        "20230102102030", "2023/01/02 08:00", "2023-1-2", "44928.5", "202301021020",
        "20230102 10:20"};
    static const char *const refused[] = {"", "2023", "02/01/2023", "2023-13-01", "2023-02-29",
        "2023-00-10", "2023-1/2", "1/2/23", "2023-01-02x", "4.4928E+4", "20231301", "99999",
        "2023-01", "abcd-01-01", "0000-00-00", "2023年1月", "123456789"};
    int32_t wanted;
    ck_assert(jh_i_civil_day(2023, 1, 2, &wanted));
    ck_assert_int_eq(wanted, 19359);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_msg(day_of(same[i]) == wanted, "%s gives %d", same[i], day_of(same[i]));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ck_assert_msg(day_of(refused[i]) == INT32_MIN, "%s", refused[i]);
}
END_TEST

START_TEST(days_and_dates_are_inverse)
{
    int y, m, d;
    int32_t day;
    for (int32_t k = -60000; k < 60000; k += 7) {
        jh_i_civil_date(k, &y, &m, &d);
        ck_assert(jh_i_civil_day(y, m, d, &day) && day == k);
    }
    ck_assert(jh_i_civil_day(1970, 1, 1, &day) && day == 0);
    ck_assert(jh_i_civil_day(2000, 2, 29, &day) && day == 11016);
    ck_assert(!jh_i_civil_day(1900, 2, 29, &day));
}
END_TEST

START_TEST(money_counts_weights)
{
    static const struct {
        const char *text;
        int64_t fen; /* INT64_MIN: refused */
    } rows[] = {{"0", 0}, {"1234.56", 123456}, {"1,234.56", 123456}, {"1234.5", 123450},
        {"1234.567", 123457}, {"1234.5649", 123456}, {".5", INT64_MIN}, {"-1.00", -100},
        {"1e3", INT64_MIN}, {"12a", INT64_MIN}, {"", INT64_MIN}, {"1.2.3", INT64_MIN},
        {"1234567890123456", INT64_MIN}, {"0.005", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t fen = INT64_MIN;
        if (!jh_i_decode_money(rows[i].text, strlen(rows[i].text), false, &fen))
            fen = INT64_MIN;
        ck_assert_msg(fen == rows[i].fen, "%s gives %lld", rows[i].text, (long long)fen);
    }
    int64_t n;
    ck_assert(jh_i_decode_count("12.00", 5, &n) && n == 12);
    ck_assert(!jh_i_decode_count("12.5", 4, &n));
    ck_assert(!jh_i_decode_count("-1", 2, &n));
    ck_assert(jh_i_decode_weight("1.2345", 6, &n) && n == 12345);
    ck_assert(jh_i_decode_weight("2", 1, &n) && n == 20000);
    ck_assert(!jh_i_decode_weight("-2", 2, &n));
}
END_TEST

START_TEST(ages)
{
    static const struct {
        const char *text;
        int64_t years, days; /* years -1: refused */
    } rows[] = {{"36", 36, 0}, {"36岁", 36, 0}, {"5月", 0, 150}, {"12天", 0, 12}, {"1岁3月", 1, 0},
        {"Y36", 36, 0}, {"M5", 0, 150}, {"D12", 0, 12}, {"0", 0, 0}, {"abc", -1, 0}, {"岁", -1, 0},
        {"3岁x", -1, 0}, {"36.0", 36, 0}, {"99999", -1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t years = -1, days = 0;
        if (!jh_i_decode_age(rows[i].text, strlen(rows[i].text), &years, &days))
            years = -1;
        ck_assert_msg(years == rows[i].years && (years < 0 || days == rows[i].days),
            "%s: %lld %lld", rows[i].text, (long long)years, (long long)days);
    }
}
END_TEST

START_TEST(codes_of_diseases_and_departments)
{
    ck_assert_int_eq(jh_i_icd_key("C50", 3), jh_i_icd_pack(2, 50, -1, -1));
    ck_assert_int_eq(jh_i_icd_key("C50.9", 5), jh_i_icd_pack(2, 50, 9, -1));
    ck_assert_int_eq(jh_i_icd_key("C50.900x001", 11), jh_i_icd_pack(2, 50, 9, 0));
    ck_assert_int_eq(jh_i_icd_key("A01.000x016+I41.0*", 18), jh_i_icd_pack(0, 1, 0, 0));
    ck_assert_int_eq(jh_i_icd_key("O689", 4), jh_i_icd_pack(14, 68, 9, -1));
    ck_assert_int_eq(jh_i_icd_key("z37.000", 7), jh_i_icd_pack(25, 37, 0, 0));
    ck_assert_int_eq(jh_i_icd_key("BNP150", 6), -1);
    ck_assert_int_eq(jh_i_icd_key("5A", 2), -1);
    ck_assert(jh_i_icd_pack(25, 99, 9, 9) < JH_ICD_KEYS);
    ck_assert_int_eq(jh_i_department("A03.01", 6), 301);
    ck_assert_int_eq(jh_i_department("03.01", 5), 301);
    ck_assert_int_eq(jh_i_department("0301", 4), 301);
    ck_assert_int_eq(jh_i_department("301", 3), 301);
    ck_assert_int_eq(jh_i_department("A04.01.01", 9), 401);
    ck_assert_int_eq(jh_i_department("19", 2), 1900);
    ck_assert_int_eq(jh_i_department("5010", 4), 5010);
    ck_assert_int_eq(jh_i_department("呼吸", 6), -1);
}
END_TEST

/* The example of GB 11643-1999: 11010519491231002X. */
START_TEST(identity_numbers)
{
    int32_t birth, day;
    int sex;
    ck_assert_int_eq(jh_i_id_card_fault("11010519491231002X", 18), 0);
    ck_assert_int_eq(jh_i_id_card_fault("110105194912310021", 18), 3);
    ck_assert_int_eq(jh_i_id_card_fault("11010519491331002X", 18), 2);
    ck_assert_int_eq(jh_i_id_card_fault("110105491231002", 15), 0);
    ck_assert_int_eq(jh_i_id_card_fault("", 0), 1);
    ck_assert_int_eq(jh_i_id_card_fault("1101051949123100", 16), 2);
    jh_i_id_card_read("11010519491231002X", 18, &birth, &sex);
    ck_assert(jh_i_civil_day(1949, 12, 31, &day));
    ck_assert_int_eq(birth, day);
    ck_assert_int_eq(sex, 2);
    ck_assert(jh_i_is_scientific("3.30106E+17", 11));
    ck_assert(jh_i_is_scientific("1E5", 3));
    ck_assert(!jh_i_is_scientific("330106199001011234", 18));
    ck_assert(!jh_i_is_scientific("12E", 3));
    ck_assert(!jh_i_is_scientific("E12", 3));
}
END_TEST

START_TEST(written_codes)
{
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "1", 1), jh_i_code_of(JH_LIST_SEX, "1"));
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "01", 2), jh_i_code_of(JH_LIST_SEX, "1"));
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "女", 3), jh_i_code_of(JH_LIST_SEX, "2"));
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "1.0", 3), jh_i_code_of(JH_LIST_SEX, "1"));
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "7", 1), 0);
    ck_assert_uint_eq(jh_i_code_number(JH_LIST_SEX, "0", 1), jh_i_code_of(JH_LIST_SEX, "0"));
    for (int list = 1; list < JH_N_LISTS; list++) {
        size_t n;
        const struct jh_code *code = jh_i_codes((enum jh_code_list)list, &n);
        ck_assert_uint_ge(n, 2);
        ck_assert_uint_lt(n, JH_CODES_MAX);
        for (size_t i = 0; i < n; i++) {
            ck_assert_int_eq(code[i].list, list);
            ck_assert_uint_eq(jh_i_code_of((enum jh_code_list)list, code[i].code), i + 1);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode");
    TCase *tc = tcase_create("decode");
    tcase_add_test(tc, dates_in_many_styles);
    tcase_add_test(tc, days_and_dates_are_inverse);
    tcase_add_test(tc, money_counts_weights);
    tcase_add_test(tc, ages);
    tcase_add_test(tc, codes_of_diseases_and_departments);
    tcase_add_test(tc, identity_numbers);
    tcase_add_test(tc, written_codes);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
