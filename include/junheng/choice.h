/*
 * Patient choice: discrete choice models fitted to who went where.
 */
#ifndef JH_CHOICE_H
#define JH_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/model.h"
#include "junheng/run.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most parameters of a logit: its Hessian is dense. */
#define JH_LOGIT_MAX_PARAMETERS 500

/**
 * Choices in long form: rows of case i (one per alternative open to it) are start[i]..start[i+1]-1.
 * Choice sets may differ. A case may stand for many choices (chosen counts them): the likelihood is
 * that of the single choices, without the multinomial coefficient.
 */
struct jh_logit_data {
    size_t n_cases, n_alternatives, n_variables;
    const size_t *start;           /* [n_cases + 1], start[0] = 0 */
    const int32_t *alternative;    /* [rows], 0..n_alternatives-1, no two alike in a case */
    const double *x;               /* [rows * n_variables], row-major, finite */
    const double *chosen;          /* [rows], times chosen, >= 0, finite */
    const double *weight;          /* [n_cases], >= 0, finite; NULL: 1 */
    const int32_t *cluster;        /* [n_cases], 0..n_clusters-1; NULL: no clusters */
    size_t n_clusters;             /* 0 without clusters */
    const char **variable_name;    /* [n_variables], for messages */
    const char **alternative_name; /* [n_alternatives], for messages */
};

struct jh_logit_options {
    int32_t reference;      /* alternative whose constant is 0; JH_NONE: no constants */
    size_t n_nests;         /* 0: multinomial logit */
    const int32_t *nest;    /* [n_alternatives], 0..n_nests-1; unused without nests */
    const char **nest_name; /* [n_nests], for messages */
    bool common_nest;       /* one dissimilarity parameter for all nests */
};
/** Multinomial, no constants. */
JH_API struct jh_logit_options jh_logit_options_default(void);

/** What a parameter belongs to. */
enum jh_logit_kind {
    JH_LOGIT_VARIABLE = 0,     /* index: variable */
    JH_LOGIT_CONSTANT = 1,     /* index: alternative */
    JH_LOGIT_DISSIMILARITY = 2 /* index: nest; JH_NONE: common to all nests */
};

/** A fitted logit; parameters: variables, constants, dissimilarities, each in order of index. */
struct jh_logit_fit {
    size_t n_parameters, n_variables, n_constants, n_dissimilarities;
    uint8_t *kind;      /* [n_parameters], enum jh_logit_kind */
    int32_t *index;     /* [n_parameters] */
    double *estimate;   /* [n_parameters] */
    double *std_error;  /* [n_parameters], clustered where the data have clusters */
    double *covariance; /* [n_parameters * n_parameters], of the same kind */
    double log_likelihood;
    double null_log_likelihood; /* every alternative of a case alike likely */
    size_t n_cases;             /* with a choice and a weight above 0 */
    size_t n_clusters;          /* of these cases; 0: plain standard errors */
    size_t n_iterations;
    bool utility_consistent; /* every dissimilarity in (0, 1] */
};

/**
 * Multinomial or nested logit by maximum likelihood.
 *
 * V_j = x_j'b + constant_j. Multinomial: P_j = exp(V_j) / sum_k exp(V_k). Nested, two levels: P_j =
 * P(m) P(j | m), P(j | m) = exp(V_j / l_m) / exp(I_m), I_m = ln sum_{k in m} exp(V_k / l_m), P(m) =
 * exp(l_m I_m) / sum exp(l I): l is the dissimilarity parameter ("iv" of R's mlogit with
 * un-normalised nests; 1 / mu of Biogeme), free above 0: an estimate above 1 is reported as it is
 * (utility_consistent). A nest that never offers two alternatives has none (kept at 1).
 *
 * Newton's method on the analytic Hessian with a line search, on variables centred within each case
 * and scaled (so neither changes the answer beyond rounding). Standard errors: inverse of the
 * negative Hessian, weights as frequencies; with clusters the sandwich of the scores summed by
 * cluster, times G / (G - 1).
 *
 * @param data    Borrowed.
 * @param options NULL: defaults.
 * @param run     Threads, stopping, iteration_limit (0: 200).
 * @param out_fit Written only on success; release with jh_logit_fit_release().
 * @return JH_OK; JH_E_ARG: an index out of range, two alike alternatives in a case; JH_E_DOMAIN:
 * negative or non-finite figures; JH_E_DATA: no choices, a variable that does not vary within
 * cases, collinear variables, an alternative never chosen that would get a constant, separation;
 * JH_E_LIMIT: too many parameters; JH_E_NO_CONVERGENCE; JH_E_CANCELLED; JH_E_NOMEM.
 *
 * Threads: parallel over cases in fixed pieces, the result does not depend on their number.
 * Cost: O(rows * parameters^2) an iteration; a copy of x as scratch.
 * Source: McFadden (1974) Conditional logit analysis, in Zarembka (ed.), Frontiers in Econometrics;
 * McFadden (1978) Modelling the choice of residential location; Train (2009) Discrete Choice
 * Methods with Simulation, ch. 3, 4; Cameron & Miller (2015) J Hum Resour 50(2):317-372,
 * doi:10.3368/jhr.50.2.317, eq. 11.
 * Tested against: R mlogit's Heating; brute force and finite differences.
 */
JH_API enum jh_status jh_logit_estimate(const struct jh_logit_data *data,
    const struct jh_logit_options *options, const struct jh_run *run, struct jh_logit_fit *out_fit,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_logit_fit_release(struct jh_logit_fit *fit);

/**
 * Probabilities of every row under a fitted model.
 *
 * @param data    Cases to predict; chosen, weight and clusters are not looked at (may be NULL).
 * @param options Those of the fit.
 * @param out_probability [rows], each case adds up to 1.
 * @return JH_OK; JH_E_ARG: data or options that do not fit the model; JH_E_NOMEM.
 */
JH_API enum jh_status jh_logit_predict(const struct jh_logit_data *data,
    const struct jh_logit_options *options, const struct jh_logit_fit *fit, double *out_probability,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
