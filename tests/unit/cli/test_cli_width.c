#include "cli/width.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

#include "cli/progress.h"

#include "testing.h"

START_TEST(chinese_takes_two_columns)
{
    ck_assert_int_eq(cli_width("", 0), 0);
    ck_assert_int_eq(cli_width("abc", 3), 3);
    ck_assert_int_eq(cli_width("片区", strlen("片区")), 4);
    ck_assert_int_eq(cli_width("（—）", strlen("（—）")), 5);
    ck_assert_int_eq(cli_width("e\xCC\x81", 3), 1);
    ck_assert_int_eq(cli_width("\xFF\xE7", 2), 2);
}
END_TEST

START_TEST(never_cuts_a_character)
{
    ck_assert_uint_eq(cli_width_cut("片区a", 0), 0);
    ck_assert_uint_eq(cli_width_cut("片区a", 1), 0);
    ck_assert_uint_eq(cli_width_cut("片区a", 3), 3);
    ck_assert_uint_eq(cli_width_cut("片区a", 5), 7);
    ck_assert_uint_eq(cli_width_cut("片区a", 99), 7);
}
END_TEST

static char *wrapped(const char *text, int indent, int columns)
{
    char *out = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&out, &len);
    cli_wrap(f, text, indent, columns);
    fclose(f);
    return out;
}

START_TEST(wraps_words_and_characters)
{
    static const struct {
        const char *text;
        int indent, columns;
        const char *lines;
    } cases[] = {
        {"", 2, 10, "\n"},
        {"one two three", 0, 7, "one two\nthree\n"},
        {"one two three", 2, 9, "  one two\n  three\n"},
        {"averylongword x", 0, 5, "averylongword\nx\n"},
        {"规划区域医疗", 0, 6, "规划区\n域医疗\n"},
        {"规划区，域", 0, 6, "规划\n区，域\n"},
        {"a\nb", 1, 9, " a\n b\n"},
        {"用 --lang 选", 0, 79, "用 --lang 选\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = wrapped(cases[i].text, cases[i].indent, cases[i].columns);
        ck_assert_str_eq(text, cases[i].lines);
        free(text);
    }
}
END_TEST

START_TEST(a_progress_line_fits_the_terminal)
{
    char line[512];
    cli_progress_line(line, sizeof line, 80, JH_LANG_EN, "reading", 0.5, JH_NAN, 65, JH_INF);
    ck_assert_str_eq(line, "reading [############------------]  50%  1:05");
    cli_progress_line(line, sizeof line, 80, JH_LANG_EN, "reading", 2, JH_NAN, 3661, 59.7);
    ck_assert_str_eq(line, "reading [########################] 100%  1:01:01  left about 1:00");
    cli_progress_line(line, sizeof line, 80, JH_LANG_EN, "reading", 0.5, 1.23e9, 65, JH_INF);
    ck_assert_str_eq(line, "reading [############------------]  50%  1.2 GB/s  1:05");
    cli_progress_line(line, sizeof line, 80, JH_LANG_EN, "reading", 0.5, 999.4e6, 65, JH_INF);
    ck_assert_str_eq(line, "reading [############------------]  50%  999 MB/s  1:05");
    cli_progress_line(
        line, sizeof line, 50, JH_LANG_ZH, "片区片区片区片区片区", 0, JH_NAN, 0, JH_INF);
    ck_assert_int_lt(cli_width(line, strlen(line)), 50);
}
END_TEST

START_TEST(a_time_limit_stops_the_run)
{
    struct cli_progress progress;
    cli_progress_init(&progress, NULL, JH_LANG_EN);
    ck_assert(!cli_progress_should_stop(&progress));
    cli_progress_limit(&progress, 1000);
    ck_assert(!cli_progress_should_stop(&progress));
    cli_progress_limit(&progress, 0);
    ck_assert(cli_progress_should_stop(&progress));
    cli_progress_limit(&progress, JH_NAN);
    ck_assert(!cli_progress_should_stop(&progress));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_width");
    TCase *tc = tcase_create("cli_width");
    tcase_add_test(tc, chinese_takes_two_columns);
    tcase_add_test(tc, never_cuts_a_character);
    tcase_add_test(tc, wraps_words_and_characters);
    tcase_add_test(tc, a_progress_line_fits_the_terminal);
    tcase_add_test(tc, a_time_limit_stops_the_run);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
