#include "sample/choice.h"

#include <math.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/travel_chosen.h"

static enum jh_status reserve(struct jh_i_choice *c, size_t more, struct jh_error *err)
{
    if (c->n + more <= c->cap)
        return JH_OK;
    size_t cap = 2 * c->cap + more;
    struct jh_i_alternative *grown = jh_i_realloc(c->item, cap, sizeof *grown);
    if (grown == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    c->item = grown;
    c->cap = cap;
    return JH_OK;
}

static int32_t province_of(const struct jh_i_sample *s, int32_t prefecture)
{
    return prefecture >= 0 ? s->prefecture[prefecture].province : JH_NONE;
}

/* exp of the utility for cases that are not hard and for hard ones. */
static void weigh(struct jh_i_alternative *a, double beds, double quality)
{
    const struct jh_i_params *p = &jh_i_params;
    double ln_minutes = log((double)a->minutes);
    double common = p->size_weight * log(beds) - p->border_weight * (a->beyond_prefecture ? 1 : 0) -
                    p->leaving_weight * (a->beyond_province ? 1 : 0);
    a->share[0] = exp(common + p->quality_weight * quality - p->time_weight * ln_minutes);
    a->share[1] = exp(common + (p->quality_weight + p->quality_weight_hard) * quality -
                      (p->time_weight - p->time_relief_hard) * ln_minutes);
}

static void add_hospital(
    const struct jh_i_sample *s, size_t h, struct jh_i_alternative base, struct jh_i_choice *choice)
{
    const struct jh_capabilities *c = &s->dataset->capabilities;
    bool aggregate = s->hospital[h].tier == NULL;
    size_t n = aggregate ? s->dataset->specialties.n : c->start[h + 1] - c->start[h];
    for (size_t k = 0; k < n; k++) {
        struct jh_i_alternative *a = &choice->item[choice->n++];
        size_t row = c->start[h] + k;
        *a = base;
        a->specialty = aggregate ? (int32_t)k : c->specialty[row];
        weigh(a, aggregate ? JH_I_AGGREGATE_BEDS : c->beds[row],
            aggregate ? JH_I_AGGREGATE_QUALITY : c->quality[row]);
        choice->sum[2 * a->specialty] += a->share[0];
        choice->sum[2 * a->specialty + 1] += a->share[1];
    }
}

enum jh_status jh_i_choice_make(
    const struct jh_i_sample *s, size_t area, struct jh_i_choice *choice, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t n_specialties = s->dataset->specialties.n;
    if (choice->sum == NULL)
        choice->sum = jh_i_calloc(2 * n_specialties, sizeof *choice->sum);
    if (choice->sum == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < 2 * n_specialties; k++)
        choice->sum[k] = 0;
    choice->n = 0;
    struct jh_travel_model model = jh_travel_model_default();
    struct jh_vector here = jh_i_vector(s->dataset->areas.point[area]);
    int32_t prefecture = s->area[area].prefecture, province = province_of(s, prefecture);
    for (size_t h = 0; h < s->dataset->hospitals.n; h++) {
        const struct jh_i_hospital *hospital = &s->hospital[h];
        int32_t its_province = province_of(s, hospital->prefecture);
        struct jh_i_alternative base = {.hospital = (int32_t)h,
            .minutes = jh_i_modelled_min(&model, here, hospital->vector),
            .beyond_prefecture = prefecture < 0 || hospital->prefecture != prefecture,
            .beyond_province = its_province != province};
        bool home = prefecture < 0 && s->dataset->hospitals.area[h] == (int32_t)area;
        if (home)
            base.beyond_prefecture = base.beyond_province = false;
        bool far = hospital->reaches_far && (its_province < 0 || its_province == province);
        bool city = !base.beyond_prefecture && hospital->tier != NULL && hospital->tier->level > 0;
        bool own = s->dataset->hospitals.area[h] == (int32_t)area;
        if (!own && !city && !far && (double)base.minutes > jh_i_params.reach_min)
            continue;
        JH_TRY(st, reserve(choice, n_specialties, err));
        add_hospital(s, h, base, choice);
    }
    for (size_t i = 0; i < choice->n; i++) {
        struct jh_i_alternative *a = &choice->item[i];
        a->share[0] /= choice->sum[2 * a->specialty];
        a->share[1] /= choice->sum[2 * a->specialty + 1];
    }
out:
    return st;
}

void jh_i_choice_release(struct jh_i_choice *choice)
{
    jh_i_free(choice->item);
    jh_i_free(choice->sum);
    *choice = (struct jh_i_choice){0};
}
