/* Recipes: JSON in and out. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/sheets/sheets.h"
#include "sheet/parts.h"
#include "sheet/text.h"

static enum jh_status wrong(struct jh_error *err, const char *where, const char *key)
{
    enum jh_status st = jh_fail(err, JH_E_DATA, "the recipe is wrong at \"%.60s\"", key);
    jh_hint(err, "docs/sheets.md says what may stand there.");
    jh_where(err, "%s/%s", where, key);
    return st;
}

static bool is_one_of(const char *key, size_t n, const char *const *known)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(key, known[i]) == 0)
            return true;
    return false;
}

static enum jh_status check_keys(const struct jh_json *object, size_t n, const char *const *known,
    const char *where, struct jh_error *err)
{
    struct jh_json_member m = {0};
    if (jh_json_kind(object) != JH_JSON_OBJECT)
        return wrong(err, where, "");
    while (jh_json_next(object, &m))
        if (!is_one_of(m.key, n, known))
            return wrong(err, where, m.key);
    return JH_OK;
}

/* A column: "population", or {"field": .., "factor": ..}. */
static enum jh_status take_column(struct jh_recipe_file *f, const struct jh_json_member *m,
    struct jh_recipe_column *out, struct jh_error *err)
{
    static const char *const known[] = {"field", "factor"};
    const char *field = jh_json_as_text(m->value);
    *out = (struct jh_recipe_column){.header = m->key, .key = m->key};
    if (field == NULL) {
        enum jh_status st = check_keys(m->value, 2, known, "/sheets/columns", err);
        if (st != JH_OK)
            return st;
        field = jh_json_as_text(jh_json_get(m->value, "field"));
        jh_json_as_num(jh_json_get(m->value, "factor"), &out->factor);
        if (!(out->factor >= 0) || isinf(out->factor))
            return wrong(err, "/sheets/columns", m->key);
    }
    if (field != NULL && field[0] != '\0' && strcmp(field, "?") != 0) {
        out->field = jh_i_sheet_field_find(field);
        if (out->field == JH_FLD_NONE)
            return wrong(err, "/sheets/columns", field);
    }
    (void)f;
    return JH_OK;
}

static enum jh_status take_sheet(struct jh_recipe_file *f, const struct jh_json *value,
    struct jh_recipe_sheet *out, struct jh_error *err)
{
    static const char *const known[] = {"sheet", "kind", "leave_out", "header", "columns", "within",
        "period", "basis", "source", "covers", "measure", "note"};
    const struct jh_json *columns = jh_json_get(value, "columns"),
                         *header = jh_json_get(value, "header");
    const char *kind = jh_json_as_text(jh_json_get(value, "kind"));
    int64_t first = 0, last = 0;
    enum jh_status st = check_keys(value, sizeof known / sizeof *known, known, "/sheets", err);
    if (st != JH_OK)
        return st;
    *out = (struct jh_recipe_sheet){.sheet = jh_json_as_text(jh_json_get(value, "sheet")),
        .within = jh_json_as_text(jh_json_get(value, "within")),
        .period = jh_json_as_text(jh_json_get(value, "period")),
        .basis = jh_json_as_text(jh_json_get(value, "basis")),
        .source = jh_json_as_text(jh_json_get(value, "source")),
        .covers = jh_json_as_text(jh_json_get(value, "covers")),
        .measure = jh_json_as_text(jh_json_get(value, "measure"))};
    jh_json_as_bool(jh_json_get(value, "leave_out"), &out->leave_out);
    if (kind != NULL && strcmp(kind, "?") != 0) {
        out->kind = jh_i_sheet_kind_find(kind);
        if (out->kind == JH_SHEET_UNKNOWN)
            return wrong(err, "/sheets/kind", kind);
    }
    if (header != NULL) {
        if (!jh_json_as_int(jh_json_item(header, 0), &first) ||
            !jh_json_as_int(jh_json_item(header, 1), &last) || first < 1 || last < first ||
            last > 1 << 20)
            return wrong(err, "/sheets", "header");
        out->header_first = (size_t)first;
        out->header_last = (size_t)last;
    }
    out->column = jh_arena_new(&f->arena, jh_json_length(columns), struct jh_recipe_column);
    if (out->column == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    struct jh_json_member m = {0};
    while (st == JH_OK && jh_json_kind(columns) == JH_JSON_OBJECT && jh_json_next(columns, &m))
        st = take_column(f, &m, &out->column[out->n_columns++], err);
    return st;
}

/* {"name": "id" | null}; objects are questions still open. */
static enum jh_status take_names(struct jh_recipe_file *f, const char *key, size_t *out_n,
    struct jh_recipe_name **out, struct jh_error *err)
{
    const struct jh_json *object = jh_json_get(f->document, key);
    struct jh_json_member m = {0};
    if (object == NULL)
        return JH_OK;
    if (jh_json_kind(object) != JH_JSON_OBJECT)
        return wrong(err, "", key);
    *out = jh_arena_new(&f->arena, jh_json_length(object), struct jh_recipe_name);
    if (*out == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (jh_json_next(object, &m)) {
        const char *id = jh_json_as_text(m.value);
        if (jh_json_kind(m.value) != JH_JSON_NULL && id == NULL &&
            jh_json_kind(m.value) != JH_JSON_OBJECT)
            return wrong(err, key, m.key);
        if (jh_json_kind(m.value) != JH_JSON_OBJECT && (id == NULL || id[0] != '\0'))
            (*out)[(*out_n)++] = (struct jh_recipe_name){m.key, id};
    }
    return JH_OK;
}

static enum jh_status take_values(struct jh_recipe_file *f, struct jh_error *err)
{
    const struct jh_json *object = jh_json_get(f->document, "values");
    struct jh_json_member m = {0};
    if (object == NULL)
        return JH_OK;
    if (jh_json_kind(object) != JH_JSON_OBJECT)
        return wrong(err, "", "values");
    f->recipe.value = jh_arena_new(&f->arena, jh_json_length(object), struct jh_recipe_value);
    if (f->recipe.value == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    while (jh_json_next(object, &m)) {
        double x = JH_NAN;
        if (jh_json_kind(m.value) == JH_JSON_OBJECT)
            continue;
        if (jh_json_kind(m.value) != JH_JSON_NULL && !jh_json_as_num(m.value, &x))
            return wrong(err, "/values", m.key);
        f->recipe.value[f->recipe.n_values++] = (struct jh_recipe_value){m.key, x};
    }
    return JH_OK;
}

enum jh_status jh_i_recipe_parse(
    const char *json, size_t len, struct jh_recipe_file *out, struct jh_error *err)
{
    static const char *const known[] = {"recipe", "title", "note", "own_ids", "fictional", "crs",
        "sheets", "areas", "hospitals", "values"};
    const struct jh_json_limits limits = {(size_t)16 << 20, 12};
    struct jh_recipe_file f = {0};
    const struct jh_json *sheets;
    enum jh_status st = JH_OK;
    int64_t version = 0;
    jh_arena_init(&f.arena, 0);
    JH_TRY(st, jh_json_parse(json, len, limits, &f.document, err));
    JH_TRY(st, check_keys(f.document, sizeof known / sizeof *known, known, "", err));
    if (!jh_json_as_int(jh_json_get(f.document, "recipe"), &version) || version != 1) {
        st = wrong(err, "", "recipe");
        goto out;
    }
    jh_json_as_bool(jh_json_get(f.document, "own_ids"), &f.recipe.own_ids);
    jh_json_as_bool(jh_json_get(f.document, "fictional"), &f.recipe.fictional);
    f.recipe.crs = jh_json_as_text(jh_json_get(f.document, "crs"));
    f.recipe.title = jh_json_as_text(jh_json_get(f.document, "title"));
    sheets = jh_json_get(f.document, "sheets");
    f.recipe.sheet = jh_arena_new(&f.arena, jh_json_length(sheets), struct jh_recipe_sheet);
    if (f.recipe.sheet == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < jh_json_length(sheets); i++)
        JH_TRY(
            st, take_sheet(&f, jh_json_item(sheets, i), &f.recipe.sheet[f.recipe.n_sheets++], err));
    JH_TRY(st, take_names(&f, "areas", &f.recipe.n_areas, &f.recipe.area, err));
    JH_TRY(st, take_names(&f, "hospitals", &f.recipe.n_hospitals, &f.recipe.hospital, err));
    JH_TRY(st, take_values(&f, err));
    *out = f;
    return JH_OK;
out:
    jh_i_recipe_release(&f);
    return st;
}

void jh_i_recipe_release(struct jh_recipe_file *recipe)
{
    jh_json_free(recipe->document);
    jh_arena_release(&recipe->arena);
    *recipe = (struct jh_recipe_file){0};
}

/* ---- Writing ----------------------------------------------------------------------------------- */

static void put_columns(struct jh_json_writer *w, const struct jh_understood *u)
{
    jh_json_open_object(w, "columns");
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        bool twin = got->pivot_text != NULL && got->pivot == JH_FLD_PERIOD;
        if (got->empty || got->key[0] == '\0' || twin || got->pivot_text != NULL)
            continue; /* headers that are values change from year to year */
        const char *field = got->sure ? jh_i_sheet_fields[got->field].id : "?";
        if (got->factor == 1 || !got->sure) {
            jh_json_text(w, got->key, field);
            continue;
        }
        jh_json_open_object(w, got->key);
        jh_json_text(w, "field", field);
        jh_json_num(w, "factor", got->factor);
        jh_json_close_object(w);
    }
    jh_json_close_object(w);
}

static void put_sheet(struct jh_json_writer *w, const struct jh_sheets_one *one)
{
    const struct jh_understood *u = &one->u;
    const struct jh_recipe_sheet *said = u->said;
    jh_json_open_object(w, NULL);
    if (said != NULL && said->sheet != NULL)
        jh_json_text(w, "sheet", said->sheet);
    jh_json_text(w, "kind", u->kind == JH_SHEET_UNKNOWN ? "?" : jh_i_sheet_kind_name(u->kind));
    if (said != NULL && said->header_first > 0) {
        jh_json_open_array(w, "header");
        jh_json_int(w, NULL, (int64_t)said->header_first);
        jh_json_int(w, NULL, (int64_t)said->header_last);
        jh_json_close_array(w);
    }
    put_columns(w, u);
    const char *const texts[][2] = {{"within", said != NULL ? said->within : NULL},
        {"period", said != NULL ? said->period : NULL},
        {"basis", u->basis[0] != '\0' ? u->basis : NULL},
        {"source", said != NULL ? said->source : NULL},
        {"covers", said != NULL ? said->covers : NULL},
        {"measure", said != NULL ? said->measure : NULL}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i][1] != NULL)
            jh_json_text(w, texts[i][0], texts[i][1]);
    jh_json_close_object(w);
}

static void put_open(struct jh_json_writer *w, const struct jh_got_name *n, const char *key)
{
    jh_json_open_object(w, key);
    jh_json_open_array(w, "choose");
    for (size_t i = 0; i < n->matched.n_candidates; i++) {
        jh_json_open_array(w, NULL);
        jh_json_text(w, NULL, n->matched.candidate_id[i]);
        jh_json_text(w, NULL, n->matched.candidate_name[i]);
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
    jh_json_close_object(w);
}

/* Decisions of the recipe, then what is still open. */
static void put_names(struct jh_json_writer *w, const struct jh_sheets *s, bool hospitals)
{
    const struct jh_recipe *r = &s->recipe.recipe;
    const size_t n = !s->has_recipe ? 0 : hospitals ? r->n_hospitals : r->n_areas;
    struct jh_strmap told;
    struct jh_buf key;
    jh_strmap_init(&told);
    jh_buf_init(&key, 1 << 16);
    jh_json_open_object(w, hospitals ? "hospitals" : "areas");
    for (size_t i = 0; i < n; i++) {
        const struct jh_recipe_name *name = hospitals ? &r->hospital[i] : &r->area[i];
        jh_json_text(w, name->text, name->id);
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct jh_understood *u = &s->sheet[i].u;
        for (size_t k = 0; k < u->n_names && !s->sheet[i].left_out; k++) {
            const struct jh_got_name *one = &u->name[k];
            uint32_t at;
            bool is_new = false;
            if ((one->what == JH_FLD_HOSPITAL) != hospitals || one->id != NULL || one->left_out)
                continue;
            jh_buf_reset(&key);
            if (one->above[0] != '\0')
                jh_buf_printf(&key, "%s/", one->above);
            jh_buf_puts(&key, one->text);
            if (jh_buf_status(&key, NULL) == JH_OK &&
                jh_strmap_put(&told, one->text, strlen(one->text), 0, &at, &is_new, NULL) ==
                    JH_OK &&
                is_new)
                put_open(w, one, key.data);
        }
    }
    jh_json_close_object(w);
    jh_buf_release(&key);
    jh_strmap_release(&told);
}

static void put_values(struct jh_json_writer *w, const struct jh_sheets *s)
{
    jh_json_open_object(w, "values");
    for (size_t i = 0; s->has_recipe && i < s->recipe.recipe.n_values; i++)
        jh_json_num(w, s->recipe.recipe.value[i].text, s->recipe.recipe.value[i].value);
    jh_json_close_object(w);
}

void jh_i_sheets_recipe(const struct jh_sheets *s, struct jh_buf *out)
{
    struct jh_json_writer w;
    const struct jh_recipe *r = &s->recipe.recipe;
    jh_json_begin(&w, out, true);
    jh_json_open_object(&w, NULL);
    jh_json_int(&w, "recipe", 1);
    if (s->has_recipe && r->title != NULL)
        jh_json_text(&w, "title", r->title);
    if (s->has_recipe && r->own_ids)
        jh_json_bool(&w, "own_ids", true);
    if (s->has_recipe && r->fictional)
        jh_json_bool(&w, "fictional", true);
    if (s->has_recipe && r->crs != NULL)
        jh_json_text(&w, "crs", r->crs);
    jh_json_open_array(&w, "sheets");
    for (size_t i = 0; i < s->n; i++)
        if (!s->sheet[i].left_out)
            put_sheet(&w, &s->sheet[i]);
    for (size_t i = 0; s->has_recipe && i < r->n_sheets; i++)
        if (r->sheet[i].leave_out && r->sheet[i].sheet != NULL) {
            jh_json_open_object(&w, NULL);
            jh_json_text(&w, "sheet", r->sheet[i].sheet);
            jh_json_bool(&w, "leave_out", true);
            jh_json_close_object(&w);
        }
    jh_json_close_array(&w);
    put_names(&w, s, false);
    put_names(&w, s, true);
    put_values(&w, s);
    jh_json_close_object(&w);
    jh_buf_puts(out, "\n");
}
