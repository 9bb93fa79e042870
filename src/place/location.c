/*
 * Location of places in travel time: who reaches the main hospital, and how far it is for all.
 */
#include "base/fail.h"
#include "base/num.h"
#include "base/run.h"
#include "place/figures.h"

/* Places whose travel is looked up at once. */
#define BLOCK 64

/* The hospital with most supply, else the first; the area with most people. */
static void find_centres(const struct jh_i_place_work *w, int32_t *out_area)
{
    const struct jh_places *places = w->places;
    const struct jh_areas *areas = &w->dataset->areas;
    const struct jh_hospitals *hospitals = &w->dataset->hospitals;
    for (size_t p = 0; p < places->n; p++)
        out_area[p] = places->main_hospital[p] = JH_NONE;
    for (size_t h = 0; h < hospitals->n_inside; h++) {
        int32_t p = places->of_hospital[h];
        if (p == JH_NONE || !jh_point_known(hospitals->point[h]))
            continue;
        int32_t so_far = places->main_hospital[p];
        double mine = w->supply[h] > 0 ? w->supply[h] : 0;
        if (so_far == JH_NONE || mine > (w->supply[so_far] > 0 ? w->supply[so_far] : 0))
            places->main_hospital[p] = (int32_t)h;
    }
    for (size_t a = 0; a < areas->n_inside; a++) {
        int32_t p = places->of_area[a];
        if (p != JH_NONE && jh_point_known(areas->point[a]) &&
            (out_area[p] == JH_NONE || areas->population[a] > areas->population[out_area[p]]))
            out_area[p] = (int32_t)a;
    }
}

struct location {
    struct jh_sum reach, minutes, people;
};

static void count(struct jh_i_place_work *w, size_t a, double minutes, struct location *l)
{
    const struct jh_areas *areas = &w->dataset->areas;
    if (!isfinite(minutes))
        return;
    if (minutes <= w->request->reach_min)
        jh_sum_add(&l->reach, areas->population[a]);
    if (a >= areas->n_inside)
        return;
    jh_sum_add(&l->minutes, areas->population[a] * minutes);
    jh_sum_add(&l->people, areas->population[a]);
}

static void put(struct jh_i_place_work *w, size_t place, const struct location *l)
{
    double people = jh_sum_value(&l->people);
    *jh_i_place_figure(w, place, JH_PLACE_IS_REACH) = people > 0 ? jh_sum_value(&l->reach) : JH_NAN;
    *jh_i_place_figure(w, place, JH_PLACE_IS_CENTRALITY) =
        people > 0 ? jh_sum_value(&l->minutes) / people : JH_NAN;
}

/* Without a hospital: to the point of its largest area, by the distance model. */
static void locate_area(struct jh_i_place_work *w, size_t place, int32_t to)
{
    const struct jh_areas *areas = &w->dataset->areas;
    struct location l = {0};
    for (size_t a = 0; to != JH_NONE && w->request->travel.mode != JH_TRAVEL_LISTED && a < areas->n;
         a++)
        if (jh_point_known(areas->point[a]))
            count(w, a,
                jh_travel_model_min(&w->request->travel.model,
                    jh_geo_distance_m(areas->point[a], areas->point[to])),
                &l);
    put(w, place, &l);
}

static enum jh_status locate_block(struct jh_i_place_work *w, size_t n, const int32_t *place,
    const int32_t *area, float *minutes, struct jh_error *err)
{
    size_t n_areas = w->dataset->areas.n;
    int32_t hospital[BLOCK];
    struct jh_travel_counts counts;
    for (size_t k = 0; k < n; k++)
        hospital[k] = w->places->main_hospital[place[k]];
    enum jh_status st = jh_travel_matrix(
        w->dataset, &w->request->travel, n_areas, area, n, hospital, w->run, minutes, &counts, err);
    for (size_t k = 0; st == JH_OK && k < n; k++) {
        struct location l = {0};
        for (size_t a = 0; a < n_areas; a++)
            count(w, a, (double)minutes[a * n + k], &l);
        put(w, (size_t)place[k], &l);
    }
    return st;
}

enum jh_status jh_i_place_location(struct jh_i_place_work *w, struct jh_error *err)
{
    size_t n = w->places->n, n_areas = w->dataset->areas.n, n_block = 0;
    enum jh_status st = JH_OK;
    int32_t *largest = jh_arena_new(&w->scratch, n, int32_t), block[BLOCK];
    int32_t *area = jh_arena_new(&w->scratch, n_areas, int32_t);
    float *minutes = jh_arena_new(&w->scratch, n_areas * BLOCK, float);
    if (largest == NULL || area == NULL || minutes == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n_areas; a++)
        area[a] = (int32_t)a;
    find_centres(w, largest);
    for (size_t p = 0; p < n; p++) {
        if (w->places->main_hospital[p] == JH_NONE)
            locate_area(w, p, largest[p]);
        else
            block[n_block++] = (int32_t)p;
        if (n_block < BLOCK && p + 1 < n)
            continue;
        if (jh_run_stopped(w->run))
            return jh_fail(err, JH_E_CANCELLED, "stopped before places were scored");
        JH_TRY(st, locate_block(w, n_block, block, area, minutes, err));
        n_block = 0;
    }
out:
    return st;
}
