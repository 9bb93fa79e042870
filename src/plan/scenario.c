#include "plan/scenario.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/num.h"

struct jh_scenario_store {
    struct jh_arena arena;
};

struct jh_scenario jh_scenario_default(void)
{
    static const char *const grades[] = {"三级"};
    return (struct jh_scenario){
        .name = "",
        .map_review_number = "",
        .seed = 1,
        .time_limit_s = 60,
        .zones_method = JH_SCENARIO_ZONES_AUTO,
        .zones_count = -1,
        .zones_min_population = 0,
        .zones_unit = JH_ZONE_UNIT_AUTO,
        .zones_min_localization = 0,
        .zones_huff_beds = JH_HUFF_BEDS,
        .zones_huff_minutes = JH_HUFF_MINUTES,
        .zones_referral_cases = JH_REFERRAL_CASES,
        .access_method = JH_SCENARIO_ACCESS_2SFCA,
        .access_decay = JH_DECAY_AUTO,
        .access_parameter = JH_NAN,
        .access_reach_min = JH_NAN,
        .beds_share = 0,
        .places_by = JH_PLACES_BY_REGION,
        .places_count = -1,
        .places_shortage = 1,
        .places_people = 1,
        .places_location = 1,
        .places_strategy = 1,
        .top_specialties = 3,
        .ranking = JH_RANKING_CASES,
        .demand = JH_DEMAND_RESIDENT,
        .cases = JH_CASES_ALL,
        .basis = JH_BASIS_NONE,
        .centres_max_total = -1,
        .centres_per_zone_min = 1,
        .centres_per_zone_max = -1,
        .cs_max_total = -1,
        .cs_per_specialty_max = -1,
        .cs_one_per_zone = true,
        .hosts_grades = {1, grades},
        .beds_ceiling_per_1000 = JH_NAN,
        .beds_site_max = JH_NAN,
        .beds_use = 0.85,
        .beds_mean_stay = JH_NAN,
        .budget_total = JH_NAN,
        .frontier_points = 10,
        .hosts_min_beds = 0,
        .hosts_max_specialties = -1,
        .assign = JH_ASSIGN_AUTO,
        .objective = {[JH_OBJECTIVE_TRAVEL] = 1},
        .reach_min = 60,
        .border_reach_min = 60,
        .travel = {.mode = JH_TRAVEL_MIXED, .model = jh_travel_model_default()},
        .uplift = 0.5,
        .uplift_self_built = 0.1,
        .calibration = 1,
        .exporters_max_projects = JH_PAIR_DEFAULT_PROJECTS,
        .exporters_from = JH_PAIR_FROM_ANY,
        .choice_time = JH_CHOICE_TIME_LOG,
        .choice_alternatives = 0,
        .choice_draws = 200,
        .years_horizon = 5,
        .years_open_existing = 1,
        .years_open_new = 3,
        .years_ramp = 3,
        .money_central = 1,
        .money_province = 1,
        .money_city = 1,
        .money_own = 1,
        .money_cost_home = JH_NAN,
        .money_cost_away = JH_NAN,
        .money_paid_home = 0.7,
        .money_paid_away = 0.55,
        .money_hour = 50,
        .money_variable = 0.7,
        .money_bed = 60000,
    };
}

void jh_scenario_release(struct jh_scenario *scenario)
{
    if (scenario->store != NULL) {
        jh_arena_release(&scenario->store->arena);
        jh_i_free(scenario->store);
    }
    *scenario = jh_scenario_default();
}

enum jh_status jh_i_scenario_arena(
    struct jh_scenario *scenario, struct jh_arena **out_arena, struct jh_error *err)
{
    if (scenario->store == NULL) {
        scenario->store = jh_i_calloc(1, sizeof *scenario->store);
        if (scenario->store == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        jh_arena_init(&scenario->store->arena, 0);
    }
    *out_arena = &scenario->store->arena;
    return JH_OK;
}

/* Each copy_* returns false when memory runs out. */
static bool copy_text(struct jh_arena *arena, const char **text)
{
    *text = jh_arena_strdup(arena, *text);
    return *text != NULL;
}

static bool copy_texts(struct jh_arena *arena, struct jh_texts *texts)
{
    const char **item = jh_arena_new(arena, texts->n, const char *);
    if (item == NULL)
        return false;
    for (size_t i = 0; i < texts->n; i++) {
        item[i] = texts->item[i];
        if (!copy_text(arena, &item[i]))
            return false;
    }
    texts->item = item;
    return true;
}

static bool copy_picks(struct jh_arena *arena, size_t n, struct jh_scenario_pick **picks)
{
    struct jh_scenario_pick *copy = jh_arena_new(arena, n, struct jh_scenario_pick);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        copy[i] = (*picks)[i];
        if (!copy_text(arena, &copy[i].hospital_id) || !copy_text(arena, &copy[i].specialty))
            return false;
    }
    *picks = copy;
    return true;
}

/* Make what a key holds the copy's own. */
static bool copy_key(
    struct jh_arena *arena, struct jh_scenario *copy, const struct jh_scenario_key *key)
{
    void *target = (char *)copy + key->offset;
    struct jh_texts texts;
    const char *text;
    struct jh_scenario_pick *picks;
    bool ok = true;
    if (key->kind == JH_KEY_TEXT) {
        memcpy(&text, target, sizeof text);
        ok = copy_text(arena, &text);
        memcpy(target, &text, sizeof text);
    } else if (key->kind == JH_KEY_TEXTS) {
        memcpy(&texts, target, sizeof texts);
        ok = copy_texts(arena, &texts);
        memcpy(target, &texts, sizeof texts);
    } else if (key->kind == JH_KEY_PICKS) {
        memcpy(&picks, target, sizeof picks);
        ok = copy_picks(arena, *jh_i_scenario_n_picks(copy, key), &picks);
        memcpy(target, &picks, sizeof picks);
    }
    return ok;
}

enum jh_status jh_scenario_copy(
    const struct jh_scenario *scenario, struct jh_scenario *out_copy, struct jh_error *err)
{
    struct jh_scenario copy = *scenario;
    struct jh_arena *arena = NULL;
    copy.store = NULL;
    enum jh_status st = jh_i_scenario_arena(&copy, &arena, err);
    if (st != JH_OK)
        return st;
    size_t n_keys;
    bool ok = true;
    const struct jh_scenario_key *key = jh_scenario_keys(&n_keys);
    for (size_t i = 0; i < n_keys && ok; i++)
        ok = copy_key(arena, &copy, &key[i]);
    if (!ok) {
        jh_scenario_release(&copy);
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    }
    *out_copy = copy;
    return JH_OK;
}

enum jh_status jh_i_scenario_check(const struct jh_scenario *s, struct jh_error *err)
{
    const struct jh_travel_model *model = &s->travel.model;
    enum jh_status st = JH_OK;
    if (s->centres_per_zone_max >= 0 && s->centres_per_zone_max < s->centres_per_zone_min) {
        st = jh_fail(err, JH_E_ARG, "centres.per_zone_max %lld is below centres.per_zone_min %lld",
            (long long)s->centres_per_zone_max, (long long)s->centres_per_zone_min);
        jh_where(err, "/centres/per_zone_max");
    } else if (!(model->speed_max_kmh >= model->speed_min_kmh)) {
        st = jh_fail(err, JH_E_ARG, "travel.speed_max_kmh %g is below travel.speed_min_kmh %g",
            model->speed_max_kmh, model->speed_min_kmh);
        jh_where(err, "/travel/speed_max_kmh");
    }
    return st;
}
