#include "logit_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "io/csv.h"
#include "io/text.h"
#include "testing.h"

static const char *const names[LOGIT_CASE_NAMES] = {"a", "b", "c", "d", "e", "f", "g", "h", "i",
    "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "A", "B",
    "C", "D", "E", "F"};

static struct logit_case *make(size_t n_cases, size_t n_alternatives, size_t n_variables)
{
    struct logit_case *c = calloc(1, sizeof *c);
    size_t rows = n_cases * n_alternatives;
    ck_assert(n_alternatives <= LOGIT_CASE_NAMES && n_variables <= LOGIT_CASE_NAMES);
    c->start = calloc(n_cases + 1, sizeof *c->start);
    c->alternative = calloc(rows + 1, sizeof *c->alternative);
    c->cluster = calloc(n_cases + 1, sizeof *c->cluster);
    c->x = calloc(rows * n_variables + 1, sizeof *c->x);
    c->chosen = calloc(rows + 1, sizeof *c->chosen);
    c->weight = calloc(n_cases + 1, sizeof *c->weight);
    memcpy(c->variable_name, names, sizeof names);
    memcpy(c->alternative_name, names, sizeof names);
    c->data = (struct jh_logit_data){.n_cases = n_cases,
        .n_alternatives = n_alternatives,
        .n_variables = n_variables,
        .start = c->start,
        .alternative = c->alternative,
        .x = c->x,
        .chosen = c->chosen,
        .variable_name = c->variable_name,
        .alternative_name = c->alternative_name};
    return c;
}

void logit_case_free(struct logit_case *c)
{
    if (c == NULL)
        return;
    free(c->start);
    free(c->alternative);
    free(c->cluster);
    free(c->x);
    free(c->chosen);
    free(c->weight);
    free(c);
}

/* Nested shares by the formula of the definition, nest by nest. */
static void shares(size_t n, const double *v, const int32_t *nest, size_t n_nests,
    const double *dissimilarity, double *p)
{
    double all = 0;
    for (size_t m = 0; m < (nest != NULL ? n_nests : 1); m++) {
        double l = nest != NULL ? dissimilarity[m] : 1, sum = 0;
        for (size_t j = 0; j < n; j++)
            if (nest == NULL || nest[j] == (int32_t)m)
                sum += exp(v[j] / l);
        for (size_t j = 0; j < n; j++)
            if (nest == NULL || nest[j] == (int32_t)m)
                p[j] = exp(v[j] / l) * pow(sum, l - 1);
        all += sum > 0 ? pow(sum, l) : 0;
    }
    for (size_t j = 0; j < n; j++)
        p[j] /= all;
}

struct logit_case *logit_case_draw(uint64_t seed, size_t n_cases, size_t n_alternatives,
    size_t n_variables, double missing_frac, const double *beta, const double *constant,
    const int32_t *nest, size_t n_nests, const double *dissimilarity)
{
    struct logit_case *c = make(n_cases, n_alternatives, n_variables);
    struct jh_rng rng;
    jh_rng_init(&rng, seed, 0);
    size_t r = 0;
    for (size_t i = 0; i < n_cases; i++) {
        double v[LOGIT_CASE_NAMES], p[LOGIT_CASE_NAMES];
        int32_t its_nest[LOGIT_CASE_NAMES];
        size_t n = 0;
        for (size_t a = 0; a < n_alternatives; a++) {
            bool needed = n + (n_alternatives - a) <= 2;
            if (jh_rng_unit(&rng) < missing_frac && !needed)
                continue;
            c->alternative[r + n] = (int32_t)a;
            its_nest[n] = nest != NULL ? nest[a] : 0;
            v[n] = constant != NULL ? constant[a] : 0;
            for (size_t k = 0; k < n_variables; k++) {
                double x = jh_rng_normal(&rng);
                c->x[(r + n) * n_variables + k] = x;
                v[n] += beta[k] * x;
            }
            n++;
        }
        shares(n, v, nest != NULL ? its_nest : NULL, n_nests, dissimilarity, p);
        double draw = jh_rng_unit(&rng);
        size_t j = 0;
        while (j + 1 < n && draw >= p[j])
            draw -= p[j++];
        c->chosen[r + j] = 1;
        r += n;
        c->start[i + 1] = r;
        c->cluster[i] = (int32_t)(i / 5);
        c->weight[i] = 1;
    }
    return c;
}

double logit_case_likelihood(
    const struct logit_case *c, const struct jh_logit_options *options, const double *theta)
{
    const struct jh_logit_data *d = &c->data;
    size_t n_constants = options->reference != JH_NONE ? d->n_alternatives - 1 : 0;
    double dissimilarity[LOGIT_CASE_NAMES];
    for (size_t m = 0; m < options->n_nests; m++)
        dissimilarity[m] = theta[d->n_variables + n_constants + (options->common_nest ? 0 : m)];
    double total = 0;
    for (size_t i = 0; i < d->n_cases; i++) {
        double v[LOGIT_CASE_NAMES], p[LOGIT_CASE_NAMES];
        int32_t nest[LOGIT_CASE_NAMES];
        size_t n = d->start[i + 1] - d->start[i];
        for (size_t j = 0; j < n; j++) {
            size_t r = d->start[i] + j;
            int32_t a = d->alternative[r];
            v[j] = 0;
            nest[j] = options->n_nests > 0 ? options->nest[a] : 0;
            for (size_t k = 0; k < d->n_variables; k++)
                v[j] += theta[k] * d->x[r * d->n_variables + k];
            if (n_constants > 0 && a != options->reference)
                v[j] += theta[d->n_variables + (size_t)a - (a > options->reference)];
        }
        shares(n, v, options->n_nests > 0 ? nest : NULL, options->n_nests, dissimilarity, p);
        for (size_t j = 0; j < n; j++)
            if (d->chosen[d->start[i] + j] > 0)
                total +=
                    (d->weight != NULL ? d->weight[i] : 1) * d->chosen[d->start[i] + j] * log(p[j]);
    }
    return total;
}

struct logit_case *logit_case_heating(void)
{
    static const char *const systems[] = {"gc", "gr", "ec", "er", "hp"};
    const char *path = testing_shared("choice/Heating.csv");
    struct jh_error err;
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_csv csv;
    enum jh_csv_event event;
    if (path == NULL)
        return NULL;
    struct logit_case *c = make(900, 5, 2);
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    jh_i_csv_init(&csv, text.data, text.len);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    /* idcase, depvar, ic x 5, oc x 5, ... in the order of systems */
    for (size_t i = 0; i < 900; i++) {
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        ck_assert_int_eq(event, JH_CSV_ROW);
        for (size_t a = 0; a < 5; a++) {
            size_t r = i * 5 + a;
            c->alternative[r] = (int32_t)a;
            ck_assert(jh_num_parse(csv.field[2 + a].text, csv.field[2 + a].len, &c->x[2 * r]));
            ck_assert(jh_num_parse(csv.field[7 + a].text, csv.field[7 + a].len, &c->x[2 * r + 1]));
            c->chosen[r] = csv.field[1].len == 2 && memcmp(csv.field[1].text, systems[a], 2) == 0;
        }
        c->start[i + 1] = 5 * (i + 1);
        c->weight[i] = 1;
        c->cluster[i] = (int32_t)i;
    }
    for (size_t a = 0; a < 5; a++)
        c->alternative_name[a] = systems[a];
    c->variable_name[0] = "ic";
    c->variable_name[1] = "oc";
    jh_i_csv_release(&csv);
    jh_i_text_release(&text);
    return c;
}

struct logit_case *logit_case_austria(void)
{
    const char *path = testing_shared("choice/austria_test_arrays.csv");
    struct jh_error err;
    struct jh_text text;
    struct jh_text_fault fault;
    struct jh_csv csv;
    enum jh_csv_event event;
    if (path == NULL)
        return NULL;
    struct logit_case *c = make(9, 9, 2);
    ck_ok(jh_i_text_open(path, &text, &fault, &err), &err);
    jh_i_csv_init(&csv, text.data, text.len);
    ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
    /* f_ij, origin, dest, o_var, d_var, d_ij; eight destinations an origin, in order of origin */
    for (size_t r = 0; r < 72; r++) {
        double flow, size, distance;
        ck_ok(jh_i_csv_next(&csv, &event, &err), &err);
        ck_assert_int_eq(event, JH_CSV_ROW);
        ck_assert(jh_num_parse(csv.field[0].text, csv.field[0].len, &flow));
        ck_assert(jh_num_parse(csv.field[4].text, csv.field[4].len, &size));
        ck_assert(jh_num_parse(csv.field[5].text, csv.field[5].len, &distance));
        c->alternative[r] = (int32_t)(r % 8);
        c->chosen[r] = flow;
        c->x[2 * r] = log(size);
        c->x[2 * r + 1] = distance;
        c->start[r / 8 + 1] = r + 1;
    }
    jh_i_csv_release(&csv);
    jh_i_text_release(&text);
    return c;
}
