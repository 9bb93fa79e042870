#include <math.h>
#include <string.h>

#include "base/num.h"
#include "model/dataset.h"
#include "sample/build.h"

enum { CENTRE_SPECIALTY = 2 };

/* Whether `word` stands in the blank-separated list. */
static bool listed(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = strstr(list, word); p != NULL; p = strstr(p + 1, word))
        if ((p == list || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
            return true;
    return false;
}

static bool offers(const struct jh_i_tier *tier, const struct jh_i_specialty *sp)
{
    if (tier->level == 3)
        return true;
    if (*tier->focus != '\0')
        return listed(tier->focus, sp->id);
    if (tier->kind == JH_KIND_CHINESE)
        return sp->chinese;
    return tier->level >= sp->level;
}

/* What a hospital is famous for stands in its name. */
static bool famous(const char *name, const char *specialty)
{
    static const struct {
        const char *specialty, *word;
    } more[] = {{"儿科", "儿童"}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (strcmp(specialty, more[i].specialty) == 0 && strstr(name, more[i].word) != NULL)
            return true;
    return strstr(name, specialty) != NULL;
}

struct row {
    int32_t hospital, specialty;
    double quality, beds;
};

static size_t draw_hospital(
    const struct jh_i_sample *s, size_t i, struct jh_rng *rng, const double *share, struct row *row)
{
    const struct jh_i_tier *tier = s->hospital[i].tier;
    const struct jh_hospitals *h = &s->dataset->hospitals;
    size_t n = 0, n_specialties = s->dataset->specialties.n;
    double total = 0;
    bool specialised = tier == &jh_i_tier_exporter && strstr(h->name[i], "大学") == NULL;
    double house = jh_i_draw_normal(rng, tier->quality_sd);
    for (size_t k = 0; k < n_specialties; k++) {
        const struct jh_i_specialty *sp = &s->specialty[k];
        bool star = tier == &jh_i_tier_exporter && famous(h->name[i], sp->id);
        if (!star && (!offers(tier, sp) || specialised))
            continue;
        double q =
            tier->quality + house + jh_i_draw_normal(rng, tier->quality_sd) + (star ? 0.07 : 0);
        double weight = share[k] * jh_i_draw_lognormal(rng, star ? 3 : 1, 0.2);
        row[n++] = (struct row){
            (int32_t)i, (int32_t)k, round(fmin(fmax(q, 0.05), 0.98) * 1000) / 1000, weight};
        total += weight;
    }
    /* The rest of a general hospital's beds serves specialties outside the catalogue. */
    double beds = h->beds[i] * (*tier->focus == '\0' ? 0.85 : 1);
    for (size_t k = 0; k < n; k++)
        row[k].beds = fmax(2, round(beds * row[k].beds / total));
    return n;
}

static uint8_t key_level(const struct row *row, double chance)
{
    if (row->quality >= 0.86 || (row->quality >= 0.8 && chance < 0.4))
        return JH_KEY_NATIONAL;
    return row->quality >= 0.72 || (row->quality >= 0.58 && chance < 0.3) ? JH_KEY_PROVINCIAL
                                                                          : JH_KEY_NONE;
}

static void keep_rows(struct jh_i_sample *s, size_t n, const struct row *row, struct jh_rng *rng)
{
    struct jh_capabilities *c = &s->dataset->capabilities;
    c->n = n;
    c->hospital = jh_i_sample_keep(s, n, sizeof *c->hospital);
    c->specialty = jh_i_sample_keep(s, n, sizeof *c->specialty);
    c->quality = jh_i_sample_keep(s, n, sizeof *c->quality);
    c->beds = jh_i_sample_keep(s, n, sizeof *c->beds);
    c->max_projects = jh_i_sample_keep(s, n, sizeof *c->max_projects);
    c->projects = jh_i_sample_keep(s, n, sizeof *c->projects);
    c->key_level = jh_i_sample_keep(s, n, 1);
    c->centre = jh_i_sample_keep(s, n, 1);
    if (s->no_memory)
        return;
    size_t n_specialties = s->dataset->specialties.n;
    int32_t centre = (int32_t)(n_specialties > CENTRE_SPECIALTY ? CENTRE_SPECIALTY : 0);
    for (size_t i = 0; i < n; i++) {
        uint8_t role = s->dataset->hospitals.role[row[i].hospital];
        c->hospital[i] = row[i].hospital;
        c->specialty[i] = row[i].specialty;
        c->quality[i] = row[i].quality;
        c->beds[i] = row[i].beds;
        c->key_level[i] = key_level(&row[i], jh_rng_unit(rng));
        c->centre[i] = role == JH_ROLE_CENTRE && row[i].specialty == centre;
        bool exports = role == JH_ROLE_EXPORTER && row[i].quality >= 0.72;
        c->max_projects[i] = exports ? 1 + (double)jh_rng_below(rng, 3) : JH_NAN;
        c->projects[i] = exports ? (double)(jh_rng_below(rng, 4) == 0) : JH_NAN;
    }
}

enum jh_status jh_i_sample_capabilities(struct jh_i_sample *s, struct jh_error *err)
{
    size_t n_hospitals = s->dataset->hospitals.n, n_specialties = s->dataset->specialties.n, n = 0;
    struct row *row = jh_i_sample_scratch(s, n_hospitals * n_specialties, sizeof *row);
    double *share = jh_i_sample_scratch(s, n_specialties, sizeof *share);
    struct jh_rng rng;
    if (s->no_memory)
        return jh_i_sample_status(s, err);
    jh_rng_init(&rng, s->options.seed, JH_I_STREAM_CAPABILITIES);
    for (size_t k = 0; k < n_specialties; k++)
        share[k] = s->specialty[k].per_1000 * s->specialty[k].stay_days;
    for (size_t i = 0; i < n_hospitals; i++)
        if (s->hospital[i].tier != NULL)
            n += draw_hospital(s, i, &rng, share, row + n);
    keep_rows(s, n, row, &rng);
    if (s->no_memory)
        return jh_i_sample_status(s, err);
    return jh_i_dataset_sort_capabilities(s->dataset, err);
}
