/*
 * A wanted number of zones: the resolution searched, best pairs merged, a minimum of people met.
 */
#ifndef JH_ZONE_NUMBER_H
#define JH_ZONE_NUMBER_H

#include "zone/net.h"

/**
 * Zones of a net whose map has at most options->n_zones parts. Every zone is connected on the map.
 *
 * @param out_group_of [net->n], numbered by first unit.
 * @return JH_E_INFEASIBLE where the number or a minimum is not met.
 */
enum jh_status jh_i_zone_number(const struct jh_zone_net *net,
    const struct jh_zone_options *options, const struct jh_run *run, int32_t *out_group_of,
    size_t *out_n_groups, struct jh_error *err) JH_CHECKED;

/**
 * Merge touching groups: first those with too few people, too few cases at home or (where hospitals
 * are needed) none, each with the neighbour it costs least; then, where n_wanted > 0, the best
 * pairs until no more are left. Never below n_wanted, never two fixed parts.
 */
struct jh_zone_merging {
    double resolution, min_population, min_localization;
    bool need_hospital;
    size_t n_wanted;
};
enum jh_status jh_i_zone_merge_groups(struct jh_arena *scratch, const struct jh_zone_net *net,
    const struct jh_zone_merging *merging, size_t *n_groups, int32_t *group_of,
    struct jh_error *err) JH_CHECKED;

#endif
