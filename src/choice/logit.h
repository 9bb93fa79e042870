/*
 * A logit prepared for estimation: rows in order, columns centred and scaled; its likelihood.
 */
#ifndef JH_CHOICE_LOGIT_H
#define JH_CHOICE_LOGIT_H

#include "junheng/choice.h"

/* Cases are summed in this many fixed pieces, added in order: any number of threads gives the same
 * result. */
#define JH_I_LOGIT_PIECES 16

/** Sums over cases; g and h (lower triangle) have the width of the model's parameters. */
struct jh_i_logit_sums {
    double log_likelihood;
    double *g; /* [n_parameters] */
    double *h; /* [n_parameters^2], or NULL: not wanted */
};

/** Scratch of one piece. */
struct jh_i_logit_scratch {
    struct jh_i_logit_sums sums;
    double *share;     /* [longest] */
    double *mean;      /* [n_beta] */
    double *slope;     /* [n_parameters], of ln sum exp of a case */
    double *product;   /* [n_beta], second moments of x with the utility */
    double *inclusive; /* [n_nests], l I of the nests of a case */
    double *utility;   /* [longest] */
    size_t *nest_at;   /* [n_nests + 1], where the nests of a case begin */
};

/** Cases that count, in the caller's order; rows of a case in order of nest. */
struct jh_i_logit {
    size_t n_cases, n_rows, longest; /* longest: most rows of a case */
    size_t n_beta, n_dissimilarities, n_parameters;
    size_t n_nests;
    size_t *start;         /* [n_cases + 1] */
    double *x;             /* [n_rows * n_beta], centred within the case, scaled */
    double *scale;         /* [n_beta], x = original / scale */
    double *chosen;        /* [n_rows] */
    double *total;         /* [n_cases], sum of chosen */
    double *weight;        /* [n_cases], divided by mass */
    double mass;           /* sum of weight * total by case that counts */
    int32_t *cluster;      /* [n_cases] or NULL */
    int32_t *nest;         /* [n_rows] or NULL */
    int32_t *parameter_of; /* [n_nests], position of the dissimilarity, JH_NONE: fixed at 1 */
    uint8_t *kind;         /* [n_parameters] */
    int32_t *index;        /* [n_parameters] */
    struct jh_i_logit_scratch piece[JH_I_LOGIT_PIECES];
};

/** Nest of a row of the caller's data. */
static inline int32_t jh_i_logit_nest(
    const struct jh_logit_data *data, const struct jh_logit_options *options, size_t row)
{
    return data->row_nest != NULL ? data->row_nest[row] : options->nest[data->alternative[row]];
}
/** Check the caller's data and options. */
enum jh_status jh_i_logit_check(const struct jh_logit_data *data,
    const struct jh_logit_options *options, bool with_choices, struct jh_error *err) JH_CHECKED;
/** Prepare a checked model; on failure released. */
enum jh_status jh_i_logit_prepare(const struct jh_logit_data *data,
    const struct jh_logit_options *options, struct jh_i_logit *out,
    struct jh_error *err) JH_CHECKED;
void jh_i_logit_release(struct jh_i_logit *model);

/**
 * Log-likelihood, gradient and Hessian at theta [n_parameters] in scaled units. nested false:
 * dissimilarities at 1, only the first n_beta parameters, g and h of that width.
 */
void jh_i_logit_evaluate(struct jh_i_logit *model, bool nested, const double *theta, int n_threads,
    struct jh_i_logit_sums *out);
/** Score of one case, added to g. */
void jh_i_logit_score(struct jh_i_logit *model, size_t at, const double *theta, double *g);
/** Shares of the n rows of a case of utility v; nest NULL: multinomial. room [2 * n_nests]. */
void jh_i_logit_shares(size_t n, const double *v, const int32_t *nest, size_t n_nests,
    const double *dissimilarity, double *room, double *out_share);

#endif
