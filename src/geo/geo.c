#include "junheng/geo.h"

#include <math.h>

#include "base/alloc.h"
#include "geo/vector.h"

/* Haversine: exact for near points, where the cosine formula loses all digits. */
double jh_geo_distance_m(struct jh_point a, struct jh_point b)
{
    double lat_a = a.lat_deg * (JH_PI / 180), lat_b = b.lat_deg * (JH_PI / 180);
    double s = sin((lat_b - lat_a) / 2), t = sin((b.lon_deg - a.lon_deg) * (JH_PI / 360));
    double h = s * s + cos(lat_a) * cos(lat_b) * t * t;
    return 2 * JH_EARTH_RADIUS_M * asin(h < 1 ? sqrt(h) : 1);
}

void jh_shapes_release(struct jh_shapes *shapes)
{
    if (shapes == NULL)
        return;
    jh_i_free(shapes->ring_start);
    jh_i_free(shapes->point_start);
    jh_i_free(shapes->point);
    *shapes = (struct jh_shapes){0};
}

void jh_graph_release(struct jh_graph *graph)
{
    if (graph == NULL)
        return;
    jh_i_free(graph->start);
    jh_i_free(graph->to);
    jh_i_free(graph->border_m);
    *graph = (struct jh_graph){0};
}
