/* Tables of projects, commitments, tasks ... as facts. */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/json.h"
#include "io/programme/facts.h"
#include "io/programme/fields.h"
#include "io/programme/machines_json.h"

/* A table on its way in. */
struct taking {
    const struct jh_sheet *sheet;
    enum jh_fact_kind kind;
    const struct jh_register *reg;
    struct jh_facts *out;
    const struct jh_json *import; /* NULL: no other names */
    size_t id_column, status_column;
    size_t *field_of;   /* [n_columns]; SIZE_MAX: kept as an extra */
    size_t next_number; /* of projects without an id */
};

/* The field a column means. Where another column bears the field's own name, that one counts. */
static size_t field_of(const struct taking *t, size_t column)
{
    const struct jh_form *kind = jh_form_of(t->kind);
    const char *name = t->sheet->name[column];
    const struct jh_json *others = t->kind == JH_FACT_PROJECT
                                       ? jh_json_get(t->import, "columns")
                                       : jh_json_get(jh_json_get(t->import, "others"), kind->id);
    const char *other = jh_json_as_text(jh_json_get(others, name));
    const size_t own = jh_field_find(kind, name);
    const size_t f = own != SIZE_MAX ? own
                     : other != NULL ? jh_field_find(kind, other)
                                     : jh_i_field_named(kind, name);
    if (f == SIZE_MAX || own != SIZE_MAX)
        return f;
    if (jh_i_sheet_find(t->sheet, kind->field[f].name) != SIZE_MAX)
        return SIZE_MAX;
    /* Two columns may not mean one field: the first does. */
    for (size_t c = 0; c < column; c++)
        if (t->field_of[c] == f)
            return SIZE_MAX;
    return f;
}

/* The column that says what the row is about: "task_id", "id", "任务编号", "编号"; of facts about a
 * project the project's. */
static size_t id_column(const struct taking *t)
{
    const struct jh_form *form = jh_form_of(t->kind);
    const struct jh_form *owner = jh_form_owner(t->kind);
    const char *const id_zh = jh_tr(JH_LANG_ZH, "id");
    char name[8][96];
    size_t n = 0;
    snprintf(name[n++], sizeof *name, "%s_id", form->id);
    snprintf(name[n++], sizeof *name, "id");
    snprintf(name[n++], sizeof *name, "%.60s%.30s", jh_tr(JH_LANG_ZH, form->label), id_zh);
    if (owner != NULL) {
        snprintf(name[n++], sizeof *name, "%s_id", owner->id);
        snprintf(name[n++], sizeof *name, "%s", owner->id);
        snprintf(name[n++], sizeof *name, "%.60s%.30s", jh_tr(JH_LANG_ZH, owner->label), id_zh);
    }
    snprintf(name[n++], sizeof *name, "%s", id_zh);
    if (!form->has_item && t->kind != JH_FACT_PROJECT)
        snprintf(name[n++], sizeof *name, "%s", jh_tr(JH_LANG_ZH, "number"));
    for (size_t k = 0; k < n; k++) {
        const size_t c = jh_i_sheet_find(t->sheet, name[k]);
        if (c != SIZE_MAX)
            return c;
    }
    return SIZE_MAX;
}

static enum jh_status begin(struct taking *t, struct jh_error *err)
{
    char id[64];
    const struct jh_json *status =
        t->kind == JH_FACT_PROJECT ? jh_json_get(t->import, "status_columns") : NULL;
    snprintf(id, sizeof id, "%s_id", jh_form_of(t->kind)->id);
    t->id_column = id_column(t);
    for (size_t k = 0; k < jh_json_length(status) && t->status_column == SIZE_MAX; k++) {
        const char *name = jh_json_as_text(jh_json_item(status, k));
        t->status_column = name != NULL ? jh_i_sheet_find(t->sheet, name) : SIZE_MAX;
    }
    if (t->id_column == SIZE_MAX && t->kind != JH_FACT_PROJECT)
        return jh_fail(err, JH_E_DATA, "%s has no column \"%.60s\"", t->sheet->path, id);
    t->field_of = jh_arena_new(&t->out->arena, t->sheet->n_columns, size_t);
    if (t->field_of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t c = 0; c < t->sheet->n_columns; c++)
        t->field_of[c] = field_of(t, c);
    t->next_number = 1;
    return JH_OK;
}

static void name_project(struct taking *t, char out[32])
{
    do
        snprintf(out, 32, "P%04zu", t->next_number++);
    while (t->reg != NULL && jh_register_find(t->reg, JH_FACT_PROJECT, out, "") != NULL);
}

/* What does not fit its field (a batch "1-4", beds "600 (phase 1)") stays as it came, as an extra. */
static bool fits(const struct jh_field *field, const char *text)
{
    double number;
    int64_t day;
    return (field->type != JH_FIELD_NUMBER ||
               (jh_num_parse(text, strlen(text), &number) && number >= 0)) &&
           (field->type != JH_FIELD_DATE || jh_day_parse(text, &day));
}

/* One cell: into its field where it fits, and as it came where its name or text would be lost. */
static enum jh_status take_cell(
    struct taking *t, size_t column, const char *text, struct jh_error *err)
{
    const struct jh_form *form = jh_form_of(t->kind);
    const size_t f = t->field_of[column];
    const char *name = t->sheet->name[column];
    const bool lenient = t->kind == JH_FACT_PROJECT;
    const char *meant = text;
    char other[128];
    enum jh_status st = JH_OK;
    if (f != SIZE_MAX)
        st = jh_i_field_value(&t->out->arena, &form->field[f], text, &meant, err);
    if (st == JH_OK && f != SIZE_MAX && !(lenient && !fits(&form->field[f], meant))) {
        st = jh_field_check(&form->field[f], meant, err);
        if (st == JH_OK)
            st = jh_i_facts_set(t->out, form->field[f].name, meant, err);
        /* What stands under the field's own name and is meant as written is not kept twice. */
        if (st != JH_OK || !lenient ||
            (strcmp(form->field[f].name, name) == 0 && strcmp(meant, text) == 0))
            return st;
    }
    if (st != JH_OK)
        return st;
    /* A name that is a field's own must not be taken for the field. */
    snprintf(other, sizeof other, "%.100s:text", name);
    return jh_i_facts_set(t->out, jh_field_find(form, name) != SIZE_MAX ? other : name, text, err);
}

static enum jh_status take_cells(struct taking *t, size_t row, struct jh_error *err)
{
    for (size_t c = 0; c < t->sheet->n_columns; c++) {
        const char *text = jh_i_sheet_text(t->sheet, row, c);
        if (text[0] == '\0' || c == t->id_column || t->sheet->name[c][0] == '\0')
            continue;
        enum jh_status st = take_cell(t, c, text, err);
        if (st != JH_OK)
            return jh_i_sheet_placed(t->sheet, row, c, st, err);
    }
    return JH_OK;
}

/* A project that is not named is called after its host, its exporter, or its id. */
static enum jh_status name_it(struct taking *t, const char *id, struct jh_error *err)
{
    static const char *const instead[] = {"name", "host", "exporter"};
    const struct jh_fact *fact = &t->out->fact[t->out->n - 1];
    const char *name = NULL;
    for (size_t k = 0; k < sizeof instead / sizeof *instead && name == NULL; k++)
        name = fact->value[jh_field_find(jh_form_of(JH_FACT_PROJECT), instead[k])];
    return jh_i_facts_set(t->out, "name", name != NULL ? name : id, err);
}

static const char *said(const struct jh_fact *fact, const char *field)
{
    const char *text = fact->value[jh_field_find(jh_form_of(JH_FACT_PROJECT), field)];
    return text != NULL ? text : "";
}

/* A project that gets a new id must not stand there already: the table may be imported twice. */
static enum jh_status check_new(struct taking *t, size_t row, struct jh_error *err)
{
    static const char *const same[] = {"name", "exporter", "host", "batch"};
    const struct jh_fact *fact = &t->out->fact[t->out->n - 1];
    for (size_t i = 0; t->reg != NULL && i < jh_register_count(t->reg); i++) {
        const struct jh_entity *e = jh_register_at(t->reg, i);
        size_t k = 0;
        while (e->kind == JH_FACT_PROJECT && k < 4 &&
               strcmp(said(fact, same[k]), jh_entity_text(e, same[k])) == 0)
            k++;
        if (k < 4)
            continue;
        enum jh_status st = jh_fail(err, JH_E_DATA, "project \"%.60s\" is in the register as %s",
            said(fact, "name"), e->subject);
        jh_hint(err, "To change it give its id in a column project_id; else take the row out.");
        return jh_i_sheet_placed(t->sheet, row, SIZE_MAX, st, err);
    }
    return JH_OK;
}

/* States that a status text stands for, by import moves. */
static enum jh_status take_status(
    struct taking *t, size_t row, const char *subject, struct jh_error *err)
{
    const char *text = jh_i_sheet_text(t->sheet, row, t->status_column);
    const struct jh_json *states = jh_json_get(jh_json_get(t->import, "status"), text);
    struct jh_json_member m = {0};
    enum jh_status st = JH_OK;
    while (jh_json_next(states, &m)) {
        const char *state = jh_json_as_text(m.value);
        JH_TRY(st, jh_i_facts_add(t->out, JH_FACT_MOVE, subject, NULL, NULL, err));
        JH_TRY(st, jh_i_facts_set(t->out, "machine", m.key, err));
        JH_TRY(st, jh_i_facts_set(t->out, "move", JH_MOVE_IMPORT, err));
        JH_TRY(st, jh_i_facts_set(t->out, "state", state != NULL ? state : "", err));
        JH_TRY(st, jh_i_facts_set(t->out, "reason", text, err));
    }
out:
    return st;
}

enum jh_status jh_i_facts_of_sheet(const struct jh_sheet *sheet, enum jh_fact_kind kind,
    const struct jh_register *reg, struct jh_facts *out, struct jh_error *err)
{
    struct taking t = {
        .sheet = sheet, .kind = kind, .reg = reg, .out = out, .status_column = SIZE_MAX};
    struct jh_json *import = NULL;
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_embedded_json(JH_IMPORT_FILE, &import, err));
    t.import = import;
    JH_TRY(st, begin(&t, err));
    for (size_t row = 0; row < sheet->n_rows; row++) {
        char made[32] = "";
        struct jh_fact *fact;
        const char *id = jh_i_sheet_text(sheet, row, t.id_column);
        if (id[0] == '\0' && kind == JH_FACT_PROJECT) {
            name_project(&t, made);
            id = made;
        }
        if (id[0] == '\0') {
            st = jh_i_sheet_placed(
                sheet, row, t.id_column, jh_fail(err, JH_E_DATA, "the id is missing"), err);
            goto out;
        }
        JH_TRY(st, jh_i_facts_add(out, kind, id, &fact, NULL, err));
        fact->id = sheet->line[row];
        JH_TRY(st, take_cells(&t, row, err));
        if (kind == JH_FACT_PROJECT)
            JH_TRY(st, name_it(&t, id, err));
        if (id == made)
            JH_TRY(st, check_new(&t, row, err));
        if (kind == JH_FACT_PROJECT && t.status_column != SIZE_MAX)
            JH_TRY(st, take_status(&t, row, id, err));
    }
out:
    jh_json_free(import);
    return st;
}

enum jh_status jh_i_facts_of_batches(struct jh_facts *out, struct jh_error *err)
{
    struct jh_json *root = NULL;
    enum jh_status st = jh_i_embedded_json(JH_BATCHES_FILE, &root, err);
    const struct jh_json *list = jh_json_get(root, "batches");
    for (size_t k = 0; k < jh_json_length(list) && st == JH_OK; k++) {
        const struct jh_json *one = jh_json_item(list, k);
        struct jh_json_member m = {0};
        const char *level = jh_json_as_text(jh_json_get(one, "level"));
        st = jh_i_facts_add(out, JH_FACT_BATCH, level != NULL ? level : "", NULL, NULL, err);
        while (st == JH_OK && jh_json_next(one, &m)) {
            const char *text = jh_json_as_text(m.value);
            char number[JH_NUM_TEXT_MAX];
            double value;
            if (strcmp(m.key, "level") == 0)
                continue;
            if (text == NULL && jh_json_as_num(m.value, &value)) {
                jh_num_format(value, number);
                text = number;
            }
            st = jh_i_facts_set(
                out, strcmp(m.key, "batch") == 0 ? "item" : m.key, text != NULL ? text : "", err);
        }
    }
    jh_json_free(root);
    return st;
}
