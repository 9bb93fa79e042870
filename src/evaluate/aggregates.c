/* Aggregates of group-time effects and their influence functions (section 3.1 and theorem 2 of
 * Callaway and Sant'Anna 2021): the weights are estimated too. */
#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "evaluate/staggered.h"

enum jh_status jh_i_aggregates_init(
    struct jh_aggregates *a, size_t n, const struct jh_groups *g, struct jh_error *err)
{
    *a = (struct jh_aggregates){.n = n, .n_units = g->panel->n_units, .n_groups = g->n_groups};
    a->value = jh_i_calloc(n, sizeof *a->value);
    a->influence = jh_i_calloc(n, a->n_units * sizeof *a->influence);
    a->n_cells = jh_i_calloc(n, sizeof *a->n_cells);
    a->mass = jh_i_calloc(n, sizeof *a->mass);
    a->group_mass = jh_i_calloc(n, g->n_groups * sizeof *a->group_mass);
    a->group_value = jh_i_calloc(n, g->n_groups * sizeof *a->group_value);
    if (a->value != NULL && a->influence != NULL && a->n_cells != NULL && a->mass != NULL &&
        a->group_mass != NULL && a->group_value != NULL)
        return JH_OK;
    jh_i_aggregates_release(a);
    return jh_fail(err, JH_E_NOMEM, "out of memory");
}

void jh_i_aggregates_release(struct jh_aggregates *a)
{
    jh_i_free(a->value);
    jh_i_free(a->influence);
    jh_i_free(a->n_cells);
    jh_i_free(a->mass);
    jh_i_free(a->group_mass);
    jh_i_free(a->group_value);
    *a = (struct jh_aggregates){0};
}

void jh_i_aggregates_count(
    struct jh_aggregates *a, const struct jh_groups *g, size_t which, const struct jh_eval_cell *c)
{
    const size_t group = jh_i_groups_of_cell(g, c);
    a->mass[which] += g->share[group];
    a->group_mass[which * a->n_groups + group] += g->share[group];
    a->group_value[which * a->n_groups + group] += c->att;
    a->n_cells[which]++;
}

void jh_i_aggregates_add(struct jh_aggregates *a, const struct jh_groups *g, size_t which,
    const struct jh_eval_cell *c, const double *influence)
{
    const double weight = g->share[jh_i_groups_of_cell(g, c)] / a->mass[which];
    double *mine = a->influence + which * a->n_units;
    a->value[which] += weight * c->att;
    for (size_t i = 0; i < a->n_units; i++)
        mine[i] += weight * influence[i];
}

/* The weights are shares of groups, w_k = p_k / sum p; a unit of group g moves p_g by its weight. The
 * common part, - sum_g p_g (att_g - value) / sum p, is 0 by the definition of the value. */
void jh_i_aggregates_finish(struct jh_aggregates *a, const struct jh_groups *g)
{
    for (size_t k = 0; k < a->n; k++) {
        const double *mass = a->group_mass + k * a->n_groups;
        const double *value = a->group_value + k * a->n_groups;
        if (a->n_cells[k] == 0) {
            a->value[k] = JH_NAN;
            continue;
        }
        for (size_t i = 0; i < a->n_units; i++) {
            const int32_t group = g->group_of[i];
            if (group < 0)
                continue;
            const double cells = mass[group] / g->share[group];
            a->influence[k * a->n_units + i] +=
                g->weight[i] * (value[group] - a->value[k] * cells) / a->mass[k];
        }
    }
}
