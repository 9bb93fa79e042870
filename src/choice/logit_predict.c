/*
 * Probabilities of alternatives under a fitted logit.
 */
#include "base/alloc.h"
#include "base/fail.h"
#include "choice/logit.h"

/* The parameters by what they belong to. */
struct prediction {
    const struct jh_logit_data *data;
    const struct jh_logit_fit *fit;
    double *constant;      /* [n_alternatives] */
    double *dissimilarity; /* [n_nests] */
    double *room;          /* [2 * n_nests] */
    double *utility;       /* [longest] */
    int32_t *nest;         /* [longest] */
};

static enum jh_status allocate(
    struct prediction *p, const struct jh_logit_options *options, struct jh_error *err)
{
    size_t longest = 0;
    for (size_t i = 0; i < p->data->n_cases; i++)
        if (p->data->start[i + 1] - p->data->start[i] > longest)
            longest = p->data->start[i + 1] - p->data->start[i];
    p->constant = jh_i_calloc(p->data->n_alternatives, sizeof(double));
    p->dissimilarity = jh_i_calloc(options->n_nests, sizeof(double));
    p->room = jh_i_calloc(2 * options->n_nests, sizeof(double));
    p->utility = jh_i_calloc(longest, sizeof(double));
    p->nest = jh_i_calloc(longest, sizeof *p->nest);
    bool ok = p->constant != NULL && p->dissimilarity != NULL && p->room != NULL &&
              p->utility != NULL && p->nest != NULL;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status sort_parameters(
    struct prediction *p, const struct jh_logit_options *options, struct jh_error *err)
{
    const struct jh_logit_fit *fit = p->fit;
    for (size_t m = 0; m < options->n_nests; m++)
        p->dissimilarity[m] = 1;
    for (size_t k = 0; k < fit->n_parameters; k++) {
        int32_t index = fit->index[k];
        if (fit->kind[k] == JH_LOGIT_CONSTANT) {
            if ((size_t)index >= p->data->n_alternatives)
                return jh_fail(err, JH_E_ARG, "the data do not fit the model");
            p->constant[index] = fit->estimate[k];
        }
        if (fit->kind[k] != JH_LOGIT_DISSIMILARITY)
            continue;
        if (index >= (int64_t)options->n_nests)
            return jh_fail(err, JH_E_ARG, "the data do not fit the model");
        for (size_t m = 0; m < options->n_nests; m++)
            if (index == JH_NONE || index == (int32_t)m)
                p->dissimilarity[m] = fit->estimate[k];
    }
    return JH_OK;
}

static void predict_case(const struct prediction *p, const struct jh_logit_options *options,
    size_t begin, size_t end, double *out_probability)
{
    size_t width = p->data->n_variables;
    for (size_t r = begin; r < end; r++) {
        int32_t a = p->data->alternative[r];
        double v = p->constant[a];
        for (size_t k = 0; k < width; k++)
            v += p->data->x[r * width + k] * p->fit->estimate[k];
        p->utility[r - begin] = v;
        if (options->n_nests > 0)
            p->nest[r - begin] = jh_i_logit_nest(p->data, options, r);
    }
    jh_i_logit_shares(end - begin, p->utility, options->n_nests > 0 ? p->nest : NULL,
        options->n_nests, p->dissimilarity, p->room, out_probability + begin);
}

enum jh_status jh_logit_predict(const struct jh_logit_data *data,
    const struct jh_logit_options *options, const struct jh_logit_fit *fit, double *out_probability,
    struct jh_error *err)
{
    struct jh_logit_options standard = jh_logit_options_default();
    struct prediction p = {.data = data, .fit = fit};
    enum jh_status st = JH_OK;
    if (options == NULL)
        options = &standard;
    JH_TRY(st, jh_i_logit_check(data, options, false, err));
    if (fit->n_variables != data->n_variables)
        JH_TRY(st, jh_fail(err, JH_E_ARG, "the data do not fit the model"));
    JH_TRY(st, allocate(&p, options, err));
    JH_TRY(st, sort_parameters(&p, options, err));
    for (size_t i = 0; i < data->n_cases; i++)
        if (data->start[i + 1] > data->start[i])
            predict_case(&p, options, data->start[i], data->start[i + 1], out_probability);
out:
    jh_i_free(p.constant);
    jh_i_free(p.dissimilarity);
    jh_i_free(p.room);
    jh_i_free(p.utility);
    jh_i_free(p.nest);
    return st;
}
