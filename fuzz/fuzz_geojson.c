/* Any bytes: what the scanner hands out lies inside the text, rings are closed and on Earth. */
#include <math.h>

#include "fuzz.h"
#include "io/dataset/geojson.h"
#include "io/json.h"

static void check_rings(const struct jh_rings *rings)
{
    for (size_t i = 0; i < rings->n; i++) {
        size_t first = rings->first[i];
        size_t end = i + 1 < rings->n ? rings->first[i + 1] : rings->n_points;
        MUST(end >= first + 4);
        MUST(rings->point[first].lon_deg == rings->point[end - 1].lon_deg);
        MUST(rings->point[first].lat_deg == rings->point[end - 1].lat_deg);
        for (size_t k = first; k < end; k++)
            MUST(fabs(rings->point[k].lon_deg) <= 180 && fabs(rings->point[k].lat_deg) <= 90);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct jh_geojson_scan scan;
    struct jh_geojson_item item;
    struct jh_rings rings = {0};
    bool more = true;
    jh_i_geojson_init(&scan, text, size);
    while (jh_i_geojson_next(&scan, &more, &item, NULL) == JH_OK && more) {
        struct jh_json *feature = NULL;
        struct jh_json_limits limits = {.max_bytes = item.len, .max_depth = 12};
        MUST(item.text >= text && item.text + item.len <= text + size);
        if (jh_json_parse(item.text, item.len, limits, &feature, NULL) != JH_OK)
            continue;
        size_t n = rings.n, n_points = rings.n_points;
        if (jh_i_rings_add(&rings, jh_json_get(feature, "geometry")) != JH_GEOMETRY_FINE)
            MUST(rings.n == n && rings.n_points == n_points);
        jh_json_free(feature);
    }
    MUST(scan.at >= text && scan.at <= text + size);
    check_rings(&rings);
    jh_i_rings_release(&rings);
    return 0;
}
