#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "io/dataset/keys.h"
#include "io/dataset/read_hospitals.h"
#include "io/dataset/read_tables.h"
#include "model/dataset.h"

struct capability {
    int32_t hospital, specialty;
    double quality, beds, max_projects, projects;
    uint8_t key_level, centre;
};
struct capability_reader {
    struct jh_import *import;
    struct jh_rows rows;
    size_t n, cap;
    struct capability *item;
    struct jh_strmap pairs; /* (hospital, specialty) to line */
    bool told_not_split;
};

/* Specialties of capabilities must be those of the flows; true: the row is used. */
static bool specialty_fits(struct capability_reader *r, bool is_new)
{
    struct jh_import *import = r->import;
    const struct jh_cell *cell = &r->rows.cell[JH_CAPABILITIES_SPECIALTY];
    bool all = cell->len == 3 && memcmp(cell->text, "all", 3) == 0;
    if (import->dataset->flows.n == 0)
        return true;
    if (!import->split && !all) {
        if (!r->told_not_split)
            jh_i_rows_report(&r->rows, JH_RULE_SPECIALTIES_NOT_IN_FLOWS, JH_CAPABILITIES_SPECIALTY,
                "flows.csv has no specialties, so capabilities by specialty are not used; add the "
                "column specialty to the flows");
        r->told_not_split = true;
        return false;
    }
    if (import->split && all)
        jh_i_rows_report(&r->rows, JH_RULE_ALL_BESIDE_OTHERS, JH_CAPABILITIES_SPECIALTY,
            "the flows name single specialties; name one here, too");
    else if (import->split && is_new)
        jh_i_rows_report(&r->rows, JH_RULE_SPECIALTY_WITHOUT_CASES, JH_CAPABILITIES_SPECIALTY,
            "no row of flows.csv names the specialty; check its spelling");
    return !r->rows.rejected;
}

static enum jh_status check_pair(
    struct capability_reader *r, int32_t hospital, uint32_t specialty, struct jh_error *err)
{
    uint32_t pair[2] = {(uint32_t)hospital, specialty}, line;
    bool is_new;
    const char *key = jh_arena_strndup(&r->import->scratch, (const char *)pair, sizeof pair);
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = jh_strmap_put(
        &r->pairs, key, sizeof pair, (uint32_t)jh_i_rows_line(&r->rows), &line, &is_new, err);
    if (st == JH_OK && !is_new)
        jh_i_rows_report(&r->rows, JH_RULE_DUPLICATE_ROW, JH_CAPABILITIES_HOSPITAL,
            "line %u holds the same hospital and specialty; remove one", line);
    return st;
}

static enum jh_status push(
    struct capability_reader *r, const struct capability *capability, struct jh_error *err)
{
    if (r->n == r->cap) {
        size_t cap = r->cap * 2 + 256;
        struct capability *grown = jh_i_realloc(r->item, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        r->item = grown;
        r->cap = cap;
    }
    r->item[r->n++] = *capability;
    return JH_OK;
}

static enum jh_status take_row(struct capability_reader *r, struct jh_error *err)
{
    struct jh_import *import = r->import;
    const struct jh_cell *cell = r->rows.cell;
    const struct jh_cell *word = &cell[JH_CAPABILITIES_SPECIALTY];
    uint32_t specialty;
    bool is_new = !jh_strmap_get(&import->specialties.map, word->text, word->len, &specialty);
    int32_t hospital = jh_i_rows_hospital(&r->rows, JH_CAPABILITIES_HOSPITAL);
    if (!specialty_fits(r, is_new) || r->rows.rejected)
        return JH_OK;
    enum jh_status st = jh_i_names_put(
        &import->specialties, import->arena, word->text, word->len, &specialty, &is_new, err);
    if (st == JH_OK)
        st = check_pair(r, hospital, specialty, err);
    if (st != JH_OK || r->rows.rejected)
        return st;
    if (specialty >= UINT16_MAX) {
        jh_i_rows_report(&r->rows, JH_RULE_TOO_MANY_VALUES, JH_CAPABILITIES_SPECIALTY,
            "more than %d specialties; check the column", UINT16_MAX);
        return JH_OK;
    }
    if (cell[JH_CAPABILITIES_CENTRE].code == 1 &&
        import->dataset->hospitals.role[hospital] != JH_ROLE_CENTRE)
        jh_i_rows_report(&r->rows, JH_RULE_CENTRE_WITHOUT_ROLE, JH_CAPABILITIES_CENTRE,
            "the hospital is no existing centre; set its role to centre, or leave this empty");
    struct capability capability = {.hospital = hospital,
        .specialty = (int32_t)specialty,
        .quality = cell[JH_CAPABILITIES_QUALITY].number,
        .beds = cell[JH_CAPABILITIES_BEDS].number,
        .max_projects = cell[JH_CAPABILITIES_MAX_PROJECTS].number,
        .projects = cell[JH_CAPABILITIES_PROJECTS].number,
        .key_level = cell[JH_CAPABILITIES_KEY_LEVEL].code,
        .centre = cell[JH_CAPABILITIES_CENTRE].code};
    return push(r, &capability, err);
}

static enum jh_status build(struct capability_reader *r, struct jh_error *err)
{
    struct jh_arena *arena = r->import->arena;
    size_t n = r->n;
    struct jh_capabilities out = {.n = n,
        .hospital = jh_arena_new(arena, n, int32_t),
        .specialty = jh_arena_new(arena, n, int32_t),
        .quality = jh_arena_new(arena, n, double),
        .beds = jh_arena_new(arena, n, double),
        .max_projects = jh_arena_new(arena, n, double),
        .projects = jh_arena_new(arena, n, double),
        .key_level = jh_arena_new(arena, n, uint8_t),
        .centre = jh_arena_new(arena, n, uint8_t)};
    if (out.hospital == NULL || out.specialty == NULL || out.quality == NULL || out.beds == NULL ||
        out.max_projects == NULL || out.projects == NULL || out.key_level == NULL ||
        out.centre == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct capability *c = &r->item[i];
        out.hospital[i] = c->hospital;
        out.specialty[i] = c->specialty;
        out.quality[i] = c->quality;
        out.beds[i] = c->beds;
        out.max_projects[i] = c->max_projects;
        out.projects[i] = c->projects;
        out.key_level[i] = c->key_level;
        out.centre[i] = c->centre;
    }
    r->import->dataset->capabilities = out;
    return jh_i_dataset_sort_capabilities(r->import->dataset, err);
}

enum jh_status jh_i_read_capabilities(struct jh_import *import, struct jh_error *err)
{
    struct capability_reader r = {.import = import};
    enum jh_status st = jh_i_rows_open(import, JH_TABLE_CAPABILITIES, &r.rows, err);
    bool usable = r.rows.usable, more = usable;
    while (st == JH_OK && more) {
        st = jh_i_rows_next(&r.rows, &more, err);
        if (st == JH_OK && more)
            st = take_row(&r, err);
    }
    if (st == JH_OK && usable)
        st = build(&r, err);
    jh_i_rows_close(&r.rows);
    jh_strmap_release(&r.pairs);
    jh_i_free(r.item);
    return st;
}
