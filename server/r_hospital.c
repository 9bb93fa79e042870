/* The page of one hospital: whom it treats, from where, of what. */
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "model/codes.h"

#include "server/profile.h"
#include "server/routes.h"

enum { SHOWN_PARTNERS = 30 };

static enum jh_status find_hospital(
    const struct jh_dataset *d, const char *id, size_t *out_hospital, struct jh_error *err)
{
    for (size_t h = 0; h < d->hospitals.n; h++)
        if (strcmp(d->hospitals.id[h], id) == 0) {
            *out_hospital = h;
            return JH_OK;
        }
    return jh_fail(err, JH_E_NOT_FOUND, "there is no hospital \"%.60s\"", id);
}

static void put_area(struct jh_json_writer *w, const struct jh_dataset *d, int32_t area)
{
    if (area == JH_NONE) {
        jh_json_null(w, "area");
        return;
    }
    jh_json_open_object(w, "area");
    jh_json_text(w, "id", d->areas.id[area]);
    jh_json_text(w, "name", d->areas.name[area]);
    jh_json_close_object(w);
}

static void put_about(
    struct jh_json_writer *w, const struct jh_dataset *d, size_t i, enum jh_lang lang)
{
    const struct jh_hospitals *h = &d->hospitals;
    bool known = jh_point_known(h->point[i]);
    jh_json_text(w, "id", h->id[i]);
    jh_json_text(w, "name", h->name[i]);
    jh_json_bool(w, "outside", i >= h->n_inside);
    put_area(w, d, h->area[i]);
    jh_json_num(w, "lon", known ? h->point[i].lon_deg : JH_NAN);
    jh_json_num(w, "lat", known ? h->point[i].lat_deg : JH_NAN);
    jh_json_text(w, "grade", jh_i_grade_text(lang, h->grade[i]));
    jh_json_text(w, "sponsor", jh_i_sponsor_text(lang, h->sponsor[i]));
    jh_json_text(w, "kind", jh_i_kind_text(lang, h->kind[i]));
    jh_json_text(w, "role", jh_i_role_code(h->role[i]));
    jh_json_text(w, "campus_of", h->campus_of[i] != JH_NONE ? h->id[h->campus_of[i]] : NULL);
    jh_json_num(w, "beds", h->beds[i]);
    jh_json_num(w, "authorised_beds", h->authorised_beds[i]);
    jh_json_num(w, "bed_use", h->bed_use_frac[i]);
    jh_json_num(w, "mean_stay_days", h->mean_stay_days[i]);
}

static void put_capabilities(struct jh_json_writer *w, const struct jh_dataset *d, size_t h)
{
    const struct jh_capabilities *c = &d->capabilities;
    jh_json_open_array(w, "capabilities");
    for (size_t i = c->n > 0 ? c->start[h] : 0; c->n > 0 && i < c->start[h + 1]; i++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", d->specialties.id[c->specialty[i]]);
        jh_json_num(w, "quality", c->quality[i]);
        jh_json_num(w, "beds", c->beds[i]);
        jh_json_text(w, "key_level", jh_i_key_level_code(c->key_level[i]));
        jh_json_bool(w, "centre", c->centre[i] != 0);
        jh_json_num(w, "max_projects", c->max_projects[i]);
        jh_json_num(w, "projects", c->projects[i]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

static void put_treated(struct jh_json_writer *w, const struct jh_flow_hospital *f)
{
    jh_json_num(w, "cases", f->cases);
    jh_json_num(w, "local_cases", f->local_cases);
    jh_json_num(w, "inflow_cases", f->inflow_cases);
    jh_json_num(w, "inflow_rate", srv_share(f->inflow_cases, f->cases));
    jh_json_num(w, "outside_cases", f->outside_cases);
    jh_json_num(w, "hard_cases", f->hard_cases);
    jh_json_num(w, "relevance", f->relevance);
}

static void put_specialties(
    struct jh_json_writer *w, const struct jh_dataset *d, const struct srv_profiles *p, size_t h)
{
    const size_t width = d->specialties.n + 1;
    jh_json_open_array(w, "by_specialty");
    for (size_t s = 0; s < d->specialties.n; s++) {
        const struct jh_flow_hospital *f = &p->hospital[h * width + s];
        if (!(f->cases > 0))
            continue;
        jh_json_open_object(w, NULL);
        jh_json_text(w, "specialty", d->specialties.id[s]);
        put_treated(w, f);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_open_array(w, "by_period");
    for (size_t t = 0; t < d->periods.n; t++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "period", d->periods.id[t]);
        put_treated(w, &p->hospital_period[t * d->hospitals.n + h]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
}

/* Cases of the hospital in the rows of an area, which are sorted by hospital. */
static double cases_from(const struct jh_flow_table *table, size_t area, int32_t hospital)
{
    size_t low = table->start[area], end = table->start[area + 1], high = end;
    double cases = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->hospital[middle] < hospital)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && table->hospital[low] == hospital; low++)
        cases += table->cases[low];
    return cases;
}

static void put_origin(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct srv_profiles *p, const struct srv_partner *from, size_t h, double all)
{
    const size_t width = d->specialties.n + 1, a = (size_t)from->index;
    bool inside = a < d->areas.n_inside;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "area_id", d->areas.id[a]);
    jh_json_text(w, "name", d->areas.name[a]);
    jh_json_bool(w, "outside", !inside);
    jh_json_num(w, "cases", from->cases);
    jh_json_num(w, "share", srv_share(from->cases, all));
    jh_json_num(w, "market_share",
        inside ? srv_share(from->cases, p->area[a * width + width - 1].cases) : JH_NAN);
    jh_json_num(w, "minutes", srv_minutes(d, from->index, (int32_t)h));
    jh_json_close_object(w);
}

static enum jh_status put_origins(struct jh_json_writer *w, const struct jh_dataset *d,
    const struct srv_profiles *p, size_t h, struct jh_error *err)
{
    const double all = p->hospital[h * (d->specialties.n + 1) + d->specialties.n].cases;
    struct jh_arena arena;
    size_t n = 0;
    jh_arena_init(&arena, 0);
    struct srv_partner *from = jh_arena_new(&arena, d->areas.n, struct srv_partner);
    if (from == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < d->areas.n; a++) {
        double cases = cases_from(&p->table, a, (int32_t)h);
        if (cases > 0)
            from[n++] = (struct srv_partner){(int32_t)a, cases};
    }
    srv_partners_sort(n, from);
    jh_json_open_array(w, "origins");
    for (size_t i = 0; i < n && i < SHOWN_PARTNERS; i++)
        put_origin(w, d, p, &from[i], h, all);
    jh_json_close_array(w);
    jh_json_int(w, "n_origins", (int64_t)n);
    jh_arena_release(&arena);
    return JH_OK;
}

static enum jh_status hospital(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_dataset *d = request->data->dataset;
    const struct srv_profiles *p = NULL;
    struct jh_json_writer w;
    struct jh_buf text;
    size_t h = 0;
    enum jh_status st = JH_OK;
    (void)srv;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    JH_TRY(st, find_hospital(d, request->part[0], &h, err));
    JH_TRY(st, srv_profiles_take(request->data, &p, err));
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    put_about(&w, d, h, request->lang);
    jh_json_num(&w, "years", p->table.years);
    jh_json_open_object(&w, "figures");
    put_treated(&w, &p->hospital[h * (d->specialties.n + 1) + d->specialties.n]);
    jh_json_close_object(&w);
    put_capabilities(&w, d, h);
    put_specialties(&w, d, p, h);
    JH_TRY(st, put_origins(&w, d, p, h, err));
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_hospital[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/hospitals/{id}",
        .handler = hospital,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .summary = "one hospital: what it treats, origins with market share, capabilities"},
    {.pattern = NULL},
};
