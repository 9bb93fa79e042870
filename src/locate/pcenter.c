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
    const struct jh_run *run;
    struct jh_rng rng;
    double lo, hi;   /* no answer below lo; an answer of value hi is known */
    double *row;     /* [m] */
    int32_t *chosen; /* [m] */
    uint8_t *open;   /* [m] of the best answer */
    uint8_t *trial;  /* [m] */
    int32_t p;       /* sites to choose beside fixed ones */
    int64_t iterations;
    bool any;
};

/* Fixed sites, those chosen, and others up to the number to open. */
static void complete(struct center *c, const int32_t *chosen, int32_t n)
{
    memset(c->trial, 0, c->problem->n_sites);
    for (int32_t k = 0; k < n; k++)
        c->trial[chosen[k]] = 1;
    for (size_t j = 0; j < c->problem->n_sites; j++) {
        enum jh_locate_state s = jh_i_locate_state(c->problem, j);
        if (s == JH_LOCATE_MUST || s == JH_LOCATE_EXISTING) {
            c->trial[j] = 1;
        } else if (s == JH_LOCATE_MAY && !c->trial[j] && n < c->p) {
            c->trial[j] = 1;
            n++;
        }
    }
}

/* Greatest cost of a client to the trial set; it may be the new best. */
static void offer(struct center *c)
{
    double most = 0;
    for (size_t i = 0; i < c->problem->n_demand && most < c->hi; i++) {
        double least = JH_INF;
        if (jh_i_locate_weight(c->problem, i) <= 0)
            continue;
        for (size_t j = 0; j < c->problem->n_sites; j++) {
            if (c->trial[j])
                least = fmin(least, jh_i_locate_cost(c->problem, i, j));
        }
        most = fmax(most, least);
    }
    if (most < c->hi) {
        c->hi = most;
        c->any = true;
        memcpy(c->open, c->trial, c->problem->n_sites);
    }
}

/* Nobody is nearer than their nearest site; the greatest cost of all; the least cost above r. */
static void survey(struct center *c, double r, double *least_max, double *most, double *above)
{
    *least_max = *most = 0;
    *above = JH_INF;
    for (size_t i = 0; i < c->problem->n_demand; i++) {
        double least = JH_INF;
        if (jh_i_locate_weight(c->problem, i) <= 0)
            continue;
        jh_i_locate_row(c->problem, i, c->row);
        for (size_t j = 0; j < c->problem->n_sites; j++) {
            double cost = c->row[j];
            if (jh_i_locate_state(c->problem, j) == JH_LOCATE_NO || isinf(cost))
                continue;
            least = fmin(least, cost);
            *most = fmax(*most, cost);
            *above = cost > r ? fmin(*above, cost) : *above;
        }
        *least_max = fmax(*least_max, least);
    }
}

static enum jh_status decide(struct center *c, double r, struct jh_i_cover_effort effort,
    enum jh_i_cover_answer *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover cover = {.n = 0};
    int32_t n = 0;
    JH_TRY(st, jh_i_cover_make(c->problem, r, false, c->run, &cover, err));
    JH_TRY(st, jh_i_cover_decide(&cover, c->p, &c->rng, c->run, &effort, out, c->chosen, &n, err));
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
    while (c->lo < c->hi && !jh_run_stopped(c->run)) {
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

static enum jh_status search(struct center *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double most = 0, above = 0;
    enum jh_i_cover_answer answer = JH_I_COVER_UNDECIDED;
    struct jh_i_cover_effort effort = {.nodes = 40, .shakes = 400};
    survey(c, JH_INF, &c->lo, &most, &above);
    if (isinf(c->lo))
        return jh_i_locate_explain_sites(c->problem, err);
    c->hi = JH_INF;
    complete(c, NULL, 0);
    offer(c);
    if (!c->any) { /* pairs are missing: is there any answer at all? */
        struct jh_i_cover_effort all = {.nodes = INT64_MAX, .shakes = 20000};
        JH_TRY(st, decide(c, most, all, &answer, err));
        if (answer == JH_I_COVER_NONE)
            return no_answer(err);
        if (answer == JH_I_COVER_UNDECIDED)
            goto out;
    }
    while (c->lo < c->hi * (1 - c->problem->gap_frac) && !jh_run_stopped(c->run)) {
        JH_TRY(st, narrow(c, effort, err));
        if (c->run != NULL && c->run->iteration_limit > 0 &&
            c->iterations >= c->run->iteration_limit)
            break;
        effort.nodes *= 4;
        effort.shakes *= 2;
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
        .run = run,
        .p = problem->p,
        .row = jh_i_calloc(m, sizeof(double)),
        .chosen = jh_i_calloc(m, sizeof(int32_t)),
        .open = jh_i_calloc(m, 1),
        .trial = jh_i_calloc(m, 1)};
    if (c.row == NULL || c.chosen == NULL || c.open == NULL || c.trial == NULL)
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
    jh_i_free(c.row);
    jh_i_free(c.chosen);
    jh_i_free(c.open);
    jh_i_free(c.trial);
    return st;
}
