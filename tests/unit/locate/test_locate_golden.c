/*
 * Published optima of the reference data: OR-Library p-median (Beasley 1990), their p-center optima,
 * maximal covering of Lorena and Pereira (2002), capacitated p-median of Lorena and OR-Library, and
 * the San Francisco example of PySAL spopt. Skipped where the data are absent.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "io/problems/solve.h"

#include "testing.h"

struct golden {
    enum jh_locate_model model;
    enum jh_solve_format format;
    const char *file;
    int32_t p; /* 0: that of the file */
    double radius, optimum;
};

static const struct golden cases[] = {
    {JH_LOCATE_PMEDIAN, JH_SOLVE_ORLIB, "pmed/pmed1.txt", 0, 0, 5819},
    {JH_LOCATE_PMEDIAN, JH_SOLVE_ORLIB, "pmed/pmed3.txt", 0, 0, 4250},
    {JH_LOCATE_PMEDIAN, JH_SOLVE_ORLIB, "pmed/pmed8.txt", 0, 0, 4445},
    {JH_LOCATE_PMEDIAN, JH_SOLVE_ORLIB, "pmed/pmed10.txt", 0, 0, 1255},
    {JH_LOCATE_PCENTER, JH_SOLVE_ORLIB, "pmed/pmed1.txt", 0, 0, 127},
    {JH_LOCATE_PCENTER, JH_SOLVE_ORLIB, "pmed/pmed3.txt", 0, 0, 93},
    {JH_LOCATE_PCENTER, JH_SOLVE_ORLIB, "pmed/pmed6.txt", 0, 0, 84},
    {JH_LOCATE_PCENTER, JH_SOLVE_ORLIB, "pmed/pmed8.txt", 0, 0, 55},
    {JH_LOCATE_PCENTER, JH_SOLVE_ORLIB, "pmed/pmed10.txt", 0, 0, 20},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC324.txt", 1, 800, 5461},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC324.txt", 2, 800, 8790},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC324.txt", 3, 800, 11604},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC324.txt", 5, 800, 12152},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC402.txt", 4, 800, 15658},
    {JH_LOCATE_MCLP, JH_SOLVE_POINTS, "mclp/SJC402.txt", 6, 800, 15984},
    {JH_LOCATE_CPMP, JH_SOLVE_PMEDCAP, "cpmp/pmedcap1_1.txt", 0, 0, 713},
    {JH_LOCATE_CPMP, JH_SOLVE_PMEDCAP, "cpmp/pmedcap1_5.txt", 0, 0, 664},
    {JH_LOCATE_CPMP, JH_SOLVE_PMEDCAP, "cpmp/pmedcap1_6.txt", 0, 0, 778},
    {JH_LOCATE_CPMP, JH_SOLVE_CPMP, "cpmp/SJC1.dat", 0, 0, 17288.99},
};

static struct jh_locate_problem problem_of(const struct jh_solve_input *in, const struct golden *g)
{
    return (struct jh_locate_problem){.model = g->model,
        .n_demand = in->n_demand,
        .n_sites = in->n_sites,
        .p = g->p > 0 ? g->p : in->p,
        .radius = g->radius,
        .weight = in->weight,
        .load = in->load,
        .capacity = in->capacity,
        .cost = in->cost,
        .pair_start = in->pair_start,
        .pair_site = in->pair_site,
        .pair_cost = in->pair_cost,
        .demand_xy = in->xy,
        .site_xy = in->xy,
        .metric = in->format == JH_SOLVE_PMEDCAP ? JH_LOCATE_FLOOR : JH_LOCATE_EUCLID};
}

static void solve_and_compare(const struct jh_locate_problem *problem, double optimum, double tol)
{
    struct jh_error err = {.status = JH_OK};
    struct jh_locate_solution one = {.n_open = 0}, two = {.n_open = 0};
    struct jh_run run = {.seed = 1, .n_threads = 1}, both = {.seed = 1, .n_threads = 2};
    ck_ok(jh_locate_solve(problem, &run, &one, &err), &err);
    ck_ok(jh_locate_solve(problem, &both, &two, &err), &err);
    ck_assert_double_le(fabs(one.objective - optimum), tol);
    ck_assert_int_eq(one.status, JH_LOCATE_OPTIMAL);
    bool most = problem->model == JH_LOCATE_MCLP;
    ck_assert(most ? one.bound >= optimum - tol : one.bound <= optimum + tol);
    /* The number of threads changes nothing. */
    ck_assert(one.objective == two.objective && one.bound == two.bound);
    ck_assert(one.iterations == two.iterations && one.n_open == two.n_open);
    ck_assert_mem_eq(one.open, two.open, one.n_open * sizeof *one.open);
    jh_locate_solution_release(&one);
    jh_locate_solution_release(&two);
}

START_TEST(published_optimum_is_found_and_proven)
{
    const struct golden *g = &cases[_i];
    const char *path = testing_shared(g->file);
    struct jh_solve_input in = {.n_demand = 0};
    struct jh_error err = {.status = JH_OK};
    if (path == NULL)
        return;
    ck_ok(jh_i_solve_read(g->format, path, NULL, NULL, &in, &err), &err);
    struct jh_locate_problem problem = problem_of(&in, g);
    solve_and_compare(&problem, g->optimum, g->optimum == floor(g->optimum) ? 0 : 0.005);
    jh_i_solve_input_release(&in);
}
END_TEST

/* PySAL spopt: 16 stores x 205 tracts, brute-force optima for p = 1..8; radius 5000. */
static size_t read_column(char *line, double *out, size_t n)
{
    size_t k = 0;
    bool quoted = false;
    for (char *at = line, *from = line; k < n; at++) {
        quoted = quoted != (*at == '"');
        if ((*at != ',' || quoted) && *at != '\0' && *at != '\n')
            continue;
        char end = *at;
        double x;
        if (*from == '"') {
            from++;
            at[-1] = '\0';
        }
        *at = '\0';
        out[k++] = jh_num_parse(from, strlen(from), &x) ? x : JH_NAN;
        from = at + 1;
        if (end != ',')
            break;
    }
    return k;
}

enum { N_TRACTS_MAX = 400, N_STORES_MAX = 32 };
struct sf {
    double name[N_TRACTS_MAX], weight[N_TRACTS_MAX], cost[N_TRACTS_MAX * N_STORES_MAX];
    size_t n, m;
};

static size_t column_of(const char *header, const char *name)
{
    size_t at = 0, len = strlen(name);
    for (const char *p = header; p != NULL; at++) {
        p += *p == '"';
        if (strncmp(p, name, len) == 0 && strchr(",\"\r\n", p[len]) != NULL)
            return at;
        p = strchr(p, ',');
        p = p != NULL ? p + 1 : NULL;
    }
    return SIZE_MAX;
}

/* Network distances by tract name, then weights of the tracts. */
static bool read_sf(struct sf *sf)
{
    static char line[8192];
    double x[64];
    char stores[N_STORES_MAX][24];
    const char *path = testing_shared(
        "access/spopt_sf/SF_network_distance_candidateStore_16_censusTract_205_new.csv");
    FILE *f = path != NULL ? fopen(path, "r") : NULL;
    if (f == NULL || fgets(line, sizeof line, f) == NULL)
        return false;
    size_t tract = column_of(line, "DestinationName"), store = column_of(line, "name"),
           metres = column_of(line, "distance");
    ck_assert(tract < 64 && store < 64 && metres < 64);
    while (fgets(line, sizeof line, f) != NULL) {
        char copy[8192], *name = copy;
        memcpy(copy, line, sizeof copy);
        for (size_t k = 0; k < store; k++)
            name = strchr(name, ',') + 1;
        *strchr(name, ',') = '\0';
        read_column(line, x, 64);
        size_t i = 0, j = 0;
        while (i < sf->n && sf->name[i] != x[tract])
            i++;
        while (j < sf->m && strcmp(stores[j], name) != 0)
            j++;
        ck_assert(i < N_TRACTS_MAX && j < N_STORES_MAX);
        sf->name[i] = x[tract];
        snprintf(stores[j], sizeof stores[j], "%.23s", name);
        sf->n = i == sf->n ? i + 1 : sf->n;
        sf->m = j == sf->m ? j + 1 : sf->m;
        sf->cost[i * N_STORES_MAX + j] = x[metres];
    }
    fclose(f);
    path = testing_shared("access/spopt_sf/SF_demand_205_centroid_uniform_weight.csv");
    f = path != NULL ? fopen(path, "r") : NULL;
    if (f == NULL || fgets(line, sizeof line, f) == NULL)
        return false;
    size_t name = column_of(line, "NAME"), people = column_of(line, "POP2000");
    ck_assert(name < 64 && people < 64);
    while (fgets(line, sizeof line, f) != NULL) {
        read_column(line, x, 64);
        for (size_t i = 0; i < sf->n; i++)
            sf->weight[i] = sf->name[i] == x[name] ? x[people] : sf->weight[i];
    }
    fclose(f);
    for (size_t i = 0; i < sf->n; i++)
        memmove(sf->cost + i * sf->m, sf->cost + i * N_STORES_MAX, sf->m * sizeof *sf->cost);
    return true;
}

START_TEST(san_francisco_equals_enumeration)
{
    static struct sf sf;
    static char line[4096];
    double x[8];
    const char *path;
    if (!read_sf(&sf))
        return;
    ck_assert_uint_eq(sf.n, 205);
    ck_assert_uint_eq(sf.m, 16);
    path = testing_shared("access/spopt_sf_expected.csv");
    FILE *f = path != NULL ? fopen(path, "r") : NULL;
    if (f == NULL || fgets(line, sizeof line, f) == NULL)
        return;
    struct jh_locate_problem problem = {
        .n_demand = sf.n, .n_sites = sf.m, .weight = sf.weight, .cost = sf.cost, .radius = 5000};
    while (fgets(line, sizeof line, f) != NULL) {
        read_column(line, x, 7);
        problem.p = (int32_t)x[0];
        problem.model = JH_LOCATE_PMEDIAN;
        solve_and_compare(&problem, x[1], 1e-9 * x[1]);
        problem.model = JH_LOCATE_MCLP;
        solve_and_compare(&problem, x[3], 0);
        problem.model = JH_LOCATE_PCENTER;
        solve_and_compare(&problem, x[5], 1e-9 * x[5]);
    }
    fclose(f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locate_golden");
    TCase *tc = tcase_create("golden");
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(
        tc, published_optimum_is_found_and_proven, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tc, san_francisco_equals_enumeration);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
