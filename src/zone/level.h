/*
 * One level of a climb of Leiden: what moving units and refining groups work on.
 */
#ifndef JH_ZONE_LEVEL_H
#define JH_ZONE_LEVEL_H

#include "base/rng.h"
#include "zone/leiden.h"

/* Working arrays of one level; gain = linked cases - penalty * degree * degree. */
struct jh_zone_level {
    const struct jh_zone_net *net;
    const struct jh_zone_moves *moves;
    double penalty, least;
    double *linked;     /* [n], cases linked to each group; zero between uses */
    int32_t *touched;   /* [n], groups that a unit may join */
    double *gain;       /* [n], of those */
    uint8_t *candidate; /* [n], by group; zero between uses */
    int32_t *queue, *mark;
    uint8_t *queued;
    int32_t stamp;
};

struct jh_zone_groups {
    int32_t *of;                 /* [n] */
    double *degree, *population; /* [n] by group */
    double *within, *residents;  /* [n] by group */
    int32_t *size;               /* [n] by group */
    int32_t *fixed;              /* [n] by group: fixed part in it, or JH_NONE */
    int32_t *empty;              /* stack of unused group numbers */
    size_t n_empty;
};

bool jh_i_zone_level_init(struct jh_arena *arena, const struct jh_zone_net *net,
    const struct jh_zone_moves *moves, struct jh_zone_level *l);
/** Sums of the groups that `of` gives. */
bool jh_i_zone_groups_init(
    struct jh_arena *arena, const struct jh_zone_net *net, int32_t *of, struct jh_zone_groups *g);

/** Fast local moving: a queue of units whose surroundings have changed. */
void jh_i_zone_move_units(struct jh_zone_level *l, struct jh_zone_groups *g, struct jh_rng *rng);

/** Parts within groups, grown from single units; each is connected. out_part_of [n]. */
enum jh_status jh_i_zone_refine(struct jh_arena *arena, struct jh_zone_level *l,
    const struct jh_zone_groups *g, struct jh_rng *rng, int32_t *out_part_of,
    struct jh_error *err) JH_CHECKED;

#endif
