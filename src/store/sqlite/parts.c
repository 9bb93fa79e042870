/* Parts of a dataset that hang on areas and hospitals: attributes and boundaries. */
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "store/sqlite/dataset.h"

enum jh_status jh_i_store_array(
    struct jh_arena *arena, size_t n, size_t size, void *out, struct jh_error *err)
{
    void *p = jh_arena_alloc(arena, n, size);
    if (p == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    memcpy(out, &p, sizeof p);
    return JH_OK;
}

/* ---- Attributes ------------------------------------------------------------------------------- */

static enum jh_status save_values(struct jh_store *store, int64_t key, size_t n,
    const struct jh_attribute *a, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const bool has_number = a->number != NULL && !isnan(a->number[i]);
        const bool has_text = a->text != NULL && a->text[i][0] != '\0';
        if (!has_number && !has_text)
            continue;
        struct jh_db_call call = jh_i_db_call(store, JH_Q_ATTRIBUTE_VALUE_PUT);
        jh_i_db_int(&call, key);
        jh_i_db_int(&call, (int64_t)i);
        jh_i_db_num(&call, has_number ? a->number[i] : JH_NAN);
        jh_i_db_text(&call, has_text ? a->text[i] : "");
        enum jh_status st = jh_i_db_run(&call, NULL, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

enum jh_status jh_i_attributes_save(struct jh_store *store, const char *owner, size_t n,
    const struct jh_attributes *attributes, int64_t first_key, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t k = 0; k < attributes->n; k++) {
        const struct jh_attribute *a = &attributes->item[k];
        struct jh_db_call call = jh_i_db_call(store, JH_Q_ATTRIBUTE_PUT);
        jh_i_db_int(&call, first_key + (int64_t)k);
        jh_i_db_text(&call, owner);
        jh_i_db_int(&call, (int64_t)k);
        jh_i_db_text(&call, a->name);
        jh_i_db_int(&call, a->number != NULL);
        jh_i_db_int(&call, a->text != NULL);
        JH_TRY(st, jh_i_db_run(&call, NULL, err));
        JH_TRY(st, save_values(store, first_key + (int64_t)k, n, a, err));
    }
out:
    return st;
}

static enum jh_status load_values(struct jh_store *store, int64_t key, size_t n,
    struct jh_arena *arena, struct jh_attribute *a, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_ATTRIBUTE_VALUE_LIST);
    jh_i_db_int(&call, key);
    for (;;) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK || !row)
            return st;
        int64_t item = jh_i_db_get_int(&call, 0);
        if (item < 0 || (uint64_t)item >= n) {
            jh_i_db_reset(&call);
            return jh_i_db_fail_damaged(store, err);
        }
        if (a->number != NULL)
            a->number[item] = jh_i_db_get_num(&call, 1);
        if (a->text != NULL && (a->text[item] = jh_i_db_get_text(&call, 2, arena)) == NULL) {
            jh_i_db_reset(&call);
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        }
    }
}

static enum jh_status empty_attribute(const struct jh_db_call *call, size_t n,
    struct jh_arena *arena, struct jh_attribute *a, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    a->name = jh_i_db_get_text(call, 2, arena);
    if (a->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (jh_i_db_get_int(call, 3) != 0)
        JH_TRY(st, jh_i_store_array(arena, n, sizeof *a->number, &a->number, err));
    if (jh_i_db_get_int(call, 4) != 0)
        JH_TRY(st, jh_i_store_array(arena, n, sizeof *a->text, &a->text, err));
    for (size_t i = 0; i < n; i++) {
        if (a->number != NULL)
            a->number[i] = JH_NAN;
        if (a->text != NULL)
            a->text[i] = "";
    }
out:
    return st;
}

enum jh_status jh_i_attributes_load(struct jh_store *store, const char *owner, size_t n,
    struct jh_arena *arena, struct jh_attributes *out_attributes, struct jh_error *err)
{
    enum jh_status st;
    struct jh_attributes attributes = {0};
    bool row = false;
    struct jh_db_call call = jh_i_db_call(store, JH_Q_ATTRIBUTE_COUNT);
    jh_i_db_text(&call, owner);
    JH_TRY(st, jh_i_db_next(&call, &row, err));
    attributes.n = row ? (size_t)jh_i_db_get_int(&call, 0) : 0;
    jh_i_db_reset(&call);
    JH_TRY(
        st, jh_i_store_array(arena, attributes.n, sizeof *attributes.item, &attributes.item, err));
    call = jh_i_db_call(store, JH_Q_ATTRIBUTE_LIST);
    jh_i_db_text(&call, owner);
    for (size_t k = 0; k < attributes.n; k++) {
        JH_TRY(st, jh_i_db_next(&call, &row, err));
        if (!row)
            return jh_i_db_fail_damaged(store, err);
        JH_TRY(st, empty_attribute(&call, n, arena, &attributes.item[k], err));
        JH_TRY(
            st, load_values(store, jh_i_db_get_int(&call, 1), n, arena, &attributes.item[k], err));
    }
    *out_attributes = attributes;
out:
    jh_i_db_reset(&call);
    return st;
}

/* ---- Boundaries ------------------------------------------------------------------------------- */

static void put_le(unsigned char **at, uint64_t x, size_t width)
{
    for (size_t k = 0; k < width; k++)
        *(*at)++ = (unsigned char)(x >> (8 * k));
}

static uint64_t get_le(const unsigned char **at, size_t width)
{
    uint64_t x = 0;
    for (size_t k = 0; k < width; k++)
        x |= (uint64_t) * (*at)++ << (8 * k);
    return x;
}

static void put_f64(unsigned char **at, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_le(at, bits, sizeof bits);
}

static double get_f64(const unsigned char **at)
{
    uint64_t bits = get_le(at, sizeof bits);
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static size_t shape_bytes(size_t n_rings, size_t n_points)
{
    return 4 + 4 * n_rings + 16 * n_points;
}

static enum jh_status save_shape(
    struct jh_store *store, const struct jh_shapes *s, size_t area, struct jh_error *err)
{
    const size_t first = s->ring_start[area], end = s->ring_start[area + 1];
    const size_t n_points = s->point_start[end] - s->point_start[first];
    const size_t len = shape_bytes(end - first, n_points);
    unsigned char *data = jh_i_calloc(len, 1), *at = data;
    if (data == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    put_le(&at, end - first, 4);
    for (size_t r = first; r < end; r++)
        put_le(&at, s->point_start[r + 1] - s->point_start[r], 4);
    for (size_t p = s->point_start[first]; p < s->point_start[end]; p++) {
        put_f64(&at, s->point[p].lon_deg);
        put_f64(&at, s->point[p].lat_deg);
    }
    struct jh_db_call call = jh_i_db_call(store, JH_Q_BOUNDARY_PUT);
    jh_i_db_int(&call, (int64_t)area);
    jh_i_db_int(&call, (int64_t)(end - first));
    jh_i_db_int(&call, (int64_t)n_points);
    jh_i_db_blob(&call, data, len);
    enum jh_status st = jh_i_db_run(&call, NULL, err);
    jh_i_free(data);
    return st;
}

enum jh_status jh_i_boundaries_save(
    struct jh_store *store, const struct jh_shapes *shapes, struct jh_error *err)
{
    for (size_t area = 0; area < shapes->n; area++) {
        if (shapes->ring_start[area + 1] == shapes->ring_start[area])
            continue;
        enum jh_status st = save_shape(store, shapes, area, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

/* Where the next shape goes. */
struct fill {
    struct jh_shapes *shapes;
    size_t n_rings, n_points; /* filled so far */
    size_t max_rings, max_points;
};

/* One stored shape at the end of what is filled; false where it is damaged. */
static bool load_shape(const struct jh_db_call *call, struct fill *f)
{
    const unsigned char *at = sqlite3_column_blob(call->stmt, 3);
    const size_t len = (size_t)sqlite3_column_bytes(call->stmt, 3);
    const int64_t n_rings = jh_i_db_get_int(call, 1), n_points = jh_i_db_get_int(call, 2);
    if (at == NULL || n_rings < 1 || n_points < 0 ||
        (uint64_t)n_rings > f->max_rings - f->n_rings ||
        (uint64_t)n_points > f->max_points - f->n_points ||
        len != shape_bytes((size_t)n_rings, (size_t)n_points) ||
        get_le(&at, 4) != (uint64_t)n_rings)
        return false;
    size_t *point_start = f->shapes->point_start + f->n_rings;
    for (int64_t r = 0; r < n_rings; r++)
        point_start[r + 1] = point_start[r] + (size_t)get_le(&at, 4);
    if (point_start[n_rings] != f->n_points + (size_t)n_points)
        return false;
    for (int64_t p = 0; p < n_points; p++) {
        struct jh_point *point = &f->shapes->point[f->n_points++];
        point->lon_deg = get_f64(&at);
        point->lat_deg = get_f64(&at);
    }
    f->n_rings += (size_t)n_rings;
    return true;
}

static enum jh_status load_shapes(
    struct jh_store *store, size_t n_areas, struct fill *f, struct jh_error *err)
{
    struct jh_db_call call = jh_i_db_call(store, JH_Q_BOUNDARY_LIST);
    size_t next_area = 0;
    for (;;) {
        bool row = false;
        enum jh_status st = jh_i_db_next(&call, &row, err);
        if (st != JH_OK)
            return st;
        int64_t area = row ? jh_i_db_get_int(&call, 0) : (int64_t)n_areas;
        if (area < (int64_t)next_area || area > (int64_t)n_areas ||
            (row && area == (int64_t)n_areas)) {
            jh_i_db_reset(&call);
            return jh_i_db_fail_damaged(store, err);
        }
        while (next_area <= (size_t)area)
            f->shapes->ring_start[next_area++] = f->n_rings;
        if (!row)
            return JH_OK;
        if (!load_shape(&call, f)) {
            jh_i_db_reset(&call);
            return jh_i_db_fail_damaged(store, err);
        }
    }
}

enum jh_status jh_i_boundaries_load(struct jh_store *store, struct jh_arena *arena, size_t n_areas,
    struct jh_shapes *out_shapes, struct jh_error *err)
{
    enum jh_status st;
    bool row = false;
    struct jh_shapes shapes = {.n = n_areas};
    struct fill f = {.shapes = &shapes};
    struct jh_db_call call = jh_i_db_call(store, JH_Q_BOUNDARY_TOTAL);
    JH_TRY(st, jh_i_db_next(&call, &row, err));
    if (row) {
        f.max_rings = (size_t)jh_i_db_get_int(&call, 0);
        f.max_points = (size_t)jh_i_db_get_int(&call, 1);
    }
    jh_i_db_reset(&call);
    JH_TRY(st,
        jh_i_store_array(arena, n_areas + 1, sizeof *shapes.ring_start, &shapes.ring_start, err));
    JH_TRY(st, jh_i_store_array(
                   arena, f.max_rings + 1, sizeof *shapes.point_start, &shapes.point_start, err));
    JH_TRY(st, jh_i_store_array(arena, f.max_points, sizeof *shapes.point, &shapes.point, err));
    JH_TRY(st, load_shapes(store, n_areas, &f, err));
    *out_shapes = shapes;
out:
    return st;
}

static enum jh_status save_head(
    struct jh_store *store, const struct jh_dataset *d, const char *old, struct jh_error *err)
{
    int64_t n_changed = 0;
    enum jh_status st = JH_OK;
    struct jh_db_call head = jh_i_db_call(store, JH_Q_BOUNDARY_HEAD), report;
    jh_i_db_int(&head, d->boundaries.n > 0);
    jh_i_db_text(&head, d->boundaries_source);
    jh_i_db_text(&head, d->fingerprint);
    jh_i_db_text(&head, old);
    JH_TRY(st, jh_i_db_run(&head, &n_changed, err));
    if (n_changed == 0)
        return jh_fail(err, JH_E_CONFLICT, "other data were loaded meanwhile");
    report = jh_i_db_call(store, JH_Q_BOUNDARY_REPORT);
    jh_i_db_text(&report, d->fingerprint);
    jh_i_db_text(&report, old);
    st = jh_i_db_run(&report, NULL, err);
out:
    return st;
}

enum jh_status jh_store_boundaries_save(struct jh_store *store, const struct jh_dataset *dataset,
    const char *old_fingerprint, struct jh_error *err)
{
    enum jh_status st;
    JH_TRY(st, jh_i_db_do(store, JH_Q_BEGIN_WRITE, err));
    JH_TRY(st, save_head(store, dataset, old_fingerprint, err));
    JH_TRY(st, jh_i_db_do(store, JH_Q_BOUNDARY_CLEAR, err));
    JH_TRY(st, jh_i_boundaries_save(store, &dataset->boundaries, err));
    st = jh_i_db_do(store, JH_Q_COMMIT, err);
out:
    if (st != JH_OK && !sqlite3_get_autocommit(store->db))
        jh_ignore(jh_i_db_do(store, JH_Q_ROLLBACK, NULL), "the first failure is told");
    return st;
}
