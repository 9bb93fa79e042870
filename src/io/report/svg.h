/*
 * Writing SVG and HTML text into a buffer: escaping, short numbers, text widths.
 */
#ifndef JH_IO_SVG_H
#define JH_IO_SVG_H

#include "base/buf.h"

/** Escaped for element content and double-quoted attributes. */
void jh_i_xml(struct jh_buf *out, const char *text);
/** At most `decimals` decimals, no trailing zeros, no leading zero ("-.5"). */
void jh_i_svg_num(struct jh_buf *out, double value, int decimals);
/** ` name="value"` with one decimal. */
void jh_i_svg_attr(struct jh_buf *out, const char *name, double value);

enum jh_svg_anchor { JH_SVG_START, JH_SVG_MIDDLE, JH_SVG_END };
/** One line of text at (x, baseline y) with a class of the style sheet. */
void jh_i_svg_text(struct jh_buf *out, double x, double y, enum jh_svg_anchor anchor,
    const char *css_class, const char *text);
/** Width of a text in units of its font size times size: wide characters 1, others about half. An
 *  estimate, on the wide side. */
double jh_i_svg_text_width(const char *text, double size);
void jh_i_svg_line(
    struct jh_buf *out, double x1, double y1, double x2, double y2, const char *css_class);
void jh_i_svg_rect(
    struct jh_buf *out, double x, double y, double w, double h, const char *css_class);

#endif
