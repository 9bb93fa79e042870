#include "server/profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"

#include "server/data.h"

void srv_profiles_init(struct srv_profiles *profiles)
{
    memset(profiles, 0, sizeof *profiles);
    pthread_mutex_init(&profiles->lock, NULL);
    pthread_mutex_init(&profiles->reducing, NULL);
}

static void clear(struct srv_profiles *p)
{
    jh_i_free(p->area);
    jh_i_free(p->hospital);
    jh_i_free(p->area_period);
    jh_i_free(p->hospital_period);
    p->area = p->area_period = NULL;
    p->hospital = p->hospital_period = NULL;
}

void srv_profiles_release(struct srv_profiles *profiles)
{
    clear(profiles);
    jh_flow_table_release(&profiles->table);
    pthread_mutex_destroy(&profiles->reducing);
    pthread_mutex_destroy(&profiles->lock);
}

/* Every area is a unit of its own, and a hospital belongs to its area. */
static enum jh_status unit_maps(const struct jh_dataset *d, struct jh_arena *arena,
    int32_t **out_of_area, int32_t **out_of_hospital, struct jh_error *err)
{
    int32_t *of_area = jh_arena_new(arena, d->areas.n, int32_t);
    int32_t *of_hospital = jh_arena_new(arena, d->hospitals.n, int32_t);
    if (of_area == NULL || of_hospital == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < d->areas.n; a++)
        of_area[a] = a < d->areas.n_inside ? (int32_t)a : JH_NONE;
    for (size_t h = 0; h < d->hospitals.n; h++)
        of_hospital[h] = h < d->hospitals.n_inside ? d->hospitals.area[h] : JH_NONE;
    *out_of_area = of_area;
    *out_of_hospital = of_hospital;
    return JH_OK;
}

static enum jh_status measure(const struct jh_dataset *d, const struct jh_flow_table *table,
    const int32_t *of_area, const int32_t *of_hospital, struct jh_flow_rates *area,
    struct jh_flow_hospital *hospital, struct jh_error *err)
{
    enum jh_status st =
        jh_flow_rates_by_unit(d, table, d->areas.n_inside, of_area, of_hospital, NULL, area, err);
    if (st == JH_OK)
        st = jh_flow_by_hospital(d, table, d->areas.n_inside, of_area, of_hospital, hospital, err);
    return st;
}

/* One period alone: what counts is its sum over specialties. */
static enum jh_status measure_period(const struct jh_dataset *d, size_t period,
    const int32_t *of_area, const int32_t *of_hospital, struct jh_arena *arena,
    struct srv_profiles *p, struct jh_error *err)
{
    const size_t width = d->specialties.n + 1;
    struct jh_arena_mark mark = jh_arena_save(arena);
    struct jh_flow_table table = {0};
    struct jh_flow_rates *area =
        jh_arena_new(arena, d->areas.n_inside * width, struct jh_flow_rates);
    struct jh_flow_hospital *hospital =
        jh_arena_new(arena, d->hospitals.n * width, struct jh_flow_hospital);
    uint8_t *chosen = jh_arena_new(arena, d->periods.n, uint8_t);
    const struct jh_flow_query query = {.basis = p->table.basis, .period = chosen};
    enum jh_status st = JH_OK;
    if (area == NULL || hospital == NULL || chosen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    chosen[period] = 1;
    JH_TRY(st, jh_flow_reduce(d, &query, &table, err));
    JH_TRY(st, measure(d, &table, of_area, of_hospital, area, hospital, err));
    for (size_t a = 0; a < d->areas.n_inside; a++)
        p->area_period[period * d->areas.n_inside + a] = area[a * width + width - 1];
    for (size_t h = 0; h < d->hospitals.n; h++)
        p->hospital_period[period * d->hospitals.n + h] = hospital[h * width + width - 1];
out:
    jh_flow_table_release(&table);
    jh_arena_rewind(arena, mark);
    return st;
}

static enum jh_status make(const struct jh_dataset *d, struct srv_profiles *p, struct jh_error *err)
{
    const size_t width = d->specialties.n + 1;
    int32_t *of_area = NULL, *of_hospital = NULL;
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    JH_TRY(st, unit_maps(d, &arena, &of_area, &of_hospital, err));
    p->area = jh_i_calloc(d->areas.n_inside * width, sizeof *p->area);
    p->hospital = jh_i_calloc(d->hospitals.n * width, sizeof *p->hospital);
    p->area_period = jh_i_calloc(d->areas.n_inside * d->periods.n, sizeof *p->area_period);
    p->hospital_period = jh_i_calloc(d->hospitals.n * d->periods.n, sizeof *p->hospital_period);
    if (p->area == NULL || p->hospital == NULL || p->area_period == NULL ||
        p->hospital_period == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, measure(d, &p->table, of_area, of_hospital, p->area, p->hospital, err));
    for (size_t t = 0; t < d->periods.n; t++)
        JH_TRY(st, measure_period(d, t, of_area, of_hospital, &arena, p, err));
    p->made = true;
out:
    if (st != JH_OK)
        clear(p);
    jh_arena_release(&arena);
    return st;
}

enum jh_status srv_flows_take(
    struct srv_data *data, const struct jh_flow_table **out, struct jh_error *err)
{
    struct srv_profiles *p = &data->profiles;
    enum jh_status st = JH_OK;
    pthread_mutex_lock(&p->reducing);
    if (!p->reduced)
        st = jh_flow_reduce(data->dataset, NULL, &p->table, err);
    p->reduced = p->reduced || st == JH_OK;
    pthread_mutex_unlock(&p->reducing);
    if (st == JH_OK)
        *out = &p->table;
    return st;
}

enum jh_status srv_profiles_take(
    struct srv_data *data, const struct srv_profiles **out, struct jh_error *err)
{
    struct srv_profiles *p = &data->profiles;
    const struct jh_flow_table *table = NULL;
    enum jh_status st = JH_OK;
    pthread_mutex_lock(&p->lock);
    if (!p->made)
        st = srv_flows_take(data, &table, err);
    if (!p->made && st == JH_OK)
        st = make(data->dataset, p, err);
    pthread_mutex_unlock(&p->lock);
    if (st == JH_OK)
        *out = p;
    return st;
}

static int by_cases(const void *a, const void *b)
{
    const struct srv_partner *x = a, *y = b;
    if (x->cases != y->cases)
        return x->cases < y->cases ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

void srv_partners_sort(size_t n, struct srv_partner *partner)
{
    if (n > 1)
        qsort(partner, n, sizeof *partner, by_cases);
}

void srv_split_put(struct jh_json_writer *w, const struct jh_flow_rates *rates)
{
    static const char *const names[] = {"own_county", "own_prefecture", "own_province", "outside"};
    jh_json_open_object(w, "split");
    for (size_t i = 0; i < 4; i++)
        jh_json_num(w, names[i], rates->split[i]);
    jh_json_close_object(w);
}

double srv_share(double part, double whole)
{
    return whole > 0 ? part / whole : JH_NAN;
}

double srv_minutes(const struct jh_dataset *dataset, int32_t area, int32_t hospital)
{
    const struct jh_travel_options travel = jh_travel_options_default();
    double minutes = jh_travel_minutes(dataset, &travel, area, hospital);
    return isfinite(minutes) ? minutes : JH_NAN;
}
