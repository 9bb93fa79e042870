#include "sheet/places.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/strmap.h"
#include "base/utf8.h"
#include "records/division.h"
#include "records/trie.h"
#include "sheet/text.h"

enum { NONE = -1, KEY_MAX = 256, NAME_CHARS_MAX = 16 };

/* A name in the index: a division, present or former, or a known area of another kind. */
struct entry {
    uint32_t code, successor; /* 0: none */
    int32_t known;            /* NONE: not among the known areas */
    int level;
    const char *name, *key, *stem, *region; /* region: of known areas, else "" */
    char id[8];
};

struct jh_places {
    struct jh_arena arena;
    size_t n_known, n;
    const struct jh_known_area *area;
    struct entry *entry;
    int32_t *next_full, *next_stem; /* [n] the next entry of the same key */
    struct jh_strmap full, stem, ids;
};

/* ---- Short forms ------------------------------------------------------------------------------ */

static size_t before_peoples(const char *name, size_t len)
{
    static const char *const peoples[] = {"各族", "蒙古族", "回族", "藏族", "维吾尔", "苗族",
        "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族",
        "哈萨克", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族",
        "景颇族", "柯尔克孜", "土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族",
        "仡佬族", "锡伯", "塔吉克", "普米族", "怒族", "鄂温克族", "德昂族", "保安族", "裕固族",
        "独龙族", "鄂伦春", "蒙古"};
    size_t cut = len;
    for (size_t i = 0; i < sizeof peoples / sizeof *peoples; i++) {
        const size_t n = strlen(peoples[i]);
        for (size_t at = 6; at + n <= cut; at += 3)
            if (memcmp(name + at, peoples[i], n) == 0) {
                cut = at;
                break;
            }
    }
    return cut;
}

/* Bytes of a name that are left without its suffix; the whole where little would be left. */
static size_t stem_len(const char *key, int level)
{
    static const char *const suffixes[] = {"特别行政区", "自治区", "自治州", "自治县", "自治旗",
        "地区", "林区", "矿区", "新区", "特区", "省", "市", "盟", "州", "县", "区", "旗"};
    const size_t len = strlen(key);
    size_t cut[JH_SHORT_FORMS_MAX];
    const char *suffix[JH_SHORT_FORMS_MAX];
    if (level < 2 && jh_i_short_forms(key, len, cut, suffix) > 0)
        return cut[0];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        const size_t n = strlen(suffixes[i]);
        if (len < n + 6 || memcmp(key + len - n, suffixes[i], n) != 0)
            continue;
        return strncmp(suffixes[i], "自治", 6) == 0 ? before_peoples(key, len - n) : len - n;
    }
    return len;
}

/* ---- Index ------------------------------------------------------------------------------------ */

static enum jh_status link_key(
    struct jh_strmap *map, int32_t *next, const char *key, size_t index, struct jh_error *err)
{
    uint32_t first;
    bool is_new;
    if (key[0] == '\0')
        return JH_OK;
    enum jh_status st = jh_strmap_put(map, key, strlen(key), (uint32_t)index, &first, &is_new, err);
    if (st == JH_OK && !is_new) {
        next[index] = next[first];
        next[first] = (int32_t)index;
    }
    return st;
}

static enum jh_status add(struct jh_places *p, struct entry entry, struct jh_error *err)
{
    const size_t at = p->n++;
    struct entry *e = &p->entry[at];
    *e = entry;
    p->next_full[at] = p->next_stem[at] = NONE;
    e->key = jh_i_fold_key(&p->arena, e->name);
    const char *bracket = strpbrk(e->name, "("); /* a fictional mark belongs to no name */
    const char *wide = strstr(e->name, "（");
    if (wide != NULL && (bracket == NULL || wide < bracket))
        bracket = wide;
    if (bracket != NULL && bracket > e->name && e->code == 0) {
        char *bare = jh_arena_strndup(&p->arena, e->name, (size_t)(bracket - e->name));
        e->key = bare != NULL ? jh_i_fold_key(&p->arena, bare) : NULL;
    }
    if (e->key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    e->stem = jh_arena_strndup(&p->arena, e->key, stem_len(e->key, e->level));
    if (e->stem == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    enum jh_status st = link_key(&p->full, p->next_full, e->key, at, err);
    return st == JH_OK ? link_key(&p->stem, p->next_stem, e->stem, at, err) : st;
}

static int32_t known_of(const struct jh_places *p, const char *id)
{
    uint32_t at;
    return jh_strmap_get(&p->ids, id, strlen(id), &at) ? (int32_t)at : NONE;
}

static enum jh_status add_all(struct jh_places *p, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < p->n_known; i++) {
        uint32_t at;
        bool is_new;
        JH_TRY(st, jh_strmap_put(&p->ids, p->area[i].id, strlen(p->area[i].id), (uint32_t)i, &at,
                       &is_new, err));
    }
    for (size_t i = 0; i < jh_i_n_divisions; i++) {
        const struct jh_division *d = &jh_i_divisions[i];
        struct entry e = {.code = d->code,
            .successor = d->successor,
            .name = d->name,
            .region = "",
            .level = d->code % 10000 == 0 ? 0
                     : d->code % 100 == 0 ? 1
                                          : 2};
        snprintf(e.id, sizeof e.id, "%06u", d->code % 1000000u);
        e.known = known_of(p, e.id);
        if (i > 0 && d[-1].code == d->code) /* another name of the one before */
            e.known = p->entry[p->n - 1].known;
        JH_TRY(st, add(p, e, err));
    }
    for (size_t i = 0; i < p->n_known; i++) {
        const struct entry e = {.known = (int32_t)i,
            .name = p->area[i].name[0] != '\0' ? p->area[i].name : p->area[i].id,
            .region = p->area[i].region,
            .level = 2};
        JH_TRY(st, add(p, e, err));
    }
out:
    return st;
}

enum jh_status jh_i_places_new(size_t n, const struct jh_known_area *known,
    struct jh_places **out_places, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_places *p = jh_i_calloc(1, sizeof *p);
    if (p == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_arena_init(&p->arena, 0);
    jh_strmap_init(&p->full);
    jh_strmap_init(&p->stem);
    jh_strmap_init(&p->ids);
    p->n_known = n;
    p->area = known;
    p->entry = jh_i_calloc(jh_i_n_divisions + n, sizeof *p->entry);
    p->next_full = jh_i_calloc(jh_i_n_divisions + n, sizeof *p->next_full);
    p->next_stem = jh_i_calloc(jh_i_n_divisions + n, sizeof *p->next_stem);
    if (p->entry == NULL || p->next_full == NULL || p->next_stem == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    JH_TRY(st, add_all(p, err));
    *out_places = p;
    p = NULL;
out:
    jh_i_places_free(p);
    return st;
}

void jh_i_places_free(struct jh_places *places)
{
    if (places == NULL)
        return;
    jh_strmap_release(&places->full);
    jh_strmap_release(&places->stem);
    jh_strmap_release(&places->ids);
    jh_i_free(places->entry);
    jh_i_free(places->next_full);
    jh_i_free(places->next_stem);
    jh_arena_release(&places->arena);
    jh_i_free(places);
}

/* ---- Looking up ------------------------------------------------------------------------------- */

static const struct entry *of_code(const struct jh_places *p, uint32_t code)
{
    const struct jh_division *d = code != 0 ? jh_i_division_find(code) : NULL;
    return d != NULL ? &p->entry[d - jh_i_divisions] : NULL;
}

static bool is_former(const struct entry *e)
{
    return e->code != 0 && e->successor != e->code;
}

/* What an entry stands for today; NULL: abolished without one successor. */
static const struct entry *today(const struct jh_places *p, const struct entry *e)
{
    for (int i = 0; i < 4 && e != NULL && is_former(e); i++)
        e = of_code(p, e->successor);
    return e;
}

/* Whether a place name (of a city, a province, a region) is what the context says. */
static bool says(const char *name, const char *wanted, size_t wanted_stem)
{
    const size_t n = strlen(name), m = strlen(wanted);
    if (n == 0)
        return false;
    if (n == m && memcmp(name, wanted, n) == 0)
        return true;
    const size_t stem = stem_len(name, 1);
    return (stem == wanted_stem && memcmp(name, wanted, stem) == 0) ||
           (stem == m && memcmp(name, wanted, m) == 0) ||
           (n == wanted_stem && memcmp(name, wanted, n) == 0);
}

static bool below(const struct jh_places *p, const struct entry *e, const char *above)
{
    char key[KEY_MAX];
    const size_t len = strlen(above);
    if (len == 0 || len >= KEY_MAX)
        return true;
    jh_i_fold(above, len, key);
    jh_i_key_of_folded(key);
    if (key[0] == '\0')
        return true;
    const size_t stem = stem_len(key, 1);
    if (e->region[0] != '\0' && says(e->region, key, stem))
        return true;
    const uint32_t code = e->code;
    if (code == 0 && e->known >= 0) { /* of another kind: nothing is known but its region */
        const struct jh_division *d = NULL;
        uint32_t number = 0;
        for (const char *c = p->area[e->known].id; *c >= '0' && *c <= '9' && number < 1000000; c++)
            number = number * 10 + (uint32_t)(*c - '0');
        if (strlen(p->area[e->known].id) == 6)
            d = jh_i_division_find(number);
        return e->region[0] == '\0' && d == NULL;
    }
    const struct entry *city = of_code(p, jh_i_division_city(code));
    const struct entry *province = of_code(p, jh_i_division_province(code));
    if (strcmp(e->id, key) == 0 || (city != NULL && strcmp(city->id, key) == 0))
        return true;
    return (city != NULL && says(city->key, key, stem)) ||
           (province != NULL && says(province->key, key, stem));
}

/* Candidates gathered: distinct places of today. */
struct gathered {
    size_t n, n_all; /* n_all: also those that do not lie below the context */
    const struct entry *entry[JH_CANDIDATES_MAX], *elsewhere;
    bool former, abolished;
};

static bool same_place(const struct entry *a, const struct entry *b)
{
    return a == b || (a->code != 0 && a->code == b->code) ||
           (a->known >= 0 && a->known == b->known);
}

static void gather_one(const struct jh_places *p, const struct entry *e, size_t n_above,
    const char *const *above, int highest, struct gathered *g)
{
    const struct entry *now = e != NULL ? today(p, e) : NULL;
    if (e == NULL || e->level < highest)
        return;
    if (now == NULL) {
        g->abolished = true;
        return;
    }
    bool inside = true;
    for (size_t i = 0; i < n_above && inside; i++)
        inside = above[i] == NULL || below(p, now, above[i]) || below(p, e, above[i]);
    g->n_all++;
    if (!inside) {
        g->elsewhere = now;
        return;
    }
    for (size_t i = 0; i < g->n && i < JH_CANDIDATES_MAX; i++)
        if (g->entry[i] != NULL && same_place(g->entry[i], now)) {
            g->former = g->former && is_former(e);
            return;
        }
    g->former = g->n == 0 ? is_former(e) : g->former && is_former(e);
    if (g->n < JH_CANDIDATES_MAX)
        g->entry[g->n] = now;
    g->n++;
}

static void gather(const struct jh_places *p, const struct jh_strmap *map, const int32_t *next,
    const char *key, size_t n_above, const char *const *above, int highest, struct gathered *g)
{
    uint32_t first;
    if (!jh_strmap_get(map, key, strlen(key), &first))
        return;
    for (int32_t i = (int32_t)first; i != NONE; i = next[i])
        gather_one(p, &p->entry[i], n_above, above, highest, g);
}

/* Of those found the known ones, if any is known; of these present ones before former names. */
static void prefer(const struct jh_places *p, struct gathered *g)
{
    size_t n = 0;
    const size_t held = g->n < JH_CANDIDATES_MAX ? g->n : JH_CANDIDATES_MAX;
    if (p->n_known == 0)
        return;
    for (size_t i = 0; i < held; i++)
        if (g->entry[i]->known >= 0)
            g->entry[n++] = g->entry[i];
    if (n > 0)
        g->n = n;
}

static const char *id_of(const struct jh_places *p, const struct entry *e)
{
    return e->known >= 0 ? p->area[e->known].id : e->id;
}

static const char *name_of(const struct jh_places *p, const struct entry *e)
{
    return e->known >= 0 && p->area[e->known].name[0] != '\0' ? p->area[e->known].name : e->name;
}

static void list(const struct jh_places *p, const struct entry *e, struct jh_matched *out)
{
    if (out->n_candidates == JH_CANDIDATES_MAX)
        return;
    out->candidate_id[out->n_candidates] = id_of(p, e);
    out->candidate_name[out->n_candidates++] = name_of(p, e);
}

static struct jh_matched sure(
    const struct jh_places *p, const struct entry *e, enum jh_match_why why)
{
    struct jh_matched out = {.match = JH_MATCH_SURE, .why = why};
    if (e == NULL)
        return (struct jh_matched){.match = JH_MATCH_UNKNOWN};
    out.id = id_of(p, e);
    out.name = name_of(p, e);
    out.level = e->known >= 0 ? 2 : e->level;
    out.beyond = p->n_known > 0 && e->known < 0;
    return out;
}

static struct jh_matched settle(
    const struct jh_places *p, const struct gathered *g, enum jh_match_why why)
{
    struct jh_matched out = {.match = JH_MATCH_DOUBTFUL, .why = JH_WHY_SEVERAL};
    if (g->n == 1)
        return sure(p, g->entry[0], g->former ? JH_WHY_FORMER : why);
    for (size_t i = 0; i < g->n && i < JH_CANDIDATES_MAX; i++)
        list(p, g->entry[i], &out);
    return out;
}

static struct jh_matched by_code(const struct jh_places *p, const char *text)
{
    struct jh_matched out = {.match = JH_MATCH_UNKNOWN};
    const size_t len = strlen(text);
    const int32_t known = known_of(p, text);
    uint32_t code = 0;
    if (known >= 0)
        return (struct jh_matched){.match = JH_MATCH_SURE,
            .id = p->area[known].id,
            .name = p->area[known].name,
            .level = 2};
    if ((len != 6 && len != 9 && len != 12) || strspn(text, "0123456789") != len)
        return out;
    for (int i = 0; i < 6; i++)
        code = code * 10 + (uint32_t)(text[i] - '0');
    const struct entry *e = of_code(p, code), *now = e != NULL ? today(p, e) : NULL;
    if (e != NULL && now == NULL)
        out.why = JH_WHY_ABOLISHED;
    return now != NULL ? sure(p, now, is_former(e) ? JH_WHY_FORMER : JH_WHY_PLAIN) : out;
}

/* Names that look like it, within the context or among the known. */
static struct jh_matched by_likeness(const struct jh_places *p, const char *key, size_t n_above,
    const char *const *above, int highest)
{
    struct jh_matched out = {.match = JH_MATCH_UNKNOWN, .why = JH_WHY_LIKE};
    bool context = false;
    for (size_t i = 0; i < n_above; i++)
        context = context || (above[i] != NULL && above[i][0] != '\0');
    if (jh_i_chars(key) < 2 || (!context && p->n_known == 0))
        return out;
    for (size_t i = 0; i < p->n && out.n_candidates < JH_CANDIDATES_MAX; i++) {
        const struct entry *e = &p->entry[i];
        bool fits = e->level >= highest && !is_former(e) && (p->n_known == 0 || e->known >= 0) &&
                    (jh_i_near(e->key, key) || jh_i_likeness(e->key, key) >= 0.6);
        /* of two characters, the suffix one of them, any name is near any other */
        fits = fits && (jh_i_chars(key) > 2 || strncmp(e->key, key, 3) == 0);
        for (size_t k = 0; k < n_above && fits; k++)
            fits = above[k] == NULL || below(p, e, above[k]);
        for (size_t k = 0; k < out.n_candidates && fits; k++)
            fits = strcmp(out.candidate_id[k], id_of(p, e)) != 0;
        if (fits)
            list(p, e, &out);
    }
    if (out.n_candidates > 0)
        out.match = JH_MATCH_DOUBTFUL;
    return out;
}

static struct jh_matched by_name(const struct jh_places *p, const char *key, size_t n_above,
    const char *const *above, int highest)
{
    struct gathered g = {0};
    gather(p, &p->full, p->next_full, key, n_above, above, highest, &g);
    prefer(p, &g);
    if (g.n > 0)
        return settle(p, &g, JH_WHY_PLAIN);
    const struct entry *elsewhere = g.elsewhere;
    const bool abolished = g.abolished;
    char stem[KEY_MAX];
    const size_t n = stem_len(key, 2);
    memcpy(stem, key, n);
    stem[n] = '\0';
    g = (struct gathered){0};
    gather(p, &p->stem, p->next_stem, stem, n_above, above, highest, &g);
    prefer(p, &g);
    if (g.n > 0)
        return settle(p, &g, JH_WHY_SHORT);
    struct jh_matched out = {.match = JH_MATCH_UNKNOWN, .why = JH_WHY_ABOLISHED};
    if (abolished)
        return out;
    if (elsewhere != NULL) {
        out.match = JH_MATCH_DOUBTFUL;
        out.why = JH_WHY_ELSEWHERE;
        list(p, elsewhere, &out);
        return out;
    }
    return by_likeness(p, key, n_above, above, highest);
}

/* "成都市锦江区": what stands above is written before it. */
static struct jh_matched by_address(const struct jh_places *p, const char *key, size_t n_above,
    const char *const *above, int highest)
{
    struct jh_matched none = {.match = JH_MATCH_UNKNOWN};
    const size_t len = strlen(key);
    char head[KEY_MAX];
    for (size_t cut = len; cut-- > 6;) {
        uint32_t first;
        if (jh_i_utf8_continues((unsigned char)key[cut]))
            continue;
        memcpy(head, key, cut);
        head[cut] = '\0';
        bool known = false;
        const struct jh_strmap *maps[2] = {&p->full, &p->stem};
        const int32_t *next[2] = {p->next_full, p->next_stem};
        for (int m = 0; m < 2 && !known; m++)
            if (jh_strmap_get(maps[m], head, cut, &first))
                for (int32_t i = (int32_t)first; i != NONE && !known; i = next[m][i])
                    known = p->entry[i].level < 2;
        if (!known || len - cut < 6)
            continue;
        const char *more[8] = {head};
        size_t n = 1;
        for (size_t i = 0; i < n_above && n < 8; i++)
            more[n++] = above[i];
        struct jh_matched out = by_name(p, key + cut, n, more, highest);
        if (out.match == JH_MATCH_UNKNOWN || out.why == JH_WHY_ELSEWHERE)
            out = by_address(p, key + cut, n, more, highest);
        if (out.match == JH_MATCH_SURE)
            return out;
        if (out.match == JH_MATCH_DOUBTFUL && none.match == JH_MATCH_UNKNOWN)
            none = out;
    }
    return none;
}

struct jh_matched jh_i_places_find(const struct jh_places *places, const char *text, size_t n_above,
    const char *const *above, int highest)
{
    char key[KEY_MAX];
    const size_t len = strlen(text);
    struct jh_matched out = {.match = JH_MATCH_UNKNOWN};
    if (len == 0 || len >= KEY_MAX)
        return out;
    jh_i_fold(text, len, key);
    jh_i_key_of_folded(key);
    out = by_code(places, key);
    if (out.match == JH_MATCH_UNKNOWN)
        out = by_code(places, text);
    if (out.match == JH_MATCH_SURE || key[0] == '\0' || out.why == JH_WHY_ABOLISHED)
        return out;
    /* a county by preference, else what stands above */
    out = by_name(places, key, n_above, above, highest > 2 ? highest : 2);
    for (int level = 1; level >= highest && out.match != JH_MATCH_SURE; level--) {
        struct jh_matched higher = by_name(places, key, n_above, above, level);
        if (higher.match == JH_MATCH_SURE && out.why != JH_WHY_SEVERAL)
            out = higher;
    }
    if (out.match == JH_MATCH_SURE)
        return out;
    struct jh_matched longer = by_address(places, key, n_above, above, highest);
    if (longer.match == JH_MATCH_SURE ||
        (out.match == JH_MATCH_UNKNOWN && longer.match == JH_MATCH_DOUBTFUL))
        return longer;
    return out;
}

const char *jh_i_places_in_title(const struct jh_places *places, const char *title)
{
    char key[KEY_MAX], part[KEY_MAX];
    const char *best = NULL;
    int level = -1;
    const size_t len = strlen(title);
    if (len >= KEY_MAX)
        return NULL;
    jh_i_fold(title, len, key);
    jh_i_key_of_folded(key);
    for (size_t at = 0; key[at] != '\0'; at++) {
        if (jh_i_utf8_continues((unsigned char)key[at]))
            continue;
        size_t chars = 0;
        for (size_t end = at + 1; end <= strlen(key) && chars < NAME_CHARS_MAX; end++) {
            uint32_t first;
            if (key[end] != '\0' && jh_i_utf8_continues((unsigned char)key[end]))
                continue;
            chars++;
            memcpy(part, key + at, end - at);
            part[end - at] = '\0';
            if (chars < 3 || !jh_strmap_get(&places->full, part, end - at, &first))
                continue;
            const struct entry *e = &places->entry[first];
            if (e->level < 2 && e->level > level) {
                level = e->level;
                best = e->name;
            }
        }
    }
    return best;
}

void jh_i_places_above(const struct jh_places *places, const char *id, const char **out_city_id,
    const char **out_city, const char **out_province)
{
    uint32_t code = 0;
    *out_city_id = *out_city = *out_province = "";
    if (strlen(id) != 6 || strspn(id, "0123456789") != 6)
        return;
    for (int i = 0; i < 6; i++)
        code = code * 10 + (uint32_t)(id[i] - '0');
    const struct entry *city = of_code(places, jh_i_division_city(code));
    const struct entry *province = of_code(places, jh_i_division_province(code));
    if (city != NULL && code % 100 != 0) {
        *out_city_id = city->id;
        *out_city = city->name;
    }
    if (province != NULL && code % 10000 != 0) {
        *out_province = province->name;
        if (city == NULL) {
            *out_city_id = province->id;
            *out_city = province->name;
        }
    }
}
