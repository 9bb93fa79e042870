/*
 * Covers found by greed, and by exchanges with row weights that grow where rows stay uncovered
 * (Gao et al. 2015, doi:10.1016/j.ejor.2015.06.005); what each column would lose or gain is kept
 * while columns come and go.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"

#include "locate/cover.h"

static const double least_price = 1e-3; /* of a row, so that every row counts */

/* Columns by what their uncovered rows are worth. */
static bool greedy(const struct jh_i_cover *c, const double *price, int32_t p, double *worth,
    uint8_t *covered, int32_t *out_chosen, int32_t *out_n)
{
    size_t left = c->n;
    int32_t n = 0;
    memset(worth, 0, c->m * sizeof *worth);
    memset(covered, 0, c->n);
    for (size_t i = 0; i < c->n; i++) {
        for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++)
            worth[c->row_col[k]] += price != NULL ? price[i] + least_price : 1;
    }
    while (left > 0) {
        int32_t best = -1;
        double most = least_price / 2; /* below that it is rounding */
        for (size_t j = 0; n < p && j < c->m; j++) {
            if (worth[j] > most) {
                most = worth[j];
                best = (int32_t)j;
            }
        }
        if (best < 0)
            return false;
        for (size_t k = c->col_start[best]; k < c->col_start[best + 1]; k++) {
            int32_t i = c->col_row[k];
            if (covered[i])
                continue;
            covered[i] = 1;
            left--;
            for (size_t e = c->row_start[i]; e < c->row_start[i + 1]; e++)
                worth[c->row_col[e]] -= price != NULL ? price[i] + least_price : 1;
        }
        out_chosen[n++] = best;
    }
    *out_n = n;
    return true;
}

enum jh_status jh_i_cover_greedy(const struct jh_i_cover *cover, const double *price, int32_t p,
    bool *out_found, int32_t *out_chosen, int32_t *out_n, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    double *worth = jh_i_calloc(cover->m, sizeof *worth);
    uint8_t *covered = jh_i_calloc(cover->n, 1);
    if (worth == NULL || covered == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    else
        *out_found = greedy(cover, price, p, worth, covered, out_chosen, out_n);
    jh_i_free(worth);
    jh_i_free(covered);
    return st;
}

struct walk {
    const struct jh_i_cover *c;
    int32_t *times, *stamp, *list; /* [n] how often covered; [m]; [p] open columns */
    int64_t *weight, *score;       /* [n]; [m] weight lost by closing, gained by opening */
    int32_t *uncovered, *place;    /* list of uncovered rows and where each stands in it */
    size_t n_uncovered;
    uint8_t *open;
    int32_t n;
};

static void walk_release(struct walk *w)
{
    jh_i_free(w->times);
    jh_i_free(w->stamp);
    jh_i_free(w->list);
    jh_i_free(w->weight);
    jh_i_free(w->score);
    jh_i_free(w->uncovered);
    jh_i_free(w->place);
    jh_i_free(w->open);
}

static bool walk_init(struct walk *w, const struct jh_i_cover *c)
{
    *w = (struct walk){.c = c,
        .times = jh_i_calloc(c->n, sizeof(int32_t)),
        .stamp = jh_i_calloc(c->m, sizeof(int32_t)),
        .list = jh_i_calloc(c->m, sizeof(int32_t)),
        .weight = jh_i_calloc(c->n, sizeof(int64_t)),
        .score = jh_i_calloc(c->m, sizeof(int64_t)),
        .uncovered = jh_i_calloc(c->n, sizeof(int32_t)),
        .place = jh_i_calloc(c->n, sizeof(int32_t)),
        .open = jh_i_calloc(c->m, 1)};
    if (w->times == NULL || w->stamp == NULL || w->list == NULL || w->weight == NULL ||
        w->score == NULL || w->uncovered == NULL || w->place == NULL || w->open == NULL)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        w->weight[i] = 1;
        w->uncovered[i] = w->place[i] = (int32_t)i;
    }
    for (size_t j = 0; j < c->m; j++)
        w->score[j] = (int64_t)(c->col_start[j + 1] - c->col_start[j]);
    w->n_uncovered = c->n;
    return true;
}

/* To the scores of the row's columns but for j, where `open` says they are. */
static void add_score(struct walk *w, int32_t i, int32_t j, bool open, int64_t change)
{
    const struct jh_i_cover *c = w->c;
    for (size_t k = c->row_start[i]; k < c->row_start[i + 1]; k++) {
        int32_t other = c->row_col[k];
        if (other != j && w->open[other] == open)
            w->score[other] += change;
    }
}

/* Opens j. A row covered once is lost with its column, an uncovered one gained by any. */
static void open_column(struct walk *w, int32_t j)
{
    const struct jh_i_cover *c = w->c;
    w->open[j] = 1;
    w->score[j] = 0;
    for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++) {
        int32_t i = c->col_row[k], times = w->times[i]++;
        if (times == 0) {
            int32_t last = w->uncovered[--w->n_uncovered];
            w->uncovered[w->place[i]] = last;
            w->place[last] = w->place[i];
            add_score(w, i, j, false, -w->weight[i]);
            w->score[j] += w->weight[i];
        } else if (times == 1) {
            add_score(w, i, j, true, -w->weight[i]);
        }
    }
}

static void close_column(struct walk *w, int32_t j)
{
    const struct jh_i_cover *c = w->c;
    w->open[j] = 0;
    w->score[j] = 0;
    for (size_t k = c->col_start[j]; k < c->col_start[j + 1]; k++) {
        int32_t i = c->col_row[k], times = --w->times[i];
        if (times == 0) {
            w->place[i] = (int32_t)w->n_uncovered;
            w->uncovered[w->n_uncovered++] = i;
            add_score(w, i, j, false, w->weight[i]);
            w->score[j] += w->weight[i];
        } else if (times == 1) {
            add_score(w, i, j, true, w->weight[i]);
        }
    }
}

/* Place in the list of the open column that loses least, the longest open of equal ones. */
static int32_t cheapest(const struct walk *w, int32_t now)
{
    int32_t best = -1;
    for (int32_t k = 0; k < w->n; k++) {
        int32_t j = w->list[k], b = best < 0 ? j : w->list[best];
        if (w->stamp[j] == now - 1 && now > 1 && w->n > 1)
            continue;
        if (best < 0 || w->score[j] < w->score[b] ||
            (w->score[j] == w->score[b] && w->stamp[j] < w->stamp[b]))
            best = k;
    }
    return best < 0 ? 0 : best;
}

/* One open column for one of an uncovered row. */
static void step(struct walk *w, int32_t now, struct jh_rng *rng)
{
    const struct jh_i_cover *c = w->c;
    int32_t out = cheapest(w, now), closed = w->list[out], in = -1;
    close_column(w, closed);
    w->stamp[closed] = now;
    int32_t row = w->uncovered[jh_rng_below(rng, w->n_uncovered)];
    for (size_t k = c->row_start[row]; k < c->row_start[row + 1]; k++) {
        int32_t j = c->row_col[k];
        if (w->open[j] || j == closed)
            continue;
        if (in < 0 || w->score[j] > w->score[in] ||
            (w->score[j] == w->score[in] && w->stamp[j] < w->stamp[in]))
            in = j;
    }
    in = in < 0 ? closed : in;
    open_column(w, in);
    w->stamp[in] = now;
    w->list[out] = in;
    for (size_t u = 0; u < w->n_uncovered; u++) {
        int32_t i = w->uncovered[u];
        w->weight[i]++;
        add_score(w, i, -1, false, 1);
    }
}

/* Those of `start` first, then the column that gains most, p in all. */
static void begin(struct walk *w, int32_t p, int32_t n_start, const int32_t *start)
{
    for (int32_t k = 0; k < n_start && w->n < p; k++) {
        if (!w->open[start[k]])
            open_column(w, w->list[w->n++] = start[k]);
    }
    while (w->n < p) {
        int32_t best = -1;
        for (size_t j = 0; j < w->c->m; j++) {
            if (!w->open[j] && (best < 0 || w->score[j] > w->score[best]))
                best = (int32_t)j;
        }
        open_column(w, w->list[w->n++] = best);
    }
}

enum jh_status jh_i_cover_walk(const struct jh_i_cover *cover, int32_t p, int32_t n_start,
    const int32_t *start, int64_t steps, bool fewer, struct jh_rng *rng, const struct jh_run *run,
    bool *out_found, int32_t *out_chosen, int32_t *out_n, struct jh_error *err)
{
    struct walk w;
    int32_t now = 1;
    *out_found = false;
    if (!walk_init(&w, cover)) {
        walk_release(&w);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    begin(&w, p < (int32_t)cover->m ? p : (int32_t)cover->m, n_start, start);
    for (int64_t t = 0; t < steps || w.n_uncovered == 0; t++) {
        if (w.n_uncovered == 0) {
            *out_found = true;
            *out_n = w.n;
            memcpy(out_chosen, w.list, (size_t)w.n * sizeof *out_chosen);
            if (!fewer || w.n == 0)
                break;
            int32_t out = cheapest(&w, now);
            close_column(&w, w.list[out]);
            w.list[out] = w.list[--w.n];
            continue;
        }
        if (w.n == 0 || (t % 64 == 0 && jh_run_stopped(run)))
            break;
        step(&w, ++now, rng);
    }
    walk_release(&w);
    return JH_OK;
}
