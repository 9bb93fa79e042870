#include "flow/flow_units.h"

#include "junheng/model.h"

#include "base/fail.h"

enum jh_status jh_i_flow_check_units(
    const char *name, size_t n, const int32_t *unit, size_t n_units, struct jh_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (unit[i] != JH_NONE && (unit[i] < 0 || (size_t)unit[i] >= n_units)) {
            jh_fail(err, JH_E_ARG, "group number %d is outside 0 to %zu", unit[i], n_units);
            jh_where(err, "%s[%zu]", name, i);
            return JH_E_ARG;
        }
    return JH_OK;
}
