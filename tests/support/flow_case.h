/*
 * A small dataset on the stack for tests of measures: three counties in two prefectures, three
 * hospitals inside, one outside, two specialties. Rows are given sorted.
 */
#ifndef JH_FLOW_CASE_H
#define JH_FLOW_CASE_H

#include <string.h>

#include "junheng/flow.h"

#define FLOW_CASE_ROWS 64

struct flow_row {
    int32_t area, hospital;
    uint16_t specialty, period;
    uint8_t hard, reason, basis, source;
    double cases, persons, cost;
};

struct flow_case {
    struct jh_dataset d;
    size_t start[8];
    int32_t area[FLOW_CASE_ROWS], hospital[FLOW_CASE_ROWS];
    uint16_t specialty[FLOW_CASE_ROWS], period[FLOW_CASE_ROWS];
    uint8_t hard[FLOW_CASE_ROWS], reason[FLOW_CASE_ROWS], basis[FLOW_CASE_ROWS],
        source[FLOW_CASE_ROWS];
    double cases[FLOW_CASE_ROWS], persons[FLOW_CASE_ROWS], cost[FLOW_CASE_ROWS];
    int32_t region_of_area[8], region_parent[8], area_of_hospital[8];
    struct jh_point area_point[8], hospital_point[8];
    double population[8], beds[8];
    const char *period_id[8], *source_id[8], *specialty_id[8];
    bool covers_inside[8], covers_outside[8];
};

/** Areas 0 and 1 lie in region 0, area 2 in region 1, area 3 is outside; hospital h < 3 stands in
 *  area h, hospital 3 is outside. One source "" that covers both sides, one period of a year. */
static inline void flow_case_init(struct flow_case *c, size_t n, const struct flow_row *row)
{
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < n; i++) {
        c->area[i] = row[i].area;
        c->hospital[i] = row[i].hospital;
        c->specialty[i] = row[i].specialty;
        c->period[i] = row[i].period;
        c->hard[i] = row[i].hard;
        c->reason[i] = row[i].reason;
        c->basis[i] = row[i].basis;
        c->source[i] = row[i].source;
        c->cases[i] = row[i].cases;
        c->persons[i] = row[i].persons;
        c->cost[i] = row[i].cost;
        c->start[row[i].area + 1]++;
    }
    for (size_t a = 0; a < 4; a++) {
        c->start[a + 1] += c->start[a];
        c->region_of_area[a] = a < 2 ? 0 : a == 2 ? 1 : JH_NONE;
        c->area_of_hospital[a] = a < 3 ? (int32_t)a : JH_NONE;
        c->area_point[a] = c->hospital_point[a] = (struct jh_point){112 + 0.5 * (double)a, 34};
        c->population[a] = 1000;
        c->beds[a] = 100;
        c->source_id[a] = c->period_id[a] = c->specialty_id[a] = "";
    }
    c->region_parent[0] = c->region_parent[1] = JH_NONE;
    c->covers_inside[0] = c->covers_outside[0] = true;
    struct jh_dataset *d = &c->d;
    d->areas.n = 4;
    d->areas.n_inside = 3;
    d->areas.region = c->region_of_area;
    d->areas.point = c->area_point;
    d->areas.population = c->population;
    d->regions.n = 2;
    d->regions.parent = c->region_parent;
    d->hospitals.n = 4;
    d->hospitals.n_inside = 3;
    d->hospitals.area = c->area_of_hospital;
    d->hospitals.point = c->hospital_point;
    d->hospitals.beds = c->beds;
    d->specialties.n = 2;
    d->specialties.id = c->specialty_id;
    d->periods.n = 1;
    d->periods.length_years = 1;
    d->periods.id = c->period_id;
    d->sources.n = 1;
    d->sources.id = c->source_id;
    d->sources.covers_inside = c->covers_inside;
    d->sources.covers_outside = c->covers_outside;
    d->flows.n = n;
    d->flows.start = c->start;
    d->flows.area = c->area;
    d->flows.hospital = c->hospital;
    d->flows.specialty = c->specialty;
    d->flows.period = c->period;
    d->flows.source = c->source;
    d->flows.measure[JH_MEASURE_CASES] = c->cases;
}

#endif
