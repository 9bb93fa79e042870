/*
 * The matching against enumeration: small random cases with capacities, locked, forbidden and
 * refused pairs, one exporter for each specialty or host; what the loss of an exporter costs; and
 * the same answer whatever the order of the rows.
 */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "base/rng.h"
#include "junheng/pair.h"
#include "testing.h"

enum { N_CASES = 500, MAX_C = 5, MAX_X = 6, MAX_RULES = 3 };

struct world {
    size_t n_c, n_x, n_rules;
    struct jh_pair_centre c[MAX_C];
    struct jh_pair_exporter x[MAX_X];
    double tie[MAX_C * MAX_X], minutes[MAX_C * MAX_X];
    uint8_t consent[MAX_C * MAX_X];
    struct jh_pair_rule rule[MAX_RULES + 1];
    struct jh_pair_options o;
};

static struct jh_error err;

static int32_t below(struct jh_rng *rng, uint64_t n)
{
    return (int32_t)jh_rng_below(rng, n);
}

/* Hosts 0..2, exporters 10..12, specialties 0 and 1, each (hospital, specialty) once. */
static void draw(struct world *w, uint64_t seed)
{
    struct jh_rng rng;
    jh_rng_init(&rng, 77, seed);
    memset(w, 0, sizeof *w);
    bool coarse = jh_rng_below(&rng, 3) == 0; /* many equal values */
    for (int32_t i = 0; i < 6; i++) {
        double quality = coarse ? (double)below(&rng, 3) / 4 : jh_rng_unit(&rng);
        if (jh_rng_below(&rng, 20) == 0)
            quality = JH_NAN;
        if (jh_rng_below(&rng, 5) > 0 && w->n_c < MAX_C)
            w->c[w->n_c++] = (struct jh_pair_centre){
                i / 2, i % 2, quality * 0.7, coarse ? 100 : 1000 * jh_rng_unit(&rng)};
        quality = coarse ? (double)below(&rng, 3) / 2 : jh_rng_unit(&rng);
        if (jh_rng_below(&rng, 5) > 0)
            w->x[w->n_x++] =
                (struct jh_pair_exporter){10 + i / 2, i % 2, quality, below(&rng, 4) - 1};
    }
    for (size_t i = 0; i < w->n_c * w->n_x; i++) {
        w->tie[i] = coarse ? 0 : jh_rng_unit(&rng);
        w->minutes[i] = jh_rng_below(&rng, 9) == 0 ? JH_INF : (double)below(&rng, 700);
        w->consent[i] = jh_rng_below(&rng, 12) == 0 ? JH_PAIR_CONSENT_REFUSED : 0;
    }
    w->n_rules = (size_t)below(&rng, MAX_RULES + 1);
    for (size_t i = 0; i < w->n_rules; i++)
        w->rule[i] = (struct jh_pair_rule){
            below(&rng, 3), below(&rng, 3) - 1, 10 + below(&rng, 3), jh_rng_below(&rng, 3) == 0};
    w->o = jh_pair_options_default();
    w->o.hour_weight = coarse ? 0 : 0.02;
    w->o.one_per_host = seed % 2 == 1;
}

static bool hit(const struct world *w, const struct jh_pair_rule *r, size_t c, size_t x)
{
    return r->host == w->c[c].hospital && r->exporter == w->x[x].hospital &&
           w->c[c].specialty == w->x[x].specialty &&
           (r->specialty == JH_NONE || r->specialty == w->c[c].specialty);
}

static double value_of(const struct world *w, size_t c, size_t x)
{
    size_t i = c * w->n_x + x;
    return w->c[c].cases *
           (w->o.uplift * (w->x[x].quality - w->c[c].quality) + w->o.tie_weight * w->tie[i] -
               w->o.hour_weight * fmin(w->minutes[i], w->o.far_min) / 60);
}

/* Is that choice (exporter row + 1 or 0 by centre) allowed, and what is it worth? */
static bool judge(const struct world *w, const size_t *choice, double *out_value)
{
    int used[MAX_X] = {0};
    *out_value = 0;
    for (size_t c = 0; c < w->n_c; c++) {
        bool locked = false;
        for (size_t r = 0; r < w->n_rules; r++) {
            for (size_t x = 0; x < w->n_x; x++) {
                if (!hit(w, &w->rule[r], c, x))
                    continue;
                if (!w->rule[r].locked && choice[c] == x + 1)
                    return false;
                if (w->rule[r].locked && choice[c] != x + 1)
                    return false;
                locked |= w->rule[r].locked;
            }
        }
        if (choice[c] == 0)
            continue;
        size_t x = choice[c] - 1;
        double value = value_of(w, c, x);
        if (w->c[c].specialty != w->x[x].specialty || w->consent[c * w->n_x + x] == 2 ||
            ++used[x] > w->x[x].capacity)
            return false;
        if (!locked && !(w->x[x].quality > w->c[c].quality && value > 0))
            return false;
        *out_value += isnan(value) ? 0 : value;
        for (size_t k = 0; k < c && w->o.one_per_host; k++) {
            if (w->c[k].hospital == w->c[c].hospital && choice[k] > 0 &&
                w->x[choice[k] - 1].hospital != w->x[x].hospital)
                return false;
        }
    }
    return true;
}

/* Best value without (c, x) (whole host without the exporter under one_per_host); -1: impossible. */
static double enumerate(const struct world *w, int32_t ban_c, int32_t ban_hospital)
{
    size_t choice[MAX_C] = {0};
    double best = -JH_INF, value;
    for (;;) {
        bool banned = false;
        for (size_t c = 0; c < w->n_c && ban_c >= 0; c++) {
            bool mine =
                w->o.one_per_host ? w->c[c].hospital == w->c[ban_c].hospital : (int32_t)c == ban_c;
            banned |= mine && choice[c] > 0 && w->x[choice[c] - 1].hospital == ban_hospital;
        }
        if (!banned && judge(w, choice, &value))
            best = fmax(best, value);
        size_t c = 0;
        while (c < w->n_c && ++choice[c] > w->n_x)
            choice[c++] = 0;
        if (c == w->n_c)
            return best;
    }
}

/* A locked rule without any row to lock is refused; enumeration does not see it. */
static bool idle_lock(const struct world *w)
{
    for (size_t r = 0; r < w->n_rules; r++) {
        bool any = !w->rule[r].locked;
        for (size_t i = 0; i < w->n_c * w->n_x; i++)
            any |= hit(w, &w->rule[r], i / w->n_x, i % w->n_x);
        if (!any)
            return true;
    }
    return false;
}

static enum jh_status match(const struct world *w, struct jh_pair *pair, struct jh_pair_result *r)
{
    return jh_pair_match(w->n_c, w->c, w->n_x, w->x, w->tie, w->minutes, w->consent, w->n_rules,
        w->rule, &w->o, NULL, pair, r, &err);
}

START_TEST(equals_enumeration)
{
    struct world w;
    struct jh_pair pair[MAX_C];
    struct jh_pair_result r;
    size_t n_answered = 0, n_refused = 0, n_costs = 0;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        draw(&w, seed);
        double best = enumerate(&w, -1, JH_NONE);
        enum jh_status st = match(&w, pair, &r);
        if (idle_lock(&w) || best < -1e300) {
            ck_assert_msg(st == JH_E_INFEASIBLE, "seed %d: %s", (int)seed, jh_status_name(st));
            n_refused++;
            continue;
        }
        ck_assert_msg(st == JH_OK, "seed %d: %s", (int)seed, err.message[0]);
        ck_assert(r.proven);
        ck_assert_msg(
            fabs(r.value - best) < 1e-6, "seed %d: %g is not %g", (int)seed, r.value, best);
        size_t choice[MAX_C] = {0};
        double value;
        for (size_t c = 0; c < w.n_c; c++) {
            for (size_t x = 0; x < w.n_x; x++) {
                if (w.x[x].hospital == pair[c].exporter && w.x[x].specialty == w.c[c].specialty)
                    choice[c] = x + 1;
            }
        }
        ck_assert_msg(judge(&w, choice, &value), "seed %d: not allowed", (int)seed);
        ck_assert_double_eq_tol(value, best, 1e-6);
        for (size_t c = 0; c < w.n_c; c++) {
            if (isnan(pair[c].next_cost))
                continue;
            double without = enumerate(&w, (int32_t)c, pair[c].exporter);
            ck_assert_msg(fabs(pair[c].next_cost - (best - without)) < 1e-6,
                "seed %d: next costs %g, not %g", (int)seed, pair[c].next_cost, best - without);
            n_costs++;
        }
        n_answered++;
    }
    ck_assert_uint_gt(n_answered, 300);
    ck_assert_uint_gt(n_refused, 20);
    ck_assert_uint_gt(n_costs, 300);
}
END_TEST

START_TEST(order_is_immaterial)
{
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        struct world w, v;
        struct jh_pair a[MAX_C], b[MAX_C];
        struct jh_pair_result ra, rb;
        draw(&w, seed);
        v = w;
        for (size_t c = 0; c < w.n_c; c++) {
            size_t to = w.n_c - 1 - c;
            v.c[to] = w.c[c];
            for (size_t x = 0; x < w.n_x; x++) {
                size_t there = (x + 1) % w.n_x;
                v.x[there] = w.x[x];
                v.tie[to * w.n_x + there] = w.tie[c * w.n_x + x];
                v.minutes[to * w.n_x + there] = w.minutes[c * w.n_x + x];
                v.consent[to * w.n_x + there] = w.consent[c * w.n_x + x];
            }
        }
        enum jh_status st = match(&w, a, &ra);
        ck_assert_int_eq(match(&v, b, &rb), st);
        for (size_t c = 0; c < w.n_c && st == JH_OK; c++) {
            const struct jh_pair *x = &a[c], *y = &b[w.n_c - 1 - c];
            ck_assert_int_eq(x->exporter, y->exporter);
            ck_assert_int_eq(x->reason, y->reason);
            ck_assert_int_eq(x->next_exporter, y->next_exporter);
            ck_assert(x->value == y->value || (isnan(x->value) && isnan(y->value)));
        }
        if (st == JH_OK)
            ck_assert(ra.value == rb.value);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pair brute");
    TCase *tcase = tcase_create("pair");
    tcase_add_test(tcase, equals_enumeration);
    tcase_add_test(tcase, order_is_immaterial);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
