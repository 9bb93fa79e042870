/*
 * Tables of the report as native tables of a slide.
 */
#ifndef JH_IO_OFFICE_PPTX_TABLE_H
#define JH_IO_OFFICE_PPTX_TABLE_H

#include <libxml/tree.h>

#include "base/buf.h"

/** A place on a slide, English metric units (914,400 to the inch). */
struct jh_i_slide_box {
    double x, y, cx, cy;
};

/** The table's head and first rows (0: as many as fit) as a graphic frame; the type as large as the
 *  box bears. */
void jh_i_slide_table(xmlNode *table, size_t n_rows, struct jh_i_slide_box box, struct jh_buf *out);
/** A list of key figures as a table of three columns without rules. */
void jh_i_slide_tiles(xmlNode *list, struct jh_i_slide_box box, struct jh_buf *out);

#endif
