#include "io/problems/changes_csv.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "base/suggest.h"
#include "io/csv.h"
#include "io/text.h"

enum {
    AT_HOSPITAL,
    AT_SPECIALTY,
    AT_QUALITY,
    AT_ADDED,
    AT_BEDS,
    AT_MINUTES,
    AT_OPEN,
    AT_LON,
    AT_LAT,
    N_AT
};
/* A column with the values that it takes. */
struct column {
    const char *name;
    double min, max;
};
static const struct column change_columns[N_AT] = {
    [AT_HOSPITAL] = {"hospital_id", 0, 0},
    [AT_SPECIALTY] = {"specialty", 0, 0},
    [AT_QUALITY] = {"quality", 0, 1e9},
    [AT_ADDED] = {"quality_added", -1e9, 1e9},
    [AT_BEDS] = {"beds", 1e-9, 1e6},
    [AT_MINUTES] = {"minutes_added", -1e5, 1e5},
    [AT_OPEN] = {"open", 0, 1},
    [AT_LON] = {"lon", -180, 180},
    [AT_LAT] = {"lat", -90, 90},
};

/* Changed travel times, pair by pair. */
enum { PAIR_HOSPITAL, PAIR_AREA, PAIR_MINUTES, N_PAIR };
static const struct column pair_columns[N_PAIR] = {
    [PAIR_HOSPITAL] = {"hospital_id", 0, 0},
    [PAIR_AREA] = {"area_id", 0, 0},
    [PAIR_MINUTES] = {"minutes", 0, 1e5},
};

struct reading {
    const struct jh_dataset *dataset;
    const char *path;
    const struct column *columns;
    size_t n_columns, n_required; /* the first ones must be there */
    struct jh_text text;
    struct jh_csv csv;
    struct jh_strmap hospitals, specialties, areas;
    size_t n_fields;
    size_t field_of[N_AT]; /* SIZE_MAX: no such column */
    struct jh_choice_change *change;
    size_t n, cap;
    uint8_t *treats; /* [hospitals.n * specialties.n], any case */
};

/* Add the place of a field (SIZE_MAX: the row) to a refusal. */
static enum jh_status placed(
    struct reading *r, size_t field, enum jh_status st, struct jh_error *err)
{
    int64_t line = r->csv.line, column = 1;
    if (field < r->csv.n_fields)
        jh_i_csv_position(&r->csv, r->csv.field[field].raw, &line, &column);
    jh_where(err, "%s:%lld:%lld", r->path, (long long)line, (long long)column);
    return st;
}

static int shown(const struct jh_csv_field *f)
{
    return (int)(f->len > 60 ? 60 : f->len);
}

static enum jh_status next_row(struct reading *r, bool *out_more, struct jh_error *err)
{
    enum jh_csv_event event;
    enum jh_status st = jh_i_csv_next(&r->csv, &event, err);
    if (st != JH_OK)
        return st;
    *out_more = event != JH_CSV_END;
    if (event == JH_CSV_END)
        return JH_OK;
    if (event != JH_CSV_ROW)
        st = jh_fail(err, JH_E_DATA, "the row is no CSV: a stray quote or NUL, or far too long");
    else if (r->n_fields > 0 && r->csv.n_fields != r->n_fields)
        st = jh_fail(
            err, JH_E_DATA, "%zu fields where the header has %zu", r->csv.n_fields, r->n_fields);
    return st == JH_OK ? JH_OK : placed(r, SIZE_MAX, st, err);
}

static enum jh_status read_header(struct reading *r, struct jh_error *err)
{
    bool more;
    enum jh_status st = next_row(r, &more, err);
    if (st != JH_OK)
        return st;
    if (!more)
        return jh_fail(err, JH_E_DATA, "%s is empty", r->path);
    r->n_fields = r->csv.n_fields;
    for (size_t k = 0; k < r->n_columns; k++)
        r->field_of[k] = SIZE_MAX;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct jh_csv_field *f = &r->csv.field[i];
        size_t k = 0;
        while (k < r->n_columns && (f->len != strlen(r->columns[k].name) ||
                                       memcmp(f->text, r->columns[k].name, f->len) != 0))
            k++;
        if (k == r->n_columns)
            return placed(r, i,
                jh_fail(err, JH_E_DATA, "changes have no column \"%.*s\"", shown(f), f->text), err);
        if (r->field_of[k] != SIZE_MAX)
            return placed(r, i,
                jh_fail(err, JH_E_DATA, "column \"%.*s\" stands twice", shown(f), f->text), err);
        r->field_of[k] = i;
    }
    for (size_t k = 0; k < r->n_required; k++)
        if (r->field_of[k] == SIZE_MAX)
            return jh_fail(
                err, JH_E_DATA, "%s has no column \"%.60s\"", r->path, r->columns[k].name);
    return JH_OK;
}

static enum jh_status id_in(struct reading *r, size_t at, const struct jh_strmap *map, size_t n,
    const char *const *id, int32_t *out, struct jh_error *err)
{
    const struct jh_csv_field *f = &r->csv.field[r->field_of[at]];
    uint32_t found;
    if (jh_strmap_get(map, f->text, f->len, &found)) {
        *out = (int32_t)found;
        return JH_OK;
    }
    struct jh_suggest suggest;
    char name[64] = {0};
    memcpy(name, f->text, f->len < sizeof name ? f->len : 0);
    enum jh_status st =
        map == &r->hospitals
            ? jh_fail(err, JH_E_DATA, "no hospital is named \"%.*s\"", shown(f), f->text)
        : map == &r->areas
            ? jh_fail(err, JH_E_DATA, "no area is named \"%.*s\"", shown(f), f->text)
            : jh_fail(err, JH_E_DATA, "no specialty is named \"%.*s\"", shown(f), f->text);
    jh_suggest_begin(&suggest, name);
    for (size_t i = 0; i < n && name[0] != '\0'; i++)
        jh_suggest_offer(&suggest, id[i]);
    if (suggest.best != NULL && name[0] != '\0')
        jh_hint(err, "Did you mean %s?", suggest.best);
    return placed(r, r->field_of[at], st, err);
}

/* NaN where empty. */
static enum jh_status number_in(struct reading *r, size_t at, double *out, struct jh_error *err)
{
    *out = JH_NAN;
    if (r->field_of[at] == SIZE_MAX || r->csv.field[r->field_of[at]].len == 0)
        return JH_OK;
    const struct jh_csv_field *f = &r->csv.field[r->field_of[at]];
    double value;
    const struct column *c = &r->columns[at];
    const bool whole = r->columns == change_columns && at == AT_OPEN;
    if (jh_num_parse(f->text, f->len, &value) && value >= c->min && value <= c->max &&
        (!whole || value == floor(value))) {
        *out = value;
        return JH_OK;
    }
    return placed(r, r->field_of[at],
        jh_fail(err, JH_E_DATA, "%s must be a number from %.9g to %.9g, found \"%.*s\"", c->name,
            c->min, c->max, shown(f), f->text),
        err);
}

/* "*": every specialty that the hospital treats. */
static bool is_every(const struct jh_csv_field *f)
{
    return f->len == 1 && f->text[0] == '*';
}

static enum jh_status add_change(
    struct reading *r, const struct jh_choice_change *c, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    for (size_t i = 0; i < r->n; i++)
        if (r->change[i].hospital == c->hospital && r->change[i].specialty == c->specialty)
            return placed(r, r->field_of[AT_HOSPITAL],
                jh_fail(err, JH_E_DATA, "%.60s changes twice in %.60s",
                    d->hospitals.id[c->hospital], d->specialties.id[c->specialty]),
                err);
    if (r->n == r->cap) {
        size_t cap = 2 * r->cap + 16;
        struct jh_choice_change *grown = jh_i_realloc(r->change, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        r->change = grown;
        r->cap = cap;
    }
    r->change[r->n++] = *c;
    return JH_OK;
}

static enum jh_status read_row(struct reading *r, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    struct jh_choice_change c = jh_choice_change_none(JH_NONE, JH_NONE);
    double open;
    enum jh_status st = JH_OK;
    JH_TRY(st,
        id_in(r, AT_HOSPITAL, &r->hospitals, d->hospitals.n, d->hospitals.id, &c.hospital, err));
    if (!is_every(&r->csv.field[r->field_of[AT_SPECIALTY]]))
        JH_TRY(st, id_in(r, AT_SPECIALTY, &r->specialties, d->specialties.n, d->specialties.id,
                       &c.specialty, err));
    JH_TRY(st, number_in(r, AT_QUALITY, &c.quality, err));
    JH_TRY(st, number_in(r, AT_ADDED, &c.quality_added, err));
    JH_TRY(st, number_in(r, AT_BEDS, &c.beds, err));
    JH_TRY(st, number_in(r, AT_MINUTES, &c.minutes_added, err));
    JH_TRY(st, number_in(r, AT_OPEN, &open, err));
    JH_TRY(st, number_in(r, AT_LON, &c.moves_to.lon_deg, err));
    JH_TRY(st, number_in(r, AT_LAT, &c.moves_to.lat_deg, err));
    c.opens = open == 1;
    c.closes = open == 0;
    if (isnan(c.moves_to.lon_deg) != isnan(c.moves_to.lat_deg))
        return placed(r, SIZE_MAX, jh_fail(err, JH_E_DATA, "lon and lat stand together"), err);
    if (isnan(c.quality) && isnan(c.quality_added) && isnan(c.beds) && isnan(c.minutes_added) &&
        isnan(open) && isnan(c.moves_to.lon_deg))
        return placed(r, SIZE_MAX, jh_fail(err, JH_E_DATA, "the row changes nothing"), err);
    for (size_t s = 0; s < d->specialties.n && st == JH_OK; s++) {
        bool wanted = c.specialty == JH_NONE ? r->treats[(size_t)c.hospital * d->specialties.n + s]
                                             : (size_t)c.specialty == s;
        struct jh_choice_change one = c;
        one.specialty = (int32_t)s;
        st = wanted ? add_change(r, &one, err) : JH_OK;
    }
out:
    return st;
}

static enum jh_status map_ids(
    struct jh_strmap *map, size_t n, const char *const *id, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint32_t value;
    bool is_new;
    for (size_t i = 0; i < n && st == JH_OK; i++)
        st = jh_strmap_put(map, id[i], strlen(id[i]), (uint32_t)i, &value, &is_new, err);
    return st;
}

static enum jh_status find_treated(struct reading *r, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    r->treats = jh_i_calloc(d->hospitals.n, d->specialties.n);
    if (r->treats == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < d->flows.n; i++)
        if (jh_flows_value(&d->flows, JH_MEASURE_CASES, i) > 0)
            r->treats[(size_t)d->flows.hospital[i] * d->specialties.n +
                      (size_t)d->flows.specialty[i]] = 1;
    return JH_OK;
}

static void reading_end(struct reading *r)
{
    jh_i_free(r->treats);
    jh_strmap_release(&r->hospitals);
    jh_strmap_release(&r->specialties);
    jh_strmap_release(&r->areas);
    jh_i_csv_release(&r->csv);
    jh_i_text_release(&r->text);
}

/* Up to the first row; ended by reading_end() unless it fails. */
static enum jh_status reading_begin(struct reading *r, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    struct jh_text_fault fault = {0};
    enum jh_status st = jh_i_text_open(r->path, &r->text, &fault, err);
    if (st == JH_E_DATA)
        jh_where(err, "%s:%lld:%lld", r->path, (long long)fault.line, (long long)fault.column);
    if (st != JH_OK)
        return st;
    jh_strmap_init(&r->hospitals);
    jh_strmap_init(&r->specialties);
    jh_strmap_init(&r->areas);
    jh_i_csv_init(&r->csv, r->text.data, r->text.len);
    JH_TRY(st, find_treated(r, err));
    JH_TRY(st, map_ids(&r->hospitals, d->hospitals.n, d->hospitals.id, err));
    JH_TRY(st, map_ids(&r->specialties, d->specialties.n, d->specialties.id, err));
    JH_TRY(st, map_ids(&r->areas, d->areas.n, d->areas.id, err));
    JH_TRY(st, read_header(r, err));
    return JH_OK;
out:
    reading_end(r);
    return st;
}

enum jh_status jh_i_changes_csv_read(const struct jh_dataset *dataset, const char *path,
    struct jh_choice_change **out_change, size_t *out_n, struct jh_error *err)
{
    struct reading r = {.dataset = dataset,
        .path = path,
        .columns = change_columns,
        .n_columns = N_AT,
        .n_required = AT_SPECIALTY + 1};
    bool more = true;
    enum jh_status st = reading_begin(&r, err);
    if (st != JH_OK)
        return st;
    for (;;) {
        JH_TRY(st, next_row(&r, &more, err));
        if (!more)
            break;
        JH_TRY(st, read_row(&r, err));
    }
    if (r.n == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "%s has no rows", path));
    *out_change = r.change;
    *out_n = r.n;
    r.change = NULL;
out:
    jh_i_free(r.change);
    reading_end(&r);
    return st;
}

/* ---- travel times ---- */

/* The minutes of a hospital: those of its changes, of which it gets one for each specialty that it
 * treats and none is there yet. */
static enum jh_status minutes_of(
    struct reading *r, int32_t hospital, float **minutes, struct jh_error *err)
{
    const size_t n_areas = r->dataset->areas.n, n_specialties = r->dataset->specialties.n;
    if (*minutes != NULL)
        return JH_OK;
    *minutes = jh_i_calloc(n_areas, sizeof **minutes);
    if (*minutes == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n_areas; a++)
        (*minutes)[a] = (float)JH_NAN;
    for (size_t s = 0; s < n_specialties; s++) {
        struct jh_choice_change c = jh_choice_change_none(hospital, (int32_t)s);
        bool there = false;
        c.minutes = *minutes;
        for (size_t i = 0; i < r->n; i++)
            if (r->change[i].hospital == hospital && r->change[i].specialty == (int32_t)s) {
                r->change[i].minutes = *minutes;
                there = true;
            }
        if (there || !r->treats[(size_t)hospital * n_specialties + s])
            continue;
        enum jh_status st = add_change(r, &c, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

static enum jh_status read_pair(struct reading *r, float **minutes, struct jh_error *err)
{
    const struct jh_dataset *d = r->dataset;
    int32_t hospital = JH_NONE, area = JH_NONE;
    double value;
    enum jh_status st = JH_OK;
    JH_TRY(st,
        id_in(r, PAIR_HOSPITAL, &r->hospitals, d->hospitals.n, d->hospitals.id, &hospital, err));
    JH_TRY(st, id_in(r, PAIR_AREA, &r->areas, d->areas.n, d->areas.id, &area, err));
    JH_TRY(st, number_in(r, PAIR_MINUTES, &value, err));
    if (isnan(value))
        return placed(r, SIZE_MAX, jh_fail(err, JH_E_DATA, "the row changes nothing"), err);
    JH_TRY(st, minutes_of(r, hospital, &minutes[hospital], err));
    if (!isnan((double)minutes[hospital][area]))
        return placed(r, SIZE_MAX,
            jh_fail(err, JH_E_DATA, "the way from %.60s to %.60s changes twice", d->areas.id[area],
                d->hospitals.id[hospital]),
            err);
    minutes[hospital][area] = (float)value;
out:
    return st;
}

enum jh_status jh_i_minutes_csv_read(const struct jh_dataset *dataset, const char *path,
    struct jh_choice_change **change, size_t *n, float ***out_minutes, struct jh_error *err)
{
    struct reading r = {.dataset = dataset,
        .path = path,
        .columns = pair_columns,
        .n_columns = N_PAIR,
        .n_required = N_PAIR,
        .change = *change,
        .n = *n,
        .cap = *n};
    bool more = true;
    enum jh_status st = reading_begin(&r, err);
    if (st != JH_OK)
        return st;
    float **minutes = jh_i_calloc(dataset->hospitals.n, sizeof *minutes);
    if (minutes == NULL)
        JH_TRY(st, jh_fail(err, JH_E_NOMEM, "out of memory"));
    for (;;) {
        JH_TRY(st, next_row(&r, &more, err));
        if (!more)
            break;
        JH_TRY(st, read_pair(&r, minutes, err));
    }
    if (r.n == *n && r.n == 0)
        JH_TRY(st, jh_fail(err, JH_E_DATA, "%s has no rows", path));
out:
    *change = r.change;
    *n = r.n;
    *out_minutes = minutes;
    reading_end(&r);
    return st;
}

void jh_i_minutes_free(size_t n_hospitals, float **minutes)
{
    for (size_t h = 0; h < n_hospitals && minutes != NULL; h++)
        jh_i_free(minutes[h]);
    jh_i_free(minutes);
}
