/*
 * .ods, cell by cell as they are shown: values by their type, merges, repeated cells and rows, hidden
 * sheets and rows. Read as a stream.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "io/sheets/book_parts.h"
#include "io/sheets/book_xml.h"

enum { NAME_BYTES = 256, ROWS_MAX = 1 << 20, COLUMNS_MAX = 1 << 14 };

struct ods {
    struct jh_book *book;
    struct jh_i_package package;
    const struct jh_run *run;
    xmlTextReader *reader;
    struct {
        size_t n, cap;
        char (*name)[NAME_BYTES];
    } hidden; /* styles of sheets that are not shown */
    char style[NAME_BYTES];
};

struct cell {
    size_t repeat;
    char type[16], value[64];
    struct jh_buf text;
};

struct sheet {
    struct jh_growing g;
    struct cell cell;
    size_t row, column, row_repeat, first_cell; /* of g: where the row began */
    bool in_row, in_cell, in_text, covered;
    int aside; /* depth within notes, whose text is not the cell's */
    size_t n_pictures, n_hidden_rows;
};

static enum jh_status damaged(const struct ods *x, const char *part, struct jh_error *err)
{
    enum jh_status st =
        jh_fail(err, JH_E_DATA, "%s is damaged: %s cannot be read", x->book->file, part);
    jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    return st;
}

static size_t count_of(xmlTextReader *r, const char *name, size_t most)
{
    char room[32];
    const unsigned long n = strtoul(jh_i_xml_attribute(r, name, room, sizeof room), NULL, 10);
    return n == 0 ? 1 : n > most ? most : n;
}

static bool ends(xmlTextReader *r, const char *name)
{
    return jh_i_xml_at(r, name) && (xmlTextReaderNodeType(r) == XML_READER_TYPE_END_ELEMENT ||
                                       xmlTextReaderIsEmptyElement(r) == 1);
}

/* ---- Cells ------------------------------------------------------------------------------------- */

/* As a person sees it; NULL: the text of the cell. */
static const char *shown(const struct cell *cell, char *room, size_t size)
{
    double value;
    if (strcmp(cell->type, "date") == 0 && strlen(cell->value) >= 10) {
        snprintf(room, size, "%.10s", cell->value);
        return room;
    }
    if (strcmp(cell->type, "boolean") == 0)
        return strcmp(cell->value, "true") == 0 ? "是" : "否";
    const bool percent = strcmp(cell->type, "percentage") == 0;
    if ((percent || strcmp(cell->type, "float") == 0 || strcmp(cell->type, "currency") == 0) &&
        jh_num_parse(cell->value, strlen(cell->value), &value)) {
        const size_t n = jh_i_shown_number(percent ? value * 100 : value, room, size - 1);
        if (percent)
            memcpy(room + n, "%", 2);
        return room;
    }
    return NULL;
}

static void begin_cell(xmlTextReader *r, struct sheet *s)
{
    struct cell *c = &s->cell;
    jh_buf_reset(&c->text);
    c->repeat = count_of(r, "number-columns-repeated", COLUMNS_MAX);
    jh_i_xml_attribute(r, "value-type", c->type, sizeof c->type);
    const char *const name = strcmp(c->type, "date") == 0      ? "date-value"
                             : strcmp(c->type, "boolean") == 0 ? "boolean-value"
                                                               : "value";
    jh_i_xml_attribute(r, name, c->value, sizeof c->value);
    s->covered = jh_i_xml_at(r, "covered-table-cell");
    s->in_cell = true;
}

static enum jh_status end_cell(struct sheet *s, struct jh_error *err)
{
    char room[80];
    struct cell *c = &s->cell;
    const char *text = shown(c, room, sizeof room);
    const size_t before = s->g.n_cells;
    enum jh_status st = JH_OK;
    s->in_cell = false;
    if (text == NULL)
        text = c->text.len > 0 ? c->text.data : "";
    if (!s->covered)
        st = jh_i_growing_add(&s->g, s->row, s->column, text, strlen(text), err);
    for (size_t k = 1; k < c->repeat && s->g.n_cells > before && st == JH_OK; k++)
        st = jh_i_growing_put(&s->g, s->row, s->column + k, s->g.cell[before].text, err);
    s->column += c->repeat;
    return st;
}

static enum jh_status end_row(const struct ods *x, struct sheet *s, struct jh_error *err)
{
    const size_t end = s->g.n_cells;
    enum jh_status st = JH_OK;
    s->in_row = false;
    for (size_t k = 1; k < s->row_repeat && end > s->first_cell && st == JH_OK; k++)
        for (size_t i = s->first_cell; i < end && st == JH_OK; i++)
            st = jh_i_growing_put(&s->g, s->row + k, s->g.cell[i].column, s->g.cell[i].text, err);
    s->row += s->row_repeat;
    if (st == JH_OK && s->row > ROWS_MAX && s->g.n_rows > ROWS_MAX)
        st = damaged(x, "content.xml", err);
    return st;
}

static enum jh_status take_node(struct ods *x, struct sheet *s, struct jh_error *err)
{
    xmlTextReader *r = x->reader;
    char room[NAME_BYTES];
    const bool begin = xmlTextReaderNodeType(r) == XML_READER_TYPE_ELEMENT,
               empty = begin && xmlTextReaderIsEmptyElement(r) == 1;
    if (jh_i_xml_at(r, "annotation"))
        s->aside += empty ? 0 : begin ? 1 : -1;
    if (s->aside > 0)
        return JH_OK;
    if (jh_i_xml_begins(r, "table-row")) {
        s->row_repeat = count_of(r, "number-rows-repeated", ROWS_MAX);
        s->first_cell = s->g.n_cells;
        s->column = 0;
        s->in_row = true;
        const char *seen = jh_i_xml_attribute(r, "visibility", room, sizeof room);
        s->n_hidden_rows += s->row_repeat < ROWS_MAX / 2 &&
                            (strcmp(seen, "collapse") == 0 || strcmp(seen, "filter") == 0);
    }
    if (s->in_row &&
        (jh_i_xml_begins(r, "table-cell") || jh_i_xml_begins(r, "covered-table-cell"))) {
        const size_t columns = count_of(r, "number-columns-spanned", COLUMNS_MAX),
                     rows = count_of(r, "number-rows-spanned", ROWS_MAX);
        const struct jh_grid_merge merge = {
            (uint32_t)s->row, (uint32_t)s->column, (uint32_t)rows, (uint32_t)columns};
        x->book->has_links |=
            strstr(jh_i_xml_attribute(r, "formula", room, sizeof room), "'file:") != NULL;
        begin_cell(r, s);
        enum jh_status st = rows * columns > 1 ? jh_i_growing_merge(&s->g, merge, err) : JH_OK;
        if (st != JH_OK)
            return st;
    }
    if (jh_i_xml_begins(r, "image") || jh_i_xml_begins(r, "object"))
        s->n_pictures++;
    if (s->in_cell && jh_i_xml_at(r, "p")) {
        if (begin && s->cell.text.len > 0)
            jh_buf_puts(&s->cell.text, "\n");
        s->in_text = begin && !empty;
    } else if (s->in_cell && s->in_text) {
        if (jh_i_xml_begins(r, "s"))
            jh_buf_puts(&s->cell.text, " ");
        else if (jh_i_xml_begins(r, "tab") || jh_i_xml_begins(r, "line-break"))
            jh_buf_puts(&s->cell.text, jh_i_xml_at(r, "tab") ? "\t" : "\n");
        else
            jh_i_xml_text(r, &s->cell.text);
    }
    if (s->in_cell && (ends(r, "table-cell") || ends(r, "covered-table-cell")))
        return end_cell(s, err);
    if (s->in_row && ends(r, "table-row"))
        return end_row(x, s, err);
    return JH_OK;
}

/* ---- Sheets ------------------------------------------------------------------------------------ */

static enum jh_status hide_style(struct ods *x, struct jh_error *err)
{
    if (x->hidden.n == x->hidden.cap) {
        const size_t cap = x->hidden.cap * 2 + 16;
        char(*grown)[NAME_BYTES] = jh_i_realloc(x->hidden.name, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        x->hidden.name = grown;
        x->hidden.cap = cap;
    }
    memcpy(x->hidden.name[x->hidden.n++], x->style, NAME_BYTES);
    return JH_OK;
}

/* From the start of a sheet to its end; sheets of links within it are none of its own. */
static enum jh_status read_sheet(struct ods *x, struct jh_error *err)
{
    xmlTextReader *r = x->reader;
    struct sheet s = {.g = {.arena = &x->book->arena, .file = x->book->file}};
    struct jh_book_sheet out = {.hidden = false};
    char name[NAME_BYTES], style[NAME_BYTES];
    const int depth = xmlTextReaderDepth(r);
    const bool empty = xmlTextReaderIsEmptyElement(r) == 1;
    enum jh_status st = JH_OK;
    size_t n = 0;
    int more = 1;
    jh_i_xml_attribute(r, "name", name, sizeof name);
    jh_i_xml_attribute(r, "style-name", style, sizeof style);
    for (size_t i = 0; i < x->hidden.n; i++)
        out.hidden = out.hidden || strcmp(x->hidden.name[i], style) == 0;
    jh_buf_init(&s.cell.text, 1 << 20);
    while (!empty && st == JH_OK && (more = xmlTextReaderRead(r)) == 1 &&
           xmlTextReaderDepth(r) > depth) {
        if (jh_i_xml_begins(r, "table-source"))
            x->book->has_links = true;
        st = take_node(x, &s, err);
        if (++n % 65536 == 0 && jh_run_stopped(x->run))
            st = jh_fail(err, JH_E_CANCELLED, "import stopped");
    }
    if (st == JH_OK && more < 0)
        st = damaged(x, "content.xml", err);
    if (st == JH_OK)
        st = jh_buf_status(&s.cell.text, err);
    if (st == JH_OK)
        st = jh_i_growing_take(&s.g, name, &out.grid, err);
    if (st == JH_OK) {
        out.n_pictures = s.n_pictures;
        out.n_hidden_rows = s.n_hidden_rows;
        st = jh_i_book_add(x->book, out, err);
    }
    jh_buf_release(&s.cell.text);
    jh_i_growing_release(&s.g);
    return st;
}

static enum jh_status read_content(struct ods *x, struct jh_error *err)
{
    char room[16];
    const struct jh_i_part *part = jh_i_package_find(&x->package, "content.xml");
    enum jh_status st = JH_OK;
    int more = 1;
    x->reader = jh_i_xml_part(part);
    while (x->reader != NULL && st == JH_OK && (more = xmlTextReaderRead(x->reader)) == 1) {
        xmlTextReader *r = x->reader;
        if (jh_i_xml_begins(r, "style"))
            jh_i_xml_attribute(r, "name", x->style, sizeof x->style);
        else if (jh_i_xml_begins(r, "table-properties") &&
                 strcmp(jh_i_xml_attribute(r, "display", room, sizeof room), "false") == 0)
            st = hide_style(x, err);
        else if (jh_i_xml_begins(r, "table"))
            st = read_sheet(x, err);
    }
    if (st == JH_OK && (x->reader == NULL || more < 0))
        st = damaged(x, "content.xml", err);
    xmlFreeTextReader(x->reader);
    return st;
}

static bool is_encrypted(const struct ods *x)
{
    const struct jh_i_part *part = jh_i_package_find(&x->package, "META-INF/manifest.xml");
    xmlTextReader *r = jh_i_xml_part(part);
    bool found = false;
    while (r != NULL && !found && xmlTextReaderRead(r) == 1)
        found = jh_i_xml_begins(r, "encryption-data");
    xmlFreeTextReader(r);
    return found;
}

enum jh_status jh_i_book_ods(struct jh_book *book, const struct jh_run *run, struct jh_error *err)
{
    struct ods x = {.book = book, .run = run};
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    jh_i_package_init(&x.package, &arena);
    enum jh_status st = jh_i_package_read(&x.package, book->path, err);
    if (st == JH_E_DATA || st == JH_E_IO) {
        st = jh_fail(err, JH_E_DATA, "%s is damaged, cut short or encrypted", book->file);
        jh_hint(err, "Save it anew as .xlsx or .ods, or save the sheets as CSV files.");
    }
    if (st == JH_OK && is_encrypted(&x)) {
        st = jh_fail(err, JH_E_DATA, "%s is encrypted", book->file);
        jh_hint(err, "Open it with its password and save it without one.");
    }
    for (size_t i = 0; st == JH_OK && i < x.package.n; i++)
        book->has_macros |= strncmp(x.package.part[i].name, "Basic/", 6) == 0 ||
                            strncmp(x.package.part[i].name, "Scripts/", 8) == 0;
    if (st == JH_OK)
        st = read_content(&x, err);
    jh_i_free(x.hidden.name);
    jh_arena_release(&arena);
    return st;
}
