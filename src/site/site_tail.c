/*
 * The worst tenth. Of N cases with minutes t, the mean of the tenth that travel longest is
 *   min over eta of eta + sum cases max(0, t - eta) / (N / 10)
 * (Rockafellar and Uryasev 2000, doi:10.21314/JOR.2000.038), so for a given eta it is a sum over
 * cases as travel is, and the whole is a search over one number with such a problem at each step.
 *
 * For eta in [a, b] and dropping the cases between, max(0, t - eta) >= t - eta for t > b, 0 else:
 * linear in eta, so no eta of the interval does better than the better of the problem at b and the
 * problem at a without the cases of (a, b]. Intervals are split, the lowest first, until none is
 * below the best answer; where no travel time lies inside, the ends say all.
 *
 * A bound of the whole comes first, by the other side of the same duality: the tenth is the worst of all
 * weights 0 <= q <= cases / (N / 10) that sum up to 1, so for any such q the travel problem with weights
 * q is a bound. The q are found by playing against each other (Brown 1951): q the tail of the mean
 * minutes so far, the answer the best for the mean q so far.
 */
#include "site/site_internal.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

static const int64_t first_effort = 300;    /* steps of an attempt, more when it matters again */
enum { MOST_ROUNDS = 60, IDLE_ROUNDS = 3 }; /* of weights; without a better bound */
static const int64_t round_effort = 150;

/* What is known of one problem. */
struct part {
    double bound;
    int64_t effort; /* of the next attempt */
    bool proven;    /* more effort does not help */
};

/* The interval (a, b] with the problem at b, and the one at a without what lies between. */
struct span {
    double a, b;
    struct part at_b, at_a;
};

struct tail {
    const struct jh_site_problem *p;
    const struct jh_run *run;
    const uint8_t *start; /* an open set to begin with; NULL: none */
    double per_case;      /* weight of a minute beyond eta of one case */
    double *time;         /* [n_times] distinct minutes, ascending */
    size_t n_times;
    struct span *span;
    size_t n_spans, cap;
    int64_t n, limit; /* steps */
    bool stopped, infeasible;
    double best, best_eta;
    uint8_t *open;     /* of the best */
    int32_t *assigned; /* its hosts by demand, [n_areas * n_specialties] */
    struct jh_i_site_trip *trip;
    struct jh_i_site_trip *least; /* every demand at its nearest eligible host */
    size_t n_least;
    double bound; /* by weights */
};

static struct jh_i_site_cost cost_of(const struct tail *t, double from, double above)
{
    struct jh_i_site_cost cost = jh_i_site_plain_cost(&t->p->objective);
    cost.tail = t->per_case;
    cost.tail_from = from;
    cost.tail_above = above;
    return cost;
}

/* The minutes at which the tenth of an answer begins; trips sorted by jh_i_site_value(). */
static double eta_of(const struct jh_i_site_trip *trip, size_t n)
{
    double total = 0, sum = 0;
    for (size_t k = 0; k < n; k++)
        total += trip[k].cases;
    for (size_t k = 0; k < n; k++) {
        sum += trip[k].cases;
        if (sum >= total / 10)
            return trip[k].minutes;
    }
    return 0;
}

static void keep(struct tail *t, const struct jh_i_loc *loc, const struct jh_i_loc_answer *answer)
{
    const struct jh_site_problem *p = t->p;
    double value = jh_i_site_value(p, loc, answer, t->trip);
    size_t n = 0;
    if (!(value < t->best))
        return;
    for (size_t at = 0; at < p->n_areas * p->n_specialties; at++) {
        n += p->demand[at] > 0;
        if (loc->load.on && p->demand[at] > 0)
            t->assigned[at] = answer->assigned[loc->client_of_demand[at]];
    }
    t->best = value;
    t->best_eta = eta_of(t->trip, n);
    memcpy(t->open, answer->open, jh_i_loc_n_pairs(loc));
}

/* One attempt at a problem of so many steps; an answer is offered. An attempt is a step itself: a
 * replay makes as many. */
static enum jh_status attempt(struct tail *t, const struct jh_i_site_cost *cost, int64_t effort,
    struct jh_i_loc *loc, struct jh_i_loc_answer *answer, struct jh_error *err)
{
    struct jh_run run = t->run != NULL ? *t->run : (struct jh_run){0};
    int64_t left = t->limit - t->n - 1;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_site_prepare(t->p, cost, loc, err));
    JH_TRY(st, jh_i_site_room(loc, answer, err));
    if (t->start != NULL) /* each problem from the best answer so far */
        loc->start = t->best < JH_INF ? t->open : t->start;
    left = effort < left ? effort : left;
    run.iteration_limit = left > 0 ? left : -1;
    run.progress = NULL;
    run.bounds = NULL;
    JH_TRY(st, jh_i_loc_solve(loc, &run, answer, err));
    t->n += answer->iterations + 1;
    t->stopped = answer->status != JH_I_LOC_OPTIMAL && answer->status != JH_I_LOC_INFEASIBLE &&
                 (t->n >= t->limit || jh_run_stopped(t->run));
    t->infeasible = answer->status == JH_I_LOC_INFEASIBLE;
    if (answer->status == JH_I_LOC_OPTIMAL || answer->status == JH_I_LOC_FEASIBLE)
        keep(t, loc, answer);
out:
    return st;
}

/* One attempt at the problem of an eta: raises part->bound. */
static enum jh_status work_on(
    struct tail *t, double from, double above, struct part *part, struct jh_error *err)
{
    struct jh_i_loc loc;
    struct jh_i_loc_answer answer = {0};
    const struct jh_i_site_cost cost = cost_of(t, from, above);
    enum jh_status st = JH_OK;
    jh_i_loc_init(&loc);
    if (t->n >= t->limit) {
        t->stopped = true;
        return JH_OK;
    }
    JH_TRY(st, attempt(t, &cost, part->effort, &loc, &answer, err));
    part->effort *= 3;
    part->proven = answer.status == JH_I_LOC_OPTIMAL || answer.status == JH_I_LOC_INFEASIBLE;
    if (answer.status == JH_I_LOC_OPTIMAL || answer.status == JH_I_LOC_FEASIBLE)
        part->bound = fmax(part->bound, answer.bound + t->p->objective.worst_tenth * from);
out:
    jh_i_free(answer.open);
    jh_i_free(answer.assigned);
    jh_i_loc_release(&loc);
    return st;
}

/* ---- weights ---- */

struct minutes_of {
    double minutes;
    size_t at;
};

static int longest_first(const void *a, const void *b)
{
    const struct minutes_of *x = a, *y = b;
    if (x->minutes != y->minutes)
        return x->minutes < y->minutes ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

/* One side of the play: mean minutes of the answers, mean weights; [n_areas * n_specialties]. */
struct play {
    double *minutes, *weight, *cost_weight;
    struct minutes_of *order;
    size_t n, rounds;
};

/* The answer's minutes into the mean. */
static void add_answer(const struct tail *t, struct play *play, const uint8_t *open,
    const struct jh_i_loc *loc, const int32_t *assigned)
{
    const struct jh_site_problem *p = t->p;
    play->rounds++;
    for (size_t at = 0; at < play->n; at++) {
        size_t area = at / p->n_specialties, kind = at % p->n_specialties;
        if (!(p->demand[at] > 0))
            continue;
        size_t host = assigned != NULL && loc->load.on
                          ? (size_t)assigned[loc->client_of_demand[at]]
                          : jh_i_site_nearest(p, open, area, kind, true);
        double minutes = (double)p->minutes[area * p->n_hosts + host];
        play->minutes[at] += (minutes - play->minutes[at]) / (double)play->rounds;
    }
}

/* The tail of the mean minutes into the mean weights. */
static void add_weights(const struct tail *t, struct play *play)
{
    const struct jh_site_objective *o = &t->p->objective;
    double total = 0, left, sum = 0;
    size_t n = 0;
    for (size_t at = 0; at < play->n; at++)
        if (t->p->demand[at] > 0) {
            play->order[n++] = (struct minutes_of){play->minutes[at], at};
            total += t->p->demand[at];
        }
    qsort(play->order, n, sizeof *play->order, longest_first);
    left = total / 10;
    for (size_t k = 0; k < n; k++) {
        size_t at = play->order[k].at;
        double part = fmin(fmax(left, 0), t->p->demand[at]);
        left -= part;
        play->weight[at] += (part / (total / 10) - play->weight[at]) / (double)play->rounds;
    }
    for (size_t at = 0; at < play->n; at++)
        sum += play->weight[at];
    for (size_t at = 0; at < play->n; at++) /* sum up to no more than 1, rounding too */
        play->cost_weight[at] =
            o->travel * t->p->demand[at] + o->worst_tenth * play->weight[at] / sum * (1 - 1e-12);
}

/* Rounds of the play from the best answer: t->bound. They come before the intervals, which say nothing
 * until each was worked on; how many there are must not depend on the limit, or a replay goes astray. */
static enum jh_status play_weights(struct tail *t, struct play *play, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    int n_idle = 0;
    for (int k = 0; k < MOST_ROUNDS && n_idle < IDLE_ROUNDS && !t->stopped; k++) {
        struct jh_i_loc loc;
        struct jh_i_loc_answer answer = {0};
        const struct jh_i_site_cost cost = {.travel = 1, .weight = play->cost_weight};
        add_weights(t, play);
        jh_i_loc_init(&loc);
        if (t->n >= t->limit) {
            t->stopped = true;
            break;
        }
        st = attempt(t, &cost, round_effort, &loc, &answer, err);
        if (st == JH_OK && answer.status <= JH_I_LOC_FEASIBLE) {
            n_idle = answer.bound > t->bound + 5e-3 * fabs(t->bound) ? 0 : n_idle + 1;
            t->bound = fmax(t->bound, answer.bound);
            add_answer(t, play, answer.open, &loc, answer.assigned);
            jh_run_bounds(t->run, t->best, fmin(t->bound, t->best));
        } else {
            n_idle = IDLE_ROUNDS;
        }
        jh_i_free(answer.open);
        jh_i_free(answer.assigned);
        jh_i_loc_release(&loc);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

/* Within reach is not a matter of weights: with coverage in the objective there is no such bound. */
static enum jh_status bound_by_weights(struct tail *t, struct jh_error *err)
{
    const size_t n = t->p->n_areas * t->p->n_specialties;
    enum jh_status st = JH_OK;
    struct play play = {.n = n};
    if (t->p->objective.coverage > 0 || t->stopped || !(t->best < JH_INF))
        return JH_OK;
    play.minutes = jh_i_calloc(n, sizeof *play.minutes);
    play.weight = jh_i_calloc(n, sizeof *play.weight);
    play.cost_weight = jh_i_calloc(n, sizeof *play.cost_weight);
    play.order = jh_i_calloc(n, sizeof *play.order);
    if (play.minutes == NULL || play.weight == NULL || play.cost_weight == NULL ||
        play.order == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    add_answer(t, &play, t->open, NULL, NULL);
    JH_TRY(st, play_weights(t, &play, err));
out:
    jh_i_free(play.minutes);
    jh_i_free(play.weight);
    jh_i_free(play.cost_weight);
    jh_i_free(play.order);
    return st;
}

/* ---- travel times ---- */

static int rising(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static bool list_times(struct tail *t)
{
    const size_t n = t->p->n_areas * t->p->n_hosts;
    t->time = jh_i_calloc(n + 1, sizeof *t->time);
    if (t->time == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        if (isfinite((double)t->p->minutes[i]))
            t->time[t->n_times++] = (double)t->p->minutes[i];
    t->time[t->n_times++] = 0;
    qsort(t->time, t->n_times, sizeof *t->time, rising);
    size_t to = 1;
    for (size_t i = 1; i < t->n_times; i++)
        if (t->time[i] > t->time[to - 1])
            t->time[to++] = t->time[i];
    t->n_times = to;
    return true;
}

/* Number of times below. */
static size_t time_at(const struct tail *t, double minutes)
{
    size_t low = 0, high = t->n_times;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (t->time[mid] < minutes)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- intervals ---- */

/* With every eligible host open nobody travels less: a bound of any problem before it is worked on. */
static struct part fresh_part(const struct tail *t, double from, double above, double bound)
{
    const struct jh_i_site_cost cost = cost_of(t, from, above);
    double low = jh_i_site_floor(t->p, &cost, t->n_least, t->least);
    return (struct part){fmax(bound, low), first_effort, false};
}

static bool add_span(struct tail *t, double a, double b, double bound)
{
    if (t->n_spans == t->cap) {
        size_t cap = 2 * t->cap + 16;
        struct span *span = jh_i_realloc(t->span, cap, sizeof *span);
        if (span == NULL)
            return false;
        t->span = span;
        t->cap = cap;
    }
    t->span[t->n_spans++] =
        (struct span){a, b, fresh_part(t, b, b, bound), fresh_part(t, a, b, bound)};
    return true;
}

static bool is_closed(const struct tail *t, const struct span *s)
{
    return time_at(t, nextafter(s->a, DBL_MAX)) >= time_at(t, s->b);
}

static double low_of(const struct tail *t, const struct span *s)
{
    return is_closed(t, s) ? s->at_b.bound : fmin(s->at_a.bound, s->at_b.bound);
}

static double lowest(const struct tail *t, size_t *out_at)
{
    double low = JH_INF;
    *out_at = 0;
    for (size_t k = 0; k < t->n_spans; k++)
        if (low_of(t, &t->span[k]) < low) {
            low = low_of(t, &t->span[k]);
            *out_at = k;
        }
    return low;
}

/* Answers at a few eta first; then intervals around the best one's, so that most of the range is
 * done with at once. The first ends at 0, the last at the longest trip. */
static enum jh_status first_spans(struct tail *t, struct jh_error *err)
{
    static const double shares[] = {0.5, 0.75, 0.9, 1, 1.1, 1.3, 1.7};
    enum jh_status st = JH_OK;
    double eta = -1, last = t->time[t->n_times - 1], from = -1;
    for (int k = 0; k < 4 && !t->stopped && !t->infeasible && eta != t->best_eta; k++) {
        struct part part = {-JH_INF, first_effort, false};
        eta = t->best_eta; /* 0 first */
        JH_TRY(st, work_on(t, eta, eta, &part, err));
    }
    for (size_t k = 0; k <= sizeof shares / sizeof *shares + 1; k++) {
        double want = k == 0                                ? 0
                      : k <= sizeof shares / sizeof *shares ? shares[k - 1] * t->best_eta
                                                            : last;
        double end = want < last ? t->time[time_at(t, want)] : last;
        if (!(end > from))
            continue;
        if (!add_span(t, fmax(from, 0), end, -JH_INF))
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        from = end;
    }
out:
    return st;
}

/* In the middle of its times; the part at b stays with the upper half. */
static enum jh_status split(struct tail *t, size_t k, struct jh_error *err)
{
    const struct span s = t->span[k];
    size_t low = time_at(t, nextafter(s.a, DBL_MAX)), high = time_at(t, s.b);
    size_t mid = time_at(t, 0.5 * (s.a + s.b));
    mid = mid < low ? low : mid >= high ? high - 1 : mid;
    double middle = t->time[mid];
    double both = fmin(s.at_a.bound, s.at_b.bound);
    if (!add_span(t, s.a, middle, both))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    t->span[t->n_spans - 1].at_a.bound = fmax(t->span[t->n_spans - 1].at_a.bound, s.at_a.bound);
    t->span[k].a = middle;
    t->span[k].at_a = fresh_part(t, middle, s.b, both);
    return JH_OK;
}

static enum jh_status search(struct tail *t, double *out_bound, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (;;) {
        size_t at;
        double low = fmax(lowest(t, &at), t->bound);
        *out_bound = fmax(*out_bound, fmin(low, t->best));
        if (t->stopped || t->infeasible || low >= t->best - 5e-10 * fabs(t->best))
            return JH_OK;
        struct span *s = &t->span[at];
        bool closed = is_closed(t, s), at_b = closed || s->at_b.bound <= s->at_a.bound;
        struct part *part = at_b ? &s->at_b : &s->at_a;
        bool again = part->effort > first_effort && s->b - s->a > 0.02 * s->b;
        if (!at_b && (part->proven || again)) {
            JH_TRY(st, split(t, at, err));
        } else if (part->proven) { /* its answer is known, and the best is no worse: rounding */
            part->bound = t->best;
        } else if (at_b) {
            JH_TRY(st, work_on(t, s->b, s->b, part, err));
        } else {
            JH_TRY(st, work_on(t, s->a, s->b, part, err));
        }
        jh_run_progress(t->run, "searching for the best choice of centres", 0);
        jh_run_bounds(t->run, t->best, fmin(*out_bound, t->best));
    }
out:
    return st;
}

/* ---- all ---- */

/* The best answer in the form of the problem at its eta. */
static enum jh_status hand_over(const struct tail *t, struct jh_i_loc *loc,
    struct jh_i_loc_answer *answer, struct jh_error *err)
{
    const struct jh_site_problem *p = t->p;
    const struct jh_i_site_cost cost = cost_of(t, t->best_eta, t->best_eta);
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_site_prepare(p, &cost, loc, err));
    JH_TRY(st, jh_i_site_room(loc, answer, err));
    memcpy(answer->open, t->open, jh_i_loc_n_pairs(loc));
    for (size_t at = 0; at < p->n_areas * p->n_specialties && loc->load.on; at++)
        if (loc->client_of_demand[at] >= 0)
            answer->assigned[loc->client_of_demand[at]] = t->assigned[at];
out:
    return st;
}

static bool tail_init(struct tail *t)
{
    const struct jh_site_problem *p = t->p;
    size_t n = p->n_areas * p->n_specialties;
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += p->demand[i];
    t->per_case = total > 0 ? p->objective.worst_tenth / (total / 10) : 0;
    t->open = jh_i_calloc(p->n_hosts * p->n_specialties, sizeof *t->open);
    t->assigned = jh_i_calloc(n, sizeof *t->assigned);
    t->trip = jh_i_calloc(n, sizeof *t->trip);
    t->least = jh_i_calloc(n, sizeof *t->least);
    if (t->open == NULL || t->assigned == NULL || t->trip == NULL || t->least == NULL)
        return false;
    t->n_least = jh_i_site_least_trips(p, t->least);
    return list_times(t);
}

enum jh_status jh_i_site_solve_tail(const struct jh_site_problem *p, const struct jh_run *run,
    const uint8_t *start, struct jh_i_loc *loc, struct jh_i_loc_answer *answer,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct tail t = {
        .p = p, .run = run, .start = start, .best = JH_INF, .limit = jh_run_steps(run)};
    double bound = -JH_INF;
    if (!tail_init(&t)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, first_spans(&t, err));
    JH_TRY(st, bound_by_weights(&t, err));
    JH_TRY(st, search(&t, &bound, err));
    JH_TRY(st, hand_over(&t, loc, answer, err));
    answer->objective = t.best;
    answer->bound = bound;
    answer->iterations = t.n;
    answer->status = t.infeasible                            ? JH_I_LOC_INFEASIBLE
                     : !(t.best < JH_INF)                    ? JH_I_LOC_UNKNOWN
                     : bound >= t.best - 1e-9 * fabs(t.best) ? JH_I_LOC_OPTIMAL
                                                             : JH_I_LOC_FEASIBLE;
out:
    jh_i_free(t.time);
    jh_i_free(t.span);
    jh_i_free(t.open);
    jh_i_free(t.assigned);
    jh_i_free(t.trip);
    jh_i_free(t.least);
    return st;
}
