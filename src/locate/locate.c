#include "junheng/locate.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

#include "locate/locate_internal.h"

typedef enum jh_status solve_fn(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_i_locate_found *found, struct jh_error *err);

static solve_fn *const models[] = {
    [JH_LOCATE_PMEDIAN] = jh_i_locate_pmedian,
    [JH_LOCATE_PCENTER] = jh_i_locate_pcenter,
    [JH_LOCATE_MCLP] = jh_i_locate_pmedian,
    [JH_LOCATE_LSCP] = jh_i_locate_lscp,
    [JH_LOCATE_CPMP] = jh_i_locate_cpmp,
};

static const double optimal_gap = 1e-9;

void jh_locate_solution_release(struct jh_locate_solution *solution)
{
    jh_i_free(solution->open);
    jh_i_free(solution->assignment);
    *solution = (struct jh_locate_solution){0};
}

static double relative_gap(double objective, double bound)
{
    double gap = fabs(objective - bound);
    return gap == 0 ? 0 : gap / fmax(fabs(objective), 1e-300);
}

/* Nearest open site of each client; -1 where none is near enough. */
static void assign_nearest(
    const struct jh_locate_problem *problem, struct jh_locate_solution *solution)
{
    bool cover = problem->model == JH_LOCATE_MCLP || problem->model == JH_LOCATE_LSCP;
    for (size_t i = 0; i < problem->n_demand; i++) {
        double least = JH_INF;
        int32_t to = -1;
        for (size_t k = 0; k < solution->n_open; k++) {
            double cost = jh_i_locate_cost(problem, i, (size_t)solution->open[k]);
            if (cost < least) {
                least = cost;
                to = solution->open[k];
            }
        }
        solution->assignment[i] = cover && !jh_i_locate_within(least, problem->radius) ? -1 : to;
    }
}

static enum jh_status finish(const struct jh_locate_problem *problem,
    const struct jh_i_locate_found *found, struct jh_locate_solution *solution,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    bool most = problem->model == JH_LOCATE_MCLP, second = true;
    for (size_t j = 0; j < problem->n_sites; j++) {
        if (found->open[j])
            solution->open[solution->n_open++] = (int32_t)j;
    }
    if (problem->model == JH_LOCATE_CPMP)
        memcpy(solution->assignment, found->assignment,
            problem->n_demand * sizeof *solution->assignment);
    else
        assign_nearest(problem, solution);
    JH_TRY(st, jh_locate_check(problem, solution->n_open, solution->open, solution->assignment,
                   &solution->objective, problem->backup ? &solution->backup : NULL, err));
    solution->bound =
        most ? fmax(found->bound, solution->objective) : fmin(found->bound, solution->objective);
    solution->iterations = found->iterations;
    solution->gap_frac = relative_gap(solution->objective, solution->bound);
    solution->backup_bound = problem->backup ? fmax(found->backup_bound, solution->backup) : JH_NAN;
    second =
        !problem->backup || relative_gap(solution->backup, solution->backup_bound) <= optimal_gap;
    solution->status =
        solution->gap_frac <= optimal_gap && second ? JH_LOCATE_OPTIMAL : JH_LOCATE_FEASIBLE;
out:
    return st;
}

enum jh_status jh_locate_solve(const struct jh_locate_problem *problem, const struct jh_run *run,
    struct jh_locate_solution *out_solution, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_locate_found found = {.backup_bound = JH_NAN};
    struct jh_locate_solution solution = {.backup = JH_NAN};
    JH_TRY(st, jh_i_locate_validate(problem, err));
    found.open = jh_i_calloc(problem->n_sites, 1);
    found.assignment = jh_i_calloc(problem->n_demand, sizeof *found.assignment);
    solution.open = jh_i_calloc(problem->n_sites, sizeof *solution.open);
    solution.assignment = jh_i_calloc(problem->n_demand, sizeof *solution.assignment);
    if (found.open == NULL || found.assignment == NULL || solution.open == NULL ||
        solution.assignment == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, models[problem->model](problem, run, &found, err));
    if (!found.any) {
        st = jh_fail(err, JH_E_CANCELLED, "stopped before any answer was found");
        jh_hint(err, "Allow more time or more iterations, or raise p.");
        goto out;
    }
    JH_TRY(st, finish(problem, &found, &solution, err));
    *out_solution = solution;
    solution = (struct jh_locate_solution){0};
out:
    jh_locate_solution_release(&solution);
    jh_i_free(found.open);
    jh_i_free(found.assignment);
    return st;
}
