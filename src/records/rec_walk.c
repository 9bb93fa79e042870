#include <string.h>

#include "records/rec_rows.h"

/* The marks of blocks [0, n_filled) that lie behind the place where filling began; right as long as
 * nothing `special` came: a NUL, a line end in quotes, a quote where none belongs. */
struct fill {
    jh_i_rec_scan_fn *scan;
    struct jh_i_rec_marks *marks;
    const unsigned char *base, *end, *special; /* special: `end` when there is none */
    unsigned char separator;
    size_t n_filled, n_blocks;
    size_t begin;         /* offset; filling began here, at a row's beginning */
    uint64_t inside;      /* ~0: the next byte is in quotes */
    uint64_t after_sep;   /* 1: the byte before may stand before an opening quote */
    uint64_t after_close; /* 1: the byte before is a closing quote */
};

static void begin_fill(struct fill *f, const unsigned char *at)
{
    f->begin = (size_t)(at - f->base);
    f->n_filled = f->begin / 64;
    f->special = f->end;
    f->inside = 0;
    f->after_sep = 1;
    f->after_close = 0;
}

static void note_special(struct fill *f, const unsigned char *place)
{
    if (place < f->special)
        f->special = place;
}

/* CR LF behind a closing quote is no offence. */
static uint64_t without_crlf(const struct fill *f, const unsigned char *bytes, uint64_t offending)
{
    for (uint64_t left = offending; left != 0; left &= left - 1) {
        int i = __builtin_ctzll(left);
        if (bytes[i] == '\r' && bytes + i + 1 < f->end && bytes[i + 1] == '\n')
            offending &= ~(1ull << i);
    }
    return offending;
}

/* Take away separators and line ends in quotes, assuming that every quote opens or closes a field or
 * is doubled; the first that does not is special. */
static void resolve_quotes(
    struct fill *f, size_t block, uint64_t quotes, uint64_t valid, uint64_t first_bit)
{
    struct jh_i_rec_marks *m = &f->marks[block];
    uint64_t inside = jh_i_rec_prefix_xor(quotes) ^ f->inside;
    uint64_t opening = quotes & inside, closing = quotes & ~inside;
    uint64_t in_quotes = m->line & inside;
    m->sep &= ~inside;
    m->line &= ~inside;
    uint64_t may_open = m->sep | closing;
    uint64_t bad = opening & ~(may_open << 1 | f->after_sep | first_bit);
    uint64_t after_close = closing << 1 | f->after_close;
    uint64_t bad_close = after_close & ~(m->sep | opening) & valid;
    if (bad_close != 0)
        bad |= without_crlf(f, f->base + 64 * block, bad_close);
    bad |= in_quotes;
    if (bad != 0)
        note_special(f, f->base + 64 * block + __builtin_ctzll(bad));
    f->inside = (inside >> 63) != 0 ? ~0ull : 0;
    f->after_sep = may_open >> 63;
    f->after_close = closing >> 63;
}

/* Mark the next blocks; false: there are none. */
static bool fill_more(struct fill *f)
{
    struct jh_i_rec_seen seen;
    size_t first = f->n_filled, n = f->n_blocks - first;
    if (n == 0)
        return false;
    if (n > JH_REC_SCAN_BLOCKS)
        n = JH_REC_SCAN_BLOCKS;
    struct jh_i_rec_marks *m = f->marks + first;
    f->scan(f->base + 64 * first, n, f->separator, m, &seen);
    f->n_filled = first + n;
    uint64_t valid_last = ~0ull, first_bit = 0;
    if (first == f->begin / 64) {
        first_bit = 1ull << f->begin % 64;
        m[0].sep &= ~(first_bit - 1);
        m[0].line &= ~(first_bit - 1);
        seen.quote[0] &= ~(first_bit - 1);
    }
    size_t n_bytes = (size_t)(f->end - f->base);
    if (f->n_filled == f->n_blocks && n_bytes % 64 != 0) {
        valid_last = (1ull << n_bytes % 64) - 1;
        m[n - 1].sep &= valid_last;
        m[n - 1].line &= valid_last;
        seen.quote[n - 1] &= valid_last;
    }
    if (seen.any_nul) {
        size_t from = first == f->begin / 64 ? f->begin : 64 * first;
        size_t upto = 64 * f->n_filled < n_bytes ? 64 * f->n_filled : n_bytes;
        const unsigned char *nul = memchr(f->base + from, 0, upto - from);
        if (nul != NULL)
            note_special(f, nul);
    }
    if (seen.any_quote || f->inside != 0 || f->after_close != 0) {
        for (size_t b = 0; b < n; b++)
            resolve_quotes(f, first + b, seen.quote[b], b == n - 1 ? valid_last : ~0ull,
                b == 0 ? first_bit : 0);
    } else {
        f->after_sep = m[n - 1].sep >> 63;
    }
    return true;
}

/* Position of the set bit number `rank` (from 0); there are more than that. */
static inline int select_generic(uint64_t bits, size_t rank)
{
    while (rank-- > 0)
        bits &= bits - 1;
    return __builtin_ctzll(bits);
}

/* Where in a row the walk is. */
struct stride {
    struct fill *f;
    size_t block;
    uint64_t sep, line; /* of the block: separators not yet behind, line ends of this row on */
    uint64_t lines;     /* line ends in the blocks behind */
    const unsigned char *here;  /* the block's first byte */
    const unsigned char *place; /* the separator last taken */
};

typedef int select_fn(uint64_t bits, size_t rank);
#define REC_INLINE static inline __attribute__((always_inline))

/* Go to the k-th separator from here, k >= 1; false: there are not so many. */
REC_INLINE bool stride_to(struct stride *s, size_t k, select_fn *select)
{
    size_t n = (size_t)__builtin_popcountll(s->sep);
    while (n < k) {
        k -= n;
        s->lines |= s->line;
        if (++s->block >= s->f->n_filled && !fill_more(s->f))
            return false;
        s->here += 64;
        s->sep = s->f->marks[s->block].sep;
        s->line = s->f->marks[s->block].line;
        n = (size_t)__builtin_popcountll(s->sep);
    }
    const int bit = select(s->sep, k - 1);
    s->sep &= ~((2ull << bit) - 1);
    s->place = s->here + bit;
    return true;
}

/* Go to the next separator: nearly always it is in the block at hand. */
REC_INLINE bool step(struct stride *s, select_fn *select)
{
    if (s->sep == 0)
        return stride_to(s, 1, select);
    s->place = s->here + __builtin_ctzll(s->sep);
    s->sep &= s->sep - 1;
    return true;
}

/* Whether the separator last taken is a line feed, and the only one of the row. */
REC_INLINE bool ends_row(const struct stride *s)
{
    const uint64_t last = 1ull << (s->place - s->here), behind = last | (last - 1);
    return s->lines == 0 && (s->line & behind) == last;
}

/* The row at the cursor, if it is regular: one line, as many fields as the header. The line feed
 * counts as its last separator; whether it is one, and the only one, and whether nothing special came
 * before it, is asked at the end. */
REC_INLINE bool walk_row(const struct jh_i_rec_layout *layout, struct fill *f,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows, select_fn *select)
{
    size_t offset = (size_t)(cursor->at - f->base), passed = 0;
    struct stride s = {.f = f, .block = offset / 64, .here = f->base + (offset & ~(size_t)63)};
    if (s.block >= f->n_filled && !fill_more(f))
        return false;
    s.sep = f->marks[s.block].sep & (~0ull << offset % 64);
    s.line = f->marks[s.block].line & (~0ull << offset % 64);
    struct jh_i_rec_field *field = rows->field + rows->n * layout->n_wanted;
    const struct jh_i_rec_visit *visit = layout->visit, *visit_end = visit + layout->n_wanted;
    const unsigned char *begin = cursor->at;
    for (; visit < visit_end; visit++) {
        if (visit->column > passed) {
            if (!stride_to(&s, visit->column - passed, select))
                return false;
            begin = s.place + 1;
        }
        if (!step(&s, select))
            return false;
        passed = visit->column + 1;
        const unsigned char *end = s.place;
        struct jh_i_rec_field *to = &field[visit->place];
        if (begin < end && *begin == '"') {
            if (end >= f->special) /* its quotes may make no sense */
                return false;
            jh_i_rec_emit(rows, to, begin, end - (passed == layout->n_columns && end[-1] == '\r'));
        } else {
            *to = (struct jh_i_rec_field){(const char *)begin, (uint32_t)(end - begin)};
        }
        begin = s.place + 1;
    }
    if (passed < layout->n_columns && !stride_to(&s, layout->n_columns - passed, select))
        return false;
    if (!ends_row(&s) || s.place >= f->special || (size_t)(s.place - cursor->at) >= layout->row_max)
        return false;
    if (passed == layout->n_columns) { /* its last column is wanted: CR belongs to the line end */
        struct jh_i_rec_field *last = &field[visit_end[-1].place];
        if (last->len > 0 && last->text[last->len - 1] == '\r' &&
            (const unsigned char *)last->text + last->len == s.place)
            last->len--;
    }
    jh_i_rec_keep(layout, rows, cursor, s.place);
    cursor->at = s.place + 1;
    cursor->line++;
    return true;
}

/* Whether the rest is the beginning of a line, about which there is nothing to say yet. */
static bool is_cut_off(const struct jh_i_rec_layout *layout, const struct fill *f,
    const struct jh_i_rec_cursor *cursor)
{
    size_t len = (size_t)(cursor->end - cursor->at);
    return f->n_filled == f->n_blocks && !cursor->last && len < layout->row_max &&
           memchr(cursor->at, '\n', len) == NULL;
}

REC_INLINE enum jh_i_rec_row_end walk(const struct jh_i_rec_layout *layout, struct fill *f,
    size_t n_max, struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows, select_fn *select)
{
    begin_fill(f, cursor->at);
    while (cursor->at < cursor->end && rows->n < n_max) {
        if (!jh_i_rec_rows_room(rows, layout->n_wanted)) {
            rows->out_of_memory = true;
            return JH_REC_TOO_LONG;
        }
        if (walk_row(layout, f, cursor, rows, select))
            continue;
        if (is_cut_off(layout, f, cursor))
            return JH_REC_INCOMPLETE;
        enum jh_i_rec_row_end row = jh_i_rec_plain_row(layout, cursor, rows);
        if (row != JH_REC_READ)
            return row;
        if (cursor->at > f->special)
            begin_fill(f, cursor->at);
    }
    return JH_REC_INCOMPLETE;
}

static enum jh_i_rec_row_end walk_generic(const struct jh_i_rec_layout *layout, struct fill *f,
    size_t n_max, struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows)
{
    return walk(layout, f, n_max, cursor, rows, select_generic);
}

#ifdef __x86_64__
__attribute__((target("bmi,bmi2"))) static inline int select_bmi2(uint64_t bits, size_t rank)
{
    return __builtin_ctzll(__builtin_ia32_pdep_di(1ull << rank, bits));
}

__attribute__((target("bmi,bmi2"))) static enum jh_i_rec_row_end walk_bmi2(
    const struct jh_i_rec_layout *layout, struct fill *f, size_t n_max,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows)
{
    return walk(layout, f, n_max, cursor, rows, select_bmi2);
}

/* The first two Zen generations have the instruction, but slowly. */
static bool has_fast_select(void)
{
    return __builtin_cpu_supports("bmi2") && !__builtin_cpu_is("amdfam17h");
}
#endif

static enum jh_i_rec_row_end walk_plain(const struct jh_i_rec_layout *layout, size_t n_max,
    struct jh_i_rec_cursor *cursor, struct jh_i_rec_rows *rows)
{
    while (cursor->at < cursor->end && rows->n < n_max) {
        enum jh_i_rec_row_end row = jh_i_rec_plain_row(layout, cursor, rows);
        if (row != JH_REC_READ)
            return row;
    }
    return JH_REC_INCOMPLETE;
}

enum jh_i_rec_row_end jh_i_rec_walk(const struct jh_i_rec_layout *layout, jh_i_rec_scan_fn *scan,
    struct jh_i_rec_marks *marks, size_t n_max, struct jh_i_rec_cursor *cursor,
    struct jh_i_rec_rows *rows)
{
    if (scan == NULL)
        return walk_plain(layout, n_max, cursor, rows);
    struct fill f = {.scan = scan,
        .marks = marks,
        .base = cursor->base,
        .end = cursor->end,
        .separator = layout->separator,
        .n_blocks = ((size_t)(cursor->end - cursor->base) + 63) / 64};
#ifdef __x86_64__
    if (has_fast_select())
        return walk_bmi2(layout, &f, n_max, cursor, rows);
#endif
    return walk_generic(layout, &f, n_max, cursor, rows);
}
