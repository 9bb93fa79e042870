#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/zone.h"
#include "testing.h"

/* A grid of units: each touches those beside, above and below it. */
enum { WIDE = 7, TALL = 6, N = WIDE * TALL, ZONES = 4 };

static struct jh_error err;

struct grid {
    size_t map_start[N + 1], flow_start[N + 1];
    int32_t map_to[4 * N], flow_to[N * N];
    double border[4 * N], cases[N * N], outside[N], population[N];
    struct jh_point point[N];
    struct jh_graph map;
    struct jh_zone_flow flow;
};

static void make(uint64_t seed, struct grid *g)
{
    static const int dx[] = {0, -1, 1, 0}, dy[] = {-1, 0, 0, 1};
    struct jh_rng rng;
    size_t n_map = 0, n_flow = 0;
    jh_rng_init(&rng, seed, 0);
    for (int u = 0; u < N; u++) {
        int x = u % WIDE, y = u / WIDE;
        g->map_start[u] = n_map;
        g->flow_start[u] = n_flow;
        g->point[u] = (struct jh_point){100 + x, 30 + y};
        g->population[u] = 1 + (double)jh_rng_below(&rng, 100);
        g->outside[u] = 0;
        for (int k = 0; k < 4; k++) {
            int nx = x + dx[k], ny = y + dy[k];
            if (nx < 0 || ny < 0 || nx >= WIDE || ny >= TALL)
                continue;
            g->border[n_map] = 1000;
            g->map_to[n_map++] = ny * WIDE + nx;
        }
        for (int v = 0; v < N; v++)
            if (jh_rng_unit(&rng) < .2) {
                g->flow_to[n_flow] = v;
                g->cases[n_flow++] = 1 + (double)jh_rng_below(&rng, 50);
            }
    }
    g->map_start[N] = n_map;
    g->flow_start[N] = n_flow;
    g->map = (struct jh_graph){N, g->map_start, g->map_to, g->border};
    g->flow = (struct jh_zone_flow){N, g->flow_start, g->flow_to, g->cases, g->outside, NULL};
}

static struct jh_zone_indices judge(const struct grid *g, const int32_t *zone_of)
{
    struct jh_zone_indices x;
    ck_ok(jh_zone_judge(&g->flow, &g->map, g->population, ZONES, zone_of, &x, &err), &err);
    return x;
}

START_TEST(keeps_what_is_fixed_in_connected_zones)
{
    static struct grid g;
    int32_t seed_of[N], zone_of[N];
    size_t n_islands = 9;
    make((uint64_t)_i, &g);
    for (int u = 0; u < N; u++)
        seed_of[u] = JH_NONE;
    seed_of[0] = 0;
    seed_of[WIDE - 1] = 1;
    seed_of[N - WIDE] = 2;
    seed_of[N - 1] = 3;
    seed_of[N - 2] = 3;
    ck_ok(jh_zone_seeded(
              &g.flow, &g.map, g.population, g.point, ZONES, seed_of, 1, zone_of, &n_islands, &err),
        &err);
    struct jh_zone_indices x = judge(&g, zone_of);
    ck_assert_uint_eq(n_islands, 0);
    ck_assert_uint_eq(x.n_components, ZONES);
    for (int u = 0; u < N; u++) {
        ck_assert(zone_of[u] >= 0 && zone_of[u] < ZONES);
        if (seed_of[u] != JH_NONE)
            ck_assert_int_eq(zone_of[u], seed_of[u]);
    }
    /* No unit on a border would do better across it without cutting its zone. */
    for (int u = 0; u < N; u++)
        for (size_t e = g.map_start[u]; e < g.map_start[u + 1] && seed_of[u] == JH_NONE; e++) {
            int32_t own = zone_of[u];
            zone_of[u] = zone_of[g.map_to[e]];
            struct jh_zone_indices y = judge(&g, zone_of);
            zone_of[u] = own;
            if (y.n_components == ZONES)
                ck_assert_double_le(y.modularity, x.modularity + 1e-9);
        }
}
END_TEST

/* Two columns of the grid cut off: they join across. */
START_TEST(islands_join_across)
{
    static struct grid g;
    int32_t seed_of[N], zone_of[N];
    size_t n_islands;
    uint8_t apart[N];
    make(1, &g);
    g.map_start[N] = 0;
    for (int u = N - 1; u >= 0; u--) /* nobody touches anybody but the first three */
        g.map_start[u] = 0;
    g.map_to[0] = 1;
    g.map_to[1] = 0;
    g.map_to[2] = 2;
    g.map_to[3] = 1;
    g.map_start[1] = 1;
    g.map_start[2] = 3;
    for (int u = 3; u <= N; u++)
        g.map_start[u] = 4;
    for (int u = 0; u < N; u++)
        seed_of[u] = u < ZONES ? u : JH_NONE;
    ck_ok(jh_zone_seeded(
              &g.flow, &g.map, g.population, g.point, ZONES, seed_of, 1, zone_of, &n_islands, &err),
        &err);
    ck_assert_uint_eq(n_islands, N - ZONES);
    for (int u = 0; u < N; u++)
        ck_assert_int_ge(zone_of[u], 0);
    for (int u = 0; u < N; u++)
        zone_of[u] = u == 1 ? 1 : 0;
    g.population[0] = 5;
    g.population[2] = 7;
    ck_ok(jh_zone_apart(&g.map, g.population, ZONES, zone_of, apart, &err), &err);
    ck_assert_int_eq(apart[1], JH_ZONE_TOGETHER);
    ck_assert_int_eq(apart[5], JH_ZONE_ISLAND);
    ck_assert(apart[0] == JH_ZONE_EXCLAVE); /* fewer people than unit 2 or an island */
}
END_TEST

START_TEST(refusals)
{
    static struct grid g;
    int32_t seed_of[N], zone_of[N] = {-9};
    size_t n_islands = 9;
    make(1, &g);
    for (int u = 0; u < N; u++)
        seed_of[u] = JH_NONE;
    seed_of[0] = 1;
    ck_refused(jh_zone_seeded(&g.flow, &g.map, g.population, g.point, 2, seed_of, 1, zone_of,
                   &n_islands, &err),
        JH_E_ARG);
    seed_of[1] = 2;
    ck_refused(jh_zone_seeded(&g.flow, &g.map, g.population, g.point, 2, seed_of, 1, zone_of,
                   &n_islands, &err),
        JH_E_ARG);
    ck_assert(zone_of[0] == -9 && n_islands == 9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seeded");
    TCase *tc = tcase_create("seeded");
    tcase_add_loop_test(tc, keeps_what_is_fixed_in_connected_zones, 0, 20);
    tcase_add_test(tc, islands_join_across);
    tcase_add_test(tc, refusals);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
