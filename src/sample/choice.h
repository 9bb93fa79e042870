/*
 * The choice model that the flows are drawn from: shares of the alternatives of one area.
 */
#ifndef JH_SAMPLE_CHOICE_H
#define JH_SAMPLE_CHOICE_H

#include "sample/build.h"

/** An alternative: a hospital in a specialty, with its share of the area's cases. */
struct jh_i_alternative {
    int32_t hospital, specialty;
    float minutes;
    bool beyond_prefecture, beyond_province;
    double share[2]; /* of cases that are not hard, of hard ones; each adds up to 1 by specialty */
};
/** Alternatives of an area, sorted by (hospital, specialty). */
struct jh_i_choice {
    size_t n, cap;
    struct jh_i_alternative *item;
    double *sum; /* [2 * specialties.n], scratch */
};

/**
 * Alternatives and shares of one area with a place. Choice set: hospitals offering the specialty
 * in the area itself, the city's hospitals in the own prefecture, any within reach_min, and those
 * that reach far (in the own province, or outside).
 */
enum jh_status jh_i_choice_make(const struct jh_i_sample *sample, size_t area,
    struct jh_i_choice *choice, struct jh_error *err) JH_CHECKED;
void jh_i_choice_release(struct jh_i_choice *choice);

/** What an aggregate destination offers in every specialty. */
#define JH_I_AGGREGATE_BEDS    220.0
#define JH_I_AGGREGATE_QUALITY 0.78

#endif
