#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "sample/build.h"

enum { N_CITIES = 2, N_EXPORTERS_PER_CITY = 6, N_NEIGHBOUR_CITIES = 3 };

/* A hospital before it has its place in the order. */
struct draft {
    const struct jh_i_tier *tier;
    size_t seq, campus_of; /* number in the order of making; SIZE_MAX: none */
    int32_t area, prefecture;
    const char *name;
    double beds;
};
struct drafts {
    size_t n, wanted;
    struct draft *item;
};

static void add_draft(struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng,
    const struct jh_i_tier *tier, size_t area, const char *name)
{
    if (d->n == d->wanted)
        return;
    d->item[d->n] = (struct draft){.tier = tier,
        .seq = d->n,
        .campus_of = SIZE_MAX,
        .area = (int32_t)area,
        .prefecture = s->area[area].prefecture,
        .name = name,
        .beds = jh_i_draw_lognormal(rng, tier->beds, tier->beds_sd)};
    d->n++;
}

static size_t a_district(const struct jh_i_prefecture *p, struct jh_rng *rng)
{
    return p->first_area + (size_t)jh_rng_below(rng, p->n_districts);
}

/* The province's great houses have a second site in another district. */
static void add_campus(
    struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng, const struct jh_i_prefecture *p)
{
    if (d->n == 0 || d->n == d->wanted || p->n_districts < 2)
        return;
    const struct draft main_site = d->item[d->n - 1];
    size_t area = p->first_area + p->n_districts - 1;
    const char *name = jh_i_sample_text(s, "%s%s院区", main_site.name, s->area[area].stem);
    add_draft(s, d, rng, main_site.tier, area, name);
    d->item[d->n - 1].campus_of = main_site.seq;
    d->item[d->n - 1].beds *= 0.35;
    d->item[d->n - 2].beds *= 0.75;
}

static void add_per_province(
    struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng, const struct jh_i_tier *tier)
{
    for (size_t i = 0; i < s->n_provinces; i++) {
        const struct jh_i_prefecture *p = &s->prefecture[s->province[i].capital];
        const char *name = jh_i_sample_text(s, "%s%s", s->province[i].stem, tier->suffix);
        size_t before = d->n;
        add_draft(s, d, rng, tier, a_district(p, rng), name);
        if (d->n > before && tier->beds > 3800)
            add_campus(s, d, rng, p);
    }
}

/* Bigger prefectures have bigger hospitals. */
static void add_per_prefecture(
    struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng, const struct jh_i_tier *tier)
{
    for (size_t i = 0; i < s->n_prefectures; i++) {
        const struct jh_i_prefecture *p = &s->prefecture[i];
        double people = 0;
        for (size_t k = 0; k < p->n_areas; k++)
            people += s->dataset->areas.population[p->first_area + k];
        size_t area = tier == &jh_i_tiers[1] ? p->first_area : a_district(p, rng);
        size_t before = d->n;
        add_draft(s, d, rng, tier, area, jh_i_sample_text(s, "%s%s", p->stem, tier->suffix));
        if (d->n > before)
            d->item[before].beds *= fmin(fmax(sqrt(people / 3.2e6), 0.5), 1.6);
    }
}

static void add_per_area(
    struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng, const struct jh_i_tier *tier)
{
    const struct jh_areas *areas = &s->dataset->areas;
    for (size_t a = 0; a < areas->n_inside; a++) {
        size_t before = d->n;
        add_draft(s, d, rng, tier, a, jh_i_sample_text(s, "%s%s", areas->name[a], tier->suffix));
        if (d->n > before)
            d->item[before].beds *= fmin(fmax(sqrt(areas->population[a] / 380e3), 0.35), 1.8);
    }
}

static void add_tier(
    struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng, const struct jh_i_tier *tier)
{
    if (tier->scope == JH_I_PER_PROVINCE)
        add_per_province(s, d, rng, tier);
    else if (tier->scope == JH_I_PER_PREFECTURE)
        add_per_prefecture(s, d, rng, tier);
    else
        add_per_area(s, d, rng, tier);
}

/* Small houses, numbered, until there are as many as wanted. */
static void fill_up(struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng)
{
    const struct jh_areas *areas = &s->dataset->areas;
    for (int round = 2; d->n < d->wanted && !s->no_memory; round++)
        for (size_t k = 0; k < jh_i_n_filling_tiers; k++) {
            const struct jh_i_tier *tier = &jh_i_tiers[jh_i_n_tiers - jh_i_n_filling_tiers + k];
            for (size_t a = 0; a < areas->n_inside && d->n < d->wanted; a++)
                add_draft(s, d, rng, tier, a,
                    jh_i_sample_text(s, "%s第%d%s", areas->name[a], round, tier->suffix));
        }
}

static int by_place(const void *x, const void *y)
{
    const struct draft *a = x, *b = y;
    if (a->prefecture != b->prefecture)
        return a->prefecture < b->prefecture ? -1 : 1;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

static struct jh_point near_area(const struct jh_i_sample *s, int32_t area, struct jh_rng *rng)
{
    const struct jh_i_area *a = &s->area[area];
    /* drawn one after the other: arguments are evaluated in any order */
    double y_km = a->y_km + jh_i_draw_normal(rng, 1.5), x_km = a->x_km + jh_i_draw_normal(rng, 1.5);
    return jh_i_sample_place(x_km, y_km);
}

/* Everything a tier says about a hospital; beds in tens. */
static void fill_hospital(
    struct jh_i_sample *s, size_t i, const struct jh_i_tier *tier, double beds, struct jh_rng *rng)
{
    static const char *const grade_text[] = {"", "", "二级", "二级乙等", "二级甲等"};
    struct jh_hospitals *h = &s->dataset->hospitals;
    bool lesser = jh_rng_unit(rng) < tier->lesser_frac;
    uint8_t grade = lesser ? tier->lesser_grade : tier->grade;
    h->grade[i] = grade;
    h->grade_text[i] = grade == JH_GRADE_3A   ? "三级甲等"
                       : grade == JH_GRADE_3B ? "三级乙等"
                                              : grade_text[grade - JH_GRADE_2 + 2];
    h->sponsor[i] = tier->sponsor;
    h->kind[i] = tier->kind;
    h->role[i] = tier->role;
    if (tier->role == JH_ROLE_CANDIDATE && grade < JH_GRADE_3)
        h->role[i] = JH_ROLE_OTHER;
    h->beds[i] = fmax(30, round(beds / 10) * 10);
    h->authorised_beds[i] = round(h->beds[i] * (0.78 + 0.22 * jh_rng_unit(rng)) / 10) * 10;
    double use = tier->bed_use + jh_i_draw_normal(rng, 0.04);
    h->bed_use_frac[i] = round(fmin(fmax(use, 0.7), 1.05) * 1000) / 1000;
    h->mean_stay_days[i] = round(tier->stay_days * (1 + jh_i_draw_normal(rng, 0.05)) * 10) / 10;
    s->hospital[i].tier = tier;
    s->hospital[i].reaches_far = tier->reaches_far;
}

static void place_drafts(struct jh_i_sample *s, struct drafts *d, struct jh_rng *rng)
{
    struct jh_hospitals *h = &s->dataset->hospitals;
    int32_t *at = jh_i_sample_scratch(s, d->n, sizeof *at);
    if (at == NULL)
        return;
    qsort(d->item, d->n, sizeof *d->item, by_place);
    for (size_t i = 0; i < d->n; i++)
        at[d->item[i].seq] = (int32_t)i;
    for (size_t i = 0; i < d->n; i++) {
        const struct draft *item = &d->item[i];
        fill_hospital(s, i, item->tier, item->beds, rng);
        h->id[i] = jh_i_sample_text(s, "H%05d", (int)i + 1);
        h->name[i] = item->name;
        h->area[i] = item->area;
        h->campus_of[i] = item->campus_of != SIZE_MAX ? at[item->campus_of] : JH_NONE;
        s->hospital[i].prefecture = item->prefecture;
        s->hospital[i].place = near_area(s, item->area, rng);
        h->point[i] = s->hospital[i].place;
        h->place_basis[i] = JH_PLACE_GIVEN;
    }
    for (size_t i = 0; i < d->n; i++)
        if (h->campus_of[i] >= 0) { /* one house: same grade, no exporting of its own */
            h->grade[i] = h->grade[h->campus_of[i]];
            h->grade_text[i] = h->grade_text[h->campus_of[i]];
            h->role[i] = JH_ROLE_CANDIDATE;
        }
}

/* One existing centre: the first hospital of the second prefecture of the first province. */
static void appoint_centre(struct jh_i_sample *s)
{
    struct jh_hospitals *h = &s->dataset->hospitals;
    for (size_t i = 0; i < h->n_inside; i++)
        if (s->hospital[i].prefecture == 1 && s->hospital[i].tier == &jh_i_tiers[1]) {
            h->role[i] = JH_ROLE_CENTRE;
            h->grade[i] = JH_GRADE_3A;
            h->grade_text[i] = "三级甲等";
            return;
        }
}

/* A hospital beyond the territory; NULL tier: an aggregate destination, whose place is not told. */
static void add_outside(struct jh_i_sample *s, size_t *next, const struct jh_i_tier *tier,
    struct jh_point place, int32_t area, const char *name, struct jh_rng *rng)
{
    struct jh_hospitals *h = &s->dataset->hospitals;
    size_t i = (*next)++;
    h->id[i] = jh_i_sample_text(s, "W%04d", (int)(i - h->n_inside) + 1);
    h->name[i] = name;
    h->area[i] = area;
    h->campus_of[i] = JH_NONE;
    h->grade_text[i] = "";
    h->point[i] = tier != NULL ? place : (struct jh_point){JH_NAN, JH_NAN};
    h->place_basis[i] = tier != NULL ? JH_PLACE_GIVEN : JH_PLACE_NONE;
    h->beds[i] = h->authorised_beds[i] = h->bed_use_frac[i] = h->mean_stay_days[i] = JH_NAN;
    s->hospital[i].prefecture = JH_NONE;
    s->hospital[i].place = place;
    s->hospital[i].reaches_far = true;
    if (tier != NULL)
        fill_hospital(s, i, tier, jh_i_draw_lognormal(rng, tier->beds, tier->beds_sd), rng);
    else
        h->role[i] = JH_ROLE_OTHER;
}

static struct jh_point beyond(const struct jh_i_sample *s, double angle, double km)
{
    double r = jh_i_sample_outline_km(s, angle) + km;
    return jh_i_sample_place(r * cos(angle), r * sin(angle));
}

/* Names of exporters: the first of each city is general, the others famous for a specialty. */
static const char *const exporter_names[N_EXPORTERS_PER_CITY] = {"大学附属医院（虚构）",
    "肿瘤医院（虚构）", "心血管病医院（虚构）", "儿童医院（虚构）", "神经医院（虚构）",
    "骨科医院（虚构）"};

static void add_all_outside(struct jh_i_sample *s, size_t n_neighbours, struct jh_rng *rng)
{
    struct jh_hospitals *h = &s->dataset->hospitals;
    const struct jh_areas *areas = &s->dataset->areas;
    size_t next = h->n_inside;
    const char *city[N_CITIES];
    struct jh_point at[N_CITIES];
    for (int c = 0; c < N_CITIES; c++) {
        city[c] = jh_i_names_next(s);
        at[c] = beyond(s, 1.2 + 2.6 * c, 260 + 120 * c);
        for (int k = 0; k < N_EXPORTERS_PER_CITY; k++)
            add_outside(s, &next, &jh_i_tier_exporter,
                (struct jh_point){at[c].lon_deg + 0.02 * k, at[c].lat_deg + 0.01 * k}, JH_NONE,
                jh_i_sample_text(s, "%s%s", city[c], exporter_names[k]), rng);
    }
    for (int c = 0; c < N_NEIGHBOUR_CITIES; c++) {
        struct jh_point place = beyond(s, 0.3 + 2.1 * c, 150);
        add_outside(s, &next, &jh_i_tier_neighbour_city, place, JH_NONE,
            jh_i_sample_text(s, "%s省人民医院（虚构）", jh_i_names_next(s)), rng);
    }
    for (size_t k = 0; k < n_neighbours; k++) {
        size_t a = areas->n_inside + k;
        add_outside(s, &next, &jh_i_tier_neighbour, near_area(s, (int32_t)a, rng), (int32_t)a,
            jh_i_sample_text(s, "%s县人民医院（省外）", s->area[a].stem), rng);
        s->hospital[next - 1].reaches_far = false;
    }
    for (int c = 0; c < N_CITIES; c++)
        add_outside(s, &next, NULL, at[c], JH_NONE,
            jh_i_sample_text(s, "%s市（虚构）医院不详", city[c]), rng);
}

static void alloc_hospitals(struct jh_i_sample *s, size_t n_outside)
{
    struct jh_hospitals *h = &s->dataset->hospitals;
    h->n_inside = (size_t)s->options.n_hospitals;
    h->n = h->n_inside + n_outside;
    h->id = jh_i_sample_keep(s, h->n, sizeof *h->id);
    h->name = jh_i_sample_keep(s, h->n, sizeof *h->name);
    h->point = jh_i_sample_keep(s, h->n, sizeof *h->point);
    h->place_basis = jh_i_sample_keep(s, h->n, 1);
    h->area = jh_i_sample_keep(s, h->n, sizeof *h->area);
    h->beds = jh_i_sample_keep(s, h->n, sizeof *h->beds);
    h->authorised_beds = jh_i_sample_keep(s, h->n, sizeof *h->authorised_beds);
    h->bed_use_frac = jh_i_sample_keep(s, h->n, sizeof *h->bed_use_frac);
    h->mean_stay_days = jh_i_sample_keep(s, h->n, sizeof *h->mean_stay_days);
    h->grade = jh_i_sample_keep(s, h->n, 1);
    h->sponsor = jh_i_sample_keep(s, h->n, 1);
    h->kind = jh_i_sample_keep(s, h->n, 1);
    h->role = jh_i_sample_keep(s, h->n, 1);
    h->grade_text = jh_i_sample_keep(s, h->n, sizeof *h->grade_text);
    h->campus_of = jh_i_sample_keep(s, h->n, sizeof *h->campus_of);
    s->hospital = jh_i_sample_scratch(s, h->n, sizeof *s->hospital);
}

enum jh_status jh_i_sample_hospitals(struct jh_i_sample *s, struct jh_error *err)
{
    const struct jh_areas *areas = &s->dataset->areas;
    size_t n_neighbours = 0;
    for (size_t a = areas->n_inside; a < areas->n; a++)
        n_neighbours += jh_point_known(areas->point[a]);
    alloc_hospitals(
        s, N_CITIES * N_EXPORTERS_PER_CITY + N_NEIGHBOUR_CITIES + n_neighbours + N_CITIES);
    struct drafts d = {.wanted = (size_t)s->options.n_hospitals};
    d.item = jh_i_sample_scratch(s, d.wanted, sizeof *d.item);
    if (s->no_memory)
        return jh_i_sample_status(s, err);
    struct jh_rng rng;
    jh_rng_init(&rng, s->options.seed, JH_I_STREAM_HOSPITALS);
    for (size_t t = 0; t < jh_i_n_tiers && d.n < d.wanted; t++)
        add_tier(s, &d, &rng, &jh_i_tiers[t]);
    fill_up(s, &d, &rng);
    place_drafts(s, &d, &rng);
    appoint_centre(s);
    add_all_outside(s, n_neighbours, &rng);
    for (size_t i = 0; i < s->dataset->hospitals.n; i++)
        s->hospital[i].vector = jh_i_vector(s->hospital[i].place);
    return jh_i_sample_status(s, err);
}
