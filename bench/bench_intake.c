/*
 * The product's own way from discharge records to the flow cube, without files of its own around.
 * Usage: bench_intake [-t THREADS] [-r REPEATS] [-o ANSWER] [-q] DATASET PROFILE RULES FILE...
 * The home area is the postcode, which is the area's id. -q: quality rules, distributions, duplicates.
 * Prints one line per repeat: kernel bytes 1 wall_ns processor_ns rows checksum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "junheng/io.h"

#include "io/records/profile_json.h"
#include "io/records/rules_json.h"
#include "records/intake.h"

struct options {
    int n_threads, repeats;
    const char *answer;
    bool everything;
};

static double now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void check(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "bench_intake: %s: %s\n", err->where, err->message[JH_LANG_EN]);
    exit(1);
}

static void write_answer(
    const struct jh_intake_result *result, const struct jh_dataset *dataset, const char *path)
{
    FILE *out = fopen(path, "w");
    for (size_t i = 0; out != NULL && i < result->cube.n; i++) {
        const struct jh_cube_cell cell = jh_i_cube_at(&result->cube, i);
        const struct jh_cell_key key = jh_i_cell_unpack(cell.key);
        fprintf(out, "%s|%s|%s|%lld|%lld|%lld\n", dataset->areas.id[key.area],
            dataset->hospitals.id[key.hospital], result->specialty[key.specialty],
            (long long)cell.measure[JH_MEASURE_CASES], (long long)cell.measure[JH_MEASURE_DAYS],
            (long long)cell.measure[JH_MEASURE_COST]);
    }
    if (out == NULL || fclose(out) != 0)
        abort();
}

static void measure(const struct options *o, const struct jh_dataset *dataset,
    const struct jh_profile *profile, const struct jh_rules *rules,
    const struct jh_postcodes *postcodes, size_t n_paths, const char *const *paths)
{
    struct jh_error err = {0};
    struct jh_i_rec_reader *reader;
    struct jh_intake_result result;
    const struct jh_run run = {.n_threads = o->n_threads};
    const struct jh_intake_options options = {.quality = o->everything,
        .dedup = o->everything,
        .salt = {1},
        .spill_dir = "/tmp",
        .postcodes = postcodes,
        .months_per_period = 12};
    double wall = now_ns(CLOCK_MONOTONIC), processor = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    check(jh_i_rec_open(n_paths, paths, &reader, &err), &err);
    check(jh_i_intake_run(reader, profile, rules, dataset, &options, &run, &result, &err), &err);
    wall = now_ns(CLOCK_MONOTONIC) - wall;
    processor = now_ns(CLOCK_PROCESS_CPUTIME_ID) - processor;
    uint64_t checksum = 0;
    for (size_t i = 0; i < result.cube.n; i++) {
        const struct jh_cube_cell cell = jh_i_cube_at(&result.cube, i);
        checksum += (uint64_t)(cell.measure[JH_MEASURE_COST] + cell.measure[JH_MEASURE_DAYS]);
    }
    printf("%s %llu 1 %.0f %.0f %llu %llu\n", o->everything ? "intake_all" : "intake_bare",
        (unsigned long long)result.totals.size_bytes, wall, processor,
        (unsigned long long)result.n_taken, (unsigned long long)checksum);
    if (o->answer != NULL)
        write_answer(&result, dataset, o->answer);
    jh_i_intake_result_release(&result);
    jh_i_rec_close(reader);
}

int main(int argc, char **argv)
{
    struct options o = {.n_threads = 2, .repeats = 1};
    int option;
    while ((option = getopt(argc, argv, "t:r:o:q")) != -1) {
        o.n_threads = option == 't' ? atoi(optarg) : o.n_threads;
        o.repeats = option == 'r' ? atoi(optarg) : o.repeats;
        o.answer = option == 'o' ? optarg : o.answer;
        o.everything |= option == 'q';
    }
    if (argc - optind < 4) {
        fputs("usage: bench_intake [-t N] [-r N] [-o ANSWER] [-q] DATASET PROFILE RULES FILE...\n",
            stderr);
        return 2;
    }
    const char *const *operand = (const char *const *)argv + optind;
    struct jh_error err = {0};
    struct jh_findings findings = {0};
    struct jh_dataset *dataset;
    struct jh_profile profile;
    struct jh_rules rules;
    struct jh_postcodes postcodes;
    const struct jh_import_options wanted = {.lang = JH_LANG_EN};
    jh_strmap_init(&postcodes.map);
    check(jh_dataset_read(1, operand, &wanted, NULL, &findings, &dataset, &err), &err);
    jh_findings_release(&findings);
    check(jh_i_profile_load(operand[1], &profile, &err), &err);
    check(jh_i_rules_load(operand[2], &rules, &err), &err);
    for (size_t i = 0; i < dataset->areas.n; i++) {
        uint32_t at;
        bool is_new;
        const char *id = dataset->areas.id[i];
        check(jh_strmap_put(&postcodes.map, id, strlen(id), (uint32_t)i, &at, &is_new, &err), &err);
    }
    for (int i = 0; i < o.repeats; i++)
        measure(
            &o, dataset, &profile, &rules, &postcodes, (size_t)(argc - optind - 3), operand + 3);
    jh_strmap_release(&postcodes.map);
    jh_i_rules_release(&rules);
    jh_i_profile_release(&profile);
    jh_dataset_free(dataset);
    return 0;
}
