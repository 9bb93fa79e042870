/*
 * Sharing new supply so that accessibility is most equal: a convex quadratic programme over a simplex
 * with bounds, by projected gradients and conjugate gradients on the face, with a proven gap.
 */
#include <stdlib.h>
#include <string.h>

#include "access/decay.h"
#include "access/job.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "junheng/run.h"

#define ROUNDS_MOST 1000
#define GAP_ENOUGH  1e-9
#define NOTHING     1e-15 /* of the mean squared: as equal as numbers can tell */
#define FACE_STEPS  200   /* of conjugate gradients on one face */
#define FACE_ENOUGH 1e-5  /* residual against that at the start */
#define BISECTIONS  200
#define NEAR_BOUND  1e-12 /* of the total: at its bound */

/* The problem: A = base + F x, F_ij = factor of pair k = (i, j), by area as the pairs are. */
struct sharing {
    const struct jh_travel_pairs *pairs;
    size_t n, n_areas;
    double total, mean;
    double *factor;        /* [pairs.n] w_ij / D_j */
    double *mass;          /* [n_areas] P_i / P of the judged, else 0 */
    double *base;          /* [n_areas] A of today */
    double *most;          /* [n] */
    double *metric;        /* [n] diagonal of the Hessian; 0: nobody in reach */
    double *x, *g;         /* [n] */
    double *access;        /* [n_areas] of x */
    double *d, *r, *z, *h; /* [n] direction, residual, preconditioned, Hessian times direction */
    double *room;          /* [n_areas] */
    uint8_t *open;         /* [n] strictly between its bounds */
};

static void close_sharing(struct sharing *s)
{
    double *const blocks[] = {s->factor, s->mass, s->base, s->most, s->access, s->room, s->metric};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
        jh_i_free(blocks[k]);
    jh_i_free(s->x);
    jh_i_free(s->open);
}

static enum jh_status open_sharing(struct sharing *s, struct jh_error *err)
{
    size_t n = s->n, m = s->n_areas;
    s->factor = jh_i_calloc(s->pairs->n, sizeof *s->factor);
    s->mass = jh_i_calloc(m, sizeof *s->mass);
    s->base = jh_i_calloc(m, sizeof *s->base);
    s->access = jh_i_calloc(m, sizeof *s->access);
    s->room = jh_i_calloc(m, sizeof *s->room);
    s->most = jh_i_calloc(n, sizeof *s->most);
    s->metric = jh_i_calloc(n, sizeof *s->metric);
    s->x = jh_i_calloc(n, 6 * sizeof *s->x);
    s->open = jh_i_calloc(n, sizeof *s->open);
    if (s->factor == NULL || s->mass == NULL || s->base == NULL || s->access == NULL ||
        s->room == NULL || s->most == NULL || s->metric == NULL || s->x == NULL || s->open == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    s->g = s->x + n;
    s->d = s->x + 2 * n;
    s->r = s->x + 3 * n;
    s->z = s->x + 4 * n;
    s->h = s->x + 5 * n;
    return JH_OK;
}

/* out[i] += sum over sites of F_ij x_j */
static void add_access(const struct sharing *s, const double *x, double *out)
{
    const struct jh_travel_pairs *pairs = s->pairs;
    for (size_t i = 0; i < s->n_areas; i++)
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++)
            out[i] += s->factor[k] * x[pairs->hospital[k]];
}

/* out[j] = 2 sum over areas of F_ij mass_i v_i */
static void pull_back(const struct sharing *s, const double *v, double *out)
{
    const struct jh_travel_pairs *pairs = s->pairs;
    memset(out, 0, s->n * sizeof *out);
    for (size_t i = 0; i < s->n_areas; i++) {
        double mine = 2 * s->mass[i] * v[i];
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1] && mine != 0; k++)
            out[pairs->hospital[k]] += s->factor[k] * mine;
    }
}

static double dot(size_t n, const double *a, const double *b)
{
    struct jh_sum sum = {0};
    for (size_t j = 0; j < n; j++)
        jh_sum_add(&sum, a[j] * b[j]);
    return jh_sum_value(&sum);
}

static double spread(const struct sharing *s, const double *access, double mean)
{
    struct jh_sum sum = {0};
    for (size_t i = 0; i < s->n_areas; i++)
        jh_sum_add(&sum, s->mass[i] * (access[i] - mean) * (access[i] - mean));
    return jh_sum_value(&sum);
}

/* Accessibility and gradient of x from scratch: rounding does not pile up. */
static double look(struct sharing *s)
{
    memcpy(s->access, s->base, s->n_areas * sizeof *s->access);
    add_access(s, s->x, s->access);
    for (size_t i = 0; i < s->n_areas; i++)
        s->room[i] = s->access[i] - s->mean;
    pull_back(s, s->room, s->g);
    return spread(s, s->access, s->mean);
}

/* out = H d, through room */
static void curve(struct sharing *s, const double *d, double *out)
{
    memset(s->room, 0, s->n_areas * sizeof *s->room);
    add_access(s, d, s->room);
    pull_back(s, s->room, out);
}

static double clip(double value, double most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

/* out_j = clip(v_j - level / metric_j) with the level at which they sum to the total: the nearest
 * feasible point in the metric. */
static void project(const struct sharing *s, const double *v, double *out)
{
    double low = JH_INF, high = -JH_INF;
    for (size_t j = 0; j < s->n; j++) {
        if (!(s->metric[j] > 0))
            continue;
        double least = isfinite(s->most[j]) ? (v[j] - s->most[j]) * s->metric[j]
                                            : (v[j] - s->total) * s->metric[j];
        double greatest = v[j] * s->metric[j];
        low = least < low ? least : low;
        high = greatest > high ? greatest : high;
    }
    for (int k = 0; k < BISECTIONS && low < high; k++) {
        double level = low + (high - low) / 2, sum = 0;
        if (!(level > low && level < high))
            break;
        for (size_t j = 0; j < s->n; j++)
            sum += s->metric[j] > 0 ? clip(v[j] - level / s->metric[j], s->most[j]) : 0;
        if (sum > s->total)
            low = level;
        else
            high = level;
    }
    double sum = 0;
    for (size_t j = 0; j < s->n; j++) {
        out[j] = s->metric[j] > 0 ? clip(v[j] - low / s->metric[j], s->most[j]) : 0;
        sum += out[j];
    }
    for (size_t j = 0; j < s->n && sum > 0; j++) /* what rounding left; downwards, within bounds */
        out[j] *= s->total / sum;
}

/* The least of g.y over feasible y: the sites of least gradient first. */
struct ordered {
    double g;
    size_t site;
};
static int least_first(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    if (x->g != y->g)
        return x->g < y->g ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

static double least_along(const struct sharing *s, struct ordered *order)
{
    struct jh_sum sum = {0};
    size_t n = 0;
    double left = s->total;
    for (size_t j = 0; j < s->n; j++)
        if (s->metric[j] > 0)
            order[n++] = (struct ordered){s->g[j], j};
    if (n > 1)
        qsort(order, n, sizeof *order, least_first);
    for (size_t k = 0; k < n && left > 0; k++) {
        double mine = s->most[order[k].site] < left ? s->most[order[k].site] : left;
        jh_sum_add(&sum, mine * order[k].g);
        left -= mine;
    }
    return jh_sum_value(&sum);
}

/* One step along the projected gradient, as far as is best. */
static void step_projected(struct sharing *s)
{
    for (size_t j = 0; j < s->n; j++)
        s->z[j] = s->metric[j] > 0 ? s->x[j] - s->g[j] / s->metric[j] : 0;
    project(s, s->z, s->d);
    for (size_t j = 0; j < s->n; j++)
        s->d[j] -= s->x[j];
    curve(s, s->d, s->h);
    double down = -dot(s->n, s->g, s->d), bend = dot(s->n, s->d, s->h);
    double step = bend > 0 && down < bend ? down / bend : 1;
    if (!(down > 0))
        return;
    for (size_t j = 0; j < s->n; j++)
        s->x[j] = clip(s->x[j] + step * s->d[j], s->most[j]);
}

/* z = M^-1 (r - level) with sum z = 0 over the open sites; 0 elsewhere. */
static void precondition(struct sharing *s)
{
    double a = 0, b = 0;
    for (size_t j = 0; j < s->n; j++)
        if (s->open[j]) {
            a += s->r[j] / s->metric[j];
            b += 1 / s->metric[j];
        }
    for (size_t j = 0; j < s->n; j++)
        s->z[j] = s->open[j] ? (s->r[j] - a / b) / s->metric[j] : 0;
}

static size_t find_open(struct sharing *s)
{
    size_t n_open = 0;
    double near = NEAR_BOUND * s->total;
    for (size_t j = 0; j < s->n; j++) {
        s->open[j] = s->metric[j] > 0 && s->x[j] > near && s->x[j] < s->most[j] - near;
        n_open += s->open[j];
    }
    return n_open;
}

/* How far x may go along d; the whole step if nothing is in the way. */
static double room_along(const struct sharing *s, double step, size_t *out_hit)
{
    *out_hit = SIZE_MAX;
    for (size_t j = 0; j < s->n; j++) {
        if (!s->open[j] || s->d[j] == 0)
            continue;
        double most = s->d[j] < 0 ? -s->x[j] / s->d[j] : (s->most[j] - s->x[j]) / s->d[j];
        if (most < step) {
            step = most;
            *out_hit = j;
        }
    }
    return step;
}

/* Conjugate gradients among the open sites until solved or a bound is hit. */
static void solve_face(struct sharing *s)
{
    if (find_open(s) < 2)
        return;
    for (size_t j = 0; j < s->n; j++)
        s->r[j] = s->open[j] ? -s->g[j] : 0;
    precondition(s);
    memcpy(s->d, s->z, s->n * sizeof *s->d);
    double now = dot(s->n, s->r, s->z), enough = FACE_ENOUGH * FACE_ENOUGH * now;
    for (int k = 0; k < FACE_STEPS && now > enough; k++) {
        size_t hit;
        curve(s, s->d, s->h);
        double bend = dot(s->n, s->d, s->h);
        if (!(bend > 0))
            return;
        double step = room_along(s, now / bend, &hit);
        for (size_t j = 0; j < s->n; j++)
            if (s->open[j]) {
                s->x[j] = clip(s->x[j] + step * s->d[j], s->most[j]);
                s->r[j] -= step * s->h[j];
            }
        if (hit != SIZE_MAX) {
            s->x[hit] = s->d[hit] < 0 ? 0 : s->most[hit];
            return;
        }
        precondition(s);
        double next = dot(s->n, s->r, s->z);
        for (size_t j = 0; j < s->n; j++)
            s->d[j] = s->z[j] + next / now * s->d[j];
        now = next;
    }
}

/* Weights of pairs over what each site is shared by; accessibility of today; who can get anything. */
static void fill(
    struct sharing *s, const struct jh_i_access_job *job, const uint8_t *judged, const double *most)
{
    const struct jh_travel_pairs *pairs = s->pairs;
    struct jh_sum all = {0}, mine = {0}, reached = {0};
    double *demand = s->d, *supply = s->z;
    for (size_t i = 0; i < s->n_areas; i++) {
        jh_sum_add(&all, job->people[i]);
        if (judged == NULL || judged[i])
            jh_sum_add(&mine, job->people[i]);
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            s->factor[k] = jh_i_access_weight(job, k, 1);
            demand[pairs->hospital[k]] += job->people[i] * s->factor[k];
        }
    }
    for (size_t j = 0; j < s->n; j++) {
        supply[j] = job->supply[j] > 0 && demand[j] > 0 ? job->supply[j] : 0;
        s->most[j] = most != NULL ? most[j] : JH_INF;
        jh_sum_add(&reached, supply[j]);
    }
    double people = jh_sum_value(&mine);
    for (size_t i = 0; i < s->n_areas; i++) {
        bool counts = judged == NULL || judged[i];
        s->mass[i] = counts && people > 0 ? job->people[i] / people : 0;
        for (size_t k = pairs->start[i]; k < pairs->start[i + 1]; k++) {
            double d = demand[pairs->hospital[k]];
            s->factor[k] = d > 0 ? s->factor[k] / d : 0;
            s->metric[pairs->hospital[k]] += 2 * s->mass[i] * s->factor[k] * s->factor[k];
        }
    }
    add_access(s, supply, s->base);
    double people_all = jh_sum_value(&all);
    s->mean = people_all > 0 ? (jh_sum_value(&reached) + s->total) / people_all : 0;
}

static enum jh_status check_share(size_t n_sites, const double *most, double total,
    const struct jh_access_options *options, struct jh_error *err)
{
    bool shared = options->method == JH_ACCESS_2SFCA || options->method == JH_ACCESS_E2SFCA ||
                  options->method == JH_ACCESS_GRAVITY_COMPETITION;
    if (!shared) {
        enum jh_status st = jh_fail(err, JH_E_UNSUPPORTED,
            "supply cannot be shared by the method %s", jh_access_method_name(options->method));
        jh_hint(err, "Use 2sfca, e2sfca or gravity-competition.");
        return st;
    }
    if (!(total >= 0 && total < JH_INF))
        return jh_fail(
            err, JH_E_DOMAIN, "the total to share must be 0 or more and finite, got %g", total);
    for (size_t j = 0; most != NULL && j < n_sites; j++)
        if (!(most[j] >= 0))
            return jh_fail(
                err, JH_E_DOMAIN, "the most of a site must be 0 or more, got %g", most[j]);
    return JH_OK;
}

static enum jh_status check_room(const struct sharing *s, struct jh_error *err)
{
    double room = 0;
    for (size_t j = 0; j < s->n; j++)
        room += s->metric[j] > 0 ? s->most[j] : 0;
    if (s->total <= room)
        return JH_OK;
    enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
        "%g are to be shared, but sites with people in reach can take %g", s->total, room);
    jh_hint(err, "Share less, or let sites take more.");
    return st;
}

static enum jh_status search(
    struct sharing *s, const struct jh_run *run, struct jh_share *out_share, struct jh_error *err)
{
    struct ordered *order = jh_i_calloc(s->n, sizeof *order);
    double bound = 0, objective = 0;
    int64_t round = 0;
    if (order == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memset(s->z, 0, s->n * sizeof *s->z);
    project(s, s->z, s->x);
    for (;; round++) {
        objective = look(s);
        double here = objective - (dot(s->n, s->g, s->x) - least_along(s, order));
        bound = here > bound ? here : bound;
        if (objective - bound <= GAP_ENOUGH * objective + NOTHING * s->mean * s->mean ||
            round >= ROUNDS_MOST || jh_run_stopped(run))
            break;
        step_projected(s);
        (void)look(s);
        solve_face(s);
    }
    *out_share = (struct jh_share){.objective = objective,
        .bound = bound,
        .gap_frac = objective > 0 && objective > bound ? (objective - bound) / objective : 0,
        .mean = s->mean,
        .iterations = round};
    jh_i_free(order);
    return JH_OK;
}

enum jh_status jh_access_share(const struct jh_travel_pairs *pairs, size_t n_sites,
    const double *supply, const double *most, const double *people, const uint8_t *judged,
    double total, const struct jh_access_options *options, const struct jh_run *run,
    double *out_added, struct jh_share *out_share, struct jh_error *err)
{
    struct sharing s = {.pairs = pairs, .n = n_sites, .n_areas = pairs->n_areas, .total = total};
    struct jh_i_access_job job = {0};
    struct jh_share share = {0};
    double mean_before = 0;
    enum jh_status st = check_share(n_sites, most, total, options, err);
    JH_TRY(st, st);
    JH_TRY(st, jh_i_access_job_make(pairs, n_sites, supply, people, options, &job, err));
    JH_TRY(st, open_sharing(&s, err));
    fill(&s, &job, judged, most);
    JH_TRY(st, check_room(&s, err));
    for (size_t i = 0; i < s.n_areas; i++)
        mean_before += s.mass[i] * s.base[i];
    JH_TRY(st, search(&s, run, &share, err));
    share.before = spread(&s, s.base, mean_before);
    memcpy(out_added, s.x, n_sites * sizeof *out_added);
    *out_share = share;
out:
    close_sharing(&s);
    return st;
}
