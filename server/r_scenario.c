/* The keys of a scenario, for forms. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/msg.h"
#include "io/json.h"
#include "junheng/plan.h"

#include "server/routes.h"

static const char *kind_name(enum jh_key_kind kind)
{
    switch (kind) {
    case JH_KEY_TEXT:
        return "text";
    case JH_KEY_INT:
        return "integer";
    case JH_KEY_REAL:
        return "number";
    case JH_KEY_BOOL:
        return "boolean";
    case JH_KEY_CHOICE:
        return "choice";
    case JH_KEY_TEXTS:
        return "texts";
    case JH_KEY_PICKS:
        return "picks";
    case JH_KEY_WEIGHTS:
        return "weights";
    }
    return "text";
}

static void put_key(struct jh_json_writer *w, const struct jh_scenario_key *key, enum jh_lang lang)
{
    char group[64] = "";
    size_t len = strcspn(key->name, ".");
    if (key->name[len] == '.' && len < sizeof group)
        memcpy(group, key->name, len);
    jh_json_open_object(w, NULL);
    jh_json_text(w, "name", key->name);
    jh_json_text(w, "group", group);
    jh_json_text(w, "type", kind_name(key->kind));
    jh_json_text(w, "unit", jh_tr(lang, key->unit));
    jh_json_num(w, "min", key->min);
    jh_json_num(w, "max", key->max);
    srv_choices_put(w, "choices", key->choices);
    jh_json_text(w, "default", jh_tr(lang, key->default_text));
    jh_json_text(w, "help", jh_tr(lang, key->help));
    jh_json_close_object(w);
}

static enum jh_status keys(struct srv *srv, const struct srv_request *request,
    struct srv_reply *reply, struct jh_error *err)
{
    struct jh_json_writer w;
    struct jh_buf text;
    size_t n = 0;
    const struct jh_scenario_key *key = jh_scenario_keys(&n);
    (void)srv;
    jh_buf_init(&text, SRV_MAX_ANSWER);
    jh_json_begin(&w, &text, false);
    jh_json_open_object(&w, NULL);
    jh_json_open_array(&w, "keys");
    for (size_t i = 0; i < n; i++)
        put_key(&w, &key[i], request->lang);
    jh_json_close_array(&w);
    jh_json_close_object(&w);
    enum jh_status st = srv_reply_text(reply, 200, SRV_JSON, &text, err);
    jh_buf_release(&text);
    return st;
}

const struct srv_route srv_routes_scenario[] = {
    {.method = SRV_GET,
        .pattern = "/api/v1/scenario",
        .handler = keys,
        .summary = "the keys of a scenario with type, unit, range, default and help"},
    {.pattern = NULL},
};
