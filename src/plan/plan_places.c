/*
 * Which places the plan may build up hospitals in, where the scenario chooses among them.
 */
#include "plan/plan_work.h"

#include <string.h>

#include "base/fail.h"

static bool restricted(const struct jh_scenario *sc)
{
    return sc->places_count > 0 || sc->places_list.n > 0;
}

/* Listed places first, then the best ranked up to the number wanted. */
static enum jh_status choose(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    struct jh_places *p = &w->plan->places;
    memset(p->scores.chosen, 0, p->n);
    p->n_chosen = 0;
    for (size_t k = 0; k < sc->places_list.n; k++) {
        const char *wanted = sc->places_list.item[k];
        size_t i = 0;
        while (i < p->n && strcmp(p->id[i], wanted) != 0 && strcmp(p->name[i], wanted) != 0)
            i++;
        if (i == p->n) {
            enum jh_status st = jh_fail(err, JH_E_NOT_FOUND, "no place has the id %.60s", wanted);
            jh_where(err, "/places/list/%zu", k);
            return st;
        }
        p->n_chosen += !p->scores.chosen[i];
        p->scores.chosen[i] = 1;
    }
    for (size_t r = 0; r < p->n && (int64_t)p->n_chosen < sc->places_count; r++) {
        size_t i = (size_t)p->order[r];
        p->n_chosen += !p->scores.chosen[i];
        p->scores.chosen[i] = 1;
    }
    return JH_OK;
}

/* A zone without a chosen place sends its cases to centres elsewhere. */
static enum jh_status open_zones(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_scenario *sc = &w->plan->scenario;
    const struct jh_places *p = &w->plan->places;
    uint8_t *has = JH_I_NEW(&w->scratch, w->n_zones, uint8_t, err);
    if (has == NULL)
        return JH_E_NOMEM;
    for (size_t h = 0; h < w->n_hospitals; h++) {
        int32_t zone = w->plan->zoning.zone_of_hospital[h], place = p->of_hospital[h];
        if (zone != JH_NONE && place != JH_NONE && p->scores.chosen[place])
            has[zone] = 1;
    }
    for (size_t z = 0; z < w->n_zones; z++)
        w->n_zones_not_chosen += !has[z];
    if (w->n_zones_not_chosen > 0 && sc->assign == JH_ASSIGN_AUTO) {
        sc->centres_per_zone_min = 0;
        sc->assign = JH_ASSIGN_ANYWHERE;
    }
    return JH_OK;
}

enum jh_status jh_i_plan_places(struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_scenario *sc = w->scenario;
    enum jh_status st = JH_OK;
    if (!restricted(sc))
        return JH_OK;
    struct jh_place_request request = jh_place_request_default();
    struct jh_place_item *mark =
        JH_I_NEW(&w->scratch, sc->places_marks.n, struct jh_place_item, err);
    if (mark == NULL)
        return JH_E_NOMEM;
    for (size_t k = 0; k < sc->places_marks.n; k++)
        mark[k] = (struct jh_place_item){sc->places_marks.item[k], 1};
    request.unit = sc->places_by;
    request.reach_min = sc->reach_min;
    request.travel = sc->travel;
    request.n_marks = sc->places_marks.n;
    request.mark = mark;
    request.options.weight[JH_PLACE_SHORTAGE] = sc->places_shortage;
    request.options.weight[JH_PLACE_PEOPLE] = sc->places_people;
    request.options.weight[JH_PLACE_LOCATION] = sc->places_location;
    request.options.weight[JH_PLACE_STRATEGY] = sc->places_strategy;
    request.options.n_chosen = sc->places_count > 0 ? (size_t)sc->places_count : 0;
    JH_TRY(st, jh_places_make(w->dataset, &w->plan->flows, &w->plan->zoning, &request, &w->run,
                   &w->plan->places, err));
    JH_TRY(st, choose(w, err));
    st = open_zones(w, err);
out:
    return st;
}
