#include "base/fingerprint.h"

#include <sodium.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

enum { ALIGN = alignof(crypto_generichash_state) };
_Static_assert(
    sizeof(crypto_generichash_state) + ALIGN - 1 <= sizeof(((struct jh_fingerprint *)0)->state),
    "fingerprint state too small");

enum { N_BYTES = (JH_FINGERPRINT_LEN - 1) / 2 };

/* Aligned by hand: the frames that gcc 12 makes to find uses after return ignore alignas. */
static crypto_generichash_state *state_of(struct jh_fingerprint *fp)
{
    size_t past = (uintptr_t)fp->state % ALIGN;
    return (crypto_generichash_state *)(void *)(fp->state + (past > 0 ? ALIGN - past : 0));
}

void jh_fingerprint_init(struct jh_fingerprint *fp)
{
    (void)crypto_generichash_init(state_of(fp), NULL, 0, N_BYTES);
}

void jh_fingerprint_add(struct jh_fingerprint *fp, const void *data, size_t len)
{
    (void)crypto_generichash_update(state_of(fp), data, len);
}

void jh_fingerprint_text(struct jh_fingerprint *fp, const char *text)
{
    size_t len = text != NULL ? strlen(text) + 1 : 0;
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((unsigned long long)len >> (8 * i));
    jh_fingerprint_add(fp, bytes, sizeof bytes);
    if (len > 1)
        jh_fingerprint_add(fp, text, len - 1);
}

void jh_fingerprint_final(struct jh_fingerprint *fp, char out[JH_FINGERPRINT_LEN])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[N_BYTES];
    (void)crypto_generichash_final(state_of(fp), bytes, sizeof bytes);
    for (size_t i = 0; i < N_BYTES; i++) {
        out[2 * i] = hex[bytes[i] >> 4];
        out[2 * i + 1] = hex[bytes[i] & 15];
    }
    out[2 * N_BYTES] = '\0';
}
