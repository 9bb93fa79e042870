/* Zones as one object, and the judgement of a division made by hand. */
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"
#include "base/strmap.h"
#include "io/json.h"

#include "cli/zones.h"

#include "server/commands.h"
#include "server/profile.h"
#include "server/routes.h"

enum { BODY_MAX = 1 << 22 };

static void put_zone(struct jh_json_writer *w, const struct jh_zones *zones,
    const struct jh_zone_fact *fact, size_t z)
{
    jh_json_open_object(w, NULL);
    jh_json_text(w, "id", zones->id[z]);
    jh_json_text(w, "name", zones->name[z]);
    jh_json_text(w, "centre_city", zones->centre_city[z]);
    jh_json_int(w, "n_areas", (int64_t)fact->n_areas);
    jh_json_int(w, "n_hospitals", (int64_t)fact->n_hospitals);
    jh_json_num(w, "population", fact->population);
    jh_json_num(w, "beds", fact->beds);
    jh_json_num(w, "localization_index", fact->localization_index);
    jh_json_num(w, "conductance", fact->conductance);
    jh_json_num(w, "compactness", fact->compactness);
    jh_json_num(w, "inside_minutes", fact->inside_minutes);
    jh_json_close_object(w);
}

static void put_indices(
    struct jh_json_writer *w, const struct jh_zoning *zoning, const struct jh_zone_account *account)
{
    const struct jh_zone_indices *i = &zoning->indices;
    jh_json_open_object(w, "indices");
    jh_json_num(w, "localization_index", i->localization_index);
    jh_json_num(w, "lofi", i->lofi);
    jh_json_num(w, "modularity", i->modularity);
    jh_json_num(w, "conductance_mean", account->conductance_mean);
    jh_json_num(w, "conductance_max", account->conductance_max);
    jh_json_num(w, "compactness", account->compactness);
    jh_json_num(w, "inside_minutes", account->inside_minutes);
    jh_json_num(w, "population_cv", i->population_cv);
    jh_json_num(w, "min_population", i->min_population);
    jh_json_num(w, "max_population", i->max_population);
    jh_json_int(w, "n_zones", (int64_t)i->n_zones);
    jh_json_int(w, "n_components", (int64_t)i->n_components);
    jh_json_int(w, "n_without_hospital", (int64_t)account->n_without_hospital);
    jh_json_int(w, "n_areas_without_zone", (int64_t)zoning->n_areas_without_zone);
    jh_json_close_object(w);
}

static enum jh_status reply_zoning(const struct jh_dataset *d, const struct jh_flow_table *table,
    const struct jh_zoning *zoning, struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_zones *zones = &zoning->zones;
    struct jh_zone_account account = {0};
    struct jh_json_writer w;
    struct jh_buf text;
    enum jh_status st = JH_OK;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    JH_TRY(st, jh_zone_account_make(d, table, zoning, NULL, &account, err));
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_open_array(&w, "zones");
    for (size_t z = 0; z < zones->n; z++)
        put_zone(&w, zones, &account.zone[z], z);
    jh_json_close_array(&w);
    jh_json_open_object(&w, "of_area");
    for (size_t a = 0; a < d->areas.n_inside; a++) {
        int32_t z = zones->of_area[a];
        jh_json_text(&w, d->areas.id[a], z != JH_NONE ? zones->id[z] : NULL);
    }
    jh_json_close_object(&w);
    put_indices(&w, zoning, &account);
    jh_json_close_object(&w);
    st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
out:
    jh_zone_account_release(&account);
    jh_buf_release(&text);
    return st;
}

static enum jh_status zoning(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_dataset *d = request->data->dataset;
    const struct jh_flow_table *table = NULL;
    struct srv_asked asked = {0};
    struct jh_zoning made = {0};
    struct cli_zones zones;
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    jh_arena_init(&arena, 0);
    JH_TRY(st, srv_asked_init(&asked, srv, request, srv_command_find("zones"), err));
    JH_TRY(st, srv_flows_take(request->data, &table, err));
    JH_TRY(st, cli_zones_wanted(&asked.cli, &asked.args, d, table, &arena, &zones, err));
    JH_TRY(st, cli_zones_make(&zones, zones.request.method, &asked.cli.run, &made, err));
    st = reply_zoning(d, table, &made, reply, err);
out:
    jh_arena_release(&arena);
    jh_zoning_release(&made);
    srv_asked_release(&asked);
    return st;
}

/* ---- By hand ---------------------------------------------------------------------------------- */

/* The position of a zone's id among those seen, which grow with it. */
static enum jh_status zone_index(struct jh_strmap *seen, struct jh_zones *zones, const char *id,
    int32_t *out_zone, struct jh_error *err)
{
    uint32_t at = 0;
    bool fresh = false;
    enum jh_status st = jh_strmap_put(seen, id, strlen(id), (uint32_t)zones->n, &at, &fresh, err);
    if (st != JH_OK)
        return st;
    if (fresh) {
        zones->id[zones->n] = zones->name[zones->n] = id;
        zones->centre_city[zones->n++] = "";
    }
    *out_zone = (int32_t)at;
    return JH_OK;
}

static enum jh_status read_division(const struct jh_dataset *d, const struct jh_json *of_area,
    struct jh_arena *arena, struct jh_strmap *seen, struct jh_zones *out, struct jh_error *err)
{
    const size_t n = d->areas.n_inside;
    size_t n_read = 0;
    enum jh_status st = JH_OK;
    out->id = jh_arena_new(arena, n, const char *);
    out->name = jh_arena_new(arena, n, const char *);
    out->centre_city = jh_arena_new(arena, n, const char *);
    out->of_area = jh_arena_new(arena, n, int32_t);
    if (out->id == NULL || out->name == NULL || out->centre_city == NULL || out->of_area == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t a = 0; a < n; a++) {
        const char *zone = jh_json_as_text(jh_json_get(of_area, d->areas.id[a]));
        out->of_area[a] = JH_NONE;
        if (zone == NULL)
            continue;
        JH_TRY(st, zone_index(seen, out, zone, &out->of_area[a], err));
        n_read++;
    }
    if (n_read == 0 || n_read < jh_json_length(of_area)) {
        st = jh_fail(err, JH_E_ARG, "of_area must give areas of the dataset a zone");
        jh_where(err, "/of_area");
    }
out:
    return st;
}

static enum jh_status judge(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    const struct jh_json_limits limits = {BODY_MAX, 8};
    const struct jh_zone_request given = {.method = JH_ZONE_GIVEN, .unit = JH_ZONE_UNIT_AREA};
    const struct jh_flow_table *table = NULL;
    struct jh_dataset divided = *request->data->dataset; /* the same, divided by hand */
    struct jh_json *root = NULL;
    struct jh_zoning made = {0};
    struct jh_strmap seen;
    struct jh_arena arena;
    enum jh_status st = JH_OK;
    (void)srv;
    divided.zones = (struct jh_zones){.n = 0};
    jh_arena_init(&arena, 0);
    jh_strmap_init(&seen);
    JH_TRY(st, jh_json_parse(request->body, request->body_len, limits, &root, err));
    JH_TRY(st,
        read_division(&divided, jh_json_get(root, "of_area"), &arena, &seen, &divided.zones, err));
    JH_TRY(st, srv_flows_take(request->data, &table, err));
    JH_TRY(st, jh_zoning_make(&divided, table, &given, true, NULL, &made, err));
    st = reply_zoning(&divided, table, &made, reply, err);
out:
    jh_zoning_release(&made);
    jh_strmap_release(&seen);
    jh_arena_release(&arena);
    jh_json_free(root);
    return st == JH_E_DATA ? JH_E_ARG : st;
}

const struct srv_route srv_routes_zoning[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/zoning",
        .handler = zoning,
        .needs_data = true,
        .keep = SRV_KEEP_DATASET,
        .summary = "zones with their indices and the zone of each area; options as zones"},
    {.method = SRV_POST,
        .pattern = "/api/v1/zoning/judge",
        .handler = judge,
        .needs_data = true,
        .body_max = BODY_MAX,
        .body_type = "application/json",
        .summary = "judge a division made by hand: {\"of_area\":{area_id:zone_id}}"},
    {.pattern = NULL},
};
