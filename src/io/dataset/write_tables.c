#include "io/dataset/write_tables.h"

#include <string.h>

#include "base/num.h"
#include "io/outfile.h"
#include "model/codes.h"

/* One cell on its way out. */
struct cell_out {
    const char *text;
    size_t len;
    char number[JH_NUM_TEXT_MAX];
};

static void put_text(struct cell_out *out, const char *text)
{
    out->text = text;
    out->len = strlen(text);
}

static void put_number(struct cell_out *out, double value)
{
    out->len = jh_num_format(value, out->number);
    out->text = out->number;
}

/* Shortest text that reads back to the same float. */
static void put_float(struct cell_out *out, float value)
{
    out->text = out->number;
    out->len = 0;
    for (int digits = 6; digits <= 9 && value == value; digits++) {
        double rounded = 0;
        char text[JH_NUM_TEXT_MAX];
        int n = snprintf(text, sizeof text, "%.*g", digits, (double)value);
        for (int i = 0; i < n; i++)
            text[i] = text[i] == ',' ? '.' : text[i]; /* whatever the locale */
        if (!jh_num_parse(text, (size_t)n, &rounded) || (float)rounded != value)
            continue;
        put_number(out, rounded);
        return;
    }
}

static void put_id(struct cell_out *out, const char *const *id, int64_t index)
{
    put_text(out, index >= 0 ? id[index] : "");
}

bool jh_i_is_bare_origin(const struct jh_dataset *d, size_t i)
{
    const struct jh_areas *a = &d->areas;
    if (i < a->n_inside || strncmp(a->id[i], "outside", 7) != 0 ||
        (a->id[i][7] != '\0' && a->id[i][7] != ':'))
        return false;
    for (size_t k = 0; k < a->attributes.n; k++)
        if (a->attributes.item[k].text[i][0] != '\0')
            return false;
    return strcmp(a->id[i], a->name[i]) == 0 && !jh_point_known(a->point[i]) &&
           a->population[i] == 0 && a->region[i] < 0;
}

/* ---- Cells, one function for each table ------------------------------------------------------- */

typedef void cell_fn(const struct jh_dataset *d, size_t row, int column, struct cell_out *out);

static void region_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_regions *r = &d->regions;
    switch (column) {
    case JH_REGIONS_ID:
        put_text(out, r->id[i]);
        break;
    case JH_REGIONS_NAME:
        put_text(out, r->name[i]);
        break;
    case JH_REGIONS_PARENT:
        put_id(out, r->id, r->parent[i]);
        break;
    default:
        put_text(out, r->level[i]);
    }
}

static void area_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_areas *a = &d->areas;
    bool outside = i >= a->n_inside;
    switch (column) {
    case JH_AREAS_ID:
        put_text(out, a->id[i]);
        break;
    case JH_AREAS_NAME:
        put_text(out, a->name[i]);
        break;
    case JH_AREAS_POPULATION:
        put_number(out, outside && a->population[i] == 0 ? JH_NAN : a->population[i]);
        break;
    case JH_AREAS_LON:
        put_number(out, a->point[i].lon_deg);
        break;
    case JH_AREAS_LAT:
        put_number(out, a->point[i].lat_deg);
        break;
    case JH_AREAS_PLACE_BASIS:
        put_text(out, a->place_basis[i] == JH_PLACE_GAZETTEER
                          ? jh_i_place_basis_code(a->place_basis[i])
                          : "");
        break;
    case JH_AREAS_PARENT:
        put_id(out, d->regions.id, a->region[i]);
        break;
    default:
        put_text(out, outside ? "outside" : "");
    }
}

static void hospital_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_hospitals *h = &d->hospitals;
    bool placed = h->place_basis[i] != JH_PLACE_AREA;
    switch (column) {
    case JH_HOSPITALS_ID:
        put_text(out, h->id[i]);
        break;
    case JH_HOSPITALS_NAME:
        put_text(out, h->name[i]);
        break;
    case JH_HOSPITALS_LON:
        put_number(out, placed ? h->point[i].lon_deg : JH_NAN);
        break;
    case JH_HOSPITALS_LAT:
        put_number(out, placed ? h->point[i].lat_deg : JH_NAN);
        break;
    case JH_HOSPITALS_AREA:
        put_id(out, d->areas.id, h->area[i]);
        break;
    case JH_HOSPITALS_BEDS:
        put_number(out, h->beds[i]);
        break;
    case JH_HOSPITALS_AUTHORISED_BEDS:
        put_number(out, h->authorised_beds[i]);
        break;
    case JH_HOSPITALS_BED_USE:
        put_number(out, h->bed_use_frac[i]);
        break;
    case JH_HOSPITALS_MEAN_STAY:
        put_number(out, h->mean_stay_days[i]);
        break;
    case JH_HOSPITALS_GRADE:
        put_text(out, h->grade_text[i][0] != '\0' ? h->grade_text[i]
                                                  : jh_i_grade_text(JH_LANG_ZH, h->grade[i]));
        break;
    case JH_HOSPITALS_SPONSOR:
        put_text(out, jh_i_sponsor_text(JH_LANG_ZH, h->sponsor[i]));
        break;
    case JH_HOSPITALS_KIND:
        put_text(out, jh_i_kind_text(JH_LANG_ZH, h->kind[i]));
        break;
    case JH_HOSPITALS_CAMPUS_OF:
        put_id(out, h->id, h->campus_of[i]);
        break;
    default:
        put_text(out, jh_i_role_code(h->role[i]));
    }
}

static void source_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_sources *s = &d->sources;
    if (column == JH_SOURCES_ID)
        put_text(out, s->id[i]);
    else
        put_text(out, !s->covers_outside[i] ? "inside" : s->covers_inside[i] ? "all" : "outside");
}

static void zone_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    int32_t zone = d->zones.of_area[i];
    switch (column) {
    case JH_ZONES_AREA:
        put_text(out, d->areas.id[i]);
        break;
    case JH_ZONES_ID:
        put_id(out, d->zones.id, zone);
        break;
    case JH_ZONES_NAME:
        put_id(out, d->zones.name, zone);
        break;
    default:
        put_id(out, d->zones.centre_city, zone);
    }
}

static void flow_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_flows *f = &d->flows;
    switch (column) {
    case JH_FLOWS_AREA:
        put_text(out, d->areas.id[f->area[i]]);
        break;
    case JH_FLOWS_HOSPITAL:
        put_text(out, d->hospitals.id[f->hospital[i]]);
        break;
    case JH_FLOWS_SPECIALTY:
        put_text(out, d->specialties.id[f->specialty[i]]);
        break;
    case JH_FLOWS_PERIOD:
        put_text(out, d->periods.id[f->period[i]]);
        break;
    case JH_FLOWS_HARD:
        put_text(out, f->hard[i] == JH_HARD_UNKNOWN ? "" : f->hard[i] == JH_HARD_YES ? "1" : "0");
        break;
    case JH_FLOWS_REASON:
        put_text(out, jh_i_reason_code(f->reason[i]));
        break;
    case JH_FLOWS_BASIS:
        put_text(out, jh_i_basis_code(f->basis[i]));
        break;
    case JH_FLOWS_SOURCE:
        put_text(out, d->sources.id[f->source[i]]);
        break;
    default:
        put_number(out, jh_flows_value(f, (enum jh_measure)(column - JH_FLOWS_CASES), i));
    }
}

static void capability_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    const struct jh_capabilities *c = &d->capabilities;
    switch (column) {
    case JH_CAPABILITIES_HOSPITAL:
        put_text(out, d->hospitals.id[c->hospital[i]]);
        break;
    case JH_CAPABILITIES_SPECIALTY:
        put_text(out, d->specialties.id[c->specialty[i]]);
        break;
    case JH_CAPABILITIES_QUALITY:
        put_number(out, c->quality[i]);
        break;
    case JH_CAPABILITIES_BEDS:
        put_number(out, c->beds[i]);
        break;
    case JH_CAPABILITIES_KEY_LEVEL:
        put_text(out, jh_i_key_level_code(c->key_level[i]));
        break;
    case JH_CAPABILITIES_CENTRE:
        put_text(out, c->centre[i] != 0 ? "1" : "");
        break;
    case JH_CAPABILITIES_MAX_PROJECTS:
        put_number(out, c->max_projects[i]);
        break;
    default:
        put_number(out, c->projects[i]);
    }
}

/* Row i of the sparse matrix; its area is found from the starts. */
static size_t area_of_pair(const struct jh_dataset *d, size_t i)
{
    const size_t *start = d->travel.start;
    size_t first = 0, end = d->areas.n;
    while (end - first > 1) {
        size_t middle = first + (end - first) / 2;
        if (start[middle] <= i)
            first = middle;
        else
            end = middle;
    }
    return first;
}

static void travel_cell(const struct jh_dataset *d, size_t i, int column, struct cell_out *out)
{
    switch (column) {
    case JH_TRAVEL_AREA:
        put_text(out, d->areas.id[area_of_pair(d, i)]);
        break;
    case JH_TRAVEL_HOSPITAL:
        put_text(out, d->hospitals.id[d->travel.hospital[i]]);
        break;
    case JH_TRAVEL_MINUTES:
        put_float(out, d->travel.minutes[i]);
        break;
    default:
        put_float(out, d->travel.km[i]);
    }
}

static cell_fn *const cells[JH_N_TABLES] = {[JH_TABLE_REGIONS] = region_cell,
    [JH_TABLE_AREAS] = area_cell,
    [JH_TABLE_HOSPITALS] = hospital_cell,
    [JH_TABLE_OUTSIDE] = hospital_cell,
    [JH_TABLE_SOURCES] = source_cell,
    [JH_TABLE_ZONES] = zone_cell,
    [JH_TABLE_FLOWS] = flow_cell,
    [JH_TABLE_CAPABILITIES] = capability_cell,
    [JH_TABLE_TRAVEL] = travel_cell};

/* ---- What is written -------------------------------------------------------------------------- */

static bool skips(const struct jh_dataset *d, enum jh_table table, size_t row)
{
    if (table == JH_TABLE_AREAS)
        return jh_i_is_bare_origin(d, row);
    return table == JH_TABLE_ZONES && d->zones.of_area[row] < 0;
}

/* Large tables tell by their columns; the others are looked through. */
static bool has_column(const struct jh_dataset *d, const struct jh_write_table *table, int column)
{
    const struct jh_flows *f = &d->flows;
    if (table->table == JH_TABLE_TRAVEL)
        return column != JH_TRAVEL_KM || d->travel.km != NULL;
    if (table->table == JH_TABLE_FLOWS)
        switch (column) {
        case JH_FLOWS_AREA:
        case JH_FLOWS_HOSPITAL:
            return true;
        case JH_FLOWS_SPECIALTY:
            return d->specialties.n != 1 || strcmp(d->specialties.id[0], "all") != 0;
        case JH_FLOWS_PERIOD:
            return d->periods.given;
        case JH_FLOWS_HARD:
            return f->hard != NULL;
        case JH_FLOWS_REASON:
            return f->reason != NULL;
        case JH_FLOWS_BASIS:
            return f->basis != NULL;
        case JH_FLOWS_SOURCE:
            return f->source != NULL && (d->sources.n != 1 || d->sources.id[0][0] != '\0');
        default:
            return jh_flows_has(f, (enum jh_measure)(column - JH_FLOWS_CASES));
        }
    if (jh_i_tables[table->table].column[column].presence != JH_OPTIONAL)
        return true;
    for (size_t i = 0; i < table->n_rows; i++) {
        struct cell_out out;
        cells[table->table](d, table->first + i, column, &out);
        if (out.len > 0)
            return true;
    }
    return false;
}

struct jh_write_table jh_i_write_table_of(const struct jh_dataset *d, enum jh_table table)
{
    struct jh_write_table out = {.table = table};
    switch (table) {
    case JH_TABLE_REGIONS:
        out.n_rows = d->regions.given ? d->regions.n : 0;
        break;
    case JH_TABLE_AREAS:
        out.n_rows = d->areas.n;
        out.attributes = &d->areas.attributes;
        break;
    case JH_TABLE_HOSPITALS:
        out.n_rows = d->hospitals.n_inside;
        out.attributes = &d->hospitals.attributes;
        break;
    case JH_TABLE_OUTSIDE:
        out.first = d->hospitals.n_inside;
        out.n_rows = d->hospitals.n - out.first;
        out.attributes = &d->hospitals.attributes;
        break;
    case JH_TABLE_SOURCES:
        out.n_rows = d->sources.n == 1 && d->sources.id[0][0] == '\0' ? 0 : d->sources.n;
        break;
    case JH_TABLE_ZONES:
        out.n_rows = d->zones.n > 0 ? d->areas.n_inside : 0;
        break;
    case JH_TABLE_FLOWS:
        out.n_rows = d->flows.n;
        break;
    case JH_TABLE_CAPABILITIES:
        out.n_rows = d->capabilities.n;
        break;
    case JH_TABLE_TRAVEL:
        out.n_rows = d->travel.n;
        break;
    }
    out.there = out.n_rows > 0 || table == JH_TABLE_AREAS || table == JH_TABLE_HOSPITALS;
    for (int i = 0; i < (int)jh_i_tables[table].n_columns && out.there; i++)
        out.wanted[i] = has_column(d, &out, i);
    return out;
}

static void put_cell(FILE *stream, bool *first, const char *text, size_t len)
{
    if (!*first)
        putc_unlocked(',', stream);
    *first = false;
    jh_i_csv_put(stream, text, len);
}

static void put_attributes(
    const struct jh_attributes *attributes, size_t row, FILE *stream, bool *first)
{
    for (size_t k = 0; attributes != NULL && k < attributes->n; k++)
        put_cell(
            stream, first, attributes->item[k].text[row], strlen(attributes->item[k].text[row]));
}

void jh_i_write_rows(
    const struct jh_dataset *dataset, const struct jh_write_table *table, FILE *stream)
{
    const struct jh_table_info *info = &jh_i_tables[table->table];
    bool first = true;
    for (size_t i = 0; i < info->n_columns; i++)
        if (table->wanted[i])
            put_cell(stream, &first, info->column[i].name, strlen(info->column[i].name));
    for (size_t k = 0; table->attributes != NULL && k < table->attributes->n; k++)
        put_cell(stream, &first, table->attributes->item[k].name,
            strlen(table->attributes->item[k].name));
    putc_unlocked('\n', stream);
    for (size_t row = table->first; row < table->first + table->n_rows; row++) {
        if (skips(dataset, table->table, row))
            continue;
        first = true;
        for (size_t i = 0; i < info->n_columns; i++) {
            struct cell_out out;
            if (!table->wanted[i])
                continue;
            cells[table->table](dataset, row, (int)i, &out);
            put_cell(stream, &first, out.text, out.len);
        }
        put_attributes(table->attributes, row, stream, &first);
        putc_unlocked('\n', stream);
    }
}
