/*
 * A line over points: what more of one thing does to another, as a step for each point.
 */
#include "io/report/svg_chart.h"

#include <math.h>

#include "io/report/human.h"
#include "io/report/svg.h"

static const double height = 150, left = 54, right = 12, top = 20, bottom = 30;

struct scale {
    double low, high, from, to;
};

static double at(const struct scale *s, double value)
{
    double span = s->high > s->low ? s->high - s->low : 1;
    return s->from + (value - s->low) / span * (s->to - s->from);
}

static void stretch(struct scale *s, double value)
{
    if (!isfinite(value))
        return;
    s->low = fmin(s->low, value);
    s->high = fmax(s->high, value);
}

void jh_i_chart_line(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_point *point, const char *x_label, const char *y_label)
{
    struct scale x = {HUGE_VAL, -HUGE_VAL, left, width - right};
    struct scale y = {HUGE_VAL, -HUGE_VAL, height - bottom, top};
    bool drawn = false;
    for (size_t k = 0; k < n; k++) {
        stretch(&x, point[k].x);
        stretch(&y, point[k].y);
    }
    if (!isfinite(y.low))
        return;
    if (!(y.high > y.low))
        y.high = y.low + 1;
    jh_buf_printf(
        out, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %.0f %.0f\"><title>", width, height);
    jh_i_xml(out, title);
    jh_buf_puts(out, "</title>\n");
    jh_i_svg_line(out, left, y.from, width - right, y.from, "gl");
    for (size_t k = 0; k < n; k++)
        jh_i_svg_text(out, at(&x, point[k].x), y.from + 12, JH_SVG_MIDDLE, "lg", point[k].x_text);
    for (size_t k = 0; k < n; k++) {
        if (!isfinite(point[k].y))
            continue;
        jh_buf_puts(out, drawn ? " " : "<path class=\"la\" d=\"M");
        drawn = true;
        jh_i_svg_num(out, at(&x, point[k].x), 1);
        jh_buf_puts(out, " ");
        jh_i_svg_num(out, at(&y, point[k].y), 1);
    }
    jh_buf_puts(out, "\"/>\n");
    for (size_t k = 0; k < n; k++) {
        if (!isfinite(point[k].y))
            continue;
        jh_buf_puts(out, "<circle class=\"ca\"");
        jh_i_svg_attr(out, "cx", at(&x, point[k].x));
        jh_i_svg_attr(out, "cy", at(&y, point[k].y));
        jh_i_svg_attr(out, "r", point[k].strong ? 4 : 2.5);
        jh_buf_puts(out, "/>\n");
        jh_i_svg_text(
            out, at(&x, point[k].x), at(&y, point[k].y) - 6, JH_SVG_MIDDLE, "lg", point[k].y_text);
    }
    jh_i_svg_text(out, width - right, height - 3, JH_SVG_END, "lg", x_label);
    jh_i_svg_text(out, 0, 9, JH_SVG_START, "lg", y_label);
    jh_buf_puts(out, "</svg>\n");
}
