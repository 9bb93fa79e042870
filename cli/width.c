#include "cli/width.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* One character of UTF-8: its length and code. Stray bytes count as one character each. */
static size_t decode(const char *text, size_t len, uint32_t *out_code)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC0 ? 2 : 1;
    if (n > len)
        n = 1;
    uint32_t code = n == 1 ? p[0] : p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (p[i] & 0x3Fu);
    *out_code = code;
    return n;
}

struct range {
    uint32_t first, last;
};
/* East Asian Wide and Fullwidth, in blocks. */
static const struct range wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF},
    {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
/* Marks that sit on the character before them. */
static const struct range none[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};

static bool within(const struct range *ranges, size_t n, uint32_t code)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

static int code_width(uint32_t code)
{
    if (within(none, sizeof none / sizeof *none, code))
        return 0;
    return within(wide, sizeof wide / sizeof *wide, code) ? 2 : 1;
}

int cli_width(const char *text, size_t len)
{
    int width = 0;
    uint32_t code = 0;
    for (size_t i = 0; i < len;) {
        i += decode(text + i, len - i, &code);
        width += code_width(code);
    }
    return width;
}

size_t cli_width_cut(const char *text, int columns)
{
    size_t len = strlen(text), i = 0;
    uint32_t code = 0;
    for (int width = 0; i < len;) {
        size_t n = decode(text + i, len - i, &code);
        width += code_width(code);
        if (width > columns)
            break;
        i += n;
    }
    return i;
}

/* Closing punctuation never starts a line. */
static bool clings(const char *text, size_t len)
{
    static const char *const closing[] = {
        "，", "。", "；", "、", "）", "：", "？", "！", "”", "》"};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (len >= strlen(closing[i]) && memcmp(text, closing[i], strlen(closing[i])) == 0)
            return true;
    return false;
}

size_t cli_width_piece(const char *text, size_t len)
{
    uint32_t code = 0;
    size_t i = 0;
    while (i < len && text[i] != ' ' && text[i] != '\n') {
        size_t n = decode(text + i, len - i, &code);
        bool is_wide = code_width(code) == 2;
        if (is_wide && i > 0 && !clings(text + i, len - i))
            break;
        i += n;
        if (is_wide && !clings(text + i, len - i))
            break;
    }
    return i;
}

void cli_wrap(FILE *out, const char *text, int indent, int columns)
{
    size_t len = strlen(text);
    int at = 0;
    bool space = false;
    for (size_t i = 0; i < len;) {
        if (text[i] == ' ' || text[i] == '\n') {
            space = true;
            if (text[i] == '\n' && at > 0) {
                fputc('\n', out);
                at = 0;
            }
            i++;
            continue;
        }
        size_t n = cli_width_piece(text + i, len - i);
        int width = cli_width(text + i, n);
        if (at > 0 && at + (space ? 1 : 0) + width > columns) {
            fputc('\n', out);
            at = 0;
        }
        if (at == 0)
            at = fprintf(out, "%*s", indent, "");
        else if (space)
            at += fprintf(out, " ");
        fwrite(text + i, 1, n, out);
        at += width;
        i += n;
        space = false;
    }
    fputc('\n', out);
}
