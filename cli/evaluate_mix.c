/* Hospitals of the dataset by disease mix: specialty, hardness and, where asked, why patients came; of
 * the first and the last year. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "cli/data.h"
#include "cli/evaluate.h"

enum { N_HARD = 3, N_REASONS = 5, LEAST_CASES = 30, FIRST = CLI_MIX_FIRST, LAST = CLI_MIX_LAST };
enum { STRATA_SPECIALTY, STRATA_HARD, STRATA_REASON };

/* What each choice of --measure adds up, and how it is compared. */
static const struct {
    uint32_t measures;
    enum jh_eval_kind kind;
} choices[] = {{1u << JH_MEASURE_DEATHS, JH_EVAL_COUNT}, {1u << JH_MEASURE_COST, JH_EVAL_MEAN},
    {1u << JH_MEASURE_DAYS, JH_EVAL_MEAN}, {1u << JH_MEASURE_WEIGHT, JH_EVAL_MEAN},
    {1u << JH_MEASURE_OP3 | 1u << JH_MEASURE_OP4, JH_EVAL_COUNT}};

void cli_evaluate_measure(
    const struct cli_args *args, uint32_t *out_measures, enum jh_eval_kind *out_kind)
{
    const size_t choice = cli_get(args, "measure")->choice;
    *out_measures = choices[choice].measures;
    *out_kind = choices[choice].kind;
}

enum jh_status cli_mix_years_make(
    const struct jh_dataset *d, size_t n_strata, struct cli_mix_years *out, struct jh_error *err)
{
    size_t n;
    *out = (struct cli_mix_years){.d = d, .n_strata = n_strata};
    if (__builtin_mul_overflow(d->hospitals.n, n_strata, &n))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t year = 0; year < 2; year++) {
        out->cases[year] = jh_i_calloc(n, sizeof(double));
        out->sum[year] = jh_i_calloc(n, sizeof(double));
        if (out->cases[year] == NULL || out->sum[year] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

void cli_mix_years_release(struct cli_mix_years *years)
{
    for (size_t year = 0; year < 2; year++) {
        jh_i_free(years->cases[year]);
        jh_i_free(years->sum[year]);
    }
}

/* Strata of the flow cube, and what is added up. */
struct sums {
    struct cli_mix_years years;
    size_t strata; /* STRATA_... */
    uint32_t measures;
};

static bool collected(const struct jh_dataset *d, uint32_t measures)
{
    for (unsigned m = 0; m < JH_N_MEASURES; m++)
        if ((measures >> m & 1) != 0 && !jh_flows_has(&d->flows, (enum jh_measure)m))
            return false;
    return true;
}

/* Rows of a year; a row in which the amount was not collected does not count at all. */
static void take_row(struct sums *s, size_t r, unsigned year)
{
    const struct jh_flows *f = &s->years.d->flows;
    const size_t hard = s->strata >= STRATA_HARD && f->hard != NULL ? f->hard[r] : 0;
    const size_t reason = s->strata == STRATA_REASON && f->reason != NULL ? f->reason[r] : 0;
    const size_t stratum = ((size_t)f->specialty[r] * N_HARD + hard) * N_REASONS + reason;
    const size_t at = (size_t)f->hospital[r] * s->years.n_strata + stratum;
    double amount = 0;
    for (unsigned m = 0; m < JH_N_MEASURES; m++)
        if ((s->measures >> m & 1) != 0)
            amount += jh_flows_value(f, (enum jh_measure)m, r);
    const double cases = jh_flows_value(f, JH_MEASURE_CASES, r);
    if (isnan(amount) || isnan(cases))
        return;
    s->years.cases[year][at] += cases;
    s->years.sum[year][at] += amount;
}

static void take_rows(struct sums *s)
{
    const struct jh_flows *f = &s->years.d->flows;
    const size_t n_p = s->years.d->periods.n;
    const size_t year = (size_t)llround(1 / s->years.d->periods.length_years);
    const size_t length = year > 0 && year < n_p ? year : n_p;
    for (size_t r = 0; r < f->n; r++) {
        if (f->period[r] < length && length < n_p) /* one year has no year before */
            take_row(s, r, FIRST);
        if (f->period[r] + length >= n_p)
            take_row(s, r, LAST);
    }
}

/* The reference's row: one hospital's, or all together. */
static void take_reference(const struct cli_mix_years *s, size_t hospital, unsigned year,
    double *out_cases, double *out_sum)
{
    for (size_t h = 0; h < s->d->hospitals.n; h++)
        for (size_t g = 0; g < s->n_strata; g++)
            if (hospital == SIZE_MAX || h == hospital) {
                out_cases[g] += s->cases[year][h * s->n_strata + g];
                out_sum[g] += s->sum[year][h * s->n_strata + g];
            }
}

static double total(size_t n, const double *value)
{
    struct jh_sum sum = {0, 0};
    for (size_t k = 0; k < n; k++)
        jh_sum_add(&sum, value[k]);
    return jh_sum_value(&sum);
}

/* Hospitals with enough cases, then the reference. */
static enum jh_status fill(
    const struct cli_mix_years *s, size_t reference, struct cli_mix *m, struct jh_error *err)
{
    struct jh_arena *arena = &m->sheet.arena;
    const size_t n_h = s->d->hospitals.n_inside, g = s->n_strata;
    double *first = jh_arena_new(arena, 2 * g, double);
    m->unit = jh_arena_new(arena, n_h + 1, const char *);
    m->cases = jh_arena_new(arena, (n_h + 1) * g, double);
    m->sum = jh_arena_new(arena, (n_h + 1) * g, double);
    m->baseline = jh_arena_new(arena, n_h + 1, double);
    if (first == NULL || m->unit == NULL || m->cases == NULL || m->sum == NULL ||
        m->baseline == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    m->n_strata = g;
    take_reference(s, reference, FIRST, first, first + g);
    for (size_t h = 0; h < n_h; h++) {
        const size_t from = h * g, to = m->n_units * g;
        struct jh_eval_ratio then;
        if (h == reference || total(g, s->cases[LAST] + from) < LEAST_CASES)
            continue;
        memcpy(m->cases + to, s->cases[LAST] + from, g * sizeof(double));
        memcpy(m->sum + to, s->sum[LAST] + from, g * sizeof(double));
        m->unit[m->n_units] = s->d->hospitals.id[h];
        m->baseline[m->n_units] = JH_NAN;
        if (jh_eval_standardise(m->kind, g, s->cases[FIRST] + from, s->sum[FIRST] + from, NULL,
                first, first + g, 0.95, &then, NULL) == JH_OK)
            m->baseline[m->n_units] = then.ratio;
        m->n_units++;
    }
    m->reference = m->n_units;
    m->unit[m->n_units] = "";
    take_reference(s, reference, LAST, m->cases + m->n_units * g, m->sum + m->n_units * g);
    m->n_units++;
    return JH_OK;
}

static enum jh_status find_reference(const struct cli_args *args, const struct jh_dataset *d,
    size_t *out_hospital, struct jh_error *err)
{
    const char *id = cli_get(args, "reference")->text;
    *out_hospital = SIZE_MAX;
    if (id == NULL)
        return JH_OK;
    for (size_t h = 0; h < d->hospitals.n; h++)
        if (strcmp(d->hospitals.id[h], id) == 0) {
            *out_hospital = h;
            return JH_OK;
        }
    return jh_fail(err, JH_E_NOT_FOUND, "the data have no unit \"%.60s\"", id);
}

/* Texts outlive the dataset. */
static enum jh_status keep_names(struct cli_mix *m, struct jh_error *err)
{
    for (size_t u = 0; u < m->n_units; u++) {
        m->unit[u] = jh_arena_strdup(&m->sheet.arena, m->unit[u]);
        if (m->unit[u] == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    return JH_OK;
}

enum jh_status cli_mix_years_fill(const struct cli_args *args, const struct cli_mix_years *years,
    struct cli_mix *out, struct jh_error *err)
{
    size_t reference = SIZE_MAX;
    enum jh_status st;
    JH_TRY(st, find_reference(args, years->d, &reference, err));
    JH_TRY(st, fill(years, reference, out, err));
    st = keep_names(out, err);
out:
    return st;
}

enum jh_status cli_evaluate_mix_of_dataset(
    struct cli *cli, const struct cli_args *args, struct cli_mix *out, struct jh_error *err)
{
    struct jh_dataset *d = NULL;
    struct sums s = {.strata = cli_get(args, "strata")->choice};
    enum jh_status st;
    jh_arena_init(&out->sheet.arena, 0);
    cli_evaluate_measure(args, &s.measures, &out->kind);
    JH_TRY(st, cli_dataset_load(cli, &d, err));
    if (!collected(d, s.measures)) {
        st = jh_fail(err, JH_E_INFEASIBLE, "the data do not have what is compared");
        jh_hint(err, "Import flows with this measure, or compare by a file.");
        goto out;
    }
    JH_TRY(st, cli_mix_years_make(d, d->specialties.n * N_HARD * N_REASONS, &s.years, err));
    take_rows(&s);
    st = cli_mix_years_fill(args, &s.years, out, err);
out:
    cli_mix_years_release(&s.years);
    jh_dataset_free(d);
    return st;
}
