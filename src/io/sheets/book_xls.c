#include "io/sheets/book_xls.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

enum { ENTRY = 128, HEADER = 512, STREAM_MAX = 256 << 20, SHEETS_MAX = 1024, BIFF8 = 0x0600 };
#define CHAIN_END 0xFFFFFFFAu /* and above: no sector */

static uint16_t u16(const unsigned char *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)u16(p) | (uint32_t)u16(p + 2) << 16;
}

/* One more element of a growing array; NULL: no memory. */
static void *grown(void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return array;
    void *more = jh_i_realloc(array, *cap * 2 + 64, size);
    if (more != NULL)
        *cap = *cap * 2 + 64;
    return more;
}

static enum jh_status no_memory(struct jh_error *err)
{
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

/* ---- The compound file: chains of sectors ------------------------------------------------------ */

struct compound {
    const unsigned char *bytes;
    size_t len;
    unsigned shift, mini_shift;
    uint32_t *fat, *mini_fat; /* next sector */
    size_t n_fat, n_mini;
    unsigned char *mini; /* the stream of small streams */
    size_t mini_len;
};

static const unsigned char *sector(const struct compound *c, uint32_t index)
{
    const size_t at = ((size_t)index + 1) << c->shift, size = (size_t)1 << c->shift;
    return at < c->len && size <= c->len - at ? c->bytes + at : NULL;
}

/* The bytes of a chain; shorter than wanted where it breaks off. */
static enum jh_status chain(const struct compound *c, uint32_t first, size_t want, bool small,
    unsigned char **out, size_t *out_len, struct jh_error *err)
{
    const size_t size = (size_t)1 << (small ? c->mini_shift : c->shift);
    const uint32_t *next = small ? c->mini_fat : c->fat;
    const size_t n = small ? c->n_mini : c->n_fat;
    const size_t most = small ? c->mini_len : c->len;
    size_t len = 0;
    if (want > most) /* a chain is never longer than what holds it */
        want = most;
    unsigned char *bytes = jh_i_calloc(want + size, 1);
    if (bytes == NULL)
        return no_memory(err);
    for (uint32_t at = first; len < want && at < n; at = next[at]) {
        const unsigned char *from = !small ? sector(c, at)
                                    : ((size_t)at + 1) * size <= c->mini_len
                                        ? c->mini + (size_t)at * size
                                        : NULL;
        if (from == NULL)
            break;
        memcpy(bytes + len, from, size);
        len += size;
    }
    *out = bytes;
    *out_len = len < want ? len : want;
    return JH_OK;
}

/* Tables of sectors: the places of the first 109 stand in the header, the others in a chain. */
static enum jh_status read_fat(struct compound *c, struct jh_error *err)
{
    const size_t per = ((size_t)1 << c->shift) / 4, most = c->len >> c->shift;
    uint32_t more = u32(c->bytes + 68);
    const unsigned char *list = c->bytes + 76;
    size_t n_list = 109;
    c->fat = jh_i_calloc((most + 1) * 2 + per, sizeof *c->fat);
    if (c->fat == NULL)
        return no_memory(err);
    for (size_t round = 0; list != NULL && round <= most; round++) {
        for (size_t i = 0; i < n_list; i++) {
            const uint32_t index = u32(list + 4 * i);
            const unsigned char *from = index < CHAIN_END ? sector(c, index) : NULL;
            if (from == NULL || c->n_fat > most)
                continue;
            for (size_t k = 0; k < per; k++)
                c->fat[c->n_fat + k] = u32(from + 4 * k);
            c->n_fat += per;
        }
        list = more < CHAIN_END ? sector(c, more) : NULL;
        n_list = per - 1;
        more = list != NULL ? u32(list + 4 * n_list) : CHAIN_END;
    }
    return JH_OK;
}

static enum jh_status read_mini(struct compound *c, const unsigned char *root, struct jh_error *err)
{
    unsigned char *table = NULL;
    size_t len = 0;
    enum jh_status st =
        chain(c, u32(root + 116), u32(root + 120), false, &c->mini, &c->mini_len, err);
    if (st == JH_OK)
        st = chain(c, u32(c->bytes + 60), (size_t)u32(c->bytes + 64) << c->shift, false, &table,
            &len, err);
    if (st == JH_OK) {
        c->mini_fat = jh_i_calloc(len / 4 + 1, sizeof *c->mini_fat);
        st = c->mini_fat != NULL ? JH_OK : no_memory(err);
    }
    for (size_t i = 0; st == JH_OK && i < len / 4; i++)
        c->mini_fat[c->n_mini++] = u32(table + 4 * i);
    jh_i_free(table);
    return st;
}

static bool called(const unsigned char *entry, const char *name)
{
    const size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (entry[2 * i] != (unsigned char)name[i] || entry[2 * i + 1] != 0)
            return false;
    return u16(entry + 64) == 2 * (n + 1);
}

/* The stream of the workbook, empty where there is none. */
static enum jh_status read_stream(struct compound *c, struct jh_xls *x, unsigned char **out,
    size_t *out_len, struct jh_error *err)
{
    unsigned char *folder = NULL;
    const unsigned char *found = NULL;
    size_t len = 0;
    uint32_t size;
    bool small;
    enum jh_status st = JH_OK;
    JH_TRY(st, read_fat(c, err));
    JH_TRY(st, chain(c, u32(c->bytes + 48), c->len, false, &folder, &len, err));
    for (size_t at = 0; at + ENTRY <= len; at += ENTRY) {
        const unsigned char *entry = folder + at;
        if (called(entry, "Workbook") && entry[66] == 2)
            found = entry;
        x->has_macros |= called(entry, "_VBA_PROJECT_CUR");
        x->encrypted |= called(entry, "EncryptedPackage");
    }
    if (found == NULL || len < ENTRY)
        goto out;
    size = u32(found + 120);
    small = size < u32(c->bytes + 56);
    if (small)
        JH_TRY(st, read_mini(c, folder, err));
    st =
        chain(c, u32(found + 116), size < STREAM_MAX ? size : STREAM_MAX, small, out, out_len, err);
out:
    jh_i_free(folder);
    return st;
}

/* ---- Records ----------------------------------------------------------------------------------- */

struct record {
    uint16_t type, len;
    const unsigned char *data;
};

static bool next_record(const unsigned char *stream, size_t len, size_t *at, struct record *out)
{
    if (*at > len || len - *at < 4)
        return false;
    *out = (struct record){u16(stream + *at), u16(stream + *at + 2), stream + *at + 4};
    if (out->len > len - *at - 4)
        return false;
    *at += 4u + out->len;
    return true;
}

/* Text of `n` letters, one or two bytes each, as UTF-8; NULL: no memory. */
static char *text_of(const unsigned char *p, size_t n, bool wide, size_t room)
{
    char *out = jh_i_calloc(3 * n + 1, 1), *end = out;
    for (size_t i = 0; out != NULL && i < n && (i + 1) * (wide ? 2 : 1) <= room; i++) {
        const unsigned c = wide ? u16(p + 2 * i) : p[i];
        if (c < 0x80) {
            *end++ = (char)c;
        } else if (c < 0x800) {
            *end++ = (char)(0xC0 | c >> 6);
            *end++ = (char)(0x80 | (c & 0x3F));
        } else {
            *end++ = (char)(0xE0 | c >> 12);
            *end++ = (char)(0x80 | (c >> 6 & 0x3F));
            *end++ = (char)(0x80 | (c & 0x3F));
        }
    }
    return out;
}

static enum jh_status take_sheet(struct jh_xls *x, const struct record *r, struct jh_error *err)
{
    if (r->len < 8 || x->n_sheets == SHEETS_MAX)
        return JH_OK;
    struct jh_xls_sheet *sheet = grown(x->sheet, x->n_sheets, &x->cap_sheets, sizeof *sheet);
    if (sheet == NULL)
        return no_memory(err);
    x->sheet = sheet;
    sheet += x->n_sheets;
    *sheet = (struct jh_xls_sheet){.at = u32(r->data),
        .hidden = (r->data[4] & 3) != 0,
        .is_table = r->data[5] == 0,
        .name = text_of(r->data + 8, r->data[6], (r->data[7] & 1) != 0, r->len - 8u)};
    if (sheet->name == NULL)
        return no_memory(err);
    x->n_sheets++;
    return JH_OK;
}

static enum jh_status take_format(struct jh_xls *x, const struct record *r, struct jh_error *err)
{
    bool percent = false;
    if (r->len < 5)
        return JH_OK;
    struct jh_xls_format *format = grown(x->format, x->n_formats, &x->cap_formats, sizeof *format);
    if (format == NULL)
        return no_memory(err);
    for (size_t i = 5; i < r->len; i++)
        percent = percent || r->data[i] == '%';
    x->format = format;
    format[x->n_formats++] = (struct jh_xls_format){u16(r->data), percent};
    return JH_OK;
}

static enum jh_status take_style(struct jh_xls *x, const struct record *r, struct jh_error *err)
{
    uint16_t *style = grown(x->style, x->n_styles, &x->cap_styles, sizeof *style);
    if (style == NULL)
        return no_memory(err);
    x->style = style;
    style[x->n_styles++] = r->len >= 4 ? u16(r->data + 2) : 0;
    return JH_OK;
}

static bool is_percent(const struct jh_xls *x, uint16_t style)
{
    const uint16_t id = style < x->n_styles ? x->style[style] : 0;
    for (size_t i = 0; i < x->n_formats; i++)
        if (x->format[i].id == id)
            return x->format[i].percent;
    return id == 9 || id == 10;
}

/* The stream's first part; false: not a version that is known here. */
static enum jh_status read_globals(struct jh_xls *x, const unsigned char *stream, size_t len,
    bool *out_known, struct jh_error *err)
{
    struct record r;
    size_t at = 0;
    enum jh_status st = JH_OK;
    *out_known =
        next_record(stream, len, &at, &r) && r.type == 0x0809 && r.len >= 2 && u16(r.data) == BIFF8;
    while (st == JH_OK && *out_known && next_record(stream, len, &at, &r) && r.type != 0x000A) {
        switch (r.type) {
        case 0x0085:
            st = take_sheet(x, &r, err);
            break;
        case 0x041E:
            st = take_format(x, &r, err);
            break;
        case 0x00E0:
            st = take_style(x, &r, err);
            break;
        case 0x002F:
            x->encrypted = true;
            break;
        case 0x01AE: /* a book of its own has 4 bytes, 0x0401 or 0x3A01 in the last two */
            x->has_links |= r.len > 4;
            break;
        default:
            break;
        }
    }
    return st;
}

static enum jh_status add_cell(
    struct jh_xls_sheet *s, uint16_t row, uint16_t column, const char *fault, struct jh_error *err)
{
    struct jh_xls_cell *cell = grown(s->cell, s->n_cells, &s->cap_cells, sizeof *cell);
    if (cell == NULL)
        return no_memory(err);
    s->cell = cell;
    cell[s->n_cells++] = (struct jh_xls_cell){row, column, fault};
    return JH_OK;
}

static enum jh_status add_merges(
    struct jh_xls_sheet *s, const struct record *r, struct jh_error *err)
{
    for (size_t i = 0; i < (r->len >= 2 ? u16(r->data) : 0u) && 2 + 8 * (i + 1) <= r->len; i++) {
        const unsigned char *p = r->data + 2 + 8 * i;
        struct jh_xls_merge *merge = grown(s->merge, s->n_merges, &s->cap_merges, sizeof *merge);
        if (merge == NULL)
            return no_memory(err);
        s->merge = merge;
        merge[s->n_merges++] = (struct jh_xls_merge){u16(p), u16(p + 2), u16(p + 4), u16(p + 6)};
    }
    return JH_OK;
}

static const char *fault_of(uint8_t code)
{
    static const struct {
        uint8_t code;
        const char *text;
    } faults[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
        {0x1D, "#NAME?"}, {0x24, "#NUM!"}, {0x2A, "#N/A"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (faults[i].code == code)
            return faults[i].text;
    return "#VALUE!";
}

static enum jh_status take_cell(
    const struct jh_xls *x, struct jh_xls_sheet *s, const struct record *r, struct jh_error *err)
{
    const unsigned char *p = r->data;
    enum jh_status st = JH_OK;
    if (r->len < 8)
        return JH_OK;
    const uint16_t row = u16(p), column = u16(p + 2);
    if (r->type == 0x0205 && p[7] == 1)
        return add_cell(s, row, column, fault_of(p[6]), err);
    if (r->type == 0x0006 && r->len >= 14 && p[6] == 2 && u16(p + 12) == 0xFFFF)
        return add_cell(s, row, column, fault_of(p[8]), err);
    if (r->type == 0x00BD) {
        for (size_t i = 0; 4 + 6 * (i + 1) + 2 <= r->len && st == JH_OK; i++)
            if (is_percent(x, u16(p + 4 + 6 * i)))
                st = add_cell(s, row, (uint16_t)(column + i), NULL, err);
        return st;
    }
    if (r->type != 0x0205 && is_percent(x, u16(p + 4)))
        st = add_cell(s, row, column, NULL, err);
    return st;
}

static enum jh_status read_sheet(const struct jh_xls *x, struct jh_xls_sheet *s,
    const unsigned char *stream, size_t len, struct jh_error *err)
{
    struct record r;
    size_t at = s->at;
    int depth = 0; /* a chart on the sheet is a part of its own within it */
    enum jh_status st = JH_OK;
    while (st == JH_OK && next_record(stream, len, &at, &r)) {
        if (r.type == 0x0809)
            depth++;
        if (r.type == 0x000A && --depth <= 0)
            break;
        if (depth != 1)
            continue;
        if (r.type == 0x0208 && r.len >= 14)
            s->n_hidden_rows += (r.data[12] & 0x20) != 0;
        else if (r.type == 0x00E5)
            st = add_merges(s, &r, err);
        else if (r.type == 0x005D && r.len >= 6 && (u16(r.data + 4) == 8 || u16(r.data + 4) == 5))
            s->n_pictures++;
        else if (r.type == 0x0203 || r.type == 0x027E || r.type == 0x00BD || r.type == 0x0006 ||
                 r.type == 0x0205)
            st = take_cell(x, s, &r, err);
    }
    return st;
}

enum jh_status jh_i_xls_read(
    const unsigned char *bytes, size_t len, struct jh_xls *out, struct jh_error *err)
{
    struct compound c = {.bytes = bytes, .len = len};
    unsigned char *stream = NULL;
    size_t stream_len = 0;
    bool known = false;
    enum jh_status st = JH_OK;
    *out = (struct jh_xls){.encrypted = false};
    if (len < HEADER || memcmp(bytes, "\xD0\xCF\x11\xE0", 4) != 0)
        return JH_OK;
    c.shift = u16(bytes + 30);
    c.mini_shift = u16(bytes + 32);
    if ((c.shift != 9 && c.shift != 12) || c.mini_shift != 6)
        return JH_OK;
    JH_TRY(st, read_stream(&c, out, &stream, &stream_len, err));
    if (stream == NULL)
        goto out;
    JH_TRY(st, read_globals(out, stream, stream_len, &known, err));
    for (size_t i = 0; st == JH_OK && known && !out->encrypted && i < out->n_sheets; i++)
        if (out->sheet[i].is_table)
            st = read_sheet(out, &out->sheet[i], stream, stream_len, err);
out:
    jh_i_free(stream);
    jh_i_free(c.fat);
    jh_i_free(c.mini_fat);
    jh_i_free(c.mini);
    return st;
}

void jh_i_xls_release(struct jh_xls *xls)
{
    for (size_t i = 0; i < xls->n_sheets; i++) {
        jh_i_free(xls->sheet[i].name);
        jh_i_free(xls->sheet[i].cell);
        jh_i_free(xls->sheet[i].merge);
    }
    jh_i_free(xls->sheet);
    jh_i_free(xls->style);
    jh_i_free(xls->format);
    *xls = (struct jh_xls){.encrypted = false};
}
