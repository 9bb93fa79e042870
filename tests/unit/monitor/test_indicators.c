#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/num.h"
#include "io/programme/indicators_json.h"
#include "junheng/flow.h"
#include "junheng/monitor.h"
#include "junheng/sample.h"
#include "testing.h"

static struct jh_error err;
static struct jh_dataset *d;
static struct jh_catalogue c;

static void set_up(void)
{
    struct jh_sample_options o = jh_sample_options_default();
    o.n_areas = 12;
    o.n_hospitals = 40;
    o.n_specialties = 3;
    o.n_periods = 4;
    o.seed = 5;
    char *truth = NULL;
    ck_ok(jh_sample_make(&o, NULL, &d, &truth, &err), &err);
    jh_i_free(truth);
    ck_ok(jh_i_catalogue_parse(NULL, &d->specialties, &c, &err), &err);
}

static void tear_down(void)
{
    jh_i_catalogue_release(&c);
    jh_dataset_free(d);
}

/* All values of a level; free with release_all. */
static struct jh_value_block *compute(
    struct jh_units *units, enum jh_unit_level level, const uint8_t *period)
{
    struct jh_monitor_options o = jh_monitor_options_default();
    struct jh_value_block *b = jh_i_calloc(c.n * d->periods.n, sizeof *b);
    ck_ok(jh_units_make(d, level, units, &err), &err);
    for (size_t k = 0; k < c.n * d->periods.n; k++) {
        b[k].numerator = jh_i_calloc(units->n, sizeof(double));
        b[k].denominator = jh_i_calloc(units->n, sizeof(double));
        b[k].flags = jh_i_calloc(units->n, 1);
    }
    o.period = period;
    o.n_provisional = 1;
    ck_ok(jh_monitor_compute(d, units, &o, c.n, c.indicator, NULL, b, &err), &err);
    return b;
}

static void release_all(struct jh_units *units, struct jh_value_block *b)
{
    for (size_t k = 0; k < c.n * d->periods.n; k++) {
        jh_i_free(b[k].numerator);
        jh_i_free(b[k].denominator);
        jh_i_free(b[k].flags);
    }
    jh_i_free(b);
    jh_units_release(units);
}

static size_t find(const char *id)
{
    const size_t k = jh_i_catalogue_find(&c, id);
    ck_assert_msg(k != SIZE_MAX, "%s", id);
    return k;
}

/* The catalogue that ships: every indicator says what it is, where it comes from and its mark. */
START_TEST(catalogue)
{
    size_t n_county = 0;
    for (size_t i = 0; i < c.n; i++) {
        const struct jh_indicator *x = &c.indicator[i];
        ck_assert_msg(x->mark[0] != '\0' && x->source[0] != '\0', "%s", x->id);
        n_county += strncmp(x->id, "county.", 7) == 0;
    }
    ck_assert_uint_eq(n_county, 18); /* 14 indicators of the 2024 edition, three of them in parts */
    ck_assert_str_eq(c.indicator[find("county.07")].mark, "S");
    ck_assert_str_eq(c.indicator[find("county.14")].mark, "B");
    find("flow.out_rate@肿瘤");
}
END_TEST

/* The same numbers as the flow tables of one period. */
START_TEST(like_flow_rates)
{
    struct jh_units units;
    struct jh_value_block *b = compute(&units, JH_UNIT_AREA, NULL);
    for (size_t p = 0; p < d->periods.n; p++) {
        uint8_t chosen[8] = {0};
        struct jh_flow_query query = {.period = chosen};
        struct jh_flow_table table;
        struct jh_flow_rates rates[12 * 4];
        chosen[p] = 1;
        ck_ok(jh_flow_reduce(d, &query, &table, &err), &err);
        ck_ok(jh_flow_rates_by_unit(
                  d, &table, units.n, units.of_area, units.of_hospital, NULL, rates, &err),
            &err);
        const double length = d->periods.length_years;
        for (size_t u = 0; u < units.n; u++) {
            const struct jh_flow_rates *r = &rates[u * 4 + 3];
            const struct jh_value_block *out = &b[find("flow.out_rate") * d->periods.n + p];
            const struct jh_value_block *excl = &b[find("flow.out_rate_excl") * d->periods.n + p];
            const struct jh_value_block *in = &b[find("flow.inflow_rate") * d->periods.n + p];
            const struct jh_value_block *split = &b[find("flow.split_outside") * d->periods.n + p];
            ck_assert_double_eq_tol(out->numerator[u], r->outflow_cases * length, 1e-6);
            ck_assert_double_eq_tol(out->denominator[u], r->cases * length, 1e-6);
            ck_assert_double_eq_tol(excl->denominator[u], r->cases_excl * length, 1e-6);
            ck_assert_double_eq_tol(in->numerator[u], r->inflow_cases * length, 1e-6);
            ck_assert_double_eq_tol(in->denominator[u], r->treated_cases * length, 1e-6);
            ck_assert_double_eq_tol(split->numerator[u], r->split[3] * length, 1e-6);
            ck_assert_int_eq((out->flags[u] & JH_VALUE_PROVISIONAL) != 0, p == d->periods.n - 1);
        }
        jh_flow_table_release(&table);
    }
    release_all(&units, b);
}
END_TEST

START_TEST(splits_make_up_the_whole)
{
    struct jh_units units;
    static const char *const parts[] = {
        "flow.split_county", "flow.split_prefecture", "flow.split_province", "flow.split_outside"};
    struct jh_value_block *b = compute(&units, JH_UNIT_REGION, NULL);
    for (size_t u = 0; u < units.n; u++) {
        double sum = 0;
        for (int k = 0; k < 4; k++)
            sum += b[find(parts[k]) * d->periods.n].numerator[u];
        const double all = b[find("flow.out_rate") * d->periods.n].denominator[u];
        ck_assert_double_eq_tol(sum, all, 1e-6);
    }
    release_all(&units, b);
}
END_TEST

/* One period computed alone has the bits of a full computation. */
START_TEST(part_equals_whole)
{
    for (int level = 0; level < JH_N_UNIT_LEVELS; level++) {
        struct jh_units units, again;
        const uint8_t chosen[4] = {0, 0, 1, 0};
        struct jh_value_block *full = compute(&units, (enum jh_unit_level)level, NULL);
        struct jh_value_block *part = compute(&again, (enum jh_unit_level)level, chosen);
        for (size_t i = 0; i < c.n; i++) {
            const size_t k = i * d->periods.n + 2;
            if ((c.indicator[i].levels >> level & 1) == 0 ||
                c.indicator[i].compute > JH_COMPUTE_INDEX)
                continue;
            ck_assert_int_eq(
                memcmp(full[k].numerator, part[k].numerator, units.n * sizeof(double)), 0);
            ck_assert_int_eq(
                memcmp(full[k].denominator, part[k].denominator, units.n * sizeof(double)), 0);
            ck_assert_int_eq(memcmp(full[k].flags, part[k].flags, units.n), 0);
        }
        release_all(&units, full);
        release_all(&again, part);
    }
}
END_TEST

/* What nobody collects is missing, not 0. */
/* A changed row changes its own period's key alone, and the values of no other period. */
START_TEST(keys_follow_the_rows)
{
    char(*before)[JH_MONITOR_KEY_LEN] = jh_i_calloc(d->periods.n, sizeof *before);
    char(*after)[JH_MONITOR_KEY_LEN] = jh_i_calloc(d->periods.n, sizeof *after);
    struct jh_units units, again;
    size_t row = 0;
    ck_ok(jh_monitor_keys(d, before, &err), &err);
    ck_ok(jh_monitor_keys(d, after, &err), &err);
    ck_assert_mem_eq(before, after, d->periods.n * sizeof *before);
    struct jh_value_block *was = compute(&units, JH_UNIT_AREA, NULL);
    while (d->flows.period[row] != 2)
        row++;
    double *cases = d->flows.measure[JH_MEASURE_CASES];
    ck_assert_ptr_nonnull(cases);
    cases[row] += 1;
    ck_ok(jh_monitor_keys(d, after, &err), &err);
    struct jh_value_block *now = compute(&again, JH_UNIT_AREA, NULL);
    size_t changed = 0;
    for (size_t p = 0; p < d->periods.n; p++)
        ck_assert_int_eq(strcmp(before[p], after[p]) == 0, p != 2);
    for (size_t k = 0; k < c.n * d->periods.n; k++) {
        const bool same = memcmp(was[k].numerator, now[k].numerator, units.n * sizeof(double)) == 0;
        ck_assert(same || k % d->periods.n == 2);
        changed += same ? 0 : 1;
    }
    ck_assert_uint_gt(changed, 0);
    cases[row] -= 1;
    d->areas.population[0] += 1; /* touches every period */
    ck_ok(jh_monitor_keys(d, after, &err), &err);
    for (size_t p = 0; p < d->periods.n; p++)
        ck_assert_str_ne(before[p], after[p]);
    release_all(&units, was);
    release_all(&again, now);
    jh_i_free(before);
    jh_i_free(after);
}
END_TEST

START_TEST(not_collected)
{
    struct jh_units units;
    struct jh_flows *f = &d->flows;
    double *deaths = f->measure[JH_MEASURE_DEATHS];
    f->measure[JH_MEASURE_DEATHS] = NULL;
    for (size_t s = 0; s < d->sources.n; s++)
        d->sources.covers_outside[s] = false;
    struct jh_value_block *b = compute(&units, JH_UNIT_AREA, NULL);
    const struct jh_value_block *out = &b[find("flow.out_rate") * d->periods.n];
    const struct jh_value_block *dead = &b[find("drg.death_rate") * d->periods.n];
    const struct jh_value_block *in = &b[find("flow.inflow_rate") * d->periods.n];
    ck_assert((out->flags[0] & JH_VALUE_MISSING) != 0 && isnan(out->numerator[0]));
    ck_assert((dead->flags[0] & JH_VALUE_MISSING) != 0 && isnan(dead->numerator[0]));
    ck_assert((in->flags[0] & JH_VALUE_MISSING) == 0);
    f->measure[JH_MEASURE_DEATHS] = deaths;
    release_all(&units, b);
}
END_TEST

/* Over all hospitals the index is 1: each specialty's mean is its own reference. */
START_TEST(index_of_all_is_one)
{
    struct jh_units units;
    struct jh_value_block *b = compute(&units, JH_UNIT_HOSPITAL, NULL);
    const struct jh_value_block *x = &b[find("drg.cost_index") * d->periods.n];
    double top = 0, bottom = 0;
    for (size_t u = 0; u < units.n; u++) {
        top += x->numerator[u];
        bottom += x->denominator[u];
    }
    ck_assert(bottom > 0);
    ck_assert_double_eq_tol(top / bottom, 1, 1e-9);
    release_all(&units, b);
}
END_TEST

START_TEST(derived)
{
    double one[] = {1, 1, 0, 1}, two[] = {1, 0, 1, JH_NAN}, den[] = {1, 1, 1, 1};
    uint8_t f1[] = {0, 0, 0, 0}, f2[] = {0, 0, 0, JH_VALUE_MISSING};
    double top[4], bottom[4];
    uint8_t flags[4];
    const struct jh_value_block in[] = {{one, den, f1}, {two, den, f2}};
    struct jh_value_block out = {top, bottom, flags};
    jh_monitor_all_of(4, 2, in, &out);
    ck_assert(top[0] == 1 && top[1] == 0 && top[2] == 0 && isnan(top[3]));
    const int32_t region[] = {0, 0, 1, 1};
    double rt[3], rb[3];
    uint8_t rf[3];
    struct jh_value_block share = {rt, rb, rf};
    jh_monitor_share_of(4, &out, region, 3, &share);
    ck_assert(rt[0] == 1 && rb[0] == 2 && rf[0] == 0);
    ck_assert(rt[1] == 0 && rb[1] == 1 && rf[1] == JH_VALUE_INCOMPLETE);
    ck_assert(isnan(rt[2]) && (rf[2] & JH_VALUE_MISSING) != 0);
}
END_TEST

/* By hand: m = 0.001, 0.002, ..., 0.008. */
START_TEST(premature_mortality)
{
    double deaths[8], people[8], survive = 1;
    for (int k = 0; k < 8; k++) {
        deaths[k] = k + 1;
        people[k] = 1000;
        survive *= 1 - 5 * (k + 1) / 1000.0 / (1 + 2.5 * (k + 1) / 1000.0);
    }
    ck_assert_double_eq_tol(jh_monitor_premature(deaths, people), 1 - survive, 1e-15);
    ck_assert_double_eq_tol(1 - survive, 0.16474, 1e-5);
    people[3] = 0;
    ck_assert(isnan(jh_monitor_premature(deaths, people)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("indicators");
    TCase *tc = tcase_create("indicators");
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, catalogue);
    tcase_add_test(tc, like_flow_rates);
    tcase_add_test(tc, splits_make_up_the_whole);
    tcase_add_test(tc, part_equals_whole);
    tcase_add_test(tc, keys_follow_the_rows);
    tcase_add_test(tc, not_collected);
    tcase_add_test(tc, index_of_all_is_one);
    tcase_add_test(tc, derived);
    tcase_add_test(tc, premature_mortality);
    suite_add_tcase(suite, tc);
    return testing_main(suite);
}
