#include "io/office/png.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/alloc.h"
#include "base/fail.h"

enum { PALETTE = 256, TABLE = 1 << 17, COLOURS_MAX = TABLE / 2, SIDE_MAX = 20000, LEVEL = 4 };

struct picture {
    size_t width, height, n_channels;
    uint8_t *bytes; /* [height * width * n_channels] */
};
struct colour {
    uint32_t rgba; /* red highest */
    uint32_t count;
    uint8_t index;
};
struct colours {
    struct colour *slot;      /* [TABLE], count 0: empty */
    const struct colour **by; /* [n], most frequent first */
    size_t n, n_palette;
    uint32_t palette[PALETTE];
};

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_u32(uint8_t *p, uint32_t x)
{
    for (size_t i = 0; i < 4; i++)
        p[i] = (uint8_t)(x >> (24 - 8 * i));
}

/* ---- Reading ----------------------------------------------------------------------------------- */

static uint8_t paeth(int a, int b, int c)
{
    const int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
    return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* Lines as they were before each was told by its neighbours; false: an unknown filter. */
static bool unfilter(const uint8_t *from, const struct picture *p)
{
    const size_t n = p->n_channels, stride = p->width * n;
    static const uint8_t nothing[4] = {0};
    uint8_t *blank = jh_i_calloc(stride, 1); /* the line above the first */
    bool fine = blank != NULL;
    for (size_t y = 0; fine && y < p->height; y++) {
        const uint8_t filter = from[y * (stride + 1)], *line = from + y * (stride + 1) + 1;
        uint8_t *to = p->bytes + y * stride;
        const uint8_t *above = y > 0 ? to - stride : blank;
        memcpy(to, line, stride);
        for (size_t i = 0; filter == 1 && i + n < stride; i++)
            to[i + n] = (uint8_t)(to[i + n] + to[i]);
        for (size_t i = 0; filter == 2 && i < stride; i++)
            to[i] = (uint8_t)(to[i] + above[i]);
        for (size_t i = 0; filter >= 3 && i < stride; i++) {
            const int a = i >= n ? to[i - n] : nothing[i], b = above[i],
                      c = i >= n ? above[i - n] : nothing[i];
            to[i] = (uint8_t)(to[i] + (filter == 3 ? (a + b) / 2 : paeth(a, b, c)));
        }
        fine = filter <= 4;
    }
    jh_i_free(blank);
    return fine;
}

/* All pieces of the packed picture, one behind the other, unpacked. */
static bool unpack(const uint8_t *bytes, size_t len, uint8_t *out, size_t size)
{
    z_stream z = {.next_out = out, .avail_out = (uInt)size};
    int state = Z_OK;
    if (inflateInit(&z) != Z_OK)
        return false;
    for (size_t at = 8; at + 12 <= len && state == Z_OK;) {
        const size_t n = u32(bytes + at);
        if (n > len - at - 12)
            break;
        if (memcmp(bytes + at + 4, "IDAT", 4) == 0) {
            z.next_in = (z_const Bytef *)(uintptr_t)(bytes + at + 8);
            z.avail_in = (uInt)n;
            state = inflate(&z, Z_NO_FLUSH);
        }
        at += n + 12;
    }
    inflateEnd(&z);
    return state == Z_STREAM_END && z.avail_out == 0;
}

/* bytes stays NULL where the picture is of a kind that is left as it is. */
static enum jh_status read_picture(
    const struct jh_buf *png, struct picture *out, struct jh_error *err)
{
    const uint8_t *bytes = (const uint8_t *)png->data;
    *out = (struct picture){0};
    if (png->len < 45 || memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) != 0 ||
        memcmp(bytes + 12, "IHDR", 4) != 0 || bytes[24] != 8 ||
        (bytes[25] != 2 && bytes[25] != 6) || bytes[28] != 0)
        return JH_OK;
    struct picture p = {u32(bytes + 16), u32(bytes + 20), bytes[25] == 6 ? 4 : 3, NULL};
    if (p.width == 0 || p.height == 0 || p.width > SIDE_MAX || p.height > SIDE_MAX)
        return JH_OK;
    const size_t size = p.height * (p.width * p.n_channels + 1);
    uint8_t *lines = jh_i_calloc(size, 1);
    p.bytes = jh_i_calloc(size, 1);
    if (lines == NULL || p.bytes == NULL) {
        jh_i_free(lines);
        jh_i_free(p.bytes);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    if (unpack(bytes, png->len, lines, size) && unfilter(lines, &p)) {
        *out = p;
        p.bytes = NULL;
    }
    jh_i_free(lines);
    jh_i_free(p.bytes);
    return JH_OK;
}

/* ---- Colours ----------------------------------------------------------------------------------- */

static uint32_t colour_at(const struct picture *p, size_t i)
{
    const uint8_t *c = p->bytes + i * p->n_channels;
    const uint32_t alpha = p->n_channels == 4 ? c[3] : 255;
    return alpha == 0 ? 0
                      : (uint32_t)c[0] << 24 | (uint32_t)c[1] << 16 | (uint32_t)c[2] << 8 | alpha;
}

static struct colour *find(struct colours *c, uint32_t rgba)
{
    uint32_t at = (rgba * 2654435761u) >> 15;
    while (c->slot[at & (TABLE - 1)].count > 0 && c->slot[at & (TABLE - 1)].rgba != rgba)
        at++;
    return &c->slot[at & (TABLE - 1)];
}

static int by_count(const void *a, const void *b)
{
    const struct colour *x = *(const struct colour *const *)a,
                        *y = *(const struct colour *const *)b;
    return x->count != y->count ? (x->count < y->count ? 1 : -1)
           : x->rgba != y->rgba ? (x->rgba < y->rgba ? -1 : 1)
                                : 0;
}

/* The largest difference of a channel. */
static int apart(uint32_t a, uint32_t b)
{
    int most = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const int d = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        most = d > most ? d : most;
    }
    return most;
}

/* The most frequent colours, none closer to another than `room`; false: more than a palette holds. */
static bool choose(struct colours *c, int room)
{
    c->n_palette = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t k = 0;
        while (k < c->n_palette && apart(c->palette[k], c->by[i]->rgba) > room)
            k++;
        if (k == PALETTE)
            return false;
        if (k == c->n_palette)
            c->palette[c->n_palette++] = c->by[i]->rgba;
    }
    return true;
}

static uint8_t nearest(const struct colours *c, uint32_t rgba)
{
    size_t best = 0;
    int least = 256;
    for (size_t k = 0; k < c->n_palette && least > 0; k++) {
        const int d = apart(c->palette[k], rgba);
        if (d < least) {
            least = d;
            best = k;
        }
    }
    return (uint8_t)best;
}

/* False: too many colours. */
static bool count(struct colours *c, const struct picture *p)
{
    struct colour *last = NULL;
    for (size_t i = 0; i < p->width * p->height; i++) {
        const uint32_t rgba = colour_at(p, i);
        if (last == NULL || last->rgba != rgba)
            last = find(c, rgba);
        if (last->count++ > 0)
            continue;
        last->rgba = rgba;
        if (c->n == COLOURS_MAX)
            return false;
        c->by[c->n++] = last;
    }
    qsort(c->by, c->n, sizeof(struct colour *), by_count);
    return true;
}

/* ---- Writing ----------------------------------------------------------------------------------- */

static void put_chunk(struct jh_buf *out, const char type[5], const uint8_t *data, size_t len)
{
    uint8_t word[4];
    uLong crc = crc32(crc32(0, NULL, 0), (const Bytef *)type, 4);
    put_u32(word, (uint32_t)len);
    jh_buf_add(out, (const char *)word, 4);
    jh_buf_add(out, type, 4);
    if (len > 0) {
        jh_buf_add(out, (const char *)data, len);
        crc = crc32(crc, data, (uInt)len);
    }
    put_u32(word, (uint32_t)crc);
    jh_buf_add(out, (const char *)word, 4);
}

static enum jh_status write_picture(
    const struct picture *p, struct colours *c, struct jh_buf *out, struct jh_error *err)
{
    const size_t size = p->height * (p->width + 1);
    uLongf packed_len = compressBound((uLong)size);
    uint8_t *lines = jh_i_calloc(size, 1), *packed = jh_i_calloc(packed_len, 1);
    uint8_t head[13] = {0}, colours[3 * PALETTE], alpha[PALETTE];
    size_t n_alpha = 0;
    const struct colour *last = NULL;
    enum jh_status st = JH_OK;
    if (lines == NULL || packed == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t y = 0; y < p->height; y++)
        for (size_t x = 0; x < p->width; x++) {
            const uint32_t rgba = colour_at(p, y * p->width + x);
            if (last == NULL || last->rgba != rgba)
                last = find(c, rgba);
            lines[y * (p->width + 1) + 1 + x] = last->index;
        }
    if (compress2(packed, &packed_len, lines, (uLong)size, LEVEL) != Z_OK) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    put_u32(head, (uint32_t)p->width);
    put_u32(head + 4, (uint32_t)p->height);
    head[8] = 8;
    head[9] = 3;
    for (size_t k = 0; k < c->n_palette; k++) {
        for (size_t i = 0; i < 3; i++)
            colours[3 * k + i] = (uint8_t)(c->palette[k] >> (24 - 8 * i));
        alpha[k] = (uint8_t)c->palette[k];
        if (alpha[k] < 255)
            n_alpha = k + 1;
    }
    jh_buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(out, "IHDR", head, sizeof head);
    put_chunk(out, "PLTE", colours, 3 * c->n_palette);
    if (n_alpha > 0)
        put_chunk(out, "tRNS", alpha, n_alpha);
    put_chunk(out, "IDAT", packed, packed_len);
    put_chunk(out, "IEND", NULL, 0);
    st = jh_buf_status(out, err);
out:
    jh_i_free(lines);
    jh_i_free(packed);
    return st;
}

enum jh_status jh_i_png_smaller(const struct jh_buf *png, struct jh_buf *out, struct jh_error *err)
{
    static const int rooms[] = {0, 2, 4, 6, 9, 13, JH_PNG_ERROR_MAX};
    struct picture p;
    struct colours c = {0};
    size_t i = 0;
    enum jh_status st = read_picture(png, &p, err);
    if (st != JH_OK || p.bytes == NULL)
        return st;
    c.slot = jh_i_calloc(TABLE, sizeof *c.slot);
    c.by = jh_i_calloc(COLOURS_MAX, sizeof(struct colour *));
    if (c.slot == NULL || c.by == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    if (!count(&c, &p))
        goto out;
    while (i < sizeof rooms / sizeof *rooms && !choose(&c, rooms[i]))
        i++;
    if (i == sizeof rooms / sizeof *rooms)
        goto out;
    for (size_t k = 0; k < c.n; k++)
        find(&c, c.by[k]->rgba)->index = nearest(&c, c.by[k]->rgba);
    st = write_picture(&p, &c, out, err);
    if (st == JH_OK && out->len >= png->len)
        jh_buf_reset(out);
out:
    jh_i_free(c.slot);
    jh_i_free(c.by);
    jh_i_free(p.bytes);
    return st;
}
