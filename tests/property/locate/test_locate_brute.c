/*
 * Random small problems of every model and mix against enumeration of all choices.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "junheng/locate.h"

#include "base/num.h"
#include "base/rng.h"

#include "testing.h"

enum { N_CASES = 1000, N_MAX = 9, M_MAX = 8 };

/* One random problem; every array has room for the largest. */
struct sample {
    struct jh_locate_problem problem;
    double cost[N_MAX * M_MAX], weight[N_MAX], load[N_MAX], capacity[M_MAX];
    double demand_xy[2 * N_MAX], site_xy[2 * M_MAX], pair_cost[N_MAX * M_MAX];
    size_t pair_start[N_MAX + 1];
    int32_t pair_site[N_MAX * M_MAX];
    uint8_t state[M_MAX];
};

static void random_costs(struct sample *s, struct jh_rng *rng)
{
    struct jh_locate_problem *p = &s->problem;
    int form = (int)jh_rng_below(rng, 4);
    bool whole = jh_rng_below(rng, 2) == 0;
    size_t used = 0;
    for (size_t k = 0; k < p->n_demand * p->n_sites; k++) {
        double c = 30 * jh_rng_unit(rng);
        s->cost[k] = whole ? floor(c) : c;
    }
    for (size_t i = 0; i < p->n_demand; i++) {
        for (size_t j = 0; j < p->n_sites; j++) {
            if (form == 1 && jh_rng_below(rng, 3) == 0) {
                s->cost[i * p->n_sites + j] = JH_INF;
            } else {
                s->pair_site[used] = (int32_t)j;
                s->pair_cost[used++] = s->cost[i * p->n_sites + j];
            }
        }
        s->pair_start[i + 1] = used;
    }
    if (form == 1 && jh_rng_below(rng, 2) == 0) {
        p->pair_start = s->pair_start;
        p->pair_site = s->pair_site;
        p->pair_cost = s->pair_cost;
    } else if (form < 3) {
        p->cost = s->cost;
    } else {
        for (size_t k = 0; k < 2 * N_MAX; k++)
            s->demand_xy[k] = floor(20 * jh_rng_unit(rng));
        for (size_t k = 0; k < 2 * M_MAX; k++)
            s->site_xy[k] = floor(20 * jh_rng_unit(rng));
        p->demand_xy = s->demand_xy;
        p->site_xy = s->site_xy;
        p->metric = (enum jh_locate_metric)jh_rng_below(rng, 2);
    }
}

static void random_problem(struct sample *s, enum jh_locate_model model, struct jh_rng *rng)
{
    memset(s, 0, sizeof *s);
    struct jh_locate_problem *p = &s->problem;
    p->model = model;
    p->n_demand = 1 + jh_rng_below(rng, N_MAX);
    if (model == JH_LOCATE_CPMP) /* enumeration of assignments takes its time */
        p->n_demand = 1 + jh_rng_below(rng, 6);
    p->n_sites = 1 + jh_rng_below(rng, M_MAX);
    p->p = 1 + (int32_t)jh_rng_below(rng, 4);
    p->radius = floor(3 + 15 * jh_rng_unit(rng));
    random_costs(s, rng);
    if (jh_rng_below(rng, 2) == 0)
        p->weight = s->weight;
    for (size_t i = 0; i < N_MAX; i++) {
        s->weight[i] = floor(5 * jh_rng_unit(rng)) * (jh_rng_below(rng, 2) == 0 ? 1 : 0.37);
        s->load[i] = 1 + floor(6 * jh_rng_unit(rng));
    }
    for (size_t j = 0; j < M_MAX; j++) {
        s->capacity[j] = 8 + floor(12 * jh_rng_unit(rng));
        uint64_t r = jh_rng_below(rng, 12);
        s->state[j] = (uint8_t)(r == 0   ? JH_LOCATE_NO
                                : r == 1 ? JH_LOCATE_MUST
                                : r == 2 ? JH_LOCATE_EXISTING
                                         : JH_LOCATE_MAY);
    }
    if (jh_rng_below(rng, 2) == 0)
        p->state = s->state;
    p->backup = model == JH_LOCATE_LSCP && jh_rng_below(rng, 2) == 0;
    p->load = s->load;
    p->capacity = s->capacity;
}

static enum jh_locate_state state_of(const struct jh_locate_problem *p, size_t j)
{
    return p->state != NULL ? (enum jh_locate_state)p->state[j] : JH_LOCATE_MAY;
}

/* Cost of a pair by the words of the header. */
static double pair_cost(const struct jh_locate_problem *p, size_t i, size_t j)
{
    if (p->cost != NULL)
        return p->cost[i * p->n_sites + j];
    if (p->demand_xy != NULL) {
        double x = p->demand_xy[2 * i] - p->site_xy[2 * j],
               y = p->demand_xy[2 * i + 1] - p->site_xy[2 * j + 1], d = sqrt(x * x + y * y);
        return p->metric == JH_LOCATE_FLOOR ? floor(d) : d;
    }
    for (size_t k = p->pair_start[i]; k < p->pair_start[i + 1]; k++) {
        if (p->pair_site[k] == (int32_t)j)
            return p->pair_cost[k];
    }
    return JH_INF;
}

/* Cheapest assignment within capacities from client i on. */
static double assign(const struct jh_locate_problem *p, unsigned open, size_t i, double *left)
{
    double best = JH_INF;
    if (i == p->n_demand)
        return 0;
    for (size_t j = 0; j < p->n_sites; j++) {
        double c = pair_cost(p, i, j);
        if (!(open >> j & 1) || isinf(c) || left[j] < p->load[i])
            continue;
        left[j] -= p->load[i];
        double w = p->weight != NULL ? p->weight[i] : 1;
        best = fmin(best, w * c + assign(p, open, i + 1, left));
        left[j] += p->load[i];
    }
    return best;
}

/* Value of an open set, smaller is better; INFINITY: not allowed. */
static double value_of(const struct jh_locate_problem *p, unsigned open, double *twice)
{
    double sum = 0, most = 0;
    int n = 0;
    *twice = 0;
    for (size_t j = 0; j < p->n_sites; j++)
        n += (open >> j & 1) && state_of(p, j) != JH_LOCATE_EXISTING;
    if (p->model == JH_LOCATE_CPMP) {
        double left[M_MAX];
        memcpy(left, p->capacity, p->n_sites * sizeof *left);
        return assign(p, open, 0, left);
    }
    for (size_t i = 0; i < p->n_demand; i++) {
        double least = JH_INF, w = p->weight != NULL ? p->weight[i] : 1;
        int within = 0;
        for (size_t j = 0; j < p->n_sites; j++) {
            double c = open >> j & 1 ? pair_cost(p, i, j) : JH_INF;
            least = fmin(least, c);
            within += c <= p->radius;
        }
        *twice += within > 1 ? w : 0;
        if (p->model == JH_LOCATE_LSCP && within == 0)
            return JH_INF;
        if (p->model == JH_LOCATE_MCLP)
            sum -= within > 0 ? w : 0;
        else if (w > 0) {
            sum += w * least;
            most = fmax(most, least);
        }
    }
    return p->model == JH_LOCATE_LSCP ? n : p->model == JH_LOCATE_PCENTER ? most : sum;
}

static double brute(const struct jh_locate_problem *p, double *best_twice)
{
    double best = JH_INF;
    *best_twice = -1;
    for (unsigned open = 0; open < 1u << p->n_sites; open++) {
        int n = 0;
        bool good = true;
        for (size_t j = 0; j < p->n_sites; j++) {
            enum jh_locate_state s = state_of(p, j);
            bool is = open >> j & 1;
            n += is && s != JH_LOCATE_EXISTING;
            good = good && (is ? s != JH_LOCATE_NO : s == JH_LOCATE_NO || s == JH_LOCATE_MAY);
        }
        if (!good || (p->model != JH_LOCATE_LSCP && n != p->p))
            continue;
        double twice, value = value_of(p, open, &twice);
        if (value < best || (value == best && twice > *best_twice)) {
            best = value;
            *best_twice = twice;
        }
    }
    return best;
}

static void check_one(const struct jh_locate_problem *p, uint64_t seed)
{
    struct jh_locate_solution got = {.n_open = 0};
    struct jh_error err = {.status = JH_OK};
    struct jh_run run = {.seed = seed, .n_threads = 1};
    double twice, best = brute(p, &twice), again, again_twice;
    enum jh_status st = jh_locate_solve(p, &run, &got, &err);
    if (isinf(best)) {
        ck_assert_msg(st == JH_E_INFEASIBLE, "case %d: %s (%s), wanted infeasible", (int)seed,
            jh_status_name(st), err.message[JH_LANG_EN]);
        return;
    }
    ck_assert_msg(st == JH_OK, "case %d model %d: %s (%s), wanted %g", (int)seed, p->model,
        jh_status_name(st), err.message[JH_LANG_EN], best);
    best = p->model == JH_LOCATE_MCLP ? -best : best;
    ck_assert_msg(fabs(got.objective - best) <= 1e-9 * (1 + fabs(best)),
        "case %d model %d: objective %.12g, wanted %.12g", (int)seed, p->model, got.objective,
        best);
    ck_assert_msg(got.status == JH_LOCATE_OPTIMAL, "case %d model %d: bound %.12g of %.12g",
        (int)seed, p->model, got.bound, best);
    double past = p->model == JH_LOCATE_MCLP ? best - got.bound : got.bound - best;
    ck_assert_msg(past <= 1e-12 * (1 + fabs(best)), "case %d: bound past the optimum", (int)seed);
    if (p->backup)
        ck_assert_msg(fabs(got.backup - twice) <= 1e-9, "case %d: %g covered twice, wanted %g",
            (int)seed, got.backup, twice);
    ck_ok(
        jh_locate_check(p, got.n_open, got.open, got.assignment, &again, &again_twice, &err), &err);
    ck_assert(again == got.objective);
    jh_locate_solution_release(&got);
}

static const enum jh_locate_model models[] = {
    JH_LOCATE_PMEDIAN, JH_LOCATE_PCENTER, JH_LOCATE_MCLP, JH_LOCATE_LSCP, JH_LOCATE_CPMP};

START_TEST(equals_enumeration)
{
    struct sample s;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, (uint64_t)_i);
        random_problem(&s, models[_i], &rng);
        check_one(&s.problem, seed);
    }
}
END_TEST

/* Prices want five sites open where four may be: nothing is below the answer, which is thus proven. */
START_TEST(proven_where_prices_want_too_many)
{
    static const double xy[] = {58.576, 63.838, 9.972, 65.850, 58.709, 63.194, 35.710, 45.245,
        9.689, 66.264, 35.956, 45.874, 35.655, 44.325, 36.136, 45.103};
    static const double weight[] = {
        3.83649e6, 1.94094e8, 1.21313e7, 8.4894e6, 5.5923, 86781.2, 7.33559e8, 4.16356e9};
    const struct jh_locate_problem problem = {.model = JH_LOCATE_PMEDIAN,
        .n_demand = 8,
        .n_sites = 8,
        .p = 4,
        .demand_xy = xy,
        .site_xy = xy,
        .weight = weight};
    check_one(&problem, 1);
}
END_TEST

START_TEST(equals_enumeration_with_weights_of_all_sizes)
{
    struct sample s;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        struct jh_rng rng;
        jh_rng_init(&rng, seed, 99);
        random_problem(&s, JH_LOCATE_PMEDIAN, &rng);
        for (size_t i = 0; i < N_MAX; i++)
            s.weight[i] = pow(10, 9 * jh_rng_unit(&rng));
        s.problem.weight = s.weight;
        check_one(&s.problem, seed);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locate");
    TCase *tc = tcase_create("brute");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, equals_enumeration, 0, (int)(sizeof models / sizeof *models));
    tcase_add_test(tc, proven_where_prices_want_too_many);
    tcase_add_test(tc, equals_enumeration_with_weights_of_all_sizes);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
