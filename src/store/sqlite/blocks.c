#include "store/sqlite/blocks.h"

#include <string.h>

#include "base/num.h"

/* Values are widened a chunk at a time, so that types in memory and stored types meet in two
 * formats instead of in all pairs. */
enum { CHUNK = 1024 };

static const struct {
    const char *name;
    size_t width;
    bool is_int;
} types[] = {
    {"u8", 1, true}, {"u16", 2, true}, {"u32", 4, true}, {"f32", 4, false}, {"f64", 8, false}};
enum { N_TYPES = sizeof types / sizeof *types };

static const struct {
    size_t width;
    bool is_int;
    int64_t min, max; /* of integers */
} cells[] = {{4, true, INT32_MIN, INT32_MAX}, {2, true, 0, UINT16_MAX}, {1, true, 0, UINT8_MAX},
    {4, false, 0, 0}, {8, false, 0, 0}, {4, true, 0, UINT32_MAX}};

size_t jh_i_cell_width(enum jh_cell cell)
{
    return cells[cell].width;
}

const char *jh_i_block_type_name(enum jh_block_type type)
{
    return types[type].name;
}

bool jh_i_block_type_parse(const char *name, enum jh_block_type *out_type)
{
    for (int i = 0; i < N_TYPES; i++)
        if (strcmp(types[i].name, name) == 0) {
            *out_type = (enum jh_block_type)i;
            return true;
        }
    return false;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void widen_ints(enum jh_cell cell, const void *values, size_t first, size_t n, int64_t *out)
{
    const int32_t *i32 = values;
    const uint16_t *u16 = values;
    const uint8_t *u8 = values;
    const uint32_t *u32 = values;
    if (cell == JH_CELL_I32)
        for (size_t i = 0; i < n; i++)
            out[i] = i32[first + i];
    else if (cell == JH_CELL_U32)
        for (size_t i = 0; i < n; i++)
            out[i] = u32[first + i];
    else if (cell == JH_CELL_U16)
        for (size_t i = 0; i < n; i++)
            out[i] = u16[first + i];
    else
        for (size_t i = 0; i < n; i++)
            out[i] = u8[first + i];
}

static void widen_reals(enum jh_cell cell, const void *values, size_t first, size_t n, double *out)
{
    const float *f32 = values;
    const double *f64 = values;
    if (cell == JH_CELL_F64)
        memcpy(out, f64 + first, n * sizeof *out);
    else
        for (size_t i = 0; i < n; i++)
            out[i] = (double)f32[first + i];
}

static void put_le(unsigned char *out, uint64_t x, size_t width)
{
    for (size_t k = 0; k < width; k++)
        out[k] = (unsigned char)(x >> (8 * k));
}

static uint64_t get_le(const unsigned char *in, size_t width)
{
    uint64_t x = 0;
    for (size_t k = 0; k < width; k++)
        x |= (uint64_t)in[k] << (8 * k);
    return x;
}

/* Offsets from base as little-endian integers; one loop for each width, so that it is constant. */
static void put_ints(unsigned char *out, size_t width, size_t n, const int64_t *value, int64_t base)
{
    if (width == 1)
        for (size_t i = 0; i < n; i++)
            out[i] = (unsigned char)(value[i] - base);
    else if (width == 2)
        for (size_t i = 0; i < n; i++)
            put_le(out + 2 * i, (uint64_t)(value[i] - base), 2);
    else
        for (size_t i = 0; i < n; i++)
            put_le(out + 4 * i, (uint64_t)(value[i] - base), 4);
}

static void get_ints(const unsigned char *in, size_t width, size_t n, int64_t base, int64_t *out)
{
    if (width == 1)
        for (size_t i = 0; i < n; i++)
            out[i] = base + in[i];
    else if (width == 2)
        for (size_t i = 0; i < n; i++)
            out[i] = base + (int64_t)get_le(in + 2 * i, 2);
    else
        for (size_t i = 0; i < n; i++)
            out[i] = base + (int64_t)get_le(in + 4 * i, 4);
}

static void put_reals(unsigned char *out, size_t width, size_t n, const double *value)
{
    for (size_t i = 0; i < n; i++) {
        if (width == 4) {
            float f = (float)value[i];
            uint32_t bits;
            memcpy(&bits, &f, sizeof bits);
            put_le(out + 4 * i, bits, 4);
        } else {
            uint64_t bits;
            memcpy(&bits, &value[i], sizeof bits);
            put_le(out + 8 * i, bits, 8);
        }
    }
}

static void get_reals(const unsigned char *in, size_t width, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        if (width == 4) {
            uint32_t bits = (uint32_t)get_le(in + 4 * i, 4);
            float f;
            memcpy(&f, &bits, sizeof f);
            out[i] = (double)f;
        } else {
            uint64_t bits = get_le(in + 8 * i, 8);
            memcpy(&out[i], &bits, sizeof bits);
        }
    }
}

/* What a block's values allow. */
struct profile {
    bool whole, single; /* all integers within 2^53; all exact as float */
    bool same;          /* all the same bits */
    double first;
    int64_t min, max;
};

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void profile_ints(struct profile *p, size_t n, const int64_t *value)
{
    int64_t min = p->min, max = p->max;
    for (size_t i = 0; i < n; i++) {
        min = value[i] < min ? value[i] : min;
        max = value[i] > max ? value[i] : max;
    }
    p->min = min;
    p->max = max;
}

static void profile_reals(struct profile *p, size_t n, const double *value)
{
    int64_t whole[CHUNK];
    for (size_t i = 0; i < n; i++) {
        double x = value[i];
        bool near = x >= -9007199254740992.0 && x <= 9007199254740992.0;
        whole[i] = near ? (int64_t)x : 0;
        p->whole = p->whole && same_bits((double)whole[i], x);
        p->single = p->single && (isnan(x) || same_bits((double)(float)x, x));
        p->same = p->same && same_bits(x, p->first);
    }
    if (p->whole)
        profile_ints(p, n, whole);
}

static enum jh_block_type narrowest_int(uint64_t range)
{
    return range <= UINT8_MAX ? JH_BLOCK_U8 : range <= UINT16_MAX ? JH_BLOCK_U16 : JH_BLOCK_U32;
}

static struct jh_block finished(struct jh_block block, bool same)
{
    size_t width = types[block.type].width;
    block.len = same ? width : block.n_rows * width;
    return block;
}

static struct jh_block encode_ints(
    enum jh_cell cell, const void *values, size_t first, size_t n, unsigned char *scratch)
{
    struct profile p = {.min = INT64_MAX, .max = INT64_MIN};
    int64_t chunk[CHUNK];
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = least(CHUNK, n - i);
        widen_ints(cell, values, first + i, m, chunk);
        profile_ints(&p, m, chunk);
    }
    struct jh_block block = {.n_rows = n,
        .type = narrowest_int((uint64_t)p.max - (uint64_t)p.min),
        .base = p.min,
        .data = scratch};
    size_t width = types[block.type].width;
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = least(CHUNK, n - i);
        widen_ints(cell, values, first + i, m, chunk);
        put_ints(scratch + i * width, width, m, chunk, p.min);
    }
    return finished(block, p.min == p.max);
}

static struct jh_block encode_reals(
    enum jh_cell cell, const void *values, size_t first, size_t n, unsigned char *scratch)
{
    struct profile p = {
        .whole = true, .single = true, .same = true, .min = INT64_MAX, .max = INT64_MIN};
    double chunk[CHUNK];
    int64_t whole[CHUNK];
    widen_reals(cell, values, first, 1, &p.first);
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = least(CHUNK, n - i);
        widen_reals(cell, values, first + i, m, chunk);
        profile_reals(&p, m, chunk);
    }
    const uint64_t range = (uint64_t)p.max - (uint64_t)p.min;
    const bool as_ints = p.whole && range <= UINT32_MAX;
    struct jh_block block = {.n_rows = n,
        .type = as_ints    ? narrowest_int(range)
                : p.single ? JH_BLOCK_F32
                           : JH_BLOCK_F64,
        .base = as_ints ? p.min : 0,
        .data = scratch};
    size_t width = types[block.type].width;
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = least(CHUNK, n - i);
        widen_reals(cell, values, first + i, m, chunk);
        if (as_ints) {
            for (size_t k = 0; k < m; k++)
                whole[k] = (int64_t)chunk[k];
            put_ints(scratch + i * width, width, m, whole, p.min);
        } else {
            put_reals(scratch + i * width, width, m, chunk);
        }
    }
    return finished(block, p.same);
}

struct jh_block jh_i_block_encode(
    enum jh_cell cell, const void *values, size_t first, size_t n, unsigned char *scratch)
{
    return cells[cell].is_int ? encode_ints(cell, values, first, n, scratch)
                              : encode_reals(cell, values, first, n, scratch);
}

static void narrow_ints(enum jh_cell cell, void *values, size_t first, size_t n, const int64_t *in)
{
    int32_t *i32 = values;
    uint16_t *u16 = values;
    uint8_t *u8 = values;
    uint32_t *u32 = values;
    if (cell == JH_CELL_I32)
        for (size_t i = 0; i < n; i++)
            i32[first + i] = (int32_t)in[i];
    else if (cell == JH_CELL_U32)
        for (size_t i = 0; i < n; i++)
            u32[first + i] = (uint32_t)in[i];
    else if (cell == JH_CELL_U16)
        for (size_t i = 0; i < n; i++)
            u16[first + i] = (uint16_t)in[i];
    else
        for (size_t i = 0; i < n; i++)
            u8[first + i] = (uint8_t)in[i];
}

static void narrow_reals(enum jh_cell cell, void *values, size_t first, size_t n, const double *in)
{
    float *f32 = values;
    double *f64 = values;
    if (cell == JH_CELL_F64)
        memcpy(f64 + first, in, n * sizeof *in);
    else
        for (size_t i = 0; i < n; i++)
            f32[first + i] = (float)in[i];
}

/* True where base and every offset that the type can hold stay clear of overflow. */
static bool base_is_sane(int64_t base)
{
    return base >= -9007199254740992 && base <= 9007199254740992;
}

/* Rows [at, at + n) of the block, n <= CHUNK. */
static bool decode_chunk(const struct jh_block *block, enum jh_cell cell, void *values,
    size_t first, const unsigned char *data, size_t n)
{
    size_t width = types[block->type].width;
    int64_t whole[CHUNK];
    double real[CHUNK];
    if (types[block->type].is_int)
        get_ints(data, width, n, block->base, whole);
    else
        get_reals(data, width, n, real);
    if (!cells[cell].is_int) {
        for (size_t i = 0; types[block->type].is_int && i < n; i++)
            real[i] = (double)whole[i];
        narrow_reals(cell, values, first, n, real);
        return true;
    }
    struct profile p = {.min = INT64_MAX, .max = INT64_MIN};
    profile_ints(&p, n, whole);
    if (p.min < cells[cell].min || p.max > cells[cell].max)
        return false;
    narrow_ints(cell, values, first, n, whole);
    return true;
}

bool jh_i_block_decode(const struct jh_block *block, enum jh_cell cell, void *values, size_t first)
{
    size_t width = types[block->type].width;
    bool same = block->len == width;
    if (block->n_rows == 0 || block->n_rows > JH_BLOCK_ROWS || !base_is_sane(block->base) ||
        (!same && block->len != block->n_rows * width) ||
        (cells[cell].is_int && !types[block->type].is_int))
        return false;
    unsigned char repeated[CHUNK * sizeof(double)];
    for (size_t i = 0; same && i < least(CHUNK, block->n_rows); i++)
        memcpy(repeated + i * width, block->data, width);
    for (size_t i = 0; i < block->n_rows; i += CHUNK) {
        const unsigned char *data = same ? repeated : block->data + i * width;
        if (!decode_chunk(block, cell, values, first + i, data, least(CHUNK, block->n_rows - i)))
            return false;
    }
    return true;
}
