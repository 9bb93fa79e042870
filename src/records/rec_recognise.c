#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "records/rec_internal.h"
#include "records/rec_source.h"

enum { N_PROBES = 16, PROBE_BYTES = 1 << 16 };

/* The beginning of a file. */
struct opening {
    const char *path;
    unsigned char *bytes; /* [len], a line feed behind them */
    size_t len;
    bool whole; /* it is all that there is */
};

static enum jh_status refuse(
    const struct opening *opening, enum jh_status status, struct jh_error *err)
{
    jh_where(err, "%s:1", opening->path);
    return status;
}

/* What is no text at all is told by its first bytes. */
static enum jh_status check_text(const struct opening *opening, struct jh_error *err)
{
    const unsigned char *bytes = opening->bytes;
    if (opening->len == 0)
        return refuse(opening, jh_fail(err, JH_E_DATA, "the file is empty"), err);
    if (opening->len >= 2 &&
        (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        jh_ignore(jh_fail(err, JH_E_DATA, "the file is in UTF-16"), "returned below");
        jh_hint(err, "Save it as CSV in UTF-8 or GB18030.");
        return refuse(opening, JH_E_DATA, err);
    }
    if (opening->len >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) {
        jh_ignore(jh_fail(err, JH_E_DATA, "a spreadsheet or a zip archive, not a text table"),
            "returned below");
        jh_hint(err, "Save the sheet as CSV, or unpack the archive.");
        return refuse(opening, JH_E_DATA, err);
    }
    for (size_t i = 0; i < opening->len && bytes[i] != '\n'; i++) {
        if (bytes[i] == '\r' && bytes[i + 1] != '\n' && i + 1 < opening->len) {
            jh_ignore(
                jh_fail(err, JH_E_DATA, "lines end with a lone carriage return"), "returned below");
            jh_hint(err, "Save the table with the line ends of Windows or Linux.");
            return refuse(opening, JH_E_DATA, err);
        }
        if (bytes[i] < ' ' && bytes[i] != '\t' && bytes[i] != '\r')
            return refuse(opening, jh_fail(err, JH_E_DATA, "a binary file, not a text table"), err);
    }
    return JH_OK;
}

/* Where the beginning says nothing, a plain file is asked at places all over it. */
static enum jh_status find_charset(struct opening *opening, const struct jh_i_rec_source *source,
    enum jh_i_rec_charset *out, size_t *out_mark, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_rec_evidence evidence = {.ascii = true};
    *out_mark = 0;
    *out = JH_REC_UTF8;
    if (opening->len >= 3 && memcmp(opening->bytes, "\xEF\xBB\xBF", 3) == 0) {
        *out_mark = 3;
        return JH_OK;
    }
    if (opening->len >= 4 && memcmp(opening->bytes, "\x84\x31\x95\x33", 4) == 0) {
        *out_mark = 4;
        *out = JH_REC_GB18030;
        return JH_OK;
    }
    jh_i_rec_weigh(opening->bytes, opening->len, &evidence);
    bool ask = evidence.ascii && !opening->whole && jh_i_rec_source_packing(source) == JH_REC_PLAIN;
    if (ask) {
        unsigned char *probe = jh_i_calloc(PROBE_BYTES, 1);
        if (probe == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        uint64_t span = jh_i_rec_source_size(source) - PROBE_BYTES;
        for (uint64_t i = 1; st == JH_OK && i <= N_PROBES; i++) {
            st = jh_i_rec_source_at(source, span / N_PROBES * i, probe, PROBE_BYTES, err);
            if (st == JH_OK)
                jh_i_rec_weigh(probe, PROBE_BYTES, &evidence);
        }
        jh_i_free(probe);
    }
    *out = jh_i_rec_judge(&evidence);
    return st;
}

/* The candidate that the header line holds most of, quotes left out. */
static unsigned char find_separator(const unsigned char *begin, const unsigned char *end)
{
    static const unsigned char candidate[] = {',', '\t', ';', '|'};
    size_t count[256] = {0};
    bool inside = false;
    for (const unsigned char *p = begin; p < end && *p != '\n'; p++) {
        inside ^= *p == '"';
        count[*p] += !inside;
    }
    unsigned char best = candidate[0];
    for (size_t i = 1; i < sizeof candidate; i++)
        if (count[candidate[i]] > count[best])
            best = candidate[i];
    return best;
}

/* The header's names, without spaces around them, as UTF-8. */
static enum jh_status keep_names(struct jh_i_rec_reader *reader, size_t i,
    const struct jh_i_rec_rows *rows, struct jh_error *err)
{
    struct jh_i_rec_shape *shape = &reader->shape[i];
    const uint32_t n = shape->layout.n_columns;
    struct jh_i_rec_converter converter = {.gb = reader->gb};
    enum jh_status st = JH_OK;
    const char **column = jh_arena_new(&reader->arena, n, const char *);
    for (uint32_t c = 0; column != NULL && c < n; c++) {
        struct jh_i_rec_field field = rows->field[c];
        char *room = jh_arena_alloc(&reader->arena, 2 * (size_t)field.len + 4, 1);
        if (room == NULL)
            break;
        if (!jh_i_rec_to_utf8(shape->layout.charset, &converter, &field, &room)) {
            st = jh_fail(err, JH_E_DATA, "the header is neither in UTF-8 nor in GB18030");
            jh_where(err, "%s:1", reader->file[i].path);
            goto out;
        }
        while (field.len > 0 && field.text[field.len - 1] == ' ')
            field.len--;
        while (field.len > 0 && *field.text == ' ') {
            field.text++;
            field.len--;
        }
        column[c] = jh_arena_strndup(&reader->arena, field.text, field.len);
        if (column[c] == NULL)
            break;
    }
    if (column == NULL || (n > 0 && column[n - 1] == NULL))
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
    shape->column = column;
out:
    jh_i_rec_converter_release(&converter);
    return st;
}

/* Where the header is and how many fields it has; the cursor is behind it. */
static enum jh_status find_header(const struct jh_i_rec_layout *layout,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_cursor *out_header, uint32_t *out_n,
    struct jh_error *err)
{
    struct jh_i_rec_rows rows;
    enum jh_i_rec_row_end end = JH_REC_READ;
    *out_n = 0;
    jh_i_rec_rows_init(&rows);
    while (end == JH_REC_READ && rows.n_faults == 0 && cursor->at < cursor->end) {
        *out_header = *cursor;
        end = jh_i_rec_plain_row(layout, cursor, &rows);
    }
    if (rows.n_faults > 0 && rows.fault[0].kind == JH_REC_RAGGED)
        *out_n = rows.fault[0].n_fields;
    bool out_of_memory = rows.out_of_memory;
    jh_i_rec_rows_release(&rows);
    if (out_of_memory)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (end != JH_REC_READ)
        return jh_fail(err, JH_E_LIMIT, "the header is longer than %zu bytes", layout->row_max);
    if (*out_n < 2 || *out_n > JH_REC_COLUMNS_MAX) {
        enum jh_status st =
            jh_fail(err, JH_E_DATA, "no header of a table of records: %u columns", *out_n);
        jh_hint(err,
            "The first line must name the columns, separated by commas, tabs, semicolons "
            "or bars.");
        return st;
    }
    return JH_OK;
}

/* All fields of the header, and itself as it stands. */
static enum jh_status take_header(
    struct jh_i_rec_reader *reader, size_t i, struct jh_i_rec_cursor *header, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_rec_layout *layout = &reader->shape[i].layout;
    struct jh_i_rec_rows rows;
    const unsigned char *begin = header->at, *end;
    struct jh_i_rec_visit *visit = jh_i_calloc(layout->n_columns, sizeof *visit);
    jh_i_rec_rows_init(&rows);
    for (uint32_t c = 0; visit != NULL && c < layout->n_columns; c++)
        visit[c] = (struct jh_i_rec_visit){c, c};
    layout->visit = visit;
    layout->n_wanted = layout->n_columns;
    if (visit == NULL || jh_i_rec_plain_row(layout, header, &rows) != JH_REC_READ ||
        rows.out_of_memory) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    end = header->at - 1;
    end -= end > begin && end[-1] == '\r';
    JH_TRY(st, keep_names(reader, i, &rows, err));
    layout->header_len = (size_t)(end - begin);
    layout->header =
        (unsigned char *)jh_arena_strndup(&reader->arena, (const char *)begin, layout->header_len);
    if (layout->header == NULL)
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
out:
    layout->visit = NULL;
    layout->n_wanted = 0;
    jh_i_free(visit);
    jh_i_rec_rows_release(&rows);
    return st;
}

static enum jh_status read_header(struct jh_i_rec_reader *reader, size_t i,
    const struct opening *opening, size_t mark, struct jh_error *err)
{
    struct jh_i_rec_shape *shape = &reader->shape[i];
    struct jh_i_rec_cursor header, cursor = {.base = opening->bytes,
                                       .at = opening->bytes + mark,
                                       .end = opening->bytes + opening->len,
                                       .last = opening->whole,
                                       .line = 1,
                                       .strict_until = opening->bytes};
    shape->layout.row_max = JH_REC_ROW_MAX;
    enum jh_status st =
        find_header(&shape->layout, &cursor, &header, &shape->layout.n_columns, err);
    if (st == JH_OK) {
        shape->data_begin = (uint64_t)(cursor.at - opening->bytes);
        shape->first_line = cursor.line;
        st = take_header(reader, i, &header, err);
    }
    if (st != JH_OK)
        jh_where(err, "%s:1", opening->path);
    return st;
}

enum jh_status jh_i_rec_recognise(struct jh_i_rec_reader *reader, size_t i, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_i_rec_file *file = &reader->file[i];
    struct jh_i_rec_layout *layout = &reader->shape[i].layout;
    struct jh_i_rec_source *source = NULL;
    struct opening opening = {.path = file->path};
    const size_t room = JH_REC_ROW_MAX + PROBE_BYTES;
    size_t mark, len;
    opening.bytes = jh_i_calloc(room + 1, 1);
    if (opening.bytes == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_i_rec_source_open(file->path, &source, err));
    JH_TRY(st, jh_i_rec_source_next(source, opening.bytes, room, &opening.len, err));
    opening.whole = opening.len < room;
    opening.bytes[opening.len] = '\n';
    JH_TRY(st, check_text(&opening, err));
    JH_TRY(st, find_charset(&opening, source, &layout->charset, &mark, err));
    if (layout->charset == JH_REC_GB18030 && reader->gb == NULL)
        JH_TRY(st, jh_i_rec_gb_new(&reader->gb, err));
    layout->separator = find_separator(opening.bytes + mark, opening.bytes + opening.len);
    if (layout->separator == '|' && layout->charset == JH_REC_GB18030) {
        st = jh_fail(err, JH_E_DATA, "bars cannot separate the fields of a GB18030 text");
        jh_hint(err, "Save the table in UTF-8, or with commas.");
        jh_where(err, "%s:1", file->path);
        goto out;
    }
    len = opening.len;
    opening.len += opening.whole && opening.bytes[len - 1] != '\n';
    JH_TRY(st, read_header(reader, i, &opening, mark, err));
    if (reader->shape[i].data_begin > len)
        reader->shape[i].data_begin = len;
    file->size_bytes = jh_i_rec_source_size(source);
    file->packing = jh_i_rec_source_packing(source);
    file->charset = layout->charset;
    file->delimiter = (char)layout->separator;
    file->n_columns = layout->n_columns;
out:
    jh_i_rec_source_close(source);
    jh_i_free(opening.bytes);
    return st;
}
