/*
 * Map from text to a 32-bit number (ids to indices). Keys are borrowed, never copied.
 */
#ifndef JH_BASE_STRMAP_H
#define JH_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "junheng/status.h"

struct jh_strmap {
    struct jh_strmap_slot *slots;
    size_t n, cap;
};

void jh_strmap_init(struct jh_strmap *map);
void jh_strmap_release(struct jh_strmap *map);
/** Insert, or find what is there: *out_value is the stored value, *out_new says whether inserted.
 *  key must live as long as the map. */
enum jh_status jh_strmap_put(struct jh_strmap *map, const char *key, size_t len, uint32_t value,
    uint32_t *out_value, bool *out_new, struct jh_error *err) JH_CHECKED;
/** True and *out_value set where the key is known. */
bool jh_strmap_get(const struct jh_strmap *map, const char *key, size_t len, uint32_t *out_value);

#endif
