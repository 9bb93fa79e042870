/*
 * Greedy placing of labels: first come, first placed; none may touch another or what is reserved.
 */
#ifndef JH_IO_MAP_LABELS_H
#define JH_IO_MAP_LABELS_H

#include <stdbool.h>

#include "base/arena.h"

struct jh_box {
    double x0, y0, x1, y1;
};
struct jh_labels {
    struct jh_box frame;
    size_t n, cap;
    struct jh_box *taken;
};

/** Room for `cap` boxes from the arena; false: out of memory. */
bool jh_i_labels_init(
    struct jh_labels *labels, struct jh_arena *arena, size_t cap, double width, double height);
/** Keep a box free (a mark). Ignored once full. */
void jh_i_labels_reserve(struct jh_labels *labels, double x, double y, double radius);
/**
 * Find a free place for a text of this size near (x, y), `radius` away at least: beside, above,
 * below, at the corners; centred first where asked (names of zones). True: *out_x is the middle of
 * the text, *out_y its baseline, and the place is taken.
 */
bool jh_i_labels_place(struct jh_labels *labels, double x, double y, double radius, double width,
    double size, bool centred, double *out_x, double *out_y);

#endif
