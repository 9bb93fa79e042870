/*
 * Distribution functions and their quantiles; accurate to about 1e-12.
 */
#ifndef JH_EVALUATE_DIST_H
#define JH_EVALUATE_DIST_H

/** P(Z <= z) of the standard normal, and its inverse for 0 < p < 1. */
double jh_i_normal_cdf(double z);
double jh_i_normal_quantile(double p);
/** P(|T| > |t|) with df > 0 degrees of freedom, and the t with P(|T| <= t) = level. */
double jh_i_t_two_sided(double t, double df);
double jh_i_t_critical(double level, double df);
/** P(F > f) with df1, df2 > 0. */
double jh_i_f_upper(double f, double df1, double df2);
/** P(X <= x), P(X > x) of chi2 with df > 0, and the inverse of the former for 0 < p < 1. */
double jh_i_chi2_lower(double x, double df);
double jh_i_chi2_upper(double x, double df);
double jh_i_chi2_quantile(double p, double df);
/** P(N <= n) and P(N = n) of Poisson; n >= 0 a whole number, mean > 0. */
double jh_i_poisson_cdf(double n, double mean);
double jh_i_poisson_pmf(double n, double mean);
/** P(N <= k) of the binomial with size > 0, 0 < p < 1; k a whole number. */
double jh_i_binomial_cdf(double k, double size, double p);

#endif
