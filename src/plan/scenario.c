#include "plan/scenario.h"

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
        .seed = 1,
        .time_limit_s = 60,
        .zones_method = JH_SCENARIO_ZONES_AUTO,
        .zones_count = -1,
        .zones_min_population = 0,
        .zones_unit = JH_ZONE_UNIT_AUTO,
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
        .budget_total = JH_NAN,
        .hosts_min_beds = 0,
        .hosts_max_specialties = -1,
        .assign = JH_ASSIGN_AUTO,
        .objective = {[JH_OBJECTIVE_TRAVEL] = 1},
        .reach_min = 60,
        .border_reach_min = 60,
        .travel = {.mode = JH_TRAVEL_MIXED, .model = jh_travel_model_default()},
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

enum jh_status jh_scenario_copy(
    const struct jh_scenario *scenario, struct jh_scenario *out_copy, struct jh_error *err)
{
    struct jh_scenario copy = *scenario;
    struct jh_arena *arena = NULL;
    copy.store = NULL;
    enum jh_status st = jh_i_scenario_arena(&copy, &arena, err);
    if (st != JH_OK)
        return st;
    if (!copy_text(arena, &copy.name) || !copy_texts(arena, &copy.specialties) ||
        !copy_texts(arena, &copy.hosts_grades) || !copy_texts(arena, &copy.hosts_sponsors) ||
        !copy_texts(arena, &copy.hosts_kinds) || !copy_texts(arena, &copy.places_list) ||
        !copy_texts(arena, &copy.places_marks) || !copy_picks(arena, copy.n_fixed, &copy.fixed) ||
        !copy_picks(arena, copy.n_forbidden, &copy.forbidden)) {
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
