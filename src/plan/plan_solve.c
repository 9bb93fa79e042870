/*
 * The search for centres, its refusals in the words of the data, and the same search for leaving
 * cases alone.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

static size_t n_objectives(const double weight[JH_N_OBJECTIVES])
{
    size_t n = 0;
    for (size_t i = 0; i < JH_N_OBJECTIVES; i++)
        n += weight[i] > 0;
    return n;
}

static const char *unit_of(const double weight[JH_N_OBJECTIVES])
{
    static const char *const units[JH_N_OBJECTIVES] = {[JH_OBJECTIVE_TRAVEL] = "case-minutes",
        [JH_OBJECTIVE_COVERAGE] = "cases",
        [JH_OBJECTIVE_WORST_TENTH] = "minutes",
        [JH_OBJECTIVE_HOME] = "cases brought home"};
    for (size_t i = 0; i < JH_N_OBJECTIVES && n_objectives(weight) == 1; i++)
        if (weight[i] > 0)
            return units[i];
    return "score points";
}

struct jh_site_objective jh_i_plan_objective(
    const struct jh_i_plan_work *w, const double *demand, double *out_offset)
{
    const double *weight = w->scenario->objective, reach = w->scenario->reach_min;
    double travel = weight[JH_OBJECTIVE_TRAVEL], coverage = weight[JH_OBJECTIVE_COVERAGE];
    double worst = weight[JH_OBJECTIVE_WORST_TENTH], cases = 0;
    bool mixed = n_objectives(weight) > 1;
    for (size_t i = 0; i < w->n_areas * w->n_specialties; i++)
        cases += demand[i];
    cases = cases > 0 ? cases : 1;
    if (out_offset != NULL)
        *out_offset = mixed ? coverage : 0;
    if (!mixed)
        return (struct jh_site_objective){
            .travel = travel > 0 || weight[JH_OBJECTIVE_HOME] > 0, /* home searches beside it */
            .coverage = coverage > 0,
            .reach_min = reach,
            .worst_tenth = worst > 0};
    return (struct jh_site_objective){.travel = travel / (cases * reach),
        .coverage = coverage / cases,
        .reach_min = reach,
        .worst_tenth = worst / reach};
}

enum jh_status jh_i_plan_solve(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_site_problem problem = jh_i_plan_problem(w, w->demand);
    const double *weight = w->scenario->objective;
    const bool home = weight[JH_OBJECTIVE_HOME] > 0;
    plan->home_by_travel = plan->home_travel_mean_min = JH_NAN;
    (void)jh_i_plan_objective(w, w->demand, &w->objective_offset);
    enum jh_status st = home ? jh_i_plan_solve_home(w, &problem, err)
                             : jh_site_solve(&problem, &w->run, &w->solution, err);
    if (st == JH_E_INFEASIBLE || st == JH_E_CANCELLED)
        jh_i_plan_name_clash(w, &problem, err);
    if (st != JH_OK)
        return st;
    plan->status = w->solution.status;
    plan->objective = w->solution.objective + w->objective_offset;
    plan->bound = w->solution.bound + w->objective_offset;
    double difference = fabs(plan->objective - plan->bound);
    plan->gap_frac = difference == 0 ? 0 : difference / fabs(plan->objective);
    plan->iterations = w->solution.iterations;
    plan->cost = w->host_cost != NULL || w->pair_cost != NULL ? w->solution.cost : JH_NAN;
    plan->objective_unit = unit_of(w->scenario->objective);
    return JH_OK;
}

/* Does the other answer hold this centre specialty; else who stands in its place there? */
static void compare_choice(const struct jh_i_plan_work *w, const struct jh_site_solution *other,
    struct jh_plan_choice *choice)
{
    choice->same_under_leaving = false;
    for (size_t i = 0; i < other->n; i++) {
        const struct jh_site_choice *o = &other->choice[i];
        if (o->zone != choice->zone || o->specialty != choice->specialty)
            continue;
        int32_t hospital = w->host[o->host];
        if (hospital == choice->hospital)
            choice->same_under_leaving = true;
        else if (choice->leaving_hospital == JH_NONE)
            choice->leaving_hospital = hospital;
    }
    if (choice->same_under_leaving)
        choice->leaving_hospital = JH_NONE;
}

/* The comparison is evidence, not the answer: it may do a quarter of the work of the main search (a
 * small search is finished anyway) in a quarter of its time, and counts only where both came close to
 * their bounds. The plan keeps how many steps it made, so that a replay decides alike. */
enum { COMPARE_ITERATIONS = 500 };
static bool close_to_bound(enum jh_site_status status, double gap_frac)
{
    return status == JH_SITE_OPTIMAL || gap_frac <= 0.05;
}

enum jh_status jh_i_plan_compare(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_plan *plan = w->plan;
    struct jh_site_solution other = {0};
    if (w->scenario->demand == JH_DEMAND_LEAVING || w->scenario->objective[JH_OBJECTIVE_HOME] > 0 ||
        !close_to_bound(plan->status, plan->gap_frac))
        return JH_OK;
    double *leaving = JH_I_NEW(&w->scratch, w->n_areas * w->n_specialties, double, err);
    if (leaving == NULL)
        return JH_E_NOMEM;
    jh_i_plan_demand(w, JH_DEMAND_LEAVING, leaving);
    double total = 0;
    for (size_t i = 0; i < w->n_areas * w->n_specialties; i++) {
        if (!(w->demand[i] > 0))
            leaving[i] = 0; /* what cannot be assigned cannot be assigned here either */
        total += leaving[i];
    }
    if (!(total > 0))
        return JH_OK;
    const struct jh_site_problem problem = jh_i_plan_problem(w, leaving);
    const int64_t least = COMPARE_ITERATIONS, steps = plan->iterations / 4;
    const struct jh_run run =
        jh_i_plan_search_on(w, 0.25, steps > least ? steps : least, w->again.leaving);
    struct jh_error why = {.status = JH_OK};
    st = jh_site_solve(&problem, &run, &other, &why);
    if (st == JH_E_INFEASIBLE || st == JH_E_CANCELLED) {
        plan->steps.leaving = 0;
        return JH_OK; /* no answer within its iterations; noted: not compared */
    }
    if (st != JH_OK)
        return jh_fail(err, st, "out of memory");
    plan->steps.leaving = other.iterations;
    plan->leaving_compared = close_to_bound(other.status, other.gap_frac);
    for (size_t i = 0; i < plan->n_choices && plan->leaving_compared; i++)
        compare_choice(w, &other, &plan->choice[i]);
    jh_site_solution_release(&other);
    return JH_OK;
}
