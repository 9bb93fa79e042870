/*
 * The whole plan on one large sheet (A0, lying): the map with its layers, key figures, smaller maps, the
 * list of centres, legend, source and review number.
 */
#ifndef JH_IO_MAP_SHEET_H
#define JH_IO_MAP_SHEET_H

#include "junheng/plan.h"

struct jh_buf;

enum { JH_SHEET_WIDTH_MM = 1189, JH_SHEET_HEIGHT_MM = 841 };

/** An SVG element that needs the pictures' style sheet; nothing where no area has a place. */
enum jh_status jh_i_map_sheet(const struct jh_plan *plan, enum jh_lang lang, struct jh_buf *out,
    struct jh_error *err) JH_CHECKED;

#endif
