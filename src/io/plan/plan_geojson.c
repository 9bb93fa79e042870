#include "io/plan/plan_geojson.h"

#include <math.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/num.h"
#include "io/geojson.h"
#include "io/plan/plan_tables.h"

static void write_area_properties(struct jh_json_writer *w, const struct jh_plan *p, size_t a)
{
    const struct jh_dataset *d = p->dataset;
    const struct jh_flow_rates *all = &p->by_area[(a + 1) * (d->specialties.n + 1) - 1];
    int32_t zone = p->zoning.zones.of_area[a];
    jh_json_open_object(w, "properties");
    jh_json_text(w, "kind", "area");
    jh_json_text(w, "area_id", d->areas.id[a]);
    jh_json_text(w, "name", d->areas.name[a]);
    jh_json_text(w, "zone_id", zone != JH_NONE ? p->zoning.zones.id[zone] : NULL);
    jh_json_text(w, "zone_name", zone != JH_NONE ? jh_i_zone_name(p, zone) : NULL);
    jh_json_num(w, "population", d->areas.population[a]);
    jh_json_num(w, "cases", all->cases);
    jh_json_num(w, "outflow_rate", all->cases > 0 ? all->outflow_cases / all->cases : JH_NAN);
    jh_json_num(w, "access_before", p->access_before != NULL ? p->access_before[a] : JH_NAN);
    jh_json_num(w, "access_after", p->access_after != NULL ? p->access_after[a] : JH_NAN);
    if (p->prediction.model.n_areas > a) {
        const struct jh_choice_area *model = &p->prediction.model.area[a];
        jh_json_num(w, "stayed_frac", model->stayed);
        jh_json_num(w, "stayed_predicted_frac", model->told);
        jh_json_num(w, "stayed_residual", model->stayed - model->told);
    }
    jh_json_open_object(w, "assigned");
    for (size_t s = 0; s < d->specialties.n; s++) {
        int32_t to = p->assigned[a * d->specialties.n + s];
        if (to != JH_NONE)
            jh_json_text(w, d->specialties.id[s], d->hospitals.id[to]);
    }
    jh_json_close_object(w);
    jh_json_close_object(w);
}

static enum jh_status write_areas(
    struct jh_json_writer *w, const struct jh_plan *p, struct jh_error *err)
{
    const struct jh_dataset *d = p->dataset;
    for (size_t a = 0; a < d->areas.n_inside; a++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "type", "Feature");
        write_area_properties(w, p, a);
        enum jh_status st = jh_i_geojson_area(w, d, a, err);
        if (st != JH_OK)
            return st;
        jh_json_close_object(w);
    }
    return JH_OK;
}

static void write_centre(
    struct jh_json_writer *w, const struct jh_plan *p, const struct jh_plan_centre *c)
{
    const struct jh_hospitals *h = &p->dataset->hospitals;
    jh_json_open_object(w, NULL);
    jh_json_text(w, "type", "Feature");
    jh_json_open_object(w, "properties");
    jh_json_text(w, "kind", "centre");
    jh_json_text(w, "hospital_id", h->id[c->hospital]);
    jh_json_text(w, "name", h->name[c->hospital]);
    jh_json_text(w, "zone_id", c->zone != JH_NONE ? p->zoning.zones.id[c->zone] : NULL);
    jh_json_bool(w, "existing", h->role[c->hospital] == JH_ROLE_CENTRE);
    jh_json_num(w, "cases", c->cases);
    jh_json_open_array(w, "specialties");
    for (size_t i = 0; i < p->n_choices; i++)
        if (p->choice[i].hospital == c->hospital)
            jh_json_text(w, NULL, p->dataset->specialties.id[p->choice[i].specialty]);
    jh_json_close_array(w);
    jh_json_close_object(w);
    jh_i_geojson_point(w, h->point[c->hospital]);
    jh_json_close_object(w);
}

enum jh_status jh_i_plan_geojson(
    const struct jh_plan *plan, struct jh_buf *out, struct jh_error *err)
{
    struct jh_json_writer w;
    jh_json_begin(&w, out, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "type", "FeatureCollection");
    jh_json_open_array(&w, "features");
    enum jh_status st = write_areas(&w, plan, err);
    if (st != JH_OK)
        return st;
    for (size_t c = 0; c < plan->n_centres; c++)
        write_centre(&w, plan, &plan->centre[c]);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    jh_buf_puts(out, "\n");
    return jh_buf_status(out, err);
}
