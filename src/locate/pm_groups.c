/*
 * Groups of sites and clients that hardly meet. For a partition into groups and any prices v,
 *   z >= min over splits p = sum k[g] of sum over g of H(g, k[g]),
 *   H(g, k) = min over k sites S of g of
 *             sum over clients of g of min(v[i], cost[i, nearest in S]) + sum over S of b[j],
 *   b[j] = sum over clients of other groups of min(0, cost[i, j] - v[i]):
 * what sites do for clients of other groups is counted as in the dual, what they do within their
 * group exactly. Each H(g, k) is a p-median problem of its own (b[j] as a client that costs -b[j]
 * while j is closed); the best split is found by dynamic programming over lower bounds of H, and
 * what it uses is solved until it uses nothing that is not. Gaps of relaxation in many places add
 * up here, where a tree would have to multiply them.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"

#include "locate/pm_root.h"

static const size_t cells_max = 50000000; /* of the dynamic programme */
static const double largest_share = 0.5;  /* of the sites to open, in one group */
static const int64_t effort_first = 20000, effort_grows = 4;

/* A number of open sites in a group. */
struct entry {
    double low;     /* proven */
    bool done;      /* low is what it costs */
    int64_t effort; /* iterations spent on it */
    int32_t *open;  /* an answer, sites of the core; NULL: none yet */
};

struct groups {
    const struct jh_i_pm *core;
    struct jh_i_pm_root *root;
    double *u, *v;                     /* [n], prices of the dual; of clients within groups */
    double *rho, *border;              /* [m], all gains of a site, those beyond its group */
    int32_t *of_client, *of_site;      /* [n], [m], group */
    int32_t *clients, *sites;          /* by group */
    size_t *first_client, *first_site; /* [n_groups + 1] */
    int32_t *local;                    /* [m], number within the group */
    int32_t *chief;                    /* [n + m] union and find */
    size_t n_groups;
    size_t *first; /* [n_groups + 1], entries */
    struct entry *entry;
    int32_t *count; /* [n_groups], sites each gets in the best split */
    double *sum;    /* [(n_groups + 1) * (p + 1)] */
    int32_t *take;  /* alike */
};

static void groups_release(struct groups *g)
{
    for (size_t e = 0; g->entry != NULL && e < g->first[g->n_groups]; e++)
        jh_i_free(g->entry[e].open);
    void *rooms[] = {g->u, g->v, g->rho, g->border, g->of_client, g->of_site, g->clients, g->sites,
        g->first_client, g->first_site, g->local, g->chief, g->first, g->entry, g->count, g->sum,
        g->take};
    for (size_t k = 0; k < sizeof rooms / sizeof *rooms; k++)
        jh_i_free(rooms[k]);
}

static enum jh_status groups_init(struct groups *g, struct jh_i_pm_root *root, struct jh_error *err)
{
    const struct jh_i_pm *core = &root->core;
    size_t n = core->n, m = core->m;
    *g = (struct groups){.core = core,
        .root = root,
        .u = jh_i_calloc(n, sizeof(double)),
        .v = jh_i_calloc(n, sizeof(double)),
        .rho = jh_i_calloc(m, sizeof(double)),
        .border = jh_i_calloc(m, sizeof(double)),
        .of_client = jh_i_calloc(n, sizeof(int32_t)),
        .of_site = jh_i_calloc(m, sizeof(int32_t)),
        .clients = jh_i_calloc(n, sizeof(int32_t)),
        .sites = jh_i_calloc(m, sizeof(int32_t)),
        .first_client = jh_i_calloc(m + 2, sizeof(size_t)),
        .first_site = jh_i_calloc(m + 2, sizeof(size_t)),
        .local = jh_i_calloc(m, sizeof(int32_t)),
        .chief = jh_i_calloc(n + m, sizeof(int32_t))};
    if (g->u == NULL || g->v == NULL || g->rho == NULL || g->border == NULL ||
        g->of_client == NULL || g->of_site == NULL || g->clients == NULL || g->sites == NULL ||
        g->first_client == NULL || g->first_site == NULL || g->local == NULL || g->chief == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        g->u[i] = fmin(root->u[i], core->limit[i]);
        for (size_t k = core->start[i]; k < core->start[i + 1] && core->cost[k] < g->u[i]; k++)
            g->rho[core->site[k]] += core->cost[k] - g->u[i];
    }
    return JH_OK;
}

static int32_t find(int32_t *chief, int32_t a)
{
    while (chief[a] != a) {
        chief[a] = chief[chief[a]];
        a = chief[a];
    }
    return a;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The p-th least gain. */
static double threshold(struct groups *g)
{
    double *sorted = g->border; /* not used yet */
    memcpy(sorted, g->rho, g->core->m * sizeof *sorted);
    qsort(sorted, g->core->m, sizeof *sorted, by_value);
    return sorted[g->core->p - 1];
}

/* Clients and sites whose gain is up to `most` and that they would pay for are of one group. */
static void unite(struct groups *g, double most)
{
    const struct jh_i_pm *core = g->core;
    size_t n = core->n, m = core->m;
    for (size_t a = 0; a < n + m; a++)
        g->chief[a] = (int32_t)a;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = core->start[i]; k < core->start[i + 1] && core->cost[k] < g->u[i]; k++) {
            int32_t j = core->site[k];
            if (g->rho[j] <= most)
                g->chief[find(g->chief, (int32_t)(n + (size_t)j))] = find(g->chief, (int32_t)i);
        }
    }
    for (size_t j = 0; j < m; j++) { /* others go with the client to whom they matter most */
        double gain = -1;
        int32_t best = -1;
        for (size_t c = core->col_start[j]; g->rho[j] > most && c < core->col_start[j + 1]; c++) {
            int32_t i = core->col_client[c];
            if (g->u[i] - core->col_cost[c] > gain) {
                gain = g->u[i] - core->col_cost[c];
                best = i;
            }
        }
        if (best >= 0)
            g->chief[n + j] = best;
    }
}

/* Numbers the groups by their sites; clients that pay for none go with their nearest site. */
static void number_groups(struct groups *g)
{
    const struct jh_i_pm *core = g->core;
    size_t n = core->n, m = core->m;
    int32_t *number = g->chief;
    g->n_groups = 0;
    for (size_t j = 0; j < m; j++)
        g->of_site[j] = find(g->chief, (int32_t)(n + j));
    for (size_t i = 0; i < n; i++)
        g->of_client[i] = find(g->chief, (int32_t)i);
    for (size_t a = 0; a < n + m; a++)
        number[a] = -1;
    for (size_t j = 0; j < m; j++) {
        if (number[g->of_site[j]] < 0)
            number[g->of_site[j]] = (int32_t)g->n_groups++;
        g->of_site[j] = number[g->of_site[j]];
    }
    for (size_t i = 0; i < n; i++) {
        int32_t own = number[g->of_client[i]];
        size_t k = core->start[i];
        g->of_client[i] = own >= 0 ? own : k < core->start[i + 1] ? g->of_site[core->site[k]] : 0;
    }
}

static void bucket(size_t n, const int32_t *of, size_t n_groups, size_t *first, int32_t *out)
{
    memset(first, 0, (n_groups + 1) * sizeof *first);
    for (size_t a = 0; a < n; a++)
        first[of[a] + 1]++;
    for (size_t c = 1; c <= n_groups; c++)
        first[c] += first[c - 1];
    for (size_t a = 0; a < n; a++)
        out[first[of[a]]++] = (int32_t)a;
    for (size_t c = n_groups; c > 0; c--)
        first[c] = first[c - 1];
    first[0] = 0;
}

/* A price up to the nearest site beyond the group costs nothing there. */
static void price(struct groups *g)
{
    const struct jh_i_pm *core = g->core;
    memset(g->border, 0, core->m * sizeof *g->border);
    for (size_t i = 0; i < core->n; i++) {
        size_t k = core->start[i], end = core->start[i + 1];
        while (k < end && g->of_site[core->site[k]] == g->of_client[i])
            k++;
        g->v[i] = fmax(g->u[i], k < end ? fmin(core->cost[k], core->limit[i]) : core->limit[i]);
        for (; k < end && core->cost[k] < g->v[i]; k++) {
            if (g->of_site[core->site[k]] != g->of_client[i])
                g->border[core->site[k]] += core->cost[k] - g->v[i];
        }
    }
}

/* The largest share of the dual's picks in one group. */
static double largest(const struct groups *g, double cut)
{
    size_t most = 0;
    for (size_t c = 0; c < g->n_groups; c++) {
        size_t n = 0;
        for (size_t k = g->first_site[c]; k < g->first_site[c + 1]; k++)
            n += g->rho[g->sites[k]] <= cut;
        most = n > most ? n : most;
    }
    return (double)most / g->core->p;
}

/* Sites that the gap rules out do not join groups. */
static bool partition(struct groups *g)
{
    double cut = threshold(g), gap = g->root->incumbent.cutoff - g->root->bound;
    unite(g, cut + gap);
    number_groups(g);
    bucket(g->core->n, g->of_client, g->n_groups, g->first_client, g->clients);
    bucket(g->core->m, g->of_site, g->n_groups, g->first_site, g->sites);
    return largest(g, cut) <= largest_share &&
           (g->n_groups + 1) * (size_t)(g->core->p + 1) <= cells_max;
}

/* Lower bounds of the dual for each number of sites in a group. */
static void first_entries(struct groups *g, size_t c, double *gain)
{
    const struct jh_i_pm *core = g->core;
    struct entry *entry = g->entry + g->first[c];
    size_t n_entries = g->first[c + 1] - g->first[c], m = g->first_site[c + 1] - g->first_site[c];
    size_t n = g->first_client[c + 1] - g->first_client[c];
    struct jh_sum paid = {0}, most = {0};
    for (size_t k = g->first_client[c]; k < g->first_client[c + 1]; k++) {
        jh_sum_add(&paid, g->u[g->clients[k]]);
        jh_sum_add(&most, g->v[g->clients[k]]);
    }
    for (size_t k = 0; k < m; k++) {
        size_t j = (size_t)g->sites[g->first_site[c] + k];
        g->local[j] = (int32_t)k;
        gain[k] = g->border[j];
        for (size_t t = core->col_start[j]; t < core->col_start[j + 1]; t++) {
            size_t i = (size_t)core->col_client[t];
            if ((size_t)g->of_client[i] == c)
                gain[k] += fmin(0, core->col_cost[t] - g->u[i]);
        }
    }
    qsort(gain, m, sizeof *gain, by_value);
    struct jh_sum low = paid;
    double minus = 0;
    for (size_t k = 0; k < n_entries; k++) {
        if (k > 0) {
            jh_sum_add(&low, gain[k - 1]);
            minus -= gain[k - 1];
        }
        double margin = 2 * (double)(n + k + 8) * DBL_EPSILON * (jh_sum_value(&paid) + minus);
        entry[k].low = jh_sum_value(&low) - margin;
    }
    entry[0] = (struct entry){.low = jh_sum_value(&most), .done = true};
}

static enum jh_status make_entries(struct groups *g, struct jh_error *err)
{
    size_t p = (size_t)g->core->p, cells = (g->n_groups + 1) * (p + 1);
    double *gain = jh_i_calloc(g->core->m, sizeof *gain);
    g->first = jh_i_calloc(g->n_groups + 1, sizeof *g->first);
    g->entry = jh_i_calloc(g->core->m + g->n_groups, sizeof *g->entry);
    g->count = jh_i_calloc(g->n_groups, sizeof *g->count);
    g->sum = jh_i_calloc(cells, sizeof *g->sum);
    g->take = jh_i_calloc(cells, sizeof *g->take);
    bool good = gain != NULL && g->first != NULL && g->entry != NULL && g->count != NULL &&
                g->sum != NULL && g->take != NULL;
    for (size_t c = 0; good && c < g->n_groups; c++) {
        size_t m = g->first_site[c + 1] - g->first_site[c];
        g->first[c + 1] = g->first[c] + (m < p ? m : p) + 1;
        first_entries(g, c, gain);
    }
    jh_i_free(gain);
    return good ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* The best split by what is proven of its parts; its value less rounding. */
static double best_split(struct groups *g)
{
    size_t p = (size_t)g->core->p, width = p + 1;
    for (size_t q = 0; q <= p; q++)
        g->sum[q] = q == 0 ? 0 : JH_INF;
    for (size_t c = 0; c < g->n_groups; c++) {
        const struct entry *entry = g->entry + g->first[c];
        size_t n_entries = g->first[c + 1] - g->first[c];
        const double *from = g->sum + c * width;
        double *to = g->sum + (c + 1) * width;
        for (size_t q = 0; q <= p; q++) {
            to[q] = JH_INF;
            for (size_t k = 0; k < n_entries && k <= q; k++) {
                if (from[q - k] + entry[k].low < to[q]) {
                    to[q] = from[q - k] + entry[k].low;
                    g->take[(c + 1) * width + q] = (int32_t)k;
                }
            }
        }
    }
    size_t q = p;
    double magnitude = 0;
    for (size_t c = g->n_groups; c > 0; c--) {
        g->count[c - 1] = g->take[c * width + q];
        q -= (size_t)g->count[c - 1];
        magnitude += fabs(g->entry[g->first[c - 1] + (size_t)g->count[c - 1]].low);
    }
    return g->sum[g->n_groups * width + p] -
           2 * (double)(g->n_groups + 8) * DBL_EPSILON * magnitude;
}

/* A group's own lists; sites that serve clients of others lose that while they are closed. */
static enum jh_status group_lists(const struct groups *g, size_t c, struct jh_i_pm *out,
    double *out_constant, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_i_pm *core = g->core;
    size_t m = g->first_site[c + 1] - g->first_site[c], n = 0, used = 0, n_pairs = m;
    size_t n_max = g->first_client[c + 1] - g->first_client[c] + m;
    struct jh_sum constant = {0};
    for (size_t a = g->first_client[c]; a < g->first_client[c + 1]; a++)
        n_pairs += core->start[g->clients[a] + 1] - core->start[g->clients[a]];
    struct jh_i_pm pm = {.m = m,
        .start = jh_i_calloc(n_max + 1, sizeof *pm.start),
        .site = jh_i_calloc(n_pairs, sizeof *pm.site),
        .cost = jh_i_calloc(n_pairs, sizeof *pm.cost),
        .limit = jh_i_calloc(n_max, sizeof *pm.limit),
        .id = jh_i_calloc(m, sizeof *pm.id)};
    if (pm.start == NULL || pm.site == NULL || pm.cost == NULL || pm.limit == NULL || pm.id == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t a = g->first_client[c]; a < g->first_client[c + 1]; a++) {
        size_t i = (size_t)g->clients[a], from = used;
        for (size_t k = core->start[i]; k < core->start[i + 1] && core->cost[k] < g->v[i]; k++) {
            if ((size_t)g->of_site[core->site[k]] != c)
                continue;
            pm.site[used] = g->local[core->site[k]];
            pm.cost[used++] = core->cost[k];
        }
        if (used == from) {
            jh_sum_add(&constant, g->v[i]);
            continue;
        }
        pm.limit[n++] = g->v[i];
        pm.start[n] = used;
    }
    for (size_t k = 0; k < m; k++) {
        size_t j = (size_t)g->sites[g->first_site[c] + k];
        pm.id[k] = (int32_t)k;
        if (g->border[j] >= 0)
            continue;
        jh_sum_add(&constant, g->border[j]);
        pm.site[used] = (int32_t)k;
        pm.cost[used++] = 0;
        pm.limit[n++] = -g->border[j];
        pm.start[n] = used;
    }
    pm.n = n;
    JH_TRY(st, jh_i_pm_transpose(&pm, err));
    *out_constant = jh_sum_value(&constant);
    *out = pm;
    pm = (struct jh_i_pm){0};
out:
    jh_i_pm_release(&pm);
    return st;
}

/* Solves a group with its sites of the best split, until that is `slack` dearer or `effort`
 * iterations are spent. */
static enum jh_status solve_group(const struct groups *g, size_t c, double slack, int64_t effort,
    int64_t *out_iterations, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t k = (size_t)g->count[c];
    struct entry *entry = &g->entry[g->first[c] + k];
    struct jh_run run = {0};
    struct jh_i_pm_root r = {.run = &run};
    double constant = 0;
    if (g->root->run != NULL)
        run = (struct jh_run){.should_stop = g->root->run->should_stop,
            .ctx = g->root->run->ctx,
            .seed = g->root->run->seed};
    run.n_threads = 1;
    run.iteration_limit = effort;
    if (entry->open == NULL)
        entry->open = jh_i_calloc(k, sizeof *entry->open);
    JH_TRY(st, group_lists(g, c, &r.pm, &constant, err));
    r.pm.p = (int32_t)k;
    r.source = (struct jh_i_pm_source){.n = r.pm.n,
        .outside = jh_i_calloc(r.pm.n, sizeof(double)),
        .complete = jh_i_calloc(r.pm.n, sizeof(bool))};
    if (entry->open == NULL || r.source.outside == NULL || r.source.complete == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (size_t i = 0; i < r.pm.n; i++) {
        r.source.outside[i] = r.pm.limit[i];
        r.source.complete[i] = true;
    }
    JH_TRY(st, jh_i_pm_root_lists(&r, 16 + c, entry->low + slack - constant, err));
    entry->low = fmax(entry->low, r.bound + constant);
    entry->done = r.bound >= r.incumbent.value - 1e-9 * fabs(r.incumbent.value);
    entry->effort = effort;
    for (size_t t = 0; t < k; t++)
        entry->open[t] = g->sites[g->first_site[c] + (size_t)r.incumbent.open[t]];
out:
    *out_iterations = r.iterations;
    jh_i_pm_root_release(&r);
    return st;
}

/* Answers of all groups in the best split, together. */
static void offer(struct groups *g)
{
    struct jh_i_pm_root *r = g->root;
    size_t n = 0;
    for (size_t j = 0; j < r->pm.m; j++) {
        if (r->state[j] == JH_I_PM_OPEN)
            r->room[n++] = (int32_t)j;
    }
    for (size_t c = 0; c < g->n_groups; c++) {
        const struct entry *entry = &g->entry[g->first[c] + (size_t)g->count[c]];
        if (g->count[c] > 0 && entry->open == NULL)
            return;
        for (int32_t k = 0; k < g->count[c]; k++)
            r->room[n++] = g->core->id[entry->open[k]];
    }
    if (n != (size_t)r->p)
        return;
    jh_i_pm_search_set(&r->search, r->room);
    jh_i_pm_search_wake(&r->search);
    jh_i_pm_search_descend(&r->search);
    (void)jh_i_pm_incumbent_offer(&r->incumbent, &r->search);
    (void)jh_i_pm_pool_offer(&r->pool, &r->search);
    jh_i_pm_search_set(&r->search, r->incumbent.open);
}

static bool is_open_question(const struct groups *g, size_t c, int64_t effort)
{
    const struct entry *entry = &g->entry[g->first[c] + (size_t)g->count[c]];
    return !entry->done && entry->effort < effort;
}

/* Solves what the split uses and is not solved, side by side. */
static enum jh_status refine(struct groups *g, double total, int64_t effort, struct jh_error *err)
{
    const struct jh_i_pm_root *r = g->root;
    enum jh_status st = JH_OK;
    const double slack = r->incumbent.cutoff - total;
    int64_t iterations = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(jh_run_threads(r->run))                  \
    reduction(+ : iterations)
    for (size_t c = 0; c < g->n_groups; c++) {
        if (!is_open_question(g, c, effort))
            continue;
        int64_t spent = 0;
        struct jh_error own = {.status = JH_OK};
        /* To be lifted by the slack is enough: the split reaches the cutoff then. */
        enum jh_status mine = solve_group(g, c, slack, effort, &spent, &own);
        iterations += spent;
        if (mine != JH_OK) {
#pragma omp critical(jh_pm_groups)
            {
                st = mine;
                if (err != NULL)
                    *err = own;
            }
        }
    }
    g->root->iterations += iterations;
    return st;
}

/* Iterations for each open question, 0: there is none or no room for it. */
static int64_t next_effort(const struct groups *g, int64_t effort)
{
    const struct jh_i_pm_root *r = g->root;
    int64_t limit = r->run != NULL ? r->run->iteration_limit : 0, n = 0;
    bool undone = false;
    for (size_t c = 0; c < g->n_groups; c++)
        undone = undone || is_open_question(g, c, INT64_MAX);
    while (undone && n == 0) {
        for (size_t c = 0; c < g->n_groups; c++)
            n += is_open_question(g, c, effort);
        effort *= n == 0 ? effort_grows : 1;
    }
    if (limit > 0 && n > 0 && effort > (limit - r->iterations) / n)
        return 0;
    return undone ? effort : 0;
}

enum jh_status jh_i_pm_groups(struct jh_i_pm_root *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct groups g = {0};
    int64_t effort = effort_first;
    if (r->core.p < 2 || (size_t)r->core.p >= r->core.m)
        return JH_OK;
    JH_TRY(st, groups_init(&g, r, err));
    if (!partition(&g))
        goto out;
    price(&g);
    JH_TRY(st, make_entries(&g, err));
    while (effort > 0) {
        double total = best_split(&g);
        r->bound = fmax(r->bound, fmin(total, r->incumbent.cutoff));
        offer(&g);
        if (r->bound >= r->incumbent.cutoff || jh_i_pm_root_spent(r))
            break;
        effort = next_effort(&g, effort);
        if (effort > 0)
            JH_TRY(st, refine(&g, total, effort, err));
    }
out:
    groups_release(&g);
    return st;
}
