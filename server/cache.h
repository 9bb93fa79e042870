/*
 * Answers kept for those who ask the same again: bounded in bytes, the least recently used go first.
 */
#ifndef JH_SERVER_CACHE_H
#define JH_SERVER_CACHE_H

#include <pthread.h>

#include "server/blob.h"

struct srv_cache_entry;
struct srv_cache_making;
struct srv_cache {
    pthread_mutex_t lock;
    size_t bytes, max_bytes, n_slots;
    struct srv_cache_entry **slot;           /* [n_slots] chains by hash */
    struct srv_cache_entry *newest, *oldest; /* by use */
    struct srv_cache_making *making;         /* what is being made just now */
    pthread_cond_t made;
};

enum jh_status srv_cache_init(
    struct srv_cache *cache, size_t max_bytes, struct jh_error *err) JH_CHECKED;
void srv_cache_release(struct srv_cache *cache);
/** The caller holds what it gets; NULL: not kept. */
struct srv_blob *srv_cache_get(struct srv_cache *cache, const char *key, size_t len);
/**
 * As srv_cache_get(), but where it is not kept the caller is to make it and must call
 * srv_cache_end(); whoever begins the same meanwhile waits for that.
 */
struct srv_blob *srv_cache_begin(struct srv_cache *cache, const char *key, size_t len);
/** Keeps a share of the blob, if it fits and there is memory; NULL: nothing came of it. */
void srv_cache_end(struct srv_cache *cache, const char *key, size_t len, struct srv_blob *blob);

#endif
