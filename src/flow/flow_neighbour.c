/*
 * Neighbouring care (毗邻就医): stays outside the unit but close to home.
 */
#include <string.h>

#include "base/fail.h"
#include "base/run.h"
#include "junheng/flow.h"

static void mark_area(const struct jh_dataset *d, const struct jh_flow_table *t, size_t area,
    int32_t home, const int32_t *unit_of_hospital, const struct jh_travel_options *travel,
    double reach_min, uint8_t *out)
{
    int32_t last = JH_NONE;
    uint8_t near = 0;
    for (size_t k = t->start[area]; k < t->start[area + 1]; k++) {
        int32_t h = t->hospital[k];
        if (h != last)
            near = unit_of_hospital[h] != home &&
                   jh_travel_minutes(d, travel, (int32_t)area, h) <= reach_min;
        last = h;
        out[k] = near;
    }
}

enum jh_status jh_flow_neighbour_mask(const struct jh_dataset *dataset,
    const struct jh_flow_table *table, const int32_t *unit_of_area, const int32_t *unit_of_hospital,
    const struct jh_travel_options *travel, double border_reach_min, uint8_t *out_neighbour,
    struct jh_error *err)
{
    if (!(border_reach_min >= 0))
        return jh_fail(
            err, JH_E_DOMAIN, "border reach must be 0 minutes or more, got %g", border_reach_min);
    struct jh_travel_options options = travel != NULL ? *travel : jh_travel_options_default();
    size_t n_inside = dataset->areas.n_inside;
    memset(out_neighbour, 0, table->n);
#pragma omp parallel for schedule(dynamic, 16) num_threads(jh_run_threads(NULL))
    for (size_t a = 0; a < n_inside; a++)
        if (unit_of_area[a] != JH_NONE)
            mark_area(dataset, table, a, unit_of_area[a], unit_of_hospital, &options,
                border_reach_min, out_neighbour);
    return JH_OK;
}
