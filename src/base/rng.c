#include "base/rng.h"

#include <math.h>

#include "base/num.h"

/* splitmix64, Steele, Lea, Flood (2014), doi:10.1145/2660193.2660195. */
static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

void jh_rng_init(struct jh_rng *rng, uint64_t seed, uint64_t stream)
{
    uint64_t x = seed;
    uint64_t mixed = splitmix(&x) ^ (stream * 0xda942042e4dd58b5ULL + 0x2545f4914f6cdd1dULL);
    for (int i = 0; i < 4; i++)
        rng->s[i] = splitmix(&mixed);
}

static uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256**, Blackman and Vigna (2021), doi:10.1145/3460772. */
uint64_t jh_rng_u64(struct jh_rng *rng)
{
    uint64_t *s = rng->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

double jh_rng_unit(struct jh_rng *rng)
{
    return (double)(jh_rng_u64(rng) >> 11) * 0x1.0p-53;
}

uint64_t jh_rng_below(struct jh_rng *rng, uint64_t n)
{
    uint64_t reject = -n % n, x;
    do
        x = jh_rng_u64(rng);
    while (x < reject);
    return x % n;
}

double jh_rng_normal(struct jh_rng *rng)
{
    double u = 1.0 - jh_rng_unit(rng), v = jh_rng_unit(rng);
    return sqrt(-2.0 * log(u)) * cos(2.0 * JH_PI * v);
}

double jh_rng_gumbel(struct jh_rng *rng)
{
    return -log(-log(1.0 - (jh_rng_unit(rng) + 0x1.0p-54)));
}

/* Marsaglia and Tsang (2000), doi:10.1145/358407.358414; below 1 boosted by a power of a uniform. */
double jh_rng_gamma(struct jh_rng *rng, double shape)
{
    if (shape < 1) {
        double whole =
            jh_rng_gamma(rng, shape + 1); /* first: operands have no order of their own */
        return whole * pow(1.0 - jh_rng_unit(rng), 1 / shape);
    }
    double d = shape - 1.0 / 3.0, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = jh_rng_normal(rng), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log(1.0 - jh_rng_unit(rng)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

/* Small means by multiplication; large ones reduced by a gamma draw (Ahrens and Dieter 1974). */
int64_t jh_rng_poisson(struct jh_rng *rng, double mean)
{
    int64_t count = 0;
    while (mean > 30) {
        int64_t m = (int64_t)(mean * 7 / 8);
        double x = jh_rng_gamma(rng, (double)m);
        if (x > mean)
            return count + jh_rng_binomial(rng, m - 1, mean / x);
        count += m;
        mean -= x;
    }
    double limit = exp(-mean), product = jh_rng_unit(rng);
    while (product > limit) {
        count++;
        product *= jh_rng_unit(rng);
    }
    return count;
}

/* Large n halved by beta order statistics (Devroye 1986, X.4.2). */
int64_t jh_rng_binomial(struct jh_rng *rng, int64_t n, double p)
{
    int64_t count = 0;
    while (n > 40) {
        int64_t a = 1 + n / 2, b = n + 1 - a;
        double x = jh_rng_gamma(rng, (double)a), y = x / (x + jh_rng_gamma(rng, (double)b));
        if (y <= p) {
            count += a;
            n = b - 1;
            p = (p - y) / (1 - y);
        } else {
            n = a - 1;
            p = p / y;
        }
    }
    for (int64_t i = 0; i < n; i++)
        count += jh_rng_unit(rng) < p;
    return count;
}

void jh_rng_shuffle(struct jh_rng *rng, int32_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)jh_rng_below(rng, i);
        int32_t t = items[i - 1];
        items[i - 1] = items[j];
        items[j] = t;
    }
}
