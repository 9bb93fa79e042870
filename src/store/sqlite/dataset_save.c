/* Saving a dataset: one transaction that replaces the one before. */
#include "base/fail.h"
#include "store/sqlite/dataset.h"

/* Run a query that puts one row under a text id: no change means that the id came before. */
static enum jh_status put_once(struct jh_db_call *call, const char *id, struct jh_error *err)
{
    int64_t n_changed = 0;
    enum jh_status st = jh_i_db_run(call, &n_changed, err);
    if (st == JH_OK && n_changed == 0)
        return jh_fail(err, JH_E_DATA, "id \"%s\" occurs twice", id);
    return st;
}

static enum jh_status save_regions(
    struct jh_store *store, const struct jh_regions *r, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < r->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_REGION_PUT);
        jh_i_db_text(&call, r->id[i]);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, r->name[i]);
        jh_i_db_text(&call, r->level[i]);
        JH_TRY(st, put_once(&call, r->id[i], err));
    }
    for (size_t i = 0; i < r->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_REGION_SET_PARENT);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_index(&call, r->parent[i]);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
out:
    return st;
}

static enum jh_status save_zones(
    struct jh_store *store, const struct jh_zones *z, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < z->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_ZONE_PUT);
        jh_i_db_text(&call, z->id[i]);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, z->name[i]);
        jh_i_db_text(&call, z->centre_city[i]);
        JH_TRY(st, put_once(&call, z->id[i], err));
    }
out:
    return st;
}

static enum jh_status save_areas(
    struct jh_store *store, const struct jh_dataset *d, struct jh_error *err)
{
    const struct jh_areas *a = &d->areas;
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < a->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_AREA_PUT);
        jh_i_db_text(&call, a->id[i]);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, a->name[i]);
        jh_i_db_num(&call, a->point[i].lon_deg);
        jh_i_db_num(&call, a->point[i].lat_deg);
        jh_i_db_int(&call, a->place_basis[i]);
        jh_i_db_num(&call, a->population[i]);
        jh_i_db_index(&call, a->region[i]);
        jh_i_db_index(&call, d->zones.n > 0 && i < a->n_inside ? d->zones.of_area[i] : JH_NONE);
        JH_TRY(st, put_once(&call, a->id[i], err));
    }
out:
    return st;
}

static enum jh_status save_hospitals(
    struct jh_store *store, const struct jh_hospitals *h, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < h->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_HOSPITAL_PUT);
        jh_i_db_text(&call, h->id[i]);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, h->name[i]);
        jh_i_db_num(&call, h->point[i].lon_deg);
        jh_i_db_num(&call, h->point[i].lat_deg);
        jh_i_db_int(&call, h->place_basis[i]);
        jh_i_db_index(&call, h->area[i]);
        jh_i_db_num(&call, h->beds[i]);
        jh_i_db_num(&call, h->authorised_beds[i]);
        jh_i_db_num(&call, h->bed_use_frac[i]);
        jh_i_db_num(&call, h->mean_stay_days[i]);
        jh_i_db_int(&call, h->grade[i]);
        jh_i_db_int(&call, h->sponsor[i]);
        jh_i_db_int(&call, h->kind[i]);
        jh_i_db_int(&call, h->role[i]);
        jh_i_db_text(&call, h->grade_text[i]);
        JH_TRY(st, put_once(&call, h->id[i], err));
    }
    for (size_t i = 0; i < h->n; i++) {
        if (h->campus_of[i] < 0)
            continue;
        struct jh_db_call call = jh_i_db_call(store, JH_Q_HOSPITAL_SET_CAMPUS);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_index(&call, h->campus_of[i]);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
out:
    return st;
}

static enum jh_status save_capabilities(
    struct jh_store *store, const struct jh_capabilities *c, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < c->n; i++) {
        struct jh_db_call call = jh_i_db_call(store, JH_Q_CAPABILITY_PUT);
        jh_i_db_int(&call, c->hospital[i]);
        jh_i_db_int(&call, c->specialty[i]);
        jh_i_db_num(&call, c->quality[i]);
        jh_i_db_num(&call, c->beds[i]);
        jh_i_db_num(&call, c->max_projects[i]);
        jh_i_db_num(&call, c->projects[i]);
        jh_i_db_int(&call, c->key_level[i]);
        jh_i_db_int(&call, c->centre[i]);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
out:
    return st;
}

/* Specialties, periods and sources. */
static enum jh_status save_lists(
    struct jh_store *store, const struct jh_dataset *d, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_db_call call;
    for (size_t i = 0; i < d->specialties.n; i++) {
        call = jh_i_db_call(store, JH_Q_SPECIALTY_PUT);
        jh_i_db_text(&call, d->specialties.id[i]);
        jh_i_db_int(&call, (int64_t)i);
        JH_TRY(st, put_once(&call, d->specialties.id[i], err));
    }
    for (size_t i = 0; i < d->periods.n; i++) {
        call = jh_i_db_call(store, JH_Q_PERIOD_PUT);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, d->periods.id[i]);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
    for (size_t i = 0; i < d->sources.n; i++) {
        call = jh_i_db_call(store, JH_Q_SOURCE_PUT);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_text(&call, d->sources.id[i]);
        jh_i_db_int(&call, d->sources.covers_inside[i]);
        jh_i_db_int(&call, d->sources.covers_outside[i]);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
    }
out:
    return st;
}

static enum jh_status save_head(struct jh_store *store, const struct jh_dataset *d,
    const char *imported_at, const char *imported_from, struct jh_error *err)
{
    const size_t counts[] = {d->regions.n, d->regions.given, d->zones.n, d->areas.n,
        d->areas.n_inside, d->hospitals.n, d->hospitals.n_inside, d->specialties.n,
        d->capabilities.n, d->periods.n, d->periods.given};
    struct jh_db_call call = jh_i_db_call(store, JH_Q_DATASET_PUT);
    jh_i_db_text(&call, d->name);
    jh_i_db_int(&call, d->fictional);
    jh_i_db_text(&call, d->fingerprint);
    jh_i_db_text(&call, imported_at);
    jh_i_db_text(&call, imported_from);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        jh_i_db_int(&call, (int64_t)counts[i]);
    jh_i_db_num(&call, d->periods.length_years);
    jh_i_db_int(&call, (int64_t)d->sources.n);
    jh_i_db_int(&call, (int64_t)d->flows.n);
    jh_i_db_int(&call, (int64_t)d->travel.n);
    jh_i_db_int(&call, d->boundaries.n > 0);
    jh_i_db_text(&call, d->boundaries_source);
    return jh_i_db_run(&call, NULL, err);
}

static enum jh_status do_all(
    struct jh_store *store, size_t n, const enum jh_query *query, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n; i++)
        JH_TRY(st, jh_i_db_do(store, query[i], err));
out:
    return st;
}

/* Everything between BEGIN and COMMIT. */
enum jh_status jh_i_dataset_replace(struct jh_store *store, const struct jh_dataset *d,
    const char *imported_at, const char *imported_from, const struct jh_run *run,
    struct jh_error *err)
{
    static const enum jh_query before[] = {JH_Q_COLUMN_CLEAR, JH_Q_ATTRIBUTE_CLEAR,
        JH_Q_BOUNDARY_CLEAR, JH_Q_CAPABILITY_CLEAR, JH_Q_PERIOD_CLEAR, JH_Q_SOURCE_CLEAR,
        JH_Q_HOSPITAL_RETIRE, JH_Q_AREA_RETIRE, JH_Q_REGION_RETIRE, JH_Q_ZONE_RETIRE,
        JH_Q_SPECIALTY_RETIRE};
    static const enum jh_query after[] = {JH_Q_HOSPITAL_FORGET, JH_Q_AREA_FORGET,
        JH_Q_REGION_FORGET, JH_Q_ZONE_FORGET, JH_Q_SPECIALTY_FORGET};
    enum jh_status st;
    JH_TRY(st, do_all(store, sizeof before / sizeof *before, before, err));
    JH_TRY(st, save_regions(store, &d->regions, err));
    JH_TRY(st, save_zones(store, &d->zones, err));
    JH_TRY(st, save_areas(store, d, err));
    JH_TRY(st, save_hospitals(store, &d->hospitals, err));
    JH_TRY(st, save_lists(store, d, err));
    JH_TRY(st, save_capabilities(store, &d->capabilities, err));
    JH_TRY(st, jh_i_attributes_save(store, "area", d->areas.n, &d->areas.attributes, 1, err));
    JH_TRY(st, jh_i_attributes_save(store, "hospital", d->hospitals.n, &d->hospitals.attributes,
                   1 + (int64_t)d->areas.attributes.n, err));
    JH_TRY(st, jh_i_boundaries_save(store, &d->boundaries, err));
    JH_TRY(st, jh_i_columns_save(store, d, run, err));
    JH_TRY(st, do_all(store, sizeof after / sizeof *after, after, err));
    JH_TRY(st, save_head(store, d, imported_at, imported_from, err));
out:
    return st;
}

enum jh_status jh_store_dataset_save(struct jh_store *store, const struct jh_dataset *dataset,
    const char *imported_at, const char *imported_from, const struct jh_run *run,
    struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_WRITE, err));
    JH_TRY(st, jh_i_dataset_replace(store, dataset, imported_at, imported_from, run, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_RECORD_FILE_CLEAR, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_COMMIT, err));
out:
    /* Some failures, such as a full disk, have rolled back already. */
    if (st != JH_OK && !sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "the first failure is told");
    return st;
}
