#include "base/keyed_hash.h"

#include <string.h>

#include <sodium.h>

uint64_t jh_keyed_hash(const unsigned char key[JH_HASH_KEY_LEN], const void *data, size_t len)
{
    unsigned char out[crypto_shorthash_BYTES];
    uint64_t hash;
    crypto_shorthash(out, data, len, key);
    memcpy(&hash, out, sizeof hash);
    return hash;
}

void jh_keyed_hash_forget(unsigned char key[JH_HASH_KEY_LEN])
{
    sodium_memzero(key, JH_HASH_KEY_LEN);
}
