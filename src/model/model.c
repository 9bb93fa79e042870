#include "junheng/model.h"

#include <string.h>

const double *jh_attribute_number(const struct jh_attributes *attributes, const char *name)
{
    for (size_t i = 0; i < attributes->n; i++)
        if (strcmp(attributes->item[i].name, name) == 0)
            return attributes->item[i].number;
    return NULL;
}

int64_t jh_capability_find(const struct jh_capabilities *c, int32_t hospital, int32_t specialty)
{
    if (c->start == NULL || hospital < 0)
        return JH_NONE;
    size_t low = c->start[hospital], high = c->start[hospital + 1], end = high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->specialty[mid] < specialty)
            low = mid + 1;
        else
            high = mid;
    }
    return low < end && c->specialty[low] == specialty ? (int64_t)low : JH_NONE;
}

static const char *const measure_names[JH_N_MEASURES] = {
    "cases", "persons", "days", "cost", "weight", "deaths", "op3", "op4"};

const char *jh_measure_name(enum jh_measure measure)
{
    return (unsigned)measure < JH_N_MEASURES ? measure_names[measure] : "";
}
