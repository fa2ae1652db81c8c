/* SPDX-License-Identifier: MIT
 * A digest of bytes, to compare machines by. */
#ifndef FAIR_TESTS_SAME_DIGEST_H
#define FAIR_TESTS_SAME_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a (Fowler, Noll, Vo). */
static inline uint64_t
digest_of(const char *bytes, size_t n)
{
    uint64_t x = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < n; i++)
        x = (x ^ (uint8_t)bytes[i]) * UINT64_C(0x100000001b3);
    return x;
}

#endif
