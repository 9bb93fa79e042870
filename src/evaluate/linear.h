/*
 * Small symmetric systems that may be singular, and what every estimate is reported with.
 */
#ifndef JH_EVALUATE_LINEAR_H
#define JH_EVALUATE_LINEAR_H

#include <stddef.h>
#include <stdint.h>

#include "junheng/evaluate.h"

/**
 * Generalised inverse of the positive semidefinite a [n x n], in place, by the sweep operator
 * (Goodnight 1979): rows that depend on those before them become 0.
 *
 * @param scale [n] scratch.  @param kept [n] 1: swept, 0: dependent; NULL: not wanted.
 * @return The rank.
 */
size_t jh_i_sweep_inverse(size_t n, double *a, double *scale, uint8_t *kept);

/** estimate, its error -> interval and p by t with df degrees of freedom (0: normal). */
struct jh_eval_estimate jh_i_eval_estimate(
    double estimate, double std_error, double df, double level);

enum jh_status jh_i_eval_check_panel(
    const struct jh_eval_panel *panel, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_eval_check_level(double level, struct jh_error *err) JH_CHECKED;

/** Number of clusters in use; n_units where every unit is its own. scratch [n_units]. */
size_t jh_i_eval_clusters(const struct jh_eval_panel *panel, uint8_t *scratch);

#endif
