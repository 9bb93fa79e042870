#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "sample/build.h"

enum { AREAS_PER_PROVINCE = 158, PROVINCES_FROM = 400, N_CANDIDATES = 15 };

static double square(double x)
{
    return x * x;
}

/* A point within the outline, uniform. */
static void draw_inside(const struct jh_i_sample *s, struct jh_rng *rng, double *x, double *y)
{
    for (;;) {
        *x = s->radius_km * 1.6 * (2 * jh_rng_unit(rng) - 1);
        *y = s->radius_km * 1.6 * (2 * jh_rng_unit(rng) - 1);
        if (hypot(*x, *y) <= 0.94 * jh_i_sample_outline_km(s, atan2(*y, *x)))
            return;
    }
}

static double nearest2(
    const struct jh_i_prefecture *p, size_t n, double x, double y, size_t *out_which)
{
    double best = JH_INF;
    for (size_t i = 0; i < n; i++) {
        double d = square(p[i].x_km - x) + square(p[i].y_km - y);
        if (d < best) {
            best = d;
            *out_which = i;
        }
    }
    return best;
}

/* Blue noise by best candidate: of several draws the one farthest from all before. The first stands
 * near the middle. */
static void place_prefectures(struct jh_i_sample *s, struct jh_rng *rng)
{
    struct jh_i_prefecture *p = s->prefecture;
    p[0].x_km = jh_i_draw_normal(rng, 0.08) * s->radius_km;
    p[0].y_km = jh_i_draw_normal(rng, 0.08) * s->radius_km;
    for (size_t i = 1; i < s->n_prefectures; i++) {
        double best = -1;
        for (int k = 0; k < N_CANDIDATES; k++) {
            double x, y;
            size_t which = 0;
            draw_inside(s, rng, &x, &y);
            double d = nearest2(p, i, x, y, &which);
            if (d > best) {
                best = d;
                p[i].x_km = x;
                p[i].y_km = y;
            }
        }
    }
}

static int by_province(const void *x, const void *y)
{
    const struct jh_i_prefecture *a = x, *b = y;
    if (a->province != b->province)
        return a->province < b->province ? -1 : 1;
    if (a->is_capital != b->is_capital)
        return a->is_capital ? -1 : 1;
    return (a->x_km > b->x_km) - (a->x_km < b->x_km);
}

/* Capitals: the first prefecture, then always the one farthest from all capitals; every prefecture
 * belongs to the nearest capital. */
static void make_provinces(struct jh_i_sample *s)
{
    struct jh_i_prefecture *p = s->prefecture;
    struct jh_i_prefecture *capital = jh_i_sample_scratch(s, s->n_provinces, sizeof *capital);
    if (capital == NULL)
        return;
    size_t next = 0, which = 0;
    for (size_t c = 0; c < s->n_provinces; c++) {
        double best = -1;
        p[next].is_capital = true;
        capital[c] = p[next];
        for (size_t i = 0; i < s->n_prefectures; i++) {
            double d = nearest2(capital, c + 1, p[i].x_km, p[i].y_km, &which);
            p[i].province = (int32_t)which;
            if (d > best) {
                best = d;
                next = i;
            }
        }
    }
    qsort(p, s->n_prefectures, sizeof *p, by_province);
    for (size_t i = 0; i < s->n_prefectures; i++)
        if (p[i].is_capital)
            s->province[p[i].province].capital = (int32_t)i;
}

/* Areas by weight, at least one each: the running share rounded down. */
static void share_areas(struct jh_i_sample *s, struct jh_rng *rng)
{
    size_t n = s->n_prefectures, spare = (size_t)s->options.n_areas - n, given = 0;
    double total = 0, running = 0, *weight = jh_i_sample_scratch(s, n, sizeof *weight);
    if (weight == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        weight[i] = jh_i_draw_lognormal(rng, s->prefecture[i].is_capital ? 1.6 : 1, 0.22);
        total += weight[i];
    }
    for (size_t i = 0; i < n; i++) {
        struct jh_i_prefecture *p = &s->prefecture[i];
        running += weight[i];
        size_t until = i + 1 == n ? spare : (size_t)((double)spare * running / total);
        p->first_area = i + given;
        p->n_areas = 1 + until - given;
        given = until;
        double share = p->is_capital ? 0.5 : 0.24;
        p->n_districts = (size_t)fmax(1, round(share * (double)p->n_areas));
    }
}

/* A county: in the cell of its prefecture, far from the areas placed before. */
static void place_county(const struct jh_i_sample *s, struct jh_rng *rng, size_t which, size_t a)
{
    const struct jh_i_prefecture *p = &s->prefecture[which];
    double best = -1, radius = 1.2 * s->radius_km / sqrt((double)s->n_prefectures) + 25;
    struct jh_i_area *area = &s->area[a];
    for (int k = 0, tries = 0; k < N_CANDIDATES || best < 0; tries++) {
        double angle = 2 * JH_PI * jh_rng_unit(rng), r = radius * sqrt(jh_rng_unit(rng));
        double x = p->x_km + r * cos(angle), y = p->y_km + r * sin(angle), d = JH_INF;
        size_t owner = which;
        (void)nearest2(s->prefecture, s->n_prefectures, x, y, &owner);
        bool fits =
            owner == which && r > 12 && hypot(x, y) <= jh_i_sample_outline_km(s, atan2(y, x));
        if (!fits && tries < 400)
            continue;
        k++;
        for (size_t i = p->first_area; i < a; i++)
            d = fmin(d, square(s->area[i].x_km - x) + square(s->area[i].y_km - y));
        if (d > best) {
            best = d;
            area->x_km = x;
            area->y_km = y;
        }
    }
}

static void place_areas(struct jh_i_sample *s, struct jh_rng *rng)
{
    for (size_t i = 0; i < s->n_prefectures; i++) {
        const struct jh_i_prefecture *p = &s->prefecture[i];
        for (size_t k = 0; k < p->n_areas; k++) {
            size_t a = p->first_area + k;
            s->area[a].prefecture = (int32_t)i;
            if (k >= p->n_districts) {
                bool city = jh_rng_unit(rng) < 0.22;
                s->area[a].kind = city ? JH_I_COUNTY_CITY : JH_I_COUNTY;
                place_county(s, rng, i, a);
                continue;
            }
            double r = k == 0 ? 1 : 5 + 2.5 * (double)k, angle = 2.4 * (double)k + (double)i;
            s->area[a].kind = JH_I_DISTRICT;
            s->area[a].x_km = p->x_km + r * cos(angle) + jh_i_draw_normal(rng, 0.8);
            s->area[a].y_km = p->y_km + r * sin(angle) + jh_i_draw_normal(rng, 0.8);
        }
    }
}

static void name_everything(struct jh_i_sample *s)
{
    static const char *const suffix[] = {"区", "县", "市"};
    struct jh_areas *areas = &s->dataset->areas;
    for (size_t i = 0; i < s->n_provinces; i++)
        s->province[i].stem = i == 0 ? "霁岚" : jh_i_names_next(s);
    for (size_t i = 0; i < s->n_prefectures; i++)
        s->prefecture[i].stem = jh_i_names_next(s);
    for (size_t a = 0; a < areas->n_inside; a++) {
        struct jh_i_area *area = &s->area[a];
        const struct jh_i_prefecture *p = &s->prefecture[area->prefecture];
        size_t first = (size_t)s->province[p->province].capital;
        area->stem = jh_i_names_next(s);
        areas->id[a] = jh_i_sample_text(s, "F%02d%02d%02d", p->province + 1,
            (int)((size_t)area->prefecture - first) + 1, (int)(a - p->first_area) + 1);
        areas->name[a] = jh_i_sample_text(s, "%s%s", area->stem, suffix[area->kind]);
        areas->point[a] = jh_i_sample_place(area->x_km, area->y_km);
        areas->place_basis[a] = JH_PLACE_GIVEN;
        areas->region[a] = (int32_t)s->n_provinces + area->prefecture;
    }
}

static void make_regions(struct jh_i_sample *s)
{
    struct jh_regions *r = &s->dataset->regions;
    size_t n = s->n_provinces + s->n_prefectures;
    r->id = jh_i_sample_keep(s, n, sizeof *r->id);
    r->name = jh_i_sample_keep(s, n, sizeof *r->name);
    r->level = jh_i_sample_keep(s, n, sizeof *r->level);
    r->parent = jh_i_sample_keep(s, n, sizeof *r->parent);
    if (s->no_memory)
        return;
    r->n = n;
    r->given = true;
    for (size_t i = 0; i < s->n_provinces; i++) {
        r->id[i] = jh_i_sample_text(s, "F%02d", (int)i + 1);
        r->name[i] = jh_i_sample_text(s, "%s省（虚构）", s->province[i].stem);
        r->level[i] = "province";
        r->parent[i] = JH_NONE;
    }
    for (size_t i = 0; i < s->n_prefectures; i++) {
        const struct jh_i_prefecture *p = &s->prefecture[i];
        size_t at = s->n_provinces + i, first = (size_t)s->province[p->province].capital;
        r->id[at] = jh_i_sample_text(s, "F%02d%02d", p->province + 1, (int)(i - first) + 1);
        r->name[at] = jh_i_sample_text(s, "%s市", p->stem);
        r->level[at] = "prefecture";
        r->parent[at] = p->province;
    }
}

static void alloc_areas(struct jh_i_sample *s, size_t n_outside)
{
    struct jh_areas *a = &s->dataset->areas;
    a->n_inside = (size_t)s->options.n_areas;
    a->n = a->n_inside + n_outside;
    a->id = jh_i_sample_keep(s, a->n, sizeof *a->id);
    a->name = jh_i_sample_keep(s, a->n, sizeof *a->name);
    a->point = jh_i_sample_keep(s, a->n, sizeof *a->point);
    a->place_basis = jh_i_sample_keep(s, a->n, sizeof *a->place_basis);
    a->population = jh_i_sample_keep(s, a->n, sizeof *a->population);
    a->region = jh_i_sample_keep(s, a->n, sizeof *a->region);
    s->area = jh_i_sample_scratch(s, a->n, sizeof *s->area);
}

/* Counties beyond the border, one in each direction, then far origins without a place. */
static void place_outside_areas(struct jh_i_sample *s, size_t n_neighbours)
{
    struct jh_rng rng;
    struct jh_areas *areas = &s->dataset->areas;
    jh_rng_init(&rng, s->options.seed, JH_I_STREAM_OUTSIDE);
    for (size_t k = 0; k < areas->n - areas->n_inside; k++) {
        size_t a = areas->n_inside + k;
        bool placed = k < n_neighbours;
        double angle = 2 * JH_PI * ((double)k + 0.6 * jh_rng_unit(&rng)) / (double)n_neighbours;
        double r = jh_i_sample_outline_km(s, angle) + 6 + 14 * jh_rng_unit(&rng);
        struct jh_i_area *area = &s->area[a];
        *area = (struct jh_i_area){.prefecture = JH_NONE, .kind = JH_I_COUNTY};
        area->x_km = placed ? r * cos(angle) : JH_NAN;
        area->y_km = placed ? r * sin(angle) : JH_NAN;
        area->stem = placed ? jh_i_names_next(s) : "";
        areas->id[a] = placed ? jh_i_sample_text(s, "N%03d", (int)k + 1)
                              : jh_i_sample_text(s, "outside:X%d", (int)(k - n_neighbours) + 1);
        areas->name[a] =
            placed ? jh_i_sample_text(s, "%s县（省外）", area->stem)
                   : jh_i_sample_text(s, "远方来源%d（省外）", (int)(k - n_neighbours) + 1);
        areas->point[a] =
            placed ? jh_i_sample_place(area->x_km, area->y_km) : (struct jh_point){JH_NAN, JH_NAN};
        areas->place_basis[a] = placed ? JH_PLACE_GIVEN : JH_PLACE_NONE;
        areas->region[a] = JH_NONE;
        double people = jh_i_draw_lognormal(&rng, 380e3, 0.35);
        areas->population[a] = placed ? round(people) : 0;
    }
}

enum jh_status jh_i_sample_land(struct jh_i_sample *s, struct jh_error *err)
{
    struct jh_rng rng;
    double n = (double)s->options.n_areas;
    size_t n_neighbours = (size_t)fmax(4, round(12 * sqrt(n / AREAS_PER_PROVINCE)));
    jh_rng_init(&rng, s->options.seed, JH_I_STREAM_LAND);
    s->radius_km = fmax(60, 250 * sqrt(n / AREAS_PER_PROVINCE));
    for (int k = 0; k < 4; k++) {
        s->wave[k] = (0.06 + 0.08 * jh_rng_unit(&rng)) / (1 + 0.4 * k);
        s->phase[k] = 2 * JH_PI * jh_rng_unit(&rng);
    }
    s->n_prefectures = (size_t)fmax(1, round(n / 8.8));
    s->n_provinces = n > PROVINCES_FROM ? (size_t)round(n / AREAS_PER_PROVINCE) : 1;
    s->prefecture = jh_i_sample_scratch(s, s->n_prefectures, sizeof *s->prefecture);
    s->province = jh_i_sample_scratch(s, s->n_provinces, sizeof *s->province);
    alloc_areas(s, n_neighbours + 3);
    if (s->no_memory)
        return jh_i_sample_status(s, err);
    place_prefectures(s, &rng);
    make_provinces(s);
    share_areas(s, &rng);
    place_areas(s, &rng);
    name_everything(s);
    make_regions(s);
    place_outside_areas(s, n_neighbours);
    return jh_i_sample_status(s, err);
}
