/*
 * What short texts were last found to mean: ids of hospitals, codes of areas. A direct-mapped table;
 * only for answers that depend on nothing but the text.
 */
#ifndef JH_RECORDS_MEMO_H
#define JH_RECORDS_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "records/gazetteer.h"

#define JH_MEMO_TEXT_MAX 24
#define JH_MEMO_ENTRIES  8192

struct jh_memo_entry {
    uint64_t word[3]; /* all bytes of the text */
    uint32_t tag;     /* its length and what was asked; 0: free */
    int32_t hospital;
    struct jh_home home; /* one of both */
};
struct jh_memo {
    struct jh_memo_entry entry[JH_MEMO_ENTRIES];
};

static inline uint64_t jh_i_memo_load(const char *text, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, text, len);
    return word;
}

/**
 * The entry of a text: true where it holds the answer, else it is to be filled with one.
 *
 * @param text  [len], len 1..24.
 * @param what  What is asked of it, 0..7.
 */
static inline bool jh_i_memo_find(struct jh_memo *memo, const char *text, size_t len, unsigned what,
    struct jh_memo_entry **out_entry)
{
    /* Overlapping words hold every byte; the length tells where they overlap. */
    uint64_t w[3] = {0};
    if (len >= 8) {
        w[0] = jh_i_memo_load(text, 8);
        w[1] = jh_i_memo_load(text + len - 8, 8);
        w[2] = len > 16 ? jh_i_memo_load(text + 8, 8) : 0;
    } else if (len >= 4) {
        w[0] = jh_i_memo_load(text, 4) << 32 | jh_i_memo_load(text + len - 4, 4);
    } else {
        for (size_t i = 0; i < len; i++)
            w[0] = w[0] << 8 | (unsigned char)text[i];
    }
    const uint32_t tag = (uint32_t)len << 3 | what;
    uint64_t hash =
        w[0] * 0x9E3779B97F4A7C15u ^ w[1] * 0xD6E8FEB86659FD93u ^ w[2] * 0xA0761D6478BD642Fu ^ tag;
    hash = (hash ^ hash >> 32) * 0xBF58476D1CE4E5B9u;
    struct jh_memo_entry *e = &memo->entry[hash >> 51];
    const bool found =
        e->tag == tag && e->word[0] == w[0] && e->word[1] == w[1] && e->word[2] == w[2];
    if (!found) {
        memcpy(e->word, w, sizeof w);
        e->tag = tag;
    }
    *out_entry = e;
    return found;
}

#endif
