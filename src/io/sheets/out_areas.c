/* areas.csv and regions.csv. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/findings.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/sheets/tables_out.h"
#include "sheet/parts.h"

struct area {
    const char *id, *name, *level, *region;
    double population;
    const struct jh_understood *u;
    size_t row; /* of the sheet that it was first found in */
    struct jh_point point;
    bool derived;
    const char **attribute;
};
struct region {
    const char *id, *name, *parent, *level;
};
struct making {
    struct jh_tables_out *t;
    struct jh_attributes_out attributes;
    struct jh_strmap areas, regions;
    size_t n, n_regions, cap_regions;
    struct area *area;
    struct region *region;
};

static const struct jh_rule derived_place = {
    "derived-place", JH_SEVERITY_NOTE, "places of areas taken from another file"};
static const struct jh_rule converted_place = {
    "converted-place", JH_SEVERITY_NOTE, "coordinates converted to WGS 84"};

static const char *add_region(struct making *m, const char *id, const char *name,
    const char *parent, const char *level, struct jh_error *err)
{
    uint32_t at;
    bool is_new;
    if (m->n_regions == m->cap_regions || jh_strmap_put(&m->regions, id, strlen(id),
                                              (uint32_t)m->n_regions, &at, &is_new, err) != JH_OK)
        return NULL;
    if (is_new)
        m->region[m->n_regions++] = (struct region){id, name, parent, level};
    return m->region[at].id;
}

/* The region above an area: the column or group that says so, else what its code lies in. */
static const char *region_of(struct making *m, const struct jh_understood *u, size_t row,
    const char *id, struct jh_error *err)
{
    const size_t column = jh_i_got_column(u, JH_FLD_REGION),
                 upper = jh_i_got_column(u, JH_FLD_PROVINCE);
    const char *text = column != SIZE_MAX ? jh_i_key_text(u, row, column) : "";
    const char *above = upper != SIZE_MAX ? jh_i_key_text(u, row, upper) : "";
    const char *city_id, *city, *province;
    jh_i_places_above(m->t->s->divisions, id, &city_id, &city, &province);
    const char *parent = "";
    if (province[0] != '\0') {
        char *code = jh_arena_strndup(&m->t->arena, id, 6);
        if (code == NULL)
            return NULL;
        memcpy(code + 2, "0000", 4);
        parent = add_region(m, code, province, "", "province", err);
    } else if (above[0] != '\0') {
        parent = add_region(m, above, above, "", "province", err);
    }
    if (parent == NULL)
        return NULL;
    if (city_id[0] != '\0' && strcmp(city_id, parent) != 0)
        return add_region(m, city_id, city, parent, "prefecture", err);
    if (city_id[0] == '\0' && text[0] != '\0')
        return add_region(m, text, text, parent, "prefecture", err);
    return parent;
}

static void place(struct making *m, const struct jh_understood *u, size_t row, struct area *a)
{
    const size_t lon = jh_i_got_column(u, JH_FLD_LON), lat = jh_i_got_column(u, JH_FLD_LAT),
                 name = jh_i_got_column(u, JH_FLD_AREA);
    char label[JH_ORIGIN_LABEL_MAX];
    jh_i_sheet_label(u, row, name != SIZE_MAX ? name : 0, label);
    if (lon != SIZE_MAX && lat != SIZE_MAX && !jh_point_known(a->point)) {
        const struct jh_point p = {jh_i_got_number(u, row, lon), jh_i_got_number(u, row, lat)};
        a->point = jh_i_crs_to_wgs84(m->t->crs, p);
        if (m->t->crs != JH_CRS_WGS84 && jh_point_known(p))
            jh_findings_add(m->t->findings, &converted_place, label, 0, 0, a->name,
                "moved from the coordinates of Chinese maps");
    }
    if (m->t->places != NULL && !jh_point_known(a->point)) {
        a->point = jh_i_place_file_find(m->t->places, a->id, a->name);
        a->derived = jh_point_known(a->point);
        if (a->derived && m->t->places->is_boundaries)
            jh_findings_add(m->t->findings, &derived_place, label, 0, 0, a->name,
                "the middle of its boundary; it is marked so");
        else if (a->derived)
            jh_findings_add(m->t->findings, &derived_place, label, 0, 0, a->name,
                "the place that the gazetteer gives; it is marked so");
    }
}

static enum jh_status take_row(
    struct making *m, const struct jh_understood *u, size_t row, size_t key, struct jh_error *err)
{
    const char *id = jh_i_out_id(u, row, key);
    const size_t population = jh_i_got_column(u, JH_FLD_POPULATION),
                 level = jh_i_got_column(u, JH_FLD_LEVEL);
    uint32_t at;
    bool is_new;
    if (u->row[row].class != JH_ROW_DATA || id == NULL)
        return JH_OK;
    enum jh_status st = jh_strmap_put(&m->areas, id, strlen(id), (uint32_t)m->n, &at, &is_new, err);
    if (st != JH_OK)
        return st;
    struct area *a = &m->area[at];
    if (is_new) {
        const struct jh_got_name *name = &u->name[u->column[key].name[row]];
        *a = (struct area){.id = id,
            .u = u,
            .row = row,
            .name = name->matched.name != NULL && name->matched.name[0] != '\0' ? name->matched.name
                                                                                : name->text,
            .level = "",
            .population = JH_NAN,
            .point = {JH_NAN, JH_NAN}};
        a->attribute = jh_arena_new(&m->t->arena, m->attributes.n, const char *);
        a->region = region_of(m, u, row, id, err);
        if (a->attribute == NULL || a->region == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        m->n++;
    }
    if (population != SIZE_MAX && isnan(a->population))
        a->population = jh_i_got_number(u, row, population);
    if (level != SIZE_MAX)
        a->level = jh_i_out_cell(m->t, u, row, level);
    place(m, u, row, a);
    for (size_t k = 0; k < m->attributes.n; k++) {
        const size_t c = jh_i_out_attribute(m->t, u, m->attributes.name[k]);
        if (c != SIZE_MAX)
            a->attribute[k] = jh_i_out_attribute_text(m->t, u, row, c);
    }
    return JH_OK;
}

static enum jh_status put_areas(struct making *m, struct jh_error *err)
{
    struct jh_tables_out *t = m->t;
    const size_t n = m->attributes.n;
    jh_buf_puts(&t->text, "area_id,name,population,lon,lat,place_basis,parent_id,level");
    jh_buf_puts(&t->text, n > 0 ? "," : "\n");
    for (size_t k = 0; k < n; k++)
        jh_i_out_text(t, m->attributes.name[k], k + 1 == n);
    for (size_t i = 0; i < m->n; i++) {
        const struct area *a = &m->area[i];
        jh_i_out_from(t, a->u, a->row, SIZE_MAX);
        jh_i_out_text(t, a->id, false);
        jh_i_out_text(t, a->name, false);
        jh_i_out_number(t, a->population, false);
        jh_i_out_number(t, a->point.lon_deg, false);
        jh_i_out_number(t, a->point.lat_deg, false);
        jh_i_out_text(t, a->derived ? "gazetteer" : "", false);
        jh_i_out_text(t, a->region, false);
        jh_i_out_text(t, a->level, n == 0);
        for (size_t k = 0; k < n; k++)
            jh_i_out_text(t, a->attribute[k] != NULL ? a->attribute[k] : "", k + 1 == n);
    }
    return jh_i_out_file(t, "areas.csv", err);
}

static enum jh_status put_regions(struct making *m, struct jh_error *err)
{
    struct jh_tables_out *t = m->t;
    if (m->n_regions == 0)
        return JH_OK;
    jh_buf_puts(&t->text, "region_id,name,parent_id,level\n");
    for (size_t i = 0; i < m->n_regions; i++) {
        jh_i_out_text(t, m->region[i].id, false);
        jh_i_out_text(t, m->region[i].name, false);
        jh_i_out_text(t, m->region[i].parent, false);
        jh_i_out_text(t, m->region[i].level, true);
    }
    return jh_i_out_file(t, "regions.csv", err);
}

enum jh_status jh_i_out_areas(struct jh_tables_out *t, struct jh_error *err)
{
    struct making m = {.t = t};
    enum jh_status st = JH_OK;
    size_t cap = 0;
    jh_strmap_init(&m.areas);
    jh_strmap_init(&m.regions);
    for (size_t i = 0; i < t->s->n; i++)
        cap += jh_i_out_used(&t->s->sheet[i], JH_SHEET_AREAS) ? t->s->sheet[i].u.n_rows : 0;
    if (cap == 0)
        return JH_OK;
    m.cap_regions = 2 * cap;
    m.area = jh_arena_new(&t->arena, cap, struct area);
    m.region = jh_arena_new(&t->arena, m.cap_regions, struct region);
    if (m.area == NULL || m.region == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_out_attributes(t, JH_SHEET_AREAS, &m.attributes, err));
    for (size_t i = 0; i < t->s->n; i++) {
        const struct jh_understood *u = &t->s->sheet[i].u;
        if (!jh_i_out_used(&t->s->sheet[i], JH_SHEET_AREAS))
            continue;
        size_t key = jh_i_got_column(u, JH_FLD_AREA);
        if (key == SIZE_MAX)
            key = jh_i_got_column(u, JH_FLD_AREA_ID);
        for (size_t r = 0; key != SIZE_MAX && r < u->n_rows; r++)
            JH_TRY(st, take_row(&m, u, r, key, err));
    }
    JH_TRY(st, put_areas(&m, err));
    st = put_regions(&m, err);
out:
    jh_strmap_release(&m.areas);
    jh_strmap_release(&m.regions);
    return st;
}
