/* SPDX-License-Identifier: MIT
 * SHA-256 (FIPS 180-4). */
#ifndef FAIR_BASE_SHA256_H
#define FAIR_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define FAIR__SHA256_BLOCK 64
#define FAIR__SHA256_BYTES 32
#define FAIR__SHA256_TEXT (2 * FAIR__SHA256_BYTES)

/* Adds n whole blocks. */
typedef void fair__sha256_blocks(uint32_t state[8], const uint8_t *bytes,
                                 size_t n);

/* Copying one forks it. */
typedef struct fair__sha256 {
    fair__sha256_blocks *add;
    uint32_t state[8];
    uint64_t n; /* bytes so far */
    uint8_t block[FAIR__SHA256_BLOCK];
} fair__sha256;

void fair__sha256_init(fair__sha256 *h);
void fair__sha256_add(fair__sha256 *h, const void *bytes, size_t n);
/* The digest of all bytes; h is done. */
void fair__sha256_end(fair__sha256 *h, uint8_t out[FAIR__SHA256_BYTES]);
/* The same as lower-case hexadecimal digits, with a zero behind. */
void fair__sha256_text(fair__sha256 *h, char out[FAIR__SHA256_TEXT + 1]);

#endif
