/* Loading a dataset: every table in one read transaction, then the fingerprint must agree. */
#include <string.h>

#include "base/fail.h"
#include "base/run.h"
#include "model/dataset.h"
#include "store/sqlite/dataset.h"

/* What every part gets. */
struct load {
    struct jh_store *store;
    struct jh_dataset *d;
    struct jh_arena *arena;
};

/* Reads the rows of a list query; row i of n must have position i. */
typedef enum jh_status read_row(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err);

static enum jh_status load_list(const struct load *l, enum jh_query query, size_t n,
    bool has_position, read_row *read, struct jh_error *err)
{
    enum jh_status st;
    struct jh_db_call call = jh_i_db_call(l->store, query);
    for (size_t i = 0;; i++) {
        bool row = false;
        JH_TRY(st, jh_i_db_next(&call, &row, err));
        if (row != (i < n) || (row && has_position && jh_i_db_get_int(&call, 0) != (int64_t)i)) {
            st = jh_i_db_fail_damaged(l->store, err);
            goto out;
        }
        if (!row)
            break;
        JH_TRY(st, read(l, &call, i, err));
    }
out:
    jh_i_db_reset(&call);
    return st;
}

static enum jh_status take_text(const struct load *l, const struct jh_db_call *call, int column,
    const char **out, struct jh_error *err)
{
    *out = jh_i_db_get_text(call, column, l->arena);
    return *out != NULL ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* A table of the arrays of one entity. */
struct array {
    void *out; /* address of the pointer */
    size_t size;
};

static enum jh_status new_arrays(const struct load *l, size_t n, size_t n_arrays,
    const struct array *array, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n_arrays; i++)
        JH_TRY(st, jh_i_store_array(l->arena, n, array[i].size, array[i].out, err));
out:
    return st;
}
#define ARRAY(pointer)                                                                             \
    {                                                                                              \
        &(pointer), sizeof *(pointer)                                                              \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

static enum jh_status read_region(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_regions *r = &l->d->regions;
    enum jh_status st;
    JH_TRY(st, take_text(l, call, 1, &r->id[i], err));
    JH_TRY(st, take_text(l, call, 2, &r->name[i], err));
    JH_TRY(st, take_text(l, call, 3, &r->level[i], err));
    r->parent[i] = jh_i_db_get_index(call, 4);
out:
    return st;
}

static enum jh_status load_regions(const struct load *l, struct jh_error *err)
{
    struct jh_regions *r = &l->d->regions;
    const struct array arrays[] = {ARRAY(r->id), ARRAY(r->name), ARRAY(r->level), ARRAY(r->parent)};
    enum jh_status st;
    JH_TRY(st, new_arrays(l, r->n, COUNT(arrays), arrays, err));
    JH_TRY(st, load_list(l, JH_Q_REGION_LIST, r->n, true, read_region, err));
out:
    return st;
}

static enum jh_status read_zone(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_zones *z = &l->d->zones;
    enum jh_status st;
    JH_TRY(st, take_text(l, call, 1, &z->id[i], err));
    JH_TRY(st, take_text(l, call, 2, &z->name[i], err));
    JH_TRY(st, take_text(l, call, 3, &z->centre_city[i], err));
out:
    return st;
}

static enum jh_status load_zones(const struct load *l, struct jh_error *err)
{
    struct jh_zones *z = &l->d->zones;
    const struct array arrays[] = {ARRAY(z->id), ARRAY(z->name), ARRAY(z->centre_city)};
    enum jh_status st = JH_OK;
    if (z->n == 0)
        return JH_OK;
    JH_TRY(st, new_arrays(l, z->n, COUNT(arrays), arrays, err));
    JH_TRY(
        st, jh_i_store_array(l->arena, l->d->areas.n_inside, sizeof *z->of_area, &z->of_area, err));
    JH_TRY(st, load_list(l, JH_Q_ZONE_LIST, z->n, true, read_zone, err));
out:
    return st;
}

static enum jh_status read_area(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_areas *a = &l->d->areas;
    enum jh_status st;
    JH_TRY(st, take_text(l, call, 1, &a->id[i], err));
    JH_TRY(st, take_text(l, call, 2, &a->name[i], err));
    a->point[i] = (struct jh_point){jh_i_db_get_num(call, 3), jh_i_db_get_num(call, 4)};
    a->place_basis[i] = (uint8_t)jh_i_db_get_int(call, 5);
    a->population[i] = jh_i_db_get_num(call, 6);
    a->region[i] = jh_i_db_get_index(call, 7);
    if (l->d->zones.n > 0 && i < a->n_inside)
        l->d->zones.of_area[i] = jh_i_db_get_index(call, 8);
out:
    return st;
}

static enum jh_status load_areas(const struct load *l, struct jh_error *err)
{
    struct jh_areas *a = &l->d->areas;
    const struct array arrays[] = {ARRAY(a->id), ARRAY(a->name), ARRAY(a->point),
        ARRAY(a->place_basis), ARRAY(a->population), ARRAY(a->region)};
    enum jh_status st;
    JH_TRY(st, new_arrays(l, a->n, COUNT(arrays), arrays, err));
    JH_TRY(st, load_list(l, JH_Q_AREA_LIST, a->n, true, read_area, err));
    JH_TRY(st, jh_i_attributes_load(l->store, "area", a->n, l->arena, &a->attributes, err));
out:
    return st;
}

static enum jh_status read_hospital(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_hospitals *h = &l->d->hospitals;
    enum jh_status st;
    JH_TRY(st, take_text(l, call, 1, &h->id[i], err));
    JH_TRY(st, take_text(l, call, 2, &h->name[i], err));
    h->point[i] = (struct jh_point){jh_i_db_get_num(call, 3), jh_i_db_get_num(call, 4)};
    h->place_basis[i] = (uint8_t)jh_i_db_get_int(call, 5);
    h->area[i] = jh_i_db_get_index(call, 6);
    h->beds[i] = jh_i_db_get_num(call, 7);
    h->authorised_beds[i] = jh_i_db_get_num(call, 8);
    h->bed_use_frac[i] = jh_i_db_get_num(call, 9);
    h->mean_stay_days[i] = jh_i_db_get_num(call, 10);
    h->grade[i] = (uint8_t)jh_i_db_get_int(call, 11);
    h->sponsor[i] = (uint8_t)jh_i_db_get_int(call, 12);
    h->kind[i] = (uint8_t)jh_i_db_get_int(call, 13);
    h->role[i] = (uint8_t)jh_i_db_get_int(call, 14);
    JH_TRY(st, take_text(l, call, 15, &h->grade_text[i], err));
    h->campus_of[i] = jh_i_db_get_index(call, 16);
out:
    return st;
}

static enum jh_status load_hospitals(const struct load *l, struct jh_error *err)
{
    struct jh_hospitals *h = &l->d->hospitals;
    const struct array arrays[] = {ARRAY(h->id), ARRAY(h->name), ARRAY(h->point),
        ARRAY(h->place_basis), ARRAY(h->area), ARRAY(h->beds), ARRAY(h->authorised_beds),
        ARRAY(h->bed_use_frac), ARRAY(h->mean_stay_days), ARRAY(h->grade), ARRAY(h->sponsor),
        ARRAY(h->kind), ARRAY(h->role), ARRAY(h->grade_text), ARRAY(h->campus_of)};
    enum jh_status st;
    JH_TRY(st, new_arrays(l, h->n, COUNT(arrays), arrays, err));
    JH_TRY(st, load_list(l, JH_Q_HOSPITAL_LIST, h->n, true, read_hospital, err));
    JH_TRY(st, jh_i_attributes_load(l->store, "hospital", h->n, l->arena, &h->attributes, err));
out:
    return st;
}

static enum jh_status read_capability(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_capabilities *c = &l->d->capabilities;
    c->hospital[i] = jh_i_db_get_index(call, 0);
    c->specialty[i] = jh_i_db_get_index(call, 1);
    if (c->hospital[i] < 0 || c->specialty[i] < 0)
        return jh_i_db_fail_damaged(l->store, err);
    c->quality[i] = jh_i_db_get_num(call, 2);
    c->beds[i] = jh_i_db_get_num(call, 3);
    c->max_projects[i] = jh_i_db_get_num(call, 4);
    c->projects[i] = jh_i_db_get_num(call, 5);
    c->key_level[i] = (uint8_t)jh_i_db_get_int(call, 6);
    c->centre[i] = (uint8_t)jh_i_db_get_int(call, 7);
    c->start[c->hospital[i] + 1]++;
    return JH_OK;
}

static enum jh_status load_capabilities(const struct load *l, struct jh_error *err)
{
    struct jh_capabilities *c = &l->d->capabilities;
    const size_t n_hospitals = l->d->hospitals.n;
    const struct array arrays[] = {ARRAY(c->hospital), ARRAY(c->specialty), ARRAY(c->quality),
        ARRAY(c->beds), ARRAY(c->max_projects), ARRAY(c->projects), ARRAY(c->key_level),
        ARRAY(c->centre)};
    enum jh_status st;
    JH_TRY(st, new_arrays(l, c->n, COUNT(arrays), arrays, err));
    JH_TRY(st, jh_i_store_array(l->arena, n_hospitals + 1, sizeof *c->start, &c->start, err));
    JH_TRY(st, load_list(l, JH_Q_CAPABILITY_LIST, c->n, false, read_capability, err));
    for (size_t h = 0; h < n_hospitals; h++)
        c->start[h + 1] += c->start[h];
out:
    return st;
}

static enum jh_status read_specialty(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    return take_text(l, call, 1, &l->d->specialties.id[i], err);
}

static enum jh_status read_period(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    return take_text(l, call, 1, &l->d->periods.id[i], err);
}

static enum jh_status read_source(
    const struct load *l, const struct jh_db_call *call, size_t i, struct jh_error *err)
{
    struct jh_sources *s = &l->d->sources;
    s->covers_inside[i] = jh_i_db_get_int(call, 2) != 0;
    s->covers_outside[i] = jh_i_db_get_int(call, 3) != 0;
    return take_text(l, call, 1, &s->id[i], err);
}

static enum jh_status load_lists(const struct load *l, struct jh_error *err)
{
    struct jh_dataset *d = l->d;
    const struct array specialties[] = {ARRAY(d->specialties.id)};
    const struct array periods[] = {ARRAY(d->periods.id)};
    const struct array sources[] = {
        ARRAY(d->sources.id), ARRAY(d->sources.covers_inside), ARRAY(d->sources.covers_outside)};
    enum jh_status st;
    JH_TRY(st, new_arrays(l, d->specialties.n, COUNT(specialties), specialties, err));
    JH_TRY(st, new_arrays(l, d->periods.n, COUNT(periods), periods, err));
    JH_TRY(st, new_arrays(l, d->sources.n, COUNT(sources), sources, err));
    JH_TRY(st, load_list(l, JH_Q_SPECIALTY_LIST, d->specialties.n, true, read_specialty, err));
    JH_TRY(st, load_list(l, JH_Q_PERIOD_LIST, d->periods.n, true, read_period, err));
    JH_TRY(st, load_list(l, JH_Q_SOURCE_LIST, d->sources.n, true, read_source, err));
out:
    return st;
}

/* Counts, flags and titles; *out_fingerprint is that of the saved dataset. */
static enum jh_status load_head(const struct load *l, const char **out_fingerprint,
    bool *out_has_boundaries, struct jh_error *err)
{
    struct jh_dataset *d = l->d;
    struct jh_db_call call = jh_i_db_call(l->store, JH_Q_DATASET_GET);
    enum jh_status st;
    bool row = false;
    JH_TRY(st, jh_i_db_next(&call, &row, err));
    if (!row) {
        st = jh_fail(err, JH_E_NOT_FOUND, "workspace %s holds no dataset", l->store->path);
        jh_hint(err, "Import a dataset first.");
        return st;
    }
    JH_TRY(st, take_text(l, &call, 0, &d->name, err));
    d->fictional = jh_i_db_get_int(&call, 1) != 0;
    JH_TRY(st, take_text(l, &call, 2, out_fingerprint, err));
    d->regions.n = (size_t)jh_i_db_get_int(&call, 3);
    d->regions.given = jh_i_db_get_int(&call, 4) != 0;
    d->zones.n = (size_t)jh_i_db_get_int(&call, 5);
    d->areas.n = (size_t)jh_i_db_get_int(&call, 6);
    d->areas.n_inside = (size_t)jh_i_db_get_int(&call, 7);
    d->hospitals.n = (size_t)jh_i_db_get_int(&call, 8);
    d->hospitals.n_inside = (size_t)jh_i_db_get_int(&call, 9);
    d->specialties.n = (size_t)jh_i_db_get_int(&call, 10);
    d->capabilities.n = (size_t)jh_i_db_get_int(&call, 11);
    d->periods.n = (size_t)jh_i_db_get_int(&call, 12);
    d->periods.given = jh_i_db_get_int(&call, 13) != 0;
    d->periods.length_years = jh_i_db_get_num(&call, 14);
    d->sources.n = (size_t)jh_i_db_get_int(&call, 15);
    d->flows.n = (size_t)jh_i_db_get_int(&call, 16);
    d->travel.n = (size_t)jh_i_db_get_int(&call, 17);
    *out_has_boundaries = jh_i_db_get_int(&call, 18) != 0;
    JH_TRY(st, take_text(l, &call, 19, &d->boundaries_source, err));
out:
    jh_i_db_reset(&call);
    return st;
}

static enum jh_status load_all(
    const struct load *l, bool lean, const struct jh_run *run, struct jh_error *err)
{
    const char *fingerprint = "";
    bool has_boundaries = false;
    enum jh_status st;
    JH_TRY(st, load_head(l, &fingerprint, &has_boundaries, err));
    JH_TRY(st, load_lists(l, err));
    JH_TRY(st, load_regions(l, err));
    JH_TRY(st, load_zones(l, err));
    JH_TRY(st, load_areas(l, err));
    JH_TRY(st, load_hospitals(l, err));
    JH_TRY(st, load_capabilities(l, err));
    if (has_boundaries)
        JH_TRY(st, jh_i_boundaries_load(l->store, l->arena, l->d->areas.n, &l->d->boundaries, err));
    JH_TRY(st, jh_i_columns_load(l->store, l->d, l->arena, lean, run, err));
    JH_TRY(st, jh_i_dataset_finish(l->d, err));
    if (strcmp(l->d->fingerprint, fingerprint) != 0)
        st = jh_i_db_fail_damaged(l->store, err);
out:
    return st;
}

static enum jh_status load_dataset(struct jh_store *store, bool lean, const struct jh_run *run,
    struct jh_dataset **out_dataset, struct jh_error *err)
{
    struct load l = {.store = store};
    enum jh_status st;
    JH_TRY(st, jh_i_dataset_new(&l.d, &l.arena, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_READ, err));
    JH_TRY(st, load_all(&l, lean, run, err));
    *out_dataset = l.d;
    l.d = NULL;
out:
    if (!sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_COMMIT, NULL), "nothing was written");
    jh_dataset_free(l.d);
    return st;
}

enum jh_status jh_store_dataset_load(struct jh_store *store, const struct jh_run *run,
    struct jh_dataset **out_dataset, struct jh_error *err)
{
    return load_dataset(store, false, run, out_dataset, err);
}

enum jh_status jh_store_dataset_load_lean(struct jh_store *store, const struct jh_run *run,
    struct jh_dataset **out_dataset, struct jh_error *err)
{
    return load_dataset(store, true, run, out_dataset, err);
}
