#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/fail.h"
#include "io/dataset/write_tables.h"
#include "io/json.h"

enum { PROBES = 7 };

/* Even-odd: a ray to the east. */
static bool ring_contains(const struct jh_shapes *s, size_t ring, struct jh_point p)
{
    bool inside = false;
    for (size_t k = s->point_start[ring] + 1; k < s->point_start[ring + 1]; k++) {
        struct jh_point a = s->point[k - 1], b = s->point[k];
        if ((a.lat_deg > p.lat_deg) != (b.lat_deg > p.lat_deg) &&
            p.lon_deg < a.lon_deg + (p.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg) *
                                        (b.lon_deg - a.lon_deg))
            inside = !inside;
    }
    return inside;
}

/* Rings may touch in corners, so a few corners decide together. */
static bool lies_in(const struct jh_shapes *s, size_t ring, size_t other)
{
    size_t first = s->point_start[ring], n = s->point_start[ring + 1] - first;
    size_t step = n / PROBES + 1, n_in = 0, n_all = 0;
    for (size_t k = 0; k < n; k += step, n_all++)
        n_in += ring_contains(s, other, s->point[first + k]);
    return n_in * 2 > n_all;
}

/* The ring of which each ring is a hole, itself where it is none. [rings of the shape] */
static void find_outer(const struct jh_shapes *s, size_t shape, size_t *outer)
{
    size_t first = s->ring_start[shape], end = s->ring_start[shape + 1];
    for (size_t ring = first; ring < end; ring++) {
        size_t depth = 0, around = ring, n_around = 0;
        for (size_t other = first; other < end; other++) {
            size_t n = s->point_start[other + 1] - s->point_start[other];
            if (other == ring || !lies_in(s, ring, other))
                continue;
            depth++;
            if (around == ring || n < n_around) { /* nested deeper: fewer corners, as a rule */
                around = other;
                n_around = n;
            }
        }
        outer[ring - first] = depth % 2 == 1 ? around : ring;
    }
    for (size_t ring = first; ring < end; ring++)
        if (outer[outer[ring - first] - first] != outer[ring - first])
            outer[ring - first] = ring; /* never a hole of a hole */
}

static void write_ring(struct jh_json_writer *w, const struct jh_shapes *s, size_t ring)
{
    jh_json_open_array(w, NULL);
    for (size_t k = s->point_start[ring]; k < s->point_start[ring + 1]; k++) {
        jh_json_open_array(w, NULL);
        jh_json_num(w, NULL, s->point[k].lon_deg);
        jh_json_num(w, NULL, s->point[k].lat_deg);
        jh_json_close_array(w);
    }
    jh_json_close_array(w);
}

static void write_feature(
    struct jh_buf *buf, const struct jh_dataset *d, size_t area, const size_t *outer)
{
    const struct jh_shapes *s = &d->boundaries;
    struct jh_json_writer w;
    size_t first = s->ring_start[area], end = s->ring_start[area + 1];
    jh_json_begin(&w, buf, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "type", "Feature");
    jh_json_open_object(&w, "properties");
    jh_json_text(&w, "area_id", d->areas.id[area]);
    jh_json_close_object(&w);
    jh_json_open_object(&w, "geometry");
    jh_json_text(&w, "type", "MultiPolygon");
    jh_json_open_array(&w, "coordinates");
    for (size_t ring = first; ring < end; ring++) {
        if (outer[ring - first] != ring)
            continue;
        jh_json_open_array(&w, NULL);
        write_ring(&w, s, ring);
        for (size_t hole = first; hole < end; hole++)
            if (hole != ring && outer[hole - first] == ring)
                write_ring(&w, s, hole);
        jh_json_close_array(&w);
    }
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    jh_json_close_object(&w);
}

enum jh_status jh_i_write_boundaries(
    const struct jh_dataset *dataset, FILE *stream, struct jh_error *err)
{
    const struct jh_shapes *s = &dataset->boundaries;
    enum jh_status st = JH_OK;
    struct jh_buf buf;
    struct jh_json_writer w;
    size_t n_rings = 0;
    const char *before = "";
    jh_buf_init(&buf, (size_t)1 << 30);
    for (size_t i = 0; i < s->n; i++)
        if (s->ring_start[i + 1] - s->ring_start[i] > n_rings)
            n_rings = s->ring_start[i + 1] - s->ring_start[i];
    size_t *outer = jh_i_calloc(n_rings, sizeof *outer);
    if (outer == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    fputs("{\"type\":\"FeatureCollection\",", stream);
    if (dataset->boundaries_source[0] != '\0') {
        jh_json_begin(&w, &buf, false);
        jh_json_text(&w, NULL, dataset->boundaries_source);
        JH_TRY(st, jh_buf_status(&buf, err));
        fprintf(stream, "\"source\":%s,", buf.data);
    }
    fputs("\"features\":[", stream);
    for (size_t i = 0; i < s->n; i++) {
        if (s->ring_start[i] == s->ring_start[i + 1])
            continue;
        find_outer(s, i, outer);
        jh_buf_reset(&buf);
        write_feature(&buf, dataset, i, outer);
        JH_TRY(st, jh_buf_status(&buf, err));
        fprintf(stream, "%s\n", before);
        fwrite(buf.data, 1, buf.len, stream);
        before = ",";
    }
    fputs("\n]}\n", stream);
out:
    jh_i_free(outer);
    jh_buf_release(&buf);
    return st;
}
