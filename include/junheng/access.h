/*
 * Accessibility of care by area, and its equity over people.
 */
#ifndef JH_ACCESS_H
#define JH_ACCESS_H

#include "junheng/run.h"
#include "junheng/travel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append only. id is the command-line name. */
#define JH_ACCESS_METHOD_MAP(X)                                                                    \
    X(NEAREST, 0, "nearest", "minutes")                                                            \
    X(CUMULATIVE, 1, "cumulative", "supply within reach")                                          \
    X(2SFCA, 2, "2sfca", "supply per 1,000 people")                                                \
    X(E2SFCA, 3, "e2sfca", "supply per 1,000 people")                                              \
    X(K_NEAREST, 4, "k-nearest", "minutes")                                                        \
    X(INTERVAL, 5, "cumulative-interval", "supply within reach")                                   \
    X(GRAVITY, 6, "gravity", "supply within reach")                                                \
    X(GRAVITY_COMPETITION, 7, "gravity-competition", "supply per 1,000 people")                    \
    X(3SFCA, 8, "3sfca", "supply per 1,000 people")                                                \
    X(M2SFCA, 9, "m2sfca", "supply per 1,000 people")                                              \
    X(I2SFCA, 10, "i2sfca", "people per unit of supply")                                           \
    X(BFCA, 11, "bfca", "supply per 1,000 people")                                                 \
    X(AVAILABILITY, 12, "spatial-availability", "supply available to the area")                    \
    X(RAAM, 13, "raam", "cost of travel and crowding")
enum jh_access_method {
#define JH_X(name, number, id, unit) JH_ACCESS_##name = number,
    JH_ACCESS_METHOD_MAP(JH_X)
#undef JH_X
};
#define JH_DECAY_MAP(X)                                                                            \
    X(BINARY, 0, "binary")                                                                         \
    X(STEP, 1, "step")                                                                             \
    X(LINEAR, 2, "linear")                                                                         \
    X(EXPONENTIAL, 3, "exponential")                                                               \
    X(POWER, 4, "power")                                                                           \
    X(GAUSSIAN, 5, "gaussian")                                                                     \
    X(GAUSSIAN_CUT, 6, "gaussian-cut")                                                             \
    X(LOGISTIC, 7, "logistic")                                                                     \
    X(AUTO, 8, "auto")
enum jh_decay {
#define JH_X(name, number, id) JH_DECAY_##name = number,
    JH_DECAY_MAP(JH_X)
#undef JH_X
};
/**
 * Weight of a trip of `minutes` (auto: as binary), 0 beyond the reach and where there is no route; shapes, parameters
 * and their defaults in docs/methods/decay.md.
 *
 * @param minutes   >= 0; INFINITY: no route.
 * @param reach_min > 0, finite.
 * @param parameter > 0 (step: 0..1), or NaN: the default for the reach; unused by binary, linear,
 *                  gaussian-cut.
 */
JH_API double jh_decay_weight(
    enum jh_decay decay, double minutes, double reach_min, double parameter);
/** The method or decay of that command-line name; false: unknown, *out untouched. */
JH_API bool jh_access_method_parse(const char *name, enum jh_access_method *out);
JH_API bool jh_decay_parse(const char *name, enum jh_decay *out);
/** Command-line name of a method or decay; unit of a method's figure as an English message key. */
JH_API const char *jh_access_method_name(enum jh_access_method method);
JH_API const char *jh_access_method_unit(enum jh_access_method method);
JH_API const char *jh_decay_name(enum jh_decay decay);
/** The decay that `auto` stands for with a method. */
JH_API enum jh_decay jh_access_auto_decay(enum jh_access_method method);
/** True where the figures are by site, not by area (i2sfca). */
JH_API bool jh_access_by_site(enum jh_access_method method);

struct jh_access_options {
    enum jh_access_method method;
    /* nearest, k-nearest, cumulative-interval, raam: none. Auto: step for e2sfca, 3sfca, m2sfca, bfca,
     * exponential for gravity and gravity-competition, else binary. */
    enum jh_decay decay;
    double reach_min;
    double parameter;  /* of the decay; NaN: its default for the reach */
    double middle_min; /* logistic: minutes at which the weight is 1/2; NaN: half the reach */
    size_t n_steps;    /* step: weights of its own, else 0 */
    const double *step_min,
        *step_weight; /* [n_steps] up to that many minutes; both ascend / fall */
    int32_t k;        /* k-nearest: number of sites, >= 1 */
    double from_min;  /* cumulative-interval: least reach, 0..reach_min; NaN: half the reach */
    double tau_min;   /* raam: minutes that weigh as much as mean crowding, > 0 */
};
/** 2sfca, auto, 60 minutes; k 3, the upper half of the reach, tau 60 minutes. */
JH_API struct jh_access_options jh_access_options_default(void);

/**
 * Accessibility on pairs within reach.
 *
 * w_ij = w(t_ij): the decay within reach; P people, S supply; sums over pairs within reach.
 *
 * nearest: least minutes to any site, whatever its supply. k-nearest: mean minutes to the k nearest.
 * cumulative, gravity (Hansen 1959): A_i = sum_j S_j w_ij.
 * cumulative-interval: cumulative averaged over all reaches from from_min to reach_min,
 *   A_i = sum_j S_j min(1, (reach - t_ij) / (reach - from)) (Tomasiello et al. 2023; the mean over a
 *   continuum of reaches, not over whole minutes).
 * 2sfca, e2sfca (Luo & Wang 2003; Luo & Qi 2009), gravity-competition (Joseph & Bantock 1982, 1984):
 *   R_j = S_j / sum_k P_k w_kj, A_i = sum_j R_j w_ij, the same times and weights in both steps
 *   (residents travel to care in both).
 * 3sfca (Wan et al. 2012): G_ij = w_ij / sum_j w_ij over the sites with supply within reach,
 *   R_j = S_j / sum_k P_k G_kj w_kj, A_i = sum_j R_j G_ij w_ij.
 * m2sfca (Delamater 2013): R_j as 2sfca, A_i = sum_j R_j w_ij^2: bad placement loses supply.
 * i2sfca (Wang 2018), by site: C_j = sum_i P_i w_ij / sum_l S_l w_il; NaN at sites without supply.
 * bfca (Paez et al. 2019): L_j = S_j / sum_i P_i w_ij / W_i, W_i = sum over sites with supply of
 *   w_il; A_i = sum_j L_j w_ij / sum_k w_kj.
 * spatial-availability (Soukhov et al. 2023): V_i = sum_j S_j P_i w_ij / sum_k P_k w_kj, the supply
 *   available to all people of the area.
 * raam (Saxon & Snow 2020): everybody goes where D_j / (rho S_j) + t_ij / tau is least, D_j the people
 *   that come, rho = sum P / sum S: a congestion equilibrium, each area's answer in closed form, in
 *   turn until less than 1e-9 of all cost could be saved (1e-6 where that takes more than two
 *   million answers). A_i is that cost; low is good.
 *
 * @param pairs      hospital = index into supply; pairs beyond options->reach_min do not count.
 * @param n_sites    Number of sites.
 * @param supply     [n_sites], >= 0; NaN counts as 0.
 * @param people     [pairs->n_areas], persons, >= 0, finite.
 * @param options    Borrowed.
 * @param out_access [pairs->n_areas], by site (jh_access_by_site()) [n_sites]; ratios per person (not
 *                   per 1,000); nearest, k-nearest: minutes, INFINITY with too few sites within
 *                   reach, as raam without a site with supply; otherwise 0 for an area without a site in reach.
 * @return JH_OK; JH_E_ARG: unknown method or decay, site out of range; JH_E_DOMAIN: negative or
 * infinite supply, people, reach, parameter, steps, k, from_min, tau_min; JH_E_NO_CONVERGENCE
 * (raam); JH_E_NOMEM. Outputs untouched on failure.
 *
 * Threads: parallel, the result does not depend on their number. Cost: O(pairs); k-nearest
 * O(pairs log pairs of an area).
 * Invariants: sum(people * access) = supply of sites with people in reach (2sfca, e2sfca, 3sfca,
 * gravity-competition); at most it (m2sfca); sum(access) = it (spatial-availability);
 * sum(supply * crowding) = people with supply in reach (i2sfca); sum(access) = sum(L) (bfca).
 * Source: Hansen (1959) J Am Inst Planners 25(2):73-76, doi:10.1080/01944365908978307; Joseph &
 * Bantock (1982) Soc Sci Med 16(1):85-90; Luo & Wang (2003) Environ Plann B 30(6):865-884, doi:10.1068/b29120; Luo & Qi (2009)
 * Health & Place 15(4):1100-1107, doi:10.1016/j.healthplace.2009.06.002; Wan, Zou & Sternberg
 * (2012) IJGIS 26(6):1073-1089, doi:10.1080/13658816.2011.624987; Delamater (2013) Health & Place
 * 24:30-43, doi:10.1016/j.healthplace.2013.07.012; Wang (2018) Prof Geogr 70(2):251-260; Paez, Higgins & Vivona (2019) PLoS ONE 14(6):e0218773,
 * doi:10.1371/journal.pone.0218773; Saxon & Snow (2020) Ann Am Assoc Geogr 110(1):205-222,
 * doi:10.1080/24694452.2019.1629870; Soukhov et al. (2023) PLoS ONE 18(1):e0278468,
 * doi:10.1371/journal.pone.0278468; Tomasiello et al. (2023) Applied Geography 157:103007,
 * doi:10.1016/j.apgeog.2023.103007.
 * Tested against: PySAL access's three-node example with asymmetric costs; cases by hand.
 */
JH_API enum jh_status jh_access(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *people, const struct jh_access_options *options,
    double *out_access, struct jh_error *err) JH_CHECKED;

/** What streaming cannot say in its figures. */
struct jh_access_stream {
    uint64_t n_pairs;    /* within reach */
    double weight_error; /* the most by which a weight is off through its table */
};
/**
 * Accessibility of points to sites by the distance model, pair by pair, never held: for a million
 * points and ten thousand sites.
 *
 * The methods that are sums over pairs: cumulative, gravity, 2sfca, e2sfca, gravity-competition,
 * m2sfca, spatial-availability; figures as of jh_access() on the pairs of the model. Two passes over
 * the sites around each point, found in rows of latitude. Places are held as unit vectors of single
 * precision (half a metre); weights come from a table over the distance, linear in between, exact
 * steps apart; sums are of double precision.
 *
 * @param point       [n_points] known; people [n_points] as jh_access().
 * @param site        [n_sites] known; supply [n_sites].
 * @param model       Of travel; NULL: default.
 * @param out_access  [n_points].
 * @param out_stream  May be NULL.
 * @return JH_OK; JH_E_UNSUPPORTED: another method; JH_E_DATA: a place unknown; JH_E_CANCELLED;
 * otherwise as jh_access(). Outputs untouched on failure.
 *
 * Threads: parallel over fixed pieces, the result does not depend on their number. Cost: two passes
 * over some 1.2 times the pairs; 28 bytes per point, 16 doubles per site.
 * Tested against: jh_access() on the same pairs.
 */
JH_API enum jh_status jh_access_points(size_t n_points, const struct jh_point *point,
    const double *people, size_t n_sites, const struct jh_point *site, const double *supply,
    const struct jh_travel_model *model, const struct jh_access_options *options,
    const struct jh_run *run, double *out_access, struct jh_access_stream *out_stream,
    struct jh_error *err) JH_CHECKED;

/** A total of new supply shared among sites, with its proof. */
struct jh_share {
    double objective; /* sum over areas judged of (P_i / P) (A_i - mean)^2 */
    double bound;     /* no sharing has less: proven */
    double gap_frac;  /* (objective - bound) / objective; 0: objective 0 */
    double before;    /* objective of the supply of today against its own mean */
    double mean;      /* all supply with people in reach / all people */
    int64_t iterations;
};
/**
 * Share new supply so that accessibility is most equal (MAEP).
 *
 * min sum_i (P_i / P) (A_i - a)^2 over x >= 0, sum x = total, x_j <= most_j, where
 * A_i = sum_j (S_j + x_j) w_ij / D_j, D_j = sum_k P_k w_kj, and a the mean over all people, which the
 * sharing does not change. Convex and quadratic; projected gradients find the sites that get nothing
 * (or their most), conjugate gradients the shares of the others. The bound is f(x) - g.(x - y), y the
 * feasible point that is best along the gradient g: f is convex, so nothing lies below it.
 *
 * @param supply   [n_sites], >= 0; NaN counts as 0.
 * @param most     [n_sites] >= 0, INFINITY: no limit; NULL: none. Sites without people in reach get 0.
 * @param people   [pairs->n_areas], all compete.
 * @param judged   [pairs->n_areas] 1: equality is among these; NULL: all.
 * @param total    >= 0, finite.
 * @param options  2sfca, e2sfca or gravity-competition, with decay and reach.
 * @param run      Stop; an early stop gives the best so far with its gap. NULL: defaults.
 * @param out_added [n_sites], sums to total.
 * @return JH_OK; JH_E_UNSUPPORTED: another method; JH_E_INFEASIBLE: the sites with people in reach cannot
 * hold the total; JH_E_DOMAIN, JH_E_ARG as jh_access(); JH_E_NOMEM. Outputs untouched on failure.
 * Cost: some hundred passes over the pairs at most; scratch of one weight per pair.
 * Source: Wang & Tang (2013) Environ Plann B, doi:10.1068/b37096.
 * Tested against: all sharings of a small case on a grid, a case by hand.
 */
JH_API enum jh_status jh_access_share(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *most, const double *people, const uint8_t *judged,
    double total, const struct jh_access_options *options, const struct jh_run *run,
    double *out_added, struct jh_share *out_share, struct jh_error *err) JH_CHECKED;

/**
 * Equity of a figure over people; infinite and NaN values are left out and counted. NaN where it is
 * not defined: nobody counted, or (gini, theil) a mean of 0.
 */
struct jh_equity {
    double mean, gini, theil, theil_between, theil_within;
    size_t n_left_out;
    double people_left_out;
    double variation;                   /* standard deviation over people / mean */
    double lowest_tenth, highest_tenth; /* mean figure of a tenth of the people, by figure */
    double tenths_ratio;                /* highest / lowest; NaN: lowest 0 */
};
/**
 * Population-weighted Gini (trapezoids under the Lorenz curve), Theil-T with its parts between and
 * within groups, coefficient of variation, lowest and highest tenth of the people; an area on the
 * border of a tenth is divided (docs/methods/equity.md).
 *
 * @param n          Number of areas.
 * @param value      [n], >= 0; INFINITY and NaN are left out.
 * @param people     [n], persons, >= 0, finite.
 * @param n_groups   Number of groups.
 * @param group      [n] group of each area (zone); JH_NONE: areas in none form one more group; NULL:
 *                   no decomposition (between, within = NaN).
 * @param out_equity Written only on success.
 * @return JH_OK; JH_E_DOMAIN: negative value or people; JH_E_ARG: group out of range; JH_E_NOMEM.
 * Invariant: theil = between + within. Cost: O(n log n).
 * Source: Gini (1912); Theil (1967) Economics and Information Theory, ch. 4.
 */
JH_API enum jh_status jh_equity(size_t n, const double *value, const double *people,
    size_t n_groups, const int32_t *group, struct jh_equity *out_equity,
    struct jh_error *err) JH_CHECKED;

/** What one group adds to inequality. */
struct jh_equity_part {
    double people, mean, gini; /* of its own people with a figure; NaN: none */
    double between, within;    /* its terms of Theil-T; all of them sum to it */
};
/**
 * Theil-T group by group, so that a change can be told group by group: its term between
 * s ln(mean / mean of all) and within s T, s = the group's share of the total.
 *
 * @param n_groups Groups; group [n], JH_NONE: in none. Others as jh_equity().
 * @param out_part [n_groups + 1], the last: areas in no group. Terms are NaN where the mean is 0.
 * @return as jh_equity(). Cost: O(n_groups n log n). Outputs untouched on failure.
 * Invariant: the terms sum to theil of jh_equity(). Source: Theil (1967), ch. 4.
 */
JH_API enum jh_status jh_equity_parts(size_t n, const double *value, const double *people,
    size_t n_groups, const int32_t *group, struct jh_equity_part *out_part,
    struct jh_error *err) JH_CHECKED;

/** Equity of a figure by income; NaN where not defined (nobody counted, a mean of 0). */
struct jh_equity_income {
    double palma;         /* mean of the richest 10 % / mean of the poorest 40 % of people */
    double concentration; /* > 0: the rich have more */
    double erreygers, wagstaff;
    size_t n_left_out; /* areas whose value or income is NaN or infinite */
    double people_left_out;
};
/**
 * Palma ratio and concentration index C = 2/mu sum_i s_i (y_i - mu) (R_i - 1/2), s share of the
 * people, R share of the people with less income (half of those with the same included); Erreygers
 * E = 4 mu / (b - a) C; Wagstaff W = mu (b - a) / ((b - mu) (mu - a)) C; a, b the bounds of y.
 *
 * @param value   [n], >= 0; INFINITY and NaN are left out.
 * @param people  [n], persons, >= 0, finite.
 * @param income  [n], per person, any unit and sign; INFINITY and NaN are left out. Equal incomes are
 *                one rank with their mean figure.
 * @param low, high  a and b; NaN: the least and greatest value counted.
 * @return JH_OK; JH_E_DOMAIN: negative value or people, a value outside the bounds; JH_E_NOMEM.
 * Cost: O(n log n). Invariants: -1 <= concentration <= 1; by income = value it is the Gini.
 * Source: Palma (2011) Dev Change 42(1):87-153, doi:10.1111/j.1467-7660.2011.01694.x; Kakwani,
 * Wagstaff & van Doorslaer (1997) J Econometrics 77(1):87-103, doi:10.1016/S0304-4076(96)01807-6;
 * Erreygers (2009) J Health Econ 28(2):504-515, doi:10.1016/j.jhealeco.2008.02.003; Wagstaff (2005)
 * Health Econ 14(4):429-432, doi:10.1002/hec.953.
 */
JH_API enum jh_status jh_equity_income(size_t n, const double *value, const double *people,
    const double *income, double low, double high, struct jh_equity_income *out_equity,
    struct jh_error *err) JH_CHECKED;

/**
 * People below a line: FGT_a = sum over y < line of p ((line - y) / line)^a / sum p for a = 0 (share
 * of people), 1 (mean shortfall), 2 (severity).
 *
 * @param line    > 0, finite, in the unit of value; INFINITY and NaN values are left out.
 * @param out_fgt NaN if nobody is counted.
 * @return JH_OK; JH_E_DOMAIN: negative value or people, the line. Invariant: FGT_0 >= FGT_1 >= FGT_2.
 * Source: Foster, Greer & Thorbecke (1984) Econometrica 52(3):761-766, doi:10.2307/1913475.
 */
JH_API enum jh_status jh_equity_shortfall(size_t n, const double *value, const double *people,
    double line, double out_fgt[3], struct jh_error *err) JH_CHECKED;

/**
 * Points of the Lorenz curve, from (0, 0) to (1, 1), equal figures one step.
 *
 * @param out_n           Number of points; 0: not defined (nobody counted, a mean of 0).
 * @param out_people_frac [n + 1] share of the people; out_value_frac [n + 1] of the figure's total.
 * @return JH_OK; JH_E_DOMAIN: negative value or people; JH_E_NOMEM. Cost: O(n log n).
 * Source: Lorenz (1905) Publ Am Stat Assoc 9(70):209-219, doi:10.2307/2276207.
 */
JH_API enum jh_status jh_equity_lorenz(size_t n, const double *value, const double *people,
    size_t *out_n, double *out_people_frac, double *out_value_frac,
    struct jh_error *err) JH_CHECKED;

#ifdef __cplusplus
}
#endif
#endif
