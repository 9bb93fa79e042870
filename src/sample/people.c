#include <math.h>

#include "base/num.h"
#include "sample/build.h"

enum { N_ATTRIBUTES = 3 };
static const double people_per_area = 60e6 / 158;

/* What sets kinds of areas apart; districts of a capital come last. All invented. */
static const struct kind {
    double people, sd, children, old, income;
} kinds[] = {
    {560e3, .3, .155, .115, 43e3}, /* JH_I_DISTRICT */
    {300e3, .45, .18, .165, 25e3}, /* JH_I_COUNTY */
    {520e3, .3, .172, .15, 30e3},  /* JH_I_COUNTY_CITY */
    {860e3, .25, .14, .105, 58e3}, /* a district of a capital */
};

static double capital_distance(const struct jh_i_sample *s, size_t a)
{
    const struct jh_i_prefecture *p = &s->prefecture[s->area[a].prefecture];
    const struct jh_i_prefecture *capital = &s->prefecture[s->province[p->province].capital];
    double d = hypot(s->area[a].x_km - capital->x_km, s->area[a].y_km - capital->y_km);
    return d / fmin(s->radius_km, 260);
}

static void draw_people(struct jh_i_sample *s, struct jh_rng *rng, double *const column[])
{
    struct jh_areas *areas = &s->dataset->areas;
    double total = 0;
    for (size_t a = 0; a < areas->n_inside; a++) {
        const struct jh_i_prefecture *p = &s->prefecture[s->area[a].prefecture];
        bool in_capital = p->is_capital && s->area[a].kind == JH_I_DISTRICT;
        const struct kind *k = &kinds[in_capital ? 3 : s->area[a].kind];
        double margin = fmin(capital_distance(s, a), 1.5);
        areas->population[a] = jh_i_draw_lognormal(rng, k->people * exp(-0.3 * margin), k->sd);
        total += areas->population[a];
        column[0][a] = fmin(fmax(k->children + jh_i_draw_normal(rng, .02), .08), .3);
        column[1][a] = fmin(fmax(k->old + .01 * margin + jh_i_draw_normal(rng, .02), .05), .3);
        column[2][a] = round(k->income * exp(-0.2 * margin + jh_i_draw_normal(rng, .08)) / 10) * 10;
    }
    double scale = people_per_area * (double)areas->n_inside / total;
    for (size_t a = 0; a < areas->n_inside; a++) {
        areas->population[a] = round(areas->population[a] * scale);
        column[0][a] = round(column[0][a] * areas->population[a]);
        column[1][a] = round(column[1][a] * areas->population[a]);
    }
    for (size_t a = areas->n_inside; a < areas->n; a++) {
        bool people = areas->population[a] > 0;
        column[0][a] = people ? round(.175 * areas->population[a]) : JH_NAN;
        column[1][a] = people ? round(.155 * areas->population[a]) : JH_NAN;
        column[2][a] = JH_NAN;
    }
}

enum jh_status jh_i_sample_people(struct jh_i_sample *s, struct jh_error *err)
{
    static const char *const names[N_ATTRIBUTES] = {"pop_0_14", "pop_65plus", "income"};
    struct jh_areas *areas = &s->dataset->areas;
    struct jh_attribute *item = jh_i_sample_keep(s, N_ATTRIBUTES, sizeof *item);
    double *column[N_ATTRIBUTES];
    struct jh_rng rng;
    for (size_t k = 0; k < N_ATTRIBUTES && item != NULL; k++) {
        column[k] = jh_i_sample_keep(s, areas->n, sizeof *column[k]);
        item[k].name = names[k];
        item[k].number = column[k];
        item[k].text = jh_i_sample_keep(s, areas->n, sizeof *item[k].text);
    }
    if (s->no_memory)
        return jh_i_sample_status(s, err);
    jh_rng_init(&rng, s->options.seed, JH_I_STREAM_PEOPLE);
    draw_people(s, &rng, column);
    for (size_t k = 0; k < N_ATTRIBUTES; k++)
        for (size_t a = 0; a < areas->n; a++) {
            char text[JH_NUM_TEXT_MAX];
            jh_num_format(column[k][a], text);
            item[k].text[a] = jh_i_sample_text(s, "%s", text);
        }
    areas->attributes = (struct jh_attributes){N_ATTRIBUTES, item};
    return jh_i_sample_status(s, err);
}
