#include "base/num.h"

#include <string.h>

#include "testing.h"

START_TEST(reads_back_what_it_writes)
{
    const double values[] = {
        0, 1, -1, 0.1, 1e-7, 123456789.125, 3.14159265358979, 1e300, 5e-324, 1.0 / 3};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[JH_NUM_TEXT_MAX];
        double back = -99;
        size_t n = jh_num_format(values[i], text);
        ck_assert_msg(jh_num_parse(text, n, &back), "%s", text);
        ck_assert_msg(back == values[i], "%s", text);
    }
}
END_TEST

START_TEST(refuses_what_is_no_number)
{
    const char *bad[] = {
        "", " ", "abc", "1,5", "nan", "inf", "0x10", "1e", "1e+", "--1", "1 2", ".", "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double out = 42;
        ck_assert_msg(!jh_num_parse(bad[i], strlen(bad[i]), &out), "%s", bad[i]);
        ck_assert_msg(out == 42, "output touched by %s", bad[i]);
    }
}
END_TEST

START_TEST(integers_keep_their_bounds)
{
    int64_t out = 0;
    ck_assert(jh_num_parse_i64("-9223372036854775808", 20, &out) && out == INT64_MIN);
    ck_assert(jh_num_parse_i64("9223372036854775807", 19, &out) && out == INT64_MAX);
    ck_assert(!jh_num_parse_i64("9223372036854775808", 19, &out));
    ck_assert(!jh_num_parse_i64("-", 1, &out));
}
END_TEST

START_TEST(log_gamma_of_factorials)
{
    double factorial = 1;
    for (int n = 1; n < 20; n++, factorial *= n - 1)
        ck_assert_double_eq_tol(jh_log_gamma(n), log(factorial), 1e-12 * (1 + log(factorial)));
    ck_assert_double_eq_tol(jh_log_gamma(0.5), log(JH_PI) / 2, 1e-14);
    ck_assert_double_eq_tol(jh_log_gamma(-0.5), log(4 * JH_PI) / 2, 1e-14); /* of -2 sqrt(pi) */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("num");
    TCase *tc = tcase_create("num");
    tcase_add_test(tc, reads_back_what_it_writes);
    tcase_add_test(tc, refuses_what_is_no_number);
    tcase_add_test(tc, integers_keep_their_bounds);
    tcase_add_test(tc, log_gamma_of_factorials);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
