/*
 * Lists of near sites: the only place of the engine that looks at the problem's costs.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/pm.h"

struct near {
    double cost;
    int32_t site;
};

enum { NEAR_MIN = 48, NEAR_FACTOR = 5, SAMPLE = 16 };

void jh_i_pm_source_release(struct jh_i_pm_source *source)
{
    jh_i_free(source->client);
    jh_i_free(source->weight);
    jh_i_free(source->outside);
    jh_i_free(source->n_near);
    jh_i_free(source->complete);
    *source = (struct jh_i_pm_source){0};
}

double jh_i_pm_source_cost(const struct jh_i_pm_source *source, size_t client, size_t site)
{
    double cost = jh_i_locate_cost(source->problem, (size_t)source->client[client], site);
    if (source->coverage)
        return jh_i_locate_within(cost, source->problem->radius) ? 0 : source->outside[client];
    return isinf(cost) ? source->outside[client] : cost * source->weight[client];
}

/* The least rectangle around points: least x and y, greatest x and y. */
static void enclose(size_t n, const double *xy, double box[4])
{
    box[0] = box[1] = JH_INF;
    box[2] = box[3] = -JH_INF;
    for (size_t k = 0; k < 2 * n; k++) {
        box[k % 2] = fmin(box[k % 2], xy[k]);
        box[2 + k % 2] = fmax(box[2 + k % 2], xy[k]);
    }
}

/* Points: no cost of the client is above this, which looks at no pair. */
static double farthest(const struct jh_i_pm_source *source, size_t i, const double box[4])
{
    const double *at = source->problem->demand_xy + 2 * (size_t)source->client[i];
    double dx = fmax(at[0] - box[0], box[2] - at[0]), dy = fmax(at[1] - box[1], box[3] - at[1]);
    return sqrt(dx * dx + dy * dy) * source->weight[i];
}

/* Greatest finite cost of each client, whether all weighted costs are whole; pairs may be absent. */
static void survey(struct jh_i_pm_source *source, double *row)
{
    const struct jh_locate_problem *problem = source->problem;
    struct jh_sum all = {0};
    double top = 0, box[4];
    if (problem->demand_xy != NULL)
        enclose(problem->n_sites, problem->site_xy, box);
    for (size_t i = 0; i < source->n; i++) {
        double w = source->weight[i], most = 0;
        if (problem->demand_xy != NULL && !source->integral) {
            source->outside[i] = farthest(source, i, box);
            top = fmax(top, source->outside[i]);
            continue;
        }
        jh_i_locate_row(problem, (size_t)source->client[i], row);
        for (size_t j = 0; j < problem->n_sites; j++) {
            double cost = row[j] * w;
            if (isinf(cost)) {
                source->sparse = true;
                continue;
            }
            source->integral = source->integral && cost == floor(cost);
            most = cost > most ? cost : most;
        }
        if (problem->demand_xy != NULL)
            most = fmax(most, farthest(source, i, box));
        source->outside[i] = most;
        top = most > top ? most : top;
    }
    top = top > 0 ? top : 1;
    for (size_t i = 0; i < source->n; i++) { /* in the costs' own scale: rounding follows it */
        source->outside[i] += top / (double)source->n;
        jh_sum_add(&all, source->outside[i]);
    }
    source->magnitude = jh_sum_value(&all);
    source->integral = source->integral && source->magnitude < 1e14;
    if (source->sparse ||
        source->problem->model ==
            JH_LOCATE_CPMP) { /* being left out costs more than everybody's worst */
        for (size_t i = 0; i < source->n; i++)
            source->outside[i] = source->magnitude;
    }
}

static bool coverable(const struct jh_locate_problem *problem, size_t client, double *row)
{
    jh_i_locate_row(problem, client, row);
    for (size_t j = 0; j < problem->n_sites; j++) {
        if (jh_i_locate_within(row[j], problem->radius) &&
            jh_i_locate_state(problem, j) != JH_LOCATE_NO)
            return true;
    }
    return false;
}

/* Being left out costs the client's weight; clients that no site covers are none of ours. */
static void survey_coverage(struct jh_i_pm_source *source, double *row)
{
    struct jh_sum all = {0};
    size_t n = 0;
    for (size_t i = 0; i < source->n; i++) {
        if (!coverable(source->problem, (size_t)source->client[i], row))
            continue;
        source->client[n] = source->client[i];
        source->weight[n] = source->outside[n] = source->weight[i];
        source->integral = source->integral && source->weight[i] == floor(source->weight[i]);
        jh_sum_add(&all, source->weight[n++]);
    }
    source->n = n;
    source->magnitude = jh_sum_value(&all);
    source->integral = source->integral && source->magnitude < 1e14;
}

enum jh_status jh_i_pm_source_init(
    struct jh_i_pm_source *source, const struct jh_locate_problem *problem, struct jh_error *err)
{
    size_t m = problem->n_sites;
    *source = (struct jh_i_pm_source){.problem = problem,
        .coverage = problem->model == JH_LOCATE_MCLP,
        .integral = true,
        .client = jh_i_calloc(problem->n_demand, sizeof *source->client),
        .weight = jh_i_calloc(problem->n_demand, sizeof *source->weight),
        .outside = jh_i_calloc(problem->n_demand, sizeof *source->outside),
        .n_near = jh_i_calloc(problem->n_demand, sizeof *source->n_near),
        .complete = jh_i_calloc(problem->n_demand, sizeof *source->complete)};
    double *row = jh_i_calloc(m, sizeof *row);
    if (source->client == NULL || source->weight == NULL || source->outside == NULL ||
        source->n_near == NULL || source->complete == NULL || row == NULL) {
        jh_i_free(row);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < problem->n_demand; i++) {
        double w = jh_i_locate_weight(problem, i);
        if (w > 0 || problem->model == JH_LOCATE_CPMP) {
            source->client[source->n] = (int32_t)i;
            source->weight[source->n++] = w;
        }
    }
    if (source->coverage)
        survey_coverage(source, row);
    else
        survey(source, row);
    size_t k = NEAR_MIN + NEAR_FACTOR * m / (size_t)(problem->p > 0 ? problem->p : 1);
    if (source->coverage || source->sparse || k > m - m / 3 || m < 1000)
        k = m;
    for (size_t i = 0; i < source->n; i++)
        source->n_near[i] = k;
    jh_i_free(row);
    return JH_OK;
}

static int by_cost(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* Puts the k least of a[0..n) in front. */
static void select_least(struct near *a, size_t n, size_t k)
{
    size_t lo = 0, hi = n;
    while (hi - lo > 1 && k > lo && k < hi) {
        struct near pivot = a[lo + (hi - lo) / 2];
        size_t i = lo, j = hi - 1;
        for (;;) {
            while (by_cost(&a[i], &pivot) < 0)
                i++;
            while (by_cost(&pivot, &a[j]) < 0)
                j--;
            if (i >= j)
                break;
            struct near t = a[i];
            a[i++] = a[j];
            a[j--] = t;
        }
        /* Before i nothing is above the pivot, from i on nothing below. */
        if (k <= i)
            hi = i;
        else
            lo = i;
    }
}

/* A cost that about k of n are below, from every SAMPLE-th of them; INFINITY: too few to tell. */
static double guess_threshold(const double *row, size_t n, size_t k, struct near *room)
{
    size_t used = 0, rank = k / SAMPLE + k / (2 * SAMPLE) + 4;
    for (size_t j = 0; j < n; j += SAMPLE)
        room[used++] = (struct near){row[j], (int32_t)j};
    if (4 * rank > used)
        return JH_INF;
    select_least(room, used, rank);
    double most = 0;
    for (size_t t = 0; t < rank; t++)
        most = fmax(most, room[t].cost);
    return most;
}

/* May the site ever serve the client? */
static bool serves(const struct jh_locate_problem *problem, size_t client, size_t site)
{
    if (jh_i_locate_state(problem, site) == JH_LOCATE_NO)
        return false;
    return problem->model != JH_LOCATE_CPMP ||
           jh_i_locate_fits(problem->load[client], problem->capacity[site]);
}

/* Pairs of a client up to a cost; returns their number. */
static size_t gather(const struct jh_i_pm_source *source, size_t i, const double *row, double most,
    struct near *room)
{
    const struct jh_locate_problem *problem = source->problem;
    size_t n = 0;
    for (size_t j = 0; j < problem->n_sites; j++) {
        if (!(row[j] <= most) || isinf(row[j]) || !serves(problem, (size_t)source->client[i], j))
            continue;
        room[n++] = (struct near){source->coverage ? 0 : row[j] * source->weight[i], (int32_t)j};
    }
    return n;
}

/* A client's list, sorted; returns its length. */
static size_t make_list(const struct jh_i_pm_source *source, size_t i, double *row,
    struct near *room, bool *complete, double *limit)
{
    const struct jh_locate_problem *problem = source->problem;
    size_t n = 0, k = source->n_near[i];
    double most = source->coverage ? problem->radius : JH_INF;
    jh_i_locate_row(problem, (size_t)source->client[i], row);
    if (!source->coverage && k < problem->n_sites)
        most = guess_threshold(row, problem->n_sites, k, room);
    n = gather(source, i, row, most, room);
    if (n <= k && most < JH_INF && !source->coverage)
        n = gather(source, i, row, JH_INF, room);
    *complete = n <= k;
    *limit = source->outside[i];
    if (!*complete) {
        select_least(room, n, k);
        n = k;
    }
    if (!source->coverage)
        qsort(room, n, sizeof *room, by_cost);
    if (!*complete)
        *limit = room[n - 1].cost;
    return n;
}

/* Lists of clients from..to, appended to growing arrays; false: out of memory. */
static bool make_lists(const struct jh_i_pm_source *source, size_t from, size_t to,
    struct jh_i_pm *part, double *limit)
{
    size_t m = source->problem->n_sites, cap = 0, used = 0;
    double *row = jh_i_calloc(m, sizeof *row);
    struct near *room = jh_i_calloc(m, sizeof *room);
    bool good = row != NULL && room != NULL;
    for (size_t i = from; good && i < to; i++) {
        size_t n = make_list(source, i, row, room, &source->complete[i], &limit[i]);
        if (used + n > cap) {
            cap = used + n + used / 2 + 1024;
            int32_t *site = jh_i_realloc(part->site, cap, sizeof *site);
            part->site = site != NULL ? site : part->site;
            double *cost = jh_i_realloc(part->cost, cap, sizeof *cost);
            part->cost = cost != NULL ? cost : part->cost;
            good = site != NULL && cost != NULL;
        }
        for (size_t k = 0; good && k < n; k++) {
            part->site[used + k] = room[k].site;
            part->cost[used + k] = room[k].cost;
        }
        used += n;
        part->start[i - from + 1] = used;
    }
    jh_i_free(row);
    jh_i_free(room);
    return good;
}

enum { N_PARTS = 16 };

static enum jh_status join_parts(
    struct jh_i_pm *part, const size_t *first, struct jh_i_pm *pm, struct jh_error *err)
{
    size_t n_pairs = 0;
    for (size_t t = 0; t < N_PARTS; t++)
        n_pairs += part[t].start[first[t + 1] - first[t]];
    pm->site = jh_i_calloc(n_pairs, sizeof *pm->site);
    pm->cost = jh_i_calloc(n_pairs, sizeof *pm->cost);
    if (pm->site == NULL || pm->cost == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t at = 0;
    for (size_t t = 0; t < N_PARTS; t++) {
        size_t len = part[t].start[first[t + 1] - first[t]];
        for (size_t i = first[t]; i < first[t + 1]; i++)
            pm->start[i + 1] = at + part[t].start[i - first[t] + 1];
        if (len > 0) {
            memcpy(pm->site + at, part[t].site, len * sizeof *pm->site);
            memcpy(pm->cost + at, part[t].cost, len * sizeof *pm->cost);
        }
        at += len;
        jh_i_pm_release(&part[t]);
    }
    return JH_OK;
}

enum jh_status jh_i_pm_lists(const struct jh_i_pm_source *source, const struct jh_run *run,
    struct jh_i_pm *pm, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_pm part[N_PARTS] = {{0}};
    size_t first[N_PARTS + 1], m = source->problem->n_sites;
    struct jh_i_pm made = {.n = source->n, .m = m, .p = source->problem->p};
    made.start = jh_i_calloc(made.n + 1, sizeof *made.start);
    made.limit = jh_i_calloc(made.n, sizeof *made.limit);
    made.id = jh_i_calloc(m, sizeof *made.id);
    bool good = made.start != NULL && made.limit != NULL && made.id != NULL;
    for (size_t t = 0; t <= N_PARTS; t++)
        first[t] = made.n * t / N_PARTS;
    for (size_t t = 0; good && t < N_PARTS; t++) {
        part[t].start = jh_i_calloc(first[t + 1] - first[t] + 1, sizeof *part[t].start);
        good = part[t].start != NULL;
    }
    if (good) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(run)) reduction(&& : good)
        for (size_t t = 0; t < N_PARTS; t++)
            good = make_lists(source, first[t], first[t + 1], &part[t], made.limit) && good;
    }
    if (!good)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < m; j++)
        made.id[j] = (int32_t)j;
    JH_TRY(st, join_parts(part, first, &made, err));
    JH_TRY(st, jh_i_pm_transpose(&made, err));
    jh_i_pm_release(pm);
    *pm = made;
    made = (struct jh_i_pm){0};
out:
    for (size_t t = 0; t < N_PARTS; t++)
        jh_i_pm_release(&part[t]);
    jh_i_pm_release(&made);
    return st;
}
