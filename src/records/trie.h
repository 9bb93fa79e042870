/*
 * Names of places in one trie: all names that begin a text, in one walk. And the short forms by which
 * provinces and cities are called.
 */
#ifndef JH_RECORDS_TRIE_H
#define JH_RECORDS_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

struct jh_trie_edge {
    uint64_t key; /* node << 8 | byte, + 1; 0: free */
    uint32_t to;
};
/** Begin with {0}. */
struct jh_trie {
    size_t n_edges, cap_edges;
    struct jh_trie_edge *edge;
    size_t n_nodes, cap_nodes;
    int32_t
        *first; /* [n_nodes] index into link of the first spot of the name that ends there, or -1 */
    size_t n_links, cap_links;
    int32_t *spot, *next; /* [n_links] */
};
void jh_i_trie_release(struct jh_trie *trie);
/** name[0..len) followed by suffix is a name of the spot. */
enum jh_status jh_i_trie_add(struct jh_trie *trie, const char *name, size_t len, const char *suffix,
    int32_t spot, struct jh_error *err) JH_CHECKED;

#define JH_TRIE_HITS_MAX  8
#define JH_TRIE_SPOTS_MAX 64
/** A name that begins the text; `n` places are called so. */
struct jh_trie_hit {
    size_t len, n;
    int32_t spot[JH_TRIE_SPOTS_MAX];
};
/** Names that begin text[0..len), the shortest first; of more than JH_TRIE_HITS_MAX the longest. */
size_t jh_i_trie_prefixes(const struct jh_trie *trie, const char *text, size_t len,
    struct jh_trie_hit hit[JH_TRIE_HITS_MAX]);
/** Spots of exactly that name: at most `cap`; returns how many there are. */
size_t jh_i_trie_exact(
    const struct jh_trie *trie, const char *name, size_t len, size_t cap, int32_t *out_spot);

#define JH_SHORT_FORMS_MAX 3
/** Short forms of a province's or city's name: its first cut[i] bytes and suffix[i] ("浙江", "延边州").
 *  Returns how many. */
size_t jh_i_short_forms(const char *name, size_t len, size_t cut[JH_SHORT_FORMS_MAX],
    const char *suffix[JH_SHORT_FORMS_MAX]);

#endif
