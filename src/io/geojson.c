#include "io/geojson.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

enum { DECIMALS = 6 }; /* of a degree: 0.1 m */

static void write_point(struct jh_json_writer *w, struct jh_point p)
{
    jh_json_open_array(w, NULL);
    jh_json_fixed(w, NULL, p.lon_deg, DECIMALS);
    jh_json_fixed(w, NULL, p.lat_deg, DECIMALS);
    jh_json_close_array(w);
}

void jh_i_geojson_point(struct jh_json_writer *w, struct jh_point p)
{
    if (!jh_point_known(p)) {
        jh_json_null(w, "geometry");
        return;
    }
    jh_json_open_object(w, "geometry");
    jh_json_text(w, "type", "Point");
    jh_json_open_array(w, "coordinates");
    jh_json_fixed(w, NULL, p.lon_deg, DECIMALS);
    jh_json_fixed(w, NULL, p.lat_deg, DECIMALS);
    jh_json_close_array(w);
    jh_json_close_object(w);
}

/* One ring of the shapes. */
static const struct jh_point *ring_of(const struct jh_shapes *s, size_t ring, size_t *out_n)
{
    *out_n = s->point_start[ring + 1] - s->point_start[ring];
    return s->point + s->point_start[ring];
}

static bool ring_holds(const struct jh_shapes *s, size_t ring, struct jh_point p)
{
    size_t n;
    const struct jh_point *at = ring_of(s, ring, &n);
    bool inside = false;
    for (size_t i = 0; i + 1 < n; i++)
        if ((at[i].lat_deg > p.lat_deg) != (at[i + 1].lat_deg > p.lat_deg) &&
            p.lon_deg < at[i].lon_deg + (p.lat_deg - at[i].lat_deg) /
                                            (at[i + 1].lat_deg - at[i].lat_deg) *
                                            (at[i + 1].lon_deg - at[i].lon_deg))
            inside = !inside;
    return inside;
}

/* Twice the signed area; positive: counter-clockwise, as RFC 7946 wants outer rings. */
static double signed_area(const struct jh_point *at, size_t n)
{
    struct jh_sum area = {0};
    for (size_t i = 0; i + 1 < n; i++)
        jh_sum_add(&area, at[i].lon_deg * at[i + 1].lat_deg - at[i + 1].lon_deg * at[i].lat_deg);
    return jh_sum_value(&area);
}

static void write_ring(
    struct jh_json_writer *w, const struct jh_shapes *s, size_t ring, bool is_hole)
{
    size_t n;
    const struct jh_point *at = ring_of(s, ring, &n);
    bool reverse = (signed_area(at, n) > 0) == is_hole;
    jh_json_open_array(w, NULL);
    for (size_t i = 0; i < n; i++)
        write_point(w, at[reverse ? n - 1 - i : i]);
    jh_json_close_array(w);
}

/* Rings are filled by the even-odd rule: a ring inside an odd number of others is a hole of the
 * smallest of them. depth and parent are scratch of the shape's rings. */
static void nest_rings(
    const struct jh_shapes *s, size_t first, size_t end, size_t *depth, size_t *parent)
{
    for (size_t r = first; r < end; r++) {
        size_t n;
        depth[r - first] = 0;
        for (size_t o = first; o < end; o++)
            depth[r - first] += o != r && ring_holds(s, o, *ring_of(s, r, &n));
    }
    for (size_t r = first; r < end; r++) {
        size_t n;
        parent[r - first] = end;
        for (size_t o = first; o < end; o++)
            if (o != r && depth[o - first] + 1 == depth[r - first] &&
                ring_holds(s, o, *ring_of(s, r, &n)))
                parent[r - first] = o;
    }
}

static enum jh_status write_shape(
    struct jh_json_writer *w, const struct jh_shapes *s, size_t shape, struct jh_error *err)
{
    size_t first = s->ring_start[shape], end = s->ring_start[shape + 1];
    size_t *depth = jh_i_calloc(2 * (end - first), sizeof *depth);
    if (depth == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t *parent = depth + (end - first);
    nest_rings(s, first, end, depth, parent);
    jh_json_open_object(w, "geometry");
    jh_json_text(w, "type", "MultiPolygon");
    jh_json_open_array(w, "coordinates");
    for (size_t r = first; r < end; r++) {
        if (depth[r - first] % 2 != 0)
            continue;
        jh_json_open_array(w, NULL);
        write_ring(w, s, r, false);
        for (size_t h = first; h < end; h++)
            if (depth[h - first] % 2 != 0 && parent[h - first] == r)
                write_ring(w, s, h, true);
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
    jh_json_close_object(w);
    jh_i_free(depth);
    return JH_OK;
}

enum jh_status jh_i_geojson_area(
    struct jh_json_writer *w, const struct jh_dataset *dataset, size_t area, struct jh_error *err)
{
    const struct jh_shapes *s = &dataset->boundaries;
    if (area < s->n && s->ring_start[area] < s->ring_start[area + 1])
        return write_shape(w, s, area, err);
    jh_i_geojson_point(w, dataset->areas.point[area]);
    return JH_OK;
}
