/*
 * Everything the fictional territory is drawn from. All values are invented; truth.json repeats
 * them with their meaning.
 */
#ifndef JH_SAMPLE_PARAMS_H
#define JH_SAMPLE_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name, value, meaning */
#define JH_I_PARAM_MAP(X)                                                                          \
    X(size_weight, 0.7, "weight of ln(beds of the specialty)", "专科床位对数的权重")               \
    X(quality_weight, 3.0, "weight of the quality of the specialty (0..1)",                        \
        "专科质量（0..1）的权重")                                                                  \
    X(quality_weight_hard, 2.5, "added to quality_weight for hard cases",                          \
        "疑难危重病例另加的质量权重")                                                              \
    X(time_weight, 1.8, "weight of -ln(travel minutes)", "出行分钟数对数的（负）权重")             \
    X(time_relief_hard, 0.2, "taken off time_weight for hard cases", "疑难危重病例减少的时间权重") \
    X(border_weight, 0.7, "loss of utility where the hospital is in another prefecture",           \
        "跨市就医的效用损失")                                                                      \
    X(leaving_weight, 0.2, "further loss where the hospital is in another province",               \
        "跨省就医另加的效用损失")                                                                  \
    X(reach_min, 45, "any hospital within these minutes is in the choice set",                     \
        "此分钟数之内的医院均在选择集中")                                                          \
    X(growth_per_year, 0.04, "yearly growth of cases", "病例数年增长率")                           \
    X(old_age_factor, 3.2, "cases per person of 65 and over against others",                       \
        "65 岁及以上人均病例数与其他人之比")                                                       \
    X(visitors_per_bed, 0.12, "yearly cases of visitors from far origins per specialty bed",       \
        "远方来源患者每专科床位年病例数")                                                          \
    X(persons_per_case, 0.87, "persons per case", "人次比")                                        \
    X(transfer_frac, 0.22, "share of transfers among stays beyond the own prefecture",             \
        "市外就医中转诊的比例")                                                                    \
    X(transfer_frac_hard, 0.25, "added to transfer_frac for hard cases",                           \
        "疑难危重病例另加的转诊比例")                                                              \
    X(emergency_frac, 0.07, "share of emergencies", "急诊比例")                                    \
    X(elsewhere_frac, 0.06,                                                                        \
        "share of stays of people registered as living elsewhere, in province",                    \
        "省内市外就医中长期居住备案的比例")                                                        \
    X(elsewhere_frac_far, 0.18, "the same for stays outside the territory",                        \
        "省外就医中长期居住备案的比例")                                                            \
    X(unknown_frac, 0.04, "share of stays whose reason is not known", "原因不详的比例")            \
    X(visitors_hard_frac, 0.45, "share of hard cases among visitors from far origins",             \
        "远方来源患者中疑难危重的比例")                                                            \
    X(stay_factor_hard, 1.35, "stay of hard cases against others", "疑难危重病例住院日倍数")       \
    X(cost_factor_hard, 1.7, "cost of hard cases against others", "疑难危重病例费用倍数")          \
    X(cost_factor_3a, 1.25, "cost in hospitals of grade 3A", "三级甲等医院费用倍数")               \
    X(cost_factor_outside, 1.6, "cost outside the territory", "省外医院费用倍数")                  \
    X(cost_factor_other, 0.8, "cost in other hospitals", "其他医院费用倍数")                       \
    X(reason_block, 15, "cells of up to so many cases have one reason for all",                    \
        "不超过此数的单元只取一种原因")                                                            \
    X(noise, 0.5, "relative deviation of days and cost of a single case",                          \
        "单例住院日与费用的相对离差")

struct jh_i_params {
#define JH_X(name, value, en, zh) double name;
    JH_I_PARAM_MAP(JH_X)
#undef JH_X
};
extern const struct jh_i_params jh_i_params;

/** A specialty of the catalogue. */
struct jh_i_specialty {
    const char *id;
    double per_1000;             /* cases per 1,000 people and year before ageing */
    double hard_frac;            /* of them */
    double stay_days, cost_yuan; /* means of a case that is not hard */
    double
        winter; /* the first quarter's cases are 1 + winter of the mean, the third's 1 - winter */
    double children; /* 1: cases follow children, 0: everyone with the weight of age */
    int level;       /* of the least general hospital that offers it: 0 county, 1 city, 2 capital */
    bool chinese, maternal; /* offered by hospitals of Chinese medicine, of maternal care */
};
/** The i-th specialty: the catalogue, then numbered ones. */
struct jh_i_specialty jh_i_specialty_of(size_t i);
#define JH_I_N_CATALOGUE 14

enum jh_i_scope { JH_I_PER_PROVINCE, JH_I_PER_PREFECTURE, JH_I_PER_AREA, JH_I_OUTSIDE };
/** A kind of hospital; the order of the table is the order in which they are made. */
struct jh_i_tier {
    enum jh_i_scope scope;
    const char *suffix; /* of the name */
    const char *focus;  /* specialties of a specialist hospital, blank between; "" none */
    uint8_t grade, lesser_grade, sponsor, kind, role;
    double lesser_frac; /* share with the lesser grade */
    double beds, beds_sd, quality, quality_sd, bed_use, stay_days;
    int level;        /* 0 county, 1 city, 2 capital, 3 the province's first: offers everything */
    bool reaches_far; /* chosen from the whole province */
};
extern const struct jh_i_tier jh_i_tiers[];
extern const size_t jh_i_n_tiers, jh_i_n_filling_tiers; /* the last ones repeat until enough */
/** Hospitals beyond the territory. */
extern const struct jh_i_tier jh_i_tier_exporter, jh_i_tier_neighbour_city, jh_i_tier_neighbour;

#endif
