#include "io/dataset/read_hospitals.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/dataset/read_areas.h"

/* More beds than the largest hospitals of the world have. */
#define BEDS_PLAUSIBLE 20000.0

static enum jh_status add_hospital(struct jh_import_hospitals *hospitals,
    const struct jh_import_hospital *hospital, struct jh_error *err)
{
    if (hospitals->n == hospitals->cap) {
        size_t cap = hospitals->cap * 2 + 256;
        struct jh_import_hospital *grown = jh_i_realloc(hospitals->item, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        hospitals->item = grown;
        hospitals->cap = cap;
    }
    uint32_t at;
    bool is_new;
    enum jh_status st = jh_strmap_put(&hospitals->ids, hospital->id, strlen(hospital->id),
        (uint32_t)hospitals->n, &at, &is_new, err);
    if (st == JH_OK && is_new)
        hospitals->item[hospitals->n++] = *hospital;
    return st;
}

/* Where the hospital belongs: its area's index, and whether it lies beyond the territory. */
static enum jh_status take_area(
    struct jh_rows *rows, struct jh_import_hospital *hospital, struct jh_error *err)
{
    const struct jh_import_areas *areas = rows->import->areas;
    hospital->area = JH_NONE;
    if (rows->cell[JH_HOSPITALS_AREA].len == 0)
        return JH_OK;
    int32_t index;
    enum jh_status st = jh_i_rows_area(rows, JH_HOSPITALS_AREA, false, &index, err);
    if (st != JH_OK || index < 0)
        return st;
    bool inside = (size_t)index < areas->n_inside;
    if (inside && hospital->outside) {
        jh_i_rows_report(rows, JH_RULE_HOSPITAL_BEYOND, JH_HOSPITALS_AREA,
            "the area belongs to the territory; list the hospital in hospitals.csv, or leave "
            "area_id empty");
    } else if (!inside && !hospital->outside) {
        jh_i_rows_report(rows, JH_RULE_HOSPITAL_BEYOND, JH_HOSPITALS_AREA,
            "the area lies beyond the territory: the hospital is taken as one of outside.csv");
        hospital->outside = true;
    }
    hospital->area = index;
    return JH_OK;
}

static void check_hospital(struct jh_rows *rows, const struct jh_import_hospital *hospital)
{
    const struct jh_import_hospitals *hospitals = rows->import->hospitals;
    const struct jh_import_areas *areas = rows->import->areas;
    uint32_t first;
    if (jh_strmap_get(&hospitals->ids, hospital->id, strlen(hospital->id), &first)) {
        const struct jh_import_hospital *other = &hospitals->item[first];
        const struct jh_rows *home =
            other->in_outside ? &hospitals->outside_rows : &hospitals->rows;
        jh_i_rows_report(rows, JH_RULE_DUPLICATE_ID, JH_HOSPITALS_ID,
            "the id stands in line %lld of %s already; ids must differ",
            (long long)jh_i_rows_mark_line(home, other->mark), home->input->label);
    }
    jh_i_rows_check_place(
        rows, &areas->box, JH_HOSPITALS_LON, JH_HOSPITALS_LAT, hospital->point, !hospital->outside);
    if (!hospital->outside && hospital->area < 0 && !jh_point_known(hospital->point) &&
        rows->cell[JH_HOSPITALS_AREA].len == 0)
        jh_i_rows_report(rows, JH_RULE_HOSPITAL_NOWHERE, JH_HOSPITALS_ID,
            "give the hospital lon and lat, or area_id");
    else if (!hospital->outside && hospital->area < 0 && !areas->any_point)
        jh_i_rows_report(rows, JH_RULE_HOSPITAL_NOWHERE, JH_HOSPITALS_ID,
            "no area has coordinates from which to tell the hospital's area; give area_id");
    if (hospital->beds > BEDS_PLAUSIBLE)
        jh_i_rows_report(rows, JH_RULE_BEDS_IMPLAUSIBLE, JH_HOSPITALS_BEDS,
            "no hospital has so many beds; check the figure");
}

static enum jh_status take_hospital(struct jh_rows *rows, bool outside, struct jh_error *err)
{
    struct jh_import *import = rows->import;
    struct jh_import_hospitals *hospitals = import->hospitals;
    const struct jh_cell *cell = rows->cell;
    struct jh_import_hospital hospital = {.mark = jh_i_rows_mark(rows),
        .in_outside = outside,
        .outside = outside,
        .id = jh_i_cell_keep(import->arena, &cell[JH_HOSPITALS_ID]),
        .name = jh_i_cell_keep(import->arena, &cell[JH_HOSPITALS_NAME]),
        .grade_text = jh_i_cell_keep(import->arena, &cell[JH_HOSPITALS_GRADE]),
        .campus_text = jh_i_cell_keep(import->arena, &cell[JH_HOSPITALS_CAMPUS_OF]),
        .point = {cell[JH_HOSPITALS_LON].number, cell[JH_HOSPITALS_LAT].number},
        .campus = JH_NONE,
        .beds = cell[JH_HOSPITALS_BEDS].number,
        .authorised_beds = cell[JH_HOSPITALS_AUTHORISED_BEDS].number,
        .bed_use_frac = cell[JH_HOSPITALS_BED_USE].number,
        .mean_stay_days = cell[JH_HOSPITALS_MEAN_STAY].number,
        .grade = cell[JH_HOSPITALS_GRADE].code,
        .sponsor = cell[JH_HOSPITALS_SPONSOR].code,
        .kind = cell[JH_HOSPITALS_KIND].code,
        .role = cell[JH_HOSPITALS_ROLE].code,
        .index = JH_NONE};
    if (hospital.id == NULL || hospital.name == NULL || hospital.grade_text == NULL ||
        hospital.campus_text == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = take_area(rows, &hospital, err);
    if (st != JH_OK)
        return st;
    check_hospital(rows, &hospital);
    if (rows->rejected)
        return jh_i_rows_keep_rejected(rows, err);
    st = add_hospital(hospitals, &hospital, err);
    return st == JH_OK
               ? jh_i_extras_take(&hospitals->extras, rows, hospitals->n - 1, import->arena, err)
               : st;
}

static enum jh_status read_table(
    struct jh_import *import, enum jh_table table, struct jh_rows *rows, struct jh_error *err)
{
    enum jh_status st = jh_i_rows_open(import, table, rows, err);
    rows->rejected_ids = &import->hospitals->rejected_ids;
    bool more = rows->usable;
    if (st == JH_OK && more)
        st = jh_i_extras_open(&import->hospitals->extras, rows, err);
    while (st == JH_OK && more) {
        st = jh_i_rows_next(rows, &more, err);
        if (st == JH_OK && more)
            st = take_hospital(rows, table == JH_TABLE_OUTSIDE, err);
    }
    return st;
}

/* ---- Campuses --------------------------------------------------------------------------------- */

static enum jh_status seek_hospital(
    struct jh_import *import, size_t i, struct jh_rows **out_rows, struct jh_error *err)
{
    struct jh_import_hospitals *hospitals = import->hospitals;
    *out_rows = hospitals->item[i].in_outside ? &hospitals->outside_rows : &hospitals->rows;
    return jh_i_rows_seek(*out_rows, hospitals->item[i].mark, err);
}

static enum jh_status link_campuses(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_hospitals *hospitals = import->hospitals;
    for (size_t i = 0; i < hospitals->n; i++) {
        struct jh_import_hospital *hospital = &hospitals->item[i];
        const char *main_site = hospital->campus_text;
        uint32_t at;
        if (main_site[0] == '\0')
            continue;
        if (jh_strmap_get(&hospitals->ids, main_site, strlen(main_site), &at)) {
            hospital->campus = (int32_t)at;
            continue;
        }
        struct jh_rows *rows;
        enum jh_status st = seek_hospital(import, i, &rows, err);
        if (st != JH_OK)
            return st;
        if (jh_strmap_get(&hospitals->rejected_ids, main_site, strlen(main_site), &at)) {
            jh_i_rows_report(rows, JH_RULE_LINK_DROPPED, JH_HOSPITALS_CAMPUS_OF,
                "the row of the main site was rejected; correct that first");
        } else {
            jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, JH_HOSPITALS_CAMPUS_OF,
                "no table lists such a hospital; correct the id or add the main site");
            hospital->rejected = true;
        }
    }
    return JH_OK;
}

static enum jh_status reject_cycle(struct jh_import *import, size_t on_cycle, struct jh_error *err)
{
    struct jh_import_hospital *item = import->hospitals->item;
    size_t i = on_cycle;
    do {
        struct jh_rows *rows;
        enum jh_status st = seek_hospital(import, i, &rows, err);
        if (st != JH_OK)
            return st;
        jh_i_rows_report(rows, JH_RULE_CYCLE, JH_HOSPITALS_CAMPUS_OF,
            "the main site is in the end a campus of this one; leave campus_of of the main site "
            "empty");
        item[i].rejected = true;
        i = (size_t)item[i].campus;
    } while (i != on_cycle);
    return JH_OK;
}

static enum jh_status find_campus_cycles(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_import_hospitals *hospitals = import->hospitals;
    size_t *walk = jh_i_calloc(hospitals->n, sizeof *walk); /* the walk that came here first */
    if (walk == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < hospitals->n && st == JH_OK; i++) {
        int32_t at = (int32_t)i;
        while (at >= 0 && walk[at] == 0) {
            walk[at] = i + 1;
            at = hospitals->item[at].campus;
        }
        if (at >= 0 && walk[at] == i + 1)
            st = reject_cycle(import, (size_t)at, err);
    }
    jh_i_free(walk);
    return st;
}

/* ---- Building --------------------------------------------------------------------------------- */

static void number_hospitals(struct jh_import_hospitals *hospitals)
{
    size_t n = 0;
    for (int outside = 0; outside < 2; outside++) {
        for (size_t i = 0; i < hospitals->n; i++)
            if (!hospitals->item[i].rejected && hospitals->item[i].outside == (outside == 1))
                hospitals->item[i].index = (int32_t)n++;
        if (outside == 0)
            hospitals->n_inside = n;
    }
    hospitals->n_indexed = n;
}

static enum jh_status alloc_hospitals(
    struct jh_arena *arena, size_t n, struct jh_hospitals *out, struct jh_error *err)
{
    out->n = n;
    const char ***const texts[] = {&out->id, &out->name, &out->grade_text};
    double **const numbers[] = {
        &out->beds, &out->authorised_beds, &out->bed_use_frac, &out->mean_stay_days};
    uint8_t **const codes[] = {
        &out->place_basis, &out->grade, &out->sponsor, &out->kind, &out->role};
    bool complete = true;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        complete &= (*texts[k] = jh_arena_new(arena, n, const char *)) != NULL;
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        complete &= (*numbers[k] = jh_arena_new(arena, n, double)) != NULL;
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
        complete &= (*codes[k] = jh_arena_new(arena, n, uint8_t)) != NULL;
    complete &= (out->point = jh_arena_new(arena, n, struct jh_point)) != NULL;
    complete &= (out->area = jh_arena_new(arena, n, int32_t)) != NULL;
    complete &= (out->campus_of = jh_arena_new(arena, n, int32_t)) != NULL;
    return complete ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static void fill_hospital(struct jh_hospitals *out, const struct jh_import_hospitals *hospitals,
    const struct jh_import_hospital *hospital, const struct jh_import_areas *areas)
{
    int32_t k = hospital->index;
    out->id[k] = hospital->id;
    out->name[k] = hospital->name[0] != '\0' ? hospital->name : hospital->id;
    out->point[k] = hospital->point;
    out->area[k] = hospital->outside ? JH_NONE : hospital->area;
    if (hospital->outside && !jh_point_known(hospital->point) && hospital->area >= 0)
        for (size_t i = 0; i < areas->n; i++) /* rare: a neighbour's hospital at its area's point */
            if (areas->item[i].index == hospital->area)
                out->point[k] = areas->item[i].point;
    out->place_basis[k] = (uint8_t)(jh_point_known(out->point[k]) ? JH_PLACE_GIVEN : JH_PLACE_NONE);
    out->beds[k] = hospital->beds;
    out->authorised_beds[k] = hospital->authorised_beds;
    out->bed_use_frac[k] = hospital->bed_use_frac;
    out->mean_stay_days[k] = hospital->mean_stay_days;
    out->grade[k] = hospital->grade;
    out->sponsor[k] = hospital->sponsor;
    out->kind[k] = hospital->kind;
    out->role[k] = hospital->role;
    out->grade_text[k] = hospital->grade_text;
    out->campus_of[k] = hospital->campus >= 0 ? hospitals->item[hospital->campus].index : JH_NONE;
}

static enum jh_status build_hospitals(struct jh_import *import, struct jh_error *err)
{
    struct jh_import_hospitals *hospitals = import->hospitals;
    struct jh_hospitals out = {.n_inside = hospitals->n_inside};
    size_t *row_of = jh_arena_new(&import->scratch, hospitals->n_indexed, size_t);
    if (row_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = alloc_hospitals(import->arena, hospitals->n_indexed, &out, err);
    if (st != JH_OK)
        return st;
    for (size_t i = 0; i < hospitals->n; i++)
        if (hospitals->item[i].index >= 0) {
            fill_hospital(&out, hospitals, &hospitals->item[i], import->areas);
            row_of[hospitals->item[i].index] = i;
        }
    import->dataset->hospitals = out;
    return jh_i_extras_build(&hospitals->extras, out.n, row_of, import->arena,
        &import->dataset->hospitals.attributes, err);
}

enum jh_status jh_i_read_hospitals(struct jh_import *import, struct jh_error *err)
{
    enum jh_status st;
    struct jh_import_hospitals *hospitals = import->hospitals;
    JH_TRY(st, read_table(import, JH_TABLE_HOSPITALS, &hospitals->rows, err));
    JH_TRY(st, read_table(import, JH_TABLE_OUTSIDE, &hospitals->outside_rows, err));
    JH_TRY(st, link_campuses(import, err));
    JH_TRY(st, find_campus_cycles(import, err));
    number_hospitals(hospitals);
    JH_TRY(st, build_hospitals(import, err));
out:
    return st;
}

void jh_i_hospitals_release(struct jh_import_hospitals *hospitals)
{
    jh_i_rows_close(&hospitals->rows);
    jh_i_rows_close(&hospitals->outside_rows);
    jh_strmap_release(&hospitals->ids);
    jh_strmap_release(&hospitals->rejected_ids);
    jh_i_extras_release(&hospitals->extras);
    jh_i_free(hospitals->item);
}

int32_t jh_i_rows_hospital(struct jh_rows *rows, int column)
{
    const struct jh_import_hospitals *hospitals = rows->import->hospitals;
    const struct jh_cell *cell = &rows->cell[column];
    uint32_t at;
    if (jh_strmap_get(&hospitals->ids, cell->text, cell->len, &at)) {
        if (!hospitals->item[at].rejected)
            return hospitals->item[at].index;
        jh_i_rows_report(rows, JH_RULE_REJECTED_ID, column,
            "the row of this hospital was rejected; correct that first");
    } else if (jh_strmap_get(&hospitals->rejected_ids, cell->text, cell->len, &at)) {
        jh_i_rows_report(rows, JH_RULE_REJECTED_ID, column,
            "the row of this hospital was rejected; correct that first");
    } else if (jh_i_lost_zeros(&hospitals->ids, cell->text, cell->len)) {
        jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, column,
            "a spreadsheet took the zeros in front away; make the column text and write the id in "
            "full");
    } else {
        jh_i_rows_report(rows, JH_RULE_UNKNOWN_ID, column,
            "neither hospitals.csv nor outside.csv lists such a hospital; correct the id or add "
            "the hospital");
    }
    return JH_NONE;
}
