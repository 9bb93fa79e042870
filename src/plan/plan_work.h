/*
 * What the steps of the chain share while a plan is made.
 */
#ifndef JH_PLAN_WORK_H
#define JH_PLAN_WORK_H

#include "junheng/plan.h"

#include "base/arena.h"

/** The memory behind a plan. */
struct jh_plan_store {
    struct jh_arena arena;
};

/** Below this many cases a year a figure is marked as too small to rest on. */
#define JH_I_SMALL_CASES 30
/** A host that treats less than this share of what it would get today is pointed out. */
#define JH_I_SMALL_PRESENT_FRAC 0.05

/** A fixed or forbidden hospital or specialty of it, by index. */
struct jh_i_plan_pick {
    int32_t hospital, specialty; /* specialty JH_NONE: the hospital as a whole */
};

/** Siting by choice: what building up would do to choices, as struct jh_site_home asks. */
struct jh_i_plan_home {
    size_t n;
    double *leaving, *kept, *weight;
    double *cases, *today, *staying;
    int32_t *zone, *specialty, *host;
    size_t *start;
    bool own_zone;
    struct jh_site_problem problem; /* rules on what patients bring */
    bool loads;                     /* with all that hosts treat, for least volumes and beds */
};
/** A plan in the making. Everything below `scratch` is released when the chain ends. */
struct jh_i_plan_work {
    struct jh_plan *plan;
    const struct jh_dataset *dataset;
    const struct jh_scenario *scenario; /* = &plan->scenario */
    struct jh_run run;                  /* the caller's with the scenario's seed */
    struct jh_plan_steps again;         /* of a replay */
    double objective_offset;            /* of the plan's objective beyond the solver's */
    struct jh_arena *keep;              /* lives with the plan */
    struct jh_arena scratch;
    size_t n_areas, n_hospitals, n_specialties, n_zones; /* inside areas, all hospitals */
    uint8_t *chosen_specialty;                           /* [n_specialties] by the scenario */
    float *row_minutes;                                  /* [flows.n], INFINITY: unknown */
    size_t n_fixed, n_forbidden;
    struct jh_i_plan_pick *fixed, *forbidden;
    uint8_t *existing;  /* [n_hospitals * n_specialties] 1: a centre specialty today */
    uint8_t *may;       /* [n_hospitals] 1: may take up new specialties */
    uint8_t *exclusion; /* [n_hospitals] enum jh_exclusion + 1; 0: a host */
    size_t n_hosts;
    size_t n_untreated, n_unkind; /* (host, specialty) pairs ruled out by hosts.base, by kind */
    int32_t *host;                /* [n_hosts], hospital */
    int32_t *host_of;             /* [n_hospitals], host or JH_NONE */
    int32_t *zone_of_host;        /* [n_hosts] */
    uint8_t *host_must;           /* [n_hosts] */
    uint8_t *state;               /* [n_hosts * n_specialties] */
    uint8_t *untreated;           /* [n_hosts * n_specialties] left out for want of a base */
    /* Behind the rules, as struct jh_site_problem has them; NULL: no such rule. */
    double *host_cost, *pair_cost, *least_cases;
    double *beds_per_case, *host_beds_max, *region_beds_max, *beds_there;
    int32_t *region_of_host;
    size_t n_bed_regions;
    float *minutes; /* [n_areas * n_hosts] */
    double *demand; /* [n_areas * n_specialties], that can be assigned */
    size_t n_unassigned_areas;
    size_t n_zones_not_chosen; /* without a chosen place */
    bool zones_by_guideline;
    bool seats_by_specialty; /* access counts the beds of specialties, not of hospitals */
    struct jh_site_solution solution;
    struct jh_i_plan_home home; /* under objective home */
    bool model_tried;           /* the model of choice is fitted once */
    double *best_quality;       /* [n_specialties], of any hospital; NaN: none stated */
    int32_t *unit_of_zone, *unit_of_area, *unit_of_region, *unit_of_one; /* of areas, [areas.n] */
    int32_t *hospital_zone, *hospital_area, *hospital_region, *hospital_one; /* [hospitals.n] */
};

/** The steps, in the order of the chain; each fills its part of the plan. */
enum jh_status jh_i_plan_resolve(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_flows(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_zoning(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_rates(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_places(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_eligible(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_specialties(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_hosts(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_needs(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_limits(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_rules(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_solve(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_choices(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_centres(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_effect(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_access(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_compare(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_model(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_pairs(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_predict(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_cities(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_robust(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_money(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_years(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_frontier(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;
enum jh_status jh_i_plan_notes(struct jh_i_plan_work *w, struct jh_error *err) JH_CHECKED;

/** Cases of a flow row that count as demand: by the scenario's `cases`, without stays of people
 *  who live elsewhere, and under `leaving` only where the row leaves the area's zone. */
double jh_i_plan_row_cases(
    const struct jh_i_plan_work *w, enum jh_demand demand, size_t area, size_t row);
/** Fill demand [n_areas * n_specialties] of planned specialties; no care for routes. */
void jh_i_plan_demand(const struct jh_i_plan_work *w, enum jh_demand demand, double *out_demand);
/** True where the demand of an area may be assigned to this host at all. */
bool jh_i_plan_serves(const struct jh_i_plan_work *w, size_t area, size_t specialty, size_t host);
/** The scenario's objective for a demand. Several with weights are made comparable: mean minutes and
 *  the worst tenth's in units of reach_min, coverage as the share of cases beyond reach; the score is
 *  the weighted sum (docs/methods/plan.md). out_offset: what the score has above the objective that
 *  siting sees; NULL: not wanted. */
struct jh_site_objective jh_i_plan_objective(
    const struct jh_i_plan_work *w, const double *demand, double *out_offset);
/** The location problem for a demand; borrows from the work. */
struct jh_site_problem jh_i_plan_problem(const struct jh_i_plan_work *w, const double *demand);

/** Quality that a centre specialty reaches when all of its rise is done; NaN: not known. */
double jh_i_plan_quality_after(const struct jh_i_plan_work *w, const struct jh_plan_build *build,
    int32_t specialty, double uplift, double self_built);
/** Changes of the plan: each built centre specialty at rise[i] (0..1) of the way to quality[i];
 *  out_change [n_choices]. Those without a known rise are left out. Returns how many. */
size_t jh_i_plan_changes(const struct jh_i_plan_work *w, const double *quality, const double *rise,
    struct jh_choice_change *out_change);
/** Expected effects at the qualities, summed over zones and of the territory. */
struct jh_i_plan_expected {
    struct jh_choice_effect zones[JH_N_CHOICE_EFFECTS], territory[JH_N_CHOICE_EFFECTS];
};
enum jh_status jh_i_plan_expect(struct jh_i_plan_work *w, const double *quality, const double *rise,
    struct jh_choice_effect *out_area, struct jh_i_plan_expected *out,
    struct jh_error *err) JH_CHECKED;

/** Siting by choice into w->solution, with siting by travel beside it. */
enum jh_status jh_i_plan_solve_home(struct jh_i_plan_work *w, const struct jh_site_problem *problem,
    struct jh_error *err) JH_CHECKED;

/** The same under other rules on counts and budget. */
enum jh_status jh_i_plan_home_again(struct jh_i_plan_work *w, const struct jh_site_rules *rules,
    const struct jh_run *run, struct jh_site_solution *out_solution,
    struct jh_error *err) JH_CHECKED;

/** The run of what follows the search: a time limit no longer stops it, somebody who ends it does. */
struct jh_run jh_i_plan_run_on(const struct jh_i_plan_work *w);
/** The run of a further search, with its own part of the time limit and its own limit of steps, or those
 *  that it made (>= 0) the first time. */
struct jh_run jh_i_plan_search_on(
    const struct jh_i_plan_work *w, double share_frac, int64_t own_steps, int64_t steps_made);
/** A refusal of siting in the words of the data, with what the demand can carry under least volumes. */
void jh_i_plan_name_clash(
    const struct jh_i_plan_work *w, const struct jh_site_problem *problem, struct jh_error *err);
bool jh_i_plan_is_cut(const struct jh_i_plan_work *w);
#define JH_I_PLAN_CUT "stopped before it was done"

/** Arena allocation with the status already set: NULL means JH_E_NOMEM was written to err. */
#define JH_I_NEW(arena, n, type, err) ((type *)jh_i_plan_new((arena), (n), sizeof(type), (err)))
void *jh_i_plan_new(struct jh_arena *arena, size_t n, size_t size, struct jh_error *err);

/** "a; b; c ...": the first few of many names. */
struct jh_i_name_list {
    char text[200];
    size_t n;
};
void jh_i_name_list_add(struct jh_i_name_list *list, const char *name);

#endif
