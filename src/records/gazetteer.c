#include "records/gazetteer.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "records/division.h"
#include "records/trie.h"

enum {
    NO_SPOT = -1,
    AT_ONCE_MAX = 16, /* places a name may mean before it counts as ambiguous outright */
    CODE_LEN = 6
};

/* A place in the tree of names. */
struct spot {
    int32_t parent, area;
    uint32_t code; /* national, 0: none */
    int32_t
        stands_for; /* the spot that is meant; itself for present ones; NO_SPOT: nothing is left */
    bool leaf, holds; /* a county; has areas of the territory below it */
};

struct jh_gazetteer {
    const struct jh_dataset *dataset;
    struct jh_strmap area_ids;
    struct jh_trie names;
    size_t n, cap;
    struct spot *spot;
    int32_t *by_code; /* spot of every row of jh_i_divisions */
    struct jh_arena arena;
};

const char *jh_i_home_status_name(enum jh_home_status status)
{
    static const char *const names[JH_N_HOME_STATUSES] = {
        "home found", "empty", "unknown place", "incomplete", "ambiguous", "abolished"};
    return names[status];
}

/* ---- Building --------------------------------------------------------------------------------- */

static enum jh_status add_spot(
    struct jh_gazetteer *g, struct spot spot, int32_t *out, struct jh_error *err)
{
    if (g->n == g->cap) {
        size_t cap = g->cap * 2 + 1024;
        struct spot *grown = jh_i_realloc(g->spot, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        g->spot = grown;
        g->cap = cap;
    }
    *out = (int32_t)g->n;
    if (spot.stands_for == NO_SPOT && spot.code != UINT32_MAX)
        spot.stands_for = *out;
    g->spot[g->n++] = spot;
    return JH_OK;
}

/* Territory in brackets, as fictional ones have it, belongs to no name. */
static size_t bare_len(const char *name)
{
    const char *bracket = strstr(name, "（");
    return bracket != NULL && bracket != name ? (size_t)(bracket - name) : strlen(name);
}

/* Full name, and short forms of what stands above counties. */
static enum jh_status add_names(
    struct jh_gazetteer *g, int32_t spot, const char *name, bool shorten, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    size_t len = bare_len(name), n_short;
    size_t cut[JH_SHORT_FORMS_MAX];
    const char *suffix[JH_SHORT_FORMS_MAX];
    JH_TRY(st, jh_i_trie_add(&g->names, name, len, "", spot, err));
    if (!shorten)
        return JH_OK;
    n_short = jh_i_short_forms(name, len, cut, suffix);
    for (size_t i = 0; i < n_short; i++)
        JH_TRY(st, jh_i_trie_add(&g->names, name, cut[i], suffix[i], spot, err));
out:
    return st;
}

static enum jh_status add_dataset(struct jh_gazetteer *g, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    const struct jh_regions *r = &g->dataset->regions;
    const struct jh_areas *a = &g->dataset->areas;
    int32_t spot = NO_SPOT;
    for (size_t i = 0; i < r->n; i++) {
        struct spot s = {.parent = r->parent[i], .area = JH_NONE, .stands_for = NO_SPOT};
        JH_TRY(st, add_spot(g, s, &spot, err)); /* so spot i is region i */
        if (r->name[i] != NULL && r->name[i][0] != '\0')
            JH_TRY(st, add_names(g, spot, r->name[i], true, err));
    }
    for (size_t i = 0; i < a->n; i++) {
        uint32_t at;
        bool is_new;
        struct spot s = {.parent = a->region[i] >= 0 ? a->region[i] : NO_SPOT,
            .area = (int32_t)i,
            .stands_for = NO_SPOT,
            .leaf = true};
        JH_TRY(st, jh_strmap_put(
                       &g->area_ids, a->id[i], strlen(a->id[i]), (uint32_t)i, &at, &is_new, err));
        JH_TRY(st, add_spot(g, s, &spot, err)); /* so spot regions.n + i is area i */
        if (a->name[i] != NULL && a->name[i][0] != '\0')
            JH_TRY(st, add_names(g, spot, a->name[i], false, err));
    }
out:
    return st;
}

/* A spot of the dataset with that name below that parent (NO_SPOT: at the top). */
static int32_t find_below(const struct jh_gazetteer *g, const char *name, int32_t parent, bool leaf)
{
    size_t len = strlen(name);
    int32_t list[JH_TRIE_SPOTS_MAX];
    size_t n = jh_i_trie_exact(&g->names, name, len, JH_TRIE_SPOTS_MAX, list);
    for (size_t i = 0; i < n && i < JH_TRIE_SPOTS_MAX; i++) {
        const struct spot *s = &g->spot[list[i]];
        const bool here = s->parent == parent && parent != NO_SPOT;
        if (s->code == 0 && s->leaf == leaf && (here || (!leaf && s->parent == NO_SPOT)))
            return list[i];
    }
    return NO_SPOT;
}

static int32_t area_of_code(const struct jh_gazetteer *g, uint32_t code)
{
    char id[16];
    uint32_t area;
    int len = snprintf(id, sizeof id, "%06u", code);
    return jh_strmap_get(&g->area_ids, id, (size_t)len, &area) ? (int32_t)area : JH_NONE;
}

static int32_t spot_of_code(const struct jh_gazetteer *g, uint32_t code)
{
    const struct jh_division *d = jh_i_division_find(code);
    return d != NULL ? g->by_code[d - jh_i_divisions] : NO_SPOT;
}

/* What stands above a code: its city where that has a spot, else its province. */
static int32_t parent_of(const struct jh_gazetteer *g, uint32_t code)
{
    if (code % 10000 == 0)
        return NO_SPOT;
    int32_t city = code % 100 != 0 ? spot_of_code(g, jh_i_division_city(code)) : NO_SPOT;
    return city != NO_SPOT ? city : spot_of_code(g, jh_i_division_province(code));
}

/* A present division: the dataset's own where it is one of it, else new. */
static enum jh_status add_present(
    struct jh_gazetteer *g, size_t row, const char *name, struct jh_error *err)
{
    const uint32_t code = jh_i_divisions[row].code;
    const int32_t parent = parent_of(g, code), area = area_of_code(g, code);
    const bool county = code % 100 != 0;
    int32_t spot =
        area >= 0 ? (int32_t)g->dataset->regions.n + area : find_below(g, name, parent, county);
    enum jh_status st = JH_OK;
    if (spot == NO_SPOT) {
        struct spot s = {
            .parent = parent, .area = JH_NONE, .code = code, .stands_for = NO_SPOT, .leaf = county};
        JH_TRY(st, add_spot(g, s, &spot, err));
    } else {
        g->spot[spot].code = code;
        if (g->spot[spot].parent == NO_SPOT && parent != spot)
            g->spot[spot].parent = parent;
    }
    g->by_code[row] = spot;
    st = add_names(g, spot, name, !county, err);
out:
    return st;
}

/* A former one: a name that leads to its successor. */
static enum jh_status add_former(struct jh_gazetteer *g, size_t row, struct jh_error *err)
{
    const struct jh_division *d = &jh_i_divisions[row];
    struct spot s = {.parent = parent_of(g, d->code),
        .area = JH_NONE,
        .code = UINT32_MAX,
        .stands_for = d->successor != 0 ? spot_of_code(g, d->successor) : NO_SPOT,
        .leaf = d->code % 100 != 0};
    enum jh_status st = add_spot(g, s, &g->by_code[row], err);
    return st == JH_OK ? add_names(g, g->by_code[row], d->name, d->code % 100 == 0, err) : st;
}

/* Provinces first, then cities, then counties: so that parents are there. */
static enum jh_status add_national(struct jh_gazetteer *g, struct jh_error *err)
{
    static const uint32_t step[3] = {10000, 100, 1};
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < jh_i_n_divisions; i++)
        g->by_code[i] = NO_SPOT;
    for (int former = 0; former < 2; former++)
        for (int level = 0; level < 3; level++)
            for (size_t i = 0; i < jh_i_n_divisions; i++) {
                const struct jh_division *d = &jh_i_divisions[i];
                const bool mine =
                    d->code % step[level] == 0 && (level == 0 || d->code % step[level - 1] != 0);
                if (!mine || (d->code == d->successor) == (former == 1))
                    continue;
                if (former == 1)
                    JH_TRY(st, add_former(g, i, err));
                else if (i > 0 && d[-1].code == d->code) /* another name of the one before */
                    JH_TRY(st,
                        add_names(g, g->by_code[i] = g->by_code[i - 1], d->name, level < 2, err));
                else
                    JH_TRY(st, add_present(g, i, d->name, err));
            }
out:
    return st;
}

static void mark_territory(struct jh_gazetteer *g)
{
    for (size_t i = 0; i < g->dataset->areas.n_inside; i++)
        for (int32_t s = g->spot[g->dataset->regions.n + i].parent; s != NO_SPOT;
             s = g->spot[s].parent)
            g->spot[s].holds = true;
}

enum jh_status jh_i_gazetteer_new(
    const struct jh_dataset *dataset, struct jh_gazetteer **out_gazetteer, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_gazetteer *g = jh_i_calloc(1, sizeof *g);
    if (g == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    g->dataset = dataset;
    jh_strmap_init(&g->area_ids);
    jh_arena_init(&g->arena, 0);
    g->by_code = jh_i_calloc(jh_i_n_divisions, sizeof *g->by_code);
    if (g->by_code == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, add_dataset(g, err));
    JH_TRY(st, add_national(g, err));
    mark_territory(g);
    *out_gazetteer = g;
    g = NULL;
out:
    jh_i_gazetteer_free(g);
    return st;
}

void jh_i_gazetteer_free(struct jh_gazetteer *gazetteer)
{
    if (gazetteer == NULL)
        return;
    jh_strmap_release(&gazetteer->area_ids);
    jh_i_trie_release(&gazetteer->names);
    jh_i_free(gazetteer->spot);
    jh_i_free(gazetteer->by_code);
    jh_arena_release(&gazetteer->arena);
    jh_i_free(gazetteer);
}

/* ---- Looking up ------------------------------------------------------------------------------- */

/* Of places beyond the dataset the province is enough; where the territory lies only a county will do. */
static struct jh_home home_of(const struct jh_gazetteer *g, int32_t spot)
{
    struct jh_home home = {.status = JH_HOME_FOUND, .area = JH_NONE};
    home.former = g->spot[spot].stands_for != spot;
    if (g->spot[spot].stands_for == NO_SPOT) {
        home.status = JH_HOME_ABOLISHED;
        return home;
    }
    const struct spot *s = &g->spot[g->spot[spot].stands_for];
    home.area = s->area;
    if (s->area >= 0)
        return home;
    home.province = (uint8_t)(s->code / 10000);
    if (s->holds || (!s->leaf && s->code == 0))
        home.status = JH_HOME_INCOMPLETE;
    return home;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '-' || c == ',' || c == '/';
}

struct jh_home jh_i_home_by_code(const struct jh_gazetteer *gazetteer, const char *text, size_t len)
{
    struct jh_home home = {.status = JH_HOME_EMPTY, .area = JH_NONE};
    uint32_t area, code = 0;
    if (len == 0 || text == NULL)
        return home;
    if (jh_strmap_get(&gazetteer->area_ids, text, len, &area))
        return (struct jh_home){.status = JH_HOME_FOUND, .area = (int32_t)area};
    home.status = JH_HOME_UNKNOWN;
    if (len != 6 && len != 9 && len != 12)
        return home;
    for (size_t i = 0; i < CODE_LEN; i++) {
        if (text[i] < '0' || text[i] > '9')
            return home;
        code = code * 10 + (uint32_t)(text[i] - '0');
    }
    if (jh_strmap_get(&gazetteer->area_ids, text, CODE_LEN, &area))
        return (struct jh_home){.status = JH_HOME_FOUND, .area = (int32_t)area};
    int32_t spot = spot_of_code(gazetteer, code);
    if (spot == NO_SPOT)
        return home;
    return home_of(gazetteer, spot);
}

static bool is_below(const struct jh_gazetteer *g, int32_t spot, int32_t scope)
{
    for (int32_t s = g->spot[spot].parent; s != NO_SPOT; s = g->spot[s].parent)
        if (s == scope)
            return true;
    return false;
}

/* What an address may mean so far. */
struct reading {
    size_t n; /* 0: nothing yet */
    int32_t spot[AT_ONCE_MAX];
    bool too_many;
};

/* The scope of a former city is also its successor's. */
static bool fits(const struct jh_gazetteer *g, int32_t spot, const struct reading *scope)
{
    if (scope->n == 0)
        return true;
    for (size_t i = 0; i < scope->n; i++) {
        int32_t s = scope->spot[i];
        if (is_below(g, spot, s) ||
            (g->spot[s].stands_for != NO_SPOT && is_below(g, spot, g->spot[s].stands_for)))
            return true;
    }
    return false;
}

static void take_fitting(const struct jh_gazetteer *g, const struct jh_trie_hit *hit,
    const struct reading *scope, struct reading *out)
{
    out->n = 0;
    out->too_many = false;
    for (size_t i = 0; i < hit->n; i++) {
        if (!fits(g, hit->spot[i], scope))
            continue;
        if (out->n == AT_ONCE_MAX)
            out->too_many = true;
        else
            out->spot[out->n++] = hit->spot[i];
    }
}

/* Read on in one text: names within the scope, one after the other, the longest first. */
static void read_text(
    const struct jh_gazetteer *g, const char *text, size_t len, struct reading *scope)
{
    struct jh_trie_hit hit[JH_TRIE_HITS_MAX];
    size_t at = 0;
    while (at < len) {
        while (at < len && is_blank(text[at]))
            at++;
        size_t n_hits = jh_i_trie_prefixes(&g->names, text + at, len - at, hit);
        struct reading next = {.n = 0};
        size_t h = n_hits;
        while (h > 0 && next.n == 0 && !next.too_many)
            take_fitting(g, &hit[--h], scope, &next);
        if (next.n == 0)
            return;
        at += hit[h].len;
        *scope = next;
    }
}

/* One meaning, or none; several that come to the same place are one. */
static struct jh_home settle(const struct jh_gazetteer *g, const struct reading *scope)
{
    struct jh_home home = {.status = JH_HOME_UNKNOWN, .area = JH_NONE};
    for (size_t i = 0; i < scope->n; i++) {
        struct jh_home one = home_of(g, scope->spot[i]);
        if (i == 0)
            home = one;
        else if (one.area != home.area || one.province != home.province ||
                 one.status != home.status)
            home.status = JH_HOME_AMBIGUOUS;
    }
    if (scope->too_many)
        home.status = JH_HOME_AMBIGUOUS;
    if (home.status == JH_HOME_AMBIGUOUS)
        home.area = JH_NONE;
    return home;
}

struct jh_home jh_i_home_by_address(const struct jh_gazetteer *gazetteer, size_t n_parts,
    const char *const *text, const size_t *len)
{
    static const char china[] = "中国", republic[] = "中华人民共和国";
    struct reading scope = {.n = 0};
    bool any = false;
    for (size_t i = 0; i < n_parts; i++) {
        const char *at = text[i];
        size_t left = at != NULL ? len[i] : 0;
        any |= left > 0;
        if (i == 0 && left >= sizeof republic - 1 &&
            memcmp(at, republic, sizeof republic - 1) == 0) {
            at += sizeof republic - 1;
            left -= sizeof republic - 1;
        } else if (i == 0 && left >= sizeof china - 1 && memcmp(at, china, sizeof china - 1) == 0) {
            at += sizeof china - 1;
            left -= sizeof china - 1;
        }
        if (left > 0)
            read_text(gazetteer, at, left, &scope);
    }
    if (!any)
        return (struct jh_home){.status = JH_HOME_EMPTY, .area = JH_NONE};
    return settle(gazetteer, &scope);
}
