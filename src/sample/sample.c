#include "junheng/sample.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"
#include "model/dataset.h"
#include "sample/build.h"

enum { LAST_YEAR = 2024 };

struct jh_sample_options jh_sample_options_default(void)
{
    return (struct jh_sample_options){.n_areas = 158,
        .n_hospitals = 420,
        .n_specialties = JH_I_N_CATALOGUE,
        .n_periods = 8,
        .seed = 1};
}

static enum jh_status check_options(const struct jh_sample_options *o, struct jh_error *err)
{
    const struct {
        const char *name;
        int64_t value, most;
    } rows[] = {{"areas", o->n_areas, 20000}, {"hospitals", o->n_hospitals, 200000},
        {"specialties", o->n_specialties, 200}, {"periods", o->n_periods, 400}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value < 1 || rows[i].value > rows[i].most)
            return jh_fail(err, JH_E_ARG, "number of %s must be 1 to %lld, got %lld", rows[i].name,
                (long long)rows[i].most, (long long)rows[i].value);
    return JH_OK;
}

static void list_specialties(struct jh_i_sample *s)
{
    struct jh_specialties *list = &s->dataset->specialties;
    size_t n = (size_t)s->options.n_specialties;
    list->id = jh_i_sample_keep(s, n, sizeof *list->id);
    s->specialty = jh_i_sample_scratch(s, n, sizeof *s->specialty);
    for (size_t i = 0; !s->no_memory && i < n; i++) {
        s->specialty[i] = jh_i_specialty_of(i);
        if (s->specialty[i].id == NULL)
            s->specialty[i].id = jh_i_sample_text(s, "专科%zu", i + 1);
        list->id[i] = s->specialty[i].id;
    }
    list->n = n;
}

/* Quarters, ending with (or within) the last year. */
static void list_periods(struct jh_i_sample *s)
{
    struct jh_periods *list = &s->dataset->periods;
    size_t n = (size_t)s->options.n_periods;
    int first_year = LAST_YEAR + 1 - (int)((n + 3) / 4);
    list->id = jh_i_sample_keep(s, n, sizeof *list->id);
    for (size_t i = 0; !s->no_memory && i < n; i++)
        list->id[i] = jh_i_sample_text(s, "%dQ%d", first_year + (int)(i / 4), (int)(i % 4) + 1);
    list->n = n;
    list->length_years = 0.25;
    list->given = true;
}

/* The province's own records know no stay elsewhere; the insurance tables do. */
static void list_sources(struct jh_i_sample *s)
{
    struct jh_sources *list = &s->dataset->sources;
    list->id = jh_i_sample_keep(s, 2, sizeof *list->id);
    list->covers_inside = jh_i_sample_keep(s, 2, sizeof *list->covers_inside);
    list->covers_outside = jh_i_sample_keep(s, 2, sizeof *list->covers_outside);
    if (s->no_memory)
        return;
    list->id[0] = "records";
    list->id[1] = "insurance";
    list->covers_inside[0] = list->covers_outside[1] = true;
    list->n = 2;
}

static enum jh_status begin(struct jh_i_sample *s, struct jh_error *err)
{
    jh_i_names_init(s);
    list_specialties(s);
    list_periods(s);
    list_sources(s);
    s->dataset->fictional = true;
    return jh_i_sample_status(s, err);
}

/* Of outside hospitals a dataset does not say the area; only the choices needed it. */
static void forget_outside_areas(struct jh_hospitals *hospitals)
{
    for (size_t h = hospitals->n_inside; h < hospitals->n; h++)
        hospitals->area[h] = JH_NONE;
}

static enum jh_status make(struct jh_i_sample *s, char **out_truth, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, begin(s, err));
    jh_run_progress(s->run, "sample: places and hospitals", 0);
    JH_TRY(st, jh_i_sample_land(s, err));
    JH_TRY(st, jh_i_sample_people(s, err));
    JH_TRY(st, jh_i_sample_hospitals(s, err));
    JH_TRY(st, jh_i_sample_capabilities(s, err));
    s->dataset->name = jh_i_sample_text(
        s, "%s省%s（虚构）", s->province[0].stem, s->n_provinces > 1 ? "等地" : "");
    jh_run_progress(s->run, "sample: flows", 0.1);
    JH_TRY(st, jh_i_sample_flows(s, err));
    forget_outside_areas(&s->dataset->hospitals);
    jh_run_progress(s->run, "sample: fingerprint", 0.9);
    JH_TRY(st, jh_i_dataset_finish(s->dataset, err));
    JH_TRY(st, jh_i_sample_truth(s, out_truth, err));
    jh_run_progress(s->run, "sample: done", 1);
out:
    return st;
}

enum jh_status jh_sample_make(const struct jh_sample_options *options, const struct jh_run *run,
    struct jh_dataset **out_dataset, char **out_truth_json, struct jh_error *err)
{
    enum jh_status st;
    struct jh_i_sample s = {.options = *options, .run = run};
    jh_arena_init(&s.scratch, 0);
    char *truth = NULL;
    JH_TRY(st, check_options(options, err));
    JH_TRY(st, jh_i_dataset_new(&s.dataset, &s.kept, err));
    JH_TRY(st, make(&s, &truth, err));
    *out_dataset = s.dataset;
    s.dataset = NULL;
    if (out_truth_json != NULL)
        *out_truth_json = truth;
    else
        jh_i_free(truth);
out:
    jh_dataset_free(s.dataset);
    jh_arena_release(&s.scratch);
    return st;
}
