#include "records/trie.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

void jh_i_trie_release(struct jh_trie *trie)
{
    jh_i_free(trie->edge);
    jh_i_free(trie->first);
    jh_i_free(trie->spot);
    jh_i_free(trie->next);
    *trie = (struct jh_trie){0};
}

static size_t slot_of(uint64_t key, size_t cap)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 20) & (cap - 1);
}

static void put_edge(struct jh_trie_edge *edge, size_t cap, struct jh_trie_edge e)
{
    size_t i = slot_of(e.key, cap);
    while (edge[i].key != 0)
        i = (i + 1) & (cap - 1);
    edge[i] = e;
}

static enum jh_status grow_edges(struct jh_trie *t, struct jh_error *err)
{
    if (t->n_edges * 2 < t->cap_edges)
        return JH_OK;
    size_t cap = t->cap_edges > 0 ? t->cap_edges * 2 : 1024;
    struct jh_trie_edge *edge = jh_i_calloc(cap, sizeof *edge);
    if (edge == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < t->cap_edges; i++)
        if (t->edge[i].key != 0)
            put_edge(edge, cap, t->edge[i]);
    jh_i_free(t->edge);
    t->edge = edge;
    t->cap_edges = cap;
    return JH_OK;
}

static enum jh_status add_node(struct jh_trie *t, uint32_t *out, struct jh_error *err)
{
    if (t->n_nodes == t->cap_nodes) {
        size_t cap = t->cap_nodes * 2 + 1024;
        int32_t *grown = jh_i_realloc(t->first, cap, sizeof *grown);
        if (grown == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        t->first = grown;
        t->cap_nodes = cap;
    }
    t->first[t->n_nodes] = -1;
    *out = (uint32_t)t->n_nodes++;
    return JH_OK;
}

static bool follow(const struct jh_trie *t, uint32_t *node, char c)
{
    if (t->cap_edges == 0)
        return false;
    const uint64_t key = ((uint64_t)*node << 8 | (unsigned char)c) + 1;
    for (size_t i = slot_of(key, t->cap_edges);; i = (i + 1) & (t->cap_edges - 1)) {
        if (t->edge[i].key == key) {
            *node = t->edge[i].to;
            return true;
        }
        if (t->edge[i].key == 0)
            return false;
    }
}

static enum jh_status extend(
    struct jh_trie *t, uint32_t *node, const char *text, size_t len, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    for (size_t i = 0; i < len; i++) {
        if (follow(t, node, text[i]))
            continue;
        uint32_t to = 0;
        const uint64_t key = ((uint64_t)*node << 8 | (unsigned char)text[i]) + 1;
        JH_TRY(st, grow_edges(t, err));
        JH_TRY(st, add_node(t, &to, err));
        put_edge(t->edge, t->cap_edges, (struct jh_trie_edge){key, to});
        t->n_edges++;
        *node = to;
    }
out:
    return st;
}

static enum jh_status add_link(struct jh_trie *t, uint32_t node, int32_t spot, struct jh_error *err)
{
    for (int32_t i = t->first[node]; i >= 0; i = t->next[i])
        if (t->spot[i] == spot)
            return JH_OK;
    if (t->n_links == t->cap_links) {
        size_t cap = t->cap_links * 2 + 1024;
        int32_t *spots = jh_i_realloc(t->spot, cap, sizeof *spots);
        if (spots == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        t->spot = spots;
        int32_t *nexts = jh_i_realloc(t->next, cap, sizeof *nexts);
        if (nexts == NULL)
            return jh_fail(err, JH_E_NOMEM, "out of memory");
        t->next = nexts;
        t->cap_links = cap;
    }
    t->spot[t->n_links] = spot;
    t->next[t->n_links] = t->first[node];
    t->first[node] = (int32_t)t->n_links++;
    return JH_OK;
}

enum jh_status jh_i_trie_add(struct jh_trie *trie, const char *name, size_t len, const char *suffix,
    int32_t spot, struct jh_error *err)
{
    enum jh_status st = JH_OK;
    uint32_t node = 0;
    if (trie->n_nodes == 0)
        JH_TRY(st, add_node(trie, &node, err));
    JH_TRY(st, extend(trie, &node, name, len, err));
    JH_TRY(st, extend(trie, &node, suffix, strlen(suffix), err));
    if (node != 0)
        st = add_link(trie, node, spot, err);
out:
    return st;
}

static size_t list_spots(const struct jh_trie *t, uint32_t node, size_t cap, int32_t *out)
{
    size_t n = 0;
    for (int32_t i = t->first[node]; i >= 0; i = t->next[i], n++)
        if (n < cap)
            out[n] = t->spot[i];
    return n;
}

size_t jh_i_trie_prefixes(const struct jh_trie *trie, const char *text, size_t len,
    struct jh_trie_hit hit[JH_TRIE_HITS_MAX])
{
    size_t n = 0;
    uint32_t node = 0;
    for (size_t i = 0; i < len && follow(trie, &node, text[i]); i++) {
        if (trie->first[node] < 0)
            continue;
        if (n == JH_TRIE_HITS_MAX) {
            memmove(hit, hit + 1, (JH_TRIE_HITS_MAX - 1) * sizeof *hit);
            n--;
        }
        size_t n_spots = list_spots(trie, node, JH_TRIE_SPOTS_MAX, hit[n].spot);
        hit[n].n = n_spots < JH_TRIE_SPOTS_MAX ? n_spots : JH_TRIE_SPOTS_MAX;
        hit[n].len = i + 1;
        n++;
    }
    return n;
}

size_t jh_i_trie_exact(
    const struct jh_trie *trie, const char *name, size_t len, size_t cap, int32_t *out_spot)
{
    uint32_t node = 0;
    for (size_t i = 0; i < len; i++)
        if (!follow(trie, &node, name[i]))
            return 0;
    return trie->n_nodes > 0 && node != 0 ? list_spots(trie, node, cap, out_spot) : 0;
}

/* ---- Short forms ------------------------------------------------------------------------------ */

static bool ends_with(const char *name, size_t len, const char *end)
{
    size_t n = strlen(end);
    return len > n && memcmp(name + len - n, end, n) == 0;
}

/* Peoples in the names of autonomous regions and prefectures: the name proper stands before them. */
static size_t before_peoples(const char *name, size_t len)
{
    static const char *const peoples[] = {"维吾尔", "壮族", "回族", "朝鲜族", "土家族", "藏族",
        "彝族", "苗族", "布依族", "哈尼族", "傣族", "白族", "傈僳族", "羌族", "侗族", "景颇族",
        "蒙古", "柯尔克孜", "哈萨克"};
    size_t cut = len;
    for (size_t i = 0; i < sizeof peoples / sizeof *peoples; i++) {
        size_t n = strlen(peoples[i]);
        for (size_t at = 3; at + n <= cut; at += 3)
            if (memcmp(name + at, peoples[i], n) == 0) {
                cut = at;
                break;
            }
    }
    return cut;
}

size_t jh_i_short_forms(const char *name, size_t len, size_t cut[JH_SHORT_FORMS_MAX],
    const char *suffix[JH_SHORT_FORMS_MAX])
{
    static const char *const plain[] = {"特别行政区", "地区", "省", "市", "盟"};
    size_t n = 0;
    if (ends_with(name, len, "自治州") || ends_with(name, len, "自治区")) {
        const bool prefecture = ends_with(name, len, "自治州");
        size_t stem = before_peoples(name, len - strlen("自治州"));
        cut[n] = stem;
        suffix[n++] = "";
        if (prefecture) {
            cut[n] = stem;
            suffix[n++] = "州";
        }
        return n;
    }
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (ends_with(name, len, plain[i]) && len - strlen(plain[i]) >= 6) {
            cut[n] = len - strlen(plain[i]);
            suffix[n++] = "";
            return n;
        }
    return 0;
}
