/* What was understood, as JSON: for the page that shows it cell by cell, and for scripts. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "io/sheets/sheets.h"

static const char *match_name(const struct jh_got_name *n)
{
    static const char *const names[] = {"sure", "doubtful", "unknown"};
    return n->left_out ? "left_out" : n->decided ? "decided" : names[n->matched.match];
}

static const char *why_name(enum jh_match_why why)
{
    static const char *const names[] = {
        "", "short", "former", "abolished", "several", "elsewhere", "like", "not_listed"};
    return names[why];
}

static void put_columns(struct jh_json_writer *w, const struct jh_understood *u)
{
    char cell[JH_CELL_NAME_MAX];
    jh_json_open_array(w, "columns");
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        jh_i_cell_name(0, c, cell);
        cell[strlen(cell) - 1] = '\0';
        jh_json_open_object(w, NULL);
        jh_json_text(w, "column", cell);
        jh_json_text(w, "header", got->header);
        jh_json_text(w, "key", got->key);
        jh_json_bool(w, "empty", got->empty);
        jh_json_bool(w, "sure", got->sure);
        jh_json_text(w, "field", jh_i_sheet_fields[got->field].id);
        jh_json_text(w, "guess", jh_i_sheet_fields[got->guess].id);
        jh_json_text(w, "unit", got->unit != NULL ? got->unit->text : "");
        jh_json_num(w, "factor", got->factor);
        if (got->pivot_text != NULL) {
            jh_json_text(w, "pivot", jh_i_sheet_fields[got->pivot].id);
            jh_json_text(w, "value", got->pivot == JH_FLD_PERIOD ? got->period : got->pivot_text);
        }
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_cells(struct jh_json_writer *w, const struct jh_understood *u, size_t max_rows)
{
    jh_json_open_array(w, "cells");
    for (size_t r = 0; r < u->n_rows && r < max_rows; r++) {
        jh_json_open_array(w, NULL);
        for (size_t c = 0; c < u->n_columns; c++)
            jh_json_text(w, NULL, jh_grid_at(u->grid, r, c));
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
}

/* What each cell counts for, in the unit of its column; null where it is no number. */
static void put_numbers(struct jh_json_writer *w, const struct jh_understood *u, size_t max_rows)
{
    jh_json_open_array(w, "numbers");
    for (size_t r = 0; r < u->n_rows && r < max_rows; r++) {
        jh_json_open_array(w, NULL);
        for (size_t c = 0; c < u->n_columns && u->row[r].class == JH_ROW_DATA; c++)
            jh_json_num(w, NULL, jh_i_got_number(u, r, c));
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
}

/* Which name stands in a cell: index of names. */
static void put_ids(struct jh_json_writer *w, const struct jh_understood *u, size_t max_rows)
{
    char cell[JH_CELL_NAME_MAX];
    jh_json_open_object(w, "ids");
    for (size_t c = 0; c < u->n_columns; c++) {
        jh_i_cell_name(u->header_last, c, cell);
        if (u->column[c].pivot_name >= 0)
            jh_json_int(w, cell, u->column[c].pivot_name);
        for (size_t r = 0; u->column[c].name != NULL && r < u->n_rows && r < max_rows; r++) {
            jh_i_cell_name(r, c, cell);
            if (u->column[c].name[r] >= 0)
                jh_json_int(w, cell, u->column[c].name[r]);
        }
    }
    jh_json_close_object(w);
}

static void put_names(struct jh_json_writer *w, const struct jh_understood *u, enum jh_lang lang)
{
    char cell[JH_CELL_NAME_MAX];
    (void)lang;
    jh_json_open_array(w, "names");
    for (size_t i = 0; i < u->n_names; i++) {
        const struct jh_got_name *n = &u->name[i];
        jh_i_cell_name(n->row, n->column, cell);
        jh_json_open_object(w, NULL);
        jh_json_text(w, "what", jh_i_sheet_fields[n->what].id);
        jh_json_text(w, "text", n->text);
        jh_json_text(w, "above", n->above);
        jh_json_text(w, "cell", cell);
        jh_json_int(w, "count", (int64_t)n->count);
        jh_json_text(w, "match", match_name(n));
        jh_json_text(w, "why", why_name(n->matched.why));
        jh_json_text(w, "id", n->id);
        jh_json_text(w, "name", n->id != NULL ? n->matched.name : NULL);
        jh_json_open_array(w, "candidates");
        for (size_t k = 0; k < n->matched.n_candidates; k++) {
            jh_json_open_object(w, NULL);
            jh_json_text(w, "id", n->matched.candidate_id[k]);
            jh_json_text(w, "name", n->matched.candidate_name[k]);
            jh_json_close_object(w);
        }
        jh_json_close_array(w);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_marks(struct jh_json_writer *w, const struct jh_understood *u, enum jh_lang lang)
{
    static const char *const severities[] = {"note", "warning", "question"};
    char cell[JH_CELL_NAME_MAX];
    jh_json_open_array(w, "marks");
    for (size_t i = 0; i < u->n_marks; i++) {
        const struct jh_mark *m = &u->mark[i];
        jh_i_cell_name(m->row, m->column, cell);
        jh_json_open_object(w, NULL);
        jh_json_text(w, "cell", cell);
        jh_json_int(w, "row", m->row);
        jh_json_int(w, "column", m->column);
        jh_json_text(w, "rule", jh_i_mark_rules[m->rule].id);
        jh_json_text(w, "severity", severities[jh_i_mark_rules[m->rule].severity]);
        jh_json_text(w, "found", m->found);
        jh_json_text(w, "text", m->text[lang]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_rows(struct jh_json_writer *w, const struct jh_understood *u)
{
    struct jh_buf letters;
    jh_buf_init(&letters, (size_t)4 << 20);
    for (size_t r = 0; r < u->n_rows; r++)
        jh_buf_add(&letters, &JH_ROW_LETTERS[u->row[r].class], 1);
    jh_json_text(w, "rows", letters.data != NULL ? letters.data : "");
    jh_buf_release(&letters);
}

static void put_sheet(struct jh_json_writer *w, const struct jh_sheets *s,
    const struct jh_sheets_one *one, enum jh_lang lang, size_t max_rows)
{
    const struct jh_book *book = &s->book[one->book];
    const struct jh_book_sheet *sheet = &book->sheet[one->sheet];
    const struct jh_understood *u = &one->u;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "file", book->file);
    jh_json_text(w, "sheet", sheet->grid.sheet);
    jh_json_bool(w, "hidden", sheet->hidden);
    jh_json_bool(w, "left_out", one->left_out);
    jh_json_int(w, "pictures", (int64_t)sheet->n_pictures);
    if (!one->left_out) {
        jh_json_text(w, "kind", jh_i_sheet_kind_name(u->kind));
        jh_json_text(w, "title", u->title);
        jh_json_text(w, "within", u->within);
        jh_json_text(w, "period", u->period);
        jh_json_text(w, "basis", u->basis);
        jh_json_open_array(w, "header");
        jh_json_int(w, NULL, u->has_header ? (int64_t)u->header_first + 1 : 0);
        jh_json_int(w, NULL, u->has_header ? (int64_t)u->header_last + 1 : 0);
        jh_json_close_array(w);
        jh_json_int(w, "n_rows", (int64_t)u->n_rows);
        jh_json_int(w, "n_columns", (int64_t)u->n_columns);
        jh_json_int(w, "questions", (int64_t)jh_i_got_questions(u));
        put_rows(w, u);
        put_columns(w, u);
        put_names(w, u, lang);
        put_marks(w, u, lang);
        put_cells(w, u, max_rows);
        put_numbers(w, u, max_rows);
        put_ids(w, u, max_rows);
    }
    jh_json_close_object(w);
}

static void put_findings(struct jh_json_writer *w, const struct jh_sheets *s, enum jh_lang lang)
{
    static const char *const severities[] = {"note", "warning", "error"};
    jh_json_open_array(w, "remarks");
    for (size_t i = 0; i < s->findings.n; i++)
        for (size_t e = 0; e < s->findings.item[i].n_examples; e++) {
            const struct jh_finding_example *x = &s->findings.item[i].example[e];
            jh_json_open_object(w, NULL);
            jh_json_text(w, "rule", s->findings.item[i].rule);
            jh_json_text(w, "severity", severities[s->findings.item[i].severity]);
            jh_json_text(w, "file", x->file);
            jh_json_text(w, "sheet", x->found);
            jh_json_text(w, "text", x->text[lang]);
            jh_json_close_object(w);
        }
    jh_json_close_array(w);
}

void jh_i_sheets_json(
    const struct jh_sheets *s, enum jh_lang lang, size_t max_rows, struct jh_buf *out)
{
    struct jh_json_writer w;
    struct jh_buf recipe;
    jh_buf_init(&recipe, (size_t)16 << 20);
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    jh_json_open_array(&w, "sheets");
    for (size_t i = 0; i < s->n; i++)
        put_sheet(&w, s, &s->sheet[i], lang, max_rows);
    jh_json_close_array(&w);
    put_findings(&w, s, lang);
    jh_json_int(&w, "questions", (int64_t)jh_i_sheets_questions(s));
    jh_i_sheets_recipe(s, &recipe);
    jh_json_raw(&w, "recipe", recipe.data != NULL ? recipe.data : "null");
    jh_json_open_array(&w, "fields");
    for (int f = 1; f < JH_N_FLDS; f++)
        if (f != JH_FLD_NAME && f != JH_FLD_CODE)
            jh_json_text(&w, NULL, jh_i_sheet_fields[f].id);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    jh_buf_release(&recipe);
}
