#include "io/sheets/sheets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/fail.h"
#include "base/findings.h"
#include "base/run.h"
#include "io/sheets/origins.h"
#include "sheet/parts.h"
#include "sheet/text.h"

#define TEXT_FILE_MAX ((size_t)16 << 20)

static const struct jh_rule rules[] = {
    {"hidden-sheet", JH_SEVERITY_WARNING, "a hidden sheet"},
    {"hidden-rows", JH_SEVERITY_NOTE, "hidden rows"},
    {"picture", JH_SEVERITY_WARNING, "a picture on a sheet"},
    {"macros", JH_SEVERITY_NOTE, "a workbook with macros"},
    {"links", JH_SEVERITY_WARNING, "a workbook that takes values from others"},
    {"empty-sheet", JH_SEVERITY_NOTE, "an empty sheet"},
    {"left-out-sheet", JH_SEVERITY_NOTE, "a sheet left out"},
};
enum { HIDDEN, HIDDEN_ROWS, PICTURE, MACROS, LINKS, EMPTY, LEFT_OUT };

static enum jh_status read_file(const char *path, struct jh_buf *out, struct jh_error *err)
{
    char block[4096];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return jh_fail(err, JH_E_IO, "cannot open %s: %s", path, strerror(errno));
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        jh_buf_add(out, block, n);
    fclose(f);
    return jh_buf_status(out, err);
}

static enum jh_status read_words(struct jh_sheets *s, const char *path, struct jh_error *err)
{
    static const char built_in[] = "data/sheets/words.tsv";
    const struct jh_embedded *table = jh_embedded_find(built_in);
    enum jh_status st = JH_OK;
    struct jh_buf own;
    jh_buf_init(&own, TEXT_FILE_MAX);
    if (path != NULL) {
        JH_TRY(st, read_file(path, &own, err));
        JH_TRY(st, jh_i_words_add(&s->words, path, own.data != NULL ? own.data : "", own.len, err));
    }
    st = table != NULL ? jh_i_words_add(&s->words, built_in, table->data, table->len, err)
                       : jh_fail(err, JH_E_INTERNAL, "the program carries no table of words");
out:
    jh_buf_release(&own);
    return st;
}

static enum jh_status read_recipe(
    struct jh_sheets *s, const struct jh_sheets_options *o, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_buf text;
    jh_buf_init(&text, TEXT_FILE_MAX);
    if (o->recipe_path != NULL) {
        JH_TRY(st, read_file(o->recipe_path, &text, err));
        JH_TRY(
            st, jh_i_recipe_parse(text.data != NULL ? text.data : "", text.len, &s->recipe, err));
        s->has_recipe = true;
    } else if (o->recipe_json != NULL) {
        JH_TRY(st, jh_i_recipe_parse(o->recipe_json, o->recipe_len, &s->recipe, err));
        s->has_recipe = true;
    }
out:
    jh_buf_release(&text);
    return st;
}

static enum jh_status read_books(struct jh_sheets *s, size_t n_paths, const char *const *path,
    const struct jh_run *run, struct jh_error *err)
{
    size_t n = 0;
    s->book = jh_i_calloc(n_paths, sizeof *s->book);
    if (s->book == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (; s->n_books < n_paths; s->n_books++) {
        enum jh_status st = jh_i_book_read(path[s->n_books], run, &s->book[s->n_books], err);
        if (st != JH_OK)
            return st;
        n += s->book[s->n_books].n_sheets;
    }
    s->sheet = jh_i_calloc(n, sizeof *s->sheet);
    if (s->sheet == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t b = 0; b < s->n_books; b++)
        for (size_t i = 0; i < s->book[b].n_sheets; i++)
            s->sheet[s->n++] = (struct jh_sheets_one){.book = b, .sheet = i};
    return JH_OK;
}

/* ---- What is no table -------------------------------------------------------------------------- */

static bool named_by_recipe(const struct jh_sheets *s, const char *sheet, bool *out_leave_out)
{
    *out_leave_out = false;
    for (size_t i = 0; s->has_recipe && i < s->recipe.recipe.n_sheets; i++) {
        const struct jh_recipe_sheet *r = &s->recipe.recipe.sheet[i];
        if (r->sheet != NULL && strcmp(r->sheet, sheet) == 0) {
            *out_leave_out = r->leave_out;
            return true;
        }
    }
    return false;
}

static void report(struct jh_sheets *s, int rule, const char *label, const char *found,
    const char *format, ...) JH_PRINTF(5, 6);
static void report(
    struct jh_sheets *s, int rule, const char *label, const char *found, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    jh_findings_addv(&s->findings, &rules[rule], label, 0, 0, found, format, args);
    va_end(args);
}

static void sort_out(struct jh_sheets *s)
{
    for (size_t b = 0; b < s->n_books; b++) {
        const struct jh_book *book = &s->book[b];
        if (book->has_macros)
            report(s, MACROS, book->file, NULL,
                "macros are never run; the values are those that were saved last");
        if (book->has_links)
            report(s, LINKS, book->file, NULL,
                "no other file is opened; the values are those that were saved last, see that they "
                "are still right");
    }
    for (size_t i = 0; i < s->n; i++) {
        struct jh_sheets_one *one = &s->sheet[i];
        const struct jh_book *book = &s->book[one->book];
        const struct jh_book_sheet *sheet = &book->sheet[one->sheet];
        bool leave_out;
        const bool named = named_by_recipe(s, sheet->grid.sheet, &leave_out);
        const bool empty = sheet->grid.n_rows == 0;
        one->left_out = leave_out || empty || (sheet->hidden && !named);
        if (sheet->n_pictures > 0 && empty)
            report(s, PICTURE, book->file, sheet->grid.sheet,
                "the sheet holds a picture and no cells; a picture of a table cannot be read: ask "
                "for the workbook it was made from");
        else if (sheet->n_pictures > 0)
            report(s, PICTURE, book->file, sheet->grid.sheet, "what the picture shows is not read");
        else if (empty)
            report(s, EMPTY, book->file, sheet->grid.sheet, "the sheet holds no cells");
        if (leave_out)
            report(s, LEFT_OUT, book->file, sheet->grid.sheet, "left out as the recipe says");
        else if (sheet->hidden && !named && !empty)
            report(s, HIDDEN, book->file, sheet->grid.sheet,
                "hidden sheets are not read; show it in the spreadsheet program, or name it in the "
                "recipe");
        if (sheet->n_hidden_rows > 0 && !one->left_out)
            report(s, HIDDEN_ROWS, book->file, sheet->grid.sheet,
                "%zu hidden rows are read like the others", sheet->n_hidden_rows);
    }
}

/* ---- Understanding together -------------------------------------------------------------------- */

static enum jh_status understand_all(
    struct jh_sheets *s, bool again, const struct jh_run *run, struct jh_error *err)
{
    const struct jh_understand_context context = {.words = &s->words,
        .places = again && s->places != NULL ? s->places : s->divisions,
        .clinics = s->clinics,
        .recipe = s->has_recipe ? &s->recipe.recipe : NULL,
        .defines_areas = true,
        .defines_hospitals = true};
    for (size_t i = 0; i < s->n; i++) {
        struct jh_sheets_one *one = &s->sheet[i];
        if (one->left_out || (again && one->u.kind == JH_SHEET_AREAS))
            continue;
        jh_i_understood_release(&one->u);
        enum jh_status st = jh_i_understand(
            &s->book[one->book].sheet[one->sheet].grid, &context, &s->arena, &one->u, err);
        if (st != JH_OK)
            return st;
        if (one->u.said != NULL && one->u.said->leave_out)
            one->left_out = true;
        if (jh_run_stopped(run))
            return jh_fail(err, JH_E_CANCELLED, "import stopped");
    }
    return JH_OK;
}

static const char *region_text(const struct jh_understood *u, size_t row)
{
    const size_t region = jh_i_got_column(u, JH_FLD_REGION);
    return region != SIZE_MAX ? jh_i_key_text(u, row, region) : "";
}

/* Areas and hospitals that the sheets list, else those of the dataset they are added to. */
static enum jh_status gather_areas(struct jh_sheets *s, struct jh_error *err)
{
    size_t cap = s->base != NULL ? s->base->areas.n : 0;
    for (size_t i = 0; i < s->n; i++)
        cap += s->sheet[i].left_out ? 0 : s->sheet[i].u.n_rows;
    s->area = jh_arena_new(&s->arena, cap, struct jh_known_area);
    s->hospital = jh_arena_new(
        &s->arena, cap + (s->base != NULL ? s->base->hospitals.n : 0), struct jh_known_hospital);
    if (s->area == NULL || s->hospital == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < s->n; i++) {
        const struct jh_understood *u = &s->sheet[i].u;
        size_t key = s->sheet[i].left_out || u->kind != JH_SHEET_AREAS
                         ? SIZE_MAX
                         : jh_i_got_column(u, JH_FLD_AREA);
        if (key == SIZE_MAX && !s->sheet[i].left_out && u->kind == JH_SHEET_AREAS)
            key = jh_i_got_column(u, JH_FLD_AREA_ID);
        for (size_t r = 0; key != SIZE_MAX && r < u->n_rows; r++) {
            const int32_t at = u->column[key].name != NULL ? u->column[key].name[r] : -1;
            if (u->row[r].class == JH_ROW_DATA && at >= 0 && u->name[at].id != NULL)
                s->area[s->n_areas++] = (struct jh_known_area){u->name[at].id,
                    u->name[at].matched.name != NULL ? u->name[at].matched.name : u->name[at].text,
                    region_text(u, r)};
        }
    }
    for (size_t i = 0; s->n_areas == 0 && s->base != NULL && i < s->base->areas.n; i++) {
        const struct jh_areas *a = &s->base->areas;
        const int32_t region = a->region[i];
        s->area[i] = (struct jh_known_area){a->id[i], a->name[i] != NULL ? a->name[i] : "",
            region >= 0 && s->base->regions.name[region] != NULL ? s->base->regions.name[region]
                                                                 : ""};
    }
    if (s->n_areas == 0 && s->base != NULL)
        s->n_areas = s->base->areas.n;
    return JH_OK;
}

static void gather_hospitals(struct jh_sheets *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct jh_understood *u = &s->sheet[i].u;
        const size_t name = jh_i_got_column(u, JH_FLD_HOSPITAL),
                     id = jh_i_got_column(u, JH_FLD_HOSPITAL_ID),
                     alias = jh_i_got_column(u, JH_FLD_ALIAS);
        if (s->sheet[i].left_out || u->kind != JH_SHEET_HOSPITALS ||
            (name == SIZE_MAX && id == SIZE_MAX))
            continue;
        for (size_t r = 0; r < u->n_rows; r++) {
            const char *n =
                name != SIZE_MAX ? jh_grid_at(u->grid, r, name) : jh_grid_at(u->grid, r, id);
            const char *code = id != SIZE_MAX ? jh_grid_at(u->grid, r, id) : n;
            if (u->row[r].class == JH_ROW_DATA && n[0] != '\0')
                s->hospital[s->n_hospitals++] =
                    (struct jh_known_hospital){code[0] != '\0' ? code : n, n,
                        alias != SIZE_MAX ? jh_grid_at(u->grid, r, alias) : ""};
        }
    }
    const bool own = s->n_hospitals > 0;
    for (size_t i = 0; s->base != NULL && i < s->base->hospitals.n; i++) {
        const struct jh_hospitals *h = &s->base->hospitals;
        if (own && i < h->n_inside)
            continue; /* the sheets list the territory's own; those beyond stay */
        s->hospital[s->n_hospitals++] =
            (struct jh_known_hospital){h->id[i], h->name[i] != NULL ? h->name[i] : h->id[i], ""};
    }
}

static enum jh_status understand(
    struct jh_sheets *s, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_places_new(0, NULL, &s->divisions, err));
    JH_TRY(st, understand_all(s, false, run, err));
    JH_TRY(st, gather_areas(s, err));
    gather_hospitals(s);
    if (s->n_areas > 0)
        JH_TRY(st, jh_i_places_new(s->n_areas, s->area, &s->places, err));
    if (s->n_hospitals > 0)
        JH_TRY(st, jh_i_clinics_new(s->n_hospitals, s->hospital, &s->words, &s->clinics, err));
    if (s->n_areas > 0 || s->n_hospitals > 0)
        st = understand_all(s, true, run, err);
out:
    return st;
}

enum jh_status jh_i_sheets_read(size_t n_paths, const char *const *path,
    const struct jh_sheets_options *options, const struct jh_run *run, struct jh_sheets *out,
    struct jh_error *err)
{
    struct jh_sheets s = {.base = options->base};
    enum jh_status st = JH_OK;
    jh_arena_init(&s.arena, 0);
    jh_i_words_init(&s.words);
    jh_findings_init(&s.findings);
    JH_TRY(st, read_words(&s, options->words_path, err));
    JH_TRY(st, read_recipe(&s, options, err));
    JH_TRY(st, read_books(&s, n_paths, path, run, err));
    sort_out(&s);
    /* what is understood keeps pointers into what it is understood by: it has its last place now */
    *out = s;
    st = understand(out, run, err);
    if (st != JH_OK)
        jh_i_sheets_release(out);
    return st;
out:
    jh_i_sheets_release(&s);
    return st;
}

void jh_i_sheets_release(struct jh_sheets *s)
{
    for (size_t i = 0; i < s->n; i++)
        jh_i_understood_release(&s->sheet[i].u);
    jh_i_free(s->sheet);
    for (size_t i = 0; i < s->n_books; i++)
        jh_i_book_release(&s->book[i]);
    jh_i_free(s->book);
    jh_i_clinics_free(s->clinics);
    jh_i_places_free(s->places);
    jh_i_places_free(s->divisions);
    jh_i_words_release(&s->words);
    if (s->has_recipe)
        jh_i_recipe_release(&s->recipe);
    jh_findings_release(&s->findings);
    jh_arena_release(&s->arena);
    *s = (struct jh_sheets){0};
}

uint64_t jh_i_sheets_questions(const struct jh_sheets *sheets)
{
    uint64_t n = 0;
    for (size_t i = 0; i < sheets->n; i++)
        n += sheets->sheet[i].left_out ? 0 : jh_i_got_questions(&sheets->sheet[i].u);
    return n;
}

static void add_found(const struct jh_sheets *s, struct jh_findings *into)
{
    static const enum jh_severity severities[] = {
        JH_SEVERITY_NOTE, JH_SEVERITY_WARNING, JH_SEVERITY_ERROR};
    char label[JH_ORIGIN_LABEL_MAX];
    for (size_t i = 0; i < s->n; i++) {
        const struct jh_understood *u = &s->sheet[i].u;
        for (size_t m = 0; m < u->n_marks && !s->sheet[i].left_out; m++) {
            const struct jh_mark *mark = &u->mark[m];
            const struct jh_rule_info *info = &jh_i_mark_rules[mark->rule];
            const struct jh_rule rule = {info->id, severities[info->severity], info->title};
            jh_i_sheet_label(u, mark->row, mark->column, label);
            jh_findings_add_told(into, &rule, label, mark->found, mark->text);
        }
    }
}

void jh_i_sheets_findings(const struct jh_sheets *s, struct jh_findings *inout)
{
    for (size_t i = 0; i < s->findings.n; i++) {
        const struct jh_finding *f = &s->findings.item[i];
        const struct jh_rule rule = {f->rule, f->severity, f->title[JH_LANG_EN]};
        for (size_t e = 0; e < f->n_examples; e++)
            jh_findings_add_told(
                inout, &rule, f->example[e].file, f->example[e].found, f->example[e].text);
    }
    add_found(s, inout);
}
