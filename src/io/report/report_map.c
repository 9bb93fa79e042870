#include "io/report/report_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/report/human.h"
#include "io/report/map_labels.h"
#include "io/report/svg.h"

#define N_CLASSES   7
#define N_TINTS     8
#define LABEL_SIZE  10.5
#define ZONE_SIZE   11.5
#define MANY_ZONES  24
#define SMALL_SIZE  9.0 /* of their names, where there are many */
#define MANY_AREAS  800 /* from here their own borders are not drawn */
#define WIDEST_FLOW 4.5
#define NODE_GAP    12.0 /* between a flow and the middle of its zone */
#define TOLERANCE   1.2  /* of simplified borders, grid units */

/* One map being drawn. */
struct drawing {
    const struct jh_map *map;
    const struct jh_map_picture *p;
    struct jh_view view;
    struct jh_arena arena;
    struct jh_polygons polygons;
    int32_t *area_of, *group;
    struct jh_labels labels;
    double limit[N_CLASSES + 1]; /* of the classes of the figure */
    size_t n_classes;
    int decimals; /* of the limits in the legend */
    struct jh_buf *out;
};

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Does the figure colour this area? */
static bool coloured(const struct drawing *d, int32_t area)
{
    const struct jh_map_picture *p = d->p;
    return p->value != NULL && (p->only_zone == JH_NONE || p->zone[area] == p->only_zone);
}

/* The figures whose quantiles are the classes, sorted; how many. */
static size_t take_figures(const struct drawing *d, double *sorted)
{
    const struct jh_map_picture *p = d->p;
    size_t n = 0, n_areas = d->map->dataset->areas.n_inside;
    for (size_t i = 0; i < p->n_class_values; i++)
        if (isfinite(p->class_value[i]))
            sorted[n++] = p->class_value[i];
    for (size_t a = 0; a < n_areas && p->class_value == NULL; a++)
        if (coloured(d, (int32_t)a) && isfinite(p->value[a]))
            sorted[n++] = p->value[a];
    qsort(sorted, n, sizeof *sorted, by_number);
    return n;
}

/* Quantiles of the figure; equal limits fall together. */
static enum jh_status classify(struct drawing *d, struct jh_error *err)
{
    double *sorted =
        jh_arena_new(&d->arena, d->map->dataset->areas.n_inside + d->p->n_class_values + 1, double);
    if (sorted == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n = take_figures(d, sorted);
    d->n_classes = 0;
    if (n == 0)
        return JH_OK;
    /* Limits are whole steps of what the legend shows; coarse ones where the range allows. */
    double range = sorted[n - 1] - sorted[0];
    double unit = d->p->figure == JH_FIGURE_SHARE ? 0.01 : 1e-4, step = unit;
    d->decimals = d->p->figure == JH_FIGURE_SHARE ? 0 : 1;
    if (range < 15 * unit) {
        step = unit / 10;
        d->decimals++;
    }
    d->limit[0] = floor(sorted[0] / step) * step;
    for (size_t k = 1; k <= N_CLASSES; k++) {
        double limit = ceil(sorted[(n - 1) * k / N_CLASSES] / step) * step;
        if (limit > d->limit[d->n_classes] || d->n_classes == 0)
            d->limit[++d->n_classes] = limit;
    }
    return JH_OK;
}

/* 0..n_classes-1, or n_classes where not collected. */
static int32_t class_of(const struct drawing *d, double value)
{
    if (isnan(value))
        return (int32_t)d->n_classes;
    size_t k = 0;
    while (k + 1 < d->n_classes && value > d->limit[k + 1])
        k++;
    return (int32_t)k;
}

static void open_geometry(struct drawing *d)
{
    jh_buf_printf(d->out, "<g transform=\"scale(%g)\">", 1.0 / JH_MAP_GRID);
}

static void path(struct drawing *d, const char *css_class)
{
    jh_buf_printf(d->out, "<path class=\"%s\" d=\"", css_class);
}

/* Fill areas grouped by d->group with one class of the style sheet for each group. */
static enum jh_status fill_groups(
    struct drawing *d, int32_t n_groups, const char *const *css_class, struct jh_error *err)
{
    struct jh_borders borders = {.n = 0};
    enum jh_status st = JH_OK;
    JH_TRY(st, jh_i_dissolve(&d->polygons, d->group, TOLERANCE, &borders, err));
    for (int32_t g = 0; g < n_groups; g++) {
        path(d, css_class[g]);
        JH_TRY(st, jh_i_borders_fill(&borders, g, d->out, err));
        jh_buf_puts(d->out, "\"/>\n");
    }
out:
    jh_i_borders_release(&borders);
    return st;
}

static size_t shade_of(const struct drawing *d, size_t k)
{
    return d->n_classes > 1 ? k * (N_CLASSES - 1) / (d->n_classes - 1) : N_CLASSES / 2;
}

static enum jh_status draw_figure(struct drawing *d, struct jh_error *err)
{
    static const char *const fills[][N_CLASSES] = {
        [JH_FIGURE_SHARE] = {"c1", "c2", "c3", "c4", "c5", "c6", "c7"},
        [JH_FIGURE_PER_1000] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7"},
    };
    const char *css[N_CLASSES + 2];
    int32_t missing = (int32_t)d->n_classes, land = missing + 1;
    for (size_t k = 0; k < d->n_classes; k++) /* fewer classes keep the whole range of shades */
        css[k] = fills[d->p->figure][shade_of(d, k)];
    css[missing] = "nc";
    css[land] = "land";
    for (size_t s = 0; s < d->polygons.n; s++) {
        int32_t a = d->area_of[s];
        d->group[s] = coloured(d, a) ? class_of(d, d->p->value[a]) : land;
    }
    return fill_groups(d, land + 1, css, err);
}

/* Colours of zones: each takes the first that no lower neighbour has. */
static void choose_tints(const struct jh_borders *b, size_t n_zones, uint8_t *tint)
{
    for (size_t z = 0; z < n_zones; z++) {
        bool used[N_TINTS] = {false};
        for (size_t k = 0; k < b->n; k++) {
            const int32_t *g = b->group[k];
            for (int side = 0; side < 2; side++)
                if (g[side] == (int32_t)z && g[1 - side] != JH_NONE &&
                    (size_t)g[1 - side] < n_zones && g[1 - side] < (int32_t)z)
                    used[tint[g[1 - side]]] = true;
        }
        size_t first = z % N_TINTS, t = first;
        do {
            if (!used[t])
                break;
            t = (t + 1) % N_TINTS;
        } while (t != first);
        tint[z] = (uint8_t)t;
    }
}

static void group_by_zone(struct drawing *d)
{
    for (size_t s = 0; s < d->polygons.n; s++) {
        int32_t z = d->p->zone[d->area_of[s]];
        d->group[s] = z == JH_NONE ? (int32_t)d->p->n_zones : z;
    }
}

static enum jh_status draw_zones(struct drawing *d, struct jh_error *err)
{
    struct jh_borders borders = {.n = 0};
    size_t n_zones = d->p->n_zones;
    uint8_t *tint = jh_arena_new(&d->arena, n_zones + 1, uint8_t);
    enum jh_status st = JH_OK;
    if (tint == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    group_by_zone(d);
    JH_TRY(st, jh_i_dissolve(&d->polygons, d->group, TOLERANCE, &borders, err));
    if (d->p->fill_zones)
        choose_tints(&borders, n_zones, tint);
    for (size_t z = 0; z <= n_zones && d->p->fill_zones; z++) {
        char css[16] = "land";
        if (z < n_zones)
            snprintf(css, sizeof css, "z%u", tint[z] + 1u);
        path(d, css);
        JH_TRY(st, jh_i_borders_fill(&borders, (int32_t)z, d->out, err));
        jh_buf_puts(d->out, "\"/>\n");
    }
    path(d, "zb");
    jh_i_borders_lines(&borders, false, d->out);
    jh_buf_puts(d->out, "\"/>\n");
    path(d, "ob");
    jh_i_borders_lines(&borders, true, d->out);
    jh_buf_puts(d->out, "\"/>\n");
out:
    jh_i_borders_release(&borders);
    return st;
}

/* Thin borders of single areas, where there are not too many. */
static enum jh_status draw_area_borders(struct drawing *d, struct jh_error *err)
{
    struct jh_borders borders = {.n = 0};
    if (d->polygons.n > MANY_AREAS)
        return JH_OK;
    for (size_t s = 0; s < d->polygons.n; s++)
        d->group[s] = (int32_t)s;
    enum jh_status st = jh_i_dissolve(&d->polygons, d->group, TOLERANCE, &borders, err);
    if (st != JH_OK)
        return st;
    path(d, "ab");
    jh_i_borders_lines(&borders, false, d->out);
    jh_buf_puts(d->out, "\"/>\n");
    jh_i_borders_release(&borders);
    return JH_OK;
}

static double mark_radius(const struct jh_map_mark *m)
{
    switch (m->kind) {
    case JH_MARK_CENTRE:
    case JH_MARK_EXISTING:
        return 3.2 + 1.5 * sqrt(m->weight > 0 ? m->weight : 1);
    case JH_MARK_NEXT:
        return 4;
    case JH_MARK_PLACE:
        return 1.8;
    }
    return 2;
}

static void draw_mark(struct jh_buf *out, enum jh_mark_kind kind, double x, double y, double r)
{
    static const char *const css[JH_N_MARKS] = {"mp", "mn", "me", "mc"};
    if (kind == JH_MARK_EXISTING) {
        jh_i_svg_rect(out, x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, css[kind]);
        return;
    }
    jh_buf_printf(out, "<circle class=\"%s\"", css[kind]);
    jh_i_svg_attr(out, "cx", x);
    jh_i_svg_attr(out, "cy", y);
    jh_i_svg_attr(out, "r", r);
    jh_buf_puts(out, "/>\n");
}

static bool in_frame(const struct drawing *d, double x, double y)
{
    return x >= 0 && y >= 0 && x <= d->view.width && y <= d->view.height;
}

static bool mark_place(
    const struct drawing *d, const struct jh_map_mark *m, double *out_x, double *out_y)
{
    if (!jh_point_known(m->place))
        return false;
    jh_i_map_place(d->map, &d->view, m->place, out_x, out_y);
    return in_frame(d, *out_x, *out_y);
}

static void draw_marks(struct drawing *d)
{
    for (int kind = 0; kind < JH_N_MARKS; kind++)
        for (size_t i = 0; i < d->p->n_marks; i++) {
            const struct jh_map_mark *m = &d->p->mark[i];
            double x, y;
            if ((int)m->kind != kind || !mark_place(d, m, &x, &y))
                continue;
            draw_mark(d->out, m->kind, x, y, mark_radius(m));
            jh_i_labels_reserve(&d->labels, x, y, mark_radius(m));
        }
}

static void label_marks(struct drawing *d)
{
    for (int kind = JH_N_MARKS; kind-- > 0;)
        for (size_t i = 0; i < d->p->n_marks; i++) {
            const struct jh_map_mark *m = &d->p->mark[i];
            double x, y, tx, ty;
            if ((int)m->kind != kind || m->label == NULL || !mark_place(d, m, &x, &y))
                continue;
            if (jh_i_labels_place(&d->labels, x, y, mark_radius(m),
                    jh_i_svg_text_width(m->label, LABEL_SIZE), LABEL_SIZE, false, &tx, &ty))
                jh_i_svg_text(d->out, tx, ty, JH_SVG_MIDDLE, "ml", m->label);
        }
}

/* Names of zones at the people-weighted middle of their areas. */
static void label_zones(struct drawing *d)
{
    const struct jh_areas *areas = &d->map->dataset->areas;
    for (size_t z = 0; z < d->p->n_zones; z++) {
        double x = 0, y = 0, people = 0, tx, ty;
        for (size_t a = 0; a < areas->n_inside; a++) {
            double ax, ay, w = areas->population[a] > 0 ? areas->population[a] : 1;
            if (d->p->zone[a] != (int32_t)z || !jh_point_known(areas->point[a]))
                continue;
            jh_i_map_place(d->map, &d->view, areas->point[a], &ax, &ay);
            x += w * ax;
            y += w * ay;
            people += w;
        }
        bool many = d->p->n_zones > MANY_ZONES;
        const char *label = d->p->zone_label[z];
        double size = many ? SMALL_SIZE : ZONE_SIZE, width = jh_i_svg_text_width(label, size);
        if (people > 0 &&
            jh_i_labels_place(&d->labels, x / people, y / people, 4, width, size, true, &tx, &ty))
            jh_i_svg_text(d->out, tx, ty, JH_SVG_MIDDLE, many ? "zl zs" : "zl", label);
    }
}

/* Where the way from the middle of the frame to (x, y) leaves it. */
static void cut_at_frame(const struct drawing *d, double *x, double *y)
{
    const double inset = 8, x0 = d->view.width / 2, y0 = d->view.height / 2;
    double dx = *x - x0, dy = *y - y0, t = 1;
    if (dx > 0)
        t = fmin(t, (d->view.width - inset - x0) / dx);
    if (dx < 0)
        t = fmin(t, (inset - x0) / dx);
    if (dy > 0)
        t = fmin(t, (d->view.height - inset - y0) / dy);
    if (dy < 0)
        t = fmin(t, (inset - y0) / dy);
    *x = x0 + t * dx;
    *y = y0 + t * dy;
}

static void arrow_head(struct jh_buf *out, double x, double y, double ux, double uy, double size)
{
    jh_buf_puts(out, "<path class=\"fh\" d=\"M");
    const double corner[3][2] = {{x, y},
        {x - size * ux - 0.45 * size * uy, y - size * uy + 0.45 * size * ux},
        {x - size * ux + 0.45 * size * uy, y - size * uy - 0.45 * size * ux}};
    for (int i = 0; i < 3; i++) {
        jh_buf_puts(out, i > 0 ? "L" : "");
        jh_i_svg_num(out, corner[i][0], 1);
        jh_buf_puts(out, " ");
        jh_i_svg_num(out, corner[i][1], 1);
    }
    jh_buf_puts(out, "z\"/>\n");
}

/* A bow to the left of the way, its width by cases, its head on the target. */
static void draw_arc(
    struct drawing *d, double x0, double y0, double x1, double y1, double width, double gap)
{
    double dx = x1 - x0, dy = y1 - y0, length = hypot(dx, dy), head = 3.5 + 1.2 * width;
    if (length < head + 2 * NODE_GAP + 4)
        return;
    double mx = (x0 + x1) / 2 + 0.16 * dy, my = (y0 + y1) / 2 - 0.16 * dx;
    double tx = x1 - mx, ty = y1 - my, t = hypot(tx, ty);
    x1 -= tx / t * gap;
    y1 -= ty / t * gap;
    double ex = x1 - tx / t * head * 0.8, ey = y1 - ty / t * head * 0.8;
    double fx = mx - x0, fy = my - y0, f = hypot(fx, fy);
    const double xy[6] = {x0 + fx / f * NODE_GAP, y0 + fy / f * NODE_GAP, mx, my, ex, ey};
    for (int casing = 1; casing >= 0; casing--) { /* a light edge lifts it from the map */
        jh_buf_puts(d->out, casing ? "<path class=\"fc\"" : "<path class=\"fl\"");
        jh_i_svg_attr(d->out, "stroke-width", width + (casing ? 1.8 : 0));
        jh_buf_puts(d->out, " d=\"M");
        for (int i = 0; i < 6; i++) {
            jh_buf_puts(d->out, i == 2 ? "Q" : i > 0 ? " " : "");
            jh_i_svg_num(d->out, xy[i], 1);
        }
        jh_buf_puts(d->out, "\"/>\n");
    }
    arrow_head(d->out, x1, y1, tx / t, ty / t, head);
}

static void draw_flows(struct drawing *d)
{
    double most = 0, widest = d->p->widest_flow > 0 ? d->p->widest_flow : WIDEST_FLOW;
    for (size_t i = 0; i < d->p->n_flows; i++)
        most = fmax(most, d->p->flow[i].cases);
    for (size_t i = d->p->n_flows; i-- > 0;) {
        const struct jh_map_flow *f = &d->p->flow[i];
        double x0, y0, x1, y1, tx, ty;
        if (!jh_point_known(f->from) || !jh_point_known(f->to) || !(f->cases > 0))
            continue;
        jh_i_map_place(d->map, &d->view, f->from, &x0, &y0);
        jh_i_map_place(d->map, &d->view, f->to, &x1, &y1);
        bool leaves = !in_frame(d, x1, y1);
        if (!in_frame(d, x0, y0))
            continue;
        if (leaves)
            cut_at_frame(d, &x1, &y1);
        draw_arc(d, x0, y0, x1, y1, fmax(0.8, widest * f->cases / most),
            f->label != NULL ? 0 : NODE_GAP);
        bool labelled = false;
        for (size_t k = 0; k < i; k++)
            labelled |= d->p->flow[k].label == f->label;
        if (f->label != NULL && !labelled &&
            jh_i_labels_place(&d->labels, x1, y1, 5, jh_i_svg_text_width(f->label, LABEL_SIZE),
                LABEL_SIZE, false, &tx, &ty))
            jh_i_svg_text(d->out, tx, ty, JH_SVG_MIDDLE, "fx", f->label);
    }
}

/* The longest of 1, 2, 5 times a power of ten kilometres that fits. */
static void draw_scale(struct drawing *d, double right, double y)
{
    double most_km = (d->view.width < 500 ? 70 : 110) / d->view.scale / 1000,
           unit = pow(10, floor(log10(most_km)));
    double km = most_km >= 5 * unit ? 5 * unit : most_km >= 2 * unit ? 2 * unit : unit;
    double length = km * 1000 * d->view.scale, x = right - 24 - length;
    char text[JH_HUMAN_MAX + 8], digits[JH_NUM_TEXT_MAX];
    jh_num_format(km, digits);
    snprintf(text, sizeof text, "%s km", digits);
    jh_buf_puts(d->out, "<path class=\"sc\" d=\"M");
    jh_i_svg_num(d->out, x, 1);
    jh_buf_puts(d->out, " ");
    jh_i_svg_num(d->out, y - 4, 1);
    jh_buf_puts(d->out, "v4h");
    jh_i_svg_num(d->out, length, 1);
    jh_buf_puts(d->out, "v-4\"/>\n");
    jh_i_svg_text(d->out, x + length / 2, y - 5, JH_SVG_MIDDLE, "lg", text);
    jh_buf_puts(d->out, "<path class=\"no\" d=\"M");
    jh_i_svg_num(d->out, right - 8, 1);
    jh_buf_puts(d->out, " ");
    jh_i_svg_num(d->out, y - 18, 1);
    jh_buf_puts(d->out, "l5 12-5-3-5 3z\"/>\n");
    jh_i_svg_text(d->out, right - 8, y + 4, JH_SVG_MIDDLE, "lg", jh_tr(d->p->lang, "N"));
}

static const char *figure_text(const struct drawing *d, double value, char text[JH_HUMAN_MAX])
{
    bool share = d->p->figure == JH_FIGURE_SHARE;
    size_t n = jh_num_format_fixed(value * (share ? 100 : 1000), d->decimals, text);
    if (share)
        snprintf(text + n, JH_HUMAN_MAX - n, "%%");
    return text;
}

static void draw_class_legend(struct drawing *d, double y)
{
    char text[JH_HUMAN_MAX];
    double x = 12, wide = fmin(46, (d->view.width - 60) / N_CLASSES);
    jh_i_svg_text(d->out, 0, y, JH_SVG_START, "lh", d->p->value_title);
    for (size_t k = 0; k < d->n_classes; k++) {
        char css[8];
        snprintf(css, sizeof css, "%c%zu", d->p->figure == JH_FIGURE_SHARE ? 'c' : 'a',
            shade_of(d, k) + 1);
        jh_i_svg_rect(d->out, x + (double)k * wide, y + 5, wide, 8, css);
    }
    /* A first class of one value alone (nothing within reach) needs but one number. */
    size_t first = d->n_classes > 0 && d->limit[0] == d->limit[1] ? 1 : 0;
    for (size_t k = first; k <= d->n_classes && d->n_classes > 0; k++)
        jh_i_svg_text(d->out, x + (double)k * wide, y + 23, JH_SVG_MIDDLE, "lg",
            figure_text(d, d->limit[k], text));
    bool missing = d->n_classes == 0;
    for (size_t a = 0; a < d->map->dataset->areas.n_inside; a++)
        missing |= coloured(d, (int32_t)a) && isnan(d->p->value[a]);
    if (missing) {
        double at = (double)d->n_classes * wide + (d->n_classes > 0 ? 14 : 0);
        jh_i_svg_rect(d->out, x + at, y + 5, 14, 8, "nc");
        jh_i_svg_text(
            d->out, x + at + 18, y + 13, JH_SVG_START, "lg", jh_tr(d->p->lang, "not collected"));
    }
}

static void draw_mark_legend(struct drawing *d, double y)
{
    static const char *const labels[JH_N_MARKS] = {
#define JH_X(name, label) label,
        JH_MARK_MAP(JH_X)
#undef JH_X
    };
    bool present[JH_N_MARKS] = {false};
    double x = 6, at_x, at_y;
    for (size_t i = 0; i < d->p->n_marks; i++)
        if (mark_place(d, &d->p->mark[i], &at_x, &at_y))
            present[d->p->mark[i].kind] = true;
    for (int kind = JH_N_MARKS; kind-- > 0;) {
        if (!present[kind])
            continue;
        const char *label = jh_tr(d->p->lang, labels[kind]);
        double r = kind == JH_MARK_PLACE ? 1.8 : 4.5;
        draw_mark(d->out, (enum jh_mark_kind)kind, x, y - 3.5, r);
        jh_i_svg_text(d->out, x + 9, y, JH_SVG_START, "lg", label);
        x += 9 + jh_i_svg_text_width(label, 10) + 16;
    }
}

static enum jh_status prepare(struct drawing *d, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_labels = d->p->n_marks * 2 + d->p->n_zones + d->p->n_flows + 1;
    JH_TRY(st, jh_i_map_polygons(d->map, &d->view, &d->arena, &d->polygons, &d->area_of, err));
    d->group = jh_arena_new(&d->arena, d->polygons.n + 1, int32_t);
    if (d->group == NULL ||
        !jh_i_labels_init(&d->labels, &d->arena, n_labels, d->view.width, d->view.height)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    st = classify(d, err);
out:
    return st;
}

static enum jh_status draw_geometry(struct drawing *d, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    open_geometry(d);
    if (d->p->value != NULL) {
        JH_TRY(st, draw_figure(d, err));
        JH_TRY(st, draw_area_borders(d, err));
    }
    if (d->p->zone != NULL)
        JH_TRY(st, draw_zones(d, err));
    if (d->p->area_lines && d->p->value == NULL)
        JH_TRY(st, draw_area_borders(d, err));
    jh_buf_puts(d->out, "</g>\n");
out:
    return st;
}

static void open_picture(struct drawing *d, double height)
{
    jh_buf_puts(d->out, "<svg class=\"map\" role=\"img\" viewBox=\"0 0 ");
    jh_i_svg_num(d->out, d->view.width, 1);
    jh_buf_puts(d->out, " ");
    jh_i_svg_num(d->out, height, 1);
    jh_buf_puts(d->out, "\"><title>");
    jh_i_xml(d->out, d->p->title);
    /* The nested picture clips what reaches beyond the frame. */
    jh_buf_puts(d->out, "</title>\n<svg");
    jh_i_svg_attr(d->out, "width", d->view.width);
    jh_i_svg_attr(d->out, "height", d->view.height);
    jh_buf_puts(d->out, ">\n");
}

enum jh_status jh_i_map_draw(const struct jh_map *map, const struct jh_map_picture *picture,
    struct jh_buf *out, struct jh_error *err)
{
    struct drawing d = {.map = map, .p = picture, .out = out};
    enum jh_status st = JH_OK;
    if (map->n == 0)
        return JH_OK;
    jh_arena_init(&d.arena, 0);
    d.view =
        jh_i_map_view(map, picture->show, picture->width, picture->max_height, picture->margin);
    /* Below the map: classes of the figure, then marks; the scale where there is room for it. */
    bool classes = picture->value != NULL, wide = picture->width >= 500;
    double first = d.view.height + 12, second = first + (classes ? 38 : 2);
    bool second_row = !classes || picture->n_marks > 0;
    double height = second_row ? second + 10 : first + 28;
    JH_TRY(st, prepare(&d, err));
    open_picture(&d, height);
    JH_TRY(st, draw_geometry(&d, err));
    if (!wide) { /* no room beside the legend: in the corner of the map */
        draw_scale(&d, picture->width - 4, d.view.height - 8);
        jh_i_labels_reserve(&d.labels, picture->width - 20, d.view.height - 10, 18);
    }
    draw_flows(&d);
    draw_marks(&d);
    label_marks(&d);
    if (picture->zone != NULL && picture->zone_label != NULL)
        label_zones(&d);
    jh_buf_puts(out, "</svg>\n");
    if (classes)
        draw_class_legend(&d, first);
    if (picture->n_marks > 0)
        draw_mark_legend(&d, second);
    if (wide)
        draw_scale(&d, picture->width, classes ? first + 10 : second);
    jh_buf_puts(out, "</svg>\n");
out:
    jh_arena_release(&d.arena);
    return st;
}
