/*
 * Pictures of the report for documents that cannot show SVG inside a page.
 */
#ifndef JH_IO_OFFICE_PICTURE_H
#define JH_IO_OFFICE_PICTURE_H

#include <libxml/tree.h>

#include "junheng/run.h"

#include "base/buf.h"
#include "io/office/package.h"

/** Size of an svg element as its viewBox says; false: it has none. */
bool jh_i_picture_size(xmlNode *svg, double *out_width, double *out_height);

/** The element as a file of its own: style sheet inside, colours resolved. */
enum jh_status jh_i_picture_svg(xmlNode *svg, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

/**
 * Draw an SVG file by rsvg-convert.
 *
 * @param format  "png" (width_px wide) or "pdf" (width_px at 96 to the inch).
 * @return JH_OK; JH_E_UNSUPPORTED: the program is not there; JH_E_IO; JH_E_LIMIT; JH_E_CANCELLED.
 */
enum jh_status jh_i_picture_draw(const struct jh_buf *svg, const char *format, int width_px,
    const struct jh_run *run, struct jh_buf *out, struct jh_error *err) JH_CHECKED;

/** Pictures to be drawn together; zeroed to begin with. */
struct jh_i_drawings {
    size_t n, cap;
    struct jh_i_drawing *item;
};
/** Keep the element for later under the name of a part. JH_E_NOMEM, JH_E_INTERNAL. */
enum jh_status jh_i_drawings_add(struct jh_i_drawings *drawings, xmlNode *svg, int width_px,
    const char *name, struct jh_error *err) JH_CHECKED;
/** Draw all, several at a time, as PNG parts of the package. Errors as jh_i_picture_draw(). */
enum jh_status jh_i_drawings_draw(struct jh_i_drawings *drawings, struct jh_i_package *package,
    const struct jh_run *run, struct jh_error *err) JH_CHECKED;
void jh_i_drawings_release(struct jh_i_drawings *drawings);

#endif
