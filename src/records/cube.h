/*
 * The flow cube being built: cells found by hash, whole numbers only, so that the sum does not depend
 * on who added what when.
 */
#ifndef JH_RECORDS_CUBE_H
#define JH_RECORDS_CUBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/model.h"

/** What splits cells. */
struct jh_cell_key {
    int32_t area, hospital;
    uint16_t specialty, period;
    uint8_t hard, reason, basis; /* enums of the model */
};
struct jh_cube_cell {
    uint64_t high, low;             /* the key, packed: cells sort by it */
    int64_t measure[JH_N_MEASURES]; /* cost in fen, weight in ten-thousandths */
};
/* Additions that wait while their cells are fetched from memory. */
#define JH_CUBE_WAITING 16
/** Begin with {0}. */
struct jh_cube {
    size_t n, cap;
    struct jh_cube_cell *cell; /* [cap], free where measure[cases] is 0 and key is 0 */
    uint8_t *used;             /* [cap] */
    size_t n_waiting;
    struct jh_cube_cell waiting[JH_CUBE_WAITING]; /* to be added: see jh_i_cube_settle() */
};
void jh_i_cube_release(struct jh_cube *cube);
void jh_i_cell_pack(const struct jh_cell_key *key, uint64_t *out_high, uint64_t *out_low);
struct jh_cell_key jh_i_cell_unpack(uint64_t high, uint64_t low);
/** Add to a cell. JH_E_NOMEM. */
enum jh_status jh_i_cube_add(struct jh_cube *cube, uint64_t high, uint64_t low,
    const int64_t measure[JH_N_MEASURES], struct jh_error *err) JH_CHECKED;
/** Add what still waits: n, cell and used can be read afterwards. */
void jh_i_cube_settle(struct jh_cube *cube);
/** Add all of another cube. */
enum jh_status jh_i_cube_merge(
    struct jh_cube *cube, const struct jh_cube *other, struct jh_error *err) JH_CHECKED;
/** Cells to the front, by key; the cube can only be read or released afterwards. */
void jh_i_cube_sort(struct jh_cube *cube);

#endif
