/*
 * Simple charts as SVG: shares in a bar, ranked bars, before and after, Lorenz curves. Drawn for a
 * column `width` units wide; heights follow from the rows.
 */
#ifndef JH_IO_SVG_CHART_H
#define JH_IO_SVG_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/** A bar of parts that make a whole. NaN parts are not collected: the bar ends in a hatch. */
struct jh_chart_split {
    const char *label;
    double part[4];
    const char *text; /* at the right end */
};
void jh_i_chart_split(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_split *row, const char *const part_label[4]);

/** A ranked bar; strong ones are those the plan acts on. */
struct jh_chart_bar {
    const char *label, *text;
    double value;
    bool strong;
};
void jh_i_chart_bars(
    struct jh_buf *out, const char *title, double width, size_t n, const struct jh_chart_bar *row);

/** Two figures of a row on one axis; NaN before: only after is drawn. */
struct jh_chart_change {
    const char *label, *before_text, *after_text;
    double before, after;
};
void jh_i_chart_change(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_change *row, const char *axis);

/** A line over points, each with its texts; NaN y: no point; the strong one is larger. */
struct jh_chart_point {
    double x, y;
    const char *x_text, *y_text;
    bool strong;
};
void jh_i_chart_line(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_point *point, const char *x_label, const char *y_label);

/** A Lorenz curve: n points of (share of people, share of the total), ascending from (0, 0). */
struct jh_chart_curve {
    const char *label;
    size_t n;
    const double (*point)[2];
};
void jh_i_chart_lorenz(struct jh_buf *out, const char *title, double size, size_t n,
    const struct jh_chart_curve *curve, const char *x_label, const char *y_label);

#endif
