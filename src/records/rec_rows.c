#include "records/rec_rows.h"

#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

/* A row being read. */
struct reading {
    const unsigned char *at, *p;
    const unsigned char *limit; /* the bytes to look at end here */
    bool full;                  /* they are all that a row may have */
    bool strict;
    uint32_t n_fields;
    const unsigned char *quote; /* the quote last opened, or the row's beginning */
};

/* How a field ended. */
enum stop {
    STOP_SEPARATOR,
    STOP_LINE,
    STOP_NUL,         /* p: the NUL */
    STOP_UNCLOSED,    /* p: how far was looked */
    STOP_AFTER_QUOTE, /* p: the byte after the closing quote */
    STOP_OUT          /* of bytes */
};

void jh_i_rec_rows_init(struct jh_i_rec_rows *rows)
{
    *rows = (struct jh_i_rec_rows){0};
    jh_arena_init(&rows->copies, 0);
}

void jh_i_rec_rows_release(struct jh_i_rec_rows *rows)
{
    jh_i_free(rows->field);
    jh_i_free(rows->row);
    jh_i_free(rows->fault);
    jh_arena_release(&rows->copies);
    *rows = (struct jh_i_rec_rows){0};
}

void jh_i_rec_rows_clear(struct jh_i_rec_rows *rows)
{
    rows->n = 0;
    rows->n_faults = 0;
    if (rows->copies.used_total > 0)
        jh_arena_release(&rows->copies);
}

bool jh_i_rec_rows_room(struct jh_i_rec_rows *rows, size_t n_wanted)
{
    if (rows->n < rows->cap)
        return true;
    size_t cap = rows->cap * 2 + 64, n_fields;
    if (__builtin_mul_overflow(cap, n_wanted, &n_fields))
        return false;
    struct jh_i_rec_field *field = jh_i_realloc(rows->field, n_fields + 1, sizeof *field);
    if (field != NULL)
        rows->field = field;
    struct jh_i_rec_row *row = jh_i_realloc(rows->row, cap, sizeof *row);
    if (row != NULL)
        rows->row = row;
    if (field == NULL || row == NULL)
        return false;
    rows->cap = cap;
    return true;
}

void jh_i_rec_add_fault(struct jh_i_rec_rows *rows, const struct jh_i_rec_fault *fault)
{
    if (rows->n_faults == rows->cap_faults) {
        size_t cap = rows->cap_faults * 2 + 16;
        struct jh_i_rec_fault *more = jh_i_realloc(rows->fault, cap, sizeof *more);
        if (more == NULL) {
            rows->out_of_memory = true;
            return;
        }
        rows->fault = more;
        rows->cap_faults = cap;
    }
    rows->fault[rows->n_faults++] = *fault;
}

static void unescape(struct jh_i_rec_rows *rows, struct jh_i_rec_field *out_field,
    const unsigned char *begin, const unsigned char *end)
{
    char *copy = jh_arena_alloc(&rows->copies, (size_t)(end - begin), 1), *to = copy;
    if (copy == NULL) {
        rows->out_of_memory = true;
        *out_field = (struct jh_i_rec_field){.text = ""};
        return;
    }
    for (const unsigned char *p = begin; p < end; p++) {
        *to++ = (char)*p;
        p += *p == '"'; /* its double */
    }
    *out_field = (struct jh_i_rec_field){.text = copy, .len = (uint32_t)(to - copy)};
}

void jh_i_rec_emit(struct jh_i_rec_rows *rows, struct jh_i_rec_field *out_field,
    const unsigned char *begin, const unsigned char *end)
{
    if (begin < end && *begin == '"') {
        begin++;
        end--;
        if (memchr(begin, '"', (size_t)(end - begin)) != NULL) {
            unescape(rows, out_field, begin, end);
            return;
        }
    }
    *out_field =
        (struct jh_i_rec_field){.text = (const char *)begin, .len = (uint32_t)(end - begin)};
}

void jh_i_rec_keep(const struct jh_i_rec_layout *layout, struct jh_i_rec_rows *rows,
    const struct jh_i_rec_cursor *cursor, const unsigned char *line_feed)
{
    const unsigned char *end = line_feed;
    if (end > cursor->at && end[-1] == '\r')
        end--;
    if ((size_t)(end - cursor->at) == layout->header_len && layout->header_len > 0 &&
        memcmp(cursor->at, layout->header, layout->header_len) == 0) {
        struct jh_i_rec_fault fault = {.kind = JH_REC_HEADER_AGAIN, .line = cursor->line};
        jh_i_rec_add_fault(rows, &fault);
        return;
    }
    rows->row[rows->n++] =
        (struct jh_i_rec_row){.at = (uint32_t)(cursor->at - cursor->base), .line = cursor->line};
}

size_t jh_i_rec_characters(
    enum jh_i_rec_charset charset, const unsigned char *begin, const unsigned char *end)
{
    if (charset == JH_REC_UTF8)
        return jh_i_utf8_count((const char *)begin, (size_t)(end - begin));
    size_t n = 0;
    for (const unsigned char *p = begin; p < end; n++)
        p += *p < 0x81 ? 1 : end - p > 1 && p[1] >= '0' && p[1] <= '9' ? 4 : 2;
    return n;
}

static enum stop out_of_bytes(struct reading *r)
{
    r->p = r->limit;
    return STOP_OUT;
}

/* p is behind the opening quote. */
static enum stop read_quoted(const struct jh_i_rec_layout *layout, struct reading *r)
{
    const unsigned char *p = r->p, *limit = r->limit;
    for (;; p++) {
        while (p < limit && *p != '"' && *p != '\n' && *p != 0)
            p++;
        if (p == limit)
            return out_of_bytes(r);
        r->p = p;
        if (*p == 0)
            return STOP_NUL;
        if (*p == '\n' && r->strict)
            return STOP_UNCLOSED;
        if (*p != '"')
            continue;
        if (++p == limit)
            return out_of_bytes(r);
        if (*p == '"')
            continue;
        if (*p == '\r') {
            if (p + 1 == limit)
                return out_of_bytes(r);
            p += p[1] == '\n';
        }
        r->p = p;
        return *p == layout->separator ? STOP_SEPARATOR : *p == '\n' ? STOP_LINE : STOP_AFTER_QUOTE;
    }
}

/* p is at the field's first byte, or at the limit. */
static enum stop read_field(const struct jh_i_rec_layout *layout, struct reading *r)
{
    const unsigned char *p = r->p, *limit = r->limit;
    if (p < limit && *p == '"') {
        r->quote = p;
        r->p++;
        return read_quoted(layout, r);
    }
    while (p < limit && *p != layout->separator && *p != '\n' && *p != 0)
        p++;
    r->p = p;
    return p == limit                ? STOP_OUT
           : *p == layout->separator ? STOP_SEPARATOR
           : *p == '\n'              ? STOP_LINE
                                     : STOP_NUL;
}

static const unsigned char *line_begin(const unsigned char *from, const unsigned char *p)
{
    while (p > from && p[-1] != '\n')
        p--;
    return p;
}

/* Give the row up and go on behind its first line. Not to be fooled twice by the same quote, the
 * lines that were looked at in vain are read strictly: reading stays linear in the bytes. */
static enum jh_i_rec_row_end give_up(const struct jh_i_rec_layout *layout, const struct reading *r,
    enum jh_i_rec_fault_kind kind, const unsigned char *place, struct jh_i_rec_cursor *cursor,
    struct jh_i_rec_rows *rows)
{
    const unsigned char *line_feed = memchr(r->at, '\n', (size_t)(r->limit - r->at));
    if (line_feed == NULL)
        return r->full ? JH_REC_TOO_LONG : JH_REC_INCOMPLETE;
    struct jh_i_rec_fault fault = {.kind = kind, .line = cursor->line};
    if (place > line_feed)
        place = r->quote;
    if (place <= line_feed)
        fault.column = (int64_t)jh_i_rec_characters(layout->charset, r->at, place) + 1;
    jh_i_rec_add_fault(rows, &fault);
    const unsigned char *seen = line_begin(r->at, r->p);
    if (seen > cursor->strict_until)
        cursor->strict_until = seen;
    cursor->at = line_feed + 1;
    cursor->line++;
    return JH_REC_READ;
}

static enum jh_i_rec_row_end finish(const struct jh_i_rec_layout *layout, const struct reading *r,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows)
{
    const unsigned char *line_feed = r->p;
    size_t len = (size_t)(line_feed - r->at);
    bool is_empty = len == 0 || (len == 1 && r->at[0] == '\r');
    if (!is_empty && r->n_fields == layout->n_columns)
        jh_i_rec_keep(layout, rows, cursor, line_feed);
    else if (!is_empty) {
        struct jh_i_rec_fault fault = {
            .kind = JH_REC_RAGGED, .line = cursor->line, .n_fields = r->n_fields};
        jh_i_rec_add_fault(rows, &fault);
    }
    for (const unsigned char *p = r->at; p <= line_feed; p++)
        cursor->line += *p == '\n';
    cursor->at = line_feed + 1;
    return JH_REC_READ;
}

enum jh_i_rec_row_end jh_i_rec_plain_row(const struct jh_i_rec_layout *layout,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows)
{
    struct reading r = {
        .at = cursor->at, .p = cursor->at, .limit = cursor->end, .quote = cursor->at};
    if ((size_t)(r.limit - r.at) >= layout->row_max) {
        r.limit = r.at + layout->row_max;
        r.full = true;
    }
    r.strict = r.at < cursor->strict_until;
    if (!jh_i_rec_rows_room(rows, layout->n_wanted)) {
        rows->out_of_memory = true;
        return JH_REC_TOO_LONG;
    }
    struct jh_i_rec_field *field = rows->field + rows->n * layout->n_wanted;
    enum stop stop = STOP_SEPARATOR;
    for (size_t visit = 0; stop == STOP_SEPARATOR; r.n_fields++) {
        const unsigned char *begin = r.p;
        stop = read_field(layout, &r);
        if (stop != STOP_SEPARATOR && stop != STOP_LINE)
            break;
        if (visit < layout->n_wanted && layout->visit[visit].column == r.n_fields) {
            const unsigned char *end = r.p;
            if (stop == STOP_LINE && end > begin && end[-1] == '\r')
                end--;
            jh_i_rec_emit(rows, &field[layout->visit[visit++].place], begin, end);
        }
        r.p += stop == STOP_SEPARATOR;
    }
    switch (stop) {
    case STOP_NUL:
        return give_up(layout, &r, JH_REC_NUL, r.p, cursor, rows);
    case STOP_UNCLOSED:
        return give_up(layout, &r, JH_REC_UNCLOSED, r.quote, cursor, rows);
    case STOP_AFTER_QUOTE:
        return give_up(layout, &r, JH_REC_AFTER_QUOTE, r.p, cursor, rows);
    case STOP_OUT:
        if (!r.full && !cursor->last)
            return JH_REC_INCOMPLETE;
        /* Too long without a quote: give_up() finds no line end either. */
        return give_up(layout, &r, JH_REC_UNCLOSED, r.quote, cursor, rows);
    case STOP_SEPARATOR:
    case STOP_LINE:
        break;
    }
    return finish(layout, &r, cursor, rows);
}
