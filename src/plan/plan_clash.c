/*
 * Refusals of siting in the words of the data: it names zones, specialties, areas and hosts by number and
 * rules by their fields ("zone[3]/specialty[1]", "centres_max, budget").
 */
#include "plan/plan_work.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"

/* The key of the scenario behind a field of the rules. */
static const struct {
    const char *field, *key;
} keys[] = {
    {"state", "fixed"},
    {"assign_in_zone", "assign"},
    {"one_per_zone", "centre_specialties.one_per_zone"},
    {"centres_per_zone_min", "centres.per_zone_min"},
    {"centres_per_zone_max", "centres.per_zone_max"},
    {"host_specialties_max", "hosts.max_specialties"},
    {"per_specialty_max", "centre_specialties.per_specialty_max"},
    {"specialties_max", "centre_specialties.max_total"},
    {"region_beds_max", "beds.ceiling_per_1000"},
    {"host_beds_max", "beds.site_max"},
    {"least_cases", "centre_specialties.min_volume"},
    {"budget", "budget.total"},
    {"centres_max", "centres.max_total"},
};

/* What a place in `where` speaks of; SIZE_MAX: nothing of the kind. */
struct place {
    size_t zone, area, host, specialty;
};

static size_t number_of(const char *where, const char *name, size_t n)
{
    const char *at = strstr(where, name);
    size_t number;
    return at != NULL && sscanf(at + strlen(name), "%zu]", &number) == 1 && number < n ? number
                                                                                       : SIZE_MAX;
}

static struct place read_place(const struct jh_i_plan_work *w, const char *where)
{
    return (struct place){number_of(where, "zone[", w->n_zones),
        number_of(where, "area[", w->n_areas), number_of(where, "host[", w->n_hosts),
        number_of(where, "specialty[", w->n_specialties)};
}

static void join(char *out, size_t size, const char *word, const char *name)
{
    size_t len = strlen(out);
    snprintf(out + len, size - len, "%s%s%.80s", len > 0 ? ", " : "", word, name);
}

static void name_place(const struct jh_i_plan_work *w, const struct place *at, struct jh_error *err)
{
    const struct jh_zones *zones = &w->plan->zoning.zones;
    const struct jh_dataset *d = w->dataset;
    char names[sizeof err->where] = "", where[sizeof err->where] = "";
    if (at->zone != SIZE_MAX) {
        const char *name = zones->name[at->zone];
        join(names, sizeof names, "", name[0] != '\0' ? name : zones->id[at->zone]);
        join(where, sizeof where, "zone ", zones->id[at->zone]);
    }
    if (at->area != SIZE_MAX) {
        join(names, sizeof names, "", d->areas.name[at->area]);
        join(where, sizeof where, "area ", d->areas.id[at->area]);
    }
    if (at->host != SIZE_MAX) {
        join(names, sizeof names, "", d->hospitals.name[w->host[at->host]]);
        join(where, sizeof where, "hospital ", d->hospitals.id[w->host[at->host]]);
    }
    if (at->specialty != SIZE_MAX) {
        join(names, sizeof names, "", d->specialties.id[at->specialty]);
        join(where, sizeof where, "specialty ", d->specialties.id[at->specialty]);
    }
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        char before[sizeof err->message[lang]];
        memcpy(before, err->message[lang], sizeof before);
        snprintf(err->message[lang], sizeof err->message[lang], "%.140s: %.130s", names, before);
    }
    jh_where(err, "%s", where);
}

/* Is the field one of the list? */
static bool lists(const char *where, const char *field)
{
    const size_t len = strlen(field);
    for (const char *at = strstr(where, field); at != NULL; at = strstr(at + 1, field))
        if ((at == where || at[-1] == ' ') && (at[len] == ',' || at[len] == '\0'))
            return true;
    return false;
}

static void name_keys(struct jh_error *err)
{
    char where[sizeof err->where] = "";
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (lists(err->where, keys[k].field))
            join(where, sizeof where, "", keys[k].key);
    if (where[0] != '\0')
        jh_where(err, "%s", where);
}

/* "specialty 2; specialty 3": fewest first. */
static void list_carried(const struct jh_i_plan_work *w, const struct jh_site_problem *p,
    const struct place *at, struct jh_i_name_list *list)
{
    for (size_t most = 0; most <= w->n_hosts; most++)
        for (size_t s = 0; s < w->n_specialties; s++) {
            char text[160];
            double cases = 0;
            for (size_t a = 0; a < w->n_areas; a++)
                cases += p->demand[a * w->n_specialties + s];
            if (!(cases > 0) || (at->specialty != SIZE_MAX && at->specialty != s) ||
                jh_site_carries(p, s) != most)
                continue;
            snprintf(text, sizeof text, "%.120s %zu", w->dataset->specialties.id[s], most);
            jh_i_name_list_add(list, text);
        }
}

/* How many centres the demand can carry, after what the hint says already. */
static void hint_carried(const struct jh_i_plan_work *w, const struct jh_site_problem *p,
    const struct place *at, struct jh_error *err)
{
    struct jh_i_name_list list = {.n = 0};
    struct jh_error carried = {.status = JH_OK};
    list_carried(w, p, at, &list);
    if (list.n == 0)
        return;
    jh_hint(&carried, "With so many cases each, the demand carries at most these centres: %s.",
        list.text);
    for (int lang = 0; lang < JH_N_LANGS; lang++) {
        char *hint = err->hint[lang];
        size_t len = strlen(hint), room = sizeof err->hint[lang] - len;
        const char *gap = len > 0 && lang == JH_LANG_EN ? " " : "";
        if (strlen(gap) + strlen(carried.hint[lang]) < room)
            snprintf(hint + len, room, "%s%s", gap, carried.hint[lang]);
        else if (strlen(carried.hint[lang]) < sizeof err->hint[lang])
            snprintf(hint, sizeof err->hint[lang], "%s", carried.hint[lang]);
    }
}

void jh_i_plan_name_clash(
    const struct jh_i_plan_work *w, const struct jh_site_problem *p, struct jh_error *err)
{
    if (err == NULL)
        return;
    const struct place at = read_place(w, err->where);
    const bool stopped = err->status == JH_E_CANCELLED;
    /* under home volumes are those that patients bring */
    const bool volumes = p->least_cases != NULL &&
                         (stopped || strstr(err->where, "least_cases") != NULL) &&
                         !(w->scenario->objective[JH_OBJECTIVE_HOME] > 0);
    if (stopped)
        jh_hint(err, "Allow more time with time_limit_s.");
    if (at.zone != SIZE_MAX || at.area != SIZE_MAX || at.host != SIZE_MAX ||
        at.specialty != SIZE_MAX)
        name_place(w, &at, err);
    else
        name_keys(err);
    if (volumes)
        hint_carried(w, p, &at, err);
}
