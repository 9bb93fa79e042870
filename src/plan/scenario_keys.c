/* The table of scenario keys. Members of one group stand together, in the order shown to users. */
#include "plan/scenario.h"

#include "base/num.h"

#define AT(field) offsetof(struct jh_scenario, field)
#define OPEN      JH_NAN

#define TEXT(name, field, standard, help)                                                          \
    {                                                                                              \
        name, JH_KEY_TEXT, AT(field), OPEN, OPEN, "", "", standard, help                           \
    }
#define INT(name, field, min, unit, standard, help)                                                \
    {                                                                                              \
        name, JH_KEY_INT, AT(field), min, OPEN, unit, "", standard, help                           \
    }
#define REAL(name, field, min, max, unit, standard, help)                                          \
    {                                                                                              \
        name, JH_KEY_REAL, AT(field), min, max, unit, "", standard, help                           \
    }
#define BOOL(name, field, standard, help)                                                          \
    {                                                                                              \
        name, JH_KEY_BOOL, AT(field), OPEN, OPEN, "", "", standard, help                           \
    }
#define CHOICE(name, field, choices, standard, help)                                               \
    {                                                                                              \
        name, JH_KEY_CHOICE, AT(field), OPEN, OPEN, "", choices, standard, help                    \
    }
#define TEXTS(name, field, choices, standard, help)                                                \
    {                                                                                              \
        name, JH_KEY_TEXTS, AT(field), OPEN, OPEN, "", choices, standard, help                     \
    }
#define PICKS(name, field, help)                                                                   \
    {                                                                                              \
        name, JH_KEY_PICKS, AT(field), OPEN, OPEN, "", "", "none", help                            \
    }

#define OBJECTIVES "travel|coverage|worst_tenth|home"

static const struct jh_scenario_key keys[] = {
    TEXT("name", name, "", "title of the plan"),
    INT("seed", seed, 0, "", "1", "seed of the random numbers: the same seed gives the same plan"),
    REAL("time_limit_s", time_limit_s, 0.01, 1e6, "s", "60",
        "time the search may take; the best plan found by then is given with its proven bound"),

    CHOICE("zones.method", zones_method, "auto|given|leiden|dartmouth|huff|seeded", "auto",
        "how zones are made: given in zones.csv, communities of the flows (leiden), the hospital "
        "town used most (dartmouth) or expected to be by beds and travel time (huff); auto: given "
        "where there are any, else leiden"),
    INT("zones.count", zones_count, 0, "", "one per 12.5 million people",
        "number of zones wanted, at least 2 by default; 0: as the flows suggest"),
    REAL("zones.min_population", zones_min_population, 0, OPEN, "persons", "0",
        "least population of a zone"),
    CHOICE("zones.unit", zones_unit, "auto|region|area", "auto",
        "what zones are made of: whole regions or single areas; auto: regions where given"),

    TEXTS("zones.centres", zones_centres, "", "none",
        "centre city of each zone, areas or regions by id or name: zones grow around them "
        "(leiden with a number or minima, else seeded)"),
    BOOL("zones.keep_given", zones_keep_given, "false",
        "areas that a given zone holds stay together, the others join (leiden, seeded)"),
    REAL("zones.min_localization", zones_min_localization, 0, 1, "", "0",
        "least share of its residents' cases that a zone keeps"),
    REAL("zones.huff_beds", zones_huff_beds, 0, 10, "", "1", "huff: exponent of beds"),
    REAL("zones.huff_minutes", zones_huff_minutes, 0, 10, "", "2",
        "huff: exponent of travel time, by which use falls"),
    CHOICE("zones.level", zones_level, "service|referral", "service",
        "dartmouth: hospital service areas by all cases, or the referral regions that these form "
        "by "
        "where hard cases go"),
    TEXTS("zones.referral_specialties", zones_referral_specialties, "", "none",
        "referral regions by all cases of these specialties in place of hard cases"),
    REAL("zones.referral_cases", zones_referral_cases, 0, OPEN, "cases a year", "10",
        "such cases that a service area treats to be the centre of a referral region"),
    CHOICE("places.by", places_by, "area|region|zone", "region",
        "what places are chosen from: areas, regions or zones"),
    INT("places.count", places_count, 1, "", "no limit",
        "number of places to choose by the criteria for centres; hosts elsewhere are left out"),
    TEXTS("places.list", places_list, "", "none",
        "places chosen by hand, ids or names; places.count adds the best ranked to them"),
    TEXTS("places.marks", places_marks, "", "none", "places with a strategic mark"),
    REAL("places.shortage", places_shortage, 0, OPEN, "", "1",
        "weight of the shortage of good care in choosing places"),
    REAL("places.people", places_people, 0, OPEN, "", "1",
        "weight of people and people leaving in choosing places"),
    REAL("places.location", places_location, 0, OPEN, "", "1",
        "weight of location and transport in choosing places"),
    REAL("places.strategy", places_strategy, 0, OPEN, "", "1",
        "weight of the strategic mark in choosing places"),

    INT("top_specialties", top_specialties, 0, "", "3",
        "number of leaving specialties planned in each zone; 0: all"),
    TEXTS("specialties", specialties, "", "all", "specialties that may be planned"),
    CHOICE("ranking", ranking, "cases|persons|hard|excess|cost|shortage", "cases",
        "ranking that picks the leaving specialties of a zone"),
    CHOICE("demand", demand, "resident|leaving", "resident",
        "whose cases the centres are planned for: all cases of residents, or only leaving ones"),
    CHOICE("cases", cases, "all|hard", "all", "which cases count: all, or only hard ones"),
    CHOICE("basis", basis, "auto|residence|registration|insurance", "auto",
        "what makes an area a patient's home; auto: the first that the data state"),

    INT("centres.max_total", centres_max_total, 1, "", "number of zones",
        "greatest number of centres"),
    INT("centres.per_zone_min", centres_per_zone_min, 0, "", "1",
        "least number of centres in each zone"),
    INT("centres.per_zone_max", centres_per_zone_max, 1, "", "no limit",
        "greatest number of centres in each zone"),

    INT("centre_specialties.max_total", cs_max_total, 1, "", "no limit",
        "greatest number of centre specialties"),
    INT("centre_specialties.per_specialty_max", cs_per_specialty_max, 1, "", "no limit",
        "greatest number of centres of one specialty"),
    BOOL("centre_specialties.one_per_zone", cs_one_per_zone, "true",
        "at most one centre of a specialty in each zone"),
    REAL("centre_specialties.min_volume", cs_min_volume, 0, OPEN, "cases", "0",
        "least number of cases a year of a new centre specialty; an existing one keeps at least as "
        "many, or what it has where that is less"),

    REAL("beds.ceiling_per_1000", beds_ceiling_per_1000, 0, OPEN, "beds", "no limit",
        "most beds for 1,000 people of a region, those of today and new ones of centres together; "
        "zones stand for regions where the data have none"),
    REAL("beds.site_max", beds_site_max, 0, OPEN, "beds", "no limit",
        "most beds that the centre specialties of one hospital may need"),
    REAL("beds.share", beds_share, 0, OPEN, "beds", "0",
        "new beds shared among the chosen centres so that accessibility is most equal"),
    REAL("beds.use", beds_use, 0.01, 1, "", "0.85",
        "share of beds in use that needs are reckoned with: beds = cases x mean stay / (365 x "
        "use)"),
    REAL("beds.mean_stay", beds_mean_stay, 0.01, 365, "days", "from the data",
        "length of stay; from the data: by specialty from days of the flows, else from the mean "
        "stay of hospitals"),

    REAL("budget.total", budget_total, 0, OPEN, "", "no limit",
        "greatest cost of all new centres and centre specialties, in any one unit of money"),
    REAL("budget.per_host", budget_per_host, 0, OPEN, "", "0",
        "cost of a new centre, where hospitals.csv has no column centre_cost for it; existing "
        "centres cost nothing"),
    REAL("budget.per_specialty", budget_per_specialty, 0, OPEN, "", "0",
        "cost of a new centre specialty, where hospitals.csv has no column specialty_cost for it"),

    TEXTS("hosts.grades", hosts_grades, "", "三级",
        "grades of hospitals that may be centres, where the data give grades; empty: all"),
    TEXTS("hosts.sponsors", hosts_sponsors, "委属|省属|市属|县属|高校|军队|民营|其他", "public",
        "sponsors of hospitals that may be centres; empty: all but military, private and "
        "county ones"),
    TEXTS("hosts.kinds", hosts_kinds, "综合|中医|专科|妇幼|其他", "all",
        "kinds of hospitals that may be centres; empty: all, Chinese medicine for its own "
        "specialties only"),
    REAL("hosts.min_beds", hosts_min_beds, 0, OPEN, "beds", "0",
        "least number of beds of a hospital that may be a centre"),
    CHOICE("hosts.base", hosts_base, "treated|any", "treated",
        "whether a host must treat the specialty already"),
    INT("hosts.max_specialties", hosts_max_specialties, 1, "", "no limit",
        "greatest number of centre specialties in one hospital"),

    PICKS("fixed", fixed, "hospitals, or specialties of hospitals, that must be chosen"),
    PICKS(
        "forbidden", forbidden, "hospitals, or specialties of hospitals, that must not be chosen"),
    CHOICE("assign", assign, "auto|zone|anywhere", "auto",
        "where an area's cases may be assigned; auto: within its zone where every zone has a "
        "centre"),
    {"objective", JH_KEY_WEIGHTS, AT(objective), OPEN, OPEN, "", OBJECTIVES, "travel",
        "what is made best: least travel, most cases within reach, least travel of the tenth that "
        "travels longest, several of these with weights, or most cases brought home by patients' "
        "choices (home, alone)"},
    CHOICE("home", home_scope, "auto|territory|zone", "auto",
        "what home means for the objective home: the territory, or the patient's zone; auto: the "
        "territory where stays outside are collected"),
    CHOICE("frontier", frontier, "none|centres|budget", "none",
        "trade-off traced beside the plan: what more centres or a greater budget would buy"),
    INT("points", frontier_points, 2, "", "10", "number of points of the trade-off"),
    REAL("reach_min", reach_min, 1, 1440, "min", "60", "travel time that counts as within reach"),
    CHOICE("access.method", access_method, "2sfca|e2sfca|3sfca|m2sfca|bfca|gravity-competition",
        "2sfca", "how accessibility of the centres' beds is measured before and after"),
    CHOICE("access.decay", access_decay,
        "binary|step|linear|exponential|power|gaussian|gaussian-cut|logistic|auto", "auto",
        "accessibility: how a trip counts less the longer it is; auto: as the method has it"),
    REAL("access.parameter", access_parameter, 1e-6, 10000, "", "of the decay for the reach",
        "accessibility: parameter of the decay (docs/methods/decay.md)"),
    REAL("access.reach_min", access_reach_min, 1, 1440, "min", "as reach_min",
        "accessibility: travel time within which care counts"),
    REAL("border_reach_min", border_reach_min, 0, 1440, "min", "60",
        "travel time up to which care across the border counts as neighbouring care"),

    REAL("uplift", uplift, 0, 1, "", "0.5",
        "share of the gap in quality to its exporter that a paired host closes; an assumption"),
    REAL("uplift_self_built", uplift_self_built, 0, 1, "", "0.1",
        "share of the gap in quality to the best hospital that a host closes by itself; an "
        "assumption"),
    REAL("calibration", calibration, 0, 10, "", "1",
        "both shares are taken times this, at most 1: what was achieved beside what was predicted "
        "(monitor predicted)"),
    CHOICE("exporters.from", exporters_from, "any|inside|outside", "any",
        "where exporting hospitals may be: the territory, elsewhere, both"),
    INT("exporters.max_projects", exporters_max_projects, 0, "", "3",
        "projects of a specialty that an exporter can carry where the data state none"),
    BOOL("exporters.one_per_host", exporters_one_per_host, "false",
        "one exporter for all specialties of a host"),
    TEXTS("exporters.locked", exporters_locked, "", "none",
        "pairs that must be made: EXPORTER:HOST or EXPORTER:HOST:SPECIALTY"),
    TEXTS("exporters.forbidden", exporters_forbidden, "", "none", "pairs that must not be made"),
    TEXTS("exporters.agreed", exporters_agreed, "", "none", "pairs that both sides agreed to"),
    TEXTS("exporters.refused", exporters_refused, "", "none", "pairs that a side refused"),
    CHOICE("choice.time", choice_time, "log|linear|spline", "log",
        "how travel time enters the model of patients' choice"),
    INT("choice.alternatives", choice_alternatives, 0, "", "0",
        "fill choice sets up to this number with the nearest hospitals; 0: only hospitals that "
        "treat anybody of the area"),
    INT("choice.draws", choice_draws, 0, "", "200",
        "random draws behind the intervals of predictions; 0: none"),
    INT("years.horizon", years_horizon, 0, "", "5", "years after approval that are predicted"),
    INT("years.open_existing", years_open_existing, 0, "", "1",
        "years until a centre specialty in an existing building treats"),
    INT("years.open_new", years_open_new, 0, "", "3", "years until one in a new building treats"),
    INT("years.ramp", years_ramp, 1, "", "3",
        "years from then until all of the rise in quality is reached"),
    TEXTS("years.new_buildings", years_new_buildings, "", "none",
        "ids of hospitals whose centre needs a new building"),

    REAL("money.central", money_central, 0, OPEN, "parts", "1",
        "part of the investment that the central budget pays; an assumption"),
    REAL("money.province", money_province, 0, OPEN, "parts", "1",
        "part of the investment that the province pays; an assumption"),
    REAL("money.city", money_city, 0, OPEN, "parts", "1",
        "part of the investment that the city pays; an assumption"),
    REAL("money.own", money_own, 0, OPEN, "parts", "1",
        "part of the investment that the hospital pays itself; an assumption"),
    REAL("money.cost_home", money_cost_home, 0, OPEN, "yuan", "from the data",
        "cost of a case in the patient's own zone"),
    REAL("money.cost_away", money_cost_away, 0, OPEN, "yuan", "from the data",
        "cost of a case outside the patient's zone"),
    REAL("money.paid_home", money_paid_home, 0, 1, "", "0.7",
        "share of the cost that the insurance fund pays in the own zone; an assumption"),
    REAL("money.paid_away", money_paid_away, 0, 1, "", "0.55",
        "share of the cost that the insurance fund pays outside the zone; an assumption"),
    REAL("money.hour", money_hour, 0, OPEN, "yuan", "50",
        "what an hour of travel costs a patient; an assumption"),
    REAL("money.variable", money_variable, 0, 1, "", "0.7",
        "share of a hospital's revenue that grows with cases as costs; an assumption"),
    REAL("money.bed", money_bed, 0, OPEN, "yuan", "60000",
        "what a bed costs a hospital in a year, full or empty; an assumption"),

    CHOICE("travel.mode", travel.mode, "mixed|listed|model", "mixed",
        "travel times: listed ones, those of the distance model, or listed before model (mixed)"),
    REAL("travel.detour", travel.model.detour, 1, 5, "", "1.3",
        "distance model: road length over straight line"),
    REAL("travel.speed_min_kmh", travel.model.speed_min_kmh, 1, 500, "km/h", "25",
        "distance model: speed of the shortest trips"),
    REAL("travel.speed_max_kmh", travel.model.speed_max_kmh, 1, 500, "km/h", "95",
        "distance model: speed that the longest trips approach"),
    REAL("travel.speed_half_km", travel.model.speed_half_km, 0.1, 10000, "km", "40",
        "distance model: road length at which speed is half way between"),
    REAL("travel.terminal_min", travel.model.terminal_min, 0, 1440, "min", "5",
        "distance model: minutes added to every trip"),

    TEXT("map.review_number", map_review_number, "",
        "number of the map review (审图号), printed on the large map"),
};

const struct jh_scenario_key *jh_scenario_keys(size_t *out_n)
{
    *out_n = sizeof keys / sizeof *keys;
    return keys;
}

const struct jh_i_objective *jh_i_scenario_objectives(void)
{
    static const struct jh_i_objective rows[JH_N_OBJECTIVES] = {
        [JH_OBJECTIVE_TRAVEL] = {"travel", true},
        [JH_OBJECTIVE_COVERAGE] = {"coverage", true},
        [JH_OBJECTIVE_WORST_TENTH] = {"worst_tenth", true},
        [JH_OBJECTIVE_HOME] = {"home", true},
    };
    return rows;
}

size_t jh_i_scenario_size(enum jh_key_kind kind)
{
    switch (kind) {
    case JH_KEY_TEXT:
        return sizeof(const char *);
    case JH_KEY_INT:
        return sizeof(int64_t);
    case JH_KEY_REAL:
        return sizeof(double);
    case JH_KEY_BOOL:
        return sizeof(bool);
    case JH_KEY_CHOICE:
        return sizeof(enum jh_zone_unit);
    case JH_KEY_TEXTS:
        return sizeof(struct jh_texts);
    case JH_KEY_PICKS:
        return sizeof(struct jh_scenario_pick *);
    case JH_KEY_WEIGHTS:
        return JH_N_OBJECTIVES * sizeof(double);
    }
    return 0;
}

size_t *jh_i_scenario_n_picks(struct jh_scenario *scenario, const struct jh_scenario_key *key)
{
    return key->offset == AT(fixed) ? &scenario->n_fixed : &scenario->n_forbidden;
}
