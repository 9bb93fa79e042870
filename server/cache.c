#include "server/cache.h"

#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

enum { SLOTS = 4096 };

struct srv_cache_entry {
    struct srv_cache_entry *chain, *newer, *older;
    struct srv_blob *blob;
    size_t bytes, slot, len;
    char key[];
};

enum jh_status srv_cache_init(struct srv_cache *cache, size_t max_bytes, struct jh_error *err)
{
    *cache = (struct srv_cache){.max_bytes = max_bytes, .n_slots = SLOTS};
    cache->slot = jh_i_calloc(cache->n_slots, sizeof *cache->slot);
    if (cache->slot == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->made, NULL);
    return JH_OK;
}

/* FNV-1a: keys are our own canonical texts, and chains are short. */
static size_t slot_of(const struct srv_cache *cache, const char *key, size_t len)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)key[i]) * 1099511628211u;
    return (size_t)(h % cache->n_slots);
}

static void unlink_use(struct srv_cache *cache, struct srv_cache_entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct srv_cache *cache, struct srv_cache_entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest != NULL ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop(struct srv_cache *cache, struct srv_cache_entry *entry)
{
    struct srv_cache_entry **at = &cache->slot[entry->slot];
    while (*at != entry)
        at = &(*at)->chain;
    *at = entry->chain;
    unlink_use(cache, entry);
    cache->bytes -= entry->bytes;
    srv_blob_free(entry->blob);
    jh_i_free(entry);
}

void srv_cache_release(struct srv_cache *cache)
{
    if (cache->slot == NULL)
        return;
    while (cache->oldest != NULL)
        drop(cache, cache->oldest);
    jh_i_free(cache->slot);
    pthread_cond_destroy(&cache->made);
    pthread_mutex_destroy(&cache->lock);
    cache->slot = NULL;
}

static struct srv_cache_entry *find(
    const struct srv_cache *cache, size_t slot, const char *key, size_t len)
{
    struct srv_cache_entry *entry = cache->slot[slot];
    while (entry != NULL && (entry->len != len || memcmp(entry->key, key, len) != 0))
        entry = entry->chain;
    return entry;
}

/* The lock is held. */
static void put(struct srv_cache *cache, const char *key, size_t len, struct srv_blob *blob)
{
    size_t slot = slot_of(cache, key, len);
    struct srv_blob *slim = srv_blob_slim(blob);
    if (slim == NULL)
        return;
    size_t bytes = sizeof(struct srv_cache_entry) + len + slim->gz_len;
    bytes += slim->data != NULL ? slim->len : 0;
    if (bytes > cache->max_bytes / 4) /* one answer must not push out all others */
    {
        srv_blob_free(slim);
        return;
    }
    struct srv_cache_entry *entry = jh_i_calloc(1, sizeof *entry + len);
    if (entry == NULL) {
        srv_blob_free(slim);
        return;
    }
    entry->blob = slim;
    entry->bytes = bytes;
    entry->slot = slot;
    entry->len = len;
    memcpy(entry->key, key, len);
    struct srv_cache_entry *old = find(cache, slot, key, len);
    if (old != NULL)
        drop(cache, old);
    while (cache->oldest != NULL && cache->bytes + bytes > cache->max_bytes)
        drop(cache, cache->oldest);
    entry->chain = cache->slot[slot];
    cache->slot[slot] = entry;
    link_newest(cache, entry);
    cache->bytes += bytes;
}

/* One who makes an answer; on the list while he does. */
struct srv_cache_making {
    struct srv_cache_making *next;
    size_t len;
    char key[];
};

/* The lock is held. */
static struct srv_cache_making **find_making(struct srv_cache *cache, const char *key, size_t len)
{
    struct srv_cache_making **at = &cache->making;
    while (*at != NULL && ((*at)->len != len || memcmp((*at)->key, key, len) != 0))
        at = &(*at)->next;
    return at;
}

/* The lock is held; NULL where there is none. */
static struct srv_blob *take(struct srv_cache *cache, const char *key, size_t len)
{
    struct srv_cache_entry *entry = find(cache, slot_of(cache, key, len), key, len);
    if (entry == NULL)
        return NULL;
    unlink_use(cache, entry);
    link_newest(cache, entry);
    return srv_blob_share(entry->blob);
}

struct srv_blob *srv_cache_get(struct srv_cache *cache, const char *key, size_t len)
{
    pthread_mutex_lock(&cache->lock);
    struct srv_blob *blob = take(cache, key, len);
    pthread_mutex_unlock(&cache->lock);
    return blob;
}

struct srv_blob *srv_cache_begin(struct srv_cache *cache, const char *key, size_t len)
{
    struct srv_blob *blob = NULL;
    pthread_mutex_lock(&cache->lock);
    while ((blob = take(cache, key, len)) == NULL && *find_making(cache, key, len) != NULL)
        pthread_cond_wait(&cache->made, &cache->lock);
    if (blob == NULL) {
        /* Without memory others make it, too. */
        struct srv_cache_making *making = jh_i_calloc(1, sizeof *making + len);
        if (making != NULL) {
            making->len = len;
            memcpy(making->key, key, len);
            making->next = cache->making;
            cache->making = making;
        }
    }
    pthread_mutex_unlock(&cache->lock);
    return blob;
}

void srv_cache_end(struct srv_cache *cache, const char *key, size_t len, struct srv_blob *blob)
{
    pthread_mutex_lock(&cache->lock);
    struct srv_cache_making **at = find_making(cache, key, len), *making = *at;
    if (making != NULL) {
        *at = making->next;
        jh_i_free(making);
    }
    if (blob != NULL)
        put(cache, key, len, blob);
    pthread_cond_broadcast(&cache->made);
    pthread_mutex_unlock(&cache->lock);
}
