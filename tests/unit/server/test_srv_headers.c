/* What single headers say. */
#include "server/dispatch.h"
#include "server/http.h"

#include "testing.h"

static const struct {
    const char *header;
    enum jh_lang lang;
} languages[] = {{NULL, JH_LANG_EN}, {"", JH_LANG_EN}, {"zh", JH_LANG_ZH}, {"fr", JH_LANG_EN},
    {"zh-CN,zh;q=0.9,en;q=0.8", JH_LANG_ZH}, {"en;q=0.5, zh-Hans;q=0.7", JH_LANG_ZH},
    {"en, zh", JH_LANG_EN}, {"zh;q=0, en;q=0.1", JH_LANG_EN}, {"zh;q=x", JH_LANG_EN},
    {",,, ;;q=, zh", JH_LANG_ZH}, {"z", JH_LANG_EN}};
START_TEST(language)
{
    ck_assert_int_eq(srv_language(languages[_i].header, JH_LANG_EN), languages[_i].lang);
}
END_TEST

static const char *const own[] = {
    "localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]", "[::1]:1"};
static const char *const foreign[] = {NULL, "", "localhost.evil", "127.0.0.1.nip.io",
    "127.0.0.1:", "localhost:80x", "localhost:123456", "[::1", "::1", "0.0.0.0", "localhost:80:80",
    " localhost"};
START_TEST(hosts)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        ck_assert_msg(srv_host_is_loopback(own[i]), "%s", own[i]);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        ck_assert_msg(!srv_host_is_loopback(foreign[i]), "%s", foreign[i]);
}
END_TEST

START_TEST(lists)
{
    ck_assert(srv_header_lists("br, gzip", "gzip"));
    ck_assert(srv_header_lists("GZIP;q=0.1", "gzip"));
    ck_assert(!srv_header_lists("gzip;q=0", "gzip"));
    ck_assert(!srv_header_lists("xgzip, gzi", "gzip"));
    ck_assert(!srv_header_lists(NULL, "gzip"));
}
END_TEST

START_TEST(addresses)
{
    struct srv_address a = {.port = 7};
    struct jh_error err;
    ck_ok(srv_address_parse("127.0.0.1:8080", &a, &err), &err);
    ck_assert(!a.v6 && a.port == 8080);
    ck_ok(srv_address_parse("[::1]:0", &a, &err), &err);
    ck_assert(a.v6 && a.port == 0);
    a.port = 7;
    ck_refused(srv_address_parse("0.0.0.0:80", &a, &err), JH_E_UNSUPPORTED);
    ck_refused(srv_address_parse("192.168.0.1:80", &a, &err), JH_E_UNSUPPORTED);
    ck_refused(srv_address_parse(":80", &a, &err), JH_E_UNSUPPORTED);
    ck_refused(srv_address_parse("127.0.0.1", &a, &err), JH_E_ARG);
    ck_refused(srv_address_parse("127.0.0.1:70000", &a, &err), JH_E_ARG);
    ck_refused(srv_address_parse("127.0.0.1:-1", &a, &err), JH_E_ARG);
    ck_assert_uint_eq(a.port, 7);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("srv_headers");
    TCase *tc = tcase_create("all");
    tcase_add_loop_test(tc, language, 0, sizeof languages / sizeof *languages);
    tcase_add_test(tc, hosts);
    tcase_add_test(tc, lists);
    tcase_add_test(tc, addresses);
    suite_add_tcase(s, tc);
    return testing_main(s);
}
