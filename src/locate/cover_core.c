/*
 * Instances of set covering: made from costs, reduced by dominance.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/run.h"

#include "locate/cover.h"

void jh_i_cover_release(struct jh_i_cover *cover)
{
    jh_i_free(cover->row_start);
    jh_i_free(cover->row_col);
    jh_i_free(cover->col_start);
    jh_i_free(cover->col_row);
    jh_i_free(cover->id);
    jh_i_free(cover->lambda);
    *cover = (struct jh_i_cover){0};
}

enum jh_status jh_i_cover_transpose(struct jh_i_cover *cover, struct jh_error *err)
{
    size_t n_pairs = cover->row_start[cover->n];
    cover->col_start = jh_i_calloc(cover->m + 2, sizeof *cover->col_start);
    cover->col_row = jh_i_calloc(n_pairs, sizeof *cover->col_row);
    if (cover->col_start == NULL || cover->col_row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n_pairs; k++)
        cover->col_start[cover->row_col[k] + 2]++;
    for (size_t j = 2; j <= cover->m + 1; j++)
        cover->col_start[j] += cover->col_start[j - 1];
    for (size_t i = 0; i < cover->n; i++) {
        for (size_t k = cover->row_start[i]; k < cover->row_start[i + 1]; k++)
            cover->col_row[cover->col_start[cover->row_col[k] + 1]++] = (int32_t)i;
    }
    return JH_OK;
}

static enum jh_status alloc_rows(
    struct jh_i_cover *cover, size_t n, size_t m, size_t n_pairs, struct jh_error *err)
{
    *cover = (struct jh_i_cover){.n = n,
        .m = m,
        .row_start = jh_i_calloc(n + 1, sizeof *cover->row_start),
        .row_col = jh_i_calloc(n_pairs, sizeof *cover->row_col),
        .id = jh_i_calloc(m, sizeof *cover->id),
        .lambda = jh_i_calloc(n, sizeof *cover->lambda)};
    if (cover->row_start == NULL || cover->row_col == NULL || cover->id == NULL ||
        cover->lambda == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    return JH_OK;
}

enum jh_status jh_i_cover_reduce(const struct jh_i_cover *cover, const uint8_t *drop,
    const uint8_t *take, const uint8_t *drop_row, struct jh_i_cover *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover made = {.n = 0};
    size_t m = 0, n = 0, used = 0;
    int32_t *to = jh_i_calloc(cover->m, sizeof *to);
    uint8_t *done = jh_i_calloc(cover->n, 1);
    if (to == NULL || done == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t j = 0; j < cover->m; j++) {
        to[j] = drop[j] || take[j] ? -1 : (int32_t)m++;
        for (size_t k = cover->col_start[j]; take[j] && k < cover->col_start[j + 1]; k++)
            done[cover->col_row[k]] = 1;
    }
    for (size_t i = 0; i < cover->n; i++) {
        done[i] = done[i] || (drop_row != NULL && drop_row[i]);
        n += !done[i];
    }
    JH_TRY(st, alloc_rows(&made, n, m, cover->row_start[cover->n], err));
    n = 0;
    for (size_t i = 0; i < cover->n; i++) {
        if (done[i])
            continue;
        for (size_t k = cover->row_start[i]; k < cover->row_start[i + 1]; k++) {
            if (to[cover->row_col[k]] >= 0)
                made.row_col[used++] = to[cover->row_col[k]];
        }
        made.lambda[n++] = cover->lambda[i];
        made.row_start[n] = used;
    }
    for (size_t j = 0; j < cover->m; j++) {
        if (to[j] >= 0)
            made.id[to[j]] = cover->id[j];
    }
    JH_TRY(st, jh_i_cover_transpose(&made, err));
    *out = made;
    made = (struct jh_i_cover){.n = 0};
out:
    jh_i_cover_release(&made);
    jh_i_free(to);
    jh_i_free(done);
    return st;
}

enum { BITS_MAX = 1 << 26 }; /* words; beyond, dominance is not looked for */

/* Lists as rows of bits. */
static void fill_bits(
    size_t n, const size_t *start, const int32_t *item, size_t words, uint64_t *bits)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = start[i]; k < start[i + 1]; k++)
            bits[i * words + (size_t)item[k] / 64] |= (uint64_t)1 << (item[k] % 64);
    }
}

static bool within(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t w = 0; w < words; w++) {
        if (a[w] & ~b[w])
            return false;
    }
    return true;
}

/*
 * Of things with lists, marks those whose list holds (supersets) or is held by (subsets) that of
 * another; of equal ones the first stays. `item` names what the lists hold, `back` the way back.
 */
static size_t mark_dominated(size_t n, const size_t *start, const int32_t *item,
    const size_t *back_start, const int32_t *back, size_t words, const uint64_t *bits,
    bool supersets, const struct jh_run *run, uint8_t *drop)
{
    size_t n_dropped = 0;
    for (size_t a = 0; a < n; a++) {
        size_t len = start[a + 1] - start[a], least = SIZE_MAX;
        int32_t via = -1;
        if (a % 64 == 0 && jh_run_stopped(run))
            break;
        if (drop[a])
            continue;
        for (size_t k = start[a]; k < start[a + 1]; k++) {
            size_t l = back_start[item[k] + 1] - back_start[item[k]];
            if (l < least) {
                least = l;
                via = item[k];
            }
        }
        for (size_t k = via >= 0 ? back_start[via] : 0;
             via >= 0 && k < back_start[via + 1] && !drop[a]; k++) {
            size_t b = (size_t)back[k], lb = start[b + 1] - start[b];
            if (b == a || drop[b] || lb < len || (lb == len && b < a && supersets) ||
                (lb == len && b > a && !supersets))
                continue;
            if (!within(bits + a * words, bits + b * words, words))
                continue;
            drop[supersets ? b : a] = 1;
            n_dropped++;
        }
    }
    return n_dropped;
}

enum jh_status jh_i_cover_dominate(const struct jh_i_cover *cover, const struct jh_run *run,
    uint8_t *drop, uint8_t *take, uint8_t *drop_row, bool *out_changed, bool *out_feasible,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t row_words = cover->m / 64 + 1, col_words = cover->n / 64 + 1, n_changed = 0, size = 0;
    uint64_t *bits = NULL;
    *out_feasible = true;
    for (size_t i = 0; i < cover->n; i++) {
        size_t len = cover->row_start[i + 1] - cover->row_start[i];
        if (len == 0)
            *out_feasible = false;
        if (len == 1 && !take[cover->row_col[cover->row_start[i]]]) {
            take[cover->row_col[cover->row_start[i]]] = 1;
            n_changed++;
        }
    }
    size =
        cover->n * row_words > cover->m * col_words ? cover->n * row_words : cover->m * col_words;
    if (*out_feasible && n_changed == 0 && cover->n > 0 && size <= BITS_MAX) {
        bits = jh_i_calloc(size, sizeof *bits);
        if (bits == NULL)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        fill_bits(cover->m, cover->col_start, cover->col_row, col_words, bits);
        n_changed += mark_dominated(cover->m, cover->col_start, cover->col_row, cover->row_start,
            cover->row_col, col_words, bits, false, run, drop);
        for (size_t j = 0; j < cover->m; j++) { /* covers nothing */
            n_changed += !drop[j] && cover->col_start[j] == cover->col_start[j + 1];
            drop[j] = drop[j] || cover->col_start[j] == cover->col_start[j + 1];
        }
        memset(bits, 0, size * sizeof *bits);
        fill_bits(cover->n, cover->row_start, cover->row_col, row_words, bits);
        n_changed += mark_dominated(cover->n, cover->row_start, cover->row_col, cover->col_start,
            cover->col_row, row_words, bits, true, run, drop_row);
    }
    *out_changed = n_changed > 0;
out:
    jh_i_free(bits);
    return st;
}

enum jh_status jh_i_cover_held(
    const struct jh_i_cover *cover, const struct jh_run *run, uint8_t *drop, struct jh_error *err)
{
    size_t words = cover->n / 64 + 1;
    if (cover->m * words > BITS_MAX)
        return JH_OK;
    uint64_t *bits = jh_i_calloc(cover->m * words, sizeof *bits);
    if (bits == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    fill_bits(cover->m, cover->col_start, cover->col_row, words, bits);
    (void)mark_dominated(cover->m, cover->col_start, cover->col_row, cover->row_start,
        cover->row_col, words, bits, false, run, drop);
    jh_i_free(bits);
    return JH_OK;
}

/* Sites within the radius of one client, in order; -1: a fixed site is, nothing to do. */
static int32_t sites_of(
    const struct jh_locate_problem *problem, size_t i, double radius, double *row, int32_t *out)
{
    int32_t n = 0;
    const bool listed = problem->pair_start != NULL;
    size_t first = listed ? problem->pair_start[i] : 0;
    size_t end = listed ? problem->pair_start[i + 1] : problem->n_sites;
    if (!listed)
        jh_i_locate_row(problem, i, row);
    for (size_t k = first; k < end; k++) {
        size_t j = listed ? (size_t)problem->pair_site[k] : k;
        double cost = listed ? problem->pair_cost[k] : row[j];
        enum jh_locate_state s = jh_i_locate_state(problem, j);
        if (s == JH_LOCATE_NO || isinf(cost) || !jh_i_locate_within(cost, radius))
            continue;
        if (s != JH_LOCATE_MAY)
            return -1;
        out[n++] = (int32_t)j;
    }
    return n;
}

enum { N_PARTS = 16 };
struct part {
    size_t from, to, used, cap;
    int32_t *col, *len;
    bool good;
};

static void make_part(
    const struct jh_locate_problem *problem, double radius, bool all_clients, struct part *part)
{
    double *row = jh_i_calloc(problem->n_sites, sizeof *row);
    int32_t *sites = jh_i_calloc(problem->n_sites, sizeof *sites);
    part->len = jh_i_calloc(part->to - part->from, sizeof *part->len);
    part->good = row != NULL && sites != NULL && part->len != NULL;
    for (size_t i = part->from; part->good && i < part->to; i++) {
        bool asks = all_clients || jh_i_locate_weight(problem, i) > 0;
        int32_t n = asks ? sites_of(problem, i, radius, row, sites) : -1;
        part->len[i - part->from] = n;
        if (n <= 0)
            continue;
        if (part->used + (size_t)n > part->cap) {
            size_t cap = part->used + (size_t)n + part->used / 2 + 1024;
            int32_t *col = jh_i_realloc(part->col, cap, sizeof *col);
            part->good = col != NULL;
            part->col = col != NULL ? col : part->col;
            part->cap = cap;
        }
        if (part->good)
            memcpy(part->col + part->used, sites, (size_t)n * sizeof *sites);
        part->used += (size_t)n;
    }
    jh_i_free(row);
    jh_i_free(sites);
}

enum jh_status jh_i_cover_make(const struct jh_locate_problem *problem, double radius,
    bool all_clients, const struct jh_run *run, struct jh_i_cover *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_cover made = {.n = 0};
    struct part part[N_PARTS] = {{0}};
    size_t n = 0, n_pairs = 0;
    for (size_t t = 0; t < N_PARTS; t++) {
        part[t].from = problem->n_demand * t / N_PARTS;
        part[t].to = problem->n_demand * (t + 1) / N_PARTS;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(run))
    for (size_t t = 0; t < N_PARTS; t++)
        make_part(problem, radius, all_clients, &part[t]);
    for (size_t t = 0; t < N_PARTS; t++) {
        if (!part[t].good)
            JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
        for (size_t i = 0; i < part[t].to - part[t].from; i++)
            n += part[t].len[i] >= 0;
        n_pairs += part[t].used;
    }
    JH_TRY(st, alloc_rows(&made, n, problem->n_sites, n_pairs, err));
    n = n_pairs = 0;
    for (size_t t = 0; t < N_PARTS; t++) {
        if (part[t].used > 0)
            memcpy(made.row_col + n_pairs, part[t].col, part[t].used * sizeof *part[t].col);
        for (size_t i = 0; i < part[t].to - part[t].from; i++) {
            if (part[t].len[i] < 0)
                continue;
            n_pairs += (size_t)part[t].len[i];
            made.row_start[++n] = n_pairs;
        }
    }
    for (size_t j = 0; j < problem->n_sites; j++)
        made.id[j] = (int32_t)j;
    JH_TRY(st, jh_i_cover_transpose(&made, err));
    *out = made;
    made = (struct jh_i_cover){.n = 0};
out:
    for (size_t t = 0; t < N_PARTS; t++) {
        jh_i_free(part[t].col);
        jh_i_free(part[t].len);
    }
    jh_i_cover_release(&made);
    return st;
}
