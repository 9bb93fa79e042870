#include "geo/cells.h"

#include <stdlib.h>

#include "base/num.h"
#include "base/rng.h"
#include "testing.h"

/* About a kilometre in degrees of latitude. */
#define KM (1 / 111.19508)

static bool ring_holds(const struct jh_shapes *s, size_t r, struct jh_point p)
{
    bool inside = false;
    for (size_t k = s->point_start[r]; k + 1 < s->point_start[r + 1]; k++) {
        struct jh_point a = s->point[k], b = s->point[k + 1];
        if ((a.lat_deg > p.lat_deg) != (b.lat_deg > p.lat_deg) &&
            p.lon_deg < a.lon_deg + (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) *
                                        (b.lon_deg - a.lon_deg))
            inside = !inside;
    }
    return inside;
}

static bool shape_holds(const struct jh_shapes *s, size_t i, struct jh_point p)
{
    bool inside = false;
    for (size_t r = s->ring_start[i]; r < s->ring_start[i + 1]; r++)
        inside ^= ring_holds(s, r, p);
    return inside;
}

static double border(const struct jh_graph *g, int32_t a, int32_t b)
{
    for (size_t e = g->start[a]; e < g->start[a + 1]; e++)
        if (g->to[e] == b)
            return g->border_m[e];
    return -1;
}

static void check_symmetric(const struct jh_graph *g)
{
    for (size_t i = 0; i < g->n; i++)
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            ck_assert(e == g->start[i] || g->to[e - 1] < g->to[e]);
            ck_assert(g->to[e] != (int32_t)i);
            ck_assert_double_eq_tol(border(g, g->to[e], (int32_t)i), g->border_m[e], 1e-6);
        }
}

/* Cells and graph of points; everything the tests look at. */
struct made {
    struct jh_shapes cells;
    struct jh_graph cell_graph, graph;
    int32_t *cell_of;
};

static struct made make(size_t n, const struct jh_point *point)
{
    struct made m = {.cell_of = calloc(n + 1, sizeof(int32_t))};
    struct jh_error err = {0};
    ck_ok(jh_i_geo_cells(n, point, &m.cells, m.cell_of, &err), &err);
    ck_ok(jh_i_geo_contiguity(&m.cells, 0, &m.cell_graph, &err), &err);
    ck_ok(jh_i_geo_cell_graph(n, m.cell_of, &m.cell_graph, &m.graph, &err), &err);
    check_symmetric(&m.graph);
    return m;
}

static void release(struct made *m)
{
    jh_shapes_release(&m->cells);
    jh_graph_release(&m->cell_graph);
    jh_graph_release(&m->graph);
    free(m->cell_of);
}

START_TEST(no_point_gives_no_cell)
{
    struct jh_point unknown = {JH_NAN, JH_NAN};
    struct made m = make(0, NULL);
    ck_assert_uint_eq(m.cells.n, 0);
    release(&m);
    m = make(1, &unknown);
    ck_assert_uint_eq(m.cells.n, 0);
    ck_assert_int_eq(m.cell_of[0], -1);
    ck_assert_uint_eq(m.graph.n, 1);
    ck_assert_uint_eq(m.graph.start[1], 0);
    release(&m);
}
END_TEST

START_TEST(one_point_gives_a_disc)
{
    struct jh_point p[3] = {{104, 30}, {104, 30}, {104, 30}};
    for (size_t n = 1; n <= 3; n++) {
        struct made m = make(n, p);
        ck_assert_uint_eq(m.cells.n, 1);
        ck_assert(shape_holds(&m.cells, 0, p[0]));
        ck_assert(!shape_holds(&m.cells, 0, (struct jh_point){104, 30.2}));
        /* coincident points touch each other, with a border of no length */
        ck_assert_uint_eq(m.graph.start[n], n * (n - 1));
        if (n > 1)
            ck_assert_double_eq(border(&m.graph, 0, 1), 0);
        release(&m);
    }
}
END_TEST

START_TEST(points_in_a_line_form_a_chain)
{
    enum { N = 9 };
    struct jh_point p[N];
    for (int slant = 0; slant < 3; slant++) {
        for (int i = 0; i < N; i++)
            p[i] = (struct jh_point){slant == 0 ? 100 : 100 + i * 0.1, slant == 1 ? 0 : i * 0.1};
        struct made m = make(N, p);
        ck_assert_uint_eq(m.cells.n, N);
        ck_assert_uint_eq(m.graph.start[N], 2 * (N - 1));
        for (int32_t i = 0; i + 1 < N; i++)
            ck_assert(border(&m.graph, i, i + 1) > 1000);
        release(&m);
    }
}
END_TEST

START_TEST(a_grid_touches_along_sides_only)
{
    enum { W = 8 };
    struct jh_point p[W * W];
    for (int i = 0; i < W * W; i++)
        p[i] = (struct jh_point){(i % W) * KM, (i / W) * KM}; /* at the equator: squares */
    struct made m = make(W * W, p);
    for (int32_t i = 0; i < W * W; i++)
        for (int32_t j = 0; j < W * W; j++) {
            int dx = abs(i % W - j % W), dy = abs(i / W - j / W);
            double length = border(&m.graph, i, j);
            if (dx + dy == 1)
                ck_assert_double_eq_tol(length, 1000, 510); /* half beyond the outer points */
            else
                ck_assert(length < 0);
        }
    ck_assert_double_eq_tol(border(&m.graph, 3 * W + 3, 3 * W + 4), 1000, 0.1);
    release(&m);
}
END_TEST

START_TEST(far_points_are_islands)
{
    enum { W = 6, N = W * W + 2 };
    struct jh_point p[N];
    for (int i = 0; i < W * W; i++)
        p[i] = (struct jh_point){120 + (i % W) * KM, 25 + (i / W) * KM};
    p[N - 2] = (struct jh_point){120 + 30 * KM, 25};
    p[N - 1] = (struct jh_point){JH_NAN, JH_NAN};
    struct made m = make(N, p);
    ck_assert_uint_eq(m.graph.start[N - 1] - m.graph.start[N - 2], 0);
    ck_assert_uint_eq(m.graph.start[N] - m.graph.start[N - 1], 0);
    /* the island is about as large as the others, not a needle to the mainland */
    ck_assert(
        !shape_holds(&m.cells, (size_t)m.cell_of[N - 2], (struct jh_point){120 + 25 * KM, 25}));
    release(&m);
}
END_TEST

/* Every cell holds its point; whatever a cell holds is nearest to its point. */
START_TEST(cells_are_nearest_regions)
{
    enum { N = 240, SAMPLES = 3000 };
    struct jh_point p[N];
    struct jh_rng rng;
    jh_rng_init(&rng, (uint64_t)_i, 0);
    for (int i = 0; i < N; i++) {
        double spread = _i % 2 == 0 ? 1 : 0.05 + jh_rng_unit(&rng); /* even or clustered */
        p[i] = (struct jh_point){103 + spread * (jh_rng_unit(&rng) - 0.5) * 3,
            30 + spread * (jh_rng_unit(&rng) - 0.5) * 3};
        if (i % 20 == 19)
            p[i] = p[i - 7];
    }
    struct made m = make(N, p);
    ck_assert_uint_eq(m.cells.n, N - N / 20);
    for (int i = 0; i < N; i++)
        ck_assert(shape_holds(&m.cells, (size_t)m.cell_of[i], p[i]));
    int n_inside = 0;
    for (int s = 0; s < SAMPLES; s++) {
        struct jh_point q = {101.5 + 3 * jh_rng_unit(&rng), 28.5 + 3 * jh_rng_unit(&rng)};
        double nearest = JH_INF;
        int n_holding = 0;
        for (int i = 0; i < N; i++)
            nearest = fmin(nearest, jh_geo_distance_m(p[i], q));
        for (size_t c = 0; c < m.cells.n; c++) {
            if (!shape_holds(&m.cells, c, q))
                continue;
            int i = 0;
            while (m.cell_of[i] != (int32_t)c)
                i++;
            n_holding++;
            /* borders are straight in the projection, not in degrees: metres apart */
            ck_assert_double_eq_tol(jh_geo_distance_m(p[i], q), nearest, 50);
        }
        ck_assert_int_le(n_holding, 1);
        n_inside += n_holding;
    }
    ck_assert_int_gt(n_inside, SAMPLES / 10);
    release(&m);
}
END_TEST

/* The triangles of these places overlap by rounding. */
START_TEST(places_on_a_circle)
{
    enum { N = 547 };
    struct jh_point p[N];
    struct jh_rng rng;
    jh_rng_init(&rng, 540, 0);
    ck_assert_uint_eq(1 + jh_rng_below(&rng, 1500), N);
    double radius = pow(10, 4 * jh_rng_unit(&rng) - 3);
    for (int i = 0; i < N; i++) {
        double angle = 6.28 * jh_rng_unit(&rng);
        (void)jh_rng_unit(&rng);
        p[i] = (struct jh_point){100 + radius * cos(angle), 30 + radius * sin(angle)};
    }
    struct made m = make(N, p);
    for (int i = 0; i < N; i++)
        ck_assert(m.cells.ring_start[m.cell_of[i]] < m.cells.ring_start[m.cell_of[i] + 1]);
    release(&m);
}
END_TEST

/* Squares of side 1 km given by their south-west corners in km; near the equator. */
static struct jh_shapes squares(size_t n, const double *corner, size_t *starts, struct jh_point *p)
{
    for (size_t i = 0; i <= n; i++) {
        starts[i] = i;
        starts[n + 1 + i] = 5 * i;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 5; k++)
            p[5 * i + k] = (struct jh_point){(corner[2 * i] + (k == 1 || k == 2)) * KM,
                (corner[2 * i + 1] + (k == 2 || k == 3)) * KM};
    return (struct jh_shapes){n, starts, starts + n + 1, p};
}

START_TEST(borders_of_published_boundaries)
{
    const struct {
        double corner[4];
        double snap_m, length_m; /* -1: no border */
    } cases[] = {
        {{0, 0, 1, 0}, 0, 1000},
        {{0, 0, 1, 0.25}, 0, 750},    /* no corner in common */
        {{0, 0, 1, 1}, 0, -1},        /* corners touch */
        {{0, 0, 1, 1}, 100, -1},      /* ... also with tolerance */
        {{0, 0, 1.05, 0}, 0, -1},     /* gap */
        {{0, 0, 1.05, 0}, 100, 1000}, /* gap within tolerance */
        {{0, 0, 0.95, 0}, 100, 1000}, /* overlap within tolerance */
        {{0, 0, 1.2, 0}, 100, -1},    /* too wide a gap */
        {{0, 0, 0, 1}, 0, 1000},
        {{0, 0, 3, 3}, 1000, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t starts[6];
        struct jh_point p[10];
        struct jh_shapes shapes = squares(2, cases[i].corner, starts, p);
        struct jh_graph graph;
        struct jh_error err = {0};
        ck_ok(jh_i_geo_contiguity(&shapes, cases[i].snap_m, &graph, &err), &err);
        check_symmetric(&graph);
        double length = border(&graph, 0, 1);
        if (cases[i].length_m < 0)
            ck_assert_msg(length < 0, "case %zu: %g", i, length);
        else
            ck_assert_msg(fabs(length - cases[i].length_m) < 0.5 + 2 * cases[i].snap_m,
                "case %zu: %g", i, length);
        jh_graph_release(&graph);
    }
}
END_TEST

START_TEST(shapes_without_rings_have_no_border)
{
    struct jh_shapes shapes = {3, (size_t[4]){0}, (size_t[1]){0}, NULL};
    struct jh_graph graph;
    struct jh_error err = {0};
    ck_ok(jh_i_geo_contiguity(&shapes, 10, &graph, &err), &err);
    ck_assert_uint_eq(graph.n, 3);
    ck_assert_uint_eq(graph.start[3], 0);
    jh_graph_release(&graph);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cells");
    TCase *tc = tcase_create("cells");
    tcase_add_test(tc, no_point_gives_no_cell);
    tcase_add_test(tc, one_point_gives_a_disc);
    tcase_add_test(tc, points_in_a_line_form_a_chain);
    tcase_add_test(tc, a_grid_touches_along_sides_only);
    tcase_add_test(tc, far_points_are_islands);
    tcase_add_loop_test(tc, cells_are_nearest_regions, 0, 4);
    tcase_add_test(tc, places_on_a_circle);
    tcase_add_test(tc, borders_of_published_boundaries);
    tcase_add_test(tc, shapes_without_rings_have_no_border);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
