#include "report_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"

static const char *const specialty_name[REPORT_CASE_SPECIALTIES] = {
    "心血管内科", "肿瘤科", "神经外科", "骨科", "儿科", "呼吸内科", "眼科", "中医科"};
static const char *const zone_name[REPORT_CASE_ZONES] = {
    "洛阳片区", "河阳片区", "商都片区", "信陵片区", "南阳片区", "周原片区"};
static const char *const city_name[REPORT_CASE_ZONES] = {
    "洛城", "河阳", "商都", "信陵", "宛城", "周原"};
static const char *const outside_name[] = {
    "北京协作医院", "上海华济医院", "武汉江城医院", "外省其他医院"};
static const struct jh_point outside_place[] = {
    {116.4, 39.9}, {121.5, 31.2}, {114.3, 30.6}, {(double)NAN, (double)NAN}};

static void *need(struct report_case *c, size_t n, size_t size)
{
    void *p = jh_arena_alloc(&c->arena, n > 0 ? n : 1, size);
    if (p == NULL)
        abort();
    return p;
}
#define NEED(n, type) ((type *)need(c, (n), sizeof(type)))

static const char *text(struct report_case *c, const char *prefix, size_t number)
{
    char buf[64];
    snprintf(buf, sizeof buf, "%s%zu", prefix, number);
    char *copy = jh_arena_strdup(&c->arena, buf);
    if (copy == NULL)
        abort();
    return copy;
}

static size_t zone_of_cell(size_t col, size_t row)
{
    return col * 3 / REPORT_CASE_COLS + 3 * (row * 2 / REPORT_CASE_ROWS);
}

static void make_areas(struct report_case *c, struct jh_rng *rng)
{
    struct jh_areas *a = &c->d.areas;
    a->n = a->n_inside = REPORT_CASE_AREAS;
    a->id = NEED(a->n, const char *);
    a->name = NEED(a->n, const char *);
    a->point = NEED(a->n, struct jh_point);
    a->place_basis = NEED(a->n, uint8_t);
    a->population = NEED(a->n, double);
    a->region = NEED(a->n, int32_t);
    c->d.zones.n = REPORT_CASE_ZONES;
    c->d.zones.of_area = NEED(a->n, int32_t);
    for (size_t i = 0; i < a->n; i++) {
        size_t col = i % REPORT_CASE_COLS, row = i / REPORT_CASE_COLS;
        a->id[i] = text(c, "41", 1000 + i);
        a->name[i] = text(c, "县", i);
        a->point[i].lon_deg = 111 + 0.42 * (double)col + 0.3 * jh_rng_unit(rng);
        a->point[i].lat_deg = 32.2 + 0.4 * (double)row + 0.3 * jh_rng_unit(rng);
        a->population[i] = 2e5 + 8e5 * jh_rng_unit(rng);
        c->d.zones.of_area[i] = a->region[i] = (int32_t)zone_of_cell(col, row);
    }
    c->d.zones.id = c->d.zones.name = NEED(REPORT_CASE_ZONES, const char *);
    c->d.zones.centre_city = NEED(REPORT_CASE_ZONES, const char *);
    memcpy(c->d.zones.name, zone_name, sizeof zone_name);
    memcpy(c->d.zones.centre_city, city_name, sizeof city_name);
    c->d.regions = (struct jh_regions){REPORT_CASE_ZONES, true, c->d.zones.centre_city,
        c->d.zones.centre_city, c->d.zones.centre_city, NEED(REPORT_CASE_ZONES, int32_t)};
    for (size_t z = 0; z < REPORT_CASE_ZONES; z++)
        c->d.regions.parent[z] = JH_NONE;
}

static void make_hospitals(struct report_case *c, struct jh_rng *rng)
{
    struct jh_hospitals *h = &c->d.hospitals;
    h->n = REPORT_CASE_HOSPITALS;
    h->n_inside = REPORT_CASE_INSIDE;
    h->id = NEED(h->n, const char *);
    h->name = NEED(h->n, const char *);
    h->point = NEED(h->n, struct jh_point);
    h->place_basis = NEED(h->n, uint8_t);
    h->area = NEED(h->n, int32_t);
    h->beds = NEED(h->n, double);
    h->grade = NEED(h->n, uint8_t);
    h->sponsor = NEED(h->n, uint8_t);
    h->kind = NEED(h->n, uint8_t);
    h->role = NEED(h->n, uint8_t);
    h->has_grades = true;
    for (size_t i = 0; i < h->n; i++) {
        bool inside = i < h->n_inside;
        size_t area = (i * 37) % REPORT_CASE_AREAS;
        h->id[i] = text(c, "H", i);
        h->area[i] = inside ? (int32_t)area : JH_NONE;
        h->beds[i] = floor(300 + 2500 * jh_rng_unit(rng) * jh_rng_unit(rng));
        h->grade[i] = i % 3 == 2 ? JH_GRADE_2A : JH_GRADE_3A;
        h->role[i] = i == 4 ? JH_ROLE_CENTRE : JH_ROLE_CANDIDATE;
        h->point[i] = inside ? c->d.areas.point[area] : outside_place[i - h->n_inside];
        h->name[i] = inside ? text(c, i % 2 == 0 ? "市人民医院" : "市中心医院", i)
                            : outside_name[i - h->n_inside];
    }
}

static void make_flows(struct report_case *c, struct jh_rng *rng)
{
    struct jh_dataset *d = &c->d;
    size_t n_max = REPORT_CASE_AREAS * REPORT_CASE_HOSPITALS * REPORT_CASE_SPECIALTIES, n = 0;
    struct jh_flows *f = &d->flows;
    f->start = NEED(d->areas.n + 1, size_t);
    f->area = NEED(n_max, int32_t);
    f->hospital = NEED(n_max, int32_t);
    f->specialty = NEED(n_max, uint16_t);
    f->period = NEED(n_max, uint16_t);
    f->hard = NEED(n_max, uint8_t);
    f->reason = NEED(n_max, uint8_t);
    f->source = NEED(n_max, uint8_t);
    f->measure[JH_MEASURE_CASES] = NEED(n_max, double);
    f->measure[JH_MEASURE_PERSONS] = NEED(n_max, double);
    for (size_t a = 0; a < d->areas.n; a++) {
        for (size_t h = 0; h < d->hospitals.n; h++) {
            struct jh_point to = d->hospitals.point[h];
            double km = jh_point_known(to) ? jh_geo_distance_m(d->areas.point[a], to) / 1000 : 900;
            for (size_t s = 0; s < REPORT_CASE_SPECIALTIES; s++) {
                double pull = h < d->hospitals.n_inside ? d->hospitals.beds[h] / 300 : 60;
                double cases = floor(d->areas.population[a] / 900 * pull *
                                     (0.6 + 0.1 * (double)s + jh_rng_unit(rng)) / pow(8 + km, 1.5));
                if (cases < 1)
                    continue;
                f->area[n] = (int32_t)a;
                f->hospital[n] = (int32_t)h;
                f->specialty[n] = (uint16_t)s;
                f->hard[n] = n % 5 == 0;
                f->reason[n] = n % 11 == 0 ? JH_REASON_RESIDENT_ELSEWHERE : JH_REASON_SELF;
                f->measure[JH_MEASURE_CASES][n] = cases;
                f->measure[JH_MEASURE_PERSONS][n++] = floor(cases * 0.8);
            }
        }
        f->start[a + 1] = n;
    }
    f->n = n;
}

static void make_dataset(struct report_case *c, bool outside)
{
    static const char *period[] = {"2023"}, *source[] = {"医保结算"};
    static bool covers[] = {true}, covers_not[] = {false};
    struct jh_dataset *d = &c->d;
    struct jh_rng rng;
    jh_rng_init(&rng, 11, 0);
    d->name = "河阳省";
    d->fictional = true;
    d->fingerprint = "0123456789abcdef0123456789abcdef";
    d->boundaries_source = "";
    make_areas(c, &rng);
    make_hospitals(c, &rng);
    d->specialties.n = REPORT_CASE_SPECIALTIES;
    d->specialties.id = NEED(REPORT_CASE_SPECIALTIES, const char *);
    memcpy(d->specialties.id, specialty_name, sizeof specialty_name);
    d->periods = (struct jh_periods){1, period, 1, true};
    d->sources = (struct jh_sources){1, source, covers, outside ? covers : covers_not};
    make_flows(c, &rng);
}

static void must(enum jh_status st, const struct jh_error *err)
{
    if (st == JH_OK)
        return;
    fprintf(stderr, "%s\n", err->message[JH_LANG_EN]);
    abort();
}

static void make_rates(struct report_case *c)
{
    struct jh_plan *p = &c->plan;
    struct jh_dataset *d = &c->d;
    size_t n_rows = REPORT_CASE_SPECIALTIES + 1;
    struct jh_error err;
    int32_t *whole_area = NEED(d->areas.n, int32_t), *own = NEED(d->areas.n, int32_t);
    int32_t *whole_hospital = NEED(d->hospitals.n, int32_t);
    for (size_t a = 0; a < d->areas.n; a++)
        own[a] = (int32_t)a;
    for (size_t h = 0; h < d->hospitals.n; h++)
        whole_hospital[h] = h < d->hospitals.n_inside ? 0 : JH_NONE;
    p->territory = NEED(n_rows, struct jh_flow_rates);
    p->by_zone = NEED(REPORT_CASE_ZONES * n_rows, struct jh_flow_rates);
    p->by_region = p->by_zone;
    p->by_area = NEED(d->areas.n * n_rows, struct jh_flow_rates);
    p->leaving = NEED(REPORT_CASE_ZONES * REPORT_CASE_SPECIALTIES, struct jh_leaving);
    must(jh_flow_reduce(d, NULL, &p->flows, &err), &err);
    must(jh_flow_rates_by_unit(
             d, &p->flows, 1, whole_area, whole_hospital, NULL, p->territory, &err),
        &err);
    must(jh_flow_rates_by_unit(d, &p->flows, REPORT_CASE_ZONES, d->zones.of_area,
             p->zoning.zone_of_hospital, NULL, p->by_zone, &err),
        &err);
    must(jh_flow_rates_by_unit(
             d, &p->flows, d->areas.n, own, d->hospitals.area, NULL, p->by_area, &err),
        &err);
    must(jh_flow_leaving(
             d, &p->flows, &p->zoning.zones, p->zoning.zone_of_hospital, p->leaving, &err),
        &err);
}

static struct jh_plan_choice make_choice(
    struct report_case *c, size_t z, size_t s, int32_t host, int32_t next)
{
    const struct jh_leaving *l = &c->plan.leaving[z * REPORT_CASE_SPECIALTIES + s];
    struct jh_plan_choice choice = {.hospital = host,
        .specialty = (int32_t)s,
        .zone = (int32_t)z,
        .existing = c->d.hospitals.role[host] == JH_ROLE_CENTRE,
        .cases = c->plan.by_zone[z * (REPORT_CASE_SPECIALTIES + 1) + s].cases,
        .mean_min = 40 + 3 * (double)z,
        .before_mean_min = 85 + 4 * (double)s,
        .leaving_cases = l->value[JH_RANKING_CASES],
        .leaving_rate = l->rate,
        .present_cases = 1234,
        .marginal = 51234.5,
        .marginal_least = 51234.5,
        .next_hospital = next,
        .next_cost = 20345,
        .next_least = 20345,
        .quality = JH_NAN,
        .specialty_beds = JH_NAN,
        .same_under_leaving = s % 2 == 0,
        .leaving_hospital = s % 2 == 0 ? JH_NONE : next};
    for (size_t k = 0; k < JH_PLAN_N_DESTINATIONS; k++)
        choice.destination[k] = (struct jh_plan_destination){JH_NONE, 0};
    choice.destination[0] = (struct jh_plan_destination){REPORT_CASE_INSIDE, 812};
    choice.destination[1] = (struct jh_plan_destination){host, 95};
    return choice;
}

static void make_choices(struct report_case *c)
{
    struct jh_plan *p = &c->plan;
    p->choice = NEED(REPORT_CASE_ZONES * 3, struct jh_plan_choice);
    p->centre = NEED(REPORT_CASE_ZONES, struct jh_plan_centre);
    p->planned = NEED(REPORT_CASE_ZONES * REPORT_CASE_SPECIALTIES, uint8_t);
    for (size_t z = 0; z < REPORT_CASE_ZONES; z++) {
        int32_t host = JH_NONE, next = JH_NONE;
        for (int32_t h = 0; h < REPORT_CASE_INSIDE; h++)
            if (p->zoning.zone_of_hospital[h] == (int32_t)z) {
                next = host;
                host = h;
            }
        if (host == JH_NONE)
            continue;
        p->centre[p->n_centres++] = (struct jh_plan_centre){
            .hospital = host, .zone = (int32_t)z, .n_specialties = 3, .reach_population = 3.2e6};
        for (size_t s = 0; s < REPORT_CASE_SPECIALTIES; s++)
            if (p->leaving[z * REPORT_CASE_SPECIALTIES + s].rank[JH_RANKING_CASES] <= 3) {
                p->planned[z * REPORT_CASE_SPECIALTIES + s] = 1;
                p->choice[p->n_choices++] = make_choice(c, z, s, host, next);
            }
    }
}

static void make_effect(struct report_case *c)
{
    struct jh_plan *p = &c->plan;
    struct jh_error err;
    p->effect = (struct jh_plan_effect){.cases = 123456,
        .before_mean_min = 96.4,
        .after_mean_min = 47.1,
        .before_known_cases = 120000,
        .before_coverage = 0.41,
        .after_coverage = 0.73,
        .before_worst_tenth_min = 310,
        .after_worst_tenth_min = 121,
        .not_nearest_share = 0.08};
    p->access_before = NEED(REPORT_CASE_AREAS, double);
    p->access_after = NEED(REPORT_CASE_AREAS, double);
    for (size_t a = 0; a < REPORT_CASE_AREAS; a++) {
        p->access_before[a] = a % 3 == 0 ? 0 : 1e-3 * (double)(a % 17);
        p->access_after[a] = 2e-3 + 1e-3 * (double)(a % 13);
    }
    must(jh_equity(REPORT_CASE_AREAS, p->access_before, c->d.areas.population, REPORT_CASE_ZONES,
             c->d.zones.of_area, &p->equity_before, &err),
        &err);
    must(jh_equity(REPORT_CASE_AREAS, p->access_after, c->d.areas.population, REPORT_CASE_ZONES,
             c->d.zones.of_area, &p->equity_after, &err),
        &err);
}

void report_case_init(struct report_case *c, bool outside)
{
    static struct jh_note warning[] = {{{"the data are fictional <all>", "数据为虚构"}}};
    static struct jh_note assumption[] = {
        {{"each zone plans three specialties", "每个片区规划三个专科"}}};
    struct jh_plan *p = &c->plan;
    memset(c, 0, sizeof *c);
    jh_arena_init(&c->arena, 0);
    make_dataset(c, outside);
    p->dataset = &c->d;
    p->scenario = (struct jh_scenario){
        .name = "三年方案", .seed = 7, .reach_min = 60, .border_reach_min = 60};
    p->version = "0.1.0";
    p->iterations = 1234;
    p->zoning.zones = c->d.zones;
    p->zoning.contiguity = JH_CONTIGUITY_CELLS;
    p->zoning.zone_of_hospital = NEED(REPORT_CASE_HOSPITALS, int32_t);
    for (size_t h = 0; h < REPORT_CASE_HOSPITALS; h++)
        p->zoning.zone_of_hospital[h] =
            h < REPORT_CASE_INSIDE ? c->d.zones.of_area[c->d.hospitals.area[h]] : JH_NONE;
    make_rates(c);
    make_choices(c);
    make_effect(c);
    p->n_eligible = 20;
    p->excluded[JH_EXCLUSION_GRADE] = 10;
    p->status = JH_SITE_FEASIBLE;
    p->objective = 5814000;
    p->bound = 5790000;
    p->gap_frac = 24000.0 / 5814000;
    p->objective_unit = "case-minutes";
    p->travel_counts = (struct jh_travel_counts){1800, 1080, 0};
    p->warnings = (struct jh_notes){1, warning};
    p->assumptions = (struct jh_notes){1, assumption};
}

void report_case_release(struct report_case *c)
{
    jh_flow_table_release(&c->plan.flows);
    jh_arena_release(&c->arena);
}
