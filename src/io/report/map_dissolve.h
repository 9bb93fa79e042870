/*
 * Polygons on an integer grid dissolved by group: shared borders kept once, simplified alike on
 * both sides, written as SVG paths.
 */
#ifndef JH_IO_MAP_DISSOLVE_H
#define JH_IO_MAP_DISSOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct jh_xy {
    int32_t x, y;
};

/** Polygons by rings of points (closed or not, any direction, even-odd rule). */
struct jh_polygons {
    size_t n;
    size_t *ring_start;  /* [n + 1] */
    size_t *point_start; /* [rings + 1] */
    struct jh_xy *point;
};

/** Borders between groups: arc k has points start[k]..start[k+1]-1; group JH_NONE: nothing there. */
struct jh_borders {
    size_t n;
    size_t *start; /* [n + 1] */
    struct jh_xy *point;
    int32_t (*group)[2]; /* [n], ascending; the first may be JH_NONE */
};

/**
 * Dissolve.
 *
 * @param group      [polygons->n], >= 0, or JH_NONE: the polygon is left out.
 * @param tolerance  Greatest distance of a dropped point from the line drawn, grid units.
 * @param out        Release with jh_i_borders_release().
 */
enum jh_status jh_i_dissolve(const struct jh_polygons *polygons, const int32_t *group,
    double tolerance, struct jh_borders *out, struct jh_error *err) JH_CHECKED;
void jh_i_borders_release(struct jh_borders *borders);

/** Path data that fills a group (even-odd), nothing where it has no area. */
enum jh_status jh_i_borders_fill(const struct jh_borders *borders, int32_t group,
    struct jh_buf *out, struct jh_error *err) JH_CHECKED;
/** Path data of the arcs between two groups (outer false) or around all (outer true). */
void jh_i_borders_lines(const struct jh_borders *borders, bool outer, struct jh_buf *out);

#endif
