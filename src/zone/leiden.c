/*
 * Traag, Waltman and van Eck (2019), Sci Rep 9:5233, doi:10.1038/s41598-019-41695-z: the climb from
 * units to the whole, and its rounds.
 */
#include "zone/leiden.h"

#include "base/fail.h"
#include "base/num.h"
#include "zone/level.h"

size_t jh_i_zone_renumber(size_t n, int32_t *group_of, int32_t *scratch)
{
    int32_t next = 0, top = -1;
    for (size_t i = 0; i < n; i++)
        top = group_of[i] > top ? group_of[i] : top;
    for (int32_t g = 0; g <= top; g++)
        scratch[g] = -1;
    for (size_t i = 0; i < n; i++) {
        if (scratch[group_of[i]] < 0)
            scratch[group_of[i]] = next++;
        group_of[i] = scratch[group_of[i]];
    }
    return (size_t)next;
}

enum jh_status jh_i_zone_level_parts(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct jh_rng *rng, int32_t *renumber, int32_t *group_of,
    size_t *n_parts, int32_t *part_of, struct jh_error *err)
{
    struct jh_zone_level level;
    struct jh_zone_groups groups;
    if (!jh_i_zone_level_init(arena, net, moves, &level) ||
        !jh_i_zone_groups_init(arena, net, group_of, &groups))
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_i_zone_move_units(&level, &groups, rng);
    enum jh_status st = jh_i_zone_refine(arena, &level, &groups, rng, part_of, err);
    if (st == JH_OK)
        *n_parts = jh_i_zone_renumber(net->n, part_of, renumber);
    return st;
}

/* Units move, groups are refined, their parts become the units of the next level. */
static enum jh_status climb(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct jh_rng *rng, int32_t *renumber, int32_t *group_of,
    struct jh_error *err)
{
    struct jh_zone_net coarse;
    size_t n_parts = 0, n_groups;
    int32_t *part = jh_arena_new(arena, net->n, int32_t);
    if (part == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st =
        jh_i_zone_level_parts(arena, net, moves, rng, renumber, group_of, &n_parts, part, err);
    if (st != JH_OK)
        return st;
    if (n_parts == net->n)
        return JH_OK;
    int32_t *of = jh_arena_new(arena, n_parts, int32_t);
    if (of == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < net->n; i++)
        of[part[i]] = group_of[i];
    n_groups = jh_i_zone_renumber(n_parts, of, renumber);
    st = jh_i_zone_net_merge(arena, net, n_parts, part, &coarse, err);
    if (st == JH_OK)
        st = jh_i_zone_leiden(arena, &coarse, moves, moves->inner_rounds, rng, &n_groups, of, err);
    for (size_t i = 0; st == JH_OK && i < net->n; i++)
        group_of[i] = of[part[i]];
    return st;
}

enum jh_status jh_i_zone_leiden(struct jh_arena *scratch, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, int max_rounds, struct jh_rng *rng, size_t *n_groups,
    int32_t *group_of, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_arena_mark start = jh_arena_save(scratch);
    int32_t *renumber = jh_arena_new(scratch, net->n, int32_t);
    double *sums = jh_arena_new(scratch, net->n, double), before = -JH_INF, after = 0;
    if (renumber == NULL || sums == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (int round = 0; round < max_rounds; round++, before = after) {
        struct jh_arena_mark mark = jh_arena_save(scratch);
        JH_TRY(st, climb(scratch, net, moves, rng, renumber, group_of, err));
        jh_arena_rewind(scratch, mark);
        *n_groups = jh_i_zone_renumber(net->n, group_of, renumber);
        after = jh_i_zone_net_modularity(net, *n_groups, group_of, moves->resolution, sums);
        if (!(after > before + 1e-9))
            break;
    }
out:
    jh_arena_rewind(scratch, start);
    return st;
}
