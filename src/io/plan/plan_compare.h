/*
 * What differs between two stored plans.
 */
#ifndef JH_IO_PLAN_COMPARE_H
#define JH_IO_PLAN_COMPARE_H

#include <stddef.h>

#include "base/arena.h"
#include "junheng/status.h"

enum jh_i_plan_part { JH_I_PART_FIGURE, JH_I_PART_SCENARIO, JH_I_PART_CENTRE };
/** One row; texts NULL: the numbers count, NaN: not known, or not there. */
struct jh_i_plan_difference {
    enum jh_i_plan_part part;
    const char *name; /* a figure's message key, a scenario key, "HOSPITAL SPECIALTY" */
    const char *text[2];
    double number[2];
};

/**
 * Figures of both, whether they differ or not; scenario keys with other values; centre specialties
 * that only one of them holds.
 *
 * @param body Two texts of plan.json.
 * @param out  In the arena.
 */
enum jh_status jh_i_plan_bodies_compare(const char *const body[2], struct jh_arena *arena,
    struct jh_i_plan_difference **out, size_t *out_n, struct jh_error *err) JH_CHECKED;

#endif
