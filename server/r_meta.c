/* What there is: the program, its commands, the dataset. */
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "base/num.h"
#include "io/json.h"
#include "model/codes.h"
#include "version.h"

#include "server/commands.h"
#include "server/routes.h"

static void put_has(struct jh_json_writer *w, const struct jh_dataset *d)
{
    jh_json_open_object(w, "has");
    jh_json_bool(w, "regions", d->regions.given);
    jh_json_bool(w, "zones", d->zones.n > 0);
    jh_json_bool(w, "boundaries", d->boundaries.n > 0);
    jh_json_bool(w, "travel", d->travel.n > 0);
    jh_json_bool(w, "outside", d->hospitals.n > d->hospitals.n_inside);
    jh_json_bool(w, "capabilities", d->capabilities.n > 0);
    jh_json_bool(w, "hard", d->flows.hard != NULL);
    jh_json_bool(w, "reason", d->flows.reason != NULL);
    jh_json_close_object(w);
}

static void put_dataset(struct jh_json_writer *w, const struct srv_data *data)
{
    const struct jh_dataset *d = data->dataset;
    struct jh_sum people = {0};
    for (size_t a = 0; a < d->areas.n_inside; a++)
        jh_sum_add(&people, d->areas.population[a]);
    jh_json_open_object(w, "dataset");
    jh_json_text(w, "name", d->name);
    jh_json_text(w, "title", d->name);
    jh_json_bool(w, "fictional", d->fictional);
    jh_json_text(w, "fingerprint", d->fingerprint);
    jh_json_text(w, "imported_at", data->about->imported_at);
    jh_json_text(w, "imported_from", data->about->imported_from);
    jh_json_int(w, "n_areas", (int64_t)d->areas.n_inside);
    jh_json_int(w, "n_hospitals", (int64_t)d->hospitals.n_inside);
    jh_json_int(w, "n_flows", (int64_t)d->flows.n);
    jh_json_num(w, "population", jh_sum_value(&people));
    put_has(w, d);
    jh_json_close_object(w);
}

static void put_lists(struct jh_json_writer *w, const struct srv_data *data)
{
    const struct jh_dataset *d = data->dataset;
    jh_json_open_array(w, "specialties");
    for (size_t s = 0; s < d->specialties.n; s++) {
        jh_json_open_object(w, NULL);
        jh_json_text(w, "id", d->specialties.id[s]);
        jh_json_text(w, "name", d->specialties.id[s]);
        jh_json_close_object(w);
    }
    jh_json_close_array(w);
    jh_json_open_array(w, "periods");
    for (size_t p = 0; d->periods.given && p < d->periods.n; p++)
        jh_json_text(w, NULL, d->periods.id[p]);
    jh_json_close_array(w);
    jh_json_open_array(w, "bases");
    for (uint8_t b = JH_BASIS_RESIDENCE; b <= JH_BASIS_INSURANCE; b++)
        if (data->bases >> b & 1u)
            jh_json_text(w, NULL, jh_i_basis_code(b));
    jh_json_close_array(w);
    jh_json_open_array(w, "area_levels");
    jh_json_text(w, NULL, "area");
    if (d->regions.n > 0)
        jh_json_text(w, NULL, "region");
    jh_json_text(w, NULL, "zone");
    jh_json_close_array(w);
}

static enum jh_status meta(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct srv_data *data = NULL;
    struct jh_error none = {0};
    struct jh_json_writer w;
    struct jh_buf text;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    enum jh_status st = srv_data_take(&srv->current, srv->workspace, &data, &none);
    if (st != JH_OK && st != JH_E_NOT_FOUND) {
        *err = none;
        goto out;
    }
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_text(&w, "version", JH_VERSION);
    if (data != NULL) {
        put_dataset(&w, data);
        put_lists(&w, data);
    } else {
        jh_json_null(&w, "dataset");
    }
    JH_TRY(st, srv_commands_put(&w, "commands", request->lang, err));
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_buf_release(&text);
    srv_data_free(data);
    return st;
}

const struct srv_route srv_routes_meta[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/meta",
        .handler = meta,
        .summary = "the program, its commands and the dataset"},
    {.pattern = NULL},
};
