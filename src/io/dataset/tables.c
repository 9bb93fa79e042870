#include "io/dataset/tables.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "model/codes.h"

/* A code list too small for a file of its own. */
static bool parse_word(
    const char *text, size_t n_words, const char *const *words, uint8_t *out_index)
{
    for (size_t i = 0; i < n_words; i++)
        if (strcasecmp(text, words[i]) == 0) {
            *out_index = (uint8_t)i;
            return true;
        }
    return false;
}

static bool parse_flag(const char *text, uint8_t *out)
{
    static const char *const words[] = {"0", "1"};
    return parse_word(text, 2, words, out);
}

static bool parse_covers(const char *text, uint8_t *out)
{
    static const char *const words[] = {"all", "inside", "outside"};
    return parse_word(text, 3, words, out);
}

static const char *const basis_words[] = {[JH_PLACE_GIVEN] = "given", "gazetteer"};

const char *jh_i_place_basis_code(uint8_t basis)
{
    return basis == JH_PLACE_GIVEN || basis == JH_PLACE_GAZETTEER ? basis_words[basis] : "";
}

static bool parse_place_basis(const char *text, uint8_t *out)
{
    if (!parse_word(text, 2, basis_words + JH_PLACE_GIVEN, out))
        return false;
    *out = (uint8_t)(*out + JH_PLACE_GIVEN);
    return true;
}

#define ID(word, wanted, points_at, says)                                                          \
    {                                                                                              \
        .name = (word), .kind = JH_CELL_ID, .presence = (wanted), .target = (points_at),           \
        .unit = "", .meaning = (says)                                                              \
    }
#define TEXT(word, wanted, says)                                                                   \
    {                                                                                              \
        .name = (word), .kind = JH_CELL_TEXT, .presence = (wanted), .unit = "", .meaning = (says)  \
    }
#define NUMBER(word, wanted, lowest, highest, in, says)                                            \
    {                                                                                              \
        .name = (word), .kind = JH_CELL_NUMBER, .presence = (wanted), .min = (lowest),             \
        .max = (highest), .unit = (in), .meaning = (says)                                          \
    }
#define DEGREES(word, bound, says)                                                                 \
    {                                                                                              \
        .name = (word), .kind = JH_CELL_DEGREES, .min = -(bound), .max = (bound),                  \
        .unit = "degrees", .meaning = (says)                                                       \
    }
#define CODE(word, function, list, says)                                                           \
    {                                                                                              \
        .name = (word), .kind = JH_CELL_CODE, .parse = (function), .codes = (list), .unit = "",    \
        .meaning = (says)                                                                          \
    }
/* Greatest figure that still makes sense as a count. */
#define COUNT_MAX 1e12

static const struct jh_table_column regions[] = {
    [JH_REGIONS_ID] = ID("region_id", JH_REQUIRED, NULL, "region: prefecture, province"),
    [JH_REGIONS_NAME] = TEXT("name", JH_NULLABLE, "name; the id where empty"),
    [JH_REGIONS_PARENT] = ID("parent_id", JH_OPTIONAL, "regions.region_id", "the region above"),
    [JH_REGIONS_LEVEL] = TEXT("level", JH_OPTIONAL, "kind of region, in words"),
};
static const struct jh_table_column areas[] = {
    [JH_AREAS_ID] = ID("area_id", JH_REQUIRED, NULL, "area: usually a county"),
    [JH_AREAS_NAME] = TEXT("name", JH_NULLABLE, "name; the id where empty"),
    [JH_AREAS_POPULATION] = NUMBER("population", JH_NULLABLE, 0, COUNT_MAX, "persons", "residents"),
    [JH_AREAS_LON] = DEGREES("lon", 180, "longitude, WGS 84"),
    [JH_AREAS_LAT] = DEGREES("lat", 90, "latitude, WGS 84"),
    [JH_AREAS_PLACE_BASIS] = CODE("place_basis", parse_place_basis, "given, gazetteer",
        "where lon and lat come from; given where empty"),
    [JH_AREAS_PARENT] = ID("parent_id", JH_OPTIONAL, "regions.region_id",
        "the region above; without regions.csv, regions are made of these ids"),
    [JH_AREAS_LEVEL] = TEXT(
        "level", JH_OPTIONAL, "kind of area, in words; outside: a neighbour beyond the territory"),
};
#define HOSPITAL_COLUMNS                                                                           \
    [JH_HOSPITALS_ID] = ID("hospital_id", JH_REQUIRED, NULL, "hospital: one site"),                \
    [JH_HOSPITALS_NAME] = TEXT("name", JH_NULLABLE, "name; the id where empty"),                   \
    [JH_HOSPITALS_LON] = DEGREES("lon", 180, "longitude, WGS 84"),                                 \
    [JH_HOSPITALS_LAT] = DEGREES("lat", 90, "latitude, WGS 84"),                                   \
    [JH_HOSPITALS_AREA] = ID(                                                                      \
        "area_id", JH_OPTIONAL, "areas.area_id", "its area; the nearest area point where empty"),  \
    [JH_HOSPITALS_BEDS] = NUMBER("beds", JH_OPTIONAL, 0, 1e6, "beds", "beds in use"),              \
    [JH_HOSPITALS_AUTHORISED_BEDS] =                                                               \
        NUMBER("authorised_beds", JH_OPTIONAL, 0, 1e6, "beds", "beds authorised"),                 \
    [JH_HOSPITALS_BED_USE] = NUMBER(                                                               \
        "bed_use", JH_OPTIONAL, 0, 2, "share", "occupied share of bed days; 0.92 for 92 %"),       \
    [JH_HOSPITALS_MEAN_STAY] =                                                                     \
        NUMBER("mean_stay", JH_OPTIONAL, 0, 366, "days", "mean length of stay"),                   \
    [JH_HOSPITALS_GRADE] = CODE("grade", jh_i_grade_parse,                                         \
        "三级甲等, 三甲, 三级, 二级甲等 ... or 3A, 3, 2A ...", "grade"),                           \
    [JH_HOSPITALS_SPONSOR] = CODE("sponsor", jh_i_sponsor_parse,                                   \
        "委属, 省属, 市属, 县属, 高校, 军队, 民营, 其他", "who runs it"),                          \
    [JH_HOSPITALS_KIND] =                                                                          \
        CODE("kind", jh_i_kind_parse, "综合, 中医, 专科, 妇幼, 其他", "kind of hospital"),         \
    [JH_HOSPITALS_CAMPUS_OF] = ID("campus_of", JH_OPTIONAL, "hospitals.hospital_id",               \
        "the main site of which it is a campus"),                                                  \
    [JH_HOSPITALS_ROLE] = CODE("role", jh_i_role_parse, "candidate, centre, exporter, other",      \
        "part it may play; candidate where empty")
static const struct jh_table_column hospitals[] = {HOSPITAL_COLUMNS};
static const struct jh_table_column sources[] = {
    [JH_SOURCES_ID] = ID("source", JH_REQUIRED, NULL, "source of flows; rows in order of trust"),
    [JH_SOURCES_COVERS] = {.name = "covers",
        .kind = JH_CELL_CODE,
        .presence = JH_REQUIRED,
        .parse = parse_covers,
        .codes = "all, inside, outside",
        .unit = "",
        .meaning = "stays it holds: in the territory's hospitals (inside), elsewhere (outside)"},
};
static const struct jh_table_column zones[] = {
    [JH_ZONES_AREA] = ID("area_id", JH_REQUIRED, "areas.area_id", "area"),
    [JH_ZONES_ID] = ID("zone_id", JH_REQUIRED, NULL, "its zone"),
    [JH_ZONES_NAME] = TEXT("zone_name", JH_OPTIONAL, "name of the zone"),
    [JH_ZONES_CENTRE_CITY] = TEXT("centre_city", JH_OPTIONAL, "centre city of the zone"),
};
static const struct jh_table_column flows[] = {
    [JH_FLOWS_AREA] = ID("area_id", JH_REQUIRED, "areas.area_id",
        "home area; outside or outside:CODE for residents from elsewhere"),
    [JH_FLOWS_HOSPITAL] =
        ID("hospital_id", JH_REQUIRED, "hospitals.hospital_id", "treating hospital"),
    [JH_FLOWS_SPECIALTY] =
        TEXT("specialty", JH_OPTIONAL, "specialty; all where the flows are not split"),
    [JH_FLOWS_PERIOD] = {.name = "period",
        .kind = JH_CELL_PERIOD,
        .codes = "2023, 2023Q1, 2023-01",
        .unit = "",
        .meaning = "year, quarter or month of discharge; one length throughout"},
    [JH_FLOWS_HARD] =
        CODE("hard", parse_flag, "0, 1", "1: difficult and critical cases; empty: unknown"),
    [JH_FLOWS_REASON] = CODE("reason", jh_i_reason_parse,
        "transfer, emergency, self, resident_elsewhere, unknown", "why they went there"),
    [JH_FLOWS_BASIS] = CODE("basis", jh_i_basis_parse, "residence, registration, insurance",
        "by what the home area is told"),
    [JH_FLOWS_SOURCE] = ID("source", JH_OPTIONAL, "sources.source", "where the row comes from"),
    [JH_FLOWS_CASES] = NUMBER("cases", JH_REQUIRED, 0, COUNT_MAX, "cases", "discharges"),
    NUMBER("persons", JH_OPTIONAL, 0, COUNT_MAX, "persons", "different patients"),
    NUMBER("days", JH_OPTIONAL, 0, COUNT_MAX, "days", "bed days"),
    NUMBER("cost", JH_OPTIONAL, 0, 1e16, "yuan", "cost of the stays"),
    NUMBER("weight", JH_OPTIONAL, 0, COUNT_MAX, "", "sum of case weights"),
    NUMBER("deaths", JH_OPTIONAL, 0, COUNT_MAX, "cases", "deaths in hospital"),
    NUMBER("op3", JH_OPTIONAL, 0, COUNT_MAX, "operations", "operations of level three"),
    NUMBER("op4", JH_OPTIONAL, 0, COUNT_MAX, "operations", "operations of level four"),
};
static const struct jh_table_column capabilities[] = {
    [JH_CAPABILITIES_HOSPITAL] =
        ID("hospital_id", JH_REQUIRED, "hospitals.hospital_id", "hospital"),
    [JH_CAPABILITIES_SPECIALTY] = TEXT("specialty", JH_REQUIRED, "specialty"),
    [JH_CAPABILITIES_QUALITY] =
        NUMBER("quality", JH_OPTIONAL, 0, COUNT_MAX, "", "quality index, more is better"),
    [JH_CAPABILITIES_BEDS] = NUMBER("beds", JH_OPTIONAL, 0, 1e6, "beds", "beds of the specialty"),
    [JH_CAPABILITIES_KEY_LEVEL] = CODE("key_level", jh_i_key_level_parse, "national, provincial",
        "key clinical specialty of that level"),
    [JH_CAPABILITIES_CENTRE] = CODE("centre", parse_flag, "0, 1", "1: existing centre specialty"),
    [JH_CAPABILITIES_MAX_PROJECTS] = NUMBER(
        "max_projects", JH_OPTIONAL, 0, 1e6, "projects", "pairings it can carry as exporter"),
    [JH_CAPABILITIES_PROJECTS] =
        NUMBER("projects", JH_OPTIONAL, 0, 1e6, "projects", "pairings it carries already"),
};
static const struct jh_table_column travel[] = {
    [JH_TRAVEL_AREA] = ID("area_id", JH_REQUIRED, "areas.area_id", "from"),
    [JH_TRAVEL_HOSPITAL] = ID("hospital_id", JH_REQUIRED, "hospitals.hospital_id", "to"),
    [JH_TRAVEL_MINUTES] = NUMBER("minutes", JH_REQUIRED, 0, 1e6, "minutes", "travel time, one way"),
    [JH_TRAVEL_KM] = NUMBER("km", JH_OPTIONAL, 0, 1e5, "km", "length of the way"),
};

#define TABLE(word, columns, unknown, unique, says)                                                \
    {                                                                                              \
        .name = (word), .meaning = (says), .keeps_unknown = (unknown),                             \
        .n_columns = sizeof(columns) / sizeof *(columns), .column = (columns), .key = (unique)     \
    }
const struct jh_table_info jh_i_tables[JH_N_TABLES] = {
    [JH_TABLE_REGIONS] = TABLE("regions", regions, false, "region_id", "what lies above the areas"),
    [JH_TABLE_AREAS] =
        TABLE("areas", areas, true, "area_id", "areas of the territory and neighbours beyond it"),
    [JH_TABLE_HOSPITALS] =
        TABLE("hospitals", hospitals, true, "hospital_id", "hospitals of the territory"),
    [JH_TABLE_OUTSIDE] =
        TABLE("outside", hospitals, true, "hospital_id", "hospitals beyond the territory"),
    [JH_TABLE_SOURCES] =
        TABLE("sources", sources, false, "source", "sources of flows in order of trust"),
    [JH_TABLE_ZONES] = TABLE("zones", zones, false, "area_id", "given zones"),
    [JH_TABLE_FLOWS] = TABLE("flows", flows, false,
        "area_id,hospital_id,specialty,period,hard,reason,basis,source",
        "discharges by home area and hospital"),
    [JH_TABLE_CAPABILITIES] = TABLE("capabilities", capabilities, false, "hospital_id,specialty",
        "what hospitals can do, by specialty"),
    [JH_TABLE_TRAVEL] =
        TABLE("travel", travel, false, "area_id,hospital_id", "listed travel times"),
};

int jh_i_table_find(const char *name, size_t len)
{
    for (int i = 0; i < JH_N_TABLES; i++)
        if (strlen(jh_i_tables[i].name) == len && strncasecmp(jh_i_tables[i].name, name, len) == 0)
            return i;
    return -1;
}
