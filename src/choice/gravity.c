#include "choice/gravity.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "choice/dense.h"
#include "choice/gravity_coarse.h"

#define MOST_STEPS     60
#define FIRST_SWEEPS   20   /* of plain balancing, to begin with */
#define MOST_SOLVING   2000 /* steps of conjugate gradients */
#define SOLVED         1e-5 /* relative, of a system's right side, near the maximum: enters squared */
#define SOLVED_FAR     1e-2 /* and while a step still gains more than NEAR */
#define SWEEPS_BETWEEN 2
#define MOST_MOVE      3.0 /* of a constant in one step */
#define SOLVED_TIGHT   1e-10
#define NEAR           10.0 /* of the log-likelihood */
#define LEAST_OWN      1e-7 /* of a column's spread that origins, hospitals, other columns leave */
#define DECREMENT_DONE 1e-9 /* of the log-likelihood */
/* Constants may have no finite maximum (people of some areas who use but one hospital, and it nobody
 * else): after PATIENCE steps what is still gained is theirs alone and no matter. */
#define PATIENCE       12
#define DECREMENT_LATE 1e-2
#define PIECES         4 /* of the origins, summed in order: threads change nothing */
#define MAX            JH_I_GRAVITY_MAX
#define SYSTEMS        (MAX + 1) /* the columns, then the gradient of the constants */

/* The rows that count: origins with cases, hospitals with cases. */
struct work {
    size_t n_origins, n_rows, n_hospitals, width, systems;
    size_t *start;            /* [n_origins + 1] */
    int32_t *hospital;        /* [n_rows] */
    double *x;                /* [n_rows * width], centred within the origin */
    double *chosen, *told;    /* [n_rows], cases seen and predicted */
    double *total;            /* [n_origins] */
    double *cases, *constant; /* [n_hospitals]; constant -inf without cases */
    double *expected;         /* [n_hospitals], predicted cases */
    double *tried;            /* [n_hospitals] */
    /* [n_hospitals * systems]: right sides, and what conjugate gradients make of them */
    double *side, *answer, *rest, *eased, *way, *image;
    struct jh_i_gravity_coarse coarse;
    double spread[MAX];
    int n_threads;
};

static void work_release(struct work *w)
{
    void *const all[] = {w->start, w->hospital, w->x, w->chosen, w->told, w->total, w->cases,
        w->constant, w->expected, w->tried, w->side, w->answer, w->rest, w->eased, w->way,
        w->image};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        jh_i_free(all[i]);
    jh_i_gravity_coarse_release(&w->coarse);
}

static enum jh_status work_allocate(struct work *w, struct jh_error *err)
{
    size_t n = w->n_rows, m = w->n_hospitals;
    double **const by_hospital[] = {&w->side, &w->answer, &w->rest, &w->eased, &w->way, &w->image};
    double **const plain[] = {&w->cases, &w->constant, &w->expected, &w->tried};
    w->start = jh_i_calloc(w->n_origins + 1, sizeof *w->start);
    w->hospital = jh_i_calloc(n, sizeof *w->hospital);
    w->x = jh_i_calloc(n, (w->width + 1) * sizeof *w->x);
    w->chosen = jh_i_calloc(n, sizeof *w->chosen);
    w->told = jh_i_calloc(n, sizeof *w->told);
    w->total = jh_i_calloc(w->n_origins, sizeof *w->total);
    bool ok = w->start != NULL && w->hospital != NULL && w->x != NULL && w->chosen != NULL &&
              w->told != NULL && w->total != NULL;
    for (size_t i = 0; i < sizeof by_hospital / sizeof *by_hospital; i++) {
        size_t pieces = by_hospital[i] == &w->image ? PIECES : 1;
        *by_hospital[i] = jh_i_calloc(m, pieces * w->systems * sizeof(double));
        ok = ok && *by_hospital[i] != NULL;
    }
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        ok = (*plain[i] = jh_i_calloc(m, sizeof(double))) != NULL && ok;
    return ok ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* Rows of one origin; columns are centred within it. */
static void copy_origin(
    const struct jh_i_gravity_data *d, const double *cases, size_t i, struct work *w, size_t *at)
{
    size_t first = *at;
    double mean[MAX] = {0};
    for (size_t r = d->start[i]; r < d->start[i + 1]; r++) {
        if (!(cases[d->hospital[r]] > 0))
            continue;
        for (size_t k = 0; k < w->width; k++)
            mean[k] += w->x[*at * w->width + k] = d->x[r * d->stride + d->column[k]];
        w->hospital[*at] = d->hospital[r];
        w->chosen[(*at)++] = d->chosen[r];
    }
    for (size_t r = first; r < *at; r++)
        for (size_t k = 0; k < w->width; k++)
            w->x[r * w->width + k] -= mean[k] / (double)(*at - first);
}

static double cases_of_origin(const struct jh_i_gravity_data *d, size_t i)
{
    double total = 0;
    for (size_t r = d->start[i]; r < d->start[i + 1]; r++)
        total += d->chosen[r];
    return total;
}

static enum jh_status work_make(
    const struct jh_i_gravity_data *d, struct work *out, struct jh_error *err)
{
    struct work w = {.n_hospitals = d->n_hospitals, .width = d->width, .systems = d->width + 1};
    enum jh_status st = JH_OK;
    size_t at = 0, o = 0;
    double *cases = jh_i_calloc(d->n_hospitals, sizeof *cases);
    if (cases == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < d->start[d->n_origins]; r++)
        cases[d->hospital[r]] += d->chosen[r];
    for (size_t i = 0; i < d->n_origins; i++)
        w.n_origins += cases_of_origin(d, i) > 0;
    for (size_t r = 0; r < d->start[d->n_origins]; r++)
        w.n_rows += cases[d->hospital[r]] > 0;
    if (w.n_origins == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "no cases with a choice between hospitals"));
    JH_TRY(st, work_allocate(&w, err));
    memcpy(w.cases, cases, d->n_hospitals * sizeof *cases);
    for (size_t i = 0; i < d->n_origins; i++) {
        double total = cases_of_origin(d, i);
        if (!(total > 0))
            continue;
        copy_origin(d, cases, i, &w, &at);
        w.total[o] = total;
        w.start[++o] = at;
    }
    for (size_t j = 0; j < w.n_hospitals; j++)
        w.constant[j] = cases[j] > 0 ? 0 : -JH_INF;
    *out = w;
    w = (struct work){0};
out:
    work_release(&w);
    jh_i_free(cases);
    return st;
}

/* Predicted cases by row and hospital; the log-likelihood. */
static double predict(struct work *w, const double *b, const double *constant)
{
    struct jh_sum likelihood = {0};
    memset(w->expected, 0, w->n_hospitals * sizeof *w->expected);
    for (size_t i = 0; i < w->n_origins; i++) {
        double most = -JH_INF, sum = 0;
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            double v = constant[w->hospital[r]];
            for (size_t k = 0; k < w->width; k++)
                v += w->x[r * w->width + k] * b[k];
            w->told[r] = v;
            most = fmax(most, v);
        }
        double seen = 0;
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            seen += w->chosen[r] * (w->told[r] - most);
            sum += w->told[r] = exp(w->told[r] - most);
        }
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            w->told[r] *= w->total[i] / sum;
            w->expected[w->hospital[r]] += w->told[r];
        }
        jh_sum_add(&likelihood, seen - w->total[i] * log(sum));
    }
    return jh_sum_value(&likelihood);
}

/* Plain balancing: never loses, and brings back hospitals that a step has left with hardly a case. */
static double balance(struct work *w, const double *b, int n_sweeps)
{
    double likelihood = predict(w, b, w->constant);
    for (int sweep = 0; sweep < n_sweeps; sweep++) {
        for (size_t j = 0; j < w->n_hospitals; j++)
            if (w->cases[j] > 0)
                w->constant[j] += log(w->cases[j] / w->expected[j]);
        likelihood = predict(w, b, w->constant);
    }
    return likelihood;
}

/* Origins [begin, end) of the product below. */
static void multiply_piece(const struct work *w, size_t begin, size_t end, double *image)
{
    const size_t n = w->systems;
    memset(image, 0, w->n_hospitals * n * sizeof *image);
    for (size_t i = begin; i < end; i++) {
        double mean[SYSTEMS] = {0};
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            const double *v = w->way + (size_t)w->hospital[r] * n;
            for (size_t k = 0; k < n; k++)
                mean[k] += w->told[r] * v[k];
        }
        for (size_t k = 0; k < n; k++)
            mean[k] /= w->total[i];
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            const double *v = w->way + (size_t)w->hospital[r] * n;
            double *out = image + (size_t)w->hospital[r] * n;
            for (size_t k = 0; k < n; k++)
                out[k] += w->told[r] * (v[k] - mean[k]);
        }
    }
}

/* The information of the constants times way, into image: what each origin's choices couple. */
static void multiply(struct work *w)
{
    const size_t all = w->n_hospitals * w->systems;
#pragma omp parallel for num_threads(w->n_threads) schedule(static) if (w->n_rows > 1 << 14)
    for (size_t p = 0; p < PIECES; p++)
        multiply_piece(
            w, w->n_origins * p / PIECES, w->n_origins * (p + 1) / PIECES, w->image + p * all);
    for (size_t p = 1; p < PIECES; p++)
        for (size_t i = 0; i < all; i++)
            w->image[i] += w->image[p * all + i];
}

/* Right sides: how the constants' gradient moves with each column; that gradient itself.
 * Also the spread of the columns, information and gradient of their coefficients. */
static void couple(struct work *w, double *g, double *h)
{
    const size_t width = w->width, n = w->systems;
    double cases = 0, square[MAX] = {0};
    memset(w->side, 0, w->n_hospitals * n * sizeof *w->side);
    memset(g, 0, width * sizeof *g);
    memset(h, 0, width * width * sizeof *h);
    for (size_t i = 0; i < w->n_origins; i++) {
        double mean[MAX] = {0};
        cases += w->total[i];
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++)
            for (size_t k = 0; k < width; k++)
                mean[k] += w->told[r] * w->x[r * width + k];
        for (size_t k = 0; k < width; k++)
            mean[k] /= w->total[i];
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++) {
            double *side = w->side + (size_t)w->hospital[r] * n, off[MAX];
            for (size_t k = 0; k < width; k++) {
                const double x = w->x[r * width + k];
                off[k] = x - mean[k];
                square[k] += w->told[r] * x * x;
                side[k] += w->told[r] * off[k];
                g[k] += (w->chosen[r] - w->told[r]) * x;
                for (size_t l = 0; l <= k; l++)
                    h[k * width + l] += w->told[r] * off[k] * off[l];
            }
            side[width] += w->chosen[r] - w->told[r];
        }
    }
    for (size_t k = 0; k < width; k++)
        w->spread[k] = sqrt(square[k] / cases);
}

/* Sums over hospitals of a b, by system. */
static void weigh(const struct work *w, const double *a, const double *b, double *out)
{
    const size_t n = w->systems;
    memset(out, 0, n * sizeof *out);
    for (size_t j = 0; j < w->n_hospitals; j++)
        for (size_t k = 0; k < n && w->expected[j] > 0; k++)
            out[k] += a[j * n + k] * b[j * n + k];
}

static struct jh_i_gravity_shares shares_of(const struct work *w)
{
    return (struct jh_i_gravity_shares){.n_origins = w->n_origins,
        .n_hospitals = w->n_hospitals,
        .start = w->start,
        .hospital = w->hospital,
        .told = w->told,
        .total = w->total,
        .expected = w->expected};
}

/* What is left, each divided by its hospital's cases, and what the groups of hospitals say of it. */
static void ease(struct work *w)
{
    const size_t n = w->systems;
    for (size_t j = 0; j < w->n_hospitals; j++)
        for (size_t k = 0; k < n; k++)
            w->eased[j * n + k] = w->expected[j] > 0 ? w->rest[j * n + k] / w->expected[j] : 0;
    jh_i_gravity_coarse_add(&w->coarse, w->n_hospitals, n, w->rest, w->eased);
}

/* Conjugate gradients on all systems at once, eased by the hospitals' cases and by groups of
 * neighbours, without which constants of far hospitals find each other step by step (Nicolaides 1987,
 * SIAM J Numer Anal 24(2):355-365); answer holds the solution. The systems are singular along "all
 * constants alike", and consistent. */
static void solve(struct work *w, double solved)
{
    const size_t n = w->systems, all = w->n_hospitals * n;
    double size[SYSTEMS], first[SYSTEMS], next[SYSTEMS], along[SYSTEMS], length[SYSTEMS];
    memcpy(w->rest, w->side, all * sizeof *w->rest);
    memset(w->answer, 0, all * sizeof *w->answer);
    const struct jh_i_gravity_shares shares = shares_of(w);
    jh_i_gravity_coarse_set(&w->coarse, &shares);
    ease(w);
    weigh(w, w->rest, w->eased, size);
    memcpy(first, size, sizeof first);
    memcpy(w->way, w->eased, all * sizeof *w->way);
    for (int step = 0; step < MOST_SOLVING; step++) {
        bool open = false;
        multiply(w);
        weigh(w, w->way, w->image, along);
        for (size_t k = 0; k < n; k++) {
            bool on = size[k] > solved * solved * first[k] && along[k] > 0;
            length[k] = on ? size[k] / along[k] : 0;
            open = open || on;
        }
        if (!open)
            return;
        for (size_t j = 0; j < w->n_hospitals; j++)
            for (size_t k = 0; k < n; k++) {
                w->answer[j * n + k] += length[k] * w->way[j * n + k];
                w->rest[j * n + k] -= length[k] * w->image[j * n + k];
            }
        ease(w);
        weigh(w, w->rest, w->eased, next);
        for (size_t j = 0; j < w->n_hospitals; j++)
            for (size_t k = 0; k < n && w->expected[j] > 0; k++) {
                double *way = &w->way[j * n + k];
                *way = length[k] > 0 ? w->eased[j * n + k] + next[k] / size[k] * *way : 0;
            }
        for (size_t k = 0; k < n; k++)
            size[k] = length[k] > 0 ? next[k] : 0;
    }
}

/* What is left of information and gradient of the coefficients where the constants follow them: of the
 * information the square of what the constants leave, so that what the systems lack enters squared. */
static void eliminate(const struct work *w, double *g, double *h)
{
    const size_t width = w->width, n = w->systems;
    for (size_t j = 0; j < w->n_hospitals; j++) {
        const double *answer = w->answer + j * n, *side = w->side + j * n;
        const double *rest = w->rest + j * n;
        for (size_t k = 0; k < width; k++) {
            g[k] -= answer[k] * side[width];
            for (size_t l = 0; l <= k; l++)
                h[k * width + l] -= side[k] * answer[l] + answer[k] * rest[l];
        }
    }
}

/* Lower triangle of the rows and columns kept, packed; returns their number. */
static size_t pack(size_t width, const bool *kept, const double *h, double *out)
{
    size_t at[MAX], n = 0;
    for (size_t k = 0; k < width; k++)
        if (kept[k])
            at[n++] = k;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++)
            out[a * n + b] = h[at[a] * width + at[b]];
    return n;
}

/* Which columns say something beside origins, hospitals and the columns before them. */
static void select_columns(const struct work *w, const double *h, bool *kept)
{
    double packed[MAX * MAX], factor[MAX * MAX], all = 0;
    for (size_t i = 0; i < w->n_origins; i++)
        all += w->total[i];
    for (size_t k = 0; k < w->width; k++) {
        kept[k] = h[k * w->width + k] > LEAST_OWN * w->spread[k] * w->spread[k] * all;
        if (!kept[k])
            continue;
        size_t n = pack(w->width, kept, h, packed);
        kept[k] = jh_i_cholesky(n, packed, LEAST_OWN, factor) == n;
    }
}

/* Scores of the coefficients by origin, freed of the constants. */
static void add_scores(const struct work *w, const bool *kept, size_t n, double *meat)
{
    memset(meat, 0, n * n * sizeof *meat);
    for (size_t i = 0; i < w->n_origins; i++) {
        double score[MAX] = {0};
        for (size_t r = w->start[i]; r < w->start[i + 1]; r++)
            for (size_t k = 0, a = 0; k < w->width; k++)
                if (kept[k])
                    score[a++] += (w->x[r * w->width + k] -
                                      w->answer[(size_t)w->hospital[r] * w->systems + k]) *
                                  (w->chosen[r] - w->told[r]);
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b < n; b++)
                meat[a * n + b] += score[a] * score[b];
    }
}

static void times(size_t n, double factor, const double *a, const double *b, double *out)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++)
                sum += a[i * n + k] * b[k * n + j];
            out[i * n + j] = factor * sum;
        }
}

/* Inverse of the information, or the sandwich by origin; spread over all columns. */
static void find_covariance(const struct work *w, const double *factor, size_t n, bool clustered,
    struct jh_i_gravity_fit *fit)
{
    double inverse[MAX * MAX], meat[MAX * MAX], half[MAX * MAX];
    jh_i_cholesky_inverse(n, factor, inverse);
    if (clustered && w->n_origins > 1) {
        double groups = (double)w->n_origins;
        add_scores(w, fit->kept, n, meat);
        times(n, 1, inverse, meat, half);
        times(n, groups / (groups - 1), half, inverse, meat);
        memcpy(inverse, meat, n * n * sizeof *inverse);
    }
    for (size_t k = 0, a = 0; k < w->width; k++) {
        for (size_t l = 0, b = 0; l < w->width; l++)
            if (fit->kept[l]) {
                fit->covariance[k * w->width + l] = fit->kept[k] ? inverse[a * n + b] : 0;
                b++;
            }
        a += fit->kept[k];
    }
}

/* Along the step (coefficients, then what it means for the constants), halved until the likelihood
 * does not fall. */
static double move(struct work *w, const double *step, double from, double *b)
{
    const size_t n = w->systems, width = w->width;
    double origin[MAX], length = 1, likelihood = -JH_INF, farthest = 0;
    memcpy(origin, b, sizeof origin);
    for (size_t j = 0; j < w->n_hospitals; j++) {
        double along = w->answer[j * n + width];
        for (size_t k = 0; k < width; k++)
            along -= w->answer[j * n + k] * step[k];
        farthest = fmax(farthest, fabs(along));
    }
    length = farthest > MOST_MOVE ? MOST_MOVE / farthest : 1;
    for (int halving = 0; halving < 30; halving++, length /= 2) {
        for (size_t k = 0; k < width; k++)
            b[k] = origin[k] + length * step[k];
        for (size_t j = 0; j < w->n_hospitals; j++) {
            double along = w->answer[j * n + width];
            for (size_t k = 0; k < width; k++)
                along -= w->answer[j * n + k] * step[k];
            w->tried[j] = w->constant[j] + length * along;
        }
        likelihood = predict(w, b, w->tried);
        if (likelihood >= from - 1e-13 * fabs(from))
            break;
    }
    memcpy(w->constant, w->tried, w->n_hospitals * sizeof *w->constant);
    return likelihood;
}

/* Newton's step of the coefficients kept, 0 for the others; the gain that the whole step promises. */
static double find_step(
    const struct work *w, const bool *kept, const double *factor, const double *g, double *step)
{
    double packed[MAX], gain = 0;
    size_t n = 0;
    for (size_t k = 0; k < w->width; k++)
        if (kept[k])
            packed[n++] = g[k];
    jh_i_cholesky_solve(n, factor, packed);
    for (size_t k = 0, a = 0; k < w->width; k++) {
        step[k] = kept[k] ? packed[a++] : 0;
        gain += step[k] * g[k];
    }
    for (size_t j = 0; j < w->n_hospitals; j++)
        gain += w->side[j * w->systems + w->width] * w->answer[j * w->systems + w->width];
    return gain;
}

static enum jh_status climb(struct work *w, const struct jh_i_gravity_data *d,
    const struct jh_run *run, struct jh_i_gravity_fit *fit, struct jh_error *err)
{
    double g[MAX], h[MAX * MAX], packed[MAX * MAX], factor[MAX * MAX], step[MAX];
    double likelihood = balance(w, fit->estimate, FIRST_SWEEPS), gain = JH_INF;
    bool tight = false;
    const struct jh_i_gravity_shares shares = shares_of(w);
    if (!jh_i_gravity_coarse_make(&w->coarse, &shares, w->systems))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (; fit->n_iterations <= MOST_STEPS; fit->n_iterations++) {
        if (jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "estimation was stopped");
        couple(w, g, h);
        bool near = gain < NEAR || fit->n_iterations == 0;
        double done = fit->n_iterations > PATIENCE ? DECREMENT_LATE : DECREMENT_DONE;
        solve(w, tight ? SOLVED_TIGHT : near ? SOLVED : SOLVED_FAR);
        eliminate(w, g, h);
        if (fit->n_iterations == 0)
            select_columns(w, h, fit->kept);
        size_t n = pack(w->width, fit->kept, h, packed);
        if (jh_i_cholesky(n, packed, 1e-12, factor) != n) {
            if (tight)
                break;
            tight = true; /* hardly anything is left: solve the systems better */
            continue;
        }
        gain = find_step(w, fit->kept, factor, g, step);
        if (near && !(gain > done)) {
            find_covariance(w, factor, n, d->clustered, fit);
            return JH_OK;
        }
        likelihood = move(w, step, likelihood, fit->estimate);
        if (!(gain < NEAR))
            likelihood = balance(w, fit->estimate, SWEEPS_BETWEEN);
    }
    return jh_fail(err, JH_E_NO_CONVERGENCE, "no maximum found after %lld iterations",
        (long long)fit->n_iterations);
}

/* What every hospital of the data would have with constant 0: of those without cases too. */
static void expose(
    const struct jh_i_gravity_data *d, const struct work *w, const double *b, double *out_exposure)
{
    for (size_t i = 0; i < d->n_origins; i++) {
        double most = -JH_INF, sum = 0, total = cases_of_origin(d, i);
        if (!(total > 0))
            continue;
        for (int pass = 0; pass < 3; pass++)
            for (size_t r = d->start[i]; r < d->start[i + 1]; r++) {
                double v = 0;
                for (size_t k = 0; k < d->width; k++)
                    v += d->x[r * d->stride + d->column[k]] * b[k];
                if (pass == 0)
                    most = fmax(most, v);
                else if (pass == 1)
                    sum += exp(v - most + w->constant[d->hospital[r]]);
                else
                    out_exposure[d->hospital[r]] += total * exp(v - most) / sum;
            }
    }
}

enum jh_status jh_i_gravity_estimate(const struct jh_i_gravity_data *data, const struct jh_run *run,
    struct jh_i_gravity_fit *out, struct jh_error *err)
{
    struct work w = {0};
    struct jh_i_gravity_fit fit = {.n_iterations = 0};
    enum jh_status st = JH_OK;
    JH_TRY(st, work_make(data, &w, err));
    w.n_threads = jh_run_threads(run);
    fit.cases = jh_i_calloc(data->n_hospitals, sizeof *fit.cases);
    fit.exposure = jh_i_calloc(data->n_hospitals, sizeof *fit.exposure);
    if (fit.cases == NULL || fit.exposure == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    JH_TRY(st, climb(&w, data, run, &fit, err));
    memcpy(fit.cases, w.cases, data->n_hospitals * sizeof *fit.cases);
    expose(data, &w, fit.estimate, fit.exposure);
    *out = fit;
    fit = (struct jh_i_gravity_fit){.n_iterations = 0};
out:
    jh_i_gravity_fit_release(&fit);
    work_release(&w);
    return st;
}

void jh_i_gravity_fit_release(struct jh_i_gravity_fit *fit)
{
    jh_i_free(fit->cases);
    jh_i_free(fit->exposure);
    fit->cases = fit->exposure = NULL;
}
