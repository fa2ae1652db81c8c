/* SPDX-License-Identifier: MIT
 * The table of kernels, and the loops over bytes and bits in plain C. */
#include "kernels/kernels.h"

#include "kernels/plain.h"

#define TARGET
#include "kernels/bytes.inc"


/* Eight bits to eight bytes: a copy of the byte in each, of which the mask
 * leaves bit k in byte k; what is left is at most 0x80, so that adding 0x7f
 * carries into the top bit of its own byte only.  The shifts at the end are
 * one store where bytes are little-endian, and right where they are not. */
static void
unpack_byte(uint8_t byte, uint8_t out[8])
{
    uint64_t x = byte * UINT64_C(0x0101010101010101);
    x &= UINT64_C(0x8040201008040201);
    x = (x + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
    for (int k = 0; k < 8; k++)
        out[k] = (uint8_t)(x >> (8 * k));
}

void
fair__unpack_bits(const uint8_t *bits, size_t offset, size_t n, uint8_t *out)
{
    const uint8_t *at = bits + offset / 8;
    size_t bit = offset % 8;
    size_t i = 0;
    while (i < n && bit != 0) {
        out[i++] = (uint8_t)(*at >> bit & 1);
        bit = (bit + 1) % 8;
        if (bit == 0) at++;
    }
    for (; n - i >= 8; i += 8)
        unpack_byte(*at++, out + i);
    for (; i < n; i++)
        out[i] = (uint8_t)(*at >> bit++ & 1);
}

static const fair__kernels plain = {
    FAIR__PLAIN_KERNELS,
    FAIR__PLAIN_WEIGHING,
    BYTE_KERNELS,
    .unpack_bits = fair__unpack_bits,
    FAIR__TEXT_KERNELS,
    .count_keys = fair__count_pairs,
    .most_keys = FAIR__BLOCK,
};

const fair__kernels *
fair__kernels_get(void)
{
    return &plain;
}

/* The better, the later. */
static const fair__kernels *(*const tables[])(void) = {
    fair__kernels_get,
    fair__kernels_neon,
    fair__kernels_avx2,
    fair__kernels_avx512,
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

const fair__kernels *
fair__kernels_best(void)
{
    const fair__kernels *found = NULL;
    for (size_t i = N_TABLES; found == NULL; i--)
        found = tables[i - 1]();
    return found;
}

const fair__kernels *
fair__kernels_nth(unsigned i)
{
    for (size_t t = 0; t < N_TABLES; t++) {
        const fair__kernels *found = tables[t]();
        if (found != NULL && i-- == 0) return found;
    }
    return NULL;
}
