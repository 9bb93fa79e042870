/*
 * Random numbers, seeded by the caller, the same on every machine: xoshiro256** seeded by splitmix64.
 * A (seed, stream) pair gives an independent sequence, so parallel loops stay repeatable.
 */
#ifndef JH_BASE_RNG_H
#define JH_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct jh_rng {
    uint64_t s[4];
};

void jh_rng_init(struct jh_rng *rng, uint64_t seed, uint64_t stream);
uint64_t jh_rng_u64(struct jh_rng *rng);
/** Uniform in [0, 1), 53 bits. */
double jh_rng_unit(struct jh_rng *rng);
/** Uniform in 0..n-1 without bias; n > 0. */
uint64_t jh_rng_below(struct jh_rng *rng, uint64_t n);
/** Standard normal; Gumbel(0,1); Poisson(mean >= 0); Gamma(shape > 0, scale 1). */
double jh_rng_normal(struct jh_rng *rng);
double jh_rng_gumbel(struct jh_rng *rng);
int64_t jh_rng_poisson(struct jh_rng *rng, double mean);
double jh_rng_gamma(struct jh_rng *rng, double shape);
/** Binomial(n, p): number of successes. */
int64_t jh_rng_binomial(struct jh_rng *rng, int64_t n, double p);
/** Fisher-Yates. */
void jh_rng_shuffle(struct jh_rng *rng, int32_t *items, size_t n);

#endif
