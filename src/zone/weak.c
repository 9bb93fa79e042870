#include "zone/weak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/num.h"

enum jh_status jh_i_zone_check_options(
    const struct jh_zone_options *o, const double *population, size_t n, struct jh_error *err)
{
    if (!(o->min_population >= 0 && isfinite(o->min_population)))
        return jh_fail(err, JH_E_DOMAIN,
            "the minimum population of a zone must be at least 0, got %g", o->min_population);
    if (!(o->min_localization >= 0 && o->min_localization <= 1))
        return jh_fail(err, JH_E_DOMAIN,
            "the minimum localization index of a zone must be from 0 to 1, got %g",
            o->min_localization);
    if (!(o->resolution >= 0 && isfinite(o->resolution)))
        return jh_fail(
            err, JH_E_DOMAIN, "the resolution must be at least 0, got %g", o->resolution);
    if (o->n_zones > n)
        return jh_fail(err, JH_E_INFEASIBLE, "%zu zones wanted of %zu units", o->n_zones, n);
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += population[i];
    double wanted = o->min_population * (double)(o->n_zones > 0 ? o->n_zones : 1);
    if (n > 0 && wanted > total) {
        enum jh_status st = jh_fail(err, JH_E_INFEASIBLE,
            "zones of at least %.0f people need %.0f, the territory has %.0f", o->min_population,
            wanted, total);
        jh_hint(err, "Ask for fewer zones or for fewer people per zone.");
        return st;
    }
    return JH_OK;
}

/* Zones while they merge: members as linked lists, and what the rules look at. */
struct merging {
    const struct jh_zone_flow *flow;
    const struct jh_graph *adjacency;
    const struct jh_zone_options *options;
    size_t n, n_left;
    int32_t *zone_of;                   /* [units] */
    int32_t *first, *last, *next;       /* [zones], [zones], [units]; first -1: merged away */
    double *people, *residents, *local; /* [zones] */
    double *sent, *border;              /* [zones], of the zone that has to go */
    uint8_t *touches;                   /* [zones], of the zone that has to go */
    uint8_t *held;                      /* [zones], 1: with a fixed part */
};

static bool merging_alloc(struct jh_arena *arena, size_t n_units, struct merging *m)
{
    m->first = jh_arena_new(arena, m->n, int32_t);
    m->last = jh_arena_new(arena, m->n, int32_t);
    m->next = jh_arena_new(arena, n_units, int32_t);
    m->people = jh_arena_new(arena, m->n, double);
    m->residents = jh_arena_new(arena, m->n, double);
    m->local = jh_arena_new(arena, m->n, double);
    m->sent = jh_arena_new(arena, m->n, double);
    m->border = jh_arena_new(arena, m->n, double);
    m->touches = jh_arena_new(arena, m->n, uint8_t);
    m->held = jh_arena_new(arena, m->n, uint8_t);
    return m->first != NULL && m->last != NULL && m->next != NULL && m->people != NULL &&
           m->residents != NULL && m->local != NULL && m->sent != NULL && m->border != NULL &&
           m->touches != NULL && m->held != NULL;
}

static void merging_fill(struct merging *m, const double *population)
{
    const struct jh_zone_flow *f = m->flow;
    for (size_t z = 0; z < m->n; z++)
        m->first[z] = m->last[z] = -1;
    for (size_t u = 0; u < f->n; u++) {
        int32_t z = m->zone_of[u];
        m->next[u] = -1;
        if (m->first[z] < 0)
            m->first[z] = (int32_t)u;
        else
            m->next[m->last[z]] = (int32_t)u;
        m->last[z] = (int32_t)u;
        m->people[z] += population[u];
        if (m->options->fixed != NULL && m->options->fixed[u] != JH_NONE)
            m->held[z] = 1;
        m->residents[z] += f->outside[u];
        for (size_t e = f->start[u]; e < f->start[u + 1]; e++) {
            m->residents[z] += f->cases[e];
            m->local[z] += m->zone_of[f->to[e]] == z ? f->cases[e] : 0;
        }
    }
}

/* A zone without cases keeps nobody. */
static double localization(const struct merging *m, size_t z)
{
    return m->residents[z] > 0 ? m->local[z] / m->residents[z] : 0;
}

/* 0: too few people, 1: localization index too low, 2: neither. */
static int weakness(const struct merging *m, size_t z)
{
    if (m->people[z] < m->options->min_population)
        return 0;
    return localization(m, z) < m->options->min_localization ? 1 : 2;
}

static bool is_weaker(const struct merging *m, size_t a, size_t b)
{
    int wa = weakness(m, a), wb = weakness(m, b);
    if (wa != wb)
        return wa < wb;
    if (wa != 0 && localization(m, a) != localization(m, b))
        return localization(m, a) < localization(m, b);
    return m->people[a] < m->people[b];
}

/* The zone to go next, or -1. */
static int32_t weakest(const struct merging *m)
{
    int32_t worst = -1;
    bool too_many = m->options->n_zones > 0 && m->n_left > m->options->n_zones;
    for (size_t z = 0; z < m->n; z++)
        if (m->first[z] >= 0 && (worst < 0 || is_weaker(m, z, (size_t)worst)))
            worst = (int32_t)z;
    return worst >= 0 && (too_many || weakness(m, (size_t)worst) < 2) ? worst : -1;
}

/* What zone z sends to the others and where it touches them. Returns whether it touches any. */
static bool look_around(struct merging *m, int32_t z)
{
    bool any = false;
    memset(m->sent, 0, m->n * sizeof *m->sent);
    memset(m->border, 0, m->n * sizeof *m->border);
    memset(m->touches, 0, m->n);
    for (int32_t u = m->first[z]; u >= 0; u = m->next[u]) {
        for (size_t e = m->flow->start[u]; e < m->flow->start[u + 1]; e++)
            m->sent[m->zone_of[m->flow->to[e]]] += m->flow->cases[e];
        for (size_t e = m->adjacency->start[u]; e < m->adjacency->start[u + 1]; e++) {
            int32_t to = m->zone_of[m->adjacency->to[e]];
            m->border[to] += m->adjacency->border_m != NULL ? m->adjacency->border_m[e] : 0;
            m->touches[to] = 1;
            any = any || to != z;
        }
    }
    return any;
}

static int32_t partner(struct merging *m, int32_t z)
{
    int32_t best = -1;
    bool touches_any = look_around(m, z);
    for (int32_t b = 0; b < (int32_t)m->n; b++) {
        if (b == z || m->first[b] < 0 || (touches_any && !m->touches[b]) ||
            (m->held[z] && m->held[b]))
            continue;
        if (best < 0 || m->sent[b] > m->sent[best] ||
            (m->sent[b] == m->sent[best] && m->border[b] > m->border[best]))
            best = b;
    }
    return best;
}

/* Zone a becomes part of b; m->sent holds what a sends. */
static void join(struct merging *m, int32_t a, int32_t b)
{
    double back = 0;
    for (int32_t u = m->first[b]; u >= 0; u = m->next[u])
        for (size_t e = m->flow->start[u]; e < m->flow->start[u + 1]; e++)
            back += m->zone_of[m->flow->to[e]] == a ? m->flow->cases[e] : 0;
    m->local[b] += m->local[a] + m->sent[b] + back;
    m->residents[b] += m->residents[a];
    m->people[b] += m->people[a];
    m->held[b] |= m->held[a];
    for (int32_t u = m->first[a]; u >= 0; u = m->next[u])
        m->zone_of[u] = b;
    m->next[m->last[b]] = m->first[a];
    m->last[b] = m->last[a];
    m->first[a] = m->last[a] = -1;
    m->n_left--;
}

/* zone: the one that would have to go, or -1 where only the number is missed. */
static enum jh_status too_weak(const struct merging *m, int32_t zone, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_zone_options *o = m->options;
    if (o->n_zones > 0 && m->n_left == o->n_zones) {
        st = jh_fail(err, JH_E_INFEASIBLE,
            "the weakest of %zu zones has %.0f people and a localization index of %.3f", m->n_left,
            m->people[zone], localization(m, (size_t)zone));
        jh_hint(err, "Ask for fewer zones, for lower minima, or for another method.");
        return st;
    }
    if (o->n_zones > 0) {
        st = jh_fail(err, JH_E_INFEASIBLE, "%zu zones wanted, but only %zu are found", o->n_zones,
            m->n_left);
        jh_hint(err, "Ask for fewer zones, for lower minima, or for another method.");
        return st;
    }
    st = jh_fail(err, JH_E_INFEASIBLE,
        "no zones reach a localization index of %.3f; even together they have %.3f",
        o->min_localization, localization(m, (size_t)m->zone_of[0]));
    jh_hint(err, "Ask for a lower localization index.");
    return st;
}

enum jh_status jh_i_zone_merge_weak(struct jh_arena *arena, const struct jh_zone_flow *flow,
    const struct jh_graph *adjacency, const double *population,
    const struct jh_zone_options *options, size_t *n_zones, int32_t *zone_of, struct jh_error *err)
{
    struct merging m = {flow, adjacency, options, .n = *n_zones, *n_zones, zone_of};
    struct jh_arena_mark mark = jh_arena_save(arena);
    enum jh_status st = JH_OK;
    int32_t n = 0;
    if (!merging_alloc(arena, flow->n, &m)) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    merging_fill(&m, population);
    for (int32_t a = weakest(&m); a >= 0; a = weakest(&m)) {
        int32_t b = m.n_left == 1 || m.n_left <= options->n_zones ? -1 : partner(&m, a);
        if (b < 0) {
            st = too_weak(&m, a, err);
            goto out;
        }
        join(&m, a, b);
    }
    if (m.n_left < options->n_zones) {
        st = too_weak(&m, -1, err);
        goto out;
    }
    for (size_t z = 0; z < m.n; z++)
        m.last[z] = m.first[z] >= 0 ? n++ : -1;
    for (size_t u = 0; u < flow->n; u++)
        zone_of[u] = m.last[zone_of[u]];
    *n_zones = (size_t)n;
out:
    jh_arena_rewind(arena, mark);
    return st;
}

struct zone_size {
    double people;
    int32_t first, zone;
};

static int size_cmp(const void *p, const void *q)
{
    const struct zone_size *a = p, *b = q;
    if (a->people != b->people)
        return a->people > b->people ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

enum jh_status jh_i_zone_by_size(struct jh_arena *arena, size_t n, const double *population,
    size_t n_zones, int32_t *zone_of, struct jh_error *err)
{
    struct zone_size *size = jh_arena_new(arena, n_zones, struct zone_size);
    int32_t *rank = jh_arena_new(arena, n_zones, int32_t);
    if (size == NULL || rank == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t z = 0; z < n_zones; z++)
        size[z] = (struct zone_size){0, -1, (int32_t)z};
    for (size_t u = 0; u < n; u++) {
        struct zone_size *s = &size[zone_of[u]];
        s->people += population[u];
        s->first = s->first < 0 ? (int32_t)u : s->first;
    }
    qsort(size, n_zones, sizeof *size, size_cmp);
    for (size_t z = 0; z < n_zones; z++)
        rank[size[z].zone] = (int32_t)z;
    for (size_t u = 0; u < n; u++)
        zone_of[u] = rank[zone_of[u]];
    return JH_OK;
}
