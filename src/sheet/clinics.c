#include "sheet/clinics.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/strmap.h"
#include "base/utf8.h"
#include "sheet/text.h"
#include "sheet/words.h"

#define LIKE_MIN 0.45

struct jh_clinics {
    struct jh_arena arena;
    size_t n;
    const struct jh_known_hospital *known;
    const char **key; /* [n] */
    struct jh_strmap names, twice;
};

static enum jh_status put(struct jh_clinics *c, const char *key, size_t index, struct jh_error *err)
{
    uint32_t at;
    bool is_new;
    if (key == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    if (key[0] == '\0')
        return JH_OK;
    enum jh_status st =
        jh_strmap_put(&c->names, key, strlen(key), (uint32_t)index, &at, &is_new, err);
    if (st == JH_OK && !is_new && at != index)
        st = jh_strmap_put(&c->twice, key, strlen(key), 1, &at, &is_new, err);
    return st;
}

/* Aliases of one hospital, in whatever way they are separated. */
static enum jh_status put_aliases(
    struct jh_clinics *c, const char *alias, size_t index, struct jh_error *err)
{
    static const char *const marks[] = {";", "；", "、", "|", "，", ","};
    enum jh_status st = JH_OK;
    for (const char *p = alias; st == JH_OK && *p != '\0';) {
        const char *stop = p + strlen(p), *next = stop;
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
            const char *at = strstr(p, marks[m]);
            if (at != NULL && at < stop) {
                stop = at;
                next = at + strlen(marks[m]);
            }
        }
        char *one = jh_arena_strndup(&c->arena, p, (size_t)(stop - p));
        st = put(c, one != NULL ? jh_i_fold_key(&c->arena, one) : NULL, index, err);
        p = next;
    }
    return st;
}

static enum jh_status put_table(
    struct jh_clinics *c, const struct jh_words *words, struct jh_error *err)
{
    for (size_t i = 0; words != NULL && i < words->n_aliases; i++) {
        uint32_t at;
        const char *full = words->alias[i].full;
        if (!jh_strmap_get(&c->names, full, strlen(full), &at))
            continue;
        enum jh_status st = put(c, words->alias[i].text, at, err);
        if (st != JH_OK)
            return st;
    }
    return JH_OK;
}

enum jh_status jh_i_clinics_new(size_t n, const struct jh_known_hospital *known,
    const struct jh_words *words, struct jh_clinics **out_clinics, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    struct jh_clinics *c = jh_i_calloc(1, sizeof *c);
    if (c == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    jh_arena_init(&c->arena, 0);
    jh_strmap_init(&c->names);
    jh_strmap_init(&c->twice);
    c->n = n;
    c->known = known;
    c->key = jh_arena_new(&c->arena, n, const char *);
    if (c->key == NULL) {
        st = jh_fail(err, JH_E_NOMEM, "out of memory");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        c->key[i] = jh_i_fold_key(&c->arena, known[i].name);
        JH_TRY(st, put(c, c->key[i], i, err));
    }
    for (size_t i = 0; i < n; i++) {
        JH_TRY(st, put(c, jh_i_fold_key(&c->arena, known[i].id), i, err));
        JH_TRY(st, put_aliases(c, known[i].alias, i, err));
    }
    JH_TRY(st, put_table(c, words, err));
    *out_clinics = c;
    c = NULL;
out:
    jh_i_clinics_free(c);
    return st;
}

void jh_i_clinics_free(struct jh_clinics *clinics)
{
    if (clinics == NULL)
        return;
    jh_strmap_release(&clinics->names);
    jh_strmap_release(&clinics->twice);
    jh_arena_release(&clinics->arena);
    jh_i_free(clinics);
}

/* All characters of the short form stand in the long one, in their order: 市一医院 in 绵阳市第一人民医院. */
static bool abbreviates(const char *text, const char *name)
{
    const size_t len = strlen(text);
    for (size_t i = 0; i < len;) {
        size_t step = jh_i_utf8_len((const unsigned char *)text + i, len - i);
        step = step > 0 ? step : 1;
        while (*name != '\0' && strncmp(name, text + i, step) != 0)
            name++;
        if (*name == '\0')
            return false;
        name += step;
        i += step;
    }
    return len > 0;
}

static double score(const char *text, const char *name)
{
    const double like = jh_i_likeness(text, name);
    if (jh_i_chars(text) >= 3 && (abbreviates(text, name) || abbreviates(name, text)))
        return 0.6 + 0.4 * like;
    return like;
}

/* The best first; equals in the order of the list. */
static void rank(const struct jh_clinics *c, const char *key, struct jh_matched *out)
{
    double best[JH_CANDIDATES_MAX];
    for (size_t i = 0; i < c->n; i++) {
        const double s = score(key, c->key[i]);
        size_t at = out->n_candidates;
        if (s < LIKE_MIN)
            continue;
        while (at > 0 && s > best[at - 1])
            at--;
        if (at == JH_CANDIDATES_MAX)
            continue;
        if (out->n_candidates < JH_CANDIDATES_MAX)
            out->n_candidates++;
        for (size_t k = out->n_candidates - 1; k > at; k--) {
            best[k] = best[k - 1];
            out->candidate_id[k] = out->candidate_id[k - 1];
            out->candidate_name[k] = out->candidate_name[k - 1];
        }
        best[at] = s;
        out->candidate_id[at] = c->known[i].id;
        out->candidate_name[at] = c->known[i].name;
    }
}

struct jh_matched jh_i_clinics_find(const struct jh_clinics *clinics, const char *text)
{
    enum { KEY_MAX = 384 };
    struct jh_matched out = {.match = JH_MATCH_UNKNOWN};
    char key[KEY_MAX];
    const size_t len = strlen(text);
    uint32_t at;
    if (len == 0 || len >= KEY_MAX)
        return out;
    jh_i_fold(text, len, key);
    jh_i_key_of_folded(key);
    if (jh_strmap_get(&clinics->names, key, strlen(key), &at)) {
        uint32_t ignored;
        if (!jh_strmap_get(&clinics->twice, key, strlen(key), &ignored)) {
            out.match = JH_MATCH_SURE;
            out.why = strcmp(key, clinics->key[at]) == 0 ? JH_WHY_PLAIN : JH_WHY_SHORT;
            out.id = clinics->known[at].id;
            out.name = clinics->known[at].name;
            return out;
        }
        out.why = JH_WHY_SEVERAL;
    }
    rank(clinics, key, &out);
    if (out.n_candidates > 0) {
        out.match = JH_MATCH_DOUBTFUL;
        if (out.why == JH_WHY_PLAIN)
            out.why = JH_WHY_LIKE;
    }
    return out;
}
