#include "io/json.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"

#include "testing.h"

static const struct jh_json_limits limits = {1 << 20, 8};

static struct jh_json *parsed(const char *text)
{
    struct jh_json *root = NULL;
    struct jh_error err = {0};
    ck_ok(jh_json_parse(text, strlen(text), limits, &root, &err), &err);
    return root;
}

START_TEST(writes_objects_arrays_and_escapes)
{
    struct jh_buf buf;
    struct jh_json_writer w;
    jh_buf_init(&buf, 1000);
    jh_json_begin(&w, &buf, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "a\"b", "线\\\n\t\x01");
    jh_json_open_array(&w, "list");
    jh_json_num(&w, NULL, 0.1);
    jh_json_num(&w, NULL, JH_NAN);
    jh_json_num(&w, NULL, JH_INF);
    jh_json_int(&w, NULL, INT64_MIN);
    jh_json_fixed(&w, NULL, 1.23456, 2);
    jh_json_bool(&w, NULL, true);
    jh_json_open_object(&w, NULL);
    jh_json_close_object(&w);
    jh_json_close_array(&w);
    jh_json_text(&w, "none", NULL);
    jh_json_raw(&w, "raw", "[1]");
    jh_json_close_object(&w);
    struct jh_error err = {0};
    ck_ok(jh_buf_status(&buf, &err), &err);
    ck_assert_str_eq(buf.data,
        "{\"a\\\"b\":\"线\\\\\\n\\t\\u0001\",\"list\":[0.1,null,null,-9223372036854775808,1.23,"
        "true,{}],"
        "\"none\":null,\"raw\":[1]}");
    jh_buf_release(&buf);
}
END_TEST

START_TEST(indents_one_member_a_line)
{
    struct jh_buf buf;
    struct jh_json_writer w;
    jh_buf_init(&buf, 1000);
    jh_json_begin(&w, &buf, true);
    jh_json_open_object(&w, NULL);
    jh_json_int(&w, "a", 1);
    jh_json_open_array(&w, "b");
    jh_json_int(&w, NULL, 2);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    ck_assert_str_eq(buf.data, "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}\n");
    jh_buf_release(&buf);
}
END_TEST

START_TEST(bad_utf8_is_replaced)
{
    struct {
        const char *in, *out;
    } cases[] = {{"a\xff"
                  "b",
                     "\"a\xef\xbf\xbd"
                     "b\""},
        {"\xe4\xb8", "\"\xef\xbf\xbd\xef\xbf\xbd\""},                 /* cut short */
        {"\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\""},                 /* overlong */
        {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}, /* surrogate */
        {"\xf0\x9f\x8f\xa5", "\"\xf0\x9f\x8f\xa5\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct jh_buf buf;
        struct jh_json_writer w;
        jh_buf_init(&buf, 1000);
        jh_json_begin(&w, &buf, false);
        jh_json_text(&w, NULL, cases[i].in);
        ck_assert_str_eq(buf.data, cases[i].out);
        struct jh_json *back = parsed(buf.data);
        ck_assert_ptr_nonnull(jh_json_as_text(back));
        jh_json_free(back);
        jh_buf_release(&buf);
    }
}
END_TEST

START_TEST(misnested_writing_is_an_error)
{
    struct jh_buf buf;
    struct jh_json_writer w;
    struct jh_error err = {0};
    jh_buf_init(&buf, 1000);
    jh_json_begin(&w, &buf, false);
    jh_json_close_object(&w);
    ck_refused(jh_buf_status(&buf, &err), JH_E_INTERNAL);
    jh_buf_reset(&buf);
    for (int i = 0; i <= JH_JSON_DEPTH_MAX; i++)
        jh_json_open_array(&w, NULL);
    ck_refused(jh_buf_status(&buf, &err), JH_E_INTERNAL);
    jh_buf_release(&buf);
}
END_TEST

START_TEST(reads_every_kind)
{
    struct jh_json *root = parsed(
        "\xef\xbb\xbf{\"t\":\"\\u7ebf\",\"n\":1.5,\"i\":-3,\"big\":3e2,"
        "\"b\":true,\"z\":null,\"l\":[1,null,\"x\"],\"o\":{}} \n");
    double x = 0;
    int64_t i = 0;
    bool b = false;
    ck_assert_int_eq(jh_json_kind(root), JH_JSON_OBJECT);
    ck_assert_uint_eq(jh_json_length(root), 8);
    ck_assert_str_eq(jh_json_as_text(jh_json_get(root, "t")), "线");
    ck_assert(jh_json_as_num(jh_json_get(root, "n"), &x) && x == 1.5);
    ck_assert(!jh_json_as_int(jh_json_get(root, "n"), &i) && i == 0);
    ck_assert(jh_json_as_int(jh_json_get(root, "i"), &i) && i == -3);
    ck_assert(jh_json_as_int(jh_json_get(root, "big"), &i) && i == 300);
    ck_assert(jh_json_as_num(jh_json_get(root, "i"), &x) && x == -3);
    ck_assert(jh_json_as_bool(jh_json_get(root, "b"), &b) && b);
    ck_assert(!jh_json_as_bool(jh_json_get(root, "i"), &b));
    ck_assert_ptr_null(jh_json_get(root, "z"));
    ck_assert_ptr_null(jh_json_get(root, "absent"));
    ck_assert_ptr_null(jh_json_get(NULL, "absent"));
    ck_assert_ptr_null(jh_json_as_text(jh_json_get(root, "i")));
    const struct jh_json *list = jh_json_get(root, "l");
    ck_assert_uint_eq(jh_json_length(list), 3);
    ck_assert_ptr_null(jh_json_item(list, 1));
    ck_assert_str_eq(jh_json_as_text(jh_json_item(list, 2)), "x");
    ck_assert_ptr_null(jh_json_item(list, 3));
    ck_assert_ptr_null(jh_json_item(root, 0));
    const char *order[] = {"t", "n", "i", "big", "b", "z", "l", "o"};
    size_t n = 0;
    struct jh_json_member m = {0};
    while (jh_json_next(root, &m))
        ck_assert_str_eq(m.key, order[n++]);
    ck_assert_uint_eq(n, 8);
    struct jh_json_member none = {0};
    ck_assert(!jh_json_next(jh_json_get(root, "o"), &none));
    ck_assert(!jh_json_next(list, &none));
    jh_json_free(root);
}
END_TEST

START_TEST(integers_keep_their_bounds)
{
    struct jh_json *root =
        parsed("[9223372036854775807,-9223372036854775808,1e300,9007199254740993]");
    int64_t i = 7;
    ck_assert(jh_json_as_int(jh_json_item(root, 0), &i) && i == INT64_MAX);
    ck_assert(jh_json_as_int(jh_json_item(root, 1), &i) && i == INT64_MIN);
    i = 7;
    ck_assert(!jh_json_as_int(jh_json_item(root, 2), &i) && i == 7);
    ck_assert(jh_json_as_int(jh_json_item(root, 3), &i) && i == 9007199254740993);
    jh_json_free(root);
}
END_TEST

static const struct {
    const char *text, *where;
} bad[] = {{"", "1:1"}, {" ", "1:2"}, {"{\n \"线线\": x}", "2:8"}, {"{\"a\":1,}", "1:8"},
    {"[1,2", "1:5"}, {"[1]x", "1:4"}, {"[1] 2", "1:5"}, {"{a:1}", "1:2"}, {"['a']", "1:2"},
    {"[NaN]", "1:2"}, {"[nan]", ""}, {"[Infinity]", "1:2"}, {"[1e999]", ""}, {"[1]// c", "1:4"},
    {"[01]", ""}, {"[+1]", ""}, {"[.5]", ""}, {"[True]", "1:2"}, {"[\"a\\u0000b\"]", "1:4"},
    {"[\"a\tb\"]", "1:4"}, {"[\"\xff\"]", ""}, {"{1:2}", ""}, {"\"abc", ""}, {"[1.]", ""},
    {"[-]", ""}, {"nul", ""}, {"[1 2]", ""}, {"[,]", ""}, {"[18446744073709551617]", ""},
    {"[\"\\x\"]", ""}, {"[9223372036854775808]", "1:20"}, {"[-9223372036854775809]", ""},
    {"{\"a\":1,\"b\":{\"a\":2,\"\\\"}:\":0},\n\"a\" :3}", "2:1"},
    {"[{\"a\":[]},{\"b\":{\"c\":1,\"c\":1}}]", "1:23"}};

START_TEST(refuses_what_is_no_json)
{
    static char anything;
    struct jh_json *untouched = (struct jh_json *)&anything, *root = untouched;
    struct jh_error err = {0};
    enum jh_status st = jh_json_parse(bad[_i].text, strlen(bad[_i].text), limits, &root, &err);
    ck_assert_msg(st == JH_E_DATA, "%s: %s", bad[_i].text, jh_status_name(st));
    ck_assert_ptr_eq(root, untouched);
    if (bad[_i].where[0] != '\0')
        ck_assert_msg(strcmp(err.where, bad[_i].where) == 0, "%s: %s", bad[_i].text, err.where);
}
END_TEST

START_TEST(limits_hold)
{
    struct jh_json *root = NULL;
    struct jh_error err = {0};
    ck_refused(jh_json_parse("[1234]", 6, (struct jh_json_limits){5, 8}, &root, &err), JH_E_LIMIT);
    ck_refused(
        jh_json_parse("[[[1]]]", 7, (struct jh_json_limits){100, 2}, &root, &err), JH_E_LIMIT);
    ck_ok(jh_json_parse("[[[1]]]", 7, (struct jh_json_limits){100, 3}, &root, &err), &err);
    jh_json_free(root);
    ck_refused(jh_json_parse("[\0]", 3, limits, &root, &err), JH_E_DATA);
}
END_TEST

START_TEST(scalars_at_the_top)
{
    struct jh_json *root = parsed("null");
    ck_assert_ptr_null(root);
    jh_json_free(root);
    double x = 0;
    root = parsed("12");
    ck_assert(jh_json_as_num(root, &x) && x == 12);
    jh_json_free(root);
    root = NULL;
    struct jh_error err = {0};
    ck_ok(jh_json_parse("123", 2, limits, &root, &err), &err);
    ck_assert(jh_json_as_num(root, &x) && x == 12);
    jh_json_free(root);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tc = tcase_create("json");
    tcase_add_test(tc, writes_objects_arrays_and_escapes);
    tcase_add_test(tc, indents_one_member_a_line);
    tcase_add_test(tc, bad_utf8_is_replaced);
    tcase_add_test(tc, misnested_writing_is_an_error);
    tcase_add_test(tc, reads_every_kind);
    tcase_add_test(tc, integers_keep_their_bounds);
    tcase_add_loop_test(tc, refuses_what_is_no_json, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(tc, limits_hold);
    tcase_add_test(tc, scalars_at_the_top);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
