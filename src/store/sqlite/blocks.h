/*
 * Column blocks: up to 65,536 values of a column as bytes, little endian, in the narrowest type that
 * gives every value back exactly. See docs/decisions/0001-column-blocks.md.
 */
#ifndef JH_STORE_BLOCKS_H
#define JH_STORE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JH_BLOCK_ROWS 65536

/** Type of a column in memory. */
enum jh_cell { JH_CELL_I32, JH_CELL_U16, JH_CELL_U8, JH_CELL_F32, JH_CELL_F64, JH_CELL_U32 };
size_t jh_i_cell_width(enum jh_cell cell);

/** Type of the stored values. Integers hold value - base. */
enum jh_block_type { JH_BLOCK_U8, JH_BLOCK_U16, JH_BLOCK_U32, JH_BLOCK_F32, JH_BLOCK_F64 };
/** "u8", "u16" ... */
const char *jh_i_block_type_name(enum jh_block_type type);
bool jh_i_block_type_parse(const char *name, enum jh_block_type *out_type);

/** A block; where all rows have the same value, data holds it once. */
struct jh_block {
    size_t n_rows, len; /* len: bytes of data */
    enum jh_block_type type;
    int64_t base;
    const unsigned char *data;
};

/** Room for any block. */
#define JH_BLOCK_MAX_BYTES (JH_BLOCK_ROWS * sizeof(double))

/** Encode values[first .. first + n), 1 <= n <= JH_BLOCK_ROWS, into scratch [JH_BLOCK_MAX_BYTES].
 *  NaN comes back as NaN, -0.0 as -0.0. */
struct jh_block jh_i_block_encode(
    enum jh_cell cell, const void *values, size_t first, size_t n, unsigned char *scratch);

/** Decode into values[first ..). False where the block cannot be one of that column: wrong length,
 *  or integers out of the range of the type in memory. */
bool jh_i_block_decode(const struct jh_block *block, enum jh_cell cell, void *values, size_t first);

#endif
