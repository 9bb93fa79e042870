/*
 * Did it work: effects of openings by comparison, interrupted series and synthetic control; a
 * centre beside its exporter. Arrays in, numbers with their uncertainty out.
 */
#ifndef JH_EVALUATE_H
#define JH_EVALUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/run.h"
#include "junheng/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct jh_buf;

/** `opened` of a unit that never gets a centre. */
#define JH_EVAL_NEVER (-1)

/** Units (areas) by periods, unit-major. Borrowed. */
struct jh_eval_panel {
    size_t n_units, n_periods;
    const double *value;    /* [n_units * n_periods]; NaN: not collected */
    const int32_t *opened;  /* [n_units] first period under treatment, or JH_EVAL_NEVER */
    const int32_t *cluster; /* [n_units], 0 <= cluster < n_units; NULL: every unit its own */
    const double *weight;   /* [n_units] > 0 (people, cases); NULL: all alike */
    size_t n_covariates;
    const double *covariate; /* [n_units * n_covariates] of before opening; staggered alone */
};

/** A number with its uncertainty; NaN where there is none. */
struct jh_eval_estimate {
    double estimate, std_error, low, high, p_value;
};

/** One time relative to opening: 0 = the first period under treatment. */
struct jh_eval_event {
    int32_t event;
    struct jh_eval_estimate effect;
    double band_low, band_high; /* hold for all events at once; NaN: not computed */
    size_t n_cells;             /* group-time effects, or treated observations, behind it */
};

/** Test that nothing differed before opening. df 0: no period to test. */
struct jh_eval_pretrend {
    double statistic, p_value;
    size_t df;
};

/** Two-way fixed effects. */
struct jh_eval_did {
    struct jh_eval_estimate effect;
    size_t n_obs, n_units, n_treated, n_clusters;
};
/**
 * Difference in differences: y_it = a_i + b_t + d D_it + e_it, D = 1 from opening on, by ordinary
 * (weighted) least squares; standard error clustered (Liang and Zeger 1986), times
 * G/(G-1) (N-1)/(N-K) where `small_sample`, K = periods + 1 (unit effects are nested in clusters).
 * Interval and p from t with G-1 degrees of freedom.
 *
 * With openings at several times this mixes effects with wrong signs (Goodman-Bacon 2021, doi
 * 10.1016/j.jeconom.2021.03.014): use jh_eval_staggered() there.
 *
 * @param level       Of the interval, in (0, 1).
 * @return JH_OK; JH_E_ARG: sizes, level, cluster, weight; JH_E_DATA: an infinite value;
 * JH_E_DOMAIN: treatment does not vary within units and periods, or fewer than two clusters;
 * JH_E_NOMEM. Cost: O(cells) a sweep, one sweep where nothing is missing.
 * Tested against: R plm (tests/unit/evaluate/test_did.c).
 */
JH_API enum jh_status jh_eval_twfe(const struct jh_eval_panel *panel, bool small_sample,
    double level, struct jh_eval_did *out_did, struct jh_error *err) JH_CHECKED;
/**
 * The same regression with one dummy for each time relative to opening, -n_leads..n_lags (the
 * outer ones gather what lies beyond), -1 left out as reference, where it is 0.
 *
 * @param out_event    [n_leads + n_lags + 1], ascending.
 * @param out_pretrend Wald F test of all times before -1.
 */
JH_API enum jh_status jh_eval_event_study(const struct jh_eval_panel *panel, size_t n_leads,
    size_t n_lags, bool small_sample, double level, struct jh_eval_event *out_event,
    struct jh_eval_pretrend *out_pretrend, struct jh_eval_did *out_did,
    struct jh_error *err) JH_CHECKED;

/** Who a group is compared with. */
enum jh_eval_control {
    JH_EVAL_CONTROL_NEVER = 0,  /* units that never open */
    JH_EVAL_CONTROL_NOT_YET = 1 /* and those that open later */
};
struct jh_eval_staggered_options {
    enum jh_eval_control control;
    bool universal_base;  /* before opening compare with the last period before it, too; else
                                each period with the one before */
    int32_t anticipation; /* periods before opening that may be affected already, >= 0 */
    double level;         /* of intervals, 0.95 */
    size_t n_bootstrap;   /* multiplier draws for errors and bands; 0: analytic errors only */
};
JH_API struct jh_eval_staggered_options jh_eval_staggered_options_default(void);
/** ATT(g, t). */
struct jh_eval_cell {
    int32_t group, period; /* opened in, seen in */
    double att, std_error;
    size_t n_treated, n_control;
};
/** An aggregate by group (opened in), calendar period or event. */
struct jh_eval_staggered {
    size_t n_cells, n_groups, n_periods, n_events;
    struct jh_eval_cell *cell;    /* by group, then period; cells without comparison are left out */
    struct jh_eval_event *group;  /* event = period of opening: its mean effect afterwards */
    struct jh_eval_event *period; /* event = calendar period: mean over groups open by then */
    struct jh_eval_event *event;  /* by time since opening */
    struct jh_eval_estimate simple;   /* all cells from opening on, by size of group */
    struct jh_eval_estimate dynamic;  /* mean of events >= 0 */
    struct jh_eval_estimate by_group; /* mean over groups, by size */
    double bootstrap_error;           /* of by_group; NaN without bootstrap */
    double critical;                  /* of the band over events; NaN without bootstrap */
    struct jh_eval_pretrend pretrend; /* Wald chi2 of the events before opening */
    size_t n_units, n_treated, n_clusters, n_always; /* always: open from the start, left out */
    size_t n_no_overlap; /* cells left out: covariates tell the two sides apart */
    void *memory;
};
/**
 * Staggered openings: Callaway and Sant'Anna (2021), doi 10.1016/j.jeconom.2020.12.001. Without
 * covariates ATT(g,t) = mean change since g-1 of units opened in g, less that of the comparison
 * units (their equations 2.2 to 2.4 by means); with covariates doubly robust (Sant'Anna and Zhao
 * 2020, doi 10.1016/j.jeconom.2020.06.003): units of the comparison weighted by the odds of a logit
 * and their changes explained by least squares. Cells without overlap are left out and counted; aggregates of their section 3.1; errors from
 * influence functions with the estimated group weights, summed by cluster; Mammen multipliers for
 * the bootstrap and the simultaneous band (their Algorithm 1).
 *
 * A unit counts in a cell where both periods are collected. Base periods, groups and openings as in
 * the panel; opening in the first period (or before the base): no comparison, left out.
 *
 * @param run  Seed of the bootstrap; may be NULL.
 * @param out  Release with jh_eval_staggered_release().
 * @return JH_OK; JH_E_ARG; JH_E_DATA; JH_E_DOMAIN: no group with a comparison; JH_E_CANCELLED;
 * JH_E_NOMEM. Cost: O(groups x periods x units + draws x events x clusters).
 * Tested against: linear models with R's sandwich on each 2 x 2 block, simulation with known effect
 * (tests/unit/evaluate/test_staggered.c, bench/bench_evaluate.c).
 */
JH_API enum jh_status jh_eval_staggered(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, const struct jh_run *run,
    struct jh_eval_staggered *out, struct jh_error *err) JH_CHECKED;
JH_API void jh_eval_staggered_release(struct jh_eval_staggered *result);
/**
 * Permutation inference: openings dealt out anew to units (as many of each), the simple aggregate
 * computed again; p = (1 + draws at least as large) / (1 + draws).
 *
 * @param out_draw [n_draws] the aggregates; NULL: not wanted. A draw without comparison is NaN and
 * not counted.
 */
JH_API enum jh_status jh_eval_permute(const struct jh_eval_panel *panel,
    const struct jh_eval_staggered_options *options, size_t n_draws, const struct jh_run *run,
    double *out_draw, double *out_p_value, struct jh_error *err) JH_CHECKED;

/** How the persistence of errors is reckoned with. */
enum jh_eval_errors {
    JH_EVAL_REML = 0, /* e_t = r e_(t-1) + u_t by restricted likelihood */
    JH_EVAL_NEWEY_WEST =
        1 /* least squares, errors by Bartlett weights: too small in short series */
};
/** Interrupted time series. */
struct jh_eval_series_options {
    int32_t lag;       /* of Newey and West; -1: floor(4 (n/100)^(2/9)) */
    size_t season;     /* periods in a year for one pair of harmonics; 0: no season */
    bool small_sample; /* Newey and West: errors times n/(n-k) */
    double level;
    enum jh_eval_errors errors;
};
JH_API struct jh_eval_series_options jh_eval_series_options_default(void);
struct jh_eval_series {
    struct jh_eval_estimate intercept, slope;           /* before */
    struct jh_eval_estimate level_change, slope_change; /* at and after the interruption */
    struct jh_eval_estimate last_effect; /* fitted less continued trend, last period */
    struct jh_eval_estimate mean_effect; /* mean of that over periods from the interruption on */
    double durbin_watson, r_squared;     /* of plain residuals */
    double persistence;                  /* r; NaN with Newey and West */
    size_t n, n_after;
    int32_t lag; /* -1 without Newey and West */
};
/**
 * Segmented regression y_t = a + b t + c post_t + d (t - t0) post_t [+ season] + e_t, t = 0, 1 ...,
 * after Wagner et al. (2002), doi 10.1046/j.1365-2710.2002.00430.x. By default errors persist, e_t =
 * r e_(t-1) + u_t, by restricted likelihood (best of six ways in Turner et al. 2021, doi
 * 10.1186/s12874-021-01364-0), with variance and degrees of freedom of each figure after Kenward and
 * Roger (1997), doi 10.2307/2533558; else least squares with errors of Newey and West (1987), Bartlett
 * weights, t from n-k degrees of freedom.
 *
 * @param value         [n]; NaN: not collected (left out; lags count calendar periods).
 * @param interruption  First period after, 0 < interruption < n.
 * @param out_fitted, out_continued [n] with and without the interruption; NULL: not wanted.
 * @return JH_OK; JH_E_ARG; JH_E_DATA; JH_E_DOMAIN: fewer than two periods on a side, or not enough.
 * Tested against: R sandwich::NeweyWest, nlme::gls(method = "REML", corAR1), simulation with known
 * effect (tests/unit/evaluate/test_series.c, bench/bench_evaluate.c).
 */
JH_API enum jh_status jh_eval_series(size_t n, const double *value, size_t interruption,
    const struct jh_eval_series_options *options, double *out_fitted, double *out_continued,
    struct jh_eval_series *out_series, struct jh_error *err) JH_CHECKED;

/** Synthetic control. */
struct jh_eval_synthetic {
    double effect; /* mean gap from the interruption on */
    double rmspe_before, rmspe_after, ratio;
    double optimality_gap; /* proven: objective at most this above the best */
    double p_value;        /* rank of the ratio among placebos; NaN without */
    size_t n_placebos;     /* that count */
};
/**
 * Weights w >= 0, sum 1, over donors so that sum w_j y_jt follows the unit before the interruption
 * (Abadie, Diamond and Hainmueller 2010, doi 10.1198/jasa.2009.ap08746, all earlier outcomes as
 * predictors): pairwise Frank-Wolfe steps with exact line search, stopped when the duality gap is
 * below 1e-10 of the sum of squares (1e-5 of it after the last step; the gap reached is told).
 *
 * Placebos: every donor in turn takes the unit's place (the unit itself is not among its donors);
 * p = (1 + placebos whose after/before RMSPE ratio is at least the unit's) / (1 + placebos). Those
 * that fit worse before than `max_fit` times the unit's RMSPE are not counted.
 *
 * @param value  [n_periods] of the unit.   @param donor [n_donors * n_periods], donor-major.
 * @param max_fit 0: all placebos count; INFINITY likewise.
 * @param out_weight [n_donors].  @param out_gap [n_periods] unit less synthetic; NULL: not wanted.
 * @param out_placebo [n_donors] ratios, NaN: not counted; NULL: no placebos.
 * @return JH_OK; JH_E_ARG; JH_E_DATA: a value that is no number; JH_E_NO_CONVERGENCE; JH_E_NOMEM.
 * Tested against: R quadprog (tests/unit/evaluate/test_synthetic.c).
 */
JH_API enum jh_status jh_eval_synthetic(size_t n_donors, size_t n_periods, const double *value,
    const double *donor, size_t interruption, double max_fit, const struct jh_run *run,
    double *out_weight, double *out_gap, double *out_placebo, struct jh_eval_synthetic *out,
    struct jh_error *err) JH_CHECKED;

/** What a standardised figure counts. */
enum jh_eval_kind {
    JH_EVAL_COUNT = 0, /* events: deaths, difficult operations */
    JH_EVAL_MEAN = 1   /* amounts by case: cost, days, weight */
};
/** One centre (or hospital) beside the reference, by stratum (DRG, disease, specialty). */
struct jh_eval_ratio {
    double observed, expected;             /* over covered strata */
    double ratio, low, high;               /* observed / expected; interval NaN: not computable */
    double crude_ratio;                    /* of the plain means, over covered strata of each */
    double covered_cases, uncovered_cases; /* of the centre: strata with / without reference */
    double p_value;                        /* of ratio = 1; NaN where there is no interval */
};
/**
 * Indirect standardisation: expected = sum_g n_g r_g with the reference's rate r_g in each stratum;
 * ratio = observed / expected. Counts: exact Poisson limits by chi2 quantiles (Ulm 1990, doi
 * 10.1093/oxfordjournals.aje.a115507); means: normal, from the centre's sums of squares. The
 * reference counts as known. Strata without reference cases are counted apart, never dropped
 * silently.
 *
 * @param cases, sum           [n] of the centre; sum: events or amounts.
 * @param sum_squares          [n] of its amounts; NULL: no interval for means.
 * @param reference_cases, reference_sum [n].
 * @return JH_OK; JH_E_ARG; JH_E_DATA: negative or no number; JH_E_DOMAIN: nothing covered.
 */
JH_API enum jh_status jh_eval_standardise(enum jh_eval_kind kind, size_t n, const double *cases,
    const double *sum, const double *sum_squares, const double *reference_cases,
    const double *reference_sum, double level, struct jh_eval_ratio *out,
    struct jh_error *err) JH_CHECKED;
/** 1 - |now - benchmark| / |baseline - benchmark|; NaN where the baseline had no gap. */
JH_API double jh_eval_gap_closed(double baseline, double now, double benchmark);
/**
 * Limits of a funnel plot for ratios of counts around 1, at an expected count: Poisson with
 * interpolation (Spiegelhalter 2005, doi 10.1002/sim.1970). level: 0.95, 0.998.
 */
JH_API enum jh_status jh_eval_funnel(double expected, double level, double *out_low,
    double *out_high, struct jh_error *err) JH_CHECKED;

/** What a rate counts. */
enum jh_eval_rate {
    JH_EVAL_BINOMIAL = 0, /* those of the denominator to whom it happened: shares of cases */
    JH_EVAL_POISSON =
        1 /* events over an amount: deaths over cases expected, operations over beds */
};
/**
 * Limits of a funnel plot for rates around a target, at a denominator: binomial or Poisson with
 * interpolation (Spiegelhalter 2005, doi 10.1002/sim.1970, appendix).
 *
 * @param target       Rate in the middle, 0 < target (< 1 for binomial).
 * @param denominator  > 0; need not be whole.
 * @return JH_OK; JH_E_ARG.
 */
JH_API enum jh_status jh_eval_funnel_rate(enum jh_eval_rate kind, double target, double denominator,
    double level, double *out_low, double *out_high, struct jh_error *err) JH_CHECKED;
/**
 * How many times as far as by chance the rates of units scatter around the target: mean of z^2 with
 * the outer tenths drawn in, z = (rate - target) / error by chance (Spiegelhalter 2005, doi
 * 10.1136/qshc.2005.013755). Above 1 limits of chance alone mark too many: widen them by its root.
 *
 * @param numerator, denominator [n]; units with NaN or denominator 0 are passed over.
 * @return The factor; NaN: fewer than two units.
 */
JH_API double jh_eval_dispersion(enum jh_eval_rate kind, double target, size_t n,
    const double *numerator, const double *denominator);

/* Plain words beside a table, appended to out. `what` names the figure in the reader's language,
 * already translated ("out-of-area rate"). */
JH_API void jh_eval_words_effect(
    const struct jh_eval_estimate *effect, double level, enum jh_lang lang, struct jh_buf *out);
JH_API void jh_eval_words_pretrend(
    const struct jh_eval_pretrend *pretrend, enum jh_lang lang, struct jh_buf *out);
JH_API void jh_eval_words_series(
    const struct jh_eval_series *series, double level, enum jh_lang lang, struct jh_buf *out);
JH_API void jh_eval_words_synthetic(
    const struct jh_eval_synthetic *result, enum jh_lang lang, struct jh_buf *out);
JH_API void jh_eval_words_ratio(
    const struct jh_eval_ratio *ratio, double level, enum jh_lang lang, struct jh_buf *out);

#ifdef __cplusplus
}
#endif

#endif
