/*
 * Administrative divisions of China by their six-digit codes, present and abolished.
 */
#ifndef JH_RECORDS_DIVISION_H
#define JH_RECORDS_DIVISION_H

#include <stddef.h>
#include <stdint.h>

struct jh_division {
    uint32_t code;
    uint32_t successor; /* itself: present; 0: abolished, no single successor known */
    const char *name;   /* its own, without what stands above it */
};
/** Generated (build/gen/divisions.c), by code; a code renamed has a row for each name, the present
 *  one first. */
extern const struct jh_division jh_i_divisions[];
extern const size_t jh_i_n_divisions;

/** The division of that code, or NULL. O(log n). */
const struct jh_division *jh_i_division_find(uint32_t code);

/** Province, city and county of a code: 110000, 110100, 110101. */
static inline uint32_t jh_i_division_province(uint32_t code)
{
    return code / 10000 * 10000;
}
static inline uint32_t jh_i_division_city(uint32_t code)
{
    return code / 100 * 100;
}

#endif
