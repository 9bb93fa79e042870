/*
 * Maps of a report as SVG: zones, a figure by area, marks, flows, labels, legend, scale, north.
 */
#ifndef JH_IO_REPORT_MAP_H
#define JH_IO_REPORT_MAP_H

#include "io/report/map_geometry.h"

/** Kinds of marks; drawn and explained in this order. */
#define JH_MARK_MAP(X)                                                                             \
    X(PLACE, "other hospital")                                                                     \
    X(NEXT, "next best host")                                                                      \
    X(EXISTING, "existing centre")                                                                 \
    X(CENTRE, "planned centre")
enum jh_mark_kind {
#define JH_X(name, label) JH_MARK_##name,
    JH_MARK_MAP(JH_X)
#undef JH_X
};
#define JH_N_MARKS 4

struct jh_map_mark {
    struct jh_point place; /* unknown: not drawn */
    enum jh_mark_kind kind;
    double weight;     /* centres: number of specialties; sizes the mark */
    const char *label; /* NULL: none */
};

/** An arc with an arrow head. One whose target lies beyond the frame ends at the frame, where all
 *  with the same target meet; the first of them labels it. */
struct jh_map_flow {
    struct jh_point from, to;
    double cases;
    const char *label; /* of the target; NULL: a zone, which has its own */
};

/** How a figure is shown: its unit and its shades. */
enum jh_figure { JH_FIGURE_SHARE, JH_FIGURE_PER_1000 };

/** What to draw; everything borrowed. */
struct jh_map_picture {
    enum jh_lang lang;
    const char *title;                /* for those who cannot see it */
    double width, max_height, margin; /* margin: left free around the areas */
    const uint8_t *show;              /* [n_inside] areas to fit; NULL: all */
    const int32_t *zone;              /* [n_inside] zone or JH_NONE; NULL: no zone borders */
    size_t n_zones;
    const char *const *zone_label; /* [n_zones]; NULL: none */
    bool fill_zones;               /* tint zones; else only their borders */
    bool area_lines;               /* fine borders of areas also without a figure */
    int32_t only_zone;             /* fill the figure in this zone only; JH_NONE: everywhere */
    const double *value;           /* [n_inside] by area; NaN: not collected; NULL: none */
    enum jh_figure figure;
    size_t n_class_values;     /* classes are quantiles of these, for maps side by side; */
    const double *class_value; /* NULL: of value where coloured */
    const char *value_title;   /* heading of the legend */
    size_t n_marks, n_flows;
    const struct jh_map_mark *mark;
    const struct jh_map_flow *flow;
    double widest_flow; /* picture units; 0: as the report has it */
};

/** Nothing is written where the map has no shapes. */
enum jh_status jh_i_map_draw(const struct jh_map *map, const struct jh_map_picture *picture,
    struct jh_buf *out, struct jh_error *err) JH_CHECKED;

#endif
