/*
 * UTF-8, one character at a time.
 */
#ifndef JH_BASE_UTF8_H
#define JH_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

static inline bool jh_i_utf8_continues(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/** Length of the character at p, at most `left` (>= 1) bytes; 0 where there is none. Refuses
 *  overlong forms, surrogates and code points above 10FFFF. */
static inline size_t jh_i_utf8_len(const unsigned char *p, size_t left)
{
    unsigned char c = p[0];
    if (c < 0x80)
        return 1;
    if (c < 0xC2 || c > 0xF4 || left < 2 || !jh_i_utf8_continues(p[1]))
        return 0;
    if (c < 0xE0)
        return 2;
    if (left < 3 || !jh_i_utf8_continues(p[2]))
        return 0;
    if (c < 0xF0)
        return (c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) ? 0 : 3;
    if (left < 4 || !jh_i_utf8_continues(p[3]))
        return 0;
    return (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

/** Characters in text[0..len), which must be valid. */
static inline size_t jh_i_utf8_count(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += !jh_i_utf8_continues((unsigned char)text[i]);
    return n;
}

#endif
