/*
 * A territory small enough to plan by hand: three zones of two areas, a hospital in each area, one
 * destination elsewhere, two specialties.
 *
 * Minutes are listed: 10 to the own area's hospital, 30 within the zone, 60 beyond, none to h6.
 * Specialty s0: demand 100, 300 | 200, 100 | 60, 50; s1: 10 in each area, all at home.
 */
#ifndef JH_PLAN_CASE_H
#define JH_PLAN_CASE_H

#include "junheng/plan.h"

enum { PLAN_CASE_AREAS = 6, PLAN_CASE_HOSPITALS = 7 };

/** Ready to plan; change it before (then call jh_i_dataset_finish() again). Aborts on failure. */
struct jh_dataset *plan_case(void);
/** Default scenario with one planned specialty a zone and listed travel times only. */
struct jh_scenario plan_case_scenario(void);

#endif
