/* Names in cells and headers to ids. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strmap.h"
#include "sheet/parts.h"
#include "sheet/text.h"

enum { ABOVE_MAX = 4 };

/* "一、涪城区", "（一）涪城区", "1.涪城区": the number is no part of the name. */
static const char *bare_group(const char *text)
{
    static const char *const marks[] = {"、", "）", ")", ".", "．"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(text, marks[i]);
        if (at != NULL && at - text <= 9 && at[strlen(marks[i])] != '\0')
            return at + strlen(marks[i]);
    }
    return text;
}

/* The text of a key cell; what is merged or left blank below its first row is that row's. */
const char *jh_i_key_text(const struct jh_understood *u, size_t row, size_t column)
{
    const char *text = jh_grid_at(u->grid, row, column);
    if (text[0] != '\0')
        return text;
    for (size_t m = 0; m < u->grid->n_merges; m++) {
        const struct jh_grid_merge *g = &u->grid->merge[m];
        if (row >= g->row && row < g->row + g->n_rows && column >= g->column &&
            column < g->column + g->n_columns)
            return jh_grid_at(u->grid, g->row, g->column);
    }
    const enum jh_sheet_field f = u->column[column].field;
    const bool list = (f == JH_FLD_AREA && u->kind == JH_SHEET_AREAS) ||
                      (f == JH_FLD_HOSPITAL && u->kind == JH_SHEET_HOSPITALS) ||
                      f == JH_FLD_AREA_ID || f == JH_FLD_HOSPITAL_ID || f == JH_FLD_SPECIALTY;
    if (list || jh_i_sheet_fields[f].dimension != JH_DIM_NONE || f == JH_FLD_SKIP)
        return "";
    for (size_t r = row; r-- > jh_i_body(u);) {
        if (u->row[r].class != JH_ROW_DATA && u->row[r].class != JH_ROW_BLANK)
            return "";
        if (jh_grid_at(u->grid, r, column)[0] != '\0')
            return jh_grid_at(u->grid, r, column);
    }
    return "";
}

static const struct jh_recipe_name *decided(
    struct jh_understood *u, enum jh_sheet_field what, const char *text, const char *above)
{
    const struct jh_recipe *r = u->recipe;
    if (r == NULL)
        return NULL;
    const bool hospital = what == JH_FLD_HOSPITAL;
    const size_t n = hospital ? r->n_hospitals : r->n_areas;
    const struct jh_recipe_name *list = hospital ? r->hospital : r->area;
    const char *tight = jh_i_tight(u, text);
    struct jh_recipe_name *found = NULL;
    for (size_t pass = 0; pass < 2 && found == NULL; pass++) /* "成都市 朝阳" before "朝阳" */
        for (size_t i = 0; i < n; i++) {
            char *one = jh_i_fold_tight(u->arena, list[i].text);
            const char *slash = one != NULL ? strrchr(one, '/') : NULL;
            const bool scoped = slash != NULL && strcmp(slash + 1, tight) == 0 &&
                                strncmp(one, jh_i_tight(u, above), (size_t)(slash - one)) == 0;
            if (one != NULL && (pass == 0 ? scoped : strcmp(one, tight) == 0))
                return &list[i];
        }
    return NULL;
}

/* What stands above a name in this row. */
static size_t context_of(struct jh_understood *u, size_t row, const char *above[ABOVE_MAX])
{
    static const enum jh_sheet_field fields[] = {JH_FLD_REGION, JH_FLD_PROVINCE};
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        const size_t c = jh_i_got_column(u, fields[i]);
        if (c != SIZE_MAX && jh_i_key_text(u, row, c)[0] != '\0')
            above[n++] = jh_i_key_text(u, row, c);
    }
    if (u->row[row].group >= 0 && n == 0) {
        size_t first;
        jh_i_row_filled(u, (size_t)u->row[row].group, &first);
        const size_t area = jh_i_got_column(u, JH_FLD_AREA);
        if (u->row[u->row[row].group].class == JH_ROW_SUBTOTAL && area != SIZE_MAX)
            first = area;
        const char *group = bare_group(jh_grid_at(u->grid, (size_t)u->row[row].group, first));
        const struct jh_matched m = jh_i_places_find(u->places, group, 0, NULL, 0);
        if (m.match == JH_MATCH_SURE && m.level < 2)
            above[n++] = group;
    }
    return n;
}

static struct jh_matched match(struct jh_understood *u, enum jh_sheet_field what, const char *text,
    size_t n_above, const char *const *above)
{
    if (what == JH_FLD_HOSPITAL) {
        if (u->clinics != NULL)
            return jh_i_clinics_find(u->clinics, text);
        return (struct jh_matched){.match = JH_MATCH_UNKNOWN};
    }
    const int highest = what == JH_FLD_DESTINATION ? 0 : u->kind == JH_SHEET_FLOWS ? 0 : 1;
    return jh_i_places_find(u->places, text, n_above, above, highest);
}

/* The name's index, made where it is new. */
static int32_t name_of(struct jh_understood *u, struct jh_strmap *map, enum jh_sheet_field what,
    const char *text, const char *above, const char *code, size_t row, size_t column)
{
    char head[16];
    uint32_t at;
    bool is_new;
    const size_t n = (size_t)snprintf(head, sizeof head, "%d|", (int)what), len = strlen(text);
    const size_t size = n + len + strlen(above) + strlen(code) + 3;
    char *key = jh_arena_alloc(u->arena, size, 1);
    if (key == NULL) {
        u->no_memory = true;
        return -1;
    }
    snprintf(key, size, "%s%s|%s|%s", head, text, above, code);
    if (jh_strmap_put(map, key, strlen(key), (uint32_t)u->n_names, &at, &is_new, NULL) != JH_OK) {
        u->no_memory = true;
        return -1;
    }
    if (!is_new) {
        u->name[at].count++;
        return (int32_t)at;
    }
    if (u->n_names == u->cap_names) {
        const size_t cap = u->cap_names * 2 + 256;
        struct jh_got_name *grown = jh_i_realloc(u->name, cap, sizeof *grown);
        if (grown == NULL) {
            u->no_memory = true;
            return -1;
        }
        u->name = grown;
        u->cap_names = cap;
    }
    u->name[u->n_names++] = (struct jh_got_name){.what = what,
        .text = text,
        .above = above,
        .row = (uint32_t)row,
        .column = (uint32_t)column,
        .count = 1};
    return (int32_t)at;
}

static const char *joined(struct jh_understood *u, size_t n, const char *const *above)
{
    size_t size = 1;
    for (size_t i = 0; i < n; i++)
        size += strlen(above[i]) + 1;
    char *out = n == 0 ? NULL : jh_arena_alloc(u->arena, size, 1);
    if (out == NULL)
        return "";
    for (size_t i = n, at = 0; i-- > 0;) /* the highest first */
        at += (size_t)snprintf(out + at, size - at, "%s%s", above[i], i > 0 ? "|" : "");
    return out;
}

/* ---- Collecting ------------------------------------------------------------------------------- */

static void collect_column(
    struct jh_understood *u, struct jh_strmap *map, size_t column, enum jh_sheet_field what)
{
    struct jh_got_column *got = &u->column[column];
    const size_t code =
        jh_i_got_column(u, what == JH_FLD_HOSPITAL ? JH_FLD_HOSPITAL_ID : JH_FLD_AREA_ID);
    got->name = jh_arena_new(u->arena, u->n_rows, int32_t);
    if (got->name == NULL) {
        u->no_memory = true;
        return;
    }
    for (size_t r = 0; r < u->n_rows; r++) {
        const char *above[ABOVE_MAX];
        const bool group = u->row[r].class == JH_ROW_GROUP && u->kind == JH_SHEET_HOSPITALS &&
                           column == jh_i_got_column(u, JH_FLD_HOSPITAL);
        got->name[r] = -1;
        if (group) {
            size_t first;
            jh_i_row_filled(u, r, &first);
            got->name[r] = name_of(
                u, map, JH_FLD_AREA, bare_group(jh_grid_at(u->grid, r, first)), "", "", r, first);
        }
        if (u->row[r].class != JH_ROW_DATA || (what == JH_FLD_HOSPITAL && u->defines))
            continue;
        const char *text = jh_i_key_text(u, r, column);
        if (text[0] == '\0')
            continue;
        const size_t n = what == JH_FLD_AREA ? context_of(u, r, above) : 0;
        /* namesakes are told apart by the codes that stand beside them */
        got->name[r] = name_of(u, map, what, text, joined(u, n, above),
            code != SIZE_MAX && code != column ? jh_grid_at(u->grid, r, code) : "", r, column);
    }
}

static void collect(struct jh_understood *u, struct jh_strmap *map)
{
    const bool has_area = jh_i_got_column(u, JH_FLD_AREA) != SIZE_MAX,
               has_hospital = jh_i_got_column(u, JH_FLD_HOSPITAL) != SIZE_MAX;
    for (size_t c = 0; c < u->n_columns; c++) {
        struct jh_got_column *got = &u->column[c];
        if (got->sure && got->pivot_text != NULL && got->pivot >= JH_FLD_AREA &&
            (got->pivot == JH_FLD_AREA || got->pivot == JH_FLD_HOSPITAL ||
                got->pivot == JH_FLD_DESTINATION))
            got->pivot_name =
                name_of(u, map, got->pivot, got->pivot_text, "", "", u->header_last, c);
        if (!got->sure)
            continue;
        if (got->field == JH_FLD_AREA || got->field == JH_FLD_DESTINATION ||
            got->field == JH_FLD_HOSPITAL)
            collect_column(u, map, c, got->field);
        else if (got->field == JH_FLD_AREA_ID && !has_area)
            collect_column(u, map, c, JH_FLD_AREA);
        else if (got->field == JH_FLD_HOSPITAL_ID && !has_hospital)
            collect_column(u, map, c, JH_FLD_HOSPITAL);
    }
}

/* ---- Deciding --------------------------------------------------------------------------------- */

/* A code beside the name decides: in a list it is the id. */
static const char *code_beside(struct jh_understood *u, const struct jh_got_name *name)
{
    const enum jh_sheet_field f =
        name->what == JH_FLD_HOSPITAL ? JH_FLD_HOSPITAL_ID : JH_FLD_AREA_ID;
    const size_t c = jh_i_got_column(u, f);
    if (c == SIZE_MAX || name->what == JH_FLD_DESTINATION ||
        u->row[name->row].class != JH_ROW_DATA || name->column == c)
        return "";
    if (u->kind == JH_SHEET_HOSPITALS && name->what == JH_FLD_HOSPITAL)
        return "";
    return jh_grid_at(u->grid, name->row, c);
}

static void decide(struct jh_understood *u, struct jh_got_name *name)
{
    const struct jh_recipe_name *said = decided(u, name->what, name->text, name->above);
    const char *above[2] = {name->above, u->within};
    const char *code = code_beside(u, name);
    if (said != NULL) {
        name->decided = true;
        name->left_out = said->id == NULL;
        name->id = said->id;
        name->matched.match = JH_MATCH_SURE;
        return;
    }
    if (code[0] != '\0') {
        const struct jh_matched by_code = match(u, name->what, jh_i_tight(u, code), 0, NULL);
        if (by_code.match == JH_MATCH_SURE || u->defines) {
            name->matched = by_code;
            name->matched.match = JH_MATCH_SURE;
            name->id = by_code.match == JH_MATCH_SURE ? by_code.id : jh_i_tight(u, code);
            return;
        }
    }
    const char *list[ABOVE_MAX + 1];
    size_t n = 0;
    for (const char *p = name->above; *p != '\0' && n < ABOVE_MAX;) {
        const size_t len = strcspn(p, "|");
        list[n++] = jh_i_keep(u, p, len);
        p += len + (p[len] == '|');
    }
    if (n == 0 && u->within != NULL && name->what == JH_FLD_AREA)
        list[n++] = above[1];
    name->matched = match(u, name->what, name->text, n, list);
    if (name->matched.match != JH_MATCH_SURE && n == 1 && list[0] == above[1] &&
        u->kind != JH_SHEET_AREAS) /* a title says where from, not where all lie */
        name->matched = match(u, name->what, name->text, 0, NULL);
    name->id = name->matched.match == JH_MATCH_SURE ? name->matched.id : NULL;
    if (name->matched.match == JH_MATCH_UNKNOWN && u->defines && u->recipe != NULL &&
        u->recipe->own_ids && name->what == JH_FLD_AREA && u->kind == JH_SHEET_AREAS) {
        name->matched.match = JH_MATCH_SURE;
        name->matched.level = 2;
        name->id = name->text;
    }
}

/* Where all names have a namesake in one prefecture, and the sure ones lie there, so do the others. */
static void decide_by_neighbours(struct jh_understood *u)
{
    char city[8] = "";
    size_t sure = 0, open = 0;
    for (size_t i = 0; i < u->n_names; i++) {
        const struct jh_got_name *n = &u->name[i];
        if (n->what != JH_FLD_AREA || n->above[0] != '\0' || n->decided)
            continue;
        if (n->matched.match == JH_MATCH_SURE && n->id != NULL && strlen(n->id) == 6) {
            if (sure > 0 && memcmp(city, n->id, 4) != 0)
                return;
            memcpy(city, n->id, 4);
            sure++;
        } else if (n->matched.why == JH_WHY_SEVERAL) {
            open++;
        }
    }
    if (open == 0 || sure < 2 || u->within != NULL)
        return;
    memcpy(city + 4, "00", 3);
    for (size_t i = 0; i < u->n_names; i++) {
        struct jh_got_name *n = &u->name[i];
        const char *above[1] = {city};
        if (n->what != JH_FLD_AREA || n->above[0] != '\0' || n->matched.match == JH_MATCH_SURE ||
            n->matched.why != JH_WHY_SEVERAL)
            continue;
        const struct jh_matched m = match(u, n->what, n->text, 1, above);
        if (m.match != JH_MATCH_SURE)
            continue;
        n->matched = m;
        n->id = m.id;
        jh_i_mark(u, JH_MARK_WITHIN, n->row, n->column, n->text,
            "taken to be %s: the other names lie in the same prefecture", m.id);
    }
}

/* ---- Telling ---------------------------------------------------------------------------------- */

static const char *offered(struct jh_understood *u, const struct jh_matched *m)
{
    size_t size = 1;
    for (size_t i = 0; i < m->n_candidates; i++)
        size += strlen(m->candidate_id[i]) + strlen(m->candidate_name[i]) + 4;
    char *out = jh_arena_alloc(u->arena, size, 1);
    if (out == NULL) {
        u->no_memory = true;
        return "";
    }
    for (size_t i = 0, at = 0; i < m->n_candidates; i++)
        at += (size_t)snprintf(out + at, size - at, "%s%s %s", i > 0 ? ", " : "",
            m->candidate_id[i], m->candidate_name[i]);
    return out;
}

static void tell(struct jh_understood *u, const struct jh_got_name *n)
{
    const struct jh_matched *m = &n->matched;
    if (n->left_out) {
        jh_i_mark(u, JH_MARK_DECIDED, n->row, n->column, n->text, "rows of this name are left out");
        return;
    }
    if (n->decided || (n->id != NULL && m->why == JH_WHY_PLAIN))
        return;
    if (m->match == JH_MATCH_SURE && m->why == JH_WHY_FORMER)
        jh_i_mark(u, JH_MARK_FORMER, n->row, n->column, n->text,
            "a former name or code: today %s %s", m->id, m->name);
    else if (m->match == JH_MATCH_SURE && m->why == JH_WHY_SHORT)
        jh_i_mark(u, JH_MARK_SHORT, n->row, n->column, n->text, "read as %s %s", m->id, m->name);
    else if (m->match == JH_MATCH_DOUBTFUL)
        jh_i_mark(u, JH_MARK_NAME_DOUBTFUL, n->row, n->column, n->text,
            "may be %s; decide which, or leave it out", offered(u, m));
    else if (m->match == JH_MATCH_UNKNOWN && m->why == JH_WHY_ABOLISHED)
        jh_i_mark(u, JH_MARK_NAME_UNKNOWN, n->row, n->column, n->text,
            "abolished, without a single successor; say what it belongs to, or leave it out");
    else if (m->match == JH_MATCH_UNKNOWN)
        jh_i_mark(u, JH_MARK_NAME_UNKNOWN, n->row, n->column, n->text,
            "nothing known is called so; say what it is, or leave it out");
}

/* In a list a thing stands once. */
static void find_twice(struct jh_understood *u, struct jh_strmap *map)
{
    const size_t key = u->kind == JH_SHEET_AREAS ? jh_i_got_column(u, JH_FLD_AREA)
                                                 : jh_i_got_column(u, JH_FLD_HOSPITAL);
    for (size_t r = jh_i_body(u); key != SIZE_MAX && r < u->n_rows; r++) {
        const int32_t at = u->column[key].name != NULL ? u->column[key].name[r] : -1;
        const char *id = u->kind == JH_SHEET_AREAS ? (at >= 0 ? u->name[at].id : NULL)
                                                   : jh_grid_at(u->grid, r, key);
        uint32_t first;
        bool is_new;
        char cell[JH_CELL_NAME_MAX];
        if (u->row[r].class != JH_ROW_DATA || id == NULL || id[0] == '\0')
            continue;
        if (jh_strmap_put(map, id, strlen(id), (uint32_t)r, &first, &is_new, NULL) != JH_OK) {
            u->no_memory = true;
            return;
        }
        jh_i_cell_name(first, key, cell);
        if (!is_new)
            jh_i_mark(u, JH_MARK_TWICE, r, key, jh_grid_at(u->grid, r, key),
                "stands in %s already; take one of them out, or say what this one is", cell);
    }
}

void jh_i_resolve_names(struct jh_understood *u)
{
    struct jh_strmap map, ids;
    jh_strmap_init(&map);
    jh_strmap_init(&ids);
    u->within = u->said != NULL && u->said->within != NULL
                    ? u->said->within
                    : jh_i_places_in_title(u->places, u->title);
    collect(u, &map);
    for (size_t i = 0; i < u->n_names && !u->no_memory; i++)
        decide(u, &u->name[i]);
    decide_by_neighbours(u);
    for (size_t i = 0; i < u->n_names; i++)
        tell(u, &u->name[i]);
    if (u->defines)
        find_twice(u, &ids);
    jh_strmap_release(&map);
    jh_strmap_release(&ids);
}
