/* SPDX-License-Identifier: MIT
 * SipHash-1-3 (Aumasson and Bernstein 2012, with one and three rounds). */
#include "base/hash.h"

static uint64_t
rotate(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

static void
sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* The n <= 8 bytes at p as a little-endian number on any machine. */
static uint64_t
load(const uint8_t *p, size_t n)
{
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x |= (uint64_t)p[i] << (8 * i);
    return x;
}

uint64_t
fair__siphash(const uint8_t key[16], const void *bytes, size_t n)
{
    const uint64_t k0 = load(key, 8), k1 = load(key + 8, 8);
    uint64_t v[4] = {
        k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d),
        k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573)};
    const uint8_t *p = bytes;
    size_t left = n;
    for (; left >= 8; left -= 8, p += 8) {
        const uint64_t word = load(p, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    const uint64_t last = (uint64_t)n << 56 | load(p, left);
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
