#include "junheng/io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/msg.h"
#include "io/json.h"
#include "io/plan/plan_tables.h"
#include "plan_case.h"
#include "testing.h"

static struct jh_dataset *data;
static struct jh_plan *plan;
static struct jh_error err;

static void setup(void)
{
    const struct jh_scenario scenario = plan_case_scenario();
    data = plan_case();
    plan = NULL;
    ck_ok(jh_plan_make(data, &scenario, NULL, &plan, &err), &err);
}
static void teardown(void)
{
    jh_plan_free(plan);
    jh_dataset_free(data);
}

/* The whole file, NUL-terminated; NULL where absent. */
static char *slurp(const char *dir, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return NULL;
    char *text = calloc(1, 1 << 20);
    size_t n = fread(text, 1, (1 << 20) - 1, in);
    ck_assert_uint_lt(n, (1 << 20) - 1);
    fclose(in);
    return text;
}

static void expect_header(const char *dir, const char *table, const char *header)
{
    char name[64];
    snprintf(name, sizeof name, "tables/%s.csv", table);
    char *text = slurp(dir, name);
    ck_assert_msg(text != NULL, "%s", name);
    ck_assert_msg(strncmp(text, "\xEF\xBB\xBF", 3) == 0, "%s has no byte order mark", name);
    ck_assert_msg(strncmp(text + 3, header, strlen(header)) == 0, "%s: %.200s", name, text + 3);
    free(text);
}

START_TEST(writes_every_file)
{
    const char *dir = testing_tmpdir();
    char deep[512];
    snprintf(deep, sizeof deep, "%s/new/plan", dir);
    ck_ok(jh_plan_write(plan, deep, JH_LANG_ZH, NULL, &err), &err);
    static const char *const files[] = {"plan.json", "report.html", "plan.xlsx", "map.geojson"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct stat info;
        char path[600];
        snprintf(path, sizeof path, "%s/%s", deep, files[i]);
        ck_assert_msg(stat(path, &info) == 0 && info.st_size > 0, "%s", path);
    }
    expect_header(deep, "centre_specialties",
        "hospital_id,hospital_name,specialty,zone_id,zone_name,existing,fixed,cases,");
    expect_header(deep, "zones", "zone_id,zone_name,centre_city,areas,population,centres,cases,");
    /* Again over the old ones, and nothing of the writing is left. */
    ck_ok(jh_plan_write(plan, deep, JH_LANG_EN, NULL, &err), &err);
    char command[600];
    snprintf(command, sizeof command, "test -z \"$(find '%s' -name '*.part')\"", deep);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(rows_say_what_the_plan_says)
{
    const char *dir = testing_tmpdir();
    ck_ok(jh_plan_write(plan, dir, JH_LANG_EN, NULL, &err), &err);
    char *text = slurp(dir, "tables/assignments.csv");
    ck_assert_ptr_nonnull(strstr(text, "\na1,a1,z0,North,s0,300,h1,h1,10\n"));
    free(text);
    text = slurp(dir, "tables/summary.csv");
    ck_assert_ptr_nonnull(strstr(text, "\nobjective,objective,13100,case-minutes\n"));
    free(text);
}
END_TEST

START_TEST(a_failed_write_leaves_nothing)
{
    const char *dir = testing_tmpdir();
    char path[512];
    snprintf(path, sizeof path, "%s/plan.json", dir);
    ck_assert_int_eq(mkdir(path, 0777), 0); /* cannot be renamed over */
    ck_refused(jh_plan_write(plan, dir, JH_LANG_EN, NULL, &err), JH_E_IO);
    char command[600];
    snprintf(command, sizeof command, "test -z \"$(find '%s' -name '*.part')\"", dir);
    ck_assert_int_eq(system(command), 0);
    snprintf(path, sizeof path, "%s/plan.json/inner", dir);
    ck_refused(jh_plan_write(plan, "/proc/nowhere", JH_LANG_EN, NULL, &err), JH_E_IO);
}
END_TEST

START_TEST(the_workbook_opens)
{
    const char *dir = testing_tmpdir();
    char command[512], text[16384] = "";
    ck_ok(jh_plan_write(plan, dir, JH_LANG_ZH, NULL, &err), &err);
    snprintf(command, sizeof command,
        "python3 -c \"import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is "
        "None; sys.stdout.write(z.read('xl/workbook.xml').decode())\" '%s/plan.xlsx'",
        dir);
    FILE *in = popen(command, "r");
    ck_assert_ptr_nonnull(in);
    size_t n = fread(text, 1, sizeof text - 1, in);
    ck_assert_int_eq(pclose(in), 0);
    ck_assert_uint_gt(n, 0);
    for (size_t i = 0; i < jh_i_plan_n_tables(); i++) {
        struct jh_arena arena;
        struct jh_i_table table;
        char sheet[128];
        jh_arena_init(&arena, 0);
        ck_ok(jh_i_plan_table(plan, i, JH_LANG_ZH, &arena, &table, &err), &err);
        snprintf(sheet, sizeof sheet, "name=\"%s\"", jh_tr(JH_LANG_ZH, table.title));
        ck_assert_msg(strstr(text, sheet) != NULL, "%s", sheet);
        jh_arena_release(&arena);
    }
}
END_TEST

static struct jh_json *parse(const char *text)
{
    struct jh_json *root = NULL;
    ck_ok(
        jh_json_parse(text, strlen(text), (struct jh_json_limits){1 << 24, 32}, &root, &err), &err);
    return root;
}

START_TEST(json_reads_back)
{
    struct jh_buf text;
    jh_buf_init(&text, 1 << 22);
    ck_ok(jh_plan_to_json(plan, &text, &err), &err);
    struct jh_json *root = parse(text.data);
    const struct jh_json *choices = jh_json_get(root, "centre_specialties");
    double objective = 0;
    ck_assert(jh_json_as_num(jh_json_get(jh_json_get(root, "result"), "objective"), &objective));
    ck_assert_double_eq_tol(objective, 13100, 1e-6);
    ck_assert_uint_eq(jh_json_length(choices), 3);
    ck_assert_str_eq(jh_json_as_text(jh_json_get(jh_json_item(choices, 0), "hospital_id")), "h1");
    ck_assert_uint_eq(jh_json_length(jh_json_get(root, "areas")), PLAN_CASE_AREAS);
    jh_json_free(root);
    jh_buf_release(&text);
}
END_TEST

/* The scenario in plan.json, planned again, gives the same plan. */
START_TEST(the_stored_scenario_replays)
{
    struct jh_buf first, scenario_json, second;
    struct jh_scenario again;
    struct jh_plan *replayed = NULL;
    jh_buf_init(&first, 1 << 22);
    jh_buf_init(&scenario_json, 1 << 20);
    jh_buf_init(&second, 1 << 22);
    ck_ok(jh_plan_to_json(plan, &first, &err), &err);
    ck_ok(jh_scenario_to_json(&plan->scenario, &scenario_json, &err), &err);
    ck_ok(jh_scenario_parse(scenario_json.data, scenario_json.len, &again, &err), &err);
    const struct jh_run run = {.iteration_limit = plan->iterations};
    ck_ok(jh_plan_make(data, &again, &run, &replayed, &err), &err);
    ck_ok(jh_plan_to_json(replayed, &second, &err), &err);
    ck_assert_uint_eq(first.len, second.len);
    ck_assert_int_eq(memcmp(first.data, second.data, first.len), 0);
    jh_plan_free(replayed);
    jh_scenario_release(&again);
    jh_buf_release(&first);
    jh_buf_release(&scenario_json);
    jh_buf_release(&second);
}
END_TEST

START_TEST(numbers_are_shown_for_people)
{
    static const struct {
        enum jh_i_format format;
        double number;
        const char *text;
    } cases[] = {{JH_FORMAT_COUNT, 1234567, "1,234,567"}, {JH_FORMAT_COUNT, 999, "999"},
        {JH_FORMAT_CASES, -1234.4, "-1,234"}, {JH_FORMAT_SHARE, 0.1234, "12.3%"},
        {JH_FORMAT_MIN, 12.34, "12.3"}, {JH_FORMAT_NUMBER, 0.012345, "0.01235"},
        {JH_FORMAT_NUMBER, 123456.7, "123,457"}, {JH_FORMAT_FLAG, 1, "✓"}, {JH_FORMAT_FLAG, 0, ""},
        {JH_FORMAT_CASES, JH_NAN, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[JH_I_SHOW_MAX];
        jh_i_show_number(cases[i].format, cases[i].number, out);
        ck_assert_str_eq(out, cases[i].text);
    }
}
END_TEST

/* Every table and column that docs/outputs.md promises, and none that it does not. */
START_TEST(columns_are_documented)
{
    char *docs = slurp(JH_SOURCE_DIR, "docs/outputs.md");
    ck_assert_ptr_nonnull(docs);
    for (size_t i = 0; i < jh_i_plan_n_tables(); i++) {
        struct jh_arena arena;
        struct jh_i_table table;
        char wanted[128];
        jh_arena_init(&arena, 0);
        ck_ok(jh_i_plan_table(plan, i, JH_LANG_EN, &arena, &table, &err), &err);
        snprintf(wanted, sizeof wanted, "### `%s`", table.id);
        ck_assert_msg(strstr(docs, wanted) != NULL, "%s", wanted);
        for (size_t c = 0; c < table.n_columns; c++) {
            snprintf(wanted, sizeof wanted, "`%s`", table.column[c].key);
            ck_assert_msg(strstr(docs, wanted) != NULL, "%s: %s", table.id, wanted);
            ck_assert_str_ne(jh_tr(JH_LANG_ZH, table.column[c].title), table.column[c].title);
        }
        jh_arena_release(&arena);
    }
    free(docs);
}
END_TEST

START_TEST(every_figure_has_a_chinese_title)
{
    struct jh_arena arena;
    struct jh_i_table en, zh;
    jh_arena_init(&arena, 0);
    ck_ok(jh_i_plan_table(plan, 0, JH_LANG_EN, &arena, &en, &err), &err);
    ck_ok(jh_i_plan_table(plan, 0, JH_LANG_ZH, &arena, &zh, &err), &err);
    ck_assert_str_eq(en.id, "summary");
    ck_assert_uint_eq(en.n_rows, zh.n_rows);
    for (size_t r = 0; r < en.n_rows; r++) {
        const char *title = en.cell[r * en.n_columns + 1].text;
        ck_assert_msg(strcmp(title, zh.cell[r * zh.n_columns + 1].text) != 0, "%s", title);
    }
    jh_arena_release(&arena);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {writes_every_file, rows_say_what_the_plan_says,
        a_failed_write_leaves_nothing, the_workbook_opens, json_reads_back,
        the_stored_scenario_replays, numbers_are_shown_for_people, every_figure_has_a_chinese_title,
        columns_are_documented};
    Suite *suite = suite_create("plan_write");
    TCase *tc = tcase_create("plan_write");
    tcase_add_checked_fixture(tc, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tc, tests[i]);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
