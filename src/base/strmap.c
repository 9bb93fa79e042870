#include "base/strmap.h"

#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"

struct jh_strmap_slot {
    const char *key; /* NULL: empty */
    size_t len;
    uint64_t hash;
    uint32_t value;
};

/* FNV-1a with a final mix; inputs are ids, not attacks: the map is bounded by the file read. */
static uint64_t hash_of(const char *key, size_t len)
{
    uint64_t h = 1469598103934665603ULL;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)key[i]) * 1099511628211ULL;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
}

void jh_strmap_init(struct jh_strmap *map)
{
    *map = (struct jh_strmap){0};
}

void jh_strmap_release(struct jh_strmap *map)
{
    jh_i_free(map->slots);
    jh_strmap_init(map);
}

/* The slot of the key, or the empty one where it belongs; cap is a power of two, never full. */
static struct jh_strmap_slot *find(
    struct jh_strmap_slot *slots, size_t cap, const char *key, size_t len, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (slots[i].key != NULL &&
           (slots[i].hash != hash || slots[i].len != len || memcmp(slots[i].key, key, len) != 0))
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

static enum jh_status grow(struct jh_strmap *map, struct jh_error *err)
{
    size_t cap = map->cap == 0 ? 64 : map->cap * 2;
    struct jh_strmap_slot *slots = jh_i_calloc(cap, sizeof *slots);
    if (slots == NULL)
        return jh_fail(err, JH_E_NOMEM, "out of memory");
    for (size_t i = 0; i < map->cap; i++) {
        const struct jh_strmap_slot *s = &map->slots[i];
        if (s->key != NULL)
            *find(slots, cap, s->key, s->len, s->hash) = *s;
    }
    jh_i_free(map->slots);
    map->slots = slots;
    map->cap = cap;
    return JH_OK;
}

enum jh_status jh_strmap_put(struct jh_strmap *map, const char *key, size_t len, uint32_t value,
    uint32_t *out_value, bool *out_new, struct jh_error *err)
{
    if (map->n * 2 >= map->cap) {
        enum jh_status st = grow(map, err);
        if (st != JH_OK)
            return st;
    }
    uint64_t hash = hash_of(key, len);
    struct jh_strmap_slot *slot = find(map->slots, map->cap, key, len, hash);
    *out_new = slot->key == NULL;
    if (*out_new) {
        *slot = (struct jh_strmap_slot){key, len, hash, value};
        map->n++;
    }
    *out_value = slot->value;
    return JH_OK;
}

bool jh_strmap_get(const struct jh_strmap *map, const char *key, size_t len, uint32_t *out_value)
{
    if (map->cap == 0)
        return false;
    const struct jh_strmap_slot *slot = find(map->slots, map->cap, key, len, hash_of(key, len));
    if (slot->key == NULL)
        return false;
    *out_value = slot->value;
    return true;
}
