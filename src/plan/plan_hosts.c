/*
 * Which hospitals may host a centre, in which specialties, and why the others may not.
 */
#include "plan/plan_work.h"

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "model/codes.h"

static bool in_texts(const struct jh_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->n; i++)
        if (strcmp(texts->item[i], text) == 0)
            return true;
    return false;
}

/* A wanted grade is a level (三级: any class of it), a class (三级甲等) or a text as in the data; not
 * applied where the data give none. */
static bool grade_fits(const struct jh_i_plan_work *w, size_t h)
{
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    const struct jh_texts *wanted = &w->scenario->hosts_grades;
    if (wanted->n == 0 || !hs->has_grades)
        return true;
    for (size_t i = 0; i < wanted->n; i++) {
        uint8_t grade = JH_GRADE_NONE;
        if (!jh_i_grade_parse(wanted->item[i], &grade) || grade == JH_GRADE_NONE)
            continue;
        if (hs->grade[h] == grade || (grade % 10 == 0 && hs->grade[h] / 10 == grade / 10))
            return true;
    }
    return in_texts(wanted, hs->grade_text[h]);
}

static bool sponsor_fits(const struct jh_i_plan_work *w, size_t h)
{
    const struct jh_texts *wanted = &w->scenario->hosts_sponsors;
    uint8_t mine = w->dataset->hospitals.sponsor[h], other = 0;
    if (wanted->n == 0) /* public hospitals above the county */
        return mine != JH_SPONSOR_MILITARY && mine != JH_SPONSOR_PRIVATE &&
               mine != JH_SPONSOR_COUNTY;
    for (size_t i = 0; i < wanted->n; i++)
        if (jh_i_sponsor_parse(wanted->item[i], &other) && other == mine)
            return true;
    return false;
}

static bool kind_fits(const struct jh_i_plan_work *w, size_t h)
{
    const struct jh_texts *wanted = &w->scenario->hosts_kinds;
    uint8_t other = 0;
    for (size_t i = 0; i < wanted->n; i++)
        if (jh_i_kind_parse(wanted->item[i], &other) && other == w->dataset->hospitals.kind[h])
            return true;
    return wanted->n == 0;
}

static bool picked_whole(size_t n, const struct jh_i_plan_pick *pick, size_t h)
{
    for (size_t i = 0; i < n; i++)
        if ((size_t)pick[i].hospital == h && pick[i].specialty == JH_NONE)
            return true;
    return false;
}

static bool picked(size_t n, const struct jh_i_plan_pick *pick, size_t h, size_t s)
{
    for (size_t i = 0; i < n; i++)
        if ((size_t)pick[i].hospital == h &&
            (pick[i].specialty == JH_NONE || (size_t)pick[i].specialty == s))
            return true;
    return false;
}

static bool in_chosen_place(const struct jh_places *places, size_t h)
{
    int32_t place = places->of_hospital[h];
    return place != JH_NONE && places->scores.chosen[place];
}

/* The first reason against taking up new specialties; 0: none. reachable: a route is listed. */
static uint8_t exclusion_of(const struct jh_i_plan_work *w, size_t h, const uint8_t *reachable)
{
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    if (h >= hs->n_inside)
        return JH_EXCLUSION_OUTSIDE + 1;
    if (hs->role[h] == JH_ROLE_EXPORTER || hs->role[h] == JH_ROLE_OTHER)
        return JH_EXCLUSION_ROLE + 1;
    if (!sponsor_fits(w, h))
        return JH_EXCLUSION_SPONSOR + 1;
    if (!grade_fits(w, h))
        return JH_EXCLUSION_GRADE + 1;
    if (!kind_fits(w, h))
        return JH_EXCLUSION_KIND + 1;
    if (w->scenario->hosts_min_beds > 0 && !(hs->beds[h] >= w->scenario->hosts_min_beds))
        return JH_EXCLUSION_BEDS + 1;
    if (picked_whole(w->n_forbidden, w->forbidden, h))
        return JH_EXCLUSION_FORBIDDEN + 1;
    if (!jh_point_known(hs->point[h]) && !reachable[h])
        return JH_EXCLUSION_PLACE + 1;
    if (w->plan->places.n > 0 && !in_chosen_place(&w->plan->places, h))
        return JH_EXCLUSION_NOT_CHOSEN + 1;
    return 0;
}

/* Centre specialties of today: of a hospital with role centre its rows with centre=1, else all its
 * rows, else what it treats. */
static void mark_existing(struct jh_i_plan_work *w)
{
    const struct jh_dataset *ds = w->dataset;
    const struct jh_capabilities *c = &ds->capabilities;
    const struct jh_flow_table *t = &w->plan->flows;
    bool by_rows = c->n > 0;
    for (size_t h = 0; h < ds->hospitals.n_inside; h++) {
        uint8_t *mine = w->existing + h * w->n_specialties;
        size_t n_marked = 0;
        if (ds->hospitals.role[h] != JH_ROLE_CENTRE || !by_rows)
            continue;
        for (size_t r = c->start[h]; r < c->start[h + 1]; r++)
            n_marked += c->centre[r] != 0;
        for (size_t r = c->start[h]; r < c->start[h + 1]; r++)
            mine[c->specialty[r]] = n_marked == 0 || c->centre[r] != 0;
    }
    for (size_t r = 0; r < t->n; r++) {
        size_t h = (size_t)t->hospital[r];
        bool told = by_rows && c->start[h] < c->start[h + 1];
        if (h < ds->hospitals.n_inside && ds->hospitals.role[h] == JH_ROLE_CENTRE && !told &&
            t->cases[r] > 0)
            w->existing[h * w->n_specialties + t->specialty[r]] = 1;
    }
}

static bool any_existing(const struct jh_i_plan_work *w, size_t h)
{
    return memchr(w->existing + h * w->n_specialties, 1, w->n_specialties) != NULL;
}

/* What the scenario fixes must not be forbidden, nor what exists. */
static enum jh_status check_picks(const struct jh_i_plan_work *w, struct jh_error *err)
{
    const struct jh_hospitals *hs = &w->dataset->hospitals;
    for (size_t i = 0; i < w->n_forbidden; i++) {
        const struct jh_i_plan_pick *no = &w->forbidden[i];
        size_t h = (size_t)no->hospital;
        enum jh_status st = JH_OK;
        for (size_t k = 0; k < w->n_fixed; k++)
            if (w->fixed[k].hospital == no->hospital &&
                (no->specialty == JH_NONE || no->specialty == w->fixed[k].specialty))
                st =
                    jh_fail(err, JH_E_DOMAIN, "hospital %s is both fixed and forbidden", hs->id[h]);
        for (size_t s = 0; s < w->n_specialties && st == JH_OK; s++) {
            if (!w->existing[h * w->n_specialties + s] || !picked(1, no, h, s))
                continue;
            st = jh_fail(err, JH_E_DOMAIN, "hospital %s is a centre today and cannot be forbidden",
                hs->id[h]);
            jh_hint(err, "To plan without it, change its role in hospitals.csv.");
        }
        if (st != JH_OK) {
            jh_where(err, "/forbidden/%zu", i);
            return st;
        }
    }
    return JH_OK;
}

enum jh_status jh_i_plan_eligible(struct jh_i_plan_work *w, struct jh_error *err)
{
    struct jh_plan *plan = w->plan;
    const struct jh_travel *listed = &w->dataset->travel;
    const size_t n = w->n_hospitals;
    w->existing = JH_I_NEW(&w->scratch, n * w->n_specialties, uint8_t, err);
    w->may = JH_I_NEW(&w->scratch, n, uint8_t, err);
    w->exclusion = JH_I_NEW(&w->scratch, n, uint8_t, err);
    w->host = JH_I_NEW(&w->scratch, n, int32_t, err);
    w->host_of = JH_I_NEW(&w->scratch, n, int32_t, err);
    uint8_t *reachable = JH_I_NEW(&w->scratch, n, uint8_t, err);
    if (w->existing == NULL || w->may == NULL || w->exclusion == NULL || w->host == NULL ||
        w->host_of == NULL || reachable == NULL)
        return JH_E_NOMEM;
    for (size_t r = 0; r < listed->n && w->scenario->travel.mode != JH_TRAVEL_MODEL; r++)
        reachable[listed->hospital[r]] = 1;
    mark_existing(w);
    enum jh_status st = check_picks(w, err);
    if (st != JH_OK)
        return st;
    for (size_t h = 0; h < n; h++) {
        uint8_t against = exclusion_of(w, h, reachable);
        bool fixed = false;
        for (size_t i = 0; i < w->n_fixed; i++)
            fixed |= (size_t)w->fixed[i].hospital == h;
        w->may[h] = against == 0 || picked_whole(w->n_fixed, w->fixed, h);
        if (fixed || any_existing(w, h))
            against = 0;
        w->exclusion[h] = against;
        w->host_of[h] = JH_NONE;
        if (against != 0) {
            plan->excluded[against - 1]++;
            continue;
        }
        w->host_of[h] = (int32_t)w->n_hosts;
        w->host[w->n_hosts++] = (int32_t)h;
    }
    plan->n_eligible = w->n_hosts;
    if (w->n_hosts > 0)
        return JH_OK;
    st = jh_fail(err, JH_E_INFEASIBLE, "none of %zu hospitals is an eligible host", n);
    jh_hint(err, "Widen hosts.grades, hosts.sponsors or hosts.kinds, or lower hosts.min_beds.");
    return st;
}

/* treated[host * n_specialties + specialty] = 1 where the hospital has a base in the specialty: its
 * rows in capabilities.csv, or, where it has none, the cases that it treats. */
static void mark_treated(const struct jh_i_plan_work *w, uint8_t *treated)
{
    const struct jh_flow_table *t = &w->plan->flows;
    const struct jh_capabilities *c = &w->dataset->capabilities;
    for (size_t r = 0; r < c->n; r++)
        if (w->host_of[c->hospital[r]] != JH_NONE)
            treated[(size_t)w->host_of[c->hospital[r]] * w->n_specialties +
                    (size_t)c->specialty[r]] = 1;
    for (size_t r = 0; r < t->n; r++) {
        size_t h = (size_t)t->hospital[r];
        bool told = c->n > 0 && c->start[h] < c->start[h + 1];
        if (w->host_of[h] != JH_NONE && !told && t->cases[r] > 0)
            treated[(size_t)w->host_of[h] * w->n_specialties + t->specialty[r]] = 1;
    }
}

/* Chinese medicine has centres of its own: its hospitals host its specialties and no others, unless
 * the scenario lists kinds. Hospitals of unknown kind may host any. */
static bool kind_suits(const struct jh_i_plan_work *w, size_t h, size_t s)
{
    uint8_t kind = w->dataset->hospitals.kind[h];
    bool chinese = strstr(w->dataset->specialties.id[s], "中医") != NULL;
    return w->scenario->hosts_kinds.n > 0 || w->n_specialties == 1 || kind == JH_KIND_NONE ||
           (kind == JH_KIND_CHINESE) == chinese;
}

static uint8_t state_of(struct jh_i_plan_work *w, size_t host, size_t s, const uint8_t *treated)
{
    size_t h = (size_t)w->host[host];
    int32_t zone = w->zone_of_host[host];
    if (w->existing[h * w->n_specialties + s])
        return JH_SITE_EXISTING;
    for (size_t i = 0; i < w->n_fixed; i++)
        if ((size_t)w->fixed[i].hospital == h && w->fixed[i].specialty == (int32_t)s)
            return JH_SITE_MUST;
    if (!w->may[h] || picked(w->n_forbidden, w->forbidden, h, s))
        return JH_SITE_NO;
    if (!kind_suits(w, h, s)) {
        w->n_unkind++;
        return JH_SITE_NO;
    }
    if (w->scenario->hosts_base == JH_HOST_BASE_TREATED && !treated[host * w->n_specialties + s]) {
        w->n_untreated++;
        w->untreated[host * w->n_specialties + s] = 1;
        return JH_SITE_NO;
    }
    if (zone != JH_NONE && w->n_zones_not_chosen == 0)
        return w->plan->planned[(size_t)zone * w->n_specialties + s] ? JH_SITE_MAY : JH_SITE_NO;
    for (size_t z = 0; z < w->n_zones; z++)
        if (w->plan->planned[z * w->n_specialties + s])
            return JH_SITE_MAY;
    return JH_SITE_NO;
}

/* One centre of a specialty in a zone: where one exists, no other is opened beside it. */
static void keep_one_per_zone(struct jh_i_plan_work *w)
{
    for (size_t k = 0; k < w->n_hosts; k++)
        for (size_t s = 0; s < w->n_specialties; s++) {
            if (w->state[k * w->n_specialties + s] != JH_SITE_EXISTING ||
                w->zone_of_host[k] == JH_NONE)
                continue;
            for (size_t o = 0; o < w->n_hosts; o++) {
                uint8_t *state = &w->state[o * w->n_specialties + s];
                if (*state == JH_SITE_MAY && w->zone_of_host[o] == w->zone_of_host[k])
                    *state = JH_SITE_NO;
            }
        }
}

enum jh_status jh_i_plan_hosts(struct jh_i_plan_work *w, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    w->zone_of_host = JH_I_NEW(&w->scratch, w->n_hosts, int32_t, err);
    w->host_must = JH_I_NEW(&w->scratch, w->n_hosts, uint8_t, err);
    w->state = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, uint8_t, err);
    w->untreated = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, uint8_t, err);
    w->minutes = JH_I_NEW(&w->scratch, w->n_areas * w->n_hosts, float, err);
    uint8_t *treated = JH_I_NEW(&w->scratch, w->n_hosts * w->n_specialties, uint8_t, err);
    int32_t *area = JH_I_NEW(&w->scratch, w->n_areas, int32_t, err);
    if (w->zone_of_host == NULL || w->host_must == NULL || w->state == NULL ||
        w->untreated == NULL || w->minutes == NULL || treated == NULL || area == NULL)
        return JH_E_NOMEM;
    mark_treated(w, treated);
    for (size_t k = 0; k < w->n_hosts; k++) {
        size_t h = (size_t)w->host[k];
        w->zone_of_host[k] = w->plan->zoning.zone_of_hospital[h];
        w->host_must[k] = picked_whole(w->n_fixed, w->fixed, h);
        for (size_t s = 0; s < w->n_specialties; s++)
            w->state[k * w->n_specialties + s] = state_of(w, k, s, treated);
    }
    if (w->scenario->cs_one_per_zone)
        keep_one_per_zone(w);
    for (size_t a = 0; a < w->n_areas; a++)
        area[a] = (int32_t)a;
    JH_TRY(st, jh_travel_matrix(w->dataset, &w->scenario->travel, w->n_areas, area, w->n_hosts,
                   w->host, &w->run, w->minutes, &w->plan->travel_counts, err));
out:
    return st;
}
