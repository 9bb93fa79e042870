/* The page of one area: who leaves, for what, where to, since when. */
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/codes.h"

#include "server/profile.h"
#include "server/routes.h"

enum { SHOWN_PARTNERS = 20 };

static enum jh_status find_area(
    const struct jh_dataset *d, const char *id, size_t *out_area, struct jh_error *err)
{
    for (size_t a = 0; a < d->areas.n_inside; a++)
        if (strcmp(d->areas.id[a], id) == 0) {
            *out_area = a;
            return JH_OK;
        }
    return jh_fail(err, JH_E_NOT_FOUND, "there is no area \"%.60s\"", id);
}

static void put_rates(struct jh_json_writer *w, const struct jh_flow_rates *r)
{
    jh_json_num(w, "cases", r->cases);
    jh_json_num(w, "local_cases", r->local_cases);
    jh_json_num(w, "outflow_cases", r->outflow_cases);
    jh_json_num(w, "outflow_rate", srv_share(r->outflow_cases, r->cases));
    jh_json_num(w, "outflow_rate_excl", srv_share(r->outflow_excl, r->cases_excl));
    jh_json_num(w, "inflow_cases", r->inflow_cases);
    jh_json_num(w, "treated_cases", r->treated_cases);
    jh_json_num(w, "hard_cases", r->hard_cases);
    jh_json_num(w, "hard_outflow", r->hard_outflow);
    srv_split_put(w, r);
}

static void put_region(struct jh_json_writer *w, const struct jh_dataset *d, int32_t region)
{
    if (region == JH_NONE) {
        jh_json_null(w, "region");
        return;
    }
    jh_json_open_object(w, "region");
    jh_json_text(w, "id", d->regions.id[region]);
    jh_json_text(w, "name", d->regions.name[region]);
    jh_json_close_object(w);
}

static void put_about(struct jh_json_writer *w, const struct jh_dataset *d, size_t a)
{
    bool known = jh_point_known(d->areas.point[a]);
    jh_json_text(w, "id", d->areas.id[a]);
    jh_json_text(w, "name", d->areas.name[a]);
    put_region(w, d, d->areas.region[a]);
    jh_json_num(w, "population", d->areas.population[a]);
    jh_json_num(w, "lon", known ? d->areas.point[a].lon_deg : JH_NAN);
    jh_json_num(w, "lat", known ? d->areas.point[a].lat_deg : JH_NAN);
}

static void put_specialties(
    struct jh_json_writer *w, const struct jh_dataset *d, const struct srv_profiles *p, size_t a)
{
    const size_t width = d->specialties.n + 1;
    jh_json_open_array(w, "by_specialty");
    for (size_t s = 0; s < d->specialties.n; s++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", d->specialties.id[s]);
        put_rates(w, &p->area[a * width + s]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_periods(
    struct jh_json_writer *w, const struct jh_dataset *d, const struct srv_profiles *p, size_t a)
{
    jh_json_open_array(w, "by_period");
    for (size_t t = 0; t < d->periods.n; t++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "period", d->periods.id[t]);
        put_rates(w, &p->area_period[t * d->areas.n_inside + a]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* Where its people go: the rows of the area are grouped by hospital already. */
static enum jh_status put_destinations(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct srv_profiles *p, size_t a, struct jh_error *err)
{
    const struct jh_flow_table *table = &p->table;
    size_t first = table->start[a], end = table->start[a + 1], n = 0;
    const double all = p->area[a * (d->specialties.n + 1) + d->specialties.n].cases;
    struct jh_arena arena;
    jh_arena_init(&arena, 0);
    struct srv_partner *to = jh_arena_new(&arena, end - first, struct srv_partner);
    if (to == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = first; i < end; i++) {
        if (n == 0 || to[n - 1].index != table->hospital[i])
            to[n++] = (struct srv_partner){table->hospital[i], 0};
        to[n - 1].cases += table->cases[i];
    }
    srv_partners_sort(n, to);
    jh_json_open_array(w, "destinations");
    for (size_t i = 0; i < n && i < SHOWN_PARTNERS; i++) {
        int32_t h = to[i].index;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "hospital_id", d->hospitals.id[h]);
        jh_json_text(w, "name", d->hospitals.name[h]);
        jh_json_bool(w, "outside", (size_t)h >= d->hospitals.n_inside);
        jh_json_num(w, "cases", to[i].cases);
        jh_json_num(w, "share", srv_share(to[i].cases, all));
        jh_json_num(w, "minutes", srv_minutes(d, (int32_t)a, h));
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_int(w, "n_destinations", (int64_t)n);
    jh_arena_release(&arena);
    return JH_OK;
}

static enum jh_status area(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_dataset *d = request->data->dataset;
    const struct srv_profiles *p = NULL;
    struct jh_json_writer w;
    struct jh_buf text;
    size_t a = 0;
    enum jh_status st = JH_OK;
    (void)srv;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    JH_TRY(st, find_area(d, request->part[0], &a, err));
    JH_TRY(st, srv_profiles_take(request->data, &p, err));
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    put_about(&w, d, a);
    jh_json_text(&w, "basis", jh_i_basis_code((uint8_t)p->table.basis));
    jh_json_num(&w, "years", p->table.years);
    jh_json_open_object(&w, "figures");
    put_rates(&w, &p->area[a * (d->specialties.n + 1) + d->specialties.n]);
    jh_json_close_object(&w);
    put_specialties(&w, d, p, a);
    put_periods(&w, d, p, a);
    JH_TRY(st, put_destinations(&w, d, p, a, err));
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_area[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/areas/{id}",
        .handler = area,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .summary = "one area: rates, four-way split, destinations, by specialty and by period"},
    {.pattern = NULL},
};
