#include "io/sheets/origins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/findings.h"
#include "io/outfile.h"
#include "sheet/parts.h"

enum { NAME_BYTES = 200, TEXT_BYTES = 700 };

void jh_i_origins_release(struct jh_origins *origins)
{
    for (size_t i = 0; i < origins->n; i++)
        jh_i_free(origins->table[i].line);
    *origins = (struct jh_origins){0};
}

enum jh_status jh_i_origin_add(
    struct jh_origin_lines *lines, size_t line, struct jh_origin origin, struct jh_error *err)
{
    if (line > lines->cap) {
        const size_t cap = 2 * line + 256;
        struct jh_origin *grown = jh_i_realloc(lines->line, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        lines->line = grown;
        lines->cap = cap;
    }
    while (lines->n < line)
        lines->line[lines->n++] = (struct jh_origin){NULL, 0, UINT32_MAX};
    lines->line[line - 1] = origin;
    return JH_OK;
}

void jh_i_origins_take(struct jh_origins *origins, const char *table, struct jh_origin_lines *lines)
{
    size_t i = 0;
    while (i < origins->n && strcmp(origins->table[i].table, table) != 0)
        i++;
    if (lines->n > 0 && i < JH_ORIGIN_TABLES) { /* lines added to a table leave those before it */
        if (i == origins->n)
            origins->n++;
        else
            jh_i_free(origins->table[i].line);
        origins->table[i] = *lines;
        origins->table[i].table = table;
        *lines = (struct jh_origin_lines){0};
    }
}

void jh_i_sheet_label(
    const struct jh_understood *u, size_t row, size_t column, char out[JH_ORIGIN_LABEL_MAX])
{
    char cell[JH_CELL_NAME_MAX];
    jh_i_cell_name(row, column, cell);
    if (u->grid->sheet[0] != '\0')
        snprintf(
            out, JH_ORIGIN_LABEL_MAX, "%.200s[%.200s]!%s", u->grid->file, u->grid->sheet, cell);
    else
        snprintf(out, JH_ORIGIN_LABEL_MAX, "%.200s!%s", u->grid->file, cell);
}

/* ---- From a place in a table to the cell -------------------------------------------------------- */

/* The field that begins at a letter of a line, counted from 0. */
static size_t field_at(const char *line, int64_t column)
{
    bool quoted = false;
    size_t field = 0;
    int64_t at = 1;
    for (const char *p = line; *p != '\0' && at < column; p++) {
        if (*p == '"')
            quoted = !quoted;
        field += *p == ',' && !quoted;
        at += ((unsigned char)p[1] & 0xC0) != 0x80;
    }
    return field;
}

/* The name of a column of a table on disk, by a line's place; "" where it is not told. */
static void column_name(
    const char *dir, const char *table, int64_t line, int64_t column, char out[NAME_BYTES])
{
    char *path = jh_i_path_join(dir, table), *text = NULL, *head = NULL;
    FILE *f = path != NULL ? fopen(path, "rb") : NULL;
    size_t room = 0;
    out[0] = '\0';
    for (int64_t i = 1; f != NULL && i <= line && getline(&text, &room, f) > 0; i++) {
        if (i == 1) {
            head = text;
            text = NULL;
            room = 0;
        }
        if (i != line || text == NULL)
            continue;
        const char *name = head;
        for (size_t field = field_at(text, column); field > 0 && name != NULL; field--) {
            name = strchr(name, ',');
            name = name != NULL ? name + 1 : NULL;
        }
        if (name != NULL)
            snprintf(out, NAME_BYTES, "%.*s", (int)strcspn(name, ",\r\n"), name);
    }
    if (f != NULL)
        fclose(f);
    jh_i_free(path);
    free(text);
    free(head);
}

/* The column of the sheet that a column of the table is made from. */
static size_t source_of(const struct jh_understood *u, const char *table, const char *name)
{
    static const struct {
        const char *table, *name;
        enum jh_sheet_field field[3];
    } made[] = {{NULL, "area_id", {JH_FLD_AREA, JH_FLD_AREA_ID, JH_FLD_NONE}},
        {"areas.csv", "name", {JH_FLD_AREA, JH_FLD_NONE, JH_FLD_NONE}},
        {"areas.csv", "parent_id", {JH_FLD_REGION, JH_FLD_PROVINCE, JH_FLD_NONE}},
        {"hospitals.csv", "hospital_id", {JH_FLD_HOSPITAL_ID, JH_FLD_HOSPITAL, JH_FLD_NONE}},
        {NULL, "hospital_id", {JH_FLD_HOSPITAL, JH_FLD_HOSPITAL_ID, JH_FLD_DESTINATION}},
        {"hospitals.csv", "name", {JH_FLD_HOSPITAL, JH_FLD_NONE, JH_FLD_NONE}},
        {NULL, "zone_id", {JH_FLD_ZONE, JH_FLD_NONE, JH_FLD_NONE}},
        {NULL, "zone_name", {JH_FLD_ZONE, JH_FLD_NONE, JH_FLD_NONE}}};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        if (strcmp(made[i].name, name) != 0 ||
            (made[i].table != NULL && strcmp(made[i].table, table) != 0))
            continue;
        for (size_t k = 0; k < 3 && made[i].field[k] != JH_FLD_NONE; k++) {
            const size_t c = jh_i_got_column(u, made[i].field[k]);
            if (c != SIZE_MAX)
                return c;
        }
    }
    const enum jh_sheet_field field = jh_i_sheet_field_find(name);
    if (field != JH_FLD_NONE)
        return jh_i_got_column(u, field);
    for (size_t c = 0; c < u->n_columns; c++) /* an attribute under its own name, unit behind it */
        if (u->column[c].label != NULL && u->column[c].label[0] != '\0' &&
            strncmp(u->column[c].label, name, strlen(u->column[c].label)) == 0)
            return c;
    return SIZE_MAX;
}

static const struct jh_origin *find(
    const struct jh_origins *origins, const char *table, int64_t line)
{
    for (size_t i = 0; i < origins->n; i++)
        if (strcmp(origins->table[i].table, table) == 0 && line > 0 &&
            (size_t)line <= origins->table[i].n && origins->table[i].line[line - 1].u != NULL)
            return &origins->table[i].line[line - 1];
    return NULL;
}

/* The cell behind a place; false: no sheet has it. */
static bool cell_of(const struct jh_origins *origins, const char *dir, const char *table,
    int64_t line, int64_t column, char out[JH_ORIGIN_LABEL_MAX])
{
    char name[NAME_BYTES];
    const struct jh_origin *o = find(origins, table, line);
    if (o == NULL)
        return false;
    column_name(dir, table, line, column, name);
    size_t source = source_of(o->u, table, name);
    if (o->column != UINT32_MAX && (source == SIZE_MAX || o->u->column[source].pivot_text != NULL))
        source = o->column;
    jh_i_sheet_label(o->u, o->row, source != SIZE_MAX ? source : 0, out);
    return true;
}

/* "line 2 holds ..." speaks of the table's line: the sheet's row instead, with its sheet if it is another. */
static const char *retold(const struct jh_origins *origins, const char *table,
    const struct jh_origin *here, const char *text, char room[TEXT_BYTES])
{
    const char *number = text + strcspn(text, "0123456789");
    char *end;
    const bool line_number = (number >= text + 5 && memcmp(number - 5, "line ", 5) == 0) ||
                             (number >= text + 4 && memcmp(number - 4, "第 ", 4) == 0);
    const long line = line_number ? strtol(number, &end, 10) : 0;
    const struct jh_origin *o = line > 0 ? find(origins, table, line) : NULL;
    if (o == NULL || here == NULL)
        return text;
    if (o->u == here->u) {
        snprintf(room, TEXT_BYTES, "%.*s%u%s", (int)(number - text), text, o->row + 1, end);
    } else {
        char label[JH_ORIGIN_LABEL_MAX];
        jh_i_sheet_label(o->u, o->row, 0, label);
        snprintf(room, TEXT_BYTES, "%.*s%u (%.250s)%s", (int)(number - text), text, o->row + 1,
            label, end);
    }
    return room;
}

void jh_i_origins_findings(const struct jh_origins *origins, const char *dir,
    const struct jh_findings *from, struct jh_findings *into)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct jh_finding *f = &from->item[i];
        const struct jh_rule rule = {f->rule, f->severity, f->title[JH_LANG_EN]};
        for (size_t e = 0; e < f->n_examples; e++) {
            const struct jh_finding_example *x = &f->example[e];
            char label[JH_ORIGIN_LABEL_MAX], room[JH_N_LANGS][TEXT_BYTES];
            const char *text[JH_N_LANGS];
            for (int lang = 0; lang < JH_N_LANGS; lang++)
                text[lang] = retold(
                    origins, x->file, find(origins, x->file, x->line), x->text[lang], room[lang]);
            if (cell_of(origins, dir, x->file, x->line, x->column, label))
                ;
            else if (x->line > 0)
                snprintf(label, sizeof label, "%.200s:%lld:%lld", x->file, (long long)x->line,
                    (long long)x->column);
            else
                snprintf(label, sizeof label, "%.200s", x->file);
            jh_findings_add_told(into, &rule, label, x->found, text);
        }
        for (uint64_t k = f->n_examples; k < f->count && f->n_examples > 0;
             k++) /* beyond the examples */
            jh_findings_add_told(into, &rule, f->example[0].file, "", f->example[0].text);
    }
}

void jh_i_origins_error(const struct jh_origins *origins, const char *dir, struct jh_error *err)
{
    char table[NAME_BYTES], label[JH_ORIGIN_LABEL_MAX];
    long long line = 0, column = 0;
    if (err != NULL && sscanf(err->where, "%199[^:]:%lld:%lld", table, &line, &column) == 3 &&
        cell_of(origins, dir, table, line, column, label))
        jh_where(err, "%s", label);
}
