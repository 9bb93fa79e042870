/*
 * p-center: least radius at which p sites cover all. The radius is narrowed from both sides by
 * covering decisions (Minieka 1970, doi:10.1137/1012016); those that take long are put off and the
 * radii around them tried first, so that both the answer and its bound improve.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/cover.h"

struct center {
    const struct jh_locate_problem *problem;
    struct jh_locate_problem near; /* the same with the pairs up to `reach` alone */
    double reach;                  /* INFINITY: there are no such lists */
    size_t *list_start;            /* they are: */
    int32_t *list_site;
    double *list_cost;
    const struct jh_run *run;
    struct jh_rng rng;
    double lo, hi;   /* no answer below lo; an answer of value hi is known */
    double *row;     /* [m] */
    double *nearest; /* [n] */
    int32_t *chosen; /* [m] */
    int32_t *start;  /* [m] */
    uint8_t *open;   /* [m] of the best answer */
    uint8_t *trial;  /* [m] */
    int32_t p;       /* sites to choose beside fixed ones */
    int64_t iterations;
    bool any;
};

static const size_t lists_from = 1000000, lists_max = 60000000; /* pairs */

static int64_t iterations_left(const struct center *c)
{
    int64_t limit = c->run != NULL ? c->run->iteration_limit : 0;
    return limit > 0 ? (limit > c->iterations ? limit - c->iterations : 1) : 0;
}

static bool is_spent(const struct center *c)
{
    int64_t limit = c->run != NULL ? c->run->iteration_limit : 0;
    return jh_run_stopped(c->run) || (limit > 0 && c->iterations >= limit) ||
           c->lo >= c->hi * (1 - c->problem->gap_frac);
}

static bool is_fixed(const struct center *c, size_t site)
{
    enum jh_locate_state s = jh_i_locate_state(c->problem, site);
    return s == JH_LOCATE_MUST || s == JH_LOCATE_EXISTING;
}

/* Fixed sites, those chosen, and others up to the number to open. */
static void complete(struct center *c, const int32_t *chosen, int32_t n)
{
    memset(c->trial, 0, c->problem->n_sites);
    for (int32_t k = 0; k < n; k++)
        c->trial[chosen[k]] = 1;
    for (size_t j = 0; j < c->problem->n_sites; j++) {
        if (is_fixed(c, j)) {
            c->trial[j] = 1;
        } else if (jh_i_locate_state(c->problem, j) == JH_LOCATE_MAY && !c->trial[j] && n < c->p) {
            c->trial[j] = 1;
            n++;
        }
    }
}

/* Greatest cost of a client to the trial set; it may be the new best. */
static void offer(struct center *c)
{
    double most = 0;
    int32_t n = 0;
    for (size_t j = 0; j < c->problem->n_sites; j++) {
        if (c->trial[j])
            c->start[n++] = (int32_t)j;
    }
    for (size_t i = 0; i < c->problem->n_demand && most < c->hi; i++) {
        double least = JH_INF;
        if (jh_i_locate_weight(c->problem, i) <= 0)
            continue;
        for (int32_t k = 0; k < n; k++)
            least = fmin(least, jh_i_locate_cost(c->problem, i, (size_t)c->start[k]));
        most = fmax(most, least);
    }
    if (most < c->hi) {
        c->hi = most;
        c->any = true;
        memcpy(c->open, c->trial, c->problem->n_sites);
    }
}

/* Greatest of the clients' least costs, the greatest finite cost, and the least cost above r. */
static void survey(struct center *c, double r, double *least_max, double *most, double *above)
{
    const struct jh_locate_problem *from = isinf(c->reach) ? c->problem : &c->near;
    *least_max = *most = 0;
    *above = JH_INF;
    for (size_t i = 0; i < c->problem->n_demand; i++) {
        const bool listed = from->pair_start != NULL;
        size_t first = listed ? from->pair_start[i] : 0;
        size_t end = listed ? from->pair_start[i + 1] : from->n_sites;
        double least = JH_INF;
        if (jh_i_locate_weight(c->problem, i) <= 0)
            continue;
        if (!listed)
            jh_i_locate_row(from, i, c->row);
        for (size_t k = first; k < end; k++) {
            size_t j = listed ? (size_t)from->pair_site[k] : k;
            double cost = listed ? from->pair_cost[k] : c->row[j];
            if (jh_i_locate_state(c->problem, j) == JH_LOCATE_NO || isinf(cost))
                continue;
            least = fmin(least, cost);
            *most = fmax(*most, cost);
            *above = cost > r ? fmin(*above, cost) : *above;
        }
        *least_max = fmax(*least_max, least);
    }
}

/* Opens the site nearest to the client that is worst off, p times (Gonzalez 1985,
 * doi:10.1016/0304-3975(85)90224-5). */
static void spread(struct center *c)
{
    const struct jh_locate_problem *problem = c->problem;
    int32_t n = 0;
    size_t fixed = 0;
    for (size_t i = 0; i < problem->n_demand; i++)
        c->nearest[i] = jh_i_locate_weight(problem, i) > 0 ? JH_INF : -1;
    while (!jh_run_stopped(c->run)) {
        size_t worst = 0, best = SIZE_MAX;
        while (fixed < problem->n_sites && !is_fixed(c, fixed))
            fixed++;
        if (fixed < problem->n_sites) {
            best = fixed++;
        } else if (n < c->p) {
            for (size_t i = 1; i < problem->n_demand; i++)
                worst = c->nearest[i] > c->nearest[worst] ? i : worst;
            if (problem->n_demand == 0 || c->nearest[worst] <= 0)
                break;
            jh_i_locate_row(problem, worst, c->row);
            for (size_t j = 0; j < problem->n_sites; j++) {
                if (jh_i_locate_state(problem, j) == JH_LOCATE_MAY &&
                    c->row[j] < (best == SIZE_MAX ? c->nearest[worst] : c->row[best]))
                    best = j;
            }
            c->nearest[worst] = best == SIZE_MAX ? -1 : c->nearest[worst]; /* no help for it */
            if (best == SIZE_MAX)
                continue;
            c->chosen[n++] = (int32_t)best;
        } else {
            break;
        }
        for (size_t i = 0; i < problem->n_demand; i++) {
            if (c->nearest[i] > 0)
                c->nearest[i] = fmin(c->nearest[i], jh_i_locate_cost(problem, i, best));
        }
    }
    complete(c, c->chosen, n);
    offer(c);
}

static void lists_release(struct center *c)
{
    jh_i_free(c->list_start);
    jh_i_free(c->list_site);
    jh_i_free(c->list_cost);
    c->list_start = NULL;
    c->list_site = NULL;
    c->list_cost = NULL;
    c->reach = JH_INF;
}

/* Room for another row of pairs; false: too many or out of memory. */
static bool has_room(struct center *c, size_t used, size_t *cap)
{
    size_t m = c->problem->n_sites;
    if (used + m <= *cap)
        return true;
    size_t more = used + m + used / 2;
    int32_t *site = jh_i_realloc(c->list_site, more, sizeof *site);
    c->list_site = site != NULL ? site : c->list_site;
    double *cost = jh_i_realloc(c->list_cost, more, sizeof *cost);
    c->list_cost = cost != NULL ? cost : c->list_cost;
    *cap = more;
    return site != NULL && cost != NULL && used <= lists_max;
}

/* Lists of the pairs up to the known answer, so that decisions need not look at all of them; none
 * where they would be too long. */
static void make_lists(struct center *c)
{
    const struct jh_locate_problem *problem = c->problem;
    size_t n = problem->n_demand, m = problem->n_sites, used = 0, cap = 0;
    if (problem->pair_start != NULL || n * m < lists_from)
        return;
    c->list_start = jh_i_calloc(n + 1, sizeof *c->list_start);
    bool good = c->list_start != NULL;
    for (size_t i = 0; i < n && good; i++) {
        good = has_room(c, used, &cap) && !jh_run_stopped(c->run);
        if (!good)
            break;
        jh_i_locate_row(problem, i, c->row);
        for (size_t j = 0; j < m; j++) {
            if (c->row[j] > c->hi)
                continue;
            c->list_site[used] = (int32_t)j;
            c->list_cost[used++] = c->row[j];
        }
        c->list_start[i + 1] = used;
    }
    if (!good) {
        lists_release(c);
        return;
    }
    c->near = *problem;
    c->near.cost = c->near.demand_xy = c->near.site_xy = NULL;
    c->near.pair_start = c->list_start;
    c->near.pair_site = c->list_site;
    c->near.pair_cost = c->list_cost;
    c->reach = c->hi;
}

/* Fewer where each touches many rows and columns. */
static int64_t steps_of(const struct jh_i_cover *cover, int64_t steps)
{
    static const double usual = 2000;
    double n_pairs = (double)cover->row_start[cover->n];
    double each = n_pairs / (double)(cover->n + 1) * n_pairs / (double)(cover->m + 1);
    return each > usual ? 1 + (int64_t)((double)steps * usual / each) : steps;
}

static enum jh_status decide(struct center *c, double r, struct jh_i_cover_effort effort,
    enum jh_i_cover_answer *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_locate_problem *from = isinf(c->reach) ? c->problem : &c->near;
    struct jh_i_cover cover = {.n = 0};
    int32_t n = 0, n_start = 0;
    bool found = false;
    for (size_t j = 0; j < c->problem->n_sites; j++) {
        if (c->open[j] && jh_i_locate_state(c->problem, j) == JH_LOCATE_MAY)
            c->start[n_start++] = (int32_t)j;
    }
    effort.iterations_max = iterations_left(c);
    JH_TRY(st, jh_i_cover_make(from, r, false, c->run, &cover, err));
    JH_TRY(st, jh_i_cover_walk(&cover, c->p, n_start, c->start, steps_of(&cover, effort.steps),
                   false, &c->rng, c->run, &found, c->chosen, &n, err));
    *out = JH_I_COVER_FOUND;
    if (!found)
        JH_TRY(
            st, jh_i_cover_decide(&cover, c->p, &c->rng, c->run, &effort, out, c->chosen, &n, err));
    c->iterations += effort.iterations;
    if (*out == JH_I_COVER_FOUND) {
        complete(c, c->chosen, n);
        offer(c);
    } else if (*out == JH_I_COVER_NONE) {
        double least, most;
        survey(c, r, &least, &most, &c->lo);
        c->lo = fmin(c->lo, c->hi);
    }
out:
    jh_i_cover_release(&cover);
    return st;
}

/* Halve [lo, hi) around what stays undecided: below it proofs are sought, above it answers. */
static enum jh_status narrow(
    struct center *c, struct jh_i_cover_effort effort, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double open_lo = JH_INF, open_hi = -JH_INF; /* undecided radii lie between */
    while (!is_spent(c)) {
        enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
        double r = c->lo + (c->hi - c->lo) / 2;
        bool below = open_lo <= open_hi && open_lo - c->lo > 1e-3 * c->lo;
        if (below)
            r = c->lo + (open_lo - c->lo) / 2;
        else if (open_lo <= open_hi && c->hi - open_hi > 1e-3 * c->hi)
            r = open_hi + (c->hi - open_hi) / 2;
        else if (open_lo <= open_hi)
            break;
        if (r >= c->hi) /* no number between them */
            r = c->lo;
        JH_TRY(st, decide(c, r, effort, &answer, err));
        if (answer == JH_I_COVER_UNDECIDED) {
            open_lo = fmin(open_lo, r);
            open_hi = fmax(open_hi, r);
        }
        if (open_lo < c->lo) /* what was undecided has been decided from above or below */
            open_lo = c->lo;
        if (open_hi >= c->hi || open_hi < c->lo) {
            open_lo = JH_INF;
            open_hi = -JH_INF;
            if (answer == JH_I_COVER_UNDECIDED)
                break;
        }
        jh_run_progress(c->run, "narrowing the gap", c->hi > 0 ? c->lo / c->hi : 1);
    }
out:
    return st;
}

static enum jh_status no_answer(struct jh_error *err)
{
    jh_ignore(jh_fail(err, JH_E_INFEASIBLE, "no choice of that many sites reaches every client"),
        "below");
    jh_hint(err, "Raise p, allow more sites or list more pairs.");
    return JH_E_INFEASIBLE;
}

/* Pairs are missing: is there any answer at all? */
static enum jh_status reach_all(struct center *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double most = 0, above = 0;
    enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
    struct jh_i_cover_effort effort = {.nodes = INT64_MAX, .steps = 20000};
    survey(c, JH_INF, &c->lo, &most, &above);
    if (isinf(c->lo))
        return jh_i_locate_explain_sites(c->problem, err);
    JH_TRY(st, decide(c, most, effort, &answer, err));
    if (answer == JH_I_COVER_NONE)
        st = no_answer(err);
out:
    return st;
}

static enum jh_status search(struct center *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double most = 0, above = 0;
    struct jh_i_cover_effort effort = {.nodes = 1, .steps = 300};
    spread(c);
    if (!c->any)
        JH_TRY(st, reach_all(c, err));
    if (!c->any || is_spent(c))
        goto out;
    make_lists(c);
    if (!is_spent(c))
        survey(c, c->hi, &c->lo, &most, &above);
    while (!is_spent(c)) {
        JH_TRY(st, narrow(c, effort, err));
        effort.nodes = effort.nodes == 1 ? 40 : effort.nodes * 4;
        effort.steps = effort.nodes == 40 ? 2000 : effort.steps * 2;
    }
out:
    return st;
}

enum jh_status jh_i_locate_pcenter(const struct jh_locate_problem *problem,
    const struct jh_run *run, struct jh_i_locate_found *found, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t m = problem->n_sites;
    struct center c = {.problem = problem,
        .reach = JH_INF,
        .hi = JH_INF,
        .run = run,
        .p = problem->p,
        .row = jh_i_calloc(m, sizeof(double)),
        .nearest = jh_i_calloc(problem->n_demand, sizeof(double)),
        .chosen = jh_i_calloc(m, sizeof(int32_t)),
        .start = jh_i_calloc(m, sizeof(int32_t)),
        .open = jh_i_calloc(m, 1),
        .trial = jh_i_calloc(m, 1)};
    if (c.row == NULL || c.nearest == NULL || c.chosen == NULL || c.start == NULL ||
        c.open == NULL || c.trial == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    jh_rng_init(&c.rng, jh_run_seed(run), 2);
    for (size_t j = 0; j < m; j++)
        c.p -= jh_i_locate_state(problem, j) == JH_LOCATE_MUST;
    JH_TRY(st, search(&c, err));
    found->any = c.any;
    found->bound = c.lo;
    found->iterations = c.iterations;
    memcpy(found->open, c.open, m);
out:
    lists_release(&c);
    jh_i_free(c.row);
    jh_i_free(c.nearest);
    jh_i_free(c.chosen);
    jh_i_free(c.start);
    jh_i_free(c.open);
    jh_i_free(c.trial);
    return st;
}
