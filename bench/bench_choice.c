/*
 * The hospital choice model against the fictional territory's truth over many seeds: share of
 * parameters within three standard errors, and the time of a fit.
 *   bench_choice [SEEDS [AREAS HOSPITALS SPECIALTIES PERIODS]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/num.h"
#include "junheng/choice.h"
#include "junheng/sample.h"
#include "sample/params.h"

static double truth(enum jh_choice_term term, bool hard)
{
    const struct jh_i_params *p = &jh_i_params;
    if (term == JH_CHOICE_LN_MINUTES)
        return -p->time_weight + (hard ? p->time_relief_hard : 0);
    if (term == JH_CHOICE_LN_BEDS)
        return p->size_weight;
    if (term == JH_CHOICE_QUALITY)
        return p->quality_weight + (hard ? p->quality_weight_hard : 0);
    if (term == JH_CHOICE_SAME_PREFECTURE)
        return p->border_weight;
    if (term == JH_CHOICE_OTHER_PROVINCE)
        return -p->leaving_weight;
    return 0;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void stop_on(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    exit(1);
}

struct tally {
    size_t n, n_within, n_failed;
    double worst;
};

static void count(const struct jh_choice_model *model, bool hard, struct tally *tally)
{
    for (size_t s = 0; s < model->n_specialties; s++) {
        const struct jh_choice_specialty *one = &model->specialty[s];
        tally->n_failed += one->status != JH_OK;
        for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
            if (isnan(one->estimate[t]))
                continue;
            double z =
                fabs(one->estimate[t] - truth((enum jh_choice_term)t, hard)) / one->std_error[t];
            tally->n++;
            tally->n_within += z <= 3;
            tally->worst = fmax(tally->worst, z);
        }
    }
}

int main(int argc, char **argv)
{
    struct jh_sample_options o = jh_sample_options_default();
    long n_seeds = argc > 1 ? strtol(argv[1], NULL, 10) : 20;
    int64_t *size[] = {&o.n_areas, &o.n_hospitals, &o.n_specialties, &o.n_periods};
    for (int i = 0; i < 4 && i + 2 < argc; i++)
        *size[i] = strtol(argv[i + 2], NULL, 10);
    struct tally all = {0};
    struct jh_error err;
    for (long seed = 1; seed <= n_seeds; seed++) {
        struct jh_dataset *dataset = NULL;
        struct jh_flow_table table;
        o.seed = (uint64_t)seed;
        stop_on(jh_sample_make(&o, NULL, &dataset, NULL, &err), &err);
        stop_on(jh_flow_reduce(dataset, NULL, &table, &err), &err);
        for (int hard = 0; hard < 2; hard++) {
            struct jh_choice_options options = jh_choice_options_default();
            struct jh_choice_model model;
            struct tally one = {0};
            options.cases = hard ? JH_CHOICE_HARD : JH_CHOICE_NOT_HARD;
            options.n_alternatives = 0;
            double start = now_s();
            stop_on(jh_choice_fit(dataset, &table, &options, NULL, &model, &err), &err);
            double seconds = now_s() - start;
            count(&model, hard, &one);
            printf(
                "choice_fit seed=%ld %s %.3f s, %zu of %zu within 3 standard errors, worst %.2f, "
                "%zu without a model\n",
                seed, hard ? "hard" : "not-hard", seconds, one.n_within, one.n, one.worst,
                one.n_failed);
            all.n += one.n;
            all.n_within += one.n_within;
            all.n_failed += one.n_failed;
            jh_choice_model_release(&model);
        }
        jh_flow_table_release(&table);
        jh_dataset_free(dataset);
    }
    double share = all.n > 0 ? (double)all.n_within / (double)all.n : 0;
    printf("choice_fit all %zu of %zu within 3 standard errors (%.2f %%)\n", all.n_within, all.n,
        100 * share);
    return share >= 0.99 ? 0 : 1;
}
