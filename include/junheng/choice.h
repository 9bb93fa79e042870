/*
 * Patient choice: discrete choice models fitted to who went where.
 */
#ifndef JH_CHOICE_H
#define JH_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/flow.h"
#include "junheng/model.h"
#include "junheng/run.h"
#include "junheng/status.h"
#include "junheng/travel.h"

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
    const int32_t *row_nest;       /* [rows], 0..n_nests-1, instead of options->nest; NULL: none */
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

/** How travel time enters the hospital choice model. Append only; id is the command-line name. */
#define JH_CHOICE_TIME_MAP(X)                                                                      \
    X(LOG, 0, "log")                                                                               \
    X(LINEAR, 1, "linear")                                                                         \
    X(SPLINE, 2, "spline")
enum jh_choice_time {
#define JH_X(name, number, id) JH_CHOICE_TIME_##name = number,
    JH_CHOICE_TIME_MAP(JH_X)
#undef JH_X
};
/** Whose choices. */
enum jh_choice_cases { JH_CHOICE_ALL = 0, JH_CHOICE_HARD = 1, JH_CHOICE_NOT_HARD = 2 };

/** Terms of the utility of a hospital: id, meaning as a message key. Append only. */
#define JH_CHOICE_TERM_MAP(X)                                                                      \
    X(LN_MINUTES, 0, "ln_minutes", "logarithm of travel minutes")                                  \
    X(MINUTES, 1, "minutes", "travel minutes")                                                     \
    X(MINUTES_TO_30, 2, "minutes_to_30", "travel minutes up to 30")                                \
    X(MINUTES_TO_60, 3, "minutes_to_60", "travel minutes from 30 to 60")                           \
    X(MINUTES_TO_120, 4, "minutes_to_120", "travel minutes from 60 to 120")                        \
    X(MINUTES_BEYOND, 5, "minutes_beyond", "travel minutes from 120")                              \
    X(LN_BEDS, 6, "ln_beds", "logarithm of beds of the specialty, else of the hospital")           \
    X(BEDS_UNKNOWN, 7, "beds_unknown", "beds not given")                                           \
    X(QUALITY, 8, "quality", "quality of the specialty")                                           \
    X(QUALITY_UNKNOWN, 9, "quality_unknown", "quality not given")                                  \
    X(KEY_PROVINCIAL, 10, "key_provincial", "provincial key specialty")                            \
    X(KEY_NATIONAL, 11, "key_national", "national key specialty")                                  \
    X(GRADE_3, 12, "grade_3", "grade 3, not 3A")                                                   \
    X(GRADE_3A, 13, "grade_3a", "grade 3A")                                                        \
    X(SAME_PREFECTURE, 14, "same_prefecture", "in the own prefecture")                             \
    X(OTHER_PROVINCE, 15, "other_province", "outside the own province")                            \
    X(REIMBURSEMENT_GAP, 16, "reimbursement_gap", "share that the insurance pays less than at home")
enum jh_choice_term {
#define JH_X(name, number, id, text) JH_CHOICE_##name = number,
    JH_CHOICE_TERM_MAP(JH_X)
#undef JH_X
};
#define JH_N_CHOICE_TERMS 17
JH_API const char *jh_choice_term_id(enum jh_choice_term term);
JH_API const char *jh_choice_term_text(enum jh_choice_term term);

/** How hospitals enter the utility. Append only; id is the command-line name.
 *  Attributes: by what the data state of them. Constants: one constant for each hospital by
 *  balancing, then shrunk towards what the attributes tell (empirical Bayes). */
#define JH_CHOICE_HOSPITALS_MAP(X)                                                                 \
    X(ATTRIBUTES, 0, "attributes")                                                                 \
    X(CONSTANTS, 1, "constants")
enum jh_choice_hospitals {
#define JH_X(name, number, id) JH_CHOICE_HOSPITALS_##name = number,
    JH_CHOICE_HOSPITALS_MAP(JH_X)
#undef JH_X
};
/** Nests of the hospitals of an area: id, meaning as a message key. */
#define JH_CHOICE_NEST_MAP(X)                                                                      \
    X(HOME, 0, "nest_home_zone", "likeness of hospitals in the own zone (dissimilarity)")          \
    X(TERRITORY, 1, "nest_territory", "likeness of other hospitals inside (dissimilarity)")        \
    X(OUTSIDE, 2, "nest_outside", "likeness of hospitals outside (dissimilarity)")
enum jh_choice_nest {
#define JH_X(name, number, id, text) JH_CHOICE_NEST_##name = number,
    JH_CHOICE_NEST_MAP(JH_X)
#undef JH_X
};
#define JH_N_CHOICE_NESTS 3
JH_API const char *jh_choice_nest_id(enum jh_choice_nest nest);
JH_API const char *jh_choice_nest_text(enum jh_choice_nest nest);

struct jh_choice_options {
    enum jh_choice_time time;
    enum jh_choice_cases cases;
    enum jh_choice_hospitals hospitals;
    /* nested logit over own zone, rest of the territory, outside; NULL: no nests.
     * [areas.n], [hospitals.n], zone or JH_NONE. Borrowed during the fit only. */
    const int32_t *nest_zone_of_area, *nest_zone_of_hospital;
    bool without_elsewhere;  /* leave out stays with reason resident_elsewhere */
    size_t n_alternatives;   /* filled with the nearest up to so many; 0: flows only, see below */
    double held_out_frac;    /* share of areas held out, 0..0.9; 0: none */
    bool clustered;          /* standard errors clustered by area */
    uint32_t left_out_terms; /* bit 1 << term */
    struct jh_travel_options travel;
};
/** Log time, all cases, attributes, no nests, 100 alternatives, 20 % held out, plain errors, default travel. */
JH_API struct jh_choice_options jh_choice_options_default(void);

/** How well a model tells flows of a set of areas. NaN: not defined. */
struct jh_choice_indices {
    size_t n_areas, n_rows; /* with cases; alternatives of all of them */
    double cases;           /* per year */
    double log_likelihood, null_log_likelihood;
    double rho_squared; /* 1 - log_likelihood / null_log_likelihood */
    double srmse;       /* sqrt(mean (T - T^)^2) / mean T over rows */
    double ssi;         /* Sorensen similarity: mean of 2 min(T, T^) / (T + T^), 0 / 0 as 0 */
    double right_prefecture_frac; /* sum of min(T, T^) by prefecture / sum of T; NaN: no regions */
};
/** The model of one specialty. */
struct jh_choice_specialty {
    enum jh_status status; /* JH_OK, or why there is none: in `why` */
    struct jh_error why;
    double estimate[JH_N_CHOICE_TERMS];                       /* NaN: not in the model */
    double std_error[JH_N_CHOICE_TERMS];                      /* NaN likewise */
    double covariance[JH_N_CHOICE_TERMS * JH_N_CHOICE_TERMS]; /* 0 where not in the model */
    double dissimilarity[JH_N_CHOICE_NESTS], dissimilarity_error[JH_N_CHOICE_NESTS]; /* NaN: none */
    /* Of the hospitals' constants about what their attributes tell, on the log scale; NaN: none. */
    double spread;
    size_t n_iterations;
    double cases_left_out;        /* per year, at hospitals without a travel time */
    struct jh_choice_indices all; /* fitted on all areas */
    struct jh_choice_indices
        held_out; /* areas held out under a model of the others; 0 areas: none */
};
/** What draws patients to a hospital in a specialty, travel apart (constants). NaN: not known. */
struct jh_choice_hospital {
    int32_t hospital, specialty;
    double cases;     /* per year, in the choice sets */
    double constant;  /* by balancing; NaN: no case */
    double expected;  /* what its attributes tell */
    double shrunk;    /* between the two, the nearer to `constant` the more cases there are */
    double std_error; /* of shrunk */
    double quality;   /* as given */
    double revealed;  /* quality that `shrunk` tells, in the data's own index and range */
};
/** How the model tells the choices of an area's people, all specialties together. NaN: no cases. */
struct jh_choice_area {
    double cases;        /* per year */
    double stayed, told; /* share treated in the own prefecture (own area without regions) */
    double matched_frac; /* sum over hospitals of min(T, T^) / sum of T */
};
struct jh_choice_model {
    struct jh_choice_options options;
    size_t n_specialties;
    struct jh_choice_specialty *specialty; /* [n_specialties] */
    size_t n_hospitals;                    /* 0 without constants */
    struct jh_choice_hospital *hospital;   /* [n_hospitals], by specialty, then hospital */
    size_t n_areas;
    struct jh_choice_area *area; /* [n_areas], inside areas */
};

/**
 * Hospital choice of patients, specialty by specialty: multinomial logit of areas' cases over
 * hospitals.
 *
 * Choice set of an area in a specialty: hospitals that offer it (a capability, or any case treated),
 * with a travel time, that treat anybody of the area in any specialty; with n_alternatives also all
 * exporters, and the nearest up to that number. Hospitals outside count only where stays outside
 * are collected. The likelihood of the area totals is, up to a constant, that of the
 * production-constrained Poisson gravity model (docs/methods/choice.md); counts are cases of all
 * chosen years. Terms that the data do not state, that follow from others
 * or that do not vary within choice sets are left out. What it does not check: that choice is made
 * by hospital (IIA; nests relax it), and that zero flows to the hospitals filled in were open to the
 * patients.
 *
 * Constants: terms that differ between areas (time, borders, reimbursement) by maximum likelihood
 * with a constant for every hospital, found by balancing inside a Newton step on the profile
 * likelihood (no matrix over hospitals); the constants' cases then follow a negative binomial
 * regression on the hospitals' attributes, whose posterior mean replaces them. Estimates of
 * attributes have the standard errors of that regression, between which and the others no
 * covariance is reckoned. Not together with nests.
 *
 * @param table     Reduced flows; inside areas are the origins.
 * @param options   NULL: defaults.
 * @param run       Threads, seed (which areas are held out), stop, progress.
 * @param out_model Written only on success; release with jh_choice_model_release().
 * @return JH_OK, specialties without a model have a status of their own; JH_E_DATA: hard cases or
 * stays inside not collected; JH_E_DOMAIN: an option; JH_E_UNSUPPORTED: constants and nests; JH_E_CANCELLED; JH_E_NOMEM.
 *
 * Threads: parallel, the result does not depend on their number. Cost: O(areas * hospitals log
 * hospitals) and two logit fits by specialty on areas * alternatives rows.
 * Source: Wilson (1971) Environ Plann 3(1):1-32, doi:10.1068/a030001; McFadden (1974); Knudsen &
 * Fotheringham (1986) Int Reg Sci Rev 10(2):127-147, doi:10.1177/016001768601000203 (SRMSE);
 * Correia, Guimaraes & Zylkin (2020) Stata J 20(1):95-115, doi:10.1177/1536867X20909691 (constants);
 * Clayton & Kaldor (1987) Biometrics 43(3):671-681, doi:10.2307/2532003 (shrinkage).
 * Tested against: the fictional territory's truth; PySAL spint's Austria (deviance).
 */
JH_API enum jh_status jh_choice_fit(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_options *options,
    const struct jh_run *run, struct jh_choice_model *out_model, struct jh_error *err) JH_CHECKED;
/**
 * jh_choice_fit() with attributes and with constants; the one that tells the held-out areas better
 * (likelihood, over the specialties that both fit) stays. options->hospitals is not looked at; with
 * nests, without areas held out, or beyond 1.5 million rows (areas, alternatives, specialties):
 * attributes.
 *
 * @param out_other Rho-squared of the held-out areas under the other; NaN: not tried. May be NULL.
 */
JH_API enum jh_status jh_choice_fit_better(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_options *options,
    const struct jh_run *run, struct jh_choice_model *out_model, double *out_other,
    struct jh_error *err) JH_CHECKED;
JH_API void jh_choice_model_release(struct jh_choice_model *model);

/** What changes at a hospital in a specialty. NaN: stays as it is. */
struct jh_choice_change {
    int32_t hospital, specialty;
    double quality;       /* new quality, >= 0 */
    double quality_added; /* or added to today's; the sum stays at 0 or more */
    double beds;          /* new beds of the specialty, > 0 */
    double minutes_added; /* to the travel time of everybody; the sum stays at 0 or more */
    const float
        *minutes; /* [areas.n] new travel times, NaN: as today; NULL: none; before minutes_added */
    /* Known: it moves there; minutes become those of the distance model, its prefecture that of the
     * nearest area. */
    struct jh_point moves_to;
    bool opens, closes; /* where it treats no case of the specialty today; where it does */
};
/** Nothing changes. */
JH_API struct jh_choice_change jh_choice_change_none(int32_t hospital, int32_t specialty);

/** What a prediction tells of a unit: id, meaning as a message key. Append only. */
#define JH_CHOICE_EFFECT_MAP(X)                                                                    \
    X(OUTFLOW, 0, "outflow_cases", "leaving cases")                                                \
    X(RATE, 1, "outflow_rate", "out-of-area rate")                                                 \
    X(RATE_EXCL, 2, "outflow_rate_excl", "out-of-area rate without resident elsewhere")            \
    X(HOME, 3, "cases_brought_home", "cases brought home")                                         \
    X(HOURS, 4, "travel_hours", "travel hours")                                                    \
    X(SAVED, 5, "travel_hours_saved", "travel hours saved")                                        \
    X(TREATED, 6, "treated_cases", "treated cases")
enum jh_choice_effect_kind {
#define JH_X(name, number, id, text) JH_CHOICE_EFFECT_##name = number,
    JH_CHOICE_EFFECT_MAP(JH_X)
#undef JH_X
};
#define JH_N_CHOICE_EFFECTS 7
JH_API const char *jh_choice_effect_id(enum jh_choice_effect_kind kind);
JH_API const char *jh_choice_effect_text(enum jh_choice_effect_kind kind);

/** Per year. NaN: not collected, no cases, or (low, high) no draws. */
struct jh_choice_effect {
    double before, after;
    double low, high; /* of after, 2.5 % and 97.5 % */
};

/**
 * New flows after changes at hospitals, by the incremental (pivot-point) logit.
 *
 * New share of a hospital = today's share * exp(dV) / sum over the hospitals that the area uses
 * today; a hospital that opens weighs exp(V) times today's cases / sum of exp(V) over the area's
 * choice set. Cases of each (area, specialty) are conserved, today's flows are kept where nothing
 * changes. People registered as living elsewhere move only from hospitals that close; people from
 * outside go only to hospitals that they use today. Intervals: draws of the coefficients from their
 * normal distribution, of today's shares given the years of data, and of a year's cases. What it
 * does not check: that patients know of the change, that beds suffice, that choice sets stay.
 *
 * @param model       Of the same dataset, all cases.
 * @param n_changes   No two of the same hospital and specialty; change [n_changes].
 * @param n_units     Units as in jh_flow_rates_by_unit(); unit_of_area [areas.n], unit_of_hospital
 *                    [hospitals.n], JH_NONE: in none.
 * @param n_draws     0: no intervals.
 * @param run         Threads, seed, stop, progress.
 * @param out_effects [n_units * JH_N_CHOICE_EFFECTS], unit-major. Travel hours are one way, of cases
 *                    with a travel time. Written only on success.
 * @return JH_OK; JH_E_ARG: an index, a change twice, opening what is open, changing what is not;
 * JH_E_DOMAIN: a value; JH_E_DATA: the specialty has no model, the model no such term, quality to be
 * added to is not given; JH_E_UNSUPPORTED: a model of hard or other cases only; JH_E_CANCELLED;
 * JH_E_NOMEM.
 *
 * Threads: parallel over draws, each with its own random stream: the result does not depend on their
 * number. Cost: O(draws * rows of the changed specialties); n_threads * table rows as scratch.
 * Source: Ben-Akiva & Lerman (1985) Discrete Choice Analysis, ch. 5 (incremental logit); Manheim
 * (1979) Fundamentals of Transportation Systems Analysis; Krinsky & Robb (1986) Rev Econ Stat
 * 68(4):715-719 (draws of coefficients). docs/methods/choice.md.
 * Tested against: two hospitals by hand; the fictional territory drawn anew.
 */
JH_API enum jh_status jh_choice_predict(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model, size_t n_changes,
    const struct jh_choice_change *change, size_t n_units, const int32_t *unit_of_area,
    const int32_t *unit_of_hospital, size_t n_draws, const struct jh_run *run,
    struct jh_choice_effect *out_effects, struct jh_error *err) JH_CHECKED;

/** One way to look at a prediction. */
struct jh_choice_view {
    size_t n_units;
    const int32_t *unit_of_area, *unit_of_hospital; /* as in jh_choice_predict() */
    bool by_specialty; /* a row for each unit and specialty (unit-major) instead of their sum */
    bool total;        /* one more row, the sum over units; not by_specialty */
    bool intervals;    /* false: expected figures only */
    struct jh_choice_effect *out_effects; /* [rows * JH_N_CHOICE_EFFECTS] */
};
/**
 * jh_choice_predict() seen in several ways at once: one set of draws behind all of them.
 *
 * @param hard NULL: model is of all cases. Else the model of hard cases, and model that of the others
 *             (JH_CHOICE_NOT_HARD): each kind moves by its own tastes, which a model of all cases
 *             mixes at the price of intervals that are too narrow.
 */
JH_API enum jh_status jh_choice_predict_views(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const struct jh_choice_model *model,
    const struct jh_choice_model *hard, size_t n_changes, const struct jh_choice_change *change,
    size_t n_views, const struct jh_choice_view *view, size_t n_draws, const struct jh_run *run,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
