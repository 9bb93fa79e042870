/*
 * Choices for tests: drawn from a known model, or read from a reference file.
 */
#ifndef JH_LOGIT_CASE_H
#define JH_LOGIT_CASE_H

#include "junheng/choice.h"

#define LOGIT_CASE_NAMES 32

struct logit_case {
    struct jh_logit_data data;
    size_t *start;
    int32_t *alternative, *cluster;
    double *x, *chosen, *weight;
    const char *variable_name[LOGIT_CASE_NAMES], *alternative_name[LOGIT_CASE_NAMES];
};

/**
 * n_cases choices among n_alternatives (each missing with probability missing_frac, two at least
 * stay) with standard normal variables, drawn from utilities x'beta + constant (NULL: 0) in nests
 * (NULL: none) of the given dissimilarity. Weights 1, cluster = case / 5.
 */
struct logit_case *logit_case_draw(uint64_t seed, size_t n_cases, size_t n_alternatives,
    size_t n_variables, double missing_frac, const double *beta, const double *constant,
    const int32_t *nest, size_t n_nests, const double *dissimilarity);
/** R mlogit's Heating, long: variables ic, oc; alternatives gc gr ec er hp; NULL where absent. */
struct logit_case *logit_case_heating(void);
/** PySAL spint's Austria: origins are cases, flows are choices; variables ln d_var, d_ij; or NULL. */
struct logit_case *logit_case_austria(void);
void logit_case_free(struct logit_case *c);

/** Log-likelihood straight from the definition; theta: variables, constants, dissimilarities. */
double logit_case_likelihood(
    const struct logit_case *c, const struct jh_logit_options *options, const double *theta);

#endif
