/* Addresses of requests: decoded and clean, or refused. */
#include <stdlib.h>
#include <string.h>

#include "server/query.h"

#include "testing.h"

static struct jh_error err;

START_TEST(parses_path_and_parameters)
{
    struct srv_target t;
    ck_ok(srv_target_parse("/api/v1/flows?by=zone&x=%E4%B8%AD+%2B&flag&a=1=2&&by=area", &t, &err),
        &err);
    ck_assert_str_eq(t.path, "/api/v1/flows");
    ck_assert_uint_eq(t.n, 5);
    ck_assert_str_eq(srv_parameter(&t, "by"), "area");
    ck_assert_str_eq(srv_parameter(&t, "x"), "中 +");
    ck_assert_str_eq(srv_parameter(&t, "flag"), "");
    ck_assert_str_eq(srv_parameter(&t, "a"), "1=2");
    ck_assert_ptr_null(srv_parameter(&t, "y"));
    srv_target_release(&t);
}
END_TEST

static const char *const good[] = {
    "/", "/a", "/a/", "/a/b", "/%41", "/a?", "/a?=", "/.well-known", "/a..b", "/?%26"};
START_TEST(accepts)
{
    struct srv_target t;
    ck_ok(srv_target_parse(good[_i], &t, &err), &err);
    srv_target_release(&t);
}
END_TEST

static const char *const bad[] = {"", "a", "//", "//a", "/a//b", "/..", "/../a", "/a/..", "/./a",
    "/a/.", "/%2e%2e/a", "/%", "/%4", "/%4g", "/%00", "/a%2fb", "/%ff", "/%c0%af", "/\x01",
    "/a?x=%00", "/a?x=%0a", "/a?%ff", "*", "http://x/"};
START_TEST(refuses)
{
    struct srv_target t = {.path = NULL};
    ck_assert_int_eq(srv_target_parse(bad[_i], &t, &err), JH_E_ARG);
    ck_assert_ptr_null(t.path);
}
END_TEST

START_TEST(limits_length_and_number)
{
    struct srv_target t = {.path = NULL};
    char *text = malloc(SRV_MAX_TARGET + 100);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', SRV_MAX_TARGET + 99);
    text[0] = '/';
    text[SRV_MAX_TARGET + 99] = '\0';
    ck_assert_int_eq(srv_target_parse(text, &t, &err), JH_E_LIMIT);
    text[1] = '?';
    for (size_t i = 2; i < 1000; i++)
        text[i] = '&';
    text[1000] = '\0';
    ck_assert_int_eq(srv_target_parse(text, &t, &err), JH_E_LIMIT);
    free(text);
}
END_TEST

static void canonical(const char *raw, struct jh_buf *out)
{
    static const char *const skip[] = {"lang", NULL};
    struct srv_target t;
    jh_buf_init(out, 4096);
    ck_ok(srv_target_parse(raw, &t, &err), &err);
    srv_target_canonical(&t, skip, out);
    srv_target_release(&t);
}

START_TEST(equal_questions_have_one_text)
{
    struct jh_buf a, b, c;
    canonical("/f?b=2&a=1&lang=zh", &a);
    canonical("/f?a=0&a=%31&b=2", &b);
    canonical("/f?a=1", &c);
    ck_assert_str_eq(a.data, b.data);
    ck_assert_str_ne(a.data, c.data);
    jh_buf_release(&a);
    jh_buf_release(&b);
    jh_buf_release(&c);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("srv_target");
    TCase *tc = tcase_create("all");
    tcase_add_test(tc, parses_path_and_parameters);
    tcase_add_loop_test(tc, accepts, 0, sizeof good / sizeof *good);
    tcase_add_loop_test(tc, refuses, 0, sizeof bad / sizeof *bad);
    tcase_add_test(tc, limits_length_and_number);
    tcase_add_test(tc, equal_questions_have_one_text);
    suite_add_tcase(s, tc);
    return testing_main(s);
}
