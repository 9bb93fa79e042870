#include "sheet/understand.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/msg.h"
#include "sheet/parts.h"
#include "sheet/text.h"

enum { MARKS_MAX = 20000, MARK_TEXT_MAX = 400 };

const struct jh_rule_info jh_i_mark_rules[JH_N_MARK_RULES] = {
#define JH_X(name, id, severity, title) {id, title, severity},
    JH_MARK_MAP(JH_X)
#undef JH_X
};

const char *jh_i_keep(struct jh_understood *u, const char *text, size_t len)
{
    const char *out = len == 0 ? "" : jh_arena_strndup(u->arena, text, len);
    if (out == NULL) {
        u->no_memory = true;
        return "";
    }
    return out;
}

const char *jh_i_tight(struct jh_understood *u, const char *text)
{
    const char *out = jh_i_fold_tight(u->arena, text);
    if (out == NULL) {
        u->no_memory = true;
        return "";
    }
    return out;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void render(char *out, size_t size, enum jh_lang lang, const char *format, va_list args)
{
    vsnprintf(out, size, jh_tr(lang, format), args);
}
#pragma GCC diagnostic pop

void jh_i_mark(struct jh_understood *u, enum jh_mark_rule rule, size_t row, size_t column,
    const char *found, const char *format, ...)
{
    char text[MARK_TEXT_MAX];
    u->n_rule[rule]++;
    if (u->n_marks >= MARKS_MAX)
        return;
    if (u->n_marks == u->cap_marks) {
        const size_t cap = u->cap_marks * 2 + 64;
        struct jh_mark *grown = jh_i_realloc(u->mark, cap, sizeof *grown);
        if (grown == NULL) {
            u->no_memory = true;
            return;
        }
        u->mark = grown;
        u->cap_marks = cap;
    }
    struct jh_mark *m = &u->mark[u->n_marks++];
    *m = (struct jh_mark){.row = (uint32_t)row,
        .column = (uint32_t)column,
        .rule = rule,
        .found = found != NULL ? found : ""};
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        va_list args;
        va_start(args, format);
        render(text, sizeof text, (enum jh_lang)lang, format, args);
        va_end(args);
        m->text[lang] = jh_i_keep(u, text, strlen(text));
    }
}

size_t jh_i_got_column(const struct jh_understood *u, enum jh_sheet_field field)
{
    for (size_t c = 0; c < u->n_columns; c++)
        if (u->column[c].sure && u->column[c].field == field)
            return c;
    return SIZE_MAX;
}

uint64_t jh_i_got_questions(const struct jh_understood *u)
{
    uint64_t n = 0;
    for (int i = 0; i < JH_N_MARK_RULES; i++)
        if (jh_i_mark_rules[i].severity == 2)
            n += u->n_rule[i];
    return n;
}

/* Whether a header is the one that is wanted, with or without a unit in brackets behind it. */
static bool is_header(struct jh_understood *u, const char *text, const char *wanted)
{
    char *key = text[0] != '\0' ? jh_i_header_key(u->arena, text) : NULL;
    if (key == NULL || wanted == NULL)
        return false;
    if (strcmp(key, wanted) == 0)
        return true;
    char *tight = jh_i_fold_tight(u->arena, text),
         *open = tight != NULL ? strrchr(tight, '(') : NULL;
    if (open == NULL || open == tight || tight[strlen(tight) - 1] != ')')
        return false;
    *open = '\0';
    key = jh_i_header_key(u->arena, tight);
    return key != NULL && strcmp(key, wanted) == 0;
}

/* What a recipe says about this sheet: the one named so, else one whose columns are all there. */
static const struct jh_recipe_sheet *choose_said(struct jh_understood *u)
{
    for (size_t i = 0; u->recipe != NULL && i < u->recipe->n_sheets; i++) {
        const struct jh_recipe_sheet *s = &u->recipe->sheet[i];
        if (s->sheet != NULL && strcmp(s->sheet, u->grid->sheet) == 0)
            return s;
    }
    for (size_t i = 0; u->recipe != NULL && i < u->recipe->n_sheets; i++) {
        const struct jh_recipe_sheet *s = &u->recipe->sheet[i];
        size_t found = 0;
        for (size_t k = 0; k < s->n_columns; k++) {
            const char *last = s->column[k].header, *slash = strstr(last, " / ");
            for (; slash != NULL; slash = strstr(last, " / "))
                last = slash + 3;
            char *wanted = jh_i_header_key(u->arena, last);
            bool there = false;
            for (size_t r = 0; r < u->n_rows && r < 30 && !there; r++)
                for (size_t c = 0; c < u->n_columns && !there; c++)
                    there = is_header(u, jh_grid_at(u->grid, r, c), wanted);
            found += there;
        }
        if (s->sheet == NULL && (s->n_columns == 0 || found == s->n_columns))
            return s;
    }
    return NULL;
}

/* Fields without which a table cannot be made. */
static void check_needed(struct jh_understood *u)
{
    static const struct {
        enum jh_sheet_kind kind;
        enum jh_sheet_field one_of[3];
    } needed[] = {
        {JH_SHEET_AREAS, {JH_FLD_AREA, JH_FLD_AREA_ID, JH_FLD_NONE}},
        {JH_SHEET_AREAS, {JH_FLD_POPULATION, JH_FLD_NONE, JH_FLD_NONE}},
        {JH_SHEET_HOSPITALS, {JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID, JH_FLD_NONE}},
        {JH_SHEET_CAPABILITIES, {JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID, JH_FLD_NONE}},
        {JH_SHEET_CAPABILITIES, {JH_FLD_SPECIALTY, JH_FLD_NONE, JH_FLD_NONE}},
        {JH_SHEET_FLOWS, {JH_FLD_AREA, JH_FLD_AREA_ID, JH_FLD_NONE}},
        {JH_SHEET_FLOWS, {JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID, JH_FLD_DESTINATION}},
        {JH_SHEET_FLOWS, {JH_FLD_CASES, JH_FLD_NONE, JH_FLD_NONE}},
        {JH_SHEET_TRAVEL, {JH_FLD_AREA, JH_FLD_AREA_ID, JH_FLD_NONE}},
        {JH_SHEET_TRAVEL, {JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID, JH_FLD_NONE}},
        {JH_SHEET_TRAVEL, {JH_FLD_MINUTES, JH_FLD_NONE, JH_FLD_NONE}},
        {JH_SHEET_ZONES, {JH_FLD_AREA, JH_FLD_AREA_ID, JH_FLD_NONE}},
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        bool there = false, doubted = false;
        for (size_t k = 0; k < 3 && needed[i].one_of[k] != JH_FLD_NONE; k++)
            for (size_t c = 0; c < u->n_columns; c++) {
                const struct jh_got_column *got = &u->column[c];
                there = there ||
                        (got->sure &&
                            (got->field == needed[i].one_of[k] ||
                                (got->pivot_text != NULL && got->pivot == needed[i].one_of[k])));
                doubted = doubted || (!got->sure && got->guess == needed[i].one_of[k]);
            }
        if (u->kind == needed[i].kind && !there && !doubted)
            jh_i_mark(u, JH_MARK_NEEDED, u->header_last, 0,
                jh_i_sheet_fields[needed[i].one_of[0]].id,
                "no column is understood as %s; say which one it is",
                jh_i_sheet_fields[needed[i].one_of[0]].id);
    }
}

static void tell_columns(struct jh_understood *u)
{
    for (size_t c = 0; c < u->n_columns; c++) {
        const struct jh_got_column *got = &u->column[c];
        const char *guess = jh_i_sheet_fields[got->guess].id;
        if (got->empty || got->sure || u->kind == JH_SHEET_UNKNOWN)
            continue;
        bool told = false;
        for (size_t i = 0; i < u->n_marks && !told; i++)
            told = u->mark[i].rule == JH_MARK_UNIT && u->mark[i].column == c;
        if (told)
            continue;
        if (got->guess != JH_FLD_NONE)
            jh_i_mark(u, JH_MARK_DOUBTFUL_COLUMN, u->header_last, c, got->header,
                "may be %s; say what it is, or leave it out", guess);
        else
            jh_i_mark(u, JH_MARK_COLUMN, u->header_last, c, got->header,
                "not understood; say what it is, or leave it out");
    }
}

static void tell_kind(struct jh_understood *u)
{
    if (u->has_header && u->kind == JH_SHEET_UNKNOWN)
        jh_i_mark(u, JH_MARK_KIND, u->header_last, 0, u->grid->sheet,
            "its columns do not say what the sheet is about; say so, or leave it out");
}

static void run(struct jh_understood *u, const struct jh_understand_context *context)
{
    jh_i_find_header(u);
    jh_i_head_columns(u);
    if (!u->has_header) {
        jh_i_class_rows(u);
        return;
    }
    jh_i_map_columns(u);
    u->defines = (u->kind == JH_SHEET_AREAS && context->defines_areas) ||
                 (u->kind == JH_SHEET_HOSPITALS && context->defines_hospitals);
    jh_i_class_rows(u);
    jh_i_choose_units(u);
    jh_i_resolve_names(u);
    jh_i_check_values(u);
    jh_i_check_totals(u);
    tell_kind(u);
    tell_columns(u);
    check_needed(u);
}

enum jh_status jh_i_understand(const struct jh_grid *grid,
    const struct jh_understand_context *context, struct jh_arena *arena, struct jh_understood *out,
    struct jh_error *err)
{
    struct jh_understood u = {.grid = grid,
        .arena = arena,
        .words = context->words,
        .places = context->places,
        .clinics = context->clinics,
        .recipe = context->recipe,
        .n_rows = grid->n_rows,
        .n_columns = grid->n_columns,
        .title = "",
        .basis = ""};
    u.column = jh_arena_new(arena, grid->n_columns, struct jh_got_column);
    u.row = jh_arena_new(arena, grid->n_rows, struct jh_got_row);
    if (u.column == NULL || u.row == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    u.said = choose_said(&u);
    run(&u, context);
    if (u.no_memory) {
        jh_i_understood_release(&u);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    *out = u;
    return JH_OK;
}

void jh_i_understood_release(struct jh_understood *u)
{
    jh_i_free(u->name);
    jh_i_free(u->mark);
    u->name = NULL;
    u->mark = NULL;
    u->n_names = u->cap_names = u->n_marks = u->cap_marks = 0;
}
