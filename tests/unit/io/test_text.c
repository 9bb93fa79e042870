#include "io/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"

static const struct {
    const char *bytes;
    size_t len;
    const char *text;
    enum jh_charset charset;
} readable[] = {
    {"", 0, "", JH_CHARSET_UTF8},
    {"abc", 3, "abc", JH_CHARSET_UTF8},
    {"\xEF\xBB\xBF甲", 6, "甲", JH_CHARSET_UTF8},
    {"\xEF\xBB\xBF", 3, "", JH_CHARSET_UTF8},
    {"甲乙,丙", 10, "甲乙,丙", JH_CHARSET_UTF8},
    {"\xBC\xD7\xD2\xD2,1", 6, "甲乙,1", JH_CHARSET_GB18030},
    /* 81 30 81 30 is U+0080 in GB18030, no character of GBK. */
    {"\x81\x30\x81\x30", 4, "\xC2\x80", JH_CHARSET_GB18030},
    {"\xFF\xFE\x32\x75,\0", 6, "甲,", JH_CHARSET_UTF16},
    {"\xFE\xFF\x75\x32\0,", 6, "甲,", JH_CHARSET_UTF16},
};

START_TEST(recognises_character_sets)
{
    struct jh_text text;
    struct jh_text_fault fault = {-1, -1};
    struct jh_error err;
    ck_ok(jh_i_text_wrap(readable[_i].bytes, readable[_i].len, &text, &fault, &err), &err);
    ck_assert_uint_eq(text.len, strlen(readable[_i].text));
    ck_assert_mem_eq(text.data, readable[_i].text, text.len);
    ck_assert_int_eq(text.charset, readable[_i].charset);
    ck_assert_int_eq(fault.line, -1);
    jh_i_text_release(&text);
}
END_TEST

static const struct {
    const char *bytes;
    int line, column;
} damaged[] = {
    /* UTF-8 with one bad byte among its characters. */
    {"甲乙丙\n丁戊\xFF己", 2, 3},
    /* UTF-8 to which rows of GB18030 were appended. */
    {"甲县\n乙县\n丙县\n\xB6\xA1\xCF\xD8\n\xCE\xEC\xCF\xD8\n", 4, 1},
    /* GB18030 with a byte that begins nothing. */
    {"\xBC\xD7\n\xD2\xD2\xFF", 2, 2},
    /* Marked as UTF-8 and not. */
    {"\xEF\xBB\xBF\xBC\xD7", 1, 1},
};

START_TEST(says_where_text_is_damaged)
{
    struct jh_text text = {.len = 99};
    struct jh_text_fault fault = {0};
    struct jh_error err;
    const char *bytes = damaged[_i].bytes;
    ck_refused(jh_i_text_wrap(bytes, strlen(bytes), &text, &fault, &err), JH_E_DATA);
    ck_assert_int_eq(fault.line, damaged[_i].line);
    ck_assert_int_eq(fault.column, damaged[_i].column);
    ck_assert_uint_eq(text.len, 99);
}
END_TEST

START_TEST(opens_files)
{
    char path[128];
    snprintf(path, sizeof path, "%s/x", testing_tmpdir());
    FILE *f = fopen(path, "w");
    fputs("甲", f);
    fclose(f);
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_error err;
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    ck_assert_uint_eq(text.len, 3);
    jh_i_text_forget(&text, text.data + text.len);
    ck_assert_mem_eq(text.data, "甲", 3);
    jh_i_text_release(&text);
    remove(path);
    ck_refused(jh_i_text_open(path, &text, &fault, &err), JH_E_IO);
    ck_refused(jh_i_text_open("/", &text, &fault, &err), JH_E_IO);
    ck_refused(jh_i_text_open("/dev/null", &text, &fault, &err), JH_E_IO);
}
END_TEST

START_TEST(opens_an_empty_file)
{
    char path[128];
    snprintf(path, sizeof path, "%s/empty", testing_tmpdir());
    fclose(fopen(path, "w"));
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_error err;
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    ck_assert_uint_eq(text.len, 0);
    jh_i_text_release(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tc = tcase_create("text");
    tcase_add_loop_test(tc, recognises_character_sets, 0, sizeof readable / sizeof *readable);
    tcase_add_loop_test(tc, says_where_text_is_damaged, 0, sizeof damaged / sizeof *damaged);
    tcase_add_test(tc, opens_files);
    tcase_add_test(tc, opens_an_empty_file);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
