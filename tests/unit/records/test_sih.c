/* 500 real admissions of another country (DATASUS SIH, January 2018) by the profile kept as an
 * example: what comes out adds up to what the file says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv.h"
#include "io/records/profile_json.h"
#include "io/records/rules_json.h"
#include "io/text.h"
#include "junheng/io.h"
#include "records/intake.h"
#include "testing.h"

static struct jh_error err;

/* Columns of one CSV file copied into another. */
static void copy_columns(
    const char *from, const char *to, const char *header, size_t n, const size_t *column)
{
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_csv csv;
    enum jh_csv_event event;
    ck_ok(jh_i_text_open(testing_shared(from), &text, &fault, &err), &err);
    FILE *out = fopen(to, "wb");
    ck_assert_ptr_nonnull(out);
    fprintf(out, "%s\n", header);
    jh_i_csv_init(&csv, text.data, text.len);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    for (;;) {
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        if (event == JH_CSV_END)
            break;
        for (size_t i = 0; i < n; i++)
            fprintf(out, "%s%.*s", i > 0 ? "," : "", (int)csv.field[column[i]].len,
                csv.field[column[i]].text);
        fputs("\n", out);
    }
    fclose(out);
    jh_i_csv_release(&csv);
    jh_i_text_release(&text);
}

/* Totals straight from the file: days, cost in centavos, deaths. */
static void add_up(const char *path, int64_t out[3])
{
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_csv csv;
    enum jh_csv_event event;
    out[0] = out[1] = out[2] = 0;
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    jh_i_csv_init(&csv, text.data, text.len);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_assert(memcmp(csv.field[9].text, "DIAS_PERM", 9) == 0);
    ck_assert(memcmp(csv.field[14].text, "VAL_TOT", 7) == 0);
    for (;;) {
        char cost[32] = "";
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        if (event == JH_CSV_END)
            break;
        memcpy(cost, csv.field[14].text, csv.field[14].len);
        out[0] += strtol(csv.field[9].text, NULL, 10);
        out[1] += (int64_t)(strtod(cost, NULL) * 100 + 0.5);
        out[2] += csv.field[13].text[0] == '1';
    }
    jh_i_csv_release(&csv);
    jh_i_text_release(&text);
}

/* Patients below 18: the file says an age in days, months, years or years above 100. */
static uint64_t count_children(const char *path)
{
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_csv csv;
    enum jh_csv_event event;
    uint64_t n = 0;
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    jh_i_csv_init(&csv, text.data, text.len);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    ck_assert(memcmp(csv.field[10].text, "IDADE", 5) == 0);
    ck_assert(memcmp(csv.field[11].text, "COD_IDADE", 9) == 0);
    for (;;) {
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        if (event == JH_CSV_END)
            break;
        const char unit = csv.field[11].text[0];
        n += unit == '2' || unit == '3' ||
             (unit == '4' && strtol(csv.field[10].text, NULL, 10) < 18);
    }
    jh_i_csv_release(&csv);
    jh_i_text_release(&text);
    return n;
}

static void load_rules_by_age(const char *dir, struct jh_rules *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/rules.json", dir);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    fputs("{\"main\": [{\"specialty\": \"children\", \"max_age\": 17}], \"other\": \"adults\"}", f);
    fclose(f);
    ck_ok(jh_i_rules_load(path, out, &err), &err);
}

START_TEST(adds_up)
{
    static const size_t area[] = {1, 2, 4, 5, 7}, hospital[] = {0, 4, 5, 2};
    const char *found = testing_shared("brazil_rs/records.csv"), *dir = testing_tmpdir();
    const struct jh_import_options wanted = {.accept_partial = true};
    const struct jh_intake_options o = {.quality = true, .dedup = true, .spill_dir = dir};
    struct jh_findings findings;
    struct jh_dataset *dataset;
    struct jh_i_rec_reader *reader;
    struct jh_profile profile;
    struct jh_rules rules;
    struct jh_intake_result result;
    int64_t wanted_sum[3], sum[3] = {0};
    char path[512];
    if (found == NULL)
        return;
    char records[512]; /* the next file asked for takes its place */
    snprintf(records, sizeof records, "%s", found);
    const char *files[1] = {records};
    snprintf(path, sizeof path, "%s/areas.csv", dir);
    copy_columns("brazil_rs/areas.csv", path, "area_id,name,lat,lon,population", 5, area);
    snprintf(path, sizeof path, "%s/hospitals.csv", dir);
    copy_columns("brazil_rs/hospitals.csv", path, "hospital_id,lat,lon,name", 4, hospital);
    snprintf(path, sizeof path, "%s", dir);
    const char *folder = path;
    enum jh_status st = jh_dataset_read(1, &folder, &wanted, NULL, &findings, &dataset, &err);
    jh_findings_release(&findings);
    ck_ok(st, &err);
    ck_ok(jh_i_rec_open(1, files, &reader, &err), &err);
    ck_ok(jh_i_profile_load(JH_SOURCE_DIR "/docs/examples/sih.json", &profile, &err), &err);
    ck_ok(jh_i_rules_load(NULL, &rules, &err), &err);
    ck_ok(jh_i_intake_run(reader, &profile, &rules, dataset, &o, NULL, &result, &err), &err);
    ck_assert_uint_eq(result.n_rows, 500);
    ck_assert_uint_eq(result.n_taken, 500);
    ck_assert_uint_eq(result.n_unknown, 0);
    for (size_t i = 0; i < result.cube.n; i++) {
        const struct jh_cube_cell cell = jh_i_cube_at(&result.cube, i);
        sum[0] += cell.measure[JH_MEASURE_DAYS];
        sum[1] += cell.measure[JH_MEASURE_COST];
        sum[2] += cell.measure[JH_MEASURE_DEATHS];
    }
    add_up(records, wanted_sum);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(sum[i], wanted_sum[i]);
    jh_i_intake_result_release(&result);
    jh_i_rules_release(&rules);

    load_rules_by_age(dir, &rules);
    ck_ok(jh_i_intake_run(reader, &profile, &rules, dataset, &o, NULL, &result, &err), &err);
    const uint64_t n_children = count_children(records);
    ck_assert_uint_gt(n_children, 20);
    ck_assert_uint_eq(result.n_taken - result.n_other, n_children);
    jh_i_intake_result_release(&result);
    jh_i_rules_release(&rules);
    jh_i_profile_release(&profile);
    jh_i_rec_close(reader);
    jh_dataset_free(dataset);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sih");
    TCase *tc = tcase_create("sih");
    tcase_add_test(tc, adds_up);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
