#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "junheng/choice.h"
#include "junheng/sample.h"
#include "sample/params.h"
#include "testing.h"

static struct jh_error err;

struct world {
    struct jh_dataset *dataset;
    struct jh_flow_table table;
};

static struct world make(int64_t n_areas, int64_t n_hospitals, int64_t n_specialties, uint64_t seed)
{
    struct jh_sample_options o = {n_areas, n_hospitals, n_specialties, 4, seed};
    struct world w;
    ck_ok(jh_sample_make(&o, NULL, &w.dataset, NULL, &err), &err);
    ck_ok(jh_flow_reduce(w.dataset, NULL, &w.table, &err), &err);
    return w;
}

static void release(struct world *w)
{
    jh_flow_table_release(&w->table);
    jh_dataset_free(w->dataset);
}

/* The parameters that the sample was drawn from; 0 for terms that it does not know. */
static double truth(enum jh_choice_term term, bool hard)
{
    const struct jh_i_params *p = &jh_i_params;
    if (term == JH_CHOICE_LN_MINUTES)
        return -p->time_weight + (hard ? p->time_relief_hard : 0);
    if (term == JH_CHOICE_LN_BEDS)
        return p->size_weight;
    if (term == JH_CHOICE_QUALITY)
        return p->quality_weight + (hard ? p->quality_weight_hard : 0);
    if (term == JH_CHOICE_SAME_PREFECTURE)
        return p->border_weight;
    if (term == JH_CHOICE_OTHER_PROVINCE)
        return -p->leaving_weight;
    return 0;
}

/* Share of parameters within three standard errors of the truth; the choice sets are those of the
 * truth: hospitals that treat anybody of the area. */
START_TEST(finds_the_truth)
{
    size_t n = 0, n_within = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct world w = make(40, 110, 6, seed);
        for (int hard = 0; hard < 2; hard++) {
            struct jh_choice_options o = jh_choice_options_default();
            struct jh_choice_model model;
            o.cases = hard ? JH_CHOICE_HARD : JH_CHOICE_NOT_HARD;
            o.n_alternatives = 0;
            ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &model, &err), &err);
            for (size_t s = 0; s < model.n_specialties; s++) {
                const struct jh_choice_specialty *one = &model.specialty[s];
                ck_assert_msg(one->status == JH_OK, "%s", one->why.message[0]);
                ck_assert_double_gt(one->held_out.rho_squared, 0.0);
                for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
                    if (isnan(one->estimate[t]))
                        continue;
                    double z = (one->estimate[t] - truth((enum jh_choice_term)t, hard)) /
                               one->std_error[t];
                    n++;
                    n_within += fabs(z) <= 3;
                    if (fabs(z) > 3)
                        printf("seed %d hard %d specialty %zu %s: %g (%g), z %g\n", (int)seed, hard,
                            s, jh_choice_term_id((enum jh_choice_term)t), one->estimate[t],
                            one->std_error[t], z);
                }
            }
            jh_choice_model_release(&model);
        }
        release(&w);
    }
    printf("%zu of %zu within three standard errors\n", n_within, n);
    ck_assert_double_ge((double)n_within, 0.99 * (double)n);
}
END_TEST

/* Threads change nothing, the seed chooses who is held out, indices lie where they must. */
START_TEST(deterministic_and_sane)
{
    struct world w = make(20, 60, 3, 5);
    struct jh_run one = {.n_threads = 1, .seed = 7}, two = {.n_threads = 2, .seed = 7},
                  other = {.n_threads = 2, .seed = 8};
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model a, b, c;
    o.time = (enum jh_choice_time)_i;
    o.n_alternatives = 20;
    o.clustered = true;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, &one, &a, &err), &err);
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, &two, &b, &err), &err);
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, &other, &c, &err), &err);
    for (size_t s = 0; s < a.n_specialties; s++) {
        const struct jh_choice_specialty *x = &a.specialty[s], *y = &b.specialty[s];
        ck_assert_int_eq(x->status, JH_OK);
        ck_assert_mem_eq(x->estimate, y->estimate, sizeof x->estimate);
        ck_assert_mem_eq(x->std_error, y->std_error, sizeof x->std_error);
        ck_assert_mem_eq(&x->all, &y->all, sizeof x->all);
        ck_assert_mem_eq(&x->held_out, &y->held_out, sizeof x->held_out);
        ck_assert(x->held_out.cases != c.specialty[s].held_out.cases);
        ck_assert_mem_eq(x->estimate, c.specialty[s].estimate, sizeof x->estimate);
        const struct jh_choice_indices *of[] = {&x->all, &x->held_out};
        for (size_t k = 0; k < 2; k++) {
            ck_assert_double_gt(of[k]->rho_squared, 0);
            ck_assert_double_lt(of[k]->rho_squared, 1);
            ck_assert_double_gt(of[k]->ssi, 0);
            ck_assert_double_le(of[k]->ssi, 1);
            ck_assert_double_gt(of[k]->right_prefecture_frac, 0.3);
            ck_assert_double_le(of[k]->right_prefecture_frac, 1);
            ck_assert_double_gt(of[k]->srmse, 0);
        }
        ck_assert_uint_eq(x->all.n_areas, 20);
        ck_assert_uint_eq(x->held_out.n_areas, 4);
        ck_assert_uint_ge(x->all.n_rows, 20 * 19);
        ck_assert(isnan(x->estimate[JH_CHOICE_LN_MINUTES]) == (o.time != JH_CHOICE_TIME_LOG));
        ck_assert(isnan(x->estimate[JH_CHOICE_MINUTES_TO_60]) == (o.time != JH_CHOICE_TIME_SPLINE));
    }
    jh_choice_model_release(&a);
    jh_choice_model_release(&b);
    jh_choice_model_release(&c);
    release(&w);
}
END_TEST

/* Every case is somewhere: in the model or left out for want of a travel time. */
START_TEST(no_case_is_lost)
{
    struct world w = make(12, 50, 4, 3);
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model model;
    double counted = 0, wanted = 0;
    o.held_out_frac = 0;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &model, &err), &err);
    for (size_t s = 0; s < model.n_specialties; s++) {
        counted += model.specialty[s].all.cases + model.specialty[s].cases_left_out;
        ck_assert_uint_eq(model.specialty[s].held_out.n_areas, 0);
    }
    for (size_t r = 0; r < w.table.start[w.dataset->areas.n_inside]; r++)
        wanted += w.table.cases[r];
    ck_assert_double_eq_tol(counted, wanted, 1e-6 * wanted);
    ck_assert_double_gt(model.specialty[0].cases_left_out, 0); /* aggregate destinations */
    jh_choice_model_release(&model);
    release(&w);
}
END_TEST

START_TEST(refuses)
{
    struct world w = make(8, 40, 2, 1);
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model model = {.n_specialties = 42};
    o.held_out_frac = 1;
    ck_refused(jh_choice_fit(w.dataset, &w.table, &o, NULL, &model, &err), JH_E_DOMAIN);
    o.held_out_frac = 0.2;
    o.cases = JH_CHOICE_HARD;
    w.table.has_hard[JH_SIDE_OUTSIDE] = false;
    ck_refused(jh_choice_fit(w.dataset, &w.table, &o, NULL, &model, &err), JH_E_DATA);
    w.table.inside_collected = false;
    ck_refused(jh_choice_fit(w.dataset, &w.table, NULL, NULL, &model, &err), JH_E_DATA);
    ck_assert_uint_eq(model.n_specialties, 42);
    release(&w);
}
END_TEST

/* Terms may be left out; without cases a specialty has no model but says why. */
START_TEST(leaves_out_and_explains)
{
    struct world w = make(8, 40, 2, 1);
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model model;
    for (size_t r = 0; r < w.table.n; r++)
        if (w.table.specialty[r] == 1)
            w.table.cases[r] = w.table.hard[r] = 0;
    o.left_out_terms = 1u << JH_CHOICE_QUALITY;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &model, &err), &err);
    ck_assert_int_eq(model.specialty[0].status, JH_OK);
    ck_assert(isnan(model.specialty[0].estimate[JH_CHOICE_QUALITY]));
    ck_assert_int_eq(model.specialty[1].status, JH_E_DATA);
    ck_assert(strlen(model.specialty[1].why.message[JH_LANG_ZH]) > 0);
    jh_choice_model_release(&model);
    release(&w);
}
END_TEST

/* What no hospital states is no term, and stands in nobody's way. */
START_TEST(unknown_quality_is_no_term)
{
    struct world w = make(20, 60, 1, 2);
    struct jh_choice_model model;
    for (size_t i = 0; i < w.dataset->capabilities.n; i++)
        w.dataset->capabilities.quality[i] = JH_NAN;
    ck_ok(jh_choice_fit(w.dataset, &w.table, NULL, NULL, &model, &err), &err);
    ck_assert_msg(model.specialty[0].status == JH_OK, "%s", model.specialty[0].why.message[0]);
    ck_assert(isnan(model.specialty[0].estimate[JH_CHOICE_QUALITY]));
    ck_assert(isnan(model.specialty[0].estimate[JH_CHOICE_QUALITY_UNKNOWN]));
    ck_assert(!isnan(model.specialty[0].estimate[JH_CHOICE_LN_BEDS]));
    jh_choice_model_release(&model);
    release(&w);
}
END_TEST

START_TEST(survives_exhaustion)
{
    struct world w = make(4, 20, 1, 1);
    struct jh_run run = {.n_threads = 1};
    long live = testing_alloc_live();
    for (size_t nth = 1;; nth += nth < 80 ? 1 : 5) {
        struct jh_choice_model model = {0};
        testing_alloc_refuse(nth);
        enum jh_status st = jh_choice_fit(w.dataset, &w.table, NULL, &run, &model, &err);
        bool refused = testing_alloc_refused();
        testing_alloc_refuse(0);
        ck_assert_int_eq(st, refused ? JH_E_NOMEM : JH_OK);
        jh_choice_model_release(&model);
        ck_assert_int_eq(testing_alloc_live(), live);
        if (!refused)
            break;
    }
    release(&w);
}
END_TEST

/* With constants: terms within three standard errors of the truth. */
START_TEST(constants_find_the_truth)
{
    size_t n = 0, n_within = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct world w = make(40, 110, 3, seed);
        struct jh_choice_options o = jh_choice_options_default();
        struct jh_choice_model m;
        o.hospitals = JH_CHOICE_HOSPITALS_CONSTANTS;
        o.cases = JH_CHOICE_NOT_HARD;
        o.n_alternatives = 0;
        ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &m, &err), &err);
        for (size_t s = 0; s < m.n_specialties; s++) {
            const struct jh_choice_specialty *one = &m.specialty[s];
            for (int t = 0; t < JH_N_CHOICE_TERMS; t++) {
                double off = one->estimate[t] - truth((enum jh_choice_term)t, false);
                n += isnan(off) ? 0 : 1;
                n_within += fabs(off) <= 3 * one->std_error[t] ? 1 : 0;
            }
        }
        jh_choice_model_release(&m);
        release(&w);
    }
    printf("%zu of %zu within three standard errors\n", n_within, n);
    ck_assert_double_ge((double)n_within, 0.97 * (double)n);
}
END_TEST

/* Where quality is hidden, choices tell it; the shares by area add up. */
START_TEST(constants_reveal_quality)
{
    struct world w = make(60, 160, 2, 4);
    struct jh_capabilities *c = &w.dataset->capabilities;
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model m;
    size_t n_hidden = 0;
    double off = 0, off_mean = 0, mean = 0, cases = 0, told = 0;
    double *quality = calloc(c->n, sizeof *quality);
    for (size_t i = 0; i < c->n; i++) {
        quality[i] = c->quality[i];
        mean += c->quality[i] / (double)c->n;
        if (i % 4 == 0)
            c->quality[i] = JH_NAN;
    }
    o.hospitals = JH_CHOICE_HOSPITALS_CONSTANTS;
    o.cases = JH_CHOICE_NOT_HARD;
    o.n_alternatives = 0;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &m, &err), &err);
    for (size_t i = 0; i < m.n_hospitals; i++) {
        const struct jh_choice_hospital *h = &m.hospital[i];
        int64_t row = jh_capability_find(c, h->hospital, h->specialty);
        ck_assert(isfinite(h->shrunk) && isfinite(h->std_error));
        ck_assert(isnan(h->constant) == !(h->cases > 0));
        if (row == JH_NONE || !isnan(h->quality) || h->cases < 200)
            continue;
        off += fabs(h->revealed - quality[row]);
        off_mean += fabs(mean - quality[row]);
        n_hidden++;
    }
    printf("%zu hidden qualities: off %.3f, by the mean %.3f\n", n_hidden, off / (double)n_hidden,
        off_mean / (double)n_hidden);
    ck_assert_uint_gt(n_hidden, 20);
    ck_assert_double_lt(off, 0.5 * off_mean);
    for (size_t a = 0; a < m.n_areas; a++) {
        cases += m.area[a].cases;
        told += m.area[a].cases * m.area[a].told;
        ck_assert(m.area[a].matched_frac > 0 && m.area[a].matched_frac <= 1 + 1e-12);
    }
    ck_assert_double_eq_tol(
        cases, m.specialty[0].all.cases + m.specialty[1].all.cases, 1e-6 * cases);
    ck_assert(told > 0 && told < cases);
    jh_choice_model_release(&m);
    free(quality);
    release(&w);
}
END_TEST

/* Nests: dissimilarities of an un-nested truth are near 1; not together with constants. */
START_TEST(nests_of_zones)
{
    struct world w = make(30, 90, 1, 2);
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model m;
    int32_t *of_hospital = calloc(w.dataset->hospitals.n, sizeof *of_hospital);
    for (size_t h = 0; h < w.dataset->hospitals.n; h++) {
        int32_t area = w.dataset->hospitals.area[h];
        of_hospital[h] = area != JH_NONE ? w.dataset->areas.region[area] : JH_NONE;
    }
    o.nest_zone_of_area = w.dataset->areas.region;
    o.nest_zone_of_hospital = of_hospital;
    o.cases = JH_CHOICE_NOT_HARD;
    o.n_alternatives = 0;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &m, &err), &err);
    ck_assert(m.options.nest_zone_of_area == NULL);
    for (size_t n = 0; n < JH_N_CHOICE_NESTS; n++)
        ck_assert_double_lt(
            fabs(m.specialty[0].dissimilarity[n] - 1), 4 * m.specialty[0].dissimilarity_error[n]);
    jh_choice_model_release(&m);
    o.hospitals = JH_CHOICE_HOSPITALS_CONSTANTS;
    ck_refused(jh_choice_fit(w.dataset, &w.table, &o, NULL, &m, &err), JH_E_UNSUPPORTED);
    free(of_hospital);
    release(&w);
}
END_TEST

/* Ten points less paid away from home is a term where areas differ in it. */
START_TEST(reimbursement_gap)
{
    struct world w = make(30, 90, 1, 2);
    struct jh_areas *areas = &w.dataset->areas;
    double *paid = calloc(2 * areas->n, sizeof *paid);
    struct jh_attribute items[2] = {
        {"paid_prefecture", paid, NULL}, {"paid_outside", paid + areas->n, NULL}};
    const struct jh_attributes before = areas->attributes;
    struct jh_choice_options o = jh_choice_options_default();
    struct jh_choice_model m;
    for (size_t a = 0; a < areas->n; a++) {
        paid[a] = 0.8;
        paid[areas->n + a] = a % 2 == 0 ? 0.5 : 0.7;
    }
    areas->attributes = (struct jh_attributes){2, items};
    o.cases = JH_CHOICE_NOT_HARD;
    o.n_alternatives = 0;
    ck_ok(jh_choice_fit(w.dataset, &w.table, &o, NULL, &m, &err), &err);
    /* the truth knows nothing of it */
    ck_assert_double_lt(fabs(m.specialty[0].estimate[JH_CHOICE_REIMBURSEMENT_GAP]),
        3 * m.specialty[0].std_error[JH_CHOICE_REIMBURSEMENT_GAP]);
    areas->attributes = before;
    jh_choice_model_release(&m);
    free(paid);
    release(&w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("choice_fit");
    TCase *tcase = tcase_create("choice_fit");
    tcase_add_test(tcase, finds_the_truth);
    tcase_add_loop_test(tcase, deterministic_and_sane, 0, 3);
    tcase_add_test(tcase, no_case_is_lost);
    tcase_add_test(tcase, refuses);
    tcase_add_test(tcase, leaves_out_and_explains);
    tcase_add_test(tcase, unknown_quality_is_no_term);
    tcase_add_test(tcase, survives_exhaustion);
    tcase_add_test(tcase, constants_find_the_truth);
    tcase_add_test(tcase, constants_reveal_quality);
    tcase_add_test(tcase, nests_of_zones);
    tcase_add_test(tcase, reimbursement_gap);
    suite_add_tcase(suite, tcase);
    return testing_main(suite);
}
