#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

#include "testing.h"

static const struct cli_column columns[] = {
    {"zone_id", "zone", NULL, 0, 0},
    {"rate", "rate", "%", 100, 1},
    {"beds", NULL, NULL, 0, 0},
    {"n", "number", NULL, 0, 0},
};
static const struct cli_column total = {"total", "total", "cases", 0, 0};
static const struct cli_column names = {"names", "names", NULL, 0, 0};
static const struct cli_command command = {.name = "flows"};

/* What fill() prints in a format. */
static char *printed(enum cli_format format, enum jh_lang lang, void (*fill)(struct cli_table *))
{
    char *text = NULL;
    size_t len = 0;
    struct jh_error err = {0};
    FILE *out = open_memstream(&text, &len);
    struct cli cli = {.format = format, .lang = lang, .command = &command, .out = out};
    struct cli_table table;
    cli_table_begin(&table, &cli, 4, columns);
    fill(&table);
    ck_ok(cli_table_end(&table, &err), &err);
    fclose(out);
    return text;
}

static void two_rows(struct cli_table *table)
{
    cli_table_text(table, "山\"区\", 1");
    cli_table_number(table, 0.12345);
    cli_table_number(table, JH_NAN);
    cli_table_integer(table, -7);
    cli_table_text(table, "b\n\t\\");
    cli_table_none(table);
    cli_table_number(table, JH_INF);
    cli_table_bool(table, true);
    const char *const list[] = {"x", "y\""};
    cli_summary_number(table, &total, 12.5);
    cli_summary_texts(table, &names, 2, list);
}

static void no_rows(struct cli_table *table)
{
    cli_summary_integer(table, &total, 0);
}

static void nothing(struct cli_table *table)
{
    (void)table;
}

static const struct {
    enum cli_format format;
    void (*fill)(struct cli_table *);
    const char *text;
} goldens[] = {
    {CLI_FORMAT_CSV, two_rows,
        "zone_id,rate,beds,n\n\"山\"\"区\"\", 1\",0.12345,,-7\n\"b\n\t\\\",,inf,1\n"},
    {CLI_FORMAT_JSON, two_rows,
        "{\"command\":\"flows\",\"rows\":[\n"
        "{\"zone_id\":\"山\\\"区\\\", 1\",\"rate\":0.12345,\"beds\":null,\"n\":-7},\n"
        "{\"zone_id\":\"b\\n\\u0009\\\\\",\"rate\":null,\"beds\":null,\"n\":true}\n"
        "],\"summary\":{\"total\":12.5,\"names\":[\"x\",\"y\\\"\"]}}\n"},
    {CLI_FORMAT_CSV, no_rows, "zone_id,rate,beds,n\n"},
    {CLI_FORMAT_JSON, no_rows, "{\"command\":\"flows\",\"rows\":[],\"summary\":{\"total\":0}}\n"},
    {CLI_FORMAT_JSON, nothing, "{\"command\":\"flows\",\"rows\":[],\"summary\":{}}\n"},
    {CLI_FORMAT_TEXT, no_rows, "zone  rate (%)  number\n\ntotal: 0 cases\n"},
    {CLI_FORMAT_TEXT, nothing, "zone  rate (%)  number\n"},
};

START_TEST(prints_as_documented)
{
    char *text = printed(goldens[_i].format, JH_LANG_EN, goldens[_i].fill);
    ck_assert_str_eq(text, goldens[_i].text);
    free(text);
}
END_TEST

static void chinese_rows(struct cli_table *table)
{
    cli_table_text(table, "成都平原");
    cli_table_number(table, 0.5);
    cli_table_none(table);
    cli_table_integer(table, 12345);
    cli_table_text(table, "ab");
    cli_table_number(table, JH_NAN);
    cli_table_none(table);
    cli_table_integer(table, 1);
}

START_TEST(lines_up_wide_characters)
{
    char *text = printed(CLI_FORMAT_TEXT, JH_LANG_EN, chinese_rows);
    ck_assert_str_eq(text,
        "zone      rate (%)  number\n"
        "成都平原      50.0   12345\n"
        "ab               —       1\n");
    free(text);
}
END_TEST

static void many_rows(struct cli_table *table)
{
    for (int64_t i = 0; i < 2500; i++) {
        cli_table_text(table, "z");
        cli_table_number(table, 0);
        cli_table_none(table);
        cli_table_integer(table, i);
    }
}

START_TEST(streams_beyond_the_rows_it_holds)
{
    char *text = printed(CLI_FORMAT_TEXT, JH_LANG_EN, many_rows);
    size_t lines = 0;
    for (const char *p = text; *p != '\0'; p++)
        lines += *p == '\n';
    ck_assert_uint_eq(lines, 2501);
    ck_assert_ptr_nonnull(strstr(text, "\nz          0.0    2499\n"));
    free(text);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    struct jh_error err = {0};
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
        return;
    struct cli cli = {.format = CLI_FORMAT_CSV, .command = &command, .out = full};
    struct cli_table table;
    cli_table_begin(&table, &cli, 4, columns);
    for (int i = 0; i < 100000 && !cli_table_failed(&table); i++)
        cli_table_integer(&table, i);
    ck_assert(cli_table_failed(&table));
    ck_refused(cli_table_end(&table, &err), JH_E_IO);
    fclose(full);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_table");
    TCase *tc = tcase_create("cli_table");
    tcase_add_loop_test(tc, prints_as_documented, 0, sizeof goldens / sizeof *goldens);
    tcase_add_test(tc, lines_up_wide_characters);
    tcase_add_test(tc, streams_beyond_the_rows_it_holds);
    tcase_add_test(tc, a_full_disk_is_an_error);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
