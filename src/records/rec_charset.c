#include "records/rec_charset.h"

#include <iconv.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/utf8.h"

/* Two-byte characters: first byte 0x81-0xFE, second 0x40-0xFE without 0x7F (which stays empty). */
enum {
    LEAD_MIN = 0x81,
    TRAIL_MIN = 0x40,
    N_LEADS = 0xFE - LEAD_MIN + 1,
    N_TRAILS = 0xFF - TRAIL_MIN
};

struct jh_i_rec_gb {
    /* Up to three bytes of UTF-8, the first lowest, and their number in the highest byte; 0: none. */
    uint32_t pair[N_LEADS * N_TRAILS];
};

static bool is_ascii(const unsigned char *p, size_t len)
{
    uint64_t high = 0, eight;
    for (; len >= sizeof eight; p += sizeof eight, len -= sizeof eight) {
        memcpy(&eight, p, sizeof eight);
        high |= eight;
    }
    for (size_t i = 0; i < len; i++)
        high |= p[i];
    return (high & 0x8080808080808080u) == 0;
}

void jh_i_rec_weigh(const unsigned char *bytes, size_t len, struct jh_i_rec_evidence *evidence)
{
    const unsigned char *p = bytes, *end = bytes + len;
    if (is_ascii(p, len))
        return;
    evidence->ascii = false;
    while (p < end && p - bytes < 3 && jh_i_utf8_continues(*p))
        p++;
    while (p < end) {
        size_t n = jh_i_utf8_len(p, (size_t)(end - p));
        if (n == 0 && end - p < 4)
            break; /* cut off, perhaps */
        evidence->n_wide += n >= 3;
        evidence->n_bad += n == 0;
        p += n == 0 ? 1 : n;
    }
}

/* Chinese in GB18030 reads as wide UTF-8 here and there, but rarely. */
enum jh_i_rec_charset jh_i_rec_judge(const struct jh_i_rec_evidence *evidence)
{
    return evidence->n_bad == 0 || evidence->n_wide > 2 * evidence->n_bad ? JH_REC_UTF8
                                                                          : JH_REC_GB18030;
}

/* One character, 2 or 4 bytes, to at most `room` bytes of UTF-8; 0: none. */
static size_t convert(iconv_t cd, const unsigned char *from, size_t len, char *to, size_t room)
{
    char source[4];
    memcpy(source, from, len);
    char *in = source, *out = to;
    size_t in_left = len, out_left = room;
    size_t rc = iconv(cd, &in, &in_left, &out, &out_left);
    if (rc != 0 || in_left != 0) {
        iconv(cd, NULL, NULL, NULL, NULL);
        return 0;
    }
    return room - out_left;
}

enum jh_status jh_i_rec_gb_new(struct jh_i_rec_gb **out, struct jh_error *err)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1)
        return jh_fail(err, JH_E_UNSUPPORTED, "this system cannot read GB18030 text");
    struct jh_i_rec_gb *gb = jh_i_calloc(1, sizeof *gb);
    for (int lead = 0; gb != NULL && lead < N_LEADS; lead++)
        for (int trail = 0; trail < N_TRAILS; trail++) {
            unsigned char from[2] = {
                (unsigned char)(LEAD_MIN + lead), (unsigned char)(TRAIL_MIN + trail)};
            unsigned char to[4] = {0};
            size_t n = convert(cd, from, 2, (char *)to, 3);
            gb->pair[lead * N_TRAILS + trail] =
                to[0] | (uint32_t)to[1] << 8 | (uint32_t)to[2] << 16 | (uint32_t)n << 24;
        }
    iconv_close(cd);
    if (gb == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    *out = gb;
    return JH_OK;
}

void jh_i_rec_gb_free(struct jh_i_rec_gb *gb)
{
    jh_i_free(gb);
}

void jh_i_rec_converter_release(struct jh_i_rec_converter *converter)
{
    if (converter->system != NULL)
        iconv_close(converter->system);
    *converter = (struct jh_i_rec_converter){0};
}

static size_t convert_four(
    struct jh_i_rec_converter *converter, const unsigned char *p, size_t left, char *to)
{
    if (left < 4)
        return 0;
    if (converter->system == NULL) {
        iconv_t cd = iconv_open("UTF-8", "GB18030");
        if (cd == (iconv_t)-1)
            return 0;
        converter->system = cd;
    }
    return convert(converter->system, p, 4, to, 4);
}

/* From GB18030; returns the length, or SIZE_MAX where the bytes are none. `to` has room for two
 * bytes per byte. */
static size_t from_gb(
    struct jh_i_rec_converter *converter, const unsigned char *p, size_t len, char *to)
{
    const unsigned char *end = p + len;
    char *out = to;
    while (p < end) {
        if (*p < 0x80) {
            *out++ = (char)*p++;
            continue;
        }
        if (*p < LEAD_MIN || *p == 0xFF || end - p < 2)
            return SIZE_MAX;
        if (p[1] >= '0' && p[1] <= '9') {
            size_t n = convert_four(converter, p, (size_t)(end - p), out);
            if (n == 0)
                return SIZE_MAX;
            out += n;
            p += 4;
            continue;
        }
        if (p[1] < TRAIL_MIN || p[1] == 0xFF)
            return SIZE_MAX;
        uint32_t pair = converter->gb->pair[(*p - LEAD_MIN) * N_TRAILS + p[1] - TRAIL_MIN];
        if (pair == 0)
            return SIZE_MAX;
        *out = (char)(pair & 0xFF);
        out[1] = (char)(pair >> 8 & 0xFF);
        out[2] = (char)(pair >> 16 & 0xFF);
        out += pair >> 24;
        p += 2;
    }
    return (size_t)(out - to);
}

/* Text that is UTF-8 in a file of GB18030: so much of it fits by chance hardly ever, and every pair of
 * bytes would convert, into nonsense. */
static bool is_utf8(const unsigned char *p, const unsigned char *end)
{
    enum { WIDE_MIN = 4 };
    size_t n_wide = 0;
    while (p < end) {
        const size_t n = jh_i_utf8_len(p, (size_t)(end - p));
        if (n == 0)
            return false;
        n_wide += n >= 3;
        p += n;
    }
    return n_wide >= WIDE_MIN;
}

bool jh_i_rec_to_utf8(enum jh_i_rec_charset charset, struct jh_i_rec_converter *converter,
    struct jh_i_rec_field *field, char **scratch)
{
    const unsigned char *p = (const unsigned char *)field->text, *end = p + field->len;
    if (is_ascii(p, field->len))
        return true;
    if (charset == JH_REC_UTF8) {
        while (p < end) {
            size_t n = jh_i_utf8_len(p, (size_t)(end - p));
            if (n == 0)
                return false;
            p += n;
        }
        return true;
    }
    if (is_utf8(p, end))
        return false;
    size_t len = from_gb(converter, p, field->len, *scratch);
    if (len == SIZE_MAX)
        return false;
    *field = (struct jh_i_rec_field){.text = *scratch, .len = (uint32_t)len};
    *scratch += len;
    return true;
}
