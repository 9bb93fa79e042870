/*
 * Where the separators of a table are, 64 bytes at a time, with the instructions the machine has.
 */
#ifndef JH_RECORDS_REC_SCAN_H
#define JH_RECORDS_REC_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** 64 bytes of a table; bit i stands for byte i. */
struct jh_i_rec_marks {
    uint64_t sep;  /* separators and line feeds */
    uint64_t line; /* line feeds */
};

/** Blocks that are scanned at one go. */
#define JH_REC_SCAN_BLOCKS 64

/** What else was seen in a go. */
struct jh_i_rec_seen {
    uint64_t quote[JH_REC_SCAN_BLOCKS];
    bool any_quote, any_nul;
};

/**
 * Mark `n_blocks` (at most JH_REC_SCAN_BLOCKS) blocks of 64 bytes. Quotes are not interpreted.
 *
 * Works on raw bytes in UTF-8 as in GB18030 and GBK: no byte of a longer character is a comma,
 * tab, semicolon, quote, line feed or NUL. In UTF-8 all of them are above 0x7F. In GB18030 the first
 * and third are above 0x80, the second and fourth 0x30-0x39 or at least 0x40, and the characters
 * named are all below 0x30 or 0x3B. Only '|' (0x7C) can be a second byte.
 */
typedef void jh_i_rec_scan_fn(const unsigned char *bytes, size_t n_blocks, unsigned char separator,
    struct jh_i_rec_marks *out_marks, struct jh_i_rec_seen *out_seen);

struct jh_i_rec_scanner {
    const char *name;
    jh_i_rec_scan_fn *scan;
    bool (*is_supported)(void); /* by this machine */
};

/** Every scanner of this build, the fastest first, the plain one last. */
const struct jh_i_rec_scanner *jh_i_rec_scanners(size_t *out_n);
/** The fastest that this machine supports. */
const struct jh_i_rec_scanner *jh_i_rec_scanner_best(void);

/** Bit i: whether an odd number of the bits 0..i are set. */
static inline uint64_t jh_i_rec_prefix_xor(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift <<= 1)
        bits ^= bits << shift;
    return bits;
}

#endif
