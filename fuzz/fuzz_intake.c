/* Any rows under a header as records: counted, refused or taken, the same with one thread and three, and
 * every row is accounted for. */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "io/records/profile_json.h"
#include "io/records/rules_json.h"
#include "junheng/sample.h"
#include "records/intake.h"

static struct jh_dataset *dataset;
static struct jh_profile profile;
static struct jh_rules rules;
static char path[64];
static FILE *file;

/* A, B, .. are enough to hit a cell; the areas and hospitals are those of the smallest sample. */
static const char header[] = "A01,A48,A26,B12,B15,B20,C03C,A14,D01,B34C,A12C,C17x01\n";

static void begin(void)
{
    struct jh_sample_options o = jh_sample_options_default();
    o.n_areas = 4;
    o.n_hospitals = 5;
    o.n_periods = 1;
    MUST(jh_sample_make(&o, NULL, &dataset, NULL, NULL) == JH_OK);
    MUST(jh_i_profile_load("hqms", &profile, NULL) == JH_OK);
    MUST(jh_i_rules_load(NULL, &rules, NULL) == JH_OK);
    file = tmpfile(); /* has no name and goes with the process */
    MUST(file != NULL);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
}

static enum jh_status take(int n_threads, bool full, struct jh_intake_result *out)
{
    const char *const paths[] = {path};
    const struct jh_run run = {.n_threads = n_threads};
    const struct jh_i_rec_tuning tuning = {.block_size = n_threads == 1 ? 1 << 20 : 256};
    const struct jh_intake_options o = {
        .quality = full, .dedup = full, .salt = {7}, .spill_dir = "/tmp", .months_per_period = 1};
    struct jh_i_rec_reader *reader;
    enum jh_status st = jh_i_rec_open(1, paths, &reader, NULL);
    if (st != JH_OK)
        return st;
    jh_i_rec_tune(reader, &tuning);
    st = jh_i_intake_run(reader, &profile, &rules, dataset, &o, &run, out, NULL);
    jh_i_rec_close(reader);
    return st;
}

static void check_sums(const struct jh_intake_result *r)
{
    uint64_t cases = 0, rows = 0;
    for (size_t i = 0; i < r->cube.n; i++)
        cases += (uint64_t)jh_i_cube_at(&r->cube, i).measure[JH_MEASURE_CASES];
    for (size_t i = 0; i < r->tally.n; i++)
        rows += r->tally.row[i].n_records;
    MUST(cases == r->n_taken && r->n_cases == r->n_taken);
    MUST(rows == r->n_rows && r->n_rows == r->totals.n_rows);
    MUST(r->n_taken + r->n_refused + r->n_duplicates == r->n_rows);
    MUST((r->first_refused.line > 0) == (r->n_refused > 0));
}

static void check_same(const struct jh_intake_result *a, const struct jh_intake_result *b)
{
    MUST(a->n_rows == b->n_rows && a->n_taken == b->n_taken && a->cube.n == b->cube.n);
    MUST(a->first_refused.line == b->first_refused.line);
    MUST(a->first_refused.rule == b->first_refused.rule);
    for (size_t i = 0; i < a->cube.n; i++) {
        const struct jh_cube_cell x = jh_i_cube_at(&a->cube, i), y = jh_i_cube_at(&b->cube, i);
        MUST(x.key == y.key && x.told == y.told);
        MUST(memcmp(x.measure, y.measure, sizeof x.measure) == 0);
    }
    for (size_t rule = 0; rule < jh_i_quality_n_rules(); rule++)
        MUST(jh_i_rule_count(&a->tally, rule) == jh_i_rule_count(&b->tally, rule));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jh_intake_result one, three;
    if (size < 1)
        return 0;
    if (file == NULL)
        begin();
    rewind(file);
    MUST(ftruncate(fileno(file), 0) == 0);
    MUST(fputs(header, file) >= 0 && fwrite(data + 1, 1, size - 1, file) == size - 1);
    MUST(fflush(file) == 0);
    const bool full = data[0] % 2 == 0;
    const enum jh_status st = take(1, full, &one), again = take(3, full, &three);
    MUST(st == again);
    if (st != JH_OK)
        return 0;
    check_sums(&one);
    check_same(&one, &three);
    jh_i_intake_result_release(&one);
    jh_i_intake_result_release(&three);
    return 0;
}
