/*
 * Fingerprints of data and scenarios: BLAKE2b, 16 bytes shown as 32 hex digits.
 */
#ifndef JH_BASE_FINGERPRINT_H
#define JH_BASE_FINGERPRINT_H

#include <stddef.h>

#define JH_FINGERPRINT_LEN 33 /* 32 hex digits and NUL */

/** Not to be copied while in use: its state is aligned within. */
struct jh_fingerprint {
    unsigned char state[512];
};
void jh_fingerprint_init(struct jh_fingerprint *fp);
void jh_fingerprint_add(struct jh_fingerprint *fp, const void *data, size_t len);
/** Adds the text and its length, so that "ab"+"c" differs from "a"+"bc". NULL counts as absent. */
void jh_fingerprint_text(struct jh_fingerprint *fp, const char *text);
void jh_fingerprint_final(struct jh_fingerprint *fp, char out[JH_FINGERPRINT_LEN]);

#endif
