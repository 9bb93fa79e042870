#include "io/report/svg_chart.h"

#include <stdio.h>

#include "base/num.h"
#include "io/report/human.h"
#include "io/report/svg.h"

#define ROW  16.0
#define BAR  10.0
#define TEXT 11.0

static void open_chart(struct jh_buf *out, const char *title, double width, double height)
{
    jh_buf_puts(out, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 ");
    jh_i_svg_num(out, width, 1);
    jh_buf_puts(out, " ");
    jh_i_svg_num(out, height, 1);
    jh_buf_puts(out, "\"><title>");
    jh_i_xml(out, title);
    jh_buf_puts(out, "</title>\n");
}

static double widest(double so_far, const char *text, double most)
{
    double width = jh_i_svg_text_width(text, TEXT) + 8;
    return fmin(most, fmax(so_far, width));
}

/* A label cut to fit, at the right of its column. */
static void row_label(struct jh_buf *out, double right, double y, const char *label)
{
    char cut[160];
    size_t n = 0;
    double width = jh_i_svg_text_width(label, TEXT) + 8;
    if (width <= right) {
        jh_i_svg_text(out, right - 6, y + BAR - 1.5, JH_SVG_END, "cl", label);
        return;
    }
    for (const char *p = label; *p != '\0' && n < sizeof cut - 8;) {
        size_t len = 1;
        while (((unsigned char)p[len] & 0xC0) == 0x80)
            len++;
        for (size_t i = 0; i < len; i++)
            cut[n++] = p[i];
        p += len;
        cut[n] = '\0';
        if (jh_i_svg_text_width(cut, TEXT) + 8 + TEXT > right)
            break;
    }
    snprintf(cut + n, sizeof cut - n, "…");
    jh_i_svg_text(out, right - 6, y + BAR - 1.5, JH_SVG_END, "cl", cut);
}

void jh_i_chart_split(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_split *row, const char *const part_label[4])
{
    static const char *const css[4] = {"s1", "s2", "s3", "s4"};
    double left = 60, right = 0, top = 20;
    for (size_t i = 0; i < n; i++) {
        left = widest(left, row[i].label, width * 0.3);
        right = widest(right, row[i].text, width * 0.3);
    }
    double span = width - left - right;
    open_chart(out, title, width, top + (double)n * ROW);
    double x = left;
    for (int k = 0; k < 4; k++) {
        jh_i_svg_rect(out, x, 3, 9, 9, css[k]);
        jh_i_svg_text(out, x + 13, 11.5, JH_SVG_START, "lg", part_label[k]);
        x += 13 + jh_i_svg_text_width(part_label[k], 10) + 16;
    }
    for (size_t i = 0; i < n; i++) {
        double y = top + (double)i * ROW, whole = 0, at = left;
        for (int k = 0; k < 4; k++)
            whole += isnan(row[i].part[k]) ? 0 : row[i].part[k];
        row_label(out, left, y, row[i].label);
        for (int k = 0; k < 4 && whole > 0; k++) {
            if (!(row[i].part[k] > 0))
                continue;
            double w = span * row[i].part[k] / whole;
            jh_i_svg_rect(out, at, y, w, BAR, css[k]);
            at += w;
        }
        jh_i_svg_text(out, width, y + BAR - 1.5, JH_SVG_END, "cv", row[i].text);
    }
    jh_buf_puts(out, "</svg>\n");
}

void jh_i_chart_bars(
    struct jh_buf *out, const char *title, double width, size_t n, const struct jh_chart_bar *row)
{
    double left = 40, right = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        left = widest(left, row[i].label, width * 0.4);
        right = widest(right, row[i].text, width * 0.35);
        most = fmax(most, isnan(row[i].value) ? 0 : row[i].value);
    }
    double span = width - left - right;
    open_chart(out, title, width, (double)n * ROW);
    for (size_t i = 0; i < n; i++) {
        double y = (double)i * ROW + 2;
        row_label(out, left, y, row[i].label);
        double w = most > 0 && row[i].value > 0 ? span * row[i].value / most : 0;
        jh_i_svg_rect(out, left, y, fmax(w, 0.7), BAR, row[i].strong ? "bs" : "bw");
        jh_i_svg_text(out, left + w + 5, y + BAR - 1.5, JH_SVG_START, "cv", row[i].text);
    }
    jh_buf_puts(out, "</svg>\n");
}

/* A round upper end of an axis: 1, 2 or 5 times a power of ten, five steps at most. */
static double axis_step(double most)
{
    double unit = pow(10, floor(log10(most > 0 ? most / 5 : 1)));
    double raw = most / 5 / unit;
    return unit * (raw <= 1 ? 1 : raw <= 2 ? 2 : raw <= 5 ? 5 : 10);
}

static void dot(struct jh_buf *out, double x, double y, const char *css)
{
    jh_buf_printf(out, "<circle class=\"%s\"", css);
    jh_i_svg_attr(out, "cx", x);
    jh_i_svg_attr(out, "cy", y);
    jh_buf_puts(out, " r=\"4\"/>\n");
}

static void change_row(
    struct jh_buf *out, const struct jh_chart_change *r, double y, double left, double per_unit)
{
    double middle = y + BAR / 2, x1 = left + r->after * per_unit;
    row_label(out, left, y, r->label);
    if (isnan(r->after))
        return;
    bool known = !isnan(r->before);
    double x0 = known ? left + r->before * per_unit : x1;
    bool falls = x1 <= x0;
    if (known) {
        jh_i_svg_line(out, x0, middle, x1, middle, "chl");
        dot(out, x0, middle, "cb");
        jh_i_svg_text(out, x0 + (falls ? 8 : -8), middle + 4, falls ? JH_SVG_START : JH_SVG_END,
            "cv", r->before_text);
    }
    dot(out, x1, middle, "ca");
    jh_i_svg_text(out, x1 + (falls && known ? -8 : 8), middle + 4,
        falls && known ? JH_SVG_END : JH_SVG_START, "cs", r->after_text);
}

void jh_i_chart_change(struct jh_buf *out, const char *title, double width, size_t n,
    const struct jh_chart_change *row, const char *axis)
{
    double left = 40, most = 0;
    for (size_t i = 0; i < n; i++) {
        left = widest(left, row[i].label, width * 0.32);
        most = fmax(most,
            fmax(isnan(row[i].before) ? 0 : row[i].before, isnan(row[i].after) ? 0 : row[i].after));
    }
    double step = axis_step(most), end = step * ceil(most / step + 1e-9);
    double per_unit = (width - left - 46) / (end > 0 ? end : 1), top = 6;
    double bottom = top + (double)n * (ROW + 2);
    open_chart(out, title, width, bottom + 18);
    for (double v = 0; v <= end + step / 2; v += step) {
        char text[JH_HUMAN_MAX];
        double x = left + v * per_unit;
        jh_i_svg_line(out, x, top - 4, x, bottom, "gl");
        jh_num_format(v, text);
        jh_i_svg_text(out, x, bottom + 12, JH_SVG_MIDDLE, "lg", text);
    }
    jh_i_svg_text(out, width, bottom + 12, JH_SVG_END, "lg", axis);
    for (size_t i = 0; i < n; i++)
        change_row(out, &row[i], top + (double)i * (ROW + 2), left, per_unit);
    jh_buf_puts(out, "</svg>\n");
}

void jh_i_chart_lorenz(struct jh_buf *out, const char *title, double size, size_t n,
    const struct jh_chart_curve *curve, const char *x_label, const char *y_label)
{
    static const char *const css[] = {"lb", "la"};
    double left = 30, bottom = size - 26, span = bottom - 18;
    open_chart(out, title, size + 60, size);
    for (int k = 0; k <= 4; k++) {
        double at = span * k / 4;
        char text[JH_HUMAN_MAX];
        snprintf(text, sizeof text, "%d%%", 25 * k);
        jh_i_svg_line(out, left + at, bottom, left + at, bottom - span, "gl");
        jh_i_svg_line(out, left, bottom - at, left + span, bottom - at, "gl");
        jh_i_svg_text(out, left + at, bottom + 11, JH_SVG_MIDDLE, "lg", text);
        if (k > 0)
            jh_i_svg_text(out, left - 3, bottom - at + 3, JH_SVG_END, "lg", text);
    }
    jh_i_svg_line(out, left, bottom, left + span, bottom - span, "dg");
    for (size_t c = 0; c < n && c < 2; c++) {
        jh_buf_printf(out, "<path class=\"%s\" d=\"M", css[c]);
        for (size_t i = 0; i < curve[c].n; i++) {
            jh_buf_puts(out, i == 1 ? "L" : i > 1 ? " " : "");
            jh_i_svg_num(out, left + span * curve[c].point[i][0], 1);
            jh_buf_puts(out, " ");
            jh_i_svg_num(out, bottom - span * curve[c].point[i][1], 1);
        }
        jh_buf_puts(out, "\"/>\n");
        double y = 20 + 14 * (double)c;
        jh_i_svg_line(out, left + 8, y - 3.5, left + 24, y - 3.5, css[c]);
        jh_i_svg_text(out, left + 28, y, JH_SVG_START, "cl", curve[c].label);
    }
    jh_i_svg_text(out, left + span, size - 3, JH_SVG_END, "lg", x_label);
    jh_i_svg_text(out, 0, 8, JH_SVG_START, "lg", y_label);
    jh_buf_puts(out, "</svg>\n");
}
