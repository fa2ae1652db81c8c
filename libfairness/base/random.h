/* SPDX-License-Identifier: MIT
 * Random numbers by counter: what a stream gives depends on its key alone,
 * never on what was drawn elsewhere, so order and threads do not matter.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers:
 * as easy as 1, 2, 3, doi:10.1145/2063384.2063405).  Integers only: the same
 * on every machine.  Not for secrets: keyed hashing has its own. */
#ifndef FAIR_BASE_RANDOM_H
#define FAIR_BASE_RANDOM_H

#include <stdint.h>

/* One block; counter and key as Random123 has them. */
void fair__philox(const uint32_t counter[4], const uint32_t key[2],
                  uint32_t out[4]);

/* A stream of 2^33 words. */
typedef struct fair__random {
    uint32_t key[2];
    uint32_t counter[4]; /* block, purpose, replicate, cell */
    uint64_t kept;       /* the second word of the last block */
    int32_t has_kept;
} fair__random;

fair__random fair__random_new(uint64_t seed, uint32_t purpose,
                              uint32_t replicate, uint32_t cell);
/* Each 64-bit word is as likely as any other. */
uint64_t fair__random_word(fair__random *r);
/* k / 2^53, k = 1 … 2^53 - 1 equally likely: neither 0 nor 1, and u as likely
 * as 1 - u. */
double fair__random_unit(fair__random *r);

#endif
