#include <math.h>
#include <string.h>

#include "base/num.h"

#include "locate/locate_internal.h"

static double point_cost(const struct jh_locate_problem *problem, size_t client, size_t site)
{
    double dx = problem->demand_xy[2 * client] - problem->site_xy[2 * site];
    double dy = problem->demand_xy[2 * client + 1] - problem->site_xy[2 * site + 1];
    double d = sqrt(dx * dx + dy * dy);
    return problem->metric == JH_LOCATE_FLOOR ? floor(d) : d;
}

double jh_i_locate_cost(const struct jh_locate_problem *problem, size_t client, size_t site)
{
    if (problem->cost != NULL)
        return problem->cost[client * problem->n_sites + site];
    if (problem->demand_xy != NULL)
        return point_cost(problem, client, site);
    size_t lo = problem->pair_start[client], hi = problem->pair_start[client + 1];
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (problem->pair_site[mid] < (int32_t)site)
            lo = mid + 1;
        else
            hi = mid;
    }
    bool found = lo < problem->pair_start[client + 1] && problem->pair_site[lo] == (int32_t)site;
    return found ? problem->pair_cost[lo] : JH_INF;
}

/* All of point_cost() in one loop without branches. */
static void point_row(const struct jh_locate_problem *problem, size_t client, double *out_cost)
{
    const double *xy = problem->site_xy;
    const double x = problem->demand_xy[2 * client], y = problem->demand_xy[2 * client + 1];
    for (size_t j = 0; j < problem->n_sites; j++) {
        double dx = x - xy[2 * j], dy = y - xy[2 * j + 1];
        out_cost[j] = sqrt(dx * dx + dy * dy);
    }
    for (size_t j = 0; problem->metric == JH_LOCATE_FLOOR && j < problem->n_sites; j++)
        out_cost[j] = floor(out_cost[j]);
}

void jh_i_locate_row(const struct jh_locate_problem *problem, size_t client, double *out_cost)
{
    size_t m = problem->n_sites;
    if (problem->cost != NULL) {
        memcpy(out_cost, problem->cost + client * m, m * sizeof *out_cost);
        return;
    }
    if (problem->demand_xy != NULL) {
        point_row(problem, client, out_cost);
        return;
    }
    for (size_t j = 0; j < m; j++)
        out_cost[j] = JH_INF;
    for (size_t k = problem->pair_start[client]; k < problem->pair_start[client + 1]; k++)
        out_cost[problem->pair_site[k]] = problem->pair_cost[k];
}
