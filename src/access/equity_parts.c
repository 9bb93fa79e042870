/*
 * What each group adds to inequality, so that a change can be told group by group.
 */
#include "junheng/access.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"

static bool in_group(const int32_t *group, size_t i, size_t g, size_t n_groups)
{
    return g == n_groups ? group[i] == JH_NONE : group[i] == (int32_t)g;
}

enum jh_status jh_equity_parts(size_t n, const double *value, const double *people, size_t n_groups,
    const int32_t *group, struct jh_equity_part *out_part, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_equity all, one;
    double *mine = jh_i_calloc(n, sizeof *mine);
    struct jh_equity_part *part = jh_i_calloc(n_groups + 1, sizeof *part);
    double total = 0;
    if (mine == NULL || part == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, jh_equity(n, value, people, n_groups, group, &all, err));
    for (size_t g = 0; g <= n_groups; g++) {
        for (size_t i = 0; i < n; i++) {
            mine[i] = in_group(group, i, g, n_groups) ? value[i] : JH_NAN;
            part[g].people += isfinite(mine[i]) ? people[i] : 0;
        }
        JH_TRY(st, jh_equity(n, mine, people, 0, NULL, &one, err));
        part[g].mean = one.mean;
        part[g].gini = one.gini;
        part[g].within = one.theil;
        total += part[g].people;
    }
    for (size_t g = 0; g <= n_groups; g++) {
        double share = total > 0 && part[g].people > 0 && all.mean > 0
                           ? part[g].people * part[g].mean / (total * all.mean)
                           : 0;
        part[g].between = all.mean > 0 ? 0 : JH_NAN;
        part[g].within = !(all.mean > 0) ? JH_NAN : share > 0 ? share * part[g].within : 0;
        if (share > 0)
            part[g].between = share * log(part[g].mean / all.mean);
    }
    for (size_t g = 0; g <= n_groups; g++)
        out_part[g] = part[g];
out:
    jh_i_free(mine);
    jh_i_free(part);
    return st;
}
