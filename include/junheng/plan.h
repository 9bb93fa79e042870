/*
 * The main job: scenario in, plan out. Runs the chain flows -> zones -> leaving specialties ->
 * siting -> pairing -> effect, and holds everything a report must be able to defend.
 */
#ifndef JH_PLAN_H
#define JH_PLAN_H

#include "junheng/access.h"
#include "junheng/choice.h"
#include "junheng/flow.h"
#include "junheng/model.h"
#include "junheng/pair.h"
#include "junheng/place.h"
#include "junheng/run.h"
#include "junheng/site.h"
#include "junheng/travel.h"
#include "junheng/zone.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A list of texts; strings owned by whoever owns the list. */
struct jh_texts {
    size_t n;
    const char *const *item;
};
/** fixed / forbidden: a hospital, or a specialty of it ("" = the hospital as a whole). */
struct jh_scenario_pick {
    const char *hospital_id, *specialty;
};

enum jh_demand { JH_DEMAND_RESIDENT = 0, JH_DEMAND_LEAVING = 1 };
/** Must a host treat the specialty already? */
enum jh_host_base { JH_HOST_BASE_TREATED = 0, JH_HOST_BASE_ANY = 1 };
enum jh_cases { JH_CASES_ALL = 0, JH_CASES_HARD = 1 };
/** What siting makes best. */
enum jh_objective {
    JH_OBJECTIVE_TRAVEL = 0,
    JH_OBJECTIVE_COVERAGE = 1,
    JH_OBJECTIVE_WORST_TENTH = 2,
    JH_OBJECTIVE_HOME = 3
};
#define JH_N_OBJECTIVES 4
/** The trade-off traced beside the plan: what more of it would buy. */
enum jh_frontier { JH_FRONTIER_NONE = 0, JH_FRONTIER_CENTRES = 1, JH_FRONTIER_BUDGET = 2 };
enum jh_assign { JH_ASSIGN_AUTO = 0, JH_ASSIGN_ZONE = 1, JH_ASSIGN_ANYWHERE = 2 };

/** Keys as in the scenario file; jh_scenario_keys() describes each with default, unit and range.
 *  -1 (counts) and NaN (quantities): not set. */
struct jh_scenario {
    const char *name;
    const char *map_review_number;
    int64_t seed;
    double time_limit_s;
    enum {
        JH_SCENARIO_ZONES_AUTO,
        JH_SCENARIO_ZONES_GIVEN,
        JH_SCENARIO_ZONES_LEIDEN,
        JH_SCENARIO_ZONES_DARTMOUTH,
        JH_SCENARIO_ZONES_HUFF,
        JH_SCENARIO_ZONES_SEEDED
    } zones_method;
    int64_t zones_count; /* -1: by the guideline; 0: as the flows suggest */
    double zones_min_population;
    enum jh_zone_unit zones_unit;
    struct jh_texts zones_centres;              /* of seeded: areas or regions, ids or names */
    bool zones_keep_given;                      /* areas of given zones stay together */
    double zones_min_localization;              /* default 0 */
    double zones_huff_beds, zones_huff_minutes; /* exponents of huff */
    enum { JH_SCENARIO_ZONES_SERVICE, JH_SCENARIO_ZONES_REFERRAL } zones_level; /* of dartmouth */
    struct jh_texts zones_referral_specialties; /* in place of hard cases */
    double zones_referral_cases;                /* of a centre, per year */
    enum {
        JH_SCENARIO_ACCESS_2SFCA,
        JH_SCENARIO_ACCESS_E2SFCA,
        JH_SCENARIO_ACCESS_3SFCA,
        JH_SCENARIO_ACCESS_M2SFCA,
        JH_SCENARIO_ACCESS_BFCA,
        JH_SCENARIO_ACCESS_GRAVITY_COMPETITION
    } access_method;
    enum jh_decay access_decay;
    double access_parameter;      /* NaN: the decay's default */
    double access_reach_min;      /* NaN: reach_min */
    double beds_share;            /* new beds shared among the centres; default 0 */
    enum jh_place_unit places_by; /* what places.count and places.list speak of */
    int64_t places_count;         /* -1: hosts in every place */
    struct jh_texts places_list;  /* chosen by hand, ids or names */
    struct jh_texts places_marks; /* with a strategic mark */
    double places_shortage, places_people, places_location, places_strategy; /* weights */
    int64_t top_specialties;     /* default 3; 0 = all */
    struct jh_texts specialties; /* empty = all */
    enum jh_ranking ranking;     /* which ranking picks the top ones; default leaving cases */
    enum jh_demand demand;
    enum jh_cases cases;
    enum jh_basis basis;                         /* NONE = first present */
    int64_t centres_max_total;                   /* -1: number of zones */
    int64_t centres_per_zone_min;                /* default 1 */
    int64_t centres_per_zone_max;                /* -1: none */
    int64_t cs_max_total, cs_per_specialty_max;  /* -1: none */
    bool cs_one_per_zone;                        /* default true */
    double cs_min_volume;                        /* cases a year; default 0 */
    struct jh_texts hosts_grades;                /* default 三级 where grades are given */
    struct jh_texts hosts_sponsors;              /* empty: not military, private, county */
    struct jh_texts hosts_kinds;                 /* empty = all, Chinese medicine apart */
    enum jh_host_base hosts_base;                /* default treated */
    double beds_ceiling_per_1000, beds_site_max; /* NaN: none */
    double beds_use;                             /* share of beds in use; default 0.85 */
    double beds_mean_stay;                       /* days; NaN: from the data */
    double budget_total;                         /* NaN: none */
    double budget_per_host;                      /* of a new centre; default 0 */
    enum jh_frontier frontier;
    int64_t frontier_points;       /* default 10 */
    double budget_per_specialty;   /* of a new centre specialty; default 0 */
    double hosts_min_beds;         /* default 0 */
    int64_t hosts_max_specialties; /* -1: none */
    size_t n_fixed, n_forbidden;
    struct jh_scenario_pick *fixed, *forbidden;
    enum jh_assign assign;             /* auto: zone where per_zone_min >= 1, else anywhere */
    double objective[JH_N_OBJECTIVES]; /* weights; default travel alone */
    enum jh_home_scope { JH_HOME_AUTO = 0, JH_HOME_TERRITORY = 1, JH_HOME_ZONE = 2 } home_scope;
    double reach_min;        /* default 60 */
    double border_reach_min; /* default 60 */
    struct jh_travel_options travel;
    /* What is built up, and who stands behind it. */
    double uplift, uplift_self_built; /* share of the gap in quality that closes; 0.5, 0.1 */
    double calibration; /* times these shares, at most 1: what achieved tells of predicted; 1 */
    int64_t exporters_max_projects; /* where the data state none; default 3 */
    enum jh_pair_from exporters_from;
    bool exporters_one_per_host;
    struct jh_texts exporters_locked, exporters_forbidden, exporters_agreed,
        exporters_refused;           /* "EXPORTER:HOST" or "EXPORTER:HOST:SPECIALTY" */
    enum jh_choice_time choice_time; /* of the model of choice */
    int64_t choice_alternatives, choice_draws;
    int64_t years_horizon, years_open_existing, years_open_new, years_ramp; /* 5, 1, 3, 3 */
    double money_central, money_province, money_city,
        money_own;                           /* parts of the investment; 1 each */
    double money_cost_home, money_cost_away; /* yuan a case; NaN: from the data */
    double money_paid_home, money_paid_away; /* share that the fund pays; 0.7, 0.55 */
    double money_hour, money_variable, money_bed;
    struct jh_texts years_new_buildings; /* ids of hospitals that need a new building */
    struct jh_scenario_store *store;     /* memory of the texts; NULL: borrowed literals only */
};

/** Value kinds of scenario keys and command options. */
enum jh_key_kind {
    JH_KEY_TEXT,
    JH_KEY_INT,
    JH_KEY_REAL,
    JH_KEY_BOOL,
    JH_KEY_CHOICE,
    JH_KEY_TEXTS,
    JH_KEY_PICKS,
    JH_KEY_WEIGHTS
};
/** One row of the scenario table: drives JSON reading, defaults, options of `site`, docs, forms. */
struct jh_scenario_key {
    const char *name; /* "centres.max_total" */
    enum jh_key_kind kind;
    size_t offset;       /* in struct jh_scenario */
    double min, max;     /* range of numbers; NaN: open */
    const char *unit;    /* "min", "persons" ...; "" */
    const char *choices; /* CHOICE: "given|leiden", in the order of the enum; TEXTS: its terms */
    const char *default_text; /* as shown to users */
    const char *help;         /* English message key, translated by the message table */
};
JH_API const struct jh_scenario_key *jh_scenario_keys(size_t *out_n);
/** All defaults; owns nothing until jh_scenario_set(). */
JH_API struct jh_scenario jh_scenario_default(void);
/** The method of accessibility that access.method names. */
JH_API enum jh_access_method jh_scenario_access_method(const struct jh_scenario *scenario);
/** Free the texts and set all defaults. */
JH_API void jh_scenario_release(struct jh_scenario *scenario);
/** Deep copy. */
JH_API enum jh_status jh_scenario_copy(const struct jh_scenario *scenario,
    struct jh_scenario *out_copy, struct jh_error *err) JH_CHECKED;

/** One text in every language (warnings, assumptions). */
struct jh_note {
    const char *text[JH_N_LANGS];
};
struct jh_notes {
    size_t n;
    struct jh_note *item;
};

/** Why hospitals are no hosts; append only. */
#define JH_EXCLUSION_MAP(X)                                                                        \
    X(OUTSIDE, 0, "outside the territory", "不在规划区域内")                                       \
    X(ROLE, 1, "role exporter or other", "输出医院或其他角色")                                     \
    X(SPONSOR, 2, "sponsor not eligible", "举办主体不符合")                                        \
    X(GRADE, 3, "grade not eligible", "医院等级不符合")                                            \
    X(KIND, 4, "kind not eligible", "医院类别不符合")                                              \
    X(BEDS, 5, "fewer beds than the minimum", "床位少于下限")                                      \
    X(FORBIDDEN, 6, "forbidden by the scenario", "情景中列为禁止")                                 \
    X(PLACE, 7, "no place known", "无坐标")                                                        \
    X(NOT_CHOSEN, 8, "in a place not chosen", "所在地点未入选")
enum jh_exclusion {
#define JH_X(name, number, en, zh) JH_EXCLUSION_##name = number,
    JH_EXCLUSION_MAP(JH_X)
#undef JH_X
};
#define JH_N_EXCLUSIONS 9

#define JH_PLAN_N_DESTINATIONS 5
/** Where the leaving cases of a centre specialty's zone go today. */
struct jh_plan_destination {
    int32_t hospital;
    double cases;
};

/** One centre specialty with its evidence. */
struct jh_plan_choice {
    int32_t hospital, specialty, zone;
    bool existing, fixed;
    double cases;           /* assigned a year */
    double mean_min;        /* after, if all attend */
    double before_mean_min; /* the same cases today, observed; NaN: unknown */
    double leaving_cases;   /* of its zone and specialty today */
    double leaving_rate;
    double present_cases; /* that the hospital treats of this specialty today */
    struct jh_plan_destination destination[JH_PLAN_N_DESTINATIONS]; /* hospital JH_NONE: no more */
    double marginal, marginal_least; /* objective lost without it; at least (proven) */
    int32_t next_hospital;           /* next best host; JH_NONE: none */
    bool next_whole;                 /* that one takes over all specialties of the host */
    double next_cost,
        next_least; /* objective lost with that one; with any other, at least (proven) */
    double quality, specialty_beds; /* NaN: not given */
    double beds_needed;             /* for its cases; NaN: no rule on beds */
    bool same_under_leaving;        /* also chosen under demand: leaving; see leaving_compared */
    int32_t leaving_hospital;       /* who would be chosen instead; JH_NONE: nobody or same */
};

/** One hospital that the plan builds up. */
struct jh_plan_centre {
    int32_t hospital, zone;
    size_t n_specialties;
    double cases;
    double reach_population,
        reach_population_outside; /* within reach_min, inside and beyond the border */
    double new_beds;              /* its part of beds.share */
};

/** Totals over the planned demand. */
struct jh_plan_effect {
    double cases;
    double before_mean_min, after_mean_min; /* NaN before: unknown */
    double before_known_cases;              /* cases whose travel today is known */
    double before_coverage, after_coverage; /* share of cases within reach_min */
    double before_worst_tenth_min, after_worst_tenth_min;
    double not_nearest_share;
};

/** How a centre specialty comes about. */
enum jh_plan_mode { JH_PLAN_EXISTING = 0, JH_PLAN_PAIRED = 1, JH_PLAN_SELF_BUILT = 2 };

/** What becomes of a centre specialty; one for each choice. NaN: not known or not predicted. */
struct jh_plan_build {
    enum jh_plan_mode mode;
    struct jh_pair pair;   /* of those not existing; exporter JH_NONE: none */
    int32_t best_exporter; /* of the specialty, who siting reckons with; JH_NONE: none */
    double quality, quality_after, exporter_quality;
    double quality_assumed;          /* after, with the best exporter */
    struct jh_choice_effect treated; /* cases of the host in the specialty, at full quality */
    double treated_assumed;          /* with the best exporter */
    double beds_before, beds_after;  /* needed by these cases at the host's mean stay and bed use */
    int32_t open_year;               /* years after approval; 0: open today */
};

/** The effect under another uplift. */
struct jh_plan_sensitivity {
    double uplift;
    double zone_home, home;   /* cases brought home to their zones, to the territory */
    double hours_saved;       /* one way, a year */
    double zone_outflow_rate; /* share of cases treated outside their zone */
};
#define JH_PLAN_N_SENSITIVITIES 3 /* low, as set, high */

/** Why a city has no centre; append only. */
#define JH_CITY_MAP(X)                                                                             \
    X(NO_HOST, 0, "no-host", "no hospital of it is eligible")                                      \
    X(MISSING, 1, "missing", "its strongest hospital cannot host all specialties of the centre")   \
    X(FARTHER, 2, "farther", "the zone's cases would travel farther")                              \
    X(FEWER_HOME, 3, "fewer-home", "fewer cases would come home")                                  \
    X(RULES, 4, "rules", "number of centres, or other rules and objectives")
enum jh_city_reason {
#define JH_X(name, number, code, text) JH_CITY_##name = number,
    JH_CITY_MAP(JH_X)
#undef JH_X
};
/** A region without a centre: its strongest eligible hospital beside the centre of its zone. */
struct jh_plan_city {
    int32_t region, hospital, centre; /* JH_NONE: no eligible hospital */
    enum jh_city_reason reason;
    size_t n_missing;                   /* specialties of the centre that it cannot host */
    double minutes_here, minutes_there; /* mean of the centre's cases, if all attend */
    double cases_here, cases_there;     /* treated today in the centre's specialties */
    double quality_here, quality_there; /* mean over them */
};

/** Circumstances that a plan is tried in; append only. */
#define JH_ROBUST_MAP(X)                                                                           \
    X(BETA_LOW, 0, "quality counts a tenth less for patients")                                     \
    X(BETA_HIGH, 1, "quality counts a tenth more for patients")                                    \
    X(EXPORTER, 2, "the exporter that matters most falls out")                                     \
    X(GROWTH, 3, "demand grows by a tenth everywhere")                                             \
    X(AGEING, 4, "demand grows by a tenth, more where more people are old")
enum jh_robust {
#define JH_X(name, number, text) JH_ROBUST_##name = number,
    JH_ROBUST_MAP(JH_X)
#undef JH_X
};
#define JH_N_ROBUST    5
#define JH_PLAN_GROWTH 0.1
/** What the same plan brings home then; NaN: not known. */
struct jh_plan_robust {
    double zone_home, home;
    int32_t exporter; /* who falls out, or JH_NONE */
};

/** What care nearer home means for three purses, by specialty that is built up; a year, in yuan, at
 *  full quality, from stated unit costs. Away: outside the patient's zone. */
struct jh_plan_account {
    int32_t specialty;
    double home_cases, away_cases; /* brought home; away today */
    double cost_home, cost_away;   /* a case */
    bool cost_from_data;
    double fund_before, fund_after, patient_before, patient_after; /* patients with their way */
    double margin_before, margin_after; /* of the centre specialties; NaN: beds unknown */
    double subsidy;                     /* what those with a loss need */
};

/** Central, province, city, own. */
#define JH_N_SOURCES_OF_MONEY 4
/** The effect in a year after approval, expected. */
struct jh_plan_year {
    int32_t year;
    double opened;    /* centre specialties built up so far that treat */
    double full_frac; /* share of the rise in quality reached, mean over centre specialties */
    double zone_home, home, hours_saved, zone_outflow_rate;
    double investment[JH_N_SOURCES_OF_MONEY]; /* in the unit of the budget; NaN: no costs stated */
    double beds;               /* needed by the centre specialties, in proportion to the rise */
    double *area_outflow_rate; /* [n_inside], of the area; proposed targets on approval */
};

/** Choices of patients before and after, by the fitted model (docs/methods/effect.md). Effects are
 *  blocks of JH_N_CHOICE_EFFECTS over all specialties; leaving = treated outside the unit. */
struct jh_plan_prediction {
    bool done;
    const char *why_not;                /* message key, where not done */
    struct jh_choice_model model;       /* of all cases, for the report */
    struct jh_choice_model by_class[2]; /* of the others, of hard ones */
    bool split;                         /* predictions rest on by_class */
    size_t n_draws, n_changes,
        n_unknown;                  /* centre specialties that change; whose change is unknown */
    struct jh_choice_effect *zones; /* sum over zones, each case leaving its own zone */
    struct jh_choice_effect *territory, *zone, *zone_specialty, *region, *area;
    double *treated_before, *treated_after;               /* [hospitals.n], all specialties */
    double before_pairing_home, before_pairing_zone_home; /* had each its best exporter */
    struct jh_plan_sensitivity sensitivity[JH_PLAN_N_SENSITIVITIES];
    struct jh_plan_robust robust[JH_N_ROBUST];
    size_t n_years;
    struct jh_plan_year *year; /* [n_years] */
    struct jh_pair_result pairs;
};

/** An opinion received on a stored plan, for its workbook; outcome is a message key. */
struct jh_plan_opinion {
    const char *unit, *text, *outcome, *reason, *effect;
};
/** Steps that the searches of a plan have made, for a replay to make as many; -1: not known, or not made.
 *  Those of the main search are plan->iterations, those of a trade-off's points stand with them. */
struct jh_plan_steps {
    int64_t siting;    /* the main search */
    int64_t leaving;   /* for leaving cases alone */
    int64_t travel;    /* by travel alone, beside objective home */
    int64_t unlimited; /* without a budget, to begin a trade-off with */
    size_t n_frontier;
    const int64_t *frontier; /* [n_frontier] of each point; borrowed */
};
/** A finished plan. Read-only; free with jh_plan_free(). Borrows the dataset. */
struct jh_plan {
    size_t n_opinions; /* lent by who writes documents; no part of the plan */
    const struct jh_plan_opinion *opinion;
    const struct jh_dataset *dataset;
    struct jh_scenario scenario; /* as run, defaults resolved */
    const char *version;         /* of the program */
    int64_t iterations;          /* a replay stops here */
    struct jh_flow_table flows;
    struct jh_zoning zoning;
    struct jh_flow_rates *territory; /* [n_specialties + 1] */
    struct jh_flow_rates *by_zone;   /* [n_zones * (n_specialties + 1)] */
    struct jh_flow_rates *by_region; /* [n_regions * (n_specialties + 1)]; lowest regions */
    struct jh_flow_rates *by_area;   /* [n_inside * (n_specialties + 1)] */
    struct jh_leaving *leaving;      /* [n_zones * n_specialties] */
    uint8_t *planned;                /* [n_zones * n_specialties] 1: planned there */
    double *demand;                  /* [n_inside * n_specialties] cases a year to be assigned */
    double unassigned_cases;         /* planned for, but without a route to a host */
    struct jh_places places;         /* n 0: hosts in every place */
    size_t n_eligible;               /* hosts */
    size_t excluded[JH_N_EXCLUSIONS];
    enum jh_site_status status;
    double objective, bound, gap_frac;
    /* With objective home: cases brought home by siting for travel alone under the same rules, and
     * its mean minutes; NaN: another objective, or not compared. */
    double home_by_travel, home_travel_mean_min;
    bool home_own_zone; /* home is the own zone */
    const char *
        objective_unit; /* message key: case-minutes, cases, minutes, score points, cases brought home */
    double cost; /* of new centres and centre specialties as the budget counts it; NaN: no costs */
    size_t n_frontier;
    struct jh_site_frontier_point *frontier; /* by rising limit; objective in the plan's unit */
    struct jh_note *frontier_clash; /* [n_frontier] which rules clash; texts NULL where feasible */
    struct jh_plan_steps steps;     /* of what follows the main search */
    size_t n_choices, n_centres;
    struct jh_plan_choice *choice; /* sorted by (zone, specialty) */
    struct jh_plan_centre *centre; /* sorted by (zone, hospital) */
    int32_t *assigned;             /* [n_inside * n_specialties] hospital or JH_NONE */
    bool leaving_compared;         /* whether the choices say what demand: leaving would change */
    struct jh_plan_effect effect;
    struct jh_travel_counts travel_counts;
    double *access_before, *access_after; /* [n_inside] beds per person; NULL: no beds */
    struct jh_equity equity_before, equity_after;
    struct jh_equity_part *equity_zones_before,
        *equity_zones_after;     /* [n_zones + 1] the last: areas in no zone; NULL as access */
    struct jh_share share;       /* how beds.share was shared */
    struct jh_plan_build *build; /* [n_choices] */
    struct jh_plan_prediction prediction;
    size_t n_cities;
    struct jh_plan_city *city; /* [n_cities], in the order of the regions */
    size_t n_accounts;
    struct jh_plan_account *account; /* [n_accounts], by specialty */
    struct jh_notes warnings, assumptions;
    struct jh_plan_store *store; /* the memory behind it */
};

/**
 * Run the chain.
 *
 * @return JH_OK; JH_E_INFEASIBLE: err names the zone or rule and what would mend it; JH_E_DATA,
 * JH_E_DOMAIN: the dataset lacks what the scenario needs; JH_E_CANCELLED: stopped before an answer.
 */
JH_API enum jh_status jh_plan_make(const struct jh_dataset *dataset,
    const struct jh_scenario *scenario, const struct jh_run *run, struct jh_plan **out_plan,
    struct jh_error *err) JH_CHECKED;
/** Make a plan once more: each search makes as many steps as it did, whatever the clock says. */
JH_API enum jh_status jh_plan_make_again(const struct jh_dataset *dataset,
    const struct jh_scenario *scenario, const struct jh_plan_steps *made, const struct jh_run *run,
    struct jh_plan **out_plan, struct jh_error *err) JH_CHECKED;
/** The same chain up to the centres and their evidence: no pairing, no prediction. */
JH_API enum jh_status jh_plan_site(const struct jh_dataset *dataset,
    const struct jh_scenario *scenario, const struct jh_run *run, struct jh_plan **out_plan,
    struct jh_error *err) JH_CHECKED;
/** Decimals that people need of the objective in its unit. */
JH_API int jh_plan_objective_decimals(const struct jh_plan *plan);
JH_API void jh_plan_free(struct jh_plan *plan);

#ifdef __cplusplus
}
#endif
#endif
