/*
 * .xlsx and .xlsm, cell by cell as they are shown: styles say which numbers are dates or shares, merges
 * and hidden sheets are known. Read as a stream: no sheet is ever a tree in memory.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "io/office/package.h"
#include "io/sheets/book_parts.h"
#include "io/sheets/book_xml.h"
#include "sheet/values.h"

enum { STYLES_MAX = 1 << 16 };
enum shown { SHOWN_PLAIN, SHOWN_DATE, SHOWN_PERCENT };

struct xlsx {
    struct jh_book *book;
    struct jh_i_package package;
    struct jh_arena *arena; /* of the parts: gone after reading */
    size_t n_strings, cap_strings;
    const char **string;
    size_t n_styles;
    uint8_t style[STYLES_MAX]; /* enum shown */
    bool days_from_1904;
    const struct jh_run *run;
};

static enum jh_status damaged(const struct xlsx *x, const char *part, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "%s is damaged: %s cannot be read", x->book->file, part);
    jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    return st;
}

/* ---- Strings and styles ------------------------------------------------------------------------ */

static enum jh_status keep_string(
    struct xlsx *x, const char *text, size_t len, struct jh_error *err)
{
    if (x->n_strings == x->cap_strings) {
        const size_t cap = x->cap_strings * 2 + 1024;
        const char **grown = jh_i_realloc(x->string, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        x->string = grown;
        x->cap_strings = cap;
    }
    char *copy = jh_arena_strndup(x->arena, text, len);
    if (copy == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    x->string[x->n_strings++] = copy;
    return JH_OK;
}

static enum jh_status read_strings(struct xlsx *x, struct jh_error *err)
{
    const struct jh_i_part *part = jh_i_package_find(&x->package, "xl/sharedStrings.xml");
    xmlTextReader *r = jh_i_xml_part(part);
    struct jh_buf text;
    bool inside = false, phonetic = false;
    enum jh_status st = JH_OK;
    int more = 1;
    if (part == NULL)
        return JH_OK;
    jh_buf_init(&text, 1 << 20);
    while (r != NULL && st == JH_OK && (more = xmlTextReaderRead(r)) == 1) {
        const bool end = xmlTextReaderNodeType(r) == XML_READER_TYPE_END_ELEMENT;
        const bool empty = xmlTextReaderIsEmptyElement(r) == 1;
        if (jh_i_xml_at(r, "rPh"))
            phonetic = !end && !empty;
        else if (jh_i_xml_at(r, "t"))
            inside = !end && !empty && !phonetic;
        else if (inside)
            jh_i_xml_text(r, &text);
        if (jh_i_xml_begins(r, "si") && !empty)
            jh_buf_reset(&text);
        if (jh_i_xml_at(r, "si") && (end || empty))
            st = keep_string(x, text.data != NULL ? text.data : "", empty ? 0 : text.len, err);
    }
    if (st == JH_OK && (r == NULL || more < 0))
        st = damaged(x, "sharedStrings.xml", err);
    xmlFreeTextReader(r);
    jh_buf_release(&text);
    return st;
}

/* Whether a number format shows a date or a share. */
static enum shown shown_of(const char *format)
{
    bool quoted = false, date = false;
    for (const char *p = format; *p != '\0'; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (*p == '\\' && p[1] != '\0') {
            p++;
            continue;
        }
        if (*p == '[') { /* colours, conditions and languages say nothing */
            const char *close = strchr(p, ']');
            p = close != NULL ? close : p;
            continue;
        }
        if (*p == '%')
            return SHOWN_PERCENT;
        date = date || *p == 'y' || *p == 'Y' || *p == 'd' || *p == 'D' || strncmp(p, "年", 3) == 0;
    }
    return date ? SHOWN_DATE : SHOWN_PLAIN;
}

static enum shown shown_of_id(long id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 58))
        return SHOWN_DATE;
    return id == 9 || id == 10 ? SHOWN_PERCENT : SHOWN_PLAIN;
}

static enum jh_status read_styles(struct xlsx *x, struct jh_error *err)
{
    enum { FORMATS_MAX = 512 };
    struct {
        long id;
        enum shown shown;
    } format[FORMATS_MAX];
    size_t n = 0;
    bool inside = false;
    char room[512];
    const struct jh_i_part *part = jh_i_package_find(&x->package, "xl/styles.xml");
    xmlTextReader *r = jh_i_xml_part(part);
    int more = 1;
    if (part == NULL)
        return JH_OK;
    while (r != NULL && (more = xmlTextReaderRead(r)) == 1) {
        if (jh_i_xml_at(r, "cellXfs"))
            inside = xmlTextReaderNodeType(r) == XML_READER_TYPE_ELEMENT;
        if (jh_i_xml_begins(r, "numFmt") && n < FORMATS_MAX) {
            format[n].id = strtol(jh_i_xml_attribute(r, "numFmtId", room, sizeof room), NULL, 10);
            format[n++].shown = shown_of(jh_i_xml_attribute(r, "formatCode", room, sizeof room));
        }
        if (!inside || !jh_i_xml_begins(r, "xf") || x->n_styles == STYLES_MAX)
            continue;
        const long id = strtol(jh_i_xml_attribute(r, "numFmtId", room, sizeof room), NULL, 10);
        enum shown shown = shown_of_id(id);
        for (size_t i = 0; i < n; i++)
            if (format[i].id == id)
                shown = format[i].shown;
        x->style[x->n_styles++] = (uint8_t)shown;
    }
    xmlFreeTextReader(r);
    return r != NULL && more >= 0 ? JH_OK : damaged(x, "styles.xml", err);
}

/* ---- Cells ------------------------------------------------------------------------------------- */

size_t jh_i_shown_number(double value, char *out, size_t size)
{
    char shortest[JH_NUM_TEXT_MAX];
    const size_t n = jh_num_format(value, shortest);
    if (n <= 12 && strchr(shortest, 'e') == NULL)
        return (size_t)snprintf(out, size, "%s", shortest);
    if (fabs(value) >= 1e15 || (value != 0 && fabs(value) < 1e-9))
        return (size_t)snprintf(out, size, "%s", shortest);
    int len = snprintf(out, size, "%.10f", value);
    while (len > 0 && out[len - 1] == '0')
        out[--len] = '\0';
    if (len > 0 && out[len - 1] == '.')
        out[--len] = '\0';
    return (size_t)len;
}

struct cell {
    size_t row, column;
    char type[16];
    enum shown shown;
    struct jh_buf text;
};

static void show_number(const struct xlsx *x, const struct cell *cell, char *out, size_t size)
{
    double value;
    int y, m, d;
    const char *text = cell->text.data != NULL ? cell->text.data : "";
    if (!jh_num_parse(text, strlen(text), &value)) {
        snprintf(out, size, "%s", text);
        return;
    }
    const double day = floor(value) + (x->days_from_1904 ? 1462 : 0);
    if (cell->shown == SHOWN_DATE && jh_i_serial_date(day, &y, &m, &d)) {
        snprintf(out, size, "%04d-%02d-%02d", y, m, d);
    } else if (cell->shown == SHOWN_PERCENT) {
        const size_t n = jh_i_shown_number(value * 100, out, size - 1);
        memcpy(out + n, "%", 2);
    } else {
        jh_i_shown_number(value, out, size);
    }
}

static enum jh_status end_cell(
    const struct xlsx *x, const struct cell *cell, struct jh_growing *g, struct jh_error *err)
{
    char room[64];
    const char *text = cell->text.data != NULL ? cell->text.data : "";
    if (cell->text.len == 0)
        return JH_OK;
    if (strcmp(cell->type, "s") == 0) {
        char *end;
        const unsigned long index = strtoul(text, &end, 10);
        if (*end != '\0' || index >= x->n_strings)
            return damaged(x, "sharedStrings.xml", err);
        text = x->string[index];
    } else if (strcmp(cell->type, "b") == 0) {
        text = text[0] == '1' ? "是" : "否";
    } else if (cell->type[0] == '\0' || strcmp(cell->type, "n") == 0) {
        if (strlen(text) < 40) {
            show_number(x, cell, room, sizeof room);
            text = room;
        }
    }
    return jh_i_growing_add(g, cell->row, cell->column, text, strlen(text), err);
}

/* "AB12" to row and column; false: no cell. */
static bool cell_place(const char *name, size_t *row, size_t *column)
{
    size_t c = 0, r = 0;
    while (*name >= 'A' && *name <= 'Z' && c < 20000)
        c = c * 26 + (size_t)(*name++ - 'A' + 1);
    while (*name >= '0' && *name <= '9' && r < 10000000)
        r = r * 10 + (size_t)(*name++ - '0');
    if (c == 0 || r == 0 || c > 16384 || r > 1048576)
        return false;
    *row = r - 1;
    *column = c - 1;
    return true;
}

struct reading {
    struct jh_growing g;
    struct cell cell;
    size_t next_row, next_column, n_hidden_rows;
    bool in_cell, in_value, has_drawing;
};

static enum jh_status add_merge(struct reading *s, const char *range, struct jh_error *err)
{
    size_t r0, c0, r1, c1;
    const char *colon = strchr(range, ':');
    if (colon == NULL || !cell_place(range, &r0, &c0) || !cell_place(colon + 1, &r1, &c1) ||
        r1 < r0 || c1 < c0)
        return JH_OK;
    const struct jh_grid_merge merge = {
        (uint32_t)r0, (uint32_t)c0, (uint32_t)(r1 - r0 + 1), (uint32_t)(c1 - c0 + 1)};
    return jh_i_growing_merge(&s->g, merge, err);
}

static void begin_cell(const struct xlsx *x, xmlTextReader *r, struct reading *s)
{
    char room[64];
    struct cell *c = &s->cell;
    jh_buf_reset(&c->text);
    if (!cell_place(jh_i_xml_attribute(r, "r", room, sizeof room), &c->row, &c->column)) {
        c->row = s->next_row > 0 ? s->next_row - 1 : 0; /* cells may do without names */
        c->column = s->next_column;
    }
    s->next_column = c->column + 1;
    jh_i_xml_attribute(r, "t", c->type, sizeof c->type);
    const unsigned long style = strtoul(jh_i_xml_attribute(r, "s", room, sizeof room), NULL, 10);
    c->shown = style < x->n_styles ? (enum shown)x->style[style] : SHOWN_PLAIN;
    s->in_cell = xmlTextReaderIsEmptyElement(r) != 1;
}

static enum jh_status take_node(
    const struct xlsx *x, xmlTextReader *r, struct reading *s, struct jh_error *err)
{
    char room[64];
    const bool end = xmlTextReaderNodeType(r) == XML_READER_TYPE_END_ELEMENT;
    if (jh_i_xml_begins(r, "row")) {
        const unsigned long row = strtoul(jh_i_xml_attribute(r, "r", room, sizeof room), NULL, 10);
        s->next_row = row > 0 ? row : s->next_row + 1;
        s->next_column = 0;
        const char *hidden = jh_i_xml_attribute(r, "hidden", room, sizeof room);
        s->n_hidden_rows += strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0;
    } else if (jh_i_xml_begins(r, "c")) {
        begin_cell(x, r, s);
    } else if (end && jh_i_xml_at(r, "c")) {
        s->in_cell = false;
        return end_cell(x, &s->cell, &s->g, err);
    } else if (s->in_cell && (jh_i_xml_at(r, "v") || jh_i_xml_at(r, "t"))) {
        s->in_value = !end && xmlTextReaderIsEmptyElement(r) != 1;
    } else if (s->in_value) {
        jh_i_xml_text(r, &s->cell.text);
    } else if (jh_i_xml_begins(r, "mergeCell")) {
        return add_merge(s, jh_i_xml_attribute(r, "ref", room, sizeof room), err);
    } else if (jh_i_xml_begins(r, "drawing") || jh_i_xml_begins(r, "picture") ||
               jh_i_xml_begins(r, "legacyDrawing")) {
        s->has_drawing = s->has_drawing || !jh_i_xml_at(r, "legacyDrawing");
    }
    return JH_OK;
}

static enum jh_status read_sheet(struct xlsx *x, const char *name, bool hidden,
    const struct jh_i_part *part, struct jh_error *err)
{
    struct reading s = {.g = {.arena = &x->book->arena, .file = x->book->file}};
    struct jh_book_sheet out = {.hidden = hidden};
    xmlTextReader *r = jh_i_xml_part(part);
    enum jh_status st = JH_OK;
    size_t n = 0;
    int more = 1;
    jh_buf_init(&s.cell.text, 1 << 20);
    while (r != NULL && st == JH_OK && (more = xmlTextReaderRead(r)) == 1) {
        st = take_node(x, r, &s, err);
        if (++n % 65536 == 0 && jh_run_stopped(x->run))
            st = jh_fail(err, JH_E_CANCELLED, "import stopped");
    }
    if (st == JH_OK && (r == NULL || more < 0))
        st = damaged(x, part != NULL ? part->name : name, err);
    if (st == JH_OK)
        st = jh_i_growing_take(&s.g, name, &out.grid, err);
    if (st == JH_OK) {
        out.n_pictures = s.has_drawing;
        out.n_hidden_rows = s.n_hidden_rows;
        st = jh_i_book_add(x->book, out, err);
    }
    xmlFreeTextReader(r);
    jh_buf_release(&s.cell.text);
    jh_i_growing_release(&s.g);
    return st;
}

/* ---- The workbook ------------------------------------------------------------------------------ */

/* The part that a relation of the workbook names; it never leads out of the package. */
static const struct jh_i_part *related(struct xlsx *x, const char *id)
{
    char room[256], path[300];
    const struct jh_i_part *found = NULL;
    xmlTextReader *r = jh_i_xml_part(jh_i_package_find(&x->package, "xl/_rels/workbook.xml.rels"));
    while (r != NULL && found == NULL && xmlTextReaderRead(r) == 1) {
        if (!jh_i_xml_begins(r, "Relationship") ||
            strcmp(jh_i_xml_attribute(r, "Id", room, sizeof room), id) != 0)
            continue;
        const char *target = jh_i_xml_attribute(r, "Target", room, sizeof room);
        if (target[0] == '/')
            snprintf(path, sizeof path, "%s", target + 1);
        else
            snprintf(path, sizeof path, "xl/%s", target);
        found = jh_i_package_find(&x->package, path);
    }
    xmlFreeTextReader(r);
    return found;
}

static enum jh_status read_workbook(struct xlsx *x, struct jh_error *err)
{
    char name[256], state[32], id[64], room[16];
    const struct jh_i_part *part = jh_i_package_find(&x->package, "xl/workbook.xml");
    xmlTextReader *r = jh_i_xml_part(part);
    enum jh_status st = JH_OK;
    int more = 1;
    if (part == NULL) {
        st = jh_fail(err, JH_E_DATA, "%s is no workbook", x->book->file);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
        return st;
    }
    while (r != NULL && st == JH_OK && (more = xmlTextReaderRead(r)) == 1) {
        if (jh_i_xml_begins(r, "workbookPr")) {
            const char *from = jh_i_xml_attribute(r, "date1904", room, sizeof room);
            x->days_from_1904 = strcmp(from, "1") == 0 || strcmp(from, "true") == 0;
        }
        if (!jh_i_xml_begins(r, "sheet"))
            continue;
        jh_i_xml_attribute(r, "name", name, sizeof name);
        jh_i_xml_attribute(r, "state", state, sizeof state);
        jh_i_xml_attribute(r, "id", id, sizeof id);
        const struct jh_i_part *sheet = related(x, id);
        if (sheet != NULL && strstr(sheet->name, "chartsheets/") != NULL)
            continue;
        st = read_sheet(x, name,
            strncmp(state, "hidden", 6) == 0 || strcmp(state, "veryHidden") == 0, sheet, err);
    }
    if (st == JH_OK && (r == NULL || more < 0))
        st = damaged(x, "workbook.xml", err);
    xmlFreeTextReader(r);
    return st;
}

enum jh_status jh_i_book_xlsx(struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena arena;
    struct xlsx *x = jh_i_calloc(1, sizeof *x);
    if (x == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_arena_init(&arena, 0);
    x->book = book;
    x->arena = &arena;
    x->run = run;
    jh_i_package_init(&x->package, &arena);
    st = jh_i_package_read(&x->package, book->path, err);
    if (st == JH_E_DATA || st == JH_E_IO) {
        st = jh_fail(err, JH_E_DATA, "%s is damaged, cut short or encrypted", book->file);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    }
    if (st != JH_OK)
        goto out;
    for (size_t i = 0; i < x->package.n; i++) {
        book->has_macros |= strstr(x->package.part[i].name, "vbaProject.bin") != NULL;
        book->has_links |= strstr(x->package.part[i].name, "externalLinks/") != NULL;
    }
    JH_TRY(st, read_styles(x, err));
    JH_TRY(st, read_strings(x, err));
    st = read_workbook(x, err);
out:
    jh_arena_release(&arena);
    jh_i_free(x->string);
    jh_i_free(x);
    return st;
}
