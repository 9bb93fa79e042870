#include "io/sheets/tables_out.h"
#include "io/sheets/book_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/findings.h"
#include "base/num.h"
#include "io/outfile.h"
#include "sheet/parts.h"

#define TABLE_MAX ((size_t)2 << 30)

void jh_i_out_text(struct jh_tables_out *t, const char *text, bool last)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        jh_buf_puts(&t->text, text);
    } else {
        jh_buf_puts(&t->text, "\"");
        for (const char *p = text; *p != '\0'; p++) {
            if (*p == '"')
                jh_buf_puts(&t->text, "\"");
            jh_buf_add(&t->text, p, 1);
        }
        jh_buf_puts(&t->text, "\"");
    }
    jh_buf_puts(&t->text, last ? "\n" : ",");
}

void jh_i_out_from(
    struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column)
{
    if (t->origins == NULL)
        return;
    for (; t->counted < t->text.len; t->counted++)
        t->n_lines += t->text.data[t->counted] == '\n';
    const struct jh_origin origin = {
        u, (uint32_t)row, column != SIZE_MAX ? (uint32_t)column : UINT32_MAX};
    if (jh_i_origin_add(&t->lines, t->n_lines + 1, origin, NULL) != JH_OK)
        t->text.status = JH_E_NOMEM;
}

void jh_i_out_number(struct jh_tables_out *t, double value, bool last)
{
    char room[64] = "";
    if (isfinite(value))
        jh_i_shown_number(value, room, sizeof room);
    jh_i_out_text(t, room, last);
}

enum jh_status jh_i_out_file(struct jh_tables_out *t, const char *name, struct jh_error *err)
{
    struct jh_outfile file = {0};
    char *path = jh_i_path_join(t->dir, name);
    enum jh_status st =
        path == NULL ? jh_fail(err, JH_E_NOMEM, "out of memory") : jh_buf_status(&t->text, err);
    if (st == JH_OK)
        st = jh_i_outfile_open(path, &file, err);
    if (st == JH_OK) {
        fwrite(t->text.data != NULL ? t->text.data : "", 1, t->text.len, file.stream);
        st = jh_i_outfile_commit(&file, err);
    }
    jh_i_outfile_abort(&file);
    jh_i_free(path);
    jh_buf_reset(&t->text);
    if (t->origins != NULL)
        jh_i_origins_take(t->origins, name, &t->lines);
    t->n_lines = t->counted = 0;
    return st;
}

bool jh_i_out_used(const struct jh_sheets_one *one, enum jh_sheet_kind kind)
{
    return !one->left_out && one->u.has_header && one->u.kind == kind;
}

const char *jh_i_out_cell(
    const struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column)
{
    const char *text = column != SIZE_MAX ? jh_i_key_text(u, row, column) : "";
    const enum jh_read read = jh_i_number_read(u->words, text).read;
    (void)t;
    return read == JH_READ_MISSING || read == JH_READ_ERROR ? "" : text;
}

const char *jh_i_out_id(const struct jh_understood *u, size_t row, size_t column)
{
    if (column == SIZE_MAX || u->column[column].name == NULL || u->column[column].name[row] < 0)
        return NULL;
    return u->name[u->column[column].name[row]].id;
}

/* ---- Attributes --------------------------------------------------------------------------------- */

/* A column's name in the dataset: its header, with the unit its numbers are in. */
static const char *attribute_name(struct jh_tables_out *t, const struct jh_got_column *got)
{
    const size_t size = strlen(got->label) + (got->unit != NULL ? strlen(got->unit->text) + 3 : 1);
    char *out = jh_arena_alloc(&t->arena, size, 1);
    if (out != NULL)
        snprintf(out, size, got->unit != NULL ? "%s(%s)" : "%s%s", got->label,
            got->unit != NULL ? got->unit->text : "");
    return out;
}

static bool is_attribute(const struct jh_got_column *got)
{
    return !got->empty && got->sure && got->field == JH_FLD_ATTRIBUTE && got->label[0] != '\0';
}

size_t jh_i_out_attribute(struct jh_tables_out *t, const struct jh_understood *u, const char *name)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_arena_mark mark = jh_arena_save(&t->arena);
        const char *own = is_attribute(&u->column[c]) ? attribute_name(t, &u->column[c]) : NULL;
        const bool same = own != NULL && strcmp(own, name) == 0;
        jh_arena_rewind(&t->arena, mark);
        if (same)
            return c;
    }
    return SIZE_MAX;
}

enum jh_status jh_i_out_attributes(struct jh_tables_out *t, enum jh_sheet_kind kind,
    struct jh_attributes_out *out, struct jh_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < t->s->n; i++)
        most += jh_i_out_used(&t->s->sheet[i], kind) ? t->s->sheet[i].u.n_columns : 0;
    out->name = jh_arena_new(&t->arena, most, const char *);
    if (out->name == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < t->s->n; i++) {
        const struct jh_understood *u = &t->s->sheet[i].u;
        for (size_t c = 0; jh_i_out_used(&t->s->sheet[i], kind) && c < u->n_columns; c++) {
            if (!is_attribute(&u->column[c]))
                continue;
            const char *name = attribute_name(t, &u->column[c]);
            if (name == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            bool there = jh_i_sheet_field_find(name) != JH_FLD_NONE; /* a column of the table */
            for (size_t k = 0; k < out->n && !there; k++)
                there = strcmp(out->name[k], name) == 0;
            if (!there)
                out->name[out->n++] = name;
        }
    }
    return JH_OK;
}

static bool is_date_column(const struct jh_got_column *got)
{
    static const char *const words[] = {"时间", "日期", "date", "成立", "年月"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(got->label, words[i]) != NULL)
            return true;
    return false;
}

const char *jh_i_out_attribute_text(
    struct jh_tables_out *t, const struct jh_understood *u, size_t row, size_t column)
{
    const char *text = jh_i_out_cell(t, u, row, column);
    char room[64];
    const struct jh_number x = jh_i_number_read(u->words, text);
    if (is_date_column(&u->column[column]) && jh_i_date_read(text, room)) {
        const char *copy = jh_arena_strdup(&t->arena, room);
        return copy != NULL ? copy : "";
    }
    if (x.read != JH_READ_NUMBER)
        return text;
    /* a share as written: 92.3 under a head in %, else 0.923 */
    const bool percent = u->column[column].unit != NULL &&
                         u->column[column].unit->dimension == JH_DIM_SHARE && x.percent;
    jh_i_shown_number(percent ? x.value * 100 : x.value, room, sizeof room);
    const char *copy = jh_arena_strdup(&t->arena, room);
    return copy != NULL ? copy : "";
}

/* ---- The whole ---------------------------------------------------------------------------------- */

static enum jh_status write_descriptor(struct jh_tables_out *t, struct jh_error *err)
{
    const struct jh_recipe *r = &t->s->recipe.recipe;
    const struct jh_dataset *base = t->s->base; /* what it says of itself stays */
    const char *title = r->title != NULL ? r->title : base != NULL ? base->name : "";
    struct jh_json_writer w;
    if (!t->s->has_recipe || (!r->fictional && r->title == NULL))
        return JH_OK;
    jh_json_begin(&w, &t->text, true);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "name", "sheets");
    if (title[0] != '\0')
        jh_json_text(&w, "title", title);
    jh_json_open_object(&w, "junheng");
    jh_json_bool(&w, "fictional", r->fictional);
    jh_json_close_object(&w);
    jh_json_close_object(&w);
    return jh_i_out_file(t, "datapackage.json", err);
}

enum jh_status jh_i_sheets_write(const struct jh_sheets *sheets, const struct jh_place_file *places,
    enum jh_crs crs, const char *dir, struct jh_findings *findings, struct jh_origins *origins,
    struct jh_error *err)
{
    struct jh_tables_out t = {.s = sheets,
        .places = places,
        .crs = crs,
        .dir = dir,
        .findings = findings,
        .origins = origins};
    enum jh_status st = JH_OK;
    jh_arena_init(&t.arena, 0);
    jh_buf_init(&t.text, TABLE_MAX);
    JH_TRY(st, jh_i_out_areas(&t, err));
    JH_TRY(st, jh_i_out_hospitals(&t, err));
    JH_TRY(st, jh_i_out_flows(&t, err));
    JH_TRY(st, jh_i_out_rest(&t, err));
    st = write_descriptor(&t, err);
out:
    jh_i_free(t.lines.line);
    jh_buf_release(&t.text);
    jh_arena_release(&t.arena);
    return st;
}
