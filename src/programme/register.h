/*
 * The register from within.
 */
#ifndef JH_PROGRAMME_REGISTER_H
#define JH_PROGRAMME_REGISTER_H

#include "junheng/programme.h"

#include "base/arena.h"
#include "base/strmap.h"

/** A move as it was made, for histories and years. */
struct jh_made_move {
    const char *project, *machine, *move, *date;
    int32_t to; /* state after it */
    struct jh_last_move last;
};
struct jh_register {
    size_t n_machines;
    const struct jh_machine *machine;
    const struct jh_machine *target; /* of targets; NULL: any change */
    struct jh_arena arena;           /* texts, values, keys */
    struct jh_strmap index;          /* "kind\1subject\1item" -> entity */
    size_t n, cap;
    struct jh_entity *entity;
    struct jh_position *position; /* [cap * n_machines], of projects */
    size_t n_moves, cap_moves;
    struct jh_made_move *move;
};

/** Entities of a kind and subject (NULL: any); false at the end. Begin with 0. */
bool jh_i_register_next(const struct jh_register *reg, enum jh_fact_kind kind, const char *subject,
    size_t *inout_i, const struct jh_entity **out);

#endif
