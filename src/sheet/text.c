#include "sheet/text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "sheet/grid.h"

#include <stdio.h>

void jh_i_cell_name(size_t row, size_t column, char out[JH_CELL_NAME_MAX])
{
    char letters[8];
    int n = 0;
    for (size_t c = column + 1; c > 0 && n < 7; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    size_t at = 0;
    while (n > 0)
        out[at++] = letters[--n];
    snprintf(out + at, JH_CELL_NAME_MAX - at, "%zu", row + 1);
}

/* One character at p; *step its length. */
static uint32_t decode(const char *p, size_t left, size_t *step)
{
    const unsigned char *u = (const unsigned char *)p;
    const size_t n = jh_i_utf8_len(u, left);
    *step = n > 0 ? n : 1;
    switch (n) {
    case 2:
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3Fu);
    case 3:
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3Fu);
    case 4:
        return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
               (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3Fu);
    default:
        return u[0];
    }
}

/* ASCII for what stands for it, else 0. */
static char plain(uint32_t c)
{
    static const struct {
        uint32_t from;
        char to;
    } signs[] = {{0x3000, ' '}, {0x00A0, ' '}, {0x2002, ' '}, {0x2003, ' '}, {0x2009, ' '},
        {0x200B, ' '}, {0xFEFF, ' '}, {0x3001, ','}, {0x3002, '.'}, {0x2018, '\''}, {0x2019, '\''},
        {0x201C, '"'}, {0x201D, '"'}, {0x3010, '('}, {0x3011, ')'}, {0x3014, '('}, {0x3015, ')'},
        {0xFE55, ':'}, {0x2236, ':'}, {0x2212, '-'}};
    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFF01 + 0x21);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].from == c)
            return signs[i].to;
    return 0;
}

size_t jh_i_fold(const char *text, size_t len, char *out)
{
    size_t n = 0, step;
    for (size_t i = 0; i < len; i += step) {
        const uint32_t c = decode(text + i, len - i, &step);
        char ascii = step > 1 ? plain(c) : text[i];
        if (step > 1 && ascii == 0) {
            memmove(out + n, text + i, step);
            n += step;
            continue;
        }
        if (ascii >= 'A' && ascii <= 'Z')
            ascii = (char)(ascii - 'A' + 'a');
        out[n++] = ascii;
    }
    out[n] = '\0';
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *jh_i_fold_tight(struct jh_arena *arena, const char *text)
{
    const size_t len = strlen(text);
    char *out = jh_arena_alloc(arena, len + 1, 1);
    if (out == NULL)
        return NULL;
    jh_i_fold(text, len, out);
    size_t n = 0;
    for (size_t i = 0; out[i] != '\0'; i++)
        if (!is_blank(out[i]))
            out[n++] = out[i];
    out[n] = '\0';
    return out;
}

void jh_i_key_of_folded(char *text)
{
    static const char *const dropped[] = {"·", "•", "《", "》", "〈", "〉", "＊", "※", "▲", "★"};
    size_t n = 0;
    for (size_t i = 0; text[i] != '\0';) {
        size_t skip = 0;
        if (strchr(" \t\r\n()[]{}<>,;:'\"_#&!?|", text[i]) != NULL)
            skip = 1;
        for (size_t k = 0; skip == 0 && k < sizeof dropped / sizeof *dropped; k++)
            if (jh_i_starts(text + i, dropped[k]))
                skip = strlen(dropped[k]);
        if (skip == 0)
            text[n++] = text[i];
        i += skip > 0 ? skip : 1;
    }
    text[n] = '\0';
}

char *jh_i_fold_key(struct jh_arena *arena, const char *text)
{
    char *out = jh_i_fold_tight(arena, text);
    if (out != NULL)
        jh_i_key_of_folded(out);
    return out;
}

bool jh_i_starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

bool jh_i_ends(const char *text, const char *with)
{
    const size_t n = strlen(text), k = strlen(with);
    return n >= k && memcmp(text + n - k, with, k) == 0;
}

size_t jh_i_chars(const char *text)
{
    return jh_i_utf8_count(text, strlen(text));
}

enum { CHARS_MAX = 64 };

static size_t chars_of(const char *text, uint32_t out[CHARS_MAX])
{
    const size_t len = strlen(text);
    size_t n = 0, step;
    for (size_t i = 0; i < len && n < CHARS_MAX; i += step)
        out[n++] = decode(text + i, len - i, &step);
    return n;
}

double jh_i_likeness(const char *a, const char *b)
{
    uint32_t x[CHARS_MAX], y[CHARS_MAX];
    bool used[CHARS_MAX] = {false};
    const size_t n = chars_of(a, x), m = chars_of(b, y);
    size_t common = 0;
    if (n < 2 || m < 2)
        return n == m && n == 1 && x[0] == y[0] ? 1 : 0;
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = 0; k + 1 < m; k++)
            if (!used[k] && x[i] == y[k] && x[i + 1] == y[k + 1]) {
                used[k] = true;
                common++;
                break;
            }
    return 2.0 * (double)common / (double)(n + m - 2);
}

bool jh_i_near(const char *a, const char *b)
{
    uint32_t x[CHARS_MAX], y[CHARS_MAX];
    const size_t n = chars_of(a, x), m = chars_of(b, y);
    size_t head = 0, tail = 0;
    if (n < 2 || m < 2 || n > m + 1 || m > n + 1)
        return false;
    while (head < n && head < m && x[head] == y[head])
        head++;
    while (tail < n - head && tail < m - head && x[n - 1 - tail] == y[m - 1 - tail])
        tail++;
    return (n > m ? n : m) - head - tail <= 1;
}
