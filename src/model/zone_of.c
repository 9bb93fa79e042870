#include "model/zone_of.h"

void jh_i_zone_of_hospitals(
    const struct jh_dataset *dataset, const int32_t *zone_of_area, int32_t *out_zone)
{
    const struct jh_hospitals *h = &dataset->hospitals;
    for (size_t i = 0; i < h->n; i++) {
        bool placed =
            i < h->n_inside && h->area[i] >= 0 && (size_t)h->area[i] < dataset->areas.n_inside;
        out_zone[i] = placed ? zone_of_area[h->area[i]] : JH_NONE;
    }
}
