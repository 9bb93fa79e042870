#include <stdlib.h>

#include "base/fail.h"
#include "base/num.h"
#include "zone/leiden.h"
#include "zone/number.h"

/* Two touching groups and what modularity gains (loses, if negative) by their merger. */
struct pair {
    double gain, people; /* people of the group that has to go; JH_INF: none has to */
    int32_t a, b;
};

/* Those that have to go first, the smallest before; then by gain. */
static int pair_cmp(const void *p, const void *q)
{
    const struct pair *x = p, *y = q;
    if (x->people != y->people)
        return x->people < y->people ? -1 : 1;
    if (x->gain != y->gain)
        return x->gain > y->gain ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static bool must_go(const struct jh_zone_net *net, const struct jh_zone_merging *merging, int32_t a)
{
    return net->population[a] < merging->min_population ||
           net->within[a] < merging->min_localization * net->residents[a] ||
           (merging->need_hospital && !(net->within[a] > 0));
}

static size_t list_pairs(const struct jh_zone_net *net, const struct jh_zone_merging *merging,
    double *linked, struct pair *out)
{
    double penalty = net->cases > 0 ? merging->resolution / (2 * net->cases) : 0;
    size_t n = 0;
    for (size_t a = 0; a < net->n; a++) {
        for (size_t e = net->flow_start[a]; e < net->flow_start[a + 1]; e++)
            linked[net->flow_to[e]] = net->flow[e];
        bool goes = must_go(net, merging, (int32_t)a);
        for (size_t e = net->map_start[a]; e < net->map_start[a + 1]; e++) {
            int32_t b = net->map_to[e];
            if (net->fixed[a] != JH_NONE && net->fixed[b] != JH_NONE)
                continue;
            double gain = linked[b] - penalty * net->degree[a] * net->degree[b];
            if (goes || (b > (int32_t)a && !must_go(net, merging, b)))
                out[n++] = (struct pair){gain, goes ? net->population[a] : JH_INF, (int32_t)a, b};
        }
        for (size_t e = net->flow_start[a]; e < net->flow_start[a + 1]; e++)
            linked[net->flow_to[e]] = 0;
    }
    qsort(out, n, sizeof *out, pair_cmp);
    return n;
}

/* Merge disjoint pairs from the best on, few at a time, as each changes what is best next.
 * group_of: [net->n], out. Returns how many were merged. */
static size_t merge_pairs(const struct jh_zone_net *net, const struct pair *pair, size_t n_pairs,
    size_t n_wanted, uint8_t *taken, int32_t *group_of)
{
    size_t n_left = net->n, merged = 0, n_least = n_wanted > 0 ? n_wanted : 1;
    size_t few = n_wanted > 0 && n_left > n_wanted ? 1 + (n_left - n_wanted) / 8 : 1;
    for (size_t i = 0; i < net->n; i++)
        group_of[i] = (int32_t)i;
    for (size_t k = 0; k < n_pairs && n_left > n_least; k++) {
        const struct pair *p = &pair[k];
        bool wanted = p->people < JH_INF || (n_wanted > 0 && n_left > n_wanted && merged < few);
        if (!wanted || taken[p->a] || taken[p->b])
            continue;
        taken[p->a] = taken[p->b] = 1;
        group_of[p->b] = p->a;
        merged++;
        n_left--;
    }
    return merged;
}

/* One round on the zones as they are; to: [zones->n], out, renumbered. */
static enum jh_status merge_round(struct jh_arena *scratch, const struct jh_zone_net *zones,
    const struct jh_zone_merging *merging, int32_t *to, size_t *n_left, struct jh_error *err)
{
    double *linked = jh_arena_new(scratch, zones->n, double);
    int32_t *renumber = jh_arena_new(scratch, zones->n, int32_t);
    uint8_t *taken = jh_arena_new(scratch, zones->n, uint8_t);
    struct pair *pair = jh_arena_new(scratch, zones->map_start[zones->n], struct pair);
    if (linked == NULL || renumber == NULL || taken == NULL || pair == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    size_t n_pairs = list_pairs(zones, merging, linked, pair);
    merge_pairs(zones, pair, n_pairs, merging->n_wanted, taken, to);
    *n_left = jh_i_zone_renumber(zones->n, to, renumber);
    return JH_OK;
}

enum jh_status jh_i_zone_merge_groups(struct jh_arena *scratch, const struct jh_zone_net *net,
    const struct jh_zone_merging *merging, size_t *n_groups, int32_t *group_of,
    struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena_mark start = jh_arena_save(scratch);
    struct jh_zone_net zones;
    size_t n_left = 0;
    int32_t *to = jh_arena_new(scratch, *n_groups, int32_t);
    int32_t *renumber = jh_arena_new(scratch, *n_groups, int32_t);
    if (renumber == NULL || to == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    JH_TRY(st, jh_i_zone_net_merge(scratch, net, *n_groups, group_of, &zones, err));
    for (;; *n_groups = n_left) {
        JH_TRY(st, merge_round(scratch, &zones, merging, to, &n_left, err));
        if (n_left == zones.n)
            break;
        for (size_t i = 0; i < net->n; i++)
            group_of[i] = to[group_of[i]];
        struct jh_zone_net before = zones;
        JH_TRY(st, jh_i_zone_net_merge(scratch, &before, n_left, to, &zones, err));
    }
    *n_groups = jh_i_zone_renumber(net->n, group_of, renumber);
out:
    jh_arena_rewind(scratch, start);
    return st;
}
