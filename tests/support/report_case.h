/*
 * A finished plan over a small fictional province, made without solving anything: for tests of what
 * reads plans.
 */
#ifndef JH_REPORT_CASE_H
#define JH_REPORT_CASE_H

#include "base/arena.h"
#include "junheng/plan.h"

#define REPORT_CASE_COLS        12
#define REPORT_CASE_ROWS        8
#define REPORT_CASE_AREAS       (REPORT_CASE_COLS * REPORT_CASE_ROWS)
#define REPORT_CASE_ZONES       6
#define REPORT_CASE_INSIDE      30
#define REPORT_CASE_HOSPITALS   34
#define REPORT_CASE_SPECIALTIES 8

struct report_case {
    struct jh_arena arena;
    struct jh_dataset d;
    struct jh_plan plan;
};

/** outside: stays outside are collected. Aborts out of memory. */
void report_case_init(struct report_case *c, bool outside);
void report_case_release(struct report_case *c);

#endif
