#include "records/division.h"

const struct jh_division *jh_i_division_find(uint32_t code)
{
    size_t low = 0, high = jh_i_n_divisions;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (jh_i_divisions[mid].code < code)
            low = mid + 1;
        else
            high = mid;
    }
    return low < jh_i_n_divisions && jh_i_divisions[low].code == code ? &jh_i_divisions[low] : NULL;
}
