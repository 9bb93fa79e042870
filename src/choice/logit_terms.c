/*
 * Likelihood of a logit with its derivatives, case by case (docs/methods/choice.md).
 */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "choice/logit.h"

/* A case as the terms see it. */
struct one_case {
    size_t n, width; /* rows; columns of x */
    const double *x, *chosen;
    double total, weight;
};

static struct one_case case_at(const struct jh_i_logit *model, size_t i)
{
    size_t first = model->start[i];
    return (struct one_case){.n = model->start[i + 1] - first,
        .width = model->n_beta,
        .x = model->x + first * model->n_beta,
        .chosen = model->chosen + first,
        .total = model->total[i],
        .weight = model->weight[i]};
}

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add(size_t n, double factor, const double *x, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] += factor * x[i];
}

/* out += factor x x' in the lower triangle of a matrix of that many columns. */
static void add_square(size_t n, double factor, const double *x, size_t columns, double *out)
{
    for (size_t a = 0; a < n; a++) {
        double f = factor * x[a];
        for (size_t b = 0; b <= a; b++)
            out[a * columns + b] += f * x[b];
    }
}

/* Utilities to shares; returns ln sum exp. */
static double soften(size_t n, double *v)
{
    double top = v[0], sum = 0;
    for (size_t j = 1; j < n; j++)
        top = v[j] > top ? v[j] : top;
    for (size_t j = 0; j < n; j++)
        sum += v[j] = exp(v[j] - top);
    for (size_t j = 0; j < n; j++)
        v[j] /= sum;
    return top + log(sum);
}

static void multinomial(const struct one_case *c, const double *theta, struct jh_i_logit_scratch *s,
    struct jh_i_logit_sums *out)
{
    double chosen = 0, factor = c->weight * c->total;
    for (size_t j = 0; j < c->n; j++) {
        s->share[j] = dot(c->width, c->x + j * c->width, theta);
        chosen += c->chosen[j] * s->share[j];
    }
    out->log_likelihood += c->weight * (chosen - c->total * soften(c->n, s->share));
    memset(s->mean, 0, c->width * sizeof *s->mean);
    for (size_t j = 0; j < c->n; j++) {
        const double *x = c->x + j * c->width;
        add(c->width, s->share[j], x, s->mean);
        add(c->width, c->weight * (c->chosen[j] - c->total * s->share[j]), x, out->g);
        if (out->h != NULL)
            add_square(c->width, -factor * s->share[j], x, c->width, out->h);
    }
    if (out->h != NULL)
        add_square(c->width, factor, s->mean, c->width, out->h);
}

/* One nest of a case: rows [begin, end), parameter l of its dissimilarity. */
struct one_nest {
    size_t begin, end;
    int32_t parameter; /* of its dissimilarity, JH_NONE: fixed */
    double l;
    double chosen; /* times any of it was chosen */
    double share;  /* of the nest in the case */
    double value;  /* I */
    double mean;   /* of the utility within the nest */
};

static double dissimilarity(const double *theta, int32_t parameter)
{
    return parameter == JH_NONE ? 1 : theta[parameter];
}

/* Shares within the nest into s->share, I, mean utility; x's mean into s->mean. */
static void within(const struct one_case *c, struct jh_i_logit_scratch *s, struct one_nest *m)
{
    size_t n = m->end - m->begin;
    double *share = s->share + m->begin;
    for (size_t j = 0; j < n; j++)
        share[j] = s->utility[m->begin + j] / m->l;
    m->value = soften(n, share);
    m->mean = m->chosen = 0;
    memset(s->mean, 0, c->width * sizeof *s->mean);
    for (size_t j = m->begin; j < m->end; j++) {
        m->mean += s->share[j] * s->utility[j];
        m->chosen += c->chosen[j];
        add(c->width, s->share[j], c->x + j * c->width, s->mean);
    }
}

static void nest_gradient(const struct one_case *c, struct jh_i_logit_scratch *s,
    const struct one_nest *m, struct jh_i_logit_sums *out)
{
    double w = c->weight, between = m->chosen - c->total * m->share;
    double along_l = m->value - m->mean / m->l;
    for (size_t j = m->begin; j < m->end; j++)
        add(c->width, w * c->chosen[j] / m->l, c->x + j * c->width, out->g);
    add(c->width, w * (between - m->chosen / m->l), s->mean, out->g);
    add(c->width, m->share, s->mean, s->slope);
    if (m->parameter == JH_NONE)
        return;
    double chosen_utility = 0;
    for (size_t j = m->begin; j < m->end; j++)
        chosen_utility += c->chosen[j] * s->utility[j];
    out->g[m->parameter] +=
        w * ((m->chosen * m->mean - chosen_utility) / (m->l * m->l) + between * along_l);
    s->slope[m->parameter] += m->share * along_l;
}

/* Row of the dissimilarity of a nest: second derivatives that touch it. */
static void nest_hessian_row(const struct one_case *c, struct jh_i_logit_scratch *s,
    const struct one_nest *m, size_t n_parameters, struct jh_i_logit_sums *out)
{
    double w = c->weight, l = m->l, between = m->chosen - c->total * m->share;
    double curve = between * l - m->chosen, square = 0, chosen_utility = 0;
    double along_l = m->value - m->mean / l;
    double *row = out->h + (size_t)m->parameter * n_parameters;
    memset(s->product, 0, c->width * sizeof *s->product);
    for (size_t j = m->begin; j < m->end; j++) {
        const double *x = c->x + j * c->width;
        double off = s->utility[j] - m->mean;
        square += s->share[j] * off * off;
        chosen_utility += c->chosen[j] * s->utility[j];
        add(c->width, s->share[j] * off, x, s->product);
        add(c->width, -w * c->chosen[j] / (l * l), x, row);
    }
    /* b and l: own second derivative of u, covariance of x and V, the product rule of l I. */
    add(c->width, -w * curve / (l * l * l), s->product, row);
    add(c->width, w * (-curve / (l * l) + between / l - c->total * m->share * along_l), s->mean,
        row);
    row[m->parameter] +=
        w * (2 * chosen_utility / (l * l * l) +
                curve * (2 * m->mean / (l * l * l) + square / (l * l * l * l)) -
                2 * between * m->mean / (l * l) - c->total * m->share * along_l * along_l);
}

static void nest_hessian(const struct one_case *c, struct jh_i_logit_scratch *s,
    const struct one_nest *m, size_t n_parameters, struct jh_i_logit_sums *out)
{
    double w = c->weight, between = m->chosen - c->total * m->share;
    double factor = w * (between * m->l - m->chosen) / (m->l * m->l);
    for (size_t j = m->begin; j < m->end; j++)
        add_square(c->width, factor * s->share[j], c->x + j * c->width, n_parameters, out->h);
    add_square(c->width, -factor - w * c->total * m->share, s->mean, n_parameters, out->h);
    if (m->parameter != JH_NONE)
        nest_hessian_row(c, s, m, n_parameters, out);
}

/* Where the nests of the case begin; returns their number. */
static size_t split(const struct jh_i_logit *model, size_t i, struct jh_i_logit_scratch *s)
{
    const int32_t *nest = model->nest + model->start[i];
    size_t n = model->start[i + 1] - model->start[i], n_nests = 0;
    for (size_t j = 0; j < n; j++)
        if (j == 0 || nest[j] != nest[j - 1])
            s->nest_at[n_nests++] = j;
    s->nest_at[n_nests] = n;
    return n_nests;
}

static void nested(const struct jh_i_logit *model, size_t i, const double *theta,
    struct jh_i_logit_scratch *s, struct jh_i_logit_sums *out)
{
    struct one_case c = case_at(model, i);
    size_t n_nests = split(model, i, s);
    const int32_t *nest = model->nest + model->start[i];
    for (size_t j = 0; j < c.n; j++)
        s->utility[j] = dot(c.width, c.x + j * c.width, theta);
    double log_likelihood = 0;
    for (size_t m = 0; m < n_nests; m++) {
        struct one_nest one = {.begin = s->nest_at[m], .end = s->nest_at[m + 1]};
        one.parameter = model->parameter_of[nest[one.begin]];
        one.l = dissimilarity(theta, one.parameter);
        within(&c, s, &one);
        s->inclusive[m] = one.l * one.value;
        for (size_t j = one.begin; j < one.end; j++)
            log_likelihood += c.chosen[j] * s->utility[j] / one.l;
        log_likelihood += one.chosen * (s->inclusive[m] - one.value);
    }
    log_likelihood -= c.total * soften(n_nests, s->inclusive);
    out->log_likelihood += c.weight * log_likelihood;
    memset(s->slope, 0, model->n_parameters * sizeof *s->slope);
    for (size_t m = 0; m < n_nests; m++) {
        struct one_nest one = {.begin = s->nest_at[m], .end = s->nest_at[m + 1]};
        one.parameter = model->parameter_of[nest[one.begin]];
        one.l = dissimilarity(theta, one.parameter);
        one.share = s->inclusive[m];
        within(&c, s, &one);
        nest_gradient(&c, s, &one, out);
        if (out->h != NULL)
            nest_hessian(&c, s, &one, model->n_parameters, out);
    }
    if (out->h != NULL)
        add_square(model->n_parameters, c.weight * c.total, s->slope, model->n_parameters, out->h);
}

static void evaluate_piece(struct jh_i_logit *model, bool with_nests, const double *theta,
    size_t width, size_t piece, bool hessian)
{
    struct jh_i_logit_scratch *s = &model->piece[piece];
    size_t begin = model->n_cases * piece / JH_I_LOGIT_PIECES;
    size_t end = model->n_cases * (piece + 1) / JH_I_LOGIT_PIECES;
    struct jh_i_logit_sums sums = {0, s->sums.g, hessian ? s->sums.h : NULL};
    memset(sums.g, 0, width * sizeof *sums.g);
    if (hessian)
        memset(sums.h, 0, width * width * sizeof *sums.h);
    for (size_t i = begin; i < end; i++) {
        struct one_case c = case_at(model, i);
        if (with_nests)
            nested(model, i, theta, s, &sums);
        else
            multinomial(&c, theta, s, &sums);
    }
    s->sums.log_likelihood = sums.log_likelihood;
}

void jh_i_logit_evaluate(struct jh_i_logit *model, bool with_nests, const double *theta,
    int n_threads, struct jh_i_logit_sums *out)
{
    size_t width = with_nests ? model->n_parameters : model->n_beta;
    bool hessian = out->h != NULL;
#pragma omp parallel for num_threads(n_threads) schedule(dynamic) if (model->n_rows > 4096)
    for (size_t piece = 0; piece < JH_I_LOGIT_PIECES; piece++)
        evaluate_piece(model, with_nests, theta, width, piece, hessian);
    struct jh_sum sum = {0};
    memset(out->g, 0, width * sizeof *out->g);
    if (hessian)
        memset(out->h, 0, width * width * sizeof *out->h);
    for (size_t piece = 0; piece < JH_I_LOGIT_PIECES; piece++) {
        const struct jh_i_logit_sums *s = &model->piece[piece].sums;
        jh_sum_add(&sum, s->log_likelihood);
        add(width, 1, s->g, out->g);
        if (hessian)
            add(width * width, 1, s->h, out->h);
    }
    out->log_likelihood = jh_sum_value(&sum);
}

void jh_i_logit_score(struct jh_i_logit *model, size_t at, const double *theta, double *g)
{
    struct jh_i_logit_sums sums = {0, g, NULL};
    struct one_case c = case_at(model, at);
    if (model->n_dissimilarities > 0)
        nested(model, at, theta, &model->piece[0], &sums);
    else
        multinomial(&c, theta, &model->piece[0], &sums);
}

void jh_i_logit_shares(size_t n, const double *v, const int32_t *nest, size_t n_nests,
    const double *l, double *room, double *out_share)
{
    if (nest == NULL) {
        memcpy(out_share, v, n * sizeof *v);
        (void)soften(n, out_share);
        return;
    }
    double *top = room, *sum = room + n_nests, most = -JH_INF, all = 0;
    for (size_t m = 0; m < n_nests; m++) {
        top[m] = -JH_INF;
        sum[m] = 0;
    }
    for (size_t j = 0; j < n; j++)
        top[nest[j]] = fmax(top[nest[j]], v[j] / l[nest[j]]);
    for (size_t j = 0; j < n; j++)
        sum[nest[j]] += out_share[j] = exp(v[j] / l[nest[j]] - top[nest[j]]);
    for (size_t j = 0; j < n; j++)
        out_share[j] /= sum[nest[j]];
    for (size_t m = 0; m < n_nests; m++) {
        top[m] = sum[m] > 0 ? l[m] * (top[m] + log(sum[m])) : -JH_INF;
        most = fmax(most, top[m]);
    }
    for (size_t m = 0; m < n_nests; m++)
        all += sum[m] = exp(top[m] - most);
    for (size_t j = 0; j < n; j++)
        out_share[j] *= sum[nest[j]] / all;
}
