/* The kinds of facts and their fields: forms, checks, tables and templates are made from here. */
#include <string.h>

#include "junheng/programme.h"

#define TEXT(name, label)                                                                          \
    {                                                                                              \
        name, label, JH_FIELD_TEXT, false, NULL                                                    \
    }
#define NEEDED(name, label)                                                                        \
    {                                                                                              \
        name, label, JH_FIELD_TEXT, true, NULL                                                     \
    }
#define NUMBER(name, label)                                                                        \
    {                                                                                              \
        name, label, JH_FIELD_NUMBER, false, NULL                                                  \
    }
#define DATE(name, label)                                                                          \
    {                                                                                              \
        name, label, JH_FIELD_DATE, false, NULL                                                    \
    }
#define LIST(name, label)                                                                          \
    {                                                                                              \
        name, label, JH_FIELD_LIST, false, NULL                                                    \
    }
#define CHOICE(name, label, choices)                                                               \
    {                                                                                              \
        name, label, JH_FIELD_CHOICE, false, choices                                               \
    }

static const struct jh_field project[] = {
    NEEDED("name", "name"),
    CHOICE("level", "level", "national|provincial"),
    CHOICE("track", "track", "designated|construction"),
    TEXT("batch", "batch"),
    TEXT("province", "in the province"),
    TEXT("city", "in the city"),
    TEXT("area_id", "area"),
    TEXT("territory", "territory served"),
    LIST("specialties", "specialty"),
    TEXT("exporter", "exporter"),
    TEXT("exporter_id", "exporter's id"),
    TEXT("host", "host"),
    TEXT("host_id", "host's id"),
    TEXT("government", "local government"),
    CHOICE("mode", "mode", "paired|self_built|entrusted|relocated|campus"),
    NUMBER("beds", "beds planned"),
    NUMBER("beds_opened", "beds opened"),
    NUMBER("posts", "posts planned"),
    NUMBER("posts_filled", "posts filled"),
    NUMBER("budget_central", "budget: central"),
    NUMBER("budget_province", "budget: province"),
    NUMBER("budget_city", "budget: city"),
    NUMBER("budget_bonds", "budget: bonds"),
    NUMBER("budget_exporter", "budget: exporter"),
    NUMBER("budget_own", "budget: own"),
    TEXT("plan_id", "plan"),
    TEXT("evidence", "evidence"),
    NUMBER("cases_planned", "cases a year, planned"),
    NUMBER("cases_home", "cases brought home a year, predicted"),
    NUMBER("cases_home_low", "the same, low"),
    NUMBER("cases_home_high", "the same, high"),
    TEXT("source", "source"),
    TEXT("note", "note"),
};
static const struct jh_field move[] = {
    NEEDED("machine", "machine"),
    NEEDED("move", "move"),
    DATE("date", "date"),
    TEXT("document", "document number"),
    TEXT("evidence", "evidence"),
    TEXT("reason", "reason"),
    TEXT("batch", "batch"),
    TEXT("state", "state"),
};
static const struct jh_field commitment[] = {
    NEEDED("item", "number"),
    {"party", "who promises", JH_FIELD_CHOICE, true, "government|exporter|host"},
    CHOICE("about", "matter",
        "land|money|posts|prices|insurance|people|days|heads|techniques|beds|rooms|reforms|other"),
    NEEDED("text", "promise"),
    NUMBER("measure", "measure"),
    TEXT("unit", "unit"),
    NUMBER("done", "done so far"),
    {"due", "due", JH_FIELD_DATE, true, NULL},
    CHOICE("state", "state", "open|done|waived"),
    TEXT("evidence", "evidence"),
    TEXT("reason", "reason"),
};
static const struct jh_field milestone[] = {
    NEEDED("item", "number"),
    NEEDED("name", "name"),
    {"planned", "date planned", JH_FIELD_DATE, true, NULL},
    DATE("actual", "date reached"),
    NUMBER("money", "money planned"),
    TEXT("evidence", "evidence"),
};
static const struct jh_field money[] = {
    NEEDED("item", "number"),
    {"source", "source", JH_FIELD_CHOICE, true, "central|province|city|bonds|exporter|own"},
    {"kind", "kind", JH_FIELD_CHOICE, true, "received|paid"},
    {"amount", "amount", JH_FIELD_NUMBER, true, NULL},
    {"date", "date", JH_FIELD_DATE, true, NULL},
    TEXT("milestone", "milestone"),
    TEXT("document", "document number"),
};
static const struct jh_field task[] = {
    NEEDED("title", "task"),
    TEXT("project", "project"),
    TEXT("parent", "part of"),
    CHOICE("layer", "layer", "nation|province|city|county|hospital"),
    TEXT("year", "year"),
    TEXT("lead", "lead unit"),
    LIST("responsible", "responsible units"),
    {"due", "due", JH_FIELD_DATE, true, NULL},
    TEXT("mark", "mark of completion"),
    CHOICE("state", "state", "open|done|struck_off|cancelled"),
    TEXT("evidence", "evidence"),
    TEXT("reason", "reason"),
};
static const struct jh_field exporter[] = {
    TEXT("name", "name"),
    NUMBER("max_projects", "projects it can carry"),
    LIST("specialties", "specialty"),
    TEXT("source", "source"),
};
static const struct jh_field batch[] = {
    NEEDED("item", "batch"),
    NUMBER("projects", "projects announced"),
    DATE("date", "date"),
    TEXT("source", "source"),
    TEXT("mark", "mark of evidence"),
};
static const struct jh_field cycle[] = {
    NEEDED("name", "name"),
    TEXT("period", "period"),
    {"fields", "figures asked for", JH_FIELD_LIST, true, NULL},
    {"units", "units asked", JH_FIELD_LIST, true, NULL},
    {"due", "due", JH_FIELD_DATE, true, NULL},
    CHOICE("state", "state", "open|done"),
    TEXT("evidence", "evidence"),
};
static const struct jh_field report[] = {
    NEEDED("item", "unit"),
    CHOICE("state", "state", "accepted|returned"),
    TEXT("file", "file"),
    TEXT("fingerprint", "fingerprint"),
    TEXT("reason", "reason"),
};
static const struct jh_field action[] = {
    NEEDED("item", "number"),
    TEXT("period", "period"),
    TEXT("unit", "area or hospital"),
    NEEDED("text", "action"),
    NEEDED("owner", "owner"),
    {"due", "due", JH_FIELD_DATE, true, NULL},
    CHOICE("state", "state", "open|done|waived"),
    TEXT("result", "result"),
    TEXT("evidence", "evidence"),
    TEXT("reason", "reason"),
};
static const struct jh_field capability[] = {
    NEEDED("item", "period"),
    NUMBER("key_national", "national key specialties"),
    NUMBER("key_provincial", "provincial key specialties"),
    NUMBER("difficult_cases", "difficult cases"),
    NUMBER("op3", "level 3 operations"),
    NUMBER("op4", "level 4 operations"),
    NUMBER("new_techniques", "new techniques"),
    NUMBER("stationed", "experts stationed"),
    NUMBER("stationed_days", "days of stationed experts"),
    NUMBER("trained", "people trained"),
    NUMBER("research", "research projects"),
    NUMBER("transfer", "income from research transferred"),
    NUMBER("large_equipment", "large equipment"),
    NUMBER("reserve_beds", "beds kept for emergencies"),
    LIST("disease_centres", "disease centres"),
    TEXT("source", "source"),
};
static const struct jh_field score[] = {
    NEEDED("item", "criterion"),
    TEXT("sheet", "score sheet"),
    {"points", "points", JH_FIELD_NUMBER, true, NULL},
    CHOICE("veto", "veto", "no|yes"),
    NEEDED("evidence", "evidence"),
    TEXT("reason", "reason"),
};

static const struct jh_field target[] = {
    NEEDED("item", "area or hospital"),
    NEEDED("indicator", "indicator"),
    NEEDED("year", "year"),
    {"value", "value", JH_FIELD_NUMBER, true, NULL},
    NUMBER("low", "low"),
    NUMBER("high", "high"),
    NUMBER("baseline", "baseline"),
    CHOICE("state", "state", "proposed|accepted|refused|locked"),
    TEXT("rule", "rule"),
    TEXT("parent", "part of"),
    TEXT("reason", "reason"),
};

#define KIND(id, label, item, fields)                                                              \
    {                                                                                              \
        id, label, item, sizeof(fields) / sizeof *(fields), fields                                 \
    }
static const struct jh_form kinds[JH_N_FACT_KINDS] = {
    [JH_FACT_PROJECT] = KIND("project", "project", false, project),
    [JH_FACT_MOVE] = KIND("move", "move", false, move),
    [JH_FACT_COMMITMENT] = KIND("commitment", "commitment", true, commitment),
    [JH_FACT_MILESTONE] = KIND("milestone", "milestone", true, milestone),
    [JH_FACT_MONEY] = KIND("money", "money", true, money),
    [JH_FACT_TASK] = KIND("task", "task", false, task),
    [JH_FACT_EXPORTER] = KIND("exporter", "exporter", false, exporter),
    [JH_FACT_BATCH] = KIND("batch", "batch", true, batch),
    [JH_FACT_CYCLE] = KIND("cycle", "reporting cycle", false, cycle),
    [JH_FACT_REPORT] = KIND("report", "report", true, report),
    [JH_FACT_ACTION] = KIND("action", "action", true, action),
    [JH_FACT_CAPABILITY] = KIND("capability", "capability sheet", true, capability),
    [JH_FACT_SCORE] = KIND("score", "score", true, score),
    [JH_FACT_TARGET] = KIND("target", "target", true, target),
};

const struct jh_form *jh_form_of(enum jh_fact_kind kind)
{
    return &kinds[kind];
}

const struct jh_form *jh_form_owner(enum jh_fact_kind kind)
{
    switch (kind) {
    case JH_FACT_MOVE:
    case JH_FACT_COMMITMENT:
    case JH_FACT_MILESTONE:
    case JH_FACT_MONEY:
    case JH_FACT_CAPABILITY:
    case JH_FACT_SCORE:
        return &kinds[JH_FACT_PROJECT];
    case JH_FACT_REPORT:
        return &kinds[JH_FACT_CYCLE];
    case JH_FACT_PROJECT:
    case JH_FACT_TASK:
    case JH_FACT_EXPORTER:
    case JH_FACT_BATCH:
    case JH_FACT_CYCLE:
    case JH_FACT_ACTION:
    case JH_FACT_TARGET:
    case JH_N_FACT_KINDS:
        break;
    }
    return NULL;
}

enum jh_fact_kind jh_form_find(const char *id)
{
    int k = 0;
    while (k < JH_N_FACT_KINDS && strcmp(kinds[k].id, id) != 0)
        k++;
    return (enum jh_fact_kind)k;
}

const char *jh_choice_label(const struct jh_field *field, const char *choice)
{
    static const struct {
        const char *field, *choice, *label;
    } other[] = {
        {"about", "people", "people stationed"},
        {"about", "days", "days of stationed experts"},
        {"about", "insurance", "insurance policy"},
        {"about", "prices", "price policy"},
    };
    for (size_t k = 0; k < sizeof other / sizeof *other; k++)
        if (strcmp(other[k].field, field->name) == 0 && strcmp(other[k].choice, choice) == 0)
            return other[k].label;
    return choice;
}

size_t jh_field_find(const struct jh_form *kind, const char *name)
{
    for (size_t f = 0; f < kind->n_fields; f++)
        if (strcmp(kind->field[f].name, name) == 0)
            return f;
    return SIZE_MAX;
}
