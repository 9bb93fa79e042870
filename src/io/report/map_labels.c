#include "io/report/map_labels.h"

#define GAP 2.0 /* between a mark and its label */

bool jh_i_labels_init(
    struct jh_labels *labels, struct jh_arena *arena, size_t cap, double width, double height)
{
    *labels = (struct jh_labels){{1, 1, width - 1, height - 1}, 0, cap, NULL};
    labels->taken = jh_arena_new(arena, cap, struct jh_box);
    return labels->taken != NULL;
}

static void take(struct jh_labels *labels, struct jh_box box)
{
    if (labels->n < labels->cap)
        labels->taken[labels->n++] = box;
}

void jh_i_labels_reserve(struct jh_labels *labels, double x, double y, double radius)
{
    take(labels, (struct jh_box){x - radius, y - radius, x + radius, y + radius});
}

static bool is_free(const struct jh_labels *labels, struct jh_box b)
{
    const struct jh_box *f = &labels->frame;
    if (b.x0 < f->x0 || b.x1 > f->x1 || b.y0 < f->y0 || b.y1 > f->y1)
        return false;
    for (size_t i = 0; i < labels->n; i++) {
        const struct jh_box *t = &labels->taken[i];
        if (b.x0 < t->x1 && t->x0 < b.x1 && b.y0 < t->y1 && t->y0 < b.y1)
            return false;
    }
    return true;
}

bool jh_i_labels_place(struct jh_labels *labels, double x, double y, double radius, double width,
    double size, bool centred, double *out_x, double *out_y)
{
    /* Where the middle of the text lies from the point: steps of (half width + radius, height). */
    static const double around[][2] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1},
        {-1, 1}, {0, -2}, {0, 2}, {1, -2}, {-1, -2}, {1, 2}, {-1, 2}};
    double half = width / 2, high = size * 1.15;
    for (size_t i = centred ? 0 : 1; i <= sizeof around / sizeof *around; i++) {
        double cx = x, cy = y;
        if (i > 0) {
            double sx = around[i - 1][0], sy = around[i - 1][1];
            bool corner = sx != 0 && sy != 0;
            cx += sx * (half + (corner ? radius * 0.5 : radius) + GAP);
            cy += sy * (high / 2 + (sy > 1 || sy < -1 ? high / 4 : 0) +
                           (corner ? radius * 0.5 : radius));
        }
        struct jh_box box = {cx - half - 1, cy - high / 2, cx + half + 1, cy + high / 2};
        if (!is_free(labels, box))
            continue;
        take(labels, box);
        *out_x = cx;
        *out_y = cy + size * 0.36;
        return true;
    }
    return false;
}
