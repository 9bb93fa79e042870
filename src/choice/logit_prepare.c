/*
 * From the caller's data to a model ready to be estimated: checks, order, centring, scaling.
 */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "choice/logit.h"

/* Spread within cases below this part of the largest figure is rounding. */
#define LEAST_SPREAD 1e-11

static enum jh_status out_of_range(
    const char *what, int64_t value, size_t n, size_t at, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_ARG, "%s %lld is outside 0 to %zu", what, (long long)value, n - 1);
    jh_where(err, "row %zu", at);
    return st;
}

static enum jh_status check_figures(
    const char *what, size_t n, const double *figure, bool signed_too, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(figure[i]) || (figure[i] < 0 && !signed_too)) {
            enum jh_status st = jh_fail(err, JH_E_DOMAIN,
                signed_too ? "%s must be finite, got %g" : "%s must be 0 or more, got %g", what,
                figure[i]);
            jh_where(err, "%s[%zu]", what, i);
            return st;
        }
    return JH_OK;
}

/* Alternatives in range, none twice in a case. */
static enum jh_status check_alternatives(const struct jh_logit_data *data, struct jh_error *err)
{
    size_t *seen_in = jh_i_calloc(data->n_alternatives, sizeof *seen_in);
    enum jh_status st = JH_OK;
    if (seen_in == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < data->n_cases && st == JH_OK; i++)
        for (size_t r = data->start[i]; r < data->start[i + 1] && st == JH_OK; r++) {
            int32_t a = data->alternative[r];
            if (a < 0 || (size_t)a >= data->n_alternatives)
                st = out_of_range("alternative", a, data->n_alternatives, r, err);
            else if (seen_in[a] == i + 1)
                st = jh_fail(err, JH_E_ARG, "case number %zu has alternative %.60s twice", i,
                    data->alternative_name[a]);
            else
                seen_in[a] = i + 1;
        }
    jh_i_free(seen_in);
    return st;
}

static enum jh_status check_options(
    const struct jh_logit_data *data, const struct jh_logit_options *options, struct jh_error *err)
{
    size_t n_constants = options->reference != JH_NONE ? data->n_alternatives - 1 : 0;
    if (options->reference < JH_NONE || options->reference >= (int64_t)data->n_alternatives)
        return out_of_range("reference", options->reference, data->n_alternatives, 0, err);
    size_t n_rows = data->row_nest != NULL && data->n_cases > 0 ? data->start[data->n_cases] : 0;
    for (size_t r = 0; r < n_rows && options->n_nests > 0; r++)
        if (data->row_nest[r] < 0 || (size_t)data->row_nest[r] >= options->n_nests)
            return out_of_range("nest", data->row_nest[r], options->n_nests, r, err);
    for (size_t a = 0; a < data->n_alternatives && options->n_nests > 0 && n_rows == 0; a++)
        if (options->nest[a] < 0 || (size_t)options->nest[a] >= options->n_nests)
            return out_of_range("nest", options->nest[a], options->n_nests, a, err);
    if (data->n_variables + n_constants + options->n_nests > JH_LOGIT_MAX_PARAMETERS)
        return jh_fail(err, JH_E_LIMIT, "%zu parameters are more than %d",
            data->n_variables + n_constants + options->n_nests, JH_LOGIT_MAX_PARAMETERS);
    if (data->n_variables + n_constants == 0)
        return jh_fail(err, JH_E_ARG, "there is neither a variable nor a constant to estimate");
    return JH_OK;
}

enum jh_status jh_i_logit_check(const struct jh_logit_data *data,
    const struct jh_logit_options *options, bool with_choices, struct jh_error *err)
{
    size_t n_rows = data->n_cases > 0 ? data->start[data->n_cases] : 0;
    enum jh_status st = JH_OK;
    if (data->n_alternatives == 0)
        return jh_fail(err, JH_E_DATA, "there are no choices");
    for (size_t i = 0; i < data->n_cases; i++)
        if (data->start[i] > data->start[i + 1])
            return jh_fail(err, JH_E_ARG, "rows of case number %zu are out of order", i);
    JH_TRY(st, check_options(data, options, err));
    JH_TRY(st, check_alternatives(data, err));
    JH_TRY(st, check_figures("x", n_rows * data->n_variables, data->x, true, err));
    if (!with_choices)
        return JH_OK;
    JH_TRY(st, check_figures("chosen", n_rows, data->chosen, false, err));
    if (data->weight != NULL)
        JH_TRY(st, check_figures("weight", data->n_cases, data->weight, false, err));
    for (size_t i = 0; i < data->n_cases && data->cluster != NULL; i++)
        if (data->cluster[i] < 0 || (size_t)data->cluster[i] >= data->n_clusters)
            return out_of_range("cluster", data->cluster[i], data->n_clusters, i, err);
out:
    return st;
}

static double choices_of(const struct jh_logit_data *data, size_t i)
{
    double total = 0;
    for (size_t r = data->start[i]; r < data->start[i + 1]; r++)
        total += data->chosen[r];
    return data->weight == NULL ? total : total * data->weight[i];
}

/* Sizes of what counts. */
static enum jh_status count(
    const struct jh_logit_data *data, struct jh_i_logit *model, struct jh_error *err)
{
    struct jh_sum mass = {0};
    for (size_t i = 0; i < data->n_cases; i++) {
        size_t n = data->start[i + 1] - data->start[i];
        double choices = choices_of(data, i);
        if (!(choices > 0))
            continue;
        model->n_cases++;
        model->n_rows += n;
        model->longest = n > model->longest ? n : model->longest;
        jh_sum_add(&mass, choices);
    }
    if (model->n_cases == 0)
        return jh_fail(err, JH_E_DATA, "there are no choices");
    model->mass = jh_sum_value(&mass) / (double)model->n_cases;
    return JH_OK;
}

/* A nest has a dissimilarity if some case that counts offers two of it. */
static enum jh_status find_dissimilarities(const struct jh_logit_data *data,
    const struct jh_logit_options *options, struct jh_i_logit *model, struct jh_error *err)
{
    size_t *seen_in = jh_i_calloc(model->n_nests, sizeof *seen_in); /* case, from 1 */
    if (seen_in == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t m = 0; m < model->n_nests; m++)
        model->parameter_of[m] = JH_NONE;
    for (size_t i = 0; i < data->n_cases; i++) {
        if (!(choices_of(data, i) > 0))
            continue;
        for (size_t r = data->start[i]; r < data->start[i + 1]; r++) {
            int32_t m = jh_i_logit_nest(data, options, r);
            if (seen_in[m] == i + 1)
                model->parameter_of[m] = 0;
            seen_in[m] = i + 1;
        }
    }
    int32_t next = (int32_t)model->n_beta, last = JH_NONE;
    for (size_t m = 0; m < model->n_nests; m++)
        if (model->parameter_of[m] != JH_NONE) {
            last = options->common_nest && last != JH_NONE ? last : next++;
            model->parameter_of[m] = last;
        }
    model->n_dissimilarities = (size_t)next - model->n_beta;
    model->n_parameters = (size_t)next;
    jh_i_free(seen_in);
    return JH_OK;
}

static void name_parameters(const struct jh_logit_data *data,
    const struct jh_logit_options *options, struct jh_i_logit *model)
{
    size_t at = 0;
    for (; at < data->n_variables; at++)
        model->index[at] = (int32_t)at;
    for (size_t a = 0; a < data->n_alternatives && at < model->n_beta; a++) {
        if ((int32_t)a == options->reference)
            continue;
        model->kind[at] = JH_LOGIT_CONSTANT;
        model->index[at++] = (int32_t)a;
    }
    for (size_t m = 0; m < model->n_nests; m++)
        if (model->parameter_of[m] != JH_NONE) {
            model->kind[model->parameter_of[m]] = JH_LOGIT_DISSIMILARITY;
            model->index[model->parameter_of[m]] = options->common_nest ? JH_NONE : (int32_t)m;
        }
}

static enum jh_status allocate(
    const struct jh_logit_data *data, struct jh_i_logit *m, struct jh_error *err)
{
    size_t rows = m->n_rows, cases = m->n_cases, width = m->n_parameters, cells, squares;
    if (__builtin_mul_overflow(rows, m->n_beta, &cells) ||
        __builtin_mul_overflow(width, width, &squares))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    m->start = jh_i_calloc(cases + 1, sizeof *m->start);
    m->x = jh_i_calloc(cells, sizeof *m->x);
    m->scale = jh_i_calloc(m->n_beta, sizeof *m->scale);
    m->chosen = jh_i_calloc(rows, sizeof *m->chosen);
    m->total = jh_i_calloc(cases, sizeof *m->total);
    m->weight = jh_i_calloc(cases, sizeof *m->weight);
    m->kind = jh_i_calloc(width, sizeof *m->kind);
    m->index = jh_i_calloc(width, sizeof *m->index);
    bool ok = m->start != NULL && m->x != NULL && m->scale != NULL && m->chosen != NULL &&
              m->total != NULL && m->weight != NULL && m->kind != NULL && m->index != NULL;
    if (data->cluster != NULL)
        ok = (m->cluster = jh_i_calloc(cases, sizeof *m->cluster)) != NULL && ok;
    if (m->n_nests > 0)
        ok = (m->nest = jh_i_calloc(rows, sizeof *m->nest)) != NULL && ok;
    for (size_t p = 0; p < JH_I_LOGIT_PIECES && ok; p++) {
        struct jh_i_logit_scratch *s = &m->piece[p];
        s->sums.g = jh_i_calloc(width, sizeof(double));
        s->sums.h = jh_i_calloc(squares, sizeof(double));
        s->share = jh_i_calloc(m->longest, sizeof(double));
        s->utility = jh_i_calloc(m->longest, sizeof(double));
        s->mean = jh_i_calloc(m->n_beta, sizeof(double));
        s->product = jh_i_calloc(m->n_beta, sizeof(double));
        s->slope = jh_i_calloc(width, sizeof(double));
        s->inclusive = jh_i_calloc(m->n_nests, sizeof(double));
        s->nest_at = jh_i_calloc(m->n_nests + 1, sizeof *s->nest_at);
        ok = s->sums.g != NULL && s->sums.h != NULL && s->share != NULL && s->utility != NULL &&
             s->mean != NULL && s->product != NULL && s->slope != NULL && s->inclusive != NULL &&
             s->nest_at != NULL;
    }
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* One row of the model from one of the caller's. */
static void copy_row(
    const struct jh_logit_data *data, struct jh_i_logit *model, size_t from, size_t to)
{
    double *x = model->x + to * model->n_beta;
    for (size_t k = 0; k < data->n_variables; k++)
        x[k] = data->x[from * data->n_variables + k];
    for (size_t k = data->n_variables; k < model->n_beta; k++)
        x[k] = model->index[k] == data->alternative[from];
    model->chosen[to] = data->chosen[from];
}

/* Rows of case i, nest after nest. */
static void copy_case(const struct jh_logit_data *data, const struct jh_logit_options *options,
    struct jh_i_logit *model, size_t i, size_t at)
{
    size_t to = model->start[at];
    bool nests = model->n_nests > 0;
    for (size_t m = 0; m < (nests ? model->n_nests : 1); m++)
        for (size_t r = data->start[i]; r < data->start[i + 1]; r++) {
            if (nests && jh_i_logit_nest(data, options, r) != (int32_t)m)
                continue;
            if (nests)
                model->nest[to] = (int32_t)m;
            copy_row(data, model, r, to++);
        }
    model->start[at + 1] = to;
    for (size_t r = model->start[at]; r < to; r++)
        model->total[at] += model->chosen[r];
    model->weight[at] = (data->weight == NULL ? 1 : data->weight[i]) / model->mass;
    if (model->cluster != NULL)
        model->cluster[at] = data->cluster[i];
}

/* A constant needs a choice of its alternative and one of the reference. */
static enum jh_status check_constants(
    const struct jh_logit_data *data, const struct jh_logit_options *options, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    if (options->reference == JH_NONE)
        return JH_OK;
    double *chosen = jh_i_calloc(data->n_alternatives, sizeof *chosen);
    if (chosen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < data->n_cases; i++)
        for (size_t r = data->start[i]; r < data->start[i + 1]; r++)
            chosen[data->alternative[r]] +=
                data->chosen[r] * (data->weight == NULL ? 1 : data->weight[i]);
    for (size_t a = 0; a < data->n_alternatives && st == JH_OK; a++)
        if (!(chosen[a] > 0)) {
            st = jh_fail(err, JH_E_DATA,
                "alternative %.60s is never chosen: constants have no finite estimate",
                data->alternative_name[a]);
            jh_hint(err, "Take its rows out of the data or leave the constants out.");
        }
    jh_i_free(chosen);
    return st;
}

/* Centre column k within cases and scale it to a spread of 1; its spread is 0 where it does not vary. */
static double standardise(struct jh_i_logit *model, size_t k)
{
    size_t width = model->n_beta;
    struct jh_sum squares = {0};
    double largest = 0;
    for (size_t i = 0; i < model->n_cases; i++) {
        size_t begin = model->start[i], end = model->start[i + 1];
        double *x = model->x + begin * width + k, n = (double)(end - begin), mean = 0, square = 0;
        for (size_t j = 0; j < end - begin; j++) {
            largest = fmax(largest, fabs(x[j * width]));
            mean += (x[j * width] - x[0]) / n;
        }
        mean += x[0];
        for (size_t j = 0; j < end - begin; j++) {
            x[j * width] -= mean;
            square += x[j * width] * x[j * width];
        }
        jh_sum_add(&squares, model->weight[i] * model->total[i] * square / n);
    }
    double spread = sqrt(jh_sum_value(&squares) / (double)model->n_cases);
    if (!(spread > LEAST_SPREAD * largest))
        return 0;
    for (size_t r = 0; r < model->n_rows; r++)
        model->x[r * width + k] /= spread;
    return spread;
}

static enum jh_status standardise_all(
    const struct jh_logit_data *data, struct jh_i_logit *model, struct jh_error *err)
{
    for (size_t k = 0; k < model->n_beta; k++) {
        model->scale[k] = standardise(model, k);
        if (model->scale[k] > 0)
            continue;
        enum jh_status st;
        if (model->kind[k] == JH_LOGIT_VARIABLE)
            st = jh_fail(err, JH_E_DATA, "variable %.60s does not vary within cases",
                data->variable_name[model->index[k]]);
        else
            st = jh_fail(err, JH_E_DATA, "alternative %.60s stands alone wherever it is offered",
                data->alternative_name[model->index[k]]);
        jh_hint(err,
            "Only differences between the alternatives of a case can be estimated: leave "
            "it out.");
        return st;
    }
    return JH_OK;
}

enum jh_status jh_i_logit_prepare(const struct jh_logit_data *data,
    const struct jh_logit_options *options, struct jh_i_logit *out, struct jh_error *err)
{
    struct jh_i_logit model = {.n_nests = options->n_nests};
    enum jh_status st = JH_OK;
    size_t at = 0;
    model.n_beta =
        data->n_variables + (options->reference != JH_NONE ? data->n_alternatives - 1 : 0);
    model.n_parameters = model.n_beta;
    JH_TRY(st, check_constants(data, options, err));
    JH_TRY(st, count(data, &model, err));
    if (model.n_nests > 0) {
        model.parameter_of = jh_i_calloc(model.n_nests, sizeof *model.parameter_of);
        if (model.parameter_of == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        JH_TRY(st, find_dissimilarities(data, options, &model, err));
    }
    JH_TRY(st, allocate(data, &model, err));
    name_parameters(data, options, &model);
    for (size_t i = 0; i < data->n_cases; i++)
        if (choices_of(data, i) > 0)
            copy_case(data, options, &model, i, at++);
    JH_TRY(st, standardise_all(data, &model, err));
    *out = model;
    return JH_OK;
out:
    jh_i_logit_release(&model);
    return st;
}

void jh_i_logit_release(struct jh_i_logit *model)
{
    jh_i_free(model->start);
    jh_i_free(model->x);
    jh_i_free(model->scale);
    jh_i_free(model->chosen);
    jh_i_free(model->total);
    jh_i_free(model->weight);
    jh_i_free(model->cluster);
    jh_i_free(model->nest);
    jh_i_free(model->parameter_of);
    jh_i_free(model->kind);
    jh_i_free(model->index);
    for (size_t p = 0; p < JH_I_LOGIT_PIECES; p++) {
        struct jh_i_logit_scratch *s = &model->piece[p];
        jh_i_free(s->sums.g);
        jh_i_free(s->sums.h);
        jh_i_free(s->share);
        jh_i_free(s->utility);
        jh_i_free(s->mean);
        jh_i_free(s->product);
        jh_i_free(s->slope);
        jh_i_free(s->inclusive);
        jh_i_free(s->nest_at);
    }
    *model = (struct jh_i_logit){0};
}
