/* Fictional records, written to files and taken in again: the cube is the one they were drawn with,
 * whatever the scheme, the character set, the number of threads. */
#include <stdio.h>
#include <string.h>

#include "io/records/profile_json.h"
#include "io/records/record_writer.h"
#include "io/records/rules_json.h"
#include "junheng/sample.h"
#include "records/intake.h"
#include "testing.h"

static struct jh_error err;
static struct jh_dataset *dataset;
static struct jh_rules rules;

struct round {
    const char *profile;
    enum jh_record_encoding encoding;
    double errors;
    int64_t n;
    int threads;
    size_t dedup_limit;
};
static const struct round rounds[] = {
    {"hqms", JH_RECORD_UTF8, 0, 2000, 1, 0},
    {"hqms", JH_RECORD_GB18030, 0.3, 3000, 2, 0},
    {"hqms", JH_RECORD_UTF8_BOM, 0.1, 1500, 3, 0},
    {"n041", JH_RECORD_UTF8, 0.2, 20000, 2, (size_t)130 << 10},
    {"n041", JH_RECORD_GBK, 0.5, 4000, 4, 0},
    {"n041", JH_RECORD_GB18030, 1, 3000, 2, 0},
    {"n041", JH_RECORD_UTF8, 0, 1, 2, 0},
};

static void setup(void)
{
    struct jh_sample_options o = jh_sample_options_default();
    o.n_areas = 24;
    o.n_hospitals = 40;
    o.n_periods = 5;
    ck_ok(jh_sample_make(&o, NULL, &dataset, NULL, &err), &err);
    ck_ok(jh_i_rules_load(NULL, &rules, &err), &err);
}

static void teardown(void)
{
    jh_i_rules_release(&rules);
    jh_dataset_free(dataset);
}

/* Cells sort by numbers of specialties, which differ: one by one. */
static void check_same_cubes(const struct jh_sample_record_truth *truth,
    const struct jh_intake_result *result, bool with_persons)
{
    struct jh_cube renamed = {0};
    for (size_t i = 0; i < result->cube.n; i++) {
        struct jh_cube_cell cell = jh_i_cube_at(&result->cube, i);
        struct jh_cell_key key = jh_i_cell_unpack(cell.key);
        size_t s = 0;
        while (s < truth->n_specialties &&
               strcmp(truth->specialty[s], result->specialty[key.specialty]) != 0)
            s++;
        ck_assert_msg(s < truth->n_specialties, "%s", result->specialty[key.specialty]);
        key.specialty = (uint16_t)s;
        cell.key = jh_i_cell_pack(&key);
        ck_ok(jh_i_cube_add(&renamed, &cell, &err), &err);
    }
    ck_ok(jh_i_cube_sort(&renamed, &err), &err);
    ck_assert_uint_eq(renamed.n, truth->cube.n);
    for (size_t i = 0; i < renamed.n; i++) {
        const struct jh_cube_cell a = jh_i_cube_at(&renamed, i), b = jh_i_cube_at(&truth->cube, i);
        bool same = a.key == b.key;
        for (int m = 0; m < JH_N_MEASURES; m++)
            same = same &&
                   (a.measure[m] == b.measure[m] || (m == JH_MEASURE_PERSONS && !with_persons));
        if (!same)
            ck_abort_msg("cell %zu differs", i);
    }
    jh_i_cube_release(&renamed);
}

static void check_counts(
    const struct jh_sample_record_truth *truth, const struct jh_intake_result *result)
{
    for (int e = 0; e < JH_SAMPLE_N_ERRORS; e++) {
        const char *id = jh_i_sample_error_id((enum jh_sample_error)e);
        size_t rule = 0;
        while (rule < jh_i_quality_n_rules() && strcmp(jh_i_quality_rules[rule].id, id) != 0)
            rule++;
        ck_assert_msg(rule < jh_i_quality_n_rules(), "%s", id);
        ck_assert_msg(jh_i_rule_count(&result->tally, rule) == truth->n_errors[e],
            "%s: %llu, made %llu", id, (unsigned long long)jh_i_rule_count(&result->tally, rule),
            (unsigned long long)truth->n_errors[e]);
    }
    ck_assert_uint_eq(result->n_taken, truth->n_taken);
    ck_assert_uint_eq(result->n_taken + result->n_refused + result->n_duplicates, result->n_rows);
}

static void take(const struct round *r, const char *path, const char *spill, bool checks,
    struct jh_intake_result *out)
{
    struct jh_i_rec_reader *reader;
    struct jh_profile profile;
    size_t n;
    const struct jh_run run = {.n_threads = r->threads};
    const struct jh_intake_options o = {.quality = checks,
        .dedup = checks,
        .salt = "0123456789abcde",
        .spill_dir = spill,
        .dedup_limit_bytes = r->dedup_limit,
        .months_per_period = 1};
    ck_ok(jh_i_rec_open(1, &path, &reader, &err), &err);
    const char *const *columns = jh_i_rec_columns(reader, &n);
    ck_ok(jh_i_profile_recognise(n, columns, &profile, &err), &err);
    ck_assert_str_eq(profile.name, r->profile);
    ck_ok(jh_i_intake_run(reader, &profile, &rules, dataset, &o, &run, out, &err), &err);
    jh_i_profile_release(&profile);
    jh_i_rec_close(reader);
}

START_TEST(exact)
{
    const struct round *r = &rounds[_i];
    const struct jh_sample_record_options o = {
        .n_records = r->n, .error_frac = r->errors, .seed = (uint64_t)_i + 1};
    struct jh_sample_record_truth truth;
    struct jh_intake_result result;
    const char *dir = testing_tmpdir();
    char path[512];
    snprintf(path, sizeof path, "%s/records.csv", dir);
    ck_ok(
        jh_i_sample_records_write(dataset, &o, r->profile, r->encoding, path, &truth, &err), &err);
    take(r, path, dir, true, &result);
    ck_assert_uint_eq(result.n_rows, (uint64_t)r->n);
    check_counts(&truth, &result);
    check_same_cubes(&truth, &result, true);
    jh_i_intake_result_release(&result);
    if (r->errors == 0) { /* nothing twice: without checks the same but for persons */
        take(r, path, dir, false, &result);
        check_same_cubes(&truth, &result, false);
        jh_i_intake_result_release(&result);
    }
    jh_i_sample_record_truth_release(&truth);
}
END_TEST

START_TEST(layouts_are_complete)
{
    struct jh_arena arena;
    size_t n;
    const char **column;
    jh_arena_init(&arena, 0);
    ck_ok(jh_i_record_layout("hqms", &arena, &n, &column, &err), &err);
    ck_assert_uint_eq(n, 642); /* as counted in the published column list */
    ck_assert_str_eq(column[0], "A01");
    ck_assert_str_eq(column[43], "C06x01C");
    ck_assert_str_eq(column[45], "C08x01C");
    ck_assert_str_eq(column[n - 1], "D34");
    ck_ok(jh_i_record_layout("n041", &arena, &n, &column, &err), &err);
    ck_assert_str_eq(column[n - 1], "QTF");
    ck_refused(jh_i_record_layout("other", &arena, &n, &column, &err), JH_E_ARG);
    jh_arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("records_round_trip");
    TCase *tc = tcase_create("round trip");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, exact, 0, sizeof rounds / sizeof *rounds);
    tcase_add_test(tc, layouts_are_complete);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
