/*
 * What the options of `zones` ask for.
 */
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

#include "cli/items.h"
#include "cli/zones.h"

enum { NUMBERS_MOST = 100 };

enum jh_status cli_zones_make(const struct cli_zones *c, enum jh_zone_method method,
    const struct jh_run *run, struct jh_zoning *out, struct jh_error *err)
{
    struct jh_zone_request request = c->request;
    request.huff = &c->huff;
    request.method = method;
    request.referral = c->by_referral && method == JH_ZONE_DARTMOUTH ? &c->referral : NULL;
    if (method != JH_ZONE_GIVEN && method != JH_ZONE_SEEDED && !c->number_given)
        return jh_zoning_by_guideline(c->dataset, c->flows, &request, run, out, err);
    return jh_zoning_make(c->dataset, c->flows, &request, true, run, out, err);
}

static enum jh_status take_centres(const struct cli_args *args, struct jh_arena *arena,
    struct cli_zones *zones, struct jh_error *err)
{
    struct cli_item *item;
    size_t n;
    enum jh_status st =
        cli_items_parse(arena, "centres", cli_get(args, "centres")->text, 0, &n, &item, err);
    if (st != JH_OK)
        return st;
    const char **centre = jh_arena_new(arena, n, const char *);
    if (centre == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++)
        centre[k] = item[k].name;
    zones->request.n_centres = n;
    zones->request.centre = centre;
    return JH_OK;
}

/* The specialties that referral regions go by, where any are named. */
static enum jh_status take_specialties(const struct cli_args *args, struct jh_arena *arena,
    struct cli_zones *zones, struct jh_error *err)
{
    const struct jh_specialties *known = &zones->dataset->specialties;
    struct cli_item *item;
    size_t n;
    enum jh_status st = cli_items_parse(arena, "referral-specialties",
        cli_get(args, "referral-specialties")->text, 0, &n, &item, err);
    if (st != JH_OK || n == 0)
        return st;
    uint8_t *chosen = jh_arena_new(arena, known->n, uint8_t);
    if (chosen == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t k = 0; k < n; k++) {
        size_t s = 0;
        while (s < known->n && strcmp(known->id[s], item[k].name) != 0)
            s++;
        if (s == known->n)
            return jh_fail(err, JH_E_NOT_FOUND, "the data have no specialty %s", item[k].name);
        chosen[s] = 1;
    }
    zones->referral.specialty = chosen;
    return JH_OK;
}

/* "42", "30-60" or "30-60:10". */
static bool parse_range(const char *text, size_t len, int64_t *from, int64_t *to, int64_t *step)
{
    const char *dash = memchr(text, '-', len), *colon = memchr(text, ':', len);
    size_t n_first = dash != NULL ? (size_t)(dash - text) : len;
    *step = 1;
    if (!jh_num_parse_i64(text, n_first, from) || *from < 0)
        return false;
    *to = *from;
    if (dash == NULL)
        return true;
    size_t n_rest = (colon != NULL ? (size_t)(colon - text) : len) - n_first - 1;
    if (colon != NULL &&
        (colon < dash || !jh_num_parse_i64(colon + 1, len - (size_t)(colon - text) - 1, step)))
        return false;
    return jh_num_parse_i64(dash + 1, n_rest, to) && *to >= *from && *step > 0;
}

static enum jh_status take_numbers(
    const char *text, struct jh_arena *arena, struct cli_zones *zones, struct jh_error *err)
{
    if (text == NULL)
        return JH_OK;
    size_t *number = jh_arena_new(arena, NUMBERS_MOST, size_t), n = 0;
    if (number == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (const char *at = text; at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t len = comma != NULL ? (size_t)(comma - at) : strlen(at);
        int64_t from, to, step;
        if (!parse_range(at, len, &from, &to, &step)) {
            enum jh_status st = jh_fail(err, JH_E_ARG,
                "option --numbers: \"%.*s\" is no number of zones and no range of them",
                (int)(len < 60 ? len : 60), at);
            jh_hint(err, "Write numbers and ranges, as in 30,42,60 or 30-60:10.");
            return st;
        }
        for (int64_t k = from;; k += step) {
            if (n == NUMBERS_MOST)
                return jh_fail(
                    err, JH_E_ARG, "option --numbers: more than %d numbers", NUMBERS_MOST);
            number[n++] = (size_t)k;
            if (to - k < step)
                break;
        }
        at = comma != NULL ? comma + 1 : NULL;
    }
    zones->n_numbers = n;
    zones->number = number;
    return JH_OK;
}

static void choose_method(const struct cli_args *args, struct cli_zones *zones)
{
    const struct cli_value *method = cli_get(args, "method"), *k = cli_get(args, "zones");
    const struct jh_zone_options *o = &zones->request.options;
    const bool keep = cli_get(args, "keep-given")->given;
    const bool fixed = keep || cli_get(args, "centres")->given;
    const bool rules = k->given || o->min_population > 0 || o->min_localization > 0;
    if (method->given)
        zones->request.method = (enum jh_zone_method)method->choice;
    else if (zones->by_referral)
        zones->request.method = JH_ZONE_DARTMOUTH;
    else if (fixed)
        zones->request.method = rules ? JH_ZONE_LEIDEN : JH_ZONE_SEEDED;
    else if (!k->given && zones->dataset->zones.n > 0)
        zones->request.method = JH_ZONE_GIVEN;
    zones->request.keep_given = keep || zones->request.method == JH_ZONE_SEEDED;
    zones->number_given = rules || fixed;
}

enum jh_status cli_zones_wanted(struct cli *cli, const struct cli_args *args,
    const struct jh_dataset *dataset, const struct jh_flow_table *flows, struct jh_arena *arena,
    struct cli_zones *out, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct cli_zones zones = {.cli = cli,
        .dataset = dataset,
        .flows = flows,
        .request = {.method = JH_ZONE_LEIDEN,
            .unit = (enum jh_zone_unit)cli_get(args, "unit")->choice,
            .options = {.n_zones = (size_t)cli_get(args, "zones")->integer,
                .min_population = cli_get(args, "min-population")->real,
                .min_localization = cli_get(args, "min-localization")->real}},
        .huff = {cli_get(args, "alpha")->real, cli_get(args, "beta")->real},
        .referral = {NULL, cli_get(args, "referral-cases")->real},
        .by_referral = cli_get(args, "level")->choice == 1};
    choose_method(args, &zones);
    if (zones.by_referral && zones.request.method != JH_ZONE_DARTMOUTH)
        return jh_fail(err, JH_E_ARG, "only the method dartmouth makes referral regions");
    JH_TRY(st, take_centres(args, arena, &zones, err));
    JH_TRY(st, take_specialties(args, arena, &zones, err));
    JH_TRY(st, take_numbers(cli_get(args, "numbers")->text, arena, &zones, err));
    if (zones.n_numbers > 0 && cli_get(args, "zones")->given)
        return jh_fail(err, JH_E_ARG, "--zones and --numbers say the same thing twice");
    *out = zones;
out:
    return st;
}
