#include "sheet/fields.h"

#include <string.h>

const struct jh_sheet_field_info jh_i_sheet_fields[JH_N_FLDS] = {
#define JH_X(name, id, dim, sums) {id, JH_DIM_##dim, sums},
    JH_SHEET_FIELD_MAP(JH_X)
#undef JH_X
};

enum jh_sheet_field jh_i_sheet_field_find(const char *id)
{
    for (int f = 1; f < JH_N_FLDS; f++)
        if (strcmp(jh_i_sheet_fields[f].id, id) == 0)
            return (enum jh_sheet_field)f;
    return JH_FLD_NONE;
}

static const char *const kinds[JH_N_SHEET_KINDS] = {
    "unknown", "areas", "hospitals", "capabilities", "flows", "travel", "zones", "places"};

const char *jh_i_sheet_kind_name(enum jh_sheet_kind kind)
{
    return kinds[kind];
}

enum jh_sheet_kind jh_i_sheet_kind_find(const char *name)
{
    for (int k = 1; k < JH_N_SHEET_KINDS; k++)
        if (strcmp(kinds[k], name) == 0)
            return (enum jh_sheet_kind)k;
    return JH_SHEET_UNKNOWN;
}
