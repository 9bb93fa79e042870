#include "io/csv.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/utf8.h"

/* Bytes at which the scan of a bare field has to look, beside the separator; and of a quoted one. */
static const bool stops_bare[256] = {['\0'] = true, ['\n'] = true, ['\r'] = true};
static const bool stops_quoted[256] = {['\0'] = true, ['\n'] = true, ['\r'] = true, ['"'] = true};

void jh_i_csv_init(struct jh_csv *csv, const char *text, size_t len)
{
    *csv = (struct jh_csv){
        .at = text, .begin = text, .end = text + len, .next_line = 1, .separator = ','};
    jh_buf_init(&csv->copies, (size_t)-1 / 4);
}

void jh_i_csv_release(struct jh_csv *csv)
{
    jh_i_free(csv->field);
    jh_buf_release(&csv->copies);
    *csv = (struct jh_csv){0};
}

void jh_i_csv_seek(struct jh_csv *csv, const char *row, int64_t line, int64_t n_rows)
{
    csv->at = row;
    csv->next_line = line;
    csv->n_rows = n_rows - 1;
}

/* Past the line end at p (which is at one), counting it. */
static const char *skip_line_end(const struct jh_csv *csv, const char *p)
{
    return p + (*p == '\r' && p + 1 < csv->end && p[1] == '\n' ? 2 : 1);
}

static enum jh_csv_event fault(struct jh_csv *csv, enum jh_csv_event event, const char *at)
{
    csv->fault = at;
    const char *p = csv->row;
    while (p < csv->end && *p != '\n' && *p != '\r')
        p++;
    csv->row_len = (size_t)(p - csv->row);
    csv->next_line = csv->line;
    if (p < csv->end) {
        p = skip_line_end(csv, p);
        csv->next_line++;
    }
    csv->at = p;
    return event;
}

/* From the byte after the opening quote to the one after the closing quote. */
static enum jh_csv_event scan_quoted(struct jh_csv *csv, struct jh_csv_field *field)
{
    const char *p = field->raw + 1, *end = csv->end;
    field->text = p;
    for (;;) {
        while (p < end && !stops_quoted[(unsigned char)*p])
            p++;
        if ((size_t)(p - field->text) > JH_CSV_FIELD_MAX)
            return fault(csv, JH_CSV_FIELD_LONG, field->raw);
        if (p == end)
            return fault(csv, JH_CSV_UNCLOSED, field->raw);
        if (*p == '\0')
            return fault(csv, JH_CSV_NUL, p);
        if (*p == '"') {
            if (p + 1 == end || p[1] != '"')
                break;
            field->escaped = true;
            p += 2;
        } else {
            p = skip_line_end(csv, p);
            csv->next_line++;
        }
    }
    field->len = (size_t)(p - field->text);
    csv->at = p + 1;
    if (csv->at < end && *csv->at != csv->separator && !stops_bare[(unsigned char)*csv->at])
        return fault(csv, JH_CSV_AFTER_QUOTE, csv->at);
    return JH_CSV_ROW;
}

static enum jh_csv_event scan_field(struct jh_csv *csv, struct jh_csv_field *field)
{
    const char *p = csv->at, *end = csv->end;
    *field = (struct jh_csv_field){.text = p, .raw = p};
    if (p < end && *p == '"')
        return scan_quoted(csv, field);
    const char separator = csv->separator;
    while (p < end && *p != separator && !stops_bare[(unsigned char)*p])
        p++;
    field->len = (size_t)(p - field->text);
    if (field->len > JH_CSV_FIELD_MAX)
        return fault(csv, JH_CSV_FIELD_LONG, field->raw);
    csv->at = p;
    return JH_CSV_ROW;
}

/* Copies of the fields with doubled quotes; made once the row is whole, so that they stay put. */
static enum jh_status unescape(struct jh_csv *csv, struct jh_error *err)
{
    jh_buf_reset(&csv->copies);
    for (size_t i = 0; i < csv->n_fields; i++) {
        struct jh_csv_field *field = &csv->field[i];
        if (!field->escaped)
            continue;
        const char *p = field->text, *end = p + field->len;
        size_t before = csv->copies.len;
        while (p < end) {
            const char *quote = memchr(p, '"', (size_t)(end - p));
            const char *stop = quote != NULL ? quote + 1 : end;
            jh_buf_add(&csv->copies, p, (size_t)(stop - p));
            p = quote != NULL ? quote + 2 : end;
        }
        field->len = csv->copies.len - before;
    }
    enum jh_status st = jh_buf_status(&csv->copies, err);
    size_t offset = 0;
    for (size_t i = 0; st == JH_OK && i < csv->n_fields; i++)
        if (csv->field[i].escaped) {
            csv->field[i].text = csv->copies.data + offset;
            offset += csv->field[i].len;
        }
    return st;
}

static enum jh_status read_row(
    struct jh_csv *csv, enum jh_csv_event *out_event, struct jh_error *err)
{
    bool any_escaped = false;
    csv->row = csv->at;
    csv->line = csv->next_line;
    csv->n_fields = 0;
    csv->n_rows++;
    *out_event = JH_CSV_ROW;
    for (;;) {
        if (csv->n_fields == csv->cap) {
            size_t cap = csv->cap * 2 + 16;
            struct jh_csv_field *field = jh_i_realloc(csv->field, cap, sizeof *field);
            if (field == NULL)
                return jh_fail(err, JH_E_NOMEM, "out of memory");
            csv->field = field;
            csv->cap = cap;
        }
        if (csv->n_fields == JH_CSV_FIELDS_MAX) {
            *out_event = fault(csv, JH_CSV_TOO_MANY_FIELDS, csv->at);
            return JH_OK;
        }
        struct jh_csv_field *field = &csv->field[csv->n_fields++];
        *out_event = scan_field(csv, field);
        if (*out_event != JH_CSV_ROW)
            return JH_OK;
        any_escaped |= field->escaped;
        if (csv->at == csv->end || *csv->at != csv->separator)
            break;
        csv->at++;
    }
    csv->row_len = (size_t)(csv->at - csv->row);
    if (csv->at < csv->end) {
        if (*csv->at == '\0') {
            *out_event = fault(csv, JH_CSV_NUL, csv->at);
            return JH_OK;
        }
        csv->at = skip_line_end(csv, csv->at);
        csv->next_line++;
    }
    return any_escaped ? unescape(csv, err) : JH_OK;
}

enum jh_status jh_i_csv_next(struct jh_csv *csv, enum jh_csv_event *out_event, struct jh_error *err)
{
    do {
        if (csv->at == csv->end) {
            csv->n_fields = 0;
            csv->row_len = 0;
            *out_event = JH_CSV_END;
            return JH_OK;
        }
        enum jh_status st = read_row(csv, out_event, err);
        if (st != JH_OK)
            return st;
    } while (*out_event == JH_CSV_ROW && csv->row_len == 0);
    return JH_OK;
}

void jh_i_csv_position(
    const struct jh_csv *csv, const char *at, int64_t *out_line, int64_t *out_column)
{
    const char *line = csv->row;
    *out_line = csv->line;
    for (const char *p = csv->row; p < at; p++)
        if (*p == '\n' || (*p == '\r' && !(p + 1 < csv->end && p[1] == '\n'))) {
            (*out_line)++;
            line = p + 1;
        }
    *out_column = (int64_t)jh_i_utf8_count(line, (size_t)(at - line)) + 1;
}
