/* Indicators that follow from others, and the one that needs a life table. */
#include <math.h>

#include "base/num.h"
#include "junheng/monitor.h"

static bool missing(const struct jh_value_block *b, size_t u)
{
    return (b->flags[u] & JH_VALUE_MISSING) != 0 || isnan(b->numerator[u]) ||
           !(b->denominator[u] > 0);
}

void jh_monitor_all_of(
    size_t n_units, size_t n_inputs, const struct jh_value_block *input, struct jh_value_block *out)
{
    for (size_t u = 0; u < n_units; u++) {
        bool known = true, all = true;
        out->flags[u] = 0;
        for (size_t k = 0; k < n_inputs; k++) {
            known = known && !missing(&input[k], u);
            all = all && !missing(&input[k], u) && input[k].numerator[u] >= input[k].denominator[u];
            out->flags[u] |=
                (uint8_t)(input[k].flags[u] & (JH_VALUE_PROVISIONAL | JH_VALUE_ENTERED));
        }
        out->numerator[u] = known ? (all ? 1 : 0) : JH_NAN;
        out->denominator[u] = known ? 1 : JH_NAN;
        if (!known)
            out->flags[u] |= JH_VALUE_MISSING;
    }
}

void jh_monitor_share_of(size_t n_areas, const struct jh_value_block *input,
    const int32_t *region_of, size_t n_regions, struct jh_value_block *out)
{
    for (size_t g = 0; g < n_regions; g++) {
        out->numerator[g] = out->denominator[g] = 0;
        out->flags[g] = 0;
    }
    for (size_t a = 0; a < n_areas; a++) {
        const int32_t g = region_of[a];
        if (g == JH_NONE)
            continue;
        if (missing(input, a)) {
            out->flags[g] |= JH_VALUE_INCOMPLETE;
            continue;
        }
        out->denominator[g] += 1;
        out->numerator[g] += input->numerator[a] >= input->denominator[a] ? 1 : 0;
        out->flags[g] |= (uint8_t)(input->flags[a] & (JH_VALUE_PROVISIONAL | JH_VALUE_ENTERED));
    }
    for (size_t g = 0; g < n_regions; g++)
        if (out->denominator[g] == 0) {
            out->numerator[g] = out->denominator[g] = JH_NAN;
            out->flags[g] |= JH_VALUE_MISSING;
        }
}

double jh_monitor_premature(const double deaths[8], const double population[8])
{
    double survive = 1;
    for (int band = 0; band < 8; band++) {
        if (!(population[band] > 0) || !(deaths[band] >= 0))
            return JH_NAN;
        const double m = deaths[band] / population[band];
        survive *= 1 - 5 * m / (1 + 2.5 * m);
    }
    return 1 - survive;
}
