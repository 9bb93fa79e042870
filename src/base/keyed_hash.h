/*
 * A 64-bit hash under a secret key (SipHash-2-4): who does not have the key cannot tell what was
 * hashed, nor make two texts collide.
 */
#ifndef JH_BASE_KEYED_HASH_H
#define JH_BASE_KEYED_HASH_H

#include <stddef.h>
#include <stdint.h>

#define JH_HASH_KEY_LEN 16
uint64_t jh_keyed_hash(const unsigned char key[JH_HASH_KEY_LEN], const void *data, size_t len);
/** Overwrite a key so that the compiler does not leave it out. */
void jh_keyed_hash_forget(unsigned char key[JH_HASH_KEY_LEN]);

#endif
