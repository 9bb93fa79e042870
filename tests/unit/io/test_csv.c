#include "io/csv.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

/* Rows as "a|b/c" and faults as "!kind@line:column", line ends between them as '/'. */
static const char *shape_of(const char *text, size_t len)
{
    static const char *const names[] = {
        "row", "end", "nul", "unclosed", "after-quote", "long", "many"};
    static struct jh_buf out;
    jh_buf_release(&out);
    jh_buf_init(&out, 1 << 20);
    jh_buf_puts(&out, "");
    struct jh_csv csv;
    struct jh_error err;
    jh_i_csv_init(&csv, text, len);
    for (;;) {
        enum jh_csv_event event;
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        if (event == JH_CSV_END)
            break;
        if (event == JH_CSV_ROW) {
            jh_buf_printf(&out, "%d:", (int)csv.line);
            for (size_t i = 0; i < csv.n_fields; i++) {
                jh_buf_puts(&out, i > 0 ? "|" : "");
                jh_buf_add(&out, csv.field[i].text, csv.field[i].len);
            }
        } else {
            int64_t line, column;
            jh_i_csv_position(&csv, csv.fault, &line, &column);
            jh_buf_printf(&out, "!%s@%d:%d", names[event], (int)line, (int)column);
        }
        jh_buf_puts(&out, "/");
    }
    jh_i_csv_release(&csv);
    return out.data;
}

static const struct {
    const char *text, *shape;
} cases[] = {
    {"", ""},
    {"\n\r\n\r", ""},
    {"a", "1:a/"},
    {"a,b\nc,d", "1:a|b/2:c|d/"},
    {"a,b\r\nc,d\r\n", "1:a|b/2:c|d/"},
    {"a,b\rc,d\r", "1:a|b/2:c|d/"},
    {"a\n\n\r\nb\n", "1:a/4:b/"},
    {",\n", "1:|/"},
    {"a,\n,b", "1:a|/2:|b/"},
    {"\"\"\nx", "1:/2:x/"},
    {"\"a,b\",c", "1:a,b|c/"},
    {"\"a\"\"b\",\"\"\"\",c\"d", "1:a\"b|\"|c\"d/"},
    {"\"a\nb\r\nc\",d\ne", "1:a\nb\r\nc|d/4:e/"},
    {"甲,\"乙\"\"\"\n丙,\"\"", "1:甲|乙\"/2:丙|/"},
    {"a,\"b\nc,d\ne", "!unclosed@1:3/2:c|d/3:e/"},
    {"甲乙,\"b", "!unclosed@1:4/"},
    {"a,\"b\"x,c\nd", "!after-quote@1:6/2:d/"},
    {"a,\"b\nc\"x\nd", "!after-quote@2:3/2:c\"x/3:d/"},
};

START_TEST(splits_rows_and_fields)
{
    const char *text = cases[_i].text;
    ck_assert_str_eq(shape_of(text, strlen(text)), cases[_i].shape);
}
END_TEST

START_TEST(refuses_nul_bytes)
{
    ck_assert_str_eq(shape_of("a,b\0c\nd", 7), "!nul@1:4/2:d/");
    ck_assert_str_eq(shape_of("\"a\0\",c\nd", 8), "!nul@1:3/2:d/");
    ck_assert_str_eq(shape_of("\"a\"\0\nd", 6), "!nul@1:4/2:d/");
    ck_assert_str_eq(shape_of("\0", 1), "!nul@1:1/");
}
END_TEST

START_TEST(refuses_ten_megabytes_in_one_field)
{
    size_t len = 10 << 20;
    char *text = malloc(len + 16);
    memset(text, 'x', len);
    memcpy(text, "a,", 2);
    memcpy(text + len, "\nb,c\n", 6);
    ck_assert_str_eq(shape_of(text, len + 5), "!long@1:3/2:b|c/");
    text[2] = '"';
    ck_assert_str_eq(shape_of(text, len + 5), "!long@1:3/2:b|c/");
    free(text);
}
END_TEST

START_TEST(bounds_the_fields_of_a_row)
{
    size_t len = 1 << 20;
    char *text = malloc(len);
    memset(text, ',', len);
    ck_assert_str_eq(shape_of(text, len), "!many@1:4097/");
    free(text);
}
END_TEST

START_TEST(says_where_a_field_is)
{
    static const char text[] = "x\n甲,\"乙\n丙\",丁\n";
    struct jh_csv csv;
    struct jh_error err;
    enum jh_csv_event event;
    int64_t line, column;
    jh_i_csv_init(&csv, text, sizeof text - 1);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_assert_uint_eq(csv.n_fields, 3);
    jh_i_csv_position(&csv, csv.field[1].raw, &line, &column);
    ck_assert(line == 2 && column == 3);
    jh_i_csv_position(&csv, csv.field[2].raw, &line, &column);
    ck_assert(line == 3 && column == 4);
    const char *row = csv.row;
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_assert_int_eq(event, JH_CSV_END);
    jh_i_csv_seek(&csv, row, 2, 2);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_assert(csv.line == 2 && csv.n_rows == 2 && csv.n_fields == 3);
    jh_i_csv_release(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tc = tcase_create("csv");
    tcase_add_loop_test(tc, splits_rows_and_fields, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tc, refuses_nul_bytes);
    tcase_add_test(tc, refuses_ten_megabytes_in_one_field);
    tcase_add_test(tc, bounds_the_fields_of_a_row);
    tcase_add_test(tc, says_where_a_field_is);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
