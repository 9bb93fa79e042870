/*
 * The flow cube being built: cells found by hash, whole numbers only, so that the sum does not depend
 * on who added what when.
 *
 * A cell is a few words: its key, its cases with what its records tell, and one word for each measure
 * that the source can tell at all. Random access to memory is what adding costs.
 */
#ifndef JH_RECORDS_CUBE_H
#define JH_RECORDS_CUBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/model.h"

/** What splits cells; each part below its limit. */
struct jh_cell_key {
    int32_t area, hospital;
    uint16_t specialty, period;
    uint8_t hard, reason, basis; /* enums of the model */
};
#define JH_CELL_AREAS_MAX       ((size_t)1 << 19)
#define JH_CELL_HOSPITALS_MAX   ((size_t)1 << 17)
#define JH_CELL_SPECIALTIES_MAX ((size_t)1 << 11)
#define JH_CELL_PERIODS_MAX     2184 /* months */
/** Keys sort as their parts do, in the order in which they stand above. */
uint64_t jh_i_cell_pack(const struct jh_cell_key *key);
struct jh_cell_key jh_i_cell_unpack(uint64_t key);

/** A measure that no record of a cell tells is not collected, and not 0. */
#define JH_TOLD(measure) (1u << (measure))
#define JH_TOLD_ALL      ((1u << JH_N_MEASURES) - 1)
struct jh_cube_cell {
    uint64_t key;
    unsigned told;                  /* bits JH_TOLD() of measures that some record told */
    int64_t measure[JH_N_MEASURES]; /* cost in fen, weight in ten-thousandths; cases below 2^56 */
};

/* Additions that wait while their cells are fetched from memory. */
#define JH_CUBE_WAITING 16
#define JH_CUBE_WORDS   (1 + JH_N_MEASURES)
/** Begin with {0}, which keeps all measures, or jh_i_cube_init(). */
struct jh_cube {
    size_t n, cap, width;                /* words of a cell */
    uint8_t n_kept, kept[JH_N_MEASURES]; /* measures behind key and cases */
    uint64_t *word;                      /* [cap * width], or, sorted, [n * width] */
    void *memory;                        /* where the words lie, on a boundary of cache lines */
    size_t n_waiting;
    uint64_t waiting[JH_CUBE_WAITING][JH_CUBE_WORDS]; /* to be added: see jh_i_cube_settle() */
};
/** Keep only some measures (bits JH_TOLD()) beside the cases. */
void jh_i_cube_init(struct jh_cube *cube, unsigned measures);
void jh_i_cube_release(struct jh_cube *cube);
/** Add to a cell. JH_E_NOMEM. */
enum jh_status jh_i_cube_add(
    struct jh_cube *cube, const struct jh_cube_cell *what, struct jh_error *err) JH_CHECKED;
/** Cells to the front, by key; the cube can only be read, joined or released afterwards. JH_E_NOMEM. */
enum jh_status jh_i_cube_sort(struct jh_cube *cube, struct jh_error *err) JH_CHECKED;
/** Add all of another cube; both sorted, with the same measures. JH_E_NOMEM. */
enum jh_status jh_i_cube_join(
    struct jh_cube *cube, const struct jh_cube *other, struct jh_error *err) JH_CHECKED;
/** Cell number i of a sorted cube. */
struct jh_cube_cell jh_i_cube_at(const struct jh_cube *cube, size_t i);
/** Its key only. */
static inline uint64_t jh_i_cube_key(const struct jh_cube *cube, size_t i)
{
    return cube->word[i * cube->width];
}

#endif
