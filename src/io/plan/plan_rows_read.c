/* A stored plan read back: the rows that other methods start from. */
#include "junheng/io.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/json.h"

static const size_t max_bytes = (size_t)1 << 31;
enum { MAX_DEPTH = 16 };

/* Ids to indices. */
static enum jh_status put_ids(
    struct jh_strmap *map, size_t n, const char *const *id, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < n && st == JH_OK; i++) {
        uint32_t value;
        bool is_new;
        st = jh_strmap_put(map, id[i], strlen(id[i]), (uint32_t)i, &value, &is_new, err);
    }
    return st;
}

/* The index of the member's text; JH_NONE where it is null and that is allowed. */
static enum jh_status look_up(const struct jh_strmap *map, const struct jh_json *object,
    const char *key, bool may_be_null, int32_t *out, struct jh_error *err)
{
    const char *text = jh_json_as_text(jh_json_get(object, key));
    uint32_t value;
    *out = JH_NONE;
    if (text == NULL && may_be_null)
        return JH_OK;
    if (text == NULL || !jh_strmap_get(map, text, strlen(text), &value)) {
        enum jh_status st = jh_fail(err, JH_E_DATA,
            "the plan speaks of %s %s, unknown to the dataset", key, text != NULL ? text : "");
        jh_hint(err, "Make the plan again with the dataset of the workspace.");
        return st;
    }
    *out = (int32_t)value;
    return JH_OK;
}

static enum jh_status read_zones(
    const struct jh_json *zones, struct jh_plan_rows *rows, struct jh_error *err)
{
    for (size_t z = 0; z < rows->n_zones; z++) {
        rows->zone_id[z] = jh_json_as_text(jh_json_get(jh_json_item(zones, z), "zone_id"));
        if (rows->zone_id[z] == NULL)
            return jh_fail(err, JH_E_DATA, "zone %zu of the plan has no id", z);
    }
    return JH_OK;
}

static enum jh_status allocate(struct jh_plan_rows *rows, size_t n_areas, struct jh_error *err)
{
    rows->zone_id = jh_i_calloc(rows->n_zones, sizeof *rows->zone_id);
    rows->zone_of_area = jh_i_calloc(n_areas, sizeof *rows->zone_of_area);
    rows->hospital = jh_i_calloc(rows->n, sizeof *rows->hospital);
    rows->specialty = jh_i_calloc(rows->n, sizeof *rows->specialty);
    rows->zone = jh_i_calloc(rows->n, sizeof *rows->zone);
    rows->cases = jh_i_calloc(rows->n, sizeof *rows->cases);
    bool good = rows->zone_id != NULL && rows->zone_of_area != NULL && rows->hospital != NULL &&
                rows->specialty != NULL && rows->zone != NULL && rows->cases != NULL;
    return good ? JH_OK : jh_fail(err, JH_E_NOMEM, "out of memory");
}

static enum jh_status read_choices(const struct jh_json *choices, const struct jh_dataset *dataset,
    const struct jh_strmap *zone, struct jh_plan_rows *rows, struct jh_error *err)
{
    struct jh_strmap hospital, specialty;
    enum jh_status st = JH_OK;
    jh_strmap_init(&hospital);
    jh_strmap_init(&specialty);
    JH_TRY(st, put_ids(&hospital, dataset->hospitals.n, dataset->hospitals.id, err));
    JH_TRY(st, put_ids(&specialty, dataset->specialties.n, dataset->specialties.id, err));
    for (size_t i = 0; i < rows->n; i++) {
        const struct jh_json *row = jh_json_item(choices, i);
        JH_TRY(st, look_up(&hospital, row, "hospital_id", false, &rows->hospital[i], err));
        JH_TRY(st, look_up(&specialty, row, "specialty", false, &rows->specialty[i], err));
        JH_TRY(st, look_up(zone, row, "zone_id", true, &rows->zone[i], err));
        if (!jh_json_as_num(jh_json_get(row, "cases"), &rows->cases[i])) {
            st = jh_fail(err, JH_E_DATA, "centre specialty %zu of the plan has no cases", i);
            goto out;
        }
    }
out:
    jh_strmap_release(&hospital);
    jh_strmap_release(&specialty);
    return st;
}

static enum jh_status read_areas(const struct jh_json *areas, const struct jh_dataset *dataset,
    const struct jh_strmap *zone, struct jh_plan_rows *rows, struct jh_error *err)
{
    struct jh_strmap area;
    enum jh_status st = JH_OK;
    jh_strmap_init(&area);
    JH_TRY(st, put_ids(&area, dataset->areas.n_inside, dataset->areas.id, err));
    for (size_t i = 0; i < dataset->areas.n_inside; i++)
        rows->zone_of_area[i] = JH_NONE;
    for (size_t i = 0; i < jh_json_length(areas); i++) {
        int32_t a;
        JH_TRY(st, look_up(&area, jh_json_item(areas, i), "area_id", false, &a, err));
        JH_TRY(st,
            look_up(zone, jh_json_item(areas, i), "zone_id", true, &rows->zone_of_area[a], err));
    }
out:
    jh_strmap_release(&area);
    return st;
}

enum jh_status jh_plan_rows_parse(const char *json, size_t len, const struct jh_dataset *dataset,
    struct jh_plan_rows *out_rows, struct jh_error *err)
{
    struct jh_plan_rows rows = {.n = 0};
    const struct jh_json *choices, *zones;
    struct jh_strmap zone;
    enum jh_status st = JH_OK;
    jh_strmap_init(&zone);
    JH_TRY(st, jh_json_parse(
                   json, len, (struct jh_json_limits){max_bytes, MAX_DEPTH}, &rows.document, err));
    choices = jh_json_get(rows.document, "centre_specialties");
    zones = jh_json_get(rows.document, "zones");
    if (choices == NULL || zones == NULL) {
        st = jh_fail(err, JH_E_DATA, "not a plan: centre specialties or zones are missing");
        goto out;
    }
    rows.n = jh_json_length(choices);
    rows.n_zones = jh_json_length(zones);
    JH_TRY(st, allocate(&rows, dataset->areas.n_inside, err));
    JH_TRY(st, read_zones(zones, &rows, err));
    JH_TRY(st, put_ids(&zone, rows.n_zones, rows.zone_id, err));
    JH_TRY(st, read_choices(choices, dataset, &zone, &rows, err));
    JH_TRY(st, read_areas(jh_json_get(rows.document, "areas"), dataset, &zone, &rows, err));
    *out_rows = rows;
    rows = (struct jh_plan_rows){.n = 0};
out:
    jh_strmap_release(&zone);
    jh_plan_rows_release(&rows);
    return st;
}

void jh_plan_rows_release(struct jh_plan_rows *rows)
{
    jh_i_free(rows->zone_id);
    jh_i_free(rows->zone_of_area);
    jh_i_free(rows->hospital);
    jh_i_free(rows->specialty);
    jh_i_free(rows->zone);
    jh_i_free(rows->cases);
    jh_json_free(rows->document);
    *rows = (struct jh_plan_rows){.n = 0};
}
