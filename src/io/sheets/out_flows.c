/* flows.csv, and the aggregate destinations they name. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/findings.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/outfile.h"
#include "io/sheets/tables_out.h"
#include "sheet/parts.h"
#include "sheet/text.h"

enum { N_MEASURES = 9, GROUPS_MAX = 4096 };
static const enum jh_sheet_field measures[N_MEASURES] = {JH_FLD_CASES, JH_FLD_PERSONS, JH_FLD_DAYS,
    JH_FLD_COST, JH_FLD_WEIGHT, JH_FLD_DEATHS, JH_FLD_OP3, JH_FLD_OP4, JH_FLD_NONE};
enum { N_SPLITS = 6 };
static const enum jh_sheet_field splits[N_SPLITS] = {
    JH_FLD_SPECIALTY, JH_FLD_PERIOD, JH_FLD_HARD, JH_FLD_REASON, JH_FLD_BASIS, JH_FLD_SOURCE};

static const struct jh_rule aggregate = {
    "aggregate-destination", JH_SEVERITY_NOTE, "places of treatment without hospitals"};

struct destination {
    const char *id, *name;
    bool inside;
};
struct making {
    struct jh_tables_out *t;
    bool has_split[N_SPLITS], has_measure[N_MEASURES];
    struct jh_strmap known;
    size_t n, cap;
    struct destination *destination;
};

/* The hospital that stands for all of a place of treatment. */
static const char *destination_id(
    struct making *m, const struct jh_got_name *name, struct jh_error *err)
{
    const bool inside = !name->matched.beyond && name->matched.level == 2 && m->t->s->n_areas > 0;
    const size_t size = strlen(name->id) + 8;
    char *id = jh_arena_alloc(&m->t->arena, size, 1);
    uint32_t at;
    bool is_new;
    if (id == NULL)
        return NULL;
    snprintf(id, size, inside ? "in:%s" : "%s", name->id);
    if (jh_strmap_put(&m->known, id, strlen(id), (uint32_t)m->n, &at, &is_new, err) != JH_OK)
        return NULL;
    if (is_new && m->n < m->cap) {
        m->destination[m->n++] = (struct destination){
            id, name->matched.name != NULL ? name->matched.name : name->text, inside};
        jh_findings_add(m->t->findings, &aggregate, "flows.csv", 0, 0, name->text,
            inside ? "stands for all hospitals of that area; it never hosts a centre"
                   : "stands for all hospitals there, beyond the territory");
    }
    return id;
}

/* ---- One row of the sheet ------------------------------------------------------------------------ */

struct group {
    const char *area, *hospital, *period;
    double value[N_MEASURES];
    size_t column; /* that the first value stands in */
    bool any;
};

static const char *area_text(struct making *m, const struct jh_got_name *name)
{
    if (name->id == NULL || !name->matched.beyond || name->decided)
        return name->id;
    const size_t size = strlen(name->id) + 10;
    char *out = jh_arena_alloc(&m->t->arena, size, 1);
    if (out != NULL)
        snprintf(out, size, "outside:%s", name->id);
    return out;
}

static const struct jh_got_name *name_at(
    const struct jh_understood *u, size_t row, enum jh_sheet_field field)
{
    const size_t c = jh_i_got_column(u, field);
    const int32_t at = c != SIZE_MAX && u->column[c].name != NULL ? u->column[c].name[row] : -1;
    return at >= 0 ? &u->name[at] : NULL;
}

static const struct jh_got_name *key_of(
    const struct jh_understood *u, size_t row, enum jh_sheet_field name, enum jh_sheet_field id)
{
    const struct jh_got_name *found = name_at(u, row, name);
    return found != NULL ? found : name_at(u, row, id);
}

/* What a column's header adds: an area, a hospital, a destination or a period. */
static bool apply_pivot(struct making *m, const struct jh_understood *u,
    const struct jh_got_column *got, struct group *g, struct jh_error *err)
{
    const struct jh_got_name *name = got->pivot_name >= 0 ? &u->name[got->pivot_name] : NULL;
    if (got->pivot == JH_FLD_PERIOD) {
        g->period = got->period;
        return true;
    }
    if (name == NULL || name->id == NULL)
        return false;
    if (got->pivot == JH_FLD_AREA)
        g->area = area_text(m, name);
    else if (got->pivot == JH_FLD_HOSPITAL)
        g->hospital = name->id;
    else if (got->pivot == JH_FLD_DESTINATION)
        g->hospital = destination_id(m, name, err);
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Measures of one row, gathered by what their headers add. */
static size_t gather(struct making *m, const struct jh_understood *u, size_t row,
    const struct group *base, struct group *group, struct jh_error *err)
{
    size_t n = 0;
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        size_t k = 0, at = 0;
        struct group g = *base;
        while (k < N_MEASURES && measures[k] != got->field)
            k++;
        if (!got->sure || got->field == JH_FLD_NONE || k == N_MEASURES)
            continue;
        const double value = jh_i_got_number(u, row, c);
        if (isnan(value) || (got->pivot_text != NULL && !apply_pivot(m, u, got, &g, err)))
            continue;
        while (at < n && !(same(group[at].area, g.area) && same(group[at].hospital, g.hospital) &&
                             same(group[at].period, g.period)))
            at++;
        if (at == GROUPS_MAX)
            continue;
        if (at == n) {
            for (size_t i = 0; i < N_MEASURES; i++)
                g.value[i] = JH_NAN;
            g.column = got->pivot_text != NULL ? c : SIZE_MAX;
            group[n++] = g;
        }
        group[at].value[k] = value;
        group[at].any = true;
    }
    return n;
}

static const char *split_text(
    struct making *m, const struct jh_understood *u, size_t row, size_t k, const struct group *g)
{
    static const char *const yes_no[] = {"0", "1"};
    const char *text = jh_i_out_cell(m->t, u, row, jh_i_got_column(u, splits[k]));
    const int year = jh_i_year_in(u->title);
    char period[JH_PERIOD_MAX];
    switch ((int)splits[k]) {
    case JH_FLD_PERIOD:
        if (g->period != NULL)
            return g->period;
        if (text[0] != '\0' && jh_i_period_read(text, year, true, period)) {
            const char *copy = jh_arena_strdup(&m->t->arena, period);
            return copy != NULL ? copy : "";
        }
        return u->period;
    case JH_FLD_HARD: {
        const char *tight = jh_i_fold_tight(&m->t->arena, text);
        if (tight != NULL && jh_i_words_is(u->words, JH_WORD_YES, tight))
            return yes_no[1];
        return tight != NULL && jh_i_words_is(u->words, JH_WORD_NO, tight) ? yes_no[0] : text;
    }
    case JH_FLD_BASIS:
        return text[0] != '\0' ? text : u->basis;
    case JH_FLD_SOURCE:
        return text[0] != '\0'                              ? text
               : u->said != NULL && u->said->source != NULL ? u->said->source
                                                            : "";
    default:
        return text;
    }
}

static void put_group(
    struct making *m, const struct jh_understood *u, size_t row, const struct group *g)
{
    struct jh_tables_out *t = m->t;
    jh_i_out_from(t, u, row, g->column);
    jh_i_out_text(t, g->area, false);
    jh_i_out_text(t, g->hospital, false);
    for (size_t k = 0; k < N_SPLITS; k++)
        if (m->has_split[k])
            jh_i_out_text(t, split_text(m, u, row, k, g), false);
    for (size_t k = 1; k < N_MEASURES; k++)
        if (m->has_measure[k])
            jh_i_out_number(t, g->value[k], false);
    jh_i_out_number(t, g->value[0], true);
}

static enum jh_status put_sheet(
    struct making *m, const struct jh_understood *u, struct jh_error *err)
{
    struct group *group = jh_arena_new(&m->t->arena, GROUPS_MAX, struct group);
    if (group == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t r = 0; r < u->n_rows; r++) {
        const struct jh_got_name *area = key_of(u, r, JH_FLD_AREA, JH_FLD_AREA_ID),
                                 *hospital = key_of(u, r, JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID),
                                 *place = name_at(u, r, JH_FLD_DESTINATION);
        if (u->row[r].class != JH_ROW_DATA || (area != NULL && area->id == NULL) ||
            (hospital != NULL && hospital->id == NULL) || (place != NULL && place->id == NULL))
            continue;
        struct group base = {.area = area != NULL ? area_text(m, area) : NULL,
            .hospital = hospital != NULL ? hospital->id
                        : place != NULL  ? destination_id(m, place, err)
                                         : NULL};
        const size_t n = gather(m, u, r, &base, group, err);
        for (size_t i = 0; i < n; i++)
            if (group[i].any && group[i].area != NULL && group[i].hospital != NULL)
                put_group(m, u, r, &group[i]);
    }
    return JH_OK;
}

/* ---- Destinations -------------------------------------------------------------------------------- */

/* Beyond the territory: outside.csv, with what the dataset before has there. */
static enum jh_status put_outside(struct making *m, struct jh_error *err)
{
    struct jh_tables_out *t = m->t;
    const struct jh_dataset *base = t->s->base;
    bool any = false;
    for (size_t i = 0; i < m->n; i++)
        any = any || !m->destination[i].inside;
    if (!any)
        return JH_OK;
    jh_buf_puts(&t->text, "hospital_id,name,lon,lat\n");
    for (size_t i = base != NULL ? base->hospitals.n_inside : 0;
         base != NULL && i < base->hospitals.n; i++) {
        const struct jh_hospitals *h = &base->hospitals;
        uint32_t at;
        if (jh_strmap_get(&m->known, h->id[i], strlen(h->id[i]), &at))
            continue;
        jh_i_out_text(t, h->id[i], false);
        jh_i_out_text(t, h->name[i] != NULL ? h->name[i] : "", false);
        jh_i_out_number(t, h->point[i].lon_deg, false);
        jh_i_out_number(t, h->point[i].lat_deg, true);
    }
    for (size_t i = 0; i < m->n; i++)
        if (!m->destination[i].inside) {
            jh_i_out_text(t, m->destination[i].id, false);
            jh_i_out_text(t, m->destination[i].name, false);
            jh_buf_puts(&t->text, ",\n");
        }
    return jh_i_out_file(t, "outside.csv", err);
}

/* Inside: rows behind those of hospitals.csv, whose columns are read from its first line. */
static enum jh_status add_inside(struct making *m, struct jh_error *err)
{
    struct jh_tables_out *t = m->t;
    char block[4096], *path = jh_i_path_join(t->dir, "hospitals.csv");
    size_t n, n_inside = 0;
    for (size_t i = 0; i < m->n; i++)
        n_inside += m->destination[i].inside;
    FILE *f = path != NULL && n_inside > 0 ? fopen(path, "rb") : NULL;
    while (f != NULL && (n = fread(block, 1, sizeof block, f)) > 0)
        jh_buf_add(&t->text, block, n);
    if (f != NULL)
        fclose(f);
    jh_i_free(path);
    if (n_inside == 0)
        return JH_OK;
    if (t->text.len == 0)
        jh_buf_puts(&t->text, "hospital_id,name,area_id,role\n");
    const size_t head = t->text.data != NULL ? strcspn(t->text.data, "\r\n") : 0;
    const char *line = jh_arena_strndup(&t->arena, t->text.data != NULL ? t->text.data : "", head);
    if (line == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < m->n; i++) {
        if (!m->destination[i].inside)
            continue;
        for (const char *p = line;;) {
            const size_t len = strcspn(p, ",");
            const bool last = p[len] == '\0';
            const char *text = "";
            if (len == 11 && memcmp(p, "hospital_id", len) == 0)
                text = m->destination[i].id;
            else if (len == 4 && memcmp(p, "name", len) == 0)
                text = m->destination[i].name;
            else if (len == 7 && memcmp(p, "area_id", len) == 0)
                text = m->destination[i].id + strlen("in:");
            else if (len == 4 && memcmp(p, "role", len) == 0)
                text = "other";
            jh_i_out_text(t, text, last);
            if (last)
                break;
            p += len + 1;
        }
    }
    return jh_i_out_file(t, "hospitals.csv", err);
}

static enum jh_status put_sources(struct making *m, struct jh_error *err)
{
    struct jh_tables_out *t = m->t;
    struct jh_strmap told;
    enum jh_status st = JH_OK;
    jh_strmap_init(&told);
    jh_buf_puts(&t->text, "source,covers\n");
    for (size_t i = 0; i < t->s->n; i++) {
        const struct jh_recipe_sheet *said = t->s->sheet[i].u.said;
        uint32_t at;
        bool is_new;
        if (!jh_i_out_used(&t->s->sheet[i], JH_SHEET_FLOWS) || said == NULL || said->source == NULL)
            continue;
        JH_TRY(st, jh_strmap_put(&told, said->source, strlen(said->source), 0, &at, &is_new, err));
        if (is_new) {
            jh_i_out_text(t, said->source, false);
            jh_i_out_text(t, said->covers != NULL ? said->covers : "all", true);
        }
    }
    st = jh_i_out_file(t, "sources.csv", err);
out:
    jh_strmap_release(&told);
    return st;
}

static void find_columns(struct making *m)
{
    for (size_t i = 0; i < m->t->s->n; i++) {
        const struct jh_understood *u = &m->t->s->sheet[i].u;
        if (!jh_i_out_used(&m->t->s->sheet[i], JH_SHEET_FLOWS))
            continue;
        m->cap += u->n_names;
        for (size_t c = 0; c < u->n_columns; c++) {
            for (size_t k = 0; k < N_MEASURES; k++)
                m->has_measure[k] |= u->column[c].sure && measures[k] != JH_FLD_NONE &&
                                     u->column[c].field == measures[k];
            for (size_t k = 0; k < N_SPLITS; k++)
                m->has_split[k] |= u->column[c].sure && u->column[c].field == splits[k];
            m->has_split[1] |= u->column[c].pivot == JH_FLD_PERIOD;
        }
        m->has_split[1] |= u->period[0] != '\0';
        m->has_split[4] |= u->basis[0] != '\0';
        m->has_split[5] |= u->said != NULL && u->said->source != NULL;
    }
}

enum jh_status jh_i_out_flows(struct jh_tables_out *t, struct jh_error *err)
{
    struct making m = {.t = t};
    enum jh_status st = JH_OK;
    size_t n = 0;
    for (size_t i = 0; i < t->s->n; i++)
        n += jh_i_out_used(&t->s->sheet[i], JH_SHEET_FLOWS);
    if (n == 0)
        return JH_OK;
    jh_strmap_init(&m.known);
    find_columns(&m);
    m.destination = jh_arena_new(&t->arena, m.cap, struct destination);
    if (m.destination == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    jh_buf_puts(&t->text, "area_id,hospital_id");
    for (size_t k = 0; k < N_SPLITS; k++)
        if (m.has_split[k])
            jh_buf_printf(&t->text, ",%s", jh_i_sheet_fields[splits[k]].id);
    for (size_t k = 1; k < N_MEASURES; k++)
        if (m.has_measure[k])
            jh_buf_printf(&t->text, ",%s", jh_i_sheet_fields[measures[k]].id);
    jh_buf_puts(&t->text, ",cases\n");
    for (size_t i = 0; i < t->s->n; i++)
        if (jh_i_out_used(&t->s->sheet[i], JH_SHEET_FLOWS))
            JH_TRY(st, put_sheet(&m, &t->s->sheet[i].u, err));
    JH_TRY(st, jh_i_out_file(t, "flows.csv", err));
    if (m.has_split[5])
        JH_TRY(st, put_sources(&m, err));
    JH_TRY(st, put_outside(&m, err));
    st = add_inside(&m, err);
out:
    jh_strmap_release(&m.known);
    return st;
}
